"""The volatility cone: today's volatility over short and long windows among its history."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.theme import AMBER, GREEN, GREY, band, figure, line

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from hedgerow.volatility.realized.cone import ConeRow

HOVER = "%{y:.1%}"


def cone(rows: Sequence[ConeRow]) -> Figure:
    """Quantile bands by window on a logarithmic axis, the median, the extremes on request, and now."""
    made = figure(x="window, sessions", y="volatility a year", height=400)
    known = [row for row in rows if isfinite(row.median)]
    at = [row.window for row in known]
    made.add_trace(
        band("5 to 95 % of history", at, [r.percentile_5 for r in known], [r.percentile_95 for r in known], GREY)
    )  # fmt: skip
    made.add_trace(
        band("25 to 75 %", at, [r.percentile_25 for r in known], [r.percentile_75 for r in known], GREEN)
    )  # fmt: skip
    median = [r.median for r in known]
    made.add_trace(line("median", at, median, GREEN, dash="dash", hover=HOVER))
    for name, values in (
        ("highest", [row.highest for row in known]),
        ("lowest", [row.lowest for row in known]),
    ):
        made.add_trace(line(name, at, values, GREY, dash="dot", hover=HOVER, shown=False))
    now = line("now", at, [row.current for row in known], AMBER, width=3, hover=HOVER)
    now.update(mode="lines+markers", marker={"color": AMBER, "size": 8})
    made.add_trace(now)
    made.update_xaxes(
        type="log", tickvals=at, ticktext=[str(window) for window in at], zeroline=False
    )
    made.update_yaxes(tickformat=".0%", rangemode="tozero", zeroline=False)
    return made
