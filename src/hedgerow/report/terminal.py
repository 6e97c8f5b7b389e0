"""Results as pages in a terminal: the tables of an answer, its doubts, its sources."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.text import Text

from hedgerow.desk.result import Result
from hedgerow.report.tables import TABLES

WIDTH = 100
ADVICE = "Not investment advice."


def show(result: Result, console: Console | None = None) -> None:
    """Print a result; at least 100 columns wide where the output is not a terminal."""
    console = console or Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=max(WIDTH, console.width), file=console.file)
    console.print(page(result))


def page(result: Result) -> RenderableType:
    """The tables of a result, then why it is degraded, warnings and sources."""
    return Group(*TABLES[result.command](result), *_footer(result))


def _footer(result: Result) -> list[RenderableType]:
    lines: list[RenderableType] = [
        *(_note("degraded", reason, "yellow") for reason in result.status.reasons),
        *(_note("note", warning, "dim") for warning in result.warnings),
    ]
    if result.provenance:
        sources = " · ".join(f"{table}: {place}" for table, place in result.provenance.items())
        lines.append(_note("sources", sources, "dim"))
    lines.append(Text(ADVICE, style="dim"))
    return lines


def _note(label: str, text: str, style: str) -> Text:
    return Text.assemble((f"{label}: ", f"bold {style}"), (text, style))
