"""The market read through its last year: VIX in its bands with the model's stress, and the hedge ratio."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.theme import AMBER, BLUE, GREEN, GREY, ROSE, figure, line

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from hedgerow.desk.read_cards import ReadDay
    from hedgerow.regime.votes import VoteReading

YEAR_HEIGHT, RATIO_HEIGHT, VOTES_HEIGHT = 380, 280, 300
SIDES = {"risk-on": 1, "neutral": 0, "risk-off": -1}
INKS = {"risk-on": GREEN, "neutral": GREY, "risk-off": ROSE}


def regime_figure(recent: Sequence[ReadDay], edges: Sequence[float]) -> Figure:
    """VIX and realized volatility with the edges of the bands, and below them the model's probability of stress."""
    made = figure(x="", y="index and vol points", height=YEAR_HEIGHT)
    days = [day.date.isoformat() for day in recent]
    made.add_trace(
        line("realized, 21 sessions", days, [d.realized for d in recent], GREY, hover="%{y:.1f}")
    )
    made.add_trace(line("VIX", days, [d.vix for d in recent], BLUE, hover="%{y:.2f}"))
    highest = max((d.vix for d in recent if isfinite(d.vix)), default=0.0)
    for edge in edges:
        if edge < 1.1 * highest:
            mark = line(
                f"edge {edge:g}", [days[0], days[-1]], [edge, edge], GREY, width=1, dash="dot"
            )
            mark.update(showlegend=False, hoverinfo="skip")
            made.add_trace(mark)
    if any(isfinite(d.stress) for d in recent):
        chance = line(
            "model's probability of stress",
            days,
            [d.stress for d in recent],
            ROSE,
            width=1.5,
            hover="%{y:.0%}",
        )
        chance.update(yaxis="y2")
        made.add_trace(chance)
        made.update_layout(
            yaxis2={
                "overlaying": "y",
                "side": "right",
                "range": [0, 1],
                "tickmode": "array",
                "tickvals": [0, 0.25, 0.5, 0.75, 1],
                "ticktext": ["0 %", "25 %", "50 %", "75 %", "100 %"],
                "showgrid": False,
                "automargin": True,
                "fixedrange": True,
                "title": {"text": "probability"},
            }
        )
    made.update_xaxes(type="date", hoverformat="%Y-%m-%d", zeroline=False)
    made.update_yaxes(zeroline=False, rangemode="tozero")
    return made


def ratio_figure(recent: Sequence[ReadDay]) -> Figure:
    """The hedge ratio that the signal held, day by day."""
    made = figure(x="", y="share of the full hedge", height=RATIO_HEIGHT, legend=False)
    days = [day.date.isoformat() for day in recent]
    steps = line("hedge size", days, [d.hedge_ratio for d in recent], AMBER, hover="%{y:.0%}")
    steps.update(line={"color": AMBER, "width": 2.5, "shape": "hv"})
    made.add_trace(steps)
    made.update_xaxes(type="date", hoverformat="%Y-%m-%d", zeroline=False)
    made.update_yaxes(tickformat=".0%", range=[0, 1.05], zeroline=False)
    return made


def votes_figure(votes: Sequence[VoteReading]) -> Figure:
    """Each known vote as a bar to its side; the unknown have none."""
    from plotly.graph_objects import Bar

    made = figure(x="", y="", height=VOTES_HEIGHT, legend=False)
    rows = list(reversed(votes))
    made.add_trace(
        Bar(
            orientation="h",
            y=[v.name for v in rows],
            x=[SIDES.get(v.vote or "", 0) or (0.04 if v.vote == "neutral" else 0) for v in rows],
            marker={"color": [INKS.get(v.vote or "", GREY) for v in rows]},
            text=["unknown" if v.vote is None else v.vote for v in rows],
            textposition="auto",
            cliponaxis=False,
            hovertemplate="%{y}: %{text}<extra></extra>",
        )
    )
    made.update_xaxes(
        range=[-1.35, 1.35],
        tickvals=[-1, 0, 1],
        ticktext=["against risk", "neutral", "for risk"],
    )
    made.update_layout(hovermode="closest", bargap=0.35)
    return made
