"""Every reference result beside ours, as a page for a browser: what is off first."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from hedgerow.report.blocks import (
    Answer,
    Badge,
    Fact,
    Facts,
    Heading,
    Page,
    Row,
    Section,
    Table,
    without_empty,
)
from hedgerow.report.figures import deviation, to_tolerance

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hedgerow.desk.verification import Compared, Verification

HEADINGS = (
    Heading("result", words=True),
    Heading("ours", "ours"),
    Heading("reference", "reference"),
    Heading("difference", "difference"),
    Heading("tolerance", "tolerance"),
    Heading("agrees", "tolerance"),
    Heading("source", words=True),
)


def verify_html(verification: Verification) -> Page:
    """The page of ``hedgerow verify``."""
    rooms = [
        _room(room, list(rows))
        for room, rows in groupby(verification.results, lambda row: row.room)
    ]
    off = verification.off
    first = (
        Section("off", "What is off", "", [_table("Off their references", off)]) if off else None
    )
    state = verification.status.state
    answer = Answer(
        eyebrow="Published results and identities, beside what this installation gives",
        headline=f"{verification.agree} of {verification.checked} agree",
        sentence="Each reference was printed by somebody else, or is forced by an identity. It agrees where the "
        "difference is within its tolerance: half the last printed digit, or what the source says.",
        badges=[Badge(f"status {state}", "ok" if state == "ok" else "degraded", "status")],
        blocks=[
            Facts(
                [
                    Fact("Compared", str(verification.checked)),
                    Fact("Agree", str(verification.agree)),
                    Fact("Off", str(len(off))),
                ]
            )
        ],
    )
    return Page("Are these numbers right?", answer, without_empty([first, *rooms]))


def _room(room: str, rows: list[Compared]) -> Section:
    return Section(
        f"room-{room}",
        room.capitalize(),
        "",
        [_table(chapter, ones) for chapter, ones in groupby(rows, lambda row: row.chapter)],
    )


def _table(caption: str, rows: Iterable[Compared]) -> Table:
    return Table(
        caption[:1].upper() + caption[1:],
        HEADINGS,
        [
            Row(
                [
                    row.name,
                    to_tolerance(row.ours, row.tolerance),
                    to_tolerance(row.reference, row.tolerance),
                    deviation(row.difference),
                    f"{row.tolerance:.3g}",
                    "yes" if row.ok else "no",
                    f"{row.source}; {row.error}" if row.error else row.source,
                ],
                "" if row.ok else "degraded",
            )
            for row in rows
        ],
    )
