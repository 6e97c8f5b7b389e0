"""The pages of a volatility index: what is known, and what is not."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from tests.report.pages import terminal

from hedgerow.desk import vix_index
from hedgerow.desk.result import Status
from hedgerow.desk.vix_cards import PublishedCard
from hedgerow.plots.vix import by_strike, tenors
from hedgerow.report.figures import number
from hedgerow.report.vix_words import (
    jump_words,
    level_words,
    published_words,
    puts_words,
    skew_words,
    truncation_words,
)

EXAMPLE = Path(__file__).parents[2] / "examples" / "chain.csv"
NAN = float("nan")
KINDS = ["whole", "published", "one", "nothing"]


def published(result, symbol="VIX", what="the same index", **change):
    """An index as published on the session."""
    card = PublishedCard(
        symbol,
        what,
        result.as_of,
        19.5,
        19.0,
        21.0,
        result.value,
        result.value - 19.5,
        within_range=True,
        percentile=40.4,
        percentile_all=61.2,
        sessions=8000,
    )
    return replace(card, **change)


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A whole answer, one beside what is published, one expiration, no strip at all."""
    rows = pd.read_csv(EXAMPLE)
    folder = tmp_path_factory.mktemp("vix")
    one = rows[(rows["expiry"] == "2025-06-20") & (rows["root"] == "SPX")]
    paths = {
        "one": folder / "SPX_2025-05-14.csv",
        "nothing": folder / "bare" / "SPX_2025-05-14.csv",
    }
    paths["nothing"].parent.mkdir()
    one.to_csv(paths["one"], index=False)
    one[one["type"] == "C"].to_csv(paths["nothing"], index=False)
    whole = vix_index(EXAMPLE)
    cards = (
        published(whole),
        published(whole, "SKEW", low=NAN, high=NAN, within_range=None, percentile=NAN),
        published(whole, "VIX3M", difference_points=NAN, within_range=None),
    )
    beside = replace(whole, published=cards, status=Status("ok"), surrounded=False)
    return {
        "whole": whole,
        "published": beside,
        **{kind: vix_index(path) for kind, path in paths.items()},
    }


def in_line(text):
    """Words alone."""
    return " ".join(text.split())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_a_terminal_shows_no_nan_and_no_line_too_long(results, kind, width):
    """At any width what is not known is a dash, no line is longer and no number is cut."""
    page = terminal(results[kind], width)
    assert not re.search(r"\b(nan|NaN|None|inf|True|False)\b|\[/?bold", page)
    assert max(len(line.rstrip()) for line in page.splitlines()) <= width
    assert not re.search(r"\w…", page)


@pytest.mark.parametrize("kind", KINDS)
def test_a_browser_shows_no_nan(results, kind, browser):
    """What is not known is a dash or a sentence; what was doubted is said."""
    page = browser(results[kind])
    assert not re.search(r"\b(nan|NaN|None|inf|True|False)\b|<[a-z]+ object|\{\{", page)
    for said in (*results[kind].status.reasons, *results[kind].warnings):
        assert in_line(said) in page


@pytest.mark.parametrize("kind", ["whole", "published"])
def test_answer_first(results, kind, browser):
    """Both faces begin with the index and the move it stands for, before any table."""
    result = results[kind]
    said = in_line(level_words(result))
    assert said in in_line(terminal(result)).split("What it is made of")[0]
    page = browser(result)
    assert page.index(in_line(said.replace(" %", "\u202f%"))) < page.index("The two terms")


def test_an_unknown_index_says_why_first(results, browser):
    """No number, the reason in the first sentence, and the near term where there is one."""
    for kind in ("one", "nothing"):
        first = in_line(terminal(results[kind])).split("What it is made of")[0]
        assert "is unknown" in first
        assert in_line(results[kind].status.reasons[0]) in first
        assert "is unknown" in browser(results[kind])
    assert "2025-06-20" in terminal(results["one"])


def test_the_published_level_is_put_beside(results):
    """Close, difference, range and percentile in a sentence; without data, that there are none."""
    said = published_words(results["published"])
    assert "closed at 19.50" in said
    assert "ranged from 19.00 to 21.00, and ours lies inside" in said
    assert "lower on 40 % of the 252 sessions before" in said
    assert published_words(results["whole"]).startswith("The data hold no published level")
    one = results["published"]
    same = replace(one, published=(published(one, difference_points=0.001),))
    assert "the same as ours" in published_words(same)


@pytest.mark.parametrize(
    ("skew", "means"),
    [
        (140.0, "deep falls"),
        (110.0, "falls are priced above"),
        (100.0, "alike"),
        (80.0, "rises are priced above"),
    ],
)
def test_what_skew_means(results, skew, means):
    """Above 115 deep falls, above 105 falls, around 100 neither, below rises."""
    assert means in skew_words(replace(results["whole"], skew=skew))


def test_what_is_left_out_is_a_number(results):
    """Strikes, their reach and the points beyond; a sentence of its own where those are many."""
    near = results["whole"].near
    said = truncation_words([near])
    assert f"The term has {near.strikes} strikes" in said
    assert number(near.beyond_points) in said
    assert "too low" in truncation_words([replace(near, beyond_points=1.2)])
    assert "unknown" in truncation_words([replace(near, beyond_points=NAN)])
    assert "7 % less" in jump_words(results["whole"].jumps)


def test_where_the_variance_lies(results):
    """The share of the puts is counted from the strip: all of it below a middle above every strike."""
    result = results["whole"]
    near = result.near
    assert "100 % lies in puts" in puts_words(result.strips, [replace(near, k0=2 * near.highest)])
    assert " 0 % lies in puts" in puts_words(result.strips, [replace(near, k0=0.0)])
    assert puts_words((), []) == ""


def test_pictures_hold_what_the_tables_say(results):
    """The shares of the variance by strike sum to about one; the line through the tenors holds their values."""
    result = results["published"]
    drawn = by_strike(result.strips, [result.near, result.next])
    assert len(drawn.data) == 2
    strip = result.strips[0]
    width = {k / result.near.forward: w for k, w in zip(strip.strike, strip.width, strict=True)}
    shares = [
        y * width[x] / result.near.forward * 100
        for x, y in zip(drawn.data[0].x, drawn.data[0].y, strict=True)
    ]
    assert sum(shares) == pytest.approx(1, abs=0.02)
    lines = {
        trace.name: trace
        for trace in tenors(result.term_structure, result.published, result.forward_vols).data
    }
    known = [card.value for card in result.term_structure if card.value == card.value]
    assert list(lines["from these quotes"].y) == known
    assert list(lines["published close"].text) == ["VIX", "VIX3M"]
