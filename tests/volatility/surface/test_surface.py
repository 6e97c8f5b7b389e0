"""The surface between its slices: straight in time, and what deltas and forwards make of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.pricing.black import forward_delta
from hedgerow.volatility.surface.ssvi import SsviSlice
from hedgerow.volatility.surface.surface import Slice, Surface

SPOT, RATE, DIVIDEND_YIELD = 5000.0, 0.04, 0.013
EXPIRIES = (0.05, 0.25, 1.0)
K = np.linspace(-0.6, 0.4, 41)


def slice_at(T):
    """An index's smile."""
    theta = 0.16**2 * T
    return Slice(
        T,
        SPOT * np.exp((RATE - DIVIDEND_YIELD) * T),
        np.exp(-RATE * T),
        SsviSlice(theta, -0.6, 0.9 * np.sqrt(theta)),
    )


SURFACE = Surface.of([slice_at(T) for T in reversed(EXPIRIES)], SPOT)


def test_a_listing_has_its_own_smile():
    """At the expiry of a slice the surface is the slice."""
    for each in SURFACE.slices:
        own, found = each.smile.variance(K), SURFACE.variance(K, each.expiry)
        for name in ("w", "w_k", "w_kk"):
            assert getattr(found, name) == pytest.approx(getattr(own, name), rel=1e-12)


@given(st.floats(0.0, 1.0))
def test_total_variance_is_straight_in_time(share):
    """Between listings w and its derivatives in k lie on the straight line, and ∂w/∂T is its slope."""
    a, b = SURFACE.slices[1:]
    T = a.expiry + share * (b.expiry - a.expiry)
    before, after, found = a.smile.variance(K), b.smile.variance(K), SURFACE.variance(K, T)
    for name in ("w", "w_k", "w_kk"):
        line = (1 - share) * getattr(before, name) + share * getattr(after, name)
        assert getattr(found, name) == pytest.approx(line, rel=1e-9)
    if share < 1:
        assert found.w_T == pytest.approx((after.w - before.w) / (b.expiry - a.expiry), rel=1e-9)


@given(st.floats(0.01, 0.99))
def test_outside_the_smile_keeps_its_shape_in_deviations(share):
    """σ as a function of k/√T is the same before the first listing, and after the last."""
    for edge, T in (
        (SURFACE.slices[0], share * EXPIRIES[0]),
        (SURFACE.slices[-1], EXPIRIES[-1] / share),
    ):
        there = edge.smile.variance(K * np.sqrt(edge.expiry / T)).w / edge.expiry
        assert SURFACE.variance(K, T).w / T == pytest.approx(there, rel=1e-12)


@pytest.mark.parametrize("T", [0.01, 0.1, 0.25, 0.6, 3.0])
def test_derivatives_are_those_of_its_values(T):
    """Central differences of w in k and T give its derivatives, between listings and outside."""
    h = 1e-5
    found = SURFACE.variance(K, T)
    left, right = SURFACE.variance(K - h, T), SURFACE.variance(K + h, T)
    assert found.w_k == pytest.approx((right.w - left.w) / (2 * h), rel=1e-5, abs=1e-9)
    assert found.w_kk == pytest.approx((right.w_k - left.w_k) / (2 * h), rel=1e-4, abs=1e-7)
    step = h * T  # forward: at a listing the slope is the one to come
    later = SURFACE.variance(K, T + step)
    assert found.w_T == pytest.approx((later.w - found.w) / step, rel=1e-3)


def test_arguments_broadcast():
    """A column of strikes and a row of expiries give a table; no time has no variance."""
    T = np.array([0.0, -1.0, 0.02, 0.25, 0.4, 7.0])
    table = SURFACE.variance(K[:, None], T)
    assert table.w.shape == (41, 6)
    assert np.isnan(table.w[:, :2]).all()
    assert np.isnan(table.w_T[:, :2]).all()
    for j in range(2, 6):
        assert table.w[:, j] == pytest.approx(SURFACE.variance(K, T[j]).w)
    assert SURFACE.variance(0.0, 0.25).w.shape == ()


def test_forwards_and_discounts_grow_at_a_constant_rate():
    """With one rate and one yield throughout, F = S e^{(r−q)T} and D = e^{−rT} before, between and after the listings."""
    T = np.array([0.001, 0.05, 0.1, 0.25, 0.7, 1.0, 4.0])
    assert SURFACE.forward(T) == pytest.approx(SPOT * np.exp((RATE - DIVIDEND_YIELD) * T))
    assert SURFACE.discount(T) == pytest.approx(np.exp(-RATE * T))


def test_without_a_spot_the_first_forward_stands_before_the_first_listing():
    """What cannot be held has no spot: its forward is flat up to the first listing."""
    surface = Surface(SURFACE.slices, float("nan"))
    first = SURFACE.slices[0]
    assert surface.forward([0.001, first.expiry]) == pytest.approx([first.forward] * 2)
    lone = Surface((first,), float("nan"))
    assert lone.forward([0.01, 3.0]) == pytest.approx([first.forward] * 2)


def test_volatility_by_strike():
    """σ(K, T) is the square root of w(ln K/F, T)/T."""
    F = float(SURFACE.forward(0.4))
    assert SURFACE.vol(F, 0.4) == pytest.approx(SURFACE.atm_vol(0.4))
    assert SURFACE.vol(4500.0, 0.4) ** 2 * 0.4 == pytest.approx(
        SURFACE.variance(np.log(4500 / F), 0.4).w
    )


@pytest.mark.parametrize("kind", ["spot", "forward"])
@pytest.mark.parametrize("T", [0.02, 0.25, 0.6, 2.0])
@pytest.mark.parametrize(
    ("right", "delta"),
    [("put", -0.05), ("put", -0.25), ("put", -0.6), ("call", 0.1), ("call", 0.5)],
)
def test_the_strike_of_a_delta_has_that_delta(kind, T, right, delta):
    """The delta of Black's formula at the strike found and the smile's volatility there is the one asked for."""
    K = SURFACE.delta_strike(delta, T, right=right, kind=kind)
    F = float(SURFACE.forward(T))
    found = forward_delta(F, K, T, SURFACE.vol(K, T), right=right)
    carry = np.exp(-DIVIDEND_YIELD * T) if kind == "spot" else 1.0
    assert carry * found == pytest.approx(delta, abs=1e-10)


def test_a_delta_that_no_strike_has_is_unknown():
    """The spot delta of a put is above −e^{−qT}: beyond there is no strike."""
    assert np.isnan(SURFACE.delta_strike(-0.999, 1.0, right="put"))
    assert np.isfinite(SURFACE.delta_strike(-0.98, 1.0, right="put"))


def test_a_surface_needs_slices_in_order():
    """None at all, two of one moment, and one that has settled are errors."""
    with pytest.raises(InputError, match="one expiration at least"):
        Surface((), SPOT)
    with pytest.raises(InputError, match="rising"):
        Surface.of([slice_at(0.25), slice_at(0.25)], SPOT)
    with pytest.raises(InputError, match="above 0"):
        Surface(tuple(reversed(SURFACE.slices)), SPOT)
