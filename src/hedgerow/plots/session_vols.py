"""Volatility of each session, from bars within it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hedgerow.plots.theme import BLUE, GREY, ROSE, figure, line

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from hedgerow.volatility.realized.intraday import SessionVariance

JUMPED = 2.33
"""z that 1 % of sessions without a jump exceed."""
TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2)


def session_vols(sessions: Sequence[SessionVariance]) -> Figure:
    """A line by session on a logarithmic axis, without the night and with it; those that jumped are marked."""
    from plotly.graph_objects import Scatter

    made = figure(x="", y="volatility a year", height=340)
    days = [session.date.isoformat() for session in sessions]
    with_night = [session.vol_with_overnight for session in sessions]
    made.add_trace(
        line("with the night before", days, with_night, GREY, width=1.2, hover="%{y:.1%}")
    )
    vols = [session.vol for session in sessions]
    made.add_trace(line("open to close", days, vols, BLUE, hover="%{y:.1%}"))
    jumps = [session for session in sessions if session.jump_z > JUMPED]
    if jumps:
        made.add_trace(
            Scatter(
                name="with a jump",
                x=[session.date.isoformat() for session in jumps],
                y=[session.vol for session in jumps],
                mode="markers",
                marker={"color": ROSE, "symbol": "diamond", "size": 8},
                customdata=[session.jump_variance / session.realized_variance for session in jumps],
                hovertemplate="%{customdata:.0%} of its variance",
            )
        )
    made.update_xaxes(type="date", hoverformat="%Y-%m-%d", zeroline=False)
    made.update_yaxes(type="log", tickvals=TICKS, tickformat=".0%", zeroline=False)
    return made
