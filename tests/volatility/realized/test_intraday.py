"""Realized variance, bipower variation, jumps and the night, on paths whose truth is known."""

from itertools import pairwise
from math import gamma, pi, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hedgerow.errors import InputError
from hedgerow.market.calendar import open_of, sessions
from hedgerow.market.intraday import IntradayBars
from hedgerow.volatility.realized.intraday import _powers, carried, intraday_variance, variation

DAYS = sessions()[(sessions() >= "2025-01-10") & (sessions() <= "2025-01-17")]


def paths(days, minutes=5, vol=0.16, seed=0, night=0.01):
    """Grids of log prices, one a session, each a random walk after a jump overnight."""
    steps = 390 // minutes
    random = np.random.default_rng(seed)
    level, found = np.log(100), []
    for _ in days:
        walk = np.r_[0.0, np.cumsum(random.normal(0, vol / sqrt(252 * steps), steps))]
        found.append(level + walk)
        level = found[-1][-1] + night
    return found


def bars(days, grids, minutes=5):
    """The table of bars through those prices."""
    frames = []
    for day, grid in zip(days, grids, strict=True):
        price = np.exp(grid)
        start, end = price[:-1], price[1:]
        times = pd.date_range(open_of(day.date()), periods=len(start), freq=f"{minutes}min")
        frames.append(
            pd.DataFrame(
                {
                    "timestamp": times.tz_convert("UTC"),
                    "symbol": "A",
                    "open": start,
                    "high": np.maximum(start, end),
                    "low": np.minimum(start, end),
                    "close": end,
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def measured(frame, **options):
    """The sessions of a frame of bars."""
    return intraday_variance(IntradayBars.from_rows(frame, "A"), **options)


def test_one_line_each():
    """RV, BV and TQ are the sums of the docstring, written out with loops."""
    grids = paths(DAYS)
    for found, grid in zip(measured(bars(DAYS, grids)).sessions, grids, strict=True):
        r = np.diff(grid)
        n = len(r)
        rv = sum(x * x for x in r)
        bv = pi / 2 * n / (n - 1) * sum(abs(a * b) for a, b in pairwise(r))
        mu = 2 ** (2 / 3) * gamma(7 / 6) / gamma(1 / 2)
        tq = sum(abs(r[i] * r[i - 1] * r[i - 2]) ** (4 / 3) for i in range(2, n))
        tq *= n * mu**-3 * n / (n - 2)
        z = (1 - bv / rv) / sqrt((pi**2 / 4 + pi - 5) / n * max(1, tq / bv**2))
        assert found.realized_variance == pytest.approx(252 * rv, rel=1e-9)
        assert found.bipower_variance == pytest.approx(252 * bv, rel=1e-9)
        assert found.jump_variance == pytest.approx(252 * max(rv - bv, 0), rel=1e-9, abs=1e-12)
        assert found.jump_z == pytest.approx(z, rel=1e-7)
        assert found.vol == pytest.approx(sqrt(252 * rv), rel=1e-9)
        assert found.coverage == 1.0


def test_the_night_is_a_term_of_its_own():
    """Open over the previous close, squared, a year of it; the first session has none before it."""
    first, *rest = measured(bars(DAYS, paths(DAYS, night=0.02))).sessions
    assert np.isnan(first.overnight_variance)
    assert np.isnan(first.vol_with_overnight)
    assert first.vol > 0
    assert "close before" in first.reason
    for session in rest:
        assert session.overnight_variance == pytest.approx(252 * 0.02**2, rel=1e-9)
        assert session.vol_with_overnight**2 == pytest.approx(session.vol**2 + 252 * 0.02**2)
        assert session.reason == ""


def test_a_missing_session_leaves_the_night_unknown():
    """A gap of two nights is no overnight return."""
    frame = bars(DAYS, paths(DAYS))
    gone = frame["timestamp"].dt.tz_localize(None).dt.normalize() != DAYS[2]
    nights = measured(frame[gone]).to_frame()["overnight_variance"]
    assert list(nights.isna()) == [True, False, True, False, False]


def test_too_few_bars_are_unknown_and_not_scaled_up():
    """A session with half of its bars has no variance and says why; its neighbours keep theirs."""
    frame = bars(DAYS, paths(DAYS))
    short = frame.drop(index=range(78 + 39, 2 * 78))
    made = measured(short)
    assert made.sessions[1].coverage == 0.5
    assert np.isnan(made.sessions[1].realized_variance)
    assert np.isnan(made.sessions[1].vol_with_overnight)
    assert made.sessions[1].reason == "50 % of the bars, 90 % needed"
    assert np.isnan(made.sessions[2].overnight_variance)  # its close is not known
    assert len(made.known) == len(DAYS) - 1
    assert measured(short, least_coverage=0.5).sessions[1].vol > 0


def test_a_missing_bar_keeps_the_move_over_it():
    """Without one bar in the middle two returns become one; the move across the gap is not lost."""
    grids = paths(DAYS[:1])
    frame = bars(DAYS[:1], grids).drop(index=10)
    r = np.diff(np.delete(grids[0], 11))
    assert measured(frame).sessions[0].realized_variance == pytest.approx(252 * np.sum(r**2))


def test_subsampling_averages_every_starting_point():
    """Five grids of five minutes in one-minute bars, each scaled to 390 minutes."""
    grid = paths(DAYS[:1], minutes=1)[0]
    twin = np.mean(
        [np.sum(np.diff(grid[j::5]) ** 2) * 390 / (5 * (len(grid[j::5]) - 1)) for j in range(5)]
    )
    made = measured(bars(DAYS[:1], [grid], minutes=1))
    assert made.grids == 5
    assert made.sessions[0].realized_variance == pytest.approx(252 * twin, rel=1e-9)


def test_every_grid_is_scaled_to_the_whole_session():
    """RV and BV of a grid grow with the stretch they stand for, TQ with its square; z takes their means."""
    log_prices = np.cumsum(np.random.default_rng(8).standard_t(3, 101))
    rows = []
    for start in range(15):
        r = np.diff(log_prices[start::15])
        scale = 100 / (15 * len(r))
        rows.append(np.array(_powers(r)) * [scale, scale, scale**2])
    rv, bv, tq = np.mean(rows, axis=0)
    assert tq > bv**2  # else TQ would not matter
    z = (1 - bv / rv) / sqrt((pi**2 / 4 + pi - 5) / (100 // 15) * tq / bv**2)
    assert variation(log_prices, step=15) == pytest.approx((rv, bv, z))


def test_subsampling_is_less_noisy_and_not_biased():
    """Averaging over grids keeps the mean of RV and shrinks its scatter (simulated sessions)."""
    random = np.random.default_rng(3)
    steps = random.normal(0, 1 / sqrt(390), (800, 390))
    walks = np.concatenate([np.zeros((800, 1)), np.cumsum(steps, axis=1)], axis=1)
    averaged = np.array([variation(w, step=15)[0] for w in walks])
    single = np.array([variation(w[::15])[0] for w in walks])
    assert averaged.mean() == pytest.approx(1, abs=4 * averaged.std() / sqrt(800))
    assert averaged.std() < 0.9 * single.std()


def test_the_jump_test_has_its_size_and_its_power():
    """Without jumps z passes 1.645 in about 5 % of sessions; with a jump in nearly all."""
    random = np.random.default_rng(4)
    steps = random.normal(0, 1 / sqrt(390), (1500, 390))
    walks = np.concatenate([np.zeros((1500, 1)), np.cumsum(steps, axis=1)], axis=1)
    calm = np.array([variation(w)[2] for w in walks])
    assert 0.03 < np.mean(calm > 1.645) < 0.085  # finite samples reject a little too often [HT05]
    walks[:, 200:] += 1.0
    jumped = [variation(w) for w in walks]
    assert np.mean([z > 2.33 for *_, z in jumped]) > 0.99
    # the jump's own variance is what RV has over BV
    assert np.mean([rv - bv for rv, bv, _ in jumped]) == pytest.approx(1.0, abs=0.15)


def test_nothing_moved():
    """A flat session has no variance, which is known, and no test of jumps, which is not."""
    made = measured(bars(DAYS[:1], [np.full(79, 4.6)])).sessions[0]
    assert (made.realized_variance, made.vol, made.jump_variance) == (0.0, 0.0, 0.0)
    assert np.isnan(made.jump_z)


@pytest.mark.parametrize("minutes", [1, 7, 65, 0, -5])
def test_a_return_that_the_bars_cannot_give(minutes):
    """Only multiples of the bars' width up to an hour."""
    with pytest.raises(InputError, match="multiple of 5"):
        measured(bars(DAYS[:1], paths(DAYS[:1])), minutes=minutes)


def test_a_coverage_that_is_no_share():
    """A share is between 0 and 1."""
    with pytest.raises(InputError, match=r"0 … 1"):
        measured(bars(DAYS[:1], paths(DAYS[:1])), least_coverage=90)


def test_no_bars_no_sessions():
    """A symbol without bars has no sessions and an empty table with all its columns."""
    made = measured(bars(DAYS[:1], paths(DAYS[:1])).assign(symbol="B"))
    assert made.sessions == ()
    assert list(made.to_frame().columns)[:2] == ["coverage", "realized_variance"]


@given(arrays(float, st.integers(1, 30), elements=st.floats(1, 2) | st.just(np.nan)))
def test_carried_equals_pandas(prices):
    """Forward fill, then backward at the start, as pandas does it."""
    if np.isfinite(prices).any():
        assert carried(prices) == pytest.approx(pd.Series(prices).ffill().bfill().to_numpy())
