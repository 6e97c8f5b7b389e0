"""A whole chain under Heston: 30 expiries × 667 strikes, ours at once and QuantLib's option by option.

QuantLib's usual engine (Gauss–Laguerre of 144 points) and its quickest (exponential fitting) are asked for the value
alone: options are made beforehand. The reference is its adaptive Gauss–Lobatto rule at 1e-12, on every 97th option.
"""

from collections.abc import Callable, Iterator
from functools import partial
from time import perf_counter

import numpy as np
import pytest
import QuantLib
from benchmarks.quantlib import DAYS, TODAY
from benchmarks.quotes import FloatArray
from benchmarks.race import Contender, Table, duration, race, timed, times_over
from pytest_benchmark.fixture import BenchmarkFixture

from hedgerow.pricing.heston import Heston

EXPIRIES, STRIKES, ROUNDS = 30, 667, 5
FORWARD = 100.0
OURS, VOLS = "hedgerow, prices", "hedgerow, implied volatilities too"
EVERY = 97

MODEL = Heston(v0=0.04, kappa=2.0, theta=0.06, xi=0.8, rho=-0.7)


@pytest.fixture(scope="module")
def table(request: pytest.FixtureRequest) -> Iterator[Table]:
    """Rows to print once all are measured."""
    columns = ("Heston", "a price", "hedgerow is", "largest error")
    found = Table(f"Heston, {EXPIRIES} expiries × {STRIKES} strikes, forward 100", columns, [], [])
    yield found
    found.show(request)


def test_heston(benchmark: BenchmarkFixture, table: Table) -> None:
    """Ours beside QuantLib's engines."""
    days = np.repeat(np.unique(np.geomspace(2, 1095, EXPIRIES).round().astype(int)), STRIKES)
    strike = np.tile(np.linspace(60.0, 150.0, STRIKES), days.size // STRIKES)
    ours = partial(MODEL.price, FORWARD, strike, days / 365.0, right="put")
    contenders: dict[str, Contender] = {
        OURS: timed(ours),
        VOLS: timed(partial(MODEL.implied_vol, FORWARD, strike, days / 365.0)),
    }
    engines = {
        f"QuantLib {QuantLib.__version__}, Laguerre 144": lambda model: (
            QuantLib.AnalyticHestonEngine(model, 144)
        ),
        "QuantLib, exponential fitting": QuantLib.ExponentialFittingHestonEngine,
    }
    for name, engine in engines.items():
        contenders[name] = partial(_value, _options(engine, strike, days))
    times = race(benchmark, contenders, rounds=ROUNDS)

    some = slice(None, None, EVERY)
    checked = _options(
        lambda model: QuantLib.AnalyticHestonEngine(model, 1e-12, 100_000), strike[some], days[some]
    )
    reference = np.array([option.NPV() for option in checked])
    values = {OURS: ours()[some]}
    for name, engine in engines.items():
        options = _options(engine, strike[some], days[some])
        values[name] = np.array([option.NPV() for option in options])
    for name in contenders:
        error = f"{np.abs(values[name] - reference).max():.1e}" if name in values else ""
        per = times.median(name) / days.size
        table.rows.append((name, duration(per), times_over(times.ratio(name, OURS)), error))


def _options(
    engine: Callable[[QuantLib.HestonModel], QuantLib.PricingEngine],
    strike: FloatArray,
    days: FloatArray,
) -> list[QuantLib.VanillaOption]:
    QuantLib.Settings.instance().evaluationDate = TODAY
    flat = QuantLib.YieldTermStructureHandle(QuantLib.FlatForward(TODAY, 0.0, DAYS))
    spot = QuantLib.QuoteHandle(QuantLib.SimpleQuote(FORWARD))
    terms = (MODEL.v0, MODEL.kappa, MODEL.theta, MODEL.xi, MODEL.rho)
    priced = engine(QuantLib.HestonModel(QuantLib.HestonProcess(flat, flat, spot, *terms)))
    found = []
    for K, T in zip(strike.tolist(), days.tolist(), strict=True):
        payoff = QuantLib.PlainVanillaPayoff(QuantLib.Option.Put, K)
        option = QuantLib.VanillaOption(payoff, QuantLib.EuropeanExercise(TODAY + T))
        option.setPricingEngine(priced)
        found.append(option)
    return found


def _value(options: list[QuantLib.VanillaOption]) -> float:
    start = perf_counter()
    for option in options:
        option.recalculate()
    return perf_counter() - start
