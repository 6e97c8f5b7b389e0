"""What may be chosen about the evidence, with the defaults."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hedgerow.regime.rule_book import TABLE, named


@dataclass(frozen=True, kw_only=True)
class EvidenceChoices:
    """Everything that may be chosen about the evidence; horizons are fixed.

    Raises :class:`InputError` for a table that there is not.
    """

    start: date | None = None
    """First session that counts; all there is without one. States before it are known all the same."""
    tables: tuple[str, ...] = ()
    """Tables to show, all without any; ``DT-02`` is every part of it. What is tested, and q, is over all."""

    def __post_init__(self) -> None:
        found = [name for asked in self.tables for name in named(asked, TABLE)]
        object.__setattr__(self, "tables", tuple(dict.fromkeys(found)) or tuple(TABLE))
