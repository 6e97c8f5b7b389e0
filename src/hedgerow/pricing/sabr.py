"""SABR: the stochastic-α-β-ρ model, by the expansion of its implied volatility.

    dF = α F^β dW          dα = ν α dZ          dW dZ = ρ dt

Hagan, Kumar, Lesniewski and Woodward's lognormal volatility [HKLW02, eq. 2.17a], with
``L = ln(F/K)``, ``b = 1 − β`` and ``m = (FK)^{b/2}``:

    σ = α / (m [1 + b²L²/24 + b⁴L⁴/1920]) · z/x(z) · [1 + T (b²α²/(24m²) + ρβνα/(4m) + (2 − 3ρ²)ν²/24)]
    z = (ν/α) m L,    x(z) = ln[ (√(1 − 2ρz + z²) + z − ρ) / (1 − ρ) ]

and the normal one, for prices in Bachelier's formula [HKLW02, appendix B]:

    σ_N = α (FK)^{β/2} · [1 + L²/24 + L⁴/1920] / [1 + b²L²/24 + b⁴L⁴/1920] · z/x(z)
          · [1 + T (−β(2 − β)α²/(24m²) + ρβνα/(4m) + (2 − 3ρ²)ν²/24)]

Both are expansions for small ``ν²T``. At low strikes and long expiries the density that they imply turns *negative* (a put spread below costs less than the
one inside it), so check butterflies before trusting a digital or a variance strip on this smile.

At the money ``z/x(z)`` is 0/0; ``x`` is written so that it keeps its relative precision there.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from hedgerow.errors import InputError
from hedgerow.pricing.elementwise import Numbers, elementwise
from hedgerow.typing import FloatArray


@dataclass(frozen=True, slots=True)
class Sabr:
    """The four parameters of one expiry.

    Raises :class:`~hedgerow.errors.InputError` where one is outside its range or no finite number.

    >>> smile = Sabr(alpha=0.2, beta=1.0, rho=-0.6, nu=1.2)
    >>> [round(float(v), 4) for v in smile.implied_vol(100, [80, 100, 120], 0.25)]
    [0.2908, 0.201, 0.1722]
    """

    alpha: float
    """α, initial volatility, > 0: decimal per √year at β = 1, in the unit of F^(1−β) otherwise."""
    beta: float
    """β, exponent of the forward, in [0, 1]; 1 is customary for equity indices."""
    rho: float
    """ρ, correlation of volatility with the forward, in [−1, 1]."""
    nu: float
    """ν, volatility of volatility per √year, ≥ 0; 0 is constant elasticity of variance."""

    def __post_init__(self) -> None:
        if not (self.alpha > 0 and math.isfinite(self.alpha)):
            raise InputError(f"SABR's alpha is {self.alpha}; give a finite number above 0")
        if not 0 <= self.beta <= 1:
            raise InputError(f"SABR's beta is {self.beta}; give a number in [0, 1]")
        if not -1 <= self.rho <= 1:
            raise InputError(f"SABR's rho is {self.rho}; give a correlation in [-1, 1]")
        if not (self.nu >= 0 and math.isfinite(self.nu)):
            raise InputError(f"SABR's nu is {self.nu}; give a finite number of 0 or more")

    def implied_vol(self, forward: ArrayLike, strike: ArrayLike, expiry: ArrayLike) -> Numbers:
        """Black volatility, decimal per √year.

        NaN where forward or strike is not positive, expiry is negative, an argument is NaN, or the
        expansion itself is not positive (far outside its domain).
        """

        def kernel(F: FloatArray, K: FloatArray, T: FloatArray, out: FloatArray) -> None:
            L, m = np.log(F / K), (F * K) ** ((1 - self.beta) / 2)
            b, b_L = 1 - self.beta, ((1 - self.beta) * L) ** 2
            leading = self.alpha / (m * (1 + b_L / 24 + b_L**2 / 1920))
            vol = leading * self._skew(m * L) * (1 + T * self._drift(b * b, m))
            out[0] = _positive(vol, F, K, T)

        return elementwise(kernel, (forward, strike, expiry))[0]

    def normal_vol(self, forward: ArrayLike, strike: ArrayLike, expiry: ArrayLike) -> Numbers:
        """Bachelier volatility, in the unit of ``forward`` per √year; NaN as in :meth:`implied_vol`.

        >>> round(float(Sabr(alpha=0.2, beta=1.0, rho=-0.6, nu=1.2).normal_vol(100, 100, 0.25)), 3)
        20.088
        """

        def kernel(F: FloatArray, K: FloatArray, T: FloatArray, out: FloatArray) -> None:
            β, L, m = self.beta, np.log(F / K), (F * K) ** ((1 - self.beta) / 2)
            L2, b_L = L * L, ((1 - β) * L) ** 2
            ratio = (1 + L2 / 24 + L2**2 / 1920) / (1 + b_L / 24 + b_L**2 / 1920)
            leading = self.alpha * (F * K) ** (β / 2) * ratio
            vol = leading * self._skew(m * L) * (1 + T * self._drift(-β * (2 - β), m))
            out[0] = _positive(vol, F, K, T)

        return elementwise(kernel, (forward, strike, expiry))[0]

    def _drift(self, elasticity: float, m: FloatArray) -> FloatArray:
        """What the bracket multiplies ``T`` by."""
        α, β, ρ, ν = self.alpha, self.beta, self.rho, self.nu
        return np.asarray(
            elasticity * α * α / (24 * m * m)
            + ρ * β * ν * α / (4 * m)
            + (2 - 3 * ρ * ρ) * ν * ν / 24
        )

    def _skew(self, mL: FloatArray) -> FloatArray:
        """z/x(z), 1 at z = 0.

        ``(√ + z − ρ)(√ − z + ρ) = 1 − ρ²`` gives two forms of x; each is used where its terms add up, and
        with ``√ − 1 = z(z − 2ρ)/(√ + 1)`` inside log1p neither subtracts near z = 0.
        """
        ρ = self.rho
        z = self.nu / self.alpha * mL
        root = np.sqrt((z - ρ) ** 2 + (1 - ρ) * (1 + ρ))
        step = (z - 2 * ρ) / (root + 1)
        above = np.log1p(z * (step + 1) / (1 - ρ)) if ρ < 1 else np.full(z.shape, np.inf)
        below = -np.log1p(z * (step - 1) / (1 + ρ)) if ρ > -1 else np.full(z.shape, -np.inf)
        x = np.where(z < ρ, below, above)
        return np.asarray(np.where(z == 0, 1.0, z / np.where(x == 0, 1.0, x)))


def _positive(vol: FloatArray, F: FloatArray, K: FloatArray, T: FloatArray) -> FloatArray:
    return np.where((F > 0) & (K > 0) & (T >= 0) & (vol > 0), vol, np.nan)
