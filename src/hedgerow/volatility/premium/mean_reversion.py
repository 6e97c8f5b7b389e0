"""What implied volatility did after it was at a level.

After a day with V in [low, high): the share of days on which it was higher 21 sessions later, and the share after which
it closed below 20 at least once within 63 and within 126 sessions. Days of one level come in spells; spells are counted
too, a spell being a run that begins after at least 21 sessions elsewhere. That high volatility falls and low volatility
rises is a tendency with long exceptions: of all days above 30, fewer than half saw 20 again within half a year. SPEC VX-12.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from hedgerow.typing import BoolArray, FloatArray
from hedgerow.volatility.premium.state_dependence import LEVELS
from hedgerow.volatility.realized.subsequent import MONTH

CALM = 0.20
"""Decimal: where a storm is over."""
QUARTER, HALF_YEAR = 63, 126
UNKNOWN = float("nan")


@dataclass(frozen=True, slots=True)
class ReversionRow:
    """After days with implied volatility in [low, high); NaN where there was none."""

    low: float
    high: float
    count: int
    """Days whose level 21 sessions later is known."""
    spells: int
    """Separate times, at least 21 sessions apart."""
    higher_after_month: float
    """Share of days on which it was higher 21 sessions later."""
    below_20_within_quarter: float
    """Share of days after which it closed below 20 within 63 sessions; NaN below 20, where it is already."""
    below_20_within_half_year: float


def mean_reversion(
    levels: FloatArray, *, edges: Sequence[float] = LEVELS
) -> tuple[ReversionRow, ...]:
    """By bucket of the level, (n,), decimal, by session, oldest first; sessions without a level are left out.

    >>> row = mean_reversion(np.tile([0.1, 0.1, 0.1, 0.3], 100), edges=(0.2, 0.4))[0]
    >>> row.below_20_within_quarter
    1.0
    """
    later = np.full(len(levels), np.nan)
    later[:-MONTH] = levels[MONTH:]
    within = [_falls_below(levels, sessions) for sessions in (QUARTER, HALF_YEAR)]
    return tuple(_row(low, high, levels, later, within) for low, high in pairwise(edges))


def first_crossings(levels: FloatArray, *, above: float, apart: int = MONTH) -> BoolArray:
    """Days, (n,), that close above a level which none of the ``apart`` sessions before did."""
    over = levels > above
    return _begins(over, apart)


def _row(
    low: float, high: float, levels: FloatArray, later: FloatArray, within: Sequence[FloatArray]
) -> ReversionRow:
    inside = (levels >= low) & (levels < high)
    known = inside & np.isfinite(later)
    shares = [
        float(np.mean(x[inside & np.isfinite(x)]))
        if low >= CALM and (inside & np.isfinite(x)).any()
        else UNKNOWN
        for x in within
    ]
    return ReversionRow(
        float(low),
        float(high),
        int(known.sum()),
        int(_begins(inside, MONTH).sum()),
        float((later[known] > levels[known]).mean()) if known.any() else UNKNOWN,
        *shares,
    )


def _falls_below(levels: FloatArray, sessions: int) -> FloatArray:
    """1 where a close of the next ``sessions`` is below 20, 0 where none is, NaN where they are not over; (n,)."""
    found = np.full(len(levels), np.nan)
    if len(levels) > sessions:
        ahead = np.lib.stride_tricks.sliding_window_view(levels[1:], sessions)
        found[: len(ahead)] = (ahead < CALM).any(axis=1)
    return found


def _begins(inside: BoolArray, apart: int) -> BoolArray:
    """Days inside after at least ``apart`` sessions outside, (n,)."""
    before = np.concatenate([[0], np.cumsum(inside)])
    start = np.maximum(np.arange(len(inside)) - apart, 0)
    return np.asarray(inside & (before[:-1] - before[start] == 0))
