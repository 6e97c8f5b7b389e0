"""Variance of single sessions: exact where bars are whole, unknown where they are not believed."""

import numpy as np
import pandas as pd
import pytest

from hedgerow.market.bars import Bars
from hedgerow.volatility.realized.session_variance import (
    BELIEVED,
    LEAST_SESSIONS,
    agreement,
    session_variance,
)

N, STEPS = 1500, 1000


def walk(seed, *, night=0.3):
    """Bars of a diffusion with nights, and the log price before each open."""
    rng = np.random.default_rng(seed)
    steps = 0.01 / np.sqrt(STEPS) * rng.standard_normal((N, STEPS))
    paths = np.cumsum(steps, axis=1)
    gaps = night * 0.01 * rng.standard_normal(N)
    opening = np.cumsum(gaps) + np.concatenate([[0], np.cumsum(paths[:-1, -1])])
    logs = opening[:, None] + np.column_stack([np.zeros(N), paths])
    return np.exp(logs)


def bars(prices, opens=None):
    """Bars along the paths; other opens may be written over them."""
    O = prices[:, 0] if opens is None else opens
    high, low = np.maximum(prices.max(axis=1), O), np.minimum(prices.min(axis=1), O)
    return Bars(pd.bdate_range("2018-01-01", periods=N), O, high, low, prices[:, -1])


def test_the_formula():
    """The measure is the night's square and Garman and Klass's formula, on the last session of a believed history."""
    made = bars(walk(0))
    o = np.log(made.open[-1] / made.close[-2])
    u, d, c = (np.log(x[-1] / made.open[-1]) for x in (made.high, made.low, made.close))
    v = o**2 + 0.5 * (u - d) ** 2 - (2 * np.log(2) - 1) * c**2
    assert session_variance(made)[-1] == pytest.approx(252 * v, rel=1e-9)


def test_agreement_is_a_ratio_of_sums():
    """A is Σr² over Σv of the last 252 sessions, near 1 for a diffusion; unknown in the first half year."""
    made = bars(walk(1))
    A, v, r = agreement(made), session_variance(made), made.returns
    assert A[-1] == pytest.approx(252 * np.sum(r[-252:] ** 2) / np.sum(v[-252:]), rel=1e-9)
    assert np.nanmean(A) == pytest.approx(1, abs=0.15)
    assert np.isnan(A[: LEAST_SESSIONS - 1]).all()


def test_opens_that_repeat_the_close_are_not_believed():
    """Large nights hidden behind such opens raise A beyond its bound, and no session is measured."""
    prices = walk(2, night=1.0)
    true = bars(prices)
    stale = bars(prices, np.concatenate([prices[:1, 0], prices[:-1, -1]]))
    assert np.isfinite(session_variance(true)[LEAST_SESSIONS + 1 :]).all()
    assert np.nanmedian(agreement(stale)) > BELIEVED[1]
    assert np.isfinite(session_variance(stale)).mean() < 0.1


def test_later_sessions_decide_nothing():
    """What is believed up to a session does not change with those after it."""
    made = bars(walk(3))
    early = made.take(slice(0, 700))
    np.testing.assert_allclose(session_variance(made)[:700], session_variance(early), rtol=1e-12)


def test_a_missing_bar_is_unknown_alone():
    """A session without a bar, and the night after it, are unknown; the others stay."""
    made = bars(walk(4))
    O, H, L, C = (np.array(x) for x in (made.open, made.high, made.low, made.close))
    for x in (O, H, L, C):
        x[1000] = np.nan
    v = session_variance(Bars(made.dates, O, H, L, C))
    assert np.isnan(v[[1000, 1001]]).all()
    assert np.isfinite(np.delete(v, [1000, 1001])[LEAST_SESSIONS + 1 :]).all()
