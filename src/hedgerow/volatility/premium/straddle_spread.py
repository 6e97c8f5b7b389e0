"""Two straddles of different terms: long the near one, short the far one, or the other way round.

Long the front and short the back is long gamma and pays for it: its theta is negative, for the near straddle decays faster
than the far one earns. It wins if the price moves more than the front implied, or if the back's volatility falls; it
is not paid for waiting. Theta is per calendar day, vega per point; the back is brought to the front's vega by ``ratio``,
or to the vega that moves when volatilities move as ``1/√T``. SPEC TS-02, FW-04.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from hedgerow.errors import InputError
from hedgerow.pricing.bsm import greeks
from hedgerow.units import DAYS_PER_YEAR

POINT = 0.01


@dataclass(frozen=True, slots=True)
class StraddleLeg:
    """A straddle at the money, per share."""

    days: float
    """Calendar days to expiration."""
    vol: float
    """Implied, decimal."""
    quantity: float
    """Negative when short."""
    price: float
    theta: float
    """Per calendar day, of the quantity."""
    gamma: float
    vega: float
    """Per point."""


@dataclass(frozen=True, slots=True)
class StraddleSpread:
    """Near and far straddle together, in the unit of the price."""

    near: StraddleLeg
    far: StraddleLeg
    theta: float
    gamma: float
    vega: float
    """If both volatilities move by a point."""
    weighted_vega: float
    """If the near one moves by a point and the far one by ``√(T_near/T_far)`` of it."""


def straddle_spread(
    spot: float,
    near_days: float,
    far_days: float,
    near_vol: float,
    far_vol: float,
    *,
    ratio: float = 1.0,
    rate: float = 0.0,
    dividend_yield: float = 0.0,
) -> StraddleSpread:
    """One near straddle long against ``ratio`` far ones short, all struck at ``spot``.

    Raises :class:`InputError` where the near one is not the nearer.

    >>> spread = straddle_spread(100, 30, 180, 0.16, 0.16)
    >>> round(spread.near.theta, 4), round(spread.far.theta, 4), round(spread.theta, 3)
    (-0.061, 0.0249, -0.036)
    """
    if not 0 < near_days < far_days:
        msg = f"days {near_days:g} and {far_days:g}: the near straddle comes first, both above 0"
        raise InputError(msg)
    near, far = (
        _leg(spot, days, vol, quantity, rate, dividend_yield)
        for days, vol, quantity in ((near_days, near_vol, 1.0), (far_days, far_vol, -ratio))
    )
    return StraddleSpread(
        near,
        far,
        near.theta + far.theta,
        near.gamma + far.gamma,
        near.vega + far.vega,
        near.vega + far.vega * sqrt(near_days / far_days),
    )


def vega_neutral_ratio(near_days: float, far_days: float) -> float:
    """Far straddles for each near one at equal vega, ``√(T_near/T_far)`` at the money at one volatility.

    >>> round(vega_neutral_ratio(30, 180), 2)
    0.41
    """
    return sqrt(near_days / far_days)


def _leg(
    spot: float, days: float, vol: float, quantity: float, rate: float, dividend_yield: float
) -> StraddleLeg:
    g = greeks(
        np.full(2, spot),
        spot,
        days / DAYS_PER_YEAR,
        vol,
        right=np.array([1.0, -1.0]),
        rate=rate,
        dividend_yield=dividend_yield,
    )
    price, theta, gamma, vega = (
        quantity * float(np.sum(x)) for x in (g.price, g.theta, g.gamma, g.vega)
    )
    return StraddleLeg(days, vol, quantity, price, theta / DAYS_PER_YEAR, gamma, vega * POINT)
