"""American implied volatility: round trips without a failure, and the prices that have none."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hedgerow.pricing.american import american, american_greeks
from hedgerow.pricing.american_implied_vol import (
    american_implied_vol,
    explained_american_implied_vol,
)
from hedgerow.pricing.bsm import bsm
from hedgerow.pricing.implied_vol import Reason


def many(size, seed):
    """Random options of every regime."""
    rng = np.random.default_rng(seed)
    terms = {
        "right": rng.choice([-1, 1], size),
        "rate": rng.uniform(-0.01, 0.10, size),
        "dividend_yield": rng.uniform(-0.005, 0.10, size),
    }
    K = 100 * np.exp(rng.uniform(-0.5, 0.5, size))
    T = np.exp(rng.uniform(np.log(1 / 365), np.log(3), size))
    v = np.exp(rng.uniform(np.log(0.05), np.log(1.5), size))
    twice = np.minimum(terms["rate"], terms["dividend_yield"]) < 0  # the tree is slow
    keep = ~twice | (np.cumsum(twice) <= 20)
    return {k: a[keep] for k, a in terms.items()}, K[keep], T[keep], v[keep]


def test_no_failure():
    """Thousands of random prices: a volatility that reprices to 1e−7, or the reason that there is none."""
    terms, K, T, v = many(6000, 3)
    price = american(100, K, T, v, **terms)
    found = explained_american_implied_vol(price, 100, K, T, **terms)
    solved = found.reason == Reason.SOLVED
    assert np.isfinite(found.vol[solved]).all()
    assert np.isnan(found.vol[~solved]).all()
    again = american(100, K, T, np.where(solved, found.vol, v), **terms)
    assert np.abs(again - price)[solved].max() < 1e-7
    # none is given up that determines its volatility
    told = american_greeks(100, K, T, v, **terms).vega > 1e-2
    assert solved[told].all()
    assert found.vol[told] == pytest.approx(v[told], rel=1e-4)


@settings(max_examples=60)
@given(
    st.floats(0.7, 1.4),
    st.floats(0.02, 2),
    st.floats(0.1, 0.9),
    st.floats(0.0, 0.1),
    st.floats(0, 0.08),
)
def test_round_trip(m, T, v, r, q):
    """Price → volatility → price."""
    terms = {"right": "put", "rate": r, "dividend_yield": q}
    g = american_greeks(100, 100 * m, T, v, **terms)
    assume(g.vega > 0.1)
    assert american_implied_vol(g.price, 100, 100 * m, T, **terms) == pytest.approx(v, rel=1e-6)


def test_below_the_european_one():
    """An American price read as European gives too high a volatility; the American reading is lower."""
    p = american(100, 115, 1, 0.25, right="put", rate=0.08)
    from hedgerow.pricing.implied_vol import implied_vol

    european = implied_vol(p, 100 * np.exp(0.08), 115, 1, right="put", discount=np.exp(-0.08))
    assert american_implied_vol(p, 100, 115, 1, right="put", rate=0.08) == pytest.approx(
        0.25, rel=1e-8
    )
    assert european > 0.27


def test_where_exercise_is_due_there_is_none():
    """At the payoff, on the plateau, at the maximum, and not a number."""
    prices = [20.0, 19.0, 120.0, 130.0, np.nan, 21.0]
    found = explained_american_implied_vol(prices, 100, 120, 1, right="put", rate=0.05)
    assert [Reason(int(r)).name for r in found.reason] == [
        "BELOW_INTRINSIC",
        "BELOW_INTRINSIC",
        "ABOVE_MAXIMUM",
        "ABOVE_MAXIMUM",
        "NOT_FINITE",
        "SOLVED",
    ]


def test_above_the_european_maximum():
    """Between K e^{−rT} and K only an American put can trade: its volatility is high and reprices."""
    price = 99.0
    vol = american_implied_vol(price, 100, 100, 5, right="put", rate=0.08)
    assert bsm(100, 100, 5, 50.0, right="put", rate=0.08) < price
    assert american(100, 100, 5, vol, right="put", rate=0.08) == pytest.approx(price, abs=1e-6)
