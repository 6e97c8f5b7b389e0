"""Realized over implied moves against plain loops and the normal law."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.volatility.premium.expected_move import coverage_of
from hedgerow.volatility.premium.move_history import move_history, move_ratios


def walk(n=3000, vol=0.16, seed=0):
    """Closes of a normal walk with that volatility, and the volatility at each."""
    r = np.random.default_rng(seed).standard_normal(n) * vol / sqrt(252)
    return 100 * np.exp(np.cumsum(r)), np.full(n, vol)


@given(st.integers(1, 30), st.integers(0, 99))
@settings(max_examples=25)
def test_ratios_against_a_plain_loop(sessions, seed):
    """One line a session, written as the formula reads; unknown where the end is not known yet."""
    close, vols = walk(120, seed=seed)
    close[7] = np.nan
    vols[11] = np.nan
    vols[12] = 0.0
    plain = np.full(120, np.nan)
    for t in range(120 - sessions):
        if vols[t] > 0:
            moved = abs(np.log(close[t + sessions] / close[t]))
            plain[t] = moved / (vols[t] * sqrt(sessions / 252))
    np.testing.assert_allclose(move_ratios(close, vols, sessions=sessions), plain)


@pytest.mark.parametrize("sessions", [1, 5])
def test_a_fair_normal_walk_covers_as_the_law_says(sessions):
    """68.3, 57.5 and 50.2 % within what 60,000 sessions leave to chance; the mean ratio is √(2/π)."""
    close, vols = walk(60_000)
    found = move_history(close, vols, sessions=sessions, draws=50)
    for coverage in found.coverages:
        assert coverage.normal == coverage_of(coverage.convention)
        assert coverage.inside.share == pytest.approx(coverage.normal, abs=0.02)
        low, high = coverage.inside.clustered_interval
        assert low < coverage.inside.share < high
    assert found.mean_ratio == pytest.approx(sqrt(2 / np.pi), abs=0.02)
    assert found.effective == found.observations / sessions


def test_options_that_cost_twice_hold_more_often():
    """With implied at twice what came the median ratio halves and one_sigma holds 95.4 % of the time."""
    close, vols = walk(30_000)
    fair = move_history(close, vols, sessions=1, draws=20)
    dear = move_history(close, 2 * vols, sessions=1, draws=20)
    assert dear.median_ratio == pytest.approx(fair.median_ratio / 2)
    assert dear.coverages[0].inside.share == pytest.approx(0.954, abs=0.005)


def test_levels_part_the_moves():
    """Every move with a known volatility is in one level, by its lower edge."""
    close, _ = walk(2000)
    vols = np.random.default_rng(3).choice([0.11, 0.12, 0.15, 0.2, 0.3, 0.6], 2000)
    found = move_history(close, vols, sessions=5, draws=20)
    assert sum(level.observations for level in found.by_level) == found.observations == 1995
    ratio = move_ratios(close, vols, sessions=5)
    first = found.by_level[0]
    assert first.median_ratio == pytest.approx(np.median(ratio[:1995][vols[:1995] < 0.12]))


def test_the_future_changes_nothing_of_what_was_known():
    """Adding closes gives ratios to sessions that had none, and leaves the others."""
    close, vols = walk(300)
    before = move_ratios(close[:200], vols[:200], sessions=21)
    after = move_ratios(close, vols, sessions=21)[:200]
    known = np.isfinite(before)
    np.testing.assert_array_equal(before[known], after[known])
    assert known.sum() == 179


def test_nothing_known():
    """Without a volatility there is no record, and no zero."""
    close, _ = walk(50)
    found = move_history(close, np.full(50, np.nan), sessions=5)
    assert (found.observations, found.unknown) == (0, 50)
    assert np.isnan(found.median_ratio)
    assert found.coverages == found.by_level == ()
    with pytest.raises(InputError, match="sessions is 0"):
        move_ratios(close, close, sessions=0)
