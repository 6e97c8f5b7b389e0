"""Drawdowns against the running maximum, and when they ask for a review."""

import numpy as np
import pandas as pd
import pytest

from hedgerow.hedge.drawdown import drawdown, drawdowns


@pytest.mark.parametrize("days", [20, 60])
def test_equals_the_running_maximum(days):
    """V over its highest of the last n days, less one, as pandas' rolling maximum has it."""
    r = np.random.default_rng(0).normal(0, 0.01, 300)
    values = pd.Series(np.concatenate([[1.0], np.cumprod(1 + r)]))
    twin = (values / values.rolling(days + 1).max() - 1)[1:]
    assert drawdowns(r, days) == pytest.approx(twin.to_numpy(), nan_ok=True)


def test_a_rare_fall_asks_for_a_review():
    """A fall of 12 % after a quiet year is reviewed; the same day after a rise is not."""
    quiet = np.random.default_rng(1).normal(0.0003, 0.004, 252)
    fallen = drawdown(np.concatenate([quiet, np.full(4, -0.03)]), days=20)
    assert fallen.drawdown < -0.1
    assert fallen.review
    risen = drawdown(np.concatenate([quiet, np.full(4, 0.03)]), days=20)
    assert risen.drawdown == 0
    assert not risen.review


def test_a_missing_return_makes_it_unknown():
    """A gap within the horizon leaves the drawdown unknown, and no review is made of that."""
    r = np.full(252, 0.001)
    r[-5] = np.nan
    made = drawdown(r, days=20)
    assert np.isnan(made.drawdown)
    assert not made.review
    assert np.isnan(drawdown(r[:10], days=20).drawdown)
