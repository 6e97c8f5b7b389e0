"""Column maps: which column of a broker's export is which, and what its other lines are.

A map names the columns by their headings (case, spaces and punctuation do not count), the lines that
are cash, and the lines that are no position. A map of one's own is a small TOML, YAML or JSON file:

    name = "Vanguard"
    cash = ["VMFXX"]
    until = ["Trade Date"]

    [columns]
    symbol = "Symbol"
    quantity = "Shares"
    value = "Total Value"
    description = "Investment Name"

``cash`` says which lines are cash by their symbol, or without one by their description; ``footers``
which are no positions by their first cell. A ``price`` (or ``value`` beside ``quantity``) that a map of
one's own names is used like the ``price`` of a plain book. One word must be the whole of it, several its beginning. A
row with one of ``until`` begins another table.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

from hedgerow.errors import BookError, suggestion

COLUMNS = (
    "symbol",
    "quantity",
    "value",
    "price",
    "currency",
    "description",
    "multiplier",
    "detail",
)
"""Ours; each may have several headings, the first that is there counts."""
OURS = frozenset({"recognised_by", "source", "prices_count"})
"""What no file may set."""
EXAMPLE = (
    'a TOML file like: [columns] symbol = "Ticker" quantity = "Units" price = "Last" (a line each)'
)


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """How to read one kind of export."""

    name: str
    columns: Mapping[str, tuple[str, ...]]
    """Our names to headings."""
    recognised_by: tuple[str, ...] = ()
    """Our names whose columns must all be there for a file to be taken for such an export."""
    cash: tuple[str, ...] = ()
    """A cash line's symbol or description; several words are its beginning."""
    footers: tuple[str, ...] = ()
    """First cell of a line that is no position; several words are its beginning."""
    until: tuple[str, ...] = ()
    """A row with a cell that is one of these headings begins another table."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Symbols that the broker spells in its own way."""
    prices_count: bool = False
    """Whether a share is valued at the price in the file; otherwise only where the data have no traded
    close, for an export's prices are those of the day it was saved."""
    source: str = ""
    """Where the headings are published."""

    def places(self, cells: Sequence[str]) -> dict[str, int] | None:
        """Position of each of our columns in a row of headings; None where it is no such row."""
        names = [plain(cell) for cell in cells]
        found = {
            ours: names.index(plain(heading))
            for ours, headings in self.columns.items()
            for heading in reversed(headings)
            if plain(heading) in names
        }
        needed = self.recognised_by or ("symbol",)
        sized = "quantity" in found or "value" in found
        return found if sized and all(name in found for name in needed) else None


def named(text: str, words: Sequence[str]) -> bool:
    """Whether ``text`` is one of ``words``, or begins with one of several words.

    >>> named("Account Total: 5", ["Account Total"]), named("CASHX", ["CASH"])
    (True, False)
    """
    text = text.upper()
    return any(text.startswith(w.upper()) if " " in w else text == w.upper() for w in words)


def plain(heading: str) -> str:
    """A heading without case, spaces and punctuation.

    >>> plain("Qty (Quantity)"), plain("MarkPrice") == plain("Mark Price")
    ('qtyquantity', True)
    """
    return re.sub(r"[\W_]+", "", heading).lower()


def read_map(path: str | Path) -> ColumnMap:
    """The map in a ``.toml``, ``.yaml``, ``.yml`` or ``.json`` file.

    Raises :class:`BookError` naming the file and what to write instead.
    """
    path = Path(path)
    try:
        content = _content(path, path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        msg = f"{path}: no such file; give the path of a column map, {EXAMPLE}"
        raise BookError(msg) from None
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path}: cannot be read as UTF-8 text ({type(error).__name__}); give a column map"
        raise BookError(msg) from None
    try:
        return _map(content, path.stem)
    except BookError as error:
        msg = f"{path.name}: {error}"
        raise BookError(msg) from None


def _content(path: Path, text: str) -> object:
    import yaml

    suffix = path.suffix.lower()
    try:
        if suffix == ".toml":
            return tomllib.loads(text)
        if suffix == ".json":
            return json.loads(text)
        if suffix in {".yaml", ".yml"}:
            return yaml.load(text, yaml.BaseLoader)  # noqa: S506 - it makes text only
    except (tomllib.TOMLDecodeError, json.JSONDecodeError, yaml.YAMLError, RecursionError) as error:
        msg = f"{path.name}: not valid {suffix[1:].upper()} ({str(error).splitlines()[0]})"
        raise BookError(msg) from None
    msg = f"{path}: a column map is a .toml, .yaml, .yml or .json file"
    raise BookError(msg)


def _map(content: object, stem: str) -> ColumnMap:
    if not isinstance(content, Mapping) or not isinstance(content.get("columns"), Mapping):
        msg = f"no table 'columns' in it; a column map is {EXAMPLE}"
        raise BookError(msg)
    known = [f.name for f in fields(ColumnMap) if f.name not in OURS]
    for key in content:
        _require_known(str(key), known, "key")
    for ours in content["columns"]:
        _require_known(str(ours), COLUMNS, "column")
    columns = {str(ours): _words(ours, heads) for ours, heads in content["columns"].items()}
    if "symbol" not in columns or not {"quantity", "value"} & set(columns):
        msg = f"columns are {', '.join(columns)}; give symbol and one of quantity and value"
        raise BookError(msg)
    aliases = content.get("aliases", {})
    if not isinstance(aliases, Mapping):
        msg = 'aliases must be a table, like BRKB = "BRK-B"'
        raise BookError(msg)
    return ColumnMap(
        name=str(content.get("name", stem)),
        columns=columns,
        recognised_by=tuple(columns),
        cash=_words("cash", content.get("cash", ())),
        footers=_words("footers", content.get("footers", ())),
        until=_words("until", content.get("until", ())),
        aliases={str(theirs).upper(): str(ours) for theirs, ours in aliases.items()},
        prices_count=True,
    )


def _require_known(name: str, known: Sequence[str], what: str) -> None:
    if name not in known:
        msg = f"unknown {what} {name!r}{suggestion(name, known)}; known are {', '.join(known)}"
        raise BookError(msg)


def _words(name: str, content: object) -> tuple[str, ...]:
    several = [content] if isinstance(content, str) else content
    if not isinstance(several, Sequence) or not all(isinstance(w, str) and w for w in several):
        msg = f"{name} must be a word or a list of words"
        raise BookError(msg)
    return tuple(several)
