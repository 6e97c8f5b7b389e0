"""What became of every row of every table, and of every signal, in all the history at hand.

*A row.* Days on which it holds against the days on which it does not, for nine outcomes: return, realized volatility and
premium of the 5, 21 and 63 sessions after. Its own claim, where it makes one, has a verdict. Only days on which every
input of the row is known are compared: where one is missing a row may still be known not to hold, but never to hold, and
the years before an index was published would all stand on one side.
*A signal.* The same outcomes along its number.

States rest on what was known on the day, outcomes on what came after it: a later row of data changes no state, it
completes outcomes. All claims are judged together, those of rows and those of the documents' sentences
(:mod:`~hedgerow.regime.claims`): q is over all that could be tested, however few of them are looked at.

**What the tables do not show.** That volatility clusters makes every claim on realized volatility easy: a row that holds when
VIX is high passes. Rows share days, so that many supported rows are few effects. Thresholds were chosen by people who
knew this history.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from hedgerow.regime.contrast import Contrast, Tendency, contrast, tendency
from hedgerow.regime.engine import states
from hedgerow.regime.facts import Facts
from hedgerow.regime.inputs import INPUTS
from hedgerow.regime.outcomes import HORIZONS, OUTCOMES, UNITS, Outcomes
from hedgerow.regime.spells import spells
from hedgerow.regime.table import Claim, Outcome, Rule, Table
from hedgerow.regime.thresholds import Thresholds
from hedgerow.regime.verdict import Verdict, enough, verdict_on
from hedgerow.typing import BoolArray, FloatArray

SIGNALS = (
    "vix",
    "vix_percentile",
    "vix_z",
    "iv_rank",
    "iv_percentile",
    "rv5_over_rv21",
    "rv21_z",
    "premium_sign",
    "nvrp",
    "nvrp_percentile",
    "iv_over_rv5",
    "premium_over_mean",
    "premium_change_z",
    "curve_ratio",
    "basis",
    "basis_30",
    "basis_30_percentile",
    "basis_change_10",
    "vvix_percentile",
    "vvix_z",
    "skew_index_percentile",
    "spot_z",
    "drawdown",
    "spot_vol_correlation",
    "credit_z",
    "credit_percentile",
    "move_percentile",
    "curve_2s10s",
    "dollar_z",
    "implied_correlation_percentile",
    "implied_correlation_z",
)
"""Inputs that are numbers and have a history without a chain."""
UNKNOWN = float("nan")


@dataclass(frozen=True, slots=True)
class RuleEvidence:
    """The record of one row."""

    key: str
    """Table and row: ``DT-01 R1``."""
    table: str
    row: str
    label: str
    claim: Claim | None
    missing: tuple[str, ...]
    """Its inputs that have no history at all."""
    days_known: int
    """On which it and every input of it that has a history are known."""
    days: int
    """Of them, on which it holds."""
    frequency: float
    """NaN where no day is known."""
    spells: int
    """Separate times that it holds."""
    least_spells: int
    """The same of whichever is rarer, that it holds or that it does not."""
    q: float
    """Of its claim among all that were tested; NaN where it was not."""
    verdict: Verdict
    effects: tuple[Contrast, ...]
    """Return, realized and premium over 5, 21 and 63 sessions, and what is claimed where it is another."""

    @property
    def claimed(self) -> Contrast | None:
        """The effect that its claim is about; None without a claim."""
        return None if self.claim is None else _find(self.effects, self.claim)


@dataclass(frozen=True, slots=True)
class SignalEvidence:
    """The record of one input."""

    key: str
    name: str
    unit: str
    days_known: int
    mean: float
    deviation: float
    """Standard, of the input in its own unit: the step that effects are for."""
    effects: tuple[Tendency, ...]


def rule_evidence(
    tables: Iterable[Table],
    facts: Facts,
    thresholds: Thresholds,
    outcomes: Outcomes,
    *,
    claimed_only: bool = False,
) -> tuple[RuleEvidence, ...]:
    """Every row of the tables, in order, on facts and outcomes of the same days; not judged yet, q is NaN.

    ``claimed_only`` leaves out the effects that no row claims, which is quicker.
    """
    every = [] if claimed_only else [(outcome, h) for outcome in OUTCOMES for h in HORIZONS]
    return tuple(
        _rule(table, rule, held[rule.id], facts, outcomes, every)
        for table in tables
        for held in [states(table, facts, thresholds)]
        for rule in table.rules
    )


def signal_evidence(
    facts: Facts, outcomes: Outcomes, keys: Sequence[str] = SIGNALS
) -> tuple[SignalEvidence, ...]:
    """Every input of ``keys``, in order."""
    return tuple(_signal(key, facts.number(key), outcomes) for key in keys)


def p_of(record: RuleEvidence) -> float:
    """The p of its claim where it can be tested, else NaN."""
    claimed = record.claimed
    if claimed is None or not enough(claimed, record.least_spells):
        return UNKNOWN
    return claimed.p


def judged(record: RuleEvidence, q: float) -> RuleEvidence:
    """The record with the verdict on its claim, given its q among all."""
    claimed, claim = record.claimed, record.claim
    one_sided = record.days in {0, record.days_known}
    if not record.days_known or (record.missing and one_sided):
        return replace(record, verdict="no data")
    if claimed is None or claim is None:
        return replace(record, verdict="no claim")
    if np.isnan(q):
        return replace(record, verdict="too few")
    return replace(record, q=float(q), verdict=verdict_on(claimed, higher=claim.higher, q=q))


def _rule(
    table: Table,
    rule: Rule,
    state: FloatArray,
    facts: Facts,
    outcomes: Outcomes,
    every: Sequence[tuple[Outcome, int]],
) -> RuleEvidence:
    inputs = {key: _there(key, facts) for key in rule.inputs}
    missing = tuple(key for key, there in inputs.items() if not there.any())
    known = np.isfinite(state)
    for key, there in inputs.items():
        if key not in missing:
            known &= there
    held = np.where(known, state, np.nan)
    n, days = int(known.sum()), int((held == 1).sum())
    asked = list(every)
    claim = rule.claim
    if claim is not None and (claim.outcome, claim.sessions) not in asked:
        asked.append((claim.outcome, claim.sessions))
    times = spells(held == 1)
    return RuleEvidence(
        key=f"{table.id} {rule.id}",
        table=table.id,
        row=rule.id,
        label=rule.label,
        claim=claim,
        missing=missing,
        days_known=n,
        days=days,
        frequency=days / n if n else UNKNOWN,
        spells=times,
        least_spells=min(times, spells(held == 0)),
        q=UNKNOWN,
        verdict="no claim",
        effects=tuple(
            contrast(
                held, outcomes.of(outcome, h), outcome=outcome, unit=UNITS[outcome], sessions=h
            )
            for outcome, h in asked
        ),
    )


def _there(key: str, facts: Facts) -> BoolArray:
    """Days on which an input is known, (n,)."""
    if INPUTS[key].values:
        return np.asarray(facts.category(key) != "")
    return np.isfinite(facts.number(key))


def _signal(key: str, x: FloatArray, outcomes: Outcomes) -> SignalEvidence:
    known = x[np.isfinite(x)]
    of = INPUTS[key]
    return SignalEvidence(
        key=key,
        name=of.name,
        unit=of.unit,
        days_known=len(known),
        mean=float(known.mean()) if len(known) else UNKNOWN,
        deviation=float(known.std()) if len(known) else UNKNOWN,
        effects=tuple(
            tendency(x, outcomes.of(outcome, h), outcome=outcome, unit=UNITS[outcome], sessions=h)
            for outcome in OUTCOMES
            for h in HORIZONS
        ),
    )


def _find(effects: Sequence[Contrast], claim: Claim) -> Contrast:
    return next(e for e in effects if (e.outcome, e.sessions) == (claim.outcome, claim.sessions))
