"""Inputs of the rules that the user brings: a CSV or Parquet file with the columns date, input and value.

    date,input,value
    2026-05-26,breadth,57
    2026-05-26,rr25,5.2

An input goes by its key in the rule book; categories are words. Rows on days that are no session, and values that cannot
be, are refused with their line: what a user writes by hand is never set aside in silence.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hedgerow.data.cells import decoded, rows
from hedgerow.errors import DataError, HedgerowError
from hedgerow.market.calendar import is_session, session_on_or_before
from hedgerow.regime.facts import Value, checked_value
from hedgerow.regime.inputs import INPUTS

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS = ("date", "input", "value")


def own_inputs(path: str | Path) -> dict[str, dict[date, Value]]:
    """Values by input and session.

    Raises :class:`DataError` with file and line where something is wrong.
    """
    file = Path(path)
    found: dict[str, dict[date, Value]] = {}
    for line, cells in _lines(file):
        try:
            day, key = _day(cells["date"]), cells["input"].strip()
            value = checked_value(key, _cell(key, cells["value"]))
        except HedgerowError as error:
            msg = f"{file.name}, line {line}: {error}"
            raise DataError(msg) from None
        held = found.setdefault(key, {})
        if day in held and held[day] != value:
            msg = f"{file.name}, line {line}: {key} of {day} is {held[day]} above and {value} here; keep one"
            raise DataError(msg)
        held[day] = value
    return found


def _lines(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row as text, with its place."""
    if file.suffix.lower() == ".parquet":
        yield from _parquet(file)
        return
    try:
        lines = rows(decoded(file.read_bytes()), ",")
    except OSError:
        msg = f"inputs file {str(file)!r} not found; give a CSV file with the columns date, input and value"
        raise DataError(msg) from None
    except (UnicodeDecodeError, HedgerowError):
        msg = f"{file.name}: not a CSV file; give one with the columns date, input and value"
        raise DataError(msg) from None
    head = [cell.lower() for cell in lines[0].cells] if lines else []
    _require(file, head)
    for line in lines[1:]:
        if len(line.cells) > len(head):
            msg = f"{file.name}, line {line.line}: {len(line.cells)} cells under {len(head)} headings; write numbers with a point, and texts that hold a comma in quotes"
            raise DataError(msg)
        cells = dict(zip(head, line.cells, strict=False))
        yield line.line, {column: cells.get(column, "") for column in COLUMNS}


def _parquet(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    from hedgerow.data.table_file import columns, described

    if not file.is_file():
        msg = f"inputs file {str(file)!r} not found; give a file with the columns date, input and value"
        raise DataError(msg)
    _require(file, described(file))
    for at, row in enumerate(columns(file, COLUMNS).to_dict("records"), start=1):
        value = row["value"]
        known = value is not None and value == value  # noqa: PLR0124 - NaN
        yield (
            at,
            {
                "date": str(row["date"])[:10],
                "input": str(row["input"]),
                "value": str(value) if known else "",
            },
        )


def _require(file: Path, head: list[str] | tuple[str, ...]) -> None:
    missing = [column for column in COLUMNS if column not in head]
    if missing:
        msg = f"{file.name}: inputs lack the column {missing[0]!r}; needed are {', '.join(COLUMNS)}"
        raise DataError(msg)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        msg = f"{text!r} is no date; write it like 2026-05-26"
        raise DataError(msg) from None
    session = session_on_or_before(day)
    if not is_session(day):
        msg = f"{day} is no session; the one before is {session}"
        raise DataError(msg)
    return day


def _cell(key: str, text: str) -> object:
    stated = text.strip()
    if key in INPUTS and INPUTS[key].values:
        return stated.lower()
    return stated
