"""Every sample of a publisher's wire format parses to the expected table, from a file and a server.

The samples may not be shipped, so without them (``../shared/data`` beside the checkout) these are
skipped. Expected figures are those that stand in the samples, or in the tables that were made from
the same downloads by other means.
"""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hedgerow.data.cboe import CboeSource
from hedgerow.data.download import HttpDownloads, Patience
from hedgerow.data.endpoints import Endpoints
from hedgerow.data.formats import cboe, cfe, fred, yahoo
from hedgerow.data.published import PublishedFile
from hedgerow.data.store import Store
from hedgerow.desk.settings import market
from hedgerow.errors import DataError
from hedgerow.market.chain import OptionChain, parse_stamp
from hedgerow.market.expirations import vix_settlement

DATA = Path(__file__).parents[2].parent / "shared" / "data"
SAMPLES = DATA / "wire_samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="no wire samples beside the checkout")


def sample(name):
    """The bytes of one sample."""
    return (SAMPLES / name).read_bytes()


@pytest.mark.parametrize(
    ("symbol", "first", "last", "close", "bars"),
    [
        ("VIX", "1990-01-02", "2026-07-22", (17.24, 16.64), True),
        ("VIX3M", "2009-09-18", "2026-07-22", (26.54, 19.54), True),
        ("VIX9D", "2011-01-04", "2026-07-22", (16.06, 14.88), True),
        ("SKEW", "1990-01-02", "2026-07-22", (126.09, 150.19), False),
        ("VVIX", "2006-03-06", "2026-07-22", (71.73, 95.55), False),
        ("BXM", "2002-03-22", "2026-05-26", (584.3, 2405.22), False),
    ],
)
def test_index_histories(symbol, first, last, close, bars):
    """Both kinds of history: every line a row, first and last as they stand there."""
    rows = cboe.index_history(sample(f"cboe_{symbol}_History.head_tail.csv"), symbol)
    assert len(rows) == 53
    assert rows.notna().all(axis=None)
    assert tuple(rows["date"].iloc[[0, -1]].dt.strftime("%Y-%m-%d")) == (first, last)
    assert tuple(rows["close"].iloc[[0, -1]]) == close
    assert ("open" in rows) == bars


def test_histories_equal_the_table():
    """The same days of the table that was made from the whole files have the same closes."""
    table = pd.read_parquet(
        DATA / "vol_indices" / "daily.parquet", columns=["date", "symbol", "close"]
    )
    table["date"] = pd.to_datetime(table["date"])
    for symbol in ("VIX", "VIX3M", "VIX9D", "SKEW", "VVIX"):
        rows = cboe.index_history(sample(f"cboe_{symbol}_History.head_tail.csv"), symbol)
        both = rows.merge(table, on=["date", "symbol"], suffixes=("", "_table"))
        assert len(both) >= 47  # six prints of VVIX were left out of the table
        np.testing.assert_allclose(both["close"], both["close_table"], rtol=1e-6)


def same_quotes(rows, chain):
    """Whether rows have the quotes of a table of the same download."""
    wanted = pd.read_parquet(DATA / "chains" / f"{chain}.parquet")
    key = ["root", "expiry", "strike", "type"]
    wanted["expiry"] = pd.to_datetime(wanted["expiry"])
    both = rows.merge(wanted, on=key, suffixes=("", "_table"))
    assert len(both) == len(rows)
    for name in ("bid", "ask", "open_interest"):
        np.testing.assert_allclose(both[name], both[f"{name}_table"], rtol=1e-6)
    return True


@pytest.mark.parametrize(
    ("name", "session", "stamp", "price", "rows", "chain"),
    [
        (
            "SPX_2020-03-22.dat.head.txt",
            date(2020, 3, 20),
            "2020-03-22T18:24:00-04:00",
            2304.92,
            114,
            "SPX_2020-03-20",
        ),
        (
            "SPX_2022-02-05.csv.head.csv",
            date(2022, 2, 4),
            "2022-02-05T20:09:00-05:00",
            4500.5298,
            112,
            "SPX_2022-02-04",
        ),
        (
            "SPX_2022-03-23_spanish_locale.head.csv",
            date(2022, 3, 23),
            "2022-03-23T10:11:00-04:00",
            4479.0898,
            16,
            "SPX_2022-03-23",
        ),
        # downloaded before the open: its quotes are of the day before
        (
            "SPY_2025-09-03.csv.head.csv",
            date(2025, 9, 2),
            "2025-09-03T09:24:00-04:00",
            642.65,
            112,
            "SPY_2025-09-03",
        ),
        (
            "VIX_2023-05-15.csv",
            date(2023, 5, 15),
            "2023-05-15T11:47:00-04:00",
            17.33,
            1314,
            "VIX_2023-05-15",
        ),
    ],
)
def test_quote_tables(name, session, stamp, price, rows, chain):
    """All layouts and languages: session, time, price and the quotes of the table made from it."""
    table = cboe.quote_table(sample(f"cboe_quotedata_{name}"))
    assert len(table) == rows
    assert set(table["quote_date"].dt.date) == {session}
    assert parse_stamp(table["quote_stamp"].iloc[0], session).isoformat() == stamp
    assert set(table["underlying_price"]) == {price}
    assert set(table["underlying"]) == {chain.split("_")[0]}
    assert same_quotes(table, chain)


def test_delayed_quotes():
    """The session is 12 July, taken at 22:57 UTC of quotes a quarter of an hour older."""
    rows = cboe.delayed_quotes(sample("cboe_delayed_quotes_SPY_2022-07-12_trimmed.json"))
    assert len(rows) == 190
    assert same_quotes(rows, "SPY_2022-07-12")
    chain = OptionChain.from_rows(rows, "SPY")
    assert chain.quote_date == date(2022, 7, 12)
    assert chain.stamp.isoformat() == "2022-07-12T18:42:00-04:00"
    assert chain.spot(0.02) == pytest.approx(380.88, rel=0.003)


def test_cut_off_quotes():
    """The first 4,000 bytes are no chain, and the error says that they were cut off."""
    name = "cboe_delayed_quotes_SPY_2022-07-12_first4000bytes.txt"
    with pytest.raises(DataError, match=r"character 3995.*cut off"):
        cboe.delayed_quotes(sample(name))
    with pytest.raises(DataError, match=rf"{name}: .*cut off"):
        market(SAMPLES / name)


def test_vx_contract():
    """The January 2015 contract, with the settlements of the futures table."""
    rows = cfe.vx_contract(sample("cfe_CFE_F15_VX.csv"))
    assert len(rows) == 191
    assert set(rows["expiry"].dt.date) == {date(2015, 1, 21)}
    assert rows["date"].iloc[-1] == rows["expiry"].iloc[-1]
    table = pd.read_parquet(DATA / "vix_futures" / "daily.parquet")
    table[["date", "expiry"]] = table[["date", "expiry"]].apply(pd.to_datetime)
    both = rows.merge(table, on=["date", "expiry"], suffixes=("", "_table"))
    assert len(both) > 180
    np.testing.assert_allclose(both["settle"], both["settle_table"], rtol=1e-6)


def test_final_settlement_of_every_contract():
    """The rule gives the expiry of all contracts of eighteen years."""
    table = pd.read_parquet(DATA / "vix_futures" / "daily.parquet", columns=["expiry"])
    expiries = {pd.Timestamp(day).date() for day in table["expiry"].unique()}
    assert len(expiries) == 227
    assert {vix_settlement(day.year, day.month) for day in expiries} == expiries


def test_fred():
    """Both spellings of the header; holidays are days without a value."""
    vix = fred.series(sample("fred_fredgraph_VIXCLS.head_tail.csv"))
    assert set(vix["series"]) == {"VIXCLS"}
    assert vix.loc[vix["value"].isna(), "date"].iloc[0] == pd.Timestamp(1990, 2, 19)
    bill = fred.series(sample("fred_DGS3MO.head_tail.csv"))
    assert set(bill["series"]) == {"DGS3MO"}
    assert bill["value"].iloc[-1] == 3.91
    assert bill.loc[bill["value"].isna(), "date"].iloc[0] == pd.Timestamp(1981, 9, 7)


CHARTS = "yahoo_historical-via-chart-{}-2021-02-01-to-2022-01-31.json"


def test_dividends_explain_the_adjusted_closes():
    """CRSP's identity: on an ex-day the adjustment changes by 1 − dividend / close of the day before."""
    raw = sample(CHARTS.format("MSFT-dividends"))
    rows, paid = yahoo.chart(raw).set_index("date"), yahoo.dividends(raw)
    assert paid["amount"].tolist() == [0.56, 0.56, 0.56, 0.62]
    factor = rows["adj_close"] / rows["close"]
    change = factor.shift(1) / factor
    expected = pd.Series(1.0, index=rows.index)
    for day, amount in zip(paid["date"], paid["amount"], strict=True):
        expected[day] = 1 - amount / rows["close"].shift(1)[day]
    np.testing.assert_allclose(change.iloc[1:], expected.iloc[1:], atol=2e-6)


def test_closes_are_adjusted_for_splits():
    """Over NVIDIA's split of four for one the close moves as on any other day."""
    raw = sample(CHARTS.format("NVDA-split"))
    rows, split = yahoo.chart(raw).set_index("date"), yahoo.splits(raw)
    assert split.to_dict("records") == [
        {"date": pd.Timestamp(2021, 7, 20), "symbol": "NVDA", "amount": 4.0}
    ]
    moves = rows["close"].pct_change().abs()
    assert moves[pd.Timestamp(2021, 7, 20)] < 0.02
    assert moves.max() < 0.15


def test_chart_of_one_day():
    """A bar stamped 14:30 UTC is of that day in New York."""
    rows = yahoo.chart(sample("yahoo_chart-QQQ-2020-01-01-to-2020-01-03.json"))
    assert rows["date"].dt.date.tolist() == [date(2020, 1, 2)]
    assert rows["close"].tolist() == pytest.approx([216.16])
    assert rows["adj_close"].tolist() == pytest.approx([209.638062])


def test_yahoo_options():
    """QQQ before the open of a Monday: quotes of Friday; the bids are zero, and counted."""
    rows = yahoo.options(sample("yahoo_options-QQQ.json"))
    assert len(rows) == 180
    assert set(rows["quote_date"].dt.date) == {date(2025, 2, 21)}
    assert set(rows["underlying_price"]) == {526.12}
    chain = OptionChain.from_rows(rows, "QQQ")
    assert len(chain.quotes) + sum(chain.set_aside.values()) == 180


@pytest.mark.parametrize("name", ["VXAPL", "AAPL-expire-2022-03-01"])
def test_underlyings_without_options(name):
    """An index without options, and an expiration without quotes: no rows, and a clear error."""
    assert yahoo.options(sample(f"yahoo_options-{name}.json")).empty
    with pytest.raises(DataError, match="lists no options"):
        market(SAMPLES / f"yahoo_options-{name}.json")


TABLES = {
    "History": "vol_indices",
    "VIXCLS": "vol_indices",
    "delayed": "chain",
    "quotedata": "chain",
    "options": "chain",
    "CFE": "vix_futures",
    "DGS3MO": "rates",
    "chart": "prices",
}


def test_every_sample_is_recognised_as_a_source():
    """Given as --data, each sample that is whole and not empty holds its one table."""
    unusable = ("first4000bytes", "VXAPL", "AAPL-expire")
    paths = [p for p in sorted(SAMPLES.iterdir()) if not any(part in p.name for part in unusable)]
    assert len(paths) == 19
    for path in paths:
        (source,) = market(path).sources
        assert isinstance(source, PublishedFile)
        assert list(source.tables) == [next(t for part, t in TABLES.items() if part in path.name)]


def test_samples_from_a_server(httpserver, tmp_path):
    """Served over HTTP the samples fill a folder, which then answers by itself."""
    served = {
        f"/us_indices/daily_prices/{symbol}_History.csv": f"cboe_{symbol}_History.head_tail.csv"
        for symbol in ("VIX", "VIX3M", "VIX9D", "SKEW", "VVIX")
    } | {
        "/delayed_quotes/options/SPY.json": "cboe_delayed_quotes_SPY_2022-07-12_trimmed.json",
        "/delayed_quotes/options/QQQ.json": "cboe_delayed_quotes_SPY_2022-07-12_first4000bytes.txt",
    }
    for path, name in served.items():
        httpserver.expect_request(path).respond_with_data(sample(name))
    httpserver.expect_request(re.compile(".*")).respond_with_data("no", status=404)
    session = date(2022, 7, 12)
    live = CboeSource(
        Store(tmp_path),
        now=lambda: datetime(2022, 7, 12, 23, tzinfo=UTC),
        endpoints=Endpoints(httpserver.url_for("")),
        downloads=HttpDownloads(Patience(first_pause=0.01)),
    )
    rows, _ = live.chain_rows("SPY", session)
    assert same_quotes(rows, "SPY_2022-07-12")
    assert live.chain_rows("QQQ", session) is None
    histories = live.vol_index_rows(date(2006, 3, 1), date(2026, 7, 22))
    assert set(histories["symbol"]) == {"VIX", "VIX3M", "VIX9D", "SKEW", "VVIX"}
    said = " ".join(live.problems)
    assert "QQQ chain could not be fetched" in said
    assert "cut off" in said
    assert "history of VIX6M, VXN could not be fetched" in said
    assert len(live.problems) == 2
    kept = market(tmp_path)
    assert len(kept.chain("SPY", session).quotes) > 100
    assert kept.vol_indices(date(2026, 7, 22)).levels["VIX"] == pytest.approx(0.1664)
