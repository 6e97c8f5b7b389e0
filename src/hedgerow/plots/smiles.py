"""Smiles over their quotes: what was bid and asked, and the line through it, one expiration at a time."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.theme import AMBER, BLUE, CLEAR, GREEN, GREY, INK, figure, label

if TYPE_CHECKING:
    from plotly.graph_objects import Figure, Scatter

    from hedgerow.desk.surface_cards import SmileCard

SIDES = (("put", "puts, bid to ask", BLUE), ("call", "calls, bid to ask", AMBER))
TRACES = 4
"""Of one smile: quotes of either side, asks alone, the line."""
DIGITS = 5
MONTH = 30


def smiles(cards: Sequence[SmileCard], names: Sequence[str], forwards: Sequence[float]) -> Figure:
    """A menu of expirations; the one nearest to 30 days is open."""
    made = figure(x="strike", y="implied volatility a year", height=440)
    first = min(range(len(cards)), key=lambda i: abs(cards[i].days - MONTH), default=0)
    for i, card in enumerate(cards):
        for trace in _traces(card):
            trace.visible = i == first
            made.add_trace(trace)
    lines = [_forward(forward) for forward in forwards]
    made.update_layout(
        shapes=lines[first : first + 1],
        hovermode="closest",
        updatemenus=[
            {
                "buttons": [
                    {
                        "label": label(name),
                        "method": "update",
                        "args": [
                            {"visible": [j == i for j in range(len(cards)) for _ in range(TRACES)]},
                            {"shapes": lines[i : i + 1]},
                        ],
                    }
                    for i, name in enumerate(names)
                ],
                "active": first,
                "direction": "down",
                "x": 1,
                "xanchor": "right",
                "y": 1.02,
                "yanchor": "top",
                "bgcolor": CLEAR,
                "bordercolor": INK,
                "font": {"size": 12, "color": INK},
                "pad": {"r": 4, "t": 4},
            }
        ],
    )
    made.update_xaxes(zeroline=False, tickformat=",")
    made.update_yaxes(zeroline=False, tickformat=".0%")
    return made


def _traces(card: SmileCard) -> list[Scatter]:
    from plotly.graph_objects import Scatter

    quotes = list(zip(card.strike, card.right, card.bid_vol, card.ask_vol, strict=True))
    drawn = []
    for right, name, ink in SIDES:
        both = [
            (K, bid, ask) for K, r, bid, ask in quotes if r == right and bid > 0 and isfinite(ask)
        ]
        mid = [round((bid + ask) / 2, DIGITS) for _, bid, ask in both]
        drawn.append(
            Scatter(
                name=name,
                x=[K for K, _, _ in both],
                y=mid,
                mode="markers",
                marker={"size": 5, "color": ink},
                error_y={
                    "type": "data",
                    "array": [round((ask - bid) / 2, DIGITS) for _, bid, ask in both],
                    "color": ink,
                    "thickness": 2,
                    "width": 3,
                },
                text=[f"{bid:.1%} to {ask:.1%}" for _, bid, ask in both],
                hovertemplate=f"{right} %{{x:,}}: %{{text}}<extra></extra>",
            )
        )
    alone = [(K, ask) for K, _, bid, ask in quotes if not bid > 0 and isfinite(ask)]
    drawn.append(
        Scatter(
            name="ask, no volatility at the bid",
            x=[K for K, _ in alone],
            y=[round(ask, DIGITS) for _, ask in alone],
            mode="markers",
            marker={"size": 7, "color": GREY, "symbol": "triangle-down-open"},
            showlegend=bool(alone),
            hovertemplate="%{x:,}: below %{y:.1%}<extra></extra>",
        )
    )
    order = sorted(zip(card.strike, card.model_vol, strict=True))
    drawn.append(
        Scatter(
            name="surface",
            x=[K for K, _ in order],
            y=[round(vol, DIGITS) for _, vol in order],
            mode="lines",
            line={"color": GREEN, "width": 2},
            hovertemplate="%{x:,}: surface %{y:.2%}<extra></extra>",
        )
    )
    return drawn


def _forward(forward: float) -> dict[str, object]:
    """A line at the forward; off the axis where it is not known."""
    return {
        "type": "line",
        "x0": forward,
        "x1": forward,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "visible": isfinite(forward),
        "layer": "below",
        "line": {"color": GREY, "width": 1, "dash": "dot"},
    }
