"""What was fetched, kept in the folder layout: each file is replaced whole, or not at all.

A file is written beside its place under a name that begins with a full stop, forced to the disk, and
renamed over the old one, which POSIX makes one step [POSIX, rename]. Whatever interrupts it, a reader
finds the old file or the new one. What an interrupt that could not be caught leaves beside it is
removed by the next write that finds it an hour old.

Keeping the same rows twice changes nothing. Two programs that keep into one table at a time are both
safe to read from; the later one wins, and what the earlier one kept is fetched again when missed.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from hedgerow.data.tables import FileTables
from hedgerow.errors import DataError

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

KEYS = {"prices": "symbol", "vol_indices": "symbol", "rates": "series"}
"""What a row is of, by table."""
REPLACED_WHOLE = {"prices"}
"""Tables in which the past changes: adjusted closes, with each dividend and split."""
PART, ABANDONED = ".part", 3600.0
ASKED = b"hedgerow.asked"
"""Parquet metadata: by symbol, the first and last day for which its publisher was asked."""


@dataclass(frozen=True, slots=True)
class Store:
    """Tables kept in a folder."""

    folder: Path

    def tables(self) -> FileTables | None:
        """What is kept, as a source; None where nothing is."""
        kept = self.folder / "chains"
        if kept.is_dir() or any(self._path(table) is not None for table in KEYS):
            return FileTables.open(str(self.folder))
        return None

    def asked(self, table: str) -> dict[str, tuple[str, str]]:
        """By symbol, the first and last day (ISO) that were asked for; days in between are kept."""
        path = self._path(table)
        if path is None or path.suffix != ".parquet":
            return {}
        import pyarrow.parquet as pq

        with _readable(path):
            noted = json.loads((pq.read_schema(path).metadata or {}).get(ASKED, b"{}"))
        return {symbol: (first, last) for symbol, (first, last) in noted.items()}

    def span(self, table: str) -> dict[str, tuple[date, date]]:
        """By symbol, the first and last day that are kept."""
        rows = self.rows(table)
        if rows is None or rows.empty:
            return {}
        spans = rows.dropna(subset=["date"]).groupby(KEYS[table])["date"].agg(["min", "max"])
        return {
            str(key): (first.date(), last.date())
            for key, first, last in spans.itertuples(name=None)
        }

    def rows(self, table: str) -> pd.DataFrame | None:
        """All rows kept of a table; None where there are none."""
        import pandas as pd

        path = self._path(table)
        if path is None:
            return None
        with _readable(path):
            rows = pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path)
            return rows.assign(date=pd.to_datetime(rows["date"], errors="coerce").dt.normalize())

    def keep(
        self,
        table: str,
        fetched: pd.DataFrame,
        asked: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        """Merge fetched rows into a table.

        They replace their symbol's kept rows: all of them in prices, from the first fetched day on
        elsewhere. Raises :class:`DataError` where the folder cannot be written.
        """
        import pandas as pd
        import pyarrow as pa
        import pyarrow.parquet as pq

        key, kept = KEYS[table], self.rows(table)
        if kept is not None:
            first = kept[key].map(fetched.groupby(key)["date"].min())
            stays = first.isna() if table in REPLACED_WHOLE else ~(kept["date"] >= first)
            fetched = pd.concat([kept[stays], fetched], ignore_index=True)
        rows = fetched.sort_values([key, "date"], kind="stable", ignore_index=True)
        noted = {**self.asked(table), **(asked or {})}
        packed = pa.Table.from_pandas(rows, preserve_index=False)
        packed = packed.replace_schema_metadata(
            {**(packed.schema.metadata or {}), ASKED: json.dumps(noted, sort_keys=True).encode()}
        )
        write_whole(
            self.folder / table / "daily.parquet",
            lambda file: pq.write_table(packed, file, compression="zstd"),
        )

    def keep_chain(self, rows: pd.DataFrame) -> Path:
        """Keep one underlying's chain under its session.

        Raises :class:`DataError` where the folder cannot be written.
        """
        day, underlying = rows["quote_date"].iloc[0].date(), rows["underlying"].iloc[0]
        path = self.folder / "chains" / f"{underlying}_{day}.parquet"
        write_whole(path, lambda file: rows.to_parquet(file, index=False, compression="zstd"))
        return path

    def _path(self, table: str) -> Path | None:
        paths = (self.folder / table / f"daily{suffix}" for suffix in (".parquet", ".csv"))
        return next((path for path in paths if path.is_file()), None)


def write_whole(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Let ``write`` fill a file that then takes the place of ``path`` in one step.

    Raises :class:`DataError` where that fails, the old file being left as it was.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}{PART}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path.parent)
        try:
            with beside.open("xb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)  # gone already where all went well
        _sync(path.parent)
    except OSError as error:
        msg = f"{path}: cannot be kept ({error.strerror or type(error).__name__}); name a folder that can be written"
        raise DataError(msg) from None


def _sweep(folder: Path) -> None:
    """Remove what an interrupted write left long ago."""
    for left in folder.glob(f".*{PART}"):
        if time.time() - left.stat().st_mtime > ABANDONED:
            left.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """Force the new name to the disk; where folders cannot be opened (Windows) renaming does."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Any trouble with a kept file becomes one line."""
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        msg = f"{path}: cannot be read ({first[:80]}); move it away to have it fetched again"
        raise DataError(msg) from None
