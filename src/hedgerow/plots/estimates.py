"""One volatility by several estimators: dots with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hedgerow.plots.theme import AMBER, GREEN, GREY, figure, label

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from hedgerow.volatility.realized.estimate import VolEstimate

ROW = 30
"""CSS pixels an estimator."""


def estimator_dots(rows: Sequence[VolEstimate], names: Sequence[str]) -> Figure:
    """Volatility with its interval, a line an estimator; those of the session alone are hollow."""
    from plotly.graph_objects import Scatter

    made = figure(x="volatility a year", y="", height=height(len(rows)))
    for session_only, name, ink, sign in (
        (False, "nights included", GREEN, "circle"),
        (True, "session only", AMBER, "circle-open"),
    ):
        mine = [i for i, row in enumerate(rows) if row.session_only is session_only]
        if not mine:
            continue
        made.add_trace(
            Scatter(
                name=name,
                x=[rows[i].vol for i in mine],
                y=[label(names[i]) for i in mine],
                mode="markers",
                marker={
                    "size": 10,
                    "color": ink,
                    "symbol": sign,
                    "line": {"width": 2, "color": ink},
                },
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": [rows[i].high - rows[i].vol for i in mine],
                    "arrayminus": [rows[i].vol - rows[i].low for i in mine],
                    "color": GREY,
                    "thickness": 1.5,
                    "width": 4,
                },
                hovertemplate="%{x:.1%}",
            )
        )
    made.update_layout(hovermode="y unified")
    made.update_xaxes(tickformat=".0%", zeroline=False)
    made.update_yaxes(
        autorange="reversed",
        type="category",
        categoryorder="array",
        categoryarray=[label(name) for name in names],
        zeroline=False,
    )
    return made


def height(rows: int) -> int:
    """CSS pixels for so many estimators."""
    return 130 + ROW * rows
