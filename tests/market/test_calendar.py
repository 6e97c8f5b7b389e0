"""Sessions and expirations against published dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.market.calendar import (
    FIRST,
    LAST,
    close_of,
    is_session,
    previous_session,
    session_on_or_before,
    sessions,
    sessions_between,
)

DAYS = st.dates(FIRST, LAST)


@pytest.mark.parametrize(
    ("day", "session"),
    [
        (date(2026, 5, 25), date(2026, 5, 22)),  # Memorial Day
        (date(2022, 1, 3), date(2022, 1, 3)),
        (date(2012, 10, 30), date(2012, 10, 26)),  # Hurricane Sandy
        (date(2001, 9, 14), date(2001, 9, 10)),
        (date(2018, 12, 5), date(2018, 12, 4)),  # day of mourning
    ],
)
def test_a_day_that_is_no_session_means_the_one_before(day, session):
    """Holidays and closures of the New York Stock Exchange."""
    assert session_on_or_before(day) == session


@given(DAYS)
def test_session_on_or_before_is_idempotent_and_close(day):
    """It is a session, not later, and less than eight days earlier."""
    session = session_on_or_before(day)
    assert is_session(session)
    assert session_on_or_before(session) == session
    assert timedelta(0) <= day - session < timedelta(days=8)


@given(DAYS, DAYS)
def test_sessions_between_counts_and_flips_sign(a, b):
    """Counting from a to b is minus counting from b to a, and the plain count agrees."""
    assert sessions_between(a, b) == -sessions_between(b, a)
    if a <= b:
        every = sessions()
        assert sessions_between(a, b) == sum(
            (d.date() > a) & (d.date() <= b) for d in every[(every >= str(a)) & (every <= str(b))]
        )


def test_previous_session():
    """Strictly before."""
    assert previous_session(date(2025, 9, 3)) == date(2025, 9, 2)
    assert previous_session(date(2025, 9, 2)) == date(2025, 8, 29)  # Labor Day between


@pytest.mark.parametrize("day", [date(1066, 10, 14), date(1989, 12, 29), date(2041, 1, 2)])
def test_dates_out_of_range_are_refused(day):
    """The message gives the range."""
    with pytest.raises(InputError, match="1990-01-02"):
        session_on_or_before(day)


def test_half_days_close_early():
    """The day after Thanksgiving closes at 13:00 New York time."""
    assert close_of(date(2024, 11, 29)).strftime("%H:%M") == "13:00"
    assert close_of(date(2024, 11, 27)).strftime("%H:%M %Z") == "16:00 EST"
