"""What one expiry's quotes say of its smile: total implied variance by log-moneyness, with a bid and an ask.

    w = σ²T        k = ln(K/F)        weight of (w_model − w)² in every fit

Whoever reads a chain decides which quotes to believe and how much; fitters take these columns as they are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from hedgerow.errors import InputError
from hedgerow.typing import FloatArray


@dataclass(frozen=True, slots=True)
class SmileQuotes:
    """Columns of one expiry, shape (strikes,), finite, sorted by log-moneyness.

    Raises :class:`~hedgerow.errors.InputError` where they are not, or contradict each other.

    >>> k = np.array([-0.1, 0.0, 0.1])
    >>> w = np.array([0.05, 0.04, 0.04])
    >>> SmileQuotes(1.0, k, w, w - 0.001, w + 0.001, np.ones(3)).vol
    array([0.2236, 0.2   , 0.2   ])
    """

    expiry: float
    """T, years, above 0."""
    log_moneyness: FloatArray
    """k = ln(K/F), rising."""
    w: FloatArray
    """Total variance at mid, above 0."""
    w_bid: FloatArray
    """Total variance at the bid, at most ``w``; 0 where the bid implies none."""
    w_ask: FloatArray
    """Total variance at the ask, at least ``w``."""
    weight: FloatArray
    """Of the squared difference in total variance, ≥ 0; only ratios matter."""

    def __post_init__(self) -> None:
        if not (self.expiry > 0 and math.isfinite(self.expiry)):
            raise InputError(f"a smile's expiry is {self.expiry} years; give a number above 0")
        k = self.log_moneyness
        for name in ("log_moneyness", "w", "w_bid", "w_ask", "weight"):
            column = getattr(self, name)
            if column.shape != (k.size,):
                raise InputError(
                    f"{name} has shape {column.shape}; give one number a strike, ({k.size},)"
                )
            if not np.isfinite(column).all():
                raise InputError(f"{name} has values that are not finite; drop those quotes first")
        if (np.diff(k) <= 0).any():
            raise InputError("log_moneyness does not rise; sort the quotes and keep one a strike")
        if (self.weight < 0).any():
            raise InputError(
                f"the least weight is {self.weight.min():g}; give numbers of 0 or more"
            )
        if not ((self.w_bid >= 0) & (self.w_bid <= self.w) & (self.w <= self.w_ask)).all():
            raise InputError("total variance must obey 0 ≤ w_bid ≤ w ≤ w_ask; drop crossed quotes")
        if (self.w <= 0).any():
            raise InputError(f"the least total variance is {self.w.min():g}; give numbers above 0")

    @property
    def vol(self) -> FloatArray:
        """σ = √(w/T), decimal per √year."""
        return np.asarray(np.sqrt(self.w / self.expiry))
