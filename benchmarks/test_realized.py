"""Realized volatility of a panel: six estimators over seven windows, 5,000 sessions of 176 symbols.

pandas is written as one would: a function an estimator and a window, logarithms inside, ``.rolling(n).mean()`` and
``.var()`` on frames of sessions × symbols. A second way takes the logarithms and daily terms once, outside. What
all 42 tables need is memory: a third of a gigabyte. Ours can fill memory that is kept; fresh memory costs the system's time
to provide, so "fresh memory" belongs beside pandas whose tables are kept, "into out=" beside pandas whose
tables are dropped at once, so that each is made where the last one was.
"""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pandas as pd
import pytest
from benchmarks.race import Table, duration, race, timed, times_over
from pytest_benchmark.fixture import BenchmarkFixture

from hedgerow.market.bars import Bars
from hedgerow.volatility.realized.panel import ESTIMATORS, WINDOWS, realized_vols

SESSIONS, SYMBOLS, STEPS = 5_000, 176, 12
OUT, FRESH = "hedgerow, into out=", "hedgerow, fresh memory"
TWO, TWO_FRESH = "hedgerow, out=, 2 threads", "hedgerow, fresh, 2 threads"
DROPPED, KEPT = "pandas, tables dropped", "pandas, tables kept"
SHARED = "pandas, terms taken once, dropped"
FOUR_LN_2, GK_CLOSE = 4 * np.log(2), 2 * np.log(2) - 1

Frames = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]


@pytest.fixture(scope="module")
def table(request: pytest.FixtureRequest) -> Iterator[Table]:
    """Rows to print once all are measured."""
    columns = (
        "realized volatility",
        "all tables",
        "× out=",
        "× fresh",
        "× 2 threads",
        "differs by",
    )
    title = f"{len(ESTIMATORS)} estimators × {len(WINDOWS)} windows, {SESSIONS:,} sessions × {SYMBOLS} symbols"
    found = Table(f"{title} (times of a row over ours)", columns, [], [])
    yield found
    found.show(request)


def test_realized(benchmark: BenchmarkFixture, table: Table) -> None:
    """Ours beside pandas on the same bars."""
    bars = random_bars(SESSIONS, SYMBOLS, seed=1)
    frames = tuple(pd.DataFrame(p) for p in (bars.open, bars.high, bars.low, bars.close))
    out = realized_vols(bars)
    contenders = {
        OUT: timed(partial(realized_vols, bars, out=out), calls=5),
        FRESH: timed(partial(realized_vols, bars)),
        TWO: timed(partial(realized_vols, bars, out=out, threads=2), calls=5),
        TWO_FRESH: timed(partial(realized_vols, bars, threads=2)),
        DROPPED: timed(partial(dropped, by_window, frames)),
        KEPT: timed(lambda: list(by_window(frames))),
        SHARED: timed(partial(dropped, by_term, frames)),
    }
    times = race(benchmark, contenders)
    differences = {
        name: max(
            float(np.nanmax(np.abs(theirs.to_numpy() - ours)))
            for theirs, ours in zip(way(frames), out.reshape(-1, SESSIONS, SYMBOLS), strict=True)
        )
        for name, way in ((KEPT, by_window), (SHARED, by_term))
    }
    differences[DROPPED] = differences[KEPT]
    for name in contenders:
        over = (times_over(times.ratio(name, base)) for base in (OUT, FRESH, TWO))
        apart = f"{differences[name]:.0e}" if name in differences else ""
        table.rows.append((name, duration(times.median(name)), *over, apart))
    pairs = {
        "into out= against dropped": (DROPPED, OUT),
        "fresh memory against kept": (KEPT, FRESH),
        "the same with two threads": (DROPPED, TWO),
        "and": (KEPT, TWO_FRESH),
    }
    fair = ", ".join(f"{k} {times_over(times.ratio(*pair))}" for k, pair in pairs.items())
    table.notes.append(f"like beside like: {fair}")


def random_bars(sessions: int, symbols: int, *, seed: int) -> Bars:
    """Walks of a few steps a session, a quarter of the variance overnight."""
    draw = np.random.default_rng(seed)
    night = draw.normal(0, 0.006, (sessions, symbols))
    walk = draw.normal(0, 0.0104 / STEPS**0.5, (STEPS, sessions, symbols)).cumsum(axis=0)
    close = np.cumsum(night + walk[-1], axis=0)
    open_ = close - walk[-1]
    high, low = open_ + np.maximum(walk.max(0), 0), open_ + np.minimum(walk.min(0), 0)
    O, H, L, C = (100 * np.exp(p) for p in (open_, high, low, close))
    H, L = np.maximum(H, np.maximum(O, C)), np.minimum(L, np.minimum(O, C))  # rounding
    return Bars(pd.bdate_range("2000-01-03", periods=sessions), O, H, L, C)


def dropped(way: Callable[[Frames], Iterator[pd.DataFrame]], frames: Frames) -> None:
    """Every table, one after the other."""
    for _ in way(frames):
        pass


def by_window(frames: Frames) -> Iterator[pd.DataFrame]:
    """Each table by a function of its own."""
    for estimator in (close, centred, parkinson, garman_klass, rogers_satchell, yang_zhang):
        for n in WINDOWS:
            yield estimator(frames, n)


def close(frames: Frames, n: int) -> pd.DataFrame:
    """Zero mean."""
    C = frames[3]
    x = np.log(C / C.shift())
    return np.sqrt(252 * (x**2).rolling(n).mean())


def centred(frames: Frames, n: int) -> pd.DataFrame:
    """Sample mean."""
    C = frames[3]
    return np.sqrt(252 * np.log(C / C.shift()).rolling(n).var())


def parkinson(frames: Frames, n: int) -> pd.DataFrame:
    """Range."""
    _, H, L, _ = frames
    return np.sqrt(252 / FOUR_LN_2 * (np.log(H / L) ** 2).rolling(n).mean())


def garman_klass(frames: Frames, n: int) -> pd.DataFrame:
    """Range and close."""
    O, H, L, C = frames
    v = 0.5 * np.log(H / L) ** 2 - GK_CLOSE * np.log(C / O) ** 2
    return np.sqrt(252 * v.rolling(n).mean())


def rogers_satchell(frames: Frames, n: int) -> pd.DataFrame:
    """Free of drift."""
    O, H, L, C = frames
    u, d, c = np.log(H / O), np.log(L / O), np.log(C / O)
    return np.sqrt(252 * (u * (u - c) + d * (d - c)).rolling(n).mean())


def yang_zhang(frames: Frames, n: int) -> pd.DataFrame:
    """Night and session."""
    O, H, L, C = frames
    u, d, c, o = np.log(H / O), np.log(L / O), np.log(C / O), np.log(O / C.shift())
    k = 0.34 / (1.34 + (n + 1) / (n - 1))
    rs = (u * (u - c) + d * (d - c)).rolling(n).mean()
    return np.sqrt(252 * (o.rolling(n).var() + k * c.rolling(n).var() + (1 - k) * rs))


def by_term(frames: Frames) -> Iterator[pd.DataFrame]:
    """The same with logarithms and terms taken once, as a patient author would."""
    O, H, L, C = frames
    u, d, c = np.log(H / O), np.log(L / O), np.log(C / O)
    o, x = np.log(O / C.shift()), np.log(C / C.shift())
    range_2, rs = (u - d) ** 2, u * (u - c) + d * (d - c)
    yield from (np.sqrt(252 * (x**2).rolling(n).mean()) for n in WINDOWS)
    yield from (np.sqrt(252 * x.rolling(n).var()) for n in WINDOWS)
    for v in (252 / FOUR_LN_2 * range_2, 252 * (0.5 * range_2 - GK_CLOSE * c**2), 252 * rs):
        yield from (np.sqrt(v.rolling(n).mean()) for n in WINDOWS)
    for n in WINDOWS:
        k = 0.34 / (1.34 + (n + 1) / (n - 1))
        V = o.rolling(n).var() + k * c.rolling(n).var() + (1 - k) * rs.rolling(n).mean()
        yield np.sqrt(252 * V)
