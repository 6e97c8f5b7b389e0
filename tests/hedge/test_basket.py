"""Puts on every name against puts on the index."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.hedge.basket import NamePut, basket, implied_correlation
from hedgerow.pricing.black import black


def put_share(vol, days=60, moneyness=0.95, rate=0.037, dividend_yield=0.011):
    """Price of a put over spot, at a flat volatility."""
    T = days / 365
    F, D = np.exp((rate - dividend_yield) * T), np.exp(-rate * T)
    return float(black(F, moneyness, T, vol, right="put", discount=D))


def test_names_cost_twice_the_index():
    """SPEC HP-50: a 60-day 5 %-out put at 30 points costs 2.5 % of its notional, 1.3 % at the index's
    20.9: a basket is about twice as dear.
    """
    name, index = put_share(0.30), put_share(0.209)
    assert (name, index) == pytest.approx((0.025, 0.013), abs=6e-4)
    rows = [
        NamePut(f"N{i}", 50_000.0, 0.30, name, -50_000 * name, 2.5, "quoted") for i in range(10)
    ]
    made = basket(
        rows,
        exposure=500_000.0,
        index_share=index,
        index_vol=0.209,
        rolls_a_year=6.0,
        commission=0.65,
        note="",
    )
    assert made.ratio == pytest.approx(2.0, abs=0.06)
    assert made.premium == pytest.approx(-500_000 * name)
    assert made.index_premium == pytest.approx(-500_000 * index)
    assert made.contracts == 30
    assert made.commission_a_year == pytest.approx(-2 * 30 * 0.65 * 6)


@given(st.floats(0.05, 1.0), st.lists(st.floats(0.1, 0.8), min_size=2, max_size=20))
def test_correlation_gives_back_the_index(rho, vols):
    """SPEC VW-09: with that correlation the names' variance is the index's."""
    s = np.array(vols)
    w = np.full(len(s), 1 / len(s))
    C = np.full((len(s), len(s)), rho)
    np.fill_diagonal(C, 1.0)
    index = np.sqrt((w * s) @ C @ (w * s))
    assert implied_correlation(index, s, w) == pytest.approx(rho)


def test_published_correlation():
    """SPEC VW-10: 50 names at 28 points under an index at 16 imply .313; one name implies nothing."""
    assert implied_correlation(0.16, [0.28] * 50, [0.02] * 50) == pytest.approx(0.313, abs=5e-4)
    assert np.isnan(implied_correlation(0.16, [0.28], [1.0]))


def test_no_names():
    """A book of funds has no basket to compare with."""
    assert (
        basket(
            [],
            exposure=1.0,
            index_share=0.01,
            index_vol=0.2,
            rolls_a_year=6,
            commission=0.65,
            note="",
        )
        is None
    )


def made_of(rows, exposure=300_000.0):
    """Names against an index put of 1 % of spot."""
    return basket(
        rows,
        exposure=exposure,
        index_share=0.01,
        index_vol=0.2,
        rolls_a_year=6.0,
        commission=0.65,
        note="",
    )


def test_the_quotient_is_that_of_the_two_premiums():
    """Both legs stand for the names' dollar beta, and the ratio is one premium over the other; where the
    names do not fall with the index there is no such put and no ratio.
    """
    rows = [NamePut(f"N{i}", 100_000.0, 0.3, 0.02, -2_000.0, 2.5, "quoted") for i in range(3)]
    made = made_of(rows, 450_000.0)
    assert (made.dollar_beta, made.index_premium) == (450_000, pytest.approx(-4_500))
    assert made.ratio == pytest.approx(6_000 / 4_500)
    for none in (0.0, -10.0):
        against = made_of(rows, none)
        assert np.isnan([against.index_premium, against.ratio]).all()


def test_names_without_a_count_are_named():
    """A name whose share price is not known is in the premium, not in the contracts, and is said."""
    known = NamePut("A", 100_000.0, 0.3, 0.02, -2_000.0, 2.5, "quoted")
    lost = NamePut("B", 100_000.0, 0.3, 0.02, -2_000.0, float("nan"), "modelled")
    made = made_of([known, lost])
    assert (made.contracts, made.uncounted) == (3, ("B",))
    assert made.premium == -4_000
    assert made_of([known]).uncounted == ()
