"""What `hedgerow` adds to the start of a bare typer program.

Each round starts the bare program and then Hedgerow, so that both see the same machine.
"""

import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

ROUNDS = 15

BARE = """\
import typer
app = typer.Typer()
app.command()(lambda: print("{}"))
app()
"""

SIZE = shlex.split("size --value 500000 --beta 1.15 --spot 752 --delta -0.30 --json")


class Row(NamedTuple):
    """Medians in seconds."""

    command: str
    bare: float
    hedgerow: float
    added: float
    goal: float


@pytest.fixture(scope="module")
def table(request: pytest.FixtureRequest) -> Iterator[list[Row]]:
    """Rows to print once all are measured."""
    rows: list[Row] = []
    yield rows
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        columns = f"{'bare':>8}{'hedgerow':>10}{'ratio':>8}{'added':>9}{'goal':>9}"
        print(f"\n\n{'start-up, seconds':<20}{columns}")
        for row in rows:
            ratio = f"{row.hedgerow / row.bare:.2f}×"
            print(
                f"{row.command:<20}{row.bare:>8.3f}{row.hedgerow:>10.3f}{ratio:>8}"
                f"{row.added:>+9.3f}{row.goal:>+9.2f}"
            )


@pytest.mark.parametrize(
    ("arguments", "bare_arguments", "goal"),
    [(["--help"], ["--help"], 0.05), (SIZE, [], 0.25)],
    ids=["help", "size"],
)
def test_startup(
    benchmark: BenchmarkFixture,
    table: list[Row],
    tmp_path: Path,
    arguments: list[str],
    bare_arguments: list[str],
    goal: float,
) -> None:
    """Hedgerow's start beside a bare typer program's."""
    bare_program = tmp_path / "bare.py"
    bare_program.write_text(BARE)
    bare: list[float] = []
    hedgerow: list[float] = []

    def run(seconds: list[float], *command: str) -> None:
        start = perf_counter()
        subprocess.run([sys.executable, *command], cwd=tmp_path, check=True, capture_output=True)
        seconds.append(perf_counter() - start)

    def start_bare() -> None:
        run(bare, str(bare_program), *bare_arguments)

    def start_hedgerow() -> None:
        run(hedgerow, "-m", "hedgerow", *arguments)

    start_bare()  # writes the byte code, fills the disk cache
    start_hedgerow()
    bare.clear()
    hedgerow.clear()
    benchmark.pedantic(start_hedgerow, setup=start_bare, rounds=ROUNDS)

    added = median(ours - theirs for ours, theirs in zip(hedgerow, bare, strict=True))
    table.append(Row(f"hedgerow {arguments[0]}", median(bare), median(hedgerow), added, goal))
