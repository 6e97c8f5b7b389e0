"""How far do options price the price to go? Straddles, bands for any horizon, their record, and the events ahead."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import numpy as np

from hedgerow.data.event_file import own_events
from hedgerow.data.progress import Progress, Silence
from hedgerow.data.source import Market
from hedgerow.desk.expect_cards import (
    ConventionCard,
    DateCard,
    EventCard,
    ExpiryMoveCard,
    HorizonCard,
    PaceCard,
    PastMove,
    QuotedStraddle,
)
from hedgerow.desk.expect_choices import ExpectChoices
from hedgerow.desk.result import Result, Status
from hedgerow.desk.session import Notes
from hedgerow.desk.settings import DataArgument, day, optional_market
from hedgerow.desk.surface_study import ChainStudy, as_date, quickly, require_earlier
from hedgerow.errors import HedgerowError
from hedgerow.market.bars import Bars
from hedgerow.market.calendar import (
    close_of,
    next_session,
    previous_session,
    sessions_between,
)
from hedgerow.market.chain import OptionChain
from hedgerow.market.events import (
    ANNOUNCEMENTS,
    KINDS,
    NAMES,
    RANGES,
    Event,
    EventCalendar,
    EventKind,
)
from hedgerow.market.instruments import instrument
from hedgerow.market.settlement import expiry_years
from hedgerow.market.vol_indices import THIRTY_DAY
from hedgerow.typing import FloatArray
from hedgerow.units import DAYS_PER_YEAR, SESSIONS_PER_YEAR
from hedgerow.volatility.premium.expected_move import (
    FACTORS,
    MoveConvention,
    coverage_of,
    expected_move,
    straddle,
    straddle_vol,
)
from hedgerow.volatility.premium.move_history import MoveHistory, move_history
from hedgerow.volatility.realized.close_to_close import close_to_close
from hedgerow.volatility.surface.event import (
    EventMove,
    ListingVariances,
    after_sessions,
    implied_event_move,
    trading_clock,
)
from hedgerow.volatility.surface.fitted import FittedSmile
from hedgerow.volatility.surface.surface import Surface
from hedgerow.volatility.surface.term_structure import forward_vol

WEEK = 5
CLEAR = 6.0
"""Sessions between two expirations up to which one day among them can be told."""
NEAR = 0.02
"""Of the forward: how far the strike of the quoted straddle may lie from it."""
AHEAD = timedelta(days=120)
"""Announcements are listed so far ahead."""


@dataclass(frozen=True, kw_only=True)
class ExpectedMoves(Result):
    """What a chain prices, by expiration and by horizon, and what became of such bands."""

    command: ClassVar[str] = "expect"
    main_table: ClassVar[str] = "expirations"
    symbol: str
    quoted_at: datetime
    """New York time."""
    spot: float
    """By parity; NaN where the underlying cannot be held."""
    convention: MoveConvention
    conventions: tuple[ConventionCard, ...]
    horizons: tuple[HorizonCard, ...]
    """Empty where the underlying cannot be held: each expiration has a forward of its own."""
    expirations: tuple[ExpiryMoveCard, ...]
    events: tuple[EventCard, ...]
    dates: tuple[DateCard, ...]
    pace: PaceCard | None
    """None without prices of the underlying."""
    index: str | None
    """Volatility index behind the record; None where there is none."""
    history: tuple[MoveHistory, ...]
    """By horizon; empty without prices or index."""
    past: tuple[PastMove, ...]
    """Of the earlier chains that were given, by horizon: their own straddles instead of an index."""


def expect(
    chain: str | Path,
    *,
    data: DataArgument = None,
    as_of: str | date | None = None,
    events: str | Path | Iterable[Event] = (),
    earlier: str | Path | Sequence[str | Path] = (),
    choices: ExpectChoices | None = None,
    progress: Progress | None = None,
) -> ExpectedMoves:
    """Expected moves of a chain by expiration and horizon, with their record and the calendar of events.

    [SPEC EM-01 … EM-13, MS-09, VS-05]. ``chain`` is a file of any known layout, or a symbol whose chain of ``as_of`` the
    data have; ``events`` adds the user's own announcements, as a file or as events; ``earlier`` are chains of the same
    underlying, files or dates, whose straddles are held against what came.

    Raises :class:`DataError` where a file is no chain, :class:`UnavailableError` where there is none, and
    :class:`InputError` for choices that are none.
    """
    choices = choices or ExpectChoices()
    told = progress or Silence()
    own = own_events(events) if isinstance(events, (str, Path)) else tuple(events)
    where = optional_market(data, progress)
    quoted, place = where.chain_of(str(chain), day(as_of))
    earlier = [earlier] if isinstance(earlier, (str, Path)) else earlier
    label, pieces = f"expected moves of {quoted.underlying}", 2 + len(earlier)
    told.advance(label, 0, pieces)
    notes = Notes()
    made = _read(quoted, choices, where, notes)
    told.advance(label, 1, pieces)
    calendar = EventCalendar.shipped(own)
    _say_uncovered(quoted, calendar, notes)
    surface = made.fitted.surface
    bars = _bars(quoted, where, notes)
    index, vols = _implied(quoted, bars, where, notes)
    held = np.isfinite(made.forwards.spot)
    horizons = () if surface is None or not held else _horizons(surface, quoted, choices)
    past: list[PastMove] = []
    for i, one in enumerate(earlier):
        past += _past(one, quoted, bars, where, choices)
        told.advance(label, 2 + i, pieces)
    found = ExpectedMoves(
        as_of=quoted.session,
        status=Status("unavailable", tuple(dict.fromkeys(notes.doubts)))
        if surface is None
        else Status.of([*notes.doubts, *where.problems]),
        provenance=_provenance(where, place, past),
        warnings=tuple(notes.notes),
        symbol=quoted.underlying,
        quoted_at=quoted.quoted_at,
        spot=made.forwards.spot,
        convention=choices.convention,
        conventions=tuple(
            ConventionCard(name, factor, coverage_of(name)) for name, factor in FACTORS.items()
        ),
        horizons=horizons,
        expirations=_expirations(made, calendar, choices.convention),
        events=_events(made, calendar),
        dates=_dates(calendar, quoted.session),
        pace=None if surface is None or bars is None else _pace(surface, quoted, bars),
        index=index,
        history=()
        if bars is None or vols is None
        else tuple(move_history(bars.close, vols, sessions=n) for n in choices.horizons),
        past=tuple(sorted(past, key=lambda one: (one.sessions, one.session))),
    )
    told.advance(label, pieces, pieces)
    return found


def _provenance(where: Market, place: str, past: Sequence[PastMove]) -> dict[str, str]:
    """The chain that is read apart from those before it."""
    seen = {**where.seen(), "chain": place, "option_price": "quoted"}
    if past:
        seen["earlier_chains"] = ", ".join(
            str(day) for day in sorted({one.session for one in past})
        )
    return seen


def _read(quoted: OptionChain, choices: ExpectChoices, where: Market, notes: Notes) -> ChainStudy:
    made = quickly(
        quoted,
        where,
        notes,
        rate=choices.rate,
        dividend_yield=choices.dividend_yield,
        exercise=choices.exercise,
    )
    notes.set_aside(f"{quoted.underlying} chain", quoted.set_aside)
    if close_of(quoted.session) > quoted.quoted_at and not quoted.pre_open:
        notes.note(
            "quoted within the session: a horizon ends at the same hour, so many sessions later"
        )
    if not instrument(quoted.underlying).storable:
        notes.note(
            f"{quoted.underlying} cannot be held: each expiration prices the move of its own forward, and there is no band "
            "between expirations"
        )
    return made


def _say_uncovered(quoted: OptionChain, calendar: EventCalendar, notes: Notes) -> None:
    """Of which announcements the listings may span some that no table has."""
    ends = (
        quoted.session,
        max((one.expiration for one in quoted.listings), default=quoted.session),
    )
    lacking = dict.fromkeys(kind for end in ends for kind in calendar.uncovered(end))
    if lacking:
        told = ", ".join(
            f"{NAMES[kind]} {RANGES[kind][0].year} to {RANGES[kind][1].year}" for kind in lacking
        )
        notes.note(
            f"the calendars end: {told}; what is announced outside is not known and not listed"
        )


def _bars(quoted: OptionChain, where: Market, notes: Notes) -> Bars | None:
    """Closes up to the session before the quotes, or their own where it was over."""
    use = instrument(quoted.underlying)
    if not where.sources or not use.storable:
        return None
    over = quoted.quoted_at >= close_of(quoted.session)
    last = quoted.session if over else previous_session(quoted.session)
    try:
        return where.bars(use.price_symbol, last)
    except HedgerowError:
        notes.note(
            f"no prices of {use.price_symbol} up to {last}: what became of such moves is unknown"
        )
        return None


def _implied(
    quoted: OptionChain, bars: Bars | None, where: Market, notes: Notes
) -> tuple[str | None, FloatArray | None]:
    """The volatility index on the sessions of the bars."""
    if bars is None:
        return None, None
    symbol = THIRTY_DAY.get(instrument(quoted.underlying).price_symbol)
    if symbol is None:
        notes.note(
            f"no volatility index of {quoted.underlying} is known: what became of its expected moves is unknown"
        )
        return None, None
    history = where.vol_index(symbol, bars.dates[-1].date(), start=bars.dates[0].date())
    if history.last is None:
        notes.note(f"no {symbol} in the data: what became of expected moves is unknown")
        return symbol, None
    notes.set_aside(symbol, history.set_aside)
    return symbol, history.on(bars.dates)


def _expirations(
    made: ChainStudy, calendar: EventCalendar, convention: MoveConvention
) -> tuple[ExpiryMoveCard, ...]:
    held = [one for one in made.fitted.smiles if one.smile is not None]
    if not held:
        return ()
    settles = [one.quoted.forward.listing.settles_at for one in held]
    clock = trading_clock([made.chain.quoted_at, *settles])
    sessions = clock[1:] - clock[0]
    spanned = calendar.spanned(made.chain.quoted_at, settles)
    T = np.array([one.quoted.expiry for one in held])
    vols = np.array([_vol(one) for one in held])
    forward = forward_vol(np.r_[0.0, vols[:-1]], np.r_[0.0, T[:-1]], vols, T)
    return tuple(
        _expiration(made, one, float(n), float(v), float(f), events, convention)
        for one, n, v, f, events in zip(held, sessions, vols, forward, spanned, strict=True)
        if n > 0
    )


def _vol(one: FittedSmile) -> float:
    """At the forward."""
    assert one.smile is not None  # noqa: S101 - asked before
    return float(np.sqrt(one.smile.variance(0.0).w / one.quoted.expiry))


def _expiration(
    made: ChainStudy,
    one: FittedSmile,
    sessions: float,
    vol: float,
    forward_vol: float,
    events: tuple[Event, ...],
    convention: MoveConvention,
) -> ExpiryMoveCard:
    carry, T = one.quoted.forward, one.quoted.expiry
    F, D = carry.forward, carry.discount
    price = straddle(F, T, vol, discount=D)
    band = expected_move(price, F, sessions=sessions, convention=convention, discount=D)
    return ExpiryMoveCard(
        expiration=carry.listing.expiration,
        root=carry.listing.root,
        settles_at=carry.listing.settles_at,
        days=T * DAYS_PER_YEAR,
        sessions=sessions,
        forward=F,
        straddle=price,
        quoted=_quoted(made.chain, one),
        vol=vol,
        trading_vol=straddle_vol(price, F, sessions=sessions, discount=D),
        move=band.points,
        share=band.share,
        low=band.low,
        high=band.high,
        forward_vol=forward_vol if np.isfinite(forward_vol) else None,
        events=tuple(f"{event.name} {event.day}" for event in events),
    )


def _quoted(chain: OptionChain, one: FittedSmile) -> QuotedStraddle | None:
    """The strike next to the forward with both sides."""
    listing = one.quoted.forward.listing
    place = chain.listings.index(listing)
    quotes = chain.columns.take(chain.columns.of(place))
    calls = quotes.pairs()
    if not len(calls):
        return None
    F = one.quoted.forward.forward
    at = int(calls[np.argmin(np.abs(quotes.strike[calls] - F))])
    if abs(float(quotes.strike[at]) / F - 1) > NEAR:
        return None
    bid, ask = (float(side[at] + side[at + 1]) for side in (quotes.bid, quotes.ask))
    return QuotedStraddle(float(quotes.strike[at]), bid, ask, (bid + ask) / 2)


def _horizons(
    surface: Surface, quoted: OptionChain, choices: ExpectChoices
) -> tuple[HorizonCard, ...]:
    first, last = surface.expiries[0], surface.expiries[-1]
    cards = []
    for sessions in dict.fromkeys(sorted(choices.horizons)):
        until = _until(quoted, sessions)
        T = expiry_years(quoted.quoted_at, until)
        vol, F = float(surface.atm_vol(T)), float(surface.forward(T))
        price = straddle(F, T, vol)
        half = {
            name: expected_move(price, F, sessions=sessions, convention=name).points
            for name in FACTORS
        }
        chosen = half[choices.convention]
        cards.append(
            HorizonCard(
                sessions,
                until.date(),
                vol,
                F,
                half["one_sigma"],
                half["straddle"],
                half["eighty_five"],
                chosen / F,
                F - chosen,
                F + chosen,
                not first <= T <= last,
            )
        )
    return tuple(cards)


def _until(quoted: OptionChain, sessions: int) -> datetime:
    """When so many sessions are over: at a close, or for quotes within a session at the same hour of another."""
    session = quoted.session
    if not quoted.pre_open and quoted.quoted_at < close_of(session):
        return after_sessions(quoted.quoted_at, sessions)
    for _ in range(sessions):
        session = next_session(session)
    return close_of(session)


def _past(
    argument: str | Path,
    quoted: OptionChain,
    bars: Bars | None,
    where: Market,
    choices: ExpectChoices,
) -> list[PastMove]:
    """What an earlier chain priced for each horizon, and what came of it by now."""
    session = as_date(argument)
    name = quoted.underlying if session is not None else str(argument)
    chain, _ = where.chain_of(name, session)
    require_earlier(str(argument), chain, quoted)
    surface = _read(chain, choices, where, Notes()).fitted.surface
    if surface is None or bars is None:
        return []
    cards = _horizons(surface, chain, choices)
    closes = _closes(quoted, bars.dates[-1].date(), [card.until for card in cards], where)
    found = []
    for card, close in zip(cards, closes, strict=True):
        move = close / card.forward - 1
        found.append(
            PastMove(
                chain.session,
                card.sessions,
                card.until,
                card.straddle / card.forward,
                move,
                abs(move) * card.forward / card.one_sigma,
            )
        )
    return found


def _closes(quoted: OptionChain, last: date, days: Sequence[date], where: Market) -> list[float]:
    """Prices as they were traded, which adjusted ones are not once a dividend is paid; NaN where not known (yet)."""
    use = instrument(quoted.underlying)
    symbol = use.price_symbol
    pays_none = use.settlement == "cash"
    prices = where.prices([symbol], last, window=max(sessions_between(min(days), last), 0) + 1)
    found = []
    for until in days:
        spot = prices.spot(symbol, until)
        known = until <= last and spot.date == until and (pays_none or spot.basis != "adjusted")
        found.append(spot.price * use.price_scale if known else float("nan"))
    return found


def _events(made: ChainStudy, calendar: EventCalendar) -> tuple[EventCard, ...]:
    """Announcements ahead, and the move that the listings around each price for it."""
    quoted_at = made.chain.quoted_at
    today = quoted_at.date()
    kinds: tuple[EventKind, ...] = tuple(kind for kind in KINDS if kind in ANNOUNCEMENTS)
    ahead = [
        event
        for event in calendar.upcoming(today - timedelta(days=1), today + AHEAD, kinds)
        if event.over > quoted_at
    ]
    listings = ListingVariances.of(made.fitted)
    cards = []
    for event in ahead:
        others = [_when(other) for other in ahead if other is not event]
        found = implied_event_move(listings, _when(event), others)
        spans = [at for at in listings.settles if at >= event.over]
        known = bool(np.isfinite(found.variance)) and found.sessions <= CLEAR
        cards.append(
            EventCard(
                event.day,
                event.kind,
                event.name,
                sessions_between(made.chain.session, event.day),
                spans[0].date() if spans else None,
                found.move if known else None,
                found.base_vol / np.sqrt(SESSIONS_PER_YEAR) if known else None,
                found.reason or _why(found) or _shared(event, ahead, listings.settles),
            )
        )
    return tuple(cards)


def _shared(event: Event, ahead: Sequence[Event], settles: Sequence[datetime]) -> str:
    """Other announcements between the same two expirations: one figure for all."""
    between = bisect_left(settles, event.over)
    others = [
        other.name
        for other in ahead
        if other is not event and bisect_left(settles, other.over) == between
    ]
    return f"one figure together with {', '.join(others)}" if others else ""


def _when(event: Event) -> date | datetime:
    """The moment of an event, or its day where the hour is not known."""
    return event.day if event.at is None else event.over


def _why(found: EventMove) -> str:
    """Why the move is unknown, or none."""
    if found.sessions > CLEAR:
        return f"the expirations around it lie {found.sessions:.0f} sessions apart"
    return "less than a usual day is priced" if found.clamped else ""


def _dates(calendar: EventCalendar, session: date) -> tuple[DateCard, ...]:
    cards = []
    for kind, name in NAMES.items():
        found = calendar.distance(session, kind)
        cards.append(
            DateCard(
                kind,
                name,
                found.last,
                found.sessions_since,
                found.next,
                found.sessions_to,
                found.days_to,
            )
        )
    return tuple(cards)


def _pace(surface: Surface, quoted: OptionChain, bars: Bars) -> PaceCard:
    until = _until(quoted, WEEK)
    T = expiry_years(quoted.quoted_at, until)
    F = float(surface.forward(T))
    price = straddle(F, T, float(surface.atm_vol(T)))
    start, end = trading_clock([quoted.quoted_at, until])
    implied = straddle_vol(price, F, sessions=float(end - start))
    realized = float(close_to_close(bars, window=WEEK)[-1])
    return PaceCard(implied, realized, implied / realized if realized > 0 else float("nan"))
