"""Which expirations an index is made of."""

from datetime import date, timedelta

import pytest

from hedgerow.market.calendar import NEW_YORK, is_session
from hedgerow.market.expirations import monthly_expiration, vix_settlement
from hedgerow.market.quote_columns import Listing
from hedgerow.market.settlement import expiry_years, settlement, settles, trading_close
from hedgerow.volatility.indices.term_choice import Terms


def listing(expiration, root, today):
    """One listing as seen at the close of trading."""
    moment = settles(root, expiration).astimezone(NEW_YORK)
    quoted = trading_close("SPX", today)
    return Listing(expiration, root, moment, expiry_years(quoted, moment), settlement(root))


def spx(today, days=120):
    """Every session as SPXW, third Fridays as SPX too."""
    dates = [today + timedelta(days=n) for n in range(1, days)]
    dates = [day for day in dates if is_session(day)]
    found = [listing(day, "SPXW", today) for day in dates]
    found += [listing(d, "SPX", today) for d in dates if d == monthly_expiration(d.year, d.month)]
    return sorted(found, key=lambda each: each.settles_at)


def pair(listings, underlying, today, days, **more):
    """Expiration and root of the near and the next, and the pair."""
    terms = Terms.of(listings, underlying, today, range(len(listings)))
    found = terms.pair(days, **more)
    places = [i for i in (found.near, found.next) if i is not None]
    return [(str(listings[i].expiration), listings[i].root) for i in places], found


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2023, 9, 14), [("2023-10-13", "SPXW"), ("2023-10-20", "SPX")]),
        # the second Tuesday and Wednesday of October 2014: 24 and 31 days, then 30 and 37 [CboeVIX14]
        (date(2014, 10, 14), [("2014-11-07", "SPXW"), ("2014-11-14", "SPXW")]),
        (date(2014, 10, 15), [("2014-11-14", "SPXW"), ("2014-11-21", "SPX")]),
        # Good Friday: the weekly of that week ends on Thursday
        (date(2023, 3, 8), [("2023-04-06", "SPXW"), ("2023-04-14", "SPXW")]),
    ],
)
def test_the_two_fridays_of_vix(today, expected):
    """Fridays after 23 and up to 37 days ahead; a.m. settled options on third Fridays, p.m. settled on the others."""
    found, whole = pair(spx(today), "SPX", today, 30.0)
    assert found == expected
    assert whole.by_rule
    assert whole.family == "vix"


def test_there_are_always_two():
    """On every session of two years the rule of VIX finds exactly two Fridays."""
    day = date(2022, 1, 3)
    while day < date(2024, 1, 1):
        if is_session(day):
            found, whole = pair(spx(day, 45), "SPX", day, 30.0)
            assert len(found) == 2
            assert whole.family == "vix"
        day += timedelta(days=1)


def test_other_horizons_take_fridays_on_either_side():
    """Nine days ahead of a Thursday: the Fridays in 8 and 15 days."""
    found, whole = pair(spx(date(2023, 9, 14)), "SPX", date(2023, 9, 14), 9.0)
    assert found == [("2023-09-22", "SPXW"), ("2023-09-29", "SPXW")]
    assert whole.surround


def test_monthly_ones_roll_a_week_before():
    """With seven days to the third Friday it is still the near term of SKEW, with four it is not."""
    listings = spx(date(2023, 4, 14))
    found, _ = pair(listings, "SPX", date(2023, 4, 14), 30.0, family="monthly")
    assert found == [("2023-04-21", "SPX"), ("2023-05-19", "SPX")]
    today = date(2023, 4, 17)
    found, whole = pair(spx(today), "SPX", today, 30.0, family="monthly")
    assert found == [("2023-05-19", "SPX"), ("2023-06-16", "SPX")]
    assert not whole.surround
    assert whole.by_rule


def test_vix_options_take_the_monthly_settlements():
    """Of Wednesdays every week those thirty days before a third Friday."""
    today = date(2023, 5, 15)
    days = [date(2023, 5, 17) + timedelta(weeks=n) for n in range(16)]
    monthly = {vix_settlement(2023, month) for month in range(5, 10)}
    listings = [listing(day, "VIX" if day in monthly else "VIXW", today) for day in days]
    found, _ = pair(listings, "VIX", today, 30.0)
    assert found == [("2023-06-21", "VIX"), ("2023-07-19", "VIX")]


def test_nearest_where_the_rule_finds_none():
    """Monthly expirations alone cannot make VIX: those around 30 days stand, and the pair says so."""
    today = date(2020, 12, 1)
    listings = [
        listing(monthly_expiration(y, m), "SPX", today)
        for y, m in ((2020, 12), (2021, 1), (2021, 2))
    ]
    found, whole = pair(listings, "SPX", today, 30.0)
    assert found == [("2020-12-18", "SPX"), ("2021-01-15", "SPX")]
    assert not whole.by_rule
    assert whole.surround


def test_two_on_one_side_are_continued():
    """All before the target: the last two; all after it: the first two."""
    today = date(2023, 9, 14)
    every = spx(today, 20)
    _, whole = pair(every, "SPX", today, 93.0)
    assert whole.next is not None
    assert not whole.surround
    late = [each for each in spx(today, 60) if each.expiration > date(2023, 10, 25)]
    found, whole = pair(late, "SPX", today, 30.0)
    assert not whole.surround
    assert not whole.by_rule
    assert found[0][0] < found[1][0]


def test_one_expiration_is_half_a_pair():
    """One listing is near; none is nothing."""
    today = date(2023, 9, 14)
    one = [listing(date(2023, 10, 20), "SPX", today)]
    found, whole = pair(one, "SPX", today, 30.0)
    assert found == [("2023-10-20", "SPX")]
    assert whole.next is None
    assert pair([], "SPX", today, 30.0)[1].near is None


def test_options_on_other_deliverables_are_never_taken():
    """2SPY and SPY7 are no options on SPY."""
    today = date(2023, 9, 14)
    odd = [
        listing(day, root, today)
        for day in (date(2023, 10, 13), date(2023, 10, 20))
        for root in ("2SPY", "SPY7")
    ]
    assert pair(odd, "SPY", today, 30.0)[0] == []


def test_a_share_takes_fridays():
    """Any other underlying: Fridays around the target; under a week every expiration."""
    today = date(2023, 9, 14)
    days = [today + timedelta(days=n) for n in range(1, 45)]
    listings = [listing(day, "XYZ", today) for day in days if is_session(day)]
    found, whole = pair(listings, "XYZ", today, 30.0)
    assert [day for day, _ in found] == ["2023-10-13", "2023-10-20"]
    assert whole.by_rule
    found, _ = pair(listings, "XYZ", today, 4.5)
    assert [day for day, _ in found] == ["2023-09-18", "2023-09-19"]
