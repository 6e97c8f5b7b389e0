"""What may be chosen about a volatility index, with the defaults."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hedgerow.errors import InputError

LONGEST = 3650.0


@dataclass(frozen=True, kw_only=True)
class VixChoices:
    """Everything that may be chosen about a volatility index.

    Raises :class:`InputError` for a value outside its range.
    """

    days: tuple[float, ...] = (30.0,)
    """Calendar days of the index; further ones join the term structure."""
    rate: float | None = None
    """Continuously compounded, decimal, of every expiration, instead of the data's."""

    def __post_init__(self) -> None:
        if not self.days:
            raise InputError("no target; give one at least, like --days 30")
        for days in self.days:
            if not (math.isfinite(days) and 0 < days <= LONGEST):
                msg = f"days {days:g} must lie in 0 … {LONGEST:g}, above 0 (calendar days, like 30)"
                raise InputError(msg)
        if self.rate is not None and not (math.isfinite(self.rate) and -0.1 <= self.rate <= 0.5):
            raise InputError(f"rate {self.rate:g} must lie in -0.1 … 0.5 (a decimal, like 0.04)")

    @property
    def target(self) -> float:
        """Days of the index that is answered for."""
        return self.days[0]
