"""The calendar of events against the calendars that were published."""

import itertools
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.market.calendar import NEW_YORK, is_session, sessions_between
from hedgerow.market.events import KINDS, RANGES, Event, EventCalendar, own_event

CALENDAR = EventCalendar.shipped()
ARTICLE = date(2026, 5, 26)


def of(kind):
    """Events of one kind."""
    return [e for e in CALENDAR.events if e.kind == kind]


def test_eight_meetings_a_year():
    """The committee meets eight times a year, on weekdays, six to nine weeks apart."""
    planned = [e.day for e in of("fomc") if e.known_from is None]
    years = [day.year for day in planned]
    assert {years.count(year) for year in range(2010, 2028)} == {8}
    assert all(day.weekday() in {1, 2, 3} for day in planned)
    gaps = {(b - a).days for a, b in itertools.pairwise(planned)}
    assert min(gaps) >= 35
    assert max(gaps) <= 56


def test_one_price_index_a_month_but_in_the_shutdown_of_2025():
    """Twelve releases are planned a year, on weekdays from the 10th to the 26th; eleven came in 2025."""
    planned = [e.day for e in of("cpi") if e.known_from is None]
    came = [e.day for e in of("cpi") if e.cancelled is None]
    years = range(2010, 2027)
    assert {sum(day.year == year for day in planned) for year in years} == {12}
    assert [year for year in years if sum(day.year == year for day in came) != 12] == [2025]
    assert all(10 <= day.day <= 26 and day.weekday() < 5 for day in planned)
    assert [day for day in came if not is_session(day)] == [date(2017, 4, 14), date(2020, 4, 10)]


def test_moved_releases_were_not_known_before():
    """In May 2025 the price index was planned for 15 October; from the notice of 10 October for the 24th."""
    october = date(2025, 10, 31)

    def ahead(day):
        return [e.day for e in CALENDAR.upcoming(day, october, ["cpi"]) if e.day.month == 10]

    assert ahead(date(2025, 5, 14)) == ahead(date(2025, 10, 9)) == [date(2025, 10, 15)]
    assert ahead(date(2025, 10, 10)) == [date(2025, 10, 24)]
    assert CALENDAR.distance(date(2025, 12, 1), "cpi").last == date(2025, 10, 24)
    assert CALENDAR.distance(date(2025, 12, 1), "cpi").next == date(2025, 12, 18)


def test_the_meeting_of_june_2026_lies_inside_the_thirty_days_of_vix():
    """SPEC MS-09: on 26 May 2026 the FOMC of 16-17 June is 22 days out, so VIX spans it."""
    found = CALENDAR.distance(ARTICLE, "fomc")
    assert (found.last, found.next, found.days_to) == (date(2026, 4, 29), date(2026, 6, 17), 22)
    assert found.sessions_to == sessions_between(ARTICLE, date(2026, 6, 17)) == 16


def test_nobody_knew_of_the_decisions_of_march_2020():
    """Before 3 March the 18th was planned; after the 15th it was not; what came between was never upcoming."""
    march = date(2020, 3, 31)

    def ahead(day):
        return [e.day for e in CALENDAR.upcoming(day, march, ["fomc"])]

    assert ahead(date(2020, 3, 2)) == [date(2020, 3, 18)]
    assert ahead(date(2020, 3, 13)) == [date(2020, 3, 18)]
    assert ahead(date(2020, 3, 16)) == []
    assert CALENDAR.distance(date(2020, 3, 4), "fomc").last == date(2020, 3, 3)
    assert CALENDAR.distance(date(2020, 3, 19), "fomc").last == date(2020, 3, 15)


def test_what_a_morning_did_not_know_is_not_spanned():
    """On 3 March 2020 at 9:45 nobody knew of the statement of 10:00; on the 16th the 18th was no longer planned."""

    def spanned(quoted):
        end = datetime(2020, 3, 20, 16, tzinfo=NEW_YORK)
        return [e.day for e in CALENDAR.spanned(quoted, [end])[0] if e.kind == "fomc"]

    assert spanned(datetime(2020, 3, 3, 9, 45, tzinfo=NEW_YORK)) == [date(2020, 3, 18)]
    assert spanned(datetime(2020, 3, 16, 8, 0, tzinfo=NEW_YORK)) == []


def test_an_event_of_a_weekend_is_not_over_on_friday():
    """Options of Friday do not span what comes on Saturday; those of Monday do."""
    held = EventCalendar.shipped([own_event("2026-06-13", "OPEC meets")])
    quoted = datetime(2026, 6, 12, 15, 0, tzinfo=NEW_YORK)
    ends = [datetime(2026, 6, day, 16, tzinfo=NEW_YORK) for day in (12, 15)]
    friday, monday = held.spanned(quoted, ends)
    assert [[e.name for e in found] for found in (friday, monday)] == [[], ["OPEC meets"]]


def test_beyond_its_years_a_table_says_nothing():
    """Unknown, not none: the next release after the table's last year is None, and the gap is named."""
    assert CALENDAR.distance(date(2009, 6, 1), "fomc").next is None
    assert CALENDAR.distance(date(2026, 12, 15), "cpi").next is None
    assert CALENDAR.uncovered(date(2027, 1, 15)) == ("cpi",)
    assert CALENDAR.uncovered(date(2028, 1, 15)) == ("fomc", "cpi")
    assert CALENDAR.uncovered(ARTICLE) == ()


def test_an_option_spans_what_is_over_before_it_settles():
    """The statement of 14:00 is after the a.m. settlement of that day and before the p.m. one."""
    quoted = datetime(2026, 6, 12, 16, 15, tzinfo=NEW_YORK)
    am = datetime(2026, 6, 17, 9, 30, tzinfo=NEW_YORK)
    pm = datetime(2026, 6, 17, 16, 0, tzinfo=NEW_YORK)
    first, second = CALENDAR.spanned(quoted, [am, pm])
    assert [e.kind for e in first] == []
    assert [e.kind for e in second] == ["fomc"]


def test_prices_are_published_before_the_open():
    """The index of 8:30 is spanned by options that settle at 9:30."""
    quoted = datetime(2026, 6, 9, 16, 15, tzinfo=NEW_YORK)
    found = CALENDAR.spanned(quoted, [datetime(2026, 6, 10, 9, 30, tzinfo=NEW_YORK)])
    assert [e.kind for e in found[0]] == ["cpi"]


@given(st.dates(date(2010, 1, 4), date(2026, 6, 30)), st.integers(1, 120))
def test_spans_part_the_upcoming_announcements(day, span):
    """Buckets of any two settlements hold each announcement that was planned the evening before once, in order."""
    quoted = datetime.combine(day, time(16, 15), NEW_YORK)
    ends = [quoted + timedelta(days=span / 2), quoted + timedelta(days=span)]
    buckets = CALENDAR.spanned(quoted, ends)
    together = [e for bucket in buckets for e in bucket]
    every = CALENDAR.upcoming(day - timedelta(days=1), ends[1].date(), ["fomc", "cpi"])
    assert together == [e for e in every if quoted < e.over <= ends[1]]


@given(st.sampled_from(KINDS[:5]), st.dates(date(2010, 2, 1), date(2026, 6, 30)))
def test_what_is_known_of_a_day_needs_no_later_event(kind, day):
    """Events that came unannounced later change nothing of what was upcoming then."""
    silent = EventCalendar(
        tuple(e for e in CALENDAR.events if e.known_from is None or e.known_from <= day)
    )
    assert silent.distance(day, kind) == CALENDAR.distance(day, kind)


def test_own_events_stand_beside_the_public_ones():
    """An event of the user's own is upcoming until it is over."""
    own = own_event("2026-07-30", "Apple reports", "16:30")
    assert own == Event(date(2026, 7, 30), "own", "Apple reports", time(16, 30))
    held = EventCalendar.shipped([own])
    assert own in held.upcoming(ARTICLE, date(2026, 8, 1))
    assert held.distance(ARTICLE, "own").next == date(2026, 7, 30)
    assert CALENDAR.distance(ARTICLE, "own").next is None


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (("2026-13-01", "x"), "no date"),
        (("1066-10-14", "Hastings"), "1990"),
        (("2026-07-30", " "), "no name"),
        (("2026-07-30", "x", "25:99"), "no time"),
        (("2026-07-30", "x", "16:30+02:00"), "no time.*New York"),
    ],
)
def test_what_is_no_event(texts, said):
    """The line names the value and what to write instead."""
    with pytest.raises(InputError, match=said):
        own_event(*texts)


def test_ranges_are_those_of_the_tables():
    """The first and last event of a kind lie in the first and last year that the range names."""
    for kind in ("fomc", "cpi"):
        days = [e.day for e in of(kind)]
        assert (days[0].year, days[-1].year) == tuple(day.year for day in RANGES[kind])
