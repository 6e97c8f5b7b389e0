"""The book's beta through time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hedgerow.plots.theme import AMBER, GREEN, band, figure, line

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from hedgerow.desk.finer_beta import RollingCard


def rolling(card: RollingCard, *, today: float, benchmark: str) -> Figure:
    """Rolling beta with its 95 % interval, and the beta in use as a level."""
    made = figure(x="", y=f"beta to {benchmark}", height=320)
    days = [day.isoformat() for day in card.dates]
    made.add_trace(band("95 % interval", days, card.low, card.high, GREEN))
    made.add_trace(line("rolling beta", days, card.beta, GREEN, hover="%{y:.2f}"))
    made.add_trace(
        line("beta in use", days, [today] * len(days), AMBER, dash="dash", hover="%{y:.2f}")
    )
    made.update_xaxes(type="date", hoverformat="%Y-%m-%d", zeroline=False)
    made.update_yaxes(tickformat=".2f", zeroline=False)
    return made
