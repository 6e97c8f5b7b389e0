"""What was measured of a sentence: a few numbers, and the effect that its verdict rests on, or the verdict itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import stdtrit

from hedgerow.regime.contrast import Contrast, Effect, contrast
from hedgerow.regime.outcomes import Unit
from hedgerow.regime.spells import spells
from hedgerow.regime.verdict import LEAST_SPELLS, Verdict
from hedgerow.typing import FloatArray

HALF = 0.5


@dataclass(frozen=True, slots=True)
class Measure:
    """One number."""

    name: str
    value: float
    """NaN where it cannot be had."""
    unit: Unit


@dataclass(frozen=True, slots=True)
class Measured:
    """What a sentence came to."""

    measures: tuple[Measure, ...]
    effect: Effect | None = None
    """What the verdict rests on, where it is a difference or a slope."""
    higher: bool = True
    """The sign that is claimed of it."""
    spells: int = 0
    """Separate times, of the rarer side."""
    verdict: Verdict | None = None
    """Where it is no effect: of a count or of a figure beside the one claimed."""

    @property
    def known(self) -> bool:
        """Whether anything was there to measure it on."""
        if self.effect is not None:
            return self.effect.observations > 0
        return any(np.isfinite(m.value) for m in self.measures if m.unit != "count")

    def also(self, *more: Measure) -> Measured:
        """With more numbers beside."""
        return replace(self, measures=(*self.measures, *more))


def two_groups(
    holds: FloatArray,
    y: FloatArray,
    *,
    higher: bool,
    outcome: str,
    sessions: int,
    unit: Unit,
    names: tuple[str, str],
) -> Measured:
    """An outcome where something holds (1) against where it does not (0), both (n,); NaN is neither.

    >>> made = two_groups(np.tile([1.0, 0.0], 300), np.tile([0.03, 0.01], 300), higher=True, outcome="return",
    ...                   sessions=1, unit="return", names=("odd", "even"))
    >>> [(m.name, round(m.value, 2)) for m in made.measures]
    [('odd', 0.03), ('even', 0.01), ('days', 300.0)]
    """
    found: Contrast = contrast(holds, y, outcome=outcome, unit=unit, sessions=sessions)
    return Measured(
        (
            Measure(names[0], found.mean, unit),
            Measure(names[1], found.base, unit),
            Measure("days", float(found.days), "count"),
        ),
        effect=found,
        higher=higher,
        spells=min(spells(holds == 1), spells(holds == 0)),
    )


def mostly(count: int, of: int) -> Verdict:
    """Whether more than half of some separate times went so: supported where the interval of 95 % by Wilson is above half.

    >>> mostly(14, 16), mostly(10, 16), mostly(3, 16), mostly(3, 4)
    ('supported', 'weak', 'not supported', 'too few')
    """
    if of < LEAST_SPELLS:
        return "too few"
    z = float(stdtrit(np.inf, 0.975))
    share = count / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    wide = z * np.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    if middle - wide > HALF:
        return "supported"
    return "weak" if share > HALF else "not supported"


def between(value: float, low: float, high: float) -> Verdict:
    """Whether a figure is what it is said to be.

    >>> between(0.72, 0.7, 0.8), between(4.7, 1.5, 2.5)
    ('supported', 'not supported')
    """
    if np.isnan(value):
        return "no data"
    return "supported" if low <= value <= high else "not supported"
