"""Implied correlation: how much of the index's variance the single volatilities leave to their moving together.

    σ_I² = Σ w_i² σ_i² + Σ_{i≠j} w_i w_j σ_i σ_j ρ_ij

With one correlation for all pairs,

    ρ = (σ_I² − Σ w_i² σ_i²) / ((Σ w_i σ_i)² − Σ w_i² σ_i²)          ≈ σ_I² / (Σ w_i σ_i)²   for many names

from implied volatilities the implied correlation, from realized ones the realized one (measured on returns it is
:func:`hedgerow.volatility.realized.basket_correlation.average_correlation`). It stands above what comes, for index options
carry a premium that single ones do not. Cboe publishes such an index (COR1M). SPEC VW-09, VW-10.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.errors import InputError
from hedgerow.typing import FloatArray

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True)
class ImpliedCorrelation:
    """One correlation that reconciles the index with its members."""

    correlation: float
    """ρ; NaN where a volatility is unknown. Outside −1/(n−1) … 1 the volatilities contradict each other."""
    many_names: float
    """The approximation for many names."""
    index_vol: float
    member_vol: float
    """Σ w σ, decimal: the index's volatility were all correlations 1."""
    covered: float
    """Sum of the weights given: below 1 members are missing, and their part of the index is assumed to be like the rest."""
    members: int
    """n."""

    @property
    def possible(self) -> bool:
        """Whether one correlation for all pairs can be such; False where it is not known."""
        return -1 / (self.members - 1) <= self.correlation <= 1


def index_variance(weights: ArrayLike, vols: ArrayLike, correlation: ArrayLike) -> float:
    """``Σ w_i² σ_i² + Σ_{i≠j} w_i w_j σ_i σ_j ρ_ij``; ``correlation`` one number or shape (n, n).

    Raises :class:`InputError` where weights and volatilities differ in length.

    >>> round(index_variance([0.5, 0.5], [0.2, 0.4], 0.0), 3)
    0.05
    """
    x = np.prod(_members(weights, vols), axis=0)
    ρ = np.asarray(correlation, float)
    if ρ.ndim == 0:
        return float((1 - ρ) * (x**2).sum() + ρ * x.sum() ** 2)
    return float(x @ np.where(np.eye(len(x), dtype=bool), 1.0, ρ) @ x)


def implied_correlation(
    index_vol: float, weights: ArrayLike, vols: ArrayLike
) -> ImpliedCorrelation:
    """The correlation that makes the members' volatilities (decimal, shape (n,)) the index's.

    Weights of members that are not given are spread over the others: they are scaled to sum to 1, and ``covered`` says how
    much there was. Raises :class:`InputError` for fewer than two members and weights that are not positive.

    >>> found = implied_correlation(0.16, [1 / 50] * 50, [0.28] * 50)
    >>> round(found.correlation, 4), round(found.many_names, 3)
    (0.3128, 0.327)
    """
    w, σ = _members(weights, vols)
    if len(w) < 2 or not (w > 0).all():
        msg = f"{len(w)} weights, the least {w.min() if len(w) else float('nan'):g}: give two or more, all above 0"
        raise InputError(msg)
    covered = float(w.sum())
    x = w / covered * σ
    alone, together = float((x**2).sum()), float(x.sum()) ** 2
    variance = index_vol**2
    return ImpliedCorrelation(
        (variance - alone) / (together - alone) if together > alone else float("nan"),
        variance / together if together > 0 else float("nan"),
        index_vol,
        float(x.sum()),
        covered,
        len(w),
    )


def _members(weights: ArrayLike, vols: ArrayLike) -> FloatArray:
    w, σ = np.asarray(weights, float), np.asarray(vols, float)
    if w.shape != σ.shape or w.ndim != 1:
        msg = f"weights have shape {w.shape} and volatilities {σ.shape}; give one of each a member"
        raise InputError(msg)
    return np.stack([w, σ])
