"""Volatility as the move of a day, a week, a month: √time.

    σ_T = σ √(T/252)        T sessions

32 % a year is 32/15.875 = 2.016 % a day. It holds where returns are uncorrelated from day to day, and
says nothing about the shape: that a move stays inside one σ_T on 68.3 % of days is true of a normal.
SPEC RV-03, RV-07, RV-08.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from hedgerow.errors import InputError
from hedgerow.units import SESSIONS_PER_YEAR, Dollars
from hedgerow.volatility.realized.coverage import normal_coverage

UNKNOWN = Dollars(float("nan"))


@dataclass(frozen=True, slots=True)
class Move:
    """One standard deviation over some sessions."""

    sessions: float
    fraction: float
    """Of the value, decimal."""
    dollars: Dollars
    """NaN where no value was given."""
    normal_coverage: float
    """Share of such stretches that would stay inside if returns were normal."""


def vol_scale(vol: float, *, sessions: float) -> float:
    """Standard deviation over ``sessions`` (decimal, not annual) of an annual volatility.

    Raises :class:`InputError` for a negative number of sessions.

    >>> round(100 * vol_scale(0.32, sessions=1), 3)
    2.016
    """
    if not sessions >= 0:
        raise InputError(f"sessions={sessions} is outside 0 …; give a number of trading days")
    return vol * sqrt(sessions / SESSIONS_PER_YEAR)


def expected_move(vol: float, *, sessions: float = 1, value: Dollars = UNKNOWN) -> Move:
    """One standard deviation of a position worth ``value`` over ``sessions``.

    NaN volatility gives an unknown move.

    >>> round(expected_move(0.32, sessions=5, value=Dollars(500_000)).dollars)  # a week
    22537
    """
    fraction = vol_scale(vol, sessions=sessions)
    return Move(sessions, fraction, Dollars(abs(value) * fraction), normal_coverage(1))
