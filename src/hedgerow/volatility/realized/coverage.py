"""Coverage: how often a day stayed within the move that options implied the evening before.

    inside_t :  |r_t| < k · V_{t−1} / √252

68.3 % and 95.4 % of days for k = 1 and 2 if returns were normal with that volatility. In fact more
days stay inside one, for two reasons: implied volatility is on average above what follows, and returns
are more peaked than a normal. Within two the fat tails take some of that back. SPEC RV-08.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import erf, inf, sqrt

import numpy as np

from hedgerow.typing import FloatArray
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.realized.block_bootstrap import BLOCK, DRAWS, SEED
from hedgerow.volatility.realized.proportion import Proportion, proportions

DEVIATIONS = (1.0, 2.0)
BUCKETS = (0.0, 0.12, 0.15, 0.20, 0.25, 0.30, inf)
"""Edges of implied volatility, decimal; each bucket holds its lower edge."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Days inside k implied moves."""

    deviations: float
    """k."""
    inside: Proportion
    normal: float
    """Share of days if returns were normal with the implied volatility."""


@dataclass(frozen=True, slots=True)
class CoverageAtLevel:
    """Days inside one implied move, of those that began with implied volatility in a range."""

    low: float
    """Decimal per √year; the range holds it."""
    high: float
    """The range ends before it; infinite for the last."""
    inside: Proportion


@dataclass(frozen=True, slots=True)
class ImpliedCoverage:
    """What became of the moves that options implied."""

    observations: int
    """Days with a return and an implied volatility the evening before."""
    unknown: int
    """Days without one of the two; the first day is always one."""
    coverages: tuple[Coverage, ...]
    """Empty where nothing is known."""
    by_level: tuple[CoverageAtLevel, ...]
    """Only ranges that had a day."""


def implied_coverage(
    returns: FloatArray,
    vols: FloatArray,
    *,
    block: int = BLOCK,
    draws: int = DRAWS,
    seed: int = SEED,
) -> ImpliedCoverage:
    """Share of daily returns inside the implied move; both shapes (n,), same days, oldest first.

    ``vols`` is the implied volatility at each day's own close, decimal per √year: it is shifted here, so
    that a return meets the volatility of the evening before. Days with NaN in either are left out and
    counted.

    >>> calm = np.tile([0.009, -0.009, 0.011], 200)
    >>> made = implied_coverage(calm, np.full(600, 0.16))  # one move is 1.008 %
    >>> round(made.coverages[0].inside.share, 3)
    0.666
    """
    before = np.concatenate([np.full(1, np.nan), vols[:-1]])[: len(returns)]
    known = np.isfinite(returns) & (before > 0)
    r, level = returns[known], before[known]
    unknown = len(returns) - len(r)
    if not len(r):
        return ImpliedCoverage(0, unknown, (), ())
    z = np.abs(r) / (level / sqrt(SESSIONS_PER_YEAR))
    inside = proportions(
        np.column_stack([z < k for k in DEVIATIONS]), block=block, draws=draws, seed=seed
    )
    levels = []
    for low, high in pairwise(BUCKETS):
        there = (level >= low) & (level < high)
        if there.any():
            found = proportions((z[there] < 1)[:, None], block=block, draws=draws, seed=seed)
            levels.append(CoverageAtLevel(low, high, found[0]))
    return ImpliedCoverage(
        len(r),
        unknown,
        tuple(
            Coverage(k, found, normal_coverage(k))
            for k, found in zip(DEVIATIONS, inside, strict=True)
        ),
        tuple(levels),
    )


def normal_coverage(deviations: float) -> float:
    """P(|Z| < k) of a standard normal.

    >>> round(normal_coverage(1), 4), round(1 - normal_coverage(3), 4)
    (0.6827, 0.0027)
    """
    return erf(deviations / sqrt(2))
