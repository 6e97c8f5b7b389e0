"""How far do options price the price to go? Straddles, bands for any horizon, their record, and the events ahead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import ClassVar

import numpy as np

from hedgerow.data.event_file import own_events
from hedgerow.data.progress import Progress, Silence
from hedgerow.data.source import Market
from hedgerow.desk.expect_bands import expiration_cards, horizon_cards, moves_study
from hedgerow.desk.expect_cards import (
    ConventionCard,
    DateCard,
    EventCard,
    ExpiryMoveCard,
    HorizonCard,
    PaceCard,
    PastMove,
)
from hedgerow.desk.expect_choices import ExpectChoices
from hedgerow.desk.expect_events import date_cards, event_cards, say_uncovered
from hedgerow.desk.expect_record import implied_levels, moves_bars, pace_card, past_moves
from hedgerow.desk.result import Result, Status
from hedgerow.desk.session import Notes
from hedgerow.desk.settings import DataArgument, day, optional_market
from hedgerow.market.events import (
    Event,
    EventCalendar,
)
from hedgerow.volatility.premium.expected_move import (
    FACTORS,
    MoveConvention,
    coverage_of,
)
from hedgerow.volatility.premium.move_history import MoveHistory, move_history


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
    made = moves_study(quoted, choices, where, notes)
    told.advance(label, 1, pieces)
    calendar = EventCalendar.shipped(own)
    say_uncovered(quoted, calendar, notes)
    surface = made.fitted.surface
    bars = moves_bars(quoted, where, notes)
    index, vols = implied_levels(quoted, bars, where, notes)
    held = np.isfinite(made.forwards.spot)
    horizons = () if surface is None or not held else horizon_cards(surface, quoted, choices)
    past: list[PastMove] = []
    for i, one in enumerate(earlier):
        past += past_moves(one, quoted, bars, where, choices)
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
        expirations=expiration_cards(made, calendar, choices.convention),
        events=event_cards(made, calendar),
        dates=date_cards(calendar, quoted.session),
        pace=None if surface is None or bars is None else pace_card(surface, quoted, bars),
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
