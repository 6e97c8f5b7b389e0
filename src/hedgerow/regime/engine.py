"""The engine: a table and facts in, which rows hold, which do not, which nobody can know, and why.

*Ranking.* Rows that hold are all given, the gravest first, then those of more conditions: panic overrides stress however
many conditions stress has. An overlay never replaces a row of the regime, it stands beside it. *No row.* Then the nearest
is named by its distance, the sum over conditions that fail of how far each is from holding in steps of its input (at most
one each); it is not said to hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from hedgerow.regime import truth as logic
from hedgerow.regime.conditions import Compared, in_words, leaves, truth
from hedgerow.regime.inputs import INPUTS
from hedgerow.regime.table import SEVERITIES, Rule, Severity, Stance, Table, Vote
from hedgerow.typing import FloatArray

if TYPE_CHECKING:
    from hedgerow.regime.conditions import Leaf
    from hedgerow.regime.facts import Facts, Value
    from hedgerow.regime.thresholds import Thresholds

State: TypeAlias = Literal["true", "false", "unknown"]


@dataclass(frozen=True, slots=True)
class ConditionReading:
    """One comparison of a row."""

    input: str
    words: str
    state: State
    value: Value
    """The fact; None where unknown."""
    margin: float
    """By how much the number is on the side that holds, in its own unit; negative where it fails, NaN for a category."""


@dataclass(frozen=True, slots=True)
class RowReading:
    """One row on one day."""

    id: str
    label: str
    state: State
    reading: str
    risk: str
    structures: tuple[str, ...]
    stance: Stance
    severity: Severity
    overlay: bool
    vote: Vote
    added: bool
    conditions: tuple[ConditionReading, ...]
    missing: tuple[str, ...]
    """Keys of the inputs that are unknown, where the row is."""
    distance: float
    """From holding, in steps; 0 where it holds."""


@dataclass(frozen=True, slots=True)
class TableReading:
    """One table on one day."""

    id: str
    title: str
    question: str
    rows: tuple[RowReading, ...]
    """Those that hold, ranked; then the unknown; then the others, as the table has them."""
    matched: tuple[str, ...]
    """Ids of the rows that hold, the leading first; the last are overlays."""
    unknown: tuple[str, ...]
    """Ids of the rows that nobody can know."""
    nearest: str | None
    """Id of the nearest row where none holds (overlays left out); None where one does, or might."""
    missing: tuple[str, ...]
    """Keys of the inputs without which rows are unknown."""
    outcome: str
    """In words: the leading row, else that it cannot be known, else that none holds and which is nearest."""
    yes: int
    """Of the questions that the table counts, those answered yes …"""
    answered: int
    """… of those that can be answered; 0 where it counts none."""

    @property
    def leading(self) -> RowReading | None:
        """The row that counts: the first that holds; None where none does."""
        return self.rows[0] if self.matched else None

    def row(self, name: str) -> RowReading:
        """A row by its id."""
        return next(row for row in self.rows if row.id == name)


def states(table: Table, facts: Facts, thresholds: Thresholds) -> dict[str, FloatArray]:
    """1, 0 or NaN by row and day, (n,) each."""
    gate = _gate(table, facts)
    return {rule.id: gate + truth(rule.when, facts, thresholds) for rule in table.rules}


def read_table(table: Table, facts: Facts, thresholds: Thresholds) -> TableReading:
    """The table on the last of the days."""
    today = facts.on(-1)
    held = states(table, today, thresholds)
    rows = [_row(rule, float(held[rule.id][0]), table, today, thresholds) for rule in table.rules]
    by_state = {
        state: [row for row in rows if row.state == state] for state in ("true", "unknown", "false")
    }
    ranked = by_state["true"]
    if table.rank == "severity":
        ranked = sorted(ranked, key=_rank)
    nearest = _nearest(rows)
    answers = [logic.of_day(float(truth(part, today, thresholds)[0])) for part in table.parts]
    yes, answered = sum(a is True for a in answers), sum(a is not None for a in answers)
    return TableReading(
        table.id,
        table.title,
        table.question,
        (*ranked, *by_state["unknown"], *by_state["false"]),
        tuple(row.id for row in ranked),
        tuple(row.id for row in by_state["unknown"]),
        None if nearest is None else nearest.id,
        tuple(dict.fromkeys(key for row in by_state["unknown"] for key in row.missing)),
        _outcome(
            table,
            ranked,
            nearest,
            f": {yes} of {answered} known answers are yes" if answers else "",
        ),
        yes,
        answered,
    )


def _nearest(rows: Sequence[RowReading]) -> RowReading | None:
    """The nearest row of the regime where all are known not to hold; overlays stand beside and are none."""
    regular = [row for row in rows if not row.overlay]
    if not regular or any(row.state != "false" for row in regular):
        return None
    return min(regular, key=lambda row: row.distance)


def _outcome(
    table: Table, ranked: Sequence[RowReading], nearest: RowReading | None, counted: str
) -> str:
    held = next((row for row in ranked if not row.overlay), None)
    beside = "".join(f", {row.label}" for row in ranked if row.overlay)
    if held is not None:
        return f"{held.label}{beside}"
    if nearest is not None:
        return f"unlisted, nearest {nearest.label}{beside}"
    if not any(not rule.overlay for rule in table.rules):
        return beside.removeprefix(", ") or table.undecided
    return f"{table.undecided}{counted}{beside}"


def _gate(table: Table, facts: Facts) -> FloatArray:
    """0 where enough is known for a row to be said to hold, NaN otherwise, (n,)."""
    if not table.least_known:
        return np.zeros(facts.days)
    known = np.sum([_known(key, facts) for key in table.counted], axis=0)
    return np.where(known >= table.least_known, 0.0, np.nan)


def _known(key: str, facts: Facts) -> FloatArray:
    if INPUTS[key].values:
        return np.asarray(facts.category(key) != "", float)
    return np.isfinite(facts.number(key)).astype(float)


def _row(
    rule: Rule, state: float, table: Table, facts: Facts, thresholds: Thresholds
) -> RowReading:
    found = logic.of_day(state)
    conditions = tuple(_condition(leaf, facts, thresholds) for leaf in leaves(rule.when))
    asked = rule.inputs if not table.least_known else (*rule.inputs, *table.counted)
    missing = tuple(dict.fromkeys(key for key in asked if not facts.known(key)))
    return RowReading(
        rule.id,
        rule.label,
        "unknown" if found is None else "true" if found else "false",
        rule.reading,
        rule.risk,
        rule.structures,
        rule.stance,
        rule.severity,
        rule.overlay,
        rule.vote,
        rule.added,
        conditions,
        missing if found is None else (),
        0.0 if found else float(sum(_steps(c) for c in conditions)),
    )


def _condition(leaf: Leaf, facts: Facts, thresholds: Thresholds) -> ConditionReading:
    held = logic.of_day(float(truth(leaf, facts, thresholds)[0]))
    value = facts.last(leaf.input)
    margin = float("nan")
    if isinstance(leaf, Compared) and isinstance(value, float):
        over = value - thresholds[leaf.threshold]
        margin = over if leaf.sign in (">", "≥") else -over
    return ConditionReading(
        leaf.input,
        in_words(leaf, thresholds),
        "unknown" if held is None else "true" if held else "false",
        value,
        margin,
    )


def _steps(condition: ConditionReading) -> float:
    """How far a condition is from holding, at most one."""
    if condition.state == "true":
        return 0.0
    if not np.isfinite(condition.margin):
        return 1.0
    return min(1.0, abs(condition.margin) / INPUTS[condition.input].step)


def _rank(row: RowReading) -> tuple[bool, int, int]:
    return (row.overlay, SEVERITIES.index(row.severity), -len(row.conditions))
