"""Positions scaled by volatility: half as much where it is twice as high.

    size = size₀ · (RV_ref / RV)^p

p = 1 keeps the position's volatility, p = 2 its variance: for short gamma, whose loss grows with
the square of the move, the stricter one. RV is usually that of ten sessions. SPEC HI-04.
"""

from typing import Literal

from hedgerow.errors import InputError


def vol_scaled_size(
    size: float, *, reference_vol: float, vol: float, power: Literal[1, 2] = 1
) -> float:
    """Size for today's realized ``vol``, from the ``size`` meant for ``reference_vol``.

    Both volatilities in one unit; NaN from a NaN, and where ``vol`` is 0, which sets no size.

    >>> vol_scaled_size(9.0, reference_vol=0.15, vol=0.45)
    3.0
    >>> vol_scaled_size(9.0, reference_vol=0.15, vol=0.45, power=2)
    1.0
    """
    if power not in (1, 2):
        raise InputError(f"power is {power}: allowed are 1 (volatility) and 2 (variance)")
    if vol < 0 or reference_vol < 0:
        raise InputError(f"vol is {vol}, reference_vol {reference_vol}: allowed are 0 and more")
    return size * (reference_vol / vol) ** power if vol else float("nan")
