"""Volatility from the session's range: the formulas, the drift, the night, and what discrete prices hide."""

import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.volatility.realized.range_based import (
    garman_klass,
    parkinson,
    rogers_satchell,
    seen_share,
)

ALL = (parkinson, garman_klass, rogers_satchell)
NAMES = ("parkinson", "garman_klass", "rogers_satchell")
SESSION = 0.01 * np.sqrt(252)
"""Annualised volatility of the fixture's session."""


def terms(bars):
    """Daily terms as the papers print them."""
    u, d, c = (np.log(p / bars.open) for p in (bars.high, bars.low, bars.close))
    return (
        (u - d) ** 2 / (4 * np.log(2)),
        0.5 * (u - d) ** 2 - (2 * np.log(2) - 1) * c**2,
        u * (u - c) + d * (d - c),
    )


def test_formulas(diffusion):
    """Each is the root of the mean of its daily term, annualised."""
    bars = diffusion(40, seed=1)
    for estimator, v in zip(ALL, terms(bars), strict=True):
        found = estimator(bars, window=21)
        assert np.isnan(found[:20]).all()
        twin = [np.sqrt(252 * v[t - 20 : t + 1].mean()) for t in range(20, 40)]
        np.testing.assert_allclose(found[20:], twin, rtol=1e-11)


def test_the_night_is_added_by_its_squares(diffusion):
    """With the night the variance is larger by that of close to open."""
    bars = diffusion(40, seed=2)
    o_2 = np.full(40, np.nan)
    o_2[1:] = np.log(bars.open[1:] / bars.close[:-1]) ** 2
    for estimator in ALL:
        alone = estimator(bars, window=10)
        both = estimator(bars, window=10, overnight="add")
        assert np.isnan(both[9])
        assert np.isfinite(alone[9])
        night = [252 * o_2[t - 9 : t + 1].mean() for t in range(10, 40)]
        np.testing.assert_allclose(both[10:] ** 2 - alone[10:] ** 2, night, rtol=1e-9)


@pytest.mark.parametrize("steps", [5, 26, 78])
def test_the_correction_removes_the_bias(diffusion, steps):
    """With few prices a session each is low by its seen share, and right within its own standard error after it."""
    bars = diffusion(4_000, 4, seed=steps, steps=steps, night=0)
    n = 4_000
    for estimator, name, v in zip(ALL, NAMES, terms(bars), strict=True):
        error = v.std() / v.mean() / np.sqrt(v.size)  # of the mean variance, relative
        plain = np.mean(estimator(bars, window=n)[-1] ** 2) / SESSION**2
        corrected = np.mean(estimator(bars, window=n, steps=steps)[-1] ** 2) / SESSION**2
        assert plain < 1 - 5 * error
        assert corrected == pytest.approx(1, abs=3 * error)
        assert plain / corrected == pytest.approx(seen_share(name, steps), rel=1e-12)


def test_published_biases():
    """Parkinson's variance is 23, 13 and 7 % low at 26, 78 and 390 prices a session, SPEC RV-04, within a point."""
    for steps, bias in ((26, 0.23), (78, 0.13), (390, 0.07)):
        assert 1 - seen_share("parkinson", steps) == pytest.approx(bias, abs=0.012)


def test_two_steps_by_hand():
    """Of two steps Rogers and Satchell see 1/(2π): both up or both down shows nothing."""
    assert seen_share("rogers_satchell", 2) == pytest.approx(1 / (2 * np.pi), rel=1e-14)


@pytest.mark.parametrize("name", NAMES)
def test_the_share_is_one_in_the_limit(name):
    """It rises with the number of prices, to 1 as they become a path: what is missing falls like 1/√N."""
    missing = [1 - seen_share(name, steps) for steps in (10**2, 10**4, 10**6)]
    assert missing[0] > missing[1] > missing[2] > 0
    assert missing[1] / missing[2] == pytest.approx(10, rel=0.02)


def test_the_shift_of_the_barrier():
    """The first order of Rogers and Satchell's exact share is that of both barriers moved by β: E[M(M − S)] loses 2β E|M|."""
    N = 10**6
    shifted = 2 * 2 * 0.5825971579390107 * np.sqrt(2 / np.pi) / np.sqrt(N)
    assert 1 - seen_share("rogers_satchell", N) == pytest.approx(shifted, rel=2e-3)


def test_drift_leaves_only_rogers_and_satchell_alone(diffusion):
    """Half a σ of drift a session adds about 9.5 % to Parkinson's variance, nothing to Rogers and Satchell's."""
    n, steps = 4_000, 200
    flat = diffusion(n, 4, seed=7, steps=steps, night=0)
    drifting = diffusion(n, 4, seed=7, steps=steps, night=0, drift=0.5)
    ratio = [
        np.mean(f(drifting, window=n)[-1] ** 2) / np.mean(f(flat, window=n)[-1] ** 2) for f in ALL
    ]
    assert ratio[0] == pytest.approx(1.095, abs=0.012)
    assert ratio[2] == pytest.approx(1.0, abs=0.012)


def test_a_bar_that_closes_where_it_opened(diffusion):
    """Without a move Garman-Klass is 2 ln 2 times Parkinson, in variance."""
    bars = diffusion(5, seed=8)
    still = type(bars)(bars.dates, bars.close, bars.close * 1.01, bars.close * 0.99, bars.close)
    ratio = garman_klass(still, window=1) ** 2 / parkinson(still, window=1) ** 2
    np.testing.assert_allclose(ratio, 2 * np.log(2), rtol=1e-12)


def test_what_cannot_be_asked(diffusion):
    """Another word for the night, a window of none and a session of one price are refused."""
    bars = diffusion(5, seed=6)
    for estimator in ALL:
        with pytest.raises(InputError, match="overnight='yes': say 'omit'"):
            estimator(bars, window=2, overnight="yes")
        with pytest.raises(InputError, match="window=0"):
            estimator(bars, window=0)
        with pytest.raises(InputError, match="steps=1: a session shows 2"):
            estimator(bars, window=2, steps=1)
