"""Draws the pictures of the README from real output: ``make pictures``."""

import io
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.terminal_theme import MONOKAI

from hedgerow.backtest.catalogue import PolicyChoices
from hedgerow.desk import (
    ReplayChoices,
    VolChoices,
    backtest,
    demo,
    expect,
    exposure,
    market_read,
    premium,
    surface,
    volatility,
)
from hedgerow.desk.result import Result
from hedgerow.report.hedge_page import demo_page

HERE = Path(__file__).parent / "pictures"
CHAIN = HERE.parents[1] / "examples" / "chain.csv"
BOOK = CHAIN.with_name("book.csv")
WIDTH = 100

# Rich's own page asks a font server for its typeface; this one uses what the reader has.
PAGE = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">{matrix}</g>
</g>
</svg>
"""


def pictures() -> dict[str, str]:
    """SVG by file name: one picture a part of ``hedgerow demo``."""
    page = demo_page(demo(), WIDTH)
    tables = {str(part.title): i for i, part in enumerate(page) if isinstance(part, Table)}

    def cut(title: str, parts: int) -> list[RenderableType]:
        """A table and what follows it."""
        at = next(i for name, i in tables.items() if name.startswith(title))
        return page[at : at + parts]

    cuts = {
        "demo-answer": page[2 : min(tables.values())],
        "demo-sizing": cut("How many?", 3),
        "demo-scenarios": cut("What ", 3),
        "demo-pairing": cut("Which index", 3),
        "demo-aftermath": page[-2:],
    }
    drawn = {}
    for name, parts in cuts.items():
        console = Console(record=True, width=WIDTH, file=io.StringIO(), highlight=False)
        console.print(Group(*parts))
        drawn[f"{name}.svg"] = console.export_svg(
            title="hedgerow demo", theme=MONOKAI, code_format=PAGE, unique_id=name
        )
    return drawn


PHOTOGRAPHS: Sequence[tuple[str, Callable[[], Result], Mapping[str, str]]] = (
    ("report.png", demo, {"report-payoff.png": "#figure-payoff"}),
    (
        "vol.png",
        lambda: volatility("SPX", data="demo:", as_of="2018-12-24", choices=VolChoices(workers=2)),
        {"vol-cone.png": "#figure-cone", "vol-forecast.png": "#figure-fan"},
    ),
    (
        "surface.png",
        lambda: surface(CHAIN),
        {"surface-space.png": "#figure-surface", "surface-density.png": "#figure-density"},
    ),
    (
        "premium.png",
        lambda: premium("SPX", data="demo:", as_of="2018-12-24"),
        {"premium-record.png": "#figure-levels"},
    ),
    ("read.png", lambda: market_read(data="demo:", as_of="2018-12-24"), {}),
    (
        "",
        lambda: backtest(
            BOOK,
            data="demo:",
            as_of="2018-12-24",
            choices=ReplayChoices(
                benchmark="SPX",
                policies=("put", "put-spread", "collar"),
                choices=PolicyChoices(instrument="XSP"),
            ),
        ),
        {"backtest-values.png": "#figure-values"},
    ),
    ("", lambda: expect(CHAIN), {"expect-cone.png": "#figure-cone"}),
    ("", lambda: exposure(CHAIN), {"exposure-profile.png": "#figure-profile"}),
)
"""The first screen of a report, if it is wanted, what makes it, and figures of it by the element that holds them."""


def photographs(folder: Path) -> None:
    """Reports in Chromium, where there is one."""
    chromium = which("chromium") or which("google-chrome")
    if chromium is None or find_spec("playwright") is None:
        return
    from playwright.sync_api import sync_playwright

    from hedgerow.report.html import write_report

    with TemporaryDirectory() as there, sync_playwright() as tools:
        browser = tools.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--enable-unsafe-swiftshader"]
        )
        for name, made, figures in PHOTOGRAPHS:
            result = made()
            page = write_report(result, Path(there) / f"{result.command}.html")
            tab = browser.new_page(viewport={"width": 1280, "height": 900})
            tab.goto(page.as_uri())
            tab.wait_for_function("document.querySelectorAll('.main-svg').length > 0")
            if name:
                tab.screenshot(path=folder / name)
            for picture, element in figures.items():
                figure = tab.locator(element)
                figure.scroll_into_view_if_needed()
                figure.screenshot(path=folder / picture)
        browser.close()


def main() -> None:
    """Write the pictures."""
    for name, svg in pictures().items():
        (HERE / name).write_text(svg, encoding="utf-8")
    photographs(HERE)


if __name__ == "__main__":
    main()
