import json
from datetime import date

import numpy as np
import pandas as pd
import pytest

from hedgerow.desk import betas
from hedgerow.errors import BookError, InputError, UnavailableError
from hedgerow.market.book import Book, Position


@pytest.fixture(scope="session")
def measured(synthetic):
    """The betas of a book on the day without a chain."""

    def made(book, **asked):
        return betas(book, **{"data": synthetic.folder, "as_of": synthetic.plain_day} | asked)

    return made


def row(made, symbol):
    """One position's row."""
    return next(r for r in made.book.positions if r.symbol == symbol)


def slope(y, x):
    """Least-squares slope."""
    return np.linalg.lstsq(np.column_stack([np.ones(len(x)), x]), y, rcond=None)[0][1]


def test_least_squares(measured, valued, synthetic):
    """Each beta is the slope of numpy.linalg.lstsq on the raw closes, the book's is their
    dollar-weighted sum, and the downside beta is that of the days on which the benchmark fell
    [SPEC HP-04, HS-09].
    """
    made = measured(valued(CHIP1=1e5, OIL1=3e5))
    x = synthetic.returns("SPY", synthetic.plain_day, 252)
    y = {s: synthetic.returns(s, synthetic.plain_day, 252) for s in ("CHIP1", "OIL1")}
    for symbol, own in y.items():
        assert row(made, symbol).beta == pytest.approx(slope(own, x), abs=1e-10)
    book = 0.25 * y["CHIP1"] + 0.75 * y["OIL1"]
    assert made.beta.calm == pytest.approx(slope(book, x), abs=1e-10)
    assert made.beta.downside == pytest.approx(slope(book[x < 0], x[x < 0]), abs=1e-10)
    assert made.beta.downside_observations == (x < 0).sum()
    assert made.beta.dollar_beta == pytest.approx(4e5 * made.beta.calm)


def test_contributions_add_up(measured):
    """Weights add up to 1 with cash, contributions to the book's beta, dollars to its dollar beta."""
    book = Book(
        [
            Position("WIDE1", quantity=1000),
            Position("CHIP1", value=-30_000),
            Position("CASH", quantity=50_000),
        ]
    )
    made = measured(book)
    rows = made.book.positions
    assert sum(r.weight for r in rows) == pytest.approx(1)
    assert sum(r.contribution for r in rows) == pytest.approx(made.beta.calm, abs=1e-12)
    assert sum(r.contribution_dollars for r in rows) == pytest.approx(made.beta.dollar_beta)
    assert sum(r.value for r in rows) == pytest.approx(made.book.value)
    assert row(made, "CHIP1").contribution < 0
    assert row(made, "CASH").beta == 0


def test_quantity_is_valued_at_the_unadjusted_close(measured, synthetic):
    """Shares are worth quantity times the unadjusted close, not the lower adjusted one."""
    made = measured(Book([Position("SPY", quantity=100)]))
    assert made.book.value == pytest.approx(75_200, abs=1e-6)
    assert made.book.value > 100 * synthetic.closes["SPY"].loc[str(synthetic.plain_day)]
    held = row(made, "SPY")
    assert (held.price_basis, held.price_date) == ("as_traded", synthetic.plain_day)


def test_intervals_hold_the_truth(measured, valued):
    """The 95 % interval of CHIP1's beta holds the loading 1.4 that it was drawn with."""
    low, high = row(measured(valued(CHIP1=1e5), window=504), "CHIP1").interval
    assert low < 1.4 < high


def test_short_history(measured, valued):
    """A position with 60 returns gets the benchmark's beta 1, flagged with its share of value."""
    made = measured(valued(NEWCO=1e5, WIDE1=3e5))
    held = row(made, "NEWCO")
    assert (held.beta, held.beta_source) == (1.0, "proxy")
    assert made.beta.proxied_share == pytest.approx(0.25)
    assert made.status.state == "degraded"
    assert any("25.0 %" in r and "NEWCO" in r for r in made.status.reasons)


def test_short_history_with_a_given_beta(measured):
    """The book's own beta is used where history is too short, and named where it is not."""
    book = Book([Position("NEWCO", value=1e5, beta=1.7), Position("WIDE1", value=1e5, beta=3.0)])
    made = measured(book)
    assert (row(made, "NEWCO").beta, row(made, "NEWCO").beta_source) == (1.7, "book")
    assert row(made, "WIDE1").beta < 2
    assert any("WIDE1" in w and "3 is not used" in w for w in made.warnings)


def test_unknown_symbol(measured, valued):
    """A value of an unknown symbol is proxied and named; a quantity of it cannot be valued."""
    made = measured(valued(UNKNOWN=1e5, WIDE1=1e5))
    assert row(made, "UNKNOWN").beta_source == "proxy"
    assert any("UNKNOWN" in r for r in made.status.reasons)
    with pytest.raises(BookError, match="no price for UNKNOWN"):
        measured(Book([Position("UNKNOWN", quantity=5)]))


def test_unknown_symbol_with_a_price(measured):
    """A quantity with a price in the book needs no price in the data."""
    made = measured(Book([Position("UNKNOWN", quantity=5, price=10.0)]))
    assert made.book.value == 50


def test_options_are_carried(measured):
    """Options count with their price, have no beta yet, and the status says so; without a price they
    are not in the value.
    """
    spy = Position("SPY", value=1e5)
    priced = measured(Book([spy, Position("SPY251219P00600000", quantity=2, price=10.0)]))
    held = row(priced, "SPY251219P00600000")
    assert (held.value, held.beta_source) == (2_000.0, "carried")
    assert priced.book.value == pytest.approx(102_000)
    unpriced = measured(Book([spy, Position("SPY251219P00600000", quantity=2)]))
    assert unpriced.book.value == pytest.approx(1e5)
    document = json.loads(unpriced.to_json())
    assert document["book"]["positions"][1]["value"] is None
    assert document["book"]["positions"][1]["beta"] is None
    for made in (priced, unpriced):
        assert any("without delta-dollars" in r for r in made.status.reasons)


def test_leveraged_funds_are_carried(measured, valued):
    """A leveraged fund counts with its own measured beta and the status says what that misses."""
    made = measured(valued(SOXL=1e5))
    assert row(made, "SOXL").kind == "leveraged"
    assert row(made, "SOXL").beta == pytest.approx(3.9, abs=0.5)
    assert any("SOXL" in r and "reset daily" in r for r in made.status.reasons)


def test_net_value_must_be_positive(measured, valued):
    """A book that is worth nothing has no weights; the error names its value."""
    with pytest.raises(BookError, match=r"-50,000\.00"):
        measured(valued(SPY=50_000, WIDE1=-100_000))


def test_only_adjusted_prices(measured, market_copy, rewrite):
    """A quantity of which only adjusted closes are known is valued at them, degraded."""

    def change(rows):
        rows.loc[rows["symbol"] == "WIDE1", ["close", "close_basis"]] = None
        return rows

    rewrite(market_copy, "prices", change)
    made = measured(Book([Position("WIDE1", quantity=10)]), data=market_copy)
    assert row(made, "WIDE1").price_basis == "adjusted"
    assert made.status.state == "degraded"
    assert any("adjusted close" in r and "WIDE1" in r for r in made.status.reasons)


def test_known_split(measured, market_copy, rewrite):
    """As-traded closes that end before a split in the adjusted ones leave no price for a quantity."""

    def change(rows):
        own = rows["symbol"] == "WIDE1"
        rows.loc[own, "adj_close"] /= 4
        rows.loc[own & (rows["date"] > "2024-05-20"), ["close", "close_basis"]] = None
        return rows

    rewrite(market_copy, "prices", change)
    with pytest.raises(UnavailableError, match=r"WIDE1.*split"):
        measured(Book([Position("WIDE1", quantity=10)]), data=market_copy)


def test_stale_price(measured, market_copy, rewrite):
    """A close that is sessions old is used, dated and named."""

    def change(rows):
        return rows[(rows["symbol"] != "WIDE1") | (rows["date"] <= "2024-05-24")]

    rewrite(market_copy, "prices", change)
    made = measured(Book([Position("WIDE1", quantity=10)]), data=market_copy)
    assert row(made, "WIDE1").price_date == date(2024, 5, 24)
    assert any("WIDE1" in r and "of 2024-05-24" in r for r in made.status.reasons)


def test_gap_in_the_history(measured, valued, synthetic, market_copy, rewrite):
    """A gap of some days leaves a position's beta that of the days it has."""
    gap = (pd.Timestamp(2024, 2, 1), pd.Timestamp(2024, 2, 20))

    def change(rows):
        return rows[(rows["symbol"] != "WIDE1") | ~rows["date"].between(*gap)]

    rewrite(market_copy, "prices", change)
    made = measured(valued(WIDE1=1e5, WIDE2=1e5), data=market_copy)
    closes = synthetic.closes.loc[: str(synthetic.plain_day)].iloc[-253:].copy()
    closes.loc[gap[0] : gap[1], "WIDE1"] = np.nan
    returns = closes.pct_change(fill_method=None)[["WIDE1", "SPY"]].dropna()
    assert row(made, "WIDE1").observations == len(returns) < 252
    expected = slope(returns["WIDE1"].to_numpy(), returns["SPY"].to_numpy())
    assert row(made, "WIDE1").beta == pytest.approx(expected, abs=1e-10)
    assert sum(r.contribution for r in made.book.positions) == pytest.approx(made.beta.calm)
    assert any("history shorter" in r and "WIDE1" in r for r in made.status.reasons)


def test_bad_rows_are_counted(measured, valued, market_copy, rewrite):
    """Rows on days that are no session, without a price, or repeated are counted in a warning and
    move nothing.
    """
    before = measured(valued(WIDE1=1e5), data=market_copy)

    def change(rows):
        own = rows[rows["symbol"] == "WIDE1"].iloc[[-20]]
        bad = [
            own.assign(date=pd.Timestamp(2024, 5, 25), adj_close=1.0),
            own.assign(date=pd.Timestamp(2024, 3, 29), adj_close=np.nan),
            own.assign(symbol="SPY", date=pd.Timestamp(2020, 1, 2), adj_close=-1.0),
            own,
            own,
        ]
        return pd.concat([rows, *bad])

    rewrite(market_copy, "prices", change)
    after = measured(valued(WIDE1=1e5), data=market_copy)
    assert after.beta == before.beta
    [warning] = [w for w in after.warnings if "set aside" in w]
    assert "2 no session" in warning  # a Saturday, and Good Friday without a price
    assert "2 repeated" in warning


@pytest.mark.parametrize(("window", "words"), [(5, "window 5"), (2521, "window 2521")])
def test_window_range(measured, valued, window, words):
    """A window outside 126 … 2520 sessions is refused with its value."""
    with pytest.raises(InputError, match=words):
        measured(valued(WIDE1=1e5), window=window)


def test_past_the_data(measured, valued, synthetic):
    """Within a week past the data the answer is degraded; later it is refused, however much later."""
    book = valued(WIDE1=1e5)
    made = measured(book, as_of="2024-06-05")
    assert any(f"prices end on {synthetic.chain_day}" in r for r in made.status.reasons)
    for day in ("2024-06-20", "2026-06-20", "2039-01-03"):
        with pytest.raises(InputError, match=f"as of {day[:4]}.*{synthetic.chain_day}"):
            measured(book, as_of=day)


def test_before_the_data(measured, valued):
    """Before the data there is no benchmark."""
    with pytest.raises(UnavailableError, match=r"SPY.*1995-01-03"):
        measured(valued(WIDE1=1e5), as_of="1995-01-03")


def test_unknown_benchmark(measured, valued):
    """A benchmark without prices is named."""
    with pytest.raises(UnavailableError, match="NOPE"):
        measured(valued(WIDE1=1e5), benchmark="nope")


def test_document(measured, valued):
    """The document is the envelope and the parts; the frame has a row a position."""
    made = measured(valued(WIDE1=1e5, CASH=1e4))
    document = json.loads(made.to_json())
    assert document["command"] == "beta"
    assert document["beta"].keys() >= {"calm", "downside", "standard_error", "interval"}
    assert document["provenance"].keys() == {"prices"}
    assert list(made.to_frame()["symbol"]) == ["WIDE1", "CASH"]
