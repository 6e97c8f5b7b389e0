"""Expected moves against the straddle's integral, the normal law, and SPEC's corrected examples."""

from math import pi, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from hedgerow.errors import InputError
from hedgerow.pricing.black import black
from hedgerow.volatility.premium.expected_move import (
    FACTORS,
    coverage_of,
    expected_move,
    straddle,
    straddle_vol,
)

VOLS = st.floats(0.03, 1.5)
SESSIONS = st.floats(0.1, 500)


@given(VOLS, SESSIONS, st.floats(0.8, 1.0))
def test_the_straddle_is_a_call_and_a_put_at_the_forward(vol, sessions, discount):
    """The closed form is the sum of two Black values."""
    T = sessions / 252
    both = sum(black(5000, 5000, T, vol, right=r, discount=discount) for r in ("call", "put"))
    assert straddle(5000, T, vol, discount=discount) == pytest.approx(both, rel=1e-12)


@given(VOLS, SESSIONS)
def test_the_exact_volatility_comes_back(vol, sessions):
    """Straddle of a volatility, volatility of the straddle: a round trip."""
    X = straddle(100, sessions / 252, vol, discount=0.97)
    assert straddle_vol(X, 100, sessions=sessions, discount=0.97) == pytest.approx(vol, rel=1e-9)


@given(st.floats(0.05, 0.6), st.floats(0.5, 30))
def test_the_rule_of_thumb_is_a_little_low(vol, sessions):
    """1.2533 X/F √(252/n) is below the exact inversion, by σ²T/24 of it [Taylor]."""
    X = straddle(100, sessions / 252, vol)
    rough = straddle_vol(X, 100, sessions=sessions, exact=False)
    exact = straddle_vol(X, 100, sessions=sessions)
    assert rough <= exact
    assert rough / exact == pytest.approx(1 - vol**2 * sessions / 252 / 24, abs=1e-4)


def test_specs_examples():
    """SPEC G5, G6, EM-06, EM-07: 24.19; 3.71 % and 30.1 a week; 11.12 %, 81.5 a week, 36.4 a day."""
    assert straddle(5750, 1 / 252, 0.0837) == pytest.approx(24.19, abs=0.005)
    assert straddle_vol(24, 5750, sessions=5, exact=False) == pytest.approx(0.0371, abs=5e-5)
    assert expected_move(24, 5750, sessions=5).points == pytest.approx(30.1, abs=0.05)
    assert straddle_vol(65, 5200, sessions=5, exact=False) == pytest.approx(0.1112, abs=5e-5)
    assert expected_move(65, 5200, sessions=5).points == pytest.approx(81.5, abs=0.05)
    assert expected_move(65, 5200, sessions=5, horizon=1).points == pytest.approx(36.4, abs=0.05)


def test_twenty_points_do_not_exceed_the_daily_move():
    """SPEC EM-08: of a daily 36.4, 20 points are .55 of a standard deviation and are exceeded on 58 % of days."""
    day = expected_move(65, 5200, sessions=5, horizon=1).points
    assert 20 / day == pytest.approx(0.55, abs=0.005)
    assert 2 * norm.sf(20 / day) == pytest.approx(0.58, abs=0.005)


def test_the_straddle_is_the_mean_distance():
    """For small σ√T the straddle over F is E|x| of the normal, √(2/π) σ√T, by quadrature."""
    s = 0.01
    mean = 2 * quad(lambda x: x * norm.pdf(x, scale=s), 0, 12 * s)[0]
    assert mean == pytest.approx(sqrt(2 / pi) * s, rel=1e-9)
    assert straddle(1.0, 1.0, s) == pytest.approx(mean, rel=1e-5)


@pytest.mark.parametrize(
    ("convention", "share"), [("one_sigma", 0.6827), ("straddle", 0.5751), ("eighty_five", 0.5024)]
)
def test_conventions_hold_as_often_as_a_normal_says(convention, share):
    """SPEC EM-05: 68.3, 57.5 and 50.2 % of normal moves end inside, counted on draws and by formula."""
    draws = np.random.default_rng(1).standard_normal(400_000)
    X = sqrt(2 / pi)  # straddle of one standard deviation
    assert coverage_of(convention) == pytest.approx(share, abs=5e-5)
    assert np.mean(np.abs(draws) < FACTORS[convention] * X) == pytest.approx(share, abs=0.003)


@given(SESSIONS, st.floats(0.1, 300), st.sampled_from(list(FACTORS)))
def test_bands_scale_with_the_root_of_time(sessions, horizon, convention):
    """Half the band over a horizon is that over the life times √(horizon/sessions); it lies around the forward."""
    whole = expected_move(30, 4000, sessions=sessions, convention=convention, discount=0.99)
    part = expected_move(
        30, 4000, sessions=sessions, horizon=horizon, convention=convention, discount=0.99
    )
    assert part.points == pytest.approx(whole.points * sqrt(horizon / sessions))
    assert whole.points == pytest.approx(FACTORS[convention] * 30 / 0.99)
    assert (part.low + part.high) / 2 == pytest.approx(4000)
    assert part.share == pytest.approx(part.points / 4000)


@pytest.mark.parametrize("sessions", [None, 0, -1, float("nan"), float("inf")])
def test_a_straddle_without_days_says_nothing(sessions):
    """SPEC EM-13: the number of sessions is asked for, not guessed."""
    with pytest.raises(InputError, match="give the trading sessions"):
        straddle_vol(24, 5750, sessions=sessions)
    with pytest.raises(InputError, match="give the trading sessions"):
        expected_move(24, 5750, sessions=sessions)


def test_what_no_volatility_gives_is_unknown():
    """Twice the forward and more, and less than nothing."""
    assert np.isnan(straddle_vol(200, 100, sessions=5))
    assert np.isnan(straddle_vol(-1, 100, sessions=5))
    assert straddle_vol(0, 100, sessions=5) == 0


def test_another_convention_is_refused():
    """With a suggestion."""
    with pytest.raises(InputError, match="did you mean 'one_sigma'"):
        expected_move(24, 5750, sessions=5, convention="onesigma")
