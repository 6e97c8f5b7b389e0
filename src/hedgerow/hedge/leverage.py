"""Leveraged funds: what a daily multiple becomes over time, and how much of the index it stands for.

A fund that earns ``L`` times each day's return of its index compounds away from ``L`` times the
index's return. With ``σ`` the index's volatility and ``T`` years,

    log growth of the fund ≈ L · log return of the index − ½ L (L − 1) σ² T

before fees and financing: a drag in a market that goes nowhere, for ``L = −1`` as large as for 2,
and a gain on ``L`` times the index in one that trends [SPEC IM-04]. The fund is hedged on what it
stands for, ``V L``, not on its value ``V`` [SPEC IM-05].
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hedgerow.units import Dollars

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def log_drag(multiple: float, vol: float, years: float = 1.0) -> float:
    """``−½ L (L − 1) σ² T``; 0 for a fund without leverage.

    >>> round(log_drag(3, 0.40), 4), round(log_drag(-1, 0.40), 4)
    (-0.48, -0.16)
    """
    return -0.5 * multiple * (multiple - 1) * vol**2 * years


def compounded(index_returns: ArrayLike, multiple: float) -> float:
    """Return of the fund over days with these simple index returns, shape (n,), before costs.

    >>> round(compounded([0.10, -1 / 11], 3), 4)  # the index is back where it began
    -0.0545
    """
    return float(np.prod(1 + multiple * np.asarray(index_returns, float)) - 1)


def effective_exposure(value: Dollars, multiple: float, beta: float = 1.0) -> Dollars:
    """``V L β``: dollars of the hedging instrument that ``V`` dollars of the fund stand for.

    ``beta`` is that of the fund's index to the instrument.

    >>> effective_exposure(Dollars(50_000), 3)
    150000.0
    """
    return Dollars(float(value * multiple * beta))
