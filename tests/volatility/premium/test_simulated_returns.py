"""Returns over several sessions, against plain loops and the model's own variance."""

import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.volatility.premium.simulated_returns import (
    filtered,
    filtered_returns,
    overlapping_returns,
)


def gjr_returns(n, seed=0):
    """Decimal, with fat tails and an answer to falls."""
    random = np.random.default_rng(seed)
    z = random.standard_t(6, n + 500) * np.sqrt(4 / 6)
    σ2, r = 1e-4, np.empty(n + 500)
    for i, zi in enumerate(z):
        r[i] = 3e-4 + np.sqrt(σ2) * zi
        ε = r[i] - 3e-4
        σ2 = 2e-6 + (0.03 + 0.12 * (ε < 0)) * ε**2 + 0.88 * σ2
    return r[500:]


@pytest.fixture(scope="module")
def past():
    """GJR through three thousand days."""
    return filtered(gjr_returns(3000))


def test_runs_overlap():
    """Sums of three days, one a day; a NaN spoils its three."""
    r = np.array([0.01, 0.02, np.nan, 0.01, 0.0, -0.01])
    found = overlapping_returns(r, 3)
    np.testing.assert_allclose(found, [np.nan, np.nan, np.nan, 0.0], atol=1e-15)
    assert overlapping_returns(r, 7).size == 0


def test_variances_follow_the_recursion(past):
    """The last one by a plain loop over the past, residuals standardised."""
    r = gjr_returns(3000)
    p = {name: past.fit.parameter(name) for name in ("mu", "omega", "alpha", "gamma", "beta")}
    ε = r - p["mu"]
    σ2 = float(np.mean(ε[:75] ** 2))
    for e in ε:
        σ2 = p["omega"] + (p["alpha"] + p["gamma"] * (e < 0)) * e**2 + p["beta"] * σ2
    assert past.variance == pytest.approx(σ2, rel=1e-12)
    assert (past.residuals.mean(), past.residuals.std()) == (pytest.approx(0, abs=1e-12), pytest.approx(1))  # fmt: skip


def test_one_session_has_todays_variance(past):
    """Mean μ and variance σ²_{t+1}, within four standard errors of a fat-tailed sample."""
    x = filtered_returns(past, 1, paths=200_000, seed=1)
    excess = np.mean(past.residuals**4) - 1
    assert x.mean() == pytest.approx(past.fit.parameter("mu"), abs=4 * np.sqrt(past.variance / 2e5))
    assert np.var(x) == pytest.approx(past.variance, rel=4 * np.sqrt(excess / 2e5))


def test_many_sessions_have_the_expected_variance(past):
    """Σ E[σ²_{t+k}] = V + (α + γ P(z<0)… + β)^{k−1} (σ²_{t+1} − V), with the residuals' own share of falls."""
    z = past.residuals
    p = {name: past.fit.parameter(name) for name in ("omega", "alpha", "gamma", "beta")}
    keep = p["alpha"] + p["gamma"] * np.mean(z**2 * (z < 0)) + p["beta"]
    V = p["omega"] / (1 - keep)
    expected = sum(V + keep**k * (past.variance - V) for k in range(21))
    x = filtered_returns(past, 21, paths=100_000, seed=2)
    assert np.var(x) == pytest.approx(expected, rel=0.03)
    assert np.mean((x - x.mean()) ** 3) < 0  # falls feed on themselves


def test_the_seed_decides(past):
    """Same seed, same paths; another, others."""
    one, same, other = (filtered_returns(past, 5, paths=50, seed=s) for s in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)


def test_too_little_is_no_model():
    """400 returns fit nothing."""
    assert filtered(gjr_returns(400)) is None


def test_nothing_below_one(past):
    """Sessions and paths."""
    with pytest.raises(InputError, match="1 and more"):
        overlapping_returns(np.zeros(3), 0)
    with pytest.raises(InputError, match="1 and more"):
        filtered_returns(past, 0, paths=10, seed=0)
