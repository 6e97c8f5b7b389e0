"""An option on a fund or an index, through time.

    F = S e^{(r−q)T}     k = ln(K/F)     σ = σ(t, k, T)     T in years (ACT/365)

On its last session it is worth what it pays: ``(K − S)⁺`` or ``(S − K)⁺`` at the close (options that settle on the
opening are held to that close too). Options on funds are American: price, Δ and Γ are those of [ALO16], vega, theta and the
cross slopes the European ones, whose difference is far smaller than a spread.

*Quoted and modelled.* On a session with a quote of the contract, the middle of bid and ask is its price and its implied
volatility is read off it. Afterwards the model's volatility is multiplied by what the last quote was above the model's,
so that a position does not jump from one source to the other; the price counts as modelled again.

*What is missing.* It must have a price and a volatility on the session on which it is first looked at. While it is held, the last
ones known stand in for those that are missing, however long, and are marked as stale: an account always has a value.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.backtest.costs import half_spread
from hedgerow.backtest.course import Course
from hedgerow.backtest.tape import carried, to_days
from hedgerow.errors import UnavailableError
from hedgerow.market.option_symbol import OptionSymbol
from hedgerow.pricing.american import american_value
from hedgerow.pricing.american_implied_vol import american_implied_vol
from hedgerow.pricing.bsm import greeks
from hedgerow.pricing.implied_vol import implied_vol
from hedgerow.typing import BoolArray, FloatArray, IntArray, Right

if TYPE_CHECKING:
    from hedgerow.backtest.tape import Tape, Underlying

ANCHOR = (0.4, 2.5)
"""Bounds of a quote's volatility over the model's."""


@dataclass(frozen=True, slots=True)
class Option:
    """A listed call or put."""

    symbol: str
    """Of the underlying, as its options are called."""
    right: Right
    strike: float
    expiration: date

    @property
    def name(self) -> str:
        """The option's symbol [OCC]."""
        return str(OptionSymbol(self.symbol, self.expiration, self.right, self.strike))

    def payoff(self, spot: float) -> float:
        """What it settles for, a share."""
        return max(spot - self.strike if self.right == "call" else self.strike - spot, 0.0)

    def course(self, tape: Tape, start: int) -> Course:
        """From row ``start`` to its expiration, or to the end of the tape."""
        return _Pricing(self, tape, start).course()


@dataclass(frozen=True)
class _Pricing:
    """One option's pricing on rows ``start`` … of a tape; every array (m,)."""

    option: Option
    tape: Tape
    start: int

    @cached_property
    def end(self) -> int:
        return to_days(self.option.expiration)

    @cached_property
    def rows(self) -> IntArray:
        return np.arange(self.start, max(self.tape.row_of(self.end), self.start) + 1)

    @cached_property
    def settles(self) -> bool:
        """Whether the tape reaches its expiration."""
        return bool(self.tape.days[-1] >= self.end)

    @cached_property
    def underlying(self) -> Underlying:
        return self.tape.underlying(self.option.symbol)

    @cached_property
    def days(self) -> FloatArray:
        left = np.maximum(self.end - self.tape.days[self.rows], 0).astype(float)
        if self.settles:
            left[-1] = 0.0
        return left

    @cached_property
    def spot(self) -> FloatArray:
        known = self.underlying.known_price[self.rows]
        return carried(known, len(known))

    @property
    def _settlement(self) -> float:
        """The close that it settles on; the last one known, however old, where its last session has none."""
        seen = self.underlying.price[: self.rows[-1] + 1]
        known = seen[np.isfinite(seen)]
        return float(known[-1]) if len(known) else float("nan")

    @cached_property
    def rate(self) -> FloatArray:
        return self.tape.rate[self.rows]

    @cached_property
    def dividends(self) -> FloatArray:
        return self.underlying.dividend_yield[self.rows]

    @cached_property
    def model_vol(self) -> tuple[FloatArray, BoolArray]:
        """Volatility, and where an older one stands in."""
        surface = self.underlying.surface
        if surface is None:
            return np.full(len(self.rows), np.nan), np.zeros(len(self.rows), bool)
        T = self.days / 365
        k = np.log(self.option.strike / self.spot) - (self.rate - self.dividends) * T
        found = surface.vol(self.rows, k, np.maximum(self.days, 1.0))
        return carried(found, len(found)), np.isnan(found)

    def course(self) -> Course:
        vol, stale = self.model_vol
        stale = stale | np.isnan(self.underlying.price[self.rows])
        middle, spread, quoted = self._quoted()
        if quoted.any():
            vol = self._anchored(vol, middle, quoted)
        if not np.isfinite(vol[0]) or not np.isfinite(self.spot[0]):
            what = "price" if not np.isfinite(self.spot[0]) else "volatility"
            msg = f"{self.option.name}: no {what} of {self.option.symbol} on {self.tape.date(self.start)}"
            raise UnavailableError(msg)
        return self._course(vol, stale, middle, spread, quoted)

    def _course(
        self,
        vol: FloatArray,
        stale: BoolArray,
        middle: FloatArray,
        spread: FloatArray,
        quoted: BoolArray,
    ) -> Course:
        option, S, T = self.option, self.spot, self.days / 365
        slopes = greeks(
            S,
            option.strike,
            T,
            vol,
            right=option.right,
            rate=self.rate,
            dividend_yield=self.dividends,
        )
        value, delta, gamma = (np.array(x) for x in (slopes.price, slopes.delta, slopes.gamma))
        if self.underlying.use.exercise == "american":
            own = american_value(
                S,
                option.strike,
                T,
                vol,
                right=option.right,
                rate=self.rate,
                dividend_yield=self.dividends,
                accuracy="fast",
            )
            early = own.price > value
            value = np.where(early, own.price, value)
            delta, gamma = np.where(early, own.delta, delta), np.where(early, own.gamma, gamma)
        value = np.where(quoted, middle, value)
        modelled = half_spread(self.underlying.use, value, S, self.tape.vix[self.rows])
        half = np.where(quoted, spread, modelled)
        bends = [
            delta,
            gamma,
            *(np.array(x) for x in (slopes.vega, slopes.theta, slopes.vanna, slopes.volga)),
        ]
        if self.settles:
            for bend in bends:  # at its end an option answers to nothing
                bend[-1] = 0.0
            sign = 1.0 if option.right == "call" else -1.0
            value[-1] = max(sign * (self._settlement - option.strike), 0.0)
            half[-1] = 0.0
        return Course(
            start=self.start,
            multiplier=float(self.underlying.use.multiplier),
            value=value,
            half_spread=half,
            underlying=S,
            vol=vol,
            delta=bends[0],
            gamma=bends[1],
            vega=bends[2],
            theta=bends[3],
            vanna=bends[4],
            volga=bends[5],
            quoted=quoted,
            stale=stale,
            settles=self.settles,
            expires=self.end,
        )

    def _quoted(self) -> tuple[FloatArray, FloatArray, BoolArray]:
        """Middle and half spread where the contract was quoted, NaN elsewhere."""
        middle, spread = np.full(len(self.rows), np.nan), np.full(len(self.rows), np.nan)
        option = self.option
        found = (
            self.tape.quotes.of_contract(option.symbol, option.right, self.end, option.strike)
            if self.tape.quotes is not None
            else None
        )
        if found is not None:
            at = np.searchsorted(self.tape.days[self.rows], found[0])
            inside = at < len(self.rows)
            inside[inside] &= self.tape.days[self.rows][at[inside]] == found[0][inside]
            bid, ask = found[1].bid[inside], found[1].ask[inside]
            middle[at[inside]], spread[at[inside]] = (bid + ask) / 2, (ask - bid) / 2
        return middle, spread, np.isfinite(middle)

    def _anchored(self, model: FloatArray, middle: FloatArray, quoted: BoolArray) -> FloatArray:
        """The quotes' own volatilities, and the model's times the last quote's ratio between them."""
        rows = np.flatnonzero(quoted & (self.days > 0))
        own = np.full(len(model), np.nan)
        if len(rows):
            T, r, q, S = (
                self.days[rows] / 365,
                self.rate[rows],
                self.dividends[rows],
                self.spot[rows],
            )
            right, K = self.option.right, self.option.strike
            if self.underlying.use.exercise == "american":
                own[rows] = american_implied_vol(
                    middle[rows], S, K, T, right=right, rate=r, dividend_yield=q
                )
            else:
                own[rows] = implied_vol(
                    middle[rows],
                    S * np.exp((r - q) * T),
                    K,
                    T,
                    right=right,
                    discount=np.exp(-r * T),
                )
        ratio = carried(np.clip(own / model, *ANCHOR), len(own))
        anchored = np.where(np.isfinite(ratio), ratio, 1.0) * model
        return np.where(np.isfinite(own), own, anchored)


def price_at(
    tape: Tape, symbol: str, row: int, right: Right, expiration: date, strikes: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Modelled price and spot delta of many strikes on one session, European, each (k,)."""
    it = tape.underlying(symbol)
    days = float(to_days(expiration) - tape.days[row])
    T, r, q, S = days / 365, tape.rate[row], it.dividend_yield[row], it.known_price[row]
    k = np.log(strikes / S) - (r - q) * T
    if it.surface is None:
        return np.full(len(strikes), np.nan), np.full(len(strikes), np.nan)
    vol = it.surface.vol(np.full(len(strikes), row), k, np.full(len(strikes), days))
    if np.isnan(vol).any():
        return np.full(len(strikes), np.nan), np.full(len(strikes), np.nan)
    found = greeks(S, strikes, T, vol, right=right, rate=r, dividend_yield=q)
    return np.asarray(found.price), np.asarray(found.delta)
