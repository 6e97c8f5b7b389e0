"""What a replay rests on: the book, the window, and the tape made of everything that was known."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.backtest.quote_history import QuoteHistory
from hedgerow.backtest.tape import Tape, Underlying, from_days
from hedgerow.backtest.windows import FULL, Window, own_peak, rows_of, window
from hedgerow.desk.crises import price_symbols
from hedgerow.desk.pair import instruments
from hedgerow.desk.replay_book import BookHistory, book_history
from hedgerow.desk.replay_futures import vix_future_history
from hedgerow.desk.replay_tape import VolHistories, underlyings, vol_histories
from hedgerow.desk.session import SP500
from hedgerow.desk.study import Study, study
from hedgerow.errors import InputError, UnavailableError
from hedgerow.hedge.beta import LEAST_OBSERVATIONS
from hedgerow.market.book import Book
from hedgerow.market.calendar import FIRST, sessions_between
from hedgerow.market.instruments import LEVERAGED, instrument

if TYPE_CHECKING:
    import pandas as pd

    from hedgerow.data.progress import Progress
    from hedgerow.desk.replay_choices import ReplayChoices
    from hedgerow.desk.settings import DataArgument
    from hedgerow.market.prices import Prices
    from hedgerow.typing import FloatArray, IntArray

HISTORY = 504
"""Sessions before the first trade that pairing looks back on."""
LEFT_OUT = frozenset({"hedge", "carried"})
"""Positions of the book that are no part of what is replayed: options that hedge it, and what cannot be priced."""
MOVED = 0.005
"""Quotes whose underlying is further than this from the session's close are of another hour."""


@dataclass(frozen=True)
class ReplayStudy:
    """Everything that the chapters of the answer are made of."""

    made: Study
    tape: Tape
    window: Window
    start: int
    """Place of the window's first session among those that are traded."""
    stop: int
    """Place of its last."""
    history: BookHistory
    vols: VolHistories

    assumed_rates: int
    """Sessions without a rate, where one is assumed."""
    missing: frozenset[str]
    """Tables that a policy looks at and the data lack."""

    @property
    def assumed_share(self) -> float:
        """Mean share of the gross book that moved by beta alone in the window."""
        first = self.tape.first + self.start
        return float(np.mean(self.history.assumed[first + 1 : self.tape.first + self.stop + 1]))


def replay_study(
    book: Book | str | Path,
    choices: ReplayChoices,
    *,
    data: DataArgument,
    as_of: str | date | None,
    columns: str | Path | None,
    progress: Progress | None,
) -> ReplayStudy:
    """Value the book, load its past, and find the window in it.

    Raises :class:`InputError` for a window outside the data, :class:`UnavailableError` without VIX or prices.
    """
    made = study(
        book,
        data=data,
        as_of=as_of,
        benchmark=choices.benchmark,
        window=choices.beta_window,
        columns=columns,
        progress=progress,
    )
    left_out = [p.symbol for p in made.beta.positions if p.source in LEFT_OUT]
    if left_out:
        made.notes.note(f"not replayed, for they end or have no known price: {', '.join(left_out)}")
    symbols = _symbols(choices)
    prices = _long_prices(made, symbols)
    index = prices.dates
    rates = made.market.rate_history(index)
    rate = rates.rate
    history = book_history(made, prices, rate)
    vols = vol_histories(made.market, prices)
    if not np.isfinite(vols.vix).any():
        msg = f"no VIX up to {made.as_of}, so that no option can be priced; add vol_indices/ to --data"
        raise UnavailableError(msg)
    asked, first, last = _rows(choices, made, prices, history, vols)
    last = _until_priced(choices, prices, last, made)
    lead = 0 if choices.window == FULL else min(choices.lead, max(0, first - LEAST_OBSERVATIONS))
    begin = first - lead
    early = max(0, begin - HISTORY)
    kept = slice(early, last + 1)
    prices = _cut(prices, index[kept])
    vols = _rows_of(vols, kept)
    history = BookHistory(history.returns[kept], history.assumed[kept], history.since)
    begin, first, last = begin - early, first - early, last - early
    known = underlyings(
        symbols, prices, vols, history.returns, first=begin, window=choices.beta_window
    )
    candidates = tuple(use.symbol for use in instruments(choices.candidates) if use.symbol in known)
    quotes = _quotes(made, choices, known, prices)
    tape = Tape(
        dates=prices.dates.to_numpy().astype("datetime64[D]"),
        first=begin,
        rate=rate[kept],
        book_returns=history.returns,
        # the book is worth what it is worth today at the window's first close
        value=made.value / _growth(history.returns, begin, first),
        underlyings=known,
        benchmark=made.benchmark.symbol,
        series=_series(choices, made, prices, vols),
        candidates=candidates,
        quotes=quotes,
        vix_futures=(
            vix_future_history(made.market, prices) if "vix_futures" in choices.needs else None
        ),
        event_rows=_events(choices, prices),
    )
    shown = Window(asked.name, tape.date(first), tape.date(last))
    start, stop = first - begin, last - begin
    return ReplayStudy(
        made, tape, shown, start, stop, history, vols, rates.assumed, _missing(choices, tape)
    )


def _symbols(choices: ReplayChoices) -> list[str]:
    """What options are looked at on: the instrument that was named, or the candidates."""
    named = [name.partition("@")[2].upper() for name in choices.policies if "@" in name]
    own = choices.instruments
    pool = own if own is not None else [u.symbol for u in instruments(choices.candidates)]
    return list(dict.fromkeys([*pool, *named, choices.benchmark, "SPY"]))


def _long_prices(made: Study, symbols: list[str]) -> Prices:
    own = price_symbols(made)
    tracked = [LEVERAGED[s].tracks for s in own if s in LEVERAGED]
    uses = [instrument(s) for s in symbols]
    needed = {
        *own,
        *tracked,
        *SP500,
        made.benchmark.price_symbol,
        *(u.price_symbol for u in uses),
        *(u.fund for u in uses),
    }
    return made.market.prices(
        sorted(needed), made.as_of, window=sessions_between(FIRST, made.as_of)
    )


def _rows(
    choices: ReplayChoices, made: Study, prices: Prices, history: BookHistory, vols: VolHistories
) -> tuple[Window, int, int]:
    """The window and its rows, the first one on the book's own peak where that is asked for."""
    index = prices.dates
    days = index.to_numpy().astype("datetime64[D]").astype(np.int64)
    benchmark = prices.adjusted[made.benchmark.price_symbol].to_numpy(float)
    ready = np.flatnonzero(np.isfinite(benchmark) & np.isfinite(vols.tenors[:, 1]))
    if len(ready) <= LEAST_OBSERVATIONS + 1:
        msg = f"{len(ready)} sessions with VIX and {made.benchmark.symbol}; {LEAST_OBSERVATIONS} must lie before the first trade"
        raise UnavailableError(msg)
    least, most = int(ready[0]) + LEAST_OBSERVATIONS + 1, int(ready[-1])
    asked = window(choices.window, from_days(int(days[least])), from_days(int(days[most])))
    found = rows_of(asked, days)
    if found is None:
        msg = f"window {choices.window} holds no two sessions of the data; give a longer one"
        raise InputError(msg)
    first, last = found
    if choices.own_peak and asked.name != FULL:
        value = np.asarray(np.cumprod(1 + np.nan_to_num(history.returns)), dtype=float)
        first = max(least, own_peak(value, first, last))
    return asked, max(first, least), last


def _until_priced(choices: ReplayChoices, prices: Prices, last: int, made: Study) -> int:
    """The last row on which every instrument that was named has a price."""
    for named in choices.instruments or ():
        symbol = instrument(named).price_symbol
        if symbol not in prices:
            msg = f"no prices of {named} ({symbol}); name another with --instrument, or add a source that has them"
            raise UnavailableError(msg)
        own = np.flatnonzero(np.isfinite(prices.adjusted[symbol].to_numpy(float)))
        if own[-1] < last:
            until = prices.dates[own[-1]].date()
            made.notes.doubt(f"prices of {named} end on {until}: the replay ends there")
            last = int(own[-1])
    return last


def _cut(prices: Prices, index: pd.DatetimeIndex) -> Prices:
    return replace(
        prices,
        as_of=index[-1].date(),
        adjusted=prices.adjusted.loc[index],
        unadjusted=prices.unadjusted.loc[index],
        basis=prices.basis.loc[index],
    )


def _rows_of(vols: VolHistories, kept: slice) -> VolHistories:
    return VolHistories(**{f.name: getattr(vols, f.name)[kept] for f in fields(vols)})


def _series(
    choices: ReplayChoices, made: Study, prices: Prices, vols: VolHistories
) -> dict[str, FloatArray]:
    """What policies may look at, on the tape's sessions."""
    series = {"VIX": vols.vix, "VVIX": vols.vvix, "SKEW": vols.skew}
    if "rules" not in choices.needs:
        return series
    from hedgerow.desk.premium_study import moved
    from hedgerow.desk.read_study import read_study
    from hedgerow.regime.hedge_size import held_ratios, ratio_of, scores
    from hedgerow.regime.thresholds import DEFAULT

    read = read_study(made.market, prices.as_of)
    facts = read.facts
    index = prices.dates
    found = {
        "iv_rank": facts.number("iv_rank"),
        "premium_over_mean": facts.number("premium_over_mean"),
        "nvrp": facts.number("nvrp"),
        "hedge_size": held_ratios(facts, DEFAULT),
        "hedge_size_today": ratio_of(scores(facts, DEFAULT), DEFAULT),
    }
    return series | {name: moved(values, read.dates, index) for name, values in found.items()}


def _events(choices: ReplayChoices, prices: Prices) -> IntArray:
    """Rows of the sessions of the user's own events, or of the Federal Reserve's announcements."""
    if "events" not in choices.needs:
        return np.empty(0, np.int64)
    from hedgerow.data.event_file import own_events
    from hedgerow.market.events import EventCalendar

    index = prices.dates
    if choices.events is not None:
        days = [event.day for event in own_events(choices.events)]
    else:
        first = index[0].date()
        shipped = EventCalendar.shipped().events
        days = [e.day for e in shipped if e.kind == "fomc" and e.planned(first)]
    rows = index.searchsorted(np.array(days, "datetime64[ns]"))
    return np.unique(rows[rows < len(index)]).astype(np.int64)


def _growth(returns: FloatArray, begin: int, end: int) -> float:
    """What a dollar of the book became from one row to another."""
    return float(np.prod(1 + np.nan_to_num(returns[begin + 1 : end + 1])))


def _missing(choices: ReplayChoices, tape: Tape) -> frozenset[str]:
    """What the policies look at that the tape has not."""
    names = {
        "VVIX": "VVIX",
        "rules": "IV rank, premium and hedge size",
        "vix_futures": "VIX futures",
    }
    there = {
        "VVIX": bool(np.isfinite(tape.series["VVIX"]).any()),
        "rules": bool(np.isfinite(tape.series.get("iv_rank", np.empty(0))).any()),
        "vix_futures": tape.vix_futures is not None,
    }
    return frozenset(names[need] for need in choices.needs if not there.get(need, True))


def _quotes(
    made: Study,
    choices: ReplayChoices,
    known: dict[str, Underlying],
    prices: Prices,
) -> QuoteHistory | None:
    """Quotes of the sessions of the tape whose underlying stands where the session closed."""
    if choices.prices == "modelled":
        return None
    index = prices.dates
    rows = made.market.quotes_between(list(known), index[0].date(), index[-1].date())
    if rows is None:
        return None
    day = rows["quote_date"].to_numpy("datetime64[D]")
    at = index.searchsorted(day)
    there = (at < len(index)) & (index[np.minimum(at, len(index) - 1)].to_numpy() == day)
    close = np.full(len(rows), np.nan)
    for symbol, it in known.items():
        own = (rows["underlying"] == symbol).to_numpy() & there
        close[own] = it.price[at[own]]
    spot = (
        rows["underlying_price"].to_numpy(float)
        if "underlying_price" in rows
        else np.full(len(rows), np.nan)
    )
    near = ~(np.abs(spot / close - 1) > MOVED)
    far = int((there & ~near).sum())
    if far:
        made.notes.note(
            f"{far:,} quotes are not used: their underlying stood more than {100 * MOVED:g} % from the session's close"
        )
    history = QuoteHistory.from_rows(rows[there & near])
    made.notes.set_aside("quotes", history.set_aside)
    return history if history.tables else None
