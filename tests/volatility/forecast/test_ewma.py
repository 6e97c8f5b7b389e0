"""Exponentially weighted volatility against pandas."""

import numpy as np
import pandas as pd
import pytest

from hedgerow.errors import InputError
from hedgerow.volatility.forecast.ewma import ewma_variance, ewma_vol


def test_equals_pandas():
    """The same weights as pandas' adjusted ewm of squared returns."""
    r = np.random.default_rng(0).normal(0, 0.01, 300)
    twin = np.sqrt(252 * pd.Series(r**2).ewm(span=63).mean().iloc[-1])
    assert ewma_vol(r) == pytest.approx(twin, rel=1e-12)


def test_too_short_or_empty_is_unknown():
    """Fewer returns than the span give NaN, not zero."""
    assert np.isnan(ewma_vol(np.zeros(62)))
    assert np.isnan(ewma_vol(np.full(300, np.nan)))


def test_gaps_keep_the_age_of_the_others():
    """A missing return does not move the older ones closer."""
    r = np.random.default_rng(1).normal(0, 0.01, 200)
    holed = r.copy()
    holed[150] = np.nan
    weights = (1 - 2 / 64) ** np.arange(200)[::-1]
    weights[150] = 0
    assert ewma_vol(holed) == pytest.approx(
        np.sqrt(252 * np.nansum(weights * holed**2) / weights.sum()), rel=1e-12
    )


def test_series_ends_in_the_value():
    """Every row of the running variance is the volatility of the returns up to it, squared."""
    r = np.random.default_rng(2).normal(0, 0.01, 150)
    r[40] = np.nan
    variance = ewma_variance(r, decay=1 - 2 / 64)
    for t in (63, 80, 149):
        assert variance[t] == pytest.approx(ewma_vol(r[: t + 1]) ** 2, rel=1e-12)
    assert np.isnan(variance[:62]).all()


def test_riskmetrics_recursion():
    """Long after its start, σ² = 0.94 σ² + 0.06 · 252 r²."""
    r = np.random.default_rng(3).normal(0, 0.01, 1_000)
    variance = ewma_variance(r)
    step = 0.94 * variance[500:-1] + 0.06 * 252 * r[501:] ** 2
    assert variance[501:] == pytest.approx(step, rel=1e-9)


@pytest.mark.parametrize("decay", [0.0, 1.0, -0.5])
def test_decay_must_lie_between_0_and_1(decay):
    """Anything else is no average."""
    with pytest.raises(InputError, match=r"0\.94"):
        ewma_variance(np.zeros(10), decay=decay)
