"""Bars: which prices stand, which are set aside, and what is told of a history."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.errors import DataError
from hedgerow.market.bars import Bars, joined
from hedgerow.market.calendar import sessions

END = date(2024, 6, 28)
DATES = sessions()[(sessions() >= "2023-01-03") & (sessions() <= str(END))]
N = len(DATES)


def walk(seed=0, vol=0.01):
    """Closes of a random walk, one a session."""
    return 100 * np.exp(np.cumsum(vol * np.random.default_rng(seed).standard_normal(N)))


def rows(closes, **columns):
    """Rows of one symbol."""
    return pd.DataFrame({"date": DATES, "symbol": "A", "adj_close": closes, **columns})


def bars_of(frame):
    """Bars up to the end."""
    return Bars.from_rows(frame, "A", END)


def test_returns():
    """A return is the difference of two log closes; the first session has none."""
    close = walk()
    r = bars_of(rows(close)).returns
    assert np.isnan(r[0])
    np.testing.assert_allclose(r[1:], np.log(close[1:] / close[:-1]), atol=1e-14)


def test_no_look_ahead():
    """Rows after the session asked for change nothing."""
    whole, day = rows(walk()), DATES[200].date()
    early = Bars.from_rows(whole, "A", day)
    np.testing.assert_array_equal(
        early.close, Bars.from_rows(whole[whole["date"] <= str(day)], "A", day).close
    )
    np.testing.assert_array_equal(early.close, bars_of(whole).until(day).close)


def test_a_missing_session_is_a_row_of_nan():
    """A session without a row leaves a gap in the bars, and no return on either side of it."""
    frame = rows(walk()).drop(index=100)
    found = bars_of(frame)
    assert len(found) == N
    assert found.missing == 1
    assert np.isnan(found.returns[[100, 101]]).all()
    assert np.isfinite(found.returns[102])


def test_a_bar_on_another_basis_is_carried_to_the_adjusted_close():
    """Open, high and low beside an unadjusted close are scaled as that close is."""
    close = walk()
    split = rows(
        close, open=2 * close * 0.99, high=2 * close * 1.02, low=2 * close * 0.98, close=2 * close
    )
    found = bars_of(split)
    np.testing.assert_allclose(found.open, 0.99 * close, rtol=1e-12)
    np.testing.assert_allclose(found.high, 1.02 * close, rtol=1e-12)
    np.testing.assert_allclose(found.low, 0.98 * close, rtol=1e-12)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"adj_close": 0.0}, "price missing or not positive"),
        ({"adj_close": -5.0}, "price missing or not positive"),
        ({"adj_close": np.inf}, "price missing or not positive"),
        ({"date": pd.Timestamp("2023-07-04")}, "no session"),
        ({"date": pd.NaT}, "no date"),
        ({"adj_close": 1000.0, "adj_high": 1010.0}, "lone spikes"),
        ({"adj_high": 90.0, "adj_low": 110.0}, "high below low, close kept"),
        ({"adj_high": 100.5}, "open or close outside low … high, close kept"),
        ({"adj_low": np.nan}, "bar not whole, close kept"),
        ({"adj_open": -1.0}, "bar not whole, close kept"),
    ],
)
def test_a_bad_row_is_counted_and_costs_only_itself(change, reason):
    """Each kind of bad row is set aside under its reason, and every other session stays."""
    close = np.full(N, 100.0)
    frame = rows(close, adj_open=close, adj_high=close + 2, adj_low=close - 2)
    frame.loc[7, ["adj_close", "adj_open"]] = [101.0, 100.0]
    for column, value in change.items():
        frame.loc[7, column] = value
    found = bars_of(frame)
    assert found.set_aside == {reason: 1}
    assert np.isnan(found.high[7])
    assert np.isfinite(found.close[7]) == ("close kept" in reason)
    assert np.isfinite(np.delete(found.close, 7)).all()
    assert np.isfinite(np.delete(found.high, 7)).all()


def test_rows_that_contradict_each_other_are_both_set_aside():
    """Two different closes of one session leave none."""
    frame = pd.concat([rows(walk()), rows(walk() + 1).iloc[[50]]])
    found = bars_of(frame)
    assert found.set_aside == {"contradicting each other": 2}
    assert np.isnan(found.close[50])


def test_a_close_that_rounding_put_outside_its_bar_stretches_it():
    """Seven digits of a file are enough: a close a millionth above the high belongs to the bar."""
    close = walk()
    found = bars_of(rows(close, adj_open=close, adj_high=close * (1 - 5e-7), adj_low=close * 0.99))
    assert found.set_aside == {}
    np.testing.assert_array_equal(found.high, found.close)


def test_a_column_that_is_missing_is_named():
    """Without adjusted closes there are no bars."""
    with pytest.raises(DataError, match="adj_close"):
        bars_of(rows(walk()).drop(columns="adj_close"))


@pytest.mark.parametrize(
    ("shares", "split"), [(2, "2-for-1"), (10, "10-for-1"), (1 / 8, "1-for-8")]
)
def test_a_split_that_nobody_adjusted_for_is_flagged(shares, split):
    """A lasting jump by a split's ratio in a quiet history is told, with its day and ratio."""
    close = walk()
    close[150:] /= shares
    (jump,) = bars_of(rows(close)).jumps()
    assert jump.date == DATES[150].date()
    assert jump.split == split
    assert jump.move == pytest.approx(close[150] / close[149] - 1)


def test_a_fall_of_a_third_is_no_split():
    """What shares do on a bad day (here −35 %) is not called a split."""
    close = walk()
    close[150:] *= 0.65
    assert bars_of(rows(close)).jumps() == ()


@given(st.integers(0, 2**32 - 1))
def test_a_random_walk_has_no_splits(seed):
    """No history of ordinary days is flagged."""
    assert bars_of(rows(walk(seed, 0.03))).jumps() == ()


def test_opens_that_repeat_the_close_before_are_seen():
    """The share of such opens tells a source that knows no opens."""
    close = walk()
    opens = np.concatenate([close[:1], close[:-1]])
    high, low = np.maximum(opens, close) * 1.01, np.minimum(opens, close) * 0.99
    assert bars_of(rows(close, adj_open=opens, adj_high=high, adj_low=low)).repeated_opens == 1.0
    assert bars_of(rows(close, adj_open=close, adj_high=high, adj_low=low)).repeated_opens < 0.05


@given(scale=st.floats(0.01, 100), cut=st.integers(30, N - 30))
def test_a_history_cut_in_two_joins_to_itself(scale, cut):
    """Whatever the earlier part's scale, the joined returns are those of the whole."""
    close = walk()
    whole = bars_of(rows(close))
    recent = bars_of(rows(close).iloc[cut:])
    earlier = bars_of(rows(scale * close).iloc[: cut + 25])
    made = joined(recent, earlier)
    assert made is not None
    np.testing.assert_allclose(made.returns[1:], whole.returns[1:], rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(made.close[cut:], recent.close)


def test_the_seam_may_lie_at_the_end_of_the_earlier():
    """Up to its last day the returns are the earlier's own, after it the recent's."""
    close = walk()
    draw = np.random.default_rng(3).normal(0, 2e-4, len(close))
    other = close * np.exp(np.cumsum(draw))
    recent, earlier = bars_of(rows(other)), bars_of(rows(close).iloc[:400])
    made = joined(recent, earlier, seam="last")
    assert made is not None
    np.testing.assert_allclose(made.returns[1:400], earlier.returns[1:], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(made.returns[400:], recent.returns[400:], rtol=1e-9, atol=1e-12)


def test_another_history_is_not_joined():
    """Returns that disagree where both are known, or too few of them, do not make one history."""
    recent = bars_of(rows(walk(0)).iloc[100:])
    assert joined(recent, bars_of(rows(walk(1)).iloc[:200])) is None
    assert joined(recent, bars_of(rows(walk(0)).iloc[:110])) is None
    assert joined(recent, bars_of(rows(walk(0)).iloc[:90])) is None


def test_bars_are_read_only():
    """Nobody changes a price."""
    with pytest.raises(ValueError, match="read-only"):
        bars_of(rows(walk())).close[0] = 1.0
