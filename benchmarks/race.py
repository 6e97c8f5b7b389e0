"""Alternating rounds and the table they end in.

One round runs every contender once, so that all of them see the same machine; a ratio is the median over the rounds
of two times of one round. Contenders time themselves: some run in another process.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

ROUNDS = 7

Contender = Callable[[], float]
"""Does its work once and gives the seconds that it took."""


def timed(work: Callable[[], object], *, calls: int = 1) -> Contender:
    """Seconds for one of ``calls`` calls."""

    def once() -> float:
        start = perf_counter()
        for _ in range(calls):
            work()
        return (perf_counter() - start) / calls

    return once


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds by contender, one for each round."""

    seconds: Mapping[str, Sequence[float]]

    def median(self, name: str) -> float:
        """Of one contender."""
        return median(self.seconds[name])

    def net(self, name: str, overhead: str, *, share: float = 1.0) -> float:
        """Median of ``name`` less ``share`` times ``overhead`` of the same round."""
        return median(self._net(name, overhead, share))

    def ratio(self, name: str, ours: str) -> float:
        """How many times ``ours`` fits into ``name``."""
        pairs = zip(self.seconds[name], self.seconds[ours], strict=True)
        return median(theirs / own for theirs, own in pairs)

    def net_ratio(self, name: str, overhead: str, ours: str, *, share: float = 1.0) -> float:
        """The same, ``name`` less ``overhead``; ours is not relieved of anything."""
        pairs = zip(self._net(name, overhead, share), self.seconds[ours], strict=True)
        return median(theirs / own for theirs, own in pairs)

    def _net(self, name: str, overhead: str, share: float) -> list[float]:
        pairs = zip(self.seconds[name], self.seconds[overhead], strict=True)
        return [gross - share * less for gross, less in pairs]


def race(
    benchmark: BenchmarkFixture, contenders: Mapping[str, Contender], *, rounds: int = ROUNDS
) -> Times:
    """Run ``rounds`` rounds after one that warms up; pytest-benchmark records the first contender."""
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    first, *others = contenders

    def run(name: str) -> None:
        seconds[name].append(contenders[name]())

    def run_others() -> None:
        for name in others:
            run(name)

    run_others()
    run(first)
    for times in seconds.values():
        times.clear()
    benchmark.pedantic(run, (first,), setup=run_others, rounds=rounds)
    found = Times(seconds)
    benchmark.extra_info["medians"] = {name: found.median(name) for name in contenders}
    return found


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under a title, printed past pytest's capture; ``notes`` follow."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    notes: list[str]

    def show(self, request: pytest.FixtureRequest) -> None:
        """Print it if it has rows."""
        if not self.rows:
            return
        lines = [self.columns, *self.rows]
        widths = [max(len(line[k]) for line in lines) for k in range(len(self.columns))]
        capture = request.config.pluginmanager.getplugin("capturemanager")
        with capture.global_and_fixture_disabled():
            print(f"\n\n{self.title}{_load()}")
            for line in lines:
                cells = [cell.rjust(w) for cell, w in zip(line[1:], widths[1:], strict=True)]
                print("  ".join([line[0].ljust(widths[0]), *cells]).rstrip())
            for note in self.notes:
                print(f"  {note}")


def _load() -> str:
    """What else the machine did meanwhile; a Windows machine does not say."""
    if not hasattr(os, "getloadavg"):
        return ""
    return f"; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def times_over(ratio: float) -> str:
    """``12.3×``."""
    return f"{ratio:.3g}×" if ratio < 100 else f"{ratio:.0f}×"


def duration(seconds: float) -> str:
    """With a unit that suits it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return (
                f"{seconds / size:.3g} {unit}"
                if seconds < 100 * size
                else f"{seconds / size:.0f} {unit}"
            )
    return f"{seconds / 1e-9:.3g} ns"
