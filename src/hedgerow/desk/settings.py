"""Where market data are looked for: arguments over environment over one settings file.

In this order: what the caller names, the environment variable ``HEDGEROW_DATA`` (several sources
separated as in ``PATH``), ``data = [...]`` in ``config.toml`` of the platform's config folder for
hedgerow, the platform's user-data folder.

A source is a folder, a file, or a publisher: ``cboe:`` and ``yahoo:`` fetch what is missing and keep
it in the user-data folder, ``cboe:FOLDER`` and ``yahoo:FOLDER`` in another. ``demo:`` is what two
dependencies ship for their own examples: the S&P 500 since 1990, some shares, VIX of 2014 to 2018.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

from hedgerow.data.books import read_book
from hedgerow.data.endpoints import Endpoints
from hedgerow.data.ledger import Folder, Ledger
from hedgerow.data.progress import Progress, Silence
from hedgerow.data.source import Market, Source
from hedgerow.data.tables import FileTables
from hedgerow.errors import InputError, UnavailableError
from hedgerow.market.book import Book

DataArgument: TypeAlias = str | Path | Source | Sequence[str | Path | Source] | None


BUNDLED = "demo:"
PUBLISHERS = ("cboe", "yahoo")
"""Live sources, named with a colon."""


def market(data: DataArgument, progress: Progress | None = None) -> Market:
    """The market behind one or several sources; the settings' where none is given.

    ``progress`` is told of fetches. Raises :class:`DataError` for a source that is not there and
    :class:`UnavailableError` where nothing is configured.
    """
    told = progress or Silence()
    if data is None:
        return Market(tuple(_source(source, told) for source in _configured()))
    several = data if isinstance(data, Sequence) and not isinstance(data, str) else [data]
    if not several:
        return market(None, progress)
    return Market(
        tuple(
            _source(str(source), told) if isinstance(source, (str, Path)) else source
            for source in several
        )
    )


def optional_market(data: DataArgument, progress: Progress | None = None) -> Market:
    """The same, or none where nothing is named and nothing configured: a chain's file speaks for itself."""
    try:
        return market(data, progress)
    except UnavailableError:
        if data is not None:
            raise
        return Market(())


def day(text: str | date | None) -> date | None:
    """A date as the user wrote it: ``2025-09-03``; of a moment, its day.

    Raises :class:`InputError` for anything else.

    >>> day("2025-09-03")
    datetime.date(2025, 9, 3)
    """
    if isinstance(text, datetime):
        return text.date()
    if text is None or isinstance(text, date):
        return text
    try:
        return date.fromisoformat(text)
    except ValueError:
        msg = f"date {text!r} is not of the form YYYY-MM-DD, like 2025-09-03"
        raise InputError(msg) from None


def book(source: Book | str | Path, columns: str | Path | None = None) -> Book:
    """A book, or the one in a file; ``columns`` is the file of a column map, for a CSV of another layout."""
    return source if isinstance(source, Book) else read_book(source, columns)


def ledger_in(place: Ledger | str | Path | None, of: str = "forecasts") -> Ledger:
    """Where long work keeps its results: a ledger, a folder, or the platform's cache folder ``of`` its kind."""
    if place is None:
        from platformdirs import user_cache_path

        return Folder(user_cache_path("hedgerow") / of)
    return Folder(_path(str(place))) if isinstance(place, (str, Path)) else place


def _source(named: str, progress: Progress) -> Source:
    """What one ``--data`` argument names."""
    publisher, colon, folder = named.partition(":")
    if named == BUNDLED:
        from hedgerow.data.demo import DemoData

        return DemoData()
    if colon and publisher in PUBLISHERS:
        return _live(publisher, folder, progress)
    path = _path(named)
    if path.is_file() and path.suffix.lower() != ".parquet":
        from hedgerow.data.published import PublishedFile

        found = PublishedFile.read(named, path)
        if found is not None:
            return found
    return FileTables.open(named)


def _live(publisher: str, folder: str, progress: Progress) -> Source:
    from platformdirs import user_data_path

    from hedgerow.data.store import Store

    store = Store(_path(folder) if folder else user_data_path("hedgerow"))
    if publisher == "cboe":
        from hedgerow.data.cboe import CboeSource

        return CboeSource(store, progress=progress, endpoints=_endpoints())
    from hedgerow.data.yahoo import YahooSource

    return YahooSource(store, progress=progress)


def _path(named: str) -> Path:
    try:
        return Path(named).expanduser()
    except RuntimeError:  # ~nobody
        return Path(named)


def _endpoints() -> Endpoints:
    """Base addresses: environment over settings file over the publishers' own."""
    base = os.environ.get("HEDGEROW_CBOE_URL") or _settings().get("cboe_url")
    if base is None:
        return Endpoints()
    if not (isinstance(base, str) and base.startswith(("http://", "https://"))):
        msg = f"the base address of Cboe, {base!r}, must begin with http:// or https://"
        raise InputError(msg)
    return Endpoints(cboe=base)


def _settings() -> dict[str, Any]:
    """What ``config.toml`` holds; nothing where there is none."""
    path = _settings_file()
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        msg = f"{path}: not valid TOML ({error})"
        raise InputError(msg) from None


def _settings_file() -> Path:
    from platformdirs import user_config_path

    return user_config_path("hedgerow") / "config.toml"


def _configured() -> list[str]:
    from platformdirs import user_data_path

    environment = os.environ.get("HEDGEROW_DATA", "")
    if environment:
        return _separated(environment)
    named = _settings().get("data", [])
    named = [named] if isinstance(named, str) else named
    if not (isinstance(named, list) and all(isinstance(n, str) for n in named)):
        msg = f"{_settings_file()}: data must be a path or a list of paths"
        raise InputError(msg)
    if named:
        return named
    default = user_data_path("hedgerow")
    if default.is_dir() and any(path.name != "runs" for path in default.iterdir()):
        return [str(default)]
    msg = (
        "no market data: give --data FOLDER (or --data yahoo: with a network), set HEDGEROW_DATA, "
        f"or put the tables into {default}; `hedgerow demo` needs none"
    )
    raise UnavailableError(msg)


def _separated(text: str, separator: str = os.pathsep) -> list[str]:
    """Sources in one variable.

    Where a colon separates, it also belongs to a publisher's name, whose folder follows it; two
    colons end a name without one.

    >>> _separated("yahoo:/mine::cboe::/other", ":")
    ['yahoo:/mine', 'cboe:', '/other']
    """
    parts = iter(text.split(separator))
    found = []
    for part in parts:
        named = (
            f"{part}:{next(parts, '')}"
            if separator == ":" and part in {*PUBLISHERS, BUNDLED[:-1]}
            else part
        )
        found.append(named)
    return [source for source in found if source]
