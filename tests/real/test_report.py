"""The page of a book with everything in it, on real prices and chains, where those are at hand."""

import re
from pathlib import Path

import pytest

from hedgerow import hedge_plan
from hedgerow.market.book import Book, Position
from hedgerow.report.html import report

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="no real data beside the checkout")

BOOK = Book(
    [
        Position("AAPL", value=200_000),
        Position("NVDA", value=150_000),
        Position("JPM", value=100_000),
        Position("TQQQ", value=50_000),
        Position("MYSTERY", value=20_000),
        Position("MSFT", quantity=-100, price=505.0),
        Position("SPY251121P00620000", quantity=3),
        Position("CASH", value=50_000),
    ]
)
"""Existing puts, a leveraged fund, an unknown symbol, a short, cash."""


def test_page_of_a_book_with_everything():
    """Puts held are netted, the fund counts by its exposure, the unknown symbol by its proxy, and all
    of it stands on the page, without a Python value among the words.
    """
    plan = hedge_plan(BOOK, data=DATA, as_of="2025-09-03")
    page = report(plan)
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    text = " ".join(re.sub(r"<[^>]+>", " ", body).split())
    assert not re.search(r"\b(nan|NaN|None|inf|True|False)\b", text)
    for section in ("Options held", "Leveraged funds", "Without a history of their own"):
        assert section in text
    for symbol in BOOK.symbols:
        assert symbol in text
    assert plan.ticket.option_symbol in text
    assert len(page.encode()) < 6_000_000
