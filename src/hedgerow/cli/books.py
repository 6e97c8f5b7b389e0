"""Commands on a book: hedge it, find its index, measure its beta; and the calculator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Optional

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
    Window,
)
from hedgerow.cli.output import as_day, show

if TYPE_CHECKING:
    from hedgerow.desk.choices import HedgeChoices


def hedge(
    book: BookFile,
    columns: Columns = None,
    data: Data = None,
    as_of: AsOf = None,
    instrument: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="SYMBOL", help="Hedge with this instead of the best pairing."),
    ] = None,
    benchmark: Benchmark = "SPY",
    candidate: Candidate = None,
    window: Window = 252,
    delta: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="Put delta, -0.30 by default."),
    ] = None,
    moneyness: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="Strike over spot, instead of a delta."),
    ] = None,
    days: Annotated[int, typer.Option(help="Days to expiration aimed at.")] = 75,
    expiration: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="DATE", help="This expiration instead."),
    ] = None,
    roll_days: Annotated[int, typer.Option(help="Days left when the put is rolled.")] = 28,
    size_by: Annotated[
        str, typer.Option(help="notional, delta, scenario, floor or budget.")
    ] = "notional",
    ratio: Annotated[float, typer.Option(help="Share of the dollar beta to hedge.")] = 1.0,
    loss_limit: Annotated[float, typer.Option(help="Loss accepted, share of the book.")] = 0.10,
    scenario_move: Annotated[float, typer.Option(help="Index move of the scenario.")] = -0.20,
    scenario_points: Annotated[float, typer.Option(help="Its rise of ATM vol, points.")] = 30.0,
    floor_move: Annotated[float, typer.Option(help="Index move where the floor holds.")] = -0.30,
    budget: Annotated[
        float, typer.Option(help="Premium to spend, share of the book: 0.01 is 1 %.")
    ] = 0.01,
    stress: Annotated[
        str,
        typer.Option(
            help="Size to falling days where their ratio is higher: significant, always or never."
        ),
    ] = "significant",
    exercise: Annotated[
        str | None,
        typer.Option(help="european or american, instead of as the options are listed."),
    ] = None,
    short_term_rate: Annotated[float, typer.Option(help="US tax on short-term gains.")] = 0.37,
    long_term_rate: Annotated[float, typer.Option(help="US tax on long-term gains.")] = 0.20,
    commission: Annotated[float, typer.Option(help="USD a contract.")] = 0.65,
    spot: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="The instrument's price, instead of the data's."),
    ] = None,
    rate: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="Continuous short rate, decimal, instead of the data's."),
    ] = None,
    dividend_yield: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="Continuous yield, decimal, instead of the measured."),
    ] = None,
    html: Html = None,
    csv: Csv = None,
    json: Json = False,
) -> None:
    """How do I hedge this book? A sized and priced index put."""
    from hedgerow.desk import HedgeChoices, hedge_plan

    choices: HedgeChoices = HedgeChoices(
        instrument=instrument,
        benchmark=benchmark,
        candidates=tuple(candidate or ()),
        window=window,
        delta=delta,
        moneyness=moneyness,
        days=days,
        expiration=as_day(expiration),
        roll_days=roll_days,
        size_by=size_by,  # type: ignore[arg-type]  # HedgeChoices checks it
        ratio=ratio,
        loss_limit=loss_limit,
        scenario_move=scenario_move,
        scenario_points=scenario_points,
        floor_move=floor_move,
        budget=budget,
        exercise=exercise,  # type: ignore[arg-type]  # HedgeChoices checks it
        stress=stress,  # type: ignore[arg-type]  # HedgeChoices checks it
        short_term_rate=short_term_rate,
        long_term_rate=long_term_rate,
        commission=commission,
        spot=spot,
        rate=rate,
        dividend_yield=dividend_yield,
    )
    with Bar() as bar:
        plan = hedge_plan(
            book, data=data, as_of=as_of, choices=choices, columns=columns, progress=bar
        )
    show(plan, html, csv, json=json)


def pair(
    book: BookFile,
    columns: Columns = None,
    data: Data = None,
    as_of: AsOf = None,
    benchmark: Benchmark = "SPY",
    candidate: Candidate = None,
    window: Window = 252,
    html: Html = None,
    csv: Csv = None,
    json: Json = False,
) -> None:
    """Which index fits the book? Every candidate, and whether the better one is surely better."""
    from hedgerow.desk import pairing

    with Bar() as bar:
        found = pairing(
            book,
            data=data,
            as_of=as_of,
            benchmark=benchmark,
            candidates=candidate or (),
            window=window,
            columns=columns,
            progress=bar,
        )
    show(found, html, csv, json=json)


def beta(
    book: BookFile,
    columns: Columns = None,
    data: Data = None,
    as_of: AsOf = None,
    benchmark: Benchmark = "SPY",
    window: Window = 252,
    html: Html = None,
    csv: Csv = None,
    json: Json = False,
) -> None:
    """How does the book move with the market? Beta by position, calm and on bad days."""
    from hedgerow.desk import betas

    with Bar() as bar:
        found = betas(
            book,
            data=data,
            as_of=as_of,
            benchmark=benchmark,
            window=window,
            columns=columns,
            progress=bar,
        )
    show(found, html, csv, json=json)


def size(
    value: Annotated[float, typer.Option(help="Net value of the book, USD.")],
    beta: Annotated[float, typer.Option(help="Its beta to the index.")],
    spot: Annotated[float, typer.Option(help="Price of the index fund or index.")],
    delta: Annotated[float, typer.Option(help="Delta of the put.")] = -0.30,
    ratio: Annotated[
        Optional[list[float]],  # noqa: UP045
        typer.Option(help="Share of the beta to hedge; repeatable. 1, 0.5, 0.25 by default."),
    ] = None,
    multiplier: Annotated[int, typer.Option(help="Shares a contract.")] = 100,
    html: Html = None,
    csv: Csv = None,
    json: Json = False,
) -> None:
    """How many contracts? A calculator that needs no data."""
    from hedgerow.desk import size as sized

    show(
        sized(
            value=value,
            beta=beta,
            spot=spot,
            delta=delta,
            ratios=ratio or (1.0, 0.5, 0.25),
            multiplier=multiplier,
        ),
        html,
        csv,
        json=json,
    )


def demo(html: Html = None, csv: Csv = None, json: Json = False) -> None:
    """Show me, with no network: a seven-name book before the fall of 2018."""
    from hedgerow.desk import demo as demonstration

    show(demonstration(), html, csv, json=json)
