"""Yahoo Finance as a source: ``yahoo:`` or ``yahoo:FOLDER``, through yfinance.

Daily prices (adjusted, and split-adjusted closes; index levels), the VIX family, the 13-week bill and
chains of the current session. A session's bar counts once the session is finished. Adjusted closes of
the past change with each dividend and split, so a symbol that lacks a session is fetched whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from hedgerow.data.clock import finished_session, opened_session
from hedgerow.data.endpoints import CASH_INDICES
from hedgerow.data.formats import yahoo as wire
from hedgerow.data.kept import Kept
from hedgerow.data.store import KEYS
from hedgerow.data.yahoo_client import YahooClient, YFinance
from hedgerow.errors import HedgerowError
from hedgerow.market.rates import BILL_DISCOUNT

if TYPE_CHECKING:
    import pandas as pd

BATCH = 10
"""Symbols a request; what came is kept after each."""


@dataclass
class YahooSource(Kept):
    """Prices, volatility indices, a short rate and chains from Yahoo; whatever else the folder holds."""

    client: YahooClient = field(default_factory=YFinance)
    publisher: ClassVar[str] = "Yahoo"
    publishes: ClassVar[frozenset[str]] = frozenset({"prices", "vol_indices", "rates", "chain"})
    final_after: ClassVar[timedelta] = timedelta(0)  # the stamp is that of the last regular trade
    _tried: dict[tuple[str, str], date] = field(default_factory=dict, repr=False)
    """From which day on each key was asked for already; a chain, its session."""

    def last_session(self) -> date | None:
        """The session that is open or was last: its quotes can be had."""
        return opened_session(self.now())

    def price_rows(self, symbols: Sequence[str], start: date, end: date) -> pd.DataFrame | None:
        """Rows of these symbols in ``start`` … ``end``; what is missing is fetched."""
        spelled = {symbol: wire.SPELLED.get(symbol, symbol) for symbol in symbols}
        self._fetch("prices", spelled, start, end)
        return super().price_rows(symbols, start, end)

    def vol_index_rows(self, start: date, end: date) -> pd.DataFrame | None:
        """Volatility-index rows in ``start`` … ``end``; what is missing is fetched."""
        spelled = {ours: theirs for theirs, ours in wire.VOL_INDICES.items()}
        self._fetch("vol_indices", spelled, start, end)
        return super().vol_index_rows(start, end)

    def rate_rows(self, start: date, end: date) -> pd.DataFrame | None:
        """Rate rows in ``start`` … ``end``; what is missing is fetched."""
        self._fetch("rates", {BILL_DISCOUNT: wire.BILL}, start, end)
        return super().rate_rows(start, end)

    def chain_rows(self, underlying: str, session: date) -> tuple[pd.DataFrame, str] | None:
        """The chain of the current session, fetched, or one that was kept."""
        tried = ("chain", underlying)
        if self._live_chain(underlying, session) and tried not in self._tried:
            self._tried[tried] = session
            self._fetch_chain(underlying, session)
        return super().chain_rows(underlying, session)

    def _fetch(self, table: str, spelled: Mapping[str, str], start: date, end: date) -> None:
        """Fetch whatever of a table does not reach from ``start`` to the last finished session."""
        through, last = self._through(end), finished_session(self.now())
        asked, kept = self.store.asked(table), self.store.span(table)

        def reaches(key: str) -> bool:
            spans = [kept[key]] if key in kept else []
            if key in asked and key in kept:
                spans.append((date.fromisoformat(asked[key][0]), date.fromisoformat(asked[key][1])))
            return any(first <= start and through <= until for first, until in spans)

        missing = [
            key
            for key in spelled
            if start < self._tried.get((table, key), date.max) and not reaches(key)
        ]
        self._tried.update({(table, key): start for key in missing})
        label = f"{table.replace('_', ' ')} from Yahoo"
        if missing:
            self.progress.advance(label, 0, len(missing))
        for at in range(0, len(missing), BATCH):
            batch = missing[at : at + BATCH]
            first = min([start, *(kept[key][0] for key in batch if key in kept)])
            try:
                bars = self.client.history([spelled[key] for key in batch], first, last)
            except HedgerowError as error:
                left = missing[at:]
                until = max((kept[key][1] for key in left if key in kept), default=None)
                instead = "none are kept" if until is None else f"kept until {until}"
                what = f"{table.replace('_', ' ')} of {_listed(left)}"
                self._problem(f"{what} could not be fetched ({error}); {instead}")
                return
            found = bars.rows[bars.rows["date"] <= str(last)]
            if len(found):
                self._keep(table, found, (str(first), str(found["date"].max().date())))
            self._name_absent(batch, set(found["symbol"]), bars.reasons, spelled, kept)
            self.progress.advance(label, at + len(batch), len(missing))

    def _name_absent(
        self,
        batch: Sequence[str],
        present: set[str],
        reasons: Mapping[str, str],
        spelled: Mapping[str, str],
        kept: Mapping[str, tuple[date, date]],
    ) -> None:
        """Name the symbols of which nothing came, those with one reason together."""
        absent: dict[str, list[str]] = {}
        for key in batch:
            if spelled[key] not in present:
                reason = reasons.get(spelled[key], "no such symbol, or none in these days")
                instead = f"; kept until {kept[key][1]}" if key in kept else ""
                absent.setdefault(f"({reason}){instead}", []).append(key)
        for why, keys in absent.items():
            self._problem(f"Yahoo has no {_listed(keys)} {why}")

    def _keep(self, table: str, bars: pd.DataFrame, span: tuple[str, str]) -> None:
        rows = wire.tables(bars)[table]
        self.store.keep(table, rows, dict.fromkeys(rows[KEYS[table]].unique(), span))

    def _fetch_chain(self, underlying: str, session: date) -> None:
        label = f"{underlying} chain from Yahoo"
        self.progress.advance(label, 0, 1)
        symbol = f"^{underlying}" if underlying in CASH_INDICES else underlying
        try:
            quotes = self.client.options(symbol)
            if quotes is None or quotes.records.empty:
                self._problem(f"Yahoo lists no options on {underlying}")
            else:
                rows = wire.chain(quotes.records, underlying, quotes.moment, quotes.price)
                self.store.keep_chain(rows)
                quoted = rows["quote_date"].iloc[0].date()
                if quoted != session:
                    self._problem(f"Yahoo's {underlying} quotes are of {quoted}, not of {session}")
        except HedgerowError as error:
            kept = Kept.chain_rows(self, underlying, session)
            instead = "none is kept" if kept is None else "the one kept earlier is used"
            self._problem(f"{underlying} chain could not be fetched ({error}); {instead}")
        self.progress.advance(label, 1, 1)


def _listed(keys: Sequence[str], shown: int = 5) -> str:
    more = f" and {len(keys) - shown} more" if len(keys) > shown else ""
    return ", ".join(keys[:shown]) + more
