"""Local volatility: one number for every level and every moment.

    dM = M σ(k, t) dW,        M = S/F(t),   k = ln M,        F the forwards of today

is the only diffusion in which a whole surface of European prices holds [Dupire94]. This room takes the function σ as
numbers on a grid, wherever they come from; what prices under it is in

- :mod:`~hedgerow.pricing.local_vol_calls`: every call at once, by the forward equation;
- :mod:`~hedgerow.pricing.local_vol_option`: one payoff or barrier, by the backward equation;
- :mod:`~hedgerow.pricing.local_vol_simulation`, and every function of :mod:`~hedgerow.pricing.monte_carlo`: paths.

Smiles scale: after a week they are as steep in ``k/√t`` as after a year. So the grid counts in ``ζ = k/√t``, which
gives each date the nodes that it needs. Between nodes σ² is linear in ζ, and in t at fixed ζ; beyond them it is what it is
at the edge. An expiry given twice is a jump: the first row holds before it, the second after.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.errors import InputError
from hedgerow.typing import FloatArray

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True, eq=False)
class LocalVolGrid:
    """σ on a grid of dates and moneyness.

    Raises :class:`~hedgerow.errors.InputError` where shapes do not agree, dates fall, ζ is not evenly spaced, or a
    volatility is no positive number.

    >>> smile = LocalVolGrid(np.array([0.5]), np.array([-0.5, 0.0, 0.5]), np.array([[0.3, 0.2, 0.1]]))
    >>> smile.vol([0.0, -0.5, -9.0], [0.1, 1.0, 1.0])
    array([0.2, 0.3, 0.3])
    """

    expiries: FloatArray
    """Years, shape (n,), not falling; two equal ones make a jump."""
    scaled_moneyness: FloatArray
    """ζ = ln(S/F(t))/√t, shape (m,), rising in equal steps."""
    vols: FloatArray
    """Decimal per √year, shape (n, m)."""

    def __post_init__(self) -> None:
        for name in ("expiries", "scaled_moneyness", "vols"):
            object.__setattr__(self, name, np.ascontiguousarray(getattr(self, name), float))
        T, ζ, vols = self.expiries, self.scaled_moneyness, self.vols
        if T.ndim != 1 or ζ.ndim != 1 or ζ.size < 2 or not T.size or vols.shape != (T.size, ζ.size):
            raise InputError(
                f"local volatilities of shape {vols.shape} for {T.shape} expiries and {ζ.shape} "
                "levels: give one row an expiry and one column a level, two levels at least"
            )
        if not ((np.diff(T) >= 0).all() and T[0] > 0 and np.isfinite(T).all()):
            raise InputError(f"expiries {T[:6]} of local volatility: give years above 0, rising")
        gaps = np.diff(ζ)
        if not (gaps[0] > 0 and np.allclose(gaps, gaps[0], rtol=1e-6, atol=0)):
            raise InputError(
                "levels of local volatility are uneven: give ln(K/F)/√T in equal steps"
            )
        if not (np.isfinite(vols) & (vols > 0)).all():
            raise InputError(
                f"{int((~(vols > 0)).sum())} local volatilities are not above 0: fill them first "
                "(volatility.surface.local_vol.local_vol_grid does)"
            )

    def variance_rows(self, times: ArrayLike) -> FloatArray:
        """σ² at each of ``times`` (shape (t,), years) and every ζ: shape (t, m)."""
        t = np.asarray(times, float)
        T, v = self.expiries, self.vols**2
        after = np.clip(np.searchsorted(T, t), 1, max(T.size - 1, 1))
        before = np.minimum(after - 1, T.size - 1)
        after = np.minimum(after, T.size - 1)
        gap = T[after] - T[before]
        share = np.clip(np.where(gap > 0, (t - T[before]) / np.where(gap > 0, gap, 1.0), 1.0), 0, 1)
        return np.asarray(v[before] + share[:, None] * (v[after] - v[before]))

    def vol(self, log_moneyness: ArrayLike, time: ArrayLike) -> FloatArray:
        """σ at ``k = ln(S/F(t))`` and ``t`` > 0 (years), broadcast."""
        k, t = np.broadcast_arrays(np.asarray(log_moneyness, float), np.asarray(time, float))
        moments, which = np.unique(t, return_inverse=True)
        rows = self.variance_rows(moments)
        found = np.empty(k.size)
        flat, at = (k / np.sqrt(t)).reshape(-1), which.reshape(-1)
        for i, row in enumerate(rows):
            found[at == i] = np.interp(flat[at == i], self.scaled_moneyness, row)
        return np.sqrt(found).reshape(k.shape)

    def reach(self, deviations: float, expiry: float) -> tuple[float, float]:
        """``k`` that many deviations below and above the forward, by the volatility found out there."""
        mean = np.sqrt(self.variance_rows(expiry * (np.arange(8) + 0.5) / 8).mean(axis=0))
        middle = float(np.interp(0.0, self.scaled_moneyness, mean))
        ends = []
        for sign in (-1.0, 1.0):
            ζ = sign * deviations * middle
            for _ in range(8):
                vol = float(np.interp(ζ, self.scaled_moneyness, mean))
                ζ = sign * deviations * min(max(vol, middle), 3 * middle)
            ends.append(ζ * math.sqrt(expiry))
        return ends[0], ends[1]


@dataclass(frozen=True, slots=True, eq=False)
class ForwardCurve:
    """Forwards and discount factors: rates and dividends that are known in advance.

    Logarithms are linear from now (the spot, and 1) through the given times, and go on as between the last two.

    >>> curve = ForwardCurve.flat(100, rate=0.05, dividend_yield=0.03)
    >>> round(float(curve.forward(2.0)), 4), round(float(curve.discount(2.0)), 4)
    (104.0811, 0.9048)
    """

    spot: float
    times: FloatArray
    """Years, shape (n,), above 0 and rising."""
    forwards: FloatArray
    """Shape (n,), in the unit of the spot."""
    discounts: FloatArray
    """Shape (n,)."""

    def __post_init__(self) -> None:
        for name in ("times", "forwards", "discounts"):
            object.__setattr__(self, name, np.atleast_1d(np.asarray(getattr(self, name), float)))
        t, F, D = self.times, self.forwards, self.discounts
        if not (t.ndim == 1 and t.size and t.shape == F.shape == D.shape):
            raise InputError(
                f"forward curve of {t.shape} times, {F.shape} forwards and {D.shape} discount "
                "factors: give as many of each, one at least"
            )
        if not (t[0] > 0 and (np.diff(t) > 0).all() and np.isfinite(t).all()):
            raise InputError(f"times {t[:6]} of a forward curve: give years above 0, rising")
        if not (self.spot > 0 and (F > 0).all() and (D > 0).all() and np.isfinite(F + D).all()):
            raise InputError("spot, forwards and discount factors must be finite numbers above 0")

    @classmethod
    def flat(cls, spot: float, *, rate: float, dividend_yield: float = 0.0) -> ForwardCurve:
        """One rate and one yield, continuously compounded."""
        growth = math.exp(rate - dividend_yield)
        return cls(spot, np.ones(1), np.array([spot * growth]), np.array([math.exp(-rate)]))

    def forward(self, time: ArrayLike) -> FloatArray:
        """F(t), any shape."""
        return self._at(time, np.log(self.spot), np.log(self.forwards))

    def discount(self, time: ArrayLike) -> FloatArray:
        """D(t), any shape."""
        return self._at(time, 0.0, np.log(self.discounts))

    def _at(self, time: ArrayLike, now: float, logs: FloatArray) -> FloatArray:
        t = np.asarray(time, float)
        known, y = np.append(0.0, self.times), np.append(now, logs)
        slope = (y[-1] - y[-2]) / (known[-1] - known[-2])
        beyond = np.maximum(t - known[-1], 0.0)
        return np.asarray(np.exp(np.interp(t, known, y) + slope * beyond))
