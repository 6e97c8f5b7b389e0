"""Later returns on the premium: a truth that was put there is found, and none where there is none."""

import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.volatility.premium.overlapping import overlapping_fit
from hedgerow.volatility.premium.predictability import predictability, predictive_regression

N = 4000


def slow(rng, n=N):
    """A predictor that moves slowly, as premiums do."""
    x = np.empty(n)
    x[0] = 0.0
    for i in range(1, n):
        x[i] = 0.95 * x[i - 1] + rng.normal()
    return x


def plain_hodrick(x, r, slope, h):
    """The 1B error in loops."""
    S, Q = np.zeros((2, 2)), np.zeros((2, 2))
    e = [r[t + 1] for t in range(h - 1, len(x) - 1)]
    mean = np.mean(e)
    for t in range(len(x) - h):
        z = np.array([1.0, x[t]])
        Q += np.outer(z, z)
    for t in range(h - 1, len(x) - 1):
        w = sum(np.array([1.0, x[t - i]]) for i in range(h))
        S += (r[t + 1] - mean) ** 2 * np.outer(w, w)
    inverse = np.linalg.inv(Q)
    return slope / np.sqrt((inverse @ S @ inverse)[1, 1])


@pytest.mark.parametrize("h", [1, 5, 21])
def test_the_errors_are_those_of_the_formulas(h):
    """Slope by least squares on summed returns, Newey–West's t by the regression, Hodrick's by loops."""
    rng = np.random.default_rng(0)
    x, r = slow(rng, 600), 0.01 * rng.normal(size=600)
    found = predictive_regression(x, r, h)
    y = np.array([r[t + 1 : t + 1 + h].sum() for t in range(600 - h)])
    fit = overlapping_fit(y, np.column_stack([np.ones(600 - h), x[: 600 - h]]), sessions=h)
    assert found.slope == pytest.approx(fit.coefficients[1])
    assert found.newey_west_t == pytest.approx(fit.coefficients[1] / fit.standard_errors[1])
    assert found.hodrick_t == pytest.approx(plain_hodrick(x, r, found.slope, h))
    assert found.observations == 600 - h
    assert found.effective_observations == (600 - h) / h


def test_out_of_sample_knows_only_what_was_over():
    """By loops: each forecast from returns that ended by its day, beside their mean."""
    rng = np.random.default_rng(1)
    h, n = 5, 300
    x, r = slow(rng, n), 0.01 * rng.normal(size=n)
    found = predictive_regression(x, r, h)
    y = np.array([r[t + 1 : t + 1 + h].sum() for t in range(n - h)])
    ours, naive = 0.0, 0.0
    tested = range((n - h) // 2, n - h)
    for t in tested:
        past_x, past_y = x[: t - h + 1], y[: t - h + 1]
        b, a = np.polyfit(past_x, past_y, 1)
        ours += (y[t] - a - b * x[t]) ** 2
        naive += (y[t] - past_y.mean()) ** 2
    assert found.out_of_sample_r_squared == pytest.approx(1 - ours / naive)
    assert found.out_of_sample_observations == len(tested)


def test_a_truth_is_found():
    """Returns that follow the premium: every guard passes."""
    rng = np.random.default_rng(2)
    x = slow(rng)
    r = np.append(0.0, 0.003 * x[:-1]) + 0.01 * rng.normal(size=N)
    found = predictability(x, r)
    assert found.stands is True
    assert all(
        row.slope > 0 and row.first_half_t > 2 and row.second_half_t > 2 for row in found.rows
    )
    assert found.rows[0].out_of_sample_r_squared > 0


def test_a_sign_that_turns_is_no_truth():
    """A slope of +b in the first half and −b in the second does not stand."""
    rng = np.random.default_rng(3)
    x = slow(rng)
    b = np.where(np.arange(N) < N // 2, 0.003, -0.003)
    r = np.append(0.0, (b * x)[:-1]) + 0.01 * rng.normal(size=N)
    found = predictability(x, r)
    assert found.stands is False
    assert found.rows[0].first_half_slope > 0 > found.rows[0].second_half_slope


def test_noise_seldom_passes():
    """Where nothing is there, about one history in twenty passes every guard; never more than one in ten."""
    passed = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        passed += predictability(slow(rng, 2500), 0.01 * rng.normal(size=2500)).stands
    assert passed <= 6


def test_too_little_is_unknown():
    """Fewer than twelve returns without overlap, or a premium that never moves, say nothing."""
    rng = np.random.default_rng(4)
    r = 0.01 * rng.normal(size=200)
    for x in (slow(rng, 200), np.ones(200)):
        row = predictive_regression(x, r, 63)
        assert np.isnan(
            [row.slope, row.newey_west_t, row.hodrick_t, row.out_of_sample_r_squared]
        ).all()
    assert predictability(np.ones(200), r).stands is None
    assert predictability(np.full(200, np.nan), r).stands is None


def test_gaps_are_left_out():
    """Days without a premium or a return cost their own rows, and nothing becomes NaN."""
    rng = np.random.default_rng(5)
    x, r = slow(rng, 1500), 0.01 * rng.normal(size=1500)
    x[300:310], r[700] = np.nan, np.nan
    row = predictive_regression(x, r, 21)
    assert row.observations == 1500 - 21 - 10 - 21
    assert np.isfinite([row.newey_west_t, row.hodrick_t, row.out_of_sample_r_squared]).all()


def test_a_horizon_of_nothing():
    """It is refused."""
    with pytest.raises(InputError, match="give 1 session"):
        predictability(np.zeros(10), np.zeros(10), horizons=(0,))
