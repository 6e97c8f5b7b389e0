"""Expected moves, as a page: what became of such bands."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.expect import by_level
from hedgerow.report.blocks import (
    Badge,
    Drawing,
    Heading,
    Row,
    Section,
    Table,
)
from hedgerow.report.expect_words import (
    named,
    record_words,
    span_words,
)
from hedgerow.report.figures import (
    number,
    percent,
    percent_span,
    signed_percent,
)

if TYPE_CHECKING:
    from hedgerow.desk.expected_moves import ExpectedMoves
    from hedgerow.volatility.premium.move_history import MoveHistory


def record_section(result: ExpectedMoves) -> Section | None:
    """The record by the index; None without one."""
    known = [record for record in result.history if record.observations]
    if not known:
        return None
    middle = min(known, key=lambda record: abs(record.sessions - 5))
    return Section(
        "record",
        "What became of such moves",
        record_words(middle, result.index),
        [
            Drawing(
                "figure-moves",
                f"Moves of {span_words(middle.sessions)} over one implied standard deviation, by level",
                record_words(middle, result.index),
                by_level(middle),
                340,
                [Badge("ratio", "", "move_ratio"), Badge("measured", "", "measured")],
            ),
            Table(
                f"How often the price ended inside, by {result.index}",
                [
                    Heading("Sessions", "horizon"),
                    Heading("Band", "move_convention", words=True),
                    Heading("Inside", "measured_coverage"),
                    Heading("95 %", "measured_coverage"),
                    Heading("Normal", "normal_coverage"),
                    Heading("Moves", "horizon"),
                    Heading("Apart", "effective_observations"),
                ],
                [
                    Row(
                        [
                            str(record.sessions),
                            named(c.convention),
                            percent(c.inside.share),
                            percent_span(c.inside.clustered_interval),
                            percent(c.normal),
                            f"{c.inside.observations:,}",
                            f"{record.effective:,.0f}",
                        ]
                    )
                    for record in known
                    for c in record.coverages
                ],
                f"The record is that of {result.index}, not of this chain's straddles: it stands above the volatility at the "
                "money, so its bands are wider than theirs.",
            ),
            _levels(middle),
        ],
    )


def past_section(result: ExpectedMoves) -> Section | None:
    """Earlier chains and what came; None where none were given."""
    if not result.past:
        return None
    return Section(
        "past",
        "What became of the earlier chains' own straddles",
        "",
        [
            Table(
                "",
                [
                    Heading("Quoted", words=True),
                    Heading("Sessions", "horizon"),
                    Heading("Until", words=True),
                    Heading("Straddle", "straddle_price"),
                    Heading("Moved", "move_ratio"),
                    Heading("Over one sigma", "move_ratio"),
                ],
                [
                    Row(
                        [
                            str(card.session),
                            str(card.sessions),
                            str(card.until),
                            percent(card.straddle, 2),
                            signed_percent(card.move, 2),
                            number(card.ratio),
                        ]
                    )
                    for card in result.past
                ],
            )
        ],
    )


def _levels(record: MoveHistory) -> Table:
    return Table(
        f"Moves of {span_words(record.sessions)} by the index when they began",
        [
            Heading("Index", words=True),
            Heading("Moves", "horizon"),
            Heading("Apart", "effective_observations"),
            Heading("Median ratio", "move_ratio"),
            Heading("Mean ratio", "move_ratio"),
            Heading("Inside the straddle", "measured_coverage"),
        ],
        [
            Row(
                [
                    f"{100 * level.low:g} to {100 * level.high:g}"
                    if isfinite(level.high)
                    else f"{100 * level.low:g} and more",
                    f"{level.observations:,}",
                    f"{level.effective:,.0f}",
                    number(level.median_ratio),
                    number(level.mean_ratio),
                    percent(level.inside_straddle),
                ]
            )
            for level in record.by_level
        ],
        folded=True,
    )
