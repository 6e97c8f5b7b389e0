"""Cboe's formats, in documents made here; its own stand in tests/real."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.data.formats import cboe
from hedgerow.errors import DataError
from hedgerow.market.chain import OptionChain, parse_stamp

HEADER = "Expiration Date,Calls,Last Sale,Net,Bid,Ask,Volume,IV,Delta,Gamma,Open Interest,Strike,Puts,Last Sale,Net,Bid,Ask,Volume,IV,Delta,Gamma,Open Interest"


def table(stamp, *lines, title="SPDR S&P 500 ETF Trust,Last: 642.65,Change:  2.355"):
    """A quote table."""
    return "\n".join(["", title, stamp, HEADER, *lines]) + "\n"


def line(expiration="250919", root="SPY", strike=600, bid="1.5"):
    """One strike."""
    call, put = (f"{root}{expiration}{side}{strike * 1000:08d}" for side in "CP")
    return f"Fri Sep 19 2025,{call},50,0,49.5,50.5,7,0.2,0.9,0.01,11,{strike}.00,{put},1.6,0,{bid},1.7,9,0.25,-0.1,0.01,22"


def test_bars_and_single_values():
    """Both kinds of history give closes; bars give the other prices too."""
    bars = cboe.index_history("DATE,OPEN,HIGH,LOW,CLOSE\n12/31/2024,17.0,18.0,16.0,17.35\n", "VIX")
    assert bars.to_dict("records") == [
        {"date": pd.Timestamp(2024, 12, 31), "symbol": "VIX"}
        | {"open": 17.0, "high": 18.0, "low": 16.0, "close": 17.35}
    ]
    single = cboe.index_history(b"DATE,SKEW\r\n12/31/2024,151.3\r\n")
    assert single.to_dict("records") == [
        {"date": pd.Timestamp(2024, 12, 31), "symbol": "SKEW", "close": 151.3}
    ]


@pytest.mark.parametrize(
    ("raw", "symbol", "part"),
    [
        ("DATE,OPEN,HIGH,LOW,CLOSE\n12/31/2024,1,2,3,4\n", None, "which index"),
        ("DATE,SKEW\n12/31/2024,151\n", "VVIX", "holds SKEW, not VVIX"),
        ("DAY,SKEW\n12/31/2024,151\n", None, "header 'DAY,SKEW'"),
        ("DATE,SKEW\n2024-12-31,151\n", None, "date like 12/31/2025"),
        ("DATE,SKEW\n", None, "date like"),
        ("DATE,SKEW\n12/31/2024,151\n01/02/2025,1", None, "middle of a line"),
        ("DATE,SKEW\n12/31/2024,151\n01/02\n", None, "cut off in its last line"),
    ],
)
def test_histories_that_are_refused(raw, symbol, part):
    """Another index, another layout and half a line are named."""
    with pytest.raises(DataError, match=part):
        cboe.index_history(raw, symbol)


def test_one_bad_line_of_a_history_costs_one_row():
    """A cell that is no number, and a line that is too short, come along as unknown."""
    rows = cboe.index_history("DATE,SKEW\n12/30/2024,n/a\n12/31\n01/02/2025,150\n")
    assert rows["close"].tolist()[2] == 150
    assert rows["close"].isna().tolist() == [True, True, False]
    assert rows["date"].isna().tolist() == [False, True, False]


def test_every_cut_of_a_history_is_noticed():
    """However a history is cut off, what is left is an error or ends with a whole line."""
    raw = "DATE,OPEN,HIGH,LOW,CLOSE\n12/30/2024,17.1,18,16,17.40\n12/31/2024,17,18,16,17.35\n"
    for length in range(len(raw)):
        if length and raw[length - 1] == "\n" and raw[:length].count("\n") > 1:
            assert cboe.index_history(raw[:length], "VIX")["close"].notna().all()
        else:
            with pytest.raises(DataError):
                cboe.index_history(raw[:length], "VIX")


def test_delayed_quotes(documents):
    """Symbols are read from the right; the session is that of the quotes, SPXW is listed on SPX."""
    options = [("SPX240621C05000000", 300.0, 302.0), ("SPXW240621P05000000", 20.0, 20.5)]
    rows = cboe.delayed_quotes(documents.delayed("^SPX", options=options))
    assert rows["root"].tolist() == ["SPX", "SPXW"]
    assert rows["type"].tolist() == ["C", "P"]
    assert set(rows["underlying"]) == {"SPX"}
    assert set(rows["expiry"].dt.date) == {date(2024, 6, 21)}
    assert set(rows["strike"]) == {5000.0}
    assert set(rows["quote_date"].dt.date) == {date(2024, 5, 31)}
    chain = OptionChain.from_rows(rows, "SPX")
    assert len(chain.quotes) == 2
    assert chain.stamp.isoformat() == "2024-05-31T17:45:00-04:00"


@pytest.mark.parametrize(
    ("timestamp", "session"),
    [  # New York is four hours behind UTC, the quotes another quarter of an hour
        ("2024-05-31 13:44:59", date(2024, 5, 30)),
        ("2024-05-31 13:45:00", date(2024, 5, 31)),
        ("2024-06-01 03:00:00", date(2024, 5, 31)),
        ("2024-06-02 18:00:00", date(2024, 5, 31)),
        ("2024-05-28 08:00:00", date(2024, 5, 24)),  # over Memorial Day
        ("2024-05-31T13:45:00", date(2024, 5, 31)),
    ],
)
def test_session_of_delayed_quotes(documents, timestamp, session):
    """``timestamp`` is UTC, and quotes delayed to before the open are of the session before."""
    rows = cboe.delayed_quotes(documents.delayed(timestamp=timestamp))
    assert set(rows["quote_date"].dt.date) == {session}
    assert parse_stamp(rows["quote_stamp"].iloc[0], session) is not None


def test_bad_quotes_come_along_to_be_counted(documents):
    """A symbol or a price that is none costs its own row, counted by the chain's cleaning."""
    options = [
        ("SPY240719P00500000", 4.0, 4.1),
        ("SPY24071", 4.0, 4.1),
        ("SPY240719P00505000", None, 4.2),
        ("SPY240719P00510000", "x", 4.3),
    ]
    rows = cboe.delayed_quotes(documents.delayed(options=options))
    assert len(rows) == 4
    chain = OptionChain.from_rows(rows, "SPY")
    assert len(chain.quotes) == 1
    assert chain.set_aside == {"no number": 3}


@pytest.mark.parametrize(
    ("options", "part"),
    [([], "no options of SPY"), ([{"option": "SPY240719P00500000"}], "lack 'ask'")],
)
def test_delayed_quotes_without_quotes(documents, options, part):
    """No option at all, or options without prices, is an error."""
    import json

    document = json.loads(documents.delayed())
    document["data"]["options"] = options
    with pytest.raises(DataError, match=part):
        cboe.delayed_quotes(json.dumps(document))


def test_every_cut_of_delayed_quotes_is_noticed(documents):
    """A JSON document that lacks its end is none."""
    raw = documents.delayed()
    for length in range(len(raw)):
        with pytest.raises(DataError, match=r"empty|cut off"):
            cboe.delayed_quotes(raw[:length])


def test_quote_table():
    """The call stands left of the strike, the put right of it."""
    rows = cboe.quote_table(table('"Date: September 2, 2025 at 5:24 PM EDT",Bid: 642.64', line()))
    assert rows[["type", "bid", "ask", "last", "volume", "open_interest"]].values.tolist() == [
        ["C", 49.5, 50.5, 50.0, 7.0, 11.0],
        ["P", 1.5, 1.7, 1.6, 9.0, 22.0],
    ]
    assert rows["underlying_price"].tolist() == [642.65, 642.65]
    assert OptionChain.from_rows(rows, "SPY").stamp.isoformat() == "2025-09-02T17:24:00-04:00"


def test_quote_table_of_2020():
    """The layout of 2020 has the price without a word, short names of columns and no blank line."""
    header = HEADER.replace("Volume", "Vol").replace("Open Interest", "Open Int")
    raw = "\r\n".join(
        [
            "^SPX (Standard & Poors 500 Index),2304.92,-104.4701",
            "Mar 22 2020 @ 18:24 ET,Bid,2243.68,Ask,2677.6,Size,1x1,Vol,",
            header,
            line("200417", "SPX"),
            line("200417", "SPXW"),
            "",
        ]
    )
    rows = cboe.quote_table(raw)
    assert set(rows["quote_date"].dt.date) == {date(2020, 3, 20)}  # a Sunday
    assert set(rows["underlying"]) == {"SPX"}
    assert rows["root"].tolist() == ["SPX", "SPX", "SPXW", "SPXW"]
    assert rows["underlying_price"].tolist() == [2304.92] * 4
    assert rows["open_interest"].tolist() == [11, 22, 11, 22]


@pytest.mark.parametrize(
    ("stamp", "expirations", "session"),
    [
        ('"Date: September 3, 2025 at 9:24 AM EDT"', ["250902"], date(2025, 9, 2)),
        ('"Date: 23 de marzo de 2022, 10:11 GMT-4"', ["220323", "220325"], date(2022, 3, 23)),
        ('"Date: 23. März 2022, 16:11 GMT+1"', ["220323"], date(2022, 3, 23)),
        ('"Date: 4 août 2023 à 22:30 UTC+2"', ["230804", "230807"], date(2023, 8, 4)),
        ("Date: 2022年3月23日 16:20 GMT-4", ["220323"], date(2022, 3, 23)),
        ("Date: 05/06/2024 16:20 GMT-4", ["240607"], date(2024, 6, 5)),
        # only monthlies: the first is four weeks away, and the day of the next month nearer to it
        ("Date: 20 de junio de 2025, 18:00 GMT-4", ["250718", "250815"], date(2025, 6, 20)),
        # an expiry of the day before is listed until the open
        ("Date: 3 de septiembre de 2025, 9:24 GMT-4", ["250902", "250903"], date(2025, 9, 2)),
    ],
)
def test_date_line_in_any_language(stamp, expirations, session):
    """The month's name is read in English; else the expirations tell the month."""
    rows = cboe.quote_table(table(stamp + ",Bid: 1,Ask: 2", *[line(day) for day in expirations]))
    assert set(rows["quote_date"].dt.date) == {session}
    assert parse_stamp(rows["quote_stamp"].iloc[0], session) is not None


@given(
    st.dates(date(2015, 1, 2), date(2030, 12, 1)),
    st.integers(0, 6),
    st.sampled_from(["{d} de xyz de {y}", "{d} xyz {y}", "{y}. xyz {d}."]),
)
def test_unknown_month_near_the_first_expiration(day, ahead, form):
    """With an expiration within the week, day and year alone tell the date."""
    first = pd.Timestamp(day) + pd.Timedelta(days=ahead)
    stamp = form.format(d=day.day, y=day.year) + ", 16:30 GMT-4"
    assert cboe._stamped_day(stamp, [first.date()]) == day or first.year != day.year


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        (table("Date: 1 May 2025, 16:30 EDT", ""), "no quotes"),
        (table("Date: 1 May 2025, 16:30 EDT", line()[:-60]), "cut off in its last line"),
        (table("Date: someday", line()), "no date in its line"),
        (table("Date: 1 May 2025, 16:30 EDT", line().replace("SPY", "?")), "no option symbol"),
        (HEADER + "\n" + line() + "\n", "after a title and a date"),
        (
            table("Date: 1 May 2025, 16:30 EDT", line()).replace(",Puts,", ",Sold,"),
            "the format has changed",
        ),
    ],
)
def test_tables_that_are_refused(raw, part):
    """A table that is cut off, empty, undated or of another layout says which."""
    with pytest.raises(DataError, match=part):
        cboe.quote_table(raw)


def test_adjusted_options_belong_to_their_underlying():
    """SPY7 are options on an adjusted deliverable; the table is still SPY's."""
    rows = cboe.quote_table(
        table(
            "Date: September 2 2025, 5:24 PM EDT",
            line(),
            line(strike=610),
            line(root="SPY7"),
            line(strike=620, bid="n/a"),
        )
    )
    assert set(rows["underlying"]) == {"SPY"}
    assert set(rows["root"]) == {"SPY", "SPY7"}
    assert np.isnan(rows["bid"].tolist()[-1])
