"""The indices that Cboe publishes, replayed by their rules: what the engine and its modelled prices are held against.

On the days on which they roll, options expire at the opening print and are replaced around noon. The data have no such prices of
the S&P 500; for them stand those of its fund: the open for the one, the mean of open, high, low and close for the other. On all
other days everything is at the close. The index earns what the fund does, and what the fund charges.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.backtest.costs import Costs
from hedgerow.backtest.policies.benchmark_indices import BXM, CLL, PPUT, BenchmarkIndex
from hedgerow.backtest.replay import Terms, replay
from hedgerow.backtest.tape import Tape
from hedgerow.desk.replay_tape import underlyings, vol_histories
from hedgerow.desk.settings import DataArgument, market
from hedgerow.units import SESSIONS_PER_YEAR

if TYPE_CHECKING:
    import pandas as pd

    from hedgerow.data.source import Market
    from hedgerow.market.prices import Prices
    from hedgerow.typing import FloatArray

INDEX, FUND, PRICE = "SPX", "SPY", "^SPX"
FEE = 0.00095
"""Of the fund, a year."""
EARLIER_SPREAD = 1.6
"""Times today's spread that options cost until 2014: what quoted puts on the fund did, 2010–2014 against after."""
INDICES: tuple[BenchmarkIndex, ...] = (PPUT, CLL, BXM)


def replicated_indices(
    data: DataArgument,
    first: date,
    last: date,
    *,
    indices: tuple[BenchmarkIndex, ...] = INDICES,
    spread: float = EARLIER_SPREAD,
) -> pd.DataFrame:
    """Levels by session (rows) and name (columns), 100 at the first; with ``SPTR``, the index without options."""
    import pandas as pd

    tape = _tape(market(data), first, last)
    terms = Terms(whole=False, costs=Costs(commission=0.0, spread=spread))
    dates = pd.DatetimeIndex(tape.dates[tape.first :])
    found = {one.name: replay(tape, one, terms).nav for one in indices}
    found["SPTR"] = tape.book[tape.first :]
    return pd.DataFrame({name: 100 * nav / tape.value for name, nav in found.items()}, index=dates)


def _tape(where: Market, first: date, last: date) -> Tape:
    """The index as its own book, rolled at noon of its monthly expirations."""
    from hedgerow.market.calendar import sessions_between

    start = date(first.year - 1, 1, 2)
    prices = where.prices([FUND, PRICE], last, window=sessions_between(start, last))
    dates = prices.dates
    vols = vol_histories(where, prices)
    at = int(dates.searchsorted(np.datetime64(first)))
    fund = np.concatenate([[np.nan], prices.returns(FUND, len(dates) - 1)])
    earned = np.nan_to_num(fund) + FEE / SESSIONS_PER_YEAR
    known = underlyings([INDEX, FUND], prices, vols, earned, first=at, window=SESSIONS_PER_YEAR)
    tape = Tape(
        dates=dates.to_numpy().astype("datetime64[D]"),
        first=at,
        rate=where.rate_history(dates).rate,
        book_returns=earned,
        value=1e8,
        underlyings=known,
        benchmark=INDEX,
        series={"VIX": vols.vix},
    )
    return _at_noon(tape, *_moves(where, prices))


def _moves(where: Market, prices: Prices) -> tuple[FloatArray, FloatArray]:
    """Of the fund from the close before to the open, and to the mean of its four prices, (n,)."""
    bars = where.bars(FUND, prices.as_of, start=prices.dates[0].date())
    rows = bars.dates.get_indexer(prices.dates)
    four = np.column_stack([bars.open, bars.high, bars.low, bars.close])
    four = np.where(rows[:, None] >= 0, four[rows], np.nan)
    before = np.concatenate([[np.nan], four[:-1, 3]])
    return four[:, 0] / before - 1, four.mean(axis=1) / before - 1


def _at_noon(tape: Tape, opening: FloatArray, noon: FloatArray) -> Tape:
    """The tape with its monthly expirations settled at the open and traded at noon; the next day makes up for it."""
    it = tape.underlyings[INDEX]
    price, book = it.price.copy(), tape.book_returns.copy()
    settlement = np.full(len(tape), np.nan)
    monthly = np.isin(tape.days, tape.expirations[0])
    for row in np.flatnonzero(monthly & np.isfinite(opening) & np.isfinite(noon)):
        settlement[row] = it.price[row - 1] * (1 + opening[row])
        price[row] = it.price[row - 1] * (1 + noon[row])
        whole = book[row]
        book[row] = noon[row]
        if row + 1 < len(book):
            book[row + 1] = (1 + whole) * (1 + book[row + 1]) / (1 + noon[row]) - 1
    changed = replace(it, price=price, settlement=settlement)
    return replace(tape, book_returns=book, underlyings={**tape.underlyings, INDEX: changed})
