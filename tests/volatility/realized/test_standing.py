"""The two primitives: percentile among the past, and direction."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import percentileofscore

from hedgerow.volatility.realized.standing import move, percentile


@given(st.lists(st.integers(0, 30), min_size=253, max_size=400))
def test_the_percentile_is_the_mid_rank_of_scipy(levels):
    """Of the 252 before, ties counted half: ``percentileofscore(kind="mean")``."""
    x = np.array(levels, float)
    assert percentile(x) == pytest.approx(percentileofscore(x[-253:-1], x[-1], kind="mean"))
    assert percentile(x, window=None) == pytest.approx(
        percentileofscore(x[:-1], x[-1], kind="mean")
    )


def test_200_make_a_year():
    """With 199 known it is unknown; unknown ones are not counted as lower."""
    x = np.full(253, np.nan)
    x[-201:] = np.arange(201.0)
    assert percentile(x) == 100
    x[-201] = np.nan
    assert np.isnan(percentile(x))
    assert np.isnan(percentile(np.array([])))


def test_a_direction_is_a_change_in_its_own_units():
    """The z of a change is that of five sessions over the standard deviation of a year of such changes."""
    x = np.exp(np.cumsum(np.random.default_rng(0).normal(0, 0.05, 400)))
    changes = np.log(x[5:] / x[:-5])[-252:]
    z = changes[-1] / changes.std(ddof=1)
    found = move(x)
    assert found.z == pytest.approx(z)
    assert found.direction == ("up" if z > 0.5 else "down" if z < -0.5 else "flat")
    assert found.sharp == (abs(z) > 1.5)


@pytest.mark.parametrize(("jump", "direction"), [(40.0, "up"), (-40.0, "down"), (0.0, "flat")])
def test_up_down_and_flat(jump, direction):
    """Beyond half a standard deviation; differences where a level may be negative."""
    x = np.random.default_rng(1).normal(0, 1, 300)
    x[-6:] = 0
    x[-1] = jump
    found = move(x, change="difference")
    assert (found.direction, found.sharp) == (direction, jump != 0)


def test_no_direction():
    """A level that never moved, one that is missing, and a short past have none."""
    for x in (np.full(300, 5.0), np.append(np.arange(1.0, 300.0), np.nan), np.arange(1.0, 100.0)):
        assert move(x).direction == "unknown"
        assert np.isnan(move(x).z)
