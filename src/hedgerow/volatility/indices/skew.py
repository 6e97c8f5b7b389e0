"""SKEW: how lopsided options price the next 30 days to be, as an index [CboeSKEW10].

    SKEW = 100 − 10 S,    S = w S₁ + (1 − w) S₂,    w = (T₂ − T₃₀)/(T₂ − T₁)

with ``S₁`` and ``S₂`` the skewness of the log return to the near and the next term
(:mod:`~hedgerow.volatility.indices.moments`), and times in minutes. 100 is a normal log return; each point above is a tenth of
negative skewness.
"""

from __future__ import annotations

from hedgerow.errors import InputError
from hedgerow.volatility.indices.vix import MINUTES_PER_DAY

NORMAL = 100.0


def interpolated_moment(
    near: float, near_minutes: float, following: float, following_minutes: float, *, days: float
) -> float:
    """A standardised moment over ``days``, linear in time between two terms; NaN where one is unknown.

    Raises :class:`~hedgerow.errors.InputError` for terms of the same minutes.
    """
    if near_minutes == following_minutes:
        raise InputError(f"both terms have {near_minutes:g} minutes; give two different ones")
    w = (following_minutes - days * MINUTES_PER_DAY) / (following_minutes - near_minutes)
    return w * near + (1 - w) * following


def skew_index(skewness: float) -> float:
    """``100 − 10 S``, index points.

    >>> skew_index(0.0), skew_index(-1.6969)
    (100.0, 116.969)
    """
    return NORMAL - 10 * skewness
