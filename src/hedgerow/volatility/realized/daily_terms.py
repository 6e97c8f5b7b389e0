"""The logarithms of one window that its estimators are made of.

    x = ln C/C₋   o = ln O/C₋   c = ln C/O   u = ln H/O   d = ln L/O

and each estimator as a daily term, of which it is the mean over the window.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hedgerow.market.bars import Bars
from hedgerow.typing import BoolArray, FloatArray
from hedgerow.volatility.realized.range_based import FOUR_LN_2, GK_CLOSE, RangeEstimator
from hedgerow.volatility.realized.yang_zhang import yang_zhang_weight


@dataclass(frozen=True, slots=True)
class DailyTerms:
    """Logarithms of a window's sessions and nights, each (n,); NaN where a price is missing."""

    x: FloatArray
    """Close to close."""
    o: FloatArray
    """Close to open."""
    c: FloatArray
    """Open to close."""
    u: FloatArray
    """Open to high."""
    d: FloatArray
    """Open to low."""

    @classmethod
    def of(cls, bars: Bars, n: int) -> DailyTerms:
        """Of the last n sessions; those before the first are missing."""
        O, H, L, C = (
            np.concatenate([np.full(n + 1, np.nan), p])[-n - 1 :]
            for p in (bars.open, bars.high, bars.low, bars.close)
        )
        O = np.where(whole_bars(O, H, L, C), O, np.nan)
        C = np.where((C > 0) & np.isfinite(C), C, np.nan)
        with np.errstate(invalid="ignore", divide="ignore"):
            lo, lh, ll, lc = (np.log(p) for p in (O, H, L, C))
        x, o = lc[1:] - lc[:-1], lo[1:] - lc[:-1]
        return cls(x, o, (lc - lo)[1:], (lh - lo)[1:], (ll - lo)[1:])

    def session(self, estimator: RangeEstimator) -> FloatArray:
        """The term of a range-based estimator, not annualised."""
        if estimator == "parkinson":
            return (self.u - self.d) ** 2 / FOUR_LN_2
        if estimator == "garman_klass":
            return 0.5 * (self.u - self.d) ** 2 - GK_CLOSE * self.c**2
        return self.u * (self.u - self.c) + self.d * (self.d - self.c)

    def yang_zhang(self) -> FloatArray:
        """Its term, about the means of the window, not annualised."""
        n = len(self.x)
        k, unbiased = yang_zhang_weight(n), n / (n - 1)
        squares: FloatArray = (self.o - self.o.mean()) ** 2 + k * (self.c - self.c.mean()) ** 2
        return unbiased * squares + (1 - k) * self.session("rogers_satchell")


def whole_bars(O: FloatArray, H: FloatArray, L: FloatArray, C: FloatArray) -> BoolArray:
    """Bars with all four prices, none contradicting another."""
    inside: BoolArray = (L <= O) & (O <= H) & (L <= C) & (C <= H)
    prices: BoolArray = (L > 0) & np.isfinite(H)
    return inside & prices
