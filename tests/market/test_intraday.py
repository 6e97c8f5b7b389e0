"""Intraday bars: regular hours, half days, and what is set aside."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from hedgerow.errors import DataError
from hedgerow.market.intraday import IntradayBars

DAY, HALF = "2024-11-27", "2024-11-29"
"""The day before Thanksgiving and the half day after it."""


def rows(day=DAY, start="09:30", bars=78, minutes=5, price=100.0):
    """Bars of one session that climb by a cent a bar."""
    times = pd.date_range(f"{day} {start}", periods=bars, freq=f"{minutes}min")
    close = price + 0.01 * np.arange(1, bars + 1)
    return pd.DataFrame(
        {
            "timestamp": times.tz_localize("America/New_York").tz_convert("UTC"),
            "symbol": "A",
            "open": close - 0.01,
            "high": close,
            "low": close - 0.01,
            "close": close,
        }
    )


def changed(frame, row, **cells):
    """A copy with cells of one row replaced."""
    frame = frame.copy()
    for column, value in cells.items():
        frame.loc[row, column] = value
    return frame


def test_a_session_on_its_grid():
    """Seventy-eight bars make a grid of seventy-nine prices: the first open, then every close."""
    made = IntradayBars.from_rows(rows(), "A")
    (day,) = made.grids()
    assert day == date(2024, 11, 27)
    assert made.grids()[day] == pytest.approx(100 + 0.01 * np.arange(79))
    assert (made.minutes, dict(made.set_aside)) == (5, {})
    assert str(made.times[0]) == "2024-11-27 14:30:00+00:00"


def test_summer_and_winter_open_at_half_past_nine():
    """The open is 13:30 UTC in July and 14:30 UTC in January."""
    both = pd.concat([rows("2024-01-10"), rows("2024-07-10")])
    made = IntradayBars.from_rows(both, "A")
    assert [t.strftime("%H:%M") for t in made.times[[0, 78]]] == ["14:30", "13:30"]
    assert list(made.coverage()) == [1.0, 1.0]


def test_what_trades_outside_regular_hours_is_set_aside():
    """Bars from 8:00 and to 17:00 and the print at 16:00 are counted; the session keeps its 78."""
    made = IntradayBars.from_rows(rows(start="08:00", bars=108), "A")
    assert made.set_aside == {"outside regular hours": 108 - 78}
    assert len(made.times) == 78


def test_a_half_day_ends_at_one():
    """The session after Thanksgiving has 42 bars of five minutes, and the one at 13:00 is outside."""
    made = IntradayBars.from_rows(rows(HALF, bars=43), "A")
    assert made.set_aside == {"outside regular hours": 1}
    assert list(made.coverage()) == [1.0]
    assert len(made.grids()[date(2024, 11, 29)]) == 43


def test_coverage_counts_the_bars_that_are_there():
    """With every other bar gone the grid has gaps, the width is still found, and half is covered."""
    thin = rows().drop(index=range(1, 40, 2)).reset_index(drop=True)
    made = IntradayBars.from_rows(thin, "A")
    assert made.minutes == 5
    assert made.coverage().iloc[0] == pytest.approx(58 / 78)
    assert np.isnan(made.grids()[date(2024, 11, 27)]).sum() == 20


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"close": np.nan}, "price missing or not positive"),
        ({"low": 0.0}, "price missing or not positive"),
        ({"high": np.inf}, "price missing or not positive"),
        ({"high": 99.0}, "open or close outside high and low"),
        ({"low": 101.0}, "open or close outside high and low"),
        ({"timestamp": pd.NaT}, "no timestamp"),
        ({"timestamp": pd.Timestamp("2024-11-28 15:00", tz="UTC")}, "no session"),
        ({"timestamp": pd.Timestamp("2024-11-27 15:01:30", tz="UTC")}, "off the grid"),
    ],
)
def test_a_bad_row_is_counted(cells, reason):
    """One bad row is set aside under its reason and the other 77 stay."""
    made = IntradayBars.from_rows(changed(rows(), 6, **cells), "A")
    assert made.set_aside == {reason: 1}
    assert len(made.times) == 77


def test_rounding_does_not_make_a_bar_impossible():
    """A close a ten-millionth above its high is a rounded one."""
    made = IntradayBars.from_rows(changed(rows(), 6, high=100.07 * (1 - 1e-7)), "A")
    assert made.set_aside == {}


def test_rows_twice():
    """Equal rows merge; two bars for one moment are both set aside."""
    frame = rows()
    made = IntradayBars.from_rows(pd.concat([frame, frame.iloc[[3]]]), "A")
    assert (made.set_aside, len(made.times)) == ({"repeated": 1}, 78)
    other = frame.iloc[[3]].assign(close=100.035)
    made = IntradayBars.from_rows(pd.concat([frame, other]), "A")
    assert (made.set_aside, len(made.times)) == ({"contradicting each other": 2}, 77)


def test_a_session_that_is_another_day():
    """A stated session other than the timestamp's day in New York is doubted, not believed."""
    frame = rows().assign(session=pd.Timestamp(DAY))
    made = IntradayBars.from_rows(changed(frame, 0, session=pd.Timestamp(HALF)), "A")
    assert made.set_aside == {"session and timestamp disagree": 1}


def test_only_the_symbol_and_nothing_later():
    """Other symbols are not read, nor sessions after ``as_of``."""
    frame = pd.concat([rows(), rows().assign(symbol="B"), rows(HALF, bars=42)])
    assert len(IntradayBars.from_rows(frame, "A").times) == 78 + 42
    assert len(IntradayBars.from_rows(frame, "A", date(2024, 11, 28)).times) == 78
    nothing = IntradayBars.from_rows(frame, "C")
    assert (len(nothing.times), nothing.minutes, nothing.grids()) == (0, 0, {})
    assert nothing.coverage().empty


def test_texts_with_a_zone_are_read():
    """Timestamps as text with their offset, of winter and of summer, are as good; others are no date."""
    frame = pd.concat([rows(), rows("2024-07-10")], ignore_index=True)
    local = frame["timestamp"].dt.tz_convert("America/New_York")
    frame["timestamp"] = local.astype(str)
    frame.loc[0, "timestamp"] = "soon"
    made = IntradayBars.from_rows(frame, "A")
    assert (len(made.times), made.set_aside) == (155, {"no timestamp": 1})


def test_no_zone_is_an_error():
    """Without a zone nobody knows whether 14:30 is the open or the afternoon."""
    frame = rows()
    frame["timestamp"] = frame["timestamp"].dt.tz_localize(None)
    with pytest.raises(DataError, match="time zone"):
        IntradayBars.from_rows(frame, "A")


def test_a_missing_column_is_named():
    """The message names the column."""
    with pytest.raises(DataError, match="'high'"):
        IntradayBars.from_rows(rows().drop(columns="high"), "A")


def test_the_table_is_read_only():
    """Prices cannot be changed by whoever holds the table."""
    with pytest.raises(ValueError, match="read-only"):
        IntradayBars.from_rows(rows(), "A").close[0] = 1.0
