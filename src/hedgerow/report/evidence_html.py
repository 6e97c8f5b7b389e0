"""What has evidence, as a page: verdicts counted, sentences, rows with their effects drawn, signals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hedgerow.plots.evidence import forest, height
from hedgerow.regime.outcomes import OUTCOMES as ALL_OUTCOMES
from hedgerow.report.blocks import (
    Answer,
    Badge,
    Block,
    Drawing,
    Fact,
    Facts,
    Heading,
    Page,
    Row,
    Section,
    Table,
    Words,
    without_empty,
)
from hedgerow.report.evidence_words import (
    HELD,
    OUTCOMES,
    VERDICTS,
    answer_lines,
    claim_words,
    halves,
    interval,
    measured,
    method_line,
    plain,
    q_text,
    row_name,
    signal_name,
    signed,
    with_t,
)
from hedgerow.report.figures import names, number, percent
from hedgerow.report.pairing_html import status_badge

if TYPE_CHECKING:
    from hedgerow.desk.rule_evidence import Evidence
    from hedgerow.regime.claims import ClaimEvidence
    from hedgerow.regime.contrast import Effect
    from hedgerow.regime.evidence import RuleEvidence, SignalEvidence
    from hedgerow.regime.table import Outcome

AXES = {"return": "difference of the return, %", "realized": "points", "premium": "points"}


def evidence_html(result: Evidence) -> Page:
    """The page of ``hedgerow evidence``."""
    return Page(
        f"Evidence as of {result.as_of}",
        _answer(result),
        without_empty(
            [
                _claims(result),
                *(_drawn(result, outcome) for outcome in ALL_OUTCOMES),
                _rules(result),
                _signals(result),
                Section("method", "How it was tested", "", [Words(method_line(result))]),
            ]
        ),
    )


def _answer(result: Evidence) -> Answer:
    count = {row.verdict: row.claims + row.rules for row in result.counts}
    return Answer(
        eyebrow=f"What came after · {result.first} to {result.as_of}",
        headline=f"{count['supported']} claims supported, {count['weak']} weak, {count['not supported']} not supported, "
        f"{count['opposite']} contradicted",
        sentence=" ".join(answer_lines(result)),
        badges=[
            status_badge(result.status.state),
            Badge("a record, not a signal", "", "evidence_verdict"),
        ],
        blocks=[
            Facts(
                [
                    Fact(
                        "Sessions", f"{result.sessions:,}", "observations", f"from {result.first}"
                    ),
                    Fact(
                        "Without overlap",
                        " · ".join(f"{h.effective_observations:,}" for h in result.horizons),
                        "effective_observations",
                        f"over {names(h.sessions for h in result.horizons)} sessions",
                    ),
                    Fact("Claims tested together", str(result.tested), "evidence_q"),
                    Fact(
                        "Own thresholds",
                        str(len(result.thresholds_changed)),
                        "evidence_days",
                        names(result.thresholds_changed, "the defaults"),
                    ),
                ]
            ),
            Table(
                "Verdicts",
                [
                    Heading("verdict", "evidence_verdict", words=True),
                    Heading("rows"),
                    Heading("sentences"),
                    Heading("meaning", words=True),
                ],
                [
                    Row([c.verdict, str(c.rules), str(c.claims), VERDICTS[c.verdict]])
                    for c in result.counts
                ],
            ),
        ],
    )


def _claims(result: Evidence) -> Section:
    return Section(
        "claims",
        "What the founding documents say, and what was measured",
        "Each sentence as they have it, by their own thresholds.",
        [
            Table(
                "Sentences of the hedging article and the volatility document",
                [
                    Heading("claim", "evidence_claim", words=True),
                    Heading("verdict", "evidence_verdict", words=True),
                    Heading("measured", "evidence_measured", words=True),
                    Heading("effect", "evidence_effect"),
                    Heading("95 %", "evidence_interval"),
                    Heading("t", "hac_t"),
                    Heading("q", "evidence_q"),
                    Heading("halves", "evidence_halves"),
                    Heading("times", "evidence_spells"),
                    Heading("windows", "evidence_windows"),
                    Heading("item", words=True),
                    Heading("where", words=True),
                ],
                [_claim(record) for record in result.claims],
            )
        ],
    )


def _claim(record: ClaimEvidence) -> Row:
    return Row(
        [
            record.claim,
            record.verdict,
            measured(record),
            *_effect(record.effect),
            number(record.effect.t if record.effect else None, 1),
            q_text(record.q),
            halves(record.effect) if record.effect else "–",
            str(record.spells) if record.measured else "–",
            str(record.effect.windows) if record.effect else "–",
            record.item,
            record.source,
        ],
        "muted" if record.verdict == "no data" else "",
    )


def _effect(effect: Effect | None) -> tuple[str, str]:
    if effect is None:
        return ("–", "–")
    return (signed(effect.effect, effect.unit), interval(effect))


def _drawn(result: Evidence, outcome: Outcome) -> Section | None:
    """Rows whose claim is about one outcome, drawn."""
    rows = [
        (row_name(record.key, record.label), record.claimed, record.verdict)
        for record in result.rules
        if record.claim is not None and record.claim.outcome == outcome and record.verdict in HELD
    ]
    drawn = [(name, effect, verdict) for name, effect, verdict in rows if effect is not None]
    if not drawn:
        return None
    what = OUTCOMES[outcome]
    lead = f"After days on which the row holds less after the others, with intervals of 95 %: {len(drawn)} rows."
    return Section(
        f"effects-{outcome}",
        f"Rows that say something of {what}",
        lead,
        [
            Drawing(
                f"figure-{outcome}",
                f"{what.capitalize()}: effects and their intervals, by verdict",
                f"{lead} All figures stand in the table of rows.",
                forest(drawn, x=f"{what}, {AXES[outcome]}"),
                height(len(drawn)),
                [Badge("measured", "", "measured"), Badge("effect", "", "evidence_effect")],
            )
        ],
    )


def _rules(result: Evidence) -> Section | None:
    if not result.rules:
        return None
    blocks: list[Block] = [
        Table(
            "Every row: its claim and what came",
            [
                Heading("row", "evidence_claim", words=True),
                Heading("label", words=True),
                Heading("claim", "evidence_claim", words=True),
                Heading("verdict", "evidence_verdict", words=True),
                Heading("days known", "evidence_days"),
                Heading("holds", "evidence_frequency"),
                Heading("times", "evidence_spells"),
                Heading("windows", "evidence_windows"),
                Heading("mean", "evidence_mean"),
                Heading("otherwise", "base_rate"),
                Heading("effect", "evidence_effect"),
                Heading("± error", "evidence_error"),
                Heading("95 %", "evidence_interval"),
                Heading("t", "hac_t"),
                Heading("q", "evidence_q"),
                Heading("halves", "evidence_halves"),
                Heading("no history of", "evidence_lacking", words=True),
            ],
            [_rule(record) for record in result.rules],
        ),
        Table(
            "Every row: return, realized volatility and premium over 5, 21 and 63 sessions, with t",
            [
                Heading("row", "evidence_claim", words=True),
                *(
                    Heading(f"{outcome} {h.sessions}", "evidence_outcome")
                    for outcome in ALL_OUTCOMES
                    for h in result.horizons
                ),
            ],
            [
                Row([record.key, *(with_t(e) for e in record.effects[: _nine(result)])])
                for record in result.rules
                if record.days
            ],
            note="In brackets t. Nine looks at each row: single ones beyond 2 are chance.",
            folded=True,
        ),
    ]
    return Section("rules", "Row by row", "Rows of the decision tables, in their order.", blocks)


def _rule(record: RuleEvidence) -> Row:
    effect = record.claimed
    cells = ["–"] * 8
    if effect is not None:
        cells = [
            str(effect.windows),
            plain(effect.mean, effect.unit),
            plain(effect.base, effect.unit),
            signed(effect.effect, effect.unit),
            plain(effect.standard_error, effect.unit),
            interval(effect),
            number(effect.t, 1),
            q_text(record.q),
        ]
    return Row(
        [
            record.key,
            record.label,
            "–" if record.claim is None else claim_words(record.claim),
            record.verdict,
            f"{record.days_known:,}",
            percent(record.frequency),
            str(record.spells),
            *cells,
            "–" if effect is None else halves(effect),
            names(record.missing, "–"),
        ],
        "muted" if record.verdict in {"no data", "no claim"} else "",
    )


def _signals(result: Evidence) -> Section | None:
    known = [record for record in result.signals if record.days_known]
    if not known:
        return None
    heads = [
        Heading(f"{outcome} {h.sessions}", "evidence_outcome")
        for outcome in ALL_OUTCOMES
        for h in result.horizons
    ]
    return Section(
        "signals",
        "Signals along their number",
        "What a rise by one standard deviation goes with, and t in brackets. It is no forecast.",
        [
            Table(
                "Signals",
                [
                    Heading("signal (one deviation)", "evidence_effect", words=True),
                    Heading("days", "observations"),
                    *heads,
                ],
                [
                    Row(
                        [
                            signal_name(record),
                            f"{record.days_known:,}",
                            *(with_t(effect) for effect in record.effects),
                        ]
                    )
                    for record in known
                ],
            ),
            Table(
                "Mean outcome in the lowest and the highest fifth of the signal's days",
                [
                    Heading("signal", "evidence_fifths", words=True),
                    *(Heading(head.text, "evidence_fifths") for head in heads),
                ],
                [_fifths(record) for record in known],
                folded=True,
            ),
        ],
    )


def _fifths(record: SignalEvidence) -> Row:
    return Row(
        [
            record.name,
            *(f"{plain(e.low, e.unit)} / {plain(e.high, e.unit)}" for e in record.effects),
        ]
    )


def _nine(result: Evidence) -> int:
    return len(ALL_OUTCOMES) * len(result.horizons)
