"""One series on several others: what each adds, and how sure that is.

    y = X b + ε        X = [1, x_1, …, x_k]        b = (X'X)⁻¹ X'y

with the heteroskedasticity- and autocorrelation-consistent covariance of :mod:`.regression` [NW87]:

    Var(b) = n/(n−k−1) · (X'X)⁻¹ [Γ_0 + Σ_{l=1}^{L} (1 − l/(L+1)) (Γ_l + Γ_l')] (X'X)⁻¹

    Γ_l = Σ u_t u_{t−l}'        u_t = X_t ε_t
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hedgerow.hedge.regression import LEAST_PAIRS, hac_lags
from hedgerow.typing import FloatArray


@dataclass(frozen=True, slots=True)
class MultipleRegression:
    """Least squares on several regressors."""

    coefficients: FloatArray
    """Shape (k + 1,), the intercept first."""
    covariance: FloatArray
    """HAC, shape (k + 1, k + 1)."""
    observations: int

    @property
    def freedom(self) -> int:
        """Degrees of freedom, n − k − 1."""
        return self.observations - len(self.coefficients)

    def combination(self, weights: FloatArray) -> tuple[float, float]:
        """``w'b`` and its standard error, for weights of shape (k + 1,)."""
        variance = float(weights @ self.covariance @ weights)
        return float(weights @ self.coefficients), float(np.sqrt(max(variance, 0.0)))


def regress_on(
    y: FloatArray, regressors: FloatArray, *, lags: int | None = None
) -> MultipleRegression | None:
    """Least squares of ``y``, shape (n,), on ``regressors``, shape (n, k), oldest first.

    Days with a NaN anywhere are left out and score zero in the HAC sum, so that neighbours in time
    stay neighbours. ``lags`` are those of the HAC sum, by default ⌊4 (n/100)^{2/9}⌋. None with fewer
    than 10 days more than regressors, or where the regressors do not tell each other apart.

    >>> x = np.linspace(-1, 1, 50)
    >>> made = regress_on(1 + 2 * x - 3 * x**2, np.column_stack([x, x**2]))
    >>> [round(float(b), 9) for b in made.coefficients]
    [1.0, 2.0, -3.0]
    """
    used = np.isfinite(y) & np.isfinite(regressors).all(axis=1)
    n, k = int(used.sum()), regressors.shape[1]
    if n < LEAST_PAIRS + k:
        return None
    X = np.where(used[:, None], np.column_stack([np.ones(len(y)), regressors]), 0.0)
    scale = np.abs(X).max(axis=0)
    if (scale == 0).any() or np.linalg.matrix_rank(X / scale) <= k:
        return None
    inverse = np.linalg.inv((X / scale).T @ (X / scale)) / np.outer(scale, scale)
    b = inverse @ (X.T @ np.where(used, y, 0.0))
    u = X * np.where(used, y - X @ b, 0.0)[:, None]
    L = hac_lags(n) if lags is None else lags
    S = u.T @ u
    for lag in range(1, min(L, len(u) - 1) + 1):
        gamma = u[lag:].T @ u[:-lag]
        S += (1 - lag / (L + 1)) * (gamma + gamma.T)
    return MultipleRegression(b, n / (n - k - 1) * inverse @ S @ inverse, n)
