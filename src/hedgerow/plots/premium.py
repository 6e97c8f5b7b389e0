"""What options asked and what came: through time, by state, and implied volatility within its year."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.theme import AMBER, BLUE, GREEN, GREY, ROSE, figure, line

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from hedgerow.desk.premium_cards import PastSession
    from hedgerow.volatility.premium.state_dependence import StateDependence

HOVER = "%{y:.1%}"
BUCKET_HEIGHT, YEAR_HEIGHT, TIME_HEIGHT = 340, 340, 380


def implied_and_subsequent(history: Sequence[PastSession], name: str) -> Figure:
    """Implied volatility on each day, and the volatility of the 21 sessions after it; the last of them are to come."""
    made = figure(x="", y="volatility a year", height=TIME_HEIGHT)
    days = [row.date.isoformat() for row in history]
    made.add_trace(
        line(
            "of the 21 sessions after the day",
            days,
            [row.subsequent for row in history],
            GREEN,
            hover=HOVER,
        )
    )
    made.add_trace(
        line(f"{name}, on the day", days, [r.implied for r in history], BLUE, hover=HOVER)
    )
    made.update_xaxes(type="date", hoverformat="%Y-%m-%d", zeroline=False)
    made.update_yaxes(tickformat=".0%", rangemode="tozero", zeroline=False)
    return made


def by_state(found: StateDependence, labels: Sequence[str], *, x: str, y: str) -> Figure:
    """The mean of each bucket with two standard errors, its median, and its worst twentieth; vol points."""
    from plotly.graph_objects import Bar

    made = figure(x=x, y=y, height=BUCKET_HEIGHT)
    there = [(text, row) for text, row in zip(labels, found.rows, strict=True) if row.count]
    at = [text for text, _ in there]
    made.add_trace(
        Bar(
            name="mean, ± 2 errors",
            x=at,
            y=[100 * row.mean for _, row in there],
            marker={"color": GREEN},
            error_y={
                "type": "data",
                "array": [
                    200 * row.standard_error if isfinite(row.standard_error) else 0.0
                    for _, row in there
                ],
                "color": GREY,
                "thickness": 1.5,
                "width": 4,
            },
            hovertemplate="%{y:+.1f}",
        )
    )
    for name, values, ink, sign in (
        ("median", [row.median for _, row in there], BLUE, "diamond"),
        ("worst twentieth begins", [row.percentile_5 for _, row in there], ROSE, "triangle-down"),
    ):
        dots = line(name, at, [100 * v for v in values], ink, hover="%{y:+.1f}")
        dots.update(mode="markers", marker={"color": ink, "size": 9, "symbol": sign})
        made.add_trace(dots)
    made.update_xaxes(type="category")
    return made


def within_its_year(recent: Sequence[PastSession], name: str) -> Figure:
    """A year of implied volatility between its extremes, with today's place."""
    made = figure(x="", y="volatility a year", height=YEAR_HEIGHT)
    days = [row.date.isoformat() for row in recent]
    levels = [row.implied for row in recent]
    known = [v for v in levels if isfinite(v)]
    made.add_trace(line(name, days, levels, BLUE, hover=HOVER))
    if known:
        for text, value in (("highest", max(known)), ("lowest", min(known))):
            made.add_trace(
                line(text, [days[0], days[-1]], [value] * 2, GREY, dash="dot", hover=HOVER)
            )
        today = line("today", [days[-1]], [levels[-1]], AMBER, hover=HOVER)
        today.update(mode="markers", marker={"color": AMBER, "size": 10})
        made.add_trace(today)
    made.update_xaxes(type="date", hoverformat="%Y-%m-%d", zeroline=False)
    made.update_yaxes(tickformat=".0%", rangemode="tozero", zeroline=False)
    return made
