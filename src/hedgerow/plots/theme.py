"""How every figure looks: one set of inks that read on paper and on a dark screen.

Paper, text, axes and grid are transparent or ``INK``; the page's style sheet colours them, so that one
figure serves light, dark and print without a script. Lines and marks keep their ink: each has a
contrast above 3 to white and to the dark page [WCAG 2.2, 1.4.11].
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plotly.graph_objects import Figure, Scatter

INK = "#7a858f"
GREY, GREEN, BLUE, AMBER, ROSE, VIOLET, TEAL, BROWN = (
    "#7f8a94",
    "#2f8f64",
    "#3f7fc4",
    "#b7791f",
    "#c8506a",
    "#8a6fc9",
    "#2493a3",
    "#a0704f",
)
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif"
CLEAR = "rgba(0,0,0,0)"


def figure(*, x: str, y: str, height: int = 380, legend: bool = True) -> Figure:
    """An empty figure with titled axes."""
    from plotly.graph_objects import Figure

    axis = {
        "showgrid": True,
        "gridcolor": INK,
        "gridwidth": 1,
        "zeroline": True,
        "zerolinecolor": INK,
        "zerolinewidth": 1,
        "automargin": True,
        "fixedrange": True,
        "ticks": "",
        "ticklabelstandoff": 6,
    }
    made = Figure()
    made.update_layout(
        template="none",
        height=height,
        margin={"l": 8, "r": 28, "t": 12, "b": 8},
        font={"family": FONT, "size": 13, "color": INK},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        colorway=[GREEN, BLUE, AMBER, ROSE, VIOLET, GREY],
        hovermode="x unified",
        dragmode=False,
        showlegend=legend,
        legend={
            "orientation": "h",
            "yanchor": "bottom",
            "y": 1.02,
            "xanchor": "left",
            "x": 0,
            "bgcolor": CLEAR,
        },
        hoverlabel={"font": {"family": FONT, "size": 13}, "namelength": -1},
        xaxis=axis | {"title": {"text": x, "standoff": 12, "font": {"size": 13}}},
        yaxis=axis | {"title": {"text": y, "standoff": 8, "font": {"size": 13}}},
    )
    return made


def line(
    name: str,
    x: Sequence[object],
    y: Sequence[float],
    ink: str,
    *,
    width: float = 2,
    dash: str = "solid",
    hover: str = "%{y:,.0f}",
    shown: bool = True,
) -> Scatter:
    """A line with its name in the legend; not ``shown``, it waits there for a click."""
    from plotly.graph_objects import Scatter

    return Scatter(
        name=name,
        x=list(x),
        y=list(y),
        mode="lines",
        line={"color": ink, "width": width, "dash": dash},
        hovertemplate=hover,
        visible=True if shown else "legendonly",
    )


def band(
    name: str,
    x: Sequence[object],
    low: Sequence[float],
    high: Sequence[float],
    ink: str,
    *,
    shown: bool = True,
) -> Scatter:
    """The area between two lines."""
    from plotly.graph_objects import Scatter

    return Scatter(
        name=name,
        x=[*x, *reversed(x)],
        y=[*high, *reversed(low)],
        mode="lines",
        line={"width": 0, "color": ink},
        fill="toself",
        fillcolor=faint(ink),
        hoverinfo="skip",
        visible=True if shown else "legendonly",
    )


def faint(ink: str, opacity: float = 0.2) -> str:
    """An ink to fill areas with.

    >>> faint("#2f8f64")
    'rgba(47,143,100,0.2)'
    """
    red, green, blue = (int(ink[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"


def label(text: str) -> str:
    """Words of a user in a figure: markup is shown, not obeyed.

    >>> label("<b>X</b>")
    '&lt;b&gt;X&lt;/b&gt;'
    """
    return escape(text, quote=False)
