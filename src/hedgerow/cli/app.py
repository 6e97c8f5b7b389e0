"""Commands and their options."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from typer.exceptions import TyperException

from hedgerow.cli import books, chains, checks, markets, replays, symbols
from hedgerow.errors import HedgerowError

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


COMMANDS = (
    books.hedge,
    books.pair,
    books.beta,
    replays.backtest,
    replays.runs,
    symbols.vol,
    symbols.premium,
    chains.surface,
    chains.vix,
    chains.expect,
    chains.exposure,
    markets.morning,
    markets.read,
    markets.rules,
    markets.evidence,
    markets.futures,
    books.size,
    books.demo,
    checks.verify,
)
"""In the order of ``--help``."""

for command in COMMANDS:
    app.command()(command)


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


def _usage(error: TyperException) -> str:
    """What is wrong with the command line; empty where help was printed instead."""
    message = " ".join(error.format_message().split()).rstrip(".")
    context = getattr(error, "ctx", None)
    hint = f"; see `{context.command_path} --help`" if context is not None else ""
    return message + hint if message else ""


def _failed(message: str, code: int) -> int:
    sys.stderr.write(f"hedgerow: {' '.join(message.split())}\n")
    return code
