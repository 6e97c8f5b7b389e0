"""Single files as publishers give them: told by content, whatever their name."""

import json
from datetime import date

import pytest

from hedgerow.data.published import PublishedFile
from hedgerow.data.source import Market
from hedgerow.desk import hedge_plan
from hedgerow.desk.settings import market
from hedgerow.errors import DataError
from hedgerow.market.book import Book, Position

EVER = (date(1990, 1, 1), date(2039, 1, 1))


@pytest.fixture
def write(tmp_path):
    """Writes a file and names it."""

    def written(content, name="anything.txt"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


def held(path):
    """Which questions a file answers."""
    (source,) = market(path).sources
    assert isinstance(source, PublishedFile)
    return {
        "prices": source.price_rows(["SPY", "^SPX"], *EVER) is not None,
        "vol_indices": source.vol_index_rows(*EVER) is not None,
        "rates": source.rate_rows(*EVER) is not None,
        "chain": source.chain_rows("SPY", date(2024, 5, 31)) is not None,
    }


CHART = json.dumps(
    {
        "chart": {
            "result": [
                {
                    "meta": {"symbol": "SPY", "exchangeTimezoneName": "America/New_York"},
                    "timestamp": [1717075800, 1717162200],
                    "indicators": {
                        "quote": [{"close": [522.6, 527.4], "volume": [1, 2]}],
                        "adjclose": [{"adjclose": [520.0, 527.4]}],
                    },
                }
            ],
            "error": None,
        }
    }
)
TABLE = """
SPDR S&P 500 ETF Trust,Last: 527.4,Change: 1
"Date: May 31, 2024 at 5:24 PM EDT",Bid: 1
Expiration Date,Calls,Bid,Ask,Strike,Puts,Bid,Ask
Fri Jul 19 2024,SPY240719C00500000,30,30.4,500.00,SPY240719P00500000,4.0,4.1
"""
OPTIONS = json.dumps(
    {
        "optionChain": {
            "result": [
                {
                    "underlyingSymbol": "SPY",
                    "quote": {"regularMarketTime": 1717185600},
                    "options": [
                        {
                            "calls": [],
                            "puts": [{"contractSymbol": "SPY240719P00500000", "bid": 4, "ask": 5}],
                        }
                    ],
                }
            ]
        }
    }
)
DUMP = (
    "contractSymbol,lastTradeDate,bid,ask\nSPY240719P00500000,2024-05-31 19:59:58+00:00,4.0,4.1\n"
)


@pytest.mark.parametrize("name", ["anything.txt", "x.csv", "y.dat", "z.json", "no-suffix"])
@pytest.mark.parametrize(
    ("content", "table"),
    [
        ("DATE,VIX\n05/31/2024,12.92\n", "vol_indices"),
        ("observation_date,VIXCLS\n2024-05-31,12.92\n", "vol_indices"),
        ("observation_date,dgs3mo\n2024-05-31,5.46\n", "rates"),
        ("DATE,DFF\n2024-05-31,5.33\n", "rates"),
        (CHART, "prices"),
        (TABLE, "chain"),
        (OPTIONS, "chain"),
        (DUMP, "chain"),
    ],
)
def test_told_by_content(write, name, content, table):
    """Whatever its name, a file is told by how it begins, and holds that table alone."""
    found = held(write(content, name))
    assert [key for key, there in found.items() if there] == [table]


def test_history_of_bars_is_of_the_index_in_its_name(write):
    """Bars do not name their index; the file does, as Cboe names it."""
    bars = "DATE,OPEN,HIGH,LOW,CLOSE\n05/31/2024,14,15,13,12.92\n"
    (source,) = market(write(bars, "my_VIX3M_History.copy.csv")).sources
    assert source.vol_index_rows(*EVER)["symbol"].tolist() == ["VIX3M"]
    with pytest.raises(DataError, match=r"unnamed\.csv: .*VIX_History\.csv"):
        market(write(bars, "unnamed.csv"))


def test_delayed_quotes(write, documents):
    """Cboe's delayed quotes are a chain; half of them are an error with the file's name."""
    assert held(write(documents.delayed(), "SPY.json"))["chain"]
    with pytest.raises(DataError, match=r"SPY\.json: .*cut off") as raised:
        market(write(documents.delayed()[:200], "SPY.json"))
    assert "\n" not in str(raised.value)


def test_prices_of_a_chart(write):
    """A chart gives prices with their anchor, as any source does."""
    path = write(CHART)
    asked = Market(market(path).sources)
    assert asked.as_of(None) == date(2024, 5, 31)
    prices = asked.prices(["SPY"], date(2024, 5, 31), window=5)
    assert prices.spot("SPY").price == 527.4
    (anchor,) = prices.anchors["SPY"]
    assert (anchor.date, anchor.close, anchor.basis) == (
        date(2024, 5, 31),
        527.4,
        "split_adjusted",
    )
    assert asked.seen() == {"prices": str(path)}
    assert asked.prices(["SPY"], date(2024, 5, 30), window=5).spot("SPY").price == 522.6


def test_chain_of_another_session_says_so(write, synthetic):
    """A chain that is not used because it is of another day is a problem, said once."""
    asked = market([write(TABLE), synthetic.folder])
    for _ in range(2):
        assert asked.chain("SPY", synthetic.plain_day) is None
    (problem,) = asked.problems
    assert "of 2024-05-31, not of 2024-05-30" in problem
    assert asked.chain("QQQ", synthetic.plain_day) is None
    assert len(asked.problems) == 1
    chain_file = synthetic.folder / "chains" / f"SPY_{synthetic.chain_day}.parquet"
    own = market([chain_file, write(TABLE)])
    assert own.chain("SPY", synthetic.plain_day) is None
    assert len(own.problems) == 2
    assert own.chain("SPY", synthetic.chain_day) is not None


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"optionChain": {"result": [{"underlyingSymbol": "^VXAPL", "options": [],
         "quote": {"regularMarketTime": 1717185600}}]}}),
    ],
)  # fmt: skip
def test_no_options(write, content):
    """A document without any option says so and what to do."""
    with pytest.raises(DataError, match="lists no options"):
        market(write(content))


def test_contract_of_a_future_is_known(write):
    """CFE's file is recognised; it answers none of the questions yet."""
    raw = "Trade Date,Futures,Open,High,Low,Close,Settle,Change,Total Volume,EFP,Open Interest\n01/20/2015,F (Jan 15),20,21,19,20,20.2,0,1,0,3\n"
    path = write(raw)
    assert not any(held(path).values())
    assert market(path).sources[0].tables["vix_futures"]["settle"].tolist() == [20.2]


@pytest.mark.parametrize("content", ['{"a": 1}', "hello", "a,b\n1,2\n", "<html>", ""])
def test_unknown_content(write, content):
    """What is of no known format is refused as before, naming those that are."""
    with pytest.raises(DataError, match=r"Cboe, CFE, FRED or Yahoo"):
        market(write(content))


def test_plan_from_a_quote_table(write, synthetic, documents):
    """A downloaded chain beside a folder prices the put: quoted, from that file."""
    expirations = [date(2024, 7, 19), date(2024, 8, 16)]
    options = documents.priced("SPY", synthetic.chain_spot, expirations)
    path = write(documents.delayed(options=options), "SPY.json")
    folder = synthetic.folder.parent / "without-chains"
    if not folder.exists():
        folder.mkdir()
        for table in ("prices", "vol_indices", "rates"):
            (folder / table).symlink_to(synthetic.folder / table)
    plan = hedge_plan(Book([Position("WIDE1", value=1e6)]), data=[path, folder])
    assert plan.provenance["chain"] == str(path)
    assert plan.hedge.price_source == "quoted"
