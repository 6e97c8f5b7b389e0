"""Chains: cleaning that loses nothing silently, parity, stamps in any locale."""

import contextlib
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.errors import DataError, HedgerowError
from hedgerow.market.chain import OptionChain
from hedgerow.market.quote_stamp import parse_stamp

DAY = date(2025, 9, 3)
COLUMNS = ["quote_date", "expiry", "strike", "type", "bid", "ask"]
GOOD = (DAY, DAY + timedelta(days=30), 100.0, "P", 2.0, 2.1)


def made(*rows, **extra):
    """A chain from rows of COLUMNS."""
    return OptionChain.from_rows(pd.DataFrame(list(rows), columns=COLUMNS).assign(**extra), "XYZ")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ((*GOOD[:2], 1e13, "P", 2.0, 2.1), "no price"),
        ((DAY, date(2041, 1, 4), *GOOD[2:]), "expiration outside 1990 … 2040"),
        ((*GOOD[:2], np.inf, "P", 2.0, 2.1), "no number"),
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
    with pytest.raises(DataError, match=r"2 quote dates, 2025-09-03 … 2025-09-04; .* --as-of"):
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


STAMPED = {
    "intraday": "Date: September 3, 2025 at 11:24 AM EDT",
    "pre-open": "Date: September 3, 2025 at 9:24 AM EDT",
    "evening": "Date: September 3, 2025 at 9:24 PM EDT",
    "weekend": "Date: September 6, 2025 at 9:24 PM EDT",
}


@pytest.mark.parametrize(
    ("underlying", "stamp", "quoted"),
    [
        ("SPX", "intraday", "2025-09-03T11:24:00-04:00"),
        ("SPX", "evening", "2025-09-03T21:24:00-04:00"),  # the night is open
        ("AAPL", "evening", "2025-09-03T16:00:00-04:00"),
        ("SPX", "weekend", "2025-09-03T16:15:00-04:00"),
        ("SPX", None, "2025-09-03T16:15:00-04:00"),
        ("SPX", "pre-open", "2025-09-03T09:24:00-04:00"),  # trades overnight
        ("SPY", "pre-open", "2025-09-02T16:15:00-04:00"),  # does not
    ],
)
def test_when_the_quotes_were_made(underlying, stamp, quoted):
    """At the stamp while options trade, else at the last close of trading before it."""
    rows = pd.DataFrame([GOOD], columns=COLUMNS).assign(quote_stamp=STAMPED.get(stamp, ""))
    assert OptionChain.from_rows(rows, underlying).quoted_at.isoformat() == quoted


@pytest.mark.parametrize(
    ("stamp", "quoted"),
    [
        ("2024-02-13 06:40 EST", "2024-02-13T06:40:00-05:00"),
        ("2024-02-12 18:40 EST", "2024-02-12T16:15:00-05:00"),
        ("2024-02-12 20:15 EST", "2024-02-12T20:15:00-05:00"),
    ],
)
def test_the_night_before_a_session_trades(stamp, quoted):
    """Cboe's global hours: from 20:15 of the evening before a session to its open, the quotes are of the stamp."""
    rows = pd.DataFrame(
        [(date(2024, 2, 12), date(2024, 3, 15), *GOOD[2:])], columns=COLUMNS
    ).assign(quote_stamp=stamp)
    assert OptionChain.from_rows(rows, "SPX").quoted_at.isoformat() == quoted


@pytest.mark.parametrize(
    ("stamp", "listed"),
    [
        ("intraday", [("SPXW", DAY), ("SPX", DAY + timedelta(days=1))]),
        ("evening", [("SPX", DAY + timedelta(days=1))]),
    ],
)
def test_options_go_when_they_have_settled(stamp, listed):
    """On their last day p.m. settled options stay until the close, a.m. settled ones go at the open."""
    rows = [(DAY, day, *GOOD[2:]) for day in (DAY, DAY, DAY + timedelta(days=1))]
    frame = pd.DataFrame(rows, columns=COLUMNS).assign(
        root=["SPX", "SPXW", "SPX"], quote_stamp=STAMPED[stamp]
    )
    chain = OptionChain.from_rows(frame, "SPX")
    assert [(each.root, each.expiration) for each in chain.listings] == listed
    assert chain.set_aside == {"expired": 3 - len(listed)}
    assert all(each.expiry > 0 for each in chain.listings)
    assert chain.expirations == (DAY + timedelta(days=1),)  # what hedges counts days


def test_listings_are_in_order_of_settlement():
    """SPX and SPXW of one date are two listings, six and a half hours apart; time is counted in minutes."""
    friday = date(2025, 9, 19)
    frame = pd.DataFrame([(DAY, friday, *GOOD[2:])] * 2, columns=COLUMNS).assign(
        root=["SPXW", "SPX"], quote_stamp=STAMPED["intraday"]
    )
    am, pm = OptionChain.from_rows(frame, "SPX").listings
    assert (am.root, am.settlement, pm.root, pm.settlement) == ("SPX", "am", "SPXW", "pm")
    assert (pm.settles_at - am.settles_at).total_seconds() == 6.5 * 3600
    minutes = 15 * 24 * 60 + (16 * 60 + 0) - (11 * 60 + 24) + 24 * 60
    assert pm.expiry * 525_600 == pytest.approx(minutes)


def test_columns_are_sorted_however_the_rows_come():
    """By settlement, strike and right, the call first: the same arrays from shuffled rows, and the table's numbers."""
    chain = american_chain("SPX")
    rows = chain.quotes.rename(columns={"expiration": "expiry", "right": "type"})
    rows = rows.assign(quote_date=DAY, volume=np.arange(len(rows)))
    shuffled = OptionChain.from_rows(rows.sample(frac=1, random_state=3), "SPX")
    pd.testing.assert_frame_equal(shuffled.quotes, chain.quotes)
    held = shuffled.columns
    order = np.lexsort((~held.is_call, held.strike, held.listing))
    assert order.tolist() == list(range(len(held)))
    assert held.volume.tolist() == list(range(len(held)))
    calls = held.pairs()
    assert held.is_call[calls].all()
    assert not held.is_call[calls + 1].any()
    assert (held.strike[calls] == held.strike[calls + 1]).all()
    twin = chain.quotes.pivot_table(index=["expiration", "strike"], columns="right", values="mid")
    assert len(calls) == len(twin.dropna())
    both = [chain.columns.of(i) for i in range(len(chain.listings))]
    assert [part.stop - part.start for part in both] == (
        chain.quotes.groupby("expiration").size().tolist()
    )


def test_one_session_of_a_panel():
    """Of a file with several quote dates one is read, by name; another is refused with the nearest there is."""
    later = DAY + timedelta(days=9)
    panel = pd.DataFrame([GOOD, (later, *GOOD[1:]), (later, *GOOD[1:4], 3.0, 3.1)], columns=COLUMNS)
    chain = OptionChain.from_rows(panel.iloc[:2], "XYZ", session=later)
    assert (chain.quote_date, chain.rows_read, len(chain.columns)) == (later, 1, 1)
    with pytest.raises(DataError, match=f"no quotes of 2025-09-06.*--as-of {DAY} is the nearest"):
        OptionChain.from_rows(panel, "XYZ", session=date(2025, 9, 6))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"quote_date": None}, "no row with a quote date"),
        ({"quote_date": "1066-10-14"}, "outside 1990"),
        ({"quote_date": "soon"}, "no row with a quote date"),
    ],
)
def test_a_chain_of_no_session_is_refused(change, said):
    """One line that says what is wrong with the dates."""
    rows = pd.DataFrame([GOOD], columns=COLUMNS).assign(**change)
    with pytest.raises(DataError, match=said):
        OptionChain.from_rows(rows, "XYZ")


def test_a_column_twice_is_refused():
    """Which of the two holds the strikes is anybody's guess."""
    rows = pd.DataFrame([(*GOOD, 5.0)], columns=[*COLUMNS, "strike"])
    with pytest.raises(DataError, match="'strike' twice"):
        OptionChain.from_rows(rows, "XYZ")


def test_zero_wide_quotes_are_kept():
    """A bid equal to the ask is two-sided."""
    assert len(made((*GOOD[:4], 2.0, 2.0)).columns) == 1


ODD = [
    *(
        None,
        np.nan,
        pd.NaT,
        pd.NA,
        "",
        "x",
        "1e5",
        "1e999",
        -1.0,
        0.0,
        np.inf,
        -np.inf,
        1e308,
        1e-308,
    ),
    *(10**400, True, b"1", 1 + 2j, [1], {"a": 1}, object(), "9999-12-31", "0001-01-01", "today"),
    *(
        pd.Timestamp("2025-09-05", tz="Asia/Tokyo"),
        DAY,
        "C",
        "PUT",
        "SPXW",
        "SPX/SPXW",
        "10:11 GMT-99",
    ),
]
KINDS = ["category", "str", "float64", "Float64", "datetime64[us]"]


@pytest.mark.parametrize("seed", range(150))
def test_whatever_a_file_holds(seed):
    """Any rows make a chain whose rows are all accounted for, or an error of ours in one line."""
    rng = np.random.default_rng(seed)
    n = int(rng.choice([0, 1, 2, 40]))
    rows = pd.DataFrame(
        {
            "quote_date": DAY,
            "expiry": rng.choice(np.array(["2025-09-03", "2025-09-19", "2026-01-16"], "M8[D]"), n),
            "strike": rng.choice([90.0, 95.0, 100.0, 105.0], n),
            "type": rng.choice(["C", "P"], n),
            "bid": rng.uniform(0, 3, n),
            "ask": rng.uniform(1, 4, n),
            "root": rng.choice(["SPX", "SPXW", "SPX/SPXW"], n),
            "copy": rng.integers(0, 2, n),
            "volume": 3,
            "quote_stamp": STAMPED["intraday"],
            "underlying_price": 100.0,
        }
    ).astype(object)
    for column in rows.columns[rng.random(11) < 0.3]:
        cells = list(rows[column])
        for i in np.flatnonzero(rng.random(n) < rng.choice([0.1, 1.0])):
            cells[i] = ODD[rng.integers(len(ODD))]
        rows[column] = pd.Series(cells, dtype=object, index=rows.index)
        if rng.random() < 0.3:
            with contextlib.suppress(Exception):  # a type that cannot hold these cells
                rows[column] = rows[column].astype(str(rng.choice(KINDS)))
    try:
        chain = OptionChain.from_rows(rows, "SPX", session=rng.choice([None, DAY]))
    except HedgerowError as error:
        assert "\n" not in str(error)  # noqa: PT017 - one or the other
        return
    assert chain.rows_read == len(chain.columns) + sum(chain.set_aside.values())
    assert len(chain.quotes) == len(chain.columns)


def test_a_million_rows():
    """Size alone is no reason to fail: every row is kept or counted."""
    n = 10**6
    rng = np.random.default_rng(0)
    rows = pd.DataFrame(
        {
            "quote_date": np.datetime64(DAY),
            "expiry": np.datetime64(DAY) + rng.integers(-5, 900, n).astype("m8[D]"),
            "strike": rng.integers(1, 10**6, n) / 8,
            "type": pd.Categorical.from_codes(rng.integers(0, 2, n), ["C", "P"]),
            "bid": 1.0,
            "ask": 1.5,
        }
    )
    chain = OptionChain.from_rows(rows, "XYZ")
    assert chain.rows_read == n == len(chain.columns) + sum(chain.set_aside.values())


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
