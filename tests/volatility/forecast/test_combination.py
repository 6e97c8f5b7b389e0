"""The combination of forecasts."""

import numpy as np
import pytest

from hedgerow.volatility.forecast.combination import combined


def test_mean_of_logs():
    """Of three members it is their geometric mean."""
    F = np.random.default_rng(0).uniform(0.01, 0.2, (3, 50, 4))
    assert combined(F).variance == pytest.approx(np.cbrt(F.prod(axis=0)), rel=1e-12)
    assert (combined(F).members == 3).all()


def test_who_has_no_forecast_is_left_out():
    """The others count, and how many they are is told; none of them makes it unknown."""
    F = np.array([[0.04, np.nan, np.nan], [0.09, 0.09, np.nan], [np.nan, 0.01, np.nan]])
    ours = combined(F)
    assert ours.variance[:2] == pytest.approx([0.06, 0.03])
    assert np.isnan(ours.variance[2])
    assert ours.members.tolist() == [2, 2, 0]
