"""Hedge ratios through time, held against the regression of every window."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedgerow.backtest.ratio_history import ratio_history
from hedgerow.hedge.regression import regress


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.0, 0.4))
def test_every_window_s_regression(seed, missing):
    """Running sums say what a regression on each window says, gaps and all."""
    rng = np.random.default_rng(seed)
    x = rng.normal(0, 0.01, 320)
    y = 0.8 * x + rng.normal(0, 0.005, 320)
    y[rng.random(320) < missing] = np.nan
    found = ratio_history(y, x, window=200)
    for end in (140, 200, 260, 319):
        past = slice(max(0, end - 199), end + 1)
        fit = regress(y[past], x[past])
        if fit is None or fit.observations < 126:
            assert np.isnan(found[end])
        else:
            assert found[end] == pytest.approx(fit.slope, rel=1e-9)


def test_nothing_varies():
    """An instrument that stands still has no ratio."""
    assert np.isnan(ratio_history(np.ones(300), np.zeros(300))).all()
