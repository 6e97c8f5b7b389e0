"""The pages about a replay: what is said in both faces, in words that are true of the figures."""

import re
from dataclasses import replace
from datetime import date
from math import nan

import pytest
from tests.report.pages import terminal

from hedgerow.backtest.catalogue import POLICIES
from hedgerow.backtest.windows import WINDOWS
from hedgerow.report.backtest_money_words import (
    PARTS,
    attribution_rows,
    band_words,
    crisis_words,
    prices_words,
    tail_words,
)
from hedgerow.report.backtest_words import (
    CRISES,
    answer_lines,
    cost_words,
    headline,
    instead_words,
    moved,
    return_words,
    risk_words,
)
from hedgerow.report.html import report

KINDS = ["everything", "week", "unhedged", "sell", "full", "runs", "no runs"]
REPLAYS = KINDS[:5]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_a_terminal_shows_no_nan_and_no_line_too_long(replays, kind, width):
    """At any width what is not known is a dash, and no line is longer; a name that is markup is shown."""
    page = terminal(replays[kind], width)
    assert not re.search(r"\b(nan|NaN|None|inf|True|False)\b|\[/?bold", page)
    wide = max(len(line.rstrip()) for line in page.splitlines() if "/" not in line)
    assert wide <= width


@pytest.mark.parametrize("kind", KINDS)
def test_a_browser_shows_no_nan(replays, kind, browser):
    """What is not known is a dash or a sentence; what was doubted is said."""
    words = browser(replays[kind])
    assert not re.search(r"\b(nan|NaN|None|inf|True|False)\b|<[a-z]+ object|\{\{", words)
    for said in (*replays[kind].status.reasons, *replays[kind].warnings):
        assert " ".join(said.split()) in words


@pytest.mark.parametrize("kind", REPLAYS)
def test_the_answer_is_one_in_both(replays, kind, browser):
    """The sentences of the terminal are those of the browser, the first being its headline."""
    result = replays[kind]
    in_line, words = " ".join(terminal(result).split()), browser(result)
    first, *rest = (" ".join(line.split()) for line in answer_lines(result))
    assert first in in_line
    assert headline(result) in words
    for line in rest:
        assert line in in_line
        assert line in words


def test_every_table_and_figure_stands_in_the_browser(replays, monkeypatch):
    """Of a replay with everything: paths, frontier, crises, attribution, holdings, error band; every trade, event and run."""
    monkeypatch.setattr("plotly.offline.get_plotlyjs", lambda: "/* the library */")
    result = replays["everything"]
    page = report(result)
    for figure in ("values", "frontier", "crises", "attribution", "held", "band"):
        assert f'id="figure-{figure}"' in page
    for section in ("saved", "policies", "crises", "tail", "prices", "trades"):
        assert f'<section id="{section}"' in page
    for trade in result.trades:
        assert trade.contract in page
    for row in result.compared:
        assert f">{row.policy}</th>" in page
    for run in result.saved:
        assert f">{run.name}</th>" in page
    assert "a ratio of <b>2</b>" not in page
    assert page.count("settings tried") == 1


def test_a_week_has_no_figures_a_year(replays, browser):
    """Nothing is annualised from five days, and the reader is told why."""
    result = replays["week"]
    assert "4 sessions are too short for a cost a year" in cost_words(result)
    assert "Return a year" not in browser(result)
    assert "too short to say" in risk_words(result)


def test_the_book_alone_is_compared_with_nothing(replays):
    """The policy that does nothing has neither cost nor risk taken away."""
    lines = answer_lines(replays["unhedged"])
    assert len(lines) == 2
    assert not re.search("hedged book|cost|took away", " ".join(lines))


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (-0.295, "fell 29.5 %"),
        (0.031, "rose 3.1 %"),
        (0.0001, "stood still"),
        (43.0, "grew to 44.0 times its value"),
        (nan, "did what is not known"),
    ],
)
def test_what_moved(share, words):
    """A fall falls, a rise rises, a multiple is one."""
    assert moved(share) == words


def test_large_returns_are_multiples():
    """Past tenfold per cent are not read any more."""
    assert [return_words(x) for x in (-0.5, 9.0, 143.4)] == ["-50.0 %", "+900.0 %", "144 ×"]


def with_summary(result, **figures):
    """A replay whose policy came to other figures."""
    return replace(result, summary=replace(result.summary, **figures))


@pytest.mark.parametrize(
    ("cost", "interval", "said"),
    [
        (
            -0.02,
            (-0.03, -0.01),
            "It cost 2.0 % a year beside the book alone (95 % between a cost of 3.0 % and a cost of 1.0 % a year).",
        ),
        (
            0.02,
            (0.01, 0.03),
            "It brought 2.0 % a year beside the book alone (95 % between a gain of 1.0 % and a gain of 3.0 % a year).",
        ),
        (
            -0.02,
            (-0.05, 0.01),
            "It cost 2.0 % a year beside the book alone (95 % between a cost of 5.0 % and a gain of 1.0 % a year: it may have been chance).",
        ),
        (-0.02, (nan, nan), "It cost 2.0 % a year beside the book alone."),
        (nan, (nan, nan), "What it cost is not known."),
    ],
)
def test_what_it_cost(replays, cost, interval, said):
    """The sign is a verb, the interval has the verb's sign, and an interval over zero is told as such."""
    made = with_summary(
        replays["full"], annual_return=0.05, cost_year=cost, cost_year_interval=interval
    )
    assert cost_words(made) == said


@pytest.mark.parametrize(
    ("hedged", "less", "said"),
    [
        (-0.2, -0.3, "deeper than the 20.0 % of the hedged book"),
        (-0.3, -0.2, "shallower than the 30.0 % of the hedged book"),
        (-0.2, -0.2001, "as deep as that of the hedged book"),
    ],
)
def test_less_of_the_book_is_an_honest_rival(replays, hedged, less, said):
    """The same money by holding less: its drawdown is held against that of the hedge, either way."""
    made = with_summary(
        replays["full"], max_drawdown=hedged, equal_return_share=0.7, equal_return_drawdown=less
    )
    assert said in instead_words(made)[0]
    assert "Holding 70 % of the book" in instead_words(made)[0]


def test_where_no_share_ends_with_the_same_money(replays):
    """It is said, not left out."""
    made = with_summary(replays["full"], equal_return_share=nan, equal_return_drawdown=nan)
    assert instead_words(made)[0].startswith("No share of the book")


def test_variance_that_was_added(replays):
    """More variance is added, with an interval of its sign."""
    made = with_summary(
        replays["full"],
        effectiveness=-0.12,
        effectiveness_interval=(-0.16, -0.07),
        shortfall_removed=0.1,
        beta=1.05,
    )
    assert risk_words(made) == (
        "It took away 10 % of the mean loss on the worst twentieth of days and added 12 % to the variance of the daily returns "
        "(95 % 7 … 16 %); its beta to the book alone was 1.05."
    )


def test_the_parts_add_up_in_words(replays):
    """Every part of the attribution has a row and a meaning, the sum stands last, shares are of the start."""
    result = replays["full"]
    rows = attribution_rows(result.attribution, result.path.hedged[0])
    assert [name for name, *_ in rows] == [name for name, _, _ in PARTS.values()] + ["all together"]
    shown = [float(amount.replace(",", "")) for _, amount, _, _ in rows]
    assert sum(shown[:-1]) == pytest.approx(shown[-1], abs=6)
    assert attribution_rows(result.attribution, 0.0)[0][2] == "–"


def test_crises_in_words(replays):
    """One fall, several, none; a rise is no fall."""
    result = replays["everything"]
    fall, rise = result.crises
    assert crisis_words(result) == "It took away 75 % of the fall."
    worse = replace(fall, name="2020", hedged=-0.25, capture=-0.25)
    several = replace(result, crises=(fall, worse, rise))
    assert crisis_words(several) == (
        "It took something away in 1 of 2 falls: at best 75 % of the fall in 2022, at least 25 % deeper in 2020."
    )
    assert "was a fall" in crisis_words(replace(result, crises=(rise,)))


def test_prices_in_words(replays):
    """Quoted, modelled and both; nothing traded."""
    result = replays["week"]
    seen = replace(
        result.prices,
        trades=10,
        quoted_trades=10,
        modelled_share=0.0,
        modelled_marks=0.2,
        stale_marks=0.0,
    )
    quoted = replace(result, prices=seen)
    assert (
        prices_words(quoted)
        == "All 10 trades were made at quotes; 20 % of the daily values are modelled."
    )
    mixed = replace(
        quoted, prices=replace(seen, quoted_trades=4, modelled_share=0.6, stale_marks=0.01)
    )
    assert prices_words(mixed) == (
        "4 of 10 trades were made at quotes; 60 % of the premium traded is modelled from the VIX family, as are 20 % of the daily "
        "values; in 1.0 % of them a price of an earlier session stood in."
    )
    none = replace(quoted, prices=replace(seen, trades=0, quoted_trades=0, modelled_share=nan))
    assert "Nothing was traded" in prices_words(none)


def test_the_error_band_in_words(replays):
    """Over all buckets, with what it does not measure; without one that is said."""
    assert "off in the median by 12 % (-2 % on balance; SPY, 90 quotes)" in band_words(
        replays["everything"].error_band
    )
    assert "not measured here" in band_words(())


def test_the_tail_in_words(replays):
    """Years of premium; where none was earned, years of gain; where neither, nothing gained."""
    tail = replays["everything"].tail
    assert "took 5.0 % of the account: 5.0 years of premium at 1.0 % a year" in tail_words(tail)
    without = replace(tail, annual_premium=nan, years_wiped=nan)
    assert "25.0 years of what it gained on average" in tail_words(without)
    assert "it gained nothing" in tail_words(
        replace(without, annual_gain=-0.1, years_of_gain_wiped=nan)
    )


def test_every_named_window_has_words():
    """A crisis that can be asked for has a name that a client knows."""
    assert set(CRISES) == {window.name for window in WINDOWS}


def test_what_every_policy_does_is_one_line():
    """Nothing that can be named is without a description."""
    assert all(entry.words and "\n" not in entry.words for entry in POLICIES.values())


def test_runs_of_other_days_are_marked(replays, browser):
    """Each run's days stand in its row in both faces, and the lead says that they differ."""
    result = replays["everything"]
    assert "not all are of the same days" in browser(result)
    week = next(run for run in result.saved if run.name == "week")
    days = f"{week.first} … {week.last}"
    assert days in browser(result)
    assert days in " ".join(terminal(result, 140).split())


def test_long_names_of_folders(replays):
    """The list of runs names its folder whole."""
    assert replays["runs"].place in terminal(replays["runs"]).replace("\n", "")
    assert "Nothing was saved yet: `hedgerow backtest BOOK --save NAME`" in terminal(
        replays["no runs"]
    )


def test_a_policy_of_the_users_own(replays):
    """A replay of an object that has no entry in the catalogue is told as that."""
    made = replace(replays["week"], policy="mine", words="")
    assert "Replayed: mine, a policy of your own" in answer_lines(made)[1]
    assert made.window.last > date(2024, 1, 1)
