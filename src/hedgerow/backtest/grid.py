"""Many policies on one tape: each a point of cost against protection.

A point rests on the tape, the terms, the window and the policy, and is kept under a key of all of them: what was worked out is
found again, whatever else changed is not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import product

import numpy as np

from hedgerow.backtest.catalogue import PolicyChoices, policy
from hedgerow.backtest.pairing_history import PairingHistory
from hedgerow.backtest.provenance import price_sources
from hedgerow.backtest.replay import Terms, replay
from hedgerow.backtest.summary import compared, opened, performance
from hedgerow.backtest.tape import Tape
from hedgerow.errors import InputError
from hedgerow.typing import FloatArray

FIGURES = (
    "return",
    "vol",
    "max_drawdown",
    "expected_shortfall",
    "cost_year",
    "effectiveness",
    "shortfall_removed",
    "drawdown_removed",
    "beta",
    "trades",
    "modelled_share",
)
"""Of a point, in the order in which they are kept."""
MOST_POINTS = 100_000


@dataclass(frozen=True, slots=True)
class Point:
    """One policy of a grid."""

    policy: str
    choices: PolicyChoices
    settings: Mapping[str, float | str]
    """What was varied."""
    key: str


@dataclass(frozen=True, slots=True)
class GridWindow:
    """What is measured: rows of the traded sessions, first and last."""

    start: int
    stop: int


def points(
    policies: Sequence[str],
    choices: PolicyChoices,
    grid: Mapping[str, Sequence[float | str]],
    basis: str,
) -> list[Point]:
    """Every policy with every combination of settings, each once.

    Raises :class:`InputError` for a setting that does not exist, a value out of range and more than 100,000 points.
    """
    known = {f.name for f in fields(PolicyChoices)}
    unknown = [name for name in grid if name not in known]
    if unknown:
        msg = f"grid setting {unknown[0]!r} is none of {', '.join(sorted(known))}"
        raise InputError(msg)
    count = len(policies) * int(np.prod([len(values) for values in grid.values()], dtype=float))
    if count > MOST_POINTS:
        msg = f"a grid of {count:,} policies; at most {MOST_POINTS:,}"
        raise InputError(msg)
    if "instrument" in grid and any("@" in name for name in policies):
        msg = (
            "grid setting 'instrument' and a policy that names its own after an @; give one of them"
        )
        raise InputError(msg)
    found: dict[str, Point] = {}
    for name in policies:
        for values in product(*grid.values()):
            settings = dict(zip(grid, values, strict=True))
            own = replace(choices, **settings)  # type: ignore[arg-type]
            made = policy(name, own)
            key = hashlib.sha256(f"{basis}|{made!r}".encode()).hexdigest()
            found.setdefault(key, Point(name, own, settings, key))
    return list(found.values())


def solved(tape: Tape, terms: Terms, window: GridWindow, todo: Sequence[Point]) -> FloatArray:
    """The figures of some points, (len(todo), len(FIGURES))."""
    pairing = PairingHistory(tape)
    return np.array([_figures(tape, terms, window, point, pairing) for point in todo])


def _figures(
    tape: Tape, terms: Terms, window: GridWindow, point: Point, pairing: PairingHistory
) -> FloatArray:
    made = replay(tape, policy(point.policy, point.choices), terms, pairing)
    first, last = window.start, window.stop
    days = tape.days[tape.first :][first : last + 1].astype(float)
    values = opened(made, first, last)
    book = made.unhedged[first : last + 1]
    p = performance(values, days)
    c = compared(p, performance(book, days), values, book, days)
    return np.array(
        [
            p.total,
            p.vol,
            p.max_drawdown,
            p.expected_shortfall,
            c.cost_year,
            c.effectiveness,
            c.shortfall_effectiveness,
            c.drawdown_effectiveness,
            c.beta,
            len(made.trades),
            price_sources(made, last).modelled_share,
        ]
    )


def fingerprint(*items: object) -> str:
    """A digest of everything in some records: equal ones have one, on every machine."""
    digest = hashlib.sha256()
    for item in items:
        for piece in _pieces(item):
            digest.update(piece)
    return digest.hexdigest()


def _pieces(item: object) -> Iterator[bytes]:
    if isinstance(item, np.ndarray):
        yield str((item.dtype.str, item.shape)).encode()
        yield np.ascontiguousarray(item).tobytes()
    elif is_dataclass(item) and not isinstance(item, type):
        yield type(item).__name__.encode()
        for f in fields(item):
            if f.compare:
                yield f.name.encode()
                yield from _pieces(getattr(item, f.name))
    elif isinstance(item, Mapping):
        for key, value in item.items():
            yield repr(key).encode()
            yield from _pieces(value)
    elif isinstance(item, (tuple, list)):
        for value in item:
            yield from _pieces(value)
    else:
        yield repr(item).encode()
