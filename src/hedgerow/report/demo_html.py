"""The demonstration as a page: the plan, and what then happened."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hedgerow.plots.aftermath import aftermath
from hedgerow.report.blocks import Badge, Drawing, Heading, Page, Row, Section, Table
from hedgerow.report.figures import dollars, number, price, signed_dollars, signed_percent, words
from hedgerow.report.hedge_html import hedge_html

if TYPE_CHECKING:
    from hedgerow.desk.demonstration import Demo


def demo_html(demo: Demo) -> Page:
    """The page of ``hedgerow demo``."""
    page = hedge_html(demo)
    answer = replace(page.answer, eyebrow=f"Demonstration · {page.answer.eyebrow}")
    return Page(
        f"Demonstration: {page.title}",
        answer,
        [*page.sections[:2], _aftermath(demo), *page.sections[2:]],
    )


def _aftermath(demo: Demo) -> Section:
    last, value = demo.aftermath[-1], demo.book.value
    outcome = (
        f"By {last.date} the book had made {signed_percent(last.book / value)}, the hedged book "
        f"{signed_percent(last.hedged / value)}."
    )
    return Section(
        "aftermath",
        "What then happened",
        f"{outcome} Real prices that two dependencies ship, modelled option prices; the day was "
        "chosen with hindsight: it is the top of 2018.",
        [
            Drawing(
                "figure-aftermath",
                "Profit and loss since the hedge was bought, USD, before trading costs",
                f"{outcome} At its end the puts had made {dollars(last.puts)} USD.",
                aftermath(demo.aftermath),
                360,
                [Badge("modelled", "modelled", "modelled"), Badge("P&L", "", "aftermath")],
            ),
            Table(
                "Marked weekly, USD",
                [
                    Heading("date", words=True),
                    Heading("index", "spot"),
                    Heading("VIX", "vix"),
                    Heading("book", "aftermath"),
                    Heading("puts", "aftermath"),
                    Heading("hedged book", "aftermath"),
                    Heading("event", words=True),
                ],
                [
                    Row(
                        [
                            mark.date.isoformat(),
                            price(mark.index),
                            number(mark.vix, 1),
                            signed_dollars(mark.book),
                            signed_dollars(mark.puts),
                            signed_dollars(mark.hedged),
                            words(mark.event),
                        ]
                    )
                    for mark in demo.aftermath
                ],
                folded=True,
            ),
        ],
    )
