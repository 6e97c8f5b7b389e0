"""Heston's stochastic volatility.

    dF = F √v dW          dv = κ (θ − v) dt + ξ √v dZ          dW dZ = ρ dt          v(0) = v₀

Variance ``v`` starts at ``v₀`` and reverts at speed ``κ`` (per year) to ``θ`` under the pricing measure;
``ξ`` is the volatility of variance and ``ρ`` its correlation with the price [Heston93]. With
``β = κ − iρξu``, ``s = u² + iu``, ``d = √(β² + ξ²s)``, ``Re d ≥ 0``, ``E = (1 − e^{−dT})/d``:

    ln φ(u) = −κθ q [T − E ln(1 + z)/z] − v₀ sE / (βE + 1 + e^{−dT}),   q = s/(β + d),   z = −ξ² qE/2

which is the continuous branch ("little trap") of [AMST07], rid of its differences of nearly equal
numbers: nothing is divided by ξ², so ``ξ → 0`` needs no case of its own.

Two volatilities that are easily confused (SPEC VS-04): the fair variance swap's

    √( θ + (v₀ − θ)(1 − e^{−κT})/(κT) )

does not know ``ξ`` and ``ρ``, and tends to ``√θ``; the at-the-money implied volatility does, and tends
to the lower [Lewis00] limit of :attr:`Heston.long_run_vol`.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from hedgerow.errors import InputError
from hedgerow.pricing.elementwise import Numbers, RightLike, elementwise
from hedgerow.pricing.fourier import ComplexArray, fourier_implied_vol, fourier_price
from hedgerow.typing import FloatArray

TINY = float(np.finfo(float).tiny)
"""The smallest normal number: quotients of smaller ones have no digits."""


@dataclass(frozen=True, slots=True)
class Heston:
    """The five parameters, under the pricing measure.

    Raises :class:`~hedgerow.errors.InputError` where one is outside its range or no finite number.

    >>> model = Heston(v0=0.04, kappa=2.0, theta=0.06, xi=0.8, rho=-0.7)
    >>> round(float(model.implied_vol(100, 90, 0.5)), 4)
    0.2309
    """

    v0: float
    """Variance now, decimal per year, ≥ 0."""
    kappa: float
    """κ, speed of reversion per year, ≥ 0."""
    theta: float
    """θ, the variance it reverts to, ≥ 0."""
    xi: float
    """ξ, volatility of variance, ≥ 0; 0 is Black with deterministic variance."""
    rho: float
    """ρ, correlation of variance with price, in [−1, 1]."""

    def __post_init__(self) -> None:
        for name in ("v0", "kappa", "theta", "xi"):
            value = getattr(self, name)
            if not (value >= 0 and math.isfinite(value)):
                raise InputError(f"Heston's {name} is {value}; give a finite number of 0 or more")
        if not -1 <= self.rho <= 1:
            raise InputError(f"Heston's rho is {self.rho}; give a correlation in [-1, 1]")

    @property
    def feller_ratio(self) -> float:
        """2κθ/ξ²: variance never touches 0 where this is 1 or more [Heston93]; ∞ at ξ = 0."""
        return 2 * self.kappa * self.theta / self.xi**2 if self.xi else math.inf

    @property
    def long_run_vol(self) -> float:
        """Limit of implied volatility as expiry grows, at any fixed strike [Lewis00, ch. 6].

        ``σ² = 4κθ/(ξ²(1 − ρ²)) · [√(b² + (1 − ρ²)ξ²) − b]``, ``b = 2κ − ρξ``; needs ``κ > ρξ``, else NaN.

        >>> round(Heston(0.04, 2.0, 0.06, 0.8, -0.7).long_run_vol, 4)
        0.229
        """
        if self.kappa <= self.rho * self.xi:
            return math.nan
        b = 2 * self.kappa - self.rho * self.xi
        # the same, multiplied by √ + b, so that ρ² → 1 and ξ → 0 lose nothing
        root = math.sqrt(b * b + (1 - self.rho**2) * self.xi**2)
        return math.sqrt(4 * self.kappa * self.theta / (root + b))

    def price(
        self,
        forward: ArrayLike,
        strike: ArrayLike,
        expiry: ArrayLike,
        *,
        right: RightLike,
        discount: ArrayLike = 1.0,
    ) -> Numbers:
        """Value of a European option, in the unit of ``forward``.

        Broadcasting, NaN and accuracy as in :func:`~hedgerow.pricing.fourier.fourier_price`.

        >>> model = Heston(v0=0.04, kappa=4.0, theta=0.25, xi=1.0, rho=-0.5)
        >>> F, D = 100 * np.exp(0.01 - 0.02), np.exp(-0.01)
        >>> round(float(model.price(F, 100, 1.0, right="put", discount=D)), 6)
        17.055271
        """
        return fourier_price(self, forward, strike, expiry, right=right, discount=discount)

    def implied_vol(self, forward: ArrayLike, strike: ArrayLike, expiry: ArrayLike) -> Numbers:
        """Black volatility, decimal; NaN as in :func:`~hedgerow.pricing.fourier.fourier_implied_vol`."""
        return fourier_implied_vol(self, forward, strike, expiry)

    def atm_vol(self, expiry: ArrayLike) -> Numbers:
        """Implied volatility at ``K = F`` by expiry; tends to :attr:`long_run_vol`.

        >>> model = Heston(0.04, 2.0, 0.06, 0.8, -0.7)
        >>> [round(float(v), 4) for v in model.atm_vol([30 / 365, 10])]
        [0.1939, 0.2197]
        """
        return self.implied_vol(1.0, 1.0, expiry)

    def varswap_vol(self, expiry: ArrayLike) -> Numbers:
        """Fair volatility of a variance swap, decimal; √v₀ at expiry 0, NaN below.

        >>> [round(float(v), 4) for v in Heston(0.04, 2.0, 0.06, 0.8, -0.7).varswap_vol([30 / 365, 10])]
        [0.2039, 0.2429]
        """

        def kernel(T: FloatArray, out: FloatArray) -> None:
            vol = np.where(T >= 0, np.sqrt(self._mean_variance(T)), np.nan)
            out[0] = vol

        return elementwise(kernel, (expiry,))[0]

    def total_variance(self, expiry: float) -> float:
        """∫₀ᵀ E[v] dt, dimensionless."""
        return float(self._mean_variance(np.array(expiry)) * expiry)

    def characteristic(self, u: ComplexArray, expiry: float) -> ComplexArray:
        """E[exp(iu ln(S_T/F))] for complex ``u``, inside the strip where it exists.

        Full precision on the lines ``Im u = 0`` and ``−½`` that prices use; where ``κ < ρξ Im(−u)`` the
        relative error grows like e^{|d|T}.
        """
        apart, per_variance = self.exponents(u, expiry)
        return np.asarray(np.exp(apart + self.v0 * per_variance))

    def exponents(self, u: ComplexArray, expiry: float) -> tuple[ComplexArray, ComplexArray]:
        """``ln φ(u)`` is the first plus ``v₀`` times the second."""
        κ, θ, ξ, ρ, T = self.kappa, self.theta, self.xi, self.rho, expiry
        u = np.asarray(u, complex)
        s = u * (u + 1j)
        β = κ - 1j * ρ * ξ * u
        # β² + ξ²s, multiplied out: at ρ² = 1 the squares of u cancel exactly
        d: ComplexArray = np.sqrt(
            κ * κ + (1 - ρ) * (1 + ρ) * (ξ * u) ** 2 + 1j * ξ * u * (ξ - 2 * ρ * κ), dtype=complex
        )
        faded = -_expm1(-d * T)
        E = np.divide(faded, d, out=np.full(d.shape, T, complex), where=d != 0)
        per_variance = -s * E / (β * E + 2 - faded)
        apart: ComplexArray = np.zeros_like(per_variance)
        if κ * θ > 0:
            # s/(β + d) = (d − β)/ξ²: the form whose terms add up
            q: ComplexArray = np.asarray((d - β) / max(ξ * ξ, TINY), complex)
            np.divide(s, β + d, out=q, where=β.real > 0)
            apart = np.asarray(-κ * θ * q * (T - E * log1p_ratio(-ξ * ξ * q * E / 2)))
        return apart, np.asarray(per_variance)

    def moment(self, order: ArrayLike, expiry: float) -> FloatArray:
        """E[(S_T/F)^order] for real orders; infinite from :meth:`explosion_time` on."""
        p = np.asarray(order, float)
        exists = self.explosion_time(p) > expiry
        inside = np.where(exists, p, 0.0)
        with np.errstate(all="ignore"):
            found = self.characteristic(-1j * inside, expiry)
        return np.where(exists, np.abs(found), np.inf)

    def explosion_time(self, order: ArrayLike) -> FloatArray:
        """Expiry at which E[(S_T/F)^order] becomes infinite [AP07, prop. 3.1]; ∞ if it never does.

        ``T* = 2/√(−D) · [π·1{χ<0} + atan(√(−D)/χ)]`` for ``D = χ² − ξ²p(p − 1) < 0``, ``χ = ρξp − κ``;
        ``T* = ln((χ + √D)/(χ − √D))/√D`` for ``D ≥ 0`` and ``χ > 0``.
        """
        p = np.asarray(order, float)
        χ = self.rho * self.xi * p - self.kappa
        c = self.xi**2 * p * (p - 1)
        D = χ * χ - c
        with np.errstate(all="ignore"):
            root = np.sqrt(np.abs(D))
            oscillating = 2 / root * np.arctan2(root, χ)
            growing = np.log((χ + root) / (χ - root)) / root
        growing = np.where(root == 0, 2 / np.where(χ == 0, np.nan, χ), growing)
        found = np.where(D < 0, oscillating, np.where(χ > 0, growing, np.inf))
        return np.where(c > 0, found, np.inf)

    def _mean_variance(self, T: FloatArray) -> FloatArray:
        """Mean of E[v] over [0, T]."""
        κT = self.kappa * T
        share = np.where(κT > 0, -np.expm1(-κT) / np.where(κT > 0, κT, 1.0), 1.0)
        return np.asarray(self.theta + (self.v0 - self.theta) * share)


def _expm1(z: ComplexArray) -> ComplexArray:
    """e^z − 1 for complex z, to full relative precision near 0."""
    grown, half = np.expm1(z.real), np.sin(z.imag / 2)
    versine = 2 * half * half  # 1 − cos
    found = np.empty(z.shape, complex)
    found.real = grown * (1 - versine) - versine
    found.imag = (1 + grown) * np.sin(z.imag)
    return found


def log1p_ratio(z: ComplexArray) -> ComplexArray:
    """ln(1 + z)/z for complex z, 1 at 0."""
    x, y = z.real, z.imag
    log = np.empty(z.shape, complex)
    log.real = 0.5 * np.log1p(x * (2 + x) + y * y)
    log.imag = np.arctan2(y, 1 + x)
    # the quotient of two numbers below the normal ones would be NaN
    normal = np.abs(z) > TINY
    return np.divide(log, z, out=np.ones(z.shape, complex), where=normal)
