"""Positions and the book."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.errors import BookError
from hedgerow.market.book import Book, Position
from hedgerow.market.option_symbol import OptionSymbol, parse_option_symbol


@given(
    st.from_regex(r"[A-Z]{1,5}", fullmatch=True),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["call", "put"]),
    st.integers(1, 99_999_999),
)
def test_option_symbols_round_trip(root, day, right, mills):
    """An OCC symbol written is the one that is read."""
    option = OptionSymbol(root, day, right, mills / 1000)
    assert parse_option_symbol(str(option)) == option


@pytest.mark.parametrize(
    "text", ["SPY251399P00600000", "SPY251219X00600000", "251219P00600000", "AAPL"]
)
def test_what_is_no_option_symbol(text):
    """Month 13, right X, no root, a share."""
    assert parse_option_symbol(text) is None


@pytest.mark.parametrize(
    ("symbol", "kind"),
    [
        ("aapl", "equity"),
        ("TQQQ", "leveraged"),
        ("cash", "cash"),
        ("SPXW251219P05000000", "option"),
    ],
)
def test_kinds(symbol, kind):
    """Kinds are read off the symbol, whatever its case."""
    assert Position(symbol, quantity=1).kind == kind


@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.integers(-1000, 1000)), min_size=1, max_size=20)
)
def test_duplicates_add_up(lines):
    """The book holds each symbol once, with the sum of its lines."""
    book = Book(Position(s, quantity=q) for s, q in lines)
    assert {p.symbol: p.quantity for p in book.positions} == {
        s: sum(q for t, q in lines if t == s) for s, _ in lines
    }


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"symbol": "A"}, "neither of quantity and value"),
        ({"symbol": "A", "quantity": 1, "value": 2}, "both of quantity and value"),
        ({"symbol": " ", "quantity": 1}, "without a symbol"),
        ({"symbol": "A", "quantity": float("nan")}, "quantity is nan"),
        ({"symbol": "A", "value": float("inf")}, "value is inf"),
        ({"symbol": "A", "quantity": 1e308}, "within ±1e"),
        ({"symbol": "A", "quantity": 1, "price": 0}, "price 0 must be above 0"),
        ({"symbol": "A", "quantity": 1, "beta": 11}, "beta 11 is outside"),
        ({"symbol": "SPY251399P00600000", "quantity": 1}, "not an OCC option symbol"),
    ],
)
def test_bad_positions(fields, message):
    """Each problem is named with its value."""
    with pytest.raises(BookError, match=message):
        Position(**fields)


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        ({"quantity": 1}, {"value": 2}, "one line gives a quantity and another a value"),
        ({"quantity": 1, "price": 2}, {"quantity": 1, "price": 3}, "two lines give price 2 and 3"),
        ({"quantity": 1, "beta": 1}, {"quantity": 1, "beta": 2}, "two lines give beta 1 and 2"),
    ],
)
def test_contradicting_duplicates(one, other, message):
    """Lines of one symbol that contradict each other are refused."""
    with pytest.raises(BookError, match=message):
        Book([Position("A", **one), Position("A", **other)])


def test_values():
    """Shares × price, contracts × 100 × price, cash is itself, unknown stays unknown."""
    assert Position("A", quantity=-3).value_at(10.0) == -30
    assert Position("SPY251219P00600000", quantity=2).value_at(5.0) == 1000
    assert Position("CASH", quantity=5).value_at(None) == 5
    assert Position("A", quantity=3).value_at(None) is None
    assert Position("A", value=7).value_at(None) == 7


def test_an_empty_book_is_refused():
    """No positions, no book."""
    with pytest.raises(BookError, match="no positions"):
        Book([])


def test_usd_is_refused_as_ambiguous():
    """USD names a currency and a fund; the message says what to write."""
    with pytest.raises(BookError, match="write CASH"):
        Position("USD", quantity=1000)
