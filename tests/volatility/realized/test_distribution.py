"""Moments against scipy, their errors against theory, and the type they make."""

import numpy as np
import pytest
from scipy import stats

from hedgerow.volatility.realized.distribution import moments, tailedness

NORMAL = np.random.default_rng(0).normal(0.0004, 0.01, 4000)
FAT = 0.01 * np.random.default_rng(1).standard_t(4, 4000)


@pytest.mark.parametrize("r", [NORMAL, FAT, NORMAL[:30]])
def test_equals_scipy(r):
    """Bias-corrected skewness and excess kurtosis, and Jarque–Bera, as scipy computes them."""
    made = moments(r, draws=50)
    assert made.observations == len(r)
    assert made.mean.value == pytest.approx(252 * r.mean(), rel=1e-12)
    assert made.vol.value == pytest.approx(np.sqrt(252) * r.std(ddof=1), rel=1e-12)
    assert made.skewness.value == pytest.approx(stats.skew(r, bias=False), rel=1e-9)
    assert made.excess_kurtosis.value == pytest.approx(stats.kurtosis(r, bias=False), rel=1e-9)
    twin = stats.jarque_bera(r)
    assert made.jarque_bera == pytest.approx(twin.statistic, rel=1e-9)
    assert made.jarque_bera_p == pytest.approx(twin.pvalue, rel=1e-9, abs=1e-300)


def test_errors_of_a_normal():
    """On normal, independent returns the bootstrap finds the textbook errors: σ/√n, σ/√(2n), √(6/n), √(24/n)."""
    made = moments(NORMAL, draws=1000)
    for moment in (made.mean, made.vol, made.skewness, made.excess_kurtosis):
        assert moment.standard_error == pytest.approx(moment.normal_error, rel=0.2)
    assert made.skewness.normal_error == pytest.approx(np.sqrt(6 / 4000))
    assert made.excess_kurtosis.normal_error == pytest.approx(np.sqrt(24 / 4000))
    assert made.tailedness == "mesokurtic"


def test_errors_of_fat_tails():
    """On fat tails √(24/n) is far too small, and the type is leptokurtic."""
    made = moments(FAT)
    assert made.excess_kurtosis.standard_error > 5 * made.excess_kurtosis.normal_error
    assert made.tailedness == "leptokurtic"
    assert made.jarque_bera_p < 1e-6


def test_thin_tails():
    """A uniform distribution has excess kurtosis −6/5 and is platykurtic."""
    made = moments(np.random.default_rng(2).uniform(-1, 1, 4000), draws=200)
    assert made.excess_kurtosis.value == pytest.approx(-1.2, abs=0.05)
    assert made.tailedness == "platykurtic"


def test_scale_and_sign():
    """Turning returns round turns the skewness and leaves the kurtosis; scaling changes neither."""
    skewed = 0.01 * (1 - np.random.default_rng(3).exponential(size=2000))
    plain, turned = moments(skewed, draws=50), moments(-1000 * skewed, draws=50)
    assert turned.skewness.value == pytest.approx(-plain.skewness.value, rel=1e-9)
    assert turned.excess_kurtosis.value == pytest.approx(plain.excess_kurtosis.value, rel=1e-9)
    assert plain.skewness.interval[1] < 0


def test_gaps_are_left_out():
    """NaN returns change nothing but are not counted."""
    holed = np.insert(NORMAL, [5, 100, 4000], np.nan)
    assert moments(holed, draws=50) == moments(NORMAL, draws=50)


@pytest.mark.parametrize(
    "r", [np.zeros(0), NORMAL[:20], np.full(500, 0.0123), np.full(500, np.nan)]
)
def test_nothing_to_measure(r):
    """Too few returns, or returns that never change, are unknown: no moment, no type."""
    made = moments(r)
    assert made.tailedness == "unknown"
    values = (made.mean, made.vol, made.skewness, made.excess_kurtosis)
    assert np.isnan([m.value for m in values]).all()
    assert np.isnan([made.jarque_bera, made.jarque_bera_p]).all()


def test_too_short_for_an_interval():
    """With fewer than five blocks the figures stand without interval, and the type is unknown."""
    made = moments(NORMAL[:100])
    assert np.isfinite(made.excess_kurtosis.value)
    assert np.isnan(made.excess_kurtosis.interval).all()
    assert made.tailedness == "unknown"


def test_the_interval_decides():
    """Above zero, below zero, around it (SPEC KT-05); its end on zero is no decision."""
    assert [tailedness(i) for i in ((0.1, 1), (-1, -0.1), (-1, 1), (0.0, 1.0))] == [
        "leptokurtic",
        "platykurtic",
        "mesokurtic",
        "mesokurtic",
    ]


def test_one_seed_one_answer():
    """The same seed gives the same moments."""
    assert moments(FAT, draws=100, seed=3) == moments(FAT, draws=100, seed=3)
