"""What a hedge would have done, as a page for a client: the answer, the paths, policies beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hedgerow.plots.backtest import FRONTIER_HEIGHT, frontier
from hedgerow.plots.backtest_paths import VALUE_HEIGHT, values
from hedgerow.report.backtest_money_html import (
    attribution_section,
    crises_section,
    held_section,
)
from hedgerow.report.backtest_runs_html import saved_section
from hedgerow.report.backtest_trades_html import (
    prices_section,
    tail_section,
    trades_section,
)
from hedgerow.report.backtest_words import (
    ALONE,
    CRISES,
    a_year,
    account,
    beside_heading,
    cost_interval,
    first_words,
    headline,
    instead_words,
    more_words,
    return_words,
    row_of,
    title_words,
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
    Words,
    without_empty,
)
from hedgerow.report.figures import (
    UNKNOWN,
    dollars,
    names,
    number,
    percent,
    percent_span,
    sentence,
    signed_percent,
)
from hedgerow.report.pairing_html import status_badge

if TYPE_CHECKING:
    from hedgerow.desk.past_hedges import Backtest
    from hedgerow.desk.replay_cards import ReplaySummary


LEAST = 0.0005
"""Share of the book from which a stand-in is told."""


def backtest_html(result: Backtest) -> Page:
    """The page of ``hedgerow backtest``."""
    here = result.window
    return Page(
        f"{result.policy}, {here.first} to {here.last}",
        _answer(result),
        without_empty(
            [
                _paths(result),
                saved_section(result),
                _policies(result),
                crises_section(result),
                attribution_section(result),
                held_section(result),
                tail_section(result),
                prices_section(result),
                trades_section(result),
            ]
        ),
    )


def _answer(result: Backtest) -> Answer:
    here = result.window
    name = CRISES.get(here.name, "")
    source = result.provenance.get("option_price", "")
    return Answer(
        eyebrow=f"{title_words(result)} · {here.first} to {here.last}{f', {name}' if name else ''}",
        headline=headline(result),
        sentence=first_words(result),
        badges=[
            status_badge(result.status.state),
            Badge(
                f"prices: {source}", "quoted" if source == "quoted" else "modelled", "price_sources"
            ),
            Badge("a replay, not a forecast", "", "replay"),
        ],
        blocks=[_facts(result), Points(more_words(result))],
    )


def _facts(result: Backtest) -> Facts:
    row, alone = result.summary, row_of(result, ALONE)
    year = a_year(row)
    beside = UNKNOWN if alone is None else return_words(alone.return_)
    below = UNKNOWN if alone is None else percent(alone.max_drawdown)
    worst = UNKNOWN if alone is None else percent(-alone.expected_shortfall)
    cost = percent_span(row.cost_year_interval)
    removed = percent_span(row.effectiveness_interval, 0)
    return Facts(
        [
            Fact(
                "Return",
                return_words(row.return_),
                "replay_return",
                f"{signed_percent(row.annual_return)} a year; book alone {beside}"
                if year
                else f"book alone {beside}",
            ),
            Fact("Drawdown", percent(row.max_drawdown), "max_drawdown", f"book alone {below}"),
            Fact(
                "Beside the book" + (", a year" if year else ""),
                signed_percent(row.cost_year),
                "cost_year",
                f"95 % {cost}" if cost != UNKNOWN else "over the window",
            ),
            Fact(
                "Worst 5 % of days",
                percent(-row.expected_shortfall),
                "expected_shortfall",
                f"book alone {worst}",
            ),
            Fact(
                "Variance removed",
                percent(row.effectiveness, 0),
                "hedge_effectiveness",
                f"95 % {removed}" if removed != UNKNOWN else "",
            ),
            Fact(
                "Beta to the book",
                number(row.beta),
                "replay_beta",
                f"{row.trades:,} trades in the window",
            ),
        ]
    )


def _paths(result: Backtest) -> Section:
    path, here = result.path, result.window
    return Section(
        "paths",
        "Through the window",
        f"{dollars(result.book.value)} USD of today's book, its weights of {result.book.weights_of} held throughout, on "
        f"{here.sessions:,} sessions.",
        [
            Drawing(
                "figure-values",
                f"{sentence(account(result))[:-1]} and the book alone: value, and below how far under its high",
                f"From {here.first} to {here.last}, the first day set to 100: {headline(result)}. Named crises are shaded.",
                values(path, result.policy, result.others, result.crises),
                VALUE_HEIGHT,
                [
                    Badge("replayed", "", "replay"),
                    Badge("under its high", "", "max_drawdown"),
                    Badge("shaded: crises", "", "replay_crisis"),
                ],
            ),
            *(Words(line) for line in _assumed(result)),
        ],
    )


def _assumed(result: Backtest) -> list[str]:
    if not result.book.since or result.book.assumed_share < LEAST:
        return []
    late = names(
        f"{symbol} (no prices)" if since == "none" else f"{symbol} (since {since})"
        for symbol, since in result.book.since.items()
    )
    told = (
        f"Positions without prices from the beginning move by their beta alone until then: {late}; that is "
        f"{percent(result.book.assumed_share)} of the book over this window."
    )
    return [told]


def _policies(result: Backtest) -> Section:
    blocks: list[Block] = []
    grid = result.grid
    drawn = [row for row in result.compared if row.policy != ALONE]
    if drawn:
        blocks.append(
            Drawing(
                "figure-frontier",
                "What each cost, and how much of the drawdown it took away",
                "; ".join(
                    f"{row.policy} {signed_percent(row.cost_year)}, {percent(row.drawdown_removed, 0)} of the drawdown"
                    for row in drawn
                )
                + ". Up and to the right is better.",
                frontier(
                    result.compared,
                    result.policy,
                    grid,
                    x=f"return {beside_heading(result)}",
                ),
                FRONTIER_HEIGHT,
                [
                    Badge("up and right is better", "", "policy_frontier"),
                    Badge("replayed", "", "replay"),
                ],
            )
        )
    blocks += [_compared(result), _instead(result), _meanings(result)]
    if grid:
        blocks.append(
            Table(
                f"Every setting that was tried: {len(grid)}",
                [
                    Heading("policy", "replay_policy", words=True),
                    Heading("settings", words=True),
                    Heading("beside the book", "cost_year"),
                    Heading("drawdown taken away", "drawdown_removed"),
                    Heading("of the worst days", "shortfall_removed"),
                    Heading("variance removed", "hedge_effectiveness"),
                ],
                [
                    Row(
                        [
                            point.policy,
                            names(f"{key} {value}" for key, value in point.settings.items()),
                            signed_percent(point.cost_year, 2),
                            percent(point.drawdown_removed),
                            percent(point.shortfall_removed),
                            percent(point.effectiveness),
                        ]
                    )
                    for point in grid
                ],
                folded=True,
                note="The best of many tries flatters itself: what was best in the past need not be in the future.",
            )
        )
    lead = " ".join(instead_words(result)[:1]) or "Each policy on the same days with the same book."
    return Section("policies", "Policies side by side", lead, blocks)


def _meanings(result: Backtest) -> Table:
    return Table(
        "What each policy does",
        [Heading("policy", "replay_policy", words=True), Heading("what it does", words=True)],
        [Row([row.policy, row.words or "a policy of your own"]) for row in result.compared],
        folded=True,
    )


def _compared(result: Backtest) -> Table:
    year = a_year(result.summary)
    return Table(
        "The same book, the same days",
        [
            Heading("policy", "replay_policy", words=True),
            Heading("return", "replay_return"),
            *([Heading("a year", "annual_return")] if year else []),
            Heading("volatility", "annual_vol"),
            Heading("drawdown", "max_drawdown"),
            Heading(beside_heading(result), "cost_year"),
            *([Heading("95 %", "cost_year_interval")] if year else []),
            Heading("variance removed", "hedge_effectiveness"),
            Heading("worst 5 % of days", "expected_shortfall"),
            Heading("less drawdown", "drawdown_removed"),
            Heading("beta", "replay_beta"),
        ],
        [_policy(row, year=year, chosen=place == 0) for place, row in enumerate(result.compared)],
    )


def _policy(row: ReplaySummary, *, year: bool, chosen: bool) -> Row:
    return Row(
        [
            row.policy,
            return_words(row.return_),
            *([signed_percent(row.annual_return)] if year else []),
            percent(row.vol),
            percent(row.max_drawdown),
            signed_percent(row.cost_year),
            *([cost_interval(row)] if year else []),
            percent(row.effectiveness, 0),
            percent(-row.expected_shortfall),
            percent(row.drawdown_removed, 0),
            number(row.beta),
        ],
        "chosen" if chosen else "muted" if row.policy == ALONE else "",
    )


def _instead(result: Backtest) -> Table:
    """Less of the book, beside each policy; and what trading it took."""
    return Table(
        "Less of the book instead, and what trading took",
        [
            Heading("policy", "replay_policy", words=True),
            Heading("drawdown", "max_drawdown"),
            Heading("same money: share", "equal_return"),
            Heading("its drawdown", "equal_return"),
            Heading("same beta: return", "equal_beta"),
            Heading("its drawdown", "equal_beta"),
            Heading("worst day", "replay_return"),
            Heading("on"),
            Heading("contracts a year", "premium_year"),
            Heading("turnover", "replay_turnover"),
            Heading("trades", "replay_trade"),
            Heading("modelled", "modelled_share"),
        ],
        [
            Row(
                [
                    row.policy,
                    percent(row.max_drawdown),
                    percent(row.equal_return_share, 0),
                    percent(row.equal_return_drawdown),
                    return_words(row.equal_beta_return),
                    percent(row.equal_beta_drawdown),
                    percent(row.worst_day),
                    str(row.worst_date),
                    signed_percent(row.premium_year) if a_year(row) else UNKNOWN,
                    number(row.turnover, 1) if a_year(row) else UNKNOWN,
                    f"{row.trades:,}",
                    percent(row.modelled_share, 0),
                ],
                "chosen" if place == 0 else "muted" if row.policy == ALONE else "",
            )
            for place, row in enumerate(result.compared)
        ],
        note=""
        if a_year(result.summary)
        else "Figures a year are not told for windows under a year.",
    )
