"""What the morning card says, in sentences that every page shares."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.report.expect_words import span_words
from hedgerow.report.figures import (
    UNKNOWN,
    number,
    percent,
    price,
    rare_percent,
    short_dollars,
    signed_points,
)

if TYPE_CHECKING:
    from hedgerow.desk.morning_cards import AgeCard, AheadCard
    from hedgerow.desk.session_ahead import Morning

PINS = 5
DATES = 6


def headline(result: Morning) -> str:
    """One standard deviation in a few words."""
    daily = result.daily
    if daily is None:
        return f"{result.symbol}: nothing is priced"
    share = percent(daily.share, 2)
    if not isfinite(daily.one_sigma):
        return f"{result.symbol}: ± {share}"
    return f"{result.symbol}: ± {price(daily.one_sigma)} ({share})"


def sigma_words(result: Morning) -> str:
    """Where one standard deviation comes from, as a band and as odds."""
    daily, straddle = result.daily, result.straddle
    if daily is None:
        return "Neither a straddle nor a volatility index says how far the session may go."
    if straddle is None:
        origin = f"{daily.source} at {percent(daily.vol)}, over √252"
    else:
        origin = (
            f"the straddle of {straddle.expiration} at {price(straddle.price)}, times 1.2533, over the root of its "
            f"{number(straddle.sessions)} sessions"
        )
    said = f"One standard deviation of the session, by {origin}"
    if not result.ranges:
        return f"{said}: {percent(daily.share, 2)} of the price."
    band = next(card for card in result.ranges if card.multiple == 1)
    around = "the close" if result.center.source == "close" else "the chain's price"
    return (
        f"{said}: {price(band.low)} to {price(band.high)} around {around} of {price(result.center.price)}, left in "
        f"{percent(1 - band.normal_coverage, 0)} of normal sessions. A normal session goes {price(daily.mean_move)} on "
        "average."
    )


def overnight_words(result: Morning) -> str:
    """How much is used."""
    moved = result.overnight
    if moved.state == "unknown":
        return "How much the night has used is not known."
    side = "above" if moved.points > 0 else "below"
    verdict = {
        "normal": "a usual night",
        "used": "much of a usual session",
        "exceeded": "more than one standard deviation, which is no sign of a way back",
    }[moved.state]
    return (
        f"At {price(result.last.price)} the price is {price(abs(moved.points))} {side} the close: {percent(moved.ratio, 0)} of one "
        f"standard deviation is used, {verdict}. {rare_percent(moved.beyond) if moved.beyond < 0.005 else percent(moved.beyond, 0)} of normal sessions go further."
    )


def pins_words(result: Morning) -> str:
    """Strikes that may hold the price, and on what that rests."""
    gamma = result.gamma
    if gamma is None:
        return "Without open interest no strike is known that might hold the price."
    told = ", ".join(
        f"{pin.strike:,.10g} ({number(pin.deviations, 1)} σ, {percent(pin.share)} of gamma)"
        for pin in gamma.pins[:PINS]
    )
    left = len(gamma.pins) - PINS
    more = f" and {left} more" if left > 0 else ""
    found = f"Pin candidates: {told}{more}." if gamma.pins else "No pin candidate."
    return (
        f"{found} {percent(gamma.share_within, 0)} of gross gamma lies within one standard deviation. If dealers are long calls "
        f"and short puts, which is assumed, they hold {short_dollars(gamma.gamma)} USD of gamma per 1 %."
    )


def week_words(result: Morning) -> str:
    """Implied against realized."""
    week = result.week
    if not isfinite(week.ratio):
        return ""
    rich = ": more is priced than moved, as on most days" if week.rich else ""
    return (
        f"Priced at {percent(week.implied)} a year, the last five sessions moved at {percent(week.realized)}: "
        f"{number(week.ratio)} times{rich}."
    )


def estimate_words(result: Morning) -> str:
    """The session without a straddle."""
    card = result.estimate
    if card.fermi is None:
        return ""
    fermi = card.fermi
    between = (
        f" ({percent(fermi.low)} to {percent(fermi.high)} by its past error)"
        if isfinite(fermi.low)
        else ""
    )
    event = (
        f", {signed_points(fermi.events)} points for the day's announcements"
        if fermi.events
        else ""
    )
    said = f" {card.event}." if card.event else ""
    return (
        f"Without options: {percent(fermi.base)} as usual ({card.base_source}), {signed_points(fermi.deviation)} points as volatility "
        f"stands{event}: {percent(fermi.central)}{between}, ± {price(card.fermi_move)} a session.{said}"
    )


def ahead_words(result: Morning) -> str:
    """The dates of the next month."""
    if not result.ahead:
        return "No date of the next month is known."
    told = "; ".join(date_words(card) for card in result.ahead[:DATES])
    left = len(result.ahead) - DATES
    return f"Ahead: {told}{f'; and {left} more' if left > 0 else ''}."


def date_words(card: AheadCard) -> str:
    """A date and how far it is."""
    when = "today" if card.sessions <= 0 else f"in {span_words(card.sessions)}"
    hour = "" if card.time is None else f" {card.time}"
    priced = "" if card.move is None else f", priced at ± {percent(card.move)}"
    return f"{card.name} {card.day}{hour} ({when}{priced})"


def ages_words(result: Morning) -> str:
    """How old everything is."""
    return f"Age: {'; '.join(age_words(card) for card in result.ages)}." if result.ages else ""


def age_words(card: AgeCard) -> str:
    """One of them."""
    if card.of is None or card.sessions is None:
        return f"{card.what} {UNKNOWN}"
    if card.quoted_at is None:
        behind = "" if card.sessions <= 0 else f", {span_words(card.sessions)} old"
        return f"{card.what} {card.of}{behind}"
    hours = f", {number(card.hours, 1)} hours before the open" if card.hours else ""
    return f"{card.what} {card.quoted_at:%Y-%m-%d %H:%M}{hours}"
