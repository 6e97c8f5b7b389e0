"""American options by the method of [ALO16], ours and QuantLib's QdFp engine.

Errors are root mean squares over the first options of the sample, against QuantLib's high-precision scheme, which
takes 13 ms an option; that reference is held against our own "high" accuracy, and on a few options against
a Leisen–Reimer tree, so that it is nobody's own.
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

N = 8192
REFERENCE = 1000
TREES, STEPS = 12, 2001
CALL = "QuantLib European, closed form: the call itself"
PAIRS: tuple[tuple[Accuracy, quantlib.Engine], ...] = (
    ("fast", quantlib.fast),
    ("accurate", quantlib.accurate),
)


@pytest.fixture(scope="module")
def table(request: pytest.FixtureRequest) -> Iterator[Table]:
    """Rows to print once all are measured."""
    columns = (
        "American price",
        "an option",
        "hedgerow is",
        "net of the call",
        "rms error",
        "largest",
    )
    title = f"American puts, {N:,} random ones (errors on {REFERENCE:,}, of a spot of 100)"
    found = Table(title, columns, [], [])
    yield found
    found.show(request)


@pytest.fixture(scope="module")
def options() -> AmericanOptions:
    """The sample."""
    return american_options(N)


@pytest.fixture(scope="module")
def reference(options: AmericanOptions, table: Table) -> FloatArray:
    """QuantLib's high-precision values, themselves held against others."""
    sample = _first(options, REFERENCE)
    found = quantlib.prices(quantlib.high, sample)[0]
    ours = _ours(sample, "high")()
    few = _first(options, TREES)
    trees = _by_trees(few)
    notes = [
        f'the reference differs from our "high" by {_rms(ours - found):.1e} rms, {np.abs(ours - found).max():.1e} at most;',
        f"from extrapolated Leisen–Reimer trees of {STEPS:,} steps by {_rms(trees - found[:TREES]):.1e} rms ({TREES} options)",
    ]
    table.notes.extend(notes)
    return found


@pytest.mark.parametrize(("accuracy", "engine"), PAIRS, ids=[pair[0] for pair in PAIRS])
def test_american(
    benchmark: BenchmarkFixture,
    table: Table,
    options: AmericanOptions,
    reference: FloatArray,
    accuracy: Accuracy,
    engine: quantlib.Engine,
) -> None:
    """Ours beside the scheme of like error."""
    ours, two = f"hedgerow, {accuracy}", f"hedgerow, {accuracy}, 2 threads"
    theirs = f"QuantLib {QuantLib.__version__}, QdFp {accuracy}"
    contenders: dict[str, Contender] = {
        ours: timed(_ours(options, accuracy)),
        two: timed(_ours(options, accuracy, threads=2)),
        theirs: lambda: quantlib.prices(engine, options)[1],
        CALL: lambda: quantlib.prices(quantlib.european, options)[1],
    }
    times = race(benchmark, contenders)
    values = {
        ours: _ours(options, accuracy)(),
        theirs: quantlib.prices(engine, options)[0],
    }
    for name in contenders:
        net = times_over(times.net_ratio(name, CALL, ours)) if name == theirs else ""
        error = values[name][:REFERENCE] - reference if name in values else None
        ends = ("", "") if error is None else (f"{_rms(error):.1e}", f"{np.abs(error).max():.1e}")
        per = times.median(name) / N
        table.rows.append((name, duration(per), times_over(times.ratio(name, ours)), net, *ends))


def _ours(o: AmericanOptions, accuracy: Accuracy, threads: int = 1) -> partial[FloatArray]:
    return partial(
        american,
        o.spot,
        o.strike,
        o.expiry,
        o.vol,
        right=o.right,
        rate=o.rate,
        dividend_yield=o.dividend_yield,
        accuracy=accuracy,
        threads=threads,
    )


def _first(options: AmericanOptions, n: int) -> AmericanOptions:
    names = AmericanOptions.__slots__
    return AmericanOptions(**{name: getattr(options, name)[:n].copy() for name in names})


def _by_trees(options: AmericanOptions) -> FloatArray:
    """A tree's error falls like one over its steps, if they are odd: two trees take out most of it."""

    def tree(steps: int) -> quantlib.Engine:
        return lambda process: QuantLib.BinomialVanillaEngine(process, "lr", steps)

    coarse, fine = (quantlib.prices(tree(steps), options)[0] for steps in (STEPS // 2 + 1, STEPS))
    return 2 * fine - coarse


def _rms(error: FloatArray) -> float:
    return float(np.sqrt(np.mean(error**2)))
