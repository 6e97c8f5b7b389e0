"""Yahoo as a source, on the fake client."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from hedgerow.data.cboe import CboeSource
from hedgerow.data.download import CannedDownloads
from hedgerow.data.endpoints import Endpoints
from hedgerow.data.progress import Noted
from hedgerow.data.source import Market
from hedgerow.data.tables import FileTables
from hedgerow.data.yahoo import YahooSource
from hedgerow.data.yahoo_client import FakeYahoo, Quotes
from hedgerow.desk import hedge_plan
from hedgerow.errors import UnavailableError
from hedgerow.market.book import Book, Position
from hedgerow.market.calendar import NEW_YORK

DAY = date(2024, 5, 31)
START = date(2024, 5, 1)
SYMBOLS = ["SPY", "BRK-B", "^SPX"]
THEIRS = ("SPY", "BRK-B", "^GSPC", "^VIX", "^VIX3M", "^IRX")


@pytest.fixture
def yahoo(store, evening, documents):
    """Builds a source on a fake with two months of bars."""

    def made(now=evening, kept=store, progress=None, **fake):
        fake.setdefault("bars", documents.bars(*THEIRS))
        client = FakeYahoo(**fake)
        return YahooSource(
            kept, now=now, client=client, **({"progress": progress} if progress else {})
        )

    return made


def test_prices_are_fetched_once_and_kept(yahoo):
    """Prices come in our spelling with their basis, are kept, and not fetched again."""
    first = yahoo()
    rows = first.price_rows(SYMBOLS, START, DAY)
    assert set(rows["symbol"]) == set(SYMBOLS)
    basis = rows.drop_duplicates("symbol").set_index("symbol")["close_basis"].to_dict()
    assert basis == {"SPY": "split_adjusted", "BRK-B": "split_adjusted", "^SPX": "index"}
    assert first.client.asked == [("SPY", "BRK-B", "^GSPC", "2024-05-01", "2024-05-31")]
    assert first.problems == []
    again = yahoo()
    assert len(again.price_rows(SYMBOLS, START, DAY)) == len(rows)
    assert again.client.asked == []
    prices = Market((again,)).prices(SYMBOLS, DAY, window=10)
    assert prices.spot("^SPX").basis == "index"


def test_a_symbol_is_fetched_whole(yahoo):
    """A new session or an earlier start fetches the symbol from its first kept day to the last."""
    yahoo().price_rows(["SPY"], START, date(2024, 5, 30))
    monday = yahoo(now=lambda: datetime(2024, 6, 3, 22, tzinfo=UTC))
    monday.price_rows(["SPY"], date(2024, 5, 15), date(2024, 6, 3))
    assert monday.client.asked == [("SPY", "2024-05-01", "2024-06-03")]
    assert yahoo(now=monday.now).price_rows(["SPY"], date(2024, 4, 2), DAY) is not None
    assert monday.store.span("prices")["SPY"][0] == date(2024, 4, 2)


def test_a_longer_history_is_fetched_when_it_is_asked_for(yahoo):
    """One source asked for a month and then for more fetches the rest, each only once: crises need
    decades where the hedge ratio needs two years.
    """
    made = yahoo()
    made.price_rows(["SPY"], START, DAY)
    made.price_rows(["SPY"], date(2024, 4, 2), DAY)
    made.price_rows(["SPY"], date(2024, 4, 2), DAY)
    assert made.client.asked == [
        ("SPY", "2024-05-01", "2024-05-31"),
        ("SPY", "2024-04-02", "2024-05-31"),
    ]


def test_a_young_symbol_is_not_asked_for_again(yahoo, documents):
    """Where a history begins after the days asked for, that is remembered."""
    young = documents.bars("NEWCO", first="2024-05-20")
    both = pd.concat([documents.bars("SPY"), young], ignore_index=True)
    yahoo(bars=both).price_rows(["NEWCO", "SPY"], START, DAY)
    again = yahoo(bars=both)
    assert len(again.price_rows(["NEWCO"], START, DAY)) == 9
    assert again.client.asked == []


def test_only_finished_sessions_count(yahoo):
    """The bar of an open session is no close: it is neither kept nor answered."""
    noon = datetime(2024, 5, 31, 12, tzinfo=NEW_YORK)
    open_now = yahoo(now=lambda: noon)
    assert open_now.last_session() == DAY
    rows = open_now.price_rows(["SPY"], START, DAY)
    assert rows["date"].max().date() == date(2024, 5, 30)
    assert yahoo(now=lambda: noon).client.asked == []


def test_unknown_symbols_are_named(yahoo):
    """A symbol that Yahoo does not know is named, asked once, and costs no other."""
    asked = yahoo()
    for _ in range(2):
        assert set(asked.price_rows(["SPY", "ZZZZ"], START, DAY)["symbol"]) == {"SPY"}
    assert asked.problems == ["Yahoo has no ZZZZ (no such symbol)"]
    assert len(asked.client.asked) == 1


def test_refusal_falls_back_on_what_is_kept(yahoo):
    """Where Yahoo refuses, kept rows answer, and the problem says until when they reach."""
    yahoo().price_rows(SYMBOLS, START, DAY)
    later = yahoo(refuses="Too Many Requests", now=lambda: datetime(2024, 6, 4, 22, tzinfo=UTC))
    rows = later.price_rows(SYMBOLS, START, date(2024, 6, 4))
    assert rows["date"].max().date() == DAY
    assert later.problems == [
        "prices of SPY, BRK-B, ^SPX could not be fetched (Too Many Requests); kept until 2024-05-31"
    ]


def test_refusal_with_nothing_kept(yahoo):
    """Without a price of anything the market says why."""
    market = Market((yahoo(refuses="no network"),))
    with pytest.raises(UnavailableError, match=r"no prices: prices of SPY .*no network"):
        market.prices(["SPY"], DAY, window=10)


def test_a_failed_batch_ends_the_fetch(yahoo, documents):
    """What came before a failure is kept; the rest is named, the first five in full."""
    symbols = [f"S{n:02d}" for n in range(25)]
    asked = yahoo(bars=documents.bars(*symbols))
    answer, asked_for = asked.client.history, []

    class OneBatch:
        def history(self, wanted, start, end):
            asked_for.append(wanted)
            if len(asked_for) > 1:
                msg = "cut off"
                raise UnavailableError(msg)
            return answer(wanted, start, end)

    asked.client = OneBatch()
    rows = asked.price_rows(symbols, START, DAY)
    assert set(rows["symbol"]) == set(symbols[:10])
    (problem,) = asked.problems
    assert problem == (
        "prices of S10, S11, S12, S13, S14 and 10 more could not be fetched (cut off); none are kept"
    )
    assert len(asked_for) == 2


def test_volatility_indices_and_rate(yahoo):
    """The VIX family and the 13-week bill come from Yahoo too; what it lacks is named."""
    market = Market((yahoo(),))
    indices = market.vol_indices(DAY)
    assert set(indices.levels) == {"VIX", "VIX3M"}
    assert market.problems == ("Yahoo has no VIX9D, VIX6M, VXN (no such symbol)",)
    rate = market.rate(DAY)
    assert rate.origin == "IRX of 2024-05-31"
    assert market.seen()["rates"].startswith("Yahoo, kept in ")


def records(*puts):
    """Records of these puts, as yfinance gives them."""
    return pd.DataFrame(
        [{"contractSymbol": symbol, "bid": bid, "ask": ask} for symbol, bid, ask in puts]
    )


CLOSE = datetime(2024, 5, 31, 20, tzinfo=UTC)


def test_chain_of_the_current_session(yahoo):
    """The chain of today is fetched under Yahoo's spelling, kept, and in our columns."""
    quotes = {"^SPX": Quotes(records(("SPXW240719P05000000", 31.0, 31.4)), CLOSE, 5277.5)}
    asked = yahoo(quotes=quotes)
    chain = Market((asked,)).chain("SPX", DAY)
    assert chain.quotes["mid"].tolist() == [31.2]
    assert chain.stamp.isoformat() == "2024-05-31T16:00:00-04:00"
    assert asked.client.asked == [("^SPX",)]
    evening = yahoo(quotes=quotes)
    assert evening.chain_rows("SPX", DAY) is not None
    assert evening.client.asked == []
    later = yahoo(now=lambda: datetime(2024, 6, 4, 22, tzinfo=UTC))
    assert later.chain_rows("SPX", DAY) is not None
    assert later.chain_rows("SPX", date(2024, 5, 30)) is None
    assert later.client.asked == []


@pytest.mark.parametrize(
    ("fake", "problem"),
    [
        ({}, "Yahoo lists no options on SPY"),
        ({"refuses": "down"}, "SPY chain could not be fetched (down); none is kept"),
        (
            {"quotes": {"SPY": Quotes(records(), CLOSE, None)}},
            "Yahoo lists no options on SPY",
        ),
        (
            {"quotes": {"SPY": Quotes(pd.DataFrame({"contractSymbol": ["?"]}), CLOSE, None)}},
            "SPY chain could not be fetched (Yahoo options: records lack 'ask'; the format has changed); none is kept",
        ),
        (
            {
                "quotes": {
                    "SPY": Quotes(
                        records(("SPY240719P00500000", 4.0, 4.1)),
                        CLOSE - pd.Timedelta(days=1),
                        None,
                    )
                }
            },
            "Yahoo's SPY quotes are of 2024-05-30, not of 2024-05-31",
        ),
    ],
)
def test_chains_that_cannot_be_had(yahoo, fake, problem):
    """No options, a refusal, records of another kind and quotes of another day are told apart."""
    asked = yahoo(**fake)
    for _ in range(2):
        assert asked.chain_rows("SPY", DAY) is None
    assert asked.problems == [problem]


def test_interrupt_between_batches(yahoo, documents, store):
    """Ctrl-C leaves what came before it, whole; the next run goes on from there."""
    symbols = [f"S{n:02d}" for n in range(25)]

    class Impatient:
        def advance(self, label, done, total):  # noqa: ARG002 - the seam's
            if done == 20:
                raise KeyboardInterrupt

    asked = yahoo(bars=documents.bars(*symbols), progress=Impatient())
    with pytest.raises(KeyboardInterrupt):
        asked.price_rows(symbols, START, DAY)
    kept = FileTables.open(str(store.folder)).price_rows(symbols, START, DAY)
    assert set(kept["symbol"]) == set(symbols[:20])
    told = Noted()
    resumed = yahoo(bars=documents.bars(*symbols), progress=told)
    assert set(resumed.price_rows(symbols, START, DAY)["symbol"]) == set(symbols)
    assert resumed.client.asked == [(*symbols[20:], "2024-05-01", "2024-05-31")]
    assert told.steps == [("prices from Yahoo", 0, 5), ("prices from Yahoo", 5, 5)]


def test_plan_on_live_sources_alone(synthetic, documents, store, evening):
    """Prices, indices and the bill from Yahoo, the chain from Cboe, one folder: a quoted hedge."""
    closes = synthetic.closes.rename_axis("date").reset_index()
    closes = closes.melt("date", var_name="symbol", value_name="adj_close")
    bars = closes.assign(close=closes["adj_close"], open=0.0, high=0.0, low=0.0, volume=0.0)
    bill = documents.bars("^IRX", "^VIX").assign(close=5.25)
    client = FakeYahoo(pd.concat([bars, bill.assign(close=12.9)], ignore_index=True))
    spot = float(synthetic.closes["SPY"].iloc[-1])
    options = documents.priced("SPY", spot, [date(2024, 7, 19), date(2024, 8, 16)])
    base = Endpoints("http://cboe.test")
    answers = {base.delayed_quotes("SPY"): documents.delayed(options=options)}
    sources = [
        YahooSource(store, now=evening, client=client),
        CboeSource(store, now=evening, endpoints=base, downloads=CannedDownloads(answers)),
    ]
    book = Book([Position("CHIP1", quantity=1000), Position("WIDE1", quantity=5000)])
    plan = hedge_plan(book, data=sources)
    assert plan.as_of == DAY
    assert plan.hedge.price_source == "quoted"
    assert plan.provenance["prices"].startswith("Yahoo, kept in ")
    assert plan.provenance["chain"].startswith("Cboe, kept in ")
    offline = hedge_plan(book, data=str(store.folder))
    assert offline.hedge == plan.hedge
    assert offline.sizing == plan.sizing
