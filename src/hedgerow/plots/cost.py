"""What protection costs at other levels of VIX [SPEC HP-42]."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hedgerow.plots.theme import AMBER, BLUE, GREEN, figure, line

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from hedgerow.desk.cost import CostByVix


def cost_by_vix(card: CostByVix) -> Figure:
    """Price over spot of the plan's put and of a put 5 % below, today marked."""
    made = figure(x="VIX, points", y="price, share of spot", height=340)
    flat = [row for row in card.rows if row.family == "flat"]
    levels = [row.vix for row in flat]
    made.add_trace(line("this put", levels, [r.price_share for r in flat], GREEN, hover="%{y:.2%}"))
    made.add_trace(
        line("put 5 % below", levels, [r.otm5_share for r in flat], BLUE, dash="dash",
             hover="%{y:.2%}")
    )  # fmt: skip
    for row in card.rows:
        if row.family == "today":
            _mark(made, "today, this put", row.vix, row.price_share, GREEN)
            _mark(made, "today, put 5 % below", row.vix, row.otm5_share, BLUE)
    made.add_vline(x=card.today_vix, line={"color": AMBER, "width": 2, "dash": "dot"})
    made.add_annotation(
        x=card.today_vix, y=1, yref="paper", yanchor="top", xanchor="left",
        text=f" today, {card.today_vix:.1f}", showarrow=False,
    )  # fmt: skip
    made.update_xaxes(zeroline=False)
    made.update_yaxes(tickformat=".1%", rangemode="tozero")
    return made


def _mark(made: Figure, name: str, x: float, y: float, ink: str) -> None:
    """One price that stands beside the curves."""
    from plotly.graph_objects import Scatter

    made.add_trace(
        Scatter(
            name=name,
            x=[x],
            y=[y],
            mode="markers",
            marker={"color": ink, "symbol": "diamond", "size": 10},
            hovertemplate="%{y:.2%}",
        )
    )
