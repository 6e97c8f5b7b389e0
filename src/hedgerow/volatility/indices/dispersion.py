"""Dispersion: long the members' variance, short the index's; what it earns, and when it is offered dear.

    P&L = Σ w_i N_i (σ_i² realized − σ_i² implied) − N (σ_I² realized − σ_I² implied)

all variance per variance point. With ``N_i = N`` the trade is *variance weighted*; it is then short correlation alone where
single variances come as implied. *Vega weighted*, each member's vega is its weight of the index's, ``N_i = N σ_I/σ_i``: it
costs less in members whose volatility is high, and earns nothing of all volatilities rising by a point together.
*Correlation weighted*, ``N_i = N σ_I²/Σ w_j σ_j²`` (about ``N ρ``), it earns nothing of all variances growing by one factor.

When correlations jump towards 1 the index's variance rises more than the members': the trade loses in stress, and gains
when it passes. What it is paid for is implied less realized correlation. SPEC TS-03, VW-11, DT-28.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

from hedgerow.errors import InputError, suggestion
from hedgerow.typing import FloatArray
from hedgerow.volatility.indices.implied_correlation import ImpliedCorrelation, implied_correlation

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

DispersionWeighting: TypeAlias = Literal["variance", "vega", "correlation"]
VARIANCE_POINT, POINT = 1e-4, 0.01


@dataclass(frozen=True, slots=True)
class Dispersion:
    """A dispersion trade in variance swaps: long the members, short the index."""

    weighting: DispersionWeighting
    index_notional: float
    """USD per variance point, short."""
    notional: FloatArray
    """USD per variance point of each member, long, shape (n,): its weight times N_i."""
    index_vol: float
    """Implied, decimal."""
    vols: FloatArray
    """Implied, decimal, shape (n,)."""
    implied: ImpliedCorrelation

    @property
    def vega(self) -> float:
        """USD for a rise of all implied volatilities, the members' and the index's, by one point."""
        rise = 2 * (self.notional @ self.vols - self.index_notional * self.index_vol)
        return float(rise) * POINT / VARIANCE_POINT

    def payoff(self, realized_index_vol: float, realized_vols: ArrayLike) -> float:
        """USD at the end from realized volatilities (decimal, zero mean); NaN where one is unknown."""
        σ = np.asarray(realized_vols, float)
        members = self.notional @ (σ**2 - self.vols**2)
        index = self.index_notional * (realized_index_vol**2 - self.index_vol**2)
        return float(members - index) / VARIANCE_POINT


@dataclass(frozen=True, slots=True)
class CorrelationPremium:
    """What correlation is sold at, over what it was."""

    implied: float
    realized: float
    percentile: float | None
    """Of implied in its own past, 0–100; None without one."""
    stressed: bool | None
    """Whether the market is in stress; None where it is not known."""

    @property
    def premium(self) -> float:
        """Implied less realized."""
        return self.implied - self.realized

    @property
    def favours(self) -> bool | None:
        """Whether correlation is sold above what it was, and no stress speaks against it; None where that is not known."""
        if not np.isfinite(self.premium):
            return None
        if self.premium <= 0:
            return False
        return None if self.stressed is None else not self.stressed


def dispersion(
    index_vol: float,
    weights: ArrayLike,
    vols: ArrayLike,
    *,
    index_vega: float,
    weighting: DispersionWeighting = "vega",
) -> Dispersion:
    """A trade against ``index_vega`` USD of short index vega per point, from implied volatilities (decimal).

    ``weights`` and ``vols`` have shape (n,); weights are scaled to sum to 1. Raises :class:`InputError` for another
    weighting, an index volatility not above 0, and what :func:`implied_correlation` refuses.

    >>> trade = dispersion(0.16, [1 / 50] * 50, [0.28] * 50, index_vega=100_000)
    >>> round(trade.vega), round(trade.payoff(0.16, [0.28] * 50))
    (0, 0)
    """
    if weighting not in get_args(DispersionWeighting):
        names = get_args(DispersionWeighting)
        msg = f"weighting {weighting!r} is not one of {', '.join(names)}{suggestion(weighting, names)}"
        raise InputError(msg)
    if not index_vol > 0:
        msg = f"index volatility {index_vol:g} must be above 0, a decimal like 0.16"
        raise InputError(msg)
    found = implied_correlation(index_vol, weights, vols)
    w, σ = np.asarray(weights, float) / found.covered, np.asarray(vols, float)
    N = index_vega / (2 * index_vol / POINT)
    scale = {
        "variance": np.ones_like(σ),
        "vega": index_vol / σ,
        "correlation": np.full_like(σ, index_vol**2 / float(w @ σ**2)),
    }[weighting]
    return Dispersion(weighting, N, N * w * scale, index_vol, σ, found)
