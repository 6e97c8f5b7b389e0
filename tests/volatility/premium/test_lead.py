"""What moves before, and what moves with."""

import numpy as np
import pytest

from hedgerow.volatility.premium.lead import lead


def test_correlations_of_changes():
    """NumPy's own, of the changes of the logarithms on the same day and one later."""
    rng = np.random.default_rng(0)
    x, y = np.exp(np.cumsum(0.05 * rng.normal(size=(2, 400)), axis=1))
    dx, dy = np.diff(np.log(x)), np.diff(np.log(y))
    found = lead(x, y)
    assert found.same_day == pytest.approx(np.corrcoef(dx, dy)[0, 1])
    assert found.day_before == pytest.approx(np.corrcoef(dx[:-1], dy[1:])[0, 1])
    assert found.observations == 399


def test_too_little():
    """With fewer than 21 days, or levels that are none, it is unknown."""
    found = lead(np.array([1.0, np.nan, 2.0]), np.array([1.0, 2.0, 0.0]))
    assert np.isnan([found.same_day, found.day_before]).all()
    assert found.observations == 0
