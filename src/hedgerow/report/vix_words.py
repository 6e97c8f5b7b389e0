"""What a volatility index says, in words that a first-time reader understands; for both faces."""

from __future__ import annotations

from math import isfinite, sqrt
from typing import TYPE_CHECKING

from hedgerow.report.figures import number, percent, price
from hedgerow.units import DAYS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hedgerow.desk.vix import VixIndex
    from hedgerow.desk.vix_cards import JumpCard, PublishedCard, StripCard, TermCard

LOPSIDED = 115.0
"""SKEW from which falls are said to be feared much more than rises."""
EVEN = 105.0
EQUAL = 0.005
"""Points within which two levels print alike."""
OUT = 0.5
"""Points that strikes may leave out before it is said first."""
CHOSEN = {
    "vix": "the two Fridays between 23 and 37 days ahead",
    "fridays": "the Fridays on either side",
    "third fridays": "the third Fridays on either side",
    "monthly": "the next monthly expirations, at least a week ahead",
    "every": "the nearest expirations",
}


def index_name(result: VixIndex) -> str:
    """``VIX``, or what it is where nobody publishes it."""
    return result.index or f"{result.symbol} {result.target_days:g}-day index"


def level_words(result: VixIndex) -> str:
    """The index, and the move it stands for."""
    if not isfinite(result.value):
        return f"{index_name(result)} is unknown: {result.status.reasons[0] if result.status.reasons else 'no reason is known'}."
    move = result.value / 100 * sqrt(result.target_days / DAYS_PER_YEAR)
    return (
        f"{index_name(result)} is {number(result.value)}: options on {result.symbol} price swings of "
        f"{number(result.value, 1)} % a year, ±{percent(move)} over the next {result.target_days:g} days as one standard "
        "deviation."
    )


def own_published(result: VixIndex) -> PublishedCard | None:
    """What is published of this very index, or of options alike."""
    same = [card for card in result.published if card.symbol == result.index]
    alike = [card for card in result.published if card.what != "the same index"]
    return next(iter([*same, *(alike if not result.index else [])]), None)


def published_words(result: VixIndex) -> str:
    """Ours beside the published close, and where that stands in its past."""
    card = own_published(result)
    if card is None:
        return "The data hold no published level to put beside it."
    name = card.symbol if card.symbol == result.index else f"{card.symbol}, of {card.what},"
    said = f"{name} closed at {number(card.close)} on {card.session}"
    apart = card.difference_points
    if isfinite(apart):
        said += (
            ", the same as ours"
            if abs(apart) < EQUAL
            else f", {number(abs(apart))} {'below' if apart > 0 else 'above'} ours"
        )
    if card.within_range is not None:
        said += (
            f"; that session ranged from {number(card.low)} to {number(card.high)}, and ours lies "
            f"{'inside' if card.within_range else 'outside'}"
        )
    return f"{said}.{percentile_words(card)}"


def percentile_words(card: PublishedCard) -> str:
    """On how many days it was lower."""
    if not isfinite(card.percentile):
        return ""
    return (
        f" It had closed lower on {number(card.percentile, 0)} % of the 252 sessions before, and on "
        f"{number(card.percentile_all, 0)} % of all {card.sessions:,} in the data."
    )


def skew_words(result: VixIndex) -> str:
    """SKEW, and what it means."""
    card = result.skew_terms
    if card is None or not isfinite(result.skew):
        return "SKEW is unknown: it needs two expirations."
    if result.skew >= LOPSIDED:
        means = "deep falls are priced far above equally large rises"
    elif result.skew > EVEN:
        means = "falls are priced above equally large rises"
    elif result.skew >= 100 - (EVEN - 100):
        means = "falls and rises are priced alike"
    else:
        means = "rises are priced above equally large falls"
    return (
        f"SKEW is {number(result.skew, 1)} (skewness {number(card.skewness)}, kurtosis {number(card.kurtosis, 1)}; 100 is "
        f"even): {means}."
    )


def atm_words(result: VixIndex) -> str:
    """What the wings add."""
    card = result.atm
    if not isfinite(card.spread_points):
        return "The volatility at the forward over the same days is unknown."
    return (
        f"At the forward, the middle of the smile of the same expirations, options price {percent(card.atm)}: the index is {number(card.spread_points)} "
        f"points above it (middle over index {number(card.ratio)}), which is what its far strikes are worth."
    )


def truncation_words(terms: Sequence[TermCard]) -> str:
    """How far the strikes reach and what they leave out."""
    known = [term for term in terms if isfinite(term.lowest)]
    if not known:
        return ""
    fewest = min(term.strikes for term in known)
    low, high = max(t.lowest_share for t in known), min(t.highest_share for t in known)
    left = [t.beyond_points for t in known if isfinite(t.beyond_points)]
    said = (
        f"Each term has {fewest} strikes or more, from {percent(low, 0)} to {percent(high, 0)} of the forward"
        if len(known) > 1
        else f"The term has {fewest} strikes, from {percent(low, 0)} to {percent(high, 0)} of the forward"
    )
    if not left:
        return f"{said}; what lies beyond is unknown."
    return (
        f"{said}; beyond them, if the fitted smile goes on, lie {number(max(left))} points"
        f"{': the index is too low by about as much' if max(left) >= OUT else ''}."
    )


def puts_words(strips: Sequence[StripCard], terms: Sequence[TermCard]) -> str:
    """On which side of the middle the variance lies."""
    if not strips or not strips[0].strike:
        return ""
    near, k0 = strips[0], terms[0].k0
    below = sum(each for K, each in zip(near.strike, near.variance, strict=True) if k0 > K)
    return (
        f"Of the near term's variance {percent(below / sum(near.variance), 0)} lies in puts below {price(k0)}, the rest in calls "
        "and at the middle."
    )


def jump_words(jumps: Sequence[JumpCard]) -> str:
    """How a jump enters."""
    if not jumps:
        return ""
    worst = min(jumps, key=lambda card: card.jump)
    short = 1 - worst.strip / worst.realized
    return (
        f"A sudden fall of {percent(-worst.jump, 0)} adds {number(worst.strip, 4)} to the index's variance where {number(worst.realized, 4)} "
        f"would be realized, {percent(short, 0)} less: the index equals the price of a variance swap only if prices do not jump."
    )


def chosen_words(result: VixIndex) -> str:
    """Which expirations it is made of."""
    where = (
        ""
        if result.surrounded
        else " Both lie on one side of the target, so the line through them is continued."
    )
    return f"Made of {CHOSEN[result.chosen_from]}; rates: {result.rates}.{where}"


def term_name(term: TermCard) -> str:
    """Expiration, root, and when it settles."""
    return f"{term.expiration} {term.root}"
