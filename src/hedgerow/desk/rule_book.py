"""By which rules is the market read? The whole rule book, with the thresholds in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from hedgerow.desk.result import Result, Status
from hedgerow.desk.rule_settings import thresholds_of
from hedgerow.regime.conditions import in_words, inputs_of
from hedgerow.regime.hedge_size import RATIOS, SCORECARD, SCORES, Line
from hedgerow.regime.inputs import INPUTS
from hedgerow.regime.rule_book import ELSEWHERE, TABLES, Elsewhere, Kind, named
from hedgerow.regime.structures import STRUCTURES, Loss
from hedgerow.regime.table import Claim, Rule, Severity, Stance, Table
from hedgerow.regime.thresholds import KNOWN, Thresholds


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A row of a table in words."""

    id: str
    label: str
    condition: str
    reading: str
    risk: str
    structures: tuple[str, ...]
    """By name."""
    stance: Stance
    severity: Severity
    overlay: bool
    """Stands beside the row of the regime."""
    claim: Claim | None
    """What it implies of the sessions after it; None where nothing that can be tested."""
    added: bool
    """Closes a gap of the founding documents."""


@dataclass(frozen=True, slots=True)
class RuleTable:
    """A decision table."""

    id: str
    title: str
    question: str
    kind: Kind
    source: str
    note: str
    """How gaps and contradictions were resolved; what it does, where it is no table of rows."""
    place: str
    """Module and name of what is no table of rows; empty otherwise."""
    inputs: tuple[str, ...]
    """Keys of what it asks for."""
    rows: tuple[RuleRow, ...]


@dataclass(frozen=True, slots=True)
class ThresholdRow:
    """A threshold in force."""

    key: str
    value: float
    default: float
    meaning: str
    source: str


@dataclass(frozen=True, slots=True)
class InputEntry:
    """An input of the rules."""

    key: str
    name: str
    unit: str
    family: str
    meaning: str
    values: tuple[str, ...]
    """The categories, where it is no number."""


@dataclass(frozen=True, slots=True)
class StructureEntry:
    """A structure that rules name."""

    key: str
    name: str
    legs: str
    stance: Stance
    loss: Loss
    risk: str


@dataclass(frozen=True, kw_only=True)
class RuleBook(Result):
    """Every decision table with its conditions, thresholds and sources."""

    command: ClassVar[str] = "rules"
    main_table: ClassVar[str] = "tables"
    tables: tuple[RuleTable, ...]
    thresholds: tuple[ThresholdRow, ...]
    inputs: tuple[InputEntry, ...]
    structures: tuple[StructureEntry, ...]


def rules(*, tables: Sequence[str] = (), own: Thresholds | str | Path | None = None) -> RuleBook:
    """The rule book [SPEC PART IV], with thresholds of the user's ``own`` in the place of the defaults.

    ``tables`` names some, like ``DT-01``; without them it is all. Raises :class:`InputError` for a name that is none and
    :class:`DataError` for a file of thresholds that is none.
    """
    thresholds = thresholds_of(own)
    every: dict[str, Table | Elsewhere] = {one.id: one for one in TABLES}
    every |= {one.id: one for one in ELSEWHERE}
    chosen = [name for asked in tables for name in named(asked, list(every))] or list(every)
    return RuleBook(
        as_of=None,
        status=Status.of([]),
        tables=tuple(
            _table(every[name], thresholds) for name in sorted(dict.fromkeys(chosen), key=_order)
        ),
        thresholds=tuple(
            ThresholdRow(key, thresholds[key], float(one.value), one.meaning, one.source)
            for key, one in KNOWN.items()
        ),
        inputs=tuple(
            InputEntry(key, of.name, of.unit, of.family, of.meaning, of.values)
            for key, of in INPUTS.items()
        ),
        structures=tuple(
            StructureEntry(key, one.name, one.legs, one.stance, one.loss, one.risk)
            for key, one in STRUCTURES.items()
        ),
    )


def _order(name: str) -> tuple[int, str]:
    return int(name[3:5]), name


def _table(one: Table | Elsewhere, thresholds: Thresholds) -> RuleTable:
    if isinstance(one, Table):
        rows = tuple(_row(rule, thresholds) for rule in one.rules)
        return RuleTable(
            one.id, one.title, one.question, "table", one.source, one.note, "", one.inputs, rows
        )
    if one.kind != "scorecard":
        return RuleTable(one.id, one.title, "", one.kind, one.source, one.how, one.place, (), ())
    points = zip(SCORES, RATIOS, strict=True)
    ratios = "; ".join(f"score {score:g}: {100 * ratio:g} %" for score, ratio in points)
    asked = tuple(dict.fromkeys(key for line in SCORECARD for key in inputs_of(line.when)))
    return RuleTable(
        one.id,
        one.title,
        "",
        one.kind,
        one.source,
        f"{one.how} {ratios}.",
        one.place,
        asked,
        tuple(_line(line, thresholds) for line in SCORECARD),
    )


def _line(line: Line, thresholds: Thresholds) -> RuleRow:
    """A line of the scorecard as a row."""
    return RuleRow(
        id=line.key,
        label=f"{line.points:+g}" if line.points else "review",
        condition=in_words(line.when, thresholds),
        reading=line.reason,
        risk="",
        structures=(),
        stance="none",
        severity="normal",
        overlay=False,
        claim=None,
        added=False,
    )


def _row(rule: Rule, thresholds: Thresholds) -> RuleRow:
    return RuleRow(
        rule.id,
        rule.label,
        in_words(rule.when, thresholds),
        rule.reading,
        rule.risk,
        tuple(STRUCTURES[key].name for key in rule.structures),
        rule.stance,
        rule.severity,
        rule.overlay,
        rule.claim,
        rule.added,
    )
