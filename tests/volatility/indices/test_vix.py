"""VIX: the published examples, flat smiles, what a jump adds."""

import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.pricing.black import black
from hedgerow.volatility.indices.strip import Strip
from hedgerow.volatility.indices.vix import (
    MINUTES_PER_DAY,
    forward_variance,
    index_points,
    interpolated_variance,
    realized_jump,
    strip_jump,
)
from hedgerow.volatility.references.vix_example import METHODOLOGY, WHITE_PAPER, strips


def vix(near, following, days=30):
    """Points over so many days."""
    return index_points(
        interpolated_variance(
            near.variance, near.minutes, following.variance, following.minutes, days=days
        )
    )


def flat(vol, expiry, *, step=5.0, forward=5003.0, low=2000.0, high=9000.0):
    """The strip of a flat smile on a grid of strikes."""
    K = np.arange(low, high + step, step)
    k0 = K[forward >= K][-1]
    call, put = (np.asarray(black(forward, K, expiry, vol, right=r)) for r in ("call", "put"))
    Q = np.select([k0 > K, k0 < K], [put, call], (call + put) / 2)
    return Strip.of_mids(K, Q, forward, expiry=expiry, rate=0.0)


@pytest.mark.parametrize(
    ("vintage", "points"), [(WHITE_PAPER, 13.685821), (METHODOLOGY, 13.927842)]
)
def test_the_published_strips(vintage, points):
    """The strips of the white paper give 13.685821 with its own minutes and rates, 13.927842 with those of 2022."""
    assert vix(*strips(vintage)) == pytest.approx(points, abs=1e-6)


def test_the_published_parts():
    """Forwards, K₀, corrections and variances as the methodology prints them [CboeVIX22]."""
    near, following = strips(METHODOLOGY)
    assert (near.forward, following.forward) == pytest.approx((1962.89996, 1962.40006), abs=5e-6)
    assert near.k0 == following.k0 == 1960
    assert (near.correction, following.correction) == pytest.approx((3.337e-5, 1.753e-5), abs=5e-9)
    assert (near.variance, following.variance) == pytest.approx(
        (0.019233906, 0.019423884), abs=1e-9
    )
    near, following = strips(WHITE_PAPER)
    assert (near.variance, following.variance) == pytest.approx((0.01846292, 0.01882101), abs=5e-9)


@pytest.mark.parametrize("expiry", [9 / 365, 30 / 365, 184 / 365])
@pytest.mark.parametrize("step", [5.0, 25.0])
def test_a_flat_smile_is_its_own_index(expiry, step):
    """16 % at every strike gives 16.00, with a forward between two strikes; 25-point strikes a little more."""
    if step == 5 or expiry > 9 / 365:
        assert index_points(flat(0.16, expiry, step=step).variance) == pytest.approx(
            16, abs=0.01 * step / 5
        )


def test_what_the_correction_and_the_mean_are_for():
    """Without either a flat 16 % on a 25-point grid reads high; with both it is within 0.02 [SPEC VX-03]."""
    strip = flat(0.16, 30 / 365, step=25.0, forward=5012.0)
    right = index_points(strip.variance)
    uncorrected = index_points(strip.variance + strip.correction)
    assert abs(right - 16) < 0.02 < abs(uncorrected - 16)


def test_total_variance_is_interpolated():
    """20 % to day 23 and 16 % to day 37 make 17.64, not the 18 of a line through volatilities."""
    day = MINUTES_PER_DAY
    made = interpolated_variance(0.04, 23 * day, 0.0256, 37 * day, days=30)
    assert index_points(made) == pytest.approx(17.64, abs=5e-3)
    by_hand = (23 * 0.04 + 37 * 0.0256) / 2 / 30
    assert made == pytest.approx(by_hand, rel=1e-14)


@pytest.mark.parametrize(("days", "one"), [(23, 0.04), (37, 0.0256)])
def test_at_a_term_the_term_alone_counts(days, one):
    """The line passes through both terms, and goes on beyond them."""
    day = MINUTES_PER_DAY
    assert interpolated_variance(0.04, 23 * day, 0.0256, 37 * day, days=days) == pytest.approx(one)
    beyond = interpolated_variance(0.04, 23 * day, 0.04, 37 * day, days=60)
    assert beyond == pytest.approx(0.04)


def test_a_line_below_zero_is_unknown():
    """Terms whose total variance falls lead to nothing far beyond them, not to zero."""
    day = MINUTES_PER_DAY
    assert np.isnan(interpolated_variance(0.04, 10 * day, 0.01, 20 * day, days=60))
    assert np.isnan(index_points(-0.01))
    with pytest.raises(InputError, match="two different terms"):
        interpolated_variance(0.04, day, 0.04, day, days=30)


def test_between_two_horizons():
    """17.01 % over 30 days and 19.89 % over 93 leave 21.12 % for the 63 between; 24.81 % from 93 to 184 at 22.46 %."""
    assert 100 * forward_variance(0.1701**2, 30, 0.1989**2, 93) ** 0.5 == pytest.approx(
        21.12, abs=5e-3
    )
    assert 100 * forward_variance(0.1989**2, 93, 0.2246**2, 184) ** 0.5 == pytest.approx(
        24.81, abs=5e-3
    )


@pytest.mark.parametrize(
    ("jump", "strip", "realized"), [(-0.1, 0.01072, 0.01110), (-0.2, 0.0463, 0.0498)]
)
def test_a_fall_adds_less_to_the_index_than_is_realized(jump, strip, realized):
    """−10 %: .01072 against .01110; −20 %: .0463 against .0498 [SPEC VX-04]."""
    assert strip_jump(jump) == pytest.approx(strip, abs=5e-5)
    assert realized_jump(jump) == pytest.approx(realized, abs=5e-5)


def test_truncation_costs_most():
    """Of a steep smile, 14.5 % at the money, strikes within ±10 % see less than nine tenths of the index."""
    full, cut = (_skewed(low, high) for low, high in ((1500.0, 9000.0), (4500.0, 5500.0)))
    assert cut < 0.9 * full


def _skewed(low, high):
    T, F = 30 / 365, 5000.0
    K = np.arange(low, high + 5, 5.0)
    vol = np.maximum(0.145 - 1.3 * np.log(K / F), 0.08)
    Q = black(F, K, T, vol, right=np.where(K < F, -1, 1))
    return index_points(Strip.of_mids(K, np.asarray(Q), F, expiry=T, rate=0.0).variance)
