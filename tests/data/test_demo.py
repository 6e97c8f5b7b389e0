from datetime import date
from importlib.util import find_spec

import numpy as np
import pandas as pd
import pytest

from hedgerow.data.demo import DemoData
from hedgerow.data.source import Market
from hedgerow.desk.demonstration import BOOK
from hedgerow.errors import UnavailableError

needs_skfolio = pytest.mark.skipif(find_spec("skfolio") is None, reason="skfolio not installed")


@pytest.fixture(scope="module")
def data():
    """The bundled prices."""
    return DemoData()


@needs_skfolio
def test_published_levels(data):
    """The S&P 500 closed at 2930.75 on 2018-09-20, its high of that year, and at 2351.10 on
    Christmas Eve [S&P]; VIX at 11.80 and 36.07 [Cboe].
    """
    market = Market((data,))
    for day, level, vix in (
        (date(2018, 9, 20), 2930.75, 11.80),
        (date(2018, 12, 24), 2351.10, 36.07),
    ):
        spot = market.prices(["^SPX"], day, window=5).spot("^SPX")
        assert spot.price == pytest.approx(level, abs=0.005)
        assert (spot.basis, spot.date, spot.doubt) == ("index", day, None)
        assert 100 * market.vol_indices(day).levels["VIX"] == pytest.approx(vix, abs=0.005)


@needs_skfolio
def test_shape(data):
    """20 shares, 5 factor funds and the index; each of the book's names on every session of the
    two years before the hedge, all adjusted; the index from 1990 on, no share before 2000.
    """
    rows = data._prices
    assert rows["symbol"].nunique() == 26
    first = rows.groupby("symbol")["date"].min()
    assert first.pop("^SPX") == pd.Timestamp(1990, 1, 2)
    assert first.min() >= pd.Timestamp(2000, 1, 1)
    prices = Market((data,)).prices([*BOOK.symbols, "^SPX"], date(2018, 9, 20), window=504)
    assert prices.adjusted.shape == (505, len(BOOK.symbols) + 1)
    assert prices.adjusted.notna().all(axis=None)
    assert prices.set_aside == {}
    assert prices.unadjusted[list(BOOK.symbols)].isna().all(axis=None)


@needs_skfolio
def test_adjusted_price(data):
    """Apple traded at 220.03 on 2018-09-20; before the 4-for-1 split of 2020 and the dividends
    since, so the bundled price is near a quarter of it and is said to be adjusted.
    """
    spot = Market((data,)).prices(["AAPL"], date(2018, 9, 20), window=5).spot("AAPL")
    assert spot.price == pytest.approx(220.03 / 4, rel=0.06)
    assert spot.price < 220.03 / 4
    assert spot.basis == "adjusted"
    assert "adjusted" in spot.doubt


@needs_skfolio
def test_nothing_after_the_session(data):
    """Rows after the requested day are not handed out."""
    rows = data.price_rows(["AAPL"], date(2018, 9, 1), date(2018, 9, 20))
    assert rows["date"].max() == pd.Timestamp(2018, 9, 20)
    assert data.vol_index_rows(date(2018, 9, 1), date(2018, 9, 20))["date"].max() == pd.Timestamp(
        2018, 9, 20
    )


@needs_skfolio
def test_bars_of_the_index(data):
    """The S&P 500 fell from an open of 2695.74 points on 2018-02-05 to a low of 2638.17 [S&P]; its bars
    are whole from 1999 to 2018 and closes alone before and after.
    """
    bars = Market((data,)).bars("^SPX", date(2022, 12, 28))
    at = bars.dates.get_loc(pd.Timestamp(2018, 2, 5))
    assert bars.open[at] == pytest.approx(2741.06, abs=0.005)
    assert bars.low[at] == pytest.approx(2638.17, abs=0.005)
    whole = bars.dates[np.isfinite(bars.high)]
    assert (whole[0].year, whole[-1].year) == (1999, 2018)
    assert bars.missing == 0
    assert bars.set_aside == {}
    assert Market((data,)).intraday("^SPX", date(2022, 12, 28)) is None


def test_missing_package(monkeypatch):
    """Without the package that ships the prices, the error says what to install."""
    monkeypatch.setattr("hedgerow.data.demo.find_spec", lambda _: None)
    with pytest.raises(UnavailableError, match=r"pip install 'hedgerow\[demo\]'"):
        DemoData().last_session()
