"""What a smile is to whoever uses it: total implied variance by log-moneyness, with its derivatives.

With ``F`` the forward of the expiry, ``k = ln(K/F)`` and ``σ`` the Black volatility,

    w(k) = σ²(k) T                                total variance: no unit, whatever clock T is read on
    g(k) = (1 − k w'/(2w))² − w'²/4 · (1/w + ¼) + w''/2        density = g · φ(d₂) / (K √w)

``g ≥ 0`` is the absence of butterfly arbitrage, ``w`` not falling in ``T`` at fixed ``k`` that of calendar arbitrage
[GJ14, lemmas 2.1 and 2.2].

Every model of a slice (SVI, SABR, Heston, the spline) answers :class:`Smile`; what lies between the slices answers
:class:`VarianceSurface`. Local volatility, metrics and the checks for arbitrage ask no more than that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from hedgerow.typing import FloatArray

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True)
class SliceVariance:
    """Total variance of one expiry and its derivatives in log-moneyness, arrays of one shape."""

    w: FloatArray
    """Total variance, no unit; NaN where the smile has none."""
    w_k: FloatArray
    """∂w/∂k."""
    w_kk: FloatArray
    """∂²w/∂k²."""


@dataclass(frozen=True, slots=True)
class SurfaceVariance(SliceVariance):
    """The same at any expiry, with the derivative in time."""

    w_T: FloatArray  # noqa: N815 - the paper's letter
    """∂w/∂T at fixed log-moneyness, per year."""


class Smile(Protocol):
    """Implied variance of one expiry."""

    def variance(self, log_moneyness: ArrayLike) -> SliceVariance:
        """At ``k = ln(K/F)``, any shape."""


class VarianceSurface(Protocol):
    """Implied variance at every expiry."""

    def variance(self, log_moneyness: ArrayLike, expiry: ArrayLike) -> SurfaceVariance:
        """At ``k = ln(K/F(T))`` and ``T`` in years, broadcast against each other."""


def durrleman(log_moneyness: ArrayLike, variance: SliceVariance) -> FloatArray:
    """``g``: the risk-neutral density in units of the lognormal one; negative where a butterfly costs less than nothing.

    Shape of the arguments. NaN where ``w`` is not positive. Source: [GJ14, eq. 2.1].

    >>> flat = SliceVariance(w=np.array([0.04]), w_k=np.array([0.0]), w_kk=np.array([0.0]))
    >>> float(durrleman(0.3, flat)[0])
    1.0
    """
    k = np.asarray(log_moneyness, float)
    w, w_k, w_kk = variance.w, variance.w_k, variance.w_kk
    with np.errstate(divide="ignore", invalid="ignore"):
        g = (1 - k * w_k / (2 * w)) ** 2 - w_k**2 / 4 * (1 / w + 0.25) + w_kk / 2
    return np.where(w > 0, g, np.nan)
