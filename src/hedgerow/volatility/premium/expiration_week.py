"""What sessions around the monthly expiration have been like.

Five sessions up to the third Friday are *before*, the day itself *at*, the five after it *after*
(:func:`~hedgerow.market.expirations.opex_distance`). Dealers' hedging is said to pin prices before it and to leave
them free after:

    |r| / (V₋/√252)        a day's move in units of what options implied the evening before

is compared by phase. It is context with its own record, not a rule: measured over SPX and VIX since 1990 the week after
is no more volatile than any other. SPEC RG-05 … RG-07, DT-21.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

import numpy as np

from hedgerow.market.expirations import AROUND, OpexState, opex_distances
from hedgerow.typing import FloatArray, IntArray
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.premium.overlapping import overlapping_fit

if TYPE_CHECKING:
    import pandas as pd

PHASES: tuple[OpexState, ...] = get_args(OpexState)


@dataclass(frozen=True, slots=True)
class PhaseMoves:
    """Daily moves of one phase, in units of the implied daily move; NaN where there was none."""

    phase: OpexState
    count: int
    mean: float
    """Of |r|/(V₋/√252); 0.80 if returns were normal and implied volatility were right."""
    standard_error: float
    """HAC, five lags or more."""
    vol: float
    """Root mean square return, decimal a year."""


def moves_by_phase(
    dates: pd.DatetimeIndex, returns: FloatArray, implied: FloatArray
) -> tuple[PhaseMoves, ...]:
    """Daily moves over what was implied the evening before, by phase; arrays (n,) by session, oldest first."""
    before = np.concatenate([[np.nan], implied[:-1]])
    with np.errstate(invalid="ignore", divide="ignore"):
        moved = np.abs(returns) / (before / np.sqrt(SESSIONS_PER_YEAR))
    known = np.isfinite(moved)
    at, y, r = phases(dates)[known], moved[known], returns[known]
    X = (at[:, None] == np.arange(len(PHASES))[None, :]).astype(float)
    there = X.sum(axis=0) > 1
    errors = np.full(len(PHASES), np.nan)
    if there.any():
        inside = X[:, there].any(axis=1)
        fit = overlapping_fit(y[inside], X[inside][:, there], sessions=AROUND)
        errors[there] = fit.standard_errors
    return tuple(
        PhaseMoves(
            phase,
            int((at == j).sum()),
            _mean(y[at == j]),
            float(errors[j]),
            float(np.sqrt(SESSIONS_PER_YEAR * _mean(r[at == j] ** 2))),
        )
        for j, phase in enumerate(PHASES)
    )


def phases(dates: pd.DatetimeIndex) -> IntArray:
    """Place of each session's phase in :data:`PHASES`, (n,)."""
    to, since = opex_distances(dates)
    place = {phase: i for i, phase in enumerate(PHASES)}
    return np.select(
        [to == 0, to <= AROUND, (since > 0) & (since <= AROUND)],
        [place["at"], place["before"], place["after"]],
        default=place["between"],
    ).astype(np.int64)


def _mean(x: FloatArray) -> float:
    return float(x.mean()) if len(x) else float("nan")
