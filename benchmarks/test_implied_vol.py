"""Implied volatility of European quotes: kernel × library × n.

Errors are absolute, against the volatility that the price was made from. In the money a price is mostly intrinsic
value, and its own last digit moves the volatility by what the row "the price's own rounding" says.
"""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pytest
import QuantLib
from benchmarks.conftest import MOST, Peers
from benchmarks.peers.environment import FAST_VOLLIB, PY_VOLLIB_VECTORIZED
from benchmarks.quotes import EuropeanQuotes, FloatArray
from benchmarks.race import Contender, Table, Times, duration, race, timed, times_over
from pytest_benchmark.fixture import BenchmarkFixture
from scipy.optimize.elementwise import find_root
from scipy.special import ndtr

from hedgerow.pricing.bsm import greeks
from hedgerow.pricing.implied_vol import implied_vol

OURS = "hedgerow"
PEER_KERNELS = (
    (PY_VOLLIB_VECTORIZED, "implied_vol", ""),
    (FAST_VOLLIB, "implied_vol", ", front door, numba"),
    (FAST_VOLLIB, "rational_implied_vol", ", jackel module"),
)
SCALAR_MOST = 20_000
"""Libraries that take one option at a time, or seconds, are not asked for more."""
CALL_EVERY = 100_000
"""Quotes in a round: fewer are asked for repeatedly."""


@pytest.fixture(scope="module")
def table(request: pytest.FixtureRequest, peers: Peers) -> Iterator[Table]:
    """Rows to print once all are measured."""
    columns = (
        "implied vol",
        "n",
        "a quote",
        "hedgerow is",
        "with 2 threads",
        "error out",
        "in the money",
    )
    found = Table("European implied volatility", columns, [], list(peers.missing))
    yield found
    found.show(request)


@pytest.mark.parametrize("n", [1_000, 20_000, MOST])
def test_implied_vol(
    benchmark: BenchmarkFixture, table: Table, quotes: EuropeanQuotes, peers: Peers, n: int
) -> None:
    """Ours beside every peer on the same quotes."""
    q = _first(quotes, n)
    calls = max(1, CALL_EVERY // n)
    terms = (q.price, q.forward, q.strike, q.expiry)
    ours = partial(implied_vol, *terms, right=q.right, discount=q.discount)
    contenders: dict[str, Contender] = {
        OURS: timed(ours, calls=calls),
        f"{OURS}, 2 threads": timed(partial(ours, threads=2), calls=calls),
    }
    answers: dict[str, Callable[[], FloatArray]] = dict.fromkeys(contenders, ours)
    for library, kernel, how in PEER_KERNELS:
        if (peer := peers.running.get(library)) is None:
            continue
        name = library.name + how
        contenders[name] = partial(peer.seconds, kernel, n, calls)
        answers[name] = lambda peer=peer, kernel=kernel: peer.answers(kernel, n)["vol"]
    if n <= SCALAR_MOST:
        for name, solve in (
            ("NumPy + scipy find_root", _by_find_root),
            (f"QuantLib {QuantLib.__version__}, 1e-12", _by_quantlib),
        ):
            contenders[name] = timed(partial(solve, q))
            answers[name] = partial(solve, q)
    times = race(benchmark, contenders)
    for name in contenders:
        table.rows.append(_row(name, n, times, np.abs(answers[name]() - q.vol), q.in_the_money))
    if n == MOST:
        unit = np.spacing(q.price) / _vega(q)
        line = f"the price's own rounding (a unit in its last place over vega): in the money {unit[q.in_the_money].max():.1e}, out {unit[~q.in_the_money].max():.1e}"
        table.notes.append(line)


def _row(name: str, n: int, times: Times, error: FloatArray, inside: FloatArray) -> tuple[str, ...]:
    failed = int(np.isnan(error).sum())
    ours, two = (times_over(times.ratio(name, base)) for base in (OURS, f"{OURS}, 2 threads"))
    return (
        name + (f" ({failed} NaN)" if failed else ""),
        f"{n:,}",
        duration(times.median(name) / n),
        ours,
        two,
        f"{np.nanmax(error[~inside]):.1e}",
        f"{np.nanmax(error[inside]):.1e}",
    )


def _first(quotes: EuropeanQuotes, n: int) -> EuropeanQuotes:
    names = EuropeanQuotes.__slots__
    return EuropeanQuotes(**{name: getattr(quotes, name)[:n].copy() for name in names})


def _vega(q: EuropeanQuotes) -> FloatArray:
    terms = (q.spot, q.strike, q.expiry, q.vol)
    return greeks(*terms, right=q.right, rate=q.rate, dividend_yield=q.dividend_yield).vega


def _by_find_root(q: EuropeanQuotes) -> FloatArray:
    """Every quote bracketed and solved at once by Chandrupatla's method around Black's formula."""

    def excess(
        vol: FloatArray, F: FloatArray, K: FloatArray, T: FloatArray, c: FloatArray, P: FloatArray
    ) -> FloatArray:
        s = vol * np.sqrt(T)
        d1 = np.log(F / K) / s + 0.5 * s
        return c * (F * ndtr(c * d1) - K * ndtr(c * (d1 - s))) - P

    undiscounted = q.price / q.discount
    terms = (q.forward, q.strike, q.expiry, q.right, undiscounted)
    return find_root(excess, (0.01, 3.0), args=terms).x


def _by_quantlib(q: EuropeanQuotes) -> FloatArray:
    solve, unguessed = QuantLib.blackFormulaImpliedStdDev, QuantLib.nullDouble()
    found = np.empty(q.price.size)
    columns = (a.tolist() for a in (q.right, q.strike, q.forward, q.price, q.discount))
    for i, (right, strike, forward, price, discount) in enumerate(zip(*columns, strict=True)):
        try:
            found[i] = solve(
                int(right), strike, forward, price, discount, 0.0, unguessed, 1e-12, 200
            )
        except RuntimeError:
            found[i] = np.nan
    return found / np.sqrt(q.expiry)
