"""One file with a table in it: its columns, told by their names, and its rows.

Queries go through DuckDB. Whole columns of a Parquet file are read by PyArrow: a chain of 400 kB in 4 ms instead of 30.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hedgerow.errors import DataError
from hedgerow.market import bars, chain, prices, rates, vix_futures, vol_indices

if TYPE_CHECKING:
    import pandas as pd

SUFFIXES = (".parquet", ".csv")
NEEDED = {
    "chain": set(chain.COLUMNS),
    "prices": set(prices.COLUMNS),
    "rates": set(rates.COLUMNS),
    "vol_indices": set(vol_indices.COLUMNS),
    "vix_futures": set(vix_futures.COLUMNS),
}
"""Columns by which a single file is told, in this order."""
OPTIONAL = {
    "chain": set(chain.OPTIONAL_COLUMNS),
    "prices": set(prices.OPTIONAL_COLUMNS),
    "vix_futures": set(vix_futures.OPTIONAL_COLUMNS),
    "vol_indices": set(vol_indices.OPTIONAL_COLUMNS),
}
"""Columns that are read too, where there are any."""
NUMBERS = {
    *("adj_close", "close", "value", "strike", "bid", "ask", "open_interest", "volume"),
    *("underlying_price", "copy", "settle", *bars.ADJUSTED, *bars.QUOTED),
}
DAYS = {"date", "quote_date", "expiry"}


def described(path: Path) -> tuple[str, ...]:
    """Names of a file's columns."""
    if path.suffix.lower() == ".parquet":
        return _parquet_names(path)
    if path.stat().st_size == 0:
        msg = f"{path.name} is empty; give a file with a heading and rows"
        raise DataError(msg)
    described = read(path, "SELECT column_name FROM (DESCRIBE SELECT * FROM {t})", [])
    return tuple(described["column_name"])


def selected(table: str, names: Sequence[str]) -> str:
    """What is read of a table: numbers and days as such, NULL where a cell is none."""
    wanted = NEEDED[table] | OPTIONAL.get(table, set())
    return ", ".join(
        f"TRY_CAST({name} AS DOUBLE) AS {name}"
        if name in NUMBERS
        else f"TRY_CAST({name} AS DATE) AS {name}"
        if name in DAYS
        else name
        for name in sorted(wanted & set(names), key=lambda name: (name not in DAYS, name))
    )


def read(path: Path, query: str, parameters: list[Any]) -> pd.DataFrame:
    """Rows of one file; every trouble with the file becomes one line."""
    import duckdb

    # brackets keep DuckDB from reading a pattern into a path
    quoted = re.sub(r"([*?\[])", r"[\1]", str(path)).replace("'", "''")
    table, csv = f"read_parquet('{quoted}')", ""
    if path.suffix.lower() == ".csv":
        # all text and materialized: DuckDB casts while it parses and gives up at the first bad cell
        table = "csv"
        csv = (
            "WITH csv AS MATERIALIZED (SELECT * FROM "  # noqa: S608 - quoted
            f"read_csv('{quoted}', all_varchar = true, header = true, null_padding = true)) "
        )
    try:
        with duckdb.connect() as connection:
            return connection.execute(csv + query.format(t=table), parameters).df()
    except RuntimeError as error:
        if "interrupted" in str(error).lower():  # Ctrl-C within a query
            raise KeyboardInterrupt from None
        raise
    except duckdb.Error as error:
        first = str(error).splitlines()[0].replace(str(path), path.name)
        msg = f"{path}: cannot be read ({first}); is the file whole?"
        raise DataError(msg) from None


def columns(path: Path, wanted: Sequence[str]) -> pd.DataFrame:
    """Every row of some columns of a Parquet file, as they are typed there."""
    import pyarrow.parquet as pq

    with _readable(path), pq.ParquetFile(path) as file:
        rows: pd.DataFrame = file.read(columns=list(wanted)).to_pandas(ignore_metadata=True)
    return rows


def _parquet_names(path: Path) -> tuple[str, ...]:
    import pyarrow.parquet as pq

    with _readable(path):
        return tuple(pq.read_schema(path).names)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    import pyarrow as pa

    try:
        yield
    except (OSError, ValueError, TypeError, pa.ArrowException) as error:
        first = (str(error) or type(error).__name__).splitlines()[0].replace(str(path), path.name)
        msg = f"{path}: cannot be read ({first[:120]}); is the file whole?"
        raise DataError(msg) from None
