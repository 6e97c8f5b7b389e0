"""One file as a publisher gave it: told by its content, held in memory, asked like any source.

Cboe's index histories, quote tables and delayed quotes, CFE's contract files, FRED's series, Yahoo's
charts and options, and chains saved from yfinance; see :mod:`hedgerow.data.formats`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hedgerow.data.formats import cboe, cfe, fred, yahoo
from hedgerow.data.formats.document import text
from hedgerow.data.tables import other_session
from hedgerow.errors import DataError
from hedgerow.market.prices import Anchor

if TYPE_CHECKING:
    import pandas as pd

    from hedgerow.data.source import Anchors

LARGEST = 200_000_000
"""Bytes; the largest published chain has a tenth."""
BEGINNING = 4000
"""Characters by which a document is told."""


@dataclass(frozen=True)
class PublishedFile:
    """The tables in one published file."""

    label: str
    tables: Mapping[str, pd.DataFrame]
    """Rows by table: ``prices``, ``chain``, ``vol_indices``, ``vix_futures`` or ``rates``."""
    problems: list[str] = field(default_factory=list)
    """What was asked for and is not in it, though it seems to be."""

    @classmethod
    def read(cls, source: str, path: Path) -> PublishedFile | None:
        """The tables in a file, or None where it is not of a publisher's format.

        Raises :class:`DataError` with the file's name where it is, but cut off or changed.
        """
        try:
            with path.open("rb") as file:
                raw = file.read(BEGINNING)
                start = raw.decode("utf-8-sig", errors="replace").lstrip()
                reader = next((read for told, read in FORMATS if re.search(told, start)), None)
                if reader is None:
                    return None
                raw += file.read(LARGEST)
        except OSError as error:
            msg = f"{source}: cannot be read ({error.strerror or type(error).__name__})"
            raise DataError(msg) from None
        if len(raw) > LARGEST:
            msg = f"{source}: more than {LARGEST:,} bytes, which no published table has"
            raise DataError(msg)
        try:
            tables = reader(text(raw, "published file"), path.name)
        except DataError as error:
            msg = f"{path.name}: {error}"
            raise DataError(msg) from None
        return cls(source, tables)

    def last_session(self) -> date | None:
        """Date of the last price."""
        prices = self.tables.get("prices")
        last = None if prices is None else prices.loc[prices["adj_close"].notna(), "date"].max()
        return None if last is None or last != last else last.date()  # noqa: PLR0124 - NaT

    def price_rows(self, symbols: Sequence[str], start: date, end: date) -> pd.DataFrame | None:
        """Rows of these symbols in ``start`` … ``end``; rows without a date come along."""
        rows = self._dated("prices", start, end)
        return None if rows is None else rows[rows["symbol"].isin(symbols)]

    def anchors(self, symbols: Sequence[str], end: date) -> Anchors:
        """Each symbol's last split-adjusted close up to ``end``."""
        rows = self._dated("prices", date.min, end)
        if rows is None:
            return {}
        rows = rows[rows["symbol"].isin(symbols) & (rows["close_basis"] == "split_adjusted")]
        rows = rows[(rows["close"] > 0) & (rows["adj_close"] > 0)].sort_values("date")
        return {
            row["symbol"]: [
                Anchor(row["date"].date(), row["close"], row["adj_close"], row["close_basis"])
            ]
            for row in rows.groupby("symbol").tail(1).to_dict("records")
        }

    def chain_rows(self, underlying: str, session: date) -> tuple[pd.DataFrame, str] | None:
        """The chain, where it is of this underlying and session."""
        rows = self.tables.get("chain")
        if rows is None or rows["underlying"].iloc[0] != underlying:
            return None
        quoted = rows["quote_date"].iloc[0].date()
        if quoted != session:
            problem = other_session(self.label, underlying, quoted, session)
            if problem not in self.problems:
                self.problems.append(problem)
            return None
        return rows, self.label

    def chains_held(self) -> dict[str, list[date]]:
        """The session of the chain, if it is one."""
        rows = self.tables.get("chain")
        if rows is None:
            return {}
        return {str(rows["underlying"].iloc[0]): [rows["quote_date"].iloc[0].date()]}

    def quote_rows(
        self,
        underlying: str,  # noqa: ARG002 - seam
        start: date,  # noqa: ARG002 - seam
        end: date,  # noqa: ARG002 - seam
    ) -> tuple[pd.DataFrame, str] | None:
        """None."""
        return None

    def intraday_rows(
        self,
        symbol: str,  # noqa: ARG002 - seam
        end: date,  # noqa: ARG002 - seam
    ) -> tuple[pd.DataFrame, str] | None:
        """None: no published format that is read has bars within the day."""
        return None

    def vol_index_rows(self, start: date, end: date) -> pd.DataFrame | None:
        """Volatility-index rows in ``start`` … ``end``."""
        return self._dated("vol_indices", start, end)

    def vix_future_rows(self, start: date, end: date) -> pd.DataFrame | None:
        """VIX-futures rows in ``start`` … ``end``."""
        return self._dated("vix_futures", start, end)

    def rate_rows(self, start: date, end: date) -> pd.DataFrame | None:
        """Rate rows in ``start`` … ``end``."""
        return self._dated("rates", start, end)

    def place(self, table: str) -> str:  # noqa: ARG002 - seam
        """The file."""
        return self.label

    def _dated(self, table: str, start: date, end: date) -> pd.DataFrame | None:
        rows = self.tables.get(table)
        if rows is None:
            return None
        days = rows["date"].dt.date
        found: pd.DataFrame = rows[rows["date"].isna() | ((days >= start) & (days <= end))]
        return found


def _history(raw: str, name: str) -> dict[str, pd.DataFrame]:
    named = re.search(r"([A-Za-z0-9]+)_History", name)
    symbol = named[1].upper() if named and raw.lstrip().upper().startswith("DATE,OPEN") else None
    return {"vol_indices": cboe.index_history(raw, symbol)}


def _series(raw: str, _: str) -> dict[str, pd.DataFrame]:
    rows = fred.series(raw)
    indices = fred.index_rows(rows)
    return {"rates": rows} if indices is None else {"vol_indices": indices}


def _chain(reader: Callable[[str], pd.DataFrame]) -> Callable[[str, str], dict[str, pd.DataFrame]]:
    def tables(raw: str, _: str) -> dict[str, pd.DataFrame]:
        rows = reader(raw)
        if rows.empty:
            msg = "Yahoo lists no options in it; ask for another underlying or expiration"
            raise DataError(msg)
        return {"chain": rows}

    return tables


FORMATS: Sequence[tuple[str, Callable[[str, str], dict[str, pd.DataFrame]]]] = (
    (r'^\{\s*"optionChain"', _chain(yahoo.options)),
    (r'^\{\s*"chart"', lambda raw, _: yahoo.tables(yahoo.chart(raw))),
    (r'^\{(?s:.*)"option"\s*:', _chain(cboe.delayed_quotes)),
    (r"(?m)^Expiration Date,Calls,", _chain(cboe.quote_table)),
    (r"(?m)^Trade Date,Futures,", lambda raw, _: {"vix_futures": cfe.vx_contract(raw)}),
    (r"^[^\n]*\bcontractSymbol\b", _chain(yahoo.dump)),
    (r"(?i)^(observation_)?date,\w+\s+\d{4}-\d\d-\d\d,", _series),
    (r"^DATE,(\w+|OPEN,HIGH,LOW,CLOSE)\s+\d\d/\d\d/\d{4},", _history),
)
"""How a document begins, and what reads it: the first that fits."""
