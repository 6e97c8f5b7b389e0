"""An index of ours beside what is published of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.data.source import Market
from hedgerow.desk.session import Notes
from hedgerow.desk.vix_cards import PublishedCard
from hedgerow.market.calendar import sessions
from hedgerow.units import to_points
from hedgerow.volatility.realized.standing import percentile

if TYPE_CHECKING:
    from hedgerow.market.vol_indices import VolIndexHistory

WEEK = 7
"""Days after which a close is of another time."""
SAME = "the same index"
RELATED: Mapping[str, tuple[str, str]] = {
    "SPY": ("VIX", "options on SPX"),
    "XSP": ("VIX", "options on SPX"),
    "QQQ": ("VXN", "options on NDX"),
    "XND": ("VXN", "options on NDX"),
}
"""Thirty-day indices of options that say nearly the same."""
HALF_CENT = 0.005
"""Points: what is published is rounded to two digits."""


def published_cards(
    underlying: str,
    session: date,
    ours: Mapping[str, float],
    month: float,
    where: Market,
    notes: Notes,
) -> tuple[PublishedCard, ...]:
    """The last close, up to ``session``, of every index in ``ours`` (points by name) that the data have.

    ``month`` is ours over 30 days, for an index of like options.
    """
    wanted = {name: (SAME, value) for name, value in ours.items()}
    if underlying in RELATED:
        name, what = RELATED[underlying]
        wanted[name] = what, month
    cards = []
    for name, (what, value) in wanted.items():
        history = where.vol_index(name, session)
        notes.set_aside(name, history.set_aside)
        if history.last is not None and (session - history.last).days <= WEEK:
            cards.append(_card(history, session, what, value))
    return tuple(cards)


def _card(history: VolIndexHistory, session: date, what: str, ours: float) -> PublishedCard:
    last = history.levels.index[-1]
    close = _points(history.levels.iloc[-1])
    low, high = (_points(history.ranges[side].iloc[-1]) for side in ("low", "high"))
    of_session = last.date() == session
    comparable = of_session and isfinite(ours)
    every = sessions()
    levels = history.on(every[(every >= history.levels.index[0]) & (every <= last)])
    known = comparable and isfinite(low) and isfinite(high)
    return PublishedCard(
        symbol=history.symbol,
        what=what,
        session=last.date(),
        close=close,
        low=low,
        high=high,
        ours=ours,
        difference_points=ours - close if comparable else float("nan"),
        within_range=low - HALF_CENT <= ours <= high + HALF_CENT if known else None,
        percentile=percentile(levels),
        percentile_all=percentile(levels, window=None),
        sessions=len(history.levels) - 1,
    )


def _points(level: float) -> float:
    """As published, in hundredths: a level that was made a decimal and back is 12.82 again."""
    return round(to_points(float(level)), 6)
