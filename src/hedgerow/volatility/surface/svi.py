"""SVI: five numbers for the smile of one expiry [GJ14, section 3].

    w(k) = a + b [ρ(k − m) + √((k − m)² + σ²)]                                      raw
    w(k) = Δ + ω/2 · {1 + ζρ(k − μ) + √((ζ(k − μ) + ρ)² + 1 − ρ²)}                  natural
    v = w(0)/T,  ψ = ∂√w/∂k at 0,  p, c = slopes of put and call wing over √w(0),  ṽ = least w/T     jump wings

Total variance ``w`` is a hyperbola of ``k = ln(K/F)``: its wings are straight, as those of every
model with moments that explode are, and may rise no faster than 2 [Lee04]. Positive variance does not make positive
prices of butterflies: look at :meth:`Svi.butterfly`; :meth:`Svi.repaired` gives a nearby slice without arbitrage.

[GJ14] writes its examples in the order (a, b, m, ρ, σ), its formula in (a, b, ρ, m, σ): arguments here are
names.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.optimize import minimize_scalar

from hedgerow.errors import InputError
from hedgerow.pricing.black import black
from hedgerow.typing import FloatArray
from hedgerow.volatility.surface.butterfly import ButterflyMargin, butterfly_margin
from hedgerow.volatility.surface.smile import SliceVariance

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

LEE = 2.0
"""No wing of total variance rises faster than this [Lee04]."""

REACH, STEPS = 25.0, 1200
"""The grid on which g is looked at: this many points in asinh((k − m)/σ), and their reach."""


@dataclass(frozen=True, slots=True)
class Svi:
    """A slice in raw parameters.

    Raises :class:`~hedgerow.errors.InputError` where one is no finite number, outside its range, or where total variance
    would turn negative. A wing steeper than 2 is allowed, and an arbitrage: :meth:`butterfly` says so.

    >>> vogt = Svi(a=-0.0410, b=0.1331, rho=0.3060, m=0.3586, sigma=0.4153)
    >>> margin = vogt.butterfly()
    >>> round(margin.least, 6), round(margin.at, 4)
    (-0.032864, 0.8793)
    """

    a: float
    """Level of total variance."""
    b: float
    """Slope of the wings, ≥ 0."""
    rho: float
    """ρ, their asymmetry, in (−1, 1)."""
    m: float
    """Log-moneyness of the hyperbola's centre."""
    sigma: float
    """σ, its width, > 0, in log-moneyness."""

    def __post_init__(self) -> None:
        for name in ("a", "b", "rho", "m", "sigma"):
            if not math.isfinite(getattr(self, name)):
                raise InputError(f"SVI's {name} is {getattr(self, name)}; give a finite number")
        if self.b < 0:
            raise InputError(f"SVI's b is {self.b:g}; give a slope of 0 or more")
        if not -1 < self.rho < 1:
            raise InputError(f"SVI's rho is {self.rho:g}; give a number between -1 and 1")
        if self.sigma <= 0:
            raise InputError(f"SVI's sigma is {self.sigma:g}; give a width above 0")
        if self.least_variance < -1e-12 * abs(self.a):  # rounding is none
            raise InputError(
                f"SVI's least total variance is {self.least_variance:g}; raise a to 0 or more"
            )

    def variance(self, log_moneyness: ArrayLike) -> SliceVariance:
        """Total variance and its derivatives at ``k = ln(K/F)``, any shape; NaN where k is."""
        x = np.asarray(log_moneyness, float) - self.m
        R = np.hypot(x, self.sigma)
        return SliceVariance(
            w=np.asarray(self.a + self.b * (self.rho * x + R)),
            w_k=np.asarray(self.b * (self.rho + x / R)),
            w_kk=np.asarray(self.b * self.sigma**2 / R**3),
        )

    @property
    def least_variance(self) -> float:
        """The least total variance, a + bσ√(1 − ρ²)."""
        return self.a + self.b * self.sigma * _side(self.rho)

    @property
    def wings(self) -> tuple[float, float]:
        """b(1 − ρ) and b(1 + ρ): how fast total variance rises far below and far above the forward."""
        return self.b * (1 - self.rho), self.b * (1 + self.rho)

    @property
    def obeys_lee(self) -> bool:
        """Whether neither wing is steeper than 2."""
        return max(self.wings) <= LEE

    def butterfly(self) -> ButterflyMargin:
        """The lowest g over all log-moneyness, where, and the intervals where it is negative."""
        # beyond these the slice is straight to four digits
        scale = self.sigma + abs(self.m) + abs(self.a) / max(self.b, 1e-6) + 1.0
        reach = min(max(math.asinh(1e4 * scale / self.sigma), 5.0), 2 * REACH)
        grid = self.m + self.sigma * np.sinh(np.linspace(-reach, reach, STEPS))
        grid = np.unique(np.concatenate((grid, np.linspace(-1.0, 1.0, 41) * scale)))
        return butterfly_margin(self, grid, limits=(_limit(self.wings[0]), _limit(self.wings[1])))

    def natural(self) -> SviNatural:
        """The same slice in natural parameters [GJ14, eq. 3.3]; needs b > 0."""
        side = _side(self.rho)
        omega = 2 * self.b * self.sigma / side
        return SviNatural(
            delta=self.a - omega / 2 * side**2,
            mu=self.m + self.rho * self.sigma / side,
            rho=self.rho,
            omega=omega,
            zeta=side / self.sigma,
        )

    def jump_wings(self, expiry: float) -> SviJumpWings:
        """The same slice in jump wings, ``expiry`` in years [GJ14, eq. 3.5]; needs w(0) > 0."""
        w = float(self.variance(0.0).w)
        root = math.sqrt(w)
        return SviJumpWings(
            v=w / expiry,
            psi=float(self.variance(0.0).w_k) / (2 * root),
            p=self.wings[0] / root,
            c=self.wings[1] / root,
            v_least=max(self.least_variance, 0.0) / expiry,
        )

    def repaired(
        self, expiry: float, *, choice: Literal["guaranteed", "closest"] = "closest"
    ) -> Svi | None:
        """A slice of the same ATM variance, ATM skew and put wing without butterfly arbitrage [GJ14, section 5.1].

        ``"guaranteed"`` takes ``c' = p + 2ψ`` and ``ṽ' = v·4pc'/(p + c')²``, a slice of SSVI; ``"closest"`` the slice between
        this one and that whose option prices are nearest in least squares (the paper names neither strikes nor penalty
        of its own search, which stops short of the boundary). None where the guaranteed one is not free either: the
        ATM skew is too steep. Itself where nothing is to repair.

        >>> vogt = Svi(a=-0.0410, b=0.1331, rho=0.3060, m=0.3586, sigma=0.4153)
        >>> wings = vogt.repaired(1.0, choice="guaranteed").jump_wings(1.0)
        >>> round(wings.c, 7), round(wings.v_least, 8)
        (0.3493158, 0.01548182)
        """
        if self.butterfly().is_free:
            return self
        wings = self.jump_wings(expiry)
        safe = wings.guaranteed()
        if safe is None or not safe.raw(expiry).butterfly().is_free:
            return None
        return safe.raw(expiry) if choice == "guaranteed" else _closest(self, wings, safe, expiry)


@dataclass(frozen=True, slots=True)
class SviNatural:
    """Natural parameters [GJ14, eq. 3.2]: those of SSVI where Δ = μ = 0."""

    delta: float
    """Δ, level of total variance."""
    mu: float
    """μ, log-moneyness at which the level is read."""
    rho: float
    """ρ, in (−1, 1)."""
    omega: float
    """ω, ≥ 0."""
    zeta: float
    """ζ, > 0."""

    def raw(self) -> Svi:
        """The same slice in raw parameters [GJ14, lemma 3.1]."""
        side = _side(self.rho)
        return Svi(
            a=self.delta + self.omega / 2 * side**2,
            b=self.omega * self.zeta / 2,
            rho=self.rho,
            m=self.mu - self.rho / self.zeta,
            sigma=side / self.zeta,
        )


@dataclass(frozen=True, slots=True)
class SviJumpWings:
    """What a trader reads off a smile of expiry T [GJ14, section 3.3]; hardly moves with T."""

    v: float
    """ATM variance per year, w(0)/T."""
    psi: float
    """ψ, ATM skew ∂√w/∂k at k = 0."""
    p: float
    """Slope of the left wing over √w(0)."""
    c: float
    """Slope of the right wing over √w(0)."""
    v_least: float
    """ṽ, least variance per year."""

    def raw(self, expiry: float) -> Svi:
        """The same slice in raw parameters [GJ14, lemma 3.2].

        With ``cos A = ρ`` and ``cos B = β``, ``σ/√(m² + σ²) = sin B`` and ``v − ṽ = b√(m² + σ²)(1 − cos(A − B))/T``.
        Raises :class:`~hedgerow.errors.InputError` where no slice has these numbers, or many: the ATM skew is 0, so that
        ``v = ṽ`` says nothing of the width.
        """
        w, least = self.v * expiry, self.v_least * expiry
        root = math.sqrt(w)
        b = root * (self.c + self.p) / 2
        rho = 1 - self.p * root / b
        beta = rho - 2 * self.psi * root / b
        if not (abs(rho) < 1 and abs(beta) < 1):
            raise InputError(
                f"no slice has wings p {self.p:g} and c {self.c:g} with ATM skew {self.psi:g}; "
                "give p > 0, c > 0 and -p < 2 psi < c"
            )
        A, B = math.acos(rho), math.acos(beta)
        radius = (w - least) / (2 * b * math.sin((A - B) / 2) ** 2) if A != B else math.inf
        if not 0 < radius < math.inf:
            raise InputError(
                f"ATM variance {self.v:g} and least variance {self.v_least:g} give no width at ATM "
                f"skew {self.psi:g}; give v above v_least and a skew other than 0"
            )
        sigma = radius * math.sin(B)
        return Svi(a=least - b * sigma * math.sin(A), b=b, rho=rho, m=radius * beta, sigma=sigma)

    def guaranteed(self) -> SviJumpWings | None:
        """``c' = p + 2ψ``, ``ṽ' = v·4pc'/(p + c')²``; None where that c' is no slope."""
        c = self.p + 2 * self.psi
        if not (c > 0 and self.p > 0):
            return None
        return SviJumpWings(
            self.v, self.psi, self.p, c, self.v * 4 * self.p * c / (self.p + c) ** 2
        )


def _side(rho: float) -> float:
    """√(1 − ρ²)."""
    return math.sqrt((1 - rho) * (1 + rho))


def _limit(slope: float) -> float:
    """Of g far out: ¼ − slope²/16; 1 where the wing is flat."""
    return (LEE - slope) * (LEE + slope) / 16 if slope > 0 else 1.0


def _closest(slice_: Svi, wings: SviJumpWings, safe: SviJumpWings, expiry: float) -> Svi:
    """Between ``wings`` and ``safe``, the one whose prices are nearest.

    For each least variance the steepest call wing without arbitrage is found; then the best of these.
    """
    k = 6 * math.sqrt(wings.v * expiry) * np.linspace(-1, 1, 81)
    prices = _prices(slice_, k)
    nowhere = float(k.size)  # more than the squares of prices below 1 can add up to

    def between(share: float, c: float) -> Svi:
        v_least = (1 - share) * wings.v_least + share * safe.v_least
        return replace(wings, c=c, v_least=v_least).raw(expiry)

    def steepest(share: float) -> Svi | None:
        low, high = safe.c, wings.c
        if not between(share, low).butterfly().is_free:
            return None
        if between(share, high).butterfly().is_free:
            return between(share, high)
        while abs(high - low) > 1e-5 * abs(wings.c):
            c = (low + high) / 2
            low, high = (c, high) if between(share, c).butterfly().is_free else (low, c)
        return between(share, low)

    def distance(share: float) -> float:
        found = steepest(share)
        return nowhere if found is None else float(np.sum((_prices(found, k) - prices) ** 2))

    inner = minimize_scalar(distance, bounds=(0.0, 1.0), method="bounded", options={"xatol": 0.01})
    share = min((0.0, float(inner.x), 1.0), key=distance)
    return steepest(share) or safe.raw(expiry)


def _prices(smile: Svi, k: FloatArray) -> FloatArray:
    """Of the options out of the money, over the forward."""
    vol = np.sqrt(np.maximum(smile.variance(k).w, 0.0))
    return np.asarray(black(1.0, np.exp(k), 1.0, vol, right=np.where(k < 0, -1.0, 1.0)))
