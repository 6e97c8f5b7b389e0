"""Commands and their options."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Optional

import typer
from typer.exceptions import TyperException

from hedgerow.cli.bar import Bar
from hedgerow.errors import HedgerowError

if TYPE_CHECKING:
    from hedgerow.desk.choices import HedgeChoices
    from hedgerow.desk.result import Result

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it; typer leaves with it by itself."""

app = typer.Typer(
    name="hedgerow",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    if asked:
        import hedgerow

        typer.echo(f"hedgerow {hedgerow.__version__}")
        raise typer.Exit


@app.callback()
def hedgerow(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Hedge the whole book, not every position. Not investment advice.

    Volatility options are in points; rates, deltas, ratios and shares are decimals (0.10 is 10 %).
    """


BookFile = Annotated[
    str, typer.Argument(metavar="BOOK", help="CSV, JSON or YAML: symbol, quantity or value.")
]
Columns = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--columns", metavar="FILE", help="Column map (TOML) of a CSV in another layout."),
]
Data = Annotated[
    Optional[list[str]],  # noqa: UP045 - typer reads annotations at run time
    typer.Option(
        "--data", metavar="SOURCE", help="Folder, file, yahoo: or cboe: of market data; repeatable."
    ),
]
AsOf = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--as-of", metavar="DATE", help="End of this session (YYYY-MM-DD)."),
]
Benchmark = Annotated[str, typer.Option(help="Beta is measured to this.")]
Candidate = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--candidate", metavar="SYMBOL", help="Try this too; repeatable."),
]
Window = Annotated[int, typer.Option(help="Sessions of history for betas and ratios.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document and nothing else.")]
Html = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--html", metavar="FILE", help="Also write a page for the browser: one file."),
]
Csv = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--csv", metavar="FOLDER", help="Also write every table as a CSV file."),
]


@app.command()
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
        expiration=_day(expiration),
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
    _show(plan, html, csv, json=json)


@app.command()
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
    _show(found, html, csv, json=json)


@app.command()
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
    _show(found, html, csv, json=json)


@app.command()
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
        start=_day(start),
        models=tuple(model or ()),
        measure=measure,  # type: ignore[arg-type]  # VolChoices checks it
        evaluate_from=_day(evaluate_from),
        refit=refit,
        event_days=event_days,
        event_points=event_points,
        workers=cores() if workers is None else workers,
    )
    with Bar() as bar:
        found = volatility(
            symbol, data=data, as_of=as_of, choices=choices, basket_of=basket, progress=bar
        )
    _show(found, html, csv, json=json)


@app.command()
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
    _show(found, html, csv, json=json)
    if found.status.state == "unavailable":
        raise typer.Exit(3)


@app.command()
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

    _show(
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


@app.command()
def demo(html: Html = None, csv: Csv = None, json: Json = False) -> None:
    """Show me, with no network: a seven-name book before the fall of 2018."""
    from hedgerow.desk import demo as demonstration

    _show(demonstration(), html, csv, json=json)


@app.command()
def verify(html: Html = None, csv: Csv = None, json: Json = False) -> None:
    """Are these numbers right? Every published result beside ours; exit code 1 if one is off."""
    from hedgerow.desk import verify as verified

    with Bar() as bar:
        found = verified(progress=bar)
    _show(found, html, csv, json=json)
    if not found.passed:
        raise typer.Exit(1)


def run(arguments: Sequence[str]) -> int:
    """The exit code of the command line; errors are one line on standard error."""
    _write_anything()
    try:
        code = app(args=list(arguments), standalone_mode=False)
        sys.stdout.flush()
    except HedgerowError as error:
        return _failed(str(error), error.exit_code)
    except typer.Exit as leaving:
        return leaving.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return _failed("interrupted", INTERRUPTED)
    except BrokenPipeError:
        # the reader (`| head`) has seen enough
        sys.stderr.close()
        return 0
    except OSError as error:
        # what was read has its own errors; this is the output
        sys.stdout = None  # it would fail once more at exit
        return _failed(f"cannot write the output ({error.strerror})", 1)
    except TyperException as error:
        message = _usage(error)
        return _failed(message, error.exit_code) if message else 0
    if code == INTERRUPTED:  # typer swallows the interrupt
        return _failed("interrupted", INTERRUPTED)
    return code if isinstance(code, int) else 0


def _write_anything() -> None:
    """Let output survive a terminal or a file whose encoding lacks a sign."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="replace")


def _day(text: str | None) -> date | None:
    from hedgerow.desk.settings import day

    return day(text)


def _show(result: Result, html: str | None, csv: str | None, *, json: bool) -> None:
    """Files first: where one cannot be written, standard output stays empty."""
    if html is not None:
        from hedgerow.report.html import write_report

        sys.stderr.write(f"hedgerow: wrote {write_report(result, html)}\n")
    if csv is not None:
        from hedgerow.report.files import write_tables

        written = write_tables(result, csv)
        sys.stderr.write(f"hedgerow: wrote {len(written)} tables into {csv}\n")
    if json:
        typer.echo(result.to_json())
        return
    from hedgerow.report.terminal import show

    show(result)


def _usage(error: TyperException) -> str:
    """What is wrong with the command line; empty where help was printed instead."""
    message = " ".join(error.format_message().split()).rstrip(".")
    context = getattr(error, "ctx", None)
    hint = f"; see `{context.command_path} --help`" if context is not None else ""
    return message + hint if message else ""


def _failed(message: str, code: int) -> int:
    sys.stderr.write(f"hedgerow: {' '.join(message.split())}\n")
    return code
