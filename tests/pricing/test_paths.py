"""Paths: martingales with the variance, the jumps and the days that their law says."""

import numpy as np
import pytest
from scipy.stats import norm

from hedgerow.errors import InputError
from hedgerow.pricing.heston import Heston
from hedgerow.pricing.kernels import heston_paths
from hedgerow.pricing.merton import Merton
from hedgerow.pricing.paths import SESSIONS, Bootstrap, Lognormal, paths_over_forward

HESTON = Heston(v0=0.04, kappa=2.0, theta=0.06, xi=0.8, rho=-0.7)
DAYS = 0.01 * np.random.default_rng(7).standard_t(4, 500)
MODELS = [
    Lognormal(0.2),
    HESTON,
    Heston(v0=0.04, kappa=0.5, theta=0.04, xi=1.0, rho=-0.9),
    Heston(v0=0.04, kappa=2.0, theta=0.06, xi=0.0, rho=0.5),
    Heston(v0=0.0, kappa=2.0, theta=0.06, xi=0.5, rho=0.5),
    Merton(sigma=0.15, lam=0.5, mu=-0.15, delta=0.1),
    Bootstrap(DAYS, vol=0.2),
    Bootstrap(DAYS, vol=0.2, block=5),
]


@pytest.mark.parametrize("model", MODELS, ids=repr)
def test_martingale(model):
    """The mean of S over its forward is 1 at every time, within four standard errors."""
    M = paths_over_forward(model, np.random.default_rng(3), paths=20_000, steps=60, step=1 / 252)
    pairs = M.reshape(2, -1, 61).mean(axis=0)
    error = pairs.std(axis=0) / np.sqrt(pairs.shape[0])
    assert (M[:, 0] == 1).all()
    assert (np.abs(pairs.mean(axis=0) - 1) <= 4 * error).all()


@pytest.mark.parametrize("model", MODELS[:3] + MODELS[5:6], ids=repr)
def test_expected_variance(model):
    """The mean of squared log returns is the expected quadratic variation, up to their drift."""
    T, steps = 0.5, 250
    M = paths_over_forward(
        model, np.random.default_rng(5), paths=20_000, steps=steps, step=T / steps
    )
    realized = np.sum(np.diff(np.log(M), axis=1) ** 2, axis=1)
    expected = 0.2**2 * T if isinstance(model, Lognormal) else model.total_variance(T)
    error = realized.std() / np.sqrt(realized.size)
    assert realized.mean() == pytest.approx(expected, abs=4 * error + 0.01 * expected)


def test_variance_law():
    """One step of the scheme has the exact mean and variance of Heston's variance, read off the log return at ρ = ±1.

    With ρ = 1 and one step ``ln M = K0 + K1 v + K2 v'`` (K3 = 0), so ``v'`` is linear in ``ln M`` but for K0.
    """
    v0, κ, θ, ξ, dt = 0.04, 1.5, 0.05, 0.4, 0.1
    z = norm.ppf((np.arange(40_000) + 0.5) / 40_000)[:, None]
    out = np.empty((z.size, 2))
    heston_paths.fill(v0, κ, θ, ξ, -1.0, dt, np.zeros_like(z), z, out)
    K2 = 0.5 * dt * (-κ / ξ - 0.5) - 1 / ξ
    share = (1 - np.exp(-κ * dt)) / κ
    variance = v0 * ξ**2 * np.exp(-κ * dt) * share + θ * ξ**2 * κ * share**2 / 2
    assert (out[:, 1] / K2).std() == pytest.approx(np.sqrt(variance), rel=1e-3)
    assert np.exp(out[:, 1]).mean() == pytest.approx(1, abs=1e-4)


def test_antithetic_halves():
    """The second half of lognormal paths has the opposite normals."""
    M = np.log(
        paths_over_forward(Lognormal(0.2), np.random.default_rng(1), paths=8, steps=5, step=0.1)
    )
    drift = -0.02 * 0.1 * np.arange(6)
    np.testing.assert_allclose(M[:4] - drift, drift - M[4:], atol=1e-14)


def test_bootstrap_days():
    """Every drawn day is one of the given days; blocks keep their order, around the end to the beginning."""
    model = Bootstrap(DAYS, vol=0.25, block=3)
    M = paths_over_forward(model, np.random.default_rng(1), paths=6, steps=9, step=1 / 252)
    drawn = np.diff(np.log(M), axis=1) - np.tile(model.drift, 3)
    at = np.abs(drawn[:, :, None] - model.scaled).argmin(axis=2)
    np.testing.assert_allclose(model.scaled[at], drawn, atol=1e-12)
    blocks = at.reshape(6, 3, 3)
    assert ((blocks[:, :, 1:] - blocks[:, :, :-1]) % DAYS.size == 1).all()
    assert model.scaled.std() * np.sqrt(SESSIONS) == pytest.approx(0.25)


class EveryDraw:
    """A generator that draws each combination of ``blocks`` first days once."""

    def integers(self, days, size):
        """Shape ``size``, the first index of which goes through all combinations."""
        paths, blocks = size
        assert paths == days**blocks
        return np.stack(np.unravel_index(np.arange(paths), (days,) * blocks), axis=1)


PATTERNS = {
    "trend": np.repeat([0.01, -0.01], 4),
    "reversal": np.tile([0.01, -0.01], 4),
    "crash": np.array([0.004, 0.006, -0.05, 0.003, -0.04, 0.02, 0.01, 0.005]),
}


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("vol", [0.0, 0.2, 0.8])
@pytest.mark.parametrize(("block", "steps"), [(1, 3), (2, 5), (3, 7), (5, 5), (8, 12)])
def test_bootstrap_forward(pattern, vol, block, steps):
    """Over all draws, which are equally likely, the mean is 1 at every step, however the days follow each other."""
    days = PATTERNS[pattern]
    model = Bootstrap(days, vol=vol, block=block)
    every = days.size ** -(-steps // block)
    M = paths_over_forward(model, EveryDraw(), paths=every, steps=steps, step=1 / 252)
    np.testing.assert_allclose(M.mean(axis=0), 1.0, rtol=1e-13)


def test_bootstrap_far_out():
    """Days of any size leave a finite shift: the growth of the largest, less ln of the number of days."""
    model = Bootstrap(PATTERNS["crash"], vol=1e5, block=2)
    expected = [model.scaled.max(), (model.scaled + np.roll(model.scaled, -1)).max()]
    np.testing.assert_allclose(-np.cumsum(model.drift), np.array(expected) - np.log(8), rtol=1e-12)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Lognormal(-0.1),
        lambda: Bootstrap(np.zeros(5), 0.2),
        lambda: Bootstrap(np.array([0.01]), 0.2),
        lambda: Bootstrap(np.array([0.01, np.nan]), 0.2),
        lambda: Bootstrap(DAYS, -0.2),
        lambda: Bootstrap(DAYS, 0.2, block=0),
        lambda: paths_over_forward("black", np.random.default_rng(1), paths=2, steps=1, step=1.0),
    ],
)
def test_wrong_choices(wrong):
    """A law that cannot be is refused."""
    with pytest.raises(InputError):
        wrong()
