"""What may be chosen about the reading of open interest, with the defaults."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import get_args

from hedgerow.errors import InputError, suggestion
from hedgerow.typing import Exercise
from hedgerow.volatility.premium.exposure import Convention

NAMES = get_args(Convention)


@dataclass(frozen=True, kw_only=True)
class ExposureChoices:
    """Everything that may be chosen about the reading of open interest.

    Raises :class:`InputError` for a value outside its range.
    """

    convention: Convention = "calls_long"
    """Which side the dealers are on."""
    width: float = 0.15
    """How far from the spot the flip is looked for, share of it."""
    steps: int = 60
    """Prices on either side at which every option is revalued."""
    rate: float | None = None
    """Continuously compounded, decimal, where parity does not imply one."""
    dividend_yield: float | None = None
    """Continuous, decimal; used where no strike is quoted on both sides."""
    exercise: Exercise | None = None
    """How the options are read, where that is not as they are listed."""

    def __post_init__(self) -> None:
        if self.convention not in NAMES:
            msg = (
                f"convention {self.convention!r} is not one of {', '.join(NAMES)}"
                f"{suggestion(self.convention, NAMES)}"
            )
            raise InputError(msg)
        for name, low, high, hint in (
            ("width", 0.01, 0.9, "a share of the spot, like 0.15"),
            ("steps", 5, 2000, "a whole number, like 60"),
        ):
            number = getattr(self, name)
            if not (math.isfinite(number) and low <= number <= high):
                msg = f"{name} {number:g} must lie in {low:g} … {high:g} ({hint})"
                raise InputError(msg)
