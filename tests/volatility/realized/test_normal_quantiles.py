"""Quantiles beside a normal's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import probplot

from hedgerow.volatility.realized.normal_quantiles import normal_quantiles


def test_a_short_sample_is_drawn_whole():
    """Each return stands at its rank's normal quantile, (i − ½)/n, in deviations from the mean."""
    r = np.random.default_rng(0).standard_t(4, 80)
    made = normal_quantiles(r)
    n = len(r)
    from scipy.stats import norm

    np.testing.assert_allclose(made.normal, norm.ppf((np.arange(n) + 0.5) / n), rtol=1e-12)
    np.testing.assert_allclose(made.observed, (np.sort(r) - r.mean()) / r.std(ddof=1), rtol=1e-12)


def test_a_long_sample_keeps_its_extremes_and_has_no_gap():
    """Of 9,000 returns the 30 largest and smallest stay, and neighbours are nowhere far apart between."""
    r = np.random.default_rng(1).standard_normal(9000)
    made = normal_quantiles(r)
    assert len(made.normal) <= 120
    z = (np.sort(r) - r.mean()) / r.std(ddof=1)
    np.testing.assert_allclose(made.observed[:30], z[:30], rtol=1e-12)
    np.testing.assert_allclose(made.observed[-30:], z[-30:], rtol=1e-12)
    assert np.diff(made.normal)[30:-30].max() < 0.12


def test_normal_returns_lie_on_the_diagonal():
    """The slope of observed on normal quantiles is 1, as of scipy's own plot."""
    r = 0.01 * np.random.default_rng(2).standard_normal(5000)
    made = normal_quantiles(r)
    slope = np.polyfit(made.normal, made.observed, 1)[0]
    assert slope == pytest.approx(1, abs=0.02)
    (_, _), (theirs, _, _) = probplot(r / r.std(ddof=1))
    assert slope == pytest.approx(theirs, abs=0.02)


@given(st.floats(1e-4, 10), st.integers(21, 300))
def test_scale_changes_nothing(scale, n):
    """Quantiles are in deviations: returns a thousand times as large have the same."""
    r = np.random.default_rng(3).standard_normal(n)
    one, other = normal_quantiles(r), normal_quantiles(scale * r)
    np.testing.assert_allclose(one.observed, other.observed, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    "returns", [np.zeros(100), np.full(100, 0.01), np.full(5, 1.0), np.full(50, np.nan)]
)
def test_nothing_to_draw(returns):
    """Too few returns, or returns that are all the same, have no quantiles."""
    assert normal_quantiles(returns).normal == ()
