"""The pages about the premium: what is known, and what is not."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from tests.report.pages import terminal, words_of

from hedgerow.desk import premium
from hedgerow.report.figures import number, percent, signed_points
from hedgerow.report.html import report
from hedgerow.report.premium_words import (
    BANDS,
    FLAVOURS,
    PHASES,
    STATES,
    answer_lines,
    bucket,
    events_line,
    predictability_verdict,
)
from hedgerow.volatility.premium.expiration_week import PHASES as ALL_PHASES

KINDS = ["everything", "plain", "no prices", "young", "no index"]
NAN = float("nan")


@pytest.fixture(scope="module")
def read(asked_over, vol_market, chain_files, tmp_path_factory):
    """Answers: with all there is, and with something lacking."""

    def folder(table, change):
        made = tmp_path_factory.mktemp("part")
        for name in ("prices", "vol_indices"):
            (made / name).mkdir()
            rows = pd.read_parquet(vol_market / name / "daily.parquet")
            rows = change(rows) if name == table else rows
            rows.to_parquet(made / name / "daily.parquet", index=False)
        return made

    bare = folder("prices", lambda rows: rows[rows["symbol"] == "CLOSES"])
    return {
        "everything": asked_over,
        "plain": premium("SPX", data=vol_market),
        "no prices": premium("SPX", data=bare),
        "young": premium("SPX", data=folder("vol_indices", lambda rows: rows.iloc[-30:])),
        "no index": premium(
            "SPX",
            data=folder("vol_indices", lambda rows: rows.assign(symbol="VXN")),
            chain=chain_files["chain"],
        ),
    }


def in_line(result):
    """The page for a terminal as one line."""
    return " ".join(terminal(result).split())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_a_terminal_shows_no_nan_and_no_line_too_long(read, kind, width):
    """At any width what is not known is a dash, no line is longer and no heading or number is cut."""
    page = terminal(read[kind], width)
    assert not re.search(r"\b(nan|NaN|None|inf|True|False)\b|\[/?bold", page)
    assert max(len(line.rstrip()) for line in page.splitlines()) <= width
    assert not re.search(r"\w…", page)


@pytest.mark.parametrize("kind", KINDS)
def test_a_browser_shows_no_nan(read, kind, browser):
    """What is not known is a dash or a sentence; what was doubted is said."""
    words = browser(read[kind])
    assert not re.search(r"\b(nan|NaN|None|inf|True|False)\b|<[a-z]+ object|\{\{", words)
    for said in (*read[kind].status.reasons, *read[kind].warnings):
        assert " ".join(said.split()) in words


def test_answer_first(read, monkeypatch):
    """The first screen has implied, realized and expected volatility, the premium, rank, percentile and the chain."""
    monkeypatch.setattr("plotly.offline.get_plotlyjs", lambda: "")
    result = read["everything"]
    page = report(result)
    first = words_of(page.split('<section id="answer"')[1].split("</section>")[0])
    ahead = result.flavours.ex_ante_model
    for said in (
        f"SPX options imply {percent(result.iv)}: {signed_points(ahead.value_points / 100)} points over what is expected",
        *answer_lines(result),
        percent(result.realized.expected, 2),
        f"IV rank {number(result.iv_rank, 1)}",
        f"IV percentile {number(result.iv_percentile, 1)}",
        f"Chain of SPX, at the forward {percent(result.chain.vol, 2)}",
        "a record, not a signal",
    ):
        assert " ".join(said.split()) in first, said


def test_the_answer_is_one_in_both(read, browser):
    """The sentences of the terminal are those of the browser."""
    for kind in KINDS:
        for line in answer_lines(read[kind]):
            assert " ".join(line.split()) in in_line(read[kind])
            assert " ".join(line.split()) in browser(read[kind])


def test_what_is_not_known_is_said(read, browser):
    """Without prices, without a year of levels and without an index each page says what is lacking."""
    assert "What SPX itself has done is unknown" in in_line(read["no prices"])
    assert "Too little is known to test it." in browser(read["no prices"])
    assert "30 known levels; 200 make a year" in in_line(read["young"])
    assert "its chain, at the forward" in in_line(read["no index"])
    assert "IV rank and percentile are unknown: no earlier level is known." in in_line(
        read["no index"]
    )
    for key in ("figure-levels", "figure-ratios", "figure-premium"):
        assert f'id="{key}"' not in report(read["no prices"])


def test_every_state_has_words(read):
    """Nothing that can be answered is without a description."""
    assert set(FLAVOURS) == {"ex_ante_model", "ex_post", "trailing", "variance"}
    assert set(BANDS) == {"avoid", "neutral", "marginal", "favourable", "unknown"}
    assert set(STATES) == {"contango", "flat", "backwardation", "unknown"}
    assert set(PHASES) == set(ALL_PHASES)
    assert bucket(read["plain"].by_level.rows[1], ratio=False) == "12 to 15"


def test_verdicts(read):
    """A claim that does not stand, one that does, and one that nobody can test are told apart."""
    found = read["plain"].predictability
    row = replace(
        found.rows[0],
        newey_west_t=3.0,
        hodrick_t=3.0,
        first_half_slope=1.0,
        second_half_slope=1.0,
        out_of_sample_r_squared=0.1,
    )
    assert "still no signal" in predictability_verdict(replace(found, rows=(row,)))
    turned = replace(row, second_half_slope=-1.0)
    assert "does not stand" in predictability_verdict(replace(found, rows=(turned,)))
    unknown = replace(row, slope=NAN)
    assert "Too little" in predictability_verdict(replace(found, rows=(unknown,)))


def test_announcements(read):
    """Dates within the month, none, and not known are three things."""
    assert "FOMC decision 2024-06-12 (in 12 days)" in events_line(read["plain"].events)
    assert "No announcement" in events_line(())
    assert "not known" in events_line(None)


def test_the_curve_that_is_inverted(read, browser):
    """Stress is said where one month costs more than three."""
    card = replace(
        read["everything"].curve,
        near=0.4,
        far=0.3,
        ratio=4 / 3,
        inverted=True,
        state="backwardation",
    )
    words = browser(replace(read["everything"], curve=card))
    assert "inverted: yes" in words
    assert "stress: one month costs more than three" in words
