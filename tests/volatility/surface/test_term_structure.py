"""Volatility by tenor, against its own definitions and laws that the data were made from."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.volatility.surface.smile import SliceVariance
from hedgerow.volatility.surface.surface import Slice, Surface
from hedgerow.volatility.surface.term_structure import (
    curve_state,
    forward_vol,
    skew_decay,
    tenor_betas,
    tenor_slopes,
    term_structure,
    time_weighted_vega,
)

VOLS = st.floats(0.01, 2.0)


class Straight:
    """σ = σ₀ + b k."""

    def __init__(self, expiry, vol, skew):
        self.T, self.vol, self.skew = expiry, vol, skew

    def variance(self, log_moneyness):
        """Of one slice."""
        k = np.asarray(log_moneyness, float)
        s = self.vol + self.skew * k
        return SliceVariance(
            s**2 * self.T, 2 * s * self.skew * self.T, np.full(k.shape, 2 * self.skew**2 * self.T)
        )


def surface(expiries, vols, skews):
    """Of straight smiles."""
    return Surface.of(
        [
            Slice(T, 100.0, 1.0, Straight(T, v, b))
            for T, v, b in zip(expiries, vols, skews, strict=True)
        ],
        100.0,
    )


def test_forward_volatility_of_the_vix_family():
    """17.01 at 30 days and 19.89 at 93 are 21.12 between; SPEC FW-02."""
    assert round(100 * float(forward_vol(0.1701, 30 / 365, 0.1989, 93 / 365)), 2) == 21.12


@given(VOLS, VOLS, st.floats(0.01, 1), st.floats(0.01, 1))
def test_two_periods_make_the_whole(first, then, T1, span):
    """A period at one volatility and another at a second: the second is read back."""
    T2 = T1 + span
    whole = np.sqrt((first**2 * T1 + then**2 * span) / T2)
    assert float(forward_vol(first, T1, whole, T2)) == pytest.approx(then, rel=1e-6)


def test_a_calendar_arbitrage_has_no_forward_volatility():
    """Total variance that falls is unknown, not zero; so is a tenor that does not come later."""
    assert np.isnan(forward_vol(0.4, 0.1, 0.2, 0.2))
    assert np.isnan(forward_vol(0.2, 0.2, 0.3, 0.2))


@pytest.mark.parametrize(
    ("short", "long", "state"),
    [
        (0.15, 0.1549, "flat"),  # under half a point
        (0.15, 0.156, "contango"),
        (0.156, 0.15, "backwardation"),
        (0.50, 0.5099, "flat"),  # under two per cent
        (0.50, 0.511, "contango"),
        (0.50, 0.491, "flat"),
        (0.50, 0.489, "backwardation"),
        (0.10, 0.1041, "flat"),  # points say flat where the ratio does not
        (np.nan, 0.2, "unknown"),
    ],
)
def test_states(short, long, state):
    """Half a point either way, or 0.98 … 1.02, is flat; SPEC VS-02."""
    assert curve_state(short, long) == state


def test_slopes_are_of_the_surface():
    """Pairs (30, 90), (9, 30) and (30, 180) by default; a tenor beyond the listings says so."""
    made = surface([20 / 365, 60 / 365, 200 / 365], [0.14, 0.16, 0.19], [0, 0, 0])
    found = tenor_slopes(made)
    assert [(f.short_days, f.long_days) for f in found] == [(30, 90), (9, 30), (30, 180)]
    assert found[0].slope == pytest.approx(float(np.diff(made.atm_vol([30 / 365, 90 / 365]))[0]))
    assert found[0].ratio == pytest.approx(found[0].long_vol / found[0].short_vol)
    assert [f.state for f in found] == ["contango"] * 3
    assert [f.reason for f in found] == ["", "outside the listings: 9 days", ""]


def test_forward_volatilities_of_listings_make_the_last_one():
    """Their variances over time add up to the last listing's, less the first's."""
    made = surface([0.1, 0.2, 0.5, 1.0], [0.2, 0.18, 0.19, 0.21], np.zeros(4))
    curve = term_structure(made)
    f = curve.forward_vols
    total = np.sum(f.vol**2 * (f.end - f.start)) + 0.2**2 * 0.1
    assert total == pytest.approx(0.21**2)
    np.testing.assert_allclose(curve.days, 365 * np.array(made.expiries))
    np.testing.assert_allclose(term_structure(made, [36.5]).vol, [0.2])


def test_betas_of_tenors_and_their_exponent():
    """Changes made as (30/T)^½ of the front's give ½ back."""
    days = np.array([30, 60, 90, 180, 365])
    random = np.random.default_rng(1)
    level = 0.2 + np.cumsum(random.normal(0, 0.01, 8))
    run = [surface(days / 365, 0.2 + (x - 0.2) * (30 / days) ** 0.5, np.zeros(5)) for x in level]
    found = tenor_betas(run, tuple(days))
    np.testing.assert_allclose([b.value for b in found.betas], (30 / days) ** 0.5, rtol=1e-9)
    assert found.exponent.value == pytest.approx(0.5)
    assert np.isnan(tenor_betas(run[:1]).exponent.value)


def test_skew_law_gives_itself_back():
    """Skews made as −0.4 T^{−0.45} fit without error, and decrease."""
    T = np.array([8, 20, 45, 90, 200, 400]) / 365
    found = skew_decay(surface(T, np.full(6, 0.2), -0.4 * T**-0.45))
    assert (found.c, found.a) == (pytest.approx(-0.4), pytest.approx(0.45))
    assert found.a_error < 1e-6
    assert found.decreases
    assert found.share_falling == 1
    np.testing.assert_allclose(found.at([0.25, 1.0]), -0.4 * np.array([0.25, 1]) ** -0.45)


def test_skews_of_the_other_sign_are_counted_out():
    """One listing of five leans the other way; three of one sign are too few to fit."""
    T = np.array([8, 20, 45, 90, 200]) / 365
    skew = -0.4 * T**-0.5
    skew[1] = 0.2
    found = skew_decay(surface(T, np.full(5, 0.2), skew))
    assert (found.listings, found.left_out) == (4, 1)
    few = skew_decay(surface(T[:3], np.full(3, 0.2), skew[[0, 2, 3]]))
    assert np.isnan(few.a)
    assert not few.decreases
    assert "4 are needed" in few.reason


def test_vegas_on_one_tenor():
    """A 30-day vega counts √(90/30) at 90 days; an unknown one makes the sum unknown; SPEC FW-04."""
    assert time_weighted_vega([1.0], [30 / 365]) == pytest.approx(3**0.5)
    assert np.isnan(time_weighted_vega([1.0, np.nan], [0.1, 0.2]))


def test_tenors_must_rise():
    """The message shows them."""
    made = surface([0.1], [0.2], [0])
    with pytest.raises(InputError, match="rising"):
        term_structure(made, [30, 30])
