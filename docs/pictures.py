"""Draws the pictures of the README from real output: ``make pictures``."""

from pathlib import Path

from rich.console import Console, Group
from rich.terminal_theme import MONOKAI

from hedgerow.desk import demo
from hedgerow.report.tables import demo_tables

HERE = Path(__file__).parent / "pictures"
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


def main() -> None:
    """Write one picture a part of ``hedgerow demo``."""
    tables = demo_tables(demo())
    parts = {
        "demo-pairing": (tables[1:3], tables[4:7]),
        "demo-sizing": (tables[7:12],),
        "demo-scenarios": (tables[12:17],),
        "demo-aftermath": (tables[-2:],),
    }
    for name, groups in parts.items():
        console = Console(record=True, width=WIDTH, file=(HERE / "log").open("w"), highlight=False)
        for group in groups:
            console.print(Group(*group))
        svg = console.export_svg(
            title="hedgerow demo", theme=MONOKAI, code_format=PAGE, unique_id=name
        )
        (HERE / f"{name}.svg").write_text(svg, encoding="utf-8")
    (HERE / "log").unlink()


if __name__ == "__main__":
    main()
