"""What became of expected moves: how far the price went, over how far it was priced to go.

    ratio_t = |ln(S_{t+h}/S_t)| / (V_t √(h/252))          1 is one implied standard deviation

``V`` is the volatility that options implied at the close of t. A normal law with it would end inside one such move 68.3 %
of the time, inside the straddle (0.798 of one) 57.5 %, and its mean ratio were 0.798.

Windows of h sessions overlap, so n of them are worth about n/h: both are given, and the intervals are those of a block
bootstrap with blocks no shorter than h. Where no straddle of the day is known ``V`` is a volatility index, which stands
above at-the-money volatility: the ratios are then too low by as much. SPEC EM-05, EM-09, EM-12.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

import numpy as np

from hedgerow.errors import InputError
from hedgerow.typing import FloatArray
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.premium.expected_move import FACTORS, MoveConvention, coverage_of
from hedgerow.volatility.realized.block_bootstrap import BLOCK, DRAWS, SEED
from hedgerow.volatility.realized.coverage import BUCKETS
from hedgerow.volatility.realized.proportion import Proportion, proportions


@dataclass(frozen=True, slots=True)
class MoveCoverage:
    """How often the price ended inside the band of a convention."""

    convention: MoveConvention
    inside: Proportion
    normal: float
    """Were returns normal with the implied volatility."""


@dataclass(frozen=True, slots=True)
class MovesAtLevel:
    """Moves that began with implied volatility in a range."""

    low: float
    """Decimal per √year; the range holds it."""
    high: float
    """The range ends before it; infinite for the last."""
    observations: int
    effective: float
    """Windows without overlap: observations over the horizon."""
    median_ratio: float
    mean_ratio: float
    inside_straddle: float
    """Share of the moves no larger than the straddle."""


@dataclass(frozen=True, slots=True)
class MoveHistory:
    """Realized over implied moves of one horizon."""

    sessions: int
    """h."""
    observations: int
    effective: float
    unknown: int
    """Sessions without a volatility, or without a price h sessions on."""
    median_ratio: float
    """NaN where nothing is known, like the rest."""
    mean_ratio: float
    largest_ratio: float
    coverages: tuple[MoveCoverage, ...]
    """Empty where nothing is known."""
    by_level: tuple[MovesAtLevel, ...]


def move_ratios(close: FloatArray, vols: FloatArray, *, sessions: int) -> FloatArray:
    """Realized over implied move of the ``sessions`` after each close, shape (n,); NaN where not known yet.

    ``close`` and ``vols`` (decimal per √year, at each close), shapes (n,), oldest first. Raises :class:`InputError` for less
    than one session.

    >>> move_ratios(np.array([100.0, 101.0, 101.0]), np.full(3, 0.16), sessions=1).round(3).tolist()
    [0.987, 0.0, nan]
    """
    if sessions < 1:
        msg = f"sessions is {sessions}; allowed are 1 and more"
        raise InputError(msg)
    ratio = np.full(len(close), np.nan)
    if len(close) > sessions:
        moved = np.abs(np.log(close[sessions:] / close[:-sessions]))
        with np.errstate(divide="ignore", invalid="ignore"):
            implied = vols[:-sessions] * sqrt(sessions / SESSIONS_PER_YEAR)
            ratio[:-sessions] = np.where(implied > 0, moved / implied, np.nan)
    return ratio


def move_history(
    close: FloatArray,
    vols: FloatArray,
    *,
    sessions: int,
    draws: int = DRAWS,
    seed: int = SEED,
) -> MoveHistory:
    """The record of expected moves over ``sessions``, whole and by the level of volatility at which they began."""
    ratio = move_ratios(close, vols, sessions=sessions)
    known = np.isfinite(ratio)
    found, level = ratio[known], np.asarray(vols)[known]
    n, unknown = len(found), len(ratio) - int(known.sum())
    nan = float("nan")
    if not n:
        return MoveHistory(sessions, 0, 0.0, unknown, nan, nan, nan, (), ())
    bands = {name: factor / FACTORS["one_sigma"] for name, factor in FACTORS.items()}
    inside = proportions(
        np.column_stack([found < band for band in bands.values()]),
        block=max(BLOCK, sessions),
        draws=draws,
        seed=seed,
    )
    return MoveHistory(
        sessions,
        n,
        n / sessions,
        unknown,
        float(np.median(found)),
        float(found.mean()),
        float(found.max()),
        tuple(
            MoveCoverage(name, share, coverage_of(name))
            for name, share in zip(bands, inside, strict=True)
        ),
        tuple(
            _at_level(found[there], low, high, sessions, bands["straddle"])
            for low, high in pairwise(BUCKETS)
            if (there := (level >= low) & (level < high)).any()
        ),
    )


def _at_level(
    ratio: FloatArray, low: float, high: float, sessions: int, band: float
) -> MovesAtLevel:
    return MovesAtLevel(
        low,
        high,
        len(ratio),
        len(ratio) / sessions,
        float(np.median(ratio)),
        float(ratio.mean()),
        float(np.mean(ratio < band)),
    )
