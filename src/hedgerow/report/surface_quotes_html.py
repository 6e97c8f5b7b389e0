"""The quotes behind a surface, and other models on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hedgerow.report.blocks import Block, Fact, Facts, Heading, Row, Section, Table
from hedgerow.report.figures import number, percent, points, words
from hedgerow.report.surface_words import MODELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hedgerow.desk.surface_cards import ModelCard, QualityCard


def quotes_section(card: QualityCard) -> Section:
    """What was read, what was left out, and why."""
    facts = Facts(
        [
            Fact("Rows read", f"{card.rows_read:,}", "rows_read"),
            Fact("Kept", f"{card.kept:,}", "rows_read", "quotes with two sides"),
            Fact("In the smiles", f"{card.in_smiles:,}", "near_quotes", "out of the money"),
            Fact(
                "Not needed",
                f"{card.in_the_money:,}",
                "near_quotes",
                "in the money: the other side tells the same",
            ),
            Fact("Pairs", f"{card.pairs:,}", "put_call_parity", "strikes with both sides"),
            Fact(
                "Off parity",
                f"{card.parity_outliers:,}",
                "parity_outliers",
                "pairs, by more than their half-spreads",
            ),
        ]
    )
    left = sum(card.set_aside.values()) + sum(card.without_vol.values())
    return Section(
        "quotes",
        "What was read",
        f"{card.rows_read:,} rows, {left:,} of them left out."
        if left
        else f"{card.rows_read:,} rows, none left out.",
        [
            facts,
            *_reasons("Set aside", card.set_aside),
            *_reasons("Without a volatility", card.without_vol),
        ],
    )


def _reasons(title: str, counts: Mapping[str, int]) -> list[Block]:
    if not counts:
        return []
    return [
        Table(
            title,
            [Heading("because", "set_aside", words=True), Heading("rows", "set_aside")],
            [Row([reason, f"{count:,}"]) for reason, count in counts.items()],
        )
    ]


def models_section(cards: Sequence[ModelCard], used: str) -> Section | None:
    """Every model on the same quotes; nothing where they were not asked."""
    if not cards:
        return None
    best = max(cards, key=lambda card: card.within_tick)
    lead = (
        f"{best.model} meets {percent(best.within_tick)} of the quotes within a tick; a model with few parameters explains "
        "the quotes in fewer words, and misses more of them."
    )
    lacking = any(card.reason for card in cards)
    names = list(dict.fromkeys(name for card in cards for name in card.params))
    blocks: list[Block] = [
        Table(
            "Models on the same quotes",
            [
                Heading("model", "smile_model", words=True),
                Heading("what it is", "smile_model", words=True),
                Heading("error, points", "smile_error"),
                Heading("inside", "inside_spread"),
                Heading("within a tick", "within_tick"),
                Heading("butterfly margin", "butterfly_margin"),
                Heading("calendar margin", "calendar_margin"),
                Heading("converged", "converged"),
                *([Heading("remark", words=True)] if lacking else []),
            ],
            [
                Row(
                    [
                        card.model,
                        MODELS.get(card.model, ""),
                        points(card.rmse, 3),
                        percent(card.inside_spread),
                        percent(card.within_tick),
                        number(card.butterfly_margin, 4),
                        percent(card.calendar_margin, 2),
                        "yes" if card.converged else "no",
                        *([words(card.reason)] if lacking else []),
                    ],
                    "chosen" if card.model == used else "",
                )
                for card in cards
            ],
            note="Below 0 a margin is arbitrage: such a smile fits its own expiration and contradicts the next. In green the "
            "model in use. Heston's is a price process and has none.",
        )
    ]
    if names:
        blocks.append(
            Table(
                "Parameters of the whole surface",
                [
                    Heading("model", "smile_model", words=True),
                    Heading("parameters", "smile_model", words=True),
                ],
                [
                    Row(
                        [
                            card.model,
                            ", ".join(f"{name} {_parameter(v)}" for name, v in card.params.items()),
                        ]
                    )
                    for card in cards
                    if card.params
                ],
                folded=True,
            )
        )
    return Section("models", "How other models do", lead, blocks)


def _parameter(value: float | tuple[float, ...]) -> str:
    return number(value, 4) if isinstance(value, float) else f"{len(value)} values"
