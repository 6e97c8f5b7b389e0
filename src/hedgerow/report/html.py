"""Results as pages for a browser: one file that asks nothing of any host.

A strict content security policy stands in the page: scripts run only by their SHA-256, nothing is
fetched, pictures are inline. Equal results give equal bytes.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hedgerow.report.backtest_html import backtest_html
from hedgerow.report.backtest_runs_html import runs_html
from hedgerow.report.beta_html import beta_html
from hedgerow.report.blocks import Block, Drawing, Facts, Page, Table
from hedgerow.report.demo_html import demo_html
from hedgerow.report.evidence_html import evidence_html
from hedgerow.report.expect_html import expect_html
from hedgerow.report.exposure_html import exposure_html
from hedgerow.report.files import write
from hedgerow.report.futures_html import futures_html
from hedgerow.report.glossary import TERMS, defined
from hedgerow.report.hedge_html import hedge_html
from hedgerow.report.morning_html import morning_html
from hedgerow.report.pairing_html import pairing_html
from hedgerow.report.premium_html import premium_html
from hedgerow.report.read_html import read_html
from hedgerow.report.rules_html import rules_html
from hedgerow.report.size_html import size_html
from hedgerow.report.surface_html import surface_html
from hedgerow.report.terminal import ADVICE
from hedgerow.report.verify_html import verify_html
from hedgerow.report.vix_html import vix_html
from hedgerow.report.vol_html import vol_html

if TYPE_CHECKING:
    from jinja2 import Template

    from hedgerow.desk.result import Result

HTML_PAGES: Mapping[str, Callable[[Any], Page]] = {
    "size": size_html,
    "beta": beta_html,
    "pair": pairing_html,
    "hedge": hedge_html,
    "backtest": backtest_html,
    "runs": runs_html,
    "demo": demo_html,
    "verify": verify_html,
    "vol": vol_html,
    "premium": premium_html,
    "surface": surface_html,
    "vix": vix_html,
    "futures": futures_html,
    "expect": expect_html,
    "exposure": exposure_html,
    "read": read_html,
    "rules": rules_html,
    "evidence": evidence_html,
    "morning": morning_html,
}
"""The page of each command."""

NARROW, WIDE = "\u202f", "\u00a0"
"""Spaces at which no line breaks."""
SHIPPED = files("hedgerow.report") / "templates"


def write_report(result: Result, path: str | Path) -> Path:
    """The result's page as a file, whole or not at all.

    Raises :class:`InputError` where it cannot be written.
    """
    return write(path, report(result), hint="--html")


def report(result: Result) -> str:
    """The result as one self-contained HTML page."""
    page = HTML_PAGES[result.command](result)
    drawn = any(isinstance(block, Drawing) for block in _blocks(page))
    scripts = [_shipped("page.js")]
    if drawn:
        from plotly.offline import get_plotlyjs

        scripts = [get_plotlyjs(), _shipped("figures.js"), *scripts]
    reproduce = getattr(result, "reproduce", "")
    return _template().render(
        page=page,
        result=result,
        terms=TERMS,
        glossary=defined(_terms(page)),
        reproduce=reproduce,
        sourced=any((result.status.reasons, result.warnings, result.provenance, reproduce)),
        advice=ADVICE,
        style=_shipped("page.css"),
        scripts=scripts,
        script_hashes=" ".join(f"'sha256-{_digest(script)}'" for script in scripts),
    )


def _blocks(page: Page) -> Iterator[Block]:
    yield from page.answer.blocks
    for section in page.sections:
        yield from section.blocks


def _terms(page: Page) -> Iterator[str]:
    """Every term that the page uses."""
    for badge in page.answer.badges:
        yield badge.term
    for block in _blocks(page):
        if isinstance(block, Table):
            yield from (heading.term for heading in block.headings)
        elif isinstance(block, Drawing):
            yield from (mark.term for mark in block.marks)
        elif isinstance(block, Facts):
            yield from (fact.term for fact in block.facts)


def _unbroken(value: object) -> object:
    """A number stays on the line of its unit; what is marked safe is left alone."""
    if type(value) is str:
        return value.replace(" %", NARROW + "%").replace(" USD", WIDE + "USD")
    return value


def _digest(script: str) -> str:
    return b64encode(sha256(script.encode()).digest()).decode()


@cache
def _shipped(name: str) -> str:
    return (SHIPPED / name).read_text(encoding="utf-8")


@cache
def _template() -> Template:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(_shipped),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_unbroken,
    )
    return environment.get_template("page.html")
