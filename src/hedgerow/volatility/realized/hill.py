"""The tail index: how fast the chance of a large move dies away.

Far out, P(|r| > x) ≈ C x^{−α}: a small α is a fat tail, moments of order α and more do not exist, and
shares mostly have α near 3. With losses (or gains) in order X₁ ≥ X₂ ≥ … the Hill estimate from
the k largest is [Hill75]

    1/α̂ = (1/k) Σ_{i ≤ k} ln(Xᵢ / X_{k+1})        standard error α̂/√k

**How k is chosen.** Few give noise, many reach into the middle, which follows no power law. Chosen is
the k between 25 and a tenth of the sample at which the k largest are nearest to the power law
fitted to them: the smallest greatest distance between the two distribution functions [CSN09]. The
estimate at other k stands beside it, so that a reader sees how much the choice matters. The error
is that of independent days; with clusters it is larger.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Literal, TypeAlias

import numpy as np

from hedgerow.errors import InputError
from hedgerow.typing import FloatArray

LEAST_TAIL = 25
LARGEST_SHARE = 0.1
PLOTTED = 60
UNKNOWN = float("nan")

Tail: TypeAlias = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class HillPoint:
    """The estimate at one k: a point of the Hill plot."""

    tail_size: int
    """k."""
    tail_index: float
    """α̂."""
    standard_error: float


@dataclass(frozen=True, slots=True)
class TailIndex:
    """The tail index of one side."""

    side: Tail
    observations: int
    """Known returns."""
    tail_size: int
    """k, the returns it rests on; 0 where unknown."""
    tail_index: float
    """α̂; NaN where unknown."""
    standard_error: float
    threshold: float
    """Size of the move beyond which the power law was fitted, decimal."""
    distance: float
    """Greatest distance between the tail and the power law, at this k."""
    plot: tuple[HillPoint, ...]
    """Estimates at about 60 values of k, ascending."""
    reason: str = ""
    """Why it is unknown; empty where it is known."""


def tail_index(
    returns: FloatArray, *, side: Tail = "left", tail_size: int | None = None
) -> TailIndex:
    """Hill's tail index of daily returns, shape (n,), of the losses (left) or the gains (right).

    NaN returns are left out; only strictly negative (positive) ones count as losses (gains). Unknown
    with fewer than 26 of them or fewer than 250 returns. ``tail_size`` chooses k instead of the rule.

    Raises :class:`InputError` for a ``tail_size`` that the returns do not have.

    >>> pareto = np.random.default_rng(0).pareto(3, 4000) + 1
    >>> round(tail_index(-pareto, tail_size=400).tail_index, 1)
    2.8
    """
    if side not in ("left", "right"):
        raise InputError(f"side {side!r} is no tail; give 'left' or 'right'")
    r = returns[np.isfinite(returns)]
    X = np.sort(-r[r < 0] if side == "left" else r[r > 0])[::-1]
    largest = min(int(LARGEST_SHARE * len(r)), len(X) - 1)
    if tail_size is not None and not 2 <= tail_size < len(X):
        raise InputError(f"tail_size={tail_size} is outside 2 … {len(X) - 1}, the {side} tail's")
    if largest < LEAST_TAIL or X[0] == X[LEAST_TAIL]:
        reason = f"{len(r)} returns, {len(X)} of this sign; needed are 250 and 26 that differ"
        nothing = (UNKNOWN,) * 4
        return TailIndex(side, len(r), 0, *nothing, (), reason)
    α = hill_estimates(X, max(largest, tail_size or 0))
    k = tail_size or _nearest_power_law(X, α, largest)
    shown = np.unique(np.geomspace(LEAST_TAIL, largest, PLOTTED).round().astype(int))
    return TailIndex(
        side,
        len(r),
        k,
        float(α[k - 1]),
        float(α[k - 1]) / sqrt(k),
        float(X[k]),
        _distance(X, k, float(α[k - 1])),
        tuple(HillPoint(int(j), float(α[j - 1]), float(α[j - 1]) / sqrt(j)) for j in shown),
    )


def hill_estimates(X: FloatArray, largest: int) -> FloatArray:
    """α̂ from the k = 1 … ``largest`` largest of X, positive and descending; shape (largest,).

    Infinite where the k largest are all X_{k+1}.
    """
    log = np.log(X[: largest + 1])
    k = np.arange(1, largest + 1)
    with np.errstate(divide="ignore"):
        return np.asarray(1 / (np.cumsum(log[:-1]) / k - log[1:]))


def _nearest_power_law(X: FloatArray, α: FloatArray, largest: int) -> int:
    """The k with the least distance."""
    sizes = range(LEAST_TAIL, largest + 1)
    return min(sizes, key=lambda k: _distance(X, k, float(α[k - 1])))


def _distance(X: FloatArray, k: int, α: float) -> float:
    """Greatest distance between the k largest and the power law with index α (Kolmogorov–Smirnov)."""
    beyond = (X[:k] / X[k]) ** -α
    rank = np.arange(k)
    return float(np.maximum(np.abs(rank / k - beyond), np.abs((rank + 1) / k - beyond)).max())
