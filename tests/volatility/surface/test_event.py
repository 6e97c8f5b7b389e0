"""Event days: the forward formula inverted, and days put into a chain read back out of it."""

from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.market.calendar import NEW_YORK, close_of
from hedgerow.volatility.forecast.event import with_events
from hedgerow.volatility.surface.event import (
    ListingVariances,
    bumps,
    event_move,
    implied_event_move,
    trading_clock,
)

VOLS = st.floats(0.01, 2)
CPI, FOMC = date(2024, 6, 12), date(2024, 6, 27)


@pytest.mark.parametrize(("sessions", "move"), [(5, 0.033), (21, 0.065)])
def test_twelve_points_over_fifteen(sessions, move):
    """A listing at 27 % beside 15 %: a day of 3.3 % in a week, of 6.5 % in a month; SPEC VS-05."""
    assert event_move(0.27, 0.15, sessions).move == pytest.approx(move, abs=5e-4)


@given(VOLS, VOLS, st.integers(1, 60))
def test_it_is_the_inverse_of_adding_an_event(base, event, sessions):
    """The volatility of a period with one such day gives the day's volatility back."""
    vol = with_events(base, days=sessions, event_days=1, event_vol=event)
    found = event_move(vol, base, sessions)
    assert found.vol**2 == pytest.approx(event**2, abs=1e-9 * sessions * (base**2 + event**2))
    assert not found.clamped or event**2 < 1e-9 * sessions * (base**2 + event**2)


def test_less_than_the_base_is_no_event():
    """The day's variance is 0 and says that it was clamped; an unknown volatility stays unknown."""
    found = event_move(0.10, 0.20, 5)
    assert (found.variance, found.move, found.clamped) == (0, 0, True)
    assert np.isnan(event_move(np.nan, 0.2, 5).move)


def test_mean_absolute_move():
    """√(2/π) of the standard deviation, as of any normal."""
    found = event_move(0.27, 0.15, 5)
    assert found.mean_absolute_move / found.move == pytest.approx(0.7979, abs=5e-5)


def test_the_clock_counts_sessions():
    """Close to close is one whatever lies between: a night, a weekend, a holiday, a half day."""
    closes = [close_of(date(2024, 7, day)) for day in (1, 2, 3, 5, 8)]  # 3rd: 13:00, 4th: closed
    np.testing.assert_allclose(np.diff(trading_clock(closes)), 1)


def test_the_clock_runs_through_the_day():
    """A quarter is gone at the open, five eighths at half the session; evenings belong to the night."""
    day = datetime(2024, 6, 4, tzinfo=NEW_YORK)
    at = [close_of(date(2024, 6, 3)), day.replace(hour=9, minute=30), day.replace(hour=12, minute=45)]  # fmt: skip
    clock = trading_clock(at)
    np.testing.assert_allclose(clock - clock[0], [0, 0.25, 0.625])


@pytest.fixture(scope="module")
def eventful(fitted_with_events):
    """A chain with 15 % everywhere but on two days."""
    return ListingVariances.of(fitted_with_events({CPI: 0.015**2, FOMC: 0.02**2}))


def test_days_put_in_are_read_back(eventful):
    """1.5 % and 2 %, each by its date, within a few hundredths that quotes leave open; base 15 %."""
    cpi = implied_event_move(eventful, CPI, others=[FOMC])
    assert cpi.move == pytest.approx(0.015, abs=3e-4)
    assert cpi.base_vol == pytest.approx(0.15, abs=2e-3)
    assert cpi.sessions == pytest.approx(1)
    assert implied_event_move(eventful, FOMC, others=[CPI]).move == pytest.approx(0.02, abs=5e-4)


def test_a_moment_falls_between_two_listings(eventful):
    """Half past eight of the day lies between the close before and its own."""
    early = datetime(2024, 6, 12, 8, 30, tzinfo=NEW_YORK)
    assert implied_event_move(eventful, early).move == pytest.approx(0.015, abs=3e-4)
    quiet = implied_event_move(eventful, date(2024, 6, 18))
    assert quiet.vol == pytest.approx(0.15, abs=0.01)


def test_days_that_stand_out_are_found(eventful):
    """Both, nothing else; sizes are what they add to their listing."""
    found = bumps(eventful)
    assert [b.until.date() for b in found] == [CPI, FOMC]
    for bump, n in zip(found, (7, 17), strict=True):
        day = 0.015**2 if n == 7 else 0.02**2
        earlier = 0.015**2 - 0.15**2 / 252 if n == 17 else 0.0
        i = eventful.settles.index(bump.until)
        usual = 0.15**2 / 252
        with_event = np.sqrt((usual * (n - 1) + earlier + day) / eventful.expiry[i])
        without = np.sqrt((usual * n + earlier) / eventful.expiry[i])
        assert bump.size == pytest.approx(with_event - without, abs=1e-3)
        assert bump.after == eventful.settles[i - 1]
        assert not bump.one_sided


def test_a_quiet_chain_has_no_bumps(fitted_with_events):
    """15 % on every session: weekends and the holiday are no events."""
    assert bumps(ListingVariances.of(fitted_with_events({}))) == ()


def test_after_the_last_listing_nothing_is_known(eventful):
    """NaN and the reason, not zero."""
    found = implied_event_move(eventful, date(2024, 9, 18))
    assert np.isnan(found.move)
    assert found.reason.startswith("no listing settles after 2024-09-18")


def test_what_is_past_is_not_priced(eventful):
    """An event of the day of the quotes, or before, has no move; at a settlement it belongs to the next listing."""
    assert implied_event_move(eventful, date(2024, 6, 3)).reason == "2024-06-03 is past"
    assert np.isnan(implied_event_move(eventful, date(2024, 5, 1)).move)
    at_close = implied_event_move(eventful, close_of(date(2024, 6, 11)))
    assert at_close.move == pytest.approx(0.015, abs=3e-4)
    nothing = ListingVariances((), *(np.empty(0),) * 3)
    assert np.isnan(implied_event_move(nothing, CPI).move)
    assert bumps(nothing) == ()


def test_without_a_quiet_neighbour_there_is_no_base(eventful):
    """Every other step named as an event leaves nothing to compare with."""
    others = [s.date() for s in eventful.settles if s.date() != CPI]
    found = implied_event_move(eventful, CPI, others=others)
    assert np.isnan(found.variance)
    assert found.reason == "no neighbouring listings without an event"


def test_few_listings_have_no_bumps():
    """Six steps do not say what is usual."""
    settles = tuple(close_of(date(2024, 6, day)) for day in (4, 5, 6, 7))
    n = np.arange(1.0, 5)
    few = ListingVariances(settles, n, n / 365, np.array([1, 2, 9, 10]) * 1e-4)
    assert bumps(few) == ()


def test_a_period_holds_its_event():
    """Less than one session is refused."""
    with pytest.raises(InputError, match="1 and more"):
        event_move(0.2, 0.15, 0.5)
