"""Profit and loss of the book by index move, unhedged and hedged [SPEC HP-22]."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.theme import AMBER, BLUE, GREEN, GREY, ROSE, VIOLET, band, faint, figure, line

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from hedgerow.desk.hedge import HedgePlan

EDGE = 0.002
"""Air beside the first and the last move."""


def payoff(plan: HedgePlan) -> Figure:
    """Every curve of the profile, the residual band around the hedged ones, and the marks."""
    card, profile, residual = plan.hedge, plan.profile, plan.residual
    moves = profile.moves
    made = figure(x=f"move of {card.instrument}", y="profit and loss, USD", height=460)
    for name, curve, half, ink, shown in (
        ("at expiry", profile.at_expiry, residual.at_expiry, GREEN, True),
        ("at the roll", profile.at_roll, residual.at_roll, BLUE, False),
    ):
        low, high = [p - half for p in curve], [p + half for p in curve]
        made.add_trace(
            band(
                f"{100 * residual.level:g} % residual band, {name}",
                moves,
                low,
                high,
                ink,
                shown=shown,
            )
        )
    made.add_trace(line("unhedged", moves, profile.unhedged, GREY, dash="dash"))
    if profile.existing != profile.unhedged:
        made.add_trace(line("as it stands", moves, profile.existing, VIOLET, dash="dot"))
    made.add_trace(line("hedged, at expiry", moves, profile.at_expiry, GREEN, width=3))
    made.add_trace(line("hedged, at the roll", moves, profile.at_roll, BLUE))
    if card.sold_share <= 1:
        sold = f"{100 * card.sold_share:.0f} % sold instead"
        made.add_trace(line(sold, moves, profile.sold, AMBER, dash="dashdot"))
    if card.delta_contracts != card.contracts:
        textbook = f"textbook count ({card.delta_contracts}), at expiry"
        made.add_trace(line(textbook, moves, profile.textbook_at_expiry, ROSE, dash="dot"))
    _marks(made, plan)
    ticks = [
        m / 100 for m in range(-100, 101, 10) if moves[0] - EDGE <= m / 100 <= moves[-1] + EDGE
    ]
    words = [f"{100 * m:+.0f} %" if m else "0 %" for m in ticks]
    span = [moves[0] - EDGE, moves[-1] + EDGE]
    made.update_xaxes(tickvals=ticks, ticktext=words, hoverformat="+.1%", range=span)
    made.update_yaxes(tickformat="~s")
    return made


def _marks(made: Figure, plan: HedgePlan) -> None:
    """The strike, where the hedged book breaks even, its worst point, where it turns convex."""
    from plotly.graph_objects import Scatter

    profile = plan.profile
    if isfinite(profile.convex_to):
        made.add_vrect(
            x0=profile.convex_from,
            x1=profile.convex_to,
            fillcolor=faint(GREEN, 0.06),
            line_width=0,
            annotation_text="a further fall gains",
            annotation_position="top right",
        )
    made.add_vline(x=profile.strike_move, line={"color": GREY, "width": 1, "dash": "dot"})
    made.add_annotation(
        x=profile.strike_move, y=1, yref="paper", yanchor="top", xanchor="left", text=" strike",
        showarrow=False,
    )  # fmt: skip
    low, high = min(profile.moves), max(profile.moves)
    evens = [move for move in profile.break_evens if low <= move <= high]
    for name, x, y, sign in (
        ("break-even at expiry", evens, [0.0] * len(evens), "circle-open"),
        ("worst point at expiry", [profile.worst_move], [profile.worst_loss], "x"),
    ):
        if x:
            made.add_trace(
                Scatter(
                    name=name,
                    x=x,
                    y=y,
                    mode="markers",
                    marker={
                        "symbol": sign,
                        "size": 11,
                        "color": GREEN,
                        "line": {"width": 2, "color": GREEN},
                    },
                    hovertemplate="%{y:,.0f}",
                )
            )
