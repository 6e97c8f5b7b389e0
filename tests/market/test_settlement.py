"""When options settle: the contract specifications of Cboe and Nasdaq, holidays, half days, minutes."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.market.calendar import NEW_YORK, close_of, hours, open_of, sessions
from hedgerow.market.settlement import (
    expiry_years,
    settlement,
    settlement_minutes,
    settles,
    trading_close,
)


def at(text):
    """A moment in New York."""
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)


def test_roots():
    """Standard index and all VIX options settle at the open; weeklies, small contracts, funds and shares at the close."""
    assert {root for root in ("SPX", "NDX", "RUT", "VIX", "VIXW") if settlement(root) == "am"} == {
        *("SPX", "NDX", "RUT", "VIX", "VIXW")
    }
    others = ("SPXW", "NDXP", "RUTW", "XSP", "MRUT", "XND", "SPY", "AAPL", "SPY7")
    assert {settlement(root) for root in others} == {"pm"}


@pytest.mark.parametrize(
    ("root", "expiration", "moment"),
    [
        ("SPX", "2023-09-15", "2023-09-15T09:30"),
        ("SPXW", "2023-09-15", "2023-09-15T16:00"),
        ("VIX", "2023-05-17", "2023-05-17T09:30"),
        ("SPXW", "2024-11-29", "2024-11-29T13:00"),  # the day after Thanksgiving
        ("SPX", "2014-12-20", "2014-12-19T09:30"),  # a Saturday, as symbols had it until 2015
        ("SPY", "2014-12-20", "2014-12-19T16:00"),
        ("SPXW", "2022-04-15", "2022-04-14T16:00"),  # Good Friday
    ],
)
def test_moments(root, expiration, moment):
    """The open or the close of the expiration's session, or of the one before it."""
    assert settles(root, date.fromisoformat(expiration)) == at(moment)


def test_many_at_once():
    """In bulk it is the same moment, to the minute, and unknown outside the calendar."""
    days = np.array(["2022-04-15", "2023-11-24", "2014-12-20", "2025-07-04", "2041-01-02"], "M8[D]")
    for am, root in ((True, "SPX"), (False, "SPXW")):
        found = settlement_minutes(days, np.full(len(days), am))
        wanted = [settles(root, day.item()).timestamp() for day in days[:-1]]
        assert found[:-1].astype("M8[s]").astype(int).tolist() == wanted
        assert np.isnat(found[-1])
    assert np.isnat(
        settlement_minutes(np.array(["1980-01-02", "NaT"], "M8[D]"), np.zeros(2, bool))
    ).all()
    with pytest.raises(InputError, match="2041"):
        settles("SPX", date(2041, 1, 2))


def test_hours_are_the_calendars():
    """Each session opened at 9:30 and closed when the calendar says, summer and winter."""
    known = hours()
    for i in range(0, len(sessions()), 97):
        day = known.session[i].item()
        assert known.opens[i].astype("M8[s]").astype(int) == open_of(day).timestamp()
        assert known.closes[i].astype("M8[s]").astype(int) == close_of(day).timestamp()


def test_close_of_trading():
    """Index and broad-fund options trade a quarter of an hour past the close, half days too; others do not."""
    assert trading_close("SPX", date(2025, 9, 3)) == at("2025-09-03T16:15")
    assert trading_close("SPY", date(2024, 11, 29)) == at("2024-11-29T13:15")
    assert trading_close("AAPL", date(2024, 11, 29)) == at("2024-11-29T13:00")


def test_years_are_minutes():
    """Cboe's VIX counts 525,600 minutes a year; a passed settlement is negative."""
    settled = settles("SPXW", date(2025, 3, 10))
    before = settled - timedelta(days=3)  # on the Sunday between, the clocks lose an hour
    assert expiry_years(before, settled) * 525_600 == pytest.approx(3 * 24 * 60 - 60)
    assert expiry_years(settled, settled) == 0
    assert expiry_years(settled + timedelta(minutes=1), settled) < 0
