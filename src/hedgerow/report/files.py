"""Results as files, each written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from hedgerow.errors import InputError

if TYPE_CHECKING:
    from hedgerow.desk.result import Result

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Words that begin so are run by spreadsheets; a book's symbols are not to be trusted."""


def write_tables(result: Result, folder: str | Path) -> list[Path]:
    """Every table of the result as one CSV file in ``folder``, named by its field.

    UTF-8, unknown is empty, numbers keep every digit; words that a spreadsheet would take for a
    formula begin with an apostrophe. The folder is made if need be.

    Raises :class:`InputError` where it cannot be written.
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"cannot make the folder {folder} ({error.strerror}); name another with --csv"
        raise InputError(msg) from None
    return [
        write(folder / f"{name}.csv", table.map(_harmless).to_csv(index=False), hint="--csv")
        for name, table in result.to_tables().items()
    ]


def write(path: str | Path, text: str, *, hint: str) -> Path:
    """``text`` under ``path``; what was there stays until the new one is complete.

    ``hint`` is the option that names the path. Raises :class:`InputError` where it cannot be written.
    """
    path = Path(path)
    if path.is_dir():
        msg = f"cannot write {path}: it is a folder; name a file with {hint}"
        raise InputError(msg)
    try:
        _replaced(path.resolve(), text.encode())
    except OSError as error:
        msg = f"cannot write {path} ({error.strerror}); name another place with {hint}"
        raise InputError(msg) from None
    return path


def _replaced(path: Path, content: bytes) -> None:
    if path.exists() and not path.is_file():
        # a pipe or a device is written to, never replaced
        path.write_bytes(content)
        return
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
