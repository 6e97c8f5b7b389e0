"""The hedge ratio through time: how many dollars of an instrument a dollar of the book behaved like.

    h_t = Cov(r_P, r_H) / Var(r_H)      over the w sessions up to t

What :func:`hedgerow.hedge.regression.regress` says of each window, all windows at once by running sums.
"""

from __future__ import annotations

import numpy as np

from hedgerow.hedge.pairing import LEAST_OBSERVATIONS, WINDOW
from hedgerow.typing import FloatArray


def ratio_history(book: FloatArray, instrument: FloatArray, *, window: int = WINDOW) -> FloatArray:
    """H by session, (n,), from simple returns (n,); NaN with under 126 common sessions in the window.

    >>> x = np.random.default_rng(0).normal(size=300)
    >>> round(float(ratio_history(0.5 * x, x)[-1]), 9)
    0.5
    """
    both = np.isfinite(book) & np.isfinite(instrument)
    y, x = np.where(both, book, 0.0), np.where(both, instrument, 0.0)

    def last(values: FloatArray) -> FloatArray:
        sums = np.cumsum(values)
        return np.asarray(sums - np.concatenate([np.zeros(min(window, len(sums))), sums[:-window]]))

    n = last(both.astype(float))
    with np.errstate(invalid="ignore", divide="ignore"):
        covariance = last(x * y) / n - last(x) * last(y) / n**2
        variance = last(x * x) / n - (last(x) / n) ** 2
        ratio = covariance / variance
    return np.where((n >= LEAST_OBSERVATIONS) & (variance > 1e-12), ratio, np.nan)
