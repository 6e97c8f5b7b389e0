"""What then happened to the book, hedged and not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hedgerow.plots.theme import BLUE, GREEN, GREY, figure, line

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from hedgerow.desk.demonstration import Mark


def aftermath(marks: Sequence[Mark]) -> Figure:
    """P&L since the hedge was bought."""
    made = figure(x="", y="profit and loss, USD", height=360)
    days = [mark.date.isoformat() for mark in marks]
    made.add_trace(line("book alone", days, [m.book for m in marks], GREY, dash="dash"))
    made.add_trace(line("puts", days, [m.puts for m in marks], BLUE))
    made.add_trace(line("hedged book", days, [m.hedged for m in marks], GREEN, width=3))
    made.update_xaxes(type="date", hoverformat="%Y-%m-%d", zeroline=False)
    made.update_yaxes(tickformat="~s")
    return made
