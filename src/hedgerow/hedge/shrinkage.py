"""Betas moved towards what betas usually are: Blume and Vasicek.

Measured betas scatter more than true ones, so the high are too high and the low too low. Blume found
by regression what the next period's beta is, seen from this one's [Blume71]; data vendors round it:

    β_B = 0.343 + 0.677 β̂        (vendors 0.33 + 0.67 β̂)

It moves towards 1 and is meant for betas to the market, not for those to a sector. Vasicek weighs
each beta by how sure it is [Vasicek73]:

    β_V = (β̂/s² + μ/τ²) / (1/s² + 1/τ²)        τ² = Var(β̂) − mean(s²)

μ and τ² are the mean and the dispersion of the true betas of a group, estimated from its members and
floored above zero. A sure beta (s → 0) stays, an unknown one becomes μ. SPEC HS-08.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from hedgerow.typing import FloatArray

Line: TypeAlias = Literal["blume", "vendor"]

LINES: Mapping[Line, tuple[float, float]] = {"blume": (0.343, 0.677), "vendor": (0.33, 0.67)}
"""Level and slope; the slope is also what an error is multiplied by."""
LEAST_DISPERSION = 0.05**2
"""Floor of τ²: betas of different shares are never taken for closer than 0.05."""
LEAST_MEMBERS = 3


@dataclass(frozen=True, slots=True)
class Shrunk:
    """Betas of a group, each moved towards their mean by how unsure it is."""

    betas: FloatArray
    """Shape (n,)."""
    weights: FloatArray
    """Of the measured beta, shape (n,): 1 keeps it, 0 replaces it by the mean."""
    standard_errors: FloatArray
    """Posterior, shape (n,)."""
    mean: float
    dispersion: float
    """τ, the standard deviation of the true betas."""


def blume(beta: float, *, by: Line = "blume") -> float:
    """Next period's beta to the market as seen from this one's.

    >>> round(blume(1.15), 2), round(blume(1.15, by="vendor"), 2)
    (1.12, 1.1)
    """
    level, slope = LINES[by]
    return level + slope * beta


def true_dispersion(betas: FloatArray, standard_errors: FloatArray) -> float:
    """τ² = Var(β̂) − mean(s²), floored at 0.05²; shapes (n,), n ≥ 2."""
    spread = float(np.var(betas, ddof=1) - np.mean(standard_errors**2))
    return max(spread, LEAST_DISPERSION)


def vasicek(
    betas: FloatArray,
    standard_errors: FloatArray,
    *,
    mean: float | None = None,
    dispersion: float | None = None,
) -> Shrunk:
    """Betas, shape (n,), moved towards ``mean`` by their errors; n ≥ 2 where a default is asked for.

    ``mean`` is that of the group and ``dispersion`` its τ by default.

    >>> made = vasicek(np.array([1.5]), np.array([0.3]), mean=1.0, dispersion=0.3)
    >>> float(made.betas[0]), float(made.weights[0])
    (1.25, 0.5)
    """
    mu = float(np.mean(betas)) if mean is None else mean
    tau2 = true_dispersion(betas, standard_errors) if dispersion is None else dispersion**2
    s2 = standard_errors**2
    weights = tau2 / (tau2 + s2)  # the formula above times s² τ², whole at s = 0
    return Shrunk(
        betas=weights * betas + (1 - weights) * mu,
        weights=weights,
        standard_errors=np.sqrt(weights * s2),
        mean=mu,
        dispersion=float(np.sqrt(tau2)),
    )
