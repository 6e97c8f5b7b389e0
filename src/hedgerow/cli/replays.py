"""Commands on the past: what a hedge would have done, and the runs that were saved."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated, Optional

import typer

from hedgerow.cli.bar import Bar
from hedgerow.cli.options import (
    AsOf,
    Benchmark,
    BookFile,
    Candidate,
    Columns,
    Csv,
    Data,
    Html,
    Json,
)
from hedgerow.cli.output import show
from hedgerow.errors import InputError

POLICY_NAMES = (
    "unhedged", "sell", "put", "put-hold", "put-calendar", "put-delta", "put-event", "put-profit", "put-spread", "collar",
    "put-spread-collar", "put-ratio", "threshold", "premium", "scored", "scored-today", "tail", "vix-calls", "covered-call",
    "strangle", "strangle-rank", "strangle-premium", "condor", "short-variance", "gamma-scalping", "vix-roll",
)  # fmt: skip
"""Names of the catalogue, for the help: reading it there would load NumPy. A test holds them equal."""

POLICY_HELP = f"One of {', '.join(POLICY_NAMES)}; the first is shown in full, more stand beside it. put by default."


def backtest(
    book: BookFile,
    columns: Columns = None,
    data: Data = None,
    as_of: AsOf = None,
    window: Annotated[
        str,
        typer.Option(
            metavar="WINDOW", help="2008, 2020, 2022, 2024-08, 2025-04, full or START:END."
        ),
    ] = "full",
    policy: Annotated[
        Optional[list[str]],  # noqa: UP045 - typer reads annotations at run time
        typer.Option(metavar="NAME", help=POLICY_HELP),
    ] = None,
    instrument: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="SYMBOL", help="Hedge with this instead of pairing at each roll."),
    ] = None,
    delta: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="Put delta, -0.30 by default."),
    ] = None,
    moneyness: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="Strike over spot, instead of a delta."),
    ] = None,
    width: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(
            help="How far below the put the sold one lies, share of spot; else a third of its delta."
        ),
    ] = None,
    call: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="A collar's call, strike over spot; else the one that pays for the put."),
    ] = None,
    days: Annotated[int, typer.Option(help="Days to expiration when opened.")] = 75,
    roll_days: Annotated[int, typer.Option(help="Days left when rolled.")] = 28,
    ratio: Annotated[float, typer.Option(help="Share of the full hedge.")] = 1.0,
    size_by: Annotated[str, typer.Option(help="notional or delta.")] = "notional",
    share: Annotated[float, typer.Option(help="Of the book that `sell` sells.")] = 0.20,
    budget: Annotated[
        float, typer.Option(help="Premium a year of `tail`, share of the account.")
    ] = 0.005,
    vix_level: Annotated[
        float, typer.Option(help="VIX above which `threshold` hedges half.")
    ] = 20.0,
    own_peak: Annotated[
        bool, typer.Option("--own-peak", help="Begin the window on the book's own peak.")
    ] = False,
    lead: Annotated[
        int, typer.Option(help="Sessions that the policy trades before the window.")
    ] = 63,
    execution: Annotated[
        str, typer.Option(help="At the close that it is decided on, or at the next: close, next.")
    ] = "close",
    funding: Annotated[
        str, typer.Option(help="Premiums by selling some of the book, or borrowed: book, cash.")
    ] = "book",
    fractional: Annotated[
        bool, typer.Option("--fractional", help="Contracts in fractions, not whole.")
    ] = False,
    prices: Annotated[
        str, typer.Option(help="quoted (where there are quotes) or modelled throughout.")
    ] = "quoted",
    events: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            metavar="FILE", help="Your own events for `put-event`, instead of the FOMC's."
        ),
    ] = None,
    benchmark: Benchmark = "SPY",
    candidate: Candidate = None,
    beta_window: Annotated[int, typer.Option(help="Sessions of history for hedge ratios.")] = 252,
    commission: Annotated[float, typer.Option(help="USD a contract.")] = 0.65,
    spread: Annotated[
        float,
        typer.Option(help="Times the usual spread that a trade pays; 0 trades at the middle."),
    ] = 1.0,
    grid: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            metavar="NAME=V,V",
            help="Vary a setting, like delta=-0.2,-0.3; several give every combination.",
        ),
    ] = None,
    workers: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(help="Processes for a grid; as many as cores by default."),
    ] = None,
    save: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="NAME", help="Keep this run under a name."),
    ] = None,
    compare: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(metavar="NAME", help="Put a saved run beside this one; repeatable."),
    ] = None,
    html: Html = None,
    csv: Csv = None,
    json: Json = False,
) -> None:
    """What would the hedge have done? Policies replayed through crises, or all of the past."""
    from hedgerow.backtest.catalogue import PolicyChoices
    from hedgerow.desk import ReplayChoices
    from hedgerow.desk import backtest as replayed
    from hedgerow.desk.saved_runs import beside, checked_name, compared_runs, save_run, saved_names
    from hedgerow.desk.walk import cores
    from hedgerow.desk.walk import workers as working

    choices: ReplayChoices = ReplayChoices(
        window=window,
        policies=tuple(policy or ("put",)),
        choices=PolicyChoices(
            instrument=instrument,
            delta=delta,
            moneyness=moneyness,
            width=width,
            call=call,
            days=days,
            roll_days=roll_days,
            ratio=ratio,
            size_by=size_by,  # type: ignore[arg-type]  # PolicyChoices checks it
            share=share,
            budget=budget,
            vix_level=vix_level,
        ),
        own_peak=own_peak,
        lead=lead,
        execution=execution,  # type: ignore[arg-type]  # ReplayChoices checks it
        funding=funding,  # type: ignore[arg-type]  # ReplayChoices checks it
        whole=not fractional,
        prices=prices,  # type: ignore[arg-type]  # ReplayChoices checks it
        events=events,
        benchmark=benchmark,
        candidates=tuple(candidate or ()),
        beta_window=beta_window,
        commission=commission,
        spread=spread,
    )
    if save is not None:
        checked_name(save)
    kept = compared_runs(compare or ())
    varied = varied_settings(grid or ())
    processes = (cores() if workers is None else workers) if varied else 1
    with Bar() as bar, working(processes) as pool:
        found = replayed(
            book,
            data=data,
            as_of=as_of,
            choices=choices,
            grid=varied,
            executor=pool,
            columns=columns,
            progress=bar,
        )
    if save is not None:
        replaced = save in saved_names()
        word = "replaced" if replaced else "saved"
        sys.stderr.write(f"hedgerow: {word} {save_run(found, save)}\n")
    show(beside(found, kept) if kept else found, html, csv, json=json)


def varied_settings(words: Sequence[str]) -> dict[str, list[float | str]]:
    """Settings and their values as they were typed.

    >>> varied_settings(["delta=-0.2,-0.3", "size-by=delta"])
    {'delta': [-0.2, -0.3], 'size_by': ['delta']}
    """
    found: dict[str, list[float | str]] = {}
    for text in words:
        name, equals, values = text.partition("=")
        several = [value.strip() for value in values.split(",")]
        if not (name.strip() and equals and all(several)):
            msg = f"grid {text!r} is not of the form NAME=VALUE,VALUE, like delta=-0.2,-0.3"
            raise InputError(msg)
        found[name.strip().replace("-", "_")] = [_value(value) for value in several]
    return found


def _value(text: str) -> float | str:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def runs(html: Html = None, csv: Csv = None, json: Json = False) -> None:
    """Which replays were saved? Every run of `backtest --save`."""
    from hedgerow.desk.saved_runs import saved_runs

    show(saved_runs(), html, csv, json=json)
