"""Histories made up for the tests of this folder."""

import numpy as np
import pandas as pd
import pytest

from hedgerow.volatility.forecast.history import History

DEGREES = 6


def simulated(n, *, seed=0, omega=2e-6, alpha=0.10, beta=0.88, burn=500):
    """A GARCH(1,1) with Student-t innovations; a noisy measure of its variance, options that know it."""
    z = np.random.default_rng(seed).standard_t(DEGREES, n + burn)
    z *= np.sqrt((DEGREES - 2) / DEGREES)
    sigma2, r = np.empty(n + burn + 1), np.empty(n + burn)
    sigma2[0] = omega / (1 - alpha - beta)
    for t in range(n + burn):
        r[t] = np.sqrt(sigma2[t]) * z[t]
        sigma2[t + 1] = omega + alpha * r[t] ** 2 + beta * sigma2[t]
    noise = np.exp(np.random.default_rng(seed + 1).normal(0, 0.3, n))
    return History(
        pd.bdate_range("2000-01-03", periods=n),
        r[burn:],
        252 * sigma2[burn:-1] * noise,
        "simulated",
        1.1 * np.sqrt(252 * sigma2[burn + 1 :]),
    )


@pytest.fixture(scope="session")
def garch_history():
    """Makes a history of so many sessions."""
    return simulated
