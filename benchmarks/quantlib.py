"""QuantLib's engines on one set of market quotes that is moved from option to option.

Only the call that values is timed: making the option and moving the quotes is not. What is left besides the numbers,
the way through the wrapper and the instrument, is measured on the European engine, and ratios "net of the
call" leave it out; that is kind to QuantLib, for the European engine's own arithmetic goes with it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np
import QuantLib
from benchmarks.quotes import AmericanOptions, FloatArray
from scipy.optimize import brentq

TODAY = QuantLib.Date(1, 1, 2020)
DAYS = QuantLib.Actual365Fixed()
LOWEST, PRECISION = 0.05, 1e-9
"""Brent's bracket begins here; it ends as our own search does, at this change of the volatility."""


@dataclass(slots=True)
class Market:
    """Spot, rates and volatility, each a quote."""

    spot: QuantLib.SimpleQuote = field(default_factory=lambda: QuantLib.SimpleQuote(100.0))
    rate: QuantLib.SimpleQuote = field(default_factory=lambda: QuantLib.SimpleQuote(0.05))
    dividend_yield: QuantLib.SimpleQuote = field(default_factory=lambda: QuantLib.SimpleQuote(0.0))
    vol: QuantLib.SimpleQuote = field(default_factory=lambda: QuantLib.SimpleQuote(0.2))

    def process(self) -> QuantLib.BlackScholesMertonProcess:
        """Black and Scholes's, flat in everything."""
        QuantLib.Settings.instance().evaluationDate = TODAY
        rate, dividends = (
            QuantLib.YieldTermStructureHandle(
                QuantLib.FlatForward(TODAY, QuantLib.QuoteHandle(quote), DAYS)
            )
            for quote in (self.rate, self.dividend_yield)
        )
        flat = QuantLib.BlackConstantVol(
            TODAY, QuantLib.NullCalendar(), QuantLib.QuoteHandle(self.vol), DAYS
        )
        vol = QuantLib.BlackVolTermStructureHandle(flat)
        return QuantLib.BlackScholesMertonProcess(
            QuantLib.QuoteHandle(self.spot), dividends, rate, vol
        )


Engine = Callable[[QuantLib.BlackScholesMertonProcess], QuantLib.PricingEngine]


def european(process: QuantLib.BlackScholesMertonProcess) -> QuantLib.PricingEngine:
    """The closed form: the yardstick of a call."""
    return QuantLib.AnalyticEuropeanEngine(process)


def fast(process: QuantLib.BlackScholesMertonProcess) -> QuantLib.PricingEngine:
    """QdFp, fast scheme."""
    return QuantLib.QdFpAmericanEngine(process, QuantLib.QdFpAmericanEngine.fastScheme())


def accurate(process: QuantLib.BlackScholesMertonProcess) -> QuantLib.PricingEngine:
    """QdFp, accurate scheme."""
    return QuantLib.QdFpAmericanEngine(process, QuantLib.QdFpAmericanEngine.accurateScheme())


def high(process: QuantLib.BlackScholesMertonProcess) -> QuantLib.PricingEngine:
    """QdFp, high-precision scheme."""
    return QuantLib.QdFpAmericanEngine(process, QuantLib.QdFpAmericanEngine.highPrecisionScheme())


def prices(engine: Engine, options: AmericanOptions) -> tuple[FloatArray, float]:
    """Values, and the seconds spent in the calls that value."""
    market = Market()
    priced = engine(market.process())
    found, spent = np.empty(options.days.size), 0.0
    columns = (options.strike, options.days, options.vol, options.rate, options.dividend_yield)
    rows = zip(*(a.tolist() for a in columns), options.right.tolist(), strict=True)
    for i, (strike, days, vol, rate, dividend_yield, right) in enumerate(rows):
        market.vol.setValue(vol)
        market.rate.setValue(rate)
        market.dividend_yield.setValue(dividend_yield)
        option = _option(strike, days, right, european=engine is european)
        option.setPricingEngine(priced)
        start = perf_counter()
        found[i] = option.NPV()
        spent += perf_counter() - start
    return found, spent


@dataclass(frozen=True, slots=True)
class Brent:
    """Implied volatilities and what finding them took."""

    vol: FloatArray
    """NaN where the search failed."""
    evaluations: int
    seconds: float
    """In the calls that value."""
    elapsed: float
    """With the search around them."""


def brent(engine: Engine, price: FloatArray, options: AmericanOptions, most: FloatArray) -> Brent:
    """``scipy.optimize.brentq`` around an engine, between 5 % and ``most``, to 1e-9."""
    market = Market()
    priced = engine(market.process())
    found = np.full(options.days.size, np.nan)
    spent, evaluations, begun = 0.0, 0, perf_counter()
    columns = (price, options.strike, options.days, options.rate, options.dividend_yield, most)
    rows = zip(*(a.tolist() for a in columns), options.right.tolist(), strict=True)
    for i, (target, strike, days, rate, dividend_yield, top, right) in enumerate(rows):
        market.rate.setValue(rate)
        market.dividend_yield.setValue(dividend_yield)
        option = _option(strike, days, right, european=False)
        option.setPricingEngine(priced)

        def excess(
            vol: float, option: QuantLib.VanillaOption = option, target: float = target
        ) -> float:
            nonlocal spent, evaluations
            market.vol.setValue(vol)
            start = perf_counter()
            value = option.NPV()
            spent += perf_counter() - start
            evaluations += 1
            return value - target

        try:
            found[i] = brentq(excess, LOWEST, top, xtol=PRECISION, rtol=PRECISION)
        except (ValueError, RuntimeError):  # no change of sign; QuantLib's own errors
            continue
    return Brent(found, evaluations, spent, perf_counter() - begun)


def _option(strike: float, days: int, right: float, *, european: bool) -> QuantLib.VanillaOption:
    last = TODAY + days
    exercise = (
        QuantLib.EuropeanExercise(last) if european else QuantLib.AmericanExercise(TODAY, last)
    )
    return QuantLib.VanillaOption(QuantLib.PlainVanillaPayoff(int(right), strike), exercise)
