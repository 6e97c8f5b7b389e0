"""The combination: several forecasts are worth more than the best of them.

    ln F = mean of ln F_m over the members m that have a forecast

with equal weights, which estimated ones seldom beat [Timmermann06]. A member without a forecast at an
origin is left out there and the others count; how many they were is `Combined.members`. It is put
together from the members' own forecasts, so it costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hedgerow.typing import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Combination:
    """Equally weighted mean of the logs of some models' forecasts."""

    members: tuple[str, ...]
    """Names of models."""
    name: str = "combination"


@dataclass(frozen=True, slots=True, eq=False)
class Combined:
    """What a combination says."""

    variance: FloatArray
    """Decimal per year; NaN where no member has a forecast."""
    members: IntArray
    """How many members it rests on, of the same shape."""


def combined(forecasts: FloatArray) -> Combined:
    """Combination over the first axis of forecasts of variance, decimal per year.

    >>> combined(np.array([[0.01, 0.04], [0.04, np.nan]]))
    Combined(variance=array([0.02, 0.04]), members=array([2, 1]))
    """
    known = np.isfinite(forecasts) & (forecasts > 0)
    members = known.sum(axis=0)
    total = np.log(np.where(known, forecasts, 1.0)).sum(axis=0)
    mean = total / np.maximum(members, 1)
    return Combined(np.where(members > 0, np.exp(mean), np.nan), members)


COMBINATION = Combination(("har_log", "gjr", "implied_debiased"))
