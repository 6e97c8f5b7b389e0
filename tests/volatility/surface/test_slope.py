"""Least squares on a handful, against SciPy and by hand."""

import numpy as np
import pytest
from scipy.stats import linregress, t

from hedgerow.volatility.surface.slope import slope

RANDOM = np.random.default_rng(3)
X = RANDOM.normal(size=9)
Y = 0.4 + 1.3 * X + RANDOM.normal(0, 0.3, 9)


def test_with_intercept_it_is_scipys_line():
    """Value, error, intercept and R² of `linregress`; the interval has n − 2 degrees of freedom."""
    ours, theirs = slope(X, Y, intercept=True), linregress(X, Y)
    assert ours.value == pytest.approx(theirs.slope)
    assert ours.intercept == pytest.approx(theirs.intercept)
    assert ours.standard_error == pytest.approx(theirs.stderr)
    assert ours.r_squared == pytest.approx(theirs.rvalue**2)
    assert ours.high - ours.value == pytest.approx(t.ppf(0.975, 7) * theirs.stderr)


def test_through_the_origin_it_is_one_quotient():
    """Σxy/Σx², its variance s²/Σx² with n − 1 degrees of freedom."""
    ours = slope(X, Y)
    beta = X @ Y / (X @ X)
    s2 = np.sum((Y - beta * X) ** 2) / 8
    assert ours.value == pytest.approx(beta)
    assert ours.standard_error == pytest.approx(np.sqrt(s2 / (X @ X)))
    assert ours.low == pytest.approx(beta - t.ppf(0.975, 8) * np.sqrt(s2 / (X @ X)))
    assert ours.intercept == 0


def test_unknown_rows_are_left_out():
    """A NaN on either side takes its row along."""
    x, y = np.append(X, [np.nan, 1.0]), np.append(Y, [1.0, np.nan])
    assert slope(x, y) == slope(X, Y)


@pytest.mark.parametrize("intercept", [False, True])
def test_too_little_is_unknown(intercept):
    """No rows, or none that differ: NaN, not zero; one row through the origin has a value and no error."""
    assert np.isnan(slope(np.array([]), np.array([]), intercept=intercept).value)
    assert np.isnan(slope(np.zeros(5), np.ones(5), intercept=intercept).value)
    assert np.isnan(slope(np.ones(5), np.ones(5), intercept=True).value)
    one = slope(np.array([2.0]), np.array([3.0]))
    assert one.value == 1.5
    assert np.isnan([one.standard_error, one.low]).all()


def test_long_runs_get_errors_that_neighbours_cannot_fool():
    """Residuals that hang together widen the error: about √((1 + ρ²)/(1 − ρ²)) for two AR(1) series of ρ."""
    random, rho, n = np.random.default_rng(0), 0.9, 4000
    noise = random.normal(size=(2, n))
    x, e = np.zeros(n), np.zeros(n)
    for i in range(1, n):
        x[i], e[i] = rho * x[i - 1] + noise[0, i], rho * e[i - 1] + noise[1, i]
    plain = np.sqrt(np.var(e) / np.sum(x**2))
    wider = slope(x, x + e).standard_error / plain
    assert 1.8 < wider < np.sqrt((1 + rho**2) / (1 - rho**2)) * 1.3
