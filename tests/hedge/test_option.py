"""An option against its underlying: Greeks are derivatives of the value, calls and puts belong together."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.hedge.option import Option
from hedgerow.hedge.terms import Terms
from hedgerow.pricing.black import black
from hedgerow.units import year_fraction
from hedgerow.volatility.surface.modelled import ModelledSurface

AS_OF = date(2026, 5, 26)
TERMS = Terms(752.0, 0.037, 0.011, AS_OF)
SURFACE = ModelledSurface({30: 0.1701, 93: 0.1989, 184: 0.2246})


def option(right="put", strike=729.3, days=60, vol=0.17):
    """An option on the article's index."""
    return Option(
        expiration=AS_OF + timedelta(days=days),
        strike=strike,
        right=right,
        implied_vol=vol,
        terms=TERMS,
        surface=SURFACE,
    )


def value(made, spot, vol):
    """The plain Black value at another spot and volatility."""
    days = made.days
    F = Terms(spot, TERMS.rate, TERMS.dividend_yield, AS_OF).forward(days)
    D = TERMS.discount(days)
    return float(black(F, made.strike, year_fraction(days), vol, right=made.right, discount=D))


@given(
    st.sampled_from(["call", "put"]),
    st.floats(600, 900),
    st.integers(7, 400),
    st.floats(0.08, 0.8),
)
def test_greeks_are_derivatives(right, strike, days, vol):
    """Delta and gamma by spot and vega by volatility equal central differences of the value."""
    made, S = option(right, strike, days, vol), TERMS.spot
    h = 0.05
    up, mid, down = (value(made, S + x, vol) for x in (h, 0, -h))
    assert made.spot_delta == pytest.approx((up - down) / (2 * h), abs=1e-4)
    assert made.spot_gamma == pytest.approx((up - 2 * mid + down) / h**2, abs=1e-4)
    slope = (value(made, S, vol + 1e-4) - value(made, S, vol - 1e-4)) / 2e-4
    assert made.vega == pytest.approx(slope, abs=1e-2)


@given(st.floats(650, 850), st.integers(5, 300), st.floats(0.1, 0.6))
def test_put_call_parity(strike, days, vol):
    """``C − P = D (F − K)``, so deltas differ by ``e^{−qT}`` and gamma and vega are the same."""
    call, put = option("call", strike, days, vol), option("put", strike, days, vol)
    T, D = year_fraction(days), TERMS.discount(days)
    apart = call.value_at_fixed_vol(days) - put.value_at_fixed_vol(days)
    assert apart == pytest.approx(D * (TERMS.forward(days) - strike), abs=1e-8)
    assert call.spot_delta - put.spot_delta == pytest.approx(np.exp(-0.011 * T))
    assert (call.spot_gamma, call.vega) == pytest.approx((put.spot_gamma, put.vega))
    assert call.itm_probability + put.itm_probability == pytest.approx(1)


@pytest.mark.parametrize(("right", "move", "worth"), [("call", 0.10, 97.9), ("put", -0.10, 52.5)])
def test_payoffs(right, move, worth):
    """A call pays what the index is above the strike, a put what it is below, nothing otherwise."""
    made = option(right)
    assert made.payoff(move) == pytest.approx(worth)
    assert made.payoff(-move) == 0
    assert made.value(0, move=move) == made.payoff(move)


@pytest.mark.parametrize(
    ("days", "vol", "strike_delta", "chance"),
    [(30, 0.17, -0.25, 0.266), (60, 0.1918, -0.30, 0.328)],
)
def test_delta_is_not_the_probability(days, vol, strike_delta, chance):
    """SPEC HP-52: a 30-day 25-delta put ends in the money with 26.6 % at 17 points, a 60-day 30-delta
    one with 32.8 % at the 60-day level of that day's VIX family, 19.18.
    """
    from scipy.optimize import brentq

    strike = brentq(
        lambda K: option("put", K, days, vol).spot_delta - strike_delta, 600, 760, xtol=1e-10
    )
    assert option("put", strike, days, vol).itm_probability == pytest.approx(chance, abs=1e-3)


def test_a_scenario_is_priced_once(monkeypatch):
    """A plan asks for the same scenario in every row of its tables: the terms are asked for it once."""
    asked = []
    price = Terms.price

    def counted(self, *arguments, **named):
        asked.append(arguments)
        return price(self, *arguments, **named)

    monkeypatch.setattr(Terms, "price", counted)
    option = Option(
        expiration=date(2025, 11, 21),
        strike=620.0,
        implied_vol=0.17,
        terms=Terms(640.0, 0.04, 0.012, date(2025, 9, 3), "american"),
        surface=ModelledSurface({30: 0.17, 93: 0.18}),
    )
    first = option.value(28, move=-0.1, shock=0.05)
    assert option.value(28, move=-0.1, shock=0.05) == first
    assert len(asked) == 1
    assert option.value(28, move=-0.2, shock=0.05) != first
    assert len(asked) == 2
