"""Walking forward at the desk: pieces of work to any executor, each kept as it comes.

`volatility/forecast/walk_forward` says what there is to solve; here it is solved, in this process or
by any `concurrent.futures.Executor`, with progress. An interrupt loses what was being worked on and
nothing else: the next run finds the rest in the ledger.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, as_completed
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from hedgerow.data.ledger import Ledger
from hedgerow.data.progress import Progress
from hedgerow.errors import InputError
from hedgerow.volatility.forecast.walk_forward import Forecasts, Task, assembled, solve, tasks

if TYPE_CHECKING:
    from hedgerow.typing import FloatArray
    from hedgerow.volatility.forecast.history import History
    from hedgerow.volatility.forecast.model import Model

Piece = TypeVar("Piece")
Result = TypeVar("Result")
LABEL = "forecasts of the past"
MOST_WORKERS = 64


def forecasts(
    history: History,
    models: Sequence[Model],
    *,
    horizon: int,
    first: date,
    refit: int,
    ledger: Ledger,
    executor: Executor | None,
    progress: Progress,
) -> Forecasts:
    """Every model's forecasts from session ``first`` on; those in the ledger are not made again."""
    todo = tasks(history, models, horizon=horizon, first=first, refit=refit)
    results: dict[str, FloatArray] = {}
    missing: list[Task] = []
    for task in todo:
        kept = ledger.get(task.key)
        if kept is not None and kept.shape == (len(task.origins), horizon):
            results[task.key] = kept
        else:
            missing.append(task)
    if missing:
        progress.advance(LABEL, len(results), len(todo))
    for task, result in _solved(missing, history, executor):
        ledger.put(task.key, result)
        results[task.key] = result
        progress.advance(LABEL, len(results), len(todo))
    return assembled(history, todo, results)


def cores() -> int:
    """Processors that this program may use, ``MOST_WORKERS`` at most."""
    allowed = getattr(os, "sched_getaffinity", None)
    return min(MOST_WORKERS, len(allowed(0)) if allowed else os.cpu_count() or 1)


@contextmanager
def workers(number: int) -> Iterator[Executor | None]:
    """Processes to work with; none for one worker, which is this process.

    Raises :class:`InputError` for a number outside 1 … 64.
    """
    if not 1 <= number <= MOST_WORKERS:
        msg = f"workers {number} must lie in 1 … {MOST_WORKERS}; one works in this process"
        raise InputError(msg)
    if number == 1:
        yield None
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # processes that begin anew: a copy of this one could hold the locks of its threads
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(number, context, initializer=_deaf)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _deaf() -> None:
    """A worker leaves Ctrl-C to the process that asked: it finishes its piece and says nothing."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _solved(
    todo: Sequence[Task], history: History, executor: Executor | None
) -> Iterator[tuple[Task, FloatArray]]:
    """Each task with its result, as they come."""
    if executor is None:
        for task in todo:
            yield task, solve(task, history)
        return
    submitted = {executor.submit(solve, task, history.until(task.stop - 1)): task for task in todo}
    yield from as_done(submitted)


def as_done(submitted: Mapping[Future[Result], Piece]) -> Iterator[tuple[Piece, Result]]:
    """Each piece of work with its result, as they come; what has not begun is called off where the reader leaves."""
    try:
        for future in as_completed(submitted):
            yield submitted[future], future.result()
    finally:
        for future in submitted:
            future.cancel()
