"""Strikes and expirations beside each other: what each costs and what it leaves [SPEC HP-20]."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hedgerow.plots.theme import AMBER, BLUE, BROWN, GREEN, GREY, ROSE, TEAL, VIOLET, figure

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from hedgerow.desk.grid import GridRow

INKS = (GREEN, BLUE, AMBER, VIOLET, ROSE, TEAL, BROWN, GREY)
SIGNS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star")


def cost_and_worst(rows: Sequence[GridRow], value: float) -> Figure:
    """Cost of a year against the worst loss at expiry, both as shares of the book, a line an expiration."""
    from plotly.graph_objects import Scatter

    made = figure(
        x="cost a year at an unchanged index, share of the book",
        y="worst at expiry, share of the book",
        height=400,
    )
    for i, expiration in enumerate(dict.fromkeys(row.expiration for row in rows)):
        mine = [row for row in rows if row.expiration == expiration]
        ink, sign = INKS[i % len(INKS)], SIGNS[i % len(SIGNS)]
        made.add_trace(
            Scatter(
                name=f"{expiration} ({mine[0].days} days, rolled every {mine[0].horizon_days})",
                x=[-row.cost_a_year_share for row in mine],
                y=[row.worst_loss / value for row in mine],
                text=[f"strike {row.strike:,.2f}, {row.contracts} contracts" for row in mine],
                mode="lines+markers",
                line={"color": ink, "width": 1.5},
                marker={"color": ink, "symbol": sign, "size": 8},
                hovertemplate="%{text}<br>costs %{x:.2%} a year, worst %{y:.1%}",
            )
        )
    made.update_layout(hovermode="closest")
    made.update_xaxes(tickformat=".1%", rangemode="tozero")
    made.update_yaxes(tickformat=".1%")
    return made
