"""A hedge replayed: where the money came from, policies and crises beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import cycle
from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.theme import (
    AMBER,
    BLUE,
    GREEN,
    GREY,
    ROSE,
    TEAL,
    faint,
    figure,
    label,
)

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from hedgerow.backtest.attribution import Attribution
    from hedgerow.backtest.crisis_record import CrisisRecord
    from hedgerow.backtest.error_band import ErrorBand
    from hedgerow.desk.replay_cards import GridPoint, ReplaySummary

FRONTIER_HEIGHT, BAND_HEIGHT = 440, 360
PART, CRISIS = 34, 58
"""CSS pixels a part of the profit and loss, and a crisis."""


def waterfall(parts: Attribution, names: Mapping[str, str]) -> Figure:
    """Parts of the profit and loss one after the other, US dollars, down to their sum."""
    from plotly.graph_objects import Waterfall

    keys = [key for key in names if hasattr(parts, key)]
    made = figure(x="USD", y="", height=parts_height(len(keys) + 1), legend=False)
    made.add_trace(
        Waterfall(
            orientation="h",
            measure=[*("relative" for _ in keys), "total"],
            y=[*(label(names[key]) for key in keys), "all together"],
            x=[*(getattr(parts, key) for key in keys), parts.total],
            increasing={"marker": {"color": GREEN}},
            decreasing={"marker": {"color": ROSE}},
            totals={"marker": {"color": BLUE}},
            connector={"line": {"color": GREY, "width": 1}},
            hovertemplate="%{delta:+,.0f} USD<extra></extra>",
        )
    )
    made.update_layout(hovermode="closest")
    made.update_yaxes(autorange="reversed", type="category", zeroline=False, showgrid=False)
    made.update_xaxes(tickformat="~s", nticks=6)
    return made


def frontier(
    rows: Sequence[ReplaySummary], chosen: str, grid: Sequence[GridPoint], *, x: str
) -> Figure:
    """Each policy by what it cost and how much of the drawdown it took away; settings that were tried as small dots."""
    from plotly.graph_objects import Scatter

    made = figure(x=x, y="drawdown taken away", height=FRONTIER_HEIGHT, legend=bool(grid))
    if grid:
        made.add_trace(
            Scatter(
                name="settings tried",
                x=[point.cost_year for point in grid],
                y=[point.drawdown_removed for point in grid],
                text=[label(_settings(point)) for point in grid],
                mode="markers",
                marker={"size": 6, "color": faint(GREY, 0.6)},
                hovertemplate="%{text}<br>%{x:+.2%}, %{y:.0%}<extra></extra>",
            )
        )
    there = [row for row in rows if isfinite(row.cost_year) and isfinite(row.drawdown_removed)]
    sides = _sides([(row.cost_year, row.drawdown_removed) for row in there])
    made.add_trace(
        Scatter(
            name="policies",
            x=[row.cost_year for row in there],
            y=[row.drawdown_removed for row in there],
            text=[label(row.policy) for row in there],
            mode="markers+text",
            textposition=sides,
            cliponaxis=False,
            marker={
                "size": [13 if row.policy == chosen else 10 for row in there],
                "color": [
                    GREEN if row.policy == chosen else GREY if row.policy == "unhedged" else BLUE
                    for row in there
                ],
                "symbol": ["diamond" if row.policy == chosen else "circle" for row in there],
            },
            hovertemplate="%{text}: %{x:+.2%}, %{y:.0%} of the drawdown<extra></extra>",
        )
    )
    made.update_layout(hovermode="closest")
    made.update_xaxes(tickformat="+.1~%")
    made.update_yaxes(tickformat=".0%")
    every = [row.cost_year for row in there] + [point.cost_year for point in grid]
    if every:
        air = 0.12 * max(max(every) - min(every), 0.01)
        made.update_xaxes(range=[min(every) - air, max(every) + air])
    return made


def crises_bars(crises: Sequence[CrisisRecord], name: str) -> Figure:
    """The book alone and hedged in each crisis, per cent."""
    from plotly.graph_objects import Bar

    made = figure(x="", y="", height=crises_height(len(crises)))
    names = [label(c.name) for c in crises]
    for text, ink, found in (
        ("book alone", GREY, [c.unhedged for c in crises]),
        (label(name), GREEN, [c.hedged for c in crises]),
    ):
        made.add_trace(
            Bar(
                name=text,
                orientation="h",
                y=names,
                x=found,
                text=[f"{100 * x:+.1f} %" for x in found],
                textposition="outside",
                cliponaxis=False,
                marker={"color": ink},
                hovertemplate="%{x:+.1%}",
            )
        )
    low = min([0.0, *(min(c.unhedged, c.hedged) for c in crises)])
    high = max([0.0, *(max(c.unhedged, c.hedged) for c in crises)])
    air = 0.22 * (high - low)
    made.update_layout(barmode="group", hovermode="y unified", bargap=0.3)
    made.update_xaxes(
        tickformat=".0%",
        nticks=6,
        range=[low - (air if low < 0 else 0), high + (air if high > 0 else 0)],
    )
    made.update_yaxes(autorange="reversed", type="category", zeroline=False, showgrid=False)
    return made


def error_bars(bands: Sequence[ErrorBand]) -> Figure:
    """How far modelled prices lie from quotes, by VIX, shares of the quote."""
    from plotly.graph_objects import Bar

    made = figure(x="VIX, points", y="of the quote", height=BAND_HEIGHT)
    for where, ink in zip(dict.fromkeys(band.where for band in bands), cycle((BLUE, AMBER, TEAL))):
        rows = [band for band in bands if band.where == where]
        for name, colour, found in (
            ("off, in the median", ink, [band.median_absolute for band in rows]),
            ("on balance", faint(ink, 0.5), [band.bias for band in rows]),
        ):
            made.add_trace(
                Bar(
                    name=f"{label(where)}: {name}",
                    x=[label(band.vix) for band in rows],
                    y=found,
                    marker={"color": colour},
                    hovertemplate="%{y:+.1%}",
                )
            )
    made.update_layout(barmode="group")
    made.update_xaxes(type="category", showgrid=False)
    made.update_yaxes(tickformat="+.0%", nticks=6)
    return made


def parts_height(parts: int) -> int:
    """CSS pixels for so many parts."""
    return 80 + PART * parts


def crises_height(crises: int) -> int:
    """CSS pixels for so many crises."""
    return 130 + CRISIS * crises


def _sides(points: Sequence[tuple[float, float]]) -> list[str]:
    """Where the name of each point stands, so that neighbours do not write over each other."""
    if not points:
        return []
    xs, ys = [x for x, _ in points], [y for _, y in points]
    wide = max(max(xs) - min(xs), 1e-9)
    high = max(max(ys) - min(ys), 1e-9)
    placed: list[str] = []
    for place, (x, y) in enumerate(points):
        near = [
            placed[other]
            for other in range(place)
            if abs(points[other][0] - x) < 0.25 * wide and abs(points[other][1] - y) < 0.06 * high
        ]
        free = [
            side
            for side in ("top center", "bottom center", "middle right", "middle left")
            if side not in near
        ]
        placed.append(free[0] if free else "top center")
    return placed


def _settings(point: GridPoint) -> str:
    chosen = ", ".join(f"{key} {value:g}" if isinstance(value, float) else f"{key} {value}"
                       for key, value in point.settings.items())  # fmt: skip
    return f"{point.policy}: {chosen}" if chosen else str(point.policy)
