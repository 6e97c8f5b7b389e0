"""What a desk reads off a smile: volatility at the money and in the wings, how steep and how bent it is.

At one expiry, with ``k = ln(K/F)``, ``w = σ²T`` and ``d₁ = −k/√w + √w/2``,

    Δ = ± f N(±d₁)        f = e^{−qT} = D F/S for the spot delta, the default, or 1 for the forward delta
    ATM          σ(k = 0), or the delta-neutral straddle: d₁ = 0, so k = w/2
    RR(Δ)        σ(put Δ) − σ(call Δ)             the sign of equity desks; currency desks print the opposite
    BF(Δ)        ½ (σ(put Δ) + σ(call Δ)) − σ(ATM)
    put skew     σ(put Δ) − σ(k = 0)              call skew alike
    skew         dσ/dk at k = 0, and curvature d²σ/dk²
    90–110       σ(K = 0.9 F) − σ(K = 1.1 F)

Volatilities are decimals; skews at a fixed delta hardly depend on the tenor, ``dσ/dk`` falls like ``1/√T``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from hedgerow.errors import InputError
from hedgerow.typing import BoolArray, FloatArray
from hedgerow.units import DAYS_PER_YEAR
from hedgerow.volatility.surface.delta_strikes import delta_strikes, variance_rows
from hedgerow.volatility.surface.smile import SliceVariance
from hedgerow.volatility.surface.surface import DELTA_REACH, DeltaKind, Surface

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from hedgerow.volatility.surface.fitted import FittedSurface

Atm: TypeAlias = Literal["forward", "straddle"]
"""Which strike is at the money."""
Sign: TypeAlias = Literal["equity", "fx"]
"""Of a risk reversal: put less call, or call less put."""

TENORS = (7.0, 9.0, 14.0, 30.0, 60.0, 90.0, 180.0, 365.0)
"""Calendar days."""
DELTAS = (0.10, 0.25, 0.40)
LOW, HIGH = 0.9, 1.1
"""Strikes over the forward."""


@dataclass(frozen=True, slots=True)
class QuotedRange:
    """How far the quotes of each smile reach, arrays in the order of the surface's slices."""

    lowest: FloatArray
    """k of the lowest strike with a quote."""
    highest: FloatArray

    @classmethod
    def of(cls, fitted: FittedSurface) -> QuotedRange:
        """Of the listings that have a smile."""
        first = {s.quoted.expiry: s.quoted for s in reversed(fitted.smiles) if s.smile is not None}
        held = [first[T] for T in sorted(first)]
        k = [one.quotes.log_moneyness for one in held if one.quotes]
        return cls(np.array([x[0] for x in k]), np.array([x[-1] for x in k]))

    def beyond(self, surface: Surface, k: FloatArray, T: FloatArray) -> BoolArray:
        """Whether ``σ(k, T)`` rests on a smile beyond its quotes; ``k`` has shape (n, m), ``T`` (n,)."""
        last = len(surface.expiries) - 1
        listed = np.array(surface.expiries)
        before = np.searchsorted(listed, T, side="right") - 1
        after = np.where(listed[np.maximum(before, 0)] == T, before, before + 1)
        found = np.zeros(k.shape, bool)
        for place in (before, after):
            at = np.clip(place, 0, last)
            shape = np.where(
                (before < 0) | (after > last), np.sqrt(listed[at] / T), 1.0
            )  # outside the listings a smile keeps its shape in standard deviations
            here = k * shape[:, None]
            found |= (here < self.lowest[at, None]) | (here > self.highest[at, None])
        return found


@dataclass(frozen=True, slots=True)
class SmilePoint:
    """One option at every tenor, arrays (n,); NaN where there is none."""

    log_moneyness: FloatArray
    strike: FloatArray
    vol: FloatArray
    extrapolated: BoolArray
    """Strike beyond the quotes; never, where these were not given."""


@dataclass(frozen=True, slots=True)
class SmileMetrics:
    """The smile at every tenor, arrays (n,); volatilities decimal, NaN where unknown, and then a reason."""

    expiry: FloatArray
    """T, years."""
    forward: FloatArray
    atm_vol: FloatArray
    """σ at the forward."""
    skew: FloatArray
    """dσ/dk there."""
    curvature: FloatArray
    """d²σ/dk² there."""
    straddle: SmilePoint
    """Where call and put have opposite deltas."""
    deltas: tuple[float, ...]
    """As asked, positive."""
    puts: tuple[SmilePoint, ...]
    """One a delta."""
    calls: tuple[SmilePoint, ...]
    low: SmilePoint
    """Strike at 90 % of the forward."""
    high: SmilePoint
    """At 110 %."""
    delta_kind: DeltaKind
    outside: BoolArray
    """Tenors before the first or after the last listing: the nearest smile, its shape kept."""
    reasons: tuple[str, ...]
    """A tenor each: what is extrapolated or unknown, and why; empty where nothing is."""

    def __len__(self) -> int:
        return len(self.expiry)

    @property
    def days(self) -> FloatArray:
        """Calendar days."""
        return self.expiry * DAYS_PER_YEAR

    def put(self, delta: float = 0.25) -> SmilePoint:
        """The put of a delta, given positive. Raises :class:`InputError` for one not asked for."""
        return self.puts[self._place(delta)]

    def call(self, delta: float = 0.25) -> SmilePoint:
        """The call of a delta."""
        return self.calls[self._place(delta)]

    def _place(self, delta: float) -> int:
        if delta not in self.deltas:
            raise InputError(f"delta is {delta}; known are {self.deltas}, ask for more with deltas")
        return self.deltas.index(delta)

    def risk_reversal(self, delta: float = 0.25, *, sign: Sign = "equity") -> FloatArray:
        """Put less call volatility; with ``sign="fx"`` call less put."""
        if sign not in {"equity", "fx"}:
            raise InputError(f"sign is {sign!r}: allowed are 'equity' and 'fx'")
        rr = self.put(delta).vol - self.call(delta).vol
        return rr if sign == "equity" else -rr

    def butterfly(self, delta: float = 0.25, *, atm: Atm = "forward") -> FloatArray:
        """Mean of put and call volatility, less that at the money."""
        if atm not in {"forward", "straddle"}:
            raise InputError(f"atm is {atm!r}: allowed are 'forward' and 'straddle'")
        middle = self.atm_vol if atm == "forward" else self.straddle.vol
        return (self.put(delta).vol + self.call(delta).vol) / 2 - middle

    def put_skew(self, delta: float = 0.25) -> FloatArray:
        """Put volatility less that at the forward."""
        return self.put(delta).vol - self.atm_vol

    def call_skew(self, delta: float = 0.25) -> FloatArray:
        """Call volatility less that at the forward."""
        return self.call(delta).vol - self.atm_vol

    @property
    def moneyness_skew(self) -> FloatArray:
        """Volatility at 90 % of the forward less that at 110 %."""
        return self.low.vol - self.high.vol

    @property
    def standard_skew(self) -> FloatArray:
        """``√T dσ/dk``: comparable across tenors."""
        return np.sqrt(self.expiry) * self.skew

    def over_atm(self, metric: FloatArray) -> FloatArray:
        """One of the above as a share of the volatility at the forward: comparable across levels."""
        return metric / self.atm_vol


def metrics_at(
    surface: Surface,
    tenors_days: Sequence[float] = TENORS,
    *,
    kind: DeltaKind = "spot",
    deltas: Sequence[float] = DELTAS,
    quoted: QuotedRange | None = None,
) -> SmileMetrics:
    """Metrics at tenors in calendar days; as :func:`smile_metrics`."""
    T = np.asarray(tenors_days, float) / DAYS_PER_YEAR
    return smile_metrics(surface, T, kind=kind, deltas=deltas, quoted=quoted)


def listing_metrics(
    surface: Surface,
    *,
    kind: DeltaKind = "spot",
    deltas: Sequence[float] = DELTAS,
    quoted: QuotedRange | None = None,
) -> SmileMetrics:
    """Metrics of every listing; as :func:`smile_metrics`."""
    return smile_metrics(surface, surface.expiries, kind=kind, deltas=deltas, quoted=quoted)


def smile_metrics(
    surface: Surface,
    expiry: ArrayLike,
    *,
    kind: DeltaKind = "spot",
    deltas: Sequence[float] = DELTAS,
    quoted: QuotedRange | None = None,
) -> SmileMetrics:
    """Metrics at expiries in years, shape (n,); ``quoted`` says where quotes end.

    Raises :class:`InputError` for a delta outside (0, 1), an expiry that is not above 0, another ``kind``.

    >>> from hedgerow.volatility.surface.surface import Slice
    >>> from hedgerow.volatility.surface.svi import Svi
    >>> smile = Svi(a=0.0, b=0.1, rho=-0.6, m=0.0, sigma=0.1)
    >>> found = smile_metrics(Surface((Slice(0.25, 100.0, 1.0, smile),), 100.0), [0.25])
    >>> found.risk_reversal().round(3), found.put().strike.round(1)
    (array([0.087]), array([92.2]))
    """
    T = np.atleast_1d(np.asarray(expiry, float))
    _check(T, deltas, kind)
    forward = surface.forward(T)
    factor = np.ones(T.shape) if kind == "forward" else forward * surface.discount(T) / surface.spot
    at = variance_rows(surface, np.tile([0.0, np.log(LOW), np.log(HIGH)], (len(T), 1)), T)
    vol, skew, curvature = _vol_slopes(at, T)
    k, w = delta_strikes(surface, T, at.w[:, 0], np.array(deltas), factor)
    every_k = np.column_stack([np.tile(np.log([LOW, HIGH]), (len(T), 1)), k])
    every_vol = np.column_stack([vol[:, 1:], np.sqrt(w / T[:, None])])
    beyond = np.zeros(every_k.shape, bool) if quoted is None else quoted.beyond(surface, every_k, T)
    points = [
        SmilePoint(x, forward * np.exp(x), v, b)
        for x, v, b in zip(every_k.T, every_vol.T, beyond.T, strict=True)
    ]
    n = len(deltas)
    first, last = surface.expiries[0], surface.expiries[-1]
    found = SmileMetrics(
        T,
        forward,
        vol[:, 0],
        skew[:, 0],
        curvature[:, 0],
        points[2],
        tuple(deltas),
        tuple(points[3 : 3 + n]),
        tuple(points[3 + n :]),
        points[0],
        points[1],
        kind,
        (first > T) | (last < T),
        (),
    )
    return replace(found, reasons=_reasons(found, surface))


def _check(T: FloatArray, deltas: Sequence[float], kind: str) -> None:
    if T.ndim != 1 or not (T > 0).all():
        raise InputError(f"expiries are {T}; give years above 0, one after the other")
    wrong = [d for d in deltas if not 0 < d < 1]
    if wrong:
        raise InputError(f"delta is {wrong[0]}; give numbers between 0 and 1, 0.25 for 25-delta")
    if kind not in {"spot", "forward"}:
        raise InputError(f"kind of delta is {kind!r}: allowed are 'spot' and 'forward'")


def _vol_slopes(v: SliceVariance, T: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """σ, dσ/dk and d²σ/dk² from ``w = σ²T``."""
    vol = np.sqrt(v.w / T[:, None])
    return vol, vol * v.w_k / (2 * v.w), vol * (v.w_kk / (2 * v.w) - (v.w_k / v.w) ** 2 / 4)


def _reasons(found: SmileMetrics, surface: Surface) -> tuple[str, ...]:
    """Of each tenor, in words."""
    names = [(found.straddle, "the straddle"), (found.low, "90 %"), (found.high, "110 %")]
    for d, put, call in zip(found.deltas, found.puts, found.calls, strict=True):
        names += [(put, f"the {100 * d:g}-delta put"), (call, f"the {100 * d:g}-delta call")]
    unknown = np.isnan([point.vol for point, _ in names])
    beyond = np.array([point.extrapolated for point, _ in names]) & ~unknown
    quiet = ~(unknown.any(axis=0) | beyond.any(axis=0) | found.outside)
    if quiet.all():
        return ("",) * len(found)
    ends = [surface.expiries[0] * DAYS_PER_YEAR, surface.expiries[-1] * DAYS_PER_YEAR]
    said = []
    for i in range(len(found)):
        parts = []
        if found.outside[i]:
            one = len(surface.slices) == 1
            listed = f"{ends[0]:.3g} days" if one else f"{ends[0]:.3g} … {ends[1]:.5g} days"
            parts.append(
                f"{found.days[i]:.3g} days lie outside the listings ({listed}): "
                "the nearest smile, its shape kept"
            )
        if np.isnan(surface.spot) and found.delta_kind == "spot":
            parts.append("no spot delta without a spot; ask for the forward delta")
        elif unknown[:, i].any():
            which = ", ".join(names[j][1] for j in np.flatnonzero(unknown[:, i]))
            parts.append(f"no strike within {DELTA_REACH:g} deviations for {which}")
        if beyond[:, i].any():
            which = ", ".join(names[j][1] for j in np.flatnonzero(beyond[:, i]))
            parts.append(f"beyond the quotes: {which}")
        said.append("; ".join(parts))
    return tuple(said)
