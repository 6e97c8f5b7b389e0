"""Fat tails: quantiles beside a normal's, and the tail index by how many days it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hedgerow.plots.theme import BLUE, GREEN, GREY, ROSE, band, figure, line

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from hedgerow.volatility.realized.hill import TailIndex
    from hedgerow.volatility.realized.normal_quantiles import NormalQuantiles

TICKS = (25, 50, 100, 200, 500, 1000, 2000)


def quantiles(points: NormalQuantiles) -> Figure:
    """A Q–Q plot: where returns lie against where a normal's would, with the diagonal of equality."""
    from plotly.graph_objects import Scatter

    made = figure(
        x="where a normal's would lie, standard deviations",
        y="observed, standard deviations",
        height=400,
    )
    ends = [points.normal[0], points.normal[-1]]
    made.add_trace(line("normal", ends, ends, GREY, dash="dash", hover="%{y:.1f}"))
    made.add_trace(
        Scatter(
            name="daily returns",
            x=points.normal,
            y=points.observed,
            mode="markers",
            marker={"color": GREEN, "size": 6},
            hovertemplate="observed %{y:.2f}, normal %{x:.2f}",
        )
    )
    made.update_layout(hovermode="closest")
    return made


def hill(left: TailIndex, right: TailIndex) -> Figure:
    """A Hill plot: the tail index by the number of largest moves taken, ± one error, the chosen one marked."""
    from plotly.graph_objects import Scatter

    made = figure(x="largest moves taken", y="tail index", height=320)
    for name, tail, ink in (("falls", left, ROSE), ("rises", right, BLUE)):
        if not tail.plot:
            continue
        at = [point.tail_size for point in tail.plot]
        values = [point.tail_index for point in tail.plot]
        low = [point.tail_index - point.standard_error for point in tail.plot]
        high = [point.tail_index + point.standard_error for point in tail.plot]
        made.add_trace(band(f"{name}, ± one error", at, low, high, ink))
        made.add_trace(line(name, at, values, ink, hover="%{y:.2f}"))
        made.add_trace(
            Scatter(
                name=f"{name}, chosen",
                x=[tail.tail_size],
                y=[tail.tail_index],
                mode="markers",
                marker={"color": ink, "symbol": "diamond", "size": 11},
                hovertemplate="%{y:.2f}",
            )
        )
    made.update_xaxes(type="log", tickvals=TICKS, zeroline=False)
    made.update_yaxes(zeroline=False, tickformat=".1f")
    return made
