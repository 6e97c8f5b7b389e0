"""The forward equation against what has a closed form."""

import numpy as np
import pytest
from scipy.stats import ncx2

from hedgerow.errors import InputError
from hedgerow.pricing.local_vol import LocalVolGrid
from hedgerow.pricing.local_vol_calls import local_vol_calls

K = np.exp(np.linspace(-0.35, 0.3, 14))


def cev_grid(beta: float, delta: float) -> LocalVolGrid:
    """σ = δ M^(β − 1), sampled densely: levels of k/√t need more rows than the function itself."""
    T = np.geomspace(1e-4, 2, 120)
    levels = np.linspace(-2, 2, 801)
    k = np.clip(levels * np.sqrt(T)[:, None], -2, 2)
    return LocalVolGrid(T, levels, delta * np.exp((beta - 1) * k))


def cev_call(strike, expiry, beta, delta):
    """[Schroder89]: dF = δ F^β dW from 1, β < 1, absorbed at 0."""
    scale = (1 - beta) ** 2 * delta**2 * expiry
    a, b, c = strike ** (2 * (1 - beta)) / scale, 1 / (1 - beta), 1 / scale
    return ncx2.sf(a, b + 2, c) - strike * ncx2.cdf(c, b, a)


@pytest.mark.parametrize("expiry", [0.02, 0.25, 1.0, 2.0])
def test_constant_elasticity_of_variance(expiry):
    """σ = 0.2/√M gives the noncentral χ² calls of Schroder within a millionth of the forward."""
    strikes = K ** np.sqrt(expiry)
    found = local_vol_calls(cev_grid(0.5, 0.2), np.log(strikes), expiry)
    np.testing.assert_allclose(found.value, cev_call(strikes, expiry, 0.5, 0.2), atol=1e-6)


def test_flat_volatility_is_implied_volatility():
    """At any strike within three deviations and any expiry, to a tenth of a basis point."""
    flat = LocalVolGrid(np.array([1.0]), np.array([-1.0, 1.0]), np.full((1, 2), 0.2))
    T = np.array([0.02, 0.25, 1.0, 4.0])[:, None]
    found = local_vol_calls(flat, np.linspace(-0.5, 0.5, 11) * np.sqrt(T), T)
    np.testing.assert_allclose(found.implied_vol, 0.2, atol=1e-5)


def test_volatility_that_jumps_in_time_adds_up_as_variance():
    """30 % for a half year, then 10 %: √(0.5·0.09 + 0.5·0.01) over the year, for every strike."""
    vols = np.repeat([[0.3], [0.3], [0.1], [0.1]], 2, axis=1)
    steps = LocalVolGrid(np.array([0.25, 0.5, 0.5, 1.0]), np.array([-1.0, 1.0]), vols)
    found = local_vol_calls(steps, [-0.3, 0.0, 0.3], 1.0)
    np.testing.assert_allclose(found.implied_vol, np.sqrt(0.05), atol=2e-5)


def test_the_error_is_estimated_and_falls_with_the_square_of_the_step():
    """Twice the nodes and steps: the estimate falls about fourfold, and the extrapolated value is nearer than it says."""
    truth = cev_call(K, 1.0, 0.5, 0.2)
    grid = cev_grid(0.5, 0.2)
    coarse, fine = (local_vol_calls(grid, np.log(K), 1.0, nodes=n, steps=n) for n in (40, 80))
    assert 3 < coarse.error.max() / fine.error.max() < 5.5
    assert np.abs(coarse.value - truth).max() < coarse.error.max()
    assert np.abs(fine.value - truth).max() < fine.error.max()


def test_one_sweep_gives_what_many_give():
    """Expiries asked for together have the values that they have alone, within the error."""
    grid = cev_grid(0.5, 0.2)
    T = np.array([0.1, 0.7, 1.5])
    together = local_vol_calls(grid, -0.1, T)
    for i, t in enumerate(T):
        alone = local_vol_calls(grid, -0.1, t)
        assert together.value[i] == pytest.approx(float(alone.value), abs=2e-6)


def test_what_cannot_be_asked_is_nan():
    """No strike, no expiry or one that is past: NaN there, the rest untouched."""
    flat = LocalVolGrid(np.array([1.0]), np.array([-1.0, 1.0]), np.full((1, 2), 0.2))
    found = local_vol_calls(flat, [np.nan, 0.0, 0.0, 0.0], [1.0, np.nan, -1.0, 1.0])
    assert np.isnan(found.value).tolist() == [True, True, True, False]
    assert np.isnan(found.implied_vol).tolist() == [True, True, True, False]


def test_calls_are_convex_and_rise_with_expiry():
    """Whatever the local volatilities: positive random numbers give an arbitrage-free surface."""
    random = np.random.default_rng(7).uniform(0.1, 0.5, (6, 41))
    grid = LocalVolGrid(np.linspace(0.1, 1, 6), np.linspace(-1, 1, 41), random)
    strikes = np.linspace(0.6, 1.6, 51)
    T = np.array([0.25, 0.5, 1.0])[:, None]
    found = local_vol_calls(grid, np.log(strikes), T).value
    assert (np.diff(found, 2, axis=1) > -1e-6).all()
    assert (np.diff(found, axis=0) > -1e-6).all()


def test_too_few_nodes_are_refused():
    """The message gives the number and the least."""
    flat = LocalVolGrid(np.array([1.0]), np.array([-1.0, 1.0]), np.full((1, 2), 0.2))
    with pytest.raises(InputError, match="nodes is 3: give 8 or more"):
        local_vol_calls(flat, 0.0, 1.0, nodes=3)
