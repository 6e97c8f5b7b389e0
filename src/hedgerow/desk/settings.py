"""Where market data are looked for: arguments over environment over one settings file.

In this order: what the caller names, the environment variable ``HEDGEROW_DATA`` (several sources
separated as in ``PATH``), ``data = [...]`` in ``config.toml`` of the platform's config folder for
hedgerow, the platform's user-data folder.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias

from hedgerow.data.books import read_book
from hedgerow.data.source import Market, Source
from hedgerow.data.tables import FileTables
from hedgerow.errors import InputError, UnavailableError
from hedgerow.market.book import Book

DataArgument: TypeAlias = str | Path | Source | Sequence[str | Path | Source] | None


def market(data: DataArgument) -> Market:
    """The market behind one or several sources; the settings' where none is given.

    Raises :class:`DataError` for a source that is not there and :class:`UnavailableError` where
    nothing is configured.
    """
    if data is None:
        return Market(tuple(FileTables.open(source) for source in _configured()))
    several = data if isinstance(data, Sequence) and not isinstance(data, str) else [data]
    if not several:
        return market(None)
    return Market(
        tuple(
            FileTables.open(str(source)) if isinstance(source, (str, Path)) else source
            for source in several
        )
    )


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


def book(source: Book | str | Path) -> Book:
    """A book, or the one in a file."""
    return source if isinstance(source, Book) else read_book(source)


def _configured() -> list[str]:
    from platformdirs import user_config_path, user_data_path

    environment = os.environ.get("HEDGEROW_DATA", "")
    if environment:
        return [part for part in environment.split(os.pathsep) if part]
    settings = user_config_path("hedgerow") / "config.toml"
    if settings.is_file():
        try:
            named = tomllib.loads(settings.read_text(encoding="utf-8")).get("data", [])
        except tomllib.TOMLDecodeError as error:
            msg = f"{settings}: not valid TOML ({error})"
            raise InputError(msg) from None
        named = [named] if isinstance(named, str) else named
        if not (isinstance(named, list) and all(isinstance(n, str) for n in named)):
            msg = f"{settings}: data must be a path or a list of paths"
            raise InputError(msg)
        if named:
            return named
    default = user_data_path("hedgerow")
    if default.is_dir():
        return [str(default)]
    msg = (
        "no market data: give --data FOLDER, set HEDGEROW_DATA, "
        f"or put the tables into {default}; `hedgerow demo` needs none"
    )
    raise UnavailableError(msg)
