"""The grid against closed forms, the boundary method and published barrier prices."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.pricing.american import american_greeks
from hedgerow.pricing.barrier import barrier_option
from hedgerow.pricing.bsm import greeks
from hedgerow.pricing.finite_differences import Dividend, KnockOut, finite_differences
from hedgerow.pricing.kernels import finite_differences as kernel

OPTIONS = st.fixed_dictionaries(
    {
        "strike": st.floats(70, 140),
        "expiry": st.floats(0.05, 2.0),
        "vol": st.floats(0.1, 0.6),
        "right": st.sampled_from(["call", "put"]),
        "rate": st.floats(0.0, 0.08),
        "dividend_yield": st.floats(0.0, 0.06),
    }
)


@given(OPTIONS)
@settings(max_examples=60, deadline=None)
def test_european_closed_form(option):
    """Black, Scholes and Merton's value, delta and gamma come out, and the error estimate covers the error."""
    found = finite_differences(100, **option)
    exact = greeks(100, **option)
    assert found.value == pytest.approx(exact.price, abs=2e-4)
    assert found.delta == pytest.approx(exact.delta, abs=1e-4)
    assert found.gamma == pytest.approx(exact.gamma, abs=1e-4)
    assert abs(found.value - exact.price) <= 2 * found.error + 1e-6


@given(OPTIONS)
@settings(max_examples=60, deadline=None)
def test_american_boundary_method(option):
    """The American value is the one that Andersen, Lake and Offengenden's method gives."""
    found = finite_differences(100, exercise="american", **option)
    exact = american_greeks(100, **option)
    assert abs(found.value - exact.price) < 2 * found.error + 5e-4 < 0.03
    assert found.delta == pytest.approx(exact.delta, abs=1e-2)


@pytest.mark.parametrize("right", ["call", "put"])
@pytest.mark.parametrize(("expiry", "vol"), [(2, 3.0), (30, 0.3), (1, 1.2), (0.01, 0.1), (1, 0.02)])
def test_wide_and_narrow(right, expiry, vol):
    """From σ√T of 1 to 400 % the European value comes out within twice its error estimate, and that is small."""
    found = finite_differences(100, 100, expiry, vol, right=right, rate=0.03, nodes=200)
    exact = greeks(100, 100, expiry, vol, right=right, rate=0.03).price
    assert abs(found.value - exact) <= 2 * found.error + 1e-6
    assert found.error < 0.06


def test_beside_the_exercise_boundary():
    """A spot next to where exercise begins is a node: no interpolation across the bend there."""
    found = finite_differences(100, 128, 1, 0.25, right="put", rate=0.0625, exercise="american")
    exact = american_greeks(100, 128, 1, 0.25, right="put", rate=0.0625)
    assert found.value == pytest.approx(exact.price, abs=5e-4)


def test_error_falls_fourfold():
    """Twice the nodes and steps leave at most a third of the error estimate."""
    terms = {"right": "put", "rate": 0.05, "exercise": "american"}
    errors = [
        finite_differences(100, 105, 1, 0.3, nodes=n, steps=n // 2, **terms).error
        for n in (60, 120, 240)
    ]
    assert errors[1] < errors[0] / 3
    assert errors[2] < errors[1] / 3


@pytest.mark.parametrize("right", ["call", "put"])
@pytest.mark.parametrize(
    ("side", "level"), [("down", 85.0), ("down", 97.0), ("up", 108.0), ("up", 130.0)]
)
@pytest.mark.parametrize("strike", [90.0, 100.0, 115.0])
def test_continuous_barrier(right, side, level, strike):
    """A barrier that is always watched gives Reiner and Rubinstein's value."""
    terms = {"right": right, "rate": 0.04, "dividend_yield": 0.01}
    found = finite_differences(100, strike, 0.5, 0.25, knock_out=KnockOut(level, side), **terms)
    exact = barrier_option(100, strike, 0.5, 0.25, barrier=level, kind=f"{side}-and-out", **terms)
    assert found.value == pytest.approx(exact, abs=max(3 * found.error, 1e-9))
    assert found.value == pytest.approx(exact, abs=2e-3)


@pytest.mark.parametrize(
    ("level", "true"),
    [(85, 6.322), (88, 6.242), (91, 5.977), (95, 4.907), (99, 2.337)],
)
def test_broadie_glasserman_kou_table(level, true):
    """Daily watched down-and-out calls, S = K = 100, σ 30 %, r 10 %, T 0.2, 50 dates: [BGK97, table 2.1], "true"."""
    dates = tuple(0.2 * (i + 1) / 50 for i in range(50))
    found = finite_differences(
        100,
        100,
        0.2,
        0.3,
        right="call",
        rate=0.1,
        knock_out=KnockOut(level, "down", dates),
        nodes=300,
    )
    assert found.value == pytest.approx(true, abs=2e-3)


def test_more_dates_knock_out_more():
    """A barrier watched more often leaves less, and never less than one that is always watched."""
    terms = {"right": "put", "rate": 0.03}
    values = [
        finite_differences(
            100, 105, 0.5, 0.3,
            knock_out=KnockOut(80, "down", tuple(0.5 * (i + 1) / m for i in range(m))), **terms,
        ).value
        for m in (1, 2, 5, 20)
    ]  # fmt: skip
    always = finite_differences(100, 105, 0.5, 0.3, knock_out=KnockOut(80, "down"), **terms).value
    assert all(np.diff([*values, always]) < 0)


def test_one_date_at_expiry():
    """A put watched at expiry alone is a put spread less digitals, in closed form."""
    from hedgerow.pricing.bsm import bsm

    terms = {"right": "put", "rate": 0.03}
    found = finite_differences(100, 105, 0.5, 0.3, knock_out=KnockOut(90, "down", (0.5,)), **terms)
    width = 1e-4
    digital = np.diff(bsm(100, [90 - width, 90 + width], 0.5, 0.3, **terms)) / (2 * width)
    spread = -np.diff(bsm(100, [90, 105], 0.5, 0.3, **terms)) * -1
    assert found.value == pytest.approx(float((spread - 15 * digital)[0]), abs=2e-3)


def test_proportional_dividends_are_a_yield():
    """European options on a spot that loses shares of itself are those on a smaller spot."""
    dividends = [Dividend(0.2, proportion=0.03), Dividend(0.7, proportion=0.05)]
    found = finite_differences(100, 95, 1.0, 0.25, right="put", rate=0.04, dividends=dividends)
    exact = greeks(100 * 0.97 * 0.95, 95, 1.0, 0.25, right="put", rate=0.04)
    assert found.value == pytest.approx(exact.price, abs=3e-4)
    assert found.delta == pytest.approx(exact.delta * 0.97 * 0.95, abs=1e-4)


def test_step_is_the_linear_system():
    """One step solves ``(1 − θkL) V' = (1 + (1 − θ)kL) V``, as a dense solver does."""
    s = np.sort(np.random.default_rng(0).uniform(1, 200, 30))
    L = np.empty((3, s.size))
    kernel.operator(s, 0.3, 0.05, 0.02, 0, L)
    dense = np.diag(L[1]) + np.diag(L[0, 1:], -1) + np.diag(L[2, :-1], 1)
    v = np.maximum(100 - s, 0)
    one = np.eye(s.size)
    expected = np.linalg.solve(one - 0.5 * 0.01 * dense, (one + 0.5 * 0.01 * dense) @ v)
    kernel.roll_back(L, v, np.full(s.size, -np.inf), np.array([0.01]), np.array([0.5]))
    np.testing.assert_allclose(v, expected, rtol=1e-12, atol=1e-12)


def test_operator_is_exact_for_lines():
    """``L`` takes 1 to ``−r`` and ``S`` to ``−qS`` at every node."""
    s = np.sort(np.random.default_rng(0).uniform(1, 200, 30))
    L = np.empty((3, s.size))
    kernel.operator(s, 0.3, 0.05, 0.02, 0, L)
    dense = np.diag(L[1]) + np.diag(L[0, 1:], -1) + np.diag(L[2, :-1], 1)
    np.testing.assert_allclose(dense @ np.ones(30), -0.05, rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(dense @ s, -0.02 * s, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize(
    "wrong",
    [{"spot": np.nan}, {"strike": 0.0}, {"vol": -0.1}, {"expiry": np.inf}, {"rate": np.nan}],
)
def test_no_value(wrong):
    """What is not finite or not positive has no value, and raises nothing."""
    given_ = {"spot": 100, "strike": 100, "expiry": 1, "vol": 0.2, "rate": 0.02} | wrong
    found = finite_differences(**given_, right="put")
    assert np.isnan([found.value, found.delta, found.gamma, found.error]).all()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: finite_differences(100, 100, 1, 0.2, right="put", rate=0, nodes=3),
        lambda: finite_differences(100, 100, 1, 0.2, right="both", rate=0),
        lambda: finite_differences(100, 100, 1, 0.2, right="put", rate=0, exercise="bermudan"),
        lambda: KnockOut(-1.0, "down"),
        lambda: KnockOut(90.0, "left"),
        lambda: Dividend(0.5, cash=-1.0),
        lambda: Dividend(0.5, proportion=1.5),
    ],
)
def test_wrong_choices(wrong):
    """A choice that can never be valid is refused, with what to give instead."""
    with pytest.raises(InputError, match="give"):
        wrong()


def test_touched_barrier():
    """Beyond a barrier that is always watched nothing is left."""
    found = finite_differences(
        100, 100, 1, 0.2, right="put", rate=0, knock_out=KnockOut(100, "down")
    )
    assert (found.value, found.delta, found.error) == (0.0, 0.0, 0.0)
