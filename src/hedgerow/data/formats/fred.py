"""FRED, the Federal Reserve Bank of St. Louis: one series as CSV.

The header is ``observation_date,DGS3MO`` (``DATE,DGS3MO`` until 2024), the name in any case. A day
without a value (a holiday) is an empty cell or a full stop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hedgerow.data.formats.document import even, whole_lines
from hedgerow.errors import DataError
from hedgerow.market.cleaning import numbers

if TYPE_CHECKING:
    import pandas as pd

SERIES = "FRED series"
DATES = ("observation_date", "date")
INDICES = {"VIXCLS": "VIX", "VXVCLS": "VIX3M", "VXNCLS": "VXN"}
"""Volatility indices that FRED republishes, and what Cboe calls them."""


def series(raw: bytes | str) -> pd.DataFrame:
    """``date, series, value`` as published, holidays without a value.

    Raises :class:`DataError` for another layout.
    """
    import pandas as pd

    rows = whole_lines(raw, SERIES)
    header = rows[0]
    if len(header) != 2 or header[0].lower() not in DATES:
        msg = f"{SERIES}: header {','.join(header)[:60]!r}; expected observation_date,SERIES"
        raise DataError(msg)
    cells = pd.DataFrame(even(rows[1:], 2, SERIES), columns=["date", "value"])
    dates = pd.to_datetime(cells["date"], format="%Y-%m-%d", errors="coerce")
    if not dates.notna().any():
        msg = f"{SERIES}: no row of {header[1]} with a date like 2025-12-31; the format has changed"
        raise DataError(msg)
    return pd.DataFrame(
        {"date": dates, "series": header[1].upper(), "value": numbers(cells, "value")}
    )


def index_rows(rows: pd.DataFrame) -> pd.DataFrame | None:
    """The rows of :func:`series` as ``date, symbol, close``, where it is a volatility index."""
    symbols = rows["series"].map(INDICES)
    if symbols.isna().any():
        return None
    rows = rows[rows["value"].notna()]
    return rows.assign(symbol=symbols, close=rows["value"])[["date", "symbol", "close"]]
