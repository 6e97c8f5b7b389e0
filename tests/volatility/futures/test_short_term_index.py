"""The index that rolls the first two contracts."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from hedgerow.market.calendar import sessions
from hedgerow.market.expirations import vix_settlement
from hedgerow.volatility.futures.short_term_index import bill_return, short_term_index

SETTLEMENTS = pd.DatetimeIndex([vix_settlement(2023, m) for m in range(1, 13)])
DAYS = sessions()[
    (sessions() >= pd.Timestamp(vix_settlement(2023, 1))) & (sessions() <= pd.Timestamp(2023, 6, 1))
]


def prices(level):
    """Every contract on every session: ``level(session number, days left)``."""
    left = (SETTLEMENTS.to_numpy()[None, :] - DAYS.to_numpy()[:, None]).astype("timedelta64[D]")
    made = level(np.arange(len(DAYS))[:, None], left.astype(float))
    made = np.where(left.astype(int) < 0, np.nan, made)
    return pd.DataFrame(made, index=DAYS, columns=SETTLEMENTS)


def test_the_weights_run_from_one_to_none_over_each_period():
    """At the close before a settlement day all weight is in the contract that settles next; a session later a share of
    1/dt has left it.
    """
    index = short_term_index(prices(lambda _, left: 20 + 0.02 * left))
    weight = dict(zip((d.date() for d in index.dates), index.weight, strict=True))
    eve, settlement = date(2023, 2, 14), date(2023, 2, 15)
    assert vix_settlement(2023, 2) == settlement
    dt = int(((sessions() >= "2023-02-15") & (sessions() < "2023-03-22")).sum())
    assert weight[eve] == 1.0
    assert weight[settlement] == pytest.approx((dt - 1) / dt)
    assert weight[date(2023, 2, 13)] == pytest.approx(
        1 / 20
    )  # 18 January to 15 February has 20 sessions


def test_a_parallel_move_is_the_index_return():
    """If every contract moves by the same factor, so does the index, whatever its weights."""
    index = short_term_index(prices(lambda t, _: 20 * 1.01**t))
    np.testing.assert_allclose(index.excess[1:], 0.01, rtol=1e-12)
    np.testing.assert_allclose(index.roll[1:], 0.0, atol=1e-15)


def test_on_a_line_that_stands_still_everything_is_roll():
    """Between two settlements the return over a calendar day is that of the daily roll formula."""
    index = short_term_index(prices(lambda _, left: 20 + 0.05 * left))
    i = 30
    w, front, second = index.weight[i - 1], index.front[i - 1], index.second[i - 1]
    days = index.days[i]
    assert index.excess[i] == pytest.approx(-0.05 * days / (w * front + (1 - w) * second))


def test_the_expiring_contract_is_not_needed_on_its_last_day():
    """Where all weight is in one contract, a missing price of the other leaves the index known."""
    table = prices(lambda _, left: 20 + 0.02 * left)
    table.loc["2023-02-15":, SETTLEMENTS[1]] = np.nan
    index = short_term_index(table)
    assert np.isfinite(index.excess[1:]).all()


def test_a_missing_price_makes_two_returns_unknown():
    """A hole in a contract that is held is unknown on both sides of it, and nowhere else."""
    table = prices(lambda _, left: 20 + 0.02 * left)
    table.iloc[20, 2] = np.nan
    missing = np.flatnonzero(~np.isfinite(short_term_index(table).excess))
    assert missing.tolist() == [0, 20, 21]


def test_what_comes_later_changes_nothing():
    """The index up to a session is the same whatever follows."""
    rng = np.random.default_rng(3)
    table = prices(lambda t, left: 20 + 0.02 * left + rng.normal(size=(len(t), 1)))
    whole, part = short_term_index(table), short_term_index(table.iloc[:60])
    np.testing.assert_array_equal(whole.excess[:60], part.excess)


def test_bills_compound():
    """Ninety-one days at a continuous rate r return e^(r·91/365) − 1."""
    assert float(bill_return(0.05, 91)) == pytest.approx(np.exp(0.05 * 91 / 365) - 1, rel=1e-14)
