"""Figures of a symbol's volatility show the numbers of the answer."""

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from hedgerow.desk.vol import RecentVol
from hedgerow.desk.vol_forecast import ForecastCard, PathPoint
from hedgerow.plots.cone import cone
from hedgerow.plots.estimates import estimator_dots, height
from hedgerow.plots.session_vols import JUMPED, session_vols
from hedgerow.plots.tails import hill, quantiles
from hedgerow.plots.vol import fan, implied_and_realized
from hedgerow.volatility.realized.cone import volatility_cone
from hedgerow.volatility.realized.estimate import VolEstimate
from hedgerow.volatility.realized.hill import tail_index
from hedgerow.volatility.realized.intraday import SessionVariance
from hedgerow.volatility.realized.normal_quantiles import normal_quantiles

NAN = float("nan")
DAY = date(2024, 5, 31)
CLOSES = VolEstimate("close_to_close", 21, 0.12, 0.10, 0.17, 0.02, 21, session_only=False, notes=())
ESTIMATES = (
    CLOSES,
    replace(CLOSES, estimator="parkinson", vol=0.11, low=0.10, high=0.13, session_only=True),
    replace(CLOSES, estimator="yang_zhang", vol=0.13, low=0.12, high=0.15),
)
RETURNS = np.random.default_rng(3).standard_t(3, 2000) / 100
RECENT = tuple(
    RecentVol(DAY - timedelta(days=252 - i), 0.1 + i / 1e4, 0.15 + i / 1e4) for i in range(253)
)
PATH = tuple(
    PathPoint(
        k,
        DAY + timedelta(days=k),
        0.16 + k / 1e3,
        NAN if k < 5 else 0.1,
        NAN if k < 5 else 0.14,
        NAN if k < 5 else 0.3 - k / 1e3,
    )
    for k in range(1, 22)
)
AHEAD = ForecastCard(
    21, 0.181, 0.1, 0.14, 0.279, 0.8, 0.81, "har", "because", "squares", PATH, (), (), (), None
)


def trace(figure, name):
    """The one trace of that name."""
    (found,) = [t for t in figure.data if t.name == name]
    return found


def test_a_dot_and_its_interval_an_estimator():
    """Dots are the volatilities, their whiskers the intervals; those of the session alone are hollow."""
    figure = estimator_dots(ESTIMATES, ["closes", "Parkinson", "Yang–Zhang"])
    whole, alone = trace(figure, "nights included"), trace(figure, "session only")
    assert whole.x == (0.12, 0.13)
    assert whole.y == ("closes", "Yang–Zhang")
    assert alone.x == (0.11,)
    assert alone.marker.symbol == "circle-open"
    ends = zip(whole.x, whole.error_x.arrayminus, whole.error_x.array, strict=True)
    reached = np.array([(x - low, x + up) for x, low, up in ends])
    assert reached == pytest.approx(np.array([(0.10, 0.17), (0.12, 0.15)]))
    assert figure.layout.yaxis.categoryarray == ("closes", "Parkinson", "Yang–Zhang")
    assert height(3) == figure.layout.height


def test_only_what_there_is_has_a_legend():
    """Without an estimator of the session alone there is one trace."""
    figure = estimator_dots(ESTIMATES[::2], ["a", "b"])
    assert [t.name for t in figure.data] == ["nights included"]


def test_cone():
    """Bands are quantiles of the history by window, the line is now, ticks are the windows on a logarithmic axis."""
    rng = np.random.default_rng(0)
    rows = volatility_cone({n: 0.2 * np.exp(rng.normal(0, 0.3, 900)) for n in (5, 21, 252)}).rows
    figure = cone(rows)
    assert trace(figure, "now").y == tuple(r.current for r in rows)
    assert trace(figure, "median").y == tuple(r.median for r in rows)
    band = trace(figure, "5 to 95 % of history")
    assert band.y == (*(r.percentile_95 for r in rows), *(r.percentile_5 for r in rows[::-1]))
    assert figure.layout.xaxis.type == "log"
    assert figure.layout.xaxis.tickvals == (5, 21, 252)
    assert trace(figure, "highest").visible == "legendonly"


def test_cone_leaves_out_windows_without_a_history():
    """A window longer than the history is no point of the figure."""
    rows = volatility_cone({5: np.full(40, 0.2), 63: np.full(40, NAN)}).rows
    assert trace(cone(rows), "now").x == (5,)


def test_sessions_with_a_jump_are_marked():
    """A diamond stands on each session whose z passes the bound of 1 %, with the jump's share of its variance."""
    calm = SessionVariance(DAY, 1.0, 0.04, 0.04, 0.0, 0.1, 0.01, 0.2, math.sqrt(0.05))
    wild = replace(calm, date=DAY + timedelta(1), jump_variance=0.01, jump_z=JUMPED + 0.1)
    unknown = replace(calm, date=DAY + timedelta(2), vol=NAN, jump_z=NAN)
    figure = session_vols([calm, wild, unknown])
    assert trace(figure, "with a jump").x == (wild.date.isoformat(),)
    assert trace(figure, "with a jump").customdata == pytest.approx([0.25])
    assert trace(figure, "open to close").y[:2] == (0.2, 0.2)
    assert trace(figure, "with the night before").y[0] == math.sqrt(0.05)
    assert "with a jump" not in [t.name for t in session_vols([calm]).data]


def test_quantiles():
    """Points are the quantiles; the line is the diagonal on which a normal's would lie."""
    points = normal_quantiles(RETURNS)
    figure = quantiles(points)
    dots, line = trace(figure, "daily returns"), trace(figure, "normal")
    assert (dots.x, dots.y) == (points.normal, points.observed)
    assert line.x == line.y == (points.normal[0], points.normal[-1])


def test_hill():
    """Each side's estimates by the number of moves, with one error either way and the chosen number marked."""
    left, right = (tail_index(RETURNS, side=side) for side in ("left", "right"))
    figure = hill(left, right)
    assert trace(figure, "falls").y == tuple(p.tail_index for p in left.plot)
    assert trace(figure, "rises").x == tuple(p.tail_size for p in right.plot)
    assert (trace(figure, "falls, chosen").x, trace(figure, "falls, chosen").y) == (
        (left.tail_size,),
        (left.tail_index,),
    )
    band, n = trace(figure, "rises, ± one error"), len(right.plot)
    for up, p, down in zip(band.y[:n], right.plot, band.y[n:][::-1], strict=True):
        assert (up + down) / 2 == pytest.approx(p.tail_index)
        assert (up - down) / 2 == pytest.approx(p.standard_error)


def test_a_tail_without_an_index_is_not_drawn():
    """Where one side is unknown the other stands alone."""
    one = hill(tail_index(RETURNS), tail_index(np.abs(RETURNS), side="left"))
    assert {t.name for t in one.data} == {"falls, ± one error", "falls", "falls, chosen"}


def test_implied_and_realized():
    """Two lines over the same days."""
    figure = implied_and_realized(RECENT, "VIX")
    assert trace(figure, "VIX, on the day").y == tuple(r.implied for r in RECENT)
    assert trace(figure, "realized, 21 sessions to the day").y == tuple(r.vol for r in RECENT)
    assert len({t.x for t in figure.data}) == 1


def test_fan():
    """The past ends where the forecast begins; the band is there from the first session that has an interval."""
    figure = fan(RECENT, AHEAD)
    past, ahead = (
        trace(figure, "realized, 21 sessions to the day"),
        trace(figure, "forecast to the day"),
    )
    assert ahead.y == tuple(p.vol for p in PATH)
    assert past.x[-1] == DAY.isoformat() < ahead.x[0]
    assert [shape.x0 for shape in figure.layout.shapes] == [DAY.isoformat()]
    band = trace(figure, "range for 80 %")
    sure = PATH[4:]
    assert band.y == (*(p.high for p in sure), *(p.low for p in sure[::-1]))
    assert band.x[0] == sure[0].date.isoformat()


def test_the_longer_the_forecast_the_more_of_the_past():
    """Six sessions of the past for each ahead, and at least a quarter."""
    shown = {
        horizon: len(fan(RECENT, replace(AHEAD, horizon_days=horizon)).data[0].x)
        for horizon in (1, 21, 252)
    }
    assert shown == {1: 63, 21: 126, 252: 253}


def test_a_forecast_without_tests_has_no_band():
    """Where no interval is known there is a line alone."""
    bare = replace(AHEAD, path=tuple(replace(p, low=NAN, high=NAN) for p in PATH))
    assert len(fan(RECENT, bare).data) == 2
