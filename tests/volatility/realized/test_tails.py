"""Frequencies beyond k standard deviations."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from hedgerow.errors import InputError
from hedgerow.volatility.realized.tails import tails

FAT = 0.01 * np.random.default_rng(1).standard_t(3, 6000)


@pytest.mark.parametrize(("k", "normal"), [(3, 0.0027), (4, 6.33e-5)])
def test_normal_frequencies(k, normal):
    """P(|Z| > 3) = 0.27 % and P(|Z| > 4) = 0.00633 %; one side is half (SPEC §G 18)."""
    made = tails(FAT, draws=50)
    assert made.beyond(k).normal == pytest.approx(normal, rel=1e-3)
    for side in ("left", "right"):
        assert made.beyond(k, side).normal == pytest.approx(stats.norm.sf(k), rel=1e-12)


def test_counts():
    """Counts are those of a comparison with the standard deviation of the full sample."""
    made = tails(FAT, draws=50)
    σ = FAT.std(ddof=1)
    assert made.deviation == pytest.approx(σ)
    for k in (2, 3, 4, 5):
        both, left, right = (made.beyond(k, s) for s in ("both", "left", "right"))
        assert both.observed.count == np.sum(np.abs(FAT) > k * σ)
        assert left.observed.count == np.sum(-k * σ > FAT)
        assert both.observed.count == left.observed.count + right.observed.count
        assert both.ratio == pytest.approx(np.mean(np.abs(FAT) > k * σ) / (2 * stats.norm.sf(k)))


def test_known_volatility_explains_clusters():
    """Normal surprises on a volatility that changes are fat-tailed by the full sample, normal given it."""
    random = np.random.default_rng(5)
    vols = np.repeat(random.choice([0.08, 0.50], 1000, p=[0.9, 0.1]), 20)
    r = vols / np.sqrt(252) * random.normal(size=20_000)
    assert tails(r, draws=50).beyond(4).ratio > 20
    given_vol = tails(r, vols=vols, draws=50)
    assert given_vol.scale == "evening before"
    assert np.isnan(given_vol.deviation)
    low, high = given_vol.beyond(3).observed.interval
    assert low < 0.0027 < high


def test_an_unknown_volatility_leaves_the_day_out():
    """Days without a volatility, or with one that is not positive, are not counted."""
    vols = np.full(6000, 0.2)
    vols[:10], vols[10:15] = np.nan, 0.0
    assert tails(FAT, vols=vols, draws=50).observations == 5985


def test_never_beyond():
    """A threshold that no day passed has frequency zero, an exact upper bound and no bootstrap."""
    found = tails(np.random.default_rng(0).uniform(-1, 1, 300), draws=50).beyond(5).observed
    assert found.share == 0
    assert found.interval[1] == pytest.approx(0.0122, abs=1e-4)
    assert np.isnan(found.clustered_interval).all()


@pytest.mark.parametrize("r", [np.zeros(0), FAT[:20], np.full(400, 0.01), np.full(400, np.nan)])
def test_nothing_to_measure(r):
    """Too few returns, or returns that never change, have no exceedances and no zeros instead."""
    made = tails(r)
    assert made.exceedances == ()
    with pytest.raises(InputError, match="none"):
        made.beyond(3)


def test_a_threshold_that_was_not_counted():
    """The message lists those that were."""
    with pytest.raises(InputError, match="2, 3, 4, 5"):
        tails(FAT, draws=20).beyond(6)


@given(st.floats(1e-3, 1e3))
def test_scale_does_not_matter(scale):
    """Frequencies do not change when every return is multiplied by the same number."""
    small = FAT[:300]
    plain, scaled = (tails(x, draws=2, thresholds=(2.0,)) for x in (small, scale * small))
    assert [e.observed.count for e in plain.exceedances] == [
        e.observed.count for e in scaled.exceedances
    ]
