"""Variance and volatility swaps: what they pay, what they are worth on the way, and where their strikes are fair.

A variance swap pays ``N_var (RV² − K²)``, a volatility swap ``N_vega (RV − K)``, RV being ``√(252/n Σ r²)``: log returns,
no mean taken off. ``N_var`` is per variance point (a volatility point squared, 1e−4), ``N_vega`` per point; a desk quotes the
latter, so that both pay alike near the strike:

    N_var = N_vega / (2K)                          K in points: 100,000 at 18 is 2,777.78

A move of d points away from K pays ``2Kd + d²`` variance points, so twice the distance pays ``4(K + d)/(2K + d)`` times as
much, between two and four times. On the way, t of T gone,

    value = N_var [ t/T RV²(0,t) + (T − t)/T K²(t,T) − K² ] D

*Fair strikes.* ``K_var² = E[∫σ²dt]/T = (2/T) ∫ Q(k) e^{−k} dk`` over the options out of the money at ``k = ln(strike/F)``,
per unit of forward. Volatility being a concave function of variance, the volatility swap's fair strike lies below. Two ways
to it: in Heston's model it is exact,

    E[√x] = 1/(2√π) ∫ (1 − E e^{−sx}) s^{−3/2} ds

and for a given smile the implied volatility at the strike where ``d₂ = 0`` is close, whatever the model [RA17].

Source: [DDKZ99]; [SPEC VW-01 … VW-06].
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log, sqrt
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.errors import InputError
from hedgerow.pricing.black import black
from hedgerow.typing import FloatArray
from hedgerow.volatility.surface.smile import Smile

if TYPE_CHECKING:
    from hedgerow.pricing.heston import Heston

VARIANCE_POINT, POINT = 1e-4, 0.01
REACH = 14.0
"""Standard deviations on either side over which a smile is integrated, and a unit of log-moneyness more; then twice that."""
WIDEST = 300.0
STEPS = 8001
ROUNDS = 100
SPAN, STEP = 75.0, 0.05
"""Of the quadrature in ln s."""
SMALL = 1e-6
NEGLIGIBLE = 1e-9
"""Of the whole integral, an option beyond which a smile need not be known."""


@dataclass(frozen=True, slots=True)
class VarianceSwap:
    """A variance swap, and the volatility swap of the same vega.

    Raises :class:`InputError` for a strike that is not above 0, or a cap not above the strike.
    """

    strike: float
    """K, volatility decimal."""
    vega_notional: float
    """USD per point of volatility; positive for who receives realized variance."""
    cap: float | None = None
    """Most that realized volatility counts, as a multiple of the strike; 2.5 is usual on single names."""

    def __post_init__(self) -> None:
        if not self.strike > 0:
            msg = f"strike {self.strike:g} must be above 0, a decimal like 0.18"
            raise InputError(msg)
        if self.cap is not None and not self.cap > 1:
            msg = f"cap {self.cap:g} must be above 1, a multiple of the strike like 2.5"
            raise InputError(msg)

    @property
    def variance_notional(self) -> float:
        """USD per variance point, ``N_vega/(2K)``.

        >>> round(VarianceSwap(0.18, 100_000).variance_notional, 2)
        2777.78
        """
        return self.vega_notional / (2 * self.strike / POINT)

    def points(self, realized_vol: float) -> float:
        """Variance points that are paid, ``RV² − K²``.

        >>> [round(VarianceSwap(0.18, 1.0).points(vol)) for vol in (0.20, 0.25, 0.35)]
        [76, 301, 901]
        """
        counted = realized_vol if self.cap is None else min(realized_vol, self.cap * self.strike)
        return (counted**2 - self.strike**2) / VARIANCE_POINT

    def payoff(self, realized_vol: float) -> float:
        """USD at the end; NaN where realized volatility is unknown."""
        return self.variance_notional * self.points(realized_vol)

    def volatility_payoff(self, realized_vol: float) -> float:
        """USD that the volatility swap of the same strike and vega pays."""
        counted = realized_vol if self.cap is None else min(realized_vol, self.cap * self.strike)
        return self.vega_notional * (counted - self.strike) / POINT

    def value(
        self, *, elapsed: float, realized_vol: float, fair_vol: float, discount: float = 1.0
    ) -> float:
        """USD today, without a cap: ``elapsed`` of the life (0 … 1) gone at ``realized_vol``, the rest fair at ``fair_vol``.

        Raises :class:`InputError` for another share of the life, and for a capped swap, whose value needs a model.

        >>> swap = VarianceSwap(0.18, 100_000)
        >>> round(swap.value(elapsed=0.5, realized_vol=0.16, fair_vol=0.20))
        11111
        """
        if not 0 <= elapsed <= 1:
            msg = f"elapsed {elapsed:g} must lie in 0 … 1, share of the life that is gone"
            raise InputError(msg)
        if self.cap is not None and elapsed < 1:
            raise InputError("a capped swap's value needs a model of volatility; leave the cap out")
        mixed = elapsed * realized_vol**2 if elapsed > 0 else 0.0
        mixed += (1 - elapsed) * fair_vol**2 if elapsed < 1 else 0.0
        return self.variance_notional * (mixed - self.strike**2) / VARIANCE_POINT * discount


def fair_variance(smile: Smile, expiry: float) -> float:
    """``K_var²``, decimal per year, that a smile implies for a diffusion; ``expiry`` in years.

    NaN where the smile has no variance at a strike whose option still counts. Jumps: see :func:`hedgerow.volatility.indices.vix.strip_jump`.
    """
    deviation = float(np.sqrt(smile.variance(0.0).w))
    edge = REACH * deviation + 1
    while deviation > 0 and edge < WIDEST:
        k, h = np.linspace(-edge, edge, STEPS, retstep=True)
        w = smile.variance(k).w
        Q = np.asarray(black(1.0, np.exp(k), 1.0, np.sqrt(w), right=np.where(k < 0, -1.0, 1.0)))
        each = Q * np.exp(-k)
        known = np.flatnonzero(np.isfinite(each))
        inside = each[known[0] : known[-1] + 1]
        # at k = 0 puts meet calls: the slope falls by 1, which the sum of equal steps overstates by h²/12
        whole = float(np.trapezoid(inside, dx=h)) - h * h / 12
        counts = inside[[0, -1]] > NEGLIGIBLE * whole / deviation
        if not counts.any():
            return 2 / expiry * whole
        if (counts & (known[[0, -1]] != [0, STEPS - 1])).any():
            break
        edge *= 2
    return float("nan")


def zero_vanna_vol(smile: Smile, expiry: float) -> float:
    """Fair strike of a volatility swap, nearly: implied volatility where ``d₂ = 0``, at ``k = −w/2`` [RA17].

    Decimal; NaN where the smile has none there.
    """
    k = 0.0
    for _ in range(ROUNDS):
        w = float(smile.variance(k).w)
        if abs(k + w / 2) < 1e-14:
            break
        k = -w / 2
    return sqrt(w / expiry) if w > 0 else float("nan")


def heston_vol_swap(model: Heston, expiry: float) -> float:
    """Fair strike of a volatility swap in Heston's model, decimal: ``E√(∫v dt/T)``, by quadrature.

    Raises :class:`InputError` for a volatility of variance of 0, where it is the variance swap's.

    >>> from hedgerow.pricing.heston import Heston
    >>> model = Heston(v0=0.04, kappa=2.0, theta=0.06, xi=0.8, rho=-0.7)
    >>> heston_vol_swap(model, 0.5) < float(model.varswap_vol(0.5))
    True
    """
    if not model.xi > 0:
        raise InputError("xi is 0: variance is no surprise, and both swaps are fair at varswap_vol")

    # s = e^y: smooth, and falling as e^{±y/2} on either side, where a sum of equal steps is exact to rounding
    V = float(model.varswap_vol(expiry)) ** 2 * expiry
    y = np.arange(-SPAN, SPAN, STEP) - log(V)
    s = np.exp(y)
    # where s V is small the difference to 1 would be all rounding, and s V it is
    missing = np.where(s * V < SMALL, s * V, -np.expm1(_log_laplace(model, s, expiry)))
    return float((missing * np.exp(-y / 2)).sum()) * STEP / (2 * sqrt(np.pi)) / sqrt(expiry)


def _log_laplace(model: Heston, s: FloatArray, T: float) -> FloatArray:
    """``ln E[e^{−s∫v dt}]`` of the square-root process [CIR85]."""
    κ, ξ2 = model.kappa, model.xi**2
    γ = np.sqrt(κ * κ + 2 * ξ2 * s)
    gone = -np.expm1(-γ * T)
    below = (γ + κ) * gone + 2 * γ * (1 - gone)
    A = 2 * κ * model.theta / ξ2 * (np.log(2 * γ / below) + (κ - γ) * T / 2)
    return np.asarray(A - 2 * s * gone / below * model.v0)
