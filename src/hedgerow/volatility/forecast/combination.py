"""The combination: several forecasts are worth more than the best of them.

    ln F = mean of ln F_m over the members m

with equal weights, which estimated ones seldom beat [Timmermann06]. Where a member has no forecast
there is none: a mean of others would borrow a record that is not its own. It is put together from
the members' own forecasts, so it costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hedgerow.typing import FloatArray


@dataclass(frozen=True, slots=True)
class Combination:
    """Equally weighted mean of the logs of some models' forecasts."""

    members: tuple[str, ...]
    """Names of models."""
    name: str = "combination"


def combined(forecasts: FloatArray) -> FloatArray:
    """Combination over the first axis of forecasts of variance, decimal per year; NaN where one is.

    >>> combined(np.array([[0.01, 0.04], [0.04, np.nan]]))
    array([0.02,  nan])
    """
    positive = np.where(forecasts > 0, forecasts, np.nan)
    return np.asarray(np.exp(np.log(positive).mean(axis=0)))


COMBINATION = Combination(("har_log", "gjr", "implied_debiased"))
