"""Twenty years of one overlay, day by day, beside a plain pandas loop that does the same; and many policies on two cores.

The loop is the tests' plain twin (`tests/backtest/plain.py`): a row a session, one option valued a day, strikes and rolls as in the
replay, with the library's own closed forms and surface, so that what differs is how the work is arranged. Both have the same value
on every day; the largest difference stands in the table. The parts of the profit and loss are made by both.
"""

import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from types import ModuleType

import numpy as np
import pytest
from benchmarks.race import Table, duration, race, timed, times_over
from pytest_benchmark.fixture import BenchmarkFixture

from hedgerow.backtest.attribution import Parts, parts
from hedgerow.backtest.catalogue import PolicyChoices
from hedgerow.backtest.grid import GridWindow, points, solved
from hedgerow.backtest.policies.overlay import Overlay
from hedgerow.backtest.replay import Replay, Terms, replay
from hedgerow.hedge.put import StrikeWanted
from hedgerow.hedge.structures import put

PUT = Overlay("put", put(StrikeWanted("moneyness", 0.95)), instrument="SPX")
POLICIES = 1_000
PIECE = 10


@pytest.fixture(scope="module")
def plain() -> ModuleType:
    """The tests' twin."""
    path = Path(__file__).parents[1] / "tests" / "backtest" / "plain.py"
    sys.path.insert(0, str(path.parent))
    try:
        return import_module(path.stem)
    finally:
        sys.path.remove(str(path.parent))


@pytest.fixture(scope="module")
def table(request: pytest.FixtureRequest) -> Iterator[Table]:
    """Rows to print once all are measured."""
    found = Table(
        "Twenty years of one overlay", ("work", "by", "time", "hedgerow is", "apart"), [], []
    )
    yield found
    found.show(request)


def test_one_overlay(benchmark: BenchmarkFixture, table: Table, plain: ModuleType) -> None:
    """5,040 sessions, a put rolled 150 times, with the parts of its profit and loss."""
    tape, frame, tenors, skew = plain.stormy()

    def ours() -> tuple[Replay, Parts]:
        made = replay(tape, PUT)
        return made, parts(made)

    def loop() -> object:
        return plain.twin_of(tape, frame, tenors, skew)

    apart = np.abs(ours()[0].nav / loop().nav.to_numpy() - 1).max()  # type: ignore[attr-defined]
    ways = {"hedgerow": ours, "a pandas loop": loop}
    times = race(benchmark, {name: timed(way) for name, way in ways.items()}, rounds=5)
    for name in ways:
        ratio = times_over(times.ratio(name, "hedgerow"))
        shown = f"{apart:.0e}" if name != "hedgerow" else ""
        table.rows.append(
            ("replay and attribution", name, duration(times.median(name)), ratio, shown)
        )


def test_a_thousand_policies(table: Table, plain: ModuleType) -> None:
    """A grid of a thousand puts by one process and by two, each doing half: how much of the second core is used."""
    tape, *_ = plain.stormy()
    window = GridWindow(0, len(tape) - tape.first - 1)
    grid = {
        "delta": np.round(np.linspace(-0.05, -0.45, 20), 3).tolist(),
        "days": [45, 60, 75, 90, 105],
        "roll_days": [5, 10, 15, 20, 28],
        "ratio": [0.5, 1.0],
    }
    every = points(["put"], PolicyChoices(instrument="SPX"), grid, "benchmark")[:POLICIES]
    pieces = [every[i : i + PIECE] for i in range(0, len(every), PIECE)]
    seconds: dict[int, float] = {}
    for workers in (1, 2):
        with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
            start = perf_counter()
            for done in [pool.submit(solved, tape, Terms(), window, piece) for piece in pieces]:
                done.result()
            seconds[workers] = perf_counter() - start
    efficiency = seconds[1] / seconds[2] / 2
    table.rows.extend(
        [
            (f"{len(every):,} policies", "one process", duration(seconds[1]), "", ""),
            (
                f"{len(every):,} policies",
                "two",
                duration(seconds[2]),
                f"{100 * efficiency:.0f} % of both",
                "",
            ),
        ]
    )
