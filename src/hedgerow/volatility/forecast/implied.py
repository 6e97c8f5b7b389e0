"""What options imply, taken as a forecast as it stands.

    F_{i,k} = implied²        for every k

A year holds 365 calendar days and 252 sessions; implied variance counts the first, realized
variance the second, and both are of the same year, so nothing is converted: over 30 days the one is
VIX² · 30/365, over their 30 · 252/365 = 20.7 sessions the other is RV² · 20.7/252. It holds a risk
premium, so it is no expectation: E[RV] lies below (Jensen and the premium). Without the premium:
``IMPLIED_DEBIASED`` of `har`, the regression of ln RV on ln implied². VIX is struck to 16:15, after
the close of the shares. SPEC FC-03, FC-04.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hedgerow.typing import FloatArray, IntArray
    from hedgerow.volatility.forecast.history import History


@dataclass(frozen=True, slots=True)
class Implied:
    """Implied variance of 30 calendar days for every horizon; nothing is estimated."""

    name: str = "implied"

    def term_structure(
        self,
        history: History,
        *,
        fitted_until: int,  # noqa: ARG002 - nothing to fit
        origins: IntArray,
        horizon: int,
    ) -> FloatArray:
        """As `Model.term_structure`."""
        return np.repeat(history.implied[origins][:, None] ** 2, horizon, axis=1)
