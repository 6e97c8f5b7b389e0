"""Commands on a whole market: what it says, by which rules, and its VIX futures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Optional

import typer

from hedgerow.cli.bar import Bar
from hedgerow.cli.options import AsOf, Csv, Data, Events, Html, Json, Rules
from hedgerow.cli.output import as_day, show

if TYPE_CHECKING:
    from hedgerow.desk.evidence_choices import EvidenceChoices
    from hedgerow.desk.futures_choices import FuturesChoices
    from hedgerow.desk.read_choices import ReadChoices


def read(
    data: Data = None,
    as_of: AsOf = None,
    chain: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            metavar="CHAIN", help="Also the skew and dealers of this chain, file or symbol."
        ),
    ] = None,
    inputs: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="FILE", help="Inputs of your own: a CSV with date, input, value."),
    ] = None,
    events: Events = None,
    rules: Rules = None,
    hedge_days: Annotated[
        int, typer.Option(help="Calendar days that a hedge would live: catalysts within count.")
    ] = 75,
    start: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="DATE", help="First session of the history; all by default."),
    ] = None,
    model: Annotated[
        bool, typer.Option("--model/--no-model", help="Ask the switching model too.")
    ] = True,
    html: Html = None,
    csv: Csv = None,
    json: Json = False,
) -> None:
    """What does the volatility market say today, and why? Regime, signals, decision tables, hedge size."""
    from hedgerow.desk import ReadChoices, market_read

    choices: ReadChoices = ReadChoices(hedge_days=hedge_days, start=as_day(start), model=model)
    with Bar() as bar:
        found = market_read(
            data=data,
            as_of=as_of,
            chain=chain,
            inputs=inputs,
            events=events or (),
            rules=rules,
            choices=choices,
            progress=bar,
        )
    show(found, html, csv, json=json)


def rules(
    table: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option("--table", metavar="ID", help="Only this one, like DT-01; repeatable."),
    ] = None,
    own: Rules = None,
    html: Html = None,
    csv: Csv = None,
    json: Json = False,
) -> None:
    """By which rules? Every decision table with its conditions, thresholds and sources."""
    from hedgerow.desk import rules as book

    show(book(tables=tuple(table or ()), own=own), html, csv, json=json)


def evidence(
    data: Data = None,
    as_of: AsOf = None,
    table: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            "--table", metavar="ID", help="Only rows of this one, like DT-01; repeatable."
        ),
    ] = None,
    rules: Rules = None,
    inputs: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="FILE", help="Inputs of your own: a CSV with date, input, value."),
    ] = None,
    start: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="DATE", help="First session that counts; all by default."),
    ] = None,
    html: Html = None,
    csv: Csv = None,
    json: Json = False,
) -> None:
    """Has any of it evidence? What came after each row, each signal, each claim of the documents."""
    from hedgerow.desk import EvidenceChoices
    from hedgerow.desk import evidence as record

    choices: EvidenceChoices = EvidenceChoices(start=as_day(start), tables=tuple(table or ()))
    with Bar() as bar:
        found = record(
            data=data, as_of=as_of, rules=rules, inputs=inputs, choices=choices, progress=bar
        )
    show(found, html, csv, json=json)


def futures(
    data: Data = None,
    as_of: AsOf = None,
    etp: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            "--etp",
            metavar="SYMBOL",
            help="Only this fund: VXX, UVXY, SVXY, SVIX or UVIX; repeatable.",
        ),
    ] = None,
    holding: Annotated[int, typer.Option(help="Sessions that a fund is to be held.")] = 21,
    start: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="DATE", help="Compare the funds from here; all by default."),
    ] = None,
    html: Html = None,
    csv: Csv = None,
    json: Json = False,
) -> None:
    """What do VIX futures say? Curve, basis, roll, and the funds that roll them beside a simulation."""
    from hedgerow.desk import FuturesChoices
    from hedgerow.desk import futures as read

    choices: FuturesChoices = FuturesChoices(
        etp=tuple(etp or ()), holding=holding, start=as_day(start)
    )
    show(read(data=data, as_of=as_of, choices=choices), html, csv, json=json)


def morning(
    chain: Annotated[
        str,
        typer.Argument(
            metavar="CHAIN", help="A chain's file, or a symbol whose chain the data may have."
        ),
    ] = "SPX",
    data: Data = None,
    as_of: AsOf = None,
    last: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(metavar="PRICE", help="The price now, in the unit of the chain."),
    ] = None,
    events: Events = None,
    html: Html = None,
    csv: Csv = None,
    json: Json = False,
) -> None:
    """How far may the session go? One standard deviation, what the night has used, pins, dates ahead."""
    from hedgerow.desk import morning as card

    with Bar() as bar:
        found = card(chain, data=data, as_of=as_of, last=last, events=events or (), progress=bar)
    show(found, html, csv, json=json)
