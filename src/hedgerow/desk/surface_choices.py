"""What may be chosen about the reading of a chain, with the defaults."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import get_args

from hedgerow.errors import InputError, suggestion
from hedgerow.typing import Exercise
from hedgerow.volatility.surface.models import ModelName

NAMES = get_args(ModelName)
LONGEST_TENOR = 3650.0


@dataclass(frozen=True, kw_only=True)
class SurfaceChoices:
    """Everything that may be chosen about the reading of a chain.

    Raises :class:`InputError` for a value outside its range.
    """

    model: ModelName = "spline"
    """What the smiles are."""
    tenors: tuple[float, ...] = (7.0, 9.0, 14.0, 30.0, 60.0, 90.0, 180.0, 365.0)
    """Calendar days that metrics are read at."""
    days: float = 30.0
    """Calendar days of the density, the local volatility beside it and the puts with a condition."""
    quick: bool = False
    """Only the surface, its metrics and its density."""
    rate: float | None = None
    """Continuously compounded, decimal, instead of the data's; parity's own rate stands where it is known."""
    dividend_yield: float | None = None
    """Continuous, decimal; used where no strike is quoted on both sides."""
    exercise: Exercise | None = None
    """How the options are read, where that is not as they are listed."""
    barrier: float = 0.85
    """Of the put that a fall knocks out, share of the spot."""
    moneyness: float = 0.95
    """Strike of the puts with a condition, share of the spot."""
    vol_barrier: float = 0.30
    """Realized volatility that knocks a put out."""
    paths: int = 20_000
    seed: int = 0

    def __post_init__(self) -> None:
        if self.model not in NAMES:
            msg = (
                f"model {self.model!r} is not one of {', '.join(NAMES)}"
                f"{suggestion(self.model, NAMES)}"
            )
            raise InputError(msg)
        if self.exercise not in {None, *get_args(Exercise)}:
            msg = f"exercise {self.exercise!r} is not european or american"
            raise InputError(msg)
        if not self.tenors:
            raise InputError("no tenor; give one at least, like --tenor 30")
        for name, tenor in (*(("tenor", t) for t in self.tenors), ("days", self.days)):
            if not 0 < tenor <= LONGEST_TENOR:
                msg = f"{name} {tenor:g} must lie in 0 … {LONGEST_TENOR:g} days, above 0"
                raise InputError(msg)
        for name, low, high, hint in (
            ("rate", -0.1, 0.5, "a decimal, like 0.04"),
            ("dividend_yield", -0.5, 0.5, "a decimal, like 0.013"),
            ("barrier", 0.05, 1.0, "a share of the spot, like 0.85"),
            ("moneyness", 0.3, 2.0, "strike over spot, like 0.95"),
            ("vol_barrier", 0.01, 5.0, "a decimal, like 0.30"),
            ("seed", 0, 2**63 - 1, "a whole number, like 0"),
            ("paths", 1000, 10_000_000, "paths, like 20000"),
        ):
            number = getattr(self, name)
            if number is not None and not (math.isfinite(number) and low <= number <= high):
                msg = f"{name.replace('_', '-')} {number:g} must lie in {low:g} … {high:g} ({hint})"
                raise InputError(msg)
