"""SSVI: slices of SVI tied to their at-the-money total variance θ [GJ14, section 4].

    w(k) = θ/2 · {1 + ρφk + √((φk + ρ)² + 1 − ρ²)} = ½ {θ + χk + √D},   D = ψ²k² + 2χθk + θ²,  ψ = θφ,  χ = ρψ

    power law      φ(θ) = η / (θ^γ (1 + θ)^{1−γ})
    Heston-like    φ(θ) = (1 − (1 − e^{−λθ})/(λθ)) / (λθ)
    a number       φ

No calendar arbitrage [GJ14, theorem 4.1]     θ rising in T,   0 ≤ ∂(θφ)/∂θ ≤ (1 + √(1 − ρ²)) φ/ρ²
No butterfly arbitrage [GJ14, theorem 4.2]    θφ (1 + |ρ|) < 4,   θφ² (1 + |ρ|) ≤ 4

The power law obeys both for every θ where η (1 + |ρ|) ≤ 2 and 0 < γ ≤ ½; the Heston-like law where λ ≥ (1 + |ρ|)/4.
A law that breaks one at small θ has butterflies in the shortest expiry: γ = 0.8, η (1 + |ρ|) = 1.92,
ρ = −0.6 at θ = 0.001 gives g = −4.7.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from hedgerow.errors import InputError
from hedgerow.typing import FloatArray
from hedgerow.volatility.surface.butterfly import ButterflyMargin
from hedgerow.volatility.surface.smile import SliceVariance, SurfaceVariance
from hedgerow.volatility.surface.svi import Svi, SviNatural

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class Curvature(Protocol):
    """φ as a function of θ."""

    def phi(self, theta: FloatArray) -> FloatArray:
        """φ(θ)."""

    def psi_slope(self, theta: FloatArray) -> FloatArray:
        """∂(θφ)/∂θ."""


@dataclass(frozen=True, slots=True)
class PowerLaw:
    """φ(θ) = η / (θ^γ (1 + θ)^{1−γ})."""

    eta: float
    """η, > 0."""
    gamma: float
    """γ, in [0, 1]."""

    def __post_init__(self) -> None:
        if not 0 < self.eta < math.inf:
            raise InputError(f"the power law's eta is {self.eta}; give a number above 0")
        if not 0 <= self.gamma <= 1:
            raise InputError(f"the power law's gamma is {self.gamma}; give a number in [0, 1]")

    def phi(self, theta: FloatArray) -> FloatArray:
        """φ(θ)."""
        return np.asarray(self.eta * theta**-self.gamma * (1 + theta) ** (self.gamma - 1))

    def psi_slope(self, theta: FloatArray) -> FloatArray:
        """φ (1 − γ)/(1 + θ)."""
        return np.asarray(self.phi(theta) * (1 - self.gamma) / (1 + theta))


@dataclass(frozen=True, slots=True)
class HestonLike:
    """φ(θ) = (1 − (1 − e^{−x})/x)/x, x = λθ: ½ at θ = 0."""

    lam: float
    """λ, > 0."""

    def __post_init__(self) -> None:
        if not 0 < self.lam < math.inf:
            raise InputError(f"the Heston-like lambda is {self.lam}; give a number above 0")

    def phi(self, theta: FloatArray) -> FloatArray:
        """φ(θ)."""
        x = self.lam * np.asarray(theta, float)
        small = x < 1e-3
        y = np.where(small, 1.0, x)
        return np.where(small, 0.5 - x / 6 + x * x / 24, (1 + np.expm1(-y) / y) / y)

    def psi_slope(self, theta: FloatArray) -> FloatArray:
        """(1 − e^{−x}(1 + x))/x²."""
        x = self.lam * np.asarray(theta, float)
        small = x < 1e-3
        y = np.where(small, 1.0, x)
        exact = (-np.expm1(-y) - y * np.exp(-y)) / y**2
        return np.where(small, 0.5 - x / 3 + x * x / 8, exact)


@dataclass(frozen=True, slots=True)
class Constant:
    """The same φ for every θ."""

    value: float
    """φ, > 0."""

    def __post_init__(self) -> None:
        if not 0 < self.value < math.inf:
            raise InputError(f"phi is {self.value}; give a number above 0")

    def phi(self, theta: FloatArray) -> FloatArray:
        """φ."""
        return np.full(np.shape(theta), self.value)

    def psi_slope(self, theta: FloatArray) -> FloatArray:
        """φ."""
        return self.phi(theta)


def ssvi_variance(
    k: FloatArray, theta: FloatArray, psi: FloatArray, chi: FloatArray
) -> SliceVariance:
    """w, w' and w'' of the formula above; arguments broadcast."""
    root = np.sqrt((psi * k) ** 2 + 2 * chi * theta * k + theta**2)
    return SliceVariance(
        w=np.asarray((theta + chi * k + root) / 2),
        w_k=np.asarray((chi + (psi**2 * k + chi * theta) / root) / 2),
        w_kk=np.asarray(theta**2 * (psi - chi) * (psi + chi) / (2 * root**3)),
    )


@dataclass(frozen=True, slots=True)
class SsviSlice:
    """One expiry.

    >>> slice_ = SsviSlice(theta=0.04, rho=-0.5, psi=0.3)
    >>> round(float(slice_.variance(0.0).w), 12), slice_.is_free
    (0.04, True)
    """

    theta: float
    """θ, total variance at k = 0, > 0."""
    rho: float
    """ρ, in (−1, 1)."""
    psi: float
    """ψ = θφ, > 0; the wings rise by ψ(1 ∓ ρ)/2."""

    def __post_init__(self) -> None:
        if not (0 < self.theta < math.inf and 0 < self.psi < math.inf):
            raise InputError(
                f"SSVI's theta and psi are {self.theta} and {self.psi}; give numbers above 0"
            )
        if not -1 < self.rho < 1:
            raise InputError(f"SSVI's rho is {self.rho}; give a number between -1 and 1")

    @property
    def phi(self) -> float:
        """φ = ψ/θ."""
        return self.psi / self.theta

    def variance(self, log_moneyness: ArrayLike) -> SliceVariance:
        """Total variance and its derivatives at ``k = ln(K/F)``, any shape."""
        k = np.asarray(log_moneyness, float)
        return ssvi_variance(
            k, np.asarray(self.theta), np.asarray(self.psi), np.asarray(self.rho * self.psi)
        )

    def svi(self) -> Svi:
        """The same slice in raw parameters."""
        return SviNatural(0.0, 0.0, self.rho, self.theta, self.phi).raw()

    def butterfly(self) -> ButterflyMargin:
        """The lowest g over all log-moneyness."""
        return self.svi().butterfly()

    @property
    def wing_margin(self) -> float:
        """4 − θφ(1 + |ρ|): above 0 by theorem 4.2."""
        return 4 - self.psi * (1 + abs(self.rho))

    @property
    def curvature_margin(self) -> float:
        """4 − θφ²(1 + |ρ|): 0 or more by theorem 4.2."""
        return 4 - self.psi * self.phi * (1 + abs(self.rho))

    @property
    def is_free(self) -> bool:
        """Whether theorem 4.2 excludes butterfly arbitrage; of its two conditions the first is also necessary."""
        return self.wing_margin > 0 and self.curvature_margin >= -1e-12


@dataclass(frozen=True, slots=True)
class SsviMargins:
    """The least margin of each condition over the expiries of a surface; negative is a condition broken."""

    theta: float
    """Least rise of θ from expiry to expiry."""
    calendar_low: float
    """Least ∂(θφ)/∂θ."""
    calendar_high: float
    """Least (1 + √(1 − ρ²)) φ/ρ² − ∂(θφ)/∂θ; ∞ at ρ = 0."""
    wing: float
    """Least 4 − θφ(1 + |ρ|)."""
    curvature: float
    """Least 4 − θφ²(1 + |ρ|)."""

    @property
    def is_free(self) -> bool:
        """Whether theorems 4.1 and 4.2 exclude static arbitrage."""
        calendar = min(self.theta, self.calendar_low, self.calendar_high)
        return calendar >= 0 and self.wing > 0 and self.curvature >= -1e-12


@dataclass(frozen=True, slots=True)
class SsviSurface:
    """One ρ and one law of φ for all expiries; θ linear in time between them, proportional to it outside.

    Raises :class:`~hedgerow.errors.InputError` where expiries do not rise, or θ is not positive. θ that falls is an
    arbitrage, and :meth:`margins` says so.

    >>> surface = SsviSurface(np.array([0.25, 1.0]), np.array([0.01, 0.04]), -0.6, PowerLaw(1.0, 0.5))
    >>> surface.margins().is_free
    True
    """

    expiry: FloatArray
    """Years, rising, shape (slices,)."""
    theta: FloatArray
    """θ of each, > 0."""
    rho: float
    """ρ, in (−1, 1)."""
    curvature: Curvature
    """φ(θ)."""

    def __post_init__(self) -> None:
        check_nodes(self.expiry, self.theta)
        if not -1 < self.rho < 1:
            raise InputError(f"SSVI's rho is {self.rho}; give a number between -1 and 1")

    def variance(self, log_moneyness: ArrayLike, expiry: ArrayLike) -> SurfaceVariance:
        """At ``k = ln(K/F(T))`` and ``T`` in years; NaN where T is not positive."""
        k, T = np.broadcast_arrays(np.asarray(log_moneyness, float), np.asarray(expiry, float))
        theta, theta_T = interpolated(T, self.expiry, self.theta)
        psi, psi_T = theta * self.curvature.phi(theta), self.curvature.psi_slope(theta) * theta_T
        return ssvi_surface_variance(
            k, (theta, psi, self.rho * psi), (theta_T, psi_T, self.rho * psi_T)
        )

    def slice_at(self, expiry: float) -> SsviSlice:
        """The smile of one expiry, in years above 0."""
        theta, _ = interpolated(np.asarray(expiry, float), self.expiry, self.theta)
        return SsviSlice(float(theta), self.rho, float(theta * self.curvature.phi(theta)))

    def margins(self) -> SsviMargins:
        """Of theorems 4.1 and 4.2, over a hundred θ from a hundredth of the first to the last, and each slice's."""
        first, last = self.theta.min(), self.theta.max()
        theta = np.concatenate((self.theta, np.geomspace(first / 100, last, 100)))
        phi, slope = self.curvature.phi(theta), self.curvature.psi_slope(theta)
        rho = abs(self.rho)
        bound = (1 + math.sqrt(1 - rho**2)) * phi / rho**2 if rho > 0 else np.inf * phi
        return SsviMargins(
            theta=float(np.diff(self.theta).min()) if self.theta.size > 1 else math.inf,
            calendar_low=float(slope.min()),
            calendar_high=float((bound - slope).min()),
            wing=float((4 - theta * phi * (1 + rho)).min()),
            curvature=float((4 - theta * phi**2 * (1 + rho)).min()),
        )


def check_nodes(expiry: FloatArray, theta: FloatArray) -> None:
    """Raise :class:`~hedgerow.errors.InputError` where these are no expiries with a variance each."""
    if expiry.ndim != 1 or expiry.size == 0 or expiry.shape != theta.shape:
        raise InputError(
            f"expiry and theta have shapes {expiry.shape} and {theta.shape}; give one theta an expiry"
        )
    if not (expiry[0] > 0 and (np.diff(expiry) > 0).all()):
        raise InputError("expiries must be above 0 and rise; sort the slices")
    if not ((theta > 0) & np.isfinite(theta)).all():
        raise InputError(f"the least theta is {theta.min():g}; give total variances above 0")


def interpolated(
    T: FloatArray, nodes: FloatArray, values: FloatArray, *, after: float | None = None
) -> tuple[FloatArray, FloatArray]:
    """Value and slope in T: linear between nodes, proportional to T before the first.

    After the last with slope ``after``, proportional by default. NaN where T is not positive.
    """
    x, y = np.concatenate(([0.0], nodes)), np.concatenate(([0.0], values))
    slopes = np.append(np.diff(y) / np.diff(x), y[-1] / x[-1] if after is None else after)
    i = np.clip(np.searchsorted(x, T, side="right") - 1, 0, slopes.size - 1)
    positive = T > 0
    value = np.where(positive, y[i] + slopes[i] * (T - x[i]), np.nan)
    return value, np.where(positive, slopes[i], np.nan)


def ssvi_surface_variance(
    k: FloatArray,
    level: tuple[FloatArray, FloatArray, FloatArray],
    slope: tuple[FloatArray, FloatArray, FloatArray],
) -> SurfaceVariance:
    """From (θ, ψ, χ) and their derivatives in time."""
    theta, psi, chi = level
    theta_T, psi_T, chi_T = slope
    found = ssvi_variance(k, theta, psi, chi)
    root = np.sqrt((psi * k) ** 2 + 2 * chi * theta * k + theta**2)
    half = psi * psi_T * k**2 + (chi_T * theta + chi * theta_T) * k + theta * theta_T  # ½ ∂D/∂T
    return SurfaceVariance(
        w=found.w,
        w_k=found.w_k,
        w_kk=found.w_kk,
        w_T=np.asarray((theta_T + chi_T * k + half / root) / 2),
    )
