"""Funds that promise a multiple of one day's return, simulated day by day.

A fund of multiple L keeps L times its value in futures, or in something that futures or a loan finance, and its own
money in bills. Over a day, with the exposure's return in excess of bills x, the bills' return b and a fee f a year over
Δ calendar days,

    growth = (1 + L x + b)(1 − f Δ/365).

For a share or an index with total return r, x = r − b, so that 1 + L x + b = 1 + L r − (L − 1) b: whoever borrows pays,
whoever is short is paid. Because the exposure is reset every day, log growth falls behind L times the log return of
what is tracked by about ½ L (L − 1) σ² T in a market that goes nowhere, and gains on it in a trend [SPEC IM-04]. A fund
that has lost all is gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hedgerow.units import year_fraction

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from hedgerow.typing import FloatArray


def leveraged_returns(
    excess: ArrayLike,
    *,
    multiple: ArrayLike,
    bill: ArrayLike = 0.0,
    fee: float = 0.0,
    days: ArrayLike = 1.0,
) -> FloatArray:
    """Return of the fund by day, simple decimals, shape (n,); −1 where it loses all.

    ``excess`` and ``bill`` are returns of the day, ``multiple`` may change through time, ``fee`` is a decimal a year and
    ``days`` calendar days since the day before. NaN where an input is.

    >>> leveraged_returns([0.10, -1 / 11], multiple=-3).round(4).tolist()
    [-0.3, 0.2727]
    """
    x, L, b, d = (np.asarray(v, float) for v in (excess, multiple, bill, days))
    made = (1 + L * x + b) * (1 - fee * year_fraction(1.0) * d) - 1
    return np.asarray(np.maximum(made, -1.0))


def growth(returns: ArrayLike) -> FloatArray:
    """Value of 1 invested before the first of these returns (n,), at the end of each day, shape (n,).

    NaN from the first unknown return on: what came after is known only from there.

    >>> growth([0.10, -0.50]).round(2).tolist()
    [1.1, 0.55]
    """
    return np.cumprod(1 + np.asarray(returns, float))
