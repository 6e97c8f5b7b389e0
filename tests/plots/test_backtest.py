"""Figures of a replay: every session that matters is drawn, parts add up, names do not write over each other."""

from dataclasses import fields, replace
from datetime import date, timedelta

import numpy as np
import pytest

from hedgerow.backtest.attribution import Attribution
from hedgerow.backtest.crisis_record import CrisisRecord
from hedgerow.backtest.error_band import ErrorBand
from hedgerow.desk.replay_cards import GridPoint, PolicyPath, ReplayPath, ReplaySummary
from hedgerow.plots.backtest import crises_bars, error_bars, frontier, waterfall
from hedgerow.plots.backtest_paths import KEPT, held, thinned, values


def path(n, growth=0.0004):
    """A seeded path of ``n`` days."""
    draw = np.random.default_rng(n)
    book = 1e5 * np.exp(np.cumsum(growth + 0.01 * draw.standard_normal(n)))
    hedged = 1e5 * np.exp(np.cumsum(growth + 0.006 * draw.standard_normal(n)))
    days = tuple(date(2001, 1, 1) + timedelta(days=i) for i in range(n))

    def under(v):
        return tuple((v / np.maximum.accumulate(v) - 1).tolist())

    coverage = (float("nan"), *draw.uniform(0, 1, n - 1).tolist())
    return ReplayPath(
        date=days,
        unhedged=tuple(book.tolist()),
        hedged=tuple(hedged.tolist()),
        unhedged_drawdown=under(book),
        hedged_drawdown=under(hedged),
        contracts=(3.0,) * n,
        coverage=coverage,
        hedge=tuple((hedged - book).tolist()),
    )


def crisis(name, first, last):
    """A fall of a fifth, halved."""
    return CrisisRecord(name, first, last, -0.2, -0.1, 0.5, -0.2, -0.1, 1e4, 1e5, "SPY")


def row(policy, cost, removed):
    """A policy that cost and removed so much."""
    known = {"policy": policy, "cost_year": cost, "drawdown_removed": removed}
    blank = {"str": "", "int": 0, "date": date(2020, 1, 2), "tuple[float, float]": (0.0, 0.0)}
    return ReplaySummary(
        **{f.name: known.get(f.name, blank.get(str(f.type), 0.0)) for f in fields(ReplaySummary)}
    )


@pytest.mark.parametrize("n", [2, KEPT, KEPT + 1, 5800])
def test_what_is_left_out_is_not_missed(n):
    """First, last and both deepest days are drawn; of a long path no more than can be seen."""
    made = path(n)
    rows = thinned(made)
    assert rows == sorted(set(rows))
    assert {0, n - 1} <= set(rows)
    assert int(np.argmin(made.unhedged_drawdown)) in rows
    assert int(np.argmin(made.hedged_drawdown)) in rows
    assert len(rows) == n if n <= KEPT else len(rows) <= KEPT + 3


def test_values_begin_at_a_hundred():
    """Every line of values begins at 100 and ends at its growth; drawdowns lie on the same days."""
    made = path(300)
    others = [
        PolicyPath("collar", made.date, made.hedged),
        PolicyPath("unhedged", made.date, made.unhedged),
    ]
    drawn = values(made, "put", others, [])
    named = {trace.name: trace for trace in drawn.data if trace.yaxis is None}
    assert set(named) == {"collar", "book alone", "put"}
    for name, series in (("put", made.hedged), ("book alone", made.unhedged)):
        assert named[name].y[0] == 100
        assert named[name].y[-1] == pytest.approx(100 * series[-1] / series[0], abs=0.01)
    under = [trace for trace in drawn.data if trace.yaxis == "y2"]
    assert len(under) == 2
    assert min(under[0].y) == pytest.approx(min(made.unhedged_drawdown), abs=1e-5)


def test_a_crisis_is_shaded_unless_it_is_the_window():
    """What fills the window would shade all of it."""
    made = path(1000)
    inside = crisis("2001", date(2001, 6, 1), date(2001, 9, 1))
    beside = crisis("2001b", date(2001, 9, 5), date(2001, 9, 20))
    whole = crisis("all", made.date[0], made.date[-1])
    drawn = values(made, "put", [], [inside, beside, whole])
    assert len(drawn.layout.shapes) == 2
    assert [note.text for note in drawn.layout.annotations] == [
        "2001"
    ]  # names that touch are left out


def test_a_long_rise_is_drawn_on_a_logarithmic_scale():
    """Where the last value is many times the first, equal steps are equal growth."""
    assert values(path(5800, 0.001), "put", [], []).layout.yaxis.type == "log"
    assert values(path(100), "put", [], []).layout.yaxis.type is None


def test_held_has_three_axes_on_the_same_days():
    """What was earned, offset and held; an unknown share is a gap."""
    drawn = held(path(50))
    assert [trace.yaxis for trace in drawn.data] == [None, "y2", "y3"]
    assert len({len(trace.x) for trace in drawn.data}) == 1
    assert "NaN" not in drawn.to_json()


def test_the_waterfall_ends_at_the_sum():
    """Parts are relative, the last is their sum."""
    parts = Attribution(-10.0, 2.0, 6.0, 3.0, 1.0, -2.0, 0.5, -0.5, -1.0, 0.0, -1.0, 0.01)
    names = {f.name: f.name for f in fields(parts) if f.name not in {"total", "unexplained"}}
    bars = waterfall(parts, names).data[0]
    assert bars.measure[-1] == "total"
    assert sum(bars.x[:-1]) == pytest.approx(bars.x[-1])


def test_the_frontier_names_every_policy_and_shows_what_was_tried():
    """A point a policy with its name, on a side that no neighbour uses; settings as dots with their words."""
    rows = [row("put", -0.02, 0.5), row("collar", -0.021, 0.5), row("unhedged", 0.0, 0.0)]
    figures = dict.fromkeys([f.name for f in fields(GridPoint)][2:], 0.0)
    grid = [GridPoint("put", {"delta": -0.2, "size_by": "delta"}, **figures)]
    tried, drawn = frontier(rows, "put", grid, x="a year").data
    assert list(drawn.text) == ["put", "collar", "unhedged"]
    assert drawn.textposition[0] != drawn.textposition[1]
    assert tried.text[0] == "put: delta -0.2, size_by delta"
    unknown = replace(rows[0], cost_year=float("nan"))
    assert len(frontier([unknown], "put", [], x="a year").data[0].x) == 0


def test_bars_say_their_figure():
    """Each bar of a crisis is labelled; the range leaves room for it."""
    drawn = crises_bars([crisis("2020", date(2020, 2, 19), date(2020, 3, 23))], "<put>")
    alone, hedged = drawn.data
    assert (alone.text[0], hedged.text[0]) == ("-20.0 %", "-10.0 %")
    assert hedged.name == "&lt;put&gt;"
    assert drawn.layout.xaxis.range[0] < -0.2


def test_the_error_band_is_drawn_by_bucket():
    """Size and sign, a pair a bucket."""
    size, sign = error_bars([ErrorBand("SPY", "under 15", 40, 0.1, -0.05)]).data
    assert (list(size.y), list(sign.y)) == ([0.1], [-0.05])
