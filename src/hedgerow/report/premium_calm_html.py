"""Calm or stress beside the premium: the curve of the indices, announcements ahead, the family."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.report.blocks import Block, Fact, Facts, Heading, Row, Section, Table
from hedgerow.report.figures import number, percent, points, signed_points, words
from hedgerow.report.premium_words import STATES, curve_line, events_line, lead_line, moved

if TYPE_CHECKING:
    from hedgerow.desk.vol_premium import VolPremium


def calm_section(result: VolPremium) -> Section:
    """Three months against one, and where every index stands."""
    card = result.curve
    inverted = {True: "yes", False: "no", None: "unknown"}[card.inverted]
    blocks: list[Block] = [
        Facts(
            [
                Fact("VIX", points(card.near, 2), "vol_index", "30 days"),
                Fact("VIX3M", points(card.far, 2), "vol_index", "93 days"),
                Fact("Gap", signed_points(card.gap, 2), "vix_gap"),
                Fact(
                    "VIX over VIX3M",
                    number(card.ratio, 4),
                    "vix_ratio",
                    f"inverted: {inverted}; {card.state}: {STATES[card.state]}",
                ),
            ]
        )
    ]
    if card.forwards:
        blocks.append(
            Table(
                "Volatility priced between two tenors",
                [
                    Heading("from, days", "priced_between"),
                    Heading("to, days", "priced_between"),
                    Heading("volatility", "priced_between"),
                ],
                [
                    Row([f"{step.start_days:g}", f"{step.end_days:g}", percent(step.vol, 2)])
                    for step in card.forwards
                ],
            )
        )
    if result.events:
        blocks.append(
            Table(
                "Announcements within the 30 days",
                [
                    Heading("date", "announcement", words=True),
                    Heading("what", "announcement", words=True),
                    Heading("kind", "announcement", words=True),
                    Heading("in days", "announcement"),
                ],
                [Row([str(e.date), e.name, e.kind, str(e.days_to)]) for e in result.events],
            )
        )
    return Section(
        "calm",
        "Calm or stress",
        f"{curve_line(card)} {events_line(result.events)}",
        [*blocks, _family(result)],
    )


def _family(result: VolPremium) -> Table:
    return Table(
        "The family of volatility indices",
        [
            Heading("index", "index_family", words=True),
            Heading("of", "index_family", words=True),
            Heading("level", "index_family"),
            Heading("percentile, year", "index_percentile_windows"),
            Heading("five years", "index_percentile_windows"),
            Heading("all", "index_percentile_windows"),
            Heading("since", "index_percentile_windows", words=True),
            Heading("5 sessions", "index_direction", words=True),
            Heading("z", "index_direction"),
            Heading("last", "known_since", words=True),
        ],
        [
            Row(
                [
                    row.symbol,
                    row.measures,
                    number(row.level),
                    number(row.percentile, 0),
                    number(row.percentile_five_years, 0),
                    number(row.percentile_whole, 0),
                    words(row.first),
                    moved(row),
                    number(row.z, 1),
                    words(row.last),
                ],
                "" if isfinite(row.level) else "muted",
            )
            for row in result.family
        ],
        note=f"A dash: the data do not hold it on this session. {lead_line(result.vvix_lead)}",
    )
