"""Chains: cleaning that loses nothing silently, parity, stamps in any locale."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.errors import DataError
from hedgerow.market.chain import OptionChain, parse_stamp

DAY = date(2025, 9, 3)
COLUMNS = ["quote_date", "expiry", "strike", "type", "bid", "ask"]
GOOD = (DAY, DAY + timedelta(days=30), 100.0, "P", 2.0, 2.1)


def made(*rows, **extra):
    """A chain from rows of COLUMNS."""
    return OptionChain.from_rows(pd.DataFrame(list(rows), columns=COLUMNS).assign(**extra), "XYZ")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ((*GOOD[:4], 2.2, 2.1), "crossed"),
        ((*GOOD[:4], 0.0, 2.1), "no bid"),
        ((*GOOD[:4], -1.0, 2.1), "no price"),
        ((*GOOD[:4], 2.0, np.nan), "no number"),
        ((*GOOD[:3], "X", 2.0, 2.1), "no number"),
        ((DAY, DAY, *GOOD[2:]), "expired"),
        (GOOD, "repeated"),
        ((None, *GOOD[1:4], 1.0, 1.1), "no quote date"),
    ],
)
def test_bad_quotes_are_counted_and_the_good_one_stays(row, reason):
    """One bad row never loses the rest, and its reason is counted."""
    chain = made(GOOD, row)
    assert chain.set_aside == {reason: 1}
    assert len(chain.quotes) == 1


@given(
    st.lists(
        st.tuples(
            st.sampled_from([90.0, 100.0, np.nan]),
            st.sampled_from("CPX"),
            st.sampled_from([-1.0, 0.0, 1.0, np.nan]),
            st.sampled_from([0.5, 1.5, np.nan]),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_every_row_is_kept_or_counted(rows):
    """Kept plus set aside is everything that was read."""
    chain = made(*((DAY, DAY + timedelta(days=30), *row) for row in rows))
    assert len(chain.quotes) + sum(chain.set_aside.values()) == len(rows)


def test_a_missing_column_is_named():
    """The message names the column."""
    with pytest.raises(DataError, match="'bid'"):
        OptionChain.from_rows(pd.DataFrame([GOOD], columns=COLUMNS).drop(columns="bid"), "XYZ")


def test_two_dates_in_one_file_are_refused():
    """One session a file."""
    with pytest.raises(DataError, match="2 quote dates"):
        made(GOOD, (DAY + timedelta(days=1), *GOOD[1:]))


def test_the_pm_settled_root_is_preferred():
    """SPX and SPXW share a date: the p.m. settled SPXW is used; adjusted roots never are."""

    def mids(underlying, *roots):
        quotes = [(*GOOD[:4], 2.0 + i, 2.1 + i) for i in range(len(roots))]
        frame = pd.DataFrame(quotes, columns=COLUMNS).assign(root=roots)
        return OptionChain.from_rows(frame, underlying).side(GOOD[1], "put")["mid"].tolist()

    assert mids("SPX", "SPX", "SPXW") == [3.05]
    assert mids("SPY", "SPY7", "SPY") == [3.05]
    assert mids("XYZ", "ABC") == [2.05]


def test_contradicting_quotes_are_both_set_aside():
    """Of two prices for one contract neither can be trusted."""
    chain = made(GOOD, (*GOOD[:4], 1.0, 1.1), (*GOOD[:2], 110.0, *GOOD[3:]))
    assert chain.set_aside == {"contradicting each other": 2}
    assert chain.quotes["strike"].tolist() == [110.0]


def test_forward_is_the_median_over_strikes():
    """One wrong quote does not move the parity forward."""
    rows = []
    for strike in np.arange(80.0, 121.0, 5.0):
        call, put = max(101 - strike, 0) + 2, max(strike - 101, 0) + 2
        if strike == 100:
            call += 5
        rows += [(DAY, GOOD[1], strike, "C", call, call), (DAY, GOOD[1], strike, "P", put, put)]
    assert made(*rows).forward(GOOD[1], 0.0) == pytest.approx(101.0)


def test_no_pair_no_forward():
    """Puts alone imply no forward: NaN, not the strike."""
    chain = made(GOOD)
    assert np.isnan(chain.forward(GOOD[1], 0.0))
    assert np.isnan(chain.spot(0.0))


def test_listed_expiration_nearest_75_in_60_to_90():
    """59 and 91 days do not count; of 70 and 80 the earlier is taken."""
    days = (59, 70, 80, 91)
    chain = made(*((DAY, DAY + timedelta(days=d), *GOOD[2:]) for d in days))
    assert chain.days(chain.listed(75, 60, 90)) == 70
    assert chain.listed(75, 71, 79) is None


@pytest.mark.parametrize(
    ("text", "day", "stamp"),
    [  # header lines as Cboe's site writes them for visitors of several countries
        ("Date: September 3, 2025 at 9:24 AM EDT", date(2025, 9, 3), "2025-09-03T09:24:00-04:00"),
        ("Jun 22 2020 @ 20:42 ET,Bid,0", date(2020, 6, 22), "2020-06-22T20:42:00-04:00"),
        ("Date: 23 de marzo de 2022, 10:11 GMT-4", date(2022, 3, 23), "2022-03-23T10:11:00-04:00"),
        ("Date: 10 April 2023, 20:51 UTC−4", date(2023, 4, 10), "2023-04-10T20:51:00-04:00"),
        ("Date: July 12, 2022, 11:55 AM EDT", date(2022, 7, 12), "2022-07-12T11:55:00-04:00"),
        ("2022-07-12 22:57:33", date(2022, 7, 12), "2022-07-12T22:57:00-04:00"),
        (
            "max lastTradeDate 2026-02-11 16:31:01+00:00",
            date(2026, 2, 11),
            "2026-02-11T11:31:00-05:00",
        ),
        ("Date: 2022年3月23日, 16:20 GMT-4", date(2022, 3, 23), "2022-03-23T16:20:00-04:00"),
        # taken on another day
        ("Date: July 9, 2022 at 5:28 p.m. EDT", date(2022, 7, 8), "2022-07-09T17:28:00-04:00"),
        ("Mar 22 2020 @ 18:24 ET", date(2020, 3, 20), "2020-03-22T18:24:00-04:00"),
        ("Date: February 13, 2024 at 6:40 AM EST", date(2024, 2, 12), "2024-02-13T06:40:00-05:00"),
        # other zones
        ("Date: September 3, 2025, 16:15 UTC", date(2025, 9, 3), "2025-09-03T12:15:00-04:00"),
        ("2025-09-03 20:15Z", date(2025, 9, 3), "2025-09-03T16:15:00-04:00"),
        ("Date: September 3, 2025 at 6:24 AM PDT", date(2025, 9, 3), "2025-09-03T09:24:00-04:00"),
    ],
)
def test_stamps(text, day, stamp):
    """The time of day is found, to the minute, in every layout and locale seen."""
    assert parse_stamp(text, day).isoformat() == stamp


def test_no_time_no_stamp():
    """A header without a clock time says nothing about when."""
    assert parse_stamp("", DAY) is None
    assert parse_stamp("2025-10-03 08:00", DAY) is None  # another month
    assert parse_stamp("99:99", DAY) is None
    assert made(GOOD).age_hours is None


def test_a_pre_open_chain_belongs_to_the_session_before():
    """Stamped 9:24: returns of the previous session go with it; its quotes are 6.6 hours old."""
    chain = made(GOOD, quote_stamp="Date: September 3, 2025 at 9:24 AM EDT")
    assert chain.session == date(2025, 9, 2)
    assert chain.age_hours == pytest.approx(6.6)
    evening = made(GOOD, quote_stamp="Date: September 3, 2025 at 5:24 PM EDT")
    assert evening.session == DAY
    assert evening.age_hours == pytest.approx(-1.4)
    assert not evening.late
    assert made(GOOD, quote_stamp="Date: September 4, 2025 at 9:31 AM EDT").late


def american_chain(symbol, spot=640.0, rate=0.045, dividend_yield=0.012):
    """Calls and puts of two expirations, American, on a volatility that falls with the strike."""
    from hedgerow.pricing.american import american

    day, rows = date(2025, 9, 3), []
    for days in (9, 300):
        K = np.arange(520.0, 760.0, 5.0)
        vol = 0.17 - 0.3 * np.log(K / spot)
        carry = {"rate": rate, "dividend_yield": dividend_yield}
        for kind, right in (("C", "call"), ("P", "put")):
            mid = american(spot, K, days / 365, vol, right=right, **carry)
            rows += [
                (day, day + timedelta(days=days), k, kind, m - 0.01, m + 0.01)
                for k, m in zip(K, mid, strict=True)
                if m > 0.02
            ]
    columns = ["quote_date", "expiry", "strike", "type", "bid", "ask"]
    return OptionChain.from_rows(pd.DataFrame(rows, columns=columns), symbol)


def test_the_forward_of_american_options():
    """Early exercise taken out, parity gives the forward that priced the options; left in, it is too low."""
    T, expiration = 300 / 365, date(2025, 9, 3) + timedelta(days=300)
    truth = 640 * np.exp((0.045 - 0.012) * T)
    found = american_chain("SPY").forward(expiration, 0.045, spot=640.0)
    assert found == pytest.approx(truth, rel=2e-5)
    naive = american_chain("SPX").forward(expiration, 0.045)  # read as European
    assert naive < truth * (1 - 5e-4)


def test_options_read_as_european():
    """Asked to, a chain of American options is read with early exercise left in."""
    expiration = date(2025, 9, 3) + timedelta(days=300)
    as_listed = american_chain("SPX").forward(expiration, 0.045)
    asked = american_chain("SPY").forward(expiration, 0.045, spot=640.0, exercise="european")
    assert asked == as_listed


def test_the_spot_of_american_options():
    """The nearest expiration gives the spot back."""
    assert american_chain("SPY").spot(0.045, 0.012) == pytest.approx(640, rel=2e-5)
