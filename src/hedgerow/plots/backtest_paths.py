"""A hedge replayed through time: values, drawdowns, and what was held."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from math import isfinite
from typing import TYPE_CHECKING, Any

from hedgerow.plots.theme import (
    AMBER,
    BLUE,
    BROWN,
    GREEN,
    GREY,
    ROSE,
    TEAL,
    VIOLET,
    faint,
    figure,
    label,
    line,
)

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from hedgerow.backtest.crisis_record import CrisisRecord
    from hedgerow.desk.replay_cards import PolicyPath, ReplayPath

VALUE_HEIGHT, HELD_HEIGHT = 540, 460
SHOWN = 3
"""Other policies that are drawn at once; more wait in the legend."""
KEPT = 1500
"""Sessions that are all drawn; of more, the last of each stretch and the lowest drawdowns."""
GROWN = 4.0
"""Highest over lowest value from which the scale is logarithmic."""
WORTH = "%{y:,.1f}"
APART = 0.07
"""Share of the window between two names of crises."""
WHOLE = 0.8
"""Share of the window from which a crisis is the window, and is not shaded."""
INKS = (BLUE, AMBER, VIOLET, TEAL, ROSE, BROWN)


def values(
    path: ReplayPath,
    name: str,
    others: Sequence[PolicyPath],
    crises: Sequence[CrisisRecord],
    alone: str = "unhedged",
) -> Figure:
    """Values of the hedged book, the book alone and other policies, 100 on the first day; below on the same days how far under their highs."""
    rows = thinned(path)
    days = [path.date[i].isoformat() for i in rows]

    def worth(series: Sequence[float]) -> list[float]:
        return [round(100 * series[i] / series[0], 2) for i in rows]

    def told(series: Sequence[float]) -> list[float]:
        return [round(series[i], 5) for i in rows]

    made = figure(x="", y="first day = 100", height=VALUE_HEIGHT)
    inks = cycle(INKS)
    shown = 0
    for other in others:
        if other.policy == alone:
            continue
        drawn = line(
            label(other.policy),
            days,
            worth(other.value),
            next(inks),
            width=1.5,
            hover=WORTH,
            shown=shown < SHOWN,
        )
        shown += 1
        made.add_trace(drawn)
    made.add_trace(line("book alone", days, worth(path.unhedged), GREY, dash="dash", hover=WORTH))
    made.add_trace(line(label(name), days, worth(path.hedged), GREEN, width=3, hover=WORTH))
    for text, series, ink, dash in (
        ("book alone", path.unhedged_drawdown, GREY, "dash"),
        (label(name), path.hedged_drawdown, GREEN, "solid"),
    ):
        under = line(text, days, told(series), ink, dash=dash, hover="%{y:.1%} under its high")
        under.update(
            yaxis="y2",
            showlegend=False,
            fill="tozeroy",
            fillcolor=faint(ink, 0.12),
        )
        made.add_trace(under)
    _below(made, top=(0.36, 1.0), bottom=(0.0, 0.29))
    _shade(made, path, crises)
    every = [*worth(path.unhedged), *worth(path.hedged)]
    if min(every) > 0 and max(every) / min(every) > GROWN:
        made.update_layout(yaxis={"type": "log", "dtick": "D2"})
    made.update_layout(
        yaxis2=_titled("under its high") | {"tickformat": ".0%", "rangemode": "tozero"},
        yaxis={"tickformat": ",~r", "zeroline": False},
    )
    return made


def held(path: ReplayPath) -> Figure:
    """What the contracts earned since the first day, and how much of the book they offset."""
    rows = thinned(path)
    days = [path.date[i].isoformat() for i in rows]
    made = figure(x="", y="earned, USD", height=HELD_HEIGHT)
    made.add_trace(
        line(
            "contracts earned",
            days,
            [round(path.hedge[i]) for i in rows],
            GREEN,
            hover="%{y:+,.0f} USD",
        )
    )
    covered = line(
        "of the book offset by delta",
        days,
        [_known(path.coverage[i]) for i in rows],
        BLUE,
        hover="%{y:.0%}",
    )
    covered.update(yaxis="y2", line={"shape": "hv", "color": BLUE, "width": 1.5})
    made.add_trace(covered)
    count = line(
        "contracts", days, [path.contracts[i] for i in rows], AMBER, hover="%{y:,.6g} contracts"
    )
    count.update(yaxis="y3", line={"shape": "hv", "color": AMBER, "width": 1.5})
    made.add_trace(count)
    _below(made, top=(0.56, 1.0), bottom=(0.28, 0.5))
    made.update_layout(
        xaxis={"anchor": "y3"},
        yaxis={"tickformat": "~s"},
        yaxis2=_titled("offset") | {"tickformat": ".0%", "nticks": 4},
        yaxis3=_axis(made)
        | _titled("contracts")
        | {"domain": (0.0, 0.22), "nticks": 4, "rangemode": "tozero"},
    )
    return made


def thinned(path: ReplayPath) -> list[int]:
    """Places of the sessions that are drawn: all of them, or of many the last of each stretch and its lowest.

    The first, the last and the deepest are among them.
    """
    n = len(path.date)
    if n <= KEPT:
        return list(range(n))
    step = -(-n // (KEPT // 3))
    kept = {0}
    for start in range(0, n, step):
        stretch = range(start, min(start + step, n))
        kept |= {
            stretch[-1],
            min(stretch, key=path.unhedged_drawdown.__getitem__),
            min(stretch, key=path.hedged_drawdown.__getitem__),
        }
    return sorted(kept)


def _shade(made: Figure, path: ReplayPath, crises: Sequence[CrisisRecord]) -> None:
    first, last = path.date[0], path.date[-1]
    whole = (last - first).days
    named = None
    for crisis in crises:
        if (crisis.last - crisis.first).days >= WHOLE * whole:
            continue
        made.add_shape(
            type="rect",
            xref="x",
            yref="paper",
            x0=crisis.first.isoformat(),
            x1=crisis.last.isoformat(),
            y0=0,
            y1=1,
            fillcolor=faint(ROSE, 0.13),
            line={"width": 0},
            layer="below",
        )
        middle = crisis.first + (crisis.last - crisis.first) / 2
        if named is not None and (middle - named).days < APART * whole:
            continue  # its name would be written over the last
        named = middle
        made.add_annotation(
            x=middle.isoformat(),
            y=0.325,
            yref="paper",
            text=label(crisis.name),
            showarrow=False,
            font={"size": 11},
            textangle=0,
        )


def _below(made: Figure, *, top: tuple[float, float], bottom: tuple[float, float]) -> None:
    """A second axis under the first, on the same days."""
    made.update_layout(
        xaxis={"anchor": "y2", "type": "date", "hoverformat": "%Y-%m-%d", "zeroline": False},
        yaxis={"domain": top},
        yaxis2=_axis(made) | {"domain": bottom},
    )


def _axis(made: Figure) -> dict[str, Any]:
    """The look of the first vertical axis."""
    kept = ("showgrid", "gridcolor", "gridwidth", "zeroline", "zerolinecolor", "zerolinewidth")
    looks: dict[str, Any] = {key: made.layout.yaxis[key] for key in kept}
    more = {"automargin": True, "fixedrange": True, "ticks": "", "ticklabelstandoff": 6}
    return looks | more | {"anchor": "x"}


def _titled(text: str) -> dict[str, Any]:
    return {"title": {"text": text, "standoff": 8, "font": {"size": 13}}}


def _known(value: float) -> float:
    return round(value, 4) if isfinite(value) else value
