"""The cone that options price, and how far moves went over it."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.theme import AMBER, BLUE, GREEN, GREY, ROSE, band, figure, line

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from hedgerow.desk.expected_moves import ExpectedMoves
    from hedgerow.volatility.premium.move_history import MoveHistory

SHOWN = 130
"""Calendar days of the cone."""
STRADDLE = 0.7978845608


def cone(result: ExpectedMoves) -> Figure:
    """Bands by expiration around the forward, with the announcements between."""
    cards = [c for c in result.expirations if c.days <= SHOWN] or list(result.expirations[:2])
    start = result.quoted_at
    x = [start, *(c.settles_at for c in cards)]
    middle = [cards[0].forward if not isfinite(result.spot) else result.spot]
    forward = [*middle, *(c.forward for c in cards)]
    made = figure(x="settlement", y="price", height=420)
    for name, ink, width in (
        (result.convention.replace("_", " "), GREEN, 1.0),
        ("twice that", BLUE, 2.0),
    ):
        low = [*middle, *(c.forward - width * c.move for c in cards)]
        high = [*middle, *(c.forward + width * c.move for c in cards)]
        made.add_trace(band(name, x, _digits(low), _digits(high), ink))
    made.add_trace(line("forward", x, _digits(forward), GREY, hover="%{y:,.2f}"))
    for i, card in enumerate(result.events):
        if card.day <= cards[-1].expiration:
            made.add_vline(x=str(card.day), line={"color": AMBER, "width": 1, "dash": "dot"})
            made.add_annotation(
                x=str(card.day),
                y=1.0 + 0.05 * (i % 2),
                yref="paper",
                yanchor="bottom",
                text=card.kind.upper() if card.kind != "own" else "own",
                showarrow=False,
                font={"size": 11},
            )
    made.update_layout(legend={"y": 1.18})
    made.update_xaxes(zeroline=False)
    made.update_yaxes(zeroline=False, tickformat=",")
    return made


def by_level(record: MoveHistory) -> Figure:
    """Median and mean of realized over implied, by the level of volatility at which moves began."""
    names = [
        f"{100 * level.low:g} … {100 * level.high:g}"
        if isfinite(level.high)
        else f"{100 * level.low:g} and more"
        for level in record.by_level
    ]
    made = figure(x="volatility index when the move began", y="realized over implied", height=340)
    for label, ink, values in (
        ("median", GREEN, [level.median_ratio for level in record.by_level]),
        ("mean", BLUE, [level.mean_ratio for level in record.by_level]),
    ):
        trace = line(label, names, _digits(values), ink, hover="%{y:.2f}")
        trace.update(mode="lines+markers")
        made.add_trace(trace)
    made.add_hline(y=STRADDLE, line={"color": ROSE, "width": 1, "dash": "dot"})
    made.add_annotation(
        x=1.0,
        xref="paper",
        xanchor="right",
        y=STRADDLE,
        yanchor="bottom",
        text="fair and normal",
        showarrow=False,
    )
    made.update_yaxes(rangemode="tozero")
    return made


def _digits(values: list[float]) -> list[float]:
    return [round(value, 4) for value in values]
