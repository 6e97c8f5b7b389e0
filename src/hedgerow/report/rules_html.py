"""The rule book, as a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hedgerow.report.blocks import Answer, Badge, Heading, Page, Row, Section, Table, Words
from hedgerow.report.evidence_words import claim_words
from hedgerow.report.figures import names

if TYPE_CHECKING:
    from hedgerow.desk.rule_book import RuleBook, RuleTable


def rules_html(found: RuleBook) -> Page:
    """The page of ``hedgerow rules``."""
    rows = sum(len(one.rows) for one in found.tables)
    return Page(
        "The rule book",
        Answer(
            eyebrow="By which rules the market is read",
            headline=f"{len(found.tables)} decision tables, {rows} rows, {len(found.thresholds)} thresholds",
            sentence="Each row is data: conditions on named inputs against named thresholds, evaluated by one engine. An input "
            "that is missing makes a row unknown, never false.",
            badges=[Badge("rules", "", "rule_condition")],
            blocks=[
                Words(
                    "A file of thresholds of your own (--rules) stands in the place of the defaults."
                )
            ],
        ),
        [
            *(_section(one) for one in found.tables),
            _thresholds(found),
            _inputs(found),
            _structures(found),
        ],
    )


def _section(one: RuleTable) -> Section:
    key = one.id.lower()
    if not one.rows:
        return Section(
            key, f"{one.id} {one.title}", one.note, [Words(f"{one.place} · {one.source}", "muted")]
        )
    return Section(
        key,
        f"{one.id} {one.title}",
        one.question or one.note,
        [
            Table(
                one.title,
                [
                    Heading("row", "dashboard_line", words=True),
                    Heading("", words=True),
                    Heading("where", "rule_condition", words=True),
                    Heading("says", words=True),
                    Heading("against it", "structure_risk", words=True),
                    Heading("names", "structure_fits", words=True),
                    Heading("implies", "rule_claim", words=True),
                ],
                [
                    Row(
                        [
                            row.id + (" (added)" if row.added else ""),
                            row.label,
                            row.condition,
                            row.reading,
                            row.risk,
                            names(row.structures, ""),
                            claim_words(row.claim) if row.claim else "",
                        ]
                    )
                    for row in one.rows
                ],
                note=f"{one.note} Source: {one.source}.".strip(),
            )
        ],
    )


def _thresholds(found: RuleBook) -> Section:
    return Section(
        "thresholds",
        "Thresholds",
        "In one place, with where each is from.",
        [
            Table(
                "Thresholds in force",
                [
                    Heading("key", "rule_threshold", words=True),
                    Heading("value"),
                    Heading("default"),
                    Heading("meaning", words=True),
                    Heading("source", words=True),
                ],
                [
                    Row(
                        [row.key, f"{row.value:g}", f"{row.default:g}", row.meaning, row.source],
                        "" if row.value == row.default else "degraded",
                    )
                    for row in found.thresholds
                ],
            )
        ],
    )


def _inputs(found: RuleBook) -> Section:
    return Section(
        "inputs",
        "Inputs",
        "What rules may ask for. A history of your own (--inputs) stands in the place of what is computed.",
        [
            Table(
                "Inputs",
                [
                    Heading("key", words=True),
                    Heading("name", words=True),
                    Heading("unit", words=True),
                    Heading("meaning", words=True),
                ],
                [
                    Row([row.key, row.name, names(row.values, row.unit), row.meaning])
                    for row in found.inputs
                ],
            )
        ],
    )


def _structures(found: RuleBook) -> Section:
    return Section(
        "structures",
        "Structures",
        "What rows may name.",
        [
            Table(
                "Structures",
                [
                    Heading("structure", "structure_fits", words=True),
                    Heading("legs", words=True),
                    Heading("loss", "structure_loss", words=True),
                    Heading("loses on", words=True),
                ],
                [Row([row.name, row.legs, row.loss, row.risk]) for row in found.structures],
            )
        ],
    )
