"""Expirations by rule against published dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.market.calendar import is_session, sessions, sessions_between
from hedgerow.market.expirations import (
    expiration_days,
    expiration_near,
    monthly_expiration,
    opex_distance,
    quarter_end,
    vix_settlement,
    weekly_expirations,
)

EPOCH = date(1970, 1, 1).toordinal()


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(2026, 6, 18), (2022, 3, 18), (2019, 4, 18), (2024, 3, 15), (2022, 4, 14), (2025, 4, 17)],
)
def test_monthly_expirations(year, month, day):
    """Third Friday; Thursday where it is Good Friday or Juneteenth (SPEC G17: 2026-06-18)."""
    assert monthly_expiration(year, month) == date(year, month, day)


@given(st.dates(date(1990, 6, 1), date(2039, 12, 31)))
def test_an_expiration_is_always_found_in_the_window(day):
    """60 to 90 days ahead there is always a monthly or a Friday."""
    ahead = (expiration_near(day, 75, 60, 90) - day).days
    assert 59 <= ahead <= 90  # a Friday holiday moves one back by a day


@pytest.mark.parametrize(
    "day",
    [  # CFE's expiration calendar: Tuesdays where a Wednesday, or the Friday 30 days on, is a holiday
        date(2008, 2, 19),
        date(2014, 3, 18),
        date(2019, 3, 19),
        date(2020, 12, 16),
        date(2024, 1, 17),
        date(2024, 6, 18),  # the Wednesday is Juneteenth
        date(2025, 3, 18),  # the Friday is Good Friday
        date(2026, 5, 19),  # the Friday is Juneteenth
        date(2027, 5, 18),
    ],
)
def test_vix_settlements(day):
    """Thirty days before the third Friday of the next month, or the session ahead of it (SPEC VF-08)."""
    assert vix_settlement(day.year, day.month) == day


def test_vix_settles_on_wednesdays_but_for_holidays():
    """Thirty days before a Friday is a Wednesday; of 600 settlements few are Tuesdays, and no day else."""
    days = [vix_settlement(year, month) for year in range(1990, 2040) for month in range(1, 13)]
    tuesdays = sum(day.weekday() == 1 for day in days)
    assert {day.weekday() for day in days} == {1, 2}
    assert 0 < tuesdays < 60


@given(st.dates(date(1990, 6, 1), date(2039, 10, 31)), st.integers(0, 90))
def test_weekly_expirations_are_one_a_week(start, span):
    """Each is a session, each belongs to another week, none lies outside the span asked for."""
    found = weekly_expirations(start, start + timedelta(days=span))
    assert all(is_session(day) and start < day <= start + timedelta(days=span) for day in found)
    weeks = {day.isocalendar()[:2] for day in found}
    assert len(weeks) == len(found) >= span // 7 - 1


@given(st.dates(date(1990, 6, 1), date(2039, 10, 31)))
def test_monthly_expirations_are_weekly_ones(day):
    """The monthly of a month is among the Fridays of that month."""
    monthly = monthly_expiration(day.year, day.month)
    assert monthly in weekly_expirations(monthly - timedelta(days=3), monthly + timedelta(days=3))


@pytest.mark.parametrize("quarter", [1, 2, 3, 4])
def test_the_quarter_ends_on_its_last_session(quarter):
    """No session of the quarter follows it, and the next one lies in the next quarter."""
    end = quarter_end(2023, quarter)
    of_quarter = [d.date() for d in sessions() if (d.year, (d.month + 2) // 3) == (2023, quarter)]
    assert end == of_quarter[-1]


@given(st.dates(date(1991, 1, 2), date(2039, 10, 31)).filter(is_session))
def test_opex_distance_counts_sessions(session):
    """Since and to add up to the sessions between the two expirations, and the state follows from them."""
    found = opex_distance(session)
    assert found.last <= session < found.next
    assert found.since + found.to == sessions_between(found.last, found.next)
    assert (found.state == "at") == (session == found.last)
    assert (found.state == "between") == (found.since > 5 and found.to > 5)


def test_every_expiration_of_a_span_at_once():
    """Thirty years at once are the rules of one day at a time: third Fridays, and Fridays, or the sessions before them."""
    first, last = date(1995, 1, 2), date(2025, 12, 30)
    monthly, weekly = expiration_days(first.toordinal() - EPOCH, last.toordinal() - EPOCH)
    months = [monthly_expiration(y, m) for y in range(1995, 2026) for m in range(1, 13)]
    assert monthly.astype("datetime64[D]").tolist() == months
    fridays = [day for day in weekly_expirations(first, last) if day > first]
    assert weekly.astype("datetime64[D]").tolist() == fridays
