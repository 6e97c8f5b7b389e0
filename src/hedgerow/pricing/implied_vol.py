"""Implied volatility: the one number at which Black's formula gives a price.

A price has one exactly when it lies strictly between its bounds,

    D max(±(F − K), 0)  <  price  <  D F (call) or D K (put)

and the answer is then right to the last digits that the price itself determines, from ``σ√T`` of 1e−8 to 30
and down to prices of 1e−250 of the forward. Outside there is none: NaN with a :class:`Reason`, never a number.

Source: the logarithm of the price as objective, [Jaeckel15]; the start, [SR17].
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.pricing.elementwise import Numbers, RightLike, elementwise, signs

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class Reason(IntEnum):
    """Why a price has an implied volatility, or none."""

    SOLVED = 0
    BELOW_INTRINSIC = 1
    """At or below the discounted intrinsic value."""
    ABOVE_MAXIMUM = 2
    """At or above the discounted forward (call) or strike (put); or time value with no time left."""
    NOT_FINITE = 3
    """An argument is missing, infinite, or has no meaning (a negative strike)."""


@dataclass(frozen=True, slots=True)
class ImpliedVol:
    """Volatilities with their reasons."""

    vol: Numbers
    """Decimal; NaN where ``reason`` is not :attr:`Reason.SOLVED`."""
    reason: Numbers
    """Values of :class:`Reason`, as numbers in the shape of ``vol``."""


def implied_vol(
    price: ArrayLike,
    forward: ArrayLike,
    strike: ArrayLike,
    expiry: ArrayLike,
    *,
    right: RightLike,
    discount: ArrayLike = 1.0,
    threads: int = 1,
) -> Numbers:
    """Volatility at which :func:`~hedgerow.pricing.black.black` gives ``price``; NaN where none does.

    >>> from hedgerow.pricing.black import black
    >>> p = black(100, 95, 0.2, 0.23, right="put")
    >>> round(float(implied_vol(p, 100, 95, 0.2, right="put")), 12)
    0.23
    """
    from hedgerow.pricing.kernels import implied_vol as kernel

    arguments = (price, forward, strike, expiry, discount, signs(right))
    return elementwise(kernel.implied_vol, arguments, threads=threads)[0]


def explained_implied_vol(
    price: ArrayLike,
    forward: ArrayLike,
    strike: ArrayLike,
    expiry: ArrayLike,
    *,
    right: RightLike,
    discount: ArrayLike = 1.0,
    threads: int = 1,
) -> ImpliedVol:
    """The same, and why there is none.

    >>> found = explained_implied_vol([4.9, 100.0], 100, 95, 0.2, right="call")
    >>> [Reason(int(code)).name for code in found.reason]
    ['BELOW_INTRINSIC', 'ABOVE_MAXIMUM']
    """
    from hedgerow.pricing.kernels import implied_vol as kernel

    arguments = (price, forward, strike, expiry, discount, signs(right))
    vol, reason = elementwise(kernel.implied_vol, arguments, outputs=2, threads=threads)
    return ImpliedVol(vol, reason.astype(np.int8))
