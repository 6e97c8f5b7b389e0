"""Commands on an option chain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Optional

import typer

from hedgerow.cli.bar import Bar
from hedgerow.cli.options import AsOf, Csv, Data, Html, Json
from hedgerow.cli.output import show

if TYPE_CHECKING:
    from hedgerow.desk.surface_choices import SurfaceChoices


def surface(
    chain: Annotated[
        str,
        typer.Argument(metavar="CHAIN", help="A chain's file, or a symbol like SPX with --as-of."),
    ],
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
    exercise: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="european or american, instead of as the options are listed."),
    ] = None,
    rate: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="Continuous rate, decimal, where parity does not imply one."),
    ] = None,
    dividend_yield: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="Continuous yield, decimal, where no strike is quoted on both sides."),
    ] = None,
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
    if found.status.state == "unavailable":
        raise typer.Exit(3)
