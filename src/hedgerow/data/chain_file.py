"""A chain's file in the common layout: one session, or a panel of several."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.data.table_file import NEEDED, OPTIONAL, columns, described, read, selected
from hedgerow.errors import DataError
from hedgerow.market.quote_rows import days

if TYPE_CHECKING:
    import pandas as pd

CHAIN_NAME = re.compile(r"([^_]+)_(\d{4}-\d\d-\d\d)\.(?:parquet|csv)")
"""A chain's file in its folder."""


def chain_table(path: Path, *, undated: date | None = None) -> pd.DataFrame:
    """Every row of a chain's file in the common layout, the columns that are needed.

    ``undated`` is the session of a file without quote dates. Raises :class:`DataError` where a column is missing or the
    file cannot be read.
    """
    names = described(path)
    if "quote_date" not in names and undated is not None:
        rows = _chain_columns(path, names, NEEDED["chain"] - {"quote_date"})
        return rows.assign(quote_date=np.datetime64(undated))
    return _chain_columns(path, names, NEEDED["chain"])


def _chain_columns(path: Path, names: Sequence[str], needed: set[str]) -> pd.DataFrame:
    """The columns ``needed``, and the optional ones that there are."""
    missing = needed - set(names)
    if missing:
        msg = f"{path.name}: chain lacks the column {min(missing)!r}; needed are {', '.join(sorted(needed))}"
        raise DataError(msg)
    if path.suffix.lower() == ".parquet":
        return columns(path, sorted((NEEDED["chain"] | OPTIONAL["chain"]) & set(names)))
    return read(path, f"SELECT {selected('chain', names)} FROM {{t}}", [])  # noqa: S608


def of_session(rows: pd.DataFrame, underlying: str, session: date) -> pd.DataFrame | None:
    """The rows of one session, of a file with one underlying; None where it has another, or no such rows."""
    dates = sessions(rows)
    if session not in dates or not is_of(rows, underlying):
        return None
    if len(dates) == 1:
        return rows
    found: pd.DataFrame = rows[days(rows, "quote_date") == np.datetime64(session)]
    return found


def is_of(rows: pd.DataFrame, underlying: str) -> bool:
    """Whether every row is of an underlying, or none says of which it is."""
    return "underlying" not in rows or set(map(str, rows["underlying"].unique())) == {underlying}


def sessions(rows: pd.DataFrame) -> list[date]:
    """Quote dates, ascending."""
    dates = days(rows, "quote_date")
    found: list[date] = np.unique(dates[~np.isnat(dates)]).tolist()
    return found
