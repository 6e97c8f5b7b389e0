"""A volatility index: where in the strikes its variance lies, and its term structure beside what is published."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.theme import AMBER, BLUE, GREEN, GREY, figure, line

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from hedgerow.desk.vix_cards import (
        ForwardIndexCard,
        PublishedCard,
        StripCard,
        TenorIndexCard,
        TermCard,
    )

SMALL = 0.001
"""Share of the variance per 1 % of the forward below which the picture ends."""
INKS = (GREEN, BLUE)


def by_strike(strips: Sequence[StripCard], terms: Sequence[TermCard]) -> Figure:
    """Share of each term's variance that the options within 1 % of the forward make, by strike over forward."""
    made = figure(x="strike over forward", y="share of the variance, per 1 % of the forward")
    for strip, term, ink in zip(strips, terms, INKS, strict=False):
        total = sum(strip.variance)
        share = [
            each / total / (width / term.forward * 100)
            for each, width in zip(strip.variance, strip.width, strict=True)
        ]
        shown = [i for i, each in enumerate(share) if each >= SMALL]
        if not shown:
            continue
        within = range(shown[0], shown[-1] + 1)
        x = [strip.strike[i] / term.forward for i in within]
        name = f"{strip.expiration} {strip.root}"
        made.add_trace(line(name, x, [share[i] for i in within], ink, hover="%{y:.2%}"))
    made.add_vline(x=1, line={"color": GREY, "width": 1, "dash": "dot"})
    made.update_xaxes(tickformat=".0%", hoverformat=".1%", zeroline=False)
    made.update_yaxes(tickformat=".1%", rangemode="tozero", zeroline=False)
    return made


def tenors(
    ours: Sequence[TenorIndexCard],
    published: Sequence[PublishedCard],
    forwards: Sequence[ForwardIndexCard],
) -> Figure:
    """The index by days ahead: ours, the published closes, and what is priced between one horizon and the next."""
    from plotly.graph_objects import Scatter

    made = figure(x="days ahead", y="points")
    steps = [card for card in forwards if isfinite(card.vol)]
    x: list[float | None] = [d for c in steps for d in (c.from_days, c.to_days, None)]
    y: list[float | None] = [v for c in steps for v in (100 * c.vol, 100 * c.vol, None)]
    if steps:
        made.add_trace(
            Scatter(
                name="from one to the next", x=x, y=y, mode="lines",
                line={"color": AMBER, "width": 2, "dash": "dot"}, hovertemplate="%{y:.2f}",
            )
        )  # fmt: skip
    known = [card for card in ours if isfinite(card.value)]
    drawn = line(
        "from these quotes",
        [c.days for c in known],
        [c.value for c in known],
        GREEN,
        hover="%{y:.2f}",
    )
    made.add_trace(drawn.update(mode="lines+markers", marker={"size": 8}))
    days = {card.index: card.days for card in ours if card.index}
    same = [card for card in published if card.symbol in days]
    if same:
        made.add_trace(
            Scatter(
                name="published close", x=[days[c.symbol] for c in same], y=[c.close for c in same], mode="markers",
                marker={"color": BLUE, "size": 13, "symbol": "circle-open", "line": {"width": 2}},
                text=[c.symbol for c in same], hovertemplate="%{text} %{y:.2f}",
            )
        )  # fmt: skip
    made.update_xaxes(zeroline=False, rangemode="tozero")
    made.update_yaxes(zeroline=False, rangemode="tozero")
    return made
