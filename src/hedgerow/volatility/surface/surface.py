"""The implied-volatility surface of one chain: a smile for each listing, and the rule between them.

At fixed forward log-moneyness ``k = ln(K/F(T))`` total variance is linear in time between two listings,

    w(k, T) = w₁(k) + (w₂(k) − w₁(k)) (T − T₁)/(T₂ − T₁)

so that it rises in ``T`` because the smiles do: no calendar arbitrage [GJ14, lemma 2.1]. Before the first and after the last
listing the smile keeps its shape in standard deviations,

    w(k, T) = (T/T₁) w₁(k √(T₁/T))

which makes no butterfly before the first; far beyond the last the wings may hold one.

Forwards grow at a constant rate between listings, and discount factors shrink at one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from hedgerow.errors import InputError
from hedgerow.typing import FloatArray, Right
from hedgerow.volatility.surface.smile import Smile, SurfaceVariance

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

DeltaKind: TypeAlias = Literal["spot", "forward"]
DELTA_REACH = 12.0
"""Standard deviations within which the strike of a delta is sought."""


@dataclass(frozen=True, slots=True)
class Slice:
    """One listing's smile with what carries it."""

    expiry: float
    """T, years."""
    forward: float
    """F, in the unit of the underlying."""
    discount: float
    """D, present value of 1."""
    smile: Smile


@dataclass(frozen=True)
class Surface:
    """Implied volatility at every strike and expiry.

    Raises :class:`~hedgerow.errors.InputError` where there is no slice or expiries do not rise.
    """

    slices: tuple[Slice, ...]
    """By expiry, earliest first."""
    spot: float
    """S, by parity; NaN where unknown."""

    def __post_init__(self) -> None:
        if not self.slices:
            raise InputError("a surface needs one expiration at least; none has a smile")
        if not (np.diff([0.0, *self.expiries]) > 0).all():
            raise InputError(f"expiries are {self.expiries}; give them above 0 and rising")

    @classmethod
    def of(cls, slices: Sequence[Slice], spot: float) -> Surface:
        """From slices in any order."""
        return cls(tuple(sorted(slices, key=lambda s: s.expiry)), spot)

    @cached_property
    def expiries(self) -> tuple[float, ...]:
        """T of every slice."""
        return tuple(s.expiry for s in self.slices)

    def variance(self, log_moneyness: ArrayLike, expiry: ArrayLike) -> SurfaceVariance:
        """``w`` and its derivatives at ``k`` and ``T``, broadcast; NaN where ``T`` is not above 0."""
        k, T = np.broadcast_arrays(np.asarray(log_moneyness, float), np.asarray(expiry, float))
        out = SurfaceVariance(*(np.full(k.shape, np.nan) for _ in range(4)))
        at = np.searchsorted(self.expiries, T, side="right")
        for place in np.unique(at[T > 0]):
            here = (at == place) & (T > 0)
            _fill(out, here, self._between(int(place), k[here], T[here]))
        return out

    def between(self, place: int, log_moneyness: FloatArray, share: FloatArray) -> SurfaceVariance:
        """At ``share`` (m,) of the way from one listing, by its place, to the next; ``k`` (n,); answers (m, n).

        What :meth:`variance` gives, with each smile asked once.
        """
        return self._mixed(place, log_moneyness, np.asarray(share, float)[:, None])

    def _between(self, place: int, k: FloatArray, T: FloatArray) -> SurfaceVariance:
        if place in {0, len(self.slices)}:
            return _self_similar(self.slices[0 if place == 0 else -1], k, T)
        before, after = self.slices[place - 1], self.slices[place]
        share = (T - before.expiry) / (after.expiry - before.expiry)
        return self._mixed(place - 1, k, share)

    def _mixed(self, place: int, k: FloatArray, share: FloatArray) -> SurfaceVariance:
        before, after = self.slices[place], self.slices[place + 1]
        first, second = before.smile.variance(k), after.smile.variance(k)
        return SurfaceVariance(
            w=first.w + share * (second.w - first.w),
            w_k=first.w_k + share * (second.w_k - first.w_k),
            w_kk=first.w_kk + share * (second.w_kk - first.w_kk),
            w_T=np.broadcast_to(
                (second.w - first.w) / (after.expiry - before.expiry),
                np.broadcast_shapes(k.shape, share.shape),
            ),
        )

    def forward(self, expiry: ArrayLike) -> FloatArray:
        """F(T)."""
        known = [np.log(s.forward) for s in self.slices]
        return np.asarray(np.exp(self._carried(expiry, np.log(self.spot), known)))

    def discount(self, expiry: ArrayLike) -> FloatArray:
        """D(T)."""
        return np.asarray(
            np.exp(self._carried(expiry, 0.0, [np.log(s.discount) for s in self.slices]))
        )

    def _carried(self, expiry: ArrayLike, now: float, known: list[float]) -> FloatArray:
        """Linear in time between the listings; before the first from today's value, after the last at the last rate."""
        T, at = np.asarray(expiry, float), np.array(self.expiries)
        if not np.isfinite(now):
            now, at_now = known[0], at[0]
        else:
            at_now = 0.0
        times, values = np.array([at_now, *at]), np.array([now, *known])
        inside = np.interp(T, times, values)
        if len(at) == 1 and at_now == at[0]:
            return np.asarray(inside)
        rate = (values[-1] - values[0]) / (times[-1] - times[0])
        return np.asarray(inside + np.maximum(T - times[-1], 0) * rate)

    def vol(self, strike: ArrayLike, expiry: ArrayLike) -> FloatArray:
        """σ at strike and expiry, broadcast; decimal per √year."""
        T = np.asarray(expiry, float)
        k = np.log(np.asarray(strike, float) / self.forward(T))
        return np.asarray(np.sqrt(self.variance(k, T).w / T))

    def atm_vol(self, expiry: ArrayLike) -> FloatArray:
        """σ at the forward."""
        T = np.asarray(expiry, float)
        return np.asarray(np.sqrt(self.variance(0.0, T).w / T))

    def delta(
        self, log_moneyness: ArrayLike, expiry: float, *, right: Right, kind: DeltaKind = "spot"
    ) -> FloatArray:
        """Δ at the smile's own volatility: ``±N(±d₁)``, times ``F D/S = e^{−qT}`` for the spot delta."""
        from scipy.special import ndtr

        k = np.asarray(log_moneyness, float)
        s = np.sqrt(self.variance(k, expiry).w)
        d1 = -k / s + s / 2
        delta = ndtr(d1) if right == "call" else -ndtr(-d1)
        return np.asarray(delta * self._delta_factor(expiry, kind))

    def _delta_factor(self, expiry: float, kind: DeltaKind) -> float:
        if kind == "forward":
            return 1.0
        return float(self.forward(expiry) * self.discount(expiry) / self.spot)

    def delta_log_moneyness(
        self, delta: float, expiry: float, *, right: Right, kind: DeltaKind = "spot"
    ) -> float:
        """``k`` whose option has the delta (negative for a put); NaN where no strike has it within 12 deviations."""
        from scipy.optimize import brentq

        reach = DELTA_REACH * float(np.sqrt(self.variance(0.0, expiry).w))

        def excess(k: float) -> float:
            return float(self.delta(k, expiry, right=right, kind=kind)) - delta

        grid = np.linspace(-reach, reach, 97)
        off = self.delta(grid, expiry, right=right, kind=kind) - delta
        crossed = np.flatnonzero((off[:-1] > 0) & (off[1:] <= 0))
        if not crossed.size:
            return float("nan")
        i = int(crossed[0 if right == "put" else -1])
        return float(brentq(excess, grid[i], grid[i + 1], xtol=1e-12))

    def delta_strike(
        self, delta: float, expiry: float, *, right: Right, kind: DeltaKind = "spot"
    ) -> float:
        """Strike of a delta; NaN where there is none."""
        k = self.delta_log_moneyness(delta, expiry, right=right, kind=kind)
        return float(self.forward(expiry) * np.exp(k))


def _self_similar(edge: Slice, k: FloatArray, T: FloatArray) -> SurfaceVariance:
    """The smile of ``edge`` at another expiry, its shape kept in standard deviations."""
    growth = T / edge.expiry
    root = np.sqrt(growth)
    there = edge.smile.variance(k / root)
    return SurfaceVariance(
        w=growth * there.w,
        w_k=root * there.w_k,
        w_kk=there.w_kk,
        w_T=(there.w - k / root * there.w_k / 2) / edge.expiry,
    )


def _fill(out: SurfaceVariance, here: np.ndarray, part: SurfaceVariance) -> None:
    for name in ("w", "w_k", "w_kk", "w_T"):
        getattr(out, name)[here] = getattr(part, name)
