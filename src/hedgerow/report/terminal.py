"""Results as pages in a terminal: the answer, why it may be doubted, its sources."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.text import Text

from hedgerow.desk.result import Result
from hedgerow.report.expect_page import expect_page
from hedgerow.report.exposure_page import exposure_page
from hedgerow.report.futures_page import futures_page
from hedgerow.report.hedge_page import demo_page, hedge_page
from hedgerow.report.pages import beta_page, pairing_page, size_page
from hedgerow.report.premium_page import premium_page
from hedgerow.report.surface_page import surface_page
from hedgerow.report.verify_page import verify_page
from hedgerow.report.vix_page import vix_page
from hedgerow.report.vol_page import vol_page

WIDTH = 100
ADVICE = "Not investment advice."

PAGES: Mapping[str, Callable[[Any, int], list[RenderableType]]] = {
    "size": size_page,
    "beta": beta_page,
    "pair": pairing_page,
    "hedge": hedge_page,
    "demo": demo_page,
    "verify": verify_page,
    "vol": vol_page,
    "premium": premium_page,
    "surface": surface_page,
    "vix": vix_page,
    "futures": futures_page,
    "expect": expect_page,
    "exposure": exposure_page,
}
"""The page of each command, for a width in characters."""


def show(result: Result, console: Console | None = None) -> None:
    """Print a result; 100 characters wide into a file or a pipe, unless COLUMNS says otherwise."""
    if console is None:
        console = Console(highlight=False)
        if not console.is_terminal and "COLUMNS" not in os.environ:
            console = Console(highlight=False, width=WIDTH)
    console.print(page(result, console.width))


def page(result: Result, width: int = WIDTH) -> RenderableType:
    """A result with why it is degraded, what to know, and its sources."""
    return Group(*PAGES[result.command](result, width), *_footer(result))


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
