"""Commands on an option chain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Optional

import typer

from hedgerow.cli.bar import Bar
from hedgerow.cli.options import (
    AsOf,
    Chain,
    Csv,
    Data,
    Events,
    Exercise,
    Html,
    Json,
    ParityRate,
    ParityYield,
)
from hedgerow.cli.output import show

if TYPE_CHECKING:
    from hedgerow.desk.expect_choices import ExpectChoices
    from hedgerow.desk.exposure_choices import ExposureChoices
    from hedgerow.desk.surface_choices import SurfaceChoices
    from hedgerow.desk.vix_choices import VixChoices


def surface(
    chain: Chain,
    data: Data = None,
    as_of: AsOf = None,
    earlier: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            "--earlier",
            metavar="CHAIN",
            help="An earlier chain, file or date: how the surface moves; repeatable.",
        ),
    ] = None,
    model: Annotated[
        str, typer.Option(help="spline, svi, ssvi, essvi, sabr or heston.")
    ] = "spline",
    tenor: Annotated[
        Optional[list[float]],  # noqa: UP045
        typer.Option("--tenor", metavar="DAYS", help="Metrics at this tenor; repeatable."),
    ] = None,
    days: Annotated[
        float, typer.Option(help="Days of the density and the puts with a condition.")
    ] = 30.0,
    barrier: Annotated[
        float, typer.Option(help="Level that knocks a put out, share of the spot.")
    ] = 0.85,
    moneyness: Annotated[
        float, typer.Option(help="Strike of the puts with a condition, share of the spot.")
    ] = 0.95,
    vol_barrier: Annotated[
        float, typer.Option(help="Realized volatility that knocks a put out, decimal.")
    ] = 0.30,
    paths: Annotated[int, typer.Option(help="Paths of the simulations.")] = 20_000,
    seed: Annotated[int, typer.Option(help="Of the simulations.")] = 0,
    exercise: Exercise = None,
    rate: ParityRate = None,
    dividend_yield: ParityYield = None,
    quick: Annotated[
        bool,
        typer.Option("--quick", help="The surface alone: no other models, no simulations."),
    ] = False,
    html: Html = None,
    csv: Csv = None,
    json: Json = False,
) -> None:
    """What does this chain say? An arbitrage-free surface, its metrics, density, local volatility."""
    from hedgerow.desk import SurfaceChoices
    from hedgerow.desk import surface as read

    choices: SurfaceChoices = SurfaceChoices(
        model=model,  # type: ignore[arg-type]  # SurfaceChoices checks it
        days=days,
        quick=quick,
        rate=rate,
        dividend_yield=dividend_yield,
        exercise=exercise,  # type: ignore[arg-type]  # SurfaceChoices checks it
        barrier=barrier,
        moneyness=moneyness,
        vol_barrier=vol_barrier,
        paths=paths,
        seed=seed,
        **({"tenors": tuple(tenor)} if tenor else {}),
    )
    with Bar() as bar:
        found = read(
            chain, data=data, as_of=as_of, earlier=earlier or (), choices=choices, progress=bar
        )
    show(found, html, csv, json=json)


def expect(
    chain: Chain,
    data: Data = None,
    as_of: AsOf = None,
    convention: Annotated[
        str,
        typer.Option(help="What is called the expected move: one_sigma, straddle or eighty_five."),
    ] = "one_sigma",
    sessions: Annotated[
        Optional[list[int]],  # noqa: UP045
        typer.Option("--sessions", help="Sessions ahead; repeatable. 1, 5 and 21 by default."),
    ] = None,
    events: Events = None,
    earlier: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            "--earlier",
            metavar="CHAIN",
            help="An earlier chain, file or date: what became of its straddles; repeatable.",
        ),
    ] = None,
    exercise: Exercise = None,
    rate: ParityRate = None,
    dividend_yield: ParityYield = None,
    html: Html = None,
    csv: Csv = None,
    json: Json = False,
) -> None:
    """How far do options price it to go? Straddles, bands for any horizon, their record, events ahead."""
    from hedgerow.desk import ExpectChoices
    from hedgerow.desk import expect as read

    choices: ExpectChoices = ExpectChoices(
        convention=convention,  # type: ignore[arg-type]  # ExpectChoices checks it
        rate=rate,
        dividend_yield=dividend_yield,
        exercise=exercise,  # type: ignore[arg-type]  # ExpectChoices checks it
        **({"horizons": tuple(sessions)} if sessions else {}),
    )
    with Bar() as bar:
        found = read(
            chain,
            data=data,
            as_of=as_of,
            events=events or (),
            earlier=earlier or (),
            choices=choices,
            progress=bar,
        )
    show(found, html, csv, json=json)


def exposure(
    chain: Chain,
    data: Data = None,
    as_of: AsOf = None,
    convention: Annotated[
        str,
        typer.Option(help="The dealers' side: calls_long, all_short, all_long or calls_short."),
    ] = "calls_long",
    width: Annotated[
        float, typer.Option(help="How far from the spot the flip is looked for, share of it.")
    ] = 0.15,
    exercise: Exercise = None,
    rate: ParityRate = None,
    dividend_yield: ParityYield = None,
    html: Html = None,
    csv: Csv = None,
    json: Json = False,
) -> None:
    """What would dealers have to trade? Gamma, vega, vanna, charm by strike, and where gamma flips."""
    from hedgerow.desk import ExposureChoices
    from hedgerow.desk import exposure as read

    choices: ExposureChoices = ExposureChoices(
        convention=convention,  # type: ignore[arg-type]  # ExposureChoices checks it
        width=width,
        rate=rate,
        dividend_yield=dividend_yield,
        exercise=exercise,  # type: ignore[arg-type]  # ExposureChoices checks it
    )
    with Bar() as bar:
        found = read(chain, data=data, as_of=as_of, choices=choices, progress=bar)
    show(found, html, csv, json=json)


def vix(
    chain: Annotated[
        str,
        typer.Argument(metavar="CHAIN", help="A chain's file, or a symbol like SPX with --as-of."),
    ],
    data: Data = None,
    as_of: AsOf = None,
    days: Annotated[
        Optional[list[float]],  # noqa: UP045
        typer.Option(
            "--days",
            metavar="DAYS",
            help="Calendar days of the index, 30 by default; more join its term structure.",
        ),
    ] = None,
    rate: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="Continuous rate, decimal, instead of the data's."),
    ] = None,
    html: Html = None,
    csv: Csv = None,
    json: Json = False,
) -> None:
    """How much volatility is priced? VIX by its rules from a chain, any days; SKEW; what it leaves out."""
    from hedgerow.desk import VixChoices, vix_index

    choices: VixChoices = VixChoices(days=tuple(days or (30.0,)), rate=rate)
    with Bar() as bar:
        found = vix_index(chain, data=data, as_of=as_of, choices=choices, progress=bar)
    show(found, html, csv, json=json)
