"""Paths of local volatility against the grid."""

import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.pricing.barrier import barrier_option
from hedgerow.pricing.finite_differences import KnockOut
from hedgerow.pricing.local_vol import ForwardCurve, LocalVolGrid
from hedgerow.pricing.local_vol_option import local_vol_option
from hedgerow.pricing.local_vol_simulation import local_vol_barrier_by_simulation
from hedgerow.pricing.monte_carlo import barrier_by_simulation, european_by_simulation, sample
from hedgerow.pricing.paths import Lognormal, paths_over_forward
from hedgerow.pricing.vol_knock_out import vol_knock_out_put

LEVELS = np.linspace(-2, 2, 201)
SKEWED = LocalVolGrid(np.array([1.0]), LEVELS, 0.2 - 0.1 * np.tanh(2 * LEVELS)[None, :])
FLAT = LocalVolGrid(np.array([1.0]), np.array([-1.0, 1.0]), np.full((1, 2), 0.25))
CURVE = ForwardCurve.flat(100, rate=0.05, dividend_yield=0.03)


def test_at_constant_volatility_the_scheme_is_exact():
    """Each step adds σ√dt z − ½σ²dt, to rounding, whatever its length."""
    from hedgerow.pricing.kernels.local_vol import fill

    lengths = np.array([0.01, 0.02, 0.3])
    z, x = np.random.default_rng(3).standard_normal((5, 3)), np.empty((5, 4))
    fill(lengths, z, np.full((3, 2), 0.0625), np.ones(3), -1.0, 0.5, x)
    steps = 0.25 * np.sqrt(lengths) * z - 0.5 * 0.0625 * lengths
    np.testing.assert_allclose(x[:, 1:], np.cumsum(steps, axis=1), atol=1e-15)


def test_paths_come_in_antithetic_halves_and_start_at_one():
    """Shape (paths, steps + 1); at constant volatility the logarithms of the halves mirror each other around the drift."""
    M = paths_over_forward(FLAT, np.random.default_rng(3), paths=8, steps=5, step=0.1)
    assert M.shape == (8, 6)
    assert (M[:, 0] == 1).all()
    both = np.log(M[:4]) + np.log(M[4:])
    np.testing.assert_allclose(both, np.tile(-0.0625 * 0.1 * np.arange(6), (4, 1)), atol=1e-13)


@pytest.mark.parametrize("strike", [85.0, 95.0, 105.0])
def test_vanilla_puts_of_the_grid(strike):
    """Within four standard errors at daily steps, under a skew."""
    F, D = float(CURVE.forward(0.25)), float(CURVE.discount(0.25))
    grid = local_vol_option(SKEWED, CURVE, strike, 0.25, right="put")
    found = european_by_simulation(
        SKEWED, F, strike, 0.25, right="put", discount=D, paths=60_000, seed=11
    )
    assert abs(found.value - grid.value) < 4 * found.standard_error < 0.06


def test_a_smile_that_sharpens_towards_now_is_met_with_ten_steps():
    """A first step in one piece would make this put six standard errors too dear; cut into seven it is within four."""
    steep = LocalVolGrid(np.array([1.0]), LEVELS, 0.2 - 0.15 * np.tanh(5 * LEVELS)[None, :])
    flat = ForwardCurve.flat(100, rate=0.0)
    grid = local_vol_option(steep, flat, 95, 0.25, right="put", nodes=400, steps=160)
    found = european_by_simulation(
        steep, 100.0, 95, 0.25, right="put", steps=10, paths=100_000, seed=1
    )
    assert abs(found.value - grid.value) < 4 * found.standard_error


def test_the_forward_is_kept():
    """E[M] = 1 within four standard errors, though the scheme does not force it."""
    found = sample(SKEWED, lambda M: M[None, :, -1], expiry=1.0, steps=60, paths=60_000, seed=5)
    estimate = found.plain(0)
    assert abs(estimate.value - 1) < 4 * estimate.standard_error


@pytest.mark.parametrize(("level", "side"), [(90.0, "down"), (106.0, "up")])
def test_the_bridge_takes_away_the_bias_of_dates(level, side):
    """With 20 steps a barrier watched always is that of the grid within four errors; looking at the points alone is not."""
    kind = f"{side}-and-out"
    grid = local_vol_option(SKEWED, CURVE, 100, 0.25, right="put", knock_out=KnockOut(level, side))
    bridged = local_vol_barrier_by_simulation(
        SKEWED,
        CURVE,
        100,
        0.25,
        right="put",
        barrier=level,
        kind=kind,
        steps=20,
        paths=60_000,
        seed=2,
    )
    points = barrier_by_simulation(
        SKEWED, 100, 100, 0.25, right="put", barrier=level, kind=kind, rate=0.05,
        dividend_yield=0.03, dates=20, paths=60_000, seed=2,
    )  # fmt: skip
    assert abs(bridged.value - grid.value) < 4 * bridged.standard_error
    assert points.value - grid.value > 8 * points.standard_error


def test_the_bridge_at_constant_volatility_is_reiner_and_rubinstein():
    """With ten steps only: between two points the bridge is exact."""
    exact = barrier_option(
        100,
        95,
        0.5,
        0.25,
        right="put",
        barrier=80,
        kind="down-and-out",
        rate=0.05,
        dividend_yield=0.03,
    )
    found = local_vol_barrier_by_simulation(
        FLAT, CURVE, 95, 0.5, right="put", barrier=80, kind="down-and-out", steps=10,
        paths=60_000, seed=8,
    )  # fmt: skip
    assert abs(found.value - float(exact)) < 4 * found.standard_error


def test_in_and_out_are_the_vanilla_put_of_the_same_paths():
    """Parity holds path by path."""
    terms = {"right": "put", "barrier": 90, "steps": 20, "paths": 2_000, "seed": 1}
    out, into = (
        local_vol_barrier_by_simulation(SKEWED, CURVE, 100, 0.25, kind=kind, **terms)
        for kind in ("down-and-out", "down-and-in")
    )
    vanilla = european_by_simulation(
        SKEWED, float(CURVE.forward(0.25)), 100, 0.25, right="put",
        discount=float(CURVE.discount(0.25)), steps=20, paths=2_000, seed=1,
    )  # fmt: skip
    assert out.value + into.value == pytest.approx(vanilla.value, rel=1e-10)


def test_the_seed_decides_and_threads_do_not():
    """Chunks have streams of their own."""
    terms = {"right": "put", "barrier": 90, "kind": "down-and-in", "steps": 300, "paths": 8_000}
    one, again, other = (
        local_vol_barrier_by_simulation(SKEWED, CURVE, 100, 0.25, seed=s, threads=t, **terms).value
        for s, t in ((1, 1), (1, 2), (2, 1))
    )
    assert one == again != other


def test_a_volatility_barrier_costs_more_where_falls_come_with_volatility():
    """At equal vanilla value a vol-knock-out put is a smaller share of it under a skew than at its implied volatility."""
    from hedgerow.pricing.implied_vol import implied_vol

    vanilla = local_vol_option(SKEWED, CURVE, 95, 0.25, right="put").value
    F, D = float(CURVE.forward(0.25)), float(CURVE.discount(0.25))
    vol = float(implied_vol(vanilla / D, F, 95, 0.25, right="put"))
    terms = {"barrier": 0.24, "rate": 0.05, "dividend_yield": 0.03, "paths": 20_000, "seed": 4}
    skew, flat = (
        vol_knock_out_put(model, 100, 95, 0.25, **terms) for model in (SKEWED, Lognormal(vol))
    )
    gap = flat.ratio.value - skew.ratio.value
    assert gap > 4 * np.hypot(flat.ratio.standard_error, skew.ratio.standard_error)


def test_a_spot_beyond_the_barrier_pays_the_vanilla_option_in_and_nothing_out():
    """Touched at the start."""
    terms = {"right": "put", "barrier": 101, "steps": 5, "paths": 100, "seed": 1}
    out = local_vol_barrier_by_simulation(FLAT, CURVE, 95, 0.5, kind="down-and-out", **terms)
    assert out.value == 0


def test_an_unknown_kind_is_refused():
    """The message lists the four."""
    with pytest.raises(InputError, match="down-and-out"):
        local_vol_barrier_by_simulation(FLAT, CURVE, 95, 0.5, right="put", barrier=90, kind="over")
