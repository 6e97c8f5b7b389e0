"""Intervals for figures of a series in which calm and storm come in clusters.

Days are drawn in blocks that keep their order, the last day followed by the first (circular blocks
[PR92]), so that a figure computed on the draws scatters as it would in other histories with the same
clusters. The interval is that of the draws' percentiles. Formulas for independent days, which stand
beside it where there are any, are too sure of themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hedgerow.typing import FloatArray

BLOCK, DRAWS, SEED = 21, 1_000, 0
LEAST_BLOCKS = 5
"""A history of fewer blocks says nothing about other histories."""
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Scatter:
    """How far figures lie apart from draw to draw, each shape (k,); NaN where too short a history."""

    standard_error: FloatArray
    low: FloatArray
    """Lower end of the 95 % interval."""
    high: FloatArray


def block_bootstrap(
    figures: Callable[[FloatArray], FloatArray],
    days: FloatArray,
    *,
    block: int = BLOCK,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Scatter:
    """Standard errors and 95 % intervals of ``figures(days)``, shape (k,).

    ``days`` has shape (n,) or (n, m), without NaN. Unknown with fewer than five blocks. The same seed
    gives the same answer.

    >>> days = np.random.default_rng(0).normal(size=2500)
    >>> error = block_bootstrap(lambda x: np.array([x.mean()]), days, block=1).standard_error[0]
    >>> round(float(error), 2)  # independent days: 1/√2500
    0.02
    """
    if len(days) < LEAST_BLOCKS * block:
        nothing = np.full(len(figures(days)) if len(days) else 1, np.nan)
        return Scatter(nothing, nothing, nothing)
    from arch.bootstrap import CircularBlockBootstrap

    drawn = CircularBlockBootstrap(block, days, seed=seed).apply(figures, draws)
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return Scatter(drawn.std(axis=0, ddof=1), low, high)
