"""What IV rank and IV percentile say together: rows of a table, each with its opposing risk.

    rank > 70, percentile > 80    panic: gaps                            overrides the next
    rank > 50, percentile > 60    wide ranges
    rank > 50, percentile ≤ 60    the top of the range, not of the time
    rank < 20, percentile < 30    compressed: breakouts fail
    rank < 20, percentile 30 – 50 quiet
    rank < 20, percentile > 50    a spike lies in the window: V-shaped moves
    otherwise                     neutral

Thresholds of a rank are strict as printed; SPEC fills the 44 % of days that the founding rows leave without one.
What they are worth is a claim, not a rule: they are words beside a number, never a trade. SPEC DT-10, DT-23, IR-05.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

Row: TypeAlias = Literal[
    "panic",
    "wide ranges",
    "range top",
    "compressed",
    "quiet",
    "spike in the window",
    "neutral",
    "unknown",
]
Thumb: TypeAlias = Literal["favourable", "neutral", "thin", "conflict", "unknown"]

RICH, THIN = 30.0, 20.0
"""Ranks above and below which premium is called rich and thin."""


@dataclass(frozen=True, slots=True)
class RankReading:
    """The row that applies."""

    row: Row
    meaning: str
    thumb: Thumb
    """``conflict`` where the percentile is above 50 and the rank under 30: no action follows."""
    thumb_meaning: str


MEANINGS: dict[Row, str] = {
    "panic": "top of its range and above almost every day of the year: gaps, in both directions",
    "wide ranges": "high in its range and on most days lower: wide ranges",
    "range top": "high in its range, yet on many days of the year it was as high: the top of the range, not of the time",
    "compressed": "low in its range and lower on few days: compressed, and breakouts often fail",
    "quiet": "low in its range: quiet",
    "spike in the window": "low in its range although most days were lower: a spike within the year sets the range, and "
    "such markets turn sharply",
    "neutral": "in the middle of its year",
    "unknown": "unknown",
}
THUMBS: dict[Thumb, str] = {
    "favourable": "a rank above 30 is a context that favours selling volatility, which is not enough to sell it",
    "neutral": "a rank from 20 to 30 says nothing either way",
    "thin": "a rank under 20: what a seller is paid is thin",
    "conflict": "the percentile calls it high and the rank low: the two conflict, and nothing follows",
    "unknown": "unknown",
}


def rank_reading(rank: float, percentile: float) -> RankReading:
    """What the two say together, both 0 … 100; unknown where either is.

    >>> rank_reading(20.1, 46.4).row, rank_reading(15, 65).row, rank_reading(75, 90).row
    ('neutral', 'spike in the window', 'panic')
    """
    row, thumb = _row(rank, percentile), _thumb(rank, percentile)
    return RankReading(row, MEANINGS[row], thumb, THUMBS[thumb])


def _row(rank: float, percentile: float) -> Row:
    if not np.isfinite(rank + percentile):
        return "unknown"
    if rank > 70 and percentile > 80:
        return "panic"
    if rank > 50:
        return "wide ranges" if percentile > 60 else "range top"
    if rank < 20:
        return (
            "compressed"
            if percentile < 30
            else "quiet"
            if percentile <= 50
            else "spike in the window"
        )
    return "neutral"


def _thumb(rank: float, percentile: float) -> Thumb:
    if not np.isfinite(rank + percentile):
        return "unknown"
    if percentile > 50 and rank < RICH:
        return "conflict"
    return "favourable" if rank > RICH else "thin" if rank < THIN else "neutral"
