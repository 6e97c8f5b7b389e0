"""DT-29, the gate: structures that fit today, and only on three independent known inputs.

Rows that hold name structures. A structure is shown with every row that names it and the risk of each, where those rows rest
on three inputs, and these together with the readings that confirm the regime on three independent sources: VIX, its rank and
its premium over realized volatility are three inputs of two sources, a curve in contango beside them is a third. Otherwise it
is withheld, and that is said. Where one row would sell volatility and another warns against it, both stand there:
contradictions are shown, never netted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hedgerow.regime.inputs import INPUTS, SOURCES
from hedgerow.regime.structures import STRUCTURES, Loss
from hedgerow.regime.table import Stance

if TYPE_CHECKING:
    from hedgerow.regime.engine import RowReading, TableReading
    from hedgerow.regime.levels import Confirmation
    from hedgerow.regime.thresholds import Thresholds

OPPOSED: frozenset[frozenset[Stance]] = frozenset(
    {frozenset({"sell", "buy"}), frozenset({"sell", "wait"}), frozenset({"sell", "protect"})}
)
"""Stances that contradict each other."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """A structure that rows name."""

    key: str
    name: str
    legs: str
    stance: Stance
    rows: tuple[str, ...]
    """Like ``DT-01 R2``."""
    rests_on: tuple[str, ...]
    """Inputs that make those rows hold."""
    sources: tuple[str, ...]
    """Independent ones, of those inputs and of the readings that confirm the regime."""
    shown: bool
    """Whether there are three of each."""
    withheld: str
    """Why it is not shown; empty where it is."""
    loss: Loss
    risks: tuple[str, ...]
    """Its own, then those of the rows."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two rows that would have one do opposite things."""

    first: str
    first_stance: Stance
    second: str
    second_stance: Stance
    words: str


def fitting_structures(
    readings: Iterable[TableReading],
    confirming: Iterable[Confirmation],
    thresholds: Thresholds,
) -> tuple[Fitting, ...]:
    """Structures of the rows that hold; of a table the leading row alone and the overlays speak.

    ``confirming`` are the readings that go with the regime; those that agree count as sources.
    """
    named: dict[str, list[tuple[str, RowReading]]] = {}
    for reading in readings:
        for row in speaking(reading):
            for key in row.structures:
                named.setdefault(key, []).append((f"{reading.id} {row.id}", row))
    beside = [key for one in confirming if one.agrees for key in one.inputs]
    return tuple(_fitting(key, rows, beside, thresholds) for key, rows in named.items())


def sources_of(keys: Iterable[str]) -> tuple[str, ...]:
    """Independent sources behind some inputs, each once.

    >>> sources_of(["vix", "iv_rank", "premium_sign"])
    ('VIX', 'prices')
    """
    found = (source for key in keys for source in SOURCES[INPUTS[key].family])
    return tuple(dict.fromkeys(found))


def speaking(reading: TableReading) -> tuple[RowReading, ...]:
    """The leading row, and the overlays beside it."""
    held = [row for row in reading.rows if row.state == "true"]
    return tuple(row for i, row in enumerate(held) if i == 0 or row.overlay)


def contradictions(readings: Iterable[TableReading]) -> tuple[Contradiction, ...]:
    """Every pair of rows that hold and are opposed."""
    rows = [(reading, row) for reading in readings for row in speaking(reading)]
    found = []
    for i, (one, a) in enumerate(rows):
        for two, b in rows[i + 1 :]:
            if frozenset({a.stance, b.stance}) in OPPOSED:
                found.append(
                    Contradiction(
                        f"{one.id} {a.id}",
                        a.stance,
                        f"{two.id} {b.id}",
                        b.stance,
                        f"{one.title} ({a.label}) would {SAYS[a.stance]}; {two.title} ({b.label}) would {SAYS[b.stance]}",
                    )
                )
    return tuple(found)


SAYS: dict[Stance, str] = {
    "sell": "sell volatility",
    "buy": "buy volatility",
    "protect": "protect what is held",
    "wait": "not sell any",
    "none": "do nothing",
}


def _fitting(
    key: str,
    rows: Sequence[tuple[str, RowReading]],
    beside: Sequence[str],
    thresholds: Thresholds,
) -> Fitting:
    structure = STRUCTURES[key]
    asked = dict.fromkeys(
        condition.input
        for _, row in rows
        for condition in row.conditions
        if condition.state == "true"
    )
    sources = sources_of([*asked, *beside])
    risks = dict.fromkeys([structure.risk, *(row.risk for _, row in rows if row.risk)])
    least = int(thresholds["independent_inputs"])
    withheld = ""
    if len(asked) < least:
        withheld = f"rests on {len(asked)} inputs, fewer than {least}"
    elif len(sources) < least:
        withheld = f"rests on {len(sources)} independent sources ({', '.join(sources)}), fewer than {least}"
    return Fitting(
        key,
        structure.name,
        structure.legs,
        structure.stance,
        tuple(name for name, _ in rows),
        tuple(asked),
        sources,
        not withheld,
        withheld,
        structure.loss,
        tuple(risks),
    )
