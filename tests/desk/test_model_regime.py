"""The switching model at the desk: each fit made once."""

import time

import numpy as np
import pandas as pd
import pytest

from hedgerow.data.ledger import Memory
from hedgerow.data.progress import Noted, Silence
from hedgerow.desk.model_regime import model_regime
from hedgerow.market.calendar import sessions


@pytest.fixture(scope="module")
def sample():
    """Seven years of returns that are calm, then stormy, by turns of a hundred sessions."""
    days = pd.DatetimeIndex([d for d in sessions() if 2004 <= d.year <= 2010])
    turn = np.array([0.005, 0.01, 0.03])[np.arange(len(days)) // 100 % 3]
    return days, turn * np.random.default_rng(3).standard_normal(len(days))


@pytest.fixture(scope="module")
def ledger(sample):
    """What a whole reading keeps."""
    kept = Memory()
    model_regime(*sample, ledger=kept, progress=Silence(), last_only=False)
    return kept


def test_a_second_reading_fits_nothing(sample, ledger):
    """Every year's fit is in the ledger, and progress has nothing to tell."""
    told = Noted()
    start = time.perf_counter()
    found = model_regime(*sample, ledger=ledger, progress=told, last_only=False)
    assert time.perf_counter() - start < 1
    assert told.steps == []
    assert [model.fitted_until.year for model in found.models] == [2007, 2008, 2009]
    assert len(ledger.kept) == 3
    assert found.reason == ""


def test_the_last_year_needs_one_fit(sample, ledger):
    """The same probabilities as of the whole, from one fit; earlier years are unknown, for it has seen them."""
    kept, told = Memory(), Noted()
    alone = model_regime(*sample, ledger=kept, progress=told, last_only=True)
    whole = model_regime(*sample, ledger=ledger, progress=Silence(), last_only=False)
    assert len(kept.kept) == 1
    assert told.steps[0][1:] == (0, 1)
    assert told.steps[-1][1:] == (1, 1)
    this_year = sample[0].year == 2010
    np.testing.assert_array_equal(alone.probabilities[this_year], whole.probabilities[this_year])
    assert np.isnan(alone.probabilities[~this_year]).all()
    assert (alone.classes[~this_year] == -1).all()
    assert alone.latest == whole.latest


def test_a_broken_entry_is_made_again(sample, ledger):
    """What is no fit is not read as one."""
    kept = Memory({key: np.zeros(2) for key in ledger.kept})
    found = model_regime(*sample, ledger=kept, progress=Silence(), last_only=True)
    assert found.latest.converged


def test_too_short_a_history_says_so():
    """No fit, no class, and why."""
    days = pd.DatetimeIndex([d for d in sessions() if d.year in {2009, 2010}])
    found = model_regime(
        days, np.zeros(len(days)), ledger=Memory(), progress=Silence(), last_only=True
    )
    assert found.latest is None
    assert (found.classes == -1).all()
    assert "1,000 known returns before the year" in found.reason


def test_a_fit_without_an_end_says_so(sample):
    """Returns that do not move are no stress and no calm."""
    days, returns = sample
    found = model_regime(days, 0 * returns, ledger=Memory(), progress=Silence(), last_only=True)
    assert "did not converge" in found.reason
    assert (found.classes == -1).all()
