"""Protection in a made-up market: monthly puts against holding less, where implied volatility is dearer than what comes.

    dS/S = μ dt + σ dW        σ_implied > σ        r = q = 0

The setting of [Israelov17]: the index earns 4 % a year over cash with 20 % volatility, one-month puts 5 % below it cost an implied
22 %. What a put costs beside what its beta earns is known in closed form, to first order in a month and per unit of the index:

    cost a month = P(σ_implied) − P(σ)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from hedgerow.backtest.costs import Costs
from hedgerow.backtest.policies.benchmark_indices import PPUT
from hedgerow.backtest.replay import Terms, replay
from hedgerow.backtest.tape import Tape, Underlying
from hedgerow.market.calendar import sessions
from hedgerow.market.instruments import instrument
from hedgerow.pricing.bsm import bsm
from hedgerow.typing import FloatArray, IntArray
from hedgerow.units import SESSIONS_PER_YEAR

DRIFT, VOL, IMPLIED = 0.04, 0.20, 0.22
WORST = 0.01
FALLS = (20, 250)
"""Sessions."""


@dataclass(frozen=True, slots=True)
class Flat:
    """One volatility for every option on every session."""

    level: float

    def vol(self, at: IntArray, log_moneyness: FloatArray, days: FloatArray) -> FloatArray:
        """The level; NaN where the moneyness is."""
        at, k, days = np.broadcast_arrays(at, log_moneyness, days)
        return np.where(np.isfinite(k), self.level, np.nan)


@dataclass(frozen=True, slots=True)
class Path:
    """Mean over histories, decimals."""

    mean: float
    """Of simple daily returns, a year."""
    vol: float
    fall_20: float
    """The fall from the highest value of 20 sessions that one day in a hundred exceeds; negative."""
    fall_250: float


@dataclass(frozen=True, slots=True)
class Simulation:
    """Protected against divested."""

    paths: int
    years: float
    index: Path
    protected: Path
    divested: Path
    share: float
    """Of the index that the divested one holds: it earns on average what the protected one does."""
    beta: float
    """Of the protected one."""
    alpha: float
    """Mean return of the protected one beside its beta, a year."""
    alpha_error: float
    """Standard error of it over the histories."""
    expected_alpha: float
    """In closed form."""


def random_walk_tape(
    seed: int, *, years: int = 20, drift: float = DRIFT, vol: float = VOL, implied: float = IMPLIED
) -> Tape:
    """An index without dividends and cash at nothing, on real sessions from 1996."""
    every = sessions()
    first = np.datetime64(date(1996, 1, 2))
    dates = every[every >= first][: years * SESSIONS_PER_YEAR].to_numpy().astype("datetime64[D]")
    dt = np.diff(dates.astype(np.int64)).astype(float) / 365
    z = np.random.default_rng(seed).normal(size=len(dt))
    steps = (drift - vol**2 / 2) * dt + vol * np.sqrt(dt) * z
    price = 1000 * np.exp(np.concatenate([[0.0], np.cumsum(steps)]))
    returns = np.concatenate([[np.nan], price[1:] / price[:-1] - 1])
    n = len(price)
    # strikes as fine as the rule's own, so that rounding them does not count
    use = replace(instrument("SPX"), strike_step=0.01)
    return Tape(
        dates=dates,
        first=0,
        rate=np.zeros(n),
        book_returns=returns,
        value=1e8,
        underlyings={"SPX": Underlying(use, price, returns, np.zeros(n), Flat(implied))},
        benchmark="SPX",
    )


def protected_against_divested(paths: int = 40, *, years: int = 20, seed: int = 0) -> Simulation:
    """Replay the put on so many histories, and hold less of the index beside it."""
    terms = Terms(whole=False, costs=Costs(0.0, 0.0))
    index, protected = [], []
    span = 0.0
    for i in range(paths):
        tape = random_walk_tape(seed + i, years=years)
        nav = replay(tape, PPUT, terms).nav
        protected.append(np.diff(nav) / nav[:-1])
        index.append(tape.book_returns[1:])
        span = float(tape.days[-1] - tape.days[0]) / 365
    u, h = np.array(index), np.array(protected)
    a_year = u.shape[1] / span
    beta = float(np.mean([np.cov(x, y)[0, 1] / y.var(ddof=1) for x, y in zip(h, u, strict=True)]))
    alphas = a_year * (h.mean(axis=1) - beta * u.mean(axis=1))
    share = float(h.mean() / u.mean())
    return Simulation(
        paths,
        span,
        _path(u, a_year),
        _path(h, a_year),
        _path(share * u, a_year),
        share,
        beta,
        float(alphas.mean()),
        float(alphas.std(ddof=1) / np.sqrt(paths)),
        expected_alpha(),
    )


def expected_alpha(vol: float = VOL, implied: float = IMPLIED) -> float:
    """What the put costs a year beside its beta, in closed form: a monthly put 5 % below, held to its end.

    Its fair price is that at ``vol`` without drift; the drift is what its own beta earns. To first order in a month.

    >>> round(expected_alpha(implied=0.20), 6)
    0.0
    """
    T = 365.25 / 12 / 365
    paid, fair = (float(bsm(1.0, 0.95, T, v, right="put", rate=0.0)) for v in (implied, vol))
    return -(paid - fair) / T


def _path(returns: FloatArray, a_year: float) -> Path:
    falls = [_worst_fall(returns, n) for n in FALLS]
    return Path(float(returns.mean() * a_year), float(returns.std() * np.sqrt(a_year)), *falls)


def _worst_fall(returns: FloatArray, sessions_back: int) -> float:
    """Quantile of today's value over the highest of the last sessions, over all histories."""
    values = np.cumprod(1 + returns, axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(values, sessions_back + 1, axis=1)
    falls = windows[:, :, -1] / windows.max(axis=2) - 1
    return float(np.quantile(falls, WORST))
