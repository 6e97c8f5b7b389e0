"""IV rank and percentile: windows, denominators, flags."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.volatility.premium.iv_rank import (
    iv_percentile,
    iv_rank,
    rank_history,
)
from hedgerow.volatility.realized.standing import percentile_history

LEVELS = st.lists(st.floats(5, 90), min_size=260, max_size=300).map(np.array)


def test_the_formula():
    """15 between 10 and 30 is a quarter of the way up."""
    found = iv_rank(np.concatenate([np.linspace(10, 30, 251), [15.0]]))
    assert found.rank == pytest.approx(25)
    assert found.state == "ok"


def test_the_window_holds_today():
    """252 sessions with today's: what lay before them plays no part, and 0 … 100 is never left."""
    levels = np.concatenate([[90.0], np.full(250, 20.0), [10.0, 25.0]])
    found = iv_rank(levels)
    assert found.high == 25
    assert (found.rank, found.new_extreme) == (100, "high")
    assert found.observations == 252


def test_without_today_it_is_clamped_and_flagged():
    """A level beyond the range before it is 100, and a new high."""
    levels = np.concatenate([np.linspace(10, 20, 252), [25.0]])
    found = iv_rank(levels, today="excluded")
    assert (found.high, found.rank, found.new_extreme) == (20, 100, "high")
    low = iv_rank(np.concatenate([np.linspace(10, 20, 252), [5.0]]), today="excluded")
    assert (low.rank, low.new_extreme) == (0, "low")


def test_a_flat_year_has_no_rank():
    """Highest and lowest are one: unknown, with the reason; its percentile is 0, for no day was lower."""
    found = iv_rank(np.full(252, 15.0))
    assert np.isnan([found.rank, found.log_rank, found.winsorised_rank]).all()
    assert found.state == "unknown"
    assert "no range" in found.reason
    assert iv_percentile(np.full(253, 15.0)).percentile == 0
    assert iv_percentile(np.full(253, 15.0), ties="mid").percentile == 50


@pytest.mark.parametrize(("known", "state"), [(199, "degraded"), (200, "ok")])
def test_a_year_takes_200_days(known, state):
    """Under 200 known levels the rank is degraded and says how many there are."""
    levels = np.full(252, np.nan)
    levels[-known:] = np.linspace(10, 20, known)
    found = iv_rank(levels)
    assert (found.state, found.observations) == (state, known)
    assert (str(known) in found.reason) == (state == "degraded")


def test_the_percentile_divides_by_what_is_known():
    """Strictly lower, of the 252 sessions before, over as many as have a level [SPEC IR-02]."""
    levels = np.concatenate(
        [[1.0] * 10, np.full(100, np.nan), np.full(76, 10.0), np.full(76, 20.0), [20.0]]
    )
    found = iv_percentile(levels)
    assert (found.observations, found.below, found.equal) == (152, 76, 76)
    assert found.percentile == 50
    assert found.state == "degraded"
    assert iv_percentile(levels, ties="mid").percentile == 75


def test_today_is_not_among_the_days_before():
    """A new high is above all 252, so its percentile is 100."""
    levels = np.concatenate([np.linspace(10, 20, 252), [21.0]])
    assert iv_percentile(levels).percentile == 100
    assert iv_rank(levels).rank == 100


@pytest.mark.parametrize("levels", [np.array([]), np.array([np.nan]), np.array([10.0, np.nan])])
def test_no_level_today(levels):
    """Without one nothing is said, and why."""
    assert iv_rank(levels).state == iv_percentile(levels).state == "unknown"
    assert np.isnan(iv_percentile(levels).percentile)
    assert iv_rank(levels).reason


def test_what_a_spike_does():
    """One day of 80 lowers the rank; its logarithm suffers less, and without the top it does not count."""
    calm = np.concatenate([np.linspace(12, 20, 251), [18.0]])
    struck = calm.copy()
    struck[100] = 80.0
    before, after = iv_rank(calm), iv_rank(struck)
    assert after.rank < 10 < before.rank
    assert after.log_rank > after.rank
    assert after.winsorised_rank == pytest.approx(before.winsorised_rank, rel=0.02)
    assert iv_percentile(struck).percentile == pytest.approx(
        iv_percentile(calm).percentile, abs=0.5
    )


@given(LEVELS)
def test_both_keep_to_their_range(levels):
    """0 … 100 whatever the past, and the same for any multiple of it."""
    rank, below = iv_rank(levels), iv_percentile(levels)
    for value in (rank.rank, rank.log_rank, rank.winsorised_rank, below.percentile):
        assert np.isnan(value) or 0 <= value <= 100
    assert iv_rank(2 * levels).rank == pytest.approx(rank.rank, nan_ok=True)
    assert iv_percentile(2 * levels).percentile == below.percentile


@given(LEVELS)
def test_the_history_is_the_figure_of_each_day(levels):
    """Every day's value is that of the levels up to it: what comes later changes none."""
    ranks, below = rank_history(levels), percentile_history(levels, ties="strict")
    for i in (199, 220, len(levels) - 1):
        assert ranks[i] == pytest.approx(iv_rank(levels[: i + 1]).rank, nan_ok=True)
        if i >= 200:
            assert below[i] == pytest.approx(iv_percentile(levels[: i + 1]).percentile)
    assert np.isnan(ranks[:199]).all()
    assert np.isnan(below[:200]).all()


def test_a_window_of_one_session_is_none():
    """It is refused with what to give."""
    for of in (iv_rank, iv_percentile):
        with pytest.raises(InputError, match="252 is a year"):
            of(np.arange(10.0), window=1)
    assert len(percentile_history(np.array([]))) == 0
