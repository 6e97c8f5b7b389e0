"""The strip that replicates a variance swap: Demeterfi and others (1999), then identities."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.pricing.black import black
from hedgerow.pricing.merton import Merton
from hedgerow.pricing.variance_swap_strip import (
    jump_gain,
    linear_skew_variance,
    replicating_strip,
)

# Table 1: strike, weight × 10⁴, value of one option
PUTS = [
    (50, 163.04, 0.000002),
    (75, 72.26, None),
    (90, 50.15, None),
    (95, 45.00, 1.6747),
    (100, 20.98, 3.3537),
]
CALLS = [(100, 19.63, 4.5790), (135, 22.27, 0.000006)]


def table_1():
    """S 100, r 5 %, T 90/365, 20 % at the money and a point more for each five strikes below."""
    T = 90 / 365
    strip = replicating_strip(np.arange(45.0, 141.0, 5.0), reference=100, expiry=T)
    F, D = 100 * np.exp(0.05 * T), np.exp(-0.05 * T)
    vol = 0.20 + 0.01 * (100 - strip.strike) / 5
    values = black(F, strip.strike, T, vol, right=strip.sign, discount=D)
    return strip, values, F, D


def test_demeterfi_table_1():
    """Weights and values as printed, total cost 419.8671, K_var = (20.467 %)²."""
    strip, values, F, D = table_1()
    for sign, rows in ((-1.0, PUTS), (1.0, CALLS)):
        for strike, weight, value in rows:
            at = (strip.sign == sign) & (strip.strike == strike)
            assert 1e4 * strip.weight[at] == pytest.approx([weight], abs=0.005)
            if value is not None:
                assert values[at] == pytest.approx([value], abs=5e-5 if value > 1e-3 else 5e-7)
    assert 1e4 * strip.cost(values) == pytest.approx(419.8671, abs=5e-5)
    assert 100 * strip.fair_variance(values, F, discount=D) ** 0.5 == pytest.approx(
        20.467, abs=5e-4
    )


@pytest.mark.parametrize("expiry", [0.25, 1.0])
def test_demeterfi_table_4(expiry):
    """At a flat 25 %, strikes from 50 to 200 one apart lose nothing: 25.0."""
    strip = replicating_strip(np.arange(49.0, 202.0), reference=100, expiry=expiry)
    F = 100 * np.exp(0.05 * expiry)
    values = black(F, strip.strike, expiry, 0.25, right=strip.sign)
    assert 100 * strip.fair_variance(values, F) ** 0.5 == pytest.approx(25.0, abs=0.05)


@pytest.mark.parametrize(
    ("slope", "quarter", "year"),
    [(0.1, 30.11, 30.45), (0.2, 30.44, 31.75), (0.3, 30.99, 33.81)],
)
def test_demeterfi_table_2(slope, quarter, year):
    """The analytic column, printed to one in the second place."""
    found = 100 * linear_skew_variance(0.30, slope, [0.25, 1.0]) ** 0.5
    assert found == pytest.approx([quarter, year], abs=0.01)


@pytest.mark.parametrize(
    ("fall", "quarter", "year"),
    [
        (0.15, 101.5, 25.4),
        (0.10, 28.8, 7.2),
        (0.05, 3.5, 0.9),
        (-0.05, -3.2, -0.8),
        (-0.10, -24.8, -6.2),
    ],
)
def test_demeterfi_table_5(fall, quarter, year):
    """What one jump earns, in variance points, to the printed digit."""
    assert 1e4 * jump_gain(fall, [0.25, 1.0]) == pytest.approx([quarter, year], abs=0.05)


def test_jump_gain_is_the_log_contract_less_the_squared_return():
    """Leading order: (2/3) J³/T, of the sign of the fall."""
    J = np.array([1e-3, -1e-3])
    assert jump_gain(J, 0.5) == pytest.approx(2 / 3 * J**3 / 0.5, rel=2e-3)


def test_line_meets_the_log_payoff():
    """Between the outer strikes the options pay at each strike what the log contract pays."""
    K = np.array([60.0, 75.0, 80.0, 100.0, 101.0, 130.0, 200.0])
    strip = replicating_strip(K, reference=100, expiry=0.4)
    for S in K:
        payoff = strip.cost(np.maximum(strip.sign * (S - strip.strike), 0.0))
        log_contract = 2 / 0.4 * ((S - 100) / 100 - np.log(S / 100))
        assert payoff == pytest.approx(log_contract, abs=1e-12)


@given(st.floats(0.1, 0.5), st.floats(0.1, 2.0), st.floats(90.0, 110.0))
def test_flat_vol_comes_back(vol, T, F):
    """A dense wide strip at one volatility is fair at its square, wherever the forward is."""
    sd = vol * np.sqrt(T)
    K = 100 * np.exp(np.linspace(-9 * sd - 0.2, 9 * sd + 0.2, 1201))
    K[600] = 100.0
    strip = replicating_strip(K, reference=100, expiry=T)
    values = black(F, strip.strike, T, vol, right=strip.sign, discount=0.9)
    found = strip.fair_variance(values, F, discount=0.9)
    step = K[1] / K[0] - 1
    assert found == pytest.approx(vol**2 + step**2 / (6 * T), rel=1e-3)


def test_reference_strike_does_not_matter():
    """Puts below S* and calls above it cost the same variance for any S*, by parity."""
    K, F, T = np.arange(20.0, 401.0), 103.0, 0.5
    found = []
    for reference in (90, 103, 120):
        strip = replicating_strip(K, reference=reference, expiry=T)
        values = black(F, strip.strike, T, 0.2, right=strip.sign)
        found.append(strip.fair_variance(values, F))
    assert found == pytest.approx([found[0]] * 3, abs=1e-12)


def test_strip_pays_the_log_contract_of_a_jumping_price():
    """With jumps the strip costs −2/T E[ln(S_T/F)], not the expected squared returns."""
    model, T = Merton(0.15, 0.5, -0.15, 0.1), 0.5
    K = 100 * np.exp(np.linspace(-3, 2, 5001))
    K[3000] = 100.0
    strip = replicating_strip(K, reference=100, expiry=T)
    values = model.price(100.0, strip.strike, T, right=strip.sign)
    found = strip.fair_variance(values, 100.0)
    assert found == pytest.approx(model.log_contract_variance, abs=1e-5)
    assert found < model.fair_variance - 1e-3


def test_a_missing_price_is_not_zero():
    """NaN among the prices makes the cost NaN."""
    strip, values, F, _ = table_1()
    values[3] = np.nan
    assert np.isnan(strip.cost(values))
    assert np.isnan(strip.fair_variance(values, F))


def test_columns_in_columns_out():
    """NaN where a fall is total or time has run out; a Series keeps its index."""
    falls = pd.Series([0.1, 1.0, np.nan], index=list("abc"))
    assert list(jump_gain(falls, 1.0).isna()) == [False, True, True]
    assert np.isnan(jump_gain(0.1, 0.0))
    assert np.isnan(linear_skew_variance(0.2, 0.1, -1.0))


@pytest.mark.parametrize(
    ("strikes", "reference", "expiry", "words"),
    [
        ([90, 100, 110], 95, 1.0, "inner strike"),
        ([90, 100, 110], 90, 1.0, "inner strike"),
        ([100, 90, 110], 100, 1.0, "rising"),
        ([0, 100, 110], 100, 1.0, "above 0"),
        ([90, 100], 100, 1.0, "three"),
        ([90, np.nan, 110], 100, 1.0, "rising"),
        ([90, 100, 110], 100, 0.0, "expiry"),
    ],
)
def test_no_strip(strikes, reference, expiry, words):
    """What cannot be replicated is refused, with what to give instead."""
    with pytest.raises(InputError, match=words):
        replicating_strip(strikes, reference=reference, expiry=expiry)
