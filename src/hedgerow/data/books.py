"""Book files: CSV, JSON and YAML with one position a line.

Columns (any order, any case): ``symbol``, ``quantity`` or ``value``, optional ``price``, ``beta``
and ``currency`` (US dollars only). JSON and YAML hold a list of such records, or a mapping with the
list under ``positions``. All problems of a file are reported in one line.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hedgerow.errors import BookError, suggestion
from hedgerow.market.book import Book, Position

COLUMNS = ("symbol", "quantity", "value", "price", "beta", "currency")
SHOWN = 5


def read_book(path: str | Path) -> Book:
    """The book in a ``.csv``, ``.json``, ``.yaml`` or ``.yml`` file.

    Raises :class:`BookError` naming the file, the line and what to write instead.
    """
    path = Path(path)
    readers = {".csv": _csv, ".json": _json, ".yaml": _yaml, ".yml": _yaml}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        msg = f"{path}: a book is a .csv, .json, .yaml or .yml file"
        raise BookError(msg)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        msg = f"{path}: no such file; give the path of a book"
        raise BookError(msg) from None
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path}: cannot be read as UTF-8 text ({type(error).__name__})"
        raise BookError(msg) from None
    try:
        return book_from_records(reader(text))
    except BookError as error:
        msg = f"{path.name}: {error}"
        raise BookError(msg) from None
    except RecursionError:
        msg = f"{path.name}: not a list of positions, but brackets nested too deep"
        raise BookError(msg) from None


def book_from_records(records: Sequence[tuple[str, Mapping[str, Any]]]) -> Book:
    """A book from records, each with the place it came from (``line 3``).

    Raises :class:`BookError` with every problem found, the first five in full.
    """
    positions, problems = [], []
    for place, record in records:
        try:
            positions.append(_position(record))
        except BookError as error:
            problems.append(f"{place}: {error}")
    if problems:
        more = f"; and {len(problems) - SHOWN} more" if len(problems) > SHOWN else ""
        raise BookError("; ".join(problems[:SHOWN]) + more)
    return Book(positions)


def _position(record: Mapping[str, Any]) -> Position:
    fields = {str(name).strip().lower(): value for name, value in record.items()}
    if len(fields) < len(record):
        msg = f"a column is given twice among {', '.join(map(str, record))}; give each once"
        raise BookError(msg)
    for name in fields:
        if name not in COLUMNS:
            msg = f"unknown column {name!r}{suggestion(name, COLUMNS)}; known are {', '.join(COLUMNS)}"
            raise BookError(msg)
    symbol = fields.get("symbol")
    if symbol is None or not str(symbol).strip():
        msg = "no symbol; give a ticker, an OCC option symbol or CASH"
        raise BookError(msg)
    currency = (str(fields.get("currency") or "").strip() or "USD").upper()
    if currency != "USD":
        msg = f"{symbol}: currency {currency} is not supported; convert the position to USD"
        raise BookError(msg)
    numbers = {name: _number(symbol, name, fields.get(name)) for name in COLUMNS[1:5]}
    return Position(str(symbol), **numbers)


def _number(symbol: object, name: str, raw: Any) -> float | None:  # noqa: ANN401 - file content
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    try:
        return float(str(raw) if isinstance(raw, bool) else raw)  # True is not 1 here
    except (TypeError, ValueError, OverflowError):
        msg = f"{symbol}: {name} {str(raw)[:40]!r} is not a number; write it plainly, like 1234.5"
        raise BookError(msg) from None


def _csv(text: str) -> list[tuple[str, Mapping[str, Any]]]:
    try:
        return _csv_records(text)
    except csv.Error as error:
        msg = f"not valid CSV ({error})"
        raise BookError(msg) from None


def _csv_records(text: str) -> list[tuple[str, Mapping[str, Any]]]:
    lines = csv.reader(io.StringIO(text))
    header: list[str] = next((row for row in lines if any(cell.strip() for cell in row)), [])
    names = [cell.strip().lower() for cell in header]
    if "symbol" not in names:
        msg = (
            f"the first line is {','.join(header)!r}, without a 'symbol' column; "
            "begin with a header like: symbol,quantity"
        )
        raise BookError(msg)
    twice = _twice(names)
    if twice:
        msg = f"line {lines.line_num}: column {twice[0]!r} is given twice; keep one"
        raise BookError(msg)
    records: list[tuple[str, Mapping[str, Any]]] = []
    for row in lines:
        if not any(cell.strip() for cell in row):
            continue
        place = f"line {lines.line_num}"
        if len(row) > len(names):
            msg = f"{place}: {len(row)} cells for {len(names)} columns; quote cells with commas"
            raise BookError(msg)
        records.append((place, dict(zip(names, row, strict=False))))
    return records


def _json(text: str) -> list[tuple[str, Mapping[str, Any]]]:
    try:
        # whole numbers of any length go through _number, like all others
        return _records(json.loads(text, parse_int=str, object_pairs_hook=_once))
    except json.JSONDecodeError as error:
        msg = f"not valid JSON (line {error.lineno}: {error.msg})"
        raise BookError(msg) from None


def _twice(names: Sequence[str]) -> list[str]:
    return [name for i, name in enumerate(names) if name in names[:i]]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    twice = _twice([name for name, _ in pairs])
    if twice:
        msg = f"{twice[0]!r} is given twice in one record; keep one"
        raise BookError(msg)
    return dict(pairs)


def _yaml(text: str) -> list[tuple[str, Mapping[str, Any]]]:
    import yaml

    class Plain(yaml.SafeLoader):
        """Every scalar but null as text: ON is a ticker, 010 is ten."""

        yaml_implicit_resolvers = {  # noqa: RUF012 - as the base class has it
            first: [(tag, pattern) for tag, pattern in rules if tag.endswith((":null", ":merge"))]
            for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

    try:
        return _records(yaml.load(text, Plain))  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" (line {mark.line + 1})" if mark is not None else ""
        msg = f"not valid YAML{place}; a book is a list of positions with symbol and quantity"
        raise BookError(msg) from None


def _records(content: object) -> list[tuple[str, Mapping[str, Any]]]:
    if isinstance(content, Mapping) and "positions" in content:
        content = content["positions"]
    if not isinstance(content, list) or not all(isinstance(r, Mapping) for r in content):
        msg = "expected a list of positions like {symbol: AAPL, quantity: 10}"
        raise BookError(msg)
    return [(f"position {i}", record) for i, record in enumerate(content, start=1)]
