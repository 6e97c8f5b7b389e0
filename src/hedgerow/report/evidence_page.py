"""What has evidence, in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from hedgerow.regime.rule_book import TABLE
from hedgerow.report.evidence_words import (
    HELD,
    VERDICTS,
    answer_lines,
    by_table,
    claim_words,
    halves,
    measured,
    method_line,
    month,
    plain,
    q_text,
    signal_name,
    signed,
    untested_line,
    with_t,
)
from hedgerow.report.figures import number, percent
from hedgerow.report.tables import Column, Row, doubt, legend, table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hedgerow.desk.rule_evidence import Evidence
    from hedgerow.regime.evidence import RuleEvidence

STYLES = {"supported": "green", "opposite": "red", "weak": "yellow"}
SHOWN = 2
"""Figures of a sentence in a terminal."""


def evidence_page(result: Evidence, width: int) -> list[RenderableType]:
    """Verdicts counted, the documents' sentences, each table's rows, the signals."""
    first, *rest = answer_lines(result)
    return [
        Text(f"Evidence from {result.first} to {result.as_of}", style="bold"),
        *doubt(result.status),
        Text(first, style="bold green"),
        *(Text(line) for line in rest),
        _counts(result, width),
        _claims(result, width),
        *_tables(result, width),
        *_signals(result, width),
        legend(method_line(result)),
    ]


def _counts(result: Evidence, width: int) -> RenderableType:
    return table(
        "Verdicts",
        [
            Column("verdict", text=True),
            Column("rows"),
            Column("sentences"),
            Column("meaning", text=True),
        ],
        [
            Row([c.verdict, str(c.rules), str(c.claims), VERDICTS[c.verdict]], _style(c.verdict))
            for c in result.counts
        ],
        width,
    )


def _claims(result: Evidence, width: int) -> RenderableType:
    return table(
        "What the founding documents say, and what was measured",
        [
            Column("verdict", text=True),
            Column("claim", text=True),
            Column("measured", text=True),
            Column("t"),
            Column("q", spare=True),
        ],
        [
            Row(
                [
                    record.verdict,
                    record.claim,
                    measured(record, SHOWN),
                    number(record.effect.t if record.effect else None, 1),
                    q_text(record.q),
                ],
                _style(record.verdict),
            )
            for record in result.claims
        ],
        width,
    )


def _tables(result: Evidence, width: int) -> list[RenderableType]:
    made: list[RenderableType] = []
    for name, rows in by_table(result).items():
        tested = [row for row in rows if row.verdict in HELD]
        left = untested_line(rows)
        if tested:
            made.append(_rules(f"{name} {TABLE[name].title}", tested, width))
            made += [legend(left)] if left else []
        else:
            made.append(Text(f"{name} {TABLE[name].title}. {left}"))
    return made


def _rules(title: str, rows: list[RuleEvidence], width: int) -> RenderableType:
    return table(
        title,
        [
            Column("row", text=True),
            Column("claim", text=True),
            Column("holds"),
            Column("times", spare=True),
            Column("effect"),
            Column("±", spare=True),
            Column("t"),
            Column("halves", spare=True),
            Column("verdict", text=True),
        ],
        [_rule(row) for row in rows],
        width,
    )


def _rule(record: RuleEvidence) -> Row:
    effect, claim = record.claimed, record.claim
    known = effect is not None and claim is not None
    return Row(
        [
            record.row,
            claim_words(claim) if known and claim else "",
            percent(record.frequency),
            str(record.spells),
            signed(effect.effect, effect.unit) if effect else "",
            plain(effect.standard_error, effect.unit) if effect else "",
            number(effect.t if effect else None, 1),
            halves(effect) if effect else "",
            record.verdict,
        ],
        _style(record.verdict),
    )


def _signals(result: Evidence, width: int) -> list[RenderableType]:
    known = [record for record in result.signals if record.days_known]
    if not known:
        return []
    return [
        table(
            "Signals: what a rise by one standard deviation goes with over 21 sessions, and its t",
            [
                Column("signal", text=True),
                Column("days", spare=True),
                Column("return"),
                Column("realized"),
                Column("VIX less it"),
            ],
            [
                Row(
                    [
                        signal_name(record),
                        f"{record.days_known:,}",
                        *(with_t(effect) for effect in month(record.effects)),
                    ]
                )
                for record in known
            ],
            width,
        )
    ]


def _style(verdict: str) -> str:
    return STYLES.get(verdict, "")
