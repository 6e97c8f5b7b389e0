"""Assets that close before their market: what a day misses and what repairs it."""

import numpy as np
import pytest

from hedgerow.hedge.asynchrony import compounded, dimson, weekly
from hedgerow.hedge.regression import regress


def early_close(n, seed=0, late=0.4, noise=0.004):
    """An asset of true beta 1 that meets ``late`` of each day's market move only the next day."""
    m = np.random.default_rng(seed).normal(0, 0.01, n)
    own = np.random.default_rng(seed + 1).normal(0, noise, n)
    return (1 - late) * m + late * np.concatenate([[0.0], m[:-1]]) + own, m


def test_forty_per_cent_after_the_close():
    """SPEC HS-07: with 40 % of the move after the close, the same day says .60, Dimson 1.00 and the
    week .92, for a true beta of 1.
    """
    y, m = early_close(200_000)
    assert regress(y, m).slope == pytest.approx(0.60, abs=0.005)
    assert dimson(y, m).beta == pytest.approx(1.00, abs=0.005)
    assert weekly(y, m).beta == pytest.approx(0.92, abs=0.01)


def test_synchronous_series_need_no_repair():
    """Where both close together, Dimson and the week find the daily beta, less precisely."""
    y, m = early_close(100_000, late=0.0)
    daily = regress(y, m)
    for other in (dimson(y, m), weekly(y, m)):
        assert other.beta == pytest.approx(daily.slope, abs=0.01)
        assert other.standard_error > daily.standard_error


def test_dimson_is_the_sum_of_three_slopes():
    """Numpy's least squares on the market of the day before, the day and the day after."""
    y, m = early_close(252)
    design = np.column_stack([np.ones(250), m[:-2], m[1:-1], m[2:]])
    b = np.linalg.lstsq(design, y[1:-1], rcond=None)[0]
    assert dimson(y, m).beta == pytest.approx(b[1:].sum(), rel=1e-9)
    assert dimson(y, m).observations == 250


def test_a_missing_day_leaves_no_neighbour_made_up():
    """A day without a market return takes itself and both neighbours out of Dimson's sum."""
    y, m = early_close(252)
    m[100] = np.nan
    assert dimson(y, m).observations == 247


def test_interval_holds_the_truth():
    """The 95 % interval of Dimson's beta holds the true 1 in about 95 of 100 samples."""
    held = 0
    for seed in range(0, 800, 2):
        y, m = early_close(252, seed=seed)
        low, high = dimson(y, m).interval
        held += low <= 1 <= high
    assert held / 400 == pytest.approx(0.95, abs=0.04)


def test_overlapping_weeks_know_their_error():
    """SPEC HS-06: over 504 days the naive error of overlapping weeks is about half the true one; the
    HAC error of ours is within a fifth of it.
    """
    betas, errors, naive = [], [], []
    for seed in range(0, 600, 2):
        y, m = early_close(504, seed=seed, late=0.0, noise=0.006)
        made = weekly(y, m)
        betas.append(made.beta)
        errors.append(made.standard_error)
        Y, X = compounded(y, 5), compounded(m, 5)
        slope, level = np.polyfit(X, Y, 1)
        e = Y - level - slope * X
        naive.append(np.sqrt(e @ e / (len(e) - 2) / np.sum((X - X.mean()) ** 2)))
    true = np.std(betas)
    assert np.mean(naive) / true == pytest.approx(0.0268 / 0.0510, abs=0.06)
    assert np.mean(errors) / true == pytest.approx(1, abs=0.2)


def test_weeks_are_compounded():
    """Five days of 1 % are 5.101 % and a week with an unknown day is unknown."""
    r = np.full(7, 0.01)
    r[6] = np.nan
    assert compounded(r, 5) == pytest.approx([1.01**5 - 1] * 2 + [np.nan], nan_ok=True)


def test_too_few_days_are_unknown():
    """A handful of days gives NaN, never a number."""
    y, m = early_close(12)
    for made in (dimson(y[:8], m[:8]), weekly(y, m), weekly(y[:3], m[:3])):
        assert np.isnan(made.beta)
        assert np.isnan(made.interval).all()
        assert made.note
