"""Outcomes by the state in which they began."""

import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.volatility.premium.overlapping import overlapping_fit
from hedgerow.volatility.premium.state_dependence import LEVELS, state_dependence

EDGES = (0.0, 1.0, 2.0, np.inf)


def test_each_row_is_the_plain_figure_of_its_days():
    """Count, mean, median, tail and halves by boolean masks; effective observations are days over 21."""
    rng = np.random.default_rng(0)
    x, y = rng.uniform(0, 3, 1000), rng.normal(size=1000)
    found = state_dependence(x, y, edges=EDGES)
    half = np.arange(1000) < 500
    for row in found.rows:
        inside = (x >= row.low) & (x < row.high)
        assert row.count == inside.sum()
        assert row.effective_observations == pytest.approx(inside.sum() / 21)
        assert (row.mean, row.median) == pytest.approx((y[inside].mean(), np.median(y[inside])))
        assert row.percentile_5 == pytest.approx(np.quantile(y[inside], 0.05))
        assert row.first_half == pytest.approx(y[inside & half].mean())
        assert row.second_half == pytest.approx(y[inside & ~half].mean())
        assert row.share_positive == pytest.approx((y[inside] > 0).mean())
        assert row.t == pytest.approx(row.mean / row.standard_error)
    assert sum(row.share for row in found.rows) == pytest.approx(1)
    assert found.observations == 1000


def test_the_errors_are_of_all_buckets_at_once():
    """Those of the regression on the buckets, Newey–West over the horizon."""
    rng = np.random.default_rng(1)
    x, y = rng.uniform(0, 3, 800), np.convolve(rng.normal(size=820), np.ones(21), "valid")
    dummies = np.column_stack([(x >= a) & (x < b) for a, b in ((0, 1), (1, 2), (2, 9))]).astype(
        float
    )
    fit = overlapping_fit(y, dummies, sessions=21)
    errors = [row.standard_error for row in state_dependence(x, y, edges=EDGES).rows]
    assert errors == pytest.approx(fit.standard_errors)


def test_edges_are_half_open():
    """A level on an edge belongs to the bucket that begins there."""
    found = state_dependence(np.array([0.15]), np.array([1.0]), edges=LEVELS)
    assert [row.count for row in found.rows] == [0, 0, 1, 0, 0, 0, 0]


def test_a_bucket_without_days_is_unknown():
    """It keeps its row: zero days, no mean, no error."""
    found = state_dependence(np.full(100, 0.5), np.arange(100.0), edges=EDGES)
    empty = found.rows[1]
    assert empty.count == 0
    assert np.isnan([empty.mean, empty.standard_error, empty.t, empty.percentile_5]).all()


def test_unknown_days_are_left_out():
    """NaN of either, and what lies outside the edges, is no day of any bucket."""
    x = np.array([0.5, np.nan, 0.5, -1.0])
    found = state_dependence(x, np.array([1.0, 1.0, np.nan, 1.0]), edges=EDGES)
    assert found.observations == 1


def test_what_is_not_over_changes_nothing():
    """Days whose outcome is unknown yet leave the table as it was."""
    rng = np.random.default_rng(2)
    x, y = rng.uniform(0, 3, 300), rng.normal(size=300)
    longer = state_dependence(
        np.append(x, rng.uniform(0, 3, 21)), np.append(y, [np.nan] * 21), edges=EDGES
    )
    assert longer == state_dependence(x, y, edges=EDGES)


def test_edges_that_do_not_ascend():
    """They are refused."""
    with pytest.raises(InputError, match="must ascend"):
        state_dependence(np.zeros(3), np.zeros(3), edges=(1.0, 0.0))
