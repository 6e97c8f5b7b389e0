"""The market read, as a page: the answer, the regime twice, signals by chapter, what fits, how much hedge."""

from __future__ import annotations

from itertools import groupby
from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.read import (
    RATIO_HEIGHT,
    VOTES_HEIGHT,
    YEAR_HEIGHT,
    ratio_figure,
    regime_figure,
    votes_figure,
)
from hedgerow.report.blocks import (
    Answer,
    Badge,
    Block,
    Drawing,
    Fact,
    Facts,
    Heading,
    Page,
    Points,
    Row,
    Section,
    Table,
    Tone,
    Words,
    bars,
    without_empty,
)
from hedgerow.report.evidence_words import claim_words, plain, row_name
from hedgerow.report.figures import names, number, percent, sentence
from hedgerow.report.pairing_html import status_badge
from hedgerow.report.read_tables_html import tables_section
from hedgerow.report.read_words import (
    against,
    contradiction_lines,
    curve_line,
    dashboard_line,
    events_line,
    lead,
    matrix_row,
    might_line,
    points,
    record_line,
    regime_line,
    review_line,
    size_line,
    tails_line,
    unknown_line,
    votes_line,
    with_unit,
)

if TYPE_CHECKING:
    from hedgerow.desk.market_reading import MarketRead
    from hedgerow.regime.signals import SignalReading

MEASURED = Badge("published levels", "quoted", "")
TONES: dict[str, Tone] = {"true": "chosen", "unknown": "muted", "false": ""}
ON = {"true": "yes", "false": "no", "unknown": "unknown"}


def read_html(found: MarketRead) -> Page:
    """The page of ``hedgerow read``."""
    return Page(
        f"The volatility market as of {found.as_of}",
        _answer(found),
        without_empty(
            [
                _regime_section(found),
                _signals_section(found),
                _dashboard_section(found),
                _structures_section(found),
                _records_section(found),
                _size_section(found),
                _tails_section(found),
                _calendar_section(found),
                tables_section(found),
            ]
        ),
    )


def _answer(found: MarketRead) -> Answer:
    card, size = found.regime, found.hedge_size
    row = matrix_row(found)
    blocks: list[Block] = [
        Facts(
            [
                _fact(_signal(found, "vix")),
                Fact(
                    "Decision matrix",
                    "unknown" if row is None else row.label,
                    "decision_row",
                    "" if row is None else row.id,
                ),
                Fact(
                    "Regime, rule and model",
                    f"{card.rule} / {card.model}",
                    "rule_regime",
                    "unknown"
                    if card.agreement is None
                    else "they agree"
                    if card.agreement
                    else "they disagree",
                ),
                Fact(
                    "Votes",
                    number(found.dashboard.score),
                    "vote_score",
                    f"{found.dashboard.known} of {len(found.dashboard.votes)} known",
                ),
                Fact(
                    "Hedge size",
                    percent(size.ratio, 0),
                    "hedge_ratio_signal",
                    f"by today alone {percent(size.ratio_today, 0)}, with the unknown {percent(size.low, 0)} to {percent(size.high, 0)}",
                ),
            ]
        )
    ]
    if against(found):
        blocks.append(Words(against(found), "degraded"))
    if might_line(found):
        blocks.append(Words(might_line(found), "degraded"))
    return Answer(
        eyebrow=f"What the volatility market of the S&P 500 says · close of {found.as_of}",
        headline=found.headline,
        sentence=lead(found),
        badges=[
            status_badge(found.status.state),
            Badge(f"by rule: {card.rule}", "", "rule_regime"),
            Badge(f"by model: {card.model}", "", "model_regime"),
        ],
        blocks=blocks,
    )


def _signal(found: MarketRead, key: str) -> SignalReading:
    return next(signal for signal in found.signals if signal.id == key)


def _fact(signal: SignalReading) -> Fact:
    """A signal with its state, its place in its year and its change; the definition is that of its input."""
    notes = [signal.state if signal.state != signal.value else ""]
    if isfinite(signal.percentile):
        notes.append(f"percentile {number(signal.percentile, 0)}")
    if isfinite(signal.change):
        notes.append(f"{signal.change:+.1f} sd")
    name = signal.name[:1].upper() + signal.name[1:]
    return Fact(name, with_unit(signal), f"input_{signal.id}", ", ".join(n for n in notes if n))


def _regime_section(found: MarketRead) -> Section:
    card = found.regime
    model = card.model_card
    blocks: list[Block] = [
        Drawing(
            "figure-regime",
            "VIX, what the index did, the edges of the levels, and the model's probability of stress",
            f"{regime_line(found)} {curve_line(found)}",
            regime_figure(found.recent, found.level_edges),
            YEAR_HEIGHT,
            [Badge("measured", "", "rule_regime"), Badge("fitted", "modelled", "model_regime")],
        ),
        Facts(
            [
                Fact(
                    "By rule", card.rule, "rule_regime", f"since {card.since}" if card.since else ""
                ),
                Fact("Confirmed", f"{card.confirmed} of {card.confirmers}", "rule_confirmers"),
                Fact("By model", card.model, "model_regime", model.reason),
                Fact("Calm", percent(model.calm, 0), "model_probability"),
                Fact("Normal", percent(model.normal, 0), "model_probability"),
                Fact("Stress", percent(model.stress, 0), "model_probability"),
                Fact(
                    "Agreement",
                    percent(card.agreement_year, 0),
                    "regime_agreement",
                    f"of {card.agreement_sessions} sessions",
                ),
            ]
        ),
        Table(
            "What one would expect with the regime",
            [
                Heading("reading", words=True),
                Heading("agrees", "rule_confirmers", words=True),
                Heading("where", "rule_condition", words=True),
            ],
            [
                Row(
                    [
                        one.name,
                        "unknown" if one.agrees is None else "yes" if one.agrees else "no",
                        one.expected,
                    ],
                    "muted" if one.agrees is None else "chosen" if one.agrees else "",
                )
                for one in card.confirmations
            ],
        ),
    ]
    forwards = [step for step in found.curve.forwards if isfinite(step.vol)]
    if forwards:
        blocks.append(Words("Volatility that is priced between the tenors"))
        blocks.append(
            Facts(
                [
                    Fact(
                        f"{step.start_days:g} to {step.end_days:g} days",
                        percent(step.vol),
                        "curve_forward",
                    )
                    for step in forwards
                ]
            )
        )
    return Section("regime", "The regime, by rule and by model", regime_line(found), blocks)


def _signals_section(found: MarketRead) -> Section:
    """Chapter by chapter, every figure with its definition; the unknown named at the end."""
    blocks: list[Block] = []
    for chapter, signals in groupby(found.signals, key=lambda signal: signal.chapter):
        known = [signal for signal in signals if signal.value is not None]
        if known:
            title = chapter[:1].upper() + chapter[1:]
            blocks += [Words(title), Facts([_fact(signal) for signal in known])]
    blocks.append(Words(unknown_line(found), "muted"))
    return Section("signals", "The signals", curve_line(found), blocks)


def _dashboard_section(found: MarketRead) -> Section:
    card = found.dashboard
    return Section(
        "dashboard",
        "Dashboard and votes",
        dashboard_line(found),
        [
            Drawing(
                "figure-votes",
                "Which way each signal points",
                votes_line(found),
                votes_figure(card.votes),
                VOTES_HEIGHT,
                [Badge("by rule", "", "vote")],
            ),
            Words(votes_line(found)),
            Table(
                "The ten lines",
                [
                    Heading("line", "dashboard_line", words=True),
                    Heading("on", "line_state", words=True),
                    Heading("says", words=True),
                ],
                [
                    Row([f"{row.id}. {row.label}", ON[row.state], row.reading], TONES[row.state])
                    for row in card.rows
                ],
                note="Conditions and margins stand in DT-18 below.",
            ),
            Table(
                "The votes",
                [
                    Heading("signal", words=True),
                    Heading("vote", "vote", words=True),
                    Heading("where", "rule_condition", words=True),
                ],
                [
                    Row(
                        [v.name, v.vote or "unknown", v.words],
                        "muted" if v.vote is None else "",
                    )
                    for v in card.votes
                ],
                folded=True,
            ),
        ],
    )


def _structures_section(found: MarketRead) -> Section:
    shown = [one for one in found.structures if one.shown]
    withheld = [one for one in found.structures if not one.shown]
    said = contradiction_lines(found)
    text = (
        f"Rows that hold name {names(one.name for one in shown)}."
        if shown
        else "No structure is named: no single metric is a signal, and what holds rests on too little or names none."
    )
    blocks: list[Block] = []
    if shown:
        blocks.append(
            Table(
                "Structures that fit, each with its risk",
                [
                    Heading("structure", "structure_fits", words=True),
                    Heading("legs", words=True),
                    Heading("named by; loss", "structure_rows", words=True),
                    Heading("against it", "structure_risk", words=True),
                ],
                [
                    Row(
                        [
                            one.name,
                            one.legs,
                            f"{names(one.rows)}; {one.loss}",
                            " ".join(sentence(r) for r in one.risks),
                        ]
                    )
                    for one in shown
                ],
            )
        )
    if withheld:
        blocks.append(
            Points(
                [f"Withheld: {one.name} ({names(one.rows)}), {one.withheld}." for one in withheld]
            )
        )
    if said:
        blocks += [
            Words("What speaks against each other stands side by side, never netted."),
            Points(said),
        ]
    if isfinite(found.size_factor):
        blocks.append(
            Facts(
                [
                    Fact(
                        "Seller's size",
                        f"{number(found.size_factor)} ×",
                        "seller_size",
                        "of the usual size, where it is proportional to one over volatility",
                    )
                ]
            )
        )
    return Section("structures", "What fits, and what contradicts it", text, blocks)


def _records_section(found: MarketRead) -> Section | None:
    if not found.records:
        return None
    return Section(
        "records",
        "What came after rows like these",
        record_line(found) or "Rows that hold today and imply something of the sessions after.",
        [
            Table(
                "Rows that hold today, and their past",
                [
                    Heading("row", "decision_row", words=True),
                    Heading("implies", "evidence_claim", words=True),
                    Heading("after such days", "evidence_mean"),
                    Heading("after others", "base_rate"),
                    Heading("t", "hac_t"),
                    Heading("times", "evidence_spells"),
                    Heading("verdict", "evidence_verdict", words=True),
                ],
                [
                    Row(
                        [
                            row_name(r.key, r.label),
                            claim_words(r.claim),
                            plain(r.mean, r.unit),
                            plain(r.base, r.unit),
                            number(r.t, 1),
                            str(r.spells),
                            r.verdict,
                        ],
                        "chosen"
                        if r.verdict == "supported"
                        else "degraded"
                        if r.verdict == "opposite"
                        else "",
                    )
                    for r in found.records
                ],
                note="Judged as the evidence judges all of them: errors know of the overlap, and that many claims were tested.",
            )
        ],
    )


def _size_section(found: MarketRead) -> Section:
    size = found.hedge_size
    blocks: list[Block] = [
        Drawing(
            "figure-ratio",
            "The hedge size of the last year, as the signal held it",
            size_line(found),
            ratio_figure(found.recent),
            RATIO_HEIGHT,
            [Badge("by rule", "", "hedge_ratio_signal")],
        ),
        Facts(
            [
                Fact("Hedge size", percent(size.ratio, 0), "hedge_ratio_signal"),
                Fact("By today alone", percent(size.ratio_today, 0), "hedge_ratio_signal"),
                Fact(
                    "Range of today",
                    f"{percent(size.low, 0)} to {percent(size.high, 0)}",
                    "hedge_range",
                ),
                Fact("Score", number(size.score, 1), "hedge_score"),
                Fact(
                    "Level and change",
                    f"{number(size.level_score, 1)} and {number(size.change_score, 1)}",
                    "hedge_level",
                ),
            ]
        ),
    ]
    held = [line for line in size.contributions if line.contribution]
    if held:
        blocks.append(
            bars(
                "What makes the score",
                [(line.name, points(line), line.contribution, "") for line in held],
            )
        )
    blocks.append(
        Table(
            "The scorecard",
            [
                Heading("line", "score_line", words=True),
                Heading("points", "score_line"),
                Heading("holds", "line_state", words=True),
                Heading("where", "rule_condition", words=True),
                Heading("why", words=True),
            ],
            [
                Row(
                    [
                        line.name,
                        points(line),
                        "unknown" if line.holds is None else "yes" if line.holds else "no",
                        line.words,
                        line.reason,
                    ],
                    "muted" if line.holds is None else "chosen" if line.holds else "",
                )
                for line in size.contributions
            ],
        )
    )
    if review_line(found):
        blocks.append(Words(review_line(found), "degraded"))
    return Section("size", "How much hedge the market asks for", size_line(found), blocks)


def _tails_section(found: MarketRead) -> Section | None:
    card = found.tails
    known = [one for one in card.buckets if one.known]
    if not known:
        return None
    unknown = [f"{one.name}: {one.reason}" for one in card.buckets if not one.known]
    return Section(
        "tails",
        "Three ways to pay for the tail",
        tails_line(found),
        [
            Table(
                f"What a dollar of premium earns, options of {card.life_days:g} days, modelled",
                [
                    Heading("bucket", "tail_bucket", words=True),
                    *(Heading(name, "tail_profit") for name in card.scenarios),
                    *([Heading("spend", "tail_spend")] if card.budget.feasible else []),
                ],
                [
                    Row(
                        [
                            one.name,
                            *(f"{payoff.profit:+.1f}" for payoff in one.payoffs),
                            *(
                                percent(spent.share, 2)
                                for spent in card.budget.spending
                                if spent.bucket == one.key
                            ),
                        ]
                    )
                    for one in known
                ],
                note="A model, from VIX, its futures, VVIX and the VIX family; scenarios are data with their sources. "
                + " ".join(f"Unknown, {text}." for text in unknown),
            )
        ],
    )


def _calendar_section(found: MarketRead) -> Section | None:
    if not found.events:
        return None
    return Section(
        "calendar",
        "What is announced",
        events_line(found),
        [
            Table(
                "Within the 30 days of VIX",
                [
                    Heading("day", words=True),
                    Heading("announcement", "announcement", words=True),
                    Heading("in days"),
                ],
                [Row([str(e.date), e.name, str(e.days_to)]) for e in found.events],
            )
        ],
    )
