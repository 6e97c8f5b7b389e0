"""Price and Greeks of European options: kernel × library × n.

Ours gives the price and nine Greeks. NumPy gives the price and eight (no dividend rho), written by hand with
shared sub-expressions and `scipy.special.ndtr`, in three ways: plainly; into buffers kept from call to call, as our
``out=`` does; and that in blocks that stay in the cache, which a patient author would write. Fresh memory costs
both libraries page faults, so like stands beside like: "into out=" against buffers, "fresh memory" against plain.
"""

from collections.abc import Iterator
from functools import partial

import numpy as np
import pytest
import QuantLib
from benchmarks.conftest import MOST, Peers
from benchmarks.quotes import EuropeanQuotes, FloatArray
from benchmarks.race import Contender, Table, duration, race, timed, times_over
from pytest_benchmark.fixture import BenchmarkFixture
from scipy.special import ndtr

from hedgerow.pricing.bsm import Greeks, greeks

OUT, FRESH, TWO = "hedgerow, into out=", "hedgerow, fresh memory", "hedgerow, out=, 2 threads"
SCALAR_MOST = 20_000
CALL_EVERY = 100_000
BLOCK = 4096
BUFFERS, PLAIN = "NumPy + ndtr, into buffers", "NumPy + ndtr, plain"
BLOCKS = f"NumPy + ndtr, buffers, blocks of {BLOCK}"
NAMES = ("price", "delta", "gamma", "vega", "theta", "rho", "vanna", "charm", "volga")
"""The price and eight Greeks."""


@pytest.fixture(scope="module")
def table(request: pytest.FixtureRequest, peers: Peers) -> Iterator[Table]:
    """Rows to print once all are measured."""
    columns = (
        "price and Greeks",
        "n",
        "an option",
        "× into out=",
        "× fresh",
        "× 2 threads",
        "differs by",
    )
    found = Table(
        "European price and Greeks (times of a row over ours)", columns, [], list(peers.missing)
    )
    yield found
    found.show(request)


@pytest.mark.parametrize("n", [1_000, 20_000, MOST])
def test_greeks(
    benchmark: BenchmarkFixture, table: Table, quotes: EuropeanQuotes, peers: Peers, n: int
) -> None:
    """Ours beside every peer on the same options."""
    columns = tuple(
        getattr(quotes, name)[:n].copy()
        for name in ("spot", "strike", "expiry", "vol", "rate", "dividend_yield", "right")
    )
    S, K, T, v, r, q, c = columns
    ours = partial(greeks, S, K, T, v, right=c, rate=r, dividend_yield=q)
    out, buffers = np.empty((10, n)), np.empty((18, n))
    blocks = np.empty((18, BLOCK))
    calls = max(1, CALL_EVERY // n)
    contenders: dict[str, Contender] = {
        OUT: timed(partial(ours, out=out), calls=calls),
        FRESH: timed(ours, calls=calls),
        TWO: timed(partial(ours, out=out, threads=2), calls=calls),
        BUFFERS: timed(partial(into_buffers, *columns, buffers), calls=calls),
        BLOCKS: timed(partial(in_blocks, columns, blocks, out), calls=calls),
        PLAIN: timed(partial(plain, *columns), calls=calls),
    }
    for library, peer in peers.running.items():
        name = f"{library.name} (five Greeks)"
        contenders[name] = partial(peer.seconds, "greeks", n, calls)
    if n <= SCALAR_MOST:
        contenders["QuantLib BlackCalculator (six Greeks)"] = timed(partial(_by_quantlib, columns))
    times = race(benchmark, contenders)

    found = ours()
    differences = {
        BUFFERS: _difference(found, into_buffers(*columns, buffers)),
        BLOCKS: _difference(found, in_blocks(columns, blocks, np.empty((9, n)))),
        PLAIN: _difference(found, plain(*columns)),
    }
    for library, peer in peers.running.items():
        theirs = peer.answers("greeks", n)
        three = ("price", "delta", "gamma")
        off = max(_relative(getattr(found, k), theirs[k]) for k in three)
        differences[f"{library.name} (five Greeks)"] = off
    for name in contenders:
        over = (times_over(times.ratio(name, base)) for base in (OUT, FRESH, TWO))
        apart = f"{differences[name]:.0e}" if name in differences else ""
        row = (name, f"{n:,}", duration(times.median(name) / n), *over, apart)
        table.rows.append(row)
    pairs = {
        "into out= against buffers": (BUFFERS, OUT),
        "into out= against buffers in blocks": (BLOCKS, OUT),
        "fresh memory against plain": (PLAIN, FRESH),
    }
    fair = ", ".join(f"{k} {times_over(times.ratio(*pair))}" for k, pair in pairs.items())
    table.notes.append(f"n = {n:,}, like beside like: {fair}")


def _difference(ours: Greeks, theirs: FloatArray | tuple[FloatArray, ...]) -> float:
    pairs = zip(NAMES, theirs, strict=False)
    return max(_relative(getattr(ours, name), row) for name, row in pairs)


def _relative(ours: FloatArray, theirs: FloatArray) -> float:
    """Largest difference over the column's largest entry."""
    return float(np.nanmax(np.abs(ours - theirs)) / np.abs(ours).max())


def plain(
    S: FloatArray,
    K: FloatArray,
    T: FloatArray,
    v: FloatArray,
    r: FloatArray,
    q: FloatArray,
    c: FloatArray,
) -> tuple[FloatArray, ...]:
    """As the formulas of :mod:`hedgerow.pricing.bsm` read, every shared expression once."""
    root = np.sqrt(T)
    s = v * root
    dq, dr = np.exp(-q * T), np.exp(-r * T)
    d1 = (np.log(S / K) + (r - q + 0.5 * v * v) * T) / s
    d2 = d1 - s
    N1, N2 = ndtr(c * d1), ndtr(c * d2)
    density = dq * np.exp(-0.5 * d1 * d1) / np.sqrt(2 * np.pi)
    SqN, KrN = S * dq * N1, K * dr * N2
    vega = S * density * root
    return (
        c * (SqN - KrN),
        c * dq * N1,
        density / (S * s),
        vega,
        -0.5 * vega * v / T - c * (r * KrN - q * SqN),
        c * T * KrN,
        -density * d2 / v,
        c * q * dq * N1 - density * ((r - q) / s - 0.5 * d2 / T),
        vega * d1 * d2 / v,
    )


def into_buffers(
    S: FloatArray,
    K: FloatArray,
    T: FloatArray,
    v: FloatArray,
    r: FloatArray,
    q: FloatArray,
    c: FloatArray,
    buffers: FloatArray,
) -> FloatArray:
    """The same without any new array: nine results, nine intermediate ones."""
    price, delta, gamma, vega, theta, rho, vanna, charm, volga = buffers[:9]
    root, s, dq, KrN, d1, d2, density, N1, spare = buffers[9:]
    np.sqrt(T, out=root)
    np.multiply(v, root, out=s)
    np.multiply(q, T, out=dq)
    np.negative(dq, out=dq)
    np.exp(dq, out=dq)
    np.subtract(r, q, out=spare)
    np.multiply(spare, T, out=d2)
    np.divide(S, K, out=d1)
    np.log(d1, out=d1)
    np.add(d1, d2, out=d1)
    np.divide(d1, s, out=d1)
    np.multiply(s, 0.5, out=d2)
    np.add(d1, d2, out=d1)
    np.subtract(d1, s, out=d2)
    np.multiply(c, d1, out=N1)
    ndtr(N1, out=N1)
    np.multiply(c, d2, out=rho)
    ndtr(rho, out=rho)
    np.multiply(r, T, out=KrN)
    np.negative(KrN, out=KrN)
    np.exp(KrN, out=KrN)
    np.multiply(KrN, K, out=KrN)
    np.multiply(KrN, rho, out=KrN)
    np.multiply(d1, d1, out=density)
    np.multiply(density, -0.5, out=density)
    np.exp(density, out=density)
    np.multiply(density, dq, out=density)
    np.multiply(density, 1 / np.sqrt(2 * np.pi), out=density)
    # spare is r − q: charm = c q dq N1 − density [(r − q)/s − d2/(2T)]
    np.divide(spare, s, out=charm)
    np.divide(d2, T, out=vanna)
    np.multiply(vanna, 0.5, out=vanna)
    np.subtract(charm, vanna, out=charm)
    np.multiply(charm, density, out=charm)
    np.multiply(dq, N1, out=delta)
    np.multiply(delta, c, out=delta)
    np.multiply(delta, q, out=spare)
    np.subtract(spare, charm, out=charm)
    np.multiply(S, s, out=gamma)
    np.divide(density, gamma, out=gamma)
    np.multiply(S, density, out=vega)
    np.multiply(vega, root, out=vega)
    np.divide(d2, v, out=vanna)
    np.multiply(vega, vanna, out=volga)
    np.multiply(volga, d1, out=volga)
    np.multiply(vanna, density, out=vanna)
    np.negative(vanna, out=vanna)
    np.multiply(KrN, c, out=KrN)
    np.multiply(S, delta, out=spare)
    np.subtract(spare, KrN, out=price)
    np.multiply(KrN, T, out=rho)
    # theta = −vega v/(2T) − r c KrN + q c SqN
    np.multiply(spare, q, out=spare)
    np.multiply(KrN, r, out=KrN)
    np.subtract(spare, KrN, out=spare)
    np.multiply(vega, v, out=theta)
    np.divide(theta, T, out=theta)
    np.multiply(theta, 0.5, out=theta)
    np.subtract(spare, theta, out=theta)
    return buffers[:9]


def in_blocks(columns: tuple[FloatArray, ...], buffers: FloatArray, out: FloatArray) -> FloatArray:
    """The same a block at a time."""
    size = columns[0].size
    for start in range(0, size, BLOCK):
        stop = min(start + BLOCK, size)
        block = buffers[:, : stop - start]
        out[:9, start:stop] = into_buffers(*(a[start:stop] for a in columns), block)
    return out[:9]


def _by_quantlib(columns: tuple[FloatArray, ...]) -> list[tuple[float, ...]]:
    S, K, T, v, r, q, c = columns
    forward, deviation, discount = S * np.exp((r - q) * T), v * np.sqrt(T), np.exp(-r * T)
    terms = (a.tolist() for a in (c, S, K, T, forward, deviation, discount))
    found = []
    for right, spot, strike, expiry, F, s, D in zip(*terms, strict=True):
        at = QuantLib.BlackCalculator(QuantLib.PlainVanillaPayoff(int(right), strike), F, s, D)
        found.append(
            (
                at.value(),
                at.delta(spot),
                at.gamma(spot),
                at.vega(expiry),
                at.theta(spot, expiry),
                at.rho(expiry),
                at.dividendRho(expiry),
            )
        )
    return found
