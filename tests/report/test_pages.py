"""The page of the betas: every method with its figures, and sentences that fit."""

import io
import re
from dataclasses import replace

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


def test_what_a_crisis_beta_rests_on_is_on_the_page(made):
    """A note of a crisis whose beta is known stands under the table."""
    answer = made["four shares"]
    note = "scaled up from 86 % of the value (AVGO missing)"
    known = replace(answer.beta.estimates[-1], note=note)
    beta = replace(answer.beta, estimates=(*answer.beta.estimates[:-1], known))
    assert note in " ".join(page(replace(answer, beta=beta), 100).split())


def test_two_slopes_in_falls_are_told_apart(made):
    """The slope of the falling days alone and that of falls and rises fitted together differ, and the
    page says which is which.
    """
    answer = made["four shares"]
    words = " ".join(page(answer, 100).split())
    assert f"its falling days alone {answer.beta.downside:.2f}" in words
    assert f"it is {answer.beta.asymmetry.stress_beta:.2f} in falls (β + γ" in words
    assert f"falling days fitted alone give {answer.beta.downside:.2f}" in words


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
