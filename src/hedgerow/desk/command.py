"""The command line that gives an answer again."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path

from hedgerow.desk.choices import HedgeChoices
from hedgerow.desk.settings import DataArgument
from hedgerow.market.book import Book

PLACEHOLDER = "BOOK"
"""Stands for a book that came as an object, not as a file."""


def command_line(
    command: str,
    book: Book | str | Path,
    data: DataArgument,
    as_of: date,
    choices: HedgeChoices,
    columns: str | Path | None = None,
) -> str:
    """``hedgerow hedge book.csv --as-of …`` with every choice that is not the default."""
    words = ["hedgerow", command, PLACEHOLDER if isinstance(book, Book) else str(book)]
    several = [] if data is None else [data] if _is_one(data) else list(data)  # type: ignore[arg-type]
    for source in several:
        words += ["--data", str(getattr(source, "label", source))]
    if columns is not None:
        words += ["--columns", str(columns)]
    words += ["--as-of", as_of.isoformat()]
    for field in fields(choices):
        value = getattr(choices, field.name)
        if value == field.default:
            continue
        flag = "--candidate" if field.name == "candidates" else f"--{field.name.replace('_', '-')}"
        for one in value if isinstance(value, tuple) else (value,):
            words += [flag, f"{one:.12g}" if isinstance(one, float) else str(one)]
    return shlex.join(words)


def _is_one(data: DataArgument) -> bool:
    return isinstance(data, str) or not isinstance(data, Sequence)
