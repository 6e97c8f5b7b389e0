"""Drawdown: how far the book is below its own recent high.

    D_t = V_t / max(V_{t−n} … V_t) − 1

A drawdown asks for a *review*, never for a larger hedge: after a fall puts are dear, and raising the
hedge then buys at the high [SPEC HP-55].
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hedgerow.typing import FloatArray

HORIZONS = (20, 60)
"""Sessions."""
DEEP = 0.05
"""Share of past days; a drawdown that only so many were as deep as asks for a review."""


@dataclass(frozen=True, slots=True)
class Drawdown:
    """The book below its high of the last ``days`` sessions."""

    days: int
    drawdown: float
    """Decimal, 0 or negative; NaN where a return is missing."""
    rarity: float
    """Share of the days of the history on which it was at least as deep, today among them."""
    review: bool
    """Whether that is under a twentieth; it never changes a size."""


def drawdowns(returns: FloatArray, days: int) -> FloatArray:
    """Drawdown from the high of the last ``days`` sessions on each day, shape (n,).

    NaN in the first ``days − 1`` places and where a return of those sessions is missing.

    >>> [round(float(d), 3) for d in drawdowns(np.array([0.1, -0.5, 0.2, 1.0]), 2)]
    [nan, -0.5, -0.4, 0.0]
    """
    made = np.full(len(returns), np.nan)
    if len(returns) < days:
        return made
    runs = np.lib.stride_tricks.sliding_window_view(1 + returns, days)
    values = np.column_stack([np.ones(len(runs)), runs.cumprod(axis=1)])
    made[days - 1 :] = values[:, -1] / values.max(axis=1) - 1
    return made


def drawdown(returns: FloatArray, *, days: int) -> Drawdown:
    """Today's drawdown against its own history; ``returns`` of shape (n,), oldest first."""
    history = drawdowns(returns, days)
    today = float(history[-1]) if len(history) else float("nan")
    known = history[np.isfinite(history)]
    if not np.isfinite(today) or len(known) < days:
        return Drawdown(days, today, float("nan"), review=False)
    rarity = float(np.mean(known <= today))
    return Drawdown(days, today, rarity, review=bool(today < 0 and rarity <= DEEP))
