"""The premium in words: flavours, bands, states and verdicts, for the terminal and the browser."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, isinf
from typing import TYPE_CHECKING

from hedgerow.report.expect_words import span_words
from hedgerow.report.figures import UNKNOWN, number, percent, points, sentence, signed_points
from hedgerow.report.vol_words import model_words

if TYPE_CHECKING:
    from hedgerow.desk.premium_cards import FlavourCard, RankCard
    from hedgerow.desk.premium_family import EventRow, FamilyRow
    from hedgerow.desk.vol_premium import VolPremium
    from hedgerow.volatility.premium.calm_stress import CalmStress
    from hedgerow.volatility.premium.lead import Lead
    from hedgerow.volatility.premium.mean_reversion import ReversionRow
    from hedgerow.volatility.premium.predictability import Predictability, PredictiveRegression
    from hedgerow.volatility.premium.state_dependence import StateDependence, StateRow

FLAVOURS = {
    "ex_ante_model": "over what is expected",
    "ex_post": "over what came",
    "trailing": "over what has been",
    "variance": "in variance",
}
BANDS = {
    "avoid": "under 1: options cost less than recent moves, a buyer's price in a market that moves",
    "neutral": "1 to 1.2: neutral",
    "marginal": "1.2 to 1.3: marginal for a seller",
    "favourable": "1.3 and more: called favourable for a seller",
    "unknown": "unknown",
}
STATES = {
    "contango": "calm: three months cost more than one",
    "flat": "flat: one month costs about what three do",
    "backwardation": "stress: one month costs more than three",
    "unknown": "unknown",
}
DIRECTIONS = {"up": "up", "down": "down", "flat": "flat", "unknown": UNKNOWN}
PHASES = {
    "before": "five sessions before",
    "at": "the day itself",
    "after": "five sessions after",
    "between": "all others",
}
USUAL = 0.5
"""Points within which a premium is about its mean."""


def answer_lines(result: VolPremium) -> list[str]:
    """What is asked over what comes, and where implied volatility stands, in plain sentences."""
    return [_asks(result), *_against(result), _stands(result)]


def _asks(result: VolPremium) -> str:
    source = _source(result)
    card = result.realized
    asked = f"Options on {result.symbol} imply {percent(result.iv)} a year over the next 30 days ({source})."
    if not isfinite(result.rv):
        return f"{asked} What {result.symbol} itself has done is unknown on this session."
    who = "" if card.price_symbol.removeprefix("^") == result.symbol else f" of {card.price_symbol}"
    return (
        f"{asked} Over the last {card.window} sessions the price{who} moved at {percent(result.rv)} a year: implied stands "
        f"{_over(result.iv - result.rv)} that."
    )


def _against(result: VolPremium) -> list[str]:
    card = result.flavours.ex_ante_model
    if not isfinite(card.value_points):
        return []
    said = (
        f"{percent(result.realized.expected)} is expected ({model_words(result.realized.model or '')}), so that the "
        f"premium over it is {point_text(card)} points"
    )
    if isfinite(card.mean_points):
        said += f", {_compared(card)} its usual {_signed(card.mean_points)}"
    return [f"{said}."]


def _stands(result: VolPremium) -> str:
    if not isfinite(result.iv_rank):
        return sentence(f"IV rank and percentile are unknown: {result.rank.reason}")
    return (
        f"IV rank {number(result.iv_rank, 1)}, percentile {number(result.iv_percentile, 1)}: "
        f"{result.rank.reading.meaning} (as traders read it; not measured here)."
    )


def _source(result: VolPremium) -> str:
    level = number(100 * result.iv, 2)
    return (
        "its chain, at the forward"
        if result.iv_source == "chain"
        else f"{result.iv_source} at {level}"
    )


def _over(difference: float) -> str:
    """``6.4 points over``.

    >>> _over(0.064), _over(-0.01)
    ('6.4 points over', '1.0 points under')
    """
    return f"{points(abs(difference))} points {'over' if difference >= 0 else 'under'}"


def _compared(card: FlavourCard) -> str:
    if abs(card.over_mean_points) < USUAL:
        return "about"
    return "more than" if card.over_mean_points > 0 else "less than"


def _signed(value: float, digits: int = 1) -> str:
    return signed_points(value / 100, digits)


def point_text(card: FlavourCard) -> str:
    """A premium in its own unit: tenths of vol points, whole variance points."""
    return in_unit(card, card.value_points)


def in_unit(card: FlavourCard, value: float) -> str:
    """A figure of the flavour."""
    return _signed(value, 0 if card.flavour == "variance" else 1)


def flavour_name(card: FlavourCard) -> str:
    """What a flavour is held against.

    >>> sorted(FLAVOURS) == ['ex_ante_model', 'ex_post', 'trailing', 'variance']
    True
    """
    return FLAVOURS[card.flavour]


def flavours_of(result: VolPremium) -> tuple[FlavourCard, ...]:
    """In the order in which they are told."""
    made = result.flavours
    return (made.ex_ante_model, made.trailing, made.ex_post, made.variance)


def known_line(result: VolPremium) -> str:
    """How the flavours are to be read, and since when the one that takes a month is known."""
    late = result.flavours.ex_post
    known = (
        ""
        if late.implied_on is None
        else f" Over what came is that of {late.implied_on}: the month after it was over on {late.known_since}."
    )
    return (
        "Each flavour is another number and stands beside its own past alone; the one in variance is over what is expected. "
        "Positive: the seller is paid."
        f"{known}"
    )


def rank_line(card: RankCard) -> str:
    """The range, and what qualifies the rank."""
    if card.low_date is None or card.high_date is None:
        return sentence(f"no range: {card.reason}")
    extreme = {
        "high": " Today is a new high of the window.",
        "low": " Today is a new low of the window.",
    }
    return (
        f"Range of {card.window} sessions: {points(card.low, 2)} ({card.low_date}) … {points(card.high, 2)} "
        f"({card.high_date}). Rank of the logarithm {number(card.log_rank, 1)}, against the 95th percentile instead of the "
        f"highest {number(card.winsorised_rank, 1)}; lower on {card.below} of {card.prior_observations} sessions before, equal "
        f"on {card.equal}.{extreme.get(card.new_extreme or '', '')} {sentence(card.reading.thumb_meaning)}"
    )


def ratio_line(result: VolPremium) -> str:
    """The premium as a multiple, and how usual that is."""
    card = result.normalised
    if not isfinite(card.ratio):
        return "Implied over realized is unknown."
    usual = (
        f" It is {number(card.median)} in the median and 1.3 or more on {percent(card.share_favourable, 0)} of "
        f"{card.observations:,} sessions, so the band alone says little."
        if isfinite(card.median)
        else ""
    )
    among = (
        f" (percentile {number(card.percentile, 0)} of its year)"
        if isfinite(card.percentile)
        else ""
    )
    return f"Implied over realized is {number(card.ratio)}{among}, {BANDS[card.band]}.{usual}"


def curve_line(card: CalmStress) -> str:
    """Calm or stress."""
    if not isfinite(card.ratio):
        return (
            "The volatility curve of the S&P 500 is unknown: VIX or VIX3M is not of this session."
        )
    steps = ", ".join(
        f"{step.start_days:g} to {step.end_days:g} days {percent(step.vol, 2)}"
        for step in card.forwards
        if isfinite(step.vol)
    )
    return (
        f"S&P 500: VIX {points(card.near, 2)}, VIX3M {points(card.far, 2)}, gap {signed_points(card.gap, 2)}, ratio "
        f"{number(card.ratio, 3)}: {STATES[card.state]}. Priced between: {steps}."
    )


def events_line(events: Sequence[EventRow] | None) -> str:
    """What falls within the days that implied volatility speaks of."""
    if events is None:
        return "Which announcements fell within the 30 days is not known."
    if not events:
        return "No announcement of the table falls within the 30 days."
    said = ", ".join(f"{e.name} {e.date} (in {e.days_to} days)" for e in events)
    return f"Within its 30 days: {said}. It holds them all, and says nothing of single weeks."


def bucket(row: StateRow | ReversionRow, *, ratio: bool) -> str:
    """A bucket's edges.

    >>> from types import SimpleNamespace as Row
    >>> bucket(Row(low=0.0, high=0.12), ratio=False), bucket(Row(low=2.0, high=float("inf")), ratio=True)
    ('under 12', '2 and more')
    """
    low, high = (x if ratio else 100 * x for x in (row.low, row.high))
    if isinf(high):
        return f"{low:g} and more"
    return f"under {high:g}" if not low else f"{low:g} to {high:g}"


def state_lead(found: StateDependence, *, ratio: bool) -> str:
    """The least and the most that was earned."""
    rows = [row for row in found.rows if isfinite(row.t)]
    if not rows:
        return "Unknown: no level has five months after it that do not overlap."
    least, most = min(rows, key=lambda r: r.mean), max(rows, key=lambda r: r.mean)
    worst = min(rows, key=lambda r: r.percentile_5)
    what = "implied over realized" if ratio else "implied volatility"
    return (
        f"On average {signed_points(least.mean)} points with {what} {bucket(least, ratio=ratio)}, "
        f"{signed_points(most.mean)} at {bucket(most, ratio=ratio)}; at {bucket(worst, ratio=ratio)} one day in twenty came to "
        f"less than {signed_points(worst.percentile_5)}."
    )


def predictability_verdict(found: Predictability) -> str:
    """Whether the claim stands here."""
    if found.stands is None:
        return "Too little is known to test it."
    if found.stands:
        return "On this sample the claim passes every guard at one horizon at least; it is still no signal."
    return (
        "On this sample the claim does not stand: at no horizon do both t-values pass 2.4, both halves agree and the forecast "
        "beat the mean of the past."
    )


def horizon(row: PredictiveRegression) -> str:
    """``3 months``."""
    months = row.sessions // 21
    return f"{months} month{'s' if months > 1 else ''}"


def expiration_line(result: VolPremium) -> str:
    """Where the session stands around the monthly expiration."""
    card = result.opex
    where = {
        "at": "Monthly expiration today",
        "before": f"Monthly expiration on {card.next}, in {span_words(card.sessions_to)}",
        "after": f"Monthly expiration on {card.last}, {span_words(card.sessions_since)} ago",
        "between": f"Between the monthly expirations of {card.last} ({span_words(card.sessions_since)} ago) and {card.next} (in "
        f"{card.sessions_to})",
    }[card.state]
    note = f" {sentence(card.note)}" if card.note else ""
    return f"{where}.{note}"


def lead_line(card: Lead) -> str:
    """Whether VVIX moves before VIX."""
    if not isfinite(card.same_day):
        return "Whether VVIX leads VIX is unknown: the data do not hold both."
    return (
        f"Daily changes of VVIX and VIX correlate by {number(card.same_day)} on the same day, and those of VVIX with "
        f"VIX a day later by {number(card.day_before)} ({card.observations:,} days): what moves together does not warn."
    )


def moved(row: FamilyRow) -> str:
    """Which way an index went."""
    return f"{DIRECTIONS[row.direction]}{', sharply' if row.sharp else ''}"
