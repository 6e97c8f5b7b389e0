"""VIX variance of a whole chain: ours in one pass over all listings, NumPy expiration by expiration.

The chain is 40 expirations of 250 strikes, calls and puts, with wings in which bids run out, each strike with both sides
quoted or listed without a bid. NumPy selects and sums as one writes it with arrays (cumulative tests for two strikes in a row
without a bid). Both begin with the same columns; what making them from a chain costs is a row of its own.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

import numpy as np
import pandas as pd
import pytest
from benchmarks.quotes import FloatArray
from benchmarks.race import Table, duration, race, timed, times_over
from pytest_benchmark.fixture import BenchmarkFixture

from hedgerow.market.chain import OptionChain
from hedgerow.pricing.black import black
from hedgerow.volatility.indices.board import Board
from hedgerow.volatility.indices.kernels import strips as kernel
from hedgerow.volatility.indices.strip import board_strips

EXPIRATIONS, STRIKES, FORWARD, RATE = 40, 250, 5800.0, 0.043
KERNEL, OURS, WHOLE, NUMPY = (
    "hedgerow, kernel",
    "hedgerow, strips of a board",
    "hedgerow, from the chain's quotes",
    "NumPy, expiration by expiration",
)


@pytest.fixture(scope="module")
def table(request: pytest.FixtureRequest) -> Iterator[Table]:
    """Rows to print once all are measured."""
    columns = ("VIX variance", "quotes", "all listings", "kernel is", "board is", "differs by")
    found = Table("VIX variance of a chain, every expiration", columns, [], [])
    yield found
    found.show(request)


def rows() -> pd.DataFrame:
    """Quotes in ticks of 0.05; what is worth less than 0.03 has no bid."""
    frames = []
    today = date(2025, 1, 2)
    for days in np.unique(np.round(np.geomspace(9, 900, 60)).astype(int))[:EXPIRATIONS]:
        T = days / 365
        k = np.linspace(-5, 3, STRIKES) * 0.16 * np.sqrt(T)
        K = np.round(FORWARD * np.exp(k), 2)
        vol = 0.15 + 0.35 * np.maximum(-k, 0) + 0.05 * np.abs(k)
        for right, sign in (("C", 1), ("P", -1)):
            mid = np.asarray(black(FORWARD, K, T, vol, right=sign, discount=np.exp(-RATE * T)))
            bid = np.where(mid < 0.03, 0.0, np.floor(0.97 * mid / 0.05) * 0.05)
            ask = np.ceil((1.03 * mid + 0.01) / 0.05) * 0.05
            frames.append(
                pd.DataFrame({"strike": K, "type": right, "bid": bid, "ask": ask}).assign(
                    expiry=pd.Timestamp(today + timedelta(days=int(days)))
                )
            )
    return pd.concat(frames, ignore_index=True).assign(
        quote_date=pd.Timestamp(today), underlying="SPX", root="SPXW"
    )


def one(
    K: FloatArray,
    call_bid: FloatArray,
    call_ask: FloatArray,
    put_bid: FloatArray,
    put_ask: FloatArray,
    T: float,
) -> float:
    """One expiration with arrays."""
    call, put, grown = (call_bid + call_ask) / 2, (put_bid + put_ask) / 2, np.exp(RATE * T)
    both = (call_bid > 0) & (put_bid > 0)
    at = int(np.argmin(np.where(both, np.abs(call - put), np.inf)))
    F = K[at] + grown * (call[at] - put[at])
    centre = int(np.flatnonzero(both & (F >= K))[-1])
    puts = centre - 1 - kept(put_bid[:centre][::-1])[::-1]
    calls = centre + 1 + kept(call_bid[centre + 1 :])
    place = np.concatenate([puts, [centre], calls])
    k, Q = K[place], np.where(place < centre, put[place], call[place])
    Q[len(puts)] = (call[centre] + put[centre]) / 2
    dK = np.empty_like(k)
    dK[1:-1], dK[0], dK[-1] = (k[2:] - k[:-2]) / 2, k[1] - k[0], k[-1] - k[-2]
    return float(2 / T * grown * np.sum(dK / k**2 * Q) - (F / K[centre] - 1) ** 2 / T)


def kept(bid: FloatArray) -> FloatArray:
    """Places outwards from the middle that have a bid, up to two in a row without one."""
    silent = bid == 0
    twice = silent[1:] & silent[:-1]
    end = int(np.argmax(twice)) if twice.any() else len(bid)
    return np.flatnonzero(~silent[:end])


def test_vix_variance(benchmark: BenchmarkFixture, table: Table) -> None:
    """One pass beside a loop over expirations; errors beside times."""
    frame = rows()
    chain = OptionChain.from_rows(frame, "SPX")
    board, T = Board.of_chain(chain), np.array([one.expiry for one in chain.listings])
    R = np.full(len(T), RATE)
    sides = (board.strike, board.call_bid, board.call_ask, board.put_bid, board.put_ask)
    price, width = np.empty((2, len(board.strike)))
    out, found = np.empty((len(T), kernel.FIELDS)), np.empty(len(T), np.int64)
    parts = [[side[board.of(i)] for side in sides] for i in range(len(board))]

    def by_numpy() -> FloatArray:
        return np.array([one(*part, T=t) for part, t in zip(parts, T.tolist(), strict=True)])

    def by_kernel() -> None:
        kernel.strips(board.start, *sides, T, R, price, width, out, found)

    ways: dict[str, Callable[[], object]] = {
        KERNEL: by_kernel,
        OURS: partial(board_strips, board, chain.listings, R),
        WHOLE: lambda: board_strips(Board.of_chain(chain), chain.listings, R),
        NUMPY: by_numpy,
    }
    times = race(benchmark, {name: timed(way, calls=20) for name, way in ways.items()}, rounds=31)
    plain = by_numpy()
    by_kernel()
    apart = np.max(np.abs(out[:, kernel.VARIANCE] / plain - 1))
    for name in ways:
        table.rows.append(
            (
                name,
                f"{len(frame):,}",
                duration(times.median(name)),
                times_over(times.ratio(name, KERNEL)),
                times_over(times.ratio(name, OURS)),
                f"{apart:.0e}" if name == NUMPY else "",
            )
        )
