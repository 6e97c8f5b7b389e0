"""The move before the open: how much of the day's standard deviation is already gone.

    ratio = |P − C| / s          C the last close, P the price now, s one standard deviation of a session

    normal      ratio < 0.5      used      0.5 ≤ ratio < 1      exceeded      1 ≤ ratio

What is used is not lost: variance of the session to come is not taken from that of the night, so that a move beyond
one standard deviation is no sign of a way back [SPEC EM-08]. A normal day moves further than one standard deviation 32 %
of the time, and further than half of one 62 %. Source: [SPEC DT-17 step 3, EM-07, EM-08].
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, nan
from typing import Literal, TypeAlias

from hedgerow.volatility.realized.coverage import normal_coverage

OvernightState: TypeAlias = Literal["normal", "used", "exceeded", "unknown"]
USED, EXCEEDED = 0.5, 1.0
"""Ratios from which on a move is called so."""


@dataclass(frozen=True, slots=True)
class OvernightMove:
    """From the close to the price now."""

    points: float
    """With its sign, in the unit of the price; NaN where one of the two is not known."""
    ratio: float
    """Its size over one standard deviation of a session; NaN where unknown."""
    state: OvernightState
    beyond: float
    """How often a normal session moves further than that, decimal."""


def overnight_move(last: float | None, close: float | None, *, one_sigma: float) -> OvernightMove:
    """The way from ``close`` to ``last``, against one standard deviation of a session, all in one unit.

    >>> move = overnight_move(5220, 5200, one_sigma=36.43)
    >>> round(move.ratio, 2), move.state, round(move.beyond, 2)
    (0.55, 'used', 0.58)
    """
    points = nan if last is None or close is None else last - close
    ratio = abs(points) / one_sigma if one_sigma > 0 else nan
    if not isfinite(ratio):
        return OvernightMove(points, nan, "unknown", nan)
    state: OvernightState = "normal" if ratio < USED else "used" if ratio < EXCEEDED else "exceeded"
    return OvernightMove(points, ratio, state, 1 - normal_coverage(ratio))
