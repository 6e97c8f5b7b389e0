"""The pages of VIX futures: what is known, and what is not."""

import re

import numpy as np
import pandas as pd
import pytest
from tests.report.pages import terminal

from hedgerow.desk import FuturesChoices, futures
from hedgerow.report.figures import UNKNOWN, number, percent, signed_percent
from hedgerow.report.futures_words import gap, narrowing_words, stress_words


@pytest.fixture(scope="module")
def answers(futures_market, tmp_path_factory):
    """Answers in full, a session late, and of nothing but one contract."""
    folder = tmp_path_factory.mktemp("one")
    rows = pd.read_parquet(futures_market / "vix_futures" / "daily.parquet")
    one = rows[rows["expiry"] == pd.Timestamp(2024, 6, 18)]
    (folder / "vix_futures").mkdir()
    one.to_parquet(folder / "vix_futures" / "daily.parquet", index=False)
    inverted = tmp_path_factory.mktemp("inverted")
    days = (rows["expiry"] - rows["date"]).dt.days
    (inverted / "vix_futures").mkdir()
    rows.assign(settle=rows["settle"] * np.exp(-days / 100)).to_parquet(
        inverted / "vix_futures" / "daily.parquet", index=False
    )
    return {
        "whole": futures(data=futures_market),
        "late": futures(data=futures_market, as_of="2024-06-05"),
        "one contract": futures(data=folder),
        "inverted": futures(data=inverted, choices=FuturesChoices(etp=("SVXY",))),
    }


KINDS = ["whole", "late", "one contract", "inverted"]


@pytest.mark.parametrize("width", [80, 100])
@pytest.mark.parametrize("kind", KINDS)
def test_the_terminal_page_fits_and_shows_no_python(answers, kind, width):
    """No line is wider than the window, and what is unknown is a dash."""
    page = terminal(answers[kind], width)
    assert max(len(line.rstrip()) for line in page.splitlines()) <= width
    assert not re.search(r"\b(nan|NaN|None|inf|True|False)\b", page)


@pytest.mark.parametrize("kind", KINDS)
def test_the_browser_s_page_shows_no_python(answers, browser, kind):
    """Every answer has a page, with its doubts, and without a Python value."""
    text = browser(answers[kind])
    assert not re.search(r"\b(nan|NaN|None|inf|True|False)\b", text)
    for reason in answers[kind].status.reasons:
        assert " ".join(reason.split()) in text


def test_the_answer_comes_first(answers, browser):
    """What the curve is, and what a month of it costs, stand above everything else."""
    found = answers["whole"]
    page = " ".join(terminal(found).split())
    cost = f"would lose {percent(-found.roll.static_month)}"
    assert page.index("in contango") < page.index(cost) < page.index("The curve")
    text = browser(found)
    assert text.index("VIX futures are in contango") < text.index("contract settles on")
    assert cost in text.replace("\u202f", " ").replace("\xa0", " ")


def test_every_contract_and_fund_is_on_both_pages(answers, browser):
    """The tables hold every contract and every fund with their figures."""
    found = answers["whole"]
    for page in (terminal(found), browser(found).replace("\u202f", " ").replace("\xa0", " ")):
        for row in found.curve.contracts:
            assert f"M{row.month}" in page
            assert str(row.expiration) in page
            assert number(row.settle) in page
            assert gap(row.basis_points) in page
        for card in found.funds:
            assert card.symbol in page
            assert signed_percent(card.simulated_annual) in page


def test_a_missing_contract_is_a_dash(answers):
    """Of a table with one contract, the other seven rows are there and empty."""
    rows = [
        line for line in terminal(answers["one contract"]).splitlines() if line.startswith(" M")
    ]
    assert [line.split()[0] for line in rows] == [f"M{k}" for k in range(1, 9)]
    assert all(line.split()[3] == UNKNOWN for line in rows[1:])


def test_backwardation_on_a_page(answers):
    """On an inverted curve without VIX the month is unknown and the state is said."""
    page = " ".join(terminal(answers["inverted"]).split())
    assert "in backwardation" in page
    assert "What a month of holding would cost is unknown" in page


def test_unknown_is_said_not_denied(answers):
    """Where the alert or the stress cannot be known, the words say unknown."""
    found = answers["one contract"]
    assert "unknown" in narrowing_words(found)
    assert stress_words(found) == "VIX over VIX3M is unknown; VVIX is unknown."


def test_the_state_speaks_of_the_first_two_contracts(answers):
    """Contango and backwardation are of M1 and M2: further out the curve may bend the other way."""
    assert "contango: the second contract costs more than the first" in terminal(answers["whole"])
    said = terminal(answers["inverted"])
    assert "backwardation: the first contract costs more than the second" in " ".join(said.split())


def test_a_year_in_part_is_marked_fund_by_fund(answers):
    """A star stands at the fund's own figure, and nowhere in whole years."""
    card = next(card for card in answers["whole"].funds if card.compared)
    page = terminal(answers["whole"])
    for row in card.years:
        line = next(x for x in page.splitlines() if x.split()[:1] == [str(row.year)])
        assert ("*" in line) == (not row.whole)


def test_an_unknown_basis_is_one_word(answers, browser):
    """Without a price at 30 days the basis there is unknown, with no dash before it."""
    assert "at a constant 30 days it is unknown." in browser(answers["one contract"])
    assert "Basis at 30 days: unknown (median" in terminal(answers["one contract"])
