"""What VIX futures say, in sentences that both pages share."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.report.figures import number, percent, signed_percent, signed_points
from hedgerow.report.surface_words import days_of
from hedgerow.units import from_points

if TYPE_CHECKING:
    from hedgerow.desk.futures_funds import FundCard
    from hedgerow.desk.vix_futures import VixFuturesReading
    from hedgerow.volatility.futures.basis import Band
    from hedgerow.volatility.realized.standing import Standing

STATES = {
    "contango": "in contango: the second contract costs more than the first",
    "backwardation": "in backwardation: the first contract costs more than the second",
    "flat": "flat: the first two cost about the same",
    "unknown": "of unknown shape: M1 or M2 has no price",
}


def gap(points: float | None, digits: int = 2) -> str:
    """A difference of index points with its sign.

    >>> gap(1.463), gap(-10.068), gap(None)
    ('+1.46', '-10.07', '–')
    """
    return signed_points(None if points is None else from_points(points), digits)


def state_words(found: VixFuturesReading) -> str:
    """The state of the curve in a sentence."""
    return f"VIX futures are {STATES[found.curve.state]}."


def level_words(found: VixFuturesReading) -> str:
    """VIX and the front contract, and what lies between them."""
    front, vix = found.curve.contracts[0], found.basis.vix
    if not isfinite(front.settle):
        return f"The front contract has no price; VIX is {number(vix)}."
    said = f"The front contract costs {number(front.settle)} and settles in {days_of(front.days)}"
    if not isfinite(vix):
        return f"{said}; VIX is unknown."
    side = "above" if front.settle >= vix else "below"
    return f"{said}, {number(abs(front.settle - vix))} points {side} VIX at {number(vix)}."


def month_words(found: VixFuturesReading) -> str:
    """What a month costs or brings while nothing moves."""
    month = found.roll.static_month
    if not isfinite(month):
        return "What a month of holding would cost is unknown."
    verb = "lose" if month < 0 else "earn"
    return (
        f"If nothing moved for 30 days, a position kept at 30 days, as VXX keeps it, would {verb} {percent(abs(month))}; a "
        f"short one would {'earn' if month < 0 else 'lose'} about as much."
    )


def place_words(place: Standing) -> str:
    """Where a figure stands in its history.

    >>> from hedgerow.volatility.realized.standing import Standing
    >>> place_words(Standing(1.2, 55.0, 44.0, 1.465, 4373))
    'percentile 55 of the year before, 44 of 4,373 sessions; median of the days before 1.47'
    """
    if not isfinite(place.value):
        return f"median {number(place.median)} of {place.observations:,} sessions"
    return (
        f"percentile {number(place.percentile_year, 0)} of the year before, {number(place.percentile, 0)} of "
        f"{place.observations:,} sessions; median of the days before {number(place.median)}"
    )


def steady_words(found: VixFuturesReading) -> str:
    """The basis at a constant 30 days with its band; one word where it is unknown."""
    card = found.basis
    if not isfinite(card.constant_maturity_points):
        return "unknown"
    return f"{gap(card.constant_maturity_points)}, {band_words(card.constant_maturity_band)}"


def band_words(band: Band) -> str:
    """A band of the basis; ``backwardation`` is a word for the curve as well, and this is not of the curve."""
    return "below VIX" if band == "backwardation" else band


MOMENTS = (
    "Funds are compared at their close at 16:00, futures settled at 16:15 until October 2020; on 5 February 2018 they rose most "
    "in between, so that 2018 compares two different moments."
)
COSTS = "Fees are the published management fees; commissions and other costs come on top."


def narrowing_words(found: VixFuturesReading) -> str:
    """Whether the basis narrowed while VIX stood still."""
    card = found.basis.narrowing
    if card.alert is None:
        return f"Whether the basis narrowed over {card.sessions} sessions is unknown: a price at 30 days, or VIX, is missing at one end."
    moved = f"basis {gap(card.basis_change_points)}, VIX {gap(card.vix_change_points)} over {card.sessions} sessions"
    if card.alert:
        return f"Alert, the basis narrows while VIX stands still: {moved}. Practitioners read fading stability in it; that is a claim."
    return f"No narrowing alert: {moved}."


def stress_words(found: VixFuturesReading) -> str:
    """VIX against VIX3M, and VVIX."""
    card = found.stress
    ratio = (
        "VIX over VIX3M is unknown"
        if card.inverted is None
        else f"VIX over VIX3M is {number(card.vix_over_vix3m)}, {'inverted: stress is now' if card.inverted else 'not inverted'}"
    )
    vvix = (
        "VVIX is unknown"
        if card.vvix_high is None
        else f"VVIX is {number(card.vvix, 1)}, {'above' if card.vvix_high else 'not above'} 130"
    )
    return f"{ratio}; {vvix}."


def multiple_words(card: FundCard) -> str:
    """The multiple of a fund, and the one before.

    >>> from types import SimpleNamespace
    >>> multiple_words(SimpleNamespace(multiple=1.5, multiple_before=2.0, changed="2018-02-28"))
    '+1.5 × (+2 × before 2018-02-28)'
    """
    now = f"{card.multiple:+g} ×"
    if card.changed is None or card.multiple_before is None:
        return now
    return f"{now} ({card.multiple_before:+g} × before {card.changed})"


def compared_words(found: VixFuturesReading) -> str:
    """How well the simulation tells the funds, in a sentence."""
    said = [
        f"{card.symbol} {signed_percent(card.difference)} a year since {card.first}"
        for card in found.funds
        if card.compared
    ]
    if not said:
        return "No fund has prices in the data, so none is compared."
    return f"Simulated less real: {', '.join(said)}."
