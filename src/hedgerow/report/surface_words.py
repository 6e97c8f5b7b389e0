"""What a surface says, in words that a first-time reader of volatilities understands; for both faces."""

from __future__ import annotations

from math import isfinite, log, sqrt
from typing import TYPE_CHECKING

from hedgerow.report.blocks import Badge
from hedgerow.report.figures import (
    UNKNOWN,
    number,
    percent,
    points,
    price,
    sentence,
    signed_percent,
    signed_points,
)
from hedgerow.units import DAYS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hedgerow.desk.chain_surface import ChainSurface
    from hedgerow.desk.surface_cards import ExpirationCard, TenorCard
    from hedgerow.desk.surface_meaning import (
        BumpCard,
        DensityCard,
        PutCard,
        SkewDecayCard,
        TenorSlopeCard,
    )
    from hedgerow.desk.surface_moves import StickinessCard

MONTH = 30.0
EVEN = 0.0025
"""Risk reversal up to which puts and calls are said to cost the same, decimal."""
LEAST_MARGIN = 4
"""Decimals of a margin."""

SIGN = "put less call; currency desks print the opposite sign"
SETTLES = {"am": "at the open", "pm": "at the close"}
FORWARDS = {
    "parity": "put–call parity",
    "neighbours": "the expirations beside it",
    "underlying": "the underlying's price",
    "none": "unknown",
}
DISCOUNTS = {
    "parity": "put–call parity",
    "neighbours": "parity at the expirations beside it",
    "given": "the rate given",
    "none": "unknown",
}
STATES = {
    "contango": "longer options price more volatility than shorter ones, as is usual in calm markets",
    "flat": "short and long options price about the same volatility",
    "backwardation": "shorter options price more volatility than longer ones: the next weeks are feared most",
    "unknown": "the slope in time is unknown",
}
MODELS = {
    "spline": "cubic spline, as flexible as the quotes ask for, held free of arbitrage",
    "svi": "five parameters an expiration; knows nothing of its neighbours",
    "ssvi": "three or so parameters for the whole surface",
    "essvi": "a correlation for each expiration besides",
    "sabr": "three parameters an expiration",
    "heston": "five parameters of a price process for the whole surface",
}
STICKINESS = {
    "sticky delta": "the smile moves along with the price",
    "sticky strike": "each strike keeps its volatility",
    "local volatility": "in a fall volatility rises by more than along the smile",
    "unknown": "unknown",
}


def month(result: ChainSurface) -> TenorCard | None:
    """The metrics nearest to 30 days."""
    known = [card for card in result.metrics if isfinite(card.atm)]
    return min(known, key=lambda card: abs(log(card.days / MONTH)), default=None)


DELTAS = {
    "spot": "Deltas are of the spot, e^(−qT) N(d₁).",
    "forward": "Deltas are of the forward, N(d₁).",
}
QUOTED = Badge("quoted", "quoted", "quoted")
OUTSIDE = "outside the listings"
"""Of a tenor that no listed options surround."""


def days_of(days: float) -> str:
    """Calendar days.

    >>> days_of(30.0), days_of(7.5), days_of(1.0)
    ('30 days', '7.5 days', '1 day')
    """
    return f"{days:g} day{'' if days == 1 else 's'}"


def listing_name(card: ExpirationCard, every: Sequence[ExpirationCard]) -> str:
    """The expiration, with its root where the chain has several."""
    several = len({one.root for one in every}) > 1
    return f"{card.expiration} {card.root}" if several else str(card.expiration)


def spot_words(result: ChainSurface) -> str:
    """The spot that the quotes imply beside the printed one."""
    if not isfinite(result.spot):
        if not any(isfinite(card.forward) for card in result.expirations):
            return "Spot unknown: no strike is quoted on both sides."
        return "The underlying cannot be bought, so options imply a forward for each expiration, but no spot."
    printed = f" (the file prints {price(result.printed)})" if isfinite(result.printed) else ""
    return f"Spot {price(result.spot)} by put–call parity{printed}."


def level_words(card: TenorCard) -> str:
    """Volatility at the forward, and the move it stands for."""
    move = card.atm * sqrt(card.days / DAYS_PER_YEAR)
    beyond = (
        " (no option expires near that: the nearest smile, stretched)"
        if OUTSIDE in card.reason
        else ""
    )
    return (
        f"Options price {percent(card.atm)} a year over the next {days_of(card.days)}{beyond}: a move of about "
        f"±{percent(move)} by then, one standard deviation."
    )


def reversal_words(card: TenorCard) -> str:
    """The risk reversal, and whom it charges."""
    if not isfinite(card.rr25):
        return f"The 25-delta risk reversal over {days_of(card.days)} is unknown: {card.reason or 'no quotes so far out'}."
    if card.rr25 > EVEN:
        means = "insurance against a fall costs more than a bet on a rise of the same delta"
    elif card.rr25 < -EVEN:
        means = "a bet on a rise costs more than insurance against a fall of the same delta"
    else:
        means = "insurance against a fall and a bet on a rise of the same delta cost about the same"
    return (
        f"25-delta risk reversal over {days_of(card.days)}: {signed_points(card.rr25)} points ({SIGN}). The put at "
        f"{price(card.put25_strike)} is priced at {percent(card.put25)}, the call at {price(card.call25_strike)} at "
        f"{percent(card.call25)}: {means}."
    )


def slope_words(cards: Sequence[TenorSlopeCard], *, held: bool) -> str:
    """The state of the term structure; nothing where it is not known."""
    card = next((c for c in cards if c.state != "unknown" and not c.reason), None)
    if card is None:
        return f"Slope in time unknown: {cards[0].reason}." if cards and cards[0].reason else ""
    # options on futures slope down because near futures move more, whatever anybody fears
    meaning = f"; {STATES[card.state]}" if held else ""
    return (
        f"{card.state.capitalize()}: {percent(card.short_vol)} over {days_of(card.short_days)}, "
        f"{percent(card.long_vol)} over {days_of(card.long_days)}{meaning}."
    )


def arbitrage_words(result: ChainSurface) -> str:
    """Whether the surface contradicts itself, and how near it comes to it."""
    card = result.arbitrage
    if card is None and result.model == "heston":
        return "Heston's model is the law of a price, which can hold no static arbitrage; no grid was searched."
    if card is None:
        return "There is no surface, so nothing was checked for arbitrage."
    said = (
        f"Free of static arbitrage on {card.points:,} points"
        if card.is_free
        else f"NOT free of static arbitrage on {card.points:,} points"
    )
    calendar = (
        f", calendar spreads {percent(card.calendar.slack, 3)} of total variance"
        if isfinite(card.calendar.slack)
        else ", one expiration has no calendar spread"
    )
    return (
        f"{said}. Least margins, below 0 is arbitrage: butterflies {number(card.butterfly.slack, LEAST_MARGIN)}, "
        f"vertical spreads {number(card.vertical.slack, LEAST_MARGIN)}{calendar}."
    )


def inside_words(result: ChainSurface) -> str:
    """How many quotes the surface meets."""
    if not isfinite(result.within_tick):
        return "How many quotes the surface meets is unknown."
    held = (
        f"; of every fifth strike, left out of a fit of its own, {percent(result.held_out)}"
        if isfinite(result.held_out)
        else ""
    )
    return (
        f"{percent(result.inside_spread)} of the quotes between the 5-delta put and call lie inside bid and ask, "
        f"{percent(result.within_tick)} within a tick{held}."
    )


def decay_words(card: SkewDecayCard | None) -> str:
    """How the skew dies out with maturity; nothing without a surface."""
    if card is None:
        return ""
    if not isfinite(card.a):
        return f"How the skew dies out with maturity is unknown: {card.reason}."
    sure = "it dies out" if card.decreases else "it does not surely die out"
    return (
        f"Skew over maturity: dσ/dk = {number(card.c)} · T^{number(-card.a)} (± {number(card.a_error)}, R² "
        f"{number(card.r_squared)}, {card.listings} expirations): {sure}."
        + (f" {card.reason[:1].upper()}{card.reason[1:]}." if card.reason else "")
    )


def event_words(card: BumpCard) -> str:
    """Between which days something is expected."""
    return f"{'now' if card.after is None else card.after} to {card.expiration}"


def fall_words(card: DensityCard, *, forward: bool) -> str:
    """The chance of falls, as priced."""
    chances = [
        f"{percent(fall, 0)} or more {'is ' if i == 0 else ''}{percent(chance)}"
        for i, (fall, chance) in enumerate(zip(card.fall, card.fall_probability, strict=True))
    ]
    chances[0] = chances[0].replace(
        " is", f" {'below the forward' if forward else 'lower'} in {days_of(card.days)} is"
    )
    return f"As options price it, the chance to be {', '.join(chances)}."


def quantile_words(card: DensityCard) -> str:
    """Where one case in twenty ends, to either side, and half."""
    level = dict(zip(card.probability, card.quantile, strict=True))
    said = [
        f"{share} {side} {price(level[p])}"
        for p, share, side in (
            (0.05, "one case in twenty ends", "below"),
            (0.50, "half", "below"),
            (0.95, "one in twenty", "above"),
        )
        if p in level
    ]
    return sentence(", ".join(said)) if said else ""


def put_name(card: PutCard) -> str:
    """What knocks it out.

    A level of the price, or volatility realized until its expiration.
    """
    if card.product == "down-and-out put":
        return f"out below {price(card.barrier)}"
    return f"out at {percent(card.barrier, 0)} realized"


def spread_words(card: PutCard) -> str:
    """How far the models leave its price open."""
    name = f"Put that is {put_name(card)}"
    if not isfinite(card.spread):
        return f"{name}: fewer than two models that know the skew have a value, so how uncertain it is is unknown."
    return (
        f"{name}: the models that know the skew lie {number(card.spread)} ± {number(card.spread_error)} apart: "
        "so far its price depends on which is believed."
    )


def ssr_words(card: StickinessCard) -> str:
    """The skew stickiness of one tenor, and how sure its name is."""
    if not isfinite(card.ssr.value):
        return f"unknown over {days_of(card.days)}"
    error = f" ± {number(card.ssr.standard_error)}" if isfinite(card.ssr.standard_error) else ""
    return f"{number(card.ssr.value)}{error} over {days_of(card.days)}"


def label_words(card: StickinessCard) -> str:
    """What it is called, and what else it may be."""
    if not isfinite(card.ssr.standard_error):
        return f"{card.label} by one move alone, which says nothing of its error"
    others = [label for label in dict.fromkeys(card.labels_within) if label != card.label]
    if not others:
        return card.label
    lie = "lies" if len(others) == 1 else "lie"
    return f"nearest to {card.label}, but {' and '.join(others)} {lie} within the error too"


def signed_move(log_move: float) -> str:
    """A log return; the first chain of a run has none."""
    return signed_percent(log_move, 2) if isfinite(log_move) else UNKNOWN


def points_span(low: float, high: float) -> str:
    """``3.1 … 4.0`` points."""
    return f"{points(low)} … {points(high)}" if isfinite(low) and isfinite(high) else UNKNOWN
