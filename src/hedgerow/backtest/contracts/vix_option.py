"""An option on VIX, through time: European, on the VIX future that settles with it, paid in cash.

    σ(K, T) = VVIX · g(T) · s(z)                             F price of that future
    g(T) = √(h(T)/h(30 d))     h(T) = (1 − e^{−2κT})/(2κT)   a future farther out moves less
    s(z) = a + b z, within 0.5 … 2                           z = ln(K/F) / (VVIX g(T) √T): dear to the upside

and its price is Black's [Black76] on ``F``, discounted at the short rate. VVIX, the volatility of VIX over 30 days, is the only
thing known of these options on most days. ``h`` is the average variance of the future of a level that reverts at the speed
κ. The four numbers are pooled over the two chains at hand: κ = 3.5 a year, a = 0.97, b = 0.25.

*How wrong it is*, against those chains with their own forwards: options up to 50 days cost 11 cents (2019-08-29, before the
open, VVIX of the day before) and 7 cents (2023-05-15) more or less than the middle, a call of 30 delta +11 % and −5 %;
at all tenors 24 and 15 cents, +24 % and −13 %, implied volatility 0.11 and 0.05 away. On one day the term structure of
volatility was twice as steep as on the other, which VVIX alone cannot say: fitted to one chain, the rule is a third off on
the other. Beyond two months it is an order of magnitude, no more.

It settles on its future's final settlement (the special opening quotation).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.backtest.contracts.vix_future import future_prices
from hedgerow.backtest.course import Course
from hedgerow.backtest.tape import carried, to_days
from hedgerow.errors import UnavailableError
from hedgerow.market.option_symbol import OptionSymbol
from hedgerow.pricing.bsm import greeks
from hedgerow.typing import FloatArray, Right

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from hedgerow.backtest.tape import Tape

MULTIPLIER = 100.0
SPEED, LEVEL, SLOPE = 3.5, 0.97, 0.25
"""κ a year, a, b."""
BOUNDS = (0.5, 2.0)
"""Of s(z)."""
MONTH = 30 / 365
STALE_VOL = 5
"""Sessions that VVIX may stand in for one that is missing."""
HALF_TICK, SPREAD = 0.025, 0.02
"""Half of bid to ask: at least so many points, and so much of the price; measured on 2023-05-15, half as wide as on 2019-08-29 before the open."""


@dataclass(frozen=True, slots=True)
class VixOption:
    """A listed call or put on VIX."""

    right: Right
    strike: float
    expiration: date
    symbol: str = "VIX"

    @property
    def name(self) -> str:
        """The option's symbol [OCC]."""
        return str(OptionSymbol(self.symbol, self.expiration, self.right, self.strike))

    def payoff(self, settlement: float) -> float:
        """What it settles for, points."""
        sign = 1.0 if self.right == "call" else -1.0
        return max(sign * (settlement - self.strike), 0.0)

    def course(self, tape: Tape, start: int) -> Course:
        """From row ``start`` to its settlement, or to the end of the tape; delta is to its future.

        Raises :class:`UnavailableError` where there is no future or no VVIX on row ``start``.
        """
        end = to_days(self.expiration)
        F, missing, settles = future_prices(tape, self.expiration, start)
        rows = np.arange(start, start + len(F))
        T = np.maximum(end - tape.days[rows], 0) / 365
        vvix = tape.series.get("VVIX")
        if vvix is None or np.isnan(carried(vvix[: start + 1], STALE_VOL)[-1]):
            msg = f"no VVIX on {tape.date(start)} to price {self.name}"
            raise UnavailableError(msg)
        seen = vvix[: rows[-1] + 1]
        level = carried(seen, len(seen))[rows]
        vol = vix_option_vol(F, self.strike, np.maximum(T, 1 / 365), level)
        r = tape.rate[rows]
        # a future is a share that pays the rate
        it = greeks(F, self.strike, T, vol, right=self.right, rate=r, dividend_yield=r)
        value, delta, gamma = (np.array(x) for x in (it.price, it.delta, it.gamma))
        half = np.minimum(np.maximum(HALF_TICK, SPREAD * value), np.maximum(value, 0.01))
        if settles:
            value[-1], half[-1] = self.payoff(float(F[-1])), 0.0
        return Course(
            start=start,
            multiplier=MULTIPLIER,
            value=value,
            half_spread=half,
            underlying=F,
            vol=vol,
            delta=np.nan_to_num(delta),
            gamma=np.nan_to_num(gamma),
            vega=np.asarray(it.vega),
            theta=np.asarray(it.theta),
            vanna=np.asarray(it.vanna),
            volga=np.asarray(it.volga),
            quoted=np.zeros(len(F), bool),
            stale=missing | np.isnan(seen[rows]),
            settles=settles,
            expires=end,
        )


def vix_option_vol(
    future: ArrayLike, strike: ArrayLike, expiry: ArrayLike, vvix: ArrayLike
) -> FloatArray:
    """σ, decimal, elementwise: futures and strikes in VIX points, years, VVIX in points.

    >>> vix_option_vol(20.0, [20.0, 30.0], 30 / 365, 100.0).round(3).tolist()
    [0.97, 1.324]
    """
    F, K, T, level = (np.asarray(x, float) for x in (future, strike, expiry, vvix))
    flat = level / 100 * np.sqrt(_mean_variance(T) / _mean_variance(np.asarray(MONTH)))
    z = np.log(K / F) / (flat * np.sqrt(T))
    return np.asarray(flat * np.clip(LEVEL + SLOPE * z, *BOUNDS))


def call_strike(
    future: float, expiry: float, vvix: float, *, delta: float, strikes: FloatArray
) -> float:
    """Of the strikes (k,), the one whose call's delta to the future is nearest."""
    from hedgerow.pricing.black import forward_delta

    vol = vix_option_vol(future, strikes, expiry, vvix)
    each = np.asarray(forward_delta(future, strikes, expiry, vol, right="call"))
    return float(strikes[np.argmin(np.abs(each - delta))])


def _mean_variance(expiry: FloatArray) -> FloatArray:
    x = 2 * SPEED * expiry
    return np.asarray(-np.expm1(-x) / x)
