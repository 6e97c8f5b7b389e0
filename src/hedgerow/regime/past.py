"""What the documents' sentences are measured on: days, returns, VIX and the facts of each day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.regime.facts import Facts
from hedgerow.regime.outcomes import Outcomes
from hedgerow.typing import FloatArray
from hedgerow.volatility.premium.variance_risk_premium import variance_swap_gain

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """Everything by session, (n,), oldest first."""

    dates: pd.DatetimeIndex
    facts: Facts
    outcomes: Outcomes

    @property
    def returns(self) -> FloatArray:
        """Log returns of the S&P 500."""
        return self.outcomes.returns

    @property
    def implied(self) -> FloatArray:
        """VIX, decimal."""
        return self.outcomes.implied

    def number(self, key: str) -> FloatArray:
        """An input; NaN where unknown."""
        return self.facts.number(key)

    def gain(self, sessions: int) -> FloatArray:
        """What the seller of a unit of vega in variance gained over the next ``sessions``, decimal."""
        return variance_swap_gain(self.implied, self.outcomes.of("realized", sessions))

    def change(self, sessions: int) -> FloatArray:
        """Of VIX over the next ``sessions``, decimal."""
        return self._later(sessions) - self.implied

    def rose(self, sessions: int) -> FloatArray:
        """1 where VIX was higher after ``sessions``, 0 where not, NaN where it is not known."""
        later = self._later(sessions)
        return np.where(np.isfinite(later + self.implied), later > self.implied, np.nan)

    def highest(self, sessions: int) -> FloatArray:
        """Highest close of VIX among the next ``sessions``, decimal; NaN where they are not over."""
        return self._extreme(sessions, highest=True)

    def lowest(self, sessions: int) -> FloatArray:
        """The lowest."""
        return self._extreme(sessions, highest=False)

    def _later(self, sessions: int) -> FloatArray:
        later = np.full(len(self.implied), np.nan)
        later[:-sessions] = self.implied[sessions:]
        return later

    def _extreme(self, sessions: int, *, highest: bool) -> FloatArray:
        """Of the closes known among them; one that is missing hides no more than itself."""
        found = np.full(len(self.implied), np.nan)
        if len(found) > sessions:
            never = -np.inf if highest else np.inf
            known = np.where(np.isfinite(self.implied), self.implied, never)
            ahead = np.lib.stride_tricks.sliding_window_view(known[1:], sessions)
            found[: len(ahead)] = ahead.max(axis=1) if highest else ahead.min(axis=1)
        return np.where(np.isfinite(found), found, np.nan)


def group(inside: np.ndarray, outside: np.ndarray, *inputs: FloatArray) -> FloatArray:
    """1 inside, 0 outside, NaN on other days and where an input is unknown; all (n,).

    >>> x = np.array([1.4, 1.1, 0.9, np.nan])
    >>> group(x >= 1.3, (x >= 1.0) & (x < 1.2), x)
    array([ 1.,  0., nan, nan])
    """
    found = np.where(inside, 1.0, np.where(outside, 0.0, np.nan))
    known = np.isfinite(inputs).all(axis=0) if inputs else np.ones(len(found), bool)
    return np.where(known, found, np.nan)
