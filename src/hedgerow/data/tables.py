"""Market tables in files: one folder layout, or single files told apart by their columns.

A folder holds any of

    prices/daily            date, symbol, adj_close [, close, close_basis, adj_open, adj_high, adj_low, …]
    chains/<UND>_<DATE>     quote_date, underlying, …, expiry, strike, type, bid, ask, …
    vol_indices/daily       date, symbol, close
    vix_futures/daily       date, expiry, settle [, open_interest, volume]
    rates/daily             date, series, value
    intraday/<any name>     timestamp (or ts), symbol, open, high, low, close

as ``.parquet`` or ``.csv``. Rows after the requested session are never read. What is no date or no
number comes along as unknown, so that one bad row never loses the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from hedgerow.data.chain_file import CHAIN_NAME, chain_table, is_of, of_session, sessions
from hedgerow.data.table_file import NEEDED, SUFFIXES, described, read, selected
from hedgerow.errors import DataError
from hedgerow.market.prices import Anchor
from hedgerow.market.quote_rows import days

if TYPE_CHECKING:
    import pandas as pd

    from hedgerow.data.source import Anchors

INTRADAY = ("open", "high", "low", "close")
"""Prices of a bar within the day."""


@dataclass(frozen=True)
class FileTables:
    """Tables found in a folder or in one file; read with DuckDB when asked for."""

    label: str
    files: Mapping[str, Path]
    """File by table: ``prices``, ``vol_indices``, ``vix_futures``, ``rates``."""
    chains: Path | None = None
    """Folder of chain files."""
    chain_file: Path | None = None
    """A chain given as a single file."""
    intraday: Sequence[Path] = ()
    """Files of bars within the day."""
    problems: list[str] = field(default_factory=list)
    """What was asked for and is not in it, though it seems to be."""
    _columns: dict[Path, tuple[str, ...]] = field(default_factory=dict, repr=False)

    @classmethod
    def open(cls, source: str) -> FileTables:
        """The tables behind a path.

        Raises :class:`DataError` where there is nothing, or nothing of a known layout.
        """
        try:
            path = Path(source).expanduser()
        except RuntimeError:  # ~nobody
            path = Path(source)
        if path.is_dir():
            return cls._folder(source, path)
        if not path.is_file():
            msg = f"data source {source!r} not found; give an existing folder or file"
            raise DataError(msg)
        if path.suffix.lower() not in SUFFIXES:
            msg = f"{source}: a market-data file is .parquet or .csv, or as Cboe, CFE, FRED or Yahoo publish it"
            raise DataError(msg)
        columns = set(described(path))
        for table, needed in NEEDED.items():
            if needed <= columns:
                if table == "chain":
                    return cls(source, {}, chain_file=path)
                return cls(source, {table: path})
        if _is_intraday(columns):
            return cls(source, {}, intraday=(path,))
        msg = (
            f"{source}: columns {', '.join(sorted(columns))} are no known table; "
            "prices need date, symbol, adj_close; chains quote_date, expiry, strike, type, bid, ask"
        )
        raise DataError(msg)

    @classmethod
    def _folder(cls, source: str, folder: Path) -> FileTables:
        files: dict[str, Path] = {}
        for table in ("prices", "vol_indices", "vix_futures", "rates"):
            for suffix in SUFFIXES:
                path = folder / table / f"daily{suffix}"
                if path.is_file():
                    files.setdefault(table, path)
        chains = folder / "chains"
        within = sorted(p for p in (folder / "intraday").glob("*") if p.suffix in SUFFIXES)
        if not files and not chains.is_dir() and not within:
            msg = (
                f"{source}: no market data in this folder; expected prices/daily.parquet, "
                "chains/, vol_indices/daily.parquet, vix_futures/daily.parquet, rates/daily.parquet or intraday/ in it"
            )
            raise DataError(msg)
        return cls(source, files, chains if chains.is_dir() else None, intraday=tuple(within))

    def last_session(self) -> date | None:
        """Date of the last price."""
        if "prices" not in self.files:
            return None
        last = self._rows("prices", "SELECT max(TRY_CAST(date AS DATE)) AS last FROM {t}", [])
        stamp = last["last"].iloc[0]
        return None if stamp is None or stamp != stamp else stamp.date()  # noqa: PLR0124 - NaT

    def price_rows(self, symbols: Sequence[str], start: date, end: date) -> pd.DataFrame | None:
        """Rows of these symbols in ``start`` … ``end``; rows without a date come along."""
        return self._dated("prices", "symbol", symbols, start, end)

    def anchors(self, symbols: Sequence[str], end: date) -> Anchors:
        """Each symbol's last unadjusted close of each basis up to ``end``."""
        if "prices" not in self.files or "close" not in self._names("prices"):
            return {}
        basis = "close_basis" if "close_basis" in self._names("prices") else "'split_adjusted'"
        rows = self._rows(
            "prices",
            f"""SELECT symbol, CAST({basis} AS VARCHAR) AS basis, max(date) AS day,
                       arg_max(close, row(date, close, adj_close)) AS close,
                       arg_max(adj_close, row(date, close, adj_close)) AS adj_close
                FROM (SELECT {selected("prices", self._names("prices"))} FROM {{t}})
                WHERE symbol IN (SELECT unnest(?)) AND date <= ? AND close > 0 AND adj_close > 0
                GROUP BY ALL ORDER BY basis DESC, symbol""",  # noqa: S608 - fixed names
            [list(symbols), end],
        )
        found: Anchors = {}
        for row in rows[rows["basis"].isin(["as_traded", "split_adjusted"])].to_dict("records"):
            anchor = Anchor(row["day"].date(), row["close"], row["adj_close"], row["basis"])
            found.setdefault(row["symbol"], []).append(anchor)
        return found

    def vol_index_rows(self, start: date, end: date) -> pd.DataFrame | None:
        """Volatility-index rows in ``start`` … ``end``."""
        return self._dated("vol_indices", None, (), start, end)

    def vix_future_rows(self, start: date, end: date) -> pd.DataFrame | None:
        """VIX-futures rows in ``start`` … ``end``."""
        return self._dated("vix_futures", None, (), start, end)

    def rate_rows(self, start: date, end: date) -> pd.DataFrame | None:
        """Rate rows in ``start`` … ``end``."""
        return self._dated("rates", None, (), start, end)

    def chains_held(self) -> dict[str, list[date]]:
        """Sessions of the chains by underlying, as their files are called; of a single file, as its rows say."""
        held: dict[str, list[date]] = {}
        for path in sorted(self.chains.iterdir()) if self.chains is not None else ():
            named = CHAIN_NAME.fullmatch(path.name)
            with suppress(ValueError):  # a 30 February
                if named:
                    held.setdefault(named[1], []).append(date.fromisoformat(named[2]))
        if self.chain_file is not None:
            rows = chain_table(self.chain_file)
            if "underlying" in rows:
                for underlying, own in rows.groupby(rows["underlying"].astype(str)):
                    held.setdefault(str(underlying), []).extend(sessions(own))
        return held

    def chain_rows(self, underlying: str, session: date) -> tuple[pd.DataFrame, str] | None:
        """The chain of one underlying on one session, and the file it came from."""
        paths = []
        if self.chains is not None:
            paths = [self.chains / f"{underlying}_{session}{suffix}" for suffix in SUFFIXES]
        if self.chain_file is not None:
            paths.append(self.chain_file)
        for path in paths:
            if not path.is_file():
                continue
            rows = chain_table(path)
            if path == self.chain_file:
                found = of_session(rows, underlying, session)
                if found is not None:
                    return found, self.label
                self._note_session(rows, underlying, session)
            elif is_of(rows, underlying) and sessions(rows) == [session]:
                return rows, f"{self.label}:chains/{path.name}"
            else:
                msg = f"{path.name}: its quotes are not all of {underlying} on {session}"
                raise DataError(msg)
        return None

    def quote_rows(
        self, underlying: str, start: date, end: date
    ) -> tuple[pd.DataFrame, str] | None:
        """Quotes of many sessions, off every file of the chains' folder (or the one file) that has some of it."""
        import pandas as pd

        paths = sorted(self.chains.iterdir()) if self.chains is not None else []
        frames = []
        for path in [*paths, *([self.chain_file] if self.chain_file is not None else [])]:
            named = CHAIN_NAME.fullmatch(path.name)
            of_another = not path.name.startswith(f"{underlying}_") and path != self.chain_file
            if path.suffix not in SUFFIXES or of_another:
                continue
            if named and not start.isoformat() <= named[2] <= end.isoformat():
                continue
            if not NEEDED["chain"] <= set(described(path)):
                continue
            rows = chain_table(path)
            day = days(rows, "quote_date")
            inside = (day >= np.datetime64(start)) & (day <= np.datetime64(end))
            if is_of(rows, underlying) and inside.any():
                frames.append(rows[inside])
        if not frames:
            return None
        return pd.concat(frames, ignore_index=True), f"{self.label}:chains"

    def intraday_rows(self, symbol: str, end: date) -> tuple[pd.DataFrame, str] | None:
        """One symbol's bars within the day, from the file with most days of it."""
        best: tuple[int, pd.DataFrame, Path] | None = None
        for path in self.intraday:
            if not _is_intraday(described(path)):
                continue
            rows = _intraday(path, symbol, end)
            days = int(rows.pop("day").nunique())
            if days and (best is None or days > best[0]):
                best = days, rows, path
        if best is None:
            return None
        _, rows, path = best
        within = path.parent.name == "intraday" and str(path) != self.label
        return rows, f"{self.label}:intraday/{path.name}" if within else self.label

    def _note_session(self, rows: pd.DataFrame, underlying: str, session: date) -> None:
        """Say that a chain given by itself is of another session."""
        dates = sessions(rows)
        if dates and is_of(rows, underlying):
            problem = other_session(self.label, underlying, dates[-1], session)
            if problem not in self.problems:
                self.problems.append(problem)

    def place(self, table: str) -> str:
        """Where a table lies, for provenance."""
        path = self.files[table]
        inside = path.parent.name == table and path.stem == "daily"
        return f"{self.label}:{table}/{path.name}" if inside else self.label

    def _dated(
        self, table: str, key: str | None, wanted: Sequence[str], start: date, end: date
    ) -> pd.DataFrame | None:
        if table not in self.files:
            return None
        where = f"{key} IN (SELECT unnest(?)) AND " if key else ""
        extra = [list(wanted)] if key else []
        # ordered by every column: rows that contradict each other come in one order, however filed
        return self._rows(
            table,
            f"""SELECT * FROM (SELECT {selected(table, self._names(table))} FROM {{t}})
                WHERE {where}(date BETWEEN ? AND ? OR date IS NULL)
                ORDER BY ALL""",  # noqa: S608 - fixed names
            [*extra, start, end],
        )

    def _rows(self, table: str, query: str, parameters: list[Any]) -> pd.DataFrame:
        missing = NEEDED[table] - set(self._names(table))
        if missing:
            msg = (
                f"{self.place(table)}: {table} lack the column {min(missing)!r}; "
                f"needed are {', '.join(sorted(NEEDED[table]))}"
            )
            raise DataError(msg)
        return read(self.files[table], query, parameters)

    def _names(self, table: str) -> tuple[str, ...]:
        path = self.files[table]
        if path not in self._columns:
            self._columns[path] = described(path)
        return self._columns[path]


def _is_intraday(columns: Collection[str]) -> bool:
    """Whether a file with these columns holds bars within the day."""
    return {"symbol", *INTRADAY} <= set(columns) and bool({"timestamp", "ts"} & set(columns))


def _intraday(path: Path, symbol: str, end: date) -> pd.DataFrame:
    """One symbol's bars in a file, stamped as it stamps them, with the day (in its zone) of each."""
    import pandas as pd

    names = set(described(path))
    stamp = next(name for name in ("timestamp", "ts") if name in names)
    typed = f"SELECT column_type FROM (DESCRIBE SELECT {stamp} FROM {{t}})"  # noqa: S608
    zoned = "TIME ZONE" in read(path, typed, [])["column_type"].iloc[0]
    # as microseconds: handed over with its zone, a stamp would ask for yet another package
    moment = f"epoch_us({stamp})" if zoned else stamp
    prices = ", ".join(f"TRY_CAST({name} AS DOUBLE) AS {name}" for name in INTRADAY)
    rows = read(
        path,
        f"""SELECT CAST(symbol AS VARCHAR) AS symbol, {moment} AS timestamp, {prices},
                   substr(CAST({stamp} AS VARCHAR), 1, 10) AS day
            FROM {{t}} WHERE CAST(symbol AS VARCHAR) = ? AND (day IS NULL OR day <= ?)
            ORDER BY ALL""",  # noqa: S608 - fixed names
        [symbol, str(end + timedelta(days=1))],
    )
    if zoned:
        rows["timestamp"] = pd.to_datetime(rows["timestamp"], unit="us", utc=True)
    return rows


def other_session(label: str, underlying: str, quoted: date, asked: date) -> str:
    """In words: a file's quotes are of another session than the one asked for."""
    return f"{label}: its {underlying} quotes are of {quoted}, not of {asked}, and not used; --as-of {quoted} uses them"
