"""The envelope that every answer shares, its one JSON form, and its tables.

``schema`` (1; additions are compatible), ``command``, ``as_of``, ``status {state, reasons}``,
``provenance``, ``warnings``, then the answer's own keys in the order of its fields. NaN and infinity
are null, dates ISO 8601, money in USD with costs negative.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = 1
State: TypeAlias = Literal["ok", "degraded", "unavailable"]


@dataclass(frozen=True, slots=True)
class Status:
    """How far an answer can be trusted, and why not further."""

    state: State
    reasons: tuple[str, ...] = ()

    @classmethod
    def of(cls, reasons: Sequence[str]) -> Status:
        """``ok`` without reasons, ``degraded`` with some."""
        unique = tuple(dict.fromkeys(reasons))
        return cls("degraded" if unique else "ok", unique)


@dataclass(frozen=True, kw_only=True)
class Result:
    """An answer of the desk."""

    command: ClassVar[str]
    main_table: ClassVar[str]
    """The field that :meth:`to_frame` shows; dots lead into it."""
    as_of: date | None
    """End of this session; None for pure calculators."""
    status: Status
    provenance: Mapping[str, str] = field(default_factory=dict)
    """Where each table came from; ``option_price`` is quoted or modelled."""
    warnings: tuple[str, ...] = ()
    """What the reader should know although the answer stands."""

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain lists, dictionaries and numbers; NaN is None."""
        envelope = {name: plain(getattr(self, name)) for name in _ENVELOPE}
        own = {
            f.name: plain(getattr(self, f.name)) for f in fields(self) if f.name not in _ENVELOPE
        }
        return {"schema": SCHEMA, "command": self.command, **envelope, **own}

    def to_json(self) -> str:
        """The answer as one JSON document; equal input gives equal bytes."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False, allow_nan=False)

    def to_frame(self) -> pd.DataFrame:
        """The answer's main table, one row an entry; NaN is None."""
        import pandas as pd

        return pd.DataFrame(plain(attrgetter(self.main_table)(self)))

    def to_tables(self) -> dict[str, pd.DataFrame]:
        """Every table of the answer, by the dotted name of its field; unknown is None.

        A table is a sequence of records, or a record of equally long series, one row an entry.
        ``answer`` holds what stands in no table, as ``figure`` and ``value``. Names of a record
        inside a record are joined by a dot, the ends of an interval are ``…_low`` and ``…_high``,
        several words are joined by a semicolon.
        """
        import pandas as pd

        figures, tables = flattened(self)
        answer = [{"figure": name, "value": value} for name, value in figures.items()]
        return {name: pd.DataFrame(rows) for name, rows in {"answer": answer, **tables}.items()}


_ENVELOPE = ("as_of", "status", "provenance", "warnings")


def plain(item: Any) -> Any:  # noqa: ANN401 - any result
    """``item`` in the types of JSON."""
    if item is None or isinstance(item, (str, bool, int)):
        return item
    if isinstance(item, float):
        return float(item) if math.isfinite(item) else None
    if isinstance(item, (date, datetime)):
        return item.isoformat()
    if is_dataclass(item) and not isinstance(item, type):
        # a name that Python keeps for itself (return_) loses its underscore
        return {f.name.rstrip("_"): plain(getattr(item, f.name)) for f in fields(item)}
    if isinstance(item, Mapping):
        return {str(key): plain(value) for key, value in item.items()}
    if isinstance(item, Sequence):
        return [plain(value) for value in item]
    msg = f"{type(item).__name__} has no JSON form"
    raise TypeError(msg)


Figures: TypeAlias = dict[str, Any]
"""Single values by dotted name."""
LEAST_SERIES = 3
"""Entries from which equally long sequences of numbers make a table."""


def flattened(
    record: Any,  # noqa: ANN401 - any result
    name: str = "",
) -> tuple[Figures, dict[str, list[Figures]]]:
    """The single figures of a record and its tables, both by dotted name."""
    figures: Figures = {}
    tables: dict[str, list[Figures]] = {}
    series = _series(record)
    if series:
        entries = zip(*series.values(), strict=True)
        tables[name] = [dict(zip(series, entry, strict=True)) for entry in entries]
    for key, kind, part in _parts(record):
        dotted = f"{name}.{key}" if name else key
        if _is_record(part):
            below, more = flattened(part, dotted)
            figures |= below
            tables |= more
        elif kind.startswith("tuple[float, float]"):
            figures[f"{dotted}_low"], figures[f"{dotted}_high"] = plain(part) or (None, None)
        elif isinstance(part, str) or not isinstance(part, Sequence):
            figures[dotted] = plain(part)
        elif part and all(_is_record(row) for row in part):
            tables |= _table(part, dotted)
        elif key not in series:
            figures[dotted] = "; ".join(str(plain(entry)) for entry in part)
    return figures, tables


def _table(records: Sequence[Any], name: str) -> dict[str, list[Figures]]:
    """A table of records; what they hold of tables follows, ``of`` naming the record it is from."""
    found: dict[str, list[Figures]] = {name: []}
    for record in records:
        figures, tables = flattened(record)
        found[name] += [figures | row for row in tables.pop("", [{}])]
        for below, rows in tables.items():
            of = {"of": next(iter(figures.values()), None)}
            found.setdefault(f"{name}.{below}", []).extend(of | row for row in rows)
    return found


def _series(record: Any) -> dict[str, list[Any]]:  # noqa: ANN401
    """The longest equally long sequences of single values, at least two of at least three entries."""
    by_length: dict[int, dict[str, list[Any]]] = {}
    for key, _, part in _parts(record):
        if isinstance(part, Sequence) and not isinstance(part, str) and len(part) >= LEAST_SERIES:
            entries = plain(part)
            if not any(isinstance(entry, (str, list, dict)) for entry in entries) or all(
                isinstance(entry, date) for entry in part
            ):
                by_length.setdefault(len(part), {})[key] = entries
    lengths = [length for length, series in by_length.items() if len(series) > 1]
    return by_length[max(lengths)] if lengths else {}


def _parts(record: Any) -> list[tuple[str, str, Any]]:  # noqa: ANN401
    """Name, annotation and value of everything in a record."""
    if isinstance(record, Mapping):
        return [(str(key), "", part) for key, part in record.items()]
    return [(f.name.rstrip("_"), str(f.type), getattr(record, f.name)) for f in fields(record)]


def _is_record(item: Any) -> bool:  # noqa: ANN401
    return isinstance(item, Mapping) or (is_dataclass(item) and not isinstance(item, type))
