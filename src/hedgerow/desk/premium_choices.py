"""What may be chosen about a reading of the premium, with the defaults."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from hedgerow.errors import InputError


@dataclass(frozen=True, kw_only=True)
class PremiumChoices:
    """Everything that may be chosen about a reading of the premium.

    Raises :class:`InputError` for a value outside its range.
    """

    window: int = 21
    """Sessions of the realized volatility that implied is held against."""
    rank_window: int = 252
    """Sessions of IV rank and IV percentile."""
    start: date | None = None
    """First session of the history; all there is without one."""
    forecast: bool = False
    """Let every forecasting model compete for the expected volatility, which takes minutes at first."""
    workers: int = 1
    """Processes that do it."""

    def __post_init__(self) -> None:
        for name, low, high, hint in (
            ("window", 2, 252, "sessions, like 21"),
            ("rank_window", 20, 2520, "sessions, like 252"),
            ("workers", 1, 64, "processes"),
        ):
            number = getattr(self, name)
            if not (math.isfinite(number) and low <= number <= high):
                msg = f"{name.replace('_', '-')} {number:g} must lie in {low} … {high} ({hint})"
                raise InputError(msg)
