"""Implied volatility of American options, ours and Brent's method around QuantLib's fast QdFp scheme.

Each inverts prices of its own pricer, so that both seek a volatility that is there. Brent gets the same upper bound as
ours, the European implied volatility, for nothing. Only its time inside QuantLib is counted, less what the same
number of calls costs on the European closed form; the row "all of it" counts the search around them too.
"""

from collections.abc import Iterator
from functools import partial

import numpy as np
import pytest
import QuantLib
from benchmarks import quantlib
from benchmarks.quotes import AmericanOptions, FloatArray, american_options
from benchmarks.race import Contender, Table, duration, race, timed, times_over
from pytest_benchmark.fixture import BenchmarkFixture

from hedgerow.pricing.american import Accuracy, american
from hedgerow.pricing.american_implied_vol import (
    american_implied_vol,
    explained_american_implied_vol,
)
from hedgerow.pricing.implied_vol import Reason, implied_vol

N = 16_384
MANY = 100_000
TIME_VALUE = 2e-3
"""Of the spot, above the value without any volatility: below, the volatility hangs on the price's last digits."""

CALL = "QuantLib European, closed form: the call itself"
NET = f"Brent around QuantLib {QuantLib.__version__}, QdFp fast: in QuantLib"
GROSS = f"Brent around QuantLib {QuantLib.__version__}, QdFp fast: all of it"


@pytest.fixture(scope="module")
def table(request: pytest.FixtureRequest) -> Iterator[Table]:
    """Rows to print once all are measured."""
    columns = (
        "American implied vol",
        "an option",
        "hedgerow fast is",
        "net of calls",
        "accurate is",
        "net of calls",
        "largest error",
    )
    found = Table(f"American implied volatility, puts of {N:,} random ones", columns, [], [])
    yield found
    found.show(request)


def test_american_implied_vol(benchmark: BenchmarkFixture, table: Table) -> None:
    """Ours at two accuracies beside Brent."""
    drawn = american_options(N)
    theirs = quantlib.prices(quantlib.fast, drawn)[0]
    held = theirs > _still(drawn) + TIME_VALUE * drawn.spot
    options = _where(drawn, held)
    n = options.days.size
    target = theirs[held]
    most = 1.000001 * _european_vol(target, options)

    names: dict[str, Accuracy] = {"hedgerow, fast": "fast", "hedgerow, accurate": "accurate"}
    own = {accuracy: _price(options, accuracy) for accuracy in names.values()}
    contenders: dict[str, Contender] = {}
    for name, accuracy in names.items():
        invert = partial(_invert, own[accuracy], options, accuracy)
        contenders[name] = timed(invert)
        contenders[f"{name}, 2 threads"] = timed(partial(invert, threads=2))
    searches: list[quantlib.Brent] = []

    def search() -> float:
        searches.append(quantlib.brent(quantlib.fast, target, options, most))
        return searches[-1].seconds

    contenders[NET] = search
    contenders[GROSS] = lambda: searches[-1].elapsed  # of the same search
    contenders[CALL] = lambda: quantlib.prices(quantlib.european, options)[1]
    times = race(benchmark, contenders)

    found = searches[-1]
    calls = found.evaluations / n
    errors = {name: _invert(own[a], options, a) - options.vol for name, a in names.items()}
    errors[NET] = found.vol - options.vol
    for name in contenders:
        over: list[str] = []
        for ours in names:
            over.append(times_over(times.ratio(name, ours)))
            net = name in {NET, GROSS}
            over.append(times_over(times.net_ratio(name, CALL, ours, share=calls)) if net else "")
        error = f"{np.nanmax(np.abs(errors[name])):.1e}" if name in errors else ""
        table.rows.append((name, duration(times.median(name) / n), *over, error))
    failed = int(np.isnan(found.vol).sum())
    table.notes.append(
        f"{n:,} puts with a time value above {TIME_VALUE:.1%} of the spot; Brent: {calls:.1f} calls an option, {failed} failures"
    )


@pytest.mark.parametrize("accuracy", ["fast", "accurate"])
def test_every_option_has_an_answer(
    benchmark: BenchmarkFixture, table: Table, accuracy: Accuracy
) -> None:
    """Puts and calls, whatever their time value: a volatility, or the reason why there is none."""
    options = american_options(MANY, seed=11, calls=True)
    price = _price(options, accuracy)
    found = benchmark.pedantic(
        explained_american_implied_vol,
        _terms(price, options),
        _keywords(options, accuracy),
        rounds=1,
    )
    solved = found.reason == Reason.SOLVED
    again = _price(_where(options, solved), accuracy, vol=found.vol[solved])
    missed = np.abs(again - price[solved])
    still = price <= _still(options) + 1e-10
    table.notes.append(
        f"{accuracy}, {MANY:,} random puts and calls: {int(solved.sum()):,} solved, {int(np.isnan(found.vol[solved]).sum())} of them NaN; "
        f"repriced within {np.nanmax(missed):.1e}; of the others {int((~solved & ~still).sum())} are worth more than without volatility"
    )


def _terms(price: FloatArray, o: AmericanOptions) -> tuple[FloatArray, ...]:
    return price, o.spot, o.strike, o.expiry


def _keywords(o: AmericanOptions, accuracy: Accuracy) -> dict[str, FloatArray | Accuracy]:
    return {
        "right": o.right,
        "rate": o.rate,
        "dividend_yield": o.dividend_yield,
        "accuracy": accuracy,
    }


def _price(o: AmericanOptions, accuracy: Accuracy, *, vol: FloatArray | None = None) -> FloatArray:
    vol = o.vol if vol is None else vol
    return american(o.spot, o.strike, o.expiry, vol, **_keywords(o, accuracy))


def _invert(
    price: FloatArray, o: AmericanOptions, accuracy: Accuracy, *, threads: int = 1
) -> FloatArray:
    terms = _terms(price, o)
    return american_implied_vol(*terms, **_keywords(o, accuracy), threads=threads)


def _still(o: AmericanOptions) -> FloatArray:
    """Value without any volatility: exercise at the best moment of the one path."""
    return american(o.spot, o.strike, o.expiry, 0.0, **_keywords(o, "fast"))


def _european_vol(price: FloatArray, o: AmericanOptions) -> FloatArray:
    """At or above the American one; where a deep put has none, no volatility of the sample is."""
    forward = o.spot * np.exp((o.rate - o.dividend_yield) * o.expiry)
    discount = np.exp(-o.rate * o.expiry)
    found = implied_vol(price, forward, o.strike, o.expiry, right=o.right, discount=discount)
    return np.where(np.isfinite(found), found, 2.0)


def _where(options: AmericanOptions, chosen: FloatArray) -> AmericanOptions:
    names = AmericanOptions.__slots__
    return AmericanOptions(**{name: getattr(options, name)[chosen] for name in names})
