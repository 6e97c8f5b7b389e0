"""What a page for the browser is made of: sections of facts, tables, figures and words.

Nothing here knows HTML, and nothing in the template knows finance. Every text is untrusted until the
template has escaped it. A *term* is a key of :mod:`hedgerow.report.glossary`, where the figure is
defined with its unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Tone: TypeAlias = Literal["", "chosen", "muted", "quoted", "modelled", "ok", "degraded"]


@dataclass(frozen=True, slots=True)
class Badge:
    """A word on how far to trust what stands beside it."""

    text: str
    tone: Tone
    term: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its words, and the term that defines it."""

    text: str
    term: str = ""
    words: bool = False
    """To the left; otherwise a number, to the right."""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells in the order of the headings; the first names the row."""

    cells: Sequence[str]
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings. Wide ones scroll inside their frame, never the page."""

    kind: ClassVar[str] = "table"
    caption: str
    headings: Sequence[Heading]
    rows: Sequence[Row]
    note: str = ""
    folded: bool = False
    """Shown on demand: the numbers behind a figure."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure with its name."""

    label: str
    value: str
    term: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Several figures side by side."""

    kind: ClassVar[str] = "facts"
    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    kind: ClassVar[str] = "words"
    text: str
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Points:
    """A list of sentences."""

    kind: ClassVar[str] = "points"
    items: Sequence[str]


@dataclass(frozen=True, slots=True)
class Code:
    """A line to copy, with a button that does."""

    kind: ClassVar[str] = "code"
    key: str
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure, and in words what it shows."""

    kind: ClassVar[str] = "drawing"
    key: str
    caption: str
    alternative: str
    """What a reader who cannot see it should know."""
    figure: Figure
    height: int
    """CSS pixels."""
    marks: Sequence[Badge]
    """Whether it rests on quotes, a model or measured returns; and what its figures mean."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A length beside its number."""

    label: str
    value: str
    share: float
    """Of the longest, −1 … 1; a loss is negative."""
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """A few lengths to compare, without a script."""

    kind: ClassVar[str] = "bars"
    caption: str
    bars: Sequence[Bar]


Block: TypeAlias = Table | Facts | Words | Points | Code | Drawing | Bars


@dataclass(frozen=True, slots=True)
class Section:
    """One question with its answer."""

    key: str
    title: str
    lead: str
    """The answer in a sentence; empty where the table says it."""
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Answer:
    """The first screen."""

    eyebrow: str
    headline: str
    sentence: str
    """For a reader who has never bought a put."""
    badges: Sequence[Badge]
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Page:
    """An answer, then its sections in order."""

    title: str
    answer: Answer
    sections: Sequence[Section]


def bars(caption: str, entries: Iterable[tuple[str, str, float, Tone]]) -> Bars:
    """Bars on one scale: the longest fills the width."""
    rows = list(entries)
    longest = max((abs(size) for _, _, size, _ in rows), default=0.0) or 1.0
    return Bars(caption, [Bar(label, text, size / longest, t) for label, text, size, t in rows])


def without_empty(sections: Iterable[Section | None]) -> list[Section]:
    """The sections that have something to say."""
    return [section for section in sections if section is not None]
