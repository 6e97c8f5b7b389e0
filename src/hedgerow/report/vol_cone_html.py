"""The volatility cone: today among its history."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.cone import cone
from hedgerow.report.blocks import Badge, Drawing, Heading, Row, Section, Table
from hedgerow.report.figures import number, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hedgerow.desk.vol import Volatility
    from hedgerow.volatility.realized.cone import ConeRow


def cone_section(vol: Volatility) -> Section:
    """Today's volatility over short and long windows among its history."""
    known = [row for row in vol.cone if isfinite(row.median)]
    if not known:
        return Section("cone", "The cone", "No window of returns is known: there is no cone.", [])
    now = [row for row in known if isfinite(row.current)]
    lead = (
        _shape(now)
        if now
        else "Today's volatility is unknown: a return of the last sessions is missing."
    )
    drawn = [row for row in known if row.highest > 0]
    return Section(
        "cone",
        "The cone: today among its history",
        lead,
        [
            *([_drawn(drawn, lead)] if drawn else []),
            _cone_table(vol),
        ],
    )


def _drawn(rows: Sequence[ConeRow], lead: str) -> Drawing:
    return Drawing(
        "figure-cone",
        f"Close-to-close volatility over {rows[0].window} to {rows[-1].window} sessions: quantiles of the "
        "history, and now",
        f"{lead} All figures can be unfolded below.",
        cone(rows),
        400,
        [Badge("measured", "", "measured"), Badge("cone", "", "cone")],
    )


def _shape(now: Sequence[ConeRow]) -> str:
    """Where today lies at either end of the cone."""
    ends = [now[0], now[-1]] if len(now) > 1 else now
    said = " and ".join(
        f"{percent(row.current)} over {row.window} sessions (percentile {number(row.percentile, 0)})"
        for row in ends
    )
    return f"Now it is {said}."


def _cone_table(vol: Volatility) -> Table:
    return Table(
        "The cone in figures",
        [
            Heading("window, sessions", "sessions"),
            Heading("now", "realized_vol"),
            Heading("percentile", "percentile"),
            *(
                Heading(text, "cone")
                for text in (
                    "lowest",
                    "5 %",
                    "10 %",
                    "25 %",
                    "median",
                    "75 %",
                    "90 %",
                    "95 %",
                    "highest",
                )
            ),
            Heading("observations", "observations"),
            Heading("separate", "separate_windows"),
            Heading("overlap", "overlap_factor"),
        ],
        [
            Row(
                [
                    str(row.window),
                    percent(row.current),
                    number(row.percentile, 0),
                    percent(row.lowest),
                    percent(row.percentile_5),
                    percent(row.percentile_10),
                    percent(row.percentile_25),
                    percent(row.median),
                    percent(row.percentile_75),
                    percent(row.percentile_90),
                    percent(row.percentile_95),
                    percent(row.highest),
                    f"{row.observations:,}",
                    number(row.effective_observations, 0),
                    number(row.overlap_factor),
                ]
            )
            for row in vol.cone
        ],
        folded=True,
    )
