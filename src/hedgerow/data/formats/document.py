"""A downloaded document: decoded, whole, and of the kind that was asked for."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hedgerow.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

AGAIN = "download it again"


def text(raw: bytes | str, what: str) -> str:
    """Text of a document that is not empty and not a web page.

    Raises :class:`DataError` for anything else; ``what`` names the document.
    """
    if isinstance(raw, bytes):
        try:
            raw = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            msg = f"{what}: not text in UTF-8; {AGAIN}"
            raise DataError(msg) from None
    start = raw.lstrip("\ufeff \t\r\n")
    if not start:
        msg = f"{what}: empty; {AGAIN}"
        raise DataError(msg)
    if start.startswith("<"):
        msg = f"{what}: a web page instead of data ({start[:40].splitlines()[0]!r}); open its address in a browser to see why"
        raise DataError(msg)
    return raw.removeprefix("\ufeff")


def json_object(raw: bytes | str, what: str) -> dict[str, Any]:
    """The object that a JSON document holds.

    Raises :class:`DataError` where it is cut off, not JSON or no object.
    """
    try:
        held = json.loads(text(raw, what))
    except json.JSONDecodeError as error:
        msg = f"{what}: not whole JSON (character {error.pos}: {error.msg}), cut off or another document; {AGAIN}"
        raise DataError(msg) from None
    except RecursionError:
        msg = f"{what}: brackets nested too deep for a table"
        raise DataError(msg) from None
    if not isinstance(held, dict):
        msg = f"{what}: {type(held).__name__} instead of a JSON object; the format has changed"
        raise DataError(msg)
    return held


def csv_rows(raw: bytes | str, what: str) -> list[list[str]]:
    """Rows of a CSV document, cells stripped, blank lines left out.

    Raises :class:`DataError` where it cannot be read as CSV.
    """
    try:
        rows = [
            [cell.strip() for cell in row]
            for row in csv.reader(io.StringIO(text(raw, what), newline=""))
        ]
    except csv.Error as error:
        msg = f"{what}: not CSV ({error}); {AGAIN}"
        raise DataError(msg) from None
    rows = [row for row in rows if any(row)]
    if not rows:
        msg = f"{what}: no table in it; {AGAIN}"
        raise DataError(msg)
    return rows


def even(rows: list[list[str]], width: int, what: str) -> list[list[str]]:
    """Rows of one width: short ones filled with nothing, so that they come along as unknown.

    Raises :class:`DataError` where the last row is short: the document was cut off there.
    """
    if rows and len(rows[-1]) < width:
        msg = f"{what}: cut off in its last line ({','.join(rows[-1])[:60]!r}); {AGAIN}"
        raise DataError(msg)
    return [(row + [""] * width)[:width] for row in rows]


def whole_lines(raw: bytes | str, what: str) -> list[list[str]]:
    """Rows of a CSV document that ends with a line break, so that its last number is whole.

    Raises :class:`DataError` where it does not.
    """
    rows = csv_rows(raw, what)
    if not text(raw, what).endswith("\n"):
        msg = (
            f"{what}: ends in the middle of a line ({','.join(rows[-1])[:60]!r}), cut off; {AGAIN}"
        )
        raise DataError(msg)
    return rows


def table(records: Sequence[object]) -> pd.DataFrame:
    """Rows from JSON records; one that is no object comes along as unknown."""
    import pandas as pd

    return pd.DataFrame([r if isinstance(r, dict) else {} for r in records])


def number(held: object) -> float:
    """A JSON value as a number; NaN where it is none.

    >>> number(3), number("3.5"), number([3])
    (3.0, 3.5, nan)
    """
    try:
        return float(held) if isinstance(held, (int, float, str)) else float("nan")
    except (ValueError, OverflowError):
        return float("nan")
