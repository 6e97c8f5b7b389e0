"""SABR fitted to one expiry: α, ρ and ν of :mod:`~hedgerow.pricing.sabr` with β held.

    min Σ u (w_model − w)²,    w = σ²T,    σ(k) = A(k) S(z) B(k)        F = 1,  K = e^k,  m = e^{bk/2},  b = 1 − β
    A = α/(m [1 + b²k²/24 + b⁴k⁴/1920])    z = −(ν/α) m k    S = z/x(z)    B = 1 + T(…)        [HKLW02, eq. 2.17a]

The forward is 1: at β = 1 nothing depends on its unit; otherwise α is in units of F^{1−β}. β and ρ do the same to the
skew, so β is a choice (1 for equity indices) and not fitted.

The derivatives in k are exact. ``x'(z) = 1/Q``, ``Q = √(1 − 2ρz + z²)``, gives those of S away from z = 0; near it
``x/z = Σ P_n(ρ) zⁿ/(n + 1)``, for 1/Q generates Legendre's polynomials.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.polynomial.polynomial import polyder, polyval
from scipy.optimize import least_squares
from scipy.special import eval_legendre

from hedgerow.errors import InputError
from hedgerow.pricing.sabr import Sabr
from hedgerow.typing import FloatArray
from hedgerow.volatility.surface.butterfly import ButterflyMargin, butterfly_margin
from hedgerow.volatility.surface.smile import SliceVariance
from hedgerow.volatility.surface.smile_quotes import SmileQuotes

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

LEAST_POINTS = 3
STEPS = 200
TERMS, NEAR = 18, 0.1
"""Terms of the series, and |z| below which it serves: the rest is below 1e-18."""
REACH, POINTS = 12.0, 801
"""Standard deviations on either side in which butterflies are looked for, and at how many places."""


@dataclass(frozen=True, slots=True)
class SabrSmile:
    """Total variance of SABR at one expiry, for a forward of 1.

    >>> smile = SabrSmile(Sabr(alpha=0.2, beta=1.0, rho=-0.6, nu=1.2), expiry=0.25)
    >>> round(float(smile.variance(0.0).w), 6)
    0.010096
    """

    sabr: Sabr
    expiry: float
    """T, years, above 0."""

    def __post_init__(self) -> None:
        if not 0 < self.expiry < math.inf:
            raise InputError(f"a smile's expiry is {self.expiry} years; give a number above 0")

    def variance(self, log_moneyness: ArrayLike) -> SliceVariance:
        """At ``k = ln(K/F)``, any shape; NaN where the expansion is not positive."""
        k, T, sabr = np.asarray(log_moneyness, float), self.expiry, self.sabr
        vol = np.asarray(sabr.implied_vol(1.0, np.exp(k), T))
        A = _leading(k, sabr)
        B = _bracket(k, T, sabr)
        S = _skew(k, np.asarray(vol / (A[0] * B[0])), sabr)
        vol_k = A[1] * S[0] * B[0] + A[0] * S[1] * B[0] + A[0] * S[0] * B[1]
        vol_kk = A[2] * S[0] * B[0] + A[0] * S[2] * B[0] + A[0] * S[0] * B[2]
        vol_kk += 2 * (A[1] * S[1] * B[0] + A[1] * S[0] * B[1] + A[0] * S[1] * B[1])
        return SliceVariance(
            w=np.asarray(vol**2 * T),
            w_k=np.asarray(2 * T * vol * vol_k),
            w_kk=np.asarray(2 * T * (vol_k**2 + vol * vol_kk)),
        )

    def butterfly(self) -> ButterflyMargin:
        """The lowest g within twelve standard deviations: negative at low strikes and long expiries."""
        deviation = math.sqrt(float(self.variance(0.0).w))
        return butterfly_margin(self, np.linspace(-REACH, REACH, POINTS) * deviation)


Jet = tuple[FloatArray, FloatArray, FloatArray]
"""A function of k and its first two derivatives."""


def _leading(k: FloatArray, sabr: Sabr) -> Jet:
    b = 1 - sabr.beta
    E = 1 + (b * k) ** 2 / 24 + (b * k) ** 4 / 1920
    E_1 = (b**2 * k / 12 + b**4 * k**3 / 480) / E
    E_2 = (b**2 / 12 + b**4 * k**2 / 160) / E
    A = sabr.alpha * np.exp(-b * k / 2) / E
    log_1, log_2 = -b / 2 - E_1, E_1**2 - E_2
    return np.asarray(A), np.asarray(A * log_1), np.asarray(A * (log_1**2 + log_2))


def _bracket(k: FloatArray, T: float, sabr: Sabr) -> Jet:
    α, β, ρ, ν = sabr.alpha, sabr.beta, sabr.rho, sabr.nu
    b = 1 - β
    first = T * b**2 * α**2 / 24 * np.exp(-b * k)
    second = T * ρ * β * ν * α / 4 * np.exp(-b * k / 2)
    return (
        np.asarray(1 + first + second + T * (2 - 3 * ρ**2) / 24 * ν**2),
        np.asarray(-b * first - b / 2 * second),
        np.asarray(b**2 * first + b**2 / 4 * second),
    )


def _skew(k: FloatArray, S: FloatArray, sabr: Sabr) -> Jet:
    """S = z/x(z), given its value, with derivatives in k."""
    b, ρ = 1 - sabr.beta, sabr.rho
    ratio = -sabr.nu / sabr.alpha * np.exp(b * k / 2)
    z, z_1, z_2 = ratio * k, ratio * (1 + b * k / 2), ratio * (b + b**2 * k / 4)
    near = np.abs(z) < NEAR
    far_z = np.where(near, 1.0, z)
    Q = np.sqrt((far_z - ρ) ** 2 + (1 - ρ) * (1 + ρ))
    x = far_z / np.where(near, 1.0, S)
    S_1 = (1 - S / Q) / x
    S_2 = -(2 * S_1 / Q + S * (ρ - far_z) / Q**3) / x
    n = np.arange(TERMS)
    series = eval_legendre(n, ρ) / (n + 1)
    near_z = np.where(near, z, 0.0)
    y, y_1, y_2 = (polyval(near_z, polyder(series, order)) for order in range(3))
    S_1 = np.where(near, -y_1 / y**2, S_1)
    S_2 = np.where(near, -y_2 / y**2 + 2 * y_1**2 / y**3, S_2)
    return S, np.asarray(S_1 * z_1), np.asarray(S_2 * z_1**2 + S_1 * z_2)


@dataclass(frozen=True, slots=True)
class SabrFit:
    """The smile and how well it fits."""

    smile: SabrSmile | None
    """None where there is nothing to fit."""
    rms: float
    """Root of the weighted mean square of differences in volatility, decimal; NaN without a smile."""
    converged: bool
    """Whether the search came to its end inside the bounds."""
    iterations: int
    """Evaluations of the smile and its derivatives."""
    reason: str = ""
    """What to know; empty where all is well."""


def fit_sabr(quotes: SmileQuotes, *, beta: float = 1.0) -> SabrFit:
    """The smile nearest to one expiry's quotes.

    Raises :class:`~hedgerow.errors.InputError` for a β outside [0, 1].

    >>> true = SabrSmile(Sabr(alpha=0.2, beta=1.0, rho=-0.6, nu=1.2), expiry=0.25)
    >>> k = np.linspace(-0.3, 0.2, 11)
    >>> w = true.variance(k).w
    >>> fit = fit_sabr(SmileQuotes(0.25, k, w, w, w, np.ones(11)))
    >>> fit.converged, round(fit.smile.sabr.rho, 6), round(fit.smile.sabr.nu, 6)
    (True, -0.6, 1.2)
    """
    if not 0 <= beta <= 1:
        raise InputError(f"SABR's beta is {beta}; give a number in [0, 1]")
    counts = quotes.weight > 0
    if np.count_nonzero(counts) < LEAST_POINTS:
        reason = (
            f"{np.count_nonzero(counts)} points with weight; three parameters need {LEAST_POINTS}"
        )
        return SabrFit(None, math.nan, converged=False, iterations=0, reason=reason)
    k, w, T = quotes.log_moneyness[counts], quotes.w[counts], quotes.expiry
    share = quotes.weight[counts] / quotes.weight.sum()
    level = math.sqrt(float(np.interp(0.0, k, w)) / T)
    scale = np.sqrt(share) / (2 * level * T)

    def smile(x: FloatArray) -> Sabr:
        return Sabr(float(np.exp(x[0])), beta, float(np.tanh(x[1])), float(np.exp(x[2])))

    def residuals(x: FloatArray) -> FloatArray:
        vol = smile(x).implied_vol(1.0, np.exp(k), T)
        return np.asarray(scale * (np.nan_to_num(vol, nan=0.0) ** 2 * T - w))

    low = [math.log(level) - 3, -4.0, math.log(1e-4)]
    high = [math.log(level) + 3, 4.0, math.log(50.0 / math.sqrt(T))]
    searches = []
    for rho, nu in (_bend(quotes, level, beta), (-0.6, 2.0), (0.3, 0.5)):
        x = [math.log(level), math.atanh(rho), math.log(nu)]
        search = least_squares(
            residuals,
            np.clip(x, np.add(low, 1e-3), np.subtract(high, 1e-3)),
            bounds=(low, high),
            xtol=1e-10,
            ftol=1e-12,
            gtol=1e-14,
            max_nfev=STEPS,
        )
        searches.append(search)
        if not _complaint(search.x, low, high, ended=search.status > 0):
            break
    best = min(searches, key=lambda found: float(found.cost))
    reason = _complaint(best.x, low, high, ended=best.status > 0)
    found = SabrSmile(smile(best.x), T)
    gap = np.sqrt(found.variance(k).w / T) - np.sqrt(w / T)
    return SabrFit(
        found,
        float(np.sqrt(share @ gap**2)),
        converged=not reason,
        iterations=sum(int(s.nfev) for s in searches),
        reason=reason,
    )


def _bend(quotes: SmileQuotes, level: float, beta: float) -> tuple[float, float]:
    """ρ and ν that give a parabola's skew and curvature at the money, to first order in T.

    σ' = (ρν − (1 − β)σ)/2,  σ'' = ν²(2 − 3ρ²)/(6σ)
    """
    near = (quotes.weight > 0) & (
        np.abs(quotes.log_moneyness) < 2 * level * math.sqrt(quotes.expiry)
    )
    if np.count_nonzero(near) < LEAST_POINTS:
        return -0.6, 1.0
    _, skew, half = np.polynomial.polynomial.polyfit(
        quotes.log_moneyness[near], quotes.vol[near], 2, w=np.sqrt(quotes.weight[near])
    )
    product = 2 * float(skew) + (1 - beta) * level
    nu = math.sqrt(max(6 * level * float(half) + 1.5 * product**2, 1.1 * product**2, 1e-4))
    return product / nu, nu


def _complaint(x: FloatArray, low: list[float], high: list[float], *, ended: bool) -> str:
    if not ended:
        return f"no minimum within {STEPS} steps"
    names = ("alpha", "rho", "nu")
    at = [
        name
        for name, value, least, most in zip(names, x, low, high, strict=True)
        if value < least + 1e-3 or value > most - 1e-3
    ]
    return f"{', '.join(at)} at the edge of what is searched" if at else ""
