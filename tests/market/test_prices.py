"""Prices: gaps, rows set aside, and which price was really paid."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from hedgerow.errors import DataError
from hedgerow.market.calendar import sessions
from hedgerow.market.prices import Prices

END = date(2024, 6, 28)
INDEX = sessions()[(sessions() >= "2022-01-03") & (sessions() <= str(END))]


def rows(symbol="A", adjusted=None, close=None, basis="as_traded"):
    """Rows of one symbol on every session."""
    n = len(INDEX)
    adjusted = np.full(n, 100.0) if adjusted is None else adjusted
    frame = pd.DataFrame({"date": INDEX, "symbol": symbol, "adj_close": adjusted})
    if close is not None:
        frame["close"] = close
        frame["close_basis"] = (
            [basis if np.isfinite(c) else None for c in np.broadcast_to(close, n)]
            if isinstance(basis, str)
            else basis
        )
    return frame


def growing(rate):
    """A price growing at a daily rate."""
    return 100 * (1 + rate) ** np.arange(len(INDEX))


def test_bad_rows_are_set_aside_and_counted():
    """A holiday row, a zero, a NaN, two closes for one day: counted by reason, the rest stays."""
    frame = rows()
    extra = pd.DataFrame(
        {
            "date": pd.to_datetime(["2024-05-27", "2024-05-28", "2024-05-29", "2024-05-30", None]),
            "symbol": ["A", "B", "B", "A", "A"],
            "adj_close": [100.0, 0.0, np.nan, 101.0, 50.0],
        }
    )
    made = Prices.from_rows(pd.concat([frame, extra]), END)
    assert made.set_aside == {
        "no date": 1,
        "no session": 1,
        "price missing or not positive": 2,
        "contradicting each other": 2,
    }
    assert made.adjusted["A"].isna().sum() == 1  # the day with two closes


def test_a_missing_column_is_named():
    """The message names the column."""
    with pytest.raises(DataError, match="'adj_close'"):
        Prices.from_rows(rows().drop(columns="adj_close"), END)


def test_a_return_over_a_gap_is_unknown_on_both_sides():
    """A missing close leaves two returns unknown and moves no other: no misaligned day."""
    full = growing(0.001)
    made = Prices.from_rows(rows(adjusted=full).drop(index=[300]), END)
    r = made.returns("A", len(INDEX) - 1)
    assert np.flatnonzero(np.isnan(r)).tolist() == [299, 300]
    assert np.nanmax(np.abs(r - 0.001)) < 1e-12


def test_rows_after_as_of_are_not_read():
    """As of an earlier day, later rows do not exist."""
    early = date(2023, 3, 1)
    one = Prices.from_rows(rows(adjusted=growing(0.001)), early)
    cut = rows(adjusted=growing(0.001))
    two = Prices.from_rows(cut[cut["date"] <= str(early)], early)
    pd.testing.assert_frame_equal(one.adjusted, two.adjusted)
    assert one.last_date("A") == early


def test_as_traded_closes_are_taken_as_they_are():
    """An as-traded close is the price, whatever the adjusted one says."""
    spot = Prices.from_rows(rows(adjusted=growing(0.0) / 4, close=100.0), END).spot("A")
    assert (spot.price, spot.basis, spot.doubt) == (100.0, "as_traded", None)


def test_split_adjusted_closes_agree_with_an_earlier_as_traded_one():
    """No split in between: the split-adjusted close is the traded price, without a doubt."""
    n, cut = len(INDEX), 400
    total = growing(0.0005)  # with dividends
    price = 100 * 1.0004 ** np.arange(n)  # without
    basis = ["as_traded"] * cut + ["split_adjusted"] * (n - cut)
    spot = Prices.from_rows(rows(adjusted=total, close=price, basis=basis), END).spot("A")
    assert spot.price == pytest.approx(price[-1])
    assert spot.doubt is None


def test_a_split_between_the_bases_makes_the_price_unknown():
    """As traded 100, then split-adjusted 50 with unbroken returns: a 2-for-1 lies after, somewhere."""
    n, cut = len(INDEX), 400
    price = np.where(np.arange(n) < cut, 100.0, 50.0)
    basis = ["as_traded"] * cut + ["split_adjusted"] * (n - cut)
    spot = Prices.from_rows(rows(adjusted=np.full(n, 49.0), close=price, basis=basis), END).spot(
        "A"
    )
    assert not spot.known
    assert "a split is known after" in spot.doubt


def test_only_adjusted_is_doubtful():
    """Without any unadjusted close the adjusted one is used, and said to be below the traded price."""
    spot = Prices.from_rows(rows(), END).spot("A")
    assert spot.price == 100
    assert "only an adjusted close" in spot.doubt


@pytest.mark.parametrize(("factor", "known"), [(0.95, True), (0.1, False)])
def test_adjusted_after_the_last_unadjusted_close(factor, known):
    """NVDA's case: once the closes end, a factor of 10 shows a split, one of 0.95 only dividends."""
    n, cut = len(INDEX), 500
    close = np.where(np.arange(n) < cut, 100.0, np.nan)
    basis = ["split_adjusted"] * cut + [None] * (n - cut)
    frame = rows(adjusted=np.full(n, 100 * factor), close=close, basis=basis)
    spot = Prices.from_rows(frame, END).spot("A")
    assert spot.known is known
    assert spot.doubt is not None


def test_dividend_yield_is_the_gap_of_a_year():
    """Total return 0.02 % a day against price 0.015 %: 252 daily gaps of their logs."""
    price = growing(0.00015)
    made = Prices.from_rows(rows(adjusted=growing(0.0002), close=price), END)
    assert made.dividend_yield("A") == pytest.approx(252 * np.log(1.0002 / 1.00015), rel=1e-9)


def test_a_split_does_not_become_a_dividend():
    """An as-traded close that halves in a split leaves the yield alone."""
    n = len(INDEX)
    price = growing(0.00015) / np.where(np.arange(n) < n - 100, 1, 2)
    made = Prices.from_rows(rows(adjusted=growing(0.0002), close=price), END)
    assert made.dividend_yield("A") == pytest.approx(251 * np.log(1.0002 / 1.00015), rel=1e-6)


def test_unknown_yield_stays_unknown():
    """No unadjusted closes: None, not zero."""
    assert Prices.from_rows(rows(), END).dividend_yield("A") is None


def test_unknown_symbol():
    """No price at all: not known, and said so."""
    made = Prices.from_rows(rows(), END)
    assert "Z" not in made
    assert not made.spot("Z").known
    assert np.isnan(made.returns("Z", 10)).all()


def test_equal_rows_merge_and_a_lone_spike_goes():
    """The same row twice is one row; a close ten times its neighbours is a slip, a crash is not."""
    path = growing(0.001)
    path[400:] *= 0.6  # a fall that stays
    slipped = path.copy()
    slipped[300] *= 10
    frame = rows(adjusted=slipped)
    made = Prices.from_rows(pd.concat([frame, frame.tail(3)]), END)
    assert made.set_aside == {"repeated": 3, "lone spikes": 1}
    assert np.flatnonzero(made.adjusted["A"].isna()).tolist() == [300]


def test_still_runs_are_counted():
    """The longest run of equal closes."""
    path = growing(0.001)
    path[100:130] = path[100]
    assert Prices.from_rows(rows(adjusted=path), END).still_run("A") == 30
    assert Prices.from_rows(rows(adjusted=path), END).still_run("Z") == 0


def test_a_five_for_four_split_is_seen():
    """Between two unadjusted closes a drop to 0.8 within two years is no dividend."""
    n, cut = len(INDEX), 400
    price = np.where(np.arange(n) < cut, 100.0, 80.0)
    basis = ["as_traded"] * cut + ["split_adjusted"] * (n - cut)
    frame = rows(adjusted=np.full(n, 79.0), close=price, basis=basis)
    assert not Prices.from_rows(frame, END).spot("A").known
