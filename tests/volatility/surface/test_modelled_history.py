"""The modelled surface through time: equal to its single days, free of arbitrage, blind to the future."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.volatility.surface.modelled import ModelledSurface
from hedgerow.volatility.surface.modelled_history import (
    LAST_DAY,
    TENORS,
    ModelledHistory,
    curve_slope,
    extrapolated_tenors,
)
from hedgerow.volatility.surface.modelled_shape import PUBLISHED, REFINED, Response, State

VOLS = st.floats(0.06, 1.2)
CURVES = st.tuples(*[st.one_of(st.just(np.nan), VOLS)] * 4).filter(lambda c: np.isfinite(c).any())
SKEWS = st.one_of(st.just(np.nan), st.floats(95, 200))
WHOLE_DAYS = (1, 2, 5, 9, 30, 45, 93, 184, 365, 400)
SHAPES = pytest.mark.parametrize("shape", [PUBLISHED, REFINED], ids=["published", "refined"])


def one(curve, skew, shape=REFINED, scale=1.0):
    """A history of one session."""
    return ModelledHistory(np.array([curve]), np.array([skew]), scale, shape)


def years(seed=7, n=400):
    """A made history: VIX a mean-reverting walk, every index missing on some days."""
    rng = np.random.default_rng(seed)
    log = np.zeros(n)
    for t in range(1, n):
        log[t] = 0.97 * log[t - 1] + 0.07 * rng.standard_normal()
    vix = 0.18 * np.exp(log)
    vols = vix[:, None] * np.array([0.97, 1.0, 1.08, 1.13]) ** rng.normal(1, 0.5, (n, 1))
    vols[rng.random((n, 4)) < 0.1] = np.nan
    return vols, np.where(rng.random(n) < 0.1, np.nan, rng.uniform(110, 150, n))


@SHAPES
@settings(max_examples=40)
@given(CURVES, SKEWS, st.floats(0.7, 4.0))
def test_a_row_is_the_surface_of_its_day(shape, curve, skew, scale):
    """At whole days a history and the single-date surface are the same numbers."""
    known = {float(d): v for d, v in zip(TENORS, curve, strict=True) if np.isfinite(v)}
    surface = ModelledSurface(known, scale=scale, shape=shape, skew=skew)
    history = one(curve, skew, shape, scale)
    k = np.array([-0.5, -0.2, -0.05, 0.0, 0.1, 0.3])
    for days in WHOLE_DAYS:
        np.testing.assert_allclose(history.vol(0, k, days), surface.vol(k, days), rtol=1e-11)


@settings(max_examples=60)
@given(CURVES, SKEWS)
def test_no_butterfly(curve, skew):
    """Durrleman's g ≥ 0 [GJ14, eq. 2.1] for k of −0.6 to 0.4 within forty deviations, 1 to 400 days."""
    history = one(curve, skew)
    k = np.linspace(-0.6, 0.4, 4001)
    for days in WHOLE_DAYS:
        w = history.vol(0, k, days) ** 2 * days / 365
        w_k = np.gradient(w, k)
        w_kk = np.gradient(w_k, k)
        g = (1 - k * w_k / (2 * w)) ** 2 - w_k**2 / 4 * (1 / w + 1 / 4) + w_kk / 2
        inside = np.abs(k) <= 40 * np.sqrt(history.atm_variance(0, days))
        inside[:3] = inside[-3:] = False  # one-sided differences
        assert g[inside].min() >= 0


@SHAPES
@settings(max_examples=60)
@given(CURVES, SKEWS)
def test_no_calendar_spread(shape, curve, skew):
    """Total variance at a log-moneyness never falls in time, however the curve is inverted."""
    days = np.concatenate([np.arange(1.0, LAST_DAY + 1), [500.0, 800.0]])
    k = np.linspace(-0.6, 0.4, 101)[:, None]
    w = one(curve, skew, shape).vol(0, k, days) ** 2 * days
    assert (np.diff(w, axis=1) >= -1e-12 * w[:, 1:]).all()


@given(st.floats(-0.6, 0.4), st.floats(np.log(1e-5), np.log(2.0)), st.floats(0.05, 0.6))
def test_total_variance_grows_with_atm_variance(k, log_theta, b):
    """∂w/∂θ ≥ 0 at every k, the steepening of the wing and the shift of the turn included: the shape alone says so."""
    theta = np.exp(log_theta) * np.array([1.0, 1.001])
    w = REFINED.total_variance(k, theta, b)
    assert w[1] >= w[0] * (1 - 1e-12)


def test_a_shock_that_would_leave_nothing_leaves_the_lowest_volatility():
    """A shock of −50 points ends at the floor of 3, on the refined shape too."""
    surface = ModelledSurface({30: 0.2, 93: 0.21}, shape=REFINED, skew=125.0).shocked(-0.5)
    assert float(surface.vol(0.0, 30)) == pytest.approx(0.03)


def test_vix_eighty():
    """In a crash (VIX 82.7, VIX9D 106.7, SKEW 118) puts cost more than at VIX 20 and no volatility is absurd."""
    crash = one((1.067, 0.827, 0.677, 0.554), 118.0)
    calm = one((0.19, 0.20, 0.21, 0.22), 118.0)
    k = np.linspace(-0.6, 0.4, 51)[:, None]
    days = np.array([1.0, 7.0, 30.0, 90.0, 365.0])
    assert (crash.vol(0, k[20:], days) > calm.vol(0, k[20:], days)).all()
    assert crash.vol(0, k, days[2:]).min() > 0.3
    assert crash.vol(0, k, days[2:]).max() < 2.0


def test_skew_steepens_the_put_wing():
    """A higher SKEW index lowers the volatility at the forward and raises that of far puts."""
    low, high = (one((np.nan, 0.16, 0.18, 0.19), skew) for skew in (115.0, 140.0))
    assert high.vol(0, 0.0, 45.0) < low.vol(0, 0.0, 45.0)
    assert high.vol(0, -0.15, 45.0) > low.vol(0, -0.15, 45.0)


def test_without_skew_or_curve_there_is_still_a_smile():
    """SKEW and everything beyond VIX may be missing: usual values stand in."""
    bare = one((np.nan, 0.16, np.nan, np.nan), np.nan)
    told = one((np.nan, 0.16, 0.16 * np.exp(0.10), np.nan), REFINED.usual_skew)
    np.testing.assert_allclose(bare.vol(0, [-0.1, 0.0], 30.0), told.vol(0, [-0.1, 0.0], 30.0))


def test_nan_without_an_index():
    """A session without index volatility has no modelled one; nor has a day that is not above 0."""
    history = ModelledHistory(np.array([[np.nan] * 4, [np.nan, 0.2, 0.2, 0.2]]), np.full(2, 120.0))
    assert np.isnan(history.vol(0, -0.1, 30.0))
    assert np.isnan(history.vol(1, -0.1, [0.0, -3.0, np.nan])).all()
    assert np.isfinite(history.vol(1, -0.1, [0.5, 30.0, 1000.0])).all()


def test_arguments_broadcast():
    """Rows, moneyness and days broadcast, and each element is what it is alone."""
    vols, skew = years()
    history = ModelledHistory(vols, skew)
    at, k, days = np.array([3, 50, 399])[:, None], np.linspace(-0.3, 0.1, 5), 44.5
    together = history.vol(at, k, days)
    assert together.shape == (3, 5)
    assert together[1, 2] == history.vol(50, k[2], days)


def test_total_variance_is_linear_between_days():
    """Half a day between two days has the mean of their ATM total variances."""
    history = one((0.15, 0.17, 0.19, 0.21), 125.0)
    whole = history.atm_variance(0, [44.0, 45.0])
    assert history.atm_variance(0, 44.5) == pytest.approx(whole.mean())


@SHAPES
@pytest.mark.parametrize("cut", [1, 100, 399])
def test_later_rows_change_nothing(shape, cut):
    """No look-ahead: a history cut short, or with its future shuffled, has the same past."""
    vols, skew = years()
    filled = extrapolated_tenors(vols).vols
    shuffled = np.random.default_rng(0).permutation(len(vols) - cut) + cut
    order = np.concatenate([np.arange(cut), shuffled])
    for rows in (np.arange(cut), order):
        again = extrapolated_tenors(vols[rows]).vols
        np.testing.assert_array_equal(again[:cut], filled[:cut])
        past = ModelledHistory(again, skew[rows], shape=shape)
        whole = ModelledHistory(filled, skew, shape=shape)
        at, k = np.arange(cut)[:, None], np.array([-0.1, 0.0])
        np.testing.assert_array_equal(past.vol(at, k, 37.0), whole.vol(at, k, 37.0))


def test_the_far_end_is_made_only_where_it_is_missing():
    """VIX3M is filled where VIX is known and it is not, VIX6M where both are missing, flagged; nothing else is touched."""
    nan = np.nan
    rows = [
        [nan, 0.2, nan, nan],
        [nan, 0.2, nan, 0.25],
        [nan, 0.2, 0.21, nan],
        [0.2, nan, nan, nan],
        [0.1, 0.2, 0.21, 0.22],
    ]
    found = extrapolated_tenors(np.array(rows))
    assert found.extrapolated.tolist() == [
        [False, False, True, True],
        [False, False, True, False],
        [False] * 4,
        [False] * 4,
        [False] * 4,
    ]
    np.testing.assert_array_equal(found.vols[2:], rows[2:])
    assert found.vols[1, 2] == pytest.approx(0.2 * 1.25**0.6)


def test_the_extrapolated_curve_goes_back_to_its_mean():
    """Far below its mean VIX has a steep curve, far above it an inverted one."""
    vix = np.concatenate([np.full(700, 0.2), [0.11, 0.60]])
    vols = np.full((len(vix), 4), np.nan)
    vols[:, 1] = vix
    slope = curve_slope(extrapolated_tenors(vols).vols)
    assert slope[-2] > slope[0] > 0 > slope[-1]


def test_another_underlying_scales_its_atm_volatility():
    """The scale multiplies ATM volatility at every tenor."""
    curve = (0.15, 0.17, 0.19, 0.21)
    ratio = one(curve, 125.0, scale=1.5).vol(0, 0.0, [10.0, 100.0]) / one(curve, 125.0).vol(
        0, 0.0, [10.0, 100.0]
    )
    np.testing.assert_allclose(ratio, 1.5)


@pytest.mark.parametrize(
    ("vols", "skew"),
    [
        (np.full((2, 3), 0.2), np.full(2, 120.0)),
        (np.full((2, 4), 0.2), np.full(3, 120.0)),
        (np.full((2, 4), 20.0), np.full(2, 120.0)),
    ],
)
def test_nonsense_is_refused(vols, skew):
    """Wrong shapes, and points instead of decimals."""
    with pytest.raises(InputError):
        ModelledHistory(vols, skew)


def test_a_response_is_linear():
    """It is at + slope s + skew q."""
    assert Response(1.0, 2.0, 3.0)(np.array(0.5), np.array(-1.0)) == pytest.approx(-1.0)


def test_beyond_its_range_skew_says_nothing_further():
    """SKEW of 180 is read as 140."""
    wings = REFINED.wing(State(np.full(2, 0.15), np.full(2, 0.1), np.array([140.0, 180.0])))
    assert wings[0] == wings[1]
