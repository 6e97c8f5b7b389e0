"""The seam to the outside world: what a source of market data answers, and several in a row.

A source knows prices, chains, volatility indices, VIX futures and rates, or some of them. :class:`Market` asks
the given sources in order; the first that holds a table (a symbol, for prices) wins, and what came
from where is remembered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol, TypeAlias

from hedgerow.errors import DataError, UnavailableError
from hedgerow.market.bars import Bars, joined
from hedgerow.market.calendar import FIRST, session_on_or_before, sessions
from hedgerow.market.chain import OptionChain
from hedgerow.market.intraday import IntradayBars
from hedgerow.market.macro import MacroHistory
from hedgerow.market.prices import Anchor, Prices
from hedgerow.market.rates import Rate, RateCurve, RateHistory, rate_curve, rate_history, short_rate
from hedgerow.market.vix_futures import VixFutures
from hedgerow.market.vol_indices import VolIndexHistory, VolIndices

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
        """Rows of ``date, symbol, adj_close [, close, close_basis, the rest of the bar]``."""

    def anchors(self, symbols: Sequence[str], end: date) -> Anchors:
        """Each symbol's last unadjusted close of each basis up to ``end``."""

    def chain_rows(self, underlying: str, session: date) -> tuple[pd.DataFrame, str] | None:
        """A chain's rows and where they are from."""

    def chains_held(self) -> Mapping[str, Sequence[date]]:
        """Sessions of the chains at hand, by underlying."""

    def quote_rows(
        self, underlying: str, start: date, end: date
    ) -> tuple[pd.DataFrame, str] | None:
        """Quotes of many sessions, from chains and panels at hand: ``quote_date, expiry, strike, type, bid, ask``."""

    def intraday_rows(self, symbol: str, end: date) -> tuple[pd.DataFrame, str] | None:
        """One symbol's bars within the day, ``timestamp, symbol, open … close``, and where they are from."""

    def vol_index_rows(self, start: date, end: date) -> pd.DataFrame | None:
        """Rows of ``date, symbol, close``."""

    def vix_future_rows(self, start: date, end: date) -> pd.DataFrame | None:
        """Rows of ``date, expiry, settle [, open_interest, volume]``."""

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

    def bars(self, symbol: str, as_of: date, *, start: date = FIRST) -> Bars:
        """One symbol's daily bars up to ``as_of``, from the first source with it.

        Where a later source reaches further back, its part is joined on returns.

        Raises :class:`UnavailableError` where no source has a price of it.
        """
        found: Bars | None = None
        places: list[str] = []
        aside: list[str] = []
        for source in self.sources:
            rows = source.price_rows([symbol], start, as_of)
            if rows is None or rows.empty:
                continue
            bars = Bars.from_rows(rows, symbol, as_of)
            if not len(bars):
                aside += [f"{n:,} rows {reason}" for reason, n in bars.set_aside.items()]
            if found is None and len(bars):
                found, places = bars, [source.place("prices")]
            elif found is not None and len(bars) and bars.dates[0] < found.dates[0]:
                longer = joined(found, bars)
                if longer is not None:
                    places.append(f"{source.place('prices')} before {found.dates[0].date()}")
                    found = longer
        if found is None:
            why = "; ".join([*self.problems, *aside])
            if aside:
                why += ": dates are YYYY-MM-DD, numbers have a point and no other sign"
            msg = (
                f"no prices of {symbol} up to {as_of} in "
                f"{', '.join(source.label for source in self.sources)}"
                + (f" ({why})" if why else "")
                + "; check the symbol, or add a source that has it"
            )
            raise UnavailableError(msg)
        self.provenance["prices"] = ", ".join(places)
        return found

    def intraday(self, symbol: str, as_of: date) -> IntradayBars | None:
        """One symbol's bars within the day, from the first source with some; None where none has."""
        for source in self.sources:
            found = source.intraday_rows(symbol, as_of)
            if found is not None:
                rows, place = found
                self.provenance["intraday"] = place
                try:
                    return IntradayBars.from_rows(rows, symbol, as_of=as_of)
                except DataError as error:
                    msg = f"{place}: {error}"
                    raise DataError(msg) from None
        return None

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
                return OptionChain.from_rows(rows, underlying, session=as_of)
        return None

    def quotes_between(
        self, underlyings: Sequence[str], start: date, end: date
    ) -> pd.DataFrame | None:
        """Quoted options of several underlyings, each from the first source with some; None where none has any."""
        import pandas as pd

        frames: list[pd.DataFrame] = []
        places: list[str] = []
        for underlying in underlyings:
            for source in self.sources:
                found = source.quote_rows(underlying, start, end)
                if found is not None:
                    frames.append(found[0].assign(underlying=underlying))
                    places.append(found[1])
                    break
        if not frames:
            return None
        self.provenance["quotes"] = ", ".join(dict.fromkeys(places))
        return pd.concat(frames, ignore_index=True)

    def chain_of(self, argument: str, as_of: date | None) -> tuple[OptionChain, str]:
        """The chain that an argument names, a file or a symbol, and where it is from.

        See :mod:`hedgerow.data.chain_argument`. Raises :class:`DataError` or :class:`UnavailableError` in one line.
        """
        from hedgerow.data.chain_argument import chain_of

        found, place = chain_of(self, argument, as_of)
        self.provenance["chain"] = place
        return found, place

    def vol_indices(self, as_of: date) -> VolIndices:
        """Volatility-index levels from the first source with recent ones; empty where none has."""
        for source in self.sources:
            rows = source.vol_index_rows(as_of - LOOK_BACK, as_of)
            if rows is not None and not rows.empty:
                self.provenance["vol_indices"] = source.place("vol_indices")
                return VolIndices.from_rows(rows, as_of)
        return VolIndices.from_rows(None, as_of)

    def vol_index(self, symbol: str, as_of: date, *, start: date = FIRST) -> VolIndexHistory:
        """One volatility index through time, from the first source with it; empty where none has."""
        return self.vol_index_each([symbol], as_of, start=start)[symbol]

    def vol_index_each(
        self, symbols: Sequence[str], as_of: date, *, start: date = FIRST
    ) -> dict[str, VolIndexHistory]:
        """Several through time, each from the first source with it and every source read once; empty where none has."""
        found = {symbol: VolIndexHistory.from_rows(None, symbol, as_of) for symbol in symbols}
        for source in self.sources:
            missing = [symbol for symbol, history in found.items() if history.levels.empty]
            rows = source.vol_index_rows(start, as_of) if missing else None
            if rows is None:
                continue
            found |= {s: VolIndexHistory.from_rows(rows, s, as_of) for s in missing}
            if any(len(found[symbol].levels) for symbol in missing):
                self.provenance["vol_indices"] = source.place("vol_indices")
        return found

    def rate(self, as_of: date) -> Rate:
        """The short rate; assumed and saying so where no source has one."""
        for source in self.sources:
            rows = source.rate_rows(as_of - LOOK_BACK, as_of)
            if rows is not None and not rows.empty:
                self.provenance["rates"] = source.place("rates")
                return short_rate(rows, as_of)
        return short_rate(None, as_of)

    def rate_curve(self, as_of: date) -> RateCurve:
        """Rates by tenor, from the first source with some; flat and assumed where none has, which it says."""
        for source in self.sources:
            rows = source.rate_rows(as_of - LOOK_BACK, as_of)
            if rows is not None and not rows.empty:
                self.provenance["rates"] = source.place("rates")
                return rate_curve(rows, as_of)
        return rate_curve(None, as_of)

    def rate_history(self, dates: pd.DatetimeIndex) -> RateHistory:
        """The short rate on each of some sessions, from the first source with rates; assumed where none has one."""
        for source in self.sources:
            if not len(dates):
                break
            rows = source.rate_rows(dates[0].date() - LOOK_BACK, dates[-1].date())
            if rows is not None and not rows.empty:
                self.provenance["rates"] = source.place("rates")
                return rate_history(rows, dates)
        return rate_history(None, dates)

    def macro(self, as_of: date, *, start: date = FIRST) -> MacroHistory:
        """Credit, slope and dollar through time, from the first source with rates; empty where none has."""
        for source in self.sources:
            rows = source.rate_rows(start, as_of)
            found = MacroHistory.from_rows(rows, as_of)
            if found.series:
                self.provenance["rates"] = source.place("rates")
                return found
        return MacroHistory.from_rows(None, as_of)

    def vix_futures(self, as_of: date, *, start: date = FIRST) -> VixFutures:
        """VIX futures up to ``as_of``, each contract from the first source with it; empty where none has any.

        Raises :class:`DataError` where a column is missing.
        """
        import pandas as pd

        frames: list[pd.DataFrame] = []
        places: list[str] = []
        for source in self.sources:
            rows = source.vix_future_rows(start, as_of)
            if rows is None or rows.empty:
                continue
            new = rows if not frames else rows[~rows["expiry"].isin(_contracts(frames))]
            if len(new):
                frames.append(new)
                places.append(source.place("vix_futures"))
        if not frames:
            return VixFutures.from_rows(None, as_of)
        self.provenance["vix_futures"] = ", ".join(places)
        return VixFutures.from_rows(pd.concat(frames, ignore_index=True), as_of)

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be had so far, and what is used instead, source after source."""
        return tuple(problem for source in self.sources for problem in source.problems)

    def seen(self) -> Mapping[str, str]:
        """Provenance so far, in a fixed order."""
        return dict(sorted(self.provenance.items()))


def _contracts(frames: Sequence[pd.DataFrame]) -> set[object]:
    """Final settlement dates of the contracts in some tables."""
    return {day for rows in frames for day in rows["expiry"].unique()}
