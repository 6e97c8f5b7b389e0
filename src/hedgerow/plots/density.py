"""The price's distribution as options price it, beside a lognormal; and local beside implied volatility."""

from __future__ import annotations

from math import isfinite, log
from typing import TYPE_CHECKING

from hedgerow.plots.theme import (
    AMBER,
    BLUE,
    GREEN,
    GREY,
    VIOLET,
    faint,
    figure,
    line,
)

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from hedgerow.desk.surface_cards import GridCard
    from hedgerow.desk.surface_meaning import DensityCard, LocalVolCard

SHOWN = (30.0, 90.0, 365.0)
"""Days that are drawn, where the card has them; else its first."""
INKS = (BLUE, AMBER, VIOLET)
HOVER = "%{y:.1%}"
DIGITS = 5


def density(card: DensityCard) -> Figure:
    """The density of the price, filled, beside the lognormal of the volatility at the forward."""
    made = figure(x=f"price in {card.days:g} days", y="density, share of its peak", height=380)
    top = max((d for d in (*card.density, *card.lognormal) if isfinite(d)), default=1.0) or 1.0
    options = line("as options price it", card.price, _shares(card.density, top), GREEN, width=2.5)
    options.update(fill="tozeroy", fillcolor=faint(GREEN), hovertemplate="%{y:.2f}")
    made.add_trace(options)
    plain = _shares(card.lognormal, top)
    made.add_trace(
        line(
            "lognormal, the volatility at the forward alone",
            card.price,
            plain,
            AMBER,
            dash="dash",
            hover="%{y:.2f}",
        )
    )
    made.add_vline(x=card.forward, line={"color": GREY, "width": 1, "dash": "dot"})
    made.add_annotation(
        x=card.forward, y=1.0, yref="paper", yanchor="bottom", text="forward", showarrow=False
    )
    made.update_layout(legend={"y": 1.08})
    made.update_xaxes(zeroline=False, tickformat=",", hoverformat=",.2f")
    made.update_yaxes(rangemode="tozero", tickformat=".1f")
    return made


def _shares(values: tuple[float, ...], top: float) -> list[float]:
    return [round(value / top, DIGITS) for value in values]


def local_and_implied(card: LocalVolCard, grid: GridCard | None) -> Figure:
    """Local volatility by level, a line a maturity, and the implied volatility of the nearest one on the grid, dashed."""
    made = figure(x="level or strike over the forward", y="volatility a year", height=400)
    shown = [day for day in card.days if day in SHOWN] or list(card.days[:1])
    lines = [pair for pair in zip(card.days, card.vol, strict=True) if pair[0] in shown]
    for ink, (days, row) in zip(INKS, lines, strict=False):
        made.add_trace(
            line(
                f"local, {days:g} days",
                card.moneyness,
                _known(row),
                ink,
                hover=HOVER,
            )
        )
        near = None if grid is None else _nearest(grid, days)
        if grid is not None and near is not None:
            low, high = card.moneyness[0] - 1e-9, card.moneyness[-1] + 1e-9
            inside = [j for j, k in enumerate(grid.moneyness) if low <= k <= high]
            made.add_trace(
                line(
                    f"implied, {grid.days[near]:.0f} days",
                    [grid.moneyness[j] for j in inside],
                    _known([grid.vol[near][j] for j in inside]),
                    ink,
                    dash="dash",
                    hover=HOVER,
                )
            )
    made.update_xaxes(tickformat=".0%", zeroline=False)
    made.update_yaxes(tickformat=".0%", zeroline=False, rangemode="tozero")
    return made


def _known(values: tuple[float, ...] | list[float]) -> list[float]:
    return [round(value, DIGITS) for value in values]


def _nearest(grid: GridCard, days: float) -> int:
    return min(range(len(grid.days)), key=lambda i: abs(log(grid.days[i] / days)))
