"""An option on a fund or an index, through time.

    F = S e^{(r−q)T}     k = ln(K/F)     σ = σ(t, k, T)     T in years (ACT/365)

On its last session it is worth what it pays: ``(K − S)⁺`` or ``(S − K)⁺`` at the close, or at the opening print where the
tape has one. Options on funds are American: price, Δ and Γ are those of [ALO16], vega, theta and the
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
from typing import TYPE_CHECKING, NamedTuple

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
from hedgerow.typing import BoolArray, FloatArray, Right

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


class _Quotes(NamedTuple):
    """Of one contract on its sessions, (m,); NaN where there is none."""

    middle: FloatArray
    half: FloatArray
    """Of bid to ask."""
    there: BoolArray


class _Pricing:
    """One option's pricing on rows ``start`` … of a tape; every array (m,)."""

    def __init__(self, option: Option, tape: Tape, start: int) -> None:
        end = to_days(option.expiration)
        self.option, self.tape, self.start, self.end = option, tape, start, end
        self.underlying: Underlying = tape.underlying(option.symbol)
        self.own = slice(start, max(tape.row_of(end), start) + 1)
        """Its sessions on the tape."""
        self.settles = bool(tape.days[-1] >= end)
        """Whether the tape reaches its expiration."""
        self.days: FloatArray = np.maximum(end - tape.days[self.own], 0).astype(float)
        if self.settles:
            self.days[-1] = 0.0
        known = self.underlying.known_price[self.own]
        self.spot = carried(known, len(known))
        self.rate = tape.rate[self.own]
        self.dividends = self.underlying.dividend_yield[self.own]

    @property
    def _settlement(self) -> float:
        """What it settles on: an opening print, the close, or the last one known, however old, where there is none."""
        printed = self.underlying.settlement
        last = self.own.stop - 1
        if printed is not None and np.isfinite(printed[last]):
            return float(printed[last])
        close = float(self.underlying.price[last])
        if np.isfinite(close):
            return close
        seen = self.underlying.price[: last + 1]
        known = seen[np.isfinite(seen)]
        return float(known[-1]) if len(known) else float("nan")

    def _model_vol(self) -> tuple[FloatArray, BoolArray]:
        """Volatility, and where an older one stands in."""
        surface = self.underlying.surface
        if surface is None:
            return np.full(len(self.spot), np.nan), np.zeros(len(self.spot), bool)
        T = self.days / 365
        k = np.log(self.option.strike / self.spot) - (self.rate - self.dividends) * T
        rows = np.arange(self.own.start, self.own.stop)
        found = surface.vol(rows, k, np.maximum(self.days, 1.0))
        return carried(found, len(found)), np.isnan(found)

    def course(self) -> Course:
        vol, stale = self._model_vol()
        stale = stale | np.isnan(self.underlying.price[self.own])
        found = self._quoted()
        if found is not None:
            vol = self._anchored(vol, found)
        if not np.isfinite(vol[0]) or not np.isfinite(self.spot[0]):
            what = "price" if not np.isfinite(self.spot[0]) else "volatility"
            msg = f"{self.option.name}: no {what} of {self.option.symbol} on {self.tape.date(self.start)}"
            raise UnavailableError(msg)
        return self._course(vol, stale, found)

    def _course(self, vol: FloatArray, stale: BoolArray, quotes: _Quotes | None) -> Course:
        option, S, T = self.option, self.spot, self.days / 365
        # whole columns go to the compiled loop as they are
        K = np.full(len(S), option.strike)
        sign = np.full(len(S), 1.0 if option.right == "call" else -1.0)
        slopes = greeks(
            S,
            K,
            T,
            vol,
            right=sign,
            rate=self.rate,
            dividend_yield=self.dividends,
        )
        value, delta, gamma = map(np.asarray, (slopes.price, slopes.delta, slopes.gamma))
        if self.underlying.use.exercise == "american":
            own = american_value(
                S,
                K,
                T,
                vol,
                right=sign,
                rate=self.rate,
                dividend_yield=self.dividends,
                accuracy="fast",
            )
            early = own.price > value
            value = np.where(early, own.price, value)
            delta, gamma = np.where(early, own.delta, delta), np.where(early, own.gamma, gamma)
        vix = self.tape.vix[self.own]
        if quotes is None:
            half, quoted = half_spread(self.underlying.use, value, S, vix), np.zeros(len(S), bool)
        else:
            quoted = quotes.there
            value = np.where(quoted, quotes.middle, value)
            half = np.where(quoted, quotes.half, half_spread(self.underlying.use, value, S, vix))
        bends = [
            delta,
            gamma,
            *map(np.asarray, (slopes.vega, slopes.theta, slopes.vanna, slopes.volga)),
        ]
        if self.settles:
            for bend in bends:  # at its end an option answers to nothing
                bend[-1] = 0.0
            value[-1] = option.payoff(self._settlement)
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

    def _quoted(self) -> _Quotes | None:
        """The contract's quotes on its sessions; None where there are none."""
        option = self.option
        if self.tape.quotes is None:
            return None
        found = self.tape.quotes.of_contract(option.symbol, option.right, self.end, option.strike)
        if found is None:
            return None
        own = self.tape.days[self.own]
        at = np.searchsorted(own, found[0])
        inside = at < len(own)
        inside[inside] &= own[at[inside]] == found[0][inside]
        if not inside.any():
            return None
        bid, ask = found[1].bid[inside], found[1].ask[inside]
        middle, half = np.full(len(own), np.nan), np.full(len(own), np.nan)
        middle[at[inside]], half[at[inside]] = (bid + ask) / 2, (ask - bid) / 2
        return _Quotes(middle, half, np.isfinite(middle))

    def _anchored(self, model: FloatArray, quotes: _Quotes) -> FloatArray:
        """The quotes' own volatilities, and the model's times the last quote's ratio between them."""
        middle = quotes.middle
        rows = np.flatnonzero(quotes.there & (self.days > 0))
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
