"""The pages of the market read and of the rule book: every figure leads to its definition, doubts stand first."""

import re
from dataclasses import replace

import pytest
from tests.report.pages import terminal

from hedgerow.desk import market_read, rules
from hedgerow.desk.settings import ledger_in
from hedgerow.regime.inputs import INPUTS
from hedgerow.regime.rule_book import TABLES
from hedgerow.report.html import report
from hedgerow.report.read_words import (
    events_line,
    might_line,
    regime_line,
    shown,
    size_line,
    structures_lines,
    votes_line,
)

SCREEN = 75
"""Lines of a terminal page with everything known; a screen of a desk."""


@pytest.fixture(scope="module")
def page(reading):
    """In a browser."""
    return report(reading)


def test_one_screen(reading):
    """Everything that counts, the answer first."""
    text = terminal(reading)
    lines = text.splitlines()
    assert len(lines) <= SCREEN
    assert lines[0].startswith("The volatility market of the S&P 500 as of 2024-05-31")
    assert lines[1].startswith("degraded: a price is missing")
    for said in ("Regime by rule", "Term structure", "Votes", "How much hedge", "Unknown:"):
        assert said in text


def test_a_narrow_terminal_loses_columns_not_digits(reading):
    """At 60 characters the value and the state stay."""
    text = terminal(reading, 60)
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 60
    vix = next(s for s in reading.signals if s.id == "vix")
    assert f"{vix.value:.2f}" in text


def test_every_known_signal_leads_to_its_definition(reading, page):
    """Each number's name opens its definition, and each definition that is asked for is there."""
    asked = set(re.findall(r'popovertarget="about-([^"]+)"', page))
    there = set(re.findall(r'id="about-([^"]+)"', page))
    assert asked <= there
    known = {f"input_{signal.id}" for signal in reading.signals if signal.value is not None}
    assert known <= asked


def test_every_table_and_input_is_on_the_page(page):
    """With what is unknown."""
    for table in TABLES:
        assert f"{table.id} " in page
    assert all(key in page for key in INPUTS)


def test_unknown_is_never_no(reading, page):
    """A line of the dashboard that nobody can know says so."""
    for row in reading.dashboard.rows:
        if row.state == "unknown":
            assert re.search(
                rf"{re.escape(row.id)}\. {re.escape(row.label)}.{{0,200}}unknown", page, re.DOTALL
            )


def test_words_of_what_is_unknown(reading):
    """Sentences for the ends of things: no model, no votes, no events, no score, no structure."""
    nan = float("nan")
    card = replace(
        reading.regime,
        model="unknown",
        model_card=replace(
            reading.regime.model_card, state="unknown", reason="the model was not asked"
        ),
        agreement=None,
        confirmers=0,
        since=None,
    )
    bare = replace(
        reading,
        regime=card,
        events=None,
        structures=(),
        hedge_size=replace(reading.hedge_size, ratio_today=nan),
        dashboard=replace(reading.dashboard, score=nan, robust="risk-off"),
    )
    assert "By model: unknown (the model was not asked)" in regime_line(bare)
    assert "0 of 0 confirmers" in regime_line(bare)
    assert "unknown" in size_line(bare)
    assert "unknown" in events_line(bare)
    assert "none" in events_line(replace(reading, events=()))
    assert "score" not in votes_line(bare)
    assert "agree: risk-off" in votes_line(bare)
    assert structures_lines(bare) == ["Fits: no row that holds names a structure."]
    assert might_line(reading) == "" or "for want of" in might_line(reading)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, "times", "–"),
        ("contango", "category", "contango"),
        (17.014, "index points", "17.01"),
        (-0.04, "standard deviations", "0.0"),
        (0.6, "standard deviations", "+0.6"),
        (0.123, "share", "12.3 %"),
        (46.4, "0 … 100", "46"),
    ],
)
def test_values_in_their_units(value, unit, text):
    """Unknown is a dash; only changes have a sign."""
    assert shown(value, unit) == text


def test_the_rule_book_in_a_terminal():
    """One table with its rows; all with the thresholds; what is not the default is said."""
    one = terminal(rules(tables=["DT-01"]))
    assert "R2b +" in one
    assert "vix_low" not in one
    every = terminal(rules())
    assert "vix_low" in every
    assert "DT-29" in every


def test_another_threshold_is_said(tmp_path):
    """On the page of the rules."""
    file = tmp_path / "rules.toml"
    file.write_text("[thresholds]\nvix_low = 14\n")
    assert "Not the default: vix_low." in terminal(rules(own=file))


def test_a_read_without_the_model(signal_market):
    """Not asked, not known; the rest stands."""
    from hedgerow.desk import ReadChoices

    found = market_read(
        data=signal_market, choices=ReadChoices(model=False), ledger=ledger_in("unused")
    )
    assert found.regime.model == "unknown"
    assert "By model: unknown" in " ".join(terminal(found).split())
