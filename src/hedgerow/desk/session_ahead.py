"""How far may the session go? The morning card: one standard deviation, what the night has used, pins, events, ages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import numpy as np

from hedgerow.data.event_file import own_events
from hedgerow.data.progress import Progress, Silence
from hedgerow.data.source import Market
from hedgerow.desk.expect_bands import expiration_cards
from hedgerow.desk.expect_cards import ExpiryMoveCard
from hedgerow.desk.expect_events import event_cards
from hedgerow.desk.exposure_choices import ExposureChoices
from hedgerow.desk.exposure_study import open_interest_study
from hedgerow.desk.morning_cards import (
    AgeCard,
    AheadCard,
    DailyCard,
    DayCard,
    GammaCard,
    IndexCard,
    PinCard,
    PriceCard,
    RangeCard,
    StraddleCard,
    WeekCard,
)
from hedgerow.desk.morning_estimates import day_card, week_card
from hedgerow.desk.morning_sources import (
    Standing,
    age_cards,
    bars_until,
    center_card,
    index_cards,
    index_histories,
    last_card,
    standing,
)
from hedgerow.desk.result import Result, Status
from hedgerow.desk.session import Notes
from hedgerow.desk.settings import DataArgument, day, optional_market
from hedgerow.desk.surface_study import ChainStudy, quickly
from hedgerow.errors import UnavailableError
from hedgerow.market.calendar import close_of, sessions_between
from hedgerow.market.events import NAMES, RANGES, Event, EventCalendar, EventKind
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.premium.expected_move import FACTORS
from hedgerow.volatility.premium.exposure import by_key, exposures, pins
from hedgerow.volatility.premium.overnight import OvernightMove, overnight_move
from hedgerow.volatility.realized.coverage import normal_coverage

MULTIPLES = (0.5, 1.0, 1.5, 2.0)
"""Standard deviations of the range table."""
LISTED: tuple[EventKind, ...] = ("fomc", "cpi", "opex", "vix_settlement", "own")
AHEAD = timedelta(days=30)
"""Dates are listed so far ahead."""
FAR = 8.0
"""Standard deviations from the close beyond which a price is doubted."""
LEAST = 0.5
"""Of a straddle, days and sessions: from an evening to the next close is a little under one, and what settles at the next open
prices a night."""


@dataclass(frozen=True, kw_only=True)
class Morning(Result):
    """The card of one session ahead."""

    command: ClassVar[str] = "morning"
    main_table: ClassVar[str] = "ranges"
    symbol: str
    day: date
    """The session ahead, or the one under way."""
    quoted_at: datetime | None
    """New York time; None without a chain."""
    center: PriceCard
    """Around which the bands stand: the last close, or without it the chain's price."""
    last: PriceCard
    """The price now."""
    straddle: StraddleCard | None
    """None without a chain that has one."""
    daily: DailyCard | None
    """None where neither a straddle nor an index tells it."""
    overnight: OvernightMove
    ranges: tuple[RangeCard, ...]
    """Empty where the price or its standard deviation is not known."""
    gamma: GammaCard | None
    """None without open interest."""
    week: WeekCard
    estimate: DayCard
    ahead: tuple[AheadCard, ...]
    indices: tuple[IndexCard, ...]
    ages: tuple[AgeCard, ...]


def morning(
    chain: str | Path = "SPX",
    *,
    data: DataArgument = None,
    as_of: str | date | None = None,
    last: float | None = None,
    events: str | Path | Iterable[Event] = (),
    progress: Progress | None = None,
) -> Morning:
    """One standard deviation of the session ahead, and how much of it the night has used.

    [SPEC DT-17, DT-19, DT-20, EM-03, EM-07, EM-08, EM-10, RG-08, RG-09]. ``chain`` is a file of any known layout, or a
    symbol; without a chain of its session the nearest volatility index stands in, which is said, and what needs a chain
    is left out. ``last`` is the price now; ``events`` adds the user's own announcements.

    Raises :class:`DataError` where a file is no chain, :class:`UnavailableError` where neither a chain nor an index is
    known, and :class:`InputError` for a price that is none.
    """
    told = progress or Silence()
    own = own_events(events) if isinstance(events, (str, Path)) else tuple(events)
    where = optional_market(data, progress)
    at = standing(str(chain), day(as_of), where)
    label, notes = f"morning card of {at.use.symbol}", Notes()
    told.advance(label, 0, 3)
    made = None if at.chain is None else _study(at, where, notes)
    told.advance(label, 1, 3)
    calendar = EventCalendar.shipped(own)
    _say_uncovered(at, calendar, notes)
    straddle = None if made is None else _straddle(expiration_cards(made, calendar, "one_sigma"))
    parity = _parity(made, straddle)
    center, now = center_card(at, parity, where), last_card(at, parity, last)
    histories = index_histories(at, where)
    indices = index_cards(at, histories, center.price)
    daily = _daily(straddle, indices, center.price)
    _say(at, straddle, daily, center, now, notes)
    gamma = None if made is None or daily is None else _gamma(at, daily, made, notes)
    told.advance(label, 2, 3)
    ahead = _ahead(at, made, calendar)
    bars = bars_until(at, where, notes)
    week = week_card(float("nan") if daily is None else daily.vol, bars)
    one_sigma = float("nan") if daily is None else daily.one_sigma
    moved = _overnight(at, center, now, one_sigma)
    if moved.ratio > FAR:
        notes.doubt(
            f"the price now, {now.price:,.10g}, lies {moved.ratio:.0f} times one standard deviation from the close of "
            f"{center.price:,.10g}: is it of {at.use.symbol}?"
        )
    found = Morning(
        as_of=at.session,
        status=_status(daily, [*notes.doubts, *where.problems]),
        provenance=_provenance(where, at, daily),
        warnings=tuple(dict.fromkeys(notes.notes)),
        symbol=at.use.symbol,
        day=at.day,
        quoted_at=None if at.chain is None else at.chain.quoted_at,
        center=center,
        last=now,
        straddle=straddle,
        daily=daily,
        overnight=moved,
        ranges=_ranges(center.price, one_sigma, moved),
        gamma=gamma,
        week=week,
        estimate=day_card(week, center.price, bars, ahead, at.day),
        ahead=ahead,
        indices=indices,
        ages=age_cards(at, center, histories),
    )
    told.advance(label, 3, 3)
    return found


def _study(at: Standing, where: Market, notes: Notes) -> ChainStudy:
    assert at.chain is not None  # noqa: S101 - asked before
    made = quickly(at.chain, where, notes)
    notes.set_aside(f"{at.chain.underlying} chain", at.chain.set_aside)
    return made


def _straddle(cards: tuple[ExpiryMoveCard, ...]) -> StraddleCard | None:
    """The nearest that settles half a day and half a session or more after the quotes, p.m. before a.m."""
    far = [card for card in cards if card.days >= LEAST and card.sessions >= LEAST]
    if not far:
        return None
    card = min(far, key=lambda card: (card.expiration, -card.sessions))
    return StraddleCard(
        card.expiration,
        card.root,
        card.days,
        card.sessions,
        card.forward,
        card.straddle,
        card.quoted,
        card.move,
        card.trading_vol,
    )


def _parity(made: ChainStudy | None, straddle: StraddleCard | None) -> float:
    """The chain's price; of what cannot be held the forward of the straddle."""
    if made is None:
        return float("nan")
    spot = float(made.forwards.spot)
    return straddle.forward if straddle is not None and not np.isfinite(spot) else spot


def _daily(
    straddle: StraddleCard | None, indices: tuple[IndexCard, ...], price: float
) -> DailyCard | None:
    """``1.2533 · straddle / √sessions``; without a straddle the nearest index over √252."""
    if straddle is not None:
        s = straddle.one_sigma / straddle.sessions**0.5
        over = price if np.isfinite(price) else straddle.forward
        return DailyCard("straddle", s, s / over, s / FACTORS["one_sigma"], straddle.vol)
    if not indices:
        return None
    index = indices[0]
    share = index.level / SESSIONS_PER_YEAR**0.5
    s = index.one_sigma
    return DailyCard(index.symbol, s, share, s / FACTORS["one_sigma"], index.level)


def _overnight(at: Standing, center: PriceCard, now: PriceCard, one_sigma: float) -> OvernightMove:
    # a chain that was quoted since the close has its price of today, from which nothing is gone
    from_close = center.source == "close" or (center.source == "parity" and not at.quoted_since)
    return overnight_move(
        now.price if now.source != "unknown" else None,
        center.price if from_close else None,
        one_sigma=one_sigma,
    )


def _ranges(price: float, one_sigma: float, moved: OvernightMove) -> tuple[RangeCard, ...]:
    if not np.isfinite(price * one_sigma):
        return ()
    return tuple(
        RangeCard(
            k,
            k * one_sigma,
            price - k * one_sigma,
            price + k * one_sigma,
            normal_coverage(k),
            None if moved.state == "unknown" else moved.ratio > k,
        )
        for k in MULTIPLES
    )


def _gamma(at: Standing, daily: DailyCard, study: ChainStudy, notes: Notes) -> GammaCard | None:
    """Open interest by strike within one standard deviation; None, and said, where there is none."""
    assert at.chain is not None  # noqa: S101 - asked before
    choices = ExposureChoices()
    made = open_interest_study(at.chain, study, Notes())
    held = made.held
    if not held.contracts.sum() > 0:
        notes.note("the chain has no open interest: strikes that may hold the price are not known")
        return None
    each = exposures(held, choices.convention)
    strike, place = np.unique(held.strike, return_inverse=True)
    gross = by_key(place, np.abs(each.gamma), len(strike))
    contracts = by_key(place, held.contracts, len(strike))
    total = float(np.nansum(gross))
    away = strike - made.spot
    move = daily.share * made.spot
    pinned = np.flatnonzero(pins(strike, gross, made.spot, daily.share))
    return GammaCard(
        choices.convention,
        float(np.nansum(each.gamma)),
        float(held.contracts.sum()),
        float(np.nansum(gross[np.abs(away) <= move]) / total) if total > 0 else float("nan"),
        tuple(
            PinCard(
                float(strike[i]),
                float(away[i]),
                float(away[i] / move),
                float(gross[i] / total),
                float(contracts[i]),
            )
            for i in sorted(pinned, key=lambda i: -gross[i])
        ),
    )


def _ahead(at: Standing, made: ChainStudy | None, calendar: EventCalendar) -> tuple[AheadCard, ...]:
    """Dates of the next month that are not over, with what is priced for the announcements."""
    moment = close_of(at.session) if at.chain is None else at.chain.quoted_at
    today = moment.date()
    priced = {} if made is None else {(e.day, e.name): e for e in event_cards(made, calendar)}
    cards = []
    for event in calendar.upcoming(today - timedelta(days=1), today + AHEAD, LISTED):
        if event.over > moment:
            found = priced.get((event.day, event.name))
            cards.append(
                AheadCard(
                    event.day,
                    event.kind,
                    event.name,
                    None if event.at is None else f"{event.at:%H:%M}",
                    sessions_between(at.session, event.day),
                    None if found is None else found.move,
                    None if found is None else found.usual_move,
                )
            )
    return tuple(cards)


def _say_uncovered(at: Standing, calendar: EventCalendar, notes: Notes) -> None:
    lacking = calendar.uncovered(at.session) or calendar.uncovered(at.session + AHEAD)
    if lacking:
        told = ", ".join(
            f"{NAMES[kind]} {RANGES[kind][0].year} to {RANGES[kind][1].year}" for kind in lacking
        )
        notes.note(f"the calendars end: {told}; what is announced outside is not listed")


def _say(
    at: Standing,
    straddle: StraddleCard | None,
    daily: DailyCard | None,
    center: PriceCard,
    now: PriceCard,
    notes: Notes,
) -> None:
    """What stands in for what."""
    if daily is None and at.chain is None:
        msg = (
            f"{at.lacking}; nor is there a volatility index within a week of {at.closed} to stand in for it; give a session "
            "that has one with --as-of"
        )
        raise UnavailableError(msg)
    if straddle is None:
        why = at.lacking or "no expiration of the chain half a day or more ahead has a straddle"
        stand_in = "" if daily is None else f": {daily.source} over √252 stands in for the straddle"
        notes.doubt(f"{why}{stand_in}", first=True)
        if at.chain is None:
            notes.note("without a chain nothing is known of open interest")
    if center.source == "parity":
        notes.note(
            f"no close of {at.closed} as traded: the bands stand around the chain's own price"
        )
    if center.source == "unknown":
        notes.doubt(f"no close of {at.closed} as traded: the bands are shares, not prices")
    if now.source == "unknown":
        notes.note("the price now is not known: what the night has used is unknown; give --last")


def _status(daily: DailyCard | None, doubts: list[str]) -> Status:
    if daily is None:
        return Status("unavailable", tuple(dict.fromkeys(doubts)))
    return Status.of(doubts)


def _provenance(where: Market, at: Standing, daily: DailyCard | None) -> dict[str, str]:
    seen = dict(where.seen())
    if at.chain is not None:
        seen |= {"chain": at.place, "option_price": "quoted"}
    if daily is not None:
        seen["one_sigma"] = daily.source
    return seen
