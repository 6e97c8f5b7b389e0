"""Are these numbers right? Every published result and identity beside what the library gives."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from hedgerow.data.progress import Progress, Silence
from hedgerow.desk.result import Result, Status
from hedgerow.reference import Reference

Registry: TypeAlias = Mapping[str, Mapping[str, Sequence[Reference]]]
"""References by room and chapter."""
LONGEST_ERROR = 200
"""Characters of an error that are kept."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One reference and ours."""

    name: str
    ours: float
    """NaN where it could not be computed."""
    reference: float
    difference: float
    """Ours less the reference."""
    tolerance: float
    """Largest absolute difference that counts as equal."""
    source: str
    ok: bool
    room: str
    chapter: str
    error: str
    """Why it could not be computed, in one line; empty where it could."""


@dataclass(frozen=True, kw_only=True)
class Verification(Result):
    """Every reference result beside ours."""

    command: ClassVar[str] = "verify"
    main_table: ClassVar[str] = "results"
    checked: int
    agree: int
    results: tuple[Compared, ...]

    @property
    def passed(self) -> bool:
        """Nothing is off, and something was compared."""
        return 0 < self.checked == self.agree

    @property
    def off(self) -> tuple[Compared, ...]:
        """Those that do not agree."""
        return tuple(row for row in self.results if not row.ok)


def registry() -> Registry:
    """The references that the rooms export, in the order of the house.

    A room with published results has a module ``references`` with ``CHAPTERS``, and a line here.
    """
    from hedgerow.hedge import references as hedge
    from hedgerow.pricing import references as pricing
    from hedgerow.volatility import references as volatility

    return {
        "pricing": pricing.CHAPTERS,
        "volatility": volatility.CHAPTERS,
        "hedge": hedge.CHAPTERS,
    }


def verify(*, references: Registry | None = None, progress: Progress | None = None) -> Verification:
    """Each reference computed here and compared: those of every room, or ``references`` instead.

    One that raises, or gives no finite number, is off; the others are still compared.

    >>> from hedgerow.reference import Reference
    >>> half = Reference("a half", lambda: 1 / 2, 0.5, 0.0, "arithmetic")
    >>> verify(references={"pricing": {"numbers": [half]}}).agree
    1
    """
    progress = progress or Silence()
    chapters = registry() if references is None else references
    listed = [
        (room, chapter, reference)
        for room, its in chapters.items()
        for chapter, ones in its.items()
        for reference in ones
    ]
    results: list[Compared] = []
    progress.advance("references", 0, len(listed))
    for room, chapter, reference in listed:
        results.append(_compared(room, chapter, reference))
        progress.advance("references", len(results), len(listed))
    off = sum(not row.ok for row in results)
    reasons = [f"{off} of {len(results)} results are off their references"] if off else []
    return Verification(
        as_of=None,
        status=Status.of(reasons or ([] if results else ["there is no reference to compare"])),
        checked=len(results),
        agree=len(results) - off,
        results=tuple(results),
    )


def _compared(room: str, chapter: str, reference: Reference) -> Compared:
    ours, error = math.nan, ""
    try:
        ours = float(reference.ours())
    except Exception as raised:  # noqa: BLE001 - whatever it is, the others are still compared
        error = " ".join(f"{type(raised).__name__}: {raised}".split())[:LONGEST_ERROR]
    difference = ours - reference.published
    return Compared(
        name=reference.name,
        ours=ours,
        reference=reference.published,
        difference=difference,
        tolerance=reference.tolerance,
        source=reference.source,
        ok=abs(difference) <= reference.tolerance,  # false for NaN
        room=room,
        chapter=chapter,
        error=error,
    )
