"""A variance swap, through time, per dollar of variance notional: one unit is a dollar a variance point (1e−4).

    value = [ n_t/n RV²(0, t) + (1 − n_t/n) σ²_t − K² ] e^{−rτ}         10⁴ of it, variance points
    RV²(0, t) = 252/n_t Σ ln(S_i/S_{i−1})²                              no mean taken off, prices without dividends

``n`` sessions from its first day to its last, ``n_t`` of them gone, ``σ_t`` a volatility index of about that tenor
(VIX for the S&P 500: exact at 30 days, and what it says of the rest of a month afterwards). On the last day nothing is left to
be implied, and it pays ``RV² − K²`` exactly. A cap bounds what realized variance counts; on the way the bound is laid on the
mixture, since more would need a model [SPEC VW-01 … VW-05].

It costs nothing to enter at ``K = σ``; entered elsewhere its difference is paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.backtest.course import Course
from hedgerow.backtest.tape import carried, to_days
from hedgerow.errors import InputError, UnavailableError
from hedgerow.units import SESSIONS_PER_YEAR

if TYPE_CHECKING:
    from hedgerow.backtest.tape import Tape

POINT = 1e-4
STALE_VOL = 5
"""Sessions that the index may stand in for one that is missing before the swap is entered."""
HALF_SPREAD = 0.25
"""Volatility points that a side of the market costs: dealers quote half a point between bid and ask."""


@dataclass(frozen=True, slots=True)
class VarianceSwap:
    """A swap on the realized variance of one underlying."""

    symbol: str
    """Of the underlying whose price is observed."""
    since: date
    """Session at whose close it begins; the first return is that of the next."""
    expiration: date
    strike: float
    """K², decimal: 0.04 for 20 volatility points."""
    cap: float | None = None
    """Most that realized volatility counts, times √strike."""
    marked: str = "VIX"
    """Series of implied volatility, points."""
    half_spread: float = HALF_SPREAD
    """Volatility points."""

    def __post_init__(self) -> None:
        if not self.strike > 0:
            msg = f"strike variance {self.strike:g} must be above 0, a decimal like 0.04"
            raise InputError(msg)
        if self.cap is not None and not self.cap > 1:
            msg = (
                f"cap {self.cap:g} must be above 1, a multiple of the strike's volatility like 2.5"
            )
            raise InputError(msg)
        if not self.since < self.expiration:
            msg = f"a swap from {self.since} must end after it, not on {self.expiration}"
            raise InputError(msg)

    @property
    def name(self) -> str:
        """Such as ``SPX variance 2026-07-17 2026-08-21 at 18.00``."""
        vol = 100 * self.strike**0.5
        return f"{self.symbol} variance {self.since} {self.expiration} at {vol:.2f}"

    def course(self, tape: Tape, start: int) -> Course:
        """From row ``start`` to its last session, or to the end of the tape.

        Raises :class:`UnavailableError` where row ``start`` has no price, or the index none of the sessions before.
        """
        from hedgerow.market.calendar import sessions_between

        begin, end = tape.row_of(to_days(self.since)), to_days(self.expiration)
        rows = np.arange(start, max(tape.row_of(end), start) + 1)
        S, r = tape.underlying(self.symbol).known_price, tape.rate[rows]
        if not (0 <= begin <= start and np.isfinite(S[[begin, start]]).all()):
            msg = f"no price of {self.symbol} on {self.since} or on {tape.date(start)}"
            raise UnavailableError(msg)
        index = tape.series.get(self.marked)
        if index is None or np.isnan(carried(index[: start + 1], STALE_VOL)[-1]):
            msg = f"no {self.marked} on {tape.date(start)} to mark {self.name}"
            raise UnavailableError(msg)
        seen = index[: rows[-1] + 1]
        σ = carried(seen, len(seen))[rows] / 100
        settles = bool(tape.days[-1] >= end)
        n = max(sessions_between(self.since, self.expiration), 1)
        gone = np.minimum((rows - begin) / n, 1.0)
        if settles:
            gone[-1] = 1.0

        path = S[begin : rows[-1] + 1]
        path = carried(path, len(path))
        squares = np.concatenate([[0.0], np.cumsum(np.diff(np.log(path)) ** 2)])
        accrued = SESSIONS_PER_YEAR / n * squares[rows - begin]  # n_t/n RV²(0, t)
        variance = accrued + (1 - gone) * σ**2
        if self.cap is not None:
            variance = np.minimum(variance, self.cap**2 * self.strike)
        D = np.exp(-r * np.maximum(end - tape.days[rows], 0) / 365)
        scale, left = D / POINT, 1 - gone
        # a point of volatility is worth 2σ points of variance, of what is left of its life
        half = 2 * self.half_spread * 100 * σ * left * D
        return Course(
            start=start,
            multiplier=1.0,
            value=scale * (variance - self.strike),
            half_spread=half,
            underlying=S[rows],
            vol=σ,
            delta=np.zeros(len(rows)),
            gamma=np.where(left > 0, 2 * SESSIONS_PER_YEAR / n / S[rows] ** 2 * scale, 0.0),
            vega=2 * σ * left * scale,
            theta=np.where(left > 0, -SESSIONS_PER_YEAR / n * σ**2 * scale, 0.0),
            vanna=np.zeros(len(rows)),
            volga=2 * left * scale,
            quoted=np.zeros(len(rows), bool),
            stale=np.isnan(seen[rows]) | np.isnan(tape.underlying(self.symbol).price[rows]),
            settles=settles,
            expires=end,
            signed=True,
            listed=False,
        )
