"""The random walk: volatility will be what it was.

    F_{i,k} = (252/w) · Σ_{j=0..w−1} r²_{i−j}        for every k

the realized variance of the last w sessions, 5 or 21. What every other forecast has to beat.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.forecast.history import trailing_mean

if TYPE_CHECKING:
    from hedgerow.typing import FloatArray, IntArray
    from hedgerow.volatility.forecast.history import History


@dataclass(frozen=True, slots=True)
class RandomWalk:
    """Realized variance of the last ``window`` sessions for every horizon."""

    window: int = 21

    @property
    def name(self) -> str:
        """With its window: ``random_walk_21``."""
        return f"random_walk_{self.window}"

    def term_structure(
        self,
        history: History,
        *,
        fitted_until: int,  # noqa: ARG002 - nothing to fit
        origins: IntArray,
        horizon: int,
    ) -> FloatArray:
        """As `Model.term_structure`."""
        realized = trailing_mean(SESSIONS_PER_YEAR * history.returns**2, self.window)
        return np.repeat(realized[origins][:, None], horizon, axis=1)
