"""A VIX future of constant maturity: what one that settles in 30 days would cost.

Every contract's basis runs to zero as it settles, so levels of different days compare only at one maturity. Between the
settles F₁ at d₁ and F₂ at d₂ calendar days

    CM(d) = F₁ + (F₂ − F₁) (d − d₁)/(d₂ − d₁),   d₁ ≤ d ≤ d₂.

After a settlement five weeks before the next the front contract has up to 35 days to go, and no two stand on both sides:
there the line through the first two is carried on by the few days that lack, which is said. Beyond that it is unknown. VIX
itself is no contract, and never stands in for one. [SPEC VF-12]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hedgerow.typing import FloatArray

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

TARGET_DAYS = 30.0
REACH = 5.0
"""Calendar days by which the line through the first two contracts is carried on at most."""


def constant_maturity(
    days: ArrayLike, settles: ArrayLike, *, target: float = TARGET_DAYS
) -> FloatArray:
    """Price at ``target`` calendar days, VIX points, shape (n,).

    ``days`` and ``settles`` have shape (n, k) or (k,): calendar days to settlement, ascending, and prices, M1 first. A
    missing price makes its neighbourhood unknown: contracts further out never stand in for it. NaN where ``target`` is
    neither between two contracts nor within :data:`REACH` of the first.

    >>> constant_maturity([15, 45], [17.0, 18.5]).tolist()
    [17.75]
    >>> constant_maturity([34, 62], [17.0, 18.4]).round(2).tolist()  # four days before the first contract
    [16.8]
    """
    d, F = (np.atleast_2d(np.asarray(values, float)) for values in (days, settles))
    d1, d2, F1, F2 = d[:, :-1], d[:, 1:], F[:, :-1], F[:, 1:]
    with np.errstate(invalid="ignore", divide="ignore"):
        price = np.where(d1 == target, F1, F1 + (F2 - F1) * (target - d1) / (d2 - d1))
        between = (d1 <= target) & (target < d2)
    between[:, 0] |= (d[:, 0] > target) & (d[:, 0] <= target + REACH)
    price = np.where(between, price, np.nan)
    last = np.where(d[:, -1:] == target, F[:, -1:], np.nan)
    every = np.concatenate([price, last], axis=1)
    known = np.isfinite(every)
    return np.where(known.any(axis=1), np.where(known, every, 0.0).sum(axis=1), np.nan)
