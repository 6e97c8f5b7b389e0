"""What a forecaster knows, and means over the past and the future."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from hedgerow.errors import InputError
from hedgerow.volatility.forecast.history import History, closes_only, mean_ahead, trailing_mean

NAN = np.nan
DATES = pd.date_range("2024-01-01", periods=4)
SERIES = hnp.arrays(float, st.integers(0, 30), elements=st.floats(0, 10) | st.just(NAN))


def test_until_holds_rows_up_to_and_with():
    """What is known at the end of session i is i + 1 rows of every column."""
    x = np.arange(4.0)
    known = History(DATES, x, x + 10, "test", x + 20).until(2)
    assert len(known) == 3
    assert known.dates[-1] == DATES[2]
    assert [known.returns[-1], known.variance[-1], known.implied[-1]] == [2, 12, 22]
    assert known.measure == "test"


def test_closes_alone_give_squared_returns():
    """252 times the squared log return, unknown next to an unknown close."""
    history = closes_only(DATES, np.array([100.0, 110.0, NAN, 99.0]), np.full(4, NAN))
    assert history.variance[1] == pytest.approx(252 * np.log(1.1) ** 2)
    assert np.isnan(history.variance[[0, 2, 3]]).all()
    assert history.measure == "squared returns"


def test_columns_must_have_a_row_a_session():
    """A column that is too short would pair values with other dates."""
    x = np.zeros(4)
    with pytest.raises(InputError, match=r"implied has shape \(3,\)"):
        History(DATES, x, x, "test", x[:3])
    with pytest.raises(InputError, match="ascend"):
        History(DATES[::-1], x, x, "test", x)


@given(SERIES, st.integers(1, 8))
def test_trailing_mean_is_that_of_the_known(x, window):
    """The mean of what is known of the window, if that is half of it or more."""
    mean = trailing_mean(x, window)
    for t in range(len(x)):
        of = x[t - window + 1 : t + 1] if t >= window - 1 else np.array([])
        known = of[np.isfinite(of)]
        if len(of) and len(known) >= window / 2:
            assert mean[t] == pytest.approx(known.mean(), abs=1e-9)
        else:
            assert np.isnan(mean[t])


@given(SERIES, st.integers(1, 8))
def test_mean_ahead_starts_tomorrow(x, horizon):
    """Today is no part of it, and one unknown value makes it unknown."""
    ahead = mean_ahead(x, horizon)
    for t in range(len(x)):
        of = x[t + 1 : t + 1 + horizon]
        if len(of) == horizon and np.isfinite(of).all():
            assert ahead[t] == pytest.approx(of.mean(), abs=1e-12)
        else:
            assert np.isnan(ahead[t])


@pytest.mark.parametrize("mean", [trailing_mean, mean_ahead])
def test_a_window_has_a_session(mean):
    """A mean of nothing is refused."""
    with pytest.raises(InputError, match="1 and more"):
        mean(np.zeros(3), 0)
