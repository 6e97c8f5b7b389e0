"""What a premium turned out to be, by the state in which it was sold.

    mean of y in bucket j        y = Σ_j b_j 1[x in bucket j] + ε

y is known h sessions after x. Buckets are half-open. Days of one bucket come in spells and their outcomes overlap, so
beside the number of days stand days/h, errors by Newey–West of the regression on all buckets at once (neighbouring
days in different buckets share a future too), the worst twentieth, and the same mean in each half of the history.

**What the table does not show.** A bucket's mean is an average over the crises that happened, not a forecast; high buckets
rest on a handful of them; the seller's capital, costs and margin are in none of the figures. SPEC VP-06, VP-08, §E.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hedgerow.errors import InputError
from hedgerow.typing import BoolArray, FloatArray, IntArray
from hedgerow.volatility.premium.overlapping import overlapping_fit
from hedgerow.volatility.realized.subsequent import MONTH

LEVELS = (0.0, 0.12, 0.15, 0.20, 0.25, 0.30, 0.40, np.inf)
"""Edges of buckets of implied volatility, decimal."""
RATIOS = (0.0, 0.8, 1.0, 1.2, 1.3, 1.6, 2.0, np.inf)
"""Edges of buckets of implied over realized."""
TAIL = 0.05
UNKNOWN = float("nan")
CAVEAT = (
    "An average over what happened, not a forecast: windows overlap, the rare buckets rest on a few crises, and what a "
    "seller pays in margin and costs is left out"
)


LEAST_WINDOWS = 5
"""Without overlap, for a mean to be held against its error, or against another."""


@dataclass(frozen=True, slots=True)
class StateRow:
    """Outcomes after days on which x lay in [low, high); NaN where there was none."""

    low: float
    high: float
    """Infinity for the last."""
    count: int
    """Days whose outcome is known."""
    share: float
    """Of all such days."""
    effective_observations: float
    """Days over the horizon: outcomes overlap."""
    mean: float
    standard_error: float
    """HAC."""
    t: float
    """Mean over its error; NaN under five windows without overlap, of which no error can be told."""
    median: float
    percentile_5: float
    """The seller's bad end."""
    share_positive: float
    first_half: float
    """Mean over the first half of the days known, and the second: whether it held."""
    second_half: float


@dataclass(frozen=True, slots=True)
class StateDependence:
    """Outcomes by bucket."""

    sessions: int
    """Horizon h."""
    observations: int
    effective_observations: float
    rows: tuple[StateRow, ...]
    """By ascending bucket."""
    caveat: str = CAVEAT


def state_dependence(
    states: FloatArray,
    outcomes: FloatArray,
    *,
    edges: Sequence[float],
    sessions: int = MONTH,
) -> StateDependence:
    """Outcomes by bucket of the state known when they began; both (n,), by session, oldest first.

    Days on which either is unknown, or the state outside the edges, are left out. Raises :class:`InputError` where edges do
    not ascend.

    >>> x = np.tile([0.1, 0.3], 300)
    >>> found = state_dependence(x, 2 * x, edges=(0.0, 0.2, 1.0))
    >>> [(row.count, round(row.mean, 2)) for row in found.rows]
    [(300, 0.2), (300, 0.6)]
    """
    marks = np.asarray(edges, float)
    if len(marks) < 2 or not (np.diff(marks) > 0).all():
        raise InputError(f"edges {list(edges)} must ascend; give two or more")
    known = np.isfinite(states) & np.isfinite(outcomes)
    known &= (states >= marks[0]) & (states < marks[-1])
    x, y = states[known], outcomes[known]
    n = len(x)
    bucket = np.searchsorted(marks, x, side="right") - 1
    half = np.arange(n) < n // 2
    errors = _errors(bucket, y, len(marks) - 1, sessions)
    rows = tuple(
        _row(marks[j], marks[j + 1], y, bucket == j, half, errors[j], sessions)
        for j in range(len(marks) - 1)
    )
    return StateDependence(sessions, n, n / sessions, rows)


def _errors(bucket: IntArray, y: FloatArray, buckets: int, sessions: int) -> FloatArray:
    """HAC standard error of each bucket's mean, (buckets,); NaN where it has no two days."""
    errors = np.full(buckets, np.nan)
    there = [j for j in range(buckets) if (bucket == j).sum() > 1]
    if there:
        inside = np.isin(bucket, there)
        X = (bucket[inside, None] == np.array(there)[None, :]).astype(float)
        errors[there] = overlapping_fit(y[inside], X, sessions=sessions).standard_errors
    return errors


def _row(
    low: float,
    high: float,
    y: FloatArray,
    inside: BoolArray,
    half: BoolArray,
    error: float,
    sessions: int,
) -> StateRow:
    found = y[inside]
    n = len(found)
    mean = float(found.mean()) if n else UNKNOWN
    return StateRow(
        low=float(low),
        high=float(high),
        count=n,
        share=n / len(y) if len(y) else UNKNOWN,
        effective_observations=n / sessions,
        mean=mean,
        standard_error=float(error),
        t=mean / float(error) if error > 0 and n / sessions >= LEAST_WINDOWS else UNKNOWN,
        median=float(np.median(found)) if n else UNKNOWN,
        percentile_5=float(np.quantile(found, TAIL)) if n else UNKNOWN,
        share_positive=float((found > 0).mean()) if n else UNKNOWN,
        first_half=_mean(y[inside & half]),
        second_half=_mean(y[inside & ~half]),
    )


def _mean(x: FloatArray) -> float:
    return float(x.mean()) if len(x) else UNKNOWN
