"""From a fresh interpreter to the first number: with kernels never compiled, and compiled before.

Each round starts every program once. "Empty cache" compiles; "warm cache" reads what an earlier process compiled.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from time import perf_counter

import pytest
from benchmarks.peers.environment import (
    FAST_VOLLIB,
    PY_VOLLIB_VECTORIZED,
    PeerMissingError,
    interpreter,
)
from benchmarks.race import Contender, Table, race, times_over
from pytest_benchmark.fixture import BenchmarkFixture

BARE = "a bare interpreter"

STARTS = {
    BARE: "pass",
    "import hedgerow": "import hedgerow",
    "import numpy": "import numpy",
    "import numba": "import numba",
}

FIRST_CALLS = {
    "implied_vol": "from hedgerow.pricing.implied_vol import implied_vol as f; f(4, 100, 95, 0.2, right='put')",
    "greeks": "from hedgerow.pricing.bsm import greeks as f; f(100, 95, 0.2, 0.23, right='put', rate=0.03)",
    "american": "from hedgerow.pricing.american import american as f; f(100, 95, 0.2, 0.23, right='put', rate=0.03)",
}

PEERS = {
    PY_VOLLIB_VECTORIZED: "from py_vollib_vectorized import vectorized_implied_volatility_black as f; f(4.0, 100.0, 95.0, 0.0, 0.2, 'p', return_as='numpy')",
    FAST_VOLLIB: "from fast_vollib import fast_implied_volatility_black as f; f(4.0, 100.0, 95.0, 0.0, 0.2, 'p', return_as='numpy', backend='numba')",
}


@pytest.fixture(scope="module")
def table(request: pytest.FixtureRequest) -> Iterator[Table]:
    """Rows to print once all are measured."""
    columns = ("cold start", "median", "more than bare", "× bare")
    found = Table("From a fresh interpreter, seconds", columns, [], [])
    yield found
    found.show(request)


def test_warm(benchmark: BenchmarkFixture, table: Table, tmp_path: Path) -> None:
    """Imports, and first calls with kernels compiled by an earlier process."""
    contenders: dict[str, Contender] = {
        name: partial(_start, sys.executable, code, tmp_path) for name, code in STARTS.items()
    }
    for name, code in FIRST_CALLS.items():
        ours = partial(_start, sys.executable, code, tmp_path)
        contenders[f"hedgerow, first {name}, warm cache"] = ours
    for library, code in PEERS.items():
        try:
            python = str(interpreter(library))
        except PeerMissingError as reason:
            table.notes.append(str(reason))
            continue
        theirs = partial(_start, python, code, tmp_path)
        contenders[f"{library.name}, first implied vol, again"] = theirs
    _measure(benchmark, table, contenders, rounds=3)


def test_empty(benchmark: BenchmarkFixture, table: Table, tmp_path: Path) -> None:
    """First calls that compile."""
    caches = iter(range(10**6))
    contenders: dict[str, Contender] = {BARE: partial(_start, sys.executable, "pass", tmp_path)}
    for name, code in FIRST_CALLS.items():
        contenders[f"hedgerow, first {name}, empty cache"] = lambda code=code: _start(
            sys.executable, code, tmp_path / str(next(caches))
        )
    _measure(benchmark, table, contenders, rounds=2)


def _measure(
    benchmark: BenchmarkFixture, table: Table, contenders: dict[str, Contender], *, rounds: int
) -> None:
    times = race(benchmark, contenders, rounds=rounds)
    for name in contenders:
        seconds, more = times.median(name), times.net(name, BARE)
        row = (name, f"{seconds:.3f}", f"{more:+.3f}", times_over(times.ratio(name, BARE)))
        table.rows.append(row)


def _start(python: str, code: str, cache: Path) -> float:
    environment = os.environ | {"NUMBA_CACHE_DIR": str(cache)}
    start = perf_counter()
    subprocess.run([python, "-c", code], check=True, capture_output=True, env=environment)
    return perf_counter() - start
