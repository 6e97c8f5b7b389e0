"""The pages of the morning card: what is known, and what is not."""

import re
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.report.pages import terminal, words_of

from hedgerow.desk import morning
from hedgerow.market.calendar import sessions
from hedgerow.report.figures import percent, price
from hedgerow.report.html import report

EXAMPLE = Path(__file__).parents[2] / "examples" / "chain.csv"
KINDS = ["alone", "usual", "exceeded", "index", "shares", "nothing"]


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """A chain alone; with a history; far gone; without a chain; without a price; without a bid."""
    root = tmp_path_factory.mktemp("morning")
    days = [d for d in sessions() if date(2019, 5, 1) <= d.date() <= date(2025, 5, 13)]
    r = np.cumsum(np.random.default_rng(4).standard_normal(len(days)) * 0.01)
    close = 9_950 * np.exp(r - r[-1])
    for name, table in (
        ("prices", pd.DataFrame({"date": days, "symbol": "^SPX", "adj_close": close})),
        ("vol_indices", pd.DataFrame({"date": days, "symbol": "VIX", "close": 16.0})),
    ):
        (root / name).mkdir()
        table.to_csv(root / name / "daily.csv", index=False)
    bare = root / "SPX_2025-05-14.csv"
    pd.read_csv(EXAMPLE).assign(bid=0.0).to_csv(bare, index=False)
    mine = root / "mine.csv"
    mine.write_text("date,name,time\n2025-05-14,Fed speech,15:50\n")
    where = {"data": str(root)}
    return {
        "alone": morning(EXAMPLE),
        "usual": morning(EXAMPLE, **where),
        "exceeded": morning(EXAMPLE, **where, last=9_800.0, events=mine),
        "index": morning("SPX", **where, as_of="2025-05-13"),
        "shares": morning("SPX", **where, as_of="2025-05-14"),
        "nothing": morning(bare),
    }


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_a_terminal_shows_no_nan_and_no_line_too_long(answers, kind, width):
    """At any width what is not known is a dash, and no line is longer."""
    page = terminal(answers[kind], width)
    assert not re.search(r"\b(nan|NaN|None|inf|True|False)\b|\[/?bold", page)
    assert max(len(line.rstrip()) for line in page.splitlines()) <= width


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_one_screen(answers, kind):
    """Fifty lines of a hundred characters at most, with its sources."""
    assert len(terminal(answers[kind]).splitlines()) <= 50


@pytest.mark.parametrize("kind", KINDS)
def test_a_browser_shows_no_nan_and_every_doubt(answers, kind):
    """What is not known is a dash or a sentence; what was doubted is said."""
    seen = words_of(report(answers[kind]))
    assert not re.search(r"\b(nan|NaN|None|inf|True|False)\b|<[a-z]+ object|\{\{", seen)
    for said in (*answers[kind].status.reasons, *answers[kind].warnings):
        assert " ".join(said.split()) in seen


def test_both_pages_say_the_band_and_what_is_used(answers):
    """Low and high of one σ, the share used, and the verdict, as in the result."""
    result = answers["exceeded"]
    band = next(card for card in result.ranges if card.multiple == 1)
    for page in (
        " ".join(terminal(result).split()),
        words_of(report(result)).replace("\u202f", " "),
    ):
        assert f"{price(band.low)} to {price(band.high)}" in page
        assert f"{percent(result.overnight.ratio, 0)} of one standard deviation is used" in page
        assert "no sign of a way back" in page
        assert "Pin candidates" in page
        assert "Fed speech" in page


def test_what_stands_in_is_named(answers):
    """The index beside its figure, in both pages."""
    for page in (terminal(answers["index"]), words_of(report(answers["index"]))):
        assert "VIX over √252" in " ".join(page.split())
