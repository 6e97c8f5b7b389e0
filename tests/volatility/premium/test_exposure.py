"""Dealer exposure against finite differences of option values, and against what signs force."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from hedgerow.errors import InputError
from hedgerow.pricing.bsm import bsm
from hedgerow.volatility.premium.exposure import (
    CONVENTIONS,
    OpenInterest,
    by_key,
    exposures,
    gamma_profile,
    pins,
    sides,
    total_gamma,
)

LINES = 40


def book(seed=0, spot=100.0):
    """Lines of all sorts on one underlying."""
    draw = np.random.default_rng(seed)
    n = LINES
    return OpenInterest(
        listing=draw.integers(0, 4, n),
        strike=spot * draw.uniform(0.8, 1.2, n),
        is_call=draw.random(n) < 0.5,
        contracts=draw.integers(1, 1000, n).astype(float),
        spot=np.full(n, spot),
        expiry=draw.uniform(0.02, 1.0, n),
        rate=np.full(n, 0.03),
        dividend_yield=np.full(n, 0.01),
        vol=draw.uniform(0.1, 0.5, n),
        multiplier=100.0,
    )


def value(held, sign):
    """What the dealers' options are worth, USD."""
    prices = bsm(
        held.spot,
        held.strike,
        held.expiry,
        held.vol,
        right=np.where(held.is_call, 1.0, -1.0),
        rate=held.rate,
        dividend_yield=held.dividend_yield,
    )
    return float((sign * held.contracts * held.multiplier * prices).sum())


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_exposures_are_slopes_of_the_books_value(convention):
    """Delta, gamma, vega, vanna and charm are finite differences of the value of all options with the dealers' signs."""
    held = book()
    sign, S = sides(held.is_call, convention), 100.0
    each = exposures(held, convention)
    h = 1e-3

    def at(spot=S, vol=0.0, days=0.0):
        moved = replace(
            held,
            spot=np.full(LINES, spot),
            vol=held.vol + vol,
            expiry=held.expiry - days / 365,
        )
        return value(moved, sign)

    def delta(**change):
        return (at(S + h, **change) - at(S - h, **change)) / (2 * h) * S

    assert each.delta.sum() == pytest.approx(delta(), rel=1e-6)
    gamma = (at(S + h) - 2 * at() + at(S - h)) / h**2 * S**2 * 0.01
    assert each.gamma.sum() == pytest.approx(gamma, rel=1e-3)
    assert each.vega.sum() == pytest.approx((at(vol=h) - at(vol=-h)) / (2 * h) * 0.01, rel=1e-5)
    vanna = (delta(vol=h) - delta(vol=-h)) / (2 * h) * 0.01
    assert each.vanna.sum() == pytest.approx(vanna, rel=1e-3)
    charm = (delta(days=h) - delta(days=-h)) / (2 * h)
    assert each.charm.sum() == pytest.approx(charm, rel=1e-3, abs=1.0)


def test_gamma_of_a_rise_is_what_the_delta_grows_by():
    """Gamma exposure times one per cent is the change of delta-dollars at a fixed number of shares, SPEC RG-08."""
    held = book(3)
    each = exposures(held, "all_long")
    shares = np.asarray(each.delta) / 100.0
    higher = exposures(replace(held, spot=np.full(LINES, 100.1)), "all_long")
    grown = (np.asarray(higher.delta) / 100.1 - shares).sum() * 100.0
    assert each.gamma.sum() * 0.1 == pytest.approx(grown, rel=5e-3)


@pytest.mark.parametrize(
    ("one", "other"), [("calls_long", "calls_short"), ("all_long", "all_short")]
)
def test_the_other_side_has_the_other_sign(one, other):
    """Turning the convention round turns every exposure round."""
    held = book(1)
    for name in ("gamma", "vega", "vanna", "charm", "delta", "weighted_vega"):
        np.testing.assert_allclose(
            getattr(exposures(held, one), name), -getattr(exposures(held, other), name)
        )


def test_a_call_and_a_put_of_one_strike_cancel():
    """Under calls long and puts short a strike with equal open interest has no gamma and no vega: they are the same."""
    held = book(2)
    half = LINES // 2

    def twice(x):
        return np.concatenate([x[:half], x[:half]])

    pairs = replace(
        held,
        **{
            name: twice(getattr(held, name))
            for name in ("listing", "strike", "contracts", "expiry", "vol")
        },
        is_call=np.arange(LINES) < half,
    )
    each = exposures(pairs)
    gross = np.abs(each.gamma).sum()
    assert abs(each.gamma.sum()) < 1e-9 * gross
    assert abs(each.vega.sum()) < 1e-9 * np.abs(each.vega).sum()


def test_vega_at_thirty_days_is_by_the_square_root_of_time():
    """SPEC FW-04: an option of 120 days counts half, one of 30 days whole."""
    held = replace(book(), expiry=np.where(np.arange(LINES) % 2, 30 / 365, 120 / 365))
    each = exposures(held)
    ratio = each.weighted_vega / each.vega
    np.testing.assert_allclose(ratio, np.where(np.arange(LINES) % 2, 1.0, 0.5))


def test_the_flip_of_two_strikes_has_a_closed_form():
    """Long a call and short a put of equal size, term and volatility: gamma is zero where |d1| are equal.

    With r = q = 0 that is ln(S/K₁) + v²/2 = −(ln(S/K₂) + v²/2), S = √(K₁K₂) e^{−v²/2}.
    """
    K1, K2, σ, T = 110.0, 90.0, 0.3, 0.25
    held = OpenInterest(
        np.zeros(2, int),
        np.array([K1, K2]),
        np.array([True, False]),
        np.array([10.0, 10.0]),
        np.full(2, 100.0),
        np.full(2, T),
        np.zeros(2),
        np.zeros(2),
        np.full(2, σ),
        100.0,
    )
    found = gamma_profile(held, "calls_long", np.linspace(0.8, 1.2, 41))
    assert len(found.flips) == 1
    exact = np.sqrt(K1 * K2) * np.exp(-(σ**2) * T / 2)
    assert 100 * found.flips[0] == pytest.approx(exact, abs=1e-3)
    assert found.gamma[0] < 0 < found.gamma[-1]


@pytest.mark.parametrize("minutes", [1, 60, 390])
def test_options_about_to_settle_flip_once(minutes):
    """A call above and a put below with an hour to go: one flip, none where gamma underflows to 0 away from both."""
    held = replace(
        book(),
        strike=np.where(np.arange(LINES) % 2, 101.0, 99.0),
        is_call=np.arange(LINES) % 2 == 1,
        contracts=np.full(LINES, 10.0),
        expiry=np.full(LINES, minutes / 525_600),
        vol=np.full(LINES, 0.15),
    )
    moves = np.linspace(0.85, 1.15, 121)
    found = gamma_profile(held, "calls_long", moves)
    assert len(found.flips) == 1
    assert 0.99 < found.flips[0] < 1.01
    assert gamma_profile(held, "all_long", moves).flips == ()


def test_charm_of_what_settles_sooner_ends_with_it():
    """With six hours to go delta has a quarter of a day left to change: its pace over that time, not over a day."""
    hours = replace(book(), expiry=np.full(LINES, 0.25 / 365))
    slope = (
        exposures(replace(hours, expiry=hours.expiry - 1e-7)).delta
        - exposures(replace(hours, expiry=hours.expiry + 1e-7)).delta
    ) / 2e-7
    np.testing.assert_allclose(exposures(hours).charm, slope * 0.25 / 365, rtol=1e-3, atol=1e-3)


def test_a_book_of_one_sign_has_no_flip():
    """All long: gamma is positive at every price."""
    found = gamma_profile(book(), "all_long", np.linspace(0.8, 1.2, 21))
    assert found.flips == ()
    assert (found.gamma > 0).all()


def test_full_revaluation_is_not_scaling():
    """Gamma of one strike at another price is that strike's formula there, not today's gamma."""
    held = replace(book(), contracts=np.r_[100.0, np.zeros(LINES - 1)])
    K, T, σ = held.strike[0], held.expiry[0], held.vol[0]
    S = 107.0
    d1 = (np.log(S / K) + (0.02 + σ**2 / 2) * T) / (σ * np.sqrt(T))
    plain = 100 * 100 * np.exp(-0.01 * T) * norm.pdf(d1) / (S * σ * np.sqrt(T)) * S**2 * 0.01
    assert total_gamma(held, "all_long", 1.07) == pytest.approx(plain, rel=1e-9)


def test_volatilities_may_move_with_the_price():
    """With a volatility per move, gamma there is that of a book with those volatilities."""
    held = book(5)

    def vols(move):
        return held.vol * move

    there = replace(held, spot=held.spot * 1.1, vol=held.vol * 1.1)
    assert total_gamma(held, "calls_long", 1.1, vols) == pytest.approx(
        total_gamma(there, "calls_long", 1.0)
    )


def test_what_is_not_known_counts_for_nothing_and_stays_unknown():
    """A line without a volatility is NaN by itself and left out of the sums."""
    held = book(6)
    vol = held.vol.copy()
    vol[3] = np.nan
    each = exposures(replace(held, vol=vol))
    assert np.isnan(each.gamma[3])
    rest = np.arange(LINES) != 3
    whole = exposures(held)
    assert total_gamma(replace(held, vol=vol), "calls_long", 1.0) == pytest.approx(
        whole.gamma[rest].sum()
    )
    sums = by_key(held.listing, each.gamma, 4)
    plain = [whole.gamma[rest & (held.listing == i)].sum() for i in range(4)]
    np.testing.assert_allclose(sums, plain)


@given(st.floats(0.01, 100.0), st.integers(0, 50))
def test_exposures_do_not_depend_on_the_unit_of_price(unit, seed):
    """Prices in another unit: dollars scale with it, the flip as a move stays."""
    held = book(seed)
    other = replace(held, strike=held.strike * unit, spot=held.spot * unit)
    for name in ("gamma", "vega", "vanna", "charm", "delta"):
        np.testing.assert_allclose(
            getattr(exposures(other), name), unit * getattr(exposures(held), name), rtol=1e-6
        )


def test_pins_are_near_and_dense():
    """Within the daily move and in the top tenth; none where the move is unknown or nothing is open."""
    strike = np.arange(90.0, 111.0)
    gross = np.where(np.isin(strike, [92.0, 100.0]), 50.0, 1.0)
    found = pins(strike, gross, 100.0, 0.02)
    assert strike[found].tolist() == [100.0]
    assert not pins(strike, gross, 100.0, float("nan")).any()
    assert not pins(strike, np.zeros(21), 100.0, 0.02).any()


def test_another_convention_is_refused():
    """With the names that are known."""
    with pytest.raises(InputError, match=r"calls_long, all_short.*did you mean 'calls_long'"):
        sides(np.array([True]), "call_long")
