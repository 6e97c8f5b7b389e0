"""The pages of expected moves: what is known, and what is not."""

import re
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.report.pages import terminal, words_of

from hedgerow.desk import ExpectChoices, expect
from hedgerow.market.calendar import sessions
from hedgerow.report.figures import percent, price
from hedgerow.report.html import report

EXAMPLE = Path(__file__).parents[2] / "examples" / "chain.csv"
KINDS = ["usual", "record", "straddle", "nothing"]


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """A chain alone, with a record, in another convention, and without a bid."""
    root = tmp_path_factory.mktemp("expect")
    days = [d for d in sessions() if date(2023, 5, 1) <= d.date() <= date(2025, 5, 13)]
    price = 10_000 * np.exp(np.cumsum(np.random.default_rng(4).standard_normal(len(days)) * 0.01))
    for name, table in (
        ("prices", pd.DataFrame({"date": days, "symbol": "^SPX", "adj_close": price})),
        ("vol_indices", pd.DataFrame({"date": days, "symbol": "VIX", "close": 16.0})),
    ):
        (root / name).mkdir()
        table.to_csv(root / name / "daily.csv", index=False)
    bare = root / "SPX_2025-05-14.csv"
    pd.read_csv(EXAMPLE).assign(bid=0.0).to_csv(bare, index=False)
    return {
        "usual": expect(EXAMPLE),
        "record": expect(EXAMPLE, data=str(root)),
        "straddle": expect(EXAMPLE, choices=ExpectChoices(convention="straddle", horizons=(800,))),
        "nothing": expect(bare),
    }


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_a_terminal_shows_no_nan_and_no_line_too_long(answers, kind, width):
    """At any width what is not known is a dash, and no line is longer."""
    page = terminal(answers[kind], width)
    assert not re.search(r"\b(nan|NaN|None|inf|True|False)\b|\[/?bold", page)
    assert max(len(line.rstrip()) for line in page.splitlines()) <= width


@pytest.mark.parametrize("kind", KINDS)
def test_a_browser_shows_no_nan_and_every_doubt(answers, kind, monkeypatch):
    """What is not known is a dash or a sentence; what was doubted is said."""
    monkeypatch.setattr("plotly.offline.get_plotlyjs", lambda: "/* the library */")
    seen = words_of(report(answers[kind]))
    assert not re.search(r"\b(nan|NaN|None|inf|True|False)\b|<[a-z]+ object|\{\{", seen)
    for said in (*answers[kind].status.reasons, *answers[kind].warnings):
        assert " ".join(said.split()) in seen


def test_both_pages_say_the_band(answers, monkeypatch):
    """Low, high and odds of the week, as in the result."""
    monkeypatch.setattr("plotly.offline.get_plotlyjs", lambda: "/* the library */")
    result = answers["record"]
    week = next(card for card in result.horizons if card.sessions == 5)
    inside = next(m for m in result.history if m.sessions == 5).coverages[0].inside.share
    for page in (
        " ".join(terminal(result).split()),
        words_of(report(result)).replace("\u202f", " "),
    ):
        assert f"between {price(week.low)} and {price(week.high)}" in page
        assert percent(inside, 0) in page
        assert "US consumer prices" in page
