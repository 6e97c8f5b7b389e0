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
    levels = [row.vix for row in card.rows]
    made.add_trace(
        line("this put", levels, [r.price_share for r in card.rows], GREEN, hover="%{y:.2%}")
    )
    made.add_trace(
        line("put 5 % below", levels, [r.otm5_share for r in card.rows], BLUE, dash="dash",
             hover="%{y:.2%}")
    )  # fmt: skip
    made.add_vline(x=card.today_vix, line={"color": AMBER, "width": 2, "dash": "dot"})
    made.add_annotation(
        x=card.today_vix, y=1, yref="paper", yanchor="top", xanchor="left",
        text=f" today, {card.today_vix:.1f}", showarrow=False,
    )  # fmt: skip
    made.update_xaxes(zeroline=False)
    made.update_yaxes(tickformat=".1%", rangemode="tozero")
    return made
