"""How well each instrument would hedge the book: dots with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hedgerow.plots.theme import AMBER, GREEN, GREY, figure, label

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from hedgerow.hedge.pairing import Candidate

ROW = 30
"""CSS pixels a candidate."""


def candidates(rows: Sequence[Candidate], used: str) -> Figure:
    """R² with its interval and out-of-sample effectiveness, the best at the top."""
    from plotly.graph_objects import Scatter

    made = figure(x="share of the book's variance explained", y="", height=height(len(rows)))
    names = [label(row.symbol) for row in rows]
    made.add_trace(
        Scatter(
            name="R², 95 % interval",
            x=[row.r_squared for row in rows],
            y=names,
            mode="markers",
            marker={"size": 9, "color": [GREEN if r.symbol == used else GREY for r in rows]},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [row.r_squared_interval[1] - row.r_squared for row in rows],
                "arrayminus": [row.r_squared - row.r_squared_interval[0] for row in rows],
                "color": GREY,
                "thickness": 1.5,
                "width": 4,
            },
            hovertemplate="%{x:.3f}",
        )
    )
    made.add_trace(
        Scatter(
            name="effectiveness, out of sample",
            x=[row.effectiveness for row in rows],
            y=names,
            mode="markers",
            marker={"size": 10, "symbol": "diamond-open", "color": AMBER, "line": {"width": 2}},
            hovertemplate="%{x:.3f}",
        )
    )
    made.update_layout(hovermode="y unified")
    made.update_xaxes(tickformat=".0%", zeroline=False)
    made.update_yaxes(autorange="reversed", type="category", zeroline=False)
    return made


def height(rows: int) -> int:
    """CSS pixels for so many candidates."""
    return 130 + ROW * rows
