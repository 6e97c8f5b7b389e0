"""The modelled smile of SPEC §M: its published check values and freedom from arbitrage."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.pricing.black import black
from hedgerow.volatility.surface.modelled import ModelledSurface
from hedgerow.volatility.surface.pricing_surface import put_strike

ARTICLE = ModelledSurface({30: 0.1701, 93: 0.1989, 184: 0.2246})
S, R, Q = 752.0, 0.037, 0.011
LEVELS = st.floats(0.08, 0.9)


def priced(surface, spot, strike, days):
    """A put on the surface with the article's carry."""
    T = days / 365
    F = spot * np.exp((R - Q) * T)
    vol = surface.vol(np.log(strike / F), days)
    return float(black(F, strike, T, vol, right="put", discount=np.exp(-R * T)))


def test_article_levels():
    """SPEC HP-17: V(60) = 19.18 % and ATM = 14.93 % with the article's VIX family."""
    assert float(ARTICLE.index_vol(60)) == pytest.approx(0.1918, abs=5e-5)
    assert float(ARTICLE.atm_vol(60)) == pytest.approx(0.1493, abs=5e-5)


def test_article_put():
    """SPEC HP-17: the 30-delta put is 729.3 at 10.68; the 5 %-out one costs 7.99."""
    strike = put_strike(ARTICLE, -0.30, S * np.exp((R - Q) * 60 / 365), 60, Q)
    assert strike == pytest.approx(729.3, abs=0.05)
    assert priced(ARTICLE, S, strike, 60) == pytest.approx(10.68, abs=0.01)
    assert priced(ARTICLE, S, 714.4, 60) == pytest.approx(7.99, abs=0.01)


@pytest.mark.parametrize(
    ("vix", "price"),
    [(13, 3.61), (17, 6.34), (20, 8.63), (25, 12.8), (30, 17.2), (35, 21.9), (50, 36.5)],
)
def test_cost_against_vix(vix, price):
    """SPEC HP-42: the 5 %-out 60-day put on a flat family, by VIX level."""
    flat = ModelledSurface({30: vix / 100})
    assert priced(flat, S, 0.95 * S, 60) == pytest.approx(price, rel=0.005)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.sampled_from([9.0, 30.0, 93.0, 184.0]), LEVELS, min_size=1),
    st.floats(0, 0.6),
)
def test_no_arbitrage(tenors, shock):
    """0 ≤ ∂P/∂K ≤ 1, ∂²P/∂K² ≥ 0 at each expiry, and total variance never falls in time."""
    surface = ModelledSurface(tenors).shocked(shock)
    k = np.linspace(-0.8, 0.5, 400)
    previous = np.zeros_like(k)
    for days in (7, 20, 30, 60, 93, 150, 184, 300):
        w = surface.vol(k, days) ** 2 * days / 365
        assert (w >= previous - 1e-12).all()
        previous = w
        K = np.exp(k)
        P = black(1.0, K, days / 365, surface.vol(k, days), right="put")
        slope = np.diff(P) / np.diff(K)
        assert (slope >= -1e-9).all()
        assert (slope <= 1 + 1e-9).all()
        assert (np.diff(slope) >= -1e-9).all()


def test_flat_beyond_the_ends():
    """Volatility is flat outside the known tenors."""
    assert float(ARTICLE.index_vol(5)) == pytest.approx(0.1701)
    assert float(ARTICLE.index_vol(400)) == pytest.approx(0.2246)


def test_total_variance_is_linear_between_tenors():
    """V(d)² d interpolates linearly between 30 and 93 days."""
    total = [float(ARTICLE.index_vol(d)) ** 2 * d for d in (30, 61.5, 93)]
    assert total[1] == pytest.approx((total[0] + total[2]) / 2)


@given(st.floats(0.15, 0.9), st.floats(-0.12, 0.05), st.integers(30, 300))
def test_a_surface_can_be_put_through_a_quote(vol, k, days):
    """`through` makes the surface pass through one implied volatility of a hedge-like put."""
    assert float(ARTICLE.through(vol, k, days).vol(k, days)) == pytest.approx(vol, abs=1e-9)


@given(st.floats(-0.9, -0.03), st.integers(7, 365))
def test_put_strike_has_the_delta_asked_for(delta, days):
    """The strike solver and the delta agree."""
    from hedgerow.pricing.black import forward_delta

    F, T = 100.0, days / 365
    K = put_strike(ARTICLE, delta, F, days, Q)
    found = np.exp(-Q * T) * forward_delta(F, K, T, ARTICLE.vol(np.log(K / F), days), right="put")
    assert float(found) == pytest.approx(delta, abs=1e-9)


@pytest.mark.parametrize("tenors", [{}, {30: -0.1}, {30: float("nan")}, {0: 0.2}, {30: 17.0}])
def test_nonsense_levels_are_refused(tenors):
    """No level, a negative one, NaN, a tenor of zero, or points instead of decimals."""
    with pytest.raises(InputError):
        ModelledSurface(tenors)


def test_a_wing_that_the_smile_cannot_take_is_refused():
    """12.5 % at 22 % out of the money in ten days is below any smile of this shape: an error."""
    with pytest.raises(InputError, match="cannot be reached"):
        ARTICLE.through(0.125, -0.25, 10)
