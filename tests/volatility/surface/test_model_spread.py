"""One put, three models of one surface."""

import math

import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.pricing.barrier import discretely_watched_barrier_option
from hedgerow.pricing.heston import Heston
from hedgerow.pricing.local_vol import LocalVolGrid
from hedgerow.volatility.surface.local_vol import local_vol_grid
from hedgerow.volatility.surface.model_spread import (
    ModelSpread,
    ModelValue,
    Terms,
    barrier_put_spread,
    vol_knock_out_put_spread,
)
from hedgerow.volatility.surface.smile import SurfaceVariance

MODEL = Heston(0.04, 2.0, 0.05, 0.6, -0.6)
FLAT = LocalVolGrid(np.array([1.0]), np.array([-1.0, 1.0]), np.full((1, 2), 0.2))


class HestonSmile:
    """Implied variance of the model, derivatives by differences."""

    def variance(self, log_moneyness, expiry):
        """At k and T, broadcast."""
        k, T = np.broadcast_arrays(np.asarray(log_moneyness, float), np.asarray(expiry, float))

        def w(x, t):
            return np.asarray(MODEL.implied_vol(1.0, np.exp(x), t)) ** 2 * t

        h, dt = 2e-3, 2e-3 * T
        at, up, down = w(k, T), w(k + h, T), w(k - h, T)
        return SurfaceVariance(
            w=at,
            w_k=(up - down) / (2 * h),
            w_kk=(up - 2 * at + down) / h**2,
            w_T=(w(k, T + dt) - w(k, T - dt)) / (2 * dt),
        )


@pytest.fixture(scope="module")
def grid():
    """The local volatility of Heston's surface."""
    return local_vol_grid(HestonSmile(), np.geomspace(0.02, 0.6, 25), reach=5, nodes=101).grid


@pytest.fixture(scope="module")
def terms():
    """A put at its own implied volatility."""
    F = 100 * math.exp(0.03 * 0.25)
    return Terms(100, 95, 0.25, float(MODEL.implied_vol(F, 95, 0.25)), 0.03)


def test_all_models_agree_on_the_vanilla_put(grid, terms):
    """They hold the same surface: within a five-thousandth of its value."""
    found = barrier_put_spread(
        terms, barrier=85, kind="down-and-out", local_vol=grid, heston=MODEL, paths=2_000
    )
    vanilla = [v.vanilla for v in found.values]
    assert vanilla == pytest.approx([vanilla[0]] * 3, rel=5e-4)
    assert found.reasons == ()


def test_black_overstates_a_put_that_a_fall_knocks_out(grid, terms):
    """Under the skew the barrier below is reached more often: both models that know it say much less than Black."""
    found = barrier_put_spread(
        terms, barrier=85, kind="down-and-out", local_vol=grid, heston=MODEL, paths=40_000, seed=1
    )
    assert found.distance_of_black > 0.2
    assert found.distance_of_black > 10 * found.spread_error
    assert found.spread < 0.1 * found.values[0].value


@pytest.mark.parametrize("side", ["down", "up"])
def test_in_and_out_are_the_vanilla_put_in_every_model(grid, terms, side):
    """Parity, for grids and for paths of one seed."""
    level = 85 if side == "down" else 105
    out, into = (
        barrier_put_spread(
            terms, barrier=level, kind=f"{side}-and-{way}", local_vol=grid, heston=MODEL,
            paths=2_000, seed=1,
        )
        for way in ("out", "in")
    )  # fmt: skip
    for a, b in zip(out.values, into.values, strict=True):
        assert a.value + b.value == pytest.approx(a.vanilla, rel=1e-9)


def test_without_a_skew_nothing_is_open():
    """Flat local volatility and Heston without volatility of variance are Black; the spread is within its error."""
    terms = Terms(100, 95, 0.25, 0.2, 0.04)
    still = Heston(0.04, 1.0, 0.04, 0.0, 0.0)
    found = barrier_put_spread(
        terms, barrier=88, kind="down-and-out", local_vol=FLAT, heston=still, paths=40_000, seed=3
    )
    assert found.spread < 4 * found.spread_error
    black, local, _ = found.values
    assert abs(black.value - local.value) < black.error + local.error
    exact = discretely_watched_barrier_option(
        100, 95, 0.25, 0.2, right="put", barrier=88, kind="down-and-out", dates=63, rate=0.04
    )
    assert black.value == pytest.approx(float(exact), rel=0.02)  # [BGK97] is near, not exact


def test_a_volatility_barrier_shows_what_black_cannot_know(grid, terms):
    """At one volatility below the barrier Black hardly ever knocks out; the others pay far less for the same put."""
    found = vol_knock_out_put_spread(
        terms, barrier=0.25, local_vol=grid, heston=MODEL, paths=20_000, seed=2
    )
    black, local, heston = found.values
    assert black.ratio > 0.9
    assert max(local.ratio, heston.ratio) < 0.4
    assert found.spread < 0.1
    assert all(v.error > 0 for v in found.values)


def test_black_alone_carries_a_warning():
    """The reason says what is missing and what to give; there is no spread."""
    terms = Terms(100, 95, 0.25, 0.2, 0.04)
    for found in (
        barrier_put_spread(terms, barrier=85, kind="down-and-in"),
        vol_knock_out_put_spread(terms, barrier=0.3, paths=200),
    ):
        assert "only Black was asked" in found.reasons[0]
        assert math.isnan(found.spread)
        assert math.isnan(found.distance_of_black)
        assert found.of("Heston") is None


def test_two_models_show_no_spread():
    """One that knows the skew is no range: the reason names the one that was not asked."""
    terms = Terms(100, 95, 0.25, 0.2, 0.04)
    found = barrier_put_spread(terms, barrier=85, kind="up-and-out", local_vol=FLAT)
    assert found.reasons[0].startswith("Heston was not asked")
    assert math.isnan(found.spread)
    assert math.isfinite(found.distance_of_black)


def test_the_spread_is_the_range_of_those_that_know_the_skew():
    """Black at 9 does not widen 3 to 5; the error is √(0.3² + 0.4²)."""
    rows = (("Black", 9.0, 0.1), ("local volatility", 3.0, 0.3), ("Heston", 5.0, 0.4))
    found = ModelSpread(tuple(ModelValue(m, v, e, "grid", 10.0, 0.0) for m, v, e in rows), ())
    assert (found.spread, found.distance_of_black) == (2.0, 5.0)
    assert found.spread_error == pytest.approx(0.5)
    assert found.values[1].ratio == 0.3


@pytest.mark.parametrize(
    "bad", [{"spot": 0}, {"vol": math.nan}, {"expiry": -1}, {"rate": math.inf}]
)
def test_terms_that_are_none_are_refused(bad):
    """The message names the number."""
    given = {"spot": 100, "strike": 95, "expiry": 0.25, "vol": 0.2, "rate": 0.04} | bad
    with pytest.raises(InputError, match=next(iter(bad))):
        Terms(**given)


def test_an_unknown_kind_is_refused():
    """The message lists the four."""
    with pytest.raises(InputError, match="down-and-out"):
        barrier_put_spread(Terms(100, 95, 0.25, 0.2, 0.04), barrier=85, kind="sideways")
