"""Random options, the same for every library of a table.

European quotes: strikes of half to twice the forward, one day to two years, 5 % to 150 % of volatility (both
uniform in the logarithm), wherever the option out of the money is worth more than a millionth of the forward; 30 % of
them are quoted in the money. American puts: the random options of a spot of 100 on which QuantLib's schemes
are usually compared.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import erfcx

FloatArray = NDArray[np.float64]

RATE, DIVIDEND_YIELD = 0.03, 0.01
LEAST_VALUE = 1e-6
IN_THE_MONEY = 0.3


@dataclass(frozen=True, slots=True)
class EuropeanQuotes:
    """Columns of one length."""

    spot: FloatArray
    forward: FloatArray
    strike: FloatArray
    expiry: FloatArray
    vol: FloatArray
    rate: FloatArray
    dividend_yield: FloatArray
    discount: FloatArray
    right: FloatArray
    """+1 for a call, −1 for a put."""
    price: FloatArray

    @property
    def in_the_money(self) -> NDArray[np.bool_]:
        """Where the price is mostly intrinsic value, and its last digits say little of the volatility."""
        return self.right * (self.forward - self.strike) > 0


@dataclass(frozen=True, slots=True)
class AmericanOptions:
    """Columns of one length; the spot is 100."""

    spot: FloatArray
    strike: FloatArray
    days: NDArray[np.int64]
    vol: FloatArray
    rate: FloatArray
    dividend_yield: FloatArray
    right: FloatArray
    """+1 for a call, −1 for a put."""

    @property
    def expiry(self) -> FloatArray:
        """In years of 365 days."""
        return self.days / 365.0


def european_quotes(n: int, *, seed: int = 7) -> EuropeanQuotes:
    """``n`` quotes on a spot of 100."""
    draw = np.random.default_rng(seed)
    kept: list[FloatArray] = []
    while sum(part.shape[1] for part in kept) < n:
        moneyness = draw.uniform(np.log(0.5), np.log(2.0), n)
        expiry = np.exp(draw.uniform(np.log(1 / 365), np.log(2.0), n))
        vol = np.exp(draw.uniform(np.log(0.05), np.log(1.5), n))
        value = _out_of_the_money(moneyness, vol * np.sqrt(expiry))
        kept.append(np.stack([moneyness, expiry, vol, value])[:, value > LEAST_VALUE])
    moneyness, expiry, vol, value = (row.copy() for row in np.concatenate(kept, axis=1)[:, :n])
    discount = np.exp(-RATE * expiry)
    spot = np.full(n, 100.0)
    forward = spot * np.exp((RATE - DIVIDEND_YIELD) * expiry)
    strike = forward * np.exp(moneyness)
    outside = np.where(strike >= forward, 1.0, -1.0)
    inside = draw.random(n) < IN_THE_MONEY
    intrinsic = np.where(inside, discount * np.abs(forward - strike), 0.0)
    return EuropeanQuotes(
        spot=spot,
        forward=forward,
        strike=strike,
        expiry=expiry,
        vol=vol,
        rate=np.full(n, RATE),
        dividend_yield=np.full(n, DIVIDEND_YIELD),
        discount=discount,
        right=np.where(inside, -outside, outside),
        price=discount * forward * value + intrinsic,
    )


def american_options(n: int, *, seed: int = 5, calls: bool = False) -> AmericanOptions:
    """``n`` puts (or puts and calls) of positive rates, 7 days to 3 years."""
    draw = np.random.default_rng(seed)
    strike = 100.0 * np.exp(draw.uniform(-0.4, 0.4, n))
    expiry = np.exp(draw.uniform(np.log(7 / 365), np.log(3.0), n))
    vol = np.exp(draw.uniform(np.log(0.08), np.log(0.8), n))
    rate, dividend_yield = draw.uniform(0.001, 0.1, n), draw.uniform(0.0, 0.1, n)
    right = draw.choice([-1.0, 1.0], n) if calls else np.full(n, -1.0)
    days = np.maximum(1, np.round(expiry * 365)).astype(np.int64)
    return AmericanOptions(np.full(n, 100.0), strike, days, vol, rate, dividend_yield, right)


def _out_of_the_money(moneyness: FloatArray, deviation: FloatArray) -> FloatArray:
    """Value over the forward: a difference of two erfcx, which keeps its digits in the wings."""
    x = np.abs(moneyness)
    d1 = -x / deviation + 0.5 * deviation
    d2 = d1 - deviation
    density = 0.5 * np.exp(-0.5 * d1 * d1)
    # with F = 1 the call of strike e^x; the put of strike e^−x is worth e^−x times it
    call = density * (erfcx(-d1 / np.sqrt(2)) - erfcx(-d2 / np.sqrt(2)))
    return np.where(moneyness >= 0, call, np.exp(-x) * call)
