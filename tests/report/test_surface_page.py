"""The pages of a chain's surface: what is known, and what is not."""

import re
from dataclasses import replace

import pytest
from tests.report.pages import terminal, words_of

from hedgerow.report.figures import number, percent, price, signed_points
from hedgerow.report.html import report
from hedgerow.report.surface_words import (
    MODELS,
    label_words,
    month,
    reversal_words,
    slope_words,
)
from hedgerow.volatility.surface.models import NAMES

KINDS = ["everything", "quick", "svi", "vix", "one", "nothing"]
NAN = float("nan")


def in_line(result):
    """The page for a terminal as one line."""
    return " ".join(terminal(result).split())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_a_terminal_shows_no_nan_and_no_line_too_long(surfaces, kind, width):
    """At any width what is not known is a dash, no line is longer and no heading or number is cut."""
    page = terminal(surfaces[kind], width)
    assert not re.search(r"\b(nan|NaN|None|inf|True|False)\b|\[/?bold", page)
    assert max(len(line.rstrip()) for line in page.splitlines()) <= width
    assert not re.search(r"\w…", page)


@pytest.mark.parametrize("kind", KINDS)
def test_a_browser_shows_no_nan(surfaces, kind, browser):
    """What is not known is a dash or a sentence; what was doubted is said."""
    words = browser(surfaces[kind])
    assert not re.search(r"\b(nan|NaN|None|inf|True|False)\b|<[a-z]+ object|\{\{", words)
    for said in (*surfaces[kind].status.reasons, *surfaces[kind].warnings):
        assert " ".join(said.split()) in words


def test_answer_first(surfaces, monkeypatch):
    """Level, risk reversal, slope and how many quotes are met stand on the first screen of both faces."""
    result = surfaces["everything"]
    card = month(result)
    monkeypatch.setattr("plotly.offline.get_plotlyjs", lambda: "")
    page = report(result)
    first = words_of(page.split('<section id="answer"')[1].split("</section>")[0])
    head = in_line(result).split("Volatility by tenor")[0]
    for said in (
        f"{percent(card.atm)} a year over the next 30 days",
        f"{signed_points(card.rr25)} points (put less call",
        result.term_structure[0].state,
        price(result.spot),
        percent(result.held_out),
    ):
        for face in (first, head):
            assert " ".join(said.split()).lower() in face.lower(), said
    assert "ree of static arbitrage on" in head
    assert "free of arbitrage" in first
    assert percent(result.density.fall_probability[0]).replace("\u202f", " ") in first


def test_doubts_come_first(surfaces):
    """A degraded reading says so on its second line, with how many more doubts there are."""
    lines = terminal(surfaces["everything"]).splitlines()
    assert lines[1] == "degraded: a rate is assumed (and 1 more below)"
    assert terminal(surfaces["quick"]).splitlines()[1].startswith("Options price")


@pytest.mark.parametrize(
    ("reversal", "said"),
    [
        (0.05, "insurance against a fall costs more"),
        (-0.05, "a bet on a rise costs more"),
        (0.001, "cost about the same"),
        (NAN, "is unknown"),
    ],
)
def test_what_the_risk_reversal_means(surfaces, reversal, said):
    """Put less call above 0 means that falls are dear, below 0 that rises are; near 0 neither, unknown is said."""
    card = replace(month(surfaces["quick"]), rr25=reversal)
    assert said in reversal_words(card)


def test_the_slope_is_of_the_first_tenors_that_are_known(surfaces):
    """An unknown first slope is passed over; where none is known the reason is given."""
    first, *rest = surfaces["quick"].term_structure
    unknown = replace(first, state="unknown", reason="no listing so long")
    assert f"{rest[0].short_days:g} days" in slope_words([unknown, *rest], held=True)
    assert slope_words([unknown], held=True) == "Slope in time unknown: no listing so long."
    assert slope_words([], held=True) == ""


def test_without_a_spot(surfaces, browser):
    """Of what cannot be held no spot is told, and falls are below the forward."""
    for words in (browser(surfaces["vix"]), in_line(surfaces["vix"])):
        assert "cannot be bought" in words
        assert "below the forward in 30 days" in words


def test_without_a_surface(surfaces, browser):
    """No usable quote: both faces say that there is no surface and why, and what was read."""
    result = surfaces["nothing"]
    assert result.status.state == "unavailable"
    assert "there is no surface" in in_line(result)
    assert "SPX: no surface" in browser(result)
    for words in (browser(result), in_line(result)):
        assert result.status.reasons[0] in words
        assert f"{result.quality.set_aside['no bid']:,}" in words
    assert 'class="plot"' not in report(result)


def test_one_expiration(surfaces):
    """With one expiration there is neither a calendar spread nor a line through time, and no figure of it."""
    page = report(surfaces["one"])
    assert "one expiration has no calendar spread" in in_line(surfaces["one"])
    assert 'id="figure-smiles"' in page
    assert 'id="figure-time"' not in page


def test_quick_leaves_out_what_was_not_asked(surfaces, browser):
    """Local volatility, puts and models are no section of a quick page; the density is."""
    page = report(surfaces["quick"])
    for key in ("local", "puts", "models", "moves", "premium"):
        assert f'<section id="{key}"' not in page
    assert '<section id="density"' in page
    assert "Held-out strikes – not asked" in browser(surfaces["quick"])


def test_every_expiration_is_a_row(surfaces, browser):
    """Each stands on both faces with its level; one with a remark is told with it."""
    result = surfaces["everything"]
    words, page = browser(result), terminal(result)
    for card in result.expirations:
        assert re.search(rf"{card.expiration} +{card.days} +{price(card.forward)}", page)
        assert f"{card.expiration} {card.days} {price(card.forward)} {percent(card.atm)}" in words
    last = result.expirations[-1]
    assert f"{last.expiration}: {last.reason}." in in_line(result)


def test_a_long_list_is_cut_and_says_so(surfaces):
    """Of many expirations the terminal shows those near round tenors and those in doubt, and counts the rest."""
    result = surfaces["quick"]
    first = result.expirations[0]
    many = tuple(replace(first, days=day) for day in range(1, 41))
    doubted = replace(many[20], reason="its quotes are few")
    made = replace(result, expirations=(*many[:20], doubted, *many[21:]))
    page = in_line(made)
    shown = len(re.findall(rf"{first.expiration} +\d+ ", page))
    left = int(re.search(r"(\d+) more expirations", page)[1])
    assert shown + left == len(many)
    assert "its quotes are few." in page


def test_parameters_of_a_smile_are_shown_where_they_are_few(surfaces, browser):
    """SVI's five stand in a table; a spline's knots are for the JSON document."""
    assert "Parameters of the smiles" in browser(surfaces["svi"])
    assert "Parameters of the smiles" not in browser(surfaces["quick"])


def test_every_model_has_words():
    """Nothing that can be named on the command line is without a description."""
    assert set(MODELS) == set(NAMES)


def test_models_side_by_side(surfaces, browser):
    """Each model's share within a tick stands on both faces, and what is to be known of it."""
    result = surfaces["everything"]
    words, page = browser(result), terminal(result)
    for card in result.models:
        assert f"{MODELS[card.model]} {number(100 * card.rmse, 3)}" in words
        assert re.search(rf"{card.model}( ←)? .*{percent(card.within_tick)}", page)
    assert "heston: stopped early." in in_line(result)


def test_the_spread_is_the_uncertainty(surfaces, browser):
    """Of each put it is told how far the models that know the skew lie apart; with one of them it is unknown."""
    result = surfaces["everything"]
    for words in (browser(result), in_line(result)):
        for card in result.puts:
            said = f"lie {number(card.spread)} ± {number(card.spread_error)} apart"
            assert said in words
        assert "One of its models is rough." in words
    lonely = tuple(replace(card, spread=NAN) for card in result.puts)
    assert "is unknown" in in_line(replace(result, puts=lonely))


def test_an_undecided_run_is_not_given_one_name(surfaces):
    """Where the interval holds other stickiness, its names stand beside the nearest."""
    card = surfaces["everything"].dynamics.stickiness[0]
    sure = replace(card, label="sticky strike", labels_within=("sticky strike",))
    torn = replace(sure, labels_within=("sticky delta", "sticky strike"))
    assert label_words(sure) == "sticky strike"
    assert label_words(torn) == (
        "nearest to sticky strike, but sticky delta lies within the error too"
    )


def test_an_event_has_its_days_and_its_move(surfaces, browser):
    """The dates between which something is priced, and one standard deviation of it; none is said too."""
    result = surfaces["everything"]
    (event,) = result.events
    for words in (browser(result), in_line(result)):
        assert f"{event.after} to {event.expiration}" in words
        assert "1.5" in words.split(f"{event.after} to {event.expiration}")[1][:12]
    soon = replace(result, events=(replace(event, after=None),))
    assert f"now to {event.expiration}" in in_line(soon)
    assert "No expiration stands out" in in_line(replace(result, events=()))


def test_a_premium_that_is_unknown_says_why(surfaces, browser):
    """Its reason stands where the table would; the caveat stands beside one that is known."""
    result = surfaces["everything"]
    assert result.kurtosis_premium.caveat in in_line(result)
    assert result.kurtosis_premium.caveat in browser(result)
    lost = replace(result.kurtosis_premium, reason="no volatility model fits", rows=())
    made = replace(result, kurtosis_premium=lost)
    assert "unknown: no volatility model fits" in in_line(made)
    assert "Unknown: no volatility model fits." in browser(made)


def test_arbitrage_is_not_hidden(surfaces, browser):
    """A surface that contradicts itself says so in both faces."""
    result = surfaces["quick"]
    made = replace(result, arbitrage=replace(result.arbitrage, is_free=False))
    assert "NOT free of static arbitrage" in in_line(made)
    assert "not free of arbitrage" in browser(made)
