"""The volatility cone and what overlap does to it."""

import numpy as np
import pytest
from scipy.linalg import toeplitz
from scipy.stats import percentileofscore

from hedgerow.errors import InputError
from hedgerow.volatility.realized.cone import mid_rank, overlap_factor, volatility_cone

VOLS = 0.16 * np.exp(0.4 * np.random.default_rng(0).normal(size=500))


def test_quantiles_equal_numpy():
    """Each mark is the quantile that it is named after."""
    row = volatility_cone({21: VOLS}).row(21)
    marks = {
        0: row.lowest,
        5: row.percentile_5,
        10: row.percentile_10,
        25: row.percentile_25,
        50: row.median,
        75: row.percentile_75,
        90: row.percentile_90,
        95: row.percentile_95,
        100: row.highest,
    }
    for q, mark in marks.items():
        assert mark == pytest.approx(np.percentile(VOLS, q))
    assert row.current == VOLS[-1]
    assert (row.observations, row.effective_observations) == (500, pytest.approx(500 / 21))


@pytest.mark.parametrize("value", [0.05, VOLS[7], 0.2, 3.0])
def test_mid_rank_equals_scipy(value):
    """The mean of the strict and the weak percentile."""
    assert mid_rank(VOLS, value) == pytest.approx(percentileofscore(VOLS, value, kind="mean"))


def test_a_constant_series_is_in_its_own_middle():
    """Where all are equal none is high: percentile 50."""
    row = volatility_cone({5: np.full(50, 0.2)}).row(5)
    assert (row.lowest, row.current, row.highest, row.percentile) == (0.2, 0.2, 0.2, 50)


@pytest.mark.parametrize(("h", "n"), [(5, 5), (5, 40), (21, 232), (63, 70)])
def test_overlap_factor_is_exact(h, n):
    """E of the variance of n overlapping h-means of independent terms, over Var: 1 − 1ᵀR1/n² with R the
    triangular autocorrelation, of which the formula of [HT02] is the closed form.
    """
    R = toeplitz(np.maximum(0, 1 - np.arange(n) / h))
    assert overlap_factor(h, n) == pytest.approx(1 / (1 - R.sum() / n**2), rel=1e-9)


def test_overlap_factor_of_separate_windows():
    """Windows of one session do not overlap: n/(n − 1), the textbook's correction."""
    assert overlap_factor(1, 10) == pytest.approx(10 / 9)
    assert np.isnan(overlap_factor(21, 20))


def test_a_window_without_history():
    """A window that never filled is a row of NaN with no observations."""
    row = volatility_cone({252: np.full(100, np.nan)}).row(252)
    assert row.observations == 0
    assert np.isnan([row.lowest, row.median, row.current, row.percentile, row.overlap_factor]).all()
    assert volatility_cone({5: np.zeros(0)}).row(5).observations == 0


def test_today_unknown_is_not_yesterday():
    """Where the last session has no volatility the current one is unknown, and so is its percentile."""
    row = volatility_cone({5: np.array([0.1, 0.2, np.nan])}).row(5)
    assert row.observations == 2
    assert np.isnan([row.current, row.percentile]).all()


def test_ratio():
    """Short over long; unknown over zero or unknown."""
    cone = volatility_cone({5: np.array([0.3]), 21: np.array([0.2]), 63: np.array([0.0])})
    assert cone.ratio(5, 21) == pytest.approx(1.5)
    assert np.isnan(cone.ratio(5, 63))
    assert [row.window for row in cone.rows] == [5, 21, 63]


def test_choices_that_cannot_be():
    """A window below one, a window that is not in the cone."""
    with pytest.raises(InputError, match="window=0"):
        volatility_cone({0: VOLS})
    with pytest.raises(InputError, match="it has 21"):
        volatility_cone({21: VOLS}).row(5)
