"""VIX futures: the curve, its basis through time, what rolling took, and funds beside their simulation."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import isfinite, log1p
from typing import TYPE_CHECKING

from hedgerow.plots.theme import AMBER, BLUE, GREEN, GREY, ROSE, figure, line

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from hedgerow.desk.futures_cards import FuturesDay
    from hedgerow.desk.futures_funds import FundCard
    from hedgerow.desk.vix_futures import VixFuturesReading

POINTS = "%{y:.2f}"


def curve_figure(found: VixFuturesReading) -> Figure:
    """Contracts over their days, with VIX at zero, the session before, and the implied forward volatility."""
    from plotly.graph_objects import Scatter

    made = figure(x="calendar days to settlement", y="VIX points", height=360)
    rows = [row for row in found.curve.contracts if isfinite(row.settle)]
    days, settles = [row.days for row in rows], [row.settle for row in rows]
    forward = [row for row in rows if isfinite(row.forward_vol)]
    if forward:
        made.add_trace(
            line(
                "forward volatility, by the VIX family",
                [row.days for row in forward],
                [100 * row.forward_vol for row in forward],
                GREY,
                dash="dot",
                hover=POINTS,
            )
        )
    earlier = [row for row in rows if isfinite(row.change_points)]
    if earlier:
        made.add_trace(
            line(
                "the session before",
                [row.days for row in earlier],
                [row.settle - row.change_points for row in earlier],
                AMBER,
                width=1.4,
                dash="dash",
                hover=POINTS,
            )
        )
    made.add_trace(
        Scatter(
            name="futures",
            x=days,
            y=settles,
            mode="lines+markers",
            line={"color": BLUE, "width": 3},
            marker={"size": 8},
            customdata=[f"M{row.month}, {row.expiration}" for row in rows],
            hovertemplate="%{y:.2f} (%{customdata})",
        )
    )
    if isfinite(found.basis.vix):
        made.add_trace(
            Scatter(
                name="VIX",
                x=[0],
                y=[found.basis.vix],
                mode="markers",
                marker={"color": ROSE, "size": 11, "symbol": "diamond"},
                hovertemplate=POINTS,
            )
        )
    made.update_xaxes(zeroline=False)
    made.update_yaxes(zeroline=False)
    return made


def basis_figure(recent: Sequence[FuturesDay]) -> Figure:
    """The basis at 30 days and of the front contract over the last year."""
    made = figure(x="", y="points above VIX", height=340)
    days = [row.date.isoformat() for row in recent]
    front = [row.front_basis_points for row in recent]
    made.add_trace(line("M1 − VIX", days, front, GREY, width=1.4, hover=POINTS))
    made.add_trace(
        line("30 days − VIX", days, [row.basis_points for row in recent], GREEN, hover=POINTS)
    )
    made.update_xaxes(type="date", hoverformat="%Y-%m-%d", zeroline=False)
    return made


def roll_figure(recent: Sequence[FuturesDay]) -> Figure:
    """What the index made over the last year, in log points of return: roll, the curve's moves, and both."""
    made = figure(x="", y="log return, summed", height=340)
    rows = [row for row in recent if isfinite(row.excess) and isfinite(row.roll)]
    days = [row.date.isoformat() for row in rows]
    total = list(accumulate(log1p(row.excess) for row in rows))
    roll = list(accumulate(log1p(row.roll) for row in rows))
    curve = [both - own for both, own in zip(total, roll, strict=True)]
    for name, values, ink in (
        ("roll", roll, ROSE),
        ("moves of the curve", curve, GREY),
        ("both: the index", total, BLUE),
    ):
        made.add_trace(line(name, days, values, ink, hover="%{y:+.1%}"))
    made.update_xaxes(type="date", hoverformat="%Y-%m-%d", zeroline=False)
    made.update_yaxes(tickformat="+.0%")
    return made


def fund_figure(card: FundCard) -> Figure:
    """A fund beside its simulation, on a logarithmic axis."""
    made = figure(x="", y="value, 1 at first", height=320)
    days = [point.date.isoformat() for point in card.path]
    if card.compared:
        real = [point.real for point in card.path]
        made.add_trace(line(card.symbol, days, real, GREY, width=4, hover="%{y:.4g}"))
    simulated = [point.simulated for point in card.path]
    made.add_trace(line("simulated from the futures", days, simulated, BLUE, hover="%{y:.4g}"))
    made.update_xaxes(type="date", hoverformat="%Y-%m-%d", zeroline=False)
    made.update_yaxes(type="log", zeroline=False, exponentformat="power")
    return made
