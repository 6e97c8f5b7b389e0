"""The page of the betas: every method with its figures, and sentences that fit."""

import io
import re

import pytest
from rich.console import Console

from hedgerow.desk import betas
from hedgerow.market.book import Book, Position
from hedgerow.report.figures import UNKNOWN, number
from hedgerow.report.terminal import show

BOOKS = {
    "four shares": Book(Position(s, value=1e5) for s in ("CHIP1", "OIL1", "WIDE1", "WIDE2")),
    "proxies": Book([Position("NEWCO", value=1e5)]),
    "cash": Book([Position("CASH", value=1e5)]),
    "the market": Book([Position("SPY", quantity=100)]),
    "lone": Book([Position("LONE", value=1e5), Position("CASH", value=1e5)]),
}


@pytest.fixture(scope="module")
def made(synthetic):
    """The betas of each book."""
    where = {"data": synthetic.folder, "as_of": synthetic.plain_day}
    return {name: betas(book, **where) for name, book in BOOKS.items()}


def page(result, width):
    """The page as text."""
    console = Console(file=io.StringIO(), width=width, highlight=False)
    show(result, console)
    return console.file.getvalue()


@pytest.mark.parametrize("name", BOOKS)
@pytest.mark.parametrize("width", [60, 80, 100])
def test_it_fits(made, name, width):
    """No line is wider than the terminal, no interval loses an end, and nothing unknown shows as a
    Python value.
    """
    text = page(made[name], width)
    low, high = made[name].beta.estimates[2].interval
    assert number(low) == UNKNOWN or f"{low:.2f} … {high:.2f}" in text
    assert max(len(line.rstrip()) for line in text.splitlines()) <= width
    assert not re.search(r"\b(nan|NaN|None|inf|True|False)\b", text)


@pytest.mark.parametrize("name", BOOKS)
def test_every_method_is_on_the_page(made, name):
    """Each method has its line with beta and error; an unknown one is a dash, its reason below."""
    text = page(made[name], 100)
    lines = {" ".join(line.split()) for line in text.splitlines()}
    words = " ".join(text.split())
    for row in made[name].beta.estimates:
        start = f"{row.name} {number(row.beta)} {number(row.standard_error, 3)} "
        assert any(line.startswith(start) for line in lines), start
        if number(row.beta) == UNKNOWN:
            assert row.note in words


def test_sentences(made):
    """Asymmetry, shock, stability and drawdown stand on the page with the answer's figures, and the
    warning with them.
    """
    answer = made["four shares"]
    words = " ".join(page(answer, 100).split())
    beta = answer.beta
    assert f"γ {beta.asymmetry.gamma:+.2f}" in words
    assert f"p {beta.asymmetry.p:.3f}" in words
    assert f"{beta.correlation_shock[0].beta:.2f} if all volatilities rise alike" in words
    assert f"all 504 days {beta.stability.full:.2f}" in words
    assert f"{-100 * beta.drawdown[1].drawdown:.1f} % below the high of 60 sessions" in words
    assert beta.warning in words
