"""Every figure of a page, with its unit and what it means.

The keys are those of the JSON document wherever it holds the figure, so that a page and
``docs/json.md`` speak of the same thing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hedgerow.report.terms import (
    backtest,
    book,
    evidence,
    expect,
    exposure,
    futures,
    morning,
    premium,
    read,
    surface,
    vix,
    vol,
)


@dataclass(frozen=True, slots=True)
class Term:
    """A definition."""

    key: str
    name: str
    unit: str
    meaning: str


TERMS: dict[str, Term] = {
    key: Term(key, name, unit, meaning)
    for key, name, unit, meaning in (
        *book.ROWS,
        *vol.ROWS,
        *premium.ROWS,
        *surface.ROWS,
        *vix.ROWS,
        *futures.ROWS,
        *expect.ROWS,
        *exposure.ROWS,
        *read.ROWS,
        *evidence.ROWS,
        *morning.ROWS,
        *backtest.ROWS,
    )
}


def defined(keys: Iterable[str]) -> list[Term]:
    """The terms in use, in the order of the glossary.

    >>> [term.name for term in defined(["strike", "premium"])]
    ['Premium', 'Strike']
    """
    used = set(keys)
    unknown = used - TERMS.keys() - {""}
    if unknown:
        msg = f"no definition of {', '.join(sorted(unknown))} in the glossary"
        raise KeyError(msg)
    return [term for key, term in TERMS.items() if key in used]
