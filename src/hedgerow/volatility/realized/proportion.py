"""A share of days, and how sure it is.

x of n days have a property. If days were independent the share p̂ = x/n would lie within the exact
interval of Clopper and Pearson [CP34]

    low = B⁻¹(α/2; x, n − x + 1)        high = B⁻¹(1 − α/2; x + 1, n − x)

with B⁻¹ the quantile of the beta distribution. Large moves cluster, so a second interval stands beside
it: that of a circular block bootstrap, which is wider. Of a property that no day had it says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from scipy.special import betaincinv

from hedgerow.typing import BoolArray
from hedgerow.volatility.realized.block_bootstrap import (
    BLOCK,
    DRAWS,
    LEVEL,
    SEED,
    block_bootstrap,
)

UNKNOWN = float("nan")


@dataclass(frozen=True, slots=True)
class Proportion:
    """How many of the days, with two 95 % intervals."""

    count: int
    observations: int
    share: float
    """NaN without days."""
    interval: tuple[float, float]
    """If days were independent."""
    clustered_interval: tuple[float, float]
    """With days in clusters; NaN where no or every day had the property, or the history is short."""


def proportions(
    happened: BoolArray, *, block: int = BLOCK, draws: int = DRAWS, seed: int = SEED
) -> tuple[Proportion, ...]:
    """The share of each column of ``happened``, shape (n, m), oldest day first.

    >>> import numpy as np
    >>> made = proportions(np.arange(10)[:, None] < 2)[0]
    >>> made.share, [round(x, 4) for x in made.interval]
    (0.2, [0.0252, 0.5561])
    """
    n = len(happened)
    scatter = block_bootstrap(
        lambda days: days.mean(axis=0), happened.astype(float), block=block, draws=draws, seed=seed
    )
    found = []
    for i, count in enumerate(int(c) for c in happened.sum(axis=0)):
        clustered = (UNKNOWN, UNKNOWN)
        if 0 < count < n:
            clustered = (float(scatter.low[i]), float(scatter.high[i]))
        share = count / n if n else UNKNOWN
        found.append(Proportion(count, n, share, clopper_pearson(count, n), clustered))
    return tuple(found)


def clopper_pearson(count: int, observations: int) -> tuple[float, float]:
    """Exact 95 % interval of a share of independent days; unknown without days."""
    if not observations:
        return UNKNOWN, UNKNOWN
    x, n, α = count, observations, 1 - LEVEL
    low = float(betaincinv(x, n - x + 1, α / 2)) if x else 0.0
    high = float(betaincinv(x + 1, n - x, 1 - α / 2)) if x < n else 1.0
    return low, high
