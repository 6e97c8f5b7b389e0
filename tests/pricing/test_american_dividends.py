"""Cash dividends: an independent binomial tree, QuantLib, parity, and what dividends must and must not do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.pricing.american import american_greeks
from hedgerow.pricing.american_dividends import (
    DividendOption,
    american_with_dividends,
    european_with_dividends,
)
from hedgerow.pricing.finite_differences import Dividend, finite_differences

QUARTERLY = [(0.1, 1.1), (0.35, 1.2), (0.6, 1.2), (0.85, 1.3)]


def binomial(spot, strike, expiry, vol, *, right, rate, dividends, steps, european=False):
    """Cox, Ross and Rubinstein's walk on a fixed ladder of spots; a dividend is a step down it, interpolated."""
    sign = 1 if right == "call" else -1
    dt = expiry / steps
    up = vol * np.sqrt(dt)
    j = np.arange(-int(7 / np.sqrt(dt / expiry)) // 2, int(7 / np.sqrt(dt / expiry)) // 2 + 1)
    s = spot * np.exp(j * up)
    p = (np.exp(rate * dt) - np.exp(-up)) / (2 * np.sinh(up))
    payoff = np.maximum(sign * (s - strike), 0.0)
    floor = -np.inf if european else payoff
    falls = {round(t / dt): cash for t, cash in dividends}
    value = payoff
    for n in range(steps - 1, -1, -1):
        held = value.copy()
        held[1:-1] = np.exp(-rate * dt) * (p * value[2:] + (1 - p) * value[:-2])
        value = np.maximum(held, floor)
        if n in falls and n > 0:
            value = np.maximum(np.interp(s - falls[n], s, value), floor)
    return value[s.size // 2]


@pytest.mark.parametrize("right", ["call", "put"])
@pytest.mark.parametrize("strike", [85.0, 100.0, 115.0])
@pytest.mark.parametrize("vol", [0.15, 0.4])
def test_binomial(right, strike, vol):
    """An independent binomial tree with interpolated dividends agrees to what the tree itself is good for."""
    terms = {"right": right, "rate": 0.05, "dividends": QUARTERLY}
    found = american_with_dividends(100, strike, 1.0, vol, **terms)
    trees = [binomial(100, strike, 1.0, vol, steps=n, **terms) for n in (2000, 2020, 2040, 2060)]
    assert found.price == pytest.approx(np.mean(trees), abs=8e-3)


@st.composite
def schedules(draw):
    """Options on 100 with 1 to 6 dividends."""
    expiry = draw(st.floats(0.1, 2.0))
    dividends = draw(
        st.lists(st.tuples(st.floats(0.01, 0.99), st.floats(0.2, 2.5)), min_size=1, max_size=6)
    )
    return {
        "strike": draw(st.floats(75, 130)),
        "expiry": expiry,
        "vol": draw(st.floats(0.1, 0.6)),
        "right": draw(st.sampled_from(["call", "put"])),
        "rate": draw(st.floats(0.0, 0.08)),
        "dividends": [Dividend(t * expiry, cash) for t, cash in dividends],
    }


@given(schedules())
@settings(max_examples=30, deadline=None)
def test_fine_grid(option):
    """A grid of 2.5 times the nodes and 6 times the steps differs by no more than twice the error estimate, on a spot of 100."""
    found = american_with_dividends(100, **option)
    fine = finite_differences(100, exercise="american", nodes=500, steps=300, **option)
    assert abs(found.price - fine.value) < 2 * found.error + 5e-4 < 0.03
    assert found.delta == pytest.approx(fine.delta, abs=1e-2)


@given(schedules(), st.floats(0.0, 0.04))
@settings(max_examples=30, deadline=None)
def test_parity(option, q):
    """European call less put is the spot less what dividends are worth less the strike, all at present value."""
    T, r = option["expiry"], option["rate"]
    option["vol"] = min(option["vol"], 0.35)  # above, a spot below its dividends matters
    call, put = (
        european_with_dividends(100, **(option | {"right": right}), dividend_yield=q)
        for right in ("call", "put")
    )
    paid = sum(d.cash * np.exp(-r * d.time - q * (T - d.time)) for d in option["dividends"])
    expected = 100 * np.exp(-q * T) - paid - option["strike"] * np.exp(-r * T)
    assert call.price - put.price == pytest.approx(expected, abs=1e-3)


@given(schedules())
@settings(max_examples=30, deadline=None)
def test_early_exercise_is_worth_something(option):
    """The American option is worth no less than the European one, nor than exercise now."""
    early = american_with_dividends(100, **option)
    late = european_with_dividends(100, **option)
    sign = 1 if option["right"] == "call" else -1
    assert early.price >= late.price - early.error - late.error
    assert early.price >= max(sign * (100 - option["strike"]), 0)


@pytest.mark.parametrize("right", ["call", "put"])
def test_no_dividends(right):
    """Without dividends it is the American option with a continuous yield."""
    strikes = np.array([80.0, 95.0, 100.0, 110.0, 130.0])
    terms = {"right": right, "rate": 0.05, "dividend_yield": 0.03}
    found = american_with_dividends(100, strikes, 0.75, 0.3, dividends=[], **terms)
    exact = american_greeks(100, strikes, 0.75, 0.3, **terms)
    np.testing.assert_allclose(found.price, exact.price, atol=2e-4)
    np.testing.assert_allclose(found.delta, exact.delta, atol=2e-4)
    np.testing.assert_allclose(found.gamma, exact.gamma, atol=2e-4)


@pytest.mark.parametrize("right", ["call", "put"])
@pytest.mark.parametrize("strike", [90.0, 100.0, 110.0])
def test_quantlib(right, strike):
    """QuantLib's grid in the same model (spot volatility, cash dividends) gives the same value."""
    ql = pytest.importorskip("QuantLib")
    today = ql.Date(15, 1, 2025)
    ql.Settings.instance().evaluationDate = today
    day = ql.Actual365Fixed()
    process = ql.BlackScholesMertonProcess(
        ql.QuoteHandle(ql.SimpleQuote(100.0)),
        ql.YieldTermStructureHandle(ql.FlatForward(today, 0.0, day)),
        ql.YieldTermStructureHandle(ql.FlatForward(today, 0.05, day)),
        ql.BlackVolTermStructureHandle(ql.BlackConstantVol(today, ql.NullCalendar(), 0.25, day)),
    )
    days, amounts = [40, 130, 220, 310], [1.0, 1.0, 1.5, 1.5]
    dividends = ql.DividendVector([today + d for d in days], amounts)
    option = ql.VanillaOption(
        ql.PlainVanillaPayoff(ql.Option.Call if right == "call" else ql.Option.Put, strike),
        ql.AmericanExercise(today, today + 365),
    )
    option.setPricingEngine(ql.FdBlackScholesVanillaEngine(process, dividends, 1500, 1500))
    schedule = [(d / 365, a) for d, a in zip(days, amounts, strict=True)]
    found = american_with_dividends(
        100, strike, 1.0, 0.25, right=right, rate=0.05, dividends=schedule
    )
    assert found.price == pytest.approx(option.NPV(), abs=3e-3)
    assert found.delta == pytest.approx(option.delta(), abs=1e-3)


def test_late_dividends():
    """A dividend at or after expiry does not matter."""
    terms = {"right": "call", "rate": 0.05}
    without = american_with_dividends(100, 100, 0.5, 0.3, dividends=[], **terms)
    late = american_with_dividends(100, 100, 0.5, 0.3, dividends=[(0.5, 3.0), (0.8, 3.0)], **terms)
    assert late.price == without.price


@pytest.mark.parametrize("time", [0.0, -0.1, np.nan])
def test_past_dividends(time):
    """A dividend that is past is refused by name."""
    with pytest.raises(InputError, match=f"dividend at {time} years"):
        american_with_dividends(100, 100, 1, 0.2, right="put", rate=0, dividends=[(time, 1.0)])


def test_what_is_no_dividend():
    """A schedule that is no list of pairs is refused."""
    with pytest.raises(InputError, match="give a pair"):
        american_with_dividends(100, 100, 1, 0.2, right="put", rate=0, dividends=[3.0])


def test_dividend_above_spot():
    """When the whole spot is paid out, the put is worth the strike after that, and the call what exercise gives."""
    terms = {"rate": 0.05, "dividends": [(0.25, 500.0)]}
    put = european_with_dividends(100, 100, 1.0, 0.2, right="put", **terms)
    assert put.price == pytest.approx(100 * np.exp(-0.05), abs=1e-6)
    early_put = american_with_dividends(100, 100, 1.0, 0.2, right="put", **terms)
    assert early_put.price == pytest.approx(100 * np.exp(-0.05 * 0.25), abs=1e-3)
    call = american_with_dividends(100, 100, 1.0, 0.2, right="call", **terms)
    until = american_with_dividends(100, 100, 0.25, 0.2, right="call", rate=0.05, dividends=[])
    assert call.price == pytest.approx(until.price, abs=1e-3)
    assert european_with_dividends(100, 100, 1.0, 0.2, right="call", **terms).price == 0


def test_call_before_its_last_dividend():
    """A call whose dividend is above the interest on the strike is the better of two European ones, at least."""
    from hedgerow.pricing.bsm import bsm

    found = american_with_dividends(
        100, 90, 0.5, 0.2, right="call", rate=0.03, dividends=[(0.3, 4.0)]
    )
    exercised = bsm(100, 90, 0.3, 0.2, right="call", rate=0.03)
    kept = european_with_dividends(
        100, 90, 0.5, 0.2, right="call", rate=0.03, dividends=[(0.3, 4.0)]
    )
    assert found.price > max(exercised, kept.price)


@pytest.mark.parametrize(("right", "strike"), [("call", 90), ("put", 101), ("put", 115)])
def test_zero_vol(right, strike):
    """Without volatility the option is worth the best moment of its one path; small volatility tends to it."""
    terms = {
        "right": right,
        "rate": 0.06,
        "dividends": [(0.3, 4.0), (0.8, 2.0)],
        "dividend_yield": 0.02,
    }
    found = american_with_dividends(100, strike, 1.0, 0.0, **terms)
    near = american_with_dividends(100, strike, 1.0, 0.0005, **terms)
    assert found.price == pytest.approx(near.price, abs=5e-3)
    assert found.error == 0


def test_zero_vol_by_hand():
    """One path of 100: before the dividend of 4 a call struck at 90 is worth 100 − 90 e^{−rt}, its best."""
    found = american_with_dividends(
        100, 90, 1.0, 0.0, right="call", rate=0.05, dividends=[(0.5, 4.0)]
    )
    later = 100 - 4 * np.exp(-0.025) - 90 * np.exp(-0.05)
    assert found.price == pytest.approx(max(100 - 90 * np.exp(-0.025), later), abs=1e-12)
    assert found.delta == pytest.approx(1.0)


def test_shapes_and_nan():
    """Arguments broadcast; an element without a value is NaN and leaves the others alone."""
    found = american_with_dividends(
        [100.0, np.nan, 0.0, 100.0], [[95.0], [105.0]], 0.5, 0.2,
        right="put", rate=0.02, dividends=QUARTERLY,
    )  # fmt: skip
    assert isinstance(found, DividendOption)
    assert found.price.shape == (2, 4)
    assert np.isnan(found.price[:, 1:3]).all()
    assert np.isfinite(found.price[:, [0, 3]]).all()
    two = american_with_dividends(
        100, 100, 1, 0.2, right="put", rate=-0.01, dividend_yield=-0.02, dividends=[]
    )
    assert np.isnan(two.price)


def test_threads():
    """Threads change nothing."""
    strikes = np.linspace(80, 120, 30)
    terms = {"right": "put", "rate": 0.03, "dividends": QUARTERLY}
    one, two = (american_with_dividends(100, strikes, 1, 0.2, threads=n, **terms) for n in (1, 2))
    np.testing.assert_array_equal(one.price, two.price)
