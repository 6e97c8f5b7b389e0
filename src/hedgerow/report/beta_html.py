"""The book's beta, as a page."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.beta import rolling
from hedgerow.plots.contributions import contributions, height
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
    without_empty,
)
from hedgerow.report.figures import (
    UNKNOWN,
    dollars,
    number,
    percent,
    plus_minus,
    price,
    signed_dollars,
    span,
    words,
)
from hedgerow.report.pairing_html import status_badge

if TYPE_CHECKING:
    from hedgerow.desk.beta import BetaCard, Betas, BookCard, PositionRow

DRAWN = 25
"""Positions in the figure; the table has all."""
SOURCES = {
    "measured": "measured",
    "book": "given",
    "proxy": "proxy",
    "cash": "cash",
    "carried": "unknown",
}


def beta_html(betas: Betas) -> Page:
    """The page of ``hedgerow beta``."""
    symbol, card = betas.benchmark.symbol, betas.beta
    answer = Answer(
        eyebrow=f"How the book moves with {symbol} · {dollars(betas.book.value)} USD as of {betas.as_of}",
        headline=f"The book behaves like {dollars(card.dollar_beta)} USD of {symbol}",
        sentence=f"When {symbol} moves by 1 %, the book has moved by {number(card.calm)} % on average: "
        f"about {dollars(abs(card.dollar_beta) / 100)} USD.",
        badges=[status_badge(betas.status.state)],
        blocks=[beta_facts(card, symbol, betas.window)],
    )
    return Page(
        f"Beta as of {betas.as_of}",
        answer,
        without_empty(
            [
                contributions_section(betas.book, card, symbol),
                rolling_section(card, symbol, betas.window),
                finer_section(card, symbol),
            ]
        ),
    )


def beta_facts(card: BetaCard, benchmark: str, window: int) -> Facts:
    """The book's beta in figures."""
    return Facts(
        [
            Fact(
                f"Beta to {benchmark}",
                plus_minus(card.calm, card.standard_error),
                "beta",
                f"95 % {span(card.interval)}",
            ),
            Fact("With the hedges held", number(card.hedged), "held_beta"),
            Fact(
                "Falling days alone",
                plus_minus(card.downside, card.downside_standard_error),
                "downside",
                f"95 % {span(card.downside_interval)}, {card.downside_observations} days",
            ),
            Fact(
                "R²",
                number(card.r_squared),
                "r_squared",
                f"{card.observations} of {window} sessions",
            ),
            Fact("Dollar beta", f"{dollars(card.dollar_beta)} USD", "dollar_beta"),
            Fact("On proxies", percent(card.proxied_share), "proxy", "of gross value"),
        ]
    )


def contributions_section(book: BookCard, card: BetaCard, benchmark: str) -> Section:
    """Whose beta it is: the positions."""
    ranked = sorted(book.positions, key=_size, reverse=True)[:DRAWN]
    known = [row for row in ranked if _size(row) > 0]
    blocks: list[Block] = []
    if known:
        top = known[0]
        blocks.append(
            Drawing(
                "figure-contributions",
                f"Dollars of {benchmark} that each position behaves like",
                f"{len(known)} positions; {top.symbol} adds most, {dollars(top.contribution_dollars)} "
                f"of {dollars(card.dollar_beta)} USD. All figures stand in the table below.",
                contributions(known, benchmark),
                height(len(known)),
                [
                    Badge("measured", "", "measured"),
                    Badge("dollar beta", "", "contribution_dollars"),
                    Badge("grey: not measured", "", "beta_source"),
                ],
            )
        )
    return Section(
        "book",
        "The book, and whose beta it is",
        f"{len(book.positions)} positions, {dollars(book.value)} USD net.",
        [*blocks, positions_table(book, benchmark)],
    )


def rolling_section(card: BetaCard, benchmark: str, window: int) -> Section | None:
    """Beta through time, and whether it holds still."""
    stability = card.stability
    drawn = [rolling for rolling in stability.rolling if rolling.dates]
    if not drawn:
        return None
    shown = drawn[-1]
    if stability.broken:
        verdict = (
            f"It has changed, around {stability.break_date}: the cumulated score passed its bound."
        )
    elif isfinite(stability.cusum):
        verdict = "No change of it is found: the cumulated score stays within its bound."
    else:
        verdict = "Too few days to say whether it has changed."
    span_of = (
        f"between {number(shown.lowest)} and {number(shown.highest)}, last {number(shown.last)}"
    )
    return Section(
        "rolling",
        "Beta through time",
        f"Over {shown.window} sessions at a time it lay {span_of}. {verdict}",
        [
            Drawing(
                "figure-rolling",
                f"Beta to {benchmark} over {shown.window} sessions at a time, with 95 % interval",
                f"Rolling beta from {shown.dates[0]} to {shown.dates[-1]}: {span_of}.",
                rolling(shown, today=card.calm, benchmark=benchmark),
                320,
                [Badge("measured", "", "measured"), Badge("rolling beta", "", "rolling")],
            ),
            beta_facts(card, benchmark, window),
            Table(
                "How far it moved",
                [
                    Heading("window, sessions", "rolling"),
                    Heading("lowest", "rolling"),
                    Heading("highest", "rolling"),
                    Heading("last", "rolling"),
                ],
                [
                    Row([str(r.window), number(r.lowest), number(r.highest), number(r.last)])
                    for r in stability.rolling
                ],
            ),
            Facts(
                [
                    Fact(
                        "Whole history",
                        number(stability.full),
                        "beta",
                        f"{stability.observations} days",
                    ),
                    Fact(
                        "CUSUM",
                        number(stability.cusum),
                        "cusum",
                        f"bound {number(stability.bound, 3)}, p {number(stability.p)}",
                    ),
                ]
            ),
        ],
    )


def finer_section(card: BetaCard, benchmark: str) -> Section:
    """The same beta by other methods, in crises, under shocks."""
    asymmetry = card.asymmetry
    found = "surely differs" if asymmetry.significant else "does not surely differ"
    blocks: list[Block] = [
        Table(
            f"Beta to {benchmark}, by method",
            [
                Heading("method", "estimate", words=True),
                Heading("beta", "beta"),
                Heading("± error", "interval"),
                Heading("95 %", "interval"),
                Heading("days", "observations"),
                Heading("note", words=True),
            ],
            [
                Row(
                    [
                        row.name,
                        number(row.beta),
                        number(row.standard_error, 3),
                        span(row.interval),
                        str(row.observations),
                        words(row.note),
                    ]
                )
                for row in card.estimates
            ],
            note=card.warning,
        ),
        Facts(
            [
                Fact(
                    "Steeper in falls by",
                    number(asymmetry.gamma),
                    "asymmetry",
                    f"± {number(asymmetry.standard_error, 3)}, t {number(asymmetry.t)}, "
                    f"p {number(asymmetry.p)}",
                ),
                Fact(
                    "In falls, β + γ",
                    plus_minus(asymmetry.stress_beta, asymmetry.stress_standard_error),
                    "stress_beta",
                    f"95 % {span(asymmetry.stress_interval)}, {asymmetry.observations} days",
                ),
                *(
                    Fact(
                        f"Drawdown, {row.days} sessions",
                        percent(row.drawdown),
                        "drawdown",
                        f"as deep on {percent(row.rarity, 0)} of days"
                        + (": review" if row.review else ""),
                    )
                    for row in card.drawdown
                ),
            ]
        ),
    ]
    if card.correlation_shock:
        blocks.append(_shocks(card))
    return Section(
        "finer",
        "The same beta, measured otherwise",
        f"Falls and rises fitted together, the slope in falls {found} from that in rises.",
        blocks,
    )


def _shocks(card: BetaCard) -> Table:
    return Table(
        "If correlations rose",
        [
            Heading("shock", "shock", words=True),
            Heading("θ", "shock"),
            Heading("positions' vol ×", "shock"),
            Heading("market's vol ×", "shock"),
            Heading("beta", "beta"),
            Heading("note", words=True),
        ],
        [
            Row(
                [
                    row.name,
                    number(row.theta),
                    number(row.position_vol_factor),
                    number(row.market_vol_factor),
                    number(row.beta),
                    words(row.note),
                ]
            )
            for row in card.correlation_shock
        ],
    )


def positions_table(book: BookCard, benchmark: str) -> Table:
    """Every position."""
    return Table(
        "Positions",
        [
            Heading("position", "position", words=True),
            Heading("value, USD", "value"),
            Heading("weight", "weight"),
            Heading("beta", "beta"),
            Heading("95 %", "interval"),
            Heading("R²", "r_squared"),
            Heading("source", "beta_source"),
            Heading("days", "observations"),
            Heading("adds to beta", "contribution"),
            Heading(f"USD of {benchmark}", "contribution_dollars"),
            Heading("moves, USD", "position_exposure"),
            Heading("kind", "kind"),
            Heading("quantity", "quantity"),
            Heading("price", "position_price"),
            Heading("of", "position_price"),
            Heading("basis", "position_price"),
        ],
        [
            Row(
                [
                    row.symbol,
                    dollars(row.value),
                    percent(row.weight),
                    plus_minus(row.beta, row.standard_error),
                    span(row.interval),
                    number(row.r_squared),
                    SOURCES.get(row.beta_source, row.beta_source),
                    str(row.observations) if row.beta_source == "measured" else UNKNOWN,
                    number(row.contribution),
                    signed_dollars(row.contribution_dollars),
                    dollars(row.exposure),
                    row.kind,
                    UNKNOWN if row.quantity is None else f"{row.quantity:,g}",
                    price(row.price),
                    words(row.price_date),
                    words(row.price_basis),
                ],
                "" if row.beta_source == "measured" else "muted",
            )
            for row in book.positions
        ],
    )


def _size(row: PositionRow) -> float:
    """Dollars that a position adds, either way; 0 where unknown."""
    size = abs(row.contribution_dollars)
    return size if isfinite(size) else 0.0
