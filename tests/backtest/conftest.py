"""Small tapes without real data: what happens on them is known beforehand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pytest

from hedgerow.backtest.tape import Tape, Underlying, VixFutureHistory
from hedgerow.market.calendar import sessions
from hedgerow.market.expirations import vix_settlement
from hedgerow.market.instruments import instrument


@dataclass(frozen=True)
class FlatVol:
    """One volatility a session, whatever the strike and the tenor."""

    level: np.ndarray

    def vol(self, at, log_moneyness, days):
        """The session's."""
        at, k, days = np.broadcast_arrays(np.asarray(at), log_moneyness, days)
        return np.where(np.isfinite(k) & (days > 0), self.level[at], np.nan)


def made_tape(
    n: int = 300,
    *,
    start: date = date(2020, 1, 2),
    first: int = 0,
    symbol: str = "SPX",
    price=None,
    vol=0.20,
    rate: float = 0.0,
    dividends: float = 0.0,
    exercise: str = "european",
    strike_step: float = 1.0,
    book: str = "index",
    value: float = 1e6,
    series: Mapping[str, np.ndarray] | None = None,
    vix: float | np.ndarray | None = None,
    futures: Callable[[np.ndarray, np.ndarray], np.ndarray] | None = None,
    surface=None,
) -> Tape:
    """``n`` real sessions of the exchange from ``start`` on.

    Parameters
    ----------
    price
        One number, or (n,); without it the index swings between 95 and 105.
    vol
        Implied volatility of every option, a number or (n,) decimals; NaN where it is to be unknown.
    book
        ``"index"`` holds the underlying with its dividends, ``"cash"`` nothing (its return is 0).
    vix
        Points, a number or (n,): series ``VIX``.
    futures
        VIX points of a contract by rows (k,) and calendar days to its settlement (k,).
    surface
        In the place of the flat one.
    """
    every = sessions()
    dates = every[every >= np.datetime64(start)][:n].to_numpy().astype("datetime64[D]")
    wave = 100 * np.exp(0.05 * np.sin(np.arange(n) / 9))
    S = np.broadcast_to(np.asarray(wave if price is None else price, float), (n,)).copy()
    q = np.full(n, float(dividends))
    years = np.diff(dates.astype(np.int64)) / 365
    growth = S[1:] / S[:-1] * np.exp(dividends * years) - 1
    returns = np.concatenate([[np.nan], growth])
    it = Underlying(
        use=replace(instrument(symbol), exercise=exercise, strike_step=strike_step),
        price=S,
        returns=returns,
        dividend_yield=q,
        surface=surface or FlatVol(np.broadcast_to(np.asarray(vol, float), (n,)).copy()),
        ratio=np.ones(n),
    )
    named = dict(series or {})
    if vix is not None:
        named["VIX"] = np.broadcast_to(np.asarray(vix, float), (n,)).copy()
    return Tape(
        dates=dates,
        first=first,
        rate=np.full(n, float(rate)),
        book_returns=returns if book == "index" else np.zeros(n),
        value=value,
        underlyings={it.use.symbol: it},
        benchmark=it.use.symbol,
        series=named,
        candidates=(it.use.symbol,),
        vix_futures=None if futures is None else made_futures(dates, futures),
    )


def made_futures(dates: np.ndarray, price: Callable) -> VixFutureHistory:
    """Nine monthly contracts on each session, at ``price(rows, days left)``."""
    days = dates.astype(np.int64)
    first, last = dates[0].item(), dates[-1].item()
    months = [(y, m) for y in range(first.year, last.year + 2) for m in range(1, 13)]
    ends = np.array([np.datetime64(vix_settlement(*month)) for month in months]).astype(np.int64)
    ends = ends[ends >= days[0]]
    settles = np.full((len(days), len(ends)), np.nan)
    for j, end in enumerate(ends):
        rows = np.flatnonzero((days <= end) & (end - days <= 270))
        settles[rows, j] = price(rows, end - days[rows])
    return VixFutureHistory(ends, settles)


@pytest.fixture(scope="session")
def flat_tape():
    """A maker of tapes; see ``made_tape``."""
    return made_tape


@dataclass(frozen=True)
class Scripted:
    """What is asked for by row, whatever happens."""

    requests: Mapping[int, tuple]
    name: str = "scripted"

    def orders(self, view):
        """The row's."""
        return self.requests.get(view.row, ())


@pytest.fixture(scope="session")
def scripted():
    """A policy that asks for given requests on given rows."""
    return Scripted


@dataclass(frozen=True)
class Looking:
    """Another policy, and what it is shown; for what a view says on a row."""

    seen: dict

    name: str = "looking"

    def orders(self, view):
        """Nothing; keeps what each function of ``seen`` says of each session."""
        for look, found in self.seen.items():
            found.append(look(view))
        return ()


@pytest.fixture(scope="session")
def looked():
    """What a function of the view says on every session that a policy sees, as a list."""
    from hedgerow.backtest.replay import replay

    def on(tape, look):
        found: list = []
        replay(tape, Looking({look: found}))
        return found

    return on


@pytest.fixture(scope="session")
def shuffled():
    """A tape whose sessions after a row are another future: prices, volatilities and series in another order."""

    def after(tape: Tape, row: int, *, seed: int = 1) -> Tape:
        order = np.arange(len(tape))
        np.random.default_rng(seed).shuffle(order[row + 1 :])

        def other(x):
            return x[order] if isinstance(x, np.ndarray) and len(x) == len(order) else x

        its = {
            symbol: replace(
                it,
                price=other(it.price),
                returns=other(it.returns),
                surface=FlatVol(other(it.surface.level)),
            )
            for symbol, it in tape.underlyings.items()
        }
        futures = tape.vix_futures
        if futures is not None:
            settles = futures.settles.copy()
            settles[row + 1 :] *= np.random.default_rng(seed).uniform(
                0.8, 1.3, (len(tape) - row - 1, 1)
            )
            futures = replace(futures, settles=settles)
        return replace(
            tape,
            book_returns=other(tape.book_returns),
            underlyings=its,
            series={name: other(x) for name, x in tape.series.items()},
            vix_futures=futures,
        )

    return after
