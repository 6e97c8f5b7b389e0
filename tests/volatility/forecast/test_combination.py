"""The combination of forecasts."""

import numpy as np
import pytest

from hedgerow.volatility.forecast.combination import combined


def test_mean_of_logs():
    """Of three members it is their geometric mean."""
    F = np.random.default_rng(0).uniform(0.01, 0.2, (3, 50, 4))
    assert combined(F) == pytest.approx(np.cbrt(F.prod(axis=0)), rel=1e-12)


def test_a_member_without_a_forecast_leaves_none():
    """A mean of the others would borrow a record that is not its own; what is not positive is no forecast."""
    F = np.array([[0.04, np.nan, 0.04], [0.09, 0.09, 0.0]])
    assert combined(F) == pytest.approx([0.06, np.nan, np.nan], nan_ok=True)
