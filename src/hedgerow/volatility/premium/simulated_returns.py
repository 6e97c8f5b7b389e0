"""Log returns over several sessions, as history or a model fitted to it would have them.

*History*: every run of ``h`` sessions there was, overlapping.

*Filtered historical simulation* [BGV99]: GJR's variance recursion, started from today's variance and driven by
standardised residuals drawn from the past, so that fat tails, the volatility of today and its answer to
falls are all there:

    σ²_{t+1} = ω + (α + γ 1{ε_t<0}) ε²_t + β σ²_t        ε_t = σ_t z_t,  z drawn from ε̂/σ̂

Means are left in: whoever prices re-centres.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hedgerow.errors import InputError
from hedgerow.typing import FloatArray
from hedgerow.volatility.forecast.garch import GarchFit, garch_fit

START = 75
"""Returns whose mean square is the first variance, as in `arch`."""


@dataclass(frozen=True, slots=True)
class Filtered:
    """Past returns as GJR sees them."""

    fit: GarchFit
    residuals: FloatArray
    """Standardised, mean 0 and variance 1, (n,)."""
    variance: float
    """σ² of the next session, decimal a day."""


def overlapping_returns(returns: FloatArray, sessions: int) -> FloatArray:
    """Log returns of every run of so many sessions, (n − sessions + 1,); NaN where one day is unknown.

    >>> overlapping_returns(np.array([0.01, 0.02, -0.01]), 2).round(2)
    array([0.03, 0.01])
    """
    if sessions < 1:
        raise InputError(f"sessions is {sessions}: allowed are 1 and more")
    if len(returns) < sessions:
        return np.empty(0)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(returns, sessions).sum(axis=1))


def filtered(returns: FloatArray) -> Filtered | None:
    """GJR through daily log returns, oldest first; None where it does not converge."""
    known = returns[np.isfinite(returns)]
    fit = garch_fit(known, kind="gjr")
    if not fit.converged:
        return None
    μ, ω, α, γ, β = (fit.parameter(name) for name in ("mu", "omega", "alpha", "gamma", "beta"))
    ε = known - μ
    shock = ω + (α + γ * (ε < 0)) * ε**2
    σ2 = _recursion(shock, β, float(np.mean(ε[:START] ** 2)))
    z = ε / np.sqrt(σ2[:-1])
    return Filtered(fit, (z - z.mean()) / z.std(), float(σ2[-1]))


def _recursion(shock: FloatArray, β: float, first: float) -> FloatArray:
    """``σ²_{t+1} = shock_t + β σ²_t``, (n + 1,)."""
    from scipy.signal import lfilter

    later, _ = lfilter([1.0], [1.0, -β], shock, zi=[β * first])
    return np.concatenate([[first], later])


def filtered_returns(past: Filtered, sessions: int, *, paths: int, seed: int) -> FloatArray:
    """Log returns over so many sessions from now, (paths,)."""
    if sessions < 1 or paths < 1:
        raise InputError(f"sessions is {sessions} and paths {paths}: allowed are 1 and more")
    names = ("mu", "omega", "alpha", "gamma", "beta")
    μ, ω, α, γ, β = (past.fit.parameter(name) for name in names)
    draw = np.random.default_rng(seed)
    σ2, x = np.full(paths, past.variance), np.zeros(paths)
    for _ in range(sessions):
        ε = np.sqrt(σ2) * draw.choice(past.residuals, paths)
        x += μ + ε
        σ2 = ω + (α + γ * (ε < 0)) * ε**2 + β * σ2
    return x
