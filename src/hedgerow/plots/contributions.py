"""Whose beta it is: what each position adds to the book's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hedgerow.plots.theme import GREEN, GREY, figure, label

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from hedgerow.desk.beta import PositionRow

ROW = 28
"""CSS pixels a position."""


def contributions(rows: Sequence[PositionRow], benchmark: str) -> Figure:
    """US dollars of benchmark by position; a proxy beta in grey."""
    from plotly.graph_objects import Bar

    made = figure(x=f"USD of {benchmark}", y="", height=height(len(rows)), legend=False)
    made.add_trace(
        Bar(
            x=[row.contribution_dollars for row in rows],
            y=[label(row.symbol) for row in rows],
            orientation="h",
            marker={"color": [GREEN if row.beta_source == "measured" else GREY for row in rows]},
            hovertemplate="%{x:,.0f} USD<extra></extra>",
        )
    )
    made.update_layout(hovermode="closest", bargap=0.35)
    made.update_xaxes(tickformat="~s")
    made.update_yaxes(autorange="reversed", type="category", zeroline=False)
    return made


def height(rows: int) -> int:
    """CSS pixels for so many positions."""
    return 90 + ROW * rows
