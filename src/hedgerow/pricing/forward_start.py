"""Forward-start options: the strike is ``α`` times the spot on a later date ``t``.

Without random volatility the option is, at ``t``, ``S_t`` options on a spot of 1 with strike ``α``; so today
[Rubinstein91]

    V = S e^{−qt} · BSM(1, α, T − t)

Under Heston ``v_t`` is not known yet. Counted in shares, variance reverts at ``κ* = κ − ρξ`` to ``κθ/κ*``, and
``S_T/S_t`` has the characteristic function ``E*[φ(u; T − t, v_t)] = A(u) E*[e^{D(u) v_t}]``, in which ``v_t`` is a
scaled noncentral χ² [KN05]:

    E*[e^{Dv}] = (1 − 2cD)^{−2κθ/ξ²} exp(v₀ e^{−κ*t} D/(1 − 2cD)),        c = ξ²h/4,   h = (1 − e^{−κ*t})/κ*

so that the same single integral prices it to the last digit: no paths are needed. The power is computed as
``exp(κθhD · ln(1 + z)/z)`` with ``z = −2cD``, which ``ξ → 0`` does not harm.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from hedgerow.errors import InputError
from hedgerow.pricing.bsm import bsm
from hedgerow.pricing.elementwise import Numbers, RightLike, elementwise, signs
from hedgerow.pricing.fourier import ComplexArray, fourier_price
from hedgerow.pricing.heston import Heston, log1p_ratio
from hedgerow.typing import FloatArray


def forward_start(
    spot: ArrayLike,
    moneyness: ArrayLike,
    start: ArrayLike,
    expiry: ArrayLike,
    vol: ArrayLike,
    *,
    right: RightLike,
    rate: ArrayLike,
    dividend_yield: ArrayLike = 0.0,
) -> Numbers:
    """Value under Black and Scholes; ``vol`` is that between ``start`` and ``expiry`` (years from now).

    ``moneyness`` is ``α``. Arguments broadcast; NaN where ``start`` is negative or after ``expiry``.

    >>> found = forward_start(60, 1.1, 0.25, 1, 0.3, right="call", rate=0.08, dividend_yield=0.04)
    >>> round(float(found), 3)  # [Haug07, 4.4]: 4.4064
    4.406
    """
    arguments = (spot, moneyness, start, expiry, vol, rate, dividend_yield, signs(right))
    return elementwise(_forward_start, arguments)[0]


def _forward_start(
    S: FloatArray,
    α: FloatArray,
    t: FloatArray,
    T: FloatArray,
    v: FloatArray,
    r: FloatArray,
    q: FloatArray,
    c: FloatArray,
    out: FloatArray,
) -> None:
    shares = np.where((t >= 0) & (S > 0) & np.isfinite(S), S * np.exp(-q * t), np.nan)
    out[0] = shares * bsm(1.0, α, T - t, v, right=c, rate=r, dividend_yield=q)


def heston_forward_start(
    model: Heston,
    spot: ArrayLike,
    moneyness: ArrayLike,
    start: float,
    expiry: float,
    *,
    right: RightLike,
    rate: float,
    dividend_yield: float = 0.0,
) -> Numbers:
    """Value under Heston, accurate as :func:`~hedgerow.pricing.fourier.fourier_price` is.

    >>> market = Heston(v0=0.04, kappa=2.0, theta=0.06, xi=0.8, rho=-0.7)
    >>> terms = {"right": "call", "rate": 0.03}
    >>> now = heston_forward_start(market, 100, 1.0, 0.0, 0.5, **terms)
    >>> vanilla = market.price(100 * np.exp(0.015), 100, 0.5, right="call", discount=np.exp(-0.015))
    >>> bool(np.isclose(now, vanilla, rtol=1e-12))
    True
    """
    if not 0 <= start <= expiry < math.inf:
        raise InputError(f"start is {start}: give a time between 0 and the expiry, {expiry} years")
    left = expiry - start
    growth = math.exp((rate - dividend_yield) * left)
    unit = fourier_price(
        ForwardHeston(model, start),
        growth,
        moneyness,
        left,
        right=right,
        discount=math.exp(-rate * left),
    )
    return np.asarray(spot, dtype=float) * math.exp(-dividend_yield * start) * unit


@dataclass(frozen=True, slots=True)
class ForwardHeston:
    """Law of ``S_T/S_t`` over its forward, counted in shares, for :func:`~hedgerow.pricing.fourier.fourier_price`."""

    model: Heston
    start: float
    """t, in years."""

    @property
    def _reversion(self) -> tuple[float, float, float]:
        """``e^{−κ*t}``, ``(1 − e^{−κ*t})/κ*`` and ``c``."""
        speed = self.model.kappa - self.model.rho * self.model.xi
        faded = math.exp(-speed * self.start)
        share = -math.expm1(-speed * self.start) / speed if speed else self.start
        return faded, share, self.model.xi**2 * share / 4

    def characteristic(self, u: ComplexArray, expiry: float) -> ComplexArray:
        """E*[exp(iu ln(S_T/S_t/forward))], ``expiry`` counted from ``t``."""
        apart, D = self.model.exponents(u, expiry)
        return np.asarray(np.exp(apart + self._averaged(D)))

    def _averaged(self, D: ComplexArray) -> ComplexArray:
        """``ln E*[e^{D v_t}]``."""
        m = self.model
        faded, share, c = self._reversion
        z = -2 * c * D
        reverted = m.kappa * m.theta * share * log1p_ratio(z)
        return np.asarray(D * (m.v0 * faded / (1 + z) + reverted))

    def moment(self, order: FloatArray, expiry: float) -> FloatArray:
        """E*[(S_T/S_t/forward)^order]; infinite where ``v_t`` or the time after it lets it explode."""
        m, p = self.model, np.asarray(order, float)
        with np.errstate(all="ignore"):
            exists = m.explosion_time(p) > expiry
            apart, D = m.exponents(-1j * np.where(exists, p, 0.0), expiry)
            _, _, c = self._reversion
            exists &= 2 * c * D.real < 1
            found = np.exp(apart + self._averaged(np.where(exists, D, 0.0))).real
        return np.where(exists & np.isfinite(found), found, np.inf)

    def total_variance(self, expiry: float) -> float:
        """Expected quadratic variation after ``t``, dimensionless."""
        faded, share, _ = self._reversion
        expected = self.model.v0 * faded + self.model.kappa * self.model.theta * share
        return replace(self.model, v0=expected).total_variance(expiry)
