"""Crisis betas and the finer ones on real prices, where those are at hand (see test_acceptance)."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hedgerow.desk import betas
from hedgerow.market.book import Book, Position

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="no real data beside the checkout")

WEIGHTS = {"AAPL": 0.3, "MSFT": 0.3, "JPM": 0.2, "XOM": 0.2}
CRISES = {
    "2008": ("2008-09-01", "2009-03-31"),
    "2020": ("2020-02-19", "2020-03-23"),
    "2022": ("2022-01-01", "2022-12-31"),
    "2024": ("2024-07-10", "2024-08-05"),
    "2025": ("2025-02-19", "2025-04-08"),
}


@pytest.fixture(scope="module")
def card():
    """The betas of four shares with long histories."""
    book = Book(Position(symbol, value=1e6 * w) for symbol, w in WEIGHTS.items())
    return betas(book, data=DATA, as_of="2026-05-26").beta


@pytest.fixture(scope="module")
def returns():
    """Their simple returns and those of SPY, from the file."""
    rows = pd.read_parquet(
        DATA / "prices" / "daily.parquet", columns=["date", "symbol", "adj_close"]
    )
    rows = rows[rows["symbol"].isin([*WEIGHTS, "SPY"])]
    rows = rows.assign(adj_close=rows["adj_close"].astype(float))
    closes = rows.pivot(index="date", columns="symbol", values="adj_close")  # noqa: PD010
    return closes[closes["SPY"].notna()].pct_change(fill_method=None)


@pytest.mark.parametrize("name", CRISES)
def test_crisis_betas(card, returns, name):
    """The book's beta in each crisis is the least-squares slope of today's weights on its days."""
    found = next(e for e in card.estimates if e.name.startswith(f"crisis {name}"))
    days = returns.loc[slice(*CRISES[name])]
    book = days[list(WEIGHTS)].to_numpy() @ np.array(list(WEIGHTS.values()))
    assert found.observations == len(days)
    assert found.beta == pytest.approx(np.polyfit(days["SPY"], book, 1)[0], abs=1e-9)
    assert found.note == ""


def test_a_crash_is_no_exceedance(card, returns):
    """On the real book, too, days on which both fell give a lower slope than days on which the market
    fell: the bias that the card's warning names.
    """
    last = returns.loc[:"2026-05-26"].iloc[-252:]
    book = last[list(WEIGHTS)].to_numpy() @ np.array(list(WEIGHTS.values()))
    market = last["SPY"].to_numpy()
    both = (market < 0) & (book < 0)
    assert np.polyfit(market[both], book[both], 1)[0] < card.downside
