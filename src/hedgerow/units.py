"""Dimensions of money and size, and the only places where a unit changes.

Inside the library volatility is a decimal per square-root year, rates are continuously compounded
decimals, time is in years, money in US dollars with costs negative. What people see (vol points,
per cent, simple yields) is converted here and nowhere else.

The new types below make the dimensions of a contract count part of the signatures, so that a type
checker refuses dollars where dollars per share belong:

    contracts = Dollars / (DollarsPerShare * SharesPerContract)
"""

import math
from typing import NewType

Dollars = NewType("Dollars", float)
"""US dollars; a cost is negative."""

DollarsPerShare = NewType("DollarsPerShare", float)
"""A price, strike or premium for one share (or one index unit)."""

SharesPerContract = NewType("SharesPerContract", int)
"""The contract multiplier."""

Contracts = NewType("Contracts", float)
"""A number of option contracts before rounding."""

SESSIONS_PER_YEAR = 252
"""Sessions a year, for everything realized."""

DAYS_PER_YEAR = 365
"""Calendar days a year, for everything option-like (ACT/365)."""

DAYS_PER_MONTH = 365 / 12
"""Average calendar days in a month, for carry."""


def from_points(points: float) -> float:
    """Volatility as a decimal from vol points or an index level: 17.0 → 0.17."""
    return points / 100.0


def to_points(vol: float) -> float:
    """Vol points or an index level from a decimal: 0.17 → 17.0."""
    return vol * 100.0


def year_fraction(days: float) -> float:
    """Years (ACT/365) in a number of calendar days."""
    return days / DAYS_PER_YEAR


def continuous_from_bill(percent: float, days: int = 91) -> float:
    """Continuously compounded decimal from a bill's simple (bond-equivalent) yield in per cent.

    >>> round(continuous_from_bill(3.7), 6)
    0.03683
    """
    tau = days / DAYS_PER_YEAR
    return math.log1p(percent / 100.0 * tau) / tau


def continuous_from_discount(percent: float, days: int = 91) -> float:
    """Continuously compounded decimal from a bill's bank discount rate d in per cent (ACT/360).

    The bill costs P = 1 − d τ₃₆₀ and pays 1, so r = −ln P / τ₃₆₅.

    >>> round(continuous_from_discount(3.6), 6)
    0.036667
    """
    P = 1 - percent / 100.0 * days / 360.0
    return -math.log(P) * DAYS_PER_YEAR / days


def continuous_from_overnight(percent: float) -> float:
    """Continuously compounded decimal from an overnight rate in per cent (ACT/360).

    >>> round(continuous_from_overnight(3.6), 6)
    0.036498
    """
    return DAYS_PER_YEAR * math.log1p(percent / 100.0 / 360.0)


def continuous_from_coupons(percent: float, a_year: int = 2) -> float:
    """Continuously compounded decimal from a yield in per cent that is compounded with each coupon.

    >>> round(continuous_from_coupons(4.0), 6)
    0.039605
    """
    return a_year * math.log1p(percent / 100.0 / a_year)
