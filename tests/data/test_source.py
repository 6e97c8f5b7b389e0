import shutil
from datetime import date

import numpy as np
import pytest

from hedgerow.data.source import Market
from hedgerow.data.tables import FileTables
from hedgerow.errors import DataError, InputError, UnavailableError


@pytest.fixture
def two(synthetic, tmp_path, rewrite):
    """A folder with twice the prices of WIDE1 and nothing else, before the market."""
    first = tmp_path / "first"
    (first / "prices").mkdir(parents=True)
    shutil.copy(synthetic.folder / "prices" / "daily.parquet", first / "prices")

    def doubled(rows):
        rows = rows[rows["symbol"] == "WIDE1"].copy()
        rows[["adj_close", "close"]] *= 2
        return rows

    rewrite(first, "prices", doubled)
    return first, synthetic.folder


def market(*folders):
    """Sources in this order."""
    return Market(tuple(FileTables.open(str(folder)) for folder in folders))


def test_first_source_with_a_symbol_wins(two, synthetic):
    """Each symbol comes whole from the first source that holds it, whichever order."""
    day = synthetic.plain_day
    spots = []
    for folders in (two, two[::-1]):
        prices = market(*folders).prices(["WIDE1", "WIDE2"], day, window=252)
        assert prices.adjusted.notna().all(axis=None)
        spots.append({s: prices.spot(s).price for s in ("WIDE1", "WIDE2")})
    assert spots[0]["WIDE1"] == pytest.approx(2 * spots[1]["WIDE1"])
    assert spots[0]["WIDE2"] == spots[1]["WIDE2"]


def test_provenance(two, synthetic):
    """Provenance names the file of every table that was read, and only those."""
    asked = market(*two)
    asked.prices(["WIDE1", "WIDE2"], synthetic.chain_day, window=252)
    asked.vol_indices(synthetic.chain_day)
    assert asked.chain("SPY", synthetic.plain_day) is None
    asked.chain("SPY", synthetic.chain_day)
    first, second = two
    assert asked.seen() == {
        "chain": f"{second}:chains/SPY_{synthetic.chain_day}.parquet",
        "prices": f"{first}:prices/daily.parquet, {second}:prices/daily.parquet",
        "vol_indices": f"{second}:vol_indices/daily.parquet",
    }
    assert list(asked.seen()) == sorted(asked.seen())


def test_source_that_is_not_needed_is_not_named(two, synthetic):
    """A later source that adds no symbol is not in the provenance."""
    asked = market(*two[::-1])
    asked.prices(["WIDE1", "WIDE2"], synthetic.plain_day, window=252)
    assert asked.seen() == {"prices": f"{two[1]}:prices/daily.parquet"}


def test_as_of(synthetic):
    """Without a day it is the last price's session; a day that is none means the one before."""
    asked = market(synthetic.folder)
    assert asked.as_of(None) == synthetic.chain_day
    assert asked.as_of(date(2024, 5, 27)) == date(2024, 5, 24)  # Memorial Day
    with pytest.raises(InputError, match="1066-10-14"):
        asked.as_of(date(1066, 10, 14))


def test_window(synthetic):
    """A window of n returns reads the n + 1 sessions up to the day and no other."""
    prices = market(synthetic.folder).prices(["SPY"], synthetic.plain_day, window=100)
    expected = synthetic.closes["SPY"].loc[: str(synthetic.plain_day)].iloc[-101:]
    assert list(prices.adjusted.index) == list(expected.index)
    assert prices.returns("SPY", 100).tolist() == pytest.approx(
        synthetic.returns("SPY", synthetic.plain_day, 100).tolist(), rel=1e-14
    )


def test_no_sources_with_prices(tmp_path):
    """Where no source has prices, the error names what was looked at."""
    (tmp_path / "chains").mkdir()
    with pytest.raises(DataError, match=str(tmp_path.name)):
        market(tmp_path).as_of(None)


def test_missing_tables(synthetic, market_copy):
    """Without indices none are known; without rates 3 % is assumed and says so."""
    for table in ("vol_indices", "rates"):
        shutil.rmtree(market_copy / table)
    asked = market(market_copy)
    assert asked.vol_indices(synthetic.plain_day).levels == {}
    rate = asked.rate(synthetic.plain_day)
    assert (rate.value, rate.source) == (0.03, "assumed")


def test_bars_reach_back_into_the_next_source(two, synthetic, rewrite):
    """Where the first source begins later, the second one's earlier part is joined, scaled to it."""
    first, second = two
    rewrite(first, "prices", lambda rows: rows[rows["date"] >= "2023-01-03"])
    asked = market(*two)
    bars = asked.bars("WIDE1", synthetic.plain_day)
    whole = market(second).bars("WIDE1", synthetic.plain_day)
    np.testing.assert_allclose(bars.close, 2 * whole.close, rtol=1e-12)
    assert asked.seen()["prices"] == (
        f"{first}:prices/daily.parquet, {second}:prices/daily.parquet before 2023-01-03"
    )


def test_bars_of_a_symbol_that_nobody_has(two, synthetic):
    """The line names the symbol, the day and the sources."""
    with pytest.raises(UnavailableError, match=r"no prices of NONE up to .*check the symbol"):
        market(*two).bars("NONE", synthetic.plain_day)


def test_an_index_through_time(two, synthetic):
    """The first source with the index answers; without one the history is empty, not zero."""
    asked = market(*two)
    history = asked.vol_index("VIX", synthetic.plain_day)
    assert history.levels.iloc[-1] == pytest.approx(0.1701)
    assert asked.seen()["vol_indices"] == f"{two[1]}:vol_indices/daily.parquet"
    assert market(two[0]).vol_index("VIX", synthetic.plain_day).last is None
