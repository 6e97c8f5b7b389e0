"""Pages of the smaller answers: the calculator, the betas, the pairing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from hedgerow.report.figures import UNKNOWN, dollars, number, percent, span
from hedgerow.report.tables import Column, Row, legend, table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hedgerow.desk.beta import BetaCard, Betas, BookCard
    from hedgerow.desk.pair import Pairing, PairingCard
    from hedgerow.desk.sizing import Size
    from hedgerow.hedge.sizing import Count, RatioCount

CANDIDATES_SHOWN = 8
CHOSEN = "bold green"
BETA_FLAGS = {"proxy": " (proxy)", "book": " (given)", "carried": " (carried)"}


def size_page(size: Size, width: int) -> list[RenderableType]:
    """Contracts by notional and by delta."""
    rows = [
        Row(_count("notional (dollar for dollar at expiry)", size.delta_one), "bold"),
        *(
            Row(_count(f"delta {size.delta:g}, {100 * row.ratio:g} % of the beta", row))
            for row in size.delta_adjusted
        ),
    ]
    made = table(
        f"{dollars(size.value)} USD at beta {number(size.beta)} behaves like "
        f"{dollars(size.dollar_beta)} USD of index",
        [
            Column("matches", text=True),
            Column("contracts"),
            Column("raw", spare=True),
            Column("covers now"),
            Column("gearing"),
        ],
        rows,
        width,
    )
    note = legend(
        "contracts: raw, rounded up (a rest under a twentieth of one is left). covers now: share of the "
        "dollar beta that a small move offsets. gearing: dollars the puts pay at expiry for each dollar "
        "that the book loses below the strike; above 1 a deep enough crash is a gain."
    )
    return [made, note]


def _count(name: str, count: Count | RatioCount) -> list[str]:
    return [
        name,
        str(count.contracts),
        number(count.raw),
        percent(count.coverage),
        number(count.gearing_at_expiry),
    ]


def beta_page(betas: Betas, width: int) -> list[RenderableType]:
    """The book's beta, its parts, the same by other methods, and whether it holds still."""
    head = Text(f"{dollars(betas.book.value)} USD as of {betas.as_of}", style="bold")
    return [
        head,
        beta_line(betas.beta, betas.benchmark.symbol, betas.window),
        positions(betas.book, width),
        *beta_estimates(betas.beta, betas.benchmark.symbol, width),
        _asymmetry(betas.beta),
        _correlation_shock(betas.beta),
        _stability(betas.beta),
        _drawdown(betas.beta),
        legend(betas.beta.warning),
    ]


def beta_estimates(beta: BetaCard, benchmark: str, width: int) -> list[RenderableType]:
    """The book's beta by every method, and why some do not know it."""
    rows = [
        Row(
            [
                row.name,
                number(row.beta),
                number(row.standard_error, 3),
                span(row.interval),
                str(row.observations),
            ],
            "bold" if row is beta.estimates[0] else "",
        )
        for row in beta.estimates
    ]
    made = table(
        f"Beta to {benchmark} by method",
        [
            Column("method", text=True),
            Column("beta"),
            Column("±"),
            Column("95 %"),
            Column("days"),
        ],
        rows,
        width,
    )
    reasons: dict[str, list[str]] = {}
    for row in beta.estimates:
        if number(row.beta) == UNKNOWN:
            reasons.setdefault(row.note, []).append(row.name)
    unknown = [f"{', '.join(names)}: {note}." for note, names in reasons.items()]
    noted = [
        f"{row.name}: {row.note}."
        for row in beta.estimates
        if row.name.startswith("crisis") and row.note and number(row.beta) != UNKNOWN
    ]
    return [
        made,
        *([legend(" ".join(noted))] if noted else []),
        *([legend("Unknown: " + " ".join(unknown))] if unknown else []),
    ]


def _asymmetry(beta: BetaCard) -> Text:
    test = beta.asymmetry
    if number(test.gamma) == UNKNOWN:
        return Text("Falls against rises: too few days to tell.")
    verdict = "differs" if test.significant else "does not surely differ"
    return Text(
        f"Falls against rises: beta {verdict} (γ {test.gamma:+.2f} ± {number(test.standard_error)}, "
        f"t {number(test.t, 1)}, p {number(test.p, 3)}). Falls and rises fitted together, which sizes a hedge, "
        f"it is {number(test.stress_beta)} in falls (β + γ, 95 % {span(test.stress_interval)}); falling days "
        f"fitted alone give {number(beta.downside)}."
    )


def _correlation_shock(beta: BetaCard) -> Text:
    found = "; ".join(f"{number(shock.beta)} if {shock.name}" for shock in beta.correlation_shock)
    theta = beta.correlation_shock[0].theta
    return Text(f"Correlations {percent(theta, 0)} of the way to 1: {found}.")


def _stability(beta: BetaCard) -> Text:
    found = beta.stability
    ranges = "; ".join(
        f"over {rolling.window} sessions {span((rolling.lowest, rolling.highest))}, "
        f"last {number(rolling.last)}"
        for rolling in found.rolling
    )
    test = f"cumulated scores reach {number(found.cusum)}, 5 % bound {number(found.bound)}"
    if number(found.cusum) == UNKNOWN:
        verdict = "too few days to test for a break"
    elif found.broken:
        verdict = f"not stable, it changed about {found.break_date} ({test})"
    else:
        verdict = f"no break found ({test})"
    return Text(
        f"Stability: {ranges}; all {found.observations} days {number(found.full)}; {verdict}."
    )


def _drawdown(beta: BetaCard) -> Text:
    parts = [
        f"{percent(-row.drawdown if row.drawdown else 0.0)} below the high of {row.days} sessions"
        for row in beta.drawdown
    ]
    rare = any(row.review for row in beta.drawdown)
    review = (
        ", as deep as on few days of the history: review the hedge, but do not raise it for that"
        if rare
        else ""
    )
    return Text(f"Today's weights stand {', '.join(parts)}{review}.")


def pairing_page(pairing: Pairing, width: int) -> list[RenderableType]:
    """Candidates and the choice."""
    head = Text(f"Which index fits, as of {pairing.as_of}", style="bold")
    return [head, *candidates(pairing, pairing.chosen.symbol, width)]


def beta_line(beta: BetaCard, benchmark: str, window: int) -> Text:
    """The book's beta with its errors, in a sentence."""
    down = (
        f"its falling days alone {number(beta.downside)} (95 % {span(beta.downside_interval)})"
        if beta.downside_observations
        else "its falling days alone unknown"
    )
    return Text(
        f"Beta to {benchmark} {number(beta.calm)} ± {number(beta.standard_error, 3)} "
        f"(95 % {span(beta.interval)}), {down}, R² {number(beta.r_squared)}, "
        f"{beta.observations} of {window} sessions: the book behaves like {dollars(beta.dollar_beta)} "
        f"USD of {benchmark}."
    )


def positions(book: BookCard, width: int) -> RenderableType:
    """The book by position."""
    rows = [
        Row(
            [
                row.symbol,
                dollars(row.value),
                percent(row.weight),
                number(row.beta) + BETA_FLAGS.get(row.beta_source, ""),
                span(row.interval),
                number(row.contribution),
                str(row.observations) if row.beta_source == "measured" else UNKNOWN,
            ]
        )
        for row in book.positions
    ]
    return table(
        "The book",
        [
            Column("position", text=True),
            Column("value USD"),
            Column("weight"),
            Column("beta"),
            Column("95 %", spare=True),
            Column("adds to beta"),
            Column("days", spare=True),
        ],
        rows,
        width,
    )


def candidates(card: Pairing | PairingCard, used: str, width: int) -> list[RenderableType]:
    """The best candidates and the one in use, and why which was chosen."""
    best = [c.symbol for c in card.candidates[:CANDIDATES_SHOWN]]
    shown = [c for c in card.candidates if c.symbol in {*best, used, card.chosen.symbol}]
    rows = [
        Row(
            [
                f"{row.symbol} ←" if row.symbol == used else row.symbol,
                percent(row.effectiveness),
                number(row.r_squared, 3),
                span(row.r_squared_interval),
                f"{number(row.hedge_ratio)} ± {number(row.standard_error, 3)}",
                percent(row.residual_vol),
                dollars(row.residual_dollars),
                number(row.candidate_beta),
            ],
            CHOSEN if row.symbol == used else "",
        )
        for row in shown
    ]
    left = len(card.candidates) - len(shown)
    made = table(
        "Which index explains the book? By variance removed out of sample",
        [
            Column("instrument", text=True),
            Column("removes"),
            Column("R²"),
            Column("95 %", spare=True),
            Column("hedge ratio"),
            Column("left over", spare=True),
            Column("USD a year", spare=True),
            Column("its beta"),
        ],
        rows,
        width,
    )
    note = legend(
        "removes: variance removed out of sample (ratio of the trailing year, held for 21 sessions, "
        "the last year scored). hedge ratio: USD of the instrument per USD of book, ± standard error. "
        "left over: volatility a year that it does not explain, and in USD. its beta: to "
        f"{card.benchmark.symbol}." + (f" {left} more in --json." if left > 0 else "")
    )
    return [made, Text(f"{card.chosen.symbol}: {card.chosen.reason}."), note]
