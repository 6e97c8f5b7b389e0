"""Tails: how often moves beyond k standard deviations happen, against how often a normal would.

    f_k = #{|r_t| > k σ} / n        normal: P(|Z| > k) = 2 Φ(−k)     3: 0.27 %, 4: 0.00633 %

and the same for r_t < −kσ and r_t > kσ, against Φ(−k). σ is the standard deviation of the *full*
sample, storms included: on calm days of 2017 a 3σ move by that measure was out of reach. The
*conditional* form divides each return by the volatility known on the evening before,

    z_t = r_t / (v_{t−1} / √252)

so that what is left is surprise: clustered volatility explains part of fat tails, not all.
SPEC KT-01, KT-02.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Literal, TypeAlias

import numpy as np
from scipy.special import ndtr

from hedgerow.errors import InputError
from hedgerow.typing import FloatArray
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.realized.block_bootstrap import BLOCK, DRAWS, SEED
from hedgerow.volatility.realized.distribution import LEAST, STILL
from hedgerow.volatility.realized.proportion import Proportion, proportions

THRESHOLDS = (2.0, 3.0, 4.0, 5.0)
UNKNOWN = float("nan")

Side: TypeAlias = Literal["both", "left", "right"]
SIDES: tuple[Side, ...] = ("both", "left", "right")


@dataclass(frozen=True, slots=True)
class Exceedance:
    """Moves beyond one threshold on one side."""

    deviations: float
    """k."""
    side: Side
    observed: Proportion
    normal: float
    """Share of days if returns were normal."""
    ratio: float
    """How many times as often as a normal would."""


@dataclass(frozen=True, slots=True)
class Tails:
    """Moves beyond each threshold, both sides together and each by itself."""

    observations: int
    """Returns with a known standard deviation."""
    scale: Literal["full sample", "evening before"]
    """Where the standard deviation is from."""
    deviation: float
    """One standard deviation of a day, decimal: of all returns; NaN for ``evening before``."""
    exceedances: tuple[Exceedance, ...]
    """Empty where nothing is known."""

    def beyond(self, deviations: float, side: Side = "both") -> Exceedance:
        """One of them.

        Raises :class:`InputError` for a threshold that was not counted.
        """
        for found in self.exceedances:
            if (found.deviations, found.side) == (deviations, side):
                return found
        counted = ", ".join(f"{k:g}" for k in sorted({e.deviations for e in self.exceedances}))
        raise InputError(
            f"{deviations:g} standard deviations ({side}) were not counted; "
            f"counted are {counted or 'none'}, with side both, left or right"
        )


def tails(
    returns: FloatArray,
    *,
    vols: FloatArray | None = None,
    thresholds: tuple[float, ...] = THRESHOLDS,
    block: int = BLOCK,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Tails:
    """Share of daily returns beyond each threshold, shape (n,), oldest first.

    ``vols`` (n,), decimal per √year, makes it conditional: entry t is the volatility of day t's return
    as known on the evening *before* (a forecast, or an estimate shifted by one day). NaN in either is left
    out. Nothing is known with fewer than 21 returns or where none differs.

    >>> made = tails(np.random.default_rng(0).standard_t(3, 5000) / 100)
    >>> bool(made.beyond(4).ratio > 30)
    True
    """
    z, deviation = _standardised(returns, vols)
    scale: Literal["full sample", "evening before"]
    scale = "full sample" if vols is None else "evening before"
    if len(z) < LEAST or z.std() <= STILL * np.abs(z).max():
        return Tails(len(z), scale, UNKNOWN, ())
    kinds = [(float(k), side) for k in thresholds for side in SIDES]
    size = {"both": np.abs(z), "left": -z, "right": z}
    beyond = np.column_stack([size[side] > k for k, side in kinds])
    observed = proportions(beyond, block=block, draws=draws, seed=seed)
    return Tails(
        len(z),
        scale,
        deviation,
        tuple(
            Exceedance(k, side, found, (normal := _beyond(k, side)), found.share / normal)
            for (k, side), found in zip(kinds, observed, strict=True)
        ),
    )


def _beyond(k: float, side: Side) -> float:
    """Chance that a standard normal is beyond k, on that side or on either."""
    return float(ndtr(-k)) * (2 if side == "both" else 1)


def _standardised(returns: FloatArray, vols: FloatArray | None) -> tuple[FloatArray, float]:
    """Known returns in standard deviations, and that deviation where it is one number."""
    if vols is None:
        r = returns[np.isfinite(returns)]
        deviation = float(r.std(ddof=1)) if len(r) > 1 else UNKNOWN
        return (r / deviation if deviation > 0 else np.zeros(len(r))), deviation
    known = np.isfinite(returns) & np.isfinite(vols) & (vols > 0)
    return returns[known] / (vols[known] / sqrt(SESSIONS_PER_YEAR)), UNKNOWN
