"""A symbol's volatility through time: the last year beside what options implied, and the sessions ahead."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.theme import AMBER, BLUE, GREEN, GREY, band, figure, line

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from hedgerow.desk.vol import RecentVol
    from hedgerow.desk.vol_forecast import ForecastCard

HOVER = "%{y:.1%}"
LEAST_PAST, PAST_OVER_AHEAD = 63, 6
"""Sessions of the past beside the forecast: so many for each ahead, that its band has room."""


def implied_and_realized(recent: Sequence[RecentVol], index: str) -> Figure:
    """Volatility of the 21 sessions to each day, and what options implied on it."""
    made = figure(x="", y="volatility a year", height=340)
    days = [row.date.isoformat() for row in recent]
    vols, implied = [row.vol for row in recent], [row.implied for row in recent]
    made.add_trace(line("realized, 21 sessions to the day", days, vols, GREEN, hover=HOVER))
    made.add_trace(line(f"{index}, on the day", days, implied, BLUE, hover=HOVER))
    return _dated(made)


def fan(recent: Sequence[RecentVol], card: ForecastCard) -> Figure:
    """Realized volatility to the last session, then the forecast on the dates it ends on, with its band."""
    made = figure(x="", y="volatility a year", height=380)
    past = recent[-max(LEAST_PAST, PAST_OVER_AHEAD * card.horizon_days) :]
    days = [row.date.isoformat() for row in past]
    made.add_trace(
        line(
            "realized, 21 sessions to the day", days, [row.vol for row in past], GREEN, hover=HOVER
        )
    )
    sure = [point for point in card.path if isfinite(point.low)]
    if sure:
        ends = [point.date.isoformat() for point in sure]
        low, high = [point.low for point in sure], [point.high for point in sure]
        name = f"range for {100 * card.level:.0f} %"
        made.add_trace(band(name, ends, low, high, AMBER))
        middle = [point.median for point in sure]
        made.add_trace(line("median of what came", ends, middle, AMBER, dash="dash", hover=HOVER))
    ahead = [point.date.isoformat() for point in card.path]
    vols = [point.vol for point in card.path]
    made.add_trace(line("forecast to the day", ahead, vols, AMBER, width=3, hover=HOVER))
    if past:
        made.add_vline(x=days[-1], line={"color": GREY, "width": 1, "dash": "dot"})
        made.add_annotation(
            x=days[-1], y=1, yref="paper", yanchor="top", xanchor="right", text="today ",
            showarrow=False,
        )  # fmt: skip
    return _dated(made)


def _dated(made: Figure) -> Figure:
    made.update_xaxes(type="date", hoverformat="%Y-%m-%d", zeroline=False)
    made.update_yaxes(tickformat=".0%", rangemode="tozero", zeroline=False)
    return made
