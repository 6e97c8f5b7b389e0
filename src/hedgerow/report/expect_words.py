"""What expected moves say, in sentences that every page shares."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.report.figures import number, percent, price

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hedgerow.desk.expect_cards import EventCard, HorizonCard
    from hedgerow.desk.expected_moves import ExpectedMoves
    from hedgerow.volatility.premium.expected_move import MoveConvention
    from hedgerow.volatility.premium.move_history import MoveCoverage, MoveHistory

BANDS: dict[str, str] = {
    "one_sigma": "one standard deviation",
    "straddle": "the straddle",
    "eighty_five": "0.85 of the straddle",
}


def span_words(sessions: int) -> str:
    """``a session``, ``5 sessions``."""
    return "a session" if sessions == 1 else f"{sessions} sessions"


def headline(result: ExpectedMoves) -> str:
    """The nearest band in a few words."""
    if result.horizons:
        card = week(result.horizons)
        return f"{result.symbol}: ± {percent(card.share)} in {span_words(card.sessions)}"
    if result.expirations:
        first = result.expirations[0]
        return f"{result.symbol}: ± {percent(first.share)} to {first.expiration}"
    return f"{result.symbol}: no expected move"


def week(cards: tuple[HorizonCard, ...]) -> HorizonCard:
    """The horizon nearest to a week."""
    return min(cards, key=lambda card: (abs(card.sessions - 5), card.sessions))


def band_words(result: ExpectedMoves) -> str:
    """What is priced, as a band and as odds."""
    if result.horizons:
        card = week(result.horizons)
        chosen = next(c for c in result.conventions if c.convention == result.convention)
        first = (
            f"Options price {result.symbol} to end between {price(card.low)} and {price(card.high)} on {card.until}, "
            f"{BANDS[result.convention]} around the forward of {price(card.forward)}: {percent(chosen.normal_coverage, 0)} "
            "of the time if moves were normal"
        )
        held = _held(result, card.sessions)
        if held is None:
            return f"{first}."
        return (
            f"{first}. Bands by {result.index}, which are wider, have held {percent(held.inside.share, 0)} of the time "
            f"({held.inside.observations:,} moves)."
        )
    if result.expirations:
        card0 = result.expirations[0]
        return (
            f"Options price the forward of {card0.expiration} to end between {price(card0.low)} and {price(card0.high)}, "
            f"{BANDS[result.convention]} around {price(card0.forward)}."
        )
    return "No expiration of this chain has a smile, so nothing is priced."


def _held(result: ExpectedMoves, sessions: int) -> MoveCoverage | None:
    record = next((m for m in result.history if m.sessions == sessions), None)
    if record is None:
        return None
    return next((c for c in record.coverages if c.convention == result.convention), None)


def no_limit_words(result: ExpectedMoves) -> str:
    """Against the most common misreading."""
    chosen = next(c for c in result.conventions if c.convention == result.convention)
    return (
        f"The band is no limit: {percent(1 - chosen.normal_coverage, 0)} of normal moves end outside it, more leave it on the "
        "way and come back, and large ones are more frequent than a normal law says."
    )


def event_words(card: EventCard) -> str:
    """An announcement and what is priced for it."""
    if card.move is None:
        return f"{card.name} on {card.day}: {card.reason}"
    return f"{card.name} on {card.day}{priced_words(card)}"


def next_event(result: ExpectedMoves) -> str:
    """The first announcement ahead."""
    if not result.events:
        return "No announcement of the next four months is known."
    card = result.events[0]
    when = "today" if card.sessions <= 0 else f"in {span_words(card.sessions)}"
    return f"Next: {card.name} {when}, {card.day}{priced_words(card)}."


def priced_words(card: EventCard) -> str:
    """What its day is priced at, beside an ordinary one."""
    if card.move is None:
        return ""
    usual = "" if card.usual_move is None else f", an ordinary one at ± {percent(card.usual_move)}"
    return f"; that day is priced at ± {percent(card.move)}{usual}"


def spanned_words(events: Sequence[str], most: int = 2) -> list[str]:
    """The first few, and how many more."""
    left = len(events) - most
    return [*events[:most], *([f"and {left} more"] if left > 0 else [])]


def record_words(record: MoveHistory, index: str | None) -> str:
    """What became of such moves."""
    return (
        f"Over {span_words(record.sessions)} the price went {number(record.median_ratio)} implied standard deviations in the "
        f"median and {number(record.mean_ratio)} on average (0.80 if {index or 'volatility'} were fair and moves normal), at "
        f"most {number(record.largest_ratio, 1)}."
    )


def pace_words(result: ExpectedMoves) -> str:
    """Priced against moved."""
    card = result.pace
    if card is None or not isfinite(card.ratio):
        return ""
    return (
        f"The next five sessions are priced at {percent(card.implied_week)} a year, the last five moved at "
        f"{percent(card.realized_week)}: {number(card.ratio)} times."
    )


def named(convention: MoveConvention) -> str:
    """A convention in words."""
    return BANDS[convention]
