"""DT-14: how much hedge the market asks for. A scorecard, a map to a ratio, and patience.

    score s = Σ points of the lines that hold
    ratio h = piecewise linear through (−1, .10) (0, .25) (1, .50) (2, .75) (3, 1), floor and cap

Two kinds of lines collide by nature and are shown apart: *level* (the premium is high: a hedge is dear) and *change*
(implied volatility rises faster than realized: a hedge is wanted). A drawdown adds nothing: it asks for a review, for a
hedge raised after a fall is bought dear. Lines that cannot be known leave a range of ratios. *Patience:* the ratio
follows only as far as all of the last five sessions agreed on.

[SPEC DT-14, HP-44, HP-45, HP-55, §K 10]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from hedgerow.regime.conditions import (
    Condition,
    above,
    among,
    at_least,
    below,
    in_words,
    inputs_of,
    truth,
)
from hedgerow.regime.truth import of_day
from hedgerow.typing import FloatArray

if TYPE_CHECKING:
    from hedgerow.regime.facts import Facts
    from hedgerow.regime.thresholds import Thresholds

Kind: TypeAlias = Literal["level", "change", "event", "review"]
SCORES = (-1.0, 0.0, 1.0, 2.0, 3.0)
RATIOS = (0.10, 0.25, 0.50, 0.75, 1.0)
"""The map, by score."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the scorecard."""

    key: str
    name: str
    when: Condition
    points: float
    kind: Kind
    reason: str


SCORECARD = (
    Line("catalyst", "a catalyst of your own within the hedge's life", at_least("own_events", "one_event"), 1.0, "event", "Public dates (FOMC, CPI) lie in the life of nearly every hedge and tell no day from another: only events that you name count."),
    Line("valuation", "valuation stretched", at_least("valuation_percentile", "valuation_stretched"), 1.0, "level", "Falls from a height are longer."),
    Line("faster", "implied rises faster than realized", above("premium_change_z", "one_sd"), 1.0, "change", "Somebody pays up before anything has happened."),
    Line("fragile", "level high", at_least("vix", "vix_high"), 1.0, "level", "Storms cluster."),
    Line("inverted", "curve inverted", among("term_structure", "backwardation"), 1.0, "level", "The near month is feared more than the far ones."),
    Line("calm", "level low", below("vix", "vix_low"), -1.0, "level", "Calm clusters too."),
    Line("dear", "premium above its mean", above("premium_over_mean", "zero"), -1.0, "level", "A hedge costs more than it usually does."),
    Line("costly", "cost over realized moves high", at_least("cost_percentile", "high"), -1.0, "level", "What a put costs is hardly earned by moves like those of late."),
    Line("contango", "curve in contango", among("term_structure", "contango"), -0.5, "level", "The near month is not feared."),
    Line("drawdown", "already fallen by more than 5 %", above("drawdown", "drawdown_deep"), 0.0, "review", "Review the hedge; raising it now buys at the height."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contribution:
    """One line on one day."""

    key: str
    name: str
    kind: Kind
    holds: bool | None
    """None where it cannot be known."""
    points: float
    """What it adds where it holds."""
    contribution: float
    """What it adds today: 0 where it does not hold or is not known."""
    words: str
    reason: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HedgeSize:
    """The signal on one day."""

    ratio: float
    """Of the hedge that pairing and sizing call full, 0 … 1, after patience; NaN where nothing is known."""
    ratio_today: float
    """Before patience."""
    low: float
    """Least and greatest ratio that the unknown lines leave open, today."""
    high: float
    score: float
    level_score: float
    change_score: float
    event_score: float
    known: int
    """Lines that can be known."""
    lines: int
    review: bool | None
    """Whether a drawdown asks for a review."""
    contributions: tuple[Contribution, ...]


def ratio_of(score: FloatArray, thresholds: Thresholds) -> FloatArray:
    """The map, of any shape.

    >>> from hedgerow.regime.thresholds import DEFAULT
    >>> ratio_of(np.array([-3.0, 0.5, 2.0]), DEFAULT).tolist()
    [0.1, 0.375, 0.75]
    """
    h = np.interp(score, SCORES, RATIOS)
    found = np.clip(h, thresholds["hedge_floor"], thresholds["hedge_cap"])
    return np.where(np.isnan(score), np.nan, found)


def scores(facts: Facts, thresholds: Thresholds) -> FloatArray:
    """Of the lines that are known, by day, (n,); NaN where none is."""
    held = np.stack([truth(line.when, facts, thresholds) for line in SCORECARD])
    points = np.array([line.points for line in SCORECARD])
    known = np.isfinite(held[points != 0]).any(axis=0)
    return np.where(known, np.nansum(points[:, None] * held, axis=0), np.nan)


def patient(ratios: FloatArray, *, sessions: int) -> FloatArray:
    """What follows a ratio only as far as all of the last ``sessions`` agreed on, (n,); unknown days keep what was held.

    >>> patient(np.array([0.5, 0.75, 0.5, 0.75, 0.75, 1.0]), sessions=2).tolist()
    [0.5, 0.5, 0.5, 0.5, 0.75, 0.75]
    """
    held = np.full(len(ratios), np.nan)
    last: list[float] = []
    now = float("nan")
    for i, ratio in enumerate(ratios):
        if np.isfinite(ratio):
            last = [*last, float(ratio)][-sessions:]
            if np.isnan(now):
                now = float(ratio)
            elif len(last) == sessions:
                now = min(max(now, min(last)), max(last))
        held[i] = now
    return held


def held_ratios(facts: Facts, thresholds: Thresholds) -> FloatArray:
    """The ratio after patience, by day, (n,)."""
    ratios = ratio_of(scores(facts, thresholds), thresholds)
    return patient(ratios, sessions=int(thresholds["hedge_patience"]))


def hedge_size(facts: Facts, thresholds: Thresholds) -> HedgeSize:
    """The signal on the last of the days, patient over those before it."""
    today = facts.on(-1)
    lines = tuple(_contribution(line, today, thresholds) for line in SCORECARD)
    held = held_ratios(facts, thresholds)
    known = [line for line in lines if line.holds is not None and line.points]
    score = sum(line.contribution for line in lines) if known else float("nan")
    open_points = [line.points for line in lines if line.holds is None]
    low, high = (
        float(
            ratio_of(np.array([score + sum(p for p in open_points if p * side > 0)]), thresholds)[0]
        )
        for side in (-1, 1)
    )

    def of(kind: Kind) -> float:
        return sum(line.contribution for line in lines if line.kind == kind)

    return HedgeSize(
        ratio=float(held[-1]),
        ratio_today=float(ratio_of(scores(today, thresholds), thresholds)[-1]),
        low=low,
        high=high,
        score=float(score),
        level_score=of("level"),
        change_score=of("change"),
        event_score=of("event"),
        known=len(known),
        lines=sum(1 for line in SCORECARD if line.points),
        review=next(line.holds for line in lines if line.kind == "review"),
        contributions=lines,
    )


def _contribution(line: Line, facts: Facts, thresholds: Thresholds) -> Contribution:
    holds = of_day(float(truth(line.when, facts, thresholds)[0]))
    return Contribution(
        line.key,
        line.name,
        line.kind,
        holds,
        line.points,
        line.points if holds else 0.0,
        in_words(line.when, thresholds),
        line.reason,
        tuple(key for key in inputs_of(line.when) if not facts.known(key)),
    )
