"""What may be chosen about expected moves, with the defaults."""

from __future__ import annotations

from dataclasses import dataclass

from hedgerow.errors import InputError
from hedgerow.typing import Exercise
from hedgerow.volatility.premium.expected_move import MoveConvention, checked_factor

LONGEST = 1260
"""Sessions, five years."""


@dataclass(frozen=True, kw_only=True)
class ExpectChoices:
    """Everything that may be chosen about expected moves.

    Raises :class:`InputError` for a value outside its range.
    """

    convention: MoveConvention = "one_sigma"
    """Which band is called the expected move."""
    horizons: tuple[int, ...] = (1, 5, 21)
    """Sessions ahead."""
    rate: float | None = None
    """Continuously compounded, decimal, where parity does not imply one."""
    dividend_yield: float | None = None
    """Continuous, decimal; used where no strike is quoted on both sides."""
    exercise: Exercise | None = None
    """How the options are read, where that is not as they are listed."""

    def __post_init__(self) -> None:
        checked_factor(self.convention)
        if not self.horizons:
            raise InputError("no horizon; give one at least, like --sessions 5")
        for sessions in self.horizons:
            if not 1 <= sessions <= LONGEST:
                msg = f"sessions {sessions} must lie in 1 … {LONGEST}, like 5 for a week"
                raise InputError(msg)
