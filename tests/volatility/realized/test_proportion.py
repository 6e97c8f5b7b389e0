"""Shares of days and their intervals."""

import numpy as np
import pytest
from scipy.stats import binomtest

from hedgerow.volatility.realized.proportion import clopper_pearson, proportions


@pytest.mark.parametrize(("count", "n"), [(0, 50), (1, 50), (13, 50), (50, 50), (142, 9100)])
def test_clopper_pearson_equals_scipy(count, n):
    """The exact interval of scipy's binomial test."""
    twin = binomtest(count, n).proportion_ci(0.95, method="exact")
    assert clopper_pearson(count, n) == pytest.approx((twin.low, twin.high), abs=1e-12)


def test_clusters_are_less_sure():
    """Days that come in runs of twenty have an interval several times as wide as separate ones."""
    random = np.random.default_rng(0)
    runs = np.repeat(random.random(200) < 0.1, 20)
    (made,) = proportions(runs[:, None])
    exact, clustered = (high - low for low, high in (made.interval, made.clustered_interval))
    assert clustered > 2.5 * exact
    assert made.clustered_interval[0] < made.share < made.clustered_interval[1]


def test_never_happened():
    """No day in 300: share zero, exact interval up to 1 − 0.025^(1/300), the bootstrap says nothing."""
    (made,) = proportions(np.zeros((300, 1), dtype=bool))
    assert (made.count, made.share) == (0, 0.0)
    assert made.interval == pytest.approx((0, 1 - 0.025 ** (1 / 300)))
    assert np.isnan(made.clustered_interval).all()


def test_no_days():
    """Without days the share is unknown, not zero."""
    (made,) = proportions(np.zeros((0, 1), dtype=bool))
    assert made.observations == 0
    assert np.isnan([made.share, *made.interval, *made.clustered_interval]).all()


def test_columns_by_themselves():
    """Each column has its own share and the interval it would have alone."""
    happened = np.random.default_rng(1).random((400, 3)) < [0.1, 0.5, 0.9]
    made = proportions(happened)
    assert [p.count for p in made] == list(happened.sum(axis=0))
    assert made[1] == proportions(happened[:, [1]])[0]
