"""The pages of dealer exposure: what is known, and what is not."""

import re
from pathlib import Path

import pandas as pd
import pytest
from tests.report.pages import terminal, words_of

from hedgerow.desk import ExposureChoices, exposure
from hedgerow.report.figures import short_dollars
from hedgerow.report.html import report

EXAMPLE = Path(__file__).parents[2] / "examples" / "chain.csv"
KINDS = ["usual", "all_long", "nothing"]


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """As it comes, with one sign, and without open interest."""
    bare = tmp_path_factory.mktemp("exposure") / "SPX_2025-05-14.csv"
    pd.read_csv(EXAMPLE).drop(columns="open_interest").to_csv(bare, index=False)
    return {
        "usual": exposure(EXAMPLE),
        "all_long": exposure(EXAMPLE, choices=ExposureChoices(convention="all_long")),
        "nothing": exposure(bare),
    }


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_a_terminal_shows_no_nan_and_no_line_too_long(answers, kind, width):
    """At any width what is not known is a dash, and no line is longer."""
    page = terminal(answers[kind], width)
    assert not re.search(r"\b(nan|NaN|None|inf|True|False)\b|\[/?bold", page)
    assert max(len(line.rstrip()) for line in page.splitlines()) <= width


@pytest.mark.parametrize("kind", KINDS)
def test_a_browser_shows_no_nan_and_the_assumption(answers, kind, monkeypatch):
    """The convention is on every page, and so is every doubt."""
    monkeypatch.setattr("plotly.offline.get_plotlyjs", lambda: "/* the library */")
    seen = words_of(report(answers[kind]))
    assert not re.search(r"\b(nan|NaN|None|inf|True|False)\b|<[a-z]+ object|\{\{", seen)
    assert answers[kind].convention in seen
    for said in (*answers[kind].status.reasons, *answers[kind].warnings):
        assert " ".join(said.split()) in seen


def test_both_pages_say_the_sum_and_its_assumption(answers, monkeypatch):
    """Gamma as in the result, and that the dealers' side is assumed."""
    monkeypatch.setattr("plotly.offline.get_plotlyjs", lambda: "/* the library */")
    result = answers["usual"]
    for page in (" ".join(terminal(result).split()), words_of(report(result))):
        assert short_dollars(result.total.gamma) in page
        assert "is assumed" in page
        assert "calls_long" in page
