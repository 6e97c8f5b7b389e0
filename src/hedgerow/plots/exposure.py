"""Gamma by strike, gamma by price, and when it is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hedgerow.plots.theme import AMBER, BLUE, GREEN, GREY, ROSE, figure, line

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from hedgerow.desk.dealer_exposure import DealerExposure
from hedgerow.desk.exposure_cards import ProfileCard

BILLION = 1e9
MILLION = 1e6
DIGITS = 5


def by_strike(result: DealerExposure, width: float = 0.12) -> Figure:
    """Bars of calls and puts by strike, within ``width`` of the spot."""
    from plotly.graph_objects import Bar

    cards = [c for c in result.strikes if abs(c.strike / result.spot - 1) <= width]
    unit, name = _unit([c.gamma for c in cards])
    made = figure(x="strike", y=f"gamma, {name} USD per 1 %", height=420)
    for label, ink, values in (
        ("calls", GREEN, [c.call_gamma for c in cards]),
        ("puts", ROSE, [c.put_gamma for c in cards]),
    ):
        made.add_trace(
            Bar(
                name=label,
                x=[c.strike for c in cards],
                y=[round(v / unit, DIGITS) for v in values],
                marker={"color": ink, "line": {"width": 0}},
                hovertemplate="%{y:,.3f}",
            )
        )
    made.add_trace(
        line(
            "net",
            [c.strike for c in cards],
            [round(c.gamma / unit, DIGITS) for c in cards],
            BLUE,
            width=1.5,
            hover="%{y:,.3f}",
        )
    )
    made.update_layout(barmode="relative", bargap=0.1)
    made.update_xaxes(zeroline=False, tickformat=",", hoverformat=",.2f")
    _mark(made, result.spot, "spot")
    return made


def profile(card: ProfileCard, spot: float) -> Figure:
    """Gamma of the whole chain at other prices, volatilities with the strike and with the price."""
    unit, name = _unit([*card.gamma, *card.gamma_with_price])
    made = figure(x="price of the underlying", y=f"gamma, {name} USD per 1 %", height=400)
    for label, values, ink, dash in (
        ("volatilities stay with their strikes", card.gamma, GREEN, "solid"),
        ("volatilities move with the price", card.gamma_with_price, AMBER, "dash"),
    ):
        made.add_trace(
            line(
                label,
                [round(p, 2) for p in card.price],
                [round(g / unit, DIGITS) for g in values],
                ink,
                dash=dash,
                hover="%{y:,.2f}",
            )
        )
    made.update_xaxes(zeroline=False, tickformat=",", hoverformat=",.2f")
    _mark(made, spot, "spot")
    return made


def by_expiration(result: DealerExposure) -> Figure:
    """Share of gross gamma that is left after each settlement."""
    days, left, remaining = [0.0], [1.0], 1.0
    for card in result.expirations:
        remaining -= card.share
        days.append(round(card.days, 3))
        left.append(round(max(remaining, 0.0), DIGITS))
    made = figure(x="calendar days from the quotes", y="gross gamma left", height=340, legend=False)
    trace = line("left", days, left, BLUE, hover="%{y:.1%}")
    trace.update(line={"shape": "hv"})
    made.add_trace(trace)
    made.update_yaxes(tickformat=".0%", rangemode="tozero")
    made.update_xaxes(type="linear", range=[0, min(max(days), 100)], zeroline=False)
    return made


def _unit(values: list[float]) -> tuple[float, str]:
    """Billions where there is one, else millions."""
    return (
        (BILLION, "billion")
        if max(map(abs, values), default=0) >= BILLION
        else (MILLION, "million")
    )


def _mark(made: Figure, at: float, text: str) -> None:
    made.add_vline(x=at, line={"color": GREY, "width": 1, "dash": "dot"})
    made.add_annotation(x=at, y=1.0, yref="paper", yanchor="bottom", text=text, showarrow=False)
    made.update_layout(legend={"y": 1.08})
