"""Exponentially weighted volatility against pandas."""

import numpy as np
import pandas as pd
import pytest

from hedgerow.volatility.forecast.ewma import ewma_vol


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
