"""A grid of policies at the desk: in this process or by any executor, each point kept as it comes.

Pieces of a few policies travel together, so that the tape is sent seldom; an interrupt loses the pieces that were being worked
on and nothing else, and the next run finds the rest in the ledger.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.backtest.grid import FIGURES, GridWindow, Point, fingerprint, points, solved
from hedgerow.desk.replay_cards import GridPoint
from hedgerow.desk.walk import as_done

if TYPE_CHECKING:
    from hedgerow.data.ledger import Ledger
    from hedgerow.data.progress import Progress
    from hedgerow.desk.replay_choices import ReplayChoices
    from hedgerow.desk.replay_study import ReplayStudy
    from hedgerow.typing import FloatArray

LABEL = "policies of the grid"
PIECE = 3
"""Policies that travel together."""


def grid_points(
    study: ReplayStudy,
    want: ReplayChoices,
    grid: Mapping[str, Sequence[float | str]],
    *,
    ledger: Ledger,
    executor: Executor | None,
    progress: Progress,
) -> tuple[GridPoint, ...]:
    """Every policy of ``want`` with every combination of the grid's settings; those in the ledger are not worked out again."""
    window = GridWindow(study.start, study.stop)
    terms = want.terms
    basis = fingerprint(study.tape, terms, window)
    every = points(want.policies, want.choices, grid, basis)
    asked = len(want.policies) * math.prod(len(values) for values in grid.values())
    if len(every) < asked:
        study.made.notes.note(
            f"{asked - len(every):,} of {asked:,} combinations of the grid are the same policy as another: a setting that a policy "
            "does not use, or a value given twice"
        )
    results: dict[str, FloatArray] = {}
    missing: list[Point] = []
    for point in every:
        kept = ledger.get(point.key)
        if kept is not None and kept.shape == (len(FIGURES),):
            results[point.key] = kept
        else:
            missing.append(point)
    progress.advance(LABEL, len(results), len(every))
    for piece, figures in _solved(study, want, window, missing, executor):
        for point, row in zip(piece, figures, strict=True):
            ledger.put(point.key, row)
            results[point.key] = row
        progress.advance(LABEL, len(results), len(every))
    return tuple(_shown(point, results[point.key]) for point in every)


def _solved(
    study: ReplayStudy,
    want: ReplayChoices,
    window: GridWindow,
    missing: Sequence[Point],
    executor: Executor | None,
) -> Iterator[tuple[Sequence[Point], FloatArray]]:
    """Pieces with their figures, as they come."""
    tape, terms = study.tape, want.terms
    if executor is None:
        for point in missing:
            yield [point], solved(tape, terms, window, [point])
        return
    pieces = [missing[i : i + PIECE] for i in range(0, len(missing), PIECE)]
    yield from as_done(
        {executor.submit(solved, tape, terms, window, piece): piece for piece in pieces}
    )


def _shown(point: Point, row: FloatArray) -> GridPoint:
    figures = dict(zip(FIGURES, np.asarray(row).tolist(), strict=True))
    return GridPoint(point.policy, point.settings, figures.pop("return"), **figures)
