"""Effects with their intervals, one below the other, by verdict."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.theme import AMBER, BROWN, GREEN, GREY, ROSE, figure, label

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from hedgerow.regime.contrast import Effect
    from hedgerow.regime.verdict import Verdict

ROW = 26
"""CSS pixels an effect."""
LOOKS: dict[Verdict, tuple[str, str]] = {
    "supported": (GREEN, "circle"),
    "weak": (AMBER, "diamond"),
    "not supported": (GREY, "circle-open"),
    "opposite": (ROSE, "x"),
    "too few": (BROWN, "square-open"),
}
"""Ink and sign of each verdict: it can be told without colour."""


def forest(rows: Sequence[tuple[str, Effect, Verdict]], *, x: str) -> Figure:
    """Effects in hundredths (per cent or vol points) with intervals of 95 %, in the order given."""
    from plotly.graph_objects import Scatter

    made = figure(x=x, y="", height=height(len(rows)))
    for verdict, (ink, sign) in LOOKS.items():
        found = [(name, e) for name, e, v in rows if v == verdict and isfinite(e.effect)]
        if not found:
            continue
        made.add_trace(
            Scatter(
                name=verdict,
                x=[100 * effect.effect for _, effect in found],
                y=[label(name) for name, _ in found],
                mode="markers",
                marker={"size": 9, "color": ink, "symbol": sign, "line": {"width": 2}},
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": [_reach(e.interval[1] - e.effect) for _, e in found],
                    "arrayminus": [_reach(e.effect - e.interval[0]) for _, e in found],
                    "color": ink,
                    "thickness": 1.5,
                    "width": 4,
                },
                hovertemplate="%{x:+.1f}",
            )
        )
    made.update_layout(hovermode="y unified")
    names = [label(name) for name, _, _ in rows]
    made.update_yaxes(
        autorange="reversed",
        type="category",
        categoryorder="array",
        categoryarray=names,
        zeroline=False,
    )
    return made


def height(rows: int) -> int:
    """CSS pixels for so many effects."""
    return 130 + ROW * rows


def _reach(distance: float) -> float:
    return 100 * distance if isfinite(distance) else 0.0
