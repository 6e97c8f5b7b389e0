"""Results as pages in a terminal: the answer, why it may be doubted, its sources."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, TypeAlias

from rich.console import Console, Group, RenderableType
from rich.text import Text

from hedgerow.desk.result import Result

Page: TypeAlias = Callable[[Any, int], list[RenderableType]]
"""A result as parts for a width in characters."""

WIDTH = 100
ADVICE = "Not investment advice."

PAGES: Mapping[str, str] = {
    "size": "pages:size_page",
    "beta": "pages:beta_page",
    "pair": "pages:pairing_page",
    "hedge": "hedge_page:hedge_page",
    "backtest": "backtest_page:backtest_page",
    "runs": "backtest_runs_page:runs_page",
    "demo": "hedge_page:demo_page",
    "verify": "verify_page:verify_page",
    "vol": "vol_page:vol_page",
    "premium": "premium_page:premium_page",
    "surface": "surface_page:surface_page",
    "vix": "vix_page:vix_page",
    "futures": "futures_page:futures_page",
    "expect": "expect_page:expect_page",
    "exposure": "exposure_page:exposure_page",
    "evidence": "evidence_page:evidence_page",
    "morning": "morning_page:morning_page",
    "read": "read_page:read_page",
    "rules": "rules_page:rules_page",
}
"""The page of each command, by module and function: only the one that is asked for is loaded."""


def show(result: Result, console: Console | None = None) -> None:
    """Print a result; 100 characters wide into a file or a pipe, unless COLUMNS says otherwise."""
    if console is None:
        console = Console(highlight=False)
        if not console.is_terminal and "COLUMNS" not in os.environ:
            console = Console(highlight=False, width=WIDTH)
    console.print(page(result, console.width))


def page(result: Result, width: int = WIDTH) -> RenderableType:
    """A result with why it is degraded, what to know, and its sources."""
    module, name = PAGES[result.command].split(":")
    made: Page = getattr(import_module(f"hedgerow.report.{module}"), name)
    return Group(*made(result, width), *_footer(result))


def _footer(result: Result) -> list[RenderableType]:
    lines: list[RenderableType] = [
        *(_note(result.status.state, reason, "yellow") for reason in result.status.reasons),
        *(_note("note", warning, "dim") for warning in result.warnings),
    ]
    if result.provenance:
        sources = " · ".join(f"{table}: {place}" for table, place in result.provenance.items())
        lines.append(_note("sources", sources, "dim"))
    lines.append(Text(ADVICE, style="dim"))
    return lines


def _note(label: str, text: str, style: str) -> Text:
    return Text.assemble((f"{label}: ", f"bold {style}"), (text, style))
