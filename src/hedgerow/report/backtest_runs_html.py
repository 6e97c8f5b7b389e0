"""Replays that were saved: beside another one, and all of them, as a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hedgerow.report.backtest_words import ALONE, return_words, row_of, runs_beside, saved_words
from hedgerow.report.blocks import Answer, Block, Heading, Page, Row, Section, Table, Words
from hedgerow.report.figures import UNKNOWN, names, percent, signed_percent
from hedgerow.report.pairing_html import status_badge

if TYPE_CHECKING:
    from hedgerow.desk.past_hedges import Backtest
    from hedgerow.desk.replay_cards import ReplaySummary
    from hedgerow.desk.saved_runs import SavedRun, SavedRuns

SAVED = [
    Heading("run", "saved_run", words=True),
    Heading("policy", "replay_policy"),
    Heading("with"),
    Heading("window"),
    Heading("book alone", "replay_return"),
    Heading("return", "replay_return"),
    Heading("drawdown", "max_drawdown"),
    Heading("less drawdown", "drawdown_removed"),
    Heading("beside the book", "cost_year"),
    Heading("variance removed", "hedge_effectiveness"),
    Heading("modelled", "modelled_share"),
]


def saved_section(result: Backtest) -> Section | None:
    """Runs that were asked for beside this one."""
    if not result.saved:
        return None
    here, alone = result.window, row_of(result, ALONE)
    own = (
        names((u.instrument for u in result.instruments), UNKNOWN),
        f"{here.first} … {here.last}",
        return_words(float("nan") if alone is None else alone.return_),
    )
    rows = [
        _run(name, row, own, chosen=True) if run is None else _saved_row(run)
        for name, run, row in runs_beside(result)
    ]
    return Section(
        "saved",
        "Beside saved runs",
        saved_words(result),
        [Table("This run and those that were saved", SAVED, rows)],
    )


def _run(name: str, row: ReplaySummary, head: tuple[str, ...], *, chosen: bool = False) -> Row:
    return Row(
        [
            name,
            row.policy,
            *head,
            return_words(row.return_),
            percent(row.max_drawdown),
            percent(row.drawdown_removed, 0),
            signed_percent(row.cost_year),
            percent(row.effectiveness, 0),
            percent(row.modelled_share, 0),
        ],
        "chosen" if chosen else "",
    )


def _saved_row(run: SavedRun) -> Row:
    head = (
        names(run.instruments, UNKNOWN),
        f"{run.first} … {run.last}",
        return_words(run.unhedged),
    )
    return _run(run.name, run.summary, head)


def runs_html(result: SavedRuns) -> Page:
    """The page of ``hedgerow runs``."""
    count = len(result.runs)
    rows: list[Block] = [
        Table("By name", SAVED, [_saved_row(run) for run in result.runs])
        if count
        else Words("`hedgerow backtest BOOK --save NAME` saves one.")
    ]
    return Page(
        "Saved runs",
        Answer(
            eyebrow=f"In {result.place}",
            headline=f"{count} saved {'run' if count == 1 else 'runs'}"
            if count
            else "No saved runs",
            sentence="`hedgerow backtest BOOK --compare NAME` puts one beside a new replay."
            if count
            else "",
            badges=[status_badge(result.status.state)],
            blocks=rows,
        ),
        [],
    )
