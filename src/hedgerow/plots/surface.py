"""A surface in space, its level and its skew by maturity."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.theme import AMBER, BLUE, FONT, GREEN, GREY, INK, ROSE, VIOLET, figure, line
from hedgerow.units import DAYS_PER_YEAR

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from hedgerow.desk.surface_cards import ExpirationCard, GridCard, TenorCard
    from hedgerow.desk.surface_meaning import BumpCard

HOVER = "%{y:.1%}"
DIGITS = 5
SHORTEST = 0.5
"""Days that a step is drawn for: between the open and the close of one day it is nearly all trading, and looks tall."""
TICKS = (1, 2, 7, 14, 30, 60, 90, 180, 365, 730, 1825)
"""Days."""


def in_space(card: GridCard) -> Figure:
    """Volatility over days, on a logarithmic axis, and strike over forward; it turns with a drag."""
    from plotly.graph_objects import Surface

    made = figure(x="", y="", height=480, legend=False)
    made.add_trace(
        Surface(
            x=list(card.moneyness),
            y=list(card.days),
            z=[[round(vol, DIGITS) if isfinite(vol) else None for vol in row] for row in card.vol],
            colorscale=[[0, "#35679f"], [0.5, "#8a8f8f"], [1, "#d8a42e"]],
            lighting={"ambient": 0.75, "diffuse": 0.45, "specular": 0.05},
            showscale=False,
            contours={"x": {"show": True, "color": INK, "width": 1, "highlight": False}},
            hovertemplate="strike %{x:.0%} of the forward<br>%{y:.0f} days<br>%{z:.1%} a year<extra></extra>",
        )
    )
    made.update_layout(
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        hovermode="closest",
        scene={
            "dragmode": "turntable",
            "aspectmode": "manual",
            "aspectratio": {"x": 1.3, "y": 1.3, "z": 0.75},
            "camera": {
                "eye": {"x": -1.45, "y": -1.6, "z": 0.7},
                "center": {"x": 0, "y": 0, "z": -0.2},
            },
            "xaxis": _axis("strike over forward") | {"tickformat": ".0%"},
            "yaxis": _axis("days") | {"type": "log"} | _ticks(card.days[0], card.days[-1]),
            "zaxis": _axis("volatility") | {"tickformat": ".0%"},
        },
    )
    return made


def _axis(title: str) -> dict[str, object]:
    """An axis in space, which the style sheet does not reach: its ink reads on paper and on a dark screen."""
    return {
        "showbackground": False,
        "gridcolor": INK,
        "linecolor": INK,
        "zeroline": False,
        "color": INK,
        "tickfont": {"family": FONT, "size": 11, "color": INK},
        "title": {"text": title, "font": {"family": FONT, "size": 12, "color": INK}},
    }


def by_maturity(cards: Sequence[ExpirationCard], events: Sequence[BumpCard]) -> Figure:
    """Volatility at the forward, between neighbours the forward volatility as steps, and days that stand out."""
    from plotly.graph_objects import Scatter

    known = [card for card in cards if isfinite(card.atm)]
    made = figure(x="days to expiration", y="volatility at the forward", height=400)
    at = [DAYS_PER_YEAR * card.expiry for card in known]
    steps = [
        (x, card.forward_vol)
        for i, card in enumerate(known)
        if i and isfinite(card.forward_vol) and at[i] - at[i - 1] >= SHORTEST
        for x in (at[i - 1], at[i])
    ]
    made.add_trace(
        line(
            "from one expiration to the next",
            [round(x, 3) for x, _ in steps],
            [round(vol, DIGITS) for _, vol in steps],
            GREY,
            width=1.2,
            hover=HOVER,
        )
    )
    spot = line(
        "to the expiration",
        [round(x, 3) for x in at],
        [card.atm for card in known],
        GREEN,
        hover=HOVER,
    )
    spot.update(
        mode="lines+markers",
        marker={"color": GREEN, "size": 5},
        text=[str(card.expiration) for card in known],
        hovertemplate="%{y:.1%}, %{text}",
    )
    made.add_trace(spot)
    dates = [card.expiration for card in known]
    marked = [(e, dates.index(e.expiration)) for e in events if e.expiration in dates]
    if marked:
        made.add_trace(
            Scatter(
                name="an event is priced before it",
                x=[round(at[i], 3) for _, i in marked],
                y=[known[i].atm for _, i in marked],
                mode="markers",
                marker={"color": ROSE, "size": 11, "symbol": "diamond-open", "line": {"width": 2}},
                text=[f"±{event.move:.1%} by {event.expiration}" for event, _ in marked],
                hovertemplate="%{text}",
            )
        )
    made.update_xaxes(**_ticks(at[0], at[-1]), type="log", zeroline=False)
    made.update_yaxes(tickformat=".0%", zeroline=False)
    return made


def skew_by_tenor(cards: Sequence[TenorCard]) -> Figure:
    """Risk reversals, put less call, and butterflies, at 25 and 10 delta."""
    made = figure(x="days", y="points of volatility", height=380)
    known = [card for card in cards if isfinite(card.atm)]
    at = [card.days for card in known]
    for name, values, ink, dash in (
        ("risk reversal, 25 delta", [card.rr25 for card in known], BLUE, "solid"),
        ("risk reversal, 10 delta", [card.rr10 for card in known], VIOLET, "solid"),
        ("butterfly, 25 delta", [card.bf25 for card in known], AMBER, "dash"),
        ("butterfly, 10 delta", [card.bf10 for card in known], ROSE, "dash"),
    ):
        points = [round(100 * value, 3) for value in values]
        made.add_trace(line(name, at, points, ink, dash=dash, hover="%{y:+.1f}"))
        made.data[-1].update(mode="lines+markers", marker={"color": ink, "size": 6})
    made.update_xaxes(
        type="log", tickvals=at, ticktext=[f"{days:g}" for days in at], zeroline=False
    )
    made.update_yaxes(tickformat="+.0f")
    return made


def _ticks(first: float, last: float) -> dict[str, object]:
    """Round days inside a range."""
    shown: list[object] = [day for day in TICKS if first * 0.99 <= day <= last * 1.01]
    return {
        "tickvals": shown or [round(first, 2)],
        "ticktext": [str(day) for day in shown] or [f"{first:g}"],
    }
