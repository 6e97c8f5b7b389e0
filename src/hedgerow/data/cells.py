"""Text cells as spreadsheets and brokers write them, and the numbers in them.

A table may be UTF-8, UTF-16 or Windows-1252; its cells parted by commas, semicolons or tabs. A number
may carry a dollar sign, thousands separators and a sign in front, behind or as parentheses. What can
be read in two ways is not a number: where semicolons part the cells, ``1,200`` may be 1200 or 1.2.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass

from hedgerow.errors import BookError

SEPARATORS = (",", ";", "\t")
EMPTY = frozenset({"", "-", "--", "---", "–", "—", "n/a", "null"})
"""What stands for nothing, in lower case; NA and NONE may be tickers."""

_UNCLEAR_POINT = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?")
_FOREIGN = re.compile(r"[€£¥]|\b(EUR|GBP|CHF|JPY|CAD|AUD)\b")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table and the line of the file it ends on."""

    line: int
    cells: tuple[str, ...]
    """Without empty cells at the end."""

    @property
    def filled(self) -> tuple[str, ...]:
        """The cells that hold something."""
        return tuple(cell for cell in self.cells if not is_empty(cell))


def decoded(raw: bytes) -> str:
    r"""Text of a file in UTF-8, UTF-16 (by its mark) or else Windows-1252.

    Raises :class:`UnicodeDecodeError` for what is no text in any of them.

    >>> decoded("é".encode()), decoded(b"\xe9")
    ('é', 'é')
    """
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        if b"\0" in raw:
            raise
        return raw.decode("cp1252")


def rows(text: str, separator: str) -> list[Row]:
    """Every row that holds something; an Excel line ``sep=;`` in front is left out.

    Raises :class:`BookError` where the text is no table.
    """
    lines = csv.reader(io.StringIO(text), delimiter=separator)
    found = []
    try:
        for cells in lines:
            kept = [cell.strip() for cell in cells]
            while kept and not kept[-1]:
                kept.pop()
            if kept:
                found.append(Row(lines.line_num, tuple(kept)))
    except csv.Error as error:
        msg = f"not valid CSV ({error})"
        raise BookError(msg) from None
    excel = found and re.fullmatch(r"sep=.?", text.lstrip("\ufeff").splitlines()[0].strip())
    return found[1:] if excel else found


def is_empty(cell: str) -> bool:
    """Whether a cell holds nothing, or a sign for nothing.

    >>> is_empty("--"), is_empty(" n/a "), is_empty("0")
    (True, True, False)
    """
    return cell.strip().lower() in EMPTY


def number(cell: str, *, decimal_comma: bool = False) -> float | None:
    """The number in a cell; None where it is empty.

    ``decimal_comma`` says that the table may write decimals with commas, so that a comma is unclear, and
    so is a point with three digits behind it.
    Raises :class:`ValueError` with what is wrong.

    >>> [number(cell) for cell in ("$1,234.50", "(50)", "12-", "+3", "--")]
    [1234.5, -50.0, -12.0, 3.0, None]
    """
    text = cell.strip()
    if is_empty(text):
        return None
    foreign = _FOREIGN.search(text)
    if foreign:
        msg = f"is in {foreign[0]}; convert it to USD"
        raise ValueError(msg)
    bare = re.sub(r"US\$|USD|\$|\s", "", text.replace("−", "-"))
    sign = 1.0
    if bare.startswith("(") and bare.endswith(")"):
        sign, bare = -1.0, bare[1:-1]
    elif bare.endswith("-"):
        sign, bare = -1.0, bare[:-1]
    if bare[:1] in {"+", "-"} and sign > 0:
        sign, bare = (-1.0 if bare[0] == "-" else 1.0), bare[1:]
    if decimal_comma and _UNCLEAR_POINT.fullmatch(bare):
        msg = "has a point that may part thousands or decimals; write it like 1234 or 1.2340"
        raise ValueError(msg)
    if "," in bare:
        if decimal_comma:
            msg = "has a comma that may part thousands or decimals; write it without, like 1234.5"
            raise ValueError(msg)
        if not _GROUPED.fullmatch(bare):
            msg = "is not a number; write it plainly, like 1234.5"
            raise ValueError(msg)
        bare = bare.replace(",", "")
    try:
        return sign * float(bare)
    except ValueError:
        msg = "is not a number; write it plainly, like 1234.5"
        raise ValueError(msg) from None
