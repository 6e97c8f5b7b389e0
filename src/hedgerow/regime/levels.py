"""The regime by rule: bands of VIX with hysteresis, and what confirms them.

    compressed < 12 ≤ low < 15 ≤ normal < 22 ≤ elevated < 25 ≤ high < 30 ≤ panic candidate

*Hysteresis.* A close that lies a whole point beyond an edge changes the level at once; a smaller step has to last three
closes. Otherwise every wobble around 15 would be a change of regime. *Confirmers* are other readings that one would
expect with the level: k of the n that are known agree; a missing one is not counted. [SPEC DT-04, RG-01 … RG-03]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from hedgerow.regime.conditions import (
    Condition,
    above,
    all_of,
    among,
    any_of,
    at_least,
    at_most,
    below,
    in_words,
    inputs_of,
    truth,
)
from hedgerow.regime.truth import of_day
from hedgerow.typing import FloatArray, IntArray

if TYPE_CHECKING:
    from hedgerow.regime.facts import Facts
    from hedgerow.regime.thresholds import Thresholds

Level: TypeAlias = Literal["compressed", "low", "normal", "elevated", "high", "panic", "unknown"]
LEVELS: tuple[Level, ...] = ("compressed", "low", "normal", "elevated", "high", "panic")
EDGES = ("vix_compressed", "vix_low", "vix_elevated", "vix_high", "vix_panic")
"""Thresholds between them."""
CLASS = (0, 0, 1, 1, 2, 2)
"""Calm, normal or stress, by level."""


@dataclass(frozen=True, slots=True)
class Confirmer:
    """A reading that goes with a class of levels."""

    name: str
    expected: tuple[Condition, Condition, Condition]
    """In calm, normal and stress."""


_ORDINARY_SKEW = all_of(above("put_skew_percentile", "low"), below("put_skew_percentile", "high"))
_ORDINARY_WINGS = all_of(
    above("butterfly_percentile", "low"), below("butterfly_percentile", "high")
)
CONFIRMERS = (
    Confirmer("curve", (among("term_structure", "contango"), among("term_structure", "contango", "flat"), among("term_structure", "flat", "backwardation", "mixed"))),
    Confirmer("premium", (above("premium_sign", "zero"), above("premium_sign", "zero"), below("nvrp", "nvrp_marginal"))),
    Confirmer("dealer gamma", (at_least("gex", "zero"), at_least("gex", "zero"), below("gex", "zero"))),
    Confirmer("put skew", (below("put_skew_percentile", "high"), _ORDINARY_SKEW, at_least("put_skew_percentile", "high"))),
    Confirmer("butterfly", (at_most("butterfly_percentile", "low"), _ORDINARY_WINGS, at_least("butterfly_percentile", "high"))),
    Confirmer("volatility of volatility", (below("vvix_percentile", "high"), below("vvix_percentile", "high"), any_of(at_least("vvix_percentile", "high"), at_least("vvix", "vvix_stress")))),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One of them on one day."""

    name: str
    agrees: bool | None
    """None where it is not known."""
    expected: str
    """In words."""
    inputs: tuple[str, ...]
    """Keys of what it asks for."""
    missing: tuple[str, ...]


def bands(vix: FloatArray, thresholds: Thresholds) -> IntArray:
    """Places in :data:`LEVELS` without hysteresis, (n,); −1 where VIX is unknown."""
    found = np.digitize(vix, [thresholds[edge] for edge in EDGES])
    return np.where(np.isfinite(vix), found, -1).astype(np.int64)


def held_levels(vix: FloatArray, thresholds: Thresholds) -> IntArray:
    """Places in :data:`LEVELS` with hysteresis, (n,), oldest first; a session without VIX keeps what was held.

    −1 before the first. A close beyond an edge by :data:`level_margin` points, or ``level_patience`` in a row beyond it.

    >>> from hedgerow.regime.thresholds import DEFAULT
    >>> [LEVELS[i] for i in held_levels(np.array([14.0, 15.5, 14.5, 16.0, 14.5, 14.5, 14.5]), DEFAULT)]
    ['low', 'low', 'low', 'normal', 'normal', 'normal', 'low']
    """
    margin, patience = thresholds["level_margin"], int(thresholds["level_patience"])
    raw = bands(vix, thresholds)
    sure_up, sure_down = (bands(vix - side * margin, thresholds) for side in (1, -1))
    held = np.full(len(vix), -1, dtype=np.int64)
    now, recent = -1, list[int]()
    for i, band in enumerate(raw.tolist()):
        if band >= 0:
            recent = [*recent, band][-patience:]
            if now < 0:
                now = band
            else:
                # a full margin beyond edges carries over them at once
                now = min(max(now, int(sure_up[i])), max(int(sure_down[i]), 0))
                if len(recent) == patience:
                    now = min(max(now, min(recent)), max(recent))
        held[i] = now
    return held


def level_classes(levels: IntArray) -> IntArray:
    """0 calm, 1 normal, 2 stress by place in :data:`LEVELS`, (n,); −1 unknown."""
    return np.where(levels < 0, -1, np.array(CLASS)[np.maximum(levels, 0)]).astype(np.int64)


def confirmations(level: Level, facts: Facts, thresholds: Thresholds) -> tuple[Confirmation, ...]:
    """What agrees with a level on the last of the days; nothing for an unknown one."""
    if level == "unknown":
        return ()
    side = CLASS[LEVELS.index(level)]
    today = facts.on(-1)
    found = []
    for one in CONFIRMERS:
        condition = one.expected[side]
        agrees = of_day(float(truth(condition, today, thresholds)[0]))
        missing = tuple(key for key in inputs_of(condition) if not today.known(key))
        found.append(
            Confirmation(
                one.name,
                agrees,
                in_words(condition, thresholds),
                inputs_of(condition),
                missing if agrees is None else (),
            )
        )
    return tuple(found)
