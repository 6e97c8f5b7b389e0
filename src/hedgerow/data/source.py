"""The seam to the outside world: what a source of market data answers, and several in a row.

A source knows prices, chains, volatility indices and rates, or some of them. :class:`Market` asks
the given sources in order; the first that holds a table (a symbol, for prices) wins, and what came
from where is remembered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol, TypeAlias

from hedgerow.errors import DataError, UnavailableError
from hedgerow.market.calendar import session_on_or_before, sessions
from hedgerow.market.chain import OptionChain
from hedgerow.market.prices import Anchor, Prices
from hedgerow.market.rates import Rate, short_rate
from hedgerow.market.vol_indices import VolIndices

if TYPE_CHECKING:
    import pandas as pd

Anchors: TypeAlias = dict[str, list[Anchor]]
LOOK_BACK = timedelta(days=14)
"""How far back the last level of a rate or an index is sought."""


class Source(Protocol):
    """Where market data come from. None means: this source does not hold that table."""

    @property
    def label(self) -> str:
        """What the user called it."""

    @property
    def problems(self) -> Sequence[str]:
        """What could not be had so far, and what is used instead."""

    def last_session(self) -> date | None:
        """Date of the last price."""

    def price_rows(self, symbols: Sequence[str], start: date, end: date) -> pd.DataFrame | None:
        """Rows of ``date, symbol, adj_close [, close, close_basis]``."""

    def anchors(self, symbols: Sequence[str], end: date) -> Anchors:
        """Each symbol's last unadjusted close of each basis up to ``end``."""

    def chain_rows(self, underlying: str, session: date) -> tuple[pd.DataFrame, str] | None:
        """A chain's rows and where they are from."""

    def vol_index_rows(self, start: date, end: date) -> pd.DataFrame | None:
        """Rows of ``date, symbol, close``."""

    def rate_rows(self, start: date, end: date) -> pd.DataFrame | None:
        """Rows of ``date, series, value``."""

    def place(self, table: str) -> str:
        """Where a table lies."""


@dataclass(frozen=True)
class Market:
    """Market tables as of any session, from several sources in order."""

    sources: tuple[Source, ...]
    provenance: dict[str, str] = field(default_factory=dict)
    """Where each table that was read came from."""

    def as_of(self, day: date | None) -> date:
        """The session meant by ``day``; without one, that of the last price.

        Raises :class:`DataError` where no source has prices.
        """
        if day is not None:
            return session_on_or_before(day)
        last = [found for source in self.sources if (found := source.last_session()) is not None]
        if not last:
            msg = (
                "no prices in "
                + ", ".join(source.label for source in self.sources)
                + "; add a source with prices/daily.parquet (date, symbol, adj_close)"
            )
            raise DataError(msg)
        return session_on_or_before(max(last))

    def prices(self, symbols: Sequence[str], as_of: date, *, window: int) -> Prices:
        """Closes of the last ``window + 1`` sessions; each symbol from the first source with it.

        Raises :class:`UnavailableError` where a live source failed and nothing is known of any symbol.
        """
        import pandas as pd

        every = sessions()
        last = int(every.searchsorted(pd.Timestamp(as_of), side="right")) - 1
        start = every[max(0, last - window)].date()
        frames: list[pd.DataFrame] = []
        anchors: Anchors = {}
        missing = sorted(set(symbols))
        places = []
        for source in self.sources:
            rows = source.price_rows(missing, start, as_of) if missing else None
            if rows is None or rows.empty:
                continue
            found = set(rows["symbol"].astype(str))
            frames.append(rows)
            anchors |= source.anchors(sorted(found), as_of)
            missing = [s for s in missing if s not in found]
            places.append(source.place("prices"))
        if not frames and self.problems:
            msg = f"no prices: {'; '.join(self.problems)}"
            raise UnavailableError(msg)
        self.provenance["prices"] = ", ".join(places) or "none"
        rows = (
            pd.concat(frames, ignore_index=True)
            if frames
            else pd.DataFrame(columns=["date", "symbol", "adj_close"])
        )
        return Prices.from_rows(rows, as_of, anchors)

    def chain(self, underlying: str, as_of: date, *, fetch: bool = True) -> OptionChain | None:
        """The chain quoted on that session, if any source has it; without ``fetch``, at hand."""
        from hedgerow.data.kept import Kept

        for source in self.sources:
            if isinstance(source, Kept) and not fetch:
                found = Kept.chain_rows(source, underlying, as_of)
            else:
                found = source.chain_rows(underlying, as_of)
            if found is not None:
                rows, place = found
                seen = self.provenance.get("chain", "").split(", ")
                self.provenance["chain"] = ", ".join(dict.fromkeys(filter(None, [*seen, place])))
                return OptionChain.from_rows(rows, underlying)
        return None

    def vol_indices(self, as_of: date) -> VolIndices:
        """Volatility-index levels from the first source with recent ones; empty where none has."""
        for source in self.sources:
            rows = source.vol_index_rows(as_of - LOOK_BACK, as_of)
            if rows is not None and not rows.empty:
                self.provenance["vol_indices"] = source.place("vol_indices")
                return VolIndices.from_rows(rows, as_of)
        return VolIndices.from_rows(None, as_of)

    def rate(self, as_of: date) -> Rate:
        """The short rate; assumed and saying so where no source has one."""
        for source in self.sources:
            rows = source.rate_rows(as_of - LOOK_BACK, as_of)
            if rows is not None and not rows.empty:
                self.provenance["rates"] = source.place("rates")
                return short_rate(rows, as_of)
        return short_rate(None, as_of)

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be had so far, and what is used instead, source after source."""
        return tuple(problem for source in self.sources for problem in source.problems)

    def seen(self) -> Mapping[str, str]:
        """Provenance so far, in a fixed order."""
        return dict(sorted(self.provenance.items()))
