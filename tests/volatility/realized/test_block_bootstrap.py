"""The block bootstrap against what theory says of it."""

import numpy as np
import pytest

from hedgerow.volatility.realized.block_bootstrap import block_bootstrap


def mean(days):
    """The mean of a series as an array of one."""
    return np.array([days.mean()])


def ar1(n, φ, seed):
    """An autocorrelated series of unit variance."""
    noise = np.random.default_rng(seed).normal(0, np.sqrt(1 - φ**2), n)
    x = np.zeros(n)
    for t in range(1, n):
        x[t] = φ * x[t - 1] + noise[t]
    return x


def test_independent_days():
    """Blocks of one day give the mean its textbook error, s/√n, and an interval of ±1.96 of them."""
    x = np.random.default_rng(0).normal(size=1000)
    made = block_bootstrap(mean, x, block=1, draws=4000)
    assert made.standard_error[0] == pytest.approx(x.std() / np.sqrt(1000), rel=0.05)
    half = (made.high[0] - made.low[0]) / 2
    assert half == pytest.approx(1.96 * made.standard_error[0], rel=0.06)


def test_clusters_widen():
    """For an AR(1) with φ = 0.8 the error of the mean is √((1 + φ)/(1 − φ)) = 3 times s/√n."""
    x = ar1(20_000, 0.8, 1)
    made = block_bootstrap(mean, x, block=100, draws=1000)
    assert made.standard_error[0] * np.sqrt(20_000) / x.std() == pytest.approx(3, rel=0.15)


def test_the_seed_decides():
    """One seed, one answer; another seed, nearly the same."""
    x = np.random.default_rng(2).normal(size=300)
    first, again, other = (block_bootstrap(mean, x, seed=s) for s in (0, 0, 1))
    assert first.low[0] == again.low[0]
    assert first.low[0] != other.low[0]
    assert first.low[0] == pytest.approx(other.low[0], abs=0.05)


@pytest.mark.parametrize("n", [0, 1, 104])
def test_a_short_history_is_unknown(n):
    """Fewer than five blocks say nothing."""
    made = block_bootstrap(mean, np.ones(n))
    assert np.isnan([made.standard_error[0], made.low[0], made.high[0]]).all()
