"""The pages of a symbol's volatility: what is known, and what is not."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.report.pages import terminal, words_of

from hedgerow.data.ledger import Memory
from hedgerow.desk import VolChoices, volatility
from hedgerow.report.figures import UNKNOWN, number, percent, percent_span, price
from hedgerow.report.html import report
from hedgerow.report.vol_words import ESTIMATORS, MODELS, estimator_name, model_words
from hedgerow.volatility.forecast.models import COMBINATIONS
from hedgerow.volatility.forecast.models import MODELS as FORECASTERS
from hedgerow.volatility.realized.panel import ESTIMATORS as NAMES

ODD = ["CLOSES", "STILL", "YOUNG", "SPLIT", "GAPPY"]
"""Closes alone, a price that stands still, 40 sessions, a split not adjusted for, sessions without a row."""


@pytest.fixture(scope="module")
def odd(read, everything):
    """Answers that lack something, and one that lacks nothing."""
    return {"everything": everything} | {symbol: read(symbol) for symbol in ODD}


@pytest.fixture(scope="module")
def without_indices(vol_market, tmp_path_factory):
    """An answer from prices alone."""
    folder = tmp_path_factory.mktemp("alone")
    (folder / "prices").symlink_to(vol_market / "prices")
    choices = VolChoices(models=("ewma_94",), refit=252)
    return volatility("SPX", data=folder, choices=choices, ledger=Memory())


def in_line(result):
    """The page for a terminal as one line."""
    return " ".join(terminal(result).split())


@pytest.mark.parametrize("kind", ["everything", *ODD])
@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_a_terminal_shows_no_nan_and_no_line_too_long(odd, kind, width):
    """At any width what is not known is a dash, no line is longer and no heading or number is cut."""
    page = terminal(odd[kind], width)
    assert not re.search(r"\b(nan|NaN|None|inf|True|False)\b|\[/?bold", page)
    assert max(len(line.rstrip()) for line in page.splitlines()) <= width
    assert not re.search(r"\w…", page)


@pytest.mark.parametrize("kind", ["everything", *ODD])
def test_a_browser_shows_no_nan(odd, kind, browser):
    """What is not known is a dash or a sentence; what was doubted is said."""
    words = browser(odd[kind])
    assert not re.search(r"\b(nan|NaN|None|inf|True|False)\b|<[a-z]+ object|\{\{", words)
    for said in (*odd[kind].status.reasons, *odd[kind].warnings):
        assert " ".join(said.split()) in words


def test_answer_first(everything, monkeypatch):
    """The first screen has the forecast with its range and model, today among its history, what options imply
    and one day's move.
    """
    monkeypatch.setattr("plotly.offline.get_plotlyjs", lambda: "")
    page = report(everything)
    first = words_of(page.split('<section id="answer"')[1].split("</section>")[0])
    card, month = everything.forecast, everything.cone[2]
    for said in (
        f"SPX: {percent(card.vol)} a year over the next 21 sessions",
        f"the range for 80 % is {percent_span((card.low, card.high))}",
        f"held {percent(card.held, 0)} of what came",
        f"typically {percent(card.median)}",
        f"by {card.model}",
        model_words(card.model),
        percent(month.current),
        f"percentile {number(month.percentile, 0)}",
        percent(everything.implied.vol, 2),
        f"±{price(everything.one_day.realized)}",
        f"±{price(everything.one_day.implied)}",
    ):
        assert " ".join(said.split()) in first, said


def test_the_reason_need_not_begin_with_a_code(everything, browser):
    """Where the winner speaks the sentence goes on with what it has."""
    for words in (browser(everything), in_line(everything)):
        assert "It has the lowest QLIKE" in words


def test_every_estimator_and_model_has_words():
    """Nothing that can be named on the command line is without a description."""
    assert set(ESTIMATORS) == set(NAMES)
    assert set(MODELS) == {model.name for model in (*FORECASTERS, *COMBINATIONS)}


def test_each_estimator_is_a_row(everything, browser):
    """Nine rows of different names, each with its volatility and interval."""
    names = [estimator_name(row) for row in everything.estimates]
    assert len(set(names)) == len(names) == 9
    words = browser(everything)
    for row, name in zip(everything.estimates, names, strict=True):
        interval = percent_span((row.low, row.high))
        assert f"{name} {percent(row.vol)} {interval}" in words
        assert re.search(rf"{name} +{percent(row.vol)} +{interval}", terminal(everything))


def test_why_estimators_are_unknown(odd, browser):
    """Closes alone: both pages say that open, high and low are lacking, once for all estimators."""
    for words in (browser(odd["CLOSES"]), in_line(odd["CLOSES"])):
        assert words.count("closes only: no session of the window") == 1
        assert "Parkinson" in words.split("closes only")[0]


def test_a_price_that_stands_still(odd, browser):
    """It is said, no figure is drawn of nothing, and nothing is held to be usual."""
    words = browser(odd["STILL"])
    assert "The price did not move over the last 21 sessions." in words
    assert "about usual" not in words
    assert "are too few, or none of them differs" in words
    for key in ("figure-estimates", "figure-cone", "figure-quantiles", "figure-hill"):
        assert f'id="{key}"' not in report(odd["STILL"])


def test_a_young_share(odd, browser):
    """40 sessions: the forecast has no interval, and nothing was scored; each is said."""
    young = odd["YOUNG"]
    words = browser(young)
    assert "nothing is scored" in words
    assert "speaks by default" in words
    assert "no range: too few tests" in words
    assert "The best is" not in words
    spoken = {row.model: row.vol for row in young.forecast.models}
    assert f"ewma_94 {percent(spoken['ewma_94'])}" in in_line(young)


def test_no_forecast(everything, browser):
    """Where no model speaks the headline says so and why, and no path is drawn."""
    nan = float("nan")
    card = replace(
        everything.forecast,
        model=None,
        vol=nan,
        low=nan,
        high=nan,
        path=(),
        moves=(),
        with_events=None,
        reason="no model has a forecast",
    )
    made = replace(everything, forecast=card)
    words = browser(made)
    assert "SPX: no forecast" in words
    assert "No forecast: no model has a forecast." in words
    assert 'id="figure-fan"' not in report(made)
    assert "Forecast unknown: no model has a forecast." in in_line(made)


def test_missing_sessions(odd, browser):
    """A gap before the last sessions: today's volatility is unknown, the cone's past stands."""
    words = browser(odd["GAPPY"])
    assert "Today's volatility is unknown" in words
    assert f"Without a close {odd['GAPPY'].history.missing}" in words
    assert 'id="figure-cone"' in report(odd["GAPPY"])


def test_a_suspected_split_has_a_row(odd, browser):
    """Its day, move and ratio stand in a table beside the doubt."""
    (jump,) = odd["SPLIT"].history.jumps
    assert f"{jump.date} -{percent(-jump.move)} {jump.split}" in browser(odd["SPLIT"])


def test_nothing_implied(odd, without_indices, browser):
    """Without an index of its options, and without VIX, each page says what is not compared."""
    assert "there is no volatility index of CLOSES in the data" in browser(odd["CLOSES"])
    assert without_indices.implied is without_indices.spot_vol is without_indices.intraday is None
    words = browser(without_indices)
    assert "there is no VIX in the data" in words
    assert "Implied, VIX" not in words
    assert "One day, by options" not in words
    for key in ("figure-implied", "figure-intraday"):
        assert f'id="{key}"' not in report(without_indices)
    assert "VIX" not in in_line(without_indices).split("note:")[0]


def test_the_index_is_not_of_today(everything, browser):
    """Where the index ends before the last session its last day is told, and no level of today."""
    nan, earlier = float("nan"), everything.as_of - timedelta(days=3)
    made = replace(everything, implied=replace(everything.implied, vol=nan, date=earlier))
    assert f"last known {earlier}" in browser(made)
    assert f"VIX: last known on {earlier}." in in_line(made)


def test_bars_within_the_day_that_end_early(everything, browser):
    """Bars that end before the session are said to; a window that lacks one is unknown with the reason."""
    nan, earlier = float("nan"), everything.as_of - timedelta(days=3)
    card = replace(everything.intraday, last=earlier, vol=nan)
    words = browser(replace(everything, intraday=card))
    assert f"end on {earlier}, not on {everything.as_of}." in words
    assert "Not all is known over the 21 sessions to there" in words
    assert "Not all is known" not in browser(everything)


def test_announcements_and_basket(everything, browser):
    """The forecast with the named days, and the basket's correlation with what was left out of it."""
    card, basket = everything.forecast.with_events, everything.basket
    words = browser(everything)
    assert f"With the announcements {percent(card.central)}" in words
    assert f"Their average correlation is {number(basket.recent.by_variance)} over 21" in words
    assert f"without prices: {basket.left_out[0]}." in words
    assert "With the announcements" in in_line(everything)
    alone = browser(replace(everything, basket=None))
    assert "The basket" not in alone


def test_every_model_of_the_record_is_a_row(everything, browser):
    """Scores best first, the winner marked, the rest with the reason."""
    words = browser(everything)
    at = [words.index(f"{s.model} {number(s.qlike, 3)}") for s in everything.evaluation.scores]
    assert at == sorted(at)
    (left,) = everything.evaluation.unscored
    assert f"{left.model} {left.observations} {left.reason}" in words


def test_parameters_side_by_side(everything, browser):
    """A row a parameter of the GARCH family, a dash where a model lacks it."""
    fits = everything.forecast.garch
    cells = [
        next((f"{p.value:.4g}" for p in fit.parameters if p.name == "gamma"), UNKNOWN)
        for fit in fits
    ]
    assert cells[0] == UNKNOWN
    assert f"γ gamma {' '.join(cells)}" in browser(everything)
