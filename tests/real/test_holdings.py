"""A plan that one can act on, on real prices and chains, where those are at hand.

The data may not be shipped, so without them (``../shared/data`` beside the checkout) these are
skipped.
"""

from pathlib import Path

import pytest

from hedgerow import hedge_plan
from hedgerow.desk import HedgeChoices
from hedgerow.market.book import Book, Position
from hedgerow.market.option_symbol import parse_option_symbol

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="no real data beside the checkout")

BROAD = {
    "AAPL": 100_000.0,
    "MSFT": 100_000.0,
    "NVDA": 75_000.0,
    "AMZN": 75_000.0,
    "JNJ": 50_000.0,
    "JPM": 50_000.0,
    "VOO": 50_000.0,
}
QUOTED = [
    ("SPY", "2022-07-12"),
    ("SPY", "2025-09-03"),
    ("SPX", "2023-09-14"),
    ("QQQ", "2024-03-22"),
]
SIZES = ("notional", "delta", "scenario", "floor", "budget")


def book(*more):
    """A broad half-million book and further positions."""
    return Book([*(Position(s, value=v) for s, v in BROAD.items()), *more])


def plan(held, as_of, **choices):
    """The plan on the real data."""
    return hedge_plan(held, data=DATA, as_of=as_of, choices=HedgeChoices(**choices))


@pytest.mark.parametrize(("use", "day"), QUOTED)
@pytest.mark.parametrize("size_by", SIZES)
def test_a_hedged_book_is_told_to_buy_none(use, day, size_by):
    """Buy what the ticket says off the real chain, ask again: nothing is left to buy."""
    # a budget of 3 % buys at least one of the large contracts too
    first = plan(book(), day, instrument=use, size_by=size_by, budget=0.03)
    order = first.ticket
    assert order.price_source == "quoted"
    assert order.contracts > 0
    bought = Position(order.option_symbol, quantity=order.contracts)
    again = plan(book(bought), day, instrument=use, size_by=size_by, budget=0.03)
    assert again.hedge.contracts == 0
    assert again.ticket is None
    assert again.already.options[0].price_source == "quoted"


@pytest.mark.parametrize(("use", "day"), QUOTED)
def test_the_ticket_names_a_listed_option(use, day):
    """The OCC symbol is that of a put which the chain lists at that ask."""
    made = plan(book(), day, instrument=use)
    option = parse_option_symbol(made.ticket.option_symbol)
    import pandas as pd

    rows = pd.read_parquet(DATA / "chains" / f"{use}_{day}.parquet")
    rows = rows[
        (rows["root"] == option.root)
        & (rows["type"] == "P")
        & (rows["strike"] == option.strike)
        & (pd.to_datetime(rows["expiry"]).dt.date == option.expiration)
    ]
    assert len(rows) == 1
    assert float(rows["ask"].iloc[0]) == made.ticket.limit_price


def test_puts_on_the_other_index_are_netted_by_their_slope():
    """Puts on SPY held by a book that QQQ explains better stand for fewer QQQ puts than their dollars:
    QQQ moves more than SPY, so a dollar of SPY behaves like less than a dollar of it.
    """
    put = Position("SPY251121P00620000", quantity=5)
    made = plan(book(put), "2025-09-03", instrument="QQQ")
    dollars = 5 * 100 * 641.7 / (100 * made.hedge.spot)
    assert 0.6 * dollars < made.sizing.notional.held < 0.95 * dollars


def test_spx_puts_count_one_for_one_with_spy():
    """An SPXW put stands for ten times SPY's hundred shares, at the parity of its own chain."""
    first = plan(book(), "2023-09-14", instrument="SPX")
    one = Position(first.ticket.option_symbol, quantity=1)
    made = plan(book(one), "2023-09-14", instrument="SPY")
    assert made.sizing.notional.held == pytest.approx(first.hedge.spot / made.hedge.spot, rel=2e-3)
    assert made.sizing.notional.held == pytest.approx(10, rel=0.02)


def test_a_short_index_put_is_exposure():
    """A sold put adds to what is to be hedged instead of being netted."""
    put = Position("SPY251121P00620000", quantity=-5)
    made, bare = (
        plan(book(put), "2025-09-03", instrument="SPY"),
        plan(book(), "2025-09-03", instrument="SPY"),
    )
    assert made.already.options[0].role == "exposure"
    assert made.hedge.exposure > bare.hedge.exposure
    assert made.sizing.floor.contracts > bare.sizing.floor.contracts


def test_more_puts_sold_than_held_are_bought_back():
    """Six puts held and fifteen sold below them are nine too few: a need of 10.13 becomes 19.13, and with
    twenty bought the loss stops.
    """
    shares = [Position("AAPL", value=300_000), Position("MSFT", value=300_000)]
    puts = [
        Position("SPY251121P00620000", quantity=6),
        Position("SPY251121P00560000", quantity=-15),
    ]
    made = plan(Book([*shares, *puts]), "2025-09-03", instrument="SPY")
    card = made.sizing.notional
    assert (card.held, card.raw) == (pytest.approx(-9), pytest.approx(card.needed + 9))
    assert card.contracts == 20
    assert min(row.hedged_at_expiry for row in made.scenarios if row.move <= -0.10) > 0


def test_a_crisis_counts_leveraged_funds():
    """TQQQ is three times QQQ in 2020 as it is today; the book's crisis beta is not that of cash."""
    from hedgerow.desk import betas

    held = Book([Position("TQQQ", value=100_000)])
    made = betas(held, data=DATA, as_of="2025-09-03").beta
    crises = [row for row in made.estimates if row.name.startswith("crisis")]
    assert len(crises) == 5
    assert all(2 < row.beta < 5 and row.standard_error > 0.01 for row in crises)


def test_a_basket_says_whose_contracts_it_does_not_know():
    """NVDA's split hides its share price: its puts are in the premium, not in the count."""
    made = plan(book(), "2025-09-03", instrument="SPY").basket
    assert "NVDA" in {row.symbol for row in made.rows}
    assert made.uncounted == ("NVDA",)
    assert made.ratio == pytest.approx(made.premium / made.index_premium)
