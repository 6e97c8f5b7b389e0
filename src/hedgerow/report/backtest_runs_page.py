"""Replays that were saved: beside another one, and all of them, in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from hedgerow.report.backtest_words import return_words, runs_beside, saved_words
from hedgerow.report.figures import names, percent, signed_percent
from hedgerow.report.tables import Column, Row, doubt, legend, table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hedgerow.desk.past_hedges import Backtest
    from hedgerow.desk.replay_cards import ReplaySummary
    from hedgerow.desk.saved_runs import SavedRun, SavedRuns

CHOSEN = "bold green"


def saved_table(result: Backtest, width: int) -> list[RenderableType]:
    """Runs that were asked for beside this one."""
    if not result.saved:
        return []
    here = result.window
    instruments = names((u.instrument for u in result.instruments), "–")
    return [
        table(
            "Saved runs beside this one",
            SAVED,
            [
                saved_row(
                    name,
                    row,
                    f"{here.first} … {here.last}" if run is None else f"{run.first} … {run.last}",
                    instruments if run is None else names(run.instruments, "–"),
                    style=CHOSEN if run is None else "",
                )
                for name, run, row in runs_beside(result)
            ],
            width,
        ),
        legend(saved_words(result)),
    ]


SAVED = [
    Column("run", text=True),
    Column("policy", text=True),
    Column("with", text=True),
    Column("window"),
    Column("return"),
    Column("drawdown", spare=True),
    Column("less drawdown"),
    Column("beside the book", spare=True),
    Column("removes", spare=True),
    Column("modelled", spare=True),
]


def saved_row(name: str, row: ReplaySummary, window: str, instruments: str, style: str = "") -> Row:
    """One run."""
    return Row(
        [
            name,
            row.policy,
            instruments,
            window,
            return_words(row.return_),
            percent(row.max_drawdown),
            percent(row.drawdown_removed, 0),
            signed_percent(row.cost_year),
            percent(row.effectiveness, 0),
            percent(row.modelled_share, 0),
        ],
        style,
    )


def runs_page(result: SavedRuns, width: int) -> list[RenderableType]:
    """Every run that was saved."""
    head = Text(f"Saved runs in {result.place}", style="bold")
    if not result.runs:
        return [
            head,
            Text("Nothing was saved yet: `hedgerow backtest BOOK --save NAME` saves a run."),
        ]
    return [
        head,
        *doubt(result.status),
        table("", SAVED, [_run(run) for run in result.runs], width),
        legend("`hedgerow backtest BOOK --compare NAME` puts one beside a new replay."),
    ]


def _run(run: SavedRun) -> Row:
    return saved_row(
        run.name, run.summary, f"{run.first} … {run.last}", names(run.instruments, "–")
    )
