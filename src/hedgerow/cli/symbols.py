"""Commands on one symbol: how volatile it is, and what its options ask over that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Optional

import typer

from hedgerow.cli.bar import Bar
from hedgerow.cli.options import AsOf, Csv, Data, Html, Json
from hedgerow.cli.output import as_day, show

if TYPE_CHECKING:
    from hedgerow.desk.vol_choices import VolChoices


def vol(
    symbol: Annotated[
        str, typer.Argument(metavar="SYMBOL", help="Index, fund or share: SPX, SPY, AAPL.")
    ],
    data: Data = None,
    as_of: AsOf = None,
    window: Annotated[int, typer.Option(help="Sessions that the estimators look back.")] = 21,
    horizon: Annotated[int, typer.Option(help="Sessions ahead to forecast.")] = 21,
    level: Annotated[float, typer.Option(help="Share of past cases that the range held.")] = 0.80,
    start: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="DATE", help="First session of the history; all by default."),
    ] = None,
    model: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            "--model",
            metavar="NAME",
            help="Only this one competes, like har_log or gjr; repeatable.",
        ),
    ] = None,
    measure: Annotated[
        str, typer.Option(help="A session's variance: auto, intraday, range or squares.")
    ] = "auto",
    evaluate_from: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="DATE", help="Test the models from here; ten years by default."),
    ] = None,
    refit: Annotated[int, typer.Option(help="Sessions between two estimations.")] = 63,
    event_days: Annotated[int, typer.Option(help="Sessions ahead with an announcement.")] = 0,
    event_points: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="Volatility of such a session, points a year."),
    ] = None,
    basket: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="BOOK", help="Also the correlation of this book's shares."),
    ] = None,
    workers: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(help="Processes that test the models; as many as cores by default."),
    ] = None,
    html: Html = None,
    csv: Csv = None,
    json: Json = False,
) -> None:
    """How volatile is it, and what will it be? Estimators, cone, tails, a forecast with its record."""
    from hedgerow.desk import VolChoices, volatility
    from hedgerow.desk.walk import cores

    choices: VolChoices = VolChoices(
        window=window,
        horizon=horizon,
        level=level,
        start=as_day(start),
        models=tuple(model or ()),
        measure=measure,  # type: ignore[arg-type]  # VolChoices checks it
        evaluate_from=as_day(evaluate_from),
        refit=refit,
        event_days=event_days,
        event_points=event_points,
        workers=cores() if workers is None else workers,
    )
    with Bar() as bar:
        found = volatility(
            symbol, data=data, as_of=as_of, choices=choices, basket_of=basket, progress=bar
        )
    show(found, html, csv, json=json)


def premium(
    symbol: Annotated[
        str,
        typer.Argument(metavar="SYMBOL", help="SPX, SPY, QQQ, GLD, or the index itself: VIX."),
    ],
    data: Data = None,
    as_of: AsOf = None,
    chain: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="CHAIN", help="Also 30-day volatility of this chain, file or symbol."),
    ] = None,
    window: Annotated[int, typer.Option(help="Sessions of trailing realized volatility.")] = 21,
    rank_window: Annotated[int, typer.Option(help="Sessions of IV rank and percentile.")] = 252,
    start: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="DATE", help="First session of the history; all by default."),
    ] = None,
    forecast: Annotated[
        bool,
        typer.Option("--forecast", help="Let every model compete for the expected volatility."),
    ] = False,
    workers: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(help="Processes of --forecast; as many as cores by default."),
    ] = None,
    html: Html = None,
    csv: Csv = None,
    json: Json = False,
) -> None:
    """What do options ask over what comes? The premium in four flavours, IV rank, and its record."""
    from hedgerow.desk import PremiumChoices
    from hedgerow.desk import premium as read
    from hedgerow.desk.walk import cores

    choices: PremiumChoices = PremiumChoices(
        window=window,
        rank_window=rank_window,
        start=as_day(start),
        forecast=forecast,
        workers=cores() if workers is None else workers,
    )
    with Bar() as bar:
        found = read(symbol, data=data, as_of=as_of, chain=chain, choices=choices, progress=bar)
    show(found, html, csv, json=json)
