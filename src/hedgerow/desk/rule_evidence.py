"""Do the signals have any evidence? Every row, every signal and every sentence of the documents, measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

import numpy as np

from hedgerow.data.progress import Progress, Silence
from hedgerow.desk.evidence_choices import EvidenceChoices
from hedgerow.desk.read_study import ReadStudy, read_study
from hedgerow.desk.result import Result, Status
from hedgerow.desk.rule_settings import thresholds_of
from hedgerow.desk.settings import DataArgument, day, market
from hedgerow.errors import UnavailableError
from hedgerow.regime import claims as sentences
from hedgerow.regime import evidence as records
from hedgerow.regime.claims import ClaimEvidence
from hedgerow.regime.evidence import RuleEvidence, SignalEvidence
from hedgerow.regime.outcomes import HORIZONS, Outcomes
from hedgerow.regime.past import Past
from hedgerow.regime.rule_book import TABLES
from hedgerow.regime.thresholds import Thresholds
from hedgerow.regime.verdict import RATE, VERDICTS, Verdict, discoveries, distinct
from hedgerow.units import from_points

CAVEAT = (
    "The past of one market, in which the storms are few. Errors know of the overlap, not of what else was tried before "
    "these rules were written; claims on realized volatility are easy, since it clusters; rows that hold on the same days "
    "have one effect between them"
)


@dataclass(frozen=True, slots=True)
class VerdictCount:
    """How many came to a verdict."""

    verdict: Verdict
    rules: int
    claims: int


@dataclass(frozen=True, slots=True)
class Horizon:
    """A span after a day."""

    sessions: int
    effective_observations: int
    """So many outcomes of that span do not overlap."""


@dataclass(frozen=True, kw_only=True)
class Evidence(Result):
    """The record of the rule book."""

    command: ClassVar[str] = "evidence"
    main_table: ClassVar[str] = "rules"
    first: date
    """First session that counts."""
    sessions: int
    horizons: tuple[Horizon, ...]
    """Over which outcomes are."""
    tested: int
    """Distinct claims that could be tested, of rows and of sentences together: the same days and outcome are one."""
    false_discovery_rate: float
    """Of what is called supported or opposite, so large a share may be chance."""
    counts: tuple[VerdictCount, ...]
    """Of the rows shown and of all sentences."""
    claims: tuple[ClaimEvidence, ...]
    rules: tuple[RuleEvidence, ...]
    signals: tuple[SignalEvidence, ...]
    tables: tuple[str, ...]
    """Those whose rows are shown."""
    thresholds_changed: tuple[str, ...]
    caveat: str = CAVEAT


def evidence(
    *,
    data: DataArgument = None,
    as_of: str | date | None = None,
    rules: Thresholds | str | Path | None = None,
    inputs: str | Path | None = None,
    choices: EvidenceChoices | None = None,
    progress: Progress | None = None,
) -> Evidence:
    """What came after each row of each table held, along each signal, and of each claim of the documents [SPEC PART IV].

    ``rules`` is a file of thresholds, ``inputs`` one of inputs of the user's own, by date.

    Raises :class:`UnavailableError` where VIX is unknown or nothing is left from ``start`` on, :class:`DataError` for files
    that are none.
    """
    choices = choices or EvidenceChoices()
    thresholds = thresholds_of(rules)
    where, asked = market(data, progress or Silence()), day(as_of)
    study = read_study(where, asked, inputs=inputs)
    if asked is not None and where.as_of(asked) != asked:
        study.notes.note(f"{asked} is no session: everything is as of {study.as_of}")
    past = past_of(study, choices.start)
    judged_rules, judged_claims, tested = judged(past, thresholds)
    shown = tuple(record for record in judged_rules if record.table in choices.tables)
    n = len(past.dates)
    return Evidence(
        as_of=study.as_of,
        status=Status.of([*study.notes.doubts, *where.problems]),
        provenance=where.seen(),
        warnings=tuple(dict.fromkeys(study.notes.notes)),
        first=past.dates[0].date(),
        sessions=n,
        horizons=tuple(Horizon(h, n // h) for h in HORIZONS),
        tested=tested,
        false_discovery_rate=RATE,
        counts=tuple(
            VerdictCount(
                verdict,
                sum(record.verdict == verdict for record in shown),
                sum(record.verdict == verdict for record in judged_claims),
            )
            for verdict in VERDICTS
        ),
        claims=judged_claims,
        rules=shown,
        signals=records.signal_evidence(past.facts, past.outcomes),
        tables=choices.tables,
        thresholds_changed=thresholds.changed,
    )


def past_of(study: ReadStudy, start: date | None = None) -> Past:
    """The sessions that count.

    Raises :class:`UnavailableError` where there is none.
    """
    from pandas import Timestamp

    begin = 0 if start is None else int(study.dates.searchsorted(Timestamp(start)))
    dates = study.dates[begin:]
    if not len(dates):
        last = study.dates[-1].date()
        raise UnavailableError(f"no session from {start} on: the data end on {last}; start earlier")
    rows = slice(begin, None)
    outcomes = Outcomes(study.returns[rows], from_points(1.0) * study.vix[rows])
    return Past(dates, study.facts.take(rows), outcomes)


def judged(
    past: Past, thresholds: Thresholds, *, claimed_only: bool = False
) -> tuple[tuple[RuleEvidence, ...], tuple[ClaimEvidence, ...], int]:
    """Rows and sentences with their verdicts, all claims tested together; and how many were.

    ``claimed_only`` leaves out the effects that no row claims; verdicts are the same.
    """
    rules = records.rule_evidence(
        TABLES, past.facts, thresholds, past.outcomes, claimed_only=claimed_only
    )
    claims = sentences.claim_evidence(past)
    p = np.array([*map(records.p_of, rules), *map(sentences.p_of, claims)])
    q = discoveries(p)
    return (
        tuple(records.judged(record, x) for record, x in zip(rules, q[: len(rules)], strict=True)),
        tuple(
            sentences.judged(record, x) for record, x in zip(claims, q[len(rules) :], strict=True)
        ),
        len(distinct(p)[0]),
    )
