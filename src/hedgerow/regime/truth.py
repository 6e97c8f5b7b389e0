"""Three-valued logic: true, false, and unknown, which is neither.

Truths are arrays of 1, 0 and NaN, so that one rule reads a day or thirty years. After Kleene: what is false stays false
whatever else is unknown, what is true of one of several suffices, and otherwise the unknown is passed on. A missing
input therefore never makes a rule false.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from hedgerow.typing import FloatArray

Truth: TypeAlias = bool | None
"""Of a single day; None is unknown."""

TRUE, FALSE, UNKNOWN = 1.0, 0.0, float("nan")


def all_of(truths: Sequence[FloatArray]) -> FloatArray:
    """False where one is false, else unknown where one is unknown, else true; arrays of one shape, at least one.

    >>> all_of([np.array([1.0, 1.0, 0.0]), np.array([1.0, np.nan, np.nan])])
    array([ 1., nan,  0.])
    """
    every = np.stack(truths)
    return np.where((every == FALSE).any(axis=0), FALSE, every.sum(axis=0) / len(truths))


def any_of(truths: Sequence[FloatArray]) -> FloatArray:
    """True where one is true, else unknown where one is unknown, else false.

    >>> any_of([np.array([1.0, 0.0, 0.0]), np.array([np.nan, np.nan, 0.0])])
    array([ 1., nan,  0.])
    """
    return negation(all_of([negation(truth) for truth in truths]))


def negation(truth: FloatArray) -> FloatArray:
    """Not so; what is unknown stays unknown."""
    return 1.0 - truth


def at_least(least: int, truths: Sequence[FloatArray]) -> FloatArray:
    """True where so many are true, false where so many cannot be any more, else unknown.

    >>> at_least(2, [np.array([1.0, 1.0, 0.0]), np.array([1.0, np.nan, np.nan]), np.array([0.0, 0.0, 0.0])])
    array([ 1., nan,  0.])
    """
    every = np.stack(truths)
    sure = (every == TRUE).sum(axis=0)
    possible = sure + np.isnan(every).sum(axis=0)
    return np.where(sure >= least, TRUE, np.where(possible < least, FALSE, UNKNOWN))


def known(condition: FloatArray | np.ndarray, *inputs: FloatArray) -> FloatArray:
    """A truth from a comparison, unknown where one of its inputs is.

    >>> known(np.array([True, False]), np.array([1.0, np.nan]))
    array([ 1., nan])
    """
    missing = np.any([np.isnan(x) for x in inputs], axis=0)
    return np.where(missing, UNKNOWN, np.asarray(condition, float))


def of_day(truth: float) -> Truth:
    """One of the array's entries."""
    return None if np.isnan(truth) else bool(truth)
