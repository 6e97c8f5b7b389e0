"""What models leave open: values of a put with their errors, and how sticky the skew is."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.theme import AMBER, BLUE, GREEN, GREY, figure, label

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from hedgerow.desk.surface_meaning import PutCard
    from hedgerow.desk.surface_moves import StickinessCard

SIGNS = ((BLUE, "circle"), (AMBER, "diamond"))
LEAST, MOST = -2.0, 5.0
"""Skew stickiness that the axis shows; wider intervals leave it."""
RULES = ((0.0, "sticky delta"), (1.0, "sticky strike"), (2.0, "local volatility"))


def put_values(cards: Sequence[PutCard], names: Sequence[str]) -> Figure:
    """A dot a model with two errors to either side, as shares of the plain put under the same model."""
    from plotly.graph_objects import Scatter

    made = figure(x="value, share of the plain put under the same model", y="", height=320)
    for (ink, sign), card, name in zip(SIGNS, cards, names, strict=False):
        known = [value for value in card.values if isfinite(value.ratio)]
        made.add_trace(
            Scatter(
                name=label(name),
                x=[value.ratio for value in known],
                y=[value.model for value in known],
                mode="markers",
                marker={"size": 11, "color": ink, "symbol": sign},
                error_x={
                    "type": "data",
                    "array": [2 * value.error / value.vanilla for value in known],
                    "color": GREY,
                    "thickness": 1.5,
                    "width": 5,
                },
                text=[f"{value.value:,.2f} ± {value.error:.2f}" for value in known],
                hovertemplate="%{x:.0%}: %{text}",
            )
        )
    made.update_layout(hovermode="y unified")
    made.update_xaxes(tickformat=".0%", zeroline=False, rangemode="tozero")
    made.update_yaxes(autorange="reversed", type="category", zeroline=False)
    return made


def stickiness(cards: Sequence[StickinessCard]) -> Figure:
    """Skew stickiness by tenor with its 95 % interval, beside what the rules of thumb say."""
    from plotly.graph_objects import Scatter

    known = [card for card in cards if isfinite(card.ssr.value)]
    made = figure(x="skew stickiness", y="", height=300, legend=False)
    made.add_trace(
        Scatter(
            name="skew stickiness",
            x=[card.ssr.value for card in known],
            y=[f"{card.days:g} days" for card in known],
            mode="markers",
            marker={"size": 10, "color": GREEN},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [_reach(card.ssr.high - card.ssr.value) for card in known],
                "arrayminus": [_reach(card.ssr.value - card.ssr.low) for card in known],
                "color": GREY,
                "thickness": 1.5,
                "width": 5,
            },
            hovertemplate="%{x:.2f}<extra></extra>",
        )
    )
    for at, name in RULES:
        made.add_vline(x=at, line={"color": GREY, "width": 1, "dash": "dot"})
        made.add_annotation(x=at, y=1, yref="paper", yanchor="bottom", text=name, showarrow=False)
    values = [card.ssr.value for card in known]
    made.update_layout(hovermode="closest", margin={"t": 32})
    made.update_xaxes(range=[min([LEAST, *values]), max([MOST, *values])], zeroline=False)
    made.update_yaxes(autorange="reversed", type="category", zeroline=False)
    return made


def _reach(distance: float) -> float:
    return distance if isfinite(distance) else 0.0
