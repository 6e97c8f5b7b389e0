"""A publisher whose tables are kept in a folder: what live sources have in common.

It answers from the folder, so that what was fetched once is there without a network; a live source
fetches what is missing first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from hedgerow.data.clock import SETTLING, Clock, finished_session, opened_session, system_clock
from hedgerow.data.progress import Progress, Silence
from hedgerow.data.store import Store
from hedgerow.market.calendar import close_of
from hedgerow.market.quote_stamp import parse_stamp

if TYPE_CHECKING:
    import pandas as pd

    from hedgerow.data.source import Anchors


@dataclass
class Kept:
    """A publisher's tables, as far as they are kept."""

    store: Store
    now: Clock = system_clock
    progress: Progress = field(default_factory=Silence)
    problems: list[str] = field(default_factory=list)
    """What could not be fetched, and what is used instead."""
    publisher: ClassVar[str] = ""
    publishes: ClassVar[frozenset[str]] = frozenset()
    """Tables that come from the publisher, of all that the folder may hold."""
    final_after: ClassVar[timedelta] = SETTLING
    """A chain stamped so long after the close of its session is not taken again."""

    @property
    def label(self) -> str:
        """Publisher and folder, as an argument."""
        return f"{self.publisher.lower()}:{self.store.folder}"

    def last_session(self) -> date | None:
        """Date of the last kept price."""
        kept = self.store.tables()
        return None if kept is None else kept.last_session()

    def price_rows(self, symbols: Sequence[str], start: date, end: date) -> pd.DataFrame | None:
        """Kept rows of these symbols."""
        kept = self.store.tables()
        return None if kept is None else kept.price_rows(symbols, start, end)

    def anchors(self, symbols: Sequence[str], end: date) -> Anchors:
        """Each symbol's last unadjusted close of each basis."""
        kept = self.store.tables()
        return {} if kept is None else kept.anchors(symbols, end)

    def chain_rows(self, underlying: str, session: date) -> tuple[pd.DataFrame, str] | None:
        """The kept chain of one underlying on one session."""
        kept = self.store.tables()
        found = None if kept is None else kept.chain_rows(underlying, session)
        return None if found is None else (found[0], self._told("chain", found[1]))

    def chains_held(self) -> dict[str, list[date]]:
        """Sessions of the kept chains, by underlying."""
        kept = self.store.tables()
        return {} if kept is None else kept.chains_held()

    def quote_rows(
        self, underlying: str, start: date, end: date
    ) -> tuple[pd.DataFrame, str] | None:
        """Quotes that lie in the folder; none are fetched."""
        kept = self.store.tables()
        return None if kept is None else kept.quote_rows(underlying, start, end)

    def intraday_rows(self, symbol: str, end: date) -> tuple[pd.DataFrame, str] | None:
        """Bars within the day that lie in the folder; none are fetched."""
        kept = self.store.tables()
        return None if kept is None else kept.intraday_rows(symbol, end)

    def vol_index_rows(self, start: date, end: date) -> pd.DataFrame | None:
        """Kept volatility-index rows."""
        kept = self.store.tables()
        return None if kept is None else kept.vol_index_rows(start, end)

    def vix_future_rows(self, start: date, end: date) -> pd.DataFrame | None:
        """VIX-futures rows that lie in the folder; none are fetched."""
        kept = self.store.tables()
        return None if kept is None else kept.vix_future_rows(start, end)

    def rate_rows(self, start: date, end: date) -> pd.DataFrame | None:
        """Kept rate rows."""
        kept = self.store.tables()
        return None if kept is None else kept.rate_rows(start, end)

    def place(self, table: str) -> str:
        """The publisher, and where its table is kept."""
        kept = self.store.tables()
        return self._told(table, self.label if kept is None else kept.place(table))

    def _told(self, table: str, place: str) -> str:
        return f"{self.publisher}, kept in {place}" if table in self.publishes else place

    def _through(self, session: date) -> date:
        """The last finished session up to one: what can be had of daily tables."""
        return min(session, finished_session(self.now()))

    def _live_chain(self, underlying: str, session: date) -> bool:
        """Whether a chain of that session can be had and is not kept in its final state."""
        if session != opened_session(self.now()):
            return False
        found = Kept.chain_rows(self, underlying, session)
        if found is None:
            return True
        stamp = found[0].get("quote_stamp")
        taken = None if stamp is None else parse_stamp(str(stamp.iloc[0]), session)
        return taken is None or taken < close_of(session) + self.final_after

    def _problem(self, text: str) -> None:
        if text not in self.problems:
            self.problems.append(text)
