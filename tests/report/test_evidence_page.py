"""The pages about the evidence: what was measured, what was not, and every verdict in words."""

import re
from dataclasses import replace

import numpy as np
import pytest
from tests.report.pages import terminal

from hedgerow.desk import EvidenceChoices, evidence
from hedgerow.plots.evidence import LOOKS, forest
from hedgerow.regime.outcomes import OUTCOMES as ALL_OUTCOMES
from hedgerow.regime.verdict import VERDICTS as ALL_VERDICTS
from hedgerow.report.evidence_words import (
    HELD,
    OUTCOMES,
    VERDICTS,
    answer_lines,
    claim_words,
    figure,
    halves,
    interval,
    measured,
    untested_line,
    with_t,
)
from hedgerow.report.html import report

KINDS = ["everything", "plain", "one table", "young"]


@pytest.fixture(scope="module")
def read(record, vol_market):
    """Answers: with many indices, with VIX alone, of one table, of ten weeks."""
    start = vol_first(vol_market)
    return {
        "everything": record,
        "plain": evidence(data=vol_market),
        "one table": evidence(data=vol_market, choices=EvidenceChoices(tables=("DT-05",))),
        "young": evidence(data=vol_market, choices=EvidenceChoices(start=start)),
    }


def vol_first(folder):
    """Fifty sessions before the end of the market."""
    import pandas as pd

    days = pd.read_parquet(folder / "vol_indices" / "daily.parquet")["date"].sort_values()
    return days.iloc[-50].date()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_a_terminal_shows_no_nan_and_no_line_too_long(read, kind, width):
    """At any width what is not known is a dash, and no line is longer."""
    page = terminal(read[kind], width)
    assert not re.search(r"\b(nan|NaN|None|inf|True|False)\b|\[/?bold", page)
    assert max(len(line.rstrip()) for line in page.splitlines()) <= width


@pytest.mark.parametrize("kind", KINDS)
def test_a_browser_shows_no_nan(read, kind, browser):
    """What is not known is a dash or a sentence; what was doubted is said."""
    words = browser(read[kind])
    assert not re.search(r"\b(nan|NaN|None|inf|True|False)\b|<[a-z]+ object|\{\{", words)
    for said in (*read[kind].status.reasons, *read[kind].warnings):
        assert " ".join(said.split()) in words


@pytest.mark.parametrize("kind", KINDS)
def test_the_answer_is_one_in_both(read, kind, browser):
    """The sentences of the terminal are those of the browser."""
    in_line = " ".join(terminal(read[kind]).split())
    for line in answer_lines(read[kind]):
        assert " ".join(line.split()) in in_line
        assert " ".join(line.split()) in browser(read[kind])


def test_every_claim_stands_in_both(read, browser):
    """Each sentence with what was measured; each row that was tested with its verdict; each row without data with why."""
    result = read["everything"]
    words, in_line = browser(result), " ".join(terminal(result, 300).split())
    for claim in result.claims:
        for said in (claim.claim, *map(figure, claim.measured[:2])):
            shown = " ".join(said.split())
            assert shown in words, said
            assert shown in in_line, said
    for record in result.rules:
        assert f"{record.key} {' '.join(record.label.split())}" in words
        if record.claim is not None and record.verdict in HELD:
            assert claim_words(record.claim) in in_line
    assert "vvix_percentile" in browser(read["plain"])


def test_what_is_lacking_is_said(read):
    """A table without data names the inputs that have no history; a sentence without data what it would need."""
    rows = [r for r in read["plain"].rules if r.table == "DT-02a"]
    assert "VVIX percentile" in untested_line(rows)
    rows = [r for r in read["plain"].rules if r.table == "DT-04a"]
    assert untested_line(rows) == "No claim: normal."
    gamma = next(c for c in read["plain"].claims if c.key == "dealer_gamma")
    assert measured(gamma) == "needs open interest of every strike, day by day"
    tested = [r for r in read["plain"].rules if r.key == "DT-04a high"]
    assert untested_line(tested) == ""


def test_effects_in_their_unit(read):
    """Points for volatility, per cent for returns; an unknown effect is a dash."""
    found = read["everything"]
    record = next(r for r in found.rules if r.key == "DT-04a high")
    effect = replace(
        record.claimed,
        unit="vol",
        effect=0.104,
        t=7.06,
        interval=(0.1, 0.12),
        first_half=-0.001,
        second_half=0.1,
    )
    assert with_t(effect) == "+10.4 pts (7.1)"
    assert interval(effect) == "+10.0 … +12.0 pts"
    assert halves(effect) == "-0.1 / +10.0 pts"
    assert with_t(replace(effect, unit="return")) == "+10.40 % (7.1)"
    assert with_t(replace(effect, effect=float("nan"))) == "–"


def test_every_verdict_has_words_and_a_look():
    """Nothing that can be answered is without a description, nothing that is drawn without an ink and a sign."""
    assert set(VERDICTS) == set(ALL_VERDICTS)
    assert set(OUTCOMES) == set(ALL_OUTCOMES)
    assert set(LOOKS) == set(HELD)
    assert len({sign for _, sign in LOOKS.values()}) == len(LOOKS)


def test_what_is_contradicted_comes_first(read):
    """The sentences found to be the opposite are named in the answer."""
    found = read["everything"]
    first = replace(found.claims[0], verdict="opposite", claim="The moon leads VIX")
    last = answer_lines(replace(found, claims=(first, *found.claims[1:])))[-1]
    assert "The moon leads VIX" in last


def test_the_drawing_is_the_answer(read):
    """Effects and intervals in hundredths, in the order of the rows, a trace for each verdict that occurs."""
    rows = [
        (r.key, r.claimed, r.verdict)
        for r in read["everything"].rules
        if r.claim is not None and r.claim.outcome == "realized" and r.verdict in HELD
    ]
    drawn = forest(rows, x="points")
    seen = {}
    for trace in drawn.data:
        for name, x, up, down in zip(
            trace.y, trace.x, trace.error_x.array, trace.error_x.arrayminus, strict=True
        ):
            seen[name] = (trace.name, x, x - down, x + up)
    for key, effect, verdict in rows:
        if np.isfinite(effect.interval[0]):
            name, x, low, high = seen[key]
            assert name == verdict
            assert x == pytest.approx(100 * effect.effect)
            assert (low, high) == pytest.approx(tuple(100 * e for e in effect.interval))
    assert list(drawn.layout.yaxis.categoryarray) == [key for key, _, _ in rows]


def test_nothing_to_draw_is_not_drawn(read, monkeypatch):
    """A table of products has no effects: no figure of them, and the page stands."""
    monkeypatch.setattr("plotly.offline.get_plotlyjs", lambda: "")
    assert 'id="figure-realized"' not in report(read["one table"])
    assert 'id="figure-realized"' in report(read["everything"])
