"""The tape at the desk: prices as traded, moves across gaps, and nothing that only a later adjustment knows."""

import numpy as np
import pandas as pd
import pytest

from hedgerow.desk.replay_tape import NOMINAL, across_gaps, underlyings, vol_histories
from hedgerow.desk.settings import market
from hedgerow.market.prices import Prices

SESSIONS = pd.bdate_range("2021-01-04", "2021-06-30")


@pytest.fixture
def vols(synthetic):
    """Volatility indices of the synthetic market, on its own sessions."""
    where = market(synthetic.folder)
    prices = where.prices(["SPY"], synthetic.plain_day, window=200)
    return where, prices, vol_histories(where, prices)


def made(vols, adjusted, close=None, basis=None, *, first=150):
    """SPY's underlying from closes on the market's sessions."""
    _, prices, indices = vols
    dates = prices.dates
    rows = pd.DataFrame({"date": dates, "symbol": "SPY", "adj_close": adjusted})
    if close is not None:
        rows = rows.assign(close=close, close_basis=basis)
    own = Prices.from_rows(rows, prices.as_of)
    return underlyings(["SPY"], own, indices, np.zeros(len(dates)), first=first, window=126)["SPY"]


def walk(n):
    """Closes that move."""
    return 50 * np.exp(np.cumsum(np.random.default_rng(2).normal(0, 0.01, n)))


def test_later_adjustments_change_nothing(vols):
    """Where only adjusted closes are known, their level is no information: times any number they give the same tape."""
    n = len(vols[1].dates)
    one, other = made(vols, walk(n)), made(vols, 0.37 * walk(n))
    np.testing.assert_allclose(one.price, other.price, rtol=1e-9)
    assert one.price[150] == pytest.approx(NOMINAL)
    assert one.adjusted
    assert not one.dividend_yield.any()


def test_prices_as_traded(vols):
    """From the last close known as traded, on by unadjusted returns: a later change of basis moves nothing."""
    n = len(vols[1].dates)
    close = walk(n)
    file = close.copy()
    basis = np.array(["as_traded"] * n, object)
    file[170:] /= 2  # after a split its vendor serves half
    basis[170:] = "split_adjusted"
    found = made(vols, close / 2, file, basis)
    np.testing.assert_allclose(found.price, close, rtol=1e-6)
    assert not found.adjusted


def test_a_gap_keeps_the_move(vols):
    """A session without a close has no return; the next has the whole move, and the price is where it was."""
    n = len(vols[1].dates)
    adjusted = walk(n)
    adjusted[160] = np.nan
    found = made(vols, adjusted)
    assert np.isnan(found.price[160])
    assert np.isnan(found.returns[160])
    assert found.returns[161] == pytest.approx(adjusted[161] / adjusted[159] - 1)
    assert found.price[-1] / found.price[150] == pytest.approx(adjusted[-1] / adjusted[150])


def test_across_gaps():
    """What is before the first close stays unknown."""
    found = across_gaps(np.array([np.nan, 2.0, np.nan, np.nan, 3.0]))
    assert np.isnan(found[:4]).all()
    assert found[4] == 0.5
