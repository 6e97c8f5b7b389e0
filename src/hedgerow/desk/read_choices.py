"""What may be chosen about a reading of the market, with the defaults."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hedgerow.errors import InputError


@dataclass(frozen=True, kw_only=True)
class ReadChoices:
    """Everything that may be chosen about a reading.

    Raises :class:`InputError` for a value outside its range.
    """

    hedge_days: int = 75
    """Calendar days that a hedge would live: catalysts within them count."""
    start: date | None = None
    """First session of the history; all there is without one."""
    model: bool = True
    """Ask the switching model for its regime too; the first time takes seconds."""

    def __post_init__(self) -> None:
        if not 1 <= self.hedge_days <= 1000:
            msg = f"hedge-days {self.hedge_days} must lie in 1 … 1000 (calendar days, like 75)"
            raise InputError(msg)
