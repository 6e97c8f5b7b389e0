"""Cboe as a source: ``cboe:`` or ``cboe:FOLDER``.

Histories of its volatility indices, which are published after each session, and delayed quotes of
whole chains, which there are of the current session only: a chain of the past is had where it was
kept. Nothing that the folder has is fetched again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from hedgerow.data.download import Downloads, HttpDownloads
from hedgerow.data.endpoints import Endpoints
from hedgerow.data.errands import errands
from hedgerow.data.formats.cboe import delayed_quotes, index_history
from hedgerow.data.kept import Kept
from hedgerow.errors import DataError, HedgerowError

if TYPE_CHECKING:
    import pandas as pd

VOL_INDICES = ("VIX", "VIX9D", "VIX3M", "VIX6M", "VXN", "VVIX", "SKEW")


@dataclass
class CboeSource(Kept):
    """Volatility indices and chains from Cboe; whatever else the folder holds."""

    endpoints: Endpoints = field(default_factory=Endpoints)
    downloads: Downloads = field(default_factory=HttpDownloads)
    publisher: ClassVar[str] = "Cboe"
    publishes: ClassVar[frozenset[str]] = frozenset({"vol_indices", "chain"})
    _asked: set[str] = field(default_factory=set, repr=False)
    """Addresses, each of which is asked once."""

    def vol_index_rows(self, start: date, end: date) -> pd.DataFrame | None:
        """Volatility-index rows in ``start`` … ``end``; histories that end sooner are fetched."""
        through = self._through(end)
        until = {symbol: last for symbol, (_, last) in self.store.span("vol_indices").items()}
        behind = [s for s in VOL_INDICES if s not in until or until[s] < through]
        new = [s for s in behind if self.endpoints.index_history(s) not in self._asked]
        self._fetch_histories(new, until)
        return super().vol_index_rows(start, end)

    def chain_rows(self, underlying: str, session: date) -> tuple[pd.DataFrame, str] | None:
        """The chain of the current session, fetched, or one that was kept."""
        url = self.endpoints.delayed_quotes(underlying)
        if url not in self._asked and self._live_chain(underlying, session):
            self._asked.add(url)
            self._fetch_chain(underlying, session)
        return super().chain_rows(underlying, session)

    def _fetch_histories(self, symbols: Sequence[str], until: dict[str, date]) -> None:
        import pandas as pd

        self._asked.update(map(self.endpoints.index_history, symbols))
        label = "volatility indices from Cboe"
        fetched: list[pd.DataFrame] = []
        failed: dict[str, list[str]] = {}
        if symbols:
            self.progress.advance(label, 0, len(symbols))
        for n, done in enumerate(errands(self._history, symbols), start=1):
            if done.value is not None:
                fetched.append(done.value)
            else:
                failed.setdefault(_reason(done.error), []).append(done.key)
            self.progress.advance(label, n, len(symbols))
        if fetched:
            self.store.keep("vol_indices", pd.concat(fetched, ignore_index=True))
        for reason, missing in failed.items():
            names = sorted(missing, key=VOL_INDICES.index)
            kept = [f"{s} kept until {until[s]}" for s in names if s in until]
            self._problem(
                f"history of {', '.join(names)} could not be fetched ({reason}); "
                + (", ".join(kept) or "none is kept")
            )

    def _history(self, symbol: str) -> pd.DataFrame:
        return index_history(self.downloads.get(self.endpoints.index_history(symbol)), symbol)

    def _fetch_chain(self, underlying: str, session: date) -> None:
        label = f"{underlying} chain from Cboe"
        self.progress.advance(label, 0, 1)
        try:
            rows = delayed_quotes(self.downloads.get(self.endpoints.delayed_quotes(underlying)))
            named, quoted = rows["underlying"].iloc[0], rows["quote_date"].iloc[0].date()
            if str(named).replace(".", "-") != underlying:
                msg = f"Cboe answered with {named}"
                raise DataError(msg)
            self.store.keep_chain(rows.assign(underlying=underlying))
            if quoted != session:
                self._problem(f"Cboe's {underlying} quotes are of {quoted}, not of {session}")
        except HedgerowError as error:
            kept = Kept.chain_rows(self, underlying, session)
            instead = "none is kept" if kept is None else "the one kept earlier is used"
            self._problem(f"{underlying} chain could not be fetched ({error}); {instead}")
        self.progress.advance(label, 1, 1)


def _reason(error: BaseException | None) -> str:
    """An error without the file it is about, so that one failure of many files is one reason."""
    return re.sub(r"/us_indices/\S*_History\.csv", "", str(error))
