"""What a hedge would have done, in words that can be said to a client; for both faces."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite, nan
from typing import TYPE_CHECKING

from hedgerow.report.figures import (
    UNKNOWN,
    dollars,
    names,
    number,
    percent,
    percent_span,
    signed_percent,
    times,
)

if TYPE_CHECKING:
    from hedgerow.desk.past_hedges import Backtest
    from hedgerow.desk.replay_cards import ReplaySummary
    from hedgerow.desk.saved_runs import SavedRun

ALONE, SOLD = "unhedged", "sell"
CRISES: Mapping[str, str] = {
    "2008": "the financial crisis of 2007 to 2009",
    "2020": "the crash of spring 2020",
    "2022": "the fall of 2022",
    "2024-08": "the fall of summer 2024",
    "2025-04": "the fall of spring 2025",
}
LARGE = 10.0
"""Return from which it is told as a multiple."""
STILL = 5e-4
"""Return that prints as nothing."""
UNMEASURED = (nan, nan)
OFFSET = 0.02
"""Mean share of the book that the contracts offset, from which an account is a hedged book."""
ALIKE = 0.0015
"""Drawdowns closer than this print as one."""


def return_words(share: float) -> str:
    """A return in a table: per cent, or a multiple where it is large.

    >>> return_words(-0.1234), return_words(43.187), return_words(float("nan"))
    ('-12.3 %', '44.2 ×', '–')
    """
    return times(1 + share) if isfinite(share) and share >= LARGE else signed_percent(share)


def moved(share: float) -> str:
    """What something did.

    >>> moved(-0.295), moved(0.031), moved(43.0), moved(0.0)
    ('fell 29.5 %', 'rose 3.1 %', 'grew to 44.0 times its value', 'stood still')
    """
    if not isfinite(share):
        return "did what is not known"
    if abs(share) < STILL:
        return "stood still"
    if share >= LARGE:
        return f"grew to {1 + share:.1f} times its value"
    return f"{'fell' if share < 0 else 'rose'} {percent(abs(share))}"


def account(result: Backtest) -> str:
    """What the shown policy makes of the book."""
    if result.policy == SOLD:
        return "the book with a part sold"
    covered = [share for share in result.path.coverage if isfinite(share)]
    hedges = bool(covered) and sum(covered) / len(covered) > OFFSET
    return "the hedged book" if hedges else "the account"


def headline(result: Backtest) -> str:
    """One sentence: what the book did, and what the hedge made of it."""
    alone = row_of(result, ALONE)
    book = result.summary.return_ if alone is None else alone.return_
    if result.policy == ALONE:
        return f"The book alone {moved(book)}"
    return f"The book alone {moved(book)}; {account(result)} {moved(result.summary.return_)}"


def answer_lines(result: Backtest) -> list[str]:
    """What an adviser would say, in order: the fall, the cost, the risk, and whether less of the book had done as well."""
    lines = [f"{window_words(result)} {_lower(headline(result))}.", what_words(result)]
    if result.policy == ALONE:
        return lines
    return [
        *lines,
        drawdown_words(result),
        cost_words(result),
        risk_words(result),
        *instead_words(result),
        *([hindsight_words(result)] if a_year(result.summary) else []),
    ]


def first_words(result: Backtest) -> str:
    """What it cost, and whether less of the book had done as well: the first screen."""
    if result.policy == ALONE:
        return what_words(result)
    return " ".join([cost_words(result), *instead_words(result)[:1]])


def more_words(result: Backtest) -> list[str]:
    """The rest of the answer."""
    said = first_words(result)
    return [line for line in answer_lines(result)[1:] if line not in said]


def window_words(result: Backtest) -> str:
    """``From 2020-02-19 to 2020-03-23, the crash of spring 2020:``."""
    here = result.window
    known = f", {CRISES[here.name]}" if here.name in CRISES else ""
    own = ", from the book's own peak" if here.own_peak else ""
    return f"From {here.first} to {here.last}{known}{own}:"


def title_words(result: Backtest) -> str:
    """What the page is about."""
    if result.policy == ALONE:
        return "What the book would have done"
    return f"What the hedge would have done: {result.policy}"


def what_words(result: Backtest) -> str:
    """What was replayed, and with what."""
    words = result.words or "a policy of your own"
    used = names(entry.instrument for entry in result.instruments)
    with_what = f", with {used}" if result.instruments else ""
    return (
        f"Replayed: {result.policy}, {words}{with_what}, on {dollars(result.book.value)} USD "
        f"with the weights of {result.book.weights_of}.{_lead_words(result)}"
    )


def _lead_words(result: Backtest) -> str:
    """What the hedge had cost before the window began."""
    lead = result.book.lead_cost
    if round(lead) == 0:
        return ""
    verb = "cost" if lead < 0 else "brought"
    return (
        f" In place since {result.window.traded_from}, it had {verb} {dollars(abs(lead))} USD before the window began, which "
        "the window does not count."
    )


def drawdown_words(result: Backtest) -> str:
    """How deep each went."""
    alone = row_of(result, ALONE)
    if alone is None:
        return f"At its deepest {account(result)} stood {percent(-result.summary.max_drawdown)} below its high."
    return (
        f"At the deepest the book alone stood {percent(-alone.max_drawdown)} below its high, "
        f"{account(result)} {percent(-result.summary.max_drawdown)}."
    )


def cost_words(result: Backtest) -> str:
    """What it cost, with its interval; over the window where that is under a year."""
    cost, interval = result.summary.cost_year, result.summary.cost_year_interval
    if not isfinite(cost):
        return "What it cost is not known."
    if not isfinite(result.summary.annual_return):
        if abs(cost) < STILL:
            return "Over the window it ended where the book alone did."
        what = "ahead of" if cost > 0 else "behind"
        return (
            f"Over the window it ended {percent(abs(cost))} of the starting value {what} the book alone; "
            f"{result.window.sessions} sessions are too short for a cost a year."
        )
    verb = "brought" if cost > 0 else "cost"
    told = f"It {verb} {percent(abs(cost))} a year beside the book alone"
    if not all(map(isfinite, interval)):
        return f"{told}."
    low, high = sorted(interval)
    sure = low > 0 or high < 0
    span = f"95 % between {_gain(low)} and {_gain(high)} a year"
    return f"{told} ({span}{'' if sure else ': it may have been chance'})."


def _gain(a_year: float) -> str:
    return f"a {'gain' if a_year > 0 else 'cost'} of {percent(abs(a_year))}"


def risk_words(result: Backtest) -> str:
    """What became of the swings and of the worst days."""
    row = result.summary
    if not isfinite(row.effectiveness):
        return "The window is too short to say what became of the variance."
    parts = [
        (row.effectiveness, row.effectiveness_interval, "variance of the daily returns"),
        (row.shortfall_removed, UNMEASURED, "mean loss on the worst twentieth of days"),
    ]
    taken = [f"{percent(x, 0)} of the {what}{_interval(i)}" for x, i, what in parts if x >= 0]
    added = [
        f"{percent(-x, 0)} to the {what}{_interval((-i[1], -i[0]))}"
        for x, i, what in parts
        if x < 0
    ]
    told = [f"took away {' and '.join(taken)}"] if taken else []
    told += [f"added {' and '.join(added)}"] if added else []
    return f"It {' and '.join(told)}; its beta to the book alone was {number(row.beta)}."


def instead_words(result: Backtest) -> list[str]:
    """What less of the book would have done, without a contract."""
    row, name = result.summary, account(result)
    lines = []
    if result.policy == SOLD or not result.instruments:
        return []
    if isfinite(row.equal_return_share):
        lines.append(
            f"Holding {percent(row.equal_return_share, 0)} of the book and the rest in cash would have ended with the same "
            f"money and a drawdown of {percent(-row.equal_return_drawdown)}: "
            f"{_against(row.max_drawdown, row.equal_return_drawdown, name)}."
        )
    else:
        lines.append(
            "No share of the book between none and all, the rest in cash, would have ended with the same money."
        )
    if isfinite(row.beta) and isfinite(row.equal_beta_return):
        lines.append(
            f"With the same beta, {percent(row.beta, 0)} of the book and the rest in cash, it would have "
            f"{_would(row.equal_beta_return)} with a drawdown of {percent(-row.equal_beta_drawdown)}."
        )
    return lines


def hindsight_words(result: Backtest) -> str:
    """What today's weights do to a long past."""
    return (
        f"The weights of {result.book.weights_of} are held throughout: positions that were chosen knowing how they fared flatter what "
        "the book made, less so what a hedge did to it."
    )


def _would(share: float) -> str:
    """``fallen 33.0 %``."""
    if share >= LARGE:
        return f"grown to {1 + share:.1f} times its value"
    return f"{'fallen' if share < 0 else 'risen'} {percent(abs(share))}"


def _against(hedged: float, less: float, name: str) -> str:
    if abs(hedged - less) < ALIKE:
        return f"as deep as that of {name}"
    better = hedged > less
    return f"{'deeper' if better else 'shallower'} than the {percent(-hedged)} of {name}"


def saved_words(result: Backtest) -> str:
    """What stands beside this run."""
    same = all((r.first, r.last) == (result.window.first, result.window.last) for r in result.saved)
    told = f"{len(result.saved)} saved {'run stands' if len(result.saved) == 1 else 'runs stand'} beside this one"
    return (
        f"{told}, of the same days."
        if same
        else f"{told}; not all are of the same days: see the notes."
    )


def runs_beside(result: Backtest) -> list[tuple[str, SavedRun | None, ReplaySummary]]:
    """What is shown, then the runs that were saved."""
    return [("this run", None, result.summary), *((r.name, r, r.summary) for r in result.saved)]


def row_of(result: Backtest, policy: str) -> ReplaySummary | None:
    """The row of a policy that stands beside."""
    return next((row for row in result.compared if row.policy == policy), None)


def beside_heading(result: Backtest) -> str:
    """What the return beside the book's is: a year, or over the window."""
    return "a year beside the book" if a_year(result.summary) else "beside the book"


def cost_interval(row: ReplaySummary) -> str:
    """Where the cost a year may lie; the book beside itself has none."""
    return UNKNOWN if row.policy == ALONE else percent_span(row.cost_year_interval)


def a_year(row: ReplaySummary) -> bool:
    """Whether the window is long enough for figures a year."""
    return isfinite(row.annual_return)


def _interval(interval: tuple[float, float]) -> str:
    return f" (95 % {percent_span(interval, 0)})" if all(map(isfinite, interval)) else ""


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
