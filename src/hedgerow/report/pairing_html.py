"""Which index fits, as a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hedgerow.plots.pairing import candidates as drawn
from hedgerow.plots.pairing import height
from hedgerow.report.blocks import (
    Answer,
    Badge,
    Drawing,
    Fact,
    Facts,
    Heading,
    Page,
    Points,
    Row,
    Section,
    Table,
    Words,
)
from hedgerow.report.figures import (
    dollars,
    names,
    number,
    percent,
    plus_minus,
    span,
    words,
)

if TYPE_CHECKING:
    from hedgerow.desk.pair import Pairing, PairingCard
    from hedgerow.desk.result import State
    from hedgerow.hedge.pairing import Candidate

DRAWN = 12
"""Candidates in the figure; the table has all."""


def pairing_html(pairing: Pairing) -> Page:
    """The page of ``hedgerow pair``."""
    chosen = pairing.chosen
    best = next(row for row in pairing.candidates if row.symbol == chosen.symbol)
    headline = (
        f"{chosen.symbol} fits this book best" if chosen.fits else "No index hedge fits this book"
    )
    answer = Answer(
        eyebrow=f"Which index explains the book · as of {pairing.as_of}",
        headline=headline,
        sentence=f"{chosen.symbol}: {chosen.reason}. {_meaning(best)}",
        badges=[status_badge(pairing.status.state)],
        blocks=[
            Facts(
                [
                    Fact("Variance removed", percent(best.effectiveness), "effectiveness"),
                    Fact("R²", number(best.r_squared, 3), "r_squared"),
                    Fact(
                        "Hedge ratio",
                        number(best.hedge_ratio),
                        "hedge_ratio",
                        f"95 % {span(best.hedge_ratio_interval)}",
                    ),
                    Fact(
                        "Left over",
                        percent(best.residual_vol),
                        "residual_vol",
                        f"{dollars(best.residual_dollars)} USD a year",
                    ),
                    Fact(
                        f"Beta to {pairing.benchmark.symbol}",
                        number(pairing.benchmark.beta),
                        "beta",
                        f"R² {number(pairing.benchmark.r_squared)}, {pairing.window} sessions",
                    ),
                ]
            )
        ],
    )
    return Page(
        f"Pairing as of {pairing.as_of}", answer, [candidates_section(pairing, chosen.symbol)]
    )


def status_badge(state: State) -> Badge:
    """How far the answer can be trusted, in a word."""
    return Badge(f"status {state}", "ok" if state == "ok" else "degraded", "status")


def candidates_section(card: Pairing | PairingCard, used: str) -> Section:
    """Every candidate with its intervals, as a figure and as a table."""
    chosen = card.chosen
    shown = [
        row
        for i, row in enumerate(card.candidates)
        if i < DRAWN or row.symbol in {used, chosen.symbol}
    ]
    best = shown[0]
    why = [f"{chosen.symbol}: {chosen.reason}."]
    untold = [symbol for symbol in chosen.beaten if symbol not in chosen.reason]
    if untold:
        why.append(f"More liquid ones that it surely beats: {names(untold)}.")
    if used != chosen.symbol:
        why.append(f"{used} is used because it was asked for.")
    if not chosen.fits:
        why.append("No index hedge makes sense for this book.")
    return Section(
        "candidates",
        "Which index explains the book",
        " ".join(why),
        [
            *([Points(list(chosen.doubts))] if chosen.doubts else []),
            Drawing(
                "figure-candidates",
                f"R² with 95 % interval (dot) and variance removed out of sample (diamond), {used} in green",
                f"{len(shown)} instruments, the best at the top. {best.symbol}: R² "
                f"{number(best.r_squared, 3)}, {percent(best.effectiveness)} of the variance removed "
                "out of sample. All figures stand in the table below.",
                drawn(shown, used),
                height(len(shown)),
                [
                    Badge("measured", "", "measured"),
                    Badge("R²", "", "r_squared"),
                    Badge("variance removed", "", "effectiveness"),
                ],
            ),
            _table(card, used),
            Words(
                f"Ratio of the trailing {card.window} sessions, held for 21, scored over the last "
                "252; intervals 95 %.",
                "muted",
            ),
        ],
    )


def _table(card: Pairing | PairingCard, used: str) -> Table:
    return Table(
        f"All {len(card.candidates)} candidates, by variance removed",
        [
            Heading("instrument", "instrument", words=True),
            Heading("variance removed", "effectiveness"),
            Heading("R²", "r_squared"),
            Heading("95 %", "r_squared_interval"),
            Heading("hedge ratio", "hedge_ratio"),
            Heading("95 %", "interval"),
            Heading("left over", "residual_vol"),
            Heading("left over, USD", "residual_dollars"),
            Heading(f"beta to {card.benchmark.symbol}", "candidate_beta"),
            Heading("days", "observations"),
            Heading("days scored", "observations"),
        ],
        [
            Row(
                [
                    row.symbol,
                    percent(row.effectiveness),
                    number(row.r_squared, 3),
                    span(row.r_squared_interval),
                    plus_minus(row.hedge_ratio, row.standard_error),
                    span(row.hedge_ratio_interval),
                    percent(row.residual_vol),
                    dollars(row.residual_dollars),
                    number(row.candidate_beta),
                    str(row.observations),
                    words(row.scored_days or None),
                ],
                "chosen" if row.symbol == used else "",
            )
            for row in card.candidates
        ],
    )


def _meaning(best: Candidate) -> str:
    return (
        f"It explains {percent(best.r_squared, 0)} of the book's daily ups and downs; what is left, "
        f"about {dollars(best.residual_dollars)} USD a year either way, no index hedge removes."
    )
