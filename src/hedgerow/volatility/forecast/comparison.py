"""Tests on forecasts, of being unbiased and of one being better than another.

    RV = a + b F + ε        H₀: a = 0, b = 1                          Mincer–Zarnowitz
    DM = mean(d)/√(Ω/n) · √((n + 1 − 2h + h(h − 1)/n)/n) ~ t_{n−1}    Diebold–Mariano, corrected

d is the difference of two losses. Targets of h sessions overlap, so Ω, the long-run variance, is
Newey–West's with ``max(h, ⌊4 (n/100)^{2/9}⌋)`` lags. Sources: [MZ69], [DM95], [HLN97], [NW87],
[HLN11]. `statsmodels` comes with `arch`, which requires it.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hedgerow.typing import FloatArray

REPLICATIONS = 1_000


@dataclass(frozen=True, slots=True)
class MincerZarnowitz:
    """Realized variance on its forecast."""

    intercept: float
    """Decimal variance per year."""
    slope: float
    r_squared: float
    p: float
    """That the intercept is 0 and the slope 1; NaN where the forecast never changes."""


@dataclass(frozen=True, slots=True)
class DieboldMariano:
    """One loss less another."""

    mean: float
    """Below 0: the first is better."""
    t: float
    p: float
    """Two-sided; NaN like t where the losses are the same."""


def hac_lags(n: int, horizon: int) -> int:
    """Lags for ``n`` observations whose targets overlap by ``horizon``.

    >>> hac_lags(5_000, 5), hac_lags(5_000, 21)
    (9, 21)
    """
    return max(horizon, int(4 * (n / 100) ** (2 / 9)))


def mincer_zarnowitz(realized: FloatArray, forecast: FloatArray, horizon: int) -> MincerZarnowitz:
    """Regression of realized on forecast variance, both (n,), with no unknown value."""
    from statsmodels.regression.linear_model import OLS

    nan = float("nan")
    if np.ptp(forecast) == 0:
        return MincerZarnowitz(nan, nan, nan, nan)
    # In units of the mean, so that intercept and slope are of one size.
    unit = float(realized.mean())
    design = np.column_stack([np.ones(len(forecast)), forecast / unit])
    fit = OLS(realized / unit, design).fit(
        cov_type="HAC", cov_kwds={"maxlags": hac_lags(len(realized), horizon)}
    )
    a, b = (float(x) for x in fit.params)
    # Without residuals there is nothing to test: the line is known.
    if fit.ssr <= 1e-20 * len(realized):
        p = 1.0 if abs(a) < 1e-8 and abs(b - 1) < 1e-8 else 0.0
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a covariance that is nearly singular
            test = fit.wald_test((np.eye(2), np.array([0.0, 1.0])), use_f=False, scalar=True)
        p = float(test.pvalue)
    return MincerZarnowitz(a * unit, b, float(fit.rsquared), p)


def diebold_mariano(loss: FloatArray, other: FloatArray, horizon: int) -> DieboldMariano:
    """Test that two losses, both (n,) and without unknown values, have one mean."""
    from scipy.special import stdtr
    from statsmodels.stats.sandwich_covariance import S_hac_simple

    d = loss - other
    n, h = len(d), horizon
    mean = float(d.mean())
    omega = float(np.squeeze(S_hac_simple((d - mean)[:, None], nlags=hac_lags(n, h)))) / n
    correction = (n + 1 - 2 * h + h * (h - 1) / n) / n
    if omega <= 0 or correction <= 0:
        return DieboldMariano(mean, float("nan"), float("nan"))
    t = mean / np.sqrt(omega / n) * np.sqrt(correction)
    return DieboldMariano(mean, float(t), float(2 * stdtr(n - 1, -abs(t))))


def block_length(n: int, horizon: int) -> int:
    """Block of a bootstrap: the overlap of targets, and not below n^⅓, for losses cluster by themselves.

    >>> block_length(2_500, 1), block_length(2_500, 21)
    (13, 21)
    """
    return max(horizon, int(n ** (1 / 3)))


def confidence_set_p(losses: FloatArray, *, block: int, size: float, seed: int) -> FloatArray:
    """p-value of each model's place in the model confidence set, (models,), of losses (n, models).

    A model is in the set at ``size`` where its p is larger. Models with the same losses share one.
    """
    from arch.bootstrap import MCS

    # what differs by rounding alone is the same: a difference without variance cannot be tested
    distinct, twin = np.unique(np.round(losses, 12), axis=1, return_inverse=True)
    if distinct.shape[1] == 1:
        return np.ones(losses.shape[1])
    mcs = MCS(distinct, size=size, reps=REPLICATIONS, block_size=block, seed=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of a set reduced to models of equal mean
        mcs.compute()
    p = mcs.pvalues["Pvalue"].sort_index().to_numpy(dtype=np.float64)
    return np.asarray(p[twin.ravel()])
