"""Options that recur, and how they read."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

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
Chain = Annotated[
    str,
    typer.Argument(metavar="CHAIN", help="A chain's file, or a symbol like SPX with --as-of."),
]
Exercise = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(help="european or american, instead of as the options are listed."),
]
ParityRate = Annotated[
    Optional[float],  # noqa: UP045
    typer.Option("--rate", help="Continuous rate, decimal, where parity does not imply one."),
]
ParityYield = Annotated[
    Optional[float],  # noqa: UP045
    typer.Option(
        "--dividend-yield",
        help="Continuous yield, decimal, where no strike is quoted on both sides.",
    ),
]
Events = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(
        metavar="FILE", help="Your own events beside FOMC and CPI: CSV with date, name, time."
    ),
]
Rules = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--rules", metavar="FILE", help="Thresholds of your own: a TOML file."),
]
