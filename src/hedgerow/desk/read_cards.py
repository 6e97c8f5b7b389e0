"""Parts of the answer about the market: the regime twice, the curve, the dashboard, what fits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from hedgerow.desk.rule_evidence import judged, past_of
from hedgerow.regime.levels import (
    LEVELS,
    Confirmation,
    Level,
    bands,
    confirmations,
    held_levels,
    level_classes,
)
from hedgerow.regime.switching import agreement
from hedgerow.regime.votes import Convergence, VoteReading

if TYPE_CHECKING:
    from hedgerow.desk.model_regime import ModelRegime
    from hedgerow.desk.read_study import ReadStudy
    from hedgerow.regime.engine import RowReading, TableReading
    from hedgerow.regime.outcomes import Unit
    from hedgerow.regime.table import Claim, Vote
    from hedgerow.regime.thresholds import Thresholds
    from hedgerow.regime.verdict import Verdict

ModelState: TypeAlias = Literal["calm", "normal", "stress", "unknown"]
STATES: tuple[ModelState, ...] = ("calm", "normal", "stress")
RECENT = 252
"""Sessions shown."""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What returns alone say."""

    state: ModelState
    calm: float
    """Filtered probabilities, decimal; NaN where unknown."""
    normal: float
    stress: float
    vols: tuple[float, float, float] | None
    """Of the three states, decimal a year; None without a fit."""
    fitted_until: date | None
    converged: bool | None
    reason: str
    """Why it is unknown; empty otherwise."""


@dataclass(frozen=True, slots=True)
class RegimeCard:
    """The regime by rule and by model, side by side."""

    rule: Level
    """With hysteresis."""
    rule_today: Level
    """By today's close alone."""
    since: date | None
    """First session of the level, with hysteresis."""
    sessions: int
    """For which it has lasted."""
    confirmed: int
    """Readings that agree …"""
    confirmers: int
    """… of those that are known."""
    confirmations: tuple[Confirmation, ...]
    model: ModelState
    model_card: ModelCard
    agreement: bool | None
    """Whether both name the same of calm, normal, stress; None where one is unknown."""
    agreement_year: float
    """Share of the sessions of this calendar year, or of the last 252, on which they did; NaN where none is known."""
    agreement_sessions: int


@dataclass(frozen=True, slots=True)
class DashboardCard:
    """The ten lines and the votes."""

    votes: tuple[VoteReading, ...]
    score: float
    """−1 risk-off … 1 risk-on; NaN with fewer than three known votes."""
    usual: float
    """Its mean before, on days with as many known."""
    known: int
    robust: Vote | None
    contradiction: bool
    rows: tuple[RowReading, ...]
    """DT-18."""
    on: tuple[str, ...]
    """Ids of the lines that are on."""


@dataclass(frozen=True, slots=True)
class RowRecord:
    """What came, in the past, after days on which a row held that holds today; decimals, NaN where too little is known."""

    key: str
    """Table and row."""
    label: str
    claim: Claim
    verdict: Verdict
    days: int
    """On which it held, of those whose outcome is known."""
    frequency: float
    spells: int
    """Separate times."""
    unit: Unit
    mean: float
    base: float
    """On the other days."""
    effect: float
    t: float
    q: float


@dataclass(frozen=True, slots=True)
class ReadDay:
    """A session of the last year; NaN where unknown."""

    date: date
    vix: float
    """Index points."""
    realized: float
    """21 sessions, vol points."""
    level: Level
    stress: float
    """The model's probability; NaN before the year that its fit has not seen."""
    hedge_ratio: float


def regime_card(study: ReadStudy, thresholds: Thresholds, model: ModelRegime | None) -> RegimeCard:
    """Both, and how often they agreed."""
    vix = study.vix
    held = held_levels(vix, thresholds)
    now = _named(int(held[-1]))
    first = len(held) - _lasted(held)
    found = confirmations(now, study.facts, thresholds)
    known = [one for one in found if one.agrees is not None]
    card = _model_card(model)
    together = agreement(
        level_classes(held), np.full(len(held), -1) if model is None else model.classes
    )
    return RegimeCard(
        rule=now,
        rule_today=_today(float(vix[-1]), thresholds),
        since=study.dates[first].date() if now != "unknown" else None,
        sessions=len(held) - first,
        confirmed=sum(bool(one.agrees) for one in known),
        confirmers=len(known),
        confirmations=found,
        model=card.state,
        model_card=card,
        agreement=together.today,
        agreement_year=together.year,
        agreement_sessions=together.year_sessions,
    )


def _today(vix: float, thresholds: Thresholds) -> Level:
    return _named(int(bands(np.array([vix]), thresholds)[0]))


def _named(place: int) -> Level:
    return LEVELS[place] if place >= 0 else "unknown"


def _lasted(held: np.ndarray) -> int:
    """Sessions at the end that are alike."""
    other = np.flatnonzero(held != held[-1])
    return len(held) - (int(other[-1]) + 1 if len(other) else 0)


def _model_card(model: ModelRegime | None) -> ModelCard:
    nan = float("nan")
    if model is None:
        return ModelCard("unknown", nan, nan, nan, None, None, None, "the model was not asked")
    calm, normal, stress = (float(p) for p in model.probabilities[-1])
    place = int(model.classes[-1])
    fitted = model.latest
    return ModelCard(
        STATES[place] if place >= 0 else "unknown",
        calm,
        normal,
        stress,
        None if fitted is None else fitted.vols,
        None if fitted is None else fitted.fitted_until,
        None if fitted is None else fitted.converged,
        model.reason or ("" if place >= 0 else "no return is known on the session"),
    )


def row_records(
    study: ReadStudy, thresholds: Thresholds, held: Collection[str]
) -> tuple[RowRecord, ...]:
    """Of the rows that hold today and claim something, judged as `hedgerow evidence` judges all of them."""
    rows, _, _ = judged(past_of(study), thresholds, claimed_only=True)
    found = []
    for row in rows:
        effect = row.claimed
        if row.key not in held or row.claim is None or effect is None:
            continue
        found.append(
            RowRecord(
                row.key,
                row.label,
                row.claim,
                row.verdict,
                effect.days,
                row.frequency,
                row.spells,
                effect.unit,
                effect.mean,
                effect.base,
                effect.effect,
                effect.t,
                row.q,
            )
        )
    return tuple(found)


def dashboard_card(reading: TableReading, votes: Convergence) -> DashboardCard:
    """Its rows in their order, whatever holds."""
    rows = sorted(reading.rows, key=lambda row: (int(row.id.rstrip("b")), row.id))
    return DashboardCard(
        votes.votes,
        votes.score,
        votes.usual,
        votes.known,
        votes.robust,
        votes.contradiction,
        tuple(rows),
        tuple(row.id for row in rows if row.state == "true"),
    )


def recent_days(
    study: ReadStudy,
    thresholds: Thresholds,
    model: ModelRegime | None,
    ratios: np.ndarray,
) -> tuple[ReadDay, ...]:
    """The last year by session."""
    held = held_levels(study.vix, thresholds)
    realized = study.facts.number("rv21")
    unknown = np.full(len(held), np.nan)
    stress = unknown if model is None else model.probabilities[:, 2]
    return tuple(
        ReadDay(
            study.dates[i].date(),
            float(study.vix[i]),
            float(realized[i]),
            _named(int(held[i])),
            float(stress[i]),
            float(ratios[i]),
        )
        for i in range(max(0, len(held) - RECENT), len(held))
    )
