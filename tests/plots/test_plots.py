"""Figures show the numbers of the answer, and nothing else."""

import math
import re
from dataclasses import replace

import pytest

from hedgerow.desk import HedgeChoices, betas, hedge_plan, pairing
from hedgerow.market.book import Book, Position
from hedgerow.plots import theme
from hedgerow.plots.beta import rolling
from hedgerow.plots.contributions import contributions
from hedgerow.plots.cost import cost_by_vix
from hedgerow.plots.grid import cost_and_worst
from hedgerow.plots.pairing import candidates
from hedgerow.plots.payoff import payoff

BOOK = Book(
    [Position("WIDE1", value=1e5), Position("CHIP1", value=2e5), Position("SPY", value=5e4)]
)
INKS = ("GREY", "GREEN", "BLUE", "AMBER", "ROSE", "VIOLET", "TEAL", "BROWN")


@pytest.fixture(scope="module")
def plan(synthetic):
    """A plan at quoted prices."""
    return hedge_plan(
        BOOK,
        data=synthetic.folder,
        as_of=synthetic.chain_day,
        choices=HedgeChoices(instrument="SPY"),
    )


def trace(figure, name):
    """The one trace whose name begins so."""
    (found,) = [t for t in figure.data if t.name and t.name.startswith(name)]
    return found


def test_payoff_is_the_profile(plan):
    """Every curve of the profile is drawn as it is, over the same moves."""
    figure, profile = payoff(plan), plan.profile
    for name, curve in {
        "unhedged": profile.unhedged,
        "hedged, at expiry": profile.at_expiry,
        "hedged, at the roll": profile.at_roll,
        "textbook": profile.textbook_at_expiry,
    }.items():
        assert trace(figure, name).x == profile.moves
        assert trace(figure, name).y == curve
    assert f"({plan.hedge.delta_contracts})" in trace(figure, "textbook").name


def test_band_lies_around_the_hedged_curve(plan):
    """The residual band is as far above the hedged curve as below it: by its half width."""
    figure, profile = payoff(plan), plan.profile
    band = trace(figure, "90 % residual band, at expiry")
    n = len(profile.moves)
    for up, middle, down in zip(band.y[:n], profile.at_expiry, band.y[n:][::-1], strict=True):
        assert up - middle == pytest.approx(plan.residual.at_expiry)
        assert middle - down == pytest.approx(plan.residual.at_expiry)


def test_marks(plan):
    """Strike, break-evens and the worst point stand where the answer says."""
    figure, profile = payoff(plan), plan.profile
    assert trace(figure, "worst").x == (profile.worst_move,)
    assert trace(figure, "worst").y == (profile.worst_loss,)
    assert profile.strike_move in {shape.x0 for shape in figure.layout.shapes}
    assert set(trace(figure, "break-even").x) <= set(profile.break_evens)


def test_what_it_has_is_drawn_only_where_it_has_some(plan):
    """Without options in the book there is one curve less."""
    names = [t.name for t in payoff(plan).data]
    assert "as it stands" not in names
    more = replace(plan.profile, existing=tuple(p + 1 for p in plan.profile.unhedged))
    assert "as it stands" in [t.name for t in payoff(replace(plan, profile=more)).data]


def test_candidates(synthetic):
    """A dot and its interval are R², the diamond is the effectiveness, in the order of the answer."""
    rows = pairing(BOOK, data=synthetic.folder, as_of=synthetic.plain_day).candidates
    figure = candidates(rows, rows[0].symbol)
    dots, diamonds = figure.data
    assert dots.x == tuple(r.r_squared for r in rows)
    ends = [
        (x - low, x + up)
        for x, low, up in zip(dots.x, dots.error_x.arrayminus, dots.error_x.array, strict=True)
    ]
    for (low, high), row in zip(ends, rows, strict=True):
        assert (low, high) == pytest.approx(row.r_squared_interval)
    assert diamonds.x == tuple(r.effectiveness for r in rows)
    assert diamonds.y == tuple(r.symbol for r in rows)


def test_rolling_beta(synthetic):
    """The rolling beta, its interval and the level in use."""
    card = betas(BOOK, data=synthetic.folder, as_of=synthetic.plain_day).beta
    shown = card.stability.rolling[-1]
    figure = rolling(shown, today=card.calm, benchmark="SPY")
    assert trace(figure, "rolling").y == shown.beta
    assert trace(figure, "beta in use").y == (card.calm,) * len(shown.dates)
    assert trace(figure, "95 %").y == (*shown.high, *shown.low[::-1])


def test_contributions(plan):
    """A bar is the dollars that a position adds."""
    (bars,) = contributions(plan.book.positions, "SPY").data
    assert dict(zip(bars.y, bars.x, strict=True)) == {
        row.symbol: row.contribution_dollars for row in plan.book.positions
    }


def test_cost_by_vix(plan):
    """Price over spot by VIX on flat families; today, which is not flat, is marked beside the curves."""
    card = plan.cost_by_vix
    figure = cost_by_vix(card)
    flat = [row for row in card.rows if row.family == "flat"]
    (today,) = [row for row in card.rows if row.family == "today"]
    assert trace(figure, "this put").y == tuple(row.price_share for row in flat)
    assert trace(figure, "put 5 %").x == tuple(row.vix for row in flat)
    assert trace(figure, "today, this put").y == (today.price_share,)
    assert [shape.x0 for shape in figure.layout.shapes] == [card.today_vix]


def test_grid(plan):
    """A line an expiration: cost of a year and worst loss as shares of the book."""
    rows = [row for row in plan.strike_grid if row.size_by == "notional"]
    figure = cost_and_worst(rows, plan.book.value)
    assert len(figure.data) == len({row.expiration for row in rows})
    drawn = {point for t in figure.data for point in zip(t.x, t.y, strict=True)}
    assert drawn == {(-row.cost_a_year_share, row.worst_loss / plan.book.value) for row in rows}
    looks = {(t.line.color, t.marker.symbol) for t in figure.data}
    assert len(looks) == len(figure.data)


def test_names_are_not_markup():
    """A symbol that is markup is a label, not a link (plotly obeys some HTML in texts)."""
    assert theme.label("<a href='x'>A</a>") == "&lt;a href='x'&gt;A&lt;/a&gt;"


@pytest.mark.parametrize("ink", INKS)
@pytest.mark.parametrize("paper", ["#ffffff", "#1a1e22"])
def test_inks_read_on_both_papers(ink, paper):
    """Every ink has a contrast of 3 to the light and to the dark sheet [WCAG 2.2, 1.4.11]."""

    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (c / 12.92 if c <= 0.04045 else math.pow((c + 0.055) / 1.055, 2.4) for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    bright, dim = sorted((luminance(getattr(theme, ink)), luminance(paper)), reverse=True)
    assert (bright + 0.05) / (dim + 0.05) >= 3


def test_figures_are_the_same_each_time(plan):
    """No random identifier is in a figure."""
    text = payoff(plan).to_json()
    assert text == payoff(plan).to_json()
    assert not re.search(r'"uid"|"uirevision"', text)
