"""Book files: CSV, JSON and YAML with one position a line, and brokers' exports.

Columns (any order, any case): ``symbol`` (or ``ticker``), ``quantity`` (``shares``, ``qty``) or
``value``, optional ``price``, ``beta`` and ``currency`` (US dollars only). JSON and YAML hold a list of
such records, or a mapping with the list under ``positions``. A CSV file with other headings is a
broker's export if a column map knows them. All problems of a file are reported in one line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from hedgerow.data.broker_exports import SHIPPED, Export, broker_option
from hedgerow.data.cells import SEPARATORS, Row, decoded, number, rows
from hedgerow.data.column_map import ColumnMap, read_map
from hedgerow.errors import BookError, suggestion
from hedgerow.market.book import Book, Position
from hedgerow.market.option_symbol import parse_option_symbol

COLUMNS = ("symbol", "quantity", "value", "price", "beta", "currency")
SYNONYMS = {"ticker": "symbol", "shares": "quantity", "qty": "quantity"}
SHOWN = 5
_CLASS = re.compile(r"([A-Z]{1,5})[./]([A-Z])")
"""A share class as brokers and exchanges write it."""

Line = TypeVar("Line")


def read_book(path: str | Path, columns: str | Path | ColumnMap | None = None) -> Book:
    """The book in a ``.csv``, ``.json``, ``.yaml`` or ``.yml`` file.

    ``columns`` is the map of a CSV file that no shipped one knows, or the file it is in. Raises
    :class:`BookError` naming the file, the line and what to write instead.
    """
    path = Path(path)
    readers = {".json": _json, ".yaml": _yaml, ".yml": _yaml}
    suffix = path.suffix.lower()
    if suffix != ".csv" and suffix not in readers:
        msg = f"{path}: a book is a .csv, .json, .yaml or .yml file"
        raise BookError(msg)
    if columns is not None and suffix != ".csv":
        msg = f"{path}: a column map reads .csv files; leave it away"
        raise BookError(msg)
    own = columns if columns is None or isinstance(columns, ColumnMap) else read_map(columns)
    text = _text(path)
    if not text.strip():
        msg = f"{path.name}: the file is empty; begin with a header like: symbol,quantity"
        raise BookError(msg)
    try:
        return _csv(text, own) if suffix == ".csv" else book_from_records(readers[suffix](text))
    except BookError as error:
        msg = f"{path.name}: {error}"
        raise BookError(msg) from None
    except RecursionError:
        msg = f"{path.name}: not a list of positions, but brackets nested too deep"
        raise BookError(msg) from None


def _text(path: Path) -> str:
    try:
        return decoded(path.read_bytes())
    except FileNotFoundError:
        msg = f"{path}: no such file; give the path of a book"
        raise BookError(msg) from None
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path}: cannot be read as UTF-8 text ({type(error).__name__})"
        raise BookError(msg) from None


def book_from_records(records: Sequence[tuple[str, Mapping[str, Any]]]) -> Book:
    """A book from records, each with the place it came from (``line 3``).

    Raises :class:`BookError` with every problem found, the first five in full.
    """
    made = _book(records, _position)
    return made.noting(*_respelled([record for _, record in records]))


def _book(lines: Sequence[tuple[str, Line]], position: Callable[[Line], Position]) -> Book:
    positions, problems = [], []
    for place, line in lines:
        try:
            positions.append(position(line))
        except BookError as error:
            problems.append(f"{place}: {error}")
    if problems:
        more = f"; and {len(problems) - SHOWN} more" if len(problems) > SHOWN else ""
        raise BookError("; ".join(problems[:SHOWN]) + more)
    return Book(positions)


def spelled(symbol: str) -> str:
    """Our spelling of a symbol: ``BRK.B`` is ``BRK-B``, a broker's option its OCC symbol.

    >>> spelled("brk.b"), spelled("SPY251219P600"), spelled("AAPL")
    ('BRK-B', 'SPY251219P00600000', 'AAPL')
    """
    symbol = symbol.strip().upper()
    share = _CLASS.fullmatch(symbol)
    if share is not None:
        return f"{share[1]}-{share[2]}"
    option = None if parse_option_symbol(symbol) else broker_option(symbol)
    return symbol if option is None else str(option)


def _position(record: Mapping[str, Any], *, decimal_comma: bool = False) -> Position:
    fields = {_ours(str(name)): value for name, value in record.items()}
    if len(fields) < len(record):
        msg = f"a column is given twice among {', '.join(map(str, record))}; give each once"
        raise BookError(msg)
    for name in fields:
        if name not in COLUMNS:
            raise BookError(_unknown(name))
    symbol = fields.get("symbol")
    if symbol is None or not str(symbol).strip():
        msg = "no symbol; give a ticker, an OCC option symbol or CASH"
        raise BookError(msg)
    currency = (str(fields.get("currency") or "").strip() or "USD").upper()
    if currency != "USD":
        msg = f"{symbol}: currency {currency} is not supported; convert the position to USD"
        raise BookError(msg)
    numbers = {
        name: _number(symbol, name, fields.get(name), decimal_comma=decimal_comma)
        for name in COLUMNS[1:5]
    }
    return Position(spelled(str(symbol)), **numbers)


def _respelled(records: Sequence[Mapping[str, Any]]) -> list[str]:
    """Which symbols of sound records were not read as they stand."""
    theirs = [
        str(value).strip().upper()
        for record in records
        for name, value in record.items()
        if _ours(str(name)) == "symbol"
    ]
    read = [f"{symbol} as {spelled(symbol)}" for symbol in theirs if spelled(symbol) != symbol]
    return [f"read in our spelling: {', '.join(dict.fromkeys(read))}"] if read else []


def _unknown(name: str) -> str:
    return f"unknown column {name!r}{suggestion(name, COLUMNS)}; known are {', '.join(COLUMNS)}"


def _ours(name: str) -> str:
    name = name.strip().lower()
    return SYNONYMS.get(name, name)


def _number(
    symbol: object,
    name: str,
    raw: Any,  # noqa: ANN401 - file content
    *,
    decimal_comma: bool,
) -> float | None:
    if raw is None:
        return None
    problem = "is not a number; write it plainly, like 1234.5"
    try:
        if isinstance(raw, (str, bool)):
            return number(str(raw), decimal_comma=decimal_comma)  # True is not 1 here
        return float(raw)
    except ValueError as error:
        problem = str(error)
    except (TypeError, OverflowError):
        pass
    msg = f"{symbol}: {name} {str(raw)[:40]!r} {problem}"
    raise BookError(msg)


def _csv(text: str, columns: ColumnMap | None) -> Book:
    """A book of our own columns, or an export that a map knows."""
    tables = {separator: rows(text, separator) for separator in SEPARATORS}
    maps = SHIPPED if columns is None else (columns,)
    for separator, table in tables.items():
        if columns is None and _is_own(table):
            records = _own(table)
            made = _book(records, partial(_position, decimal_comma=separator == ";"))
            return made.noting(*_respelled([record for _, record in records]))
        export = Export.found(table, maps, decimal_comma=separator == ";")
        if export is not None:
            lines = [(f"line {row.line}", row) for row in export.lines()]
            return _book(lines, export.position)
    if columns is not None:
        headings = ", ".join(heads[0] for heads in columns.columns.values())
        msg = f"no line holds the headings of the column map {columns.name}: {headings}"
        raise BookError(msg)
    return book_from_records(_own(tables[","]))


def _is_own(table: Sequence[Row]) -> bool:
    names = [_ours(cell) for cell in table[0].cells] if table else []
    return "symbol" in names and len(names) > 1 and set(names) <= set(COLUMNS)


def _own(table: Sequence[Row]) -> list[tuple[str, Mapping[str, Any]]]:
    names = [_ours(cell) for cell in table[0].cells] if table else []
    if "symbol" not in names:
        first = ",".join(table[0].cells) if table else ""
        known = ", ".join(columns.name for columns in SHIPPED)
        msg = (
            f"the first line is {first[:80]!r}, without a 'symbol' column; begin with a header like: "
            f"symbol,quantity (exports are known of {known}; others need a column map, --columns MAP.toml)"
        )
        raise BookError(msg)
    header = table[0]
    twice = _twice(names)
    if twice:
        msg = f"line {header.line}: column {twice[0]!r} is given twice; keep one"
        raise BookError(msg)
    for name in names:
        if name not in COLUMNS:
            msg = f"line {header.line}: {_unknown(name)}; another layout needs a column map (--columns MAP.toml)"
            raise BookError(msg)
    records: list[tuple[str, Mapping[str, Any]]] = []
    for row in table[1:]:
        place = f"line {row.line}"
        if len(row.cells) > len(names):
            msg = (
                f"{place}: {len(row.cells)} cells for {len(names)} columns; quote cells with commas"
            )
            raise BookError(msg)
        records.append((place, dict(zip(names, row.cells, strict=False))))
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
