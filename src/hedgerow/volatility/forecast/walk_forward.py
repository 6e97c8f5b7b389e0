"""Walking forward: every forecast of the past, made with what was known then.

    block b        origins i_b, i_b + 1, …, i_b + refit − 1
    parameters     from rows up to i_b
    state          from rows up to the origin

A model on one block is a `Task`: small, picklable, and solved alone, so that the caller may solve
them anywhere and in any order and keep the results under their keys:

    todo = tasks(history, MODELS, horizon=21, first=date(2000, 1, 3), refit=63)
    results = {task.key: solve(task, history) for task in todo}
    forecasts = assembled(history, todo, results)

Blocks count from ``first``, so a session more changes the last block alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.errors import InputError, suggestion
from hedgerow.volatility.forecast.combination import Combination, combined
from hedgerow.volatility.forecast.models import COMBINATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import pandas as pd

    from hedgerow.typing import FloatArray, IntArray
    from hedgerow.volatility.forecast.history import History
    from hedgerow.volatility.forecast.model import Model

REVISION = 2
"""Part of every key: raised when a model's numbers change, so that kept results are not reused."""

LEAST_THERE = 0.9
"""Part of the origins at which a member of a combination must have a forecast."""

_DECIMALS = 9
"""Inputs equal to so many decimals are the same: prices adjusted anew differ in the sixteenth."""


@dataclass(frozen=True, slots=True)
class Task:
    """One model on the origins between two refits."""

    model: Model
    start: int
    """Row of the first origin, where parameters are estimated."""
    stop: int
    """Row after the last origin."""
    horizon: int
    key: str
    """Of the model with its parameters, the block, the horizon and all that the history held by then."""

    @property
    def origins(self) -> IntArray:
        """Rows at whose end a forecast is made."""
        return np.arange(self.start, self.stop)


@dataclass(frozen=True, slots=True, eq=False)
class Forecasts:
    """Every model's forecasts at every origin."""

    names: tuple[str, ...]
    """Models, combinations last."""
    dates: pd.DatetimeIndex
    """Sessions at whose end the forecasts were made, (n,)."""
    rows: IntArray
    """Those sessions' rows in the history, (n,)."""
    variance: FloatArray
    """(models, n, horizon): [m, i, k−1] is the mean annualised variance forecast over the next k
    sessions; NaN where there is none."""
    members: IntArray
    """(models, n, horizon): forecasts behind each: 1 for a model, several for a combination, 0 for none."""

    @property
    def horizon(self) -> int:
        """Longest horizon, sessions."""
        return int(self.variance.shape[2])

    def of(self, name: str) -> FloatArray:
        """Forecasts of one model, (n, horizon), decimal variance per year."""
        return np.asarray(self.variance[self._index(name)])

    def members_of(self, name: str) -> IntArray:
        """How many forecasts stand behind each of the model's, (n, horizon)."""
        return np.asarray(self.members[self._index(name)])

    def _index(self, name: str) -> int:
        if name not in self.names:
            raise InputError(
                f"no model {name!r}: there are {', '.join(self.names)}{suggestion(name, self.names)}"
            )
        return self.names.index(name)


def tasks(
    history: History,
    models: Sequence[Model],
    *,
    horizon: int = 21,
    first: date,
    refit: int = 63,
) -> tuple[Task, ...]:
    """All that is to solve for forecasts from session ``first`` to the last, block by block.

    ``refit`` is the number of origins between two estimations. Raises `InputError` for a horizon or
    refit below 1, two models of one name, or a ``first`` after the last session.
    """
    import pandas as pd

    for what, value in (("horizon", horizon), ("refit", refit)):
        if value < 1:
            raise InputError(f"{what} is {value}: allowed are 1 and more sessions")
    names = [model.name for model in models]
    if len(set(names)) < len(names):
        raise InputError(f"two models have one name in {', '.join(names)}: give each its own")
    start = int(history.dates.searchsorted(pd.Timestamp(first)))
    if start >= len(history):
        last = f"{history.dates[-1]:%Y-%m-%d}" if len(history) else "none"
        raise InputError(f"first is {first}: the last session is {last}; choose an earlier date")
    blocks = [(i, min(i + refit, len(history))) for i in range(start, len(history), refit)]
    known = _digests(history, [stop for _, stop in blocks])
    return tuple(
        Task(model, i, stop, horizon, _key(model, i, stop, horizon, digest))
        for (i, stop), digest in zip(blocks, known, strict=True)
        for model in models
    )


def solve(task: Task, history: History) -> FloatArray:
    """The task's forecasts, (origins, horizon), from the history up to its last origin."""
    return task.model.term_structure(
        history.until(task.stop - 1),
        fitted_until=task.start,
        origins=task.origins,
        horizon=task.horizon,
    )


def assembled(
    history: History,
    tasks: Sequence[Task],
    results: Mapping[str, FloatArray],
    *,
    combinations: Sequence[Combination] = COMBINATIONS,
) -> Forecasts:
    """Forecasts from the results of tasks, by key; a task without a result leaves NaN.

    A combination is of those of its members that have a forecast at nine tenths of the origins, always the
    same, so that its record is that of what it says today; with fewer than two it is left out.
    """
    if not tasks:
        raise InputError("no tasks: ask `tasks` for at least one model")
    rows = np.unique(np.concatenate([task.origins for task in tasks]))
    names = tuple(dict.fromkeys(task.model.name for task in tasks))
    horizon = tasks[0].horizon
    variance = np.full((len(names), len(rows), horizon), np.nan)
    for task in tasks:
        if task.key in results:
            at = np.searchsorted(rows, task.origins)
            variance[names.index(task.model.name), at] = results[task.key]
    members = np.isfinite(variance).astype(np.int64)
    there = members[:, :, -1].mean(axis=1)
    for combination in combinations:
        of = [
            names.index(name)
            for name in combination.members
            if name in names and there[names.index(name)] >= LEAST_THERE
        ]
        if len(of) > 1:
            together = combined(variance[of])
            names += (combination.name,)
            variance = np.concatenate([variance, together[None]])
            found = np.isfinite(together) * len(of)
            members = np.concatenate([members, found[None].astype(np.int64)])
    return Forecasts(names, history.dates[rows], rows, variance, members)


def _digests(history: History, stops: Sequence[int]) -> list[bytes]:
    """Of the history before each of ``stops`` (ascending)."""
    columns = (
        history.dates.to_numpy().astype("datetime64[s]").astype(np.int64),
        *(
            np.round(x, _DECIMALS) + 0.0  # one zero, not two
            for x in (history.returns, history.variance, history.implied)
        ),
    )
    digests, start = [], 0
    running = blake2b(history.measure.encode(), digest_size=16)
    for stop in stops:
        for column in columns:
            running.update(np.ascontiguousarray(column[start:stop]).tobytes())
        # The digest so far also depends on where earlier blocks ended, which the key holds anyway.
        digests.append(running.digest())
        start = stop
    return digests


@cache
def _versions() -> str:
    """Of what fits and draws: another version may give other numbers."""
    return " ".join(f"{name} {version(name)}" for name in ("arch", "numpy", "scipy"))


def _key(model: Model, start: int, stop: int, horizon: int, digest: bytes) -> str:
    what = f"{REVISION} {_versions()} {model!r} {start} {stop} {horizon} "
    return blake2b(what.encode() + digest, digest_size=16).hexdigest()
