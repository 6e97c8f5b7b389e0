"""Conditions of a rule, as data: a comparison with a named threshold, a category, and what joins them.

    below("vix", "vix_low")                     VIX < 15
    within("vix", "vix_low", "vix_high")        15 ≤ VIX < 25        intervals are half-open
    among("term_structure", "contango")
    AllOf, AnyOf, AtLeast, Not

A condition is evaluated on facts of any number of days at once; what it means in words is made from the same data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from hedgerow.regime import truth as logic
from hedgerow.regime.inputs import INPUTS
from hedgerow.typing import FloatArray

if TYPE_CHECKING:
    from hedgerow.regime.facts import Facts
    from hedgerow.regime.thresholds import Thresholds

Sign: TypeAlias = Literal["<", "≤", ">", "≥"]
_COMPARED = {"<": np.less, "≤": np.less_equal, ">": np.greater, "≥": np.greater_equal}
_WORDS = {"<": "below", "≤": "at most", ">": "above", "≥": "at least"}


@dataclass(frozen=True, slots=True)
class Compared:
    """An input against a threshold, by its key."""

    input: str
    sign: Sign
    threshold: str


@dataclass(frozen=True, slots=True)
class Among:
    """An input in one of some categories."""

    input: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part at least."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """So many parts at least."""

    least: int
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


Leaf: TypeAlias = Compared | Among
Condition: TypeAlias = Compared | Among | AllOf | AnyOf | AtLeast | Not


def below(key: str, threshold: str) -> Compared:
    """Strictly under."""
    return Compared(key, "<", threshold)


def at_most(key: str, threshold: str) -> Compared:
    """Under or equal."""
    return Compared(key, "≤", threshold)


def above(key: str, threshold: str) -> Compared:
    """Strictly over."""
    return Compared(key, ">", threshold)


def at_least(key: str, threshold: str) -> Compared:
    """Over or equal."""
    return Compared(key, "≥", threshold)


def within(key: str, low: str, high: str) -> AllOf:
    """In the half-open interval [low, high)."""
    return AllOf((at_least(key, low), below(key, high)))


def among(key: str, *values: str) -> Among:
    """In one of the categories."""
    return Among(key, values)


def all_of(*parts: Condition) -> AllOf:
    """Every part."""
    return AllOf(parts)


def any_of(*parts: Condition) -> AnyOf:
    """One part at least."""
    return AnyOf(parts)


def truth(condition: Condition, facts: Facts, thresholds: Thresholds) -> FloatArray:
    """1, 0 or NaN by day, (n,)."""
    match condition:
        case Compared(key, sign, threshold):
            x = facts.number(key)
            with np.errstate(invalid="ignore"):
                return logic.known(_COMPARED[sign](x, thresholds[threshold]), x)
        case Among(key, values):
            words = facts.category(key)
            return np.where(words == "", np.nan, np.isin(words, values).astype(float))
        case AllOf(parts):
            return logic.all_of([truth(part, facts, thresholds) for part in parts])
        case AnyOf(parts):
            return logic.any_of([truth(part, facts, thresholds) for part in parts])
        case AtLeast(least, parts):
            return logic.at_least(least, [truth(part, facts, thresholds) for part in parts])
        case Not(part):
            return logic.negation(truth(part, facts, thresholds))


def leaves(condition: Condition) -> Iterator[Leaf]:
    """The comparisons that a condition is made of, in order."""
    match condition:
        case Compared() | Among():
            yield condition
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)


def inputs_of(condition: Condition) -> tuple[str, ...]:
    """Keys of the inputs that a condition asks for, each once."""
    return tuple(dict.fromkeys(leaf.input for leaf in leaves(condition)))


def without(condition: Condition, *keys: str) -> Condition | None:
    """The condition with nothing asked of some inputs; None where nothing is left."""
    match condition:
        case Compared() | Among():
            return None if condition.input in keys else condition
        case Not(part):
            kept = without(part, *keys)
            return None if kept is None else Not(kept)
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            left = tuple(kept for part in parts if (kept := without(part, *keys)) is not None)
            if not left:
                return None
            if isinstance(condition, AtLeast):
                return AtLeast(min(condition.least, len(left)), left)
            return type(condition)(left)


def in_words(condition: Condition, thresholds: Thresholds) -> str:
    """What a condition says.

    >>> from hedgerow.regime.thresholds import DEFAULT
    >>> in_words(all_of(within("vix", "vix_low", "vix_high"), among("term_structure", "contango", "flat")), DEFAULT)
    'VIX at least 15 and below 25; term structure contango or flat'
    """
    match condition:
        case Compared(key, sign, threshold):
            return f"{INPUTS[key].name} {_WORDS[sign]} {thresholds[threshold]:g}"
        case Among(key, values):
            return f"{INPUTS[key].name} {' or '.join(values)}"
        case AllOf((Compared(low, _, _) as a, Compared(high, sign, threshold))) if low == high:
            return f"{in_words(a, thresholds)} and {_WORDS[sign]} {thresholds[threshold]:g}"
        case AllOf(parts):
            return "; ".join(
                _bracketed(part, thresholds)
                if isinstance(part, AnyOf)
                else in_words(part, thresholds)
                for part in parts
            )
        case AnyOf(parts):
            return " or ".join(_bracketed(part, thresholds) for part in parts)
        case AtLeast(least, parts):
            said = ", ".join(_bracketed(part, thresholds) for part in parts)
            return f"at least {least} of: {said}"
        case Not(part):
            return f"not ({in_words(part, thresholds)})"


def _bracketed(condition: Condition, thresholds: Thresholds) -> str:
    """In brackets where it is joined itself."""
    said = in_words(condition, thresholds)
    return said if isinstance(condition, (Compared, Among)) else f"({said})"
