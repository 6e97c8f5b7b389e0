"""How a smile moves when the price does, and the delta that follows.

The skew-stickiness ratio compares at-the-money volatility to the skew along which it might slide [Bergomi09],

    SSR = (dσ_ATM/d ln S) / (dσ/dk)          0: sticky delta, the smile moves along with the price
                                             1: sticky strike, σ(K) stays        2: local volatility, short tenors
    (∂σ/∂S)_K = (SSR − 1) · skew/S           Δ_adj = Δ_BS + vega · (∂σ/∂S)_K

With ``S`` up 2 %, a skew of −0.9 and the at-the-money volatility at 15 %, the 95 put goes from 19.6 % to 21.4, 19.6
or 17.8 % under the three. From a run of surfaces ``SSR`` is the slope of ``Δσ_ATM`` at a fixed tenor on
``skew · Δ ln S``, the skew of the earlier day. Days on which the price hardly moved say nothing, and weigh as little.

*Risk reversals.* ``rr_spot_beta`` is the slope of ``Δ RR`` on ``Δ ln S``: a decimal per unit, the same number
as points of volatility per 1 %. The package of both options has a delta and, put less call, a gamma of its own:
traders call either of the two the gamma of a risk reversal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from hedgerow.errors import InputError
from hedgerow.typing import FloatArray
from hedgerow.units import DAYS_PER_YEAR
from hedgerow.volatility.surface.metrics import smile_metrics
from hedgerow.volatility.surface.slope import Slope, slope

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from hedgerow.volatility.surface.surface import DeltaKind, Surface

Stickiness: TypeAlias = Literal["sticky delta", "sticky strike", "local volatility", "unknown"]

STICKY_DELTA, LOCAL_VOL = 0.5, 1.5
"""SSR from which strikes are sticky, and from which local volatility says more."""
TENORS = (30.0, 60.0, 90.0, 180.0)
STILL = 1e-4
"""Of ``ln S``: a price that moved by less has no ratio."""


@dataclass(frozen=True, slots=True)
class TenorStickiness:
    """SSR of one tenor over a run of surfaces."""

    days: float
    """Tenor, calendar days."""
    atm_vol: FloatArray
    """Each day, (n,), decimal."""
    skew: FloatArray
    """dσ/dk at the forward, each day."""
    pairs: FloatArray
    """SSR from each day to the next, (n − 1,); NaN where the price hardly moved."""
    through_origin: Slope
    """SSR by regression."""
    with_intercept: Slope
    """The same, changes that have nothing to do with the price taken out."""

    @property
    def ssr(self) -> float:
        """By regression through the origin."""
        return self.through_origin.value

    @property
    def label(self) -> Stickiness:
        """What :attr:`ssr` is called."""
        return stickiness(self.ssr)

    @property
    def labels_within(self) -> tuple[Stickiness, ...]:
        """What the values in its interval are called: more than one where the run does not decide."""
        low, high = self.through_origin.low, self.through_origin.high
        edges = [x for x in (STICKY_DELTA, LOCAL_VOL) if low < x <= high]
        return tuple(stickiness(x) for x in (low, *edges))


@dataclass(frozen=True, slots=True)
class Dynamics:
    """A run of surfaces, oldest first."""

    dates: tuple[date, ...]
    log_move: FloatArray
    """Δ ln S from each day to the next, (n − 1,)."""
    tenors: tuple[TenorStickiness, ...]


@dataclass(frozen=True, slots=True)
class FixedStrikes:
    """What became of the volatility of strikes between two surfaces, arrays (n,); decimals that add up."""

    strike: FloatArray
    before: FloatArray
    after: FloatArray
    along: FloatArray
    """Moved along the old smile: the strike's moneyness changed."""
    aged: FloatArray
    """The old surface a little nearer to expiry; 0 at a fixed tenor."""
    moved: FloatArray
    """The smile itself: new less old at the same moneyness and expiry."""

    @property
    def change(self) -> FloatArray:
        """``after − before``."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class FixedDeltas:
    """What became of the volatility at deltas between two surfaces, arrays (n,)."""

    delta: FloatArray
    """Negative for puts."""
    strike_before: FloatArray
    strike_after: FloatArray
    before: FloatArray
    after: FloatArray

    @property
    def change(self) -> FloatArray:
        """``after − before``."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class RiskReversalPackage:
    """Long the put of a delta, short the call; each at its own volatility, a share of the underlying each."""

    put_strike: float
    call_strike: float
    value: float
    """Put less call, in the unit of the strikes."""
    delta: float
    """Spot delta of both: about minus twice the delta of each."""
    gamma: float
    """Γ of the put less Γ of the call."""
    vega: float
    """Put less call, per 1.00 of volatility."""


def stickiness(ssr: float) -> Stickiness:
    """The name of a skew-stickiness ratio.

    >>> stickiness(0.2), stickiness(1.0), stickiness(1.8)
    ('sticky delta', 'sticky strike', 'local volatility')
    """
    if not np.isfinite(ssr):
        return "unknown"
    if ssr < STICKY_DELTA:
        return "sticky delta"
    return "sticky strike" if ssr < LOCAL_VOL else "local volatility"


def moved_vol(vol: ArrayLike, skew: ArrayLike, log_move: ArrayLike, ssr: ArrayLike) -> FloatArray:
    """Volatility of a fixed strike after ``Δ ln S``: ``σ + (SSR − 1) · skew · Δ ln S``, decimals.

    >>> np.round(moved_vol(0.196, -0.9, np.log(1.02), [1, 0, 2]), 3)
    array([0.196, 0.214, 0.178])
    """
    σ, b, x, r = (np.asarray(a, float) for a in (vol, skew, log_move, ssr))
    return np.asarray(σ + (r - 1) * b * x)


def adjusted_delta(
    delta: ArrayLike, vega: ArrayLike, skew: ArrayLike, spot: ArrayLike, ssr: ArrayLike
) -> FloatArray:
    """Delta that knows how volatility moves: ``Δ + vega · (SSR − 1) · skew/S``.

    ``vega`` is per 1.00 of volatility and in the unit of ``spot``, ``skew`` is dσ/d ln K at the money.
    """
    Δ, v, b, S, r = (np.asarray(a, float) for a in (delta, vega, skew, spot, ssr))
    return np.asarray(Δ + v * (r - 1) * b / S)


def dynamics(
    run: Sequence[tuple[date, Surface]], tenors_days: Sequence[float] = TENORS
) -> Dynamics:
    """SSR of each tenor over a run, oldest first.

    Raises :class:`InputError` for fewer than two surfaces or dates that do not rise.
    """
    dates, surfaces = _apart(run)
    T = np.asarray(tenors_days, float) / DAYS_PER_YEAR
    move = np.diff(np.log([s.spot for s in surfaces]))
    at = [s.variance(0.0, T) for s in surfaces]
    vol = np.array([np.sqrt(v.w / T) for v in at])
    skew = np.array([v.w_k / (2 * np.sqrt(v.w * T)) for v in at])
    along = skew[:-1] * move[:, None]
    change = np.diff(vol, axis=0)
    ratio = np.divide(
        change, along, out=np.full(change.shape, np.nan), where=np.abs(move[:, None]) >= STILL
    )
    tenors = tuple(
        TenorStickiness(
            *(float(days), vol[:, j], skew[:, j], ratio[:, j]),
            slope(along[:, j], change[:, j]),
            slope(along[:, j], change[:, j], intercept=True),
        )
        for j, days in enumerate(tenors_days)
    )
    return Dynamics(dates, move, tenors)


def rr_spot_beta(
    run: Sequence[tuple[date, Surface]],
    days: float = 30.0,
    *,
    delta: float = 0.25,
    kind: DeltaKind = "spot",
) -> Slope:
    """Slope of the change of the risk reversal (put less call) on ``Δ ln S``, intercept and all.

    Points of volatility per 1 %. Raises as :func:`dynamics`.
    """
    _, surfaces = _apart(run)
    T = [days / DAYS_PER_YEAR]
    rr = [
        float(smile_metrics(s, T, kind=kind, deltas=(delta,)).risk_reversal(delta)[0])
        for s in surfaces
    ]
    return slope(np.diff(np.log([s.spot for s in surfaces])), np.diff(rr), intercept=True)


def rr_model_beta(
    surface: Surface, days: float = 30.0, *, ssr: float, delta: float = 0.25
) -> float:
    """What :func:`rr_spot_beta` would be if the smile moved up and down as a whole in ``k``, by ``SSR · skew · Δ ln S``.

    At a given ``d₁`` the strike moves too: ``dσ = dσ_ATM / (1 − σ_k √T (√w − d₁))``.
    """
    T = days / DAYS_PER_YEAR
    m = smile_metrics(surface, [T], deltas=(delta,))
    k = np.array([m.put(delta).log_moneyness[0], m.call(delta).log_moneyness[0]])
    v = surface.variance(k, T)
    s = np.sqrt(v.w)
    σ_k = v.w_k / (2 * s * np.sqrt(T))
    d1 = -k / s + s / 2
    put, call = 1 / (1 - σ_k * np.sqrt(T) * (s - d1))
    return float((put - call) * ssr * m.skew[0])


def _apart(run: Sequence[tuple[date, Surface]]) -> tuple[tuple[date, ...], list[Surface]]:
    dates = tuple(day for day, _ in run)
    if len(run) < 2 or any(a >= b for a, b in pairwise(dates)):
        raise InputError(f"surfaces of {[str(d) for d in dates]}; give two and more, oldest first")
    return dates, [surface for _, surface in run]


def fixed_strikes(
    before: Surface, after: Surface, strike: ArrayLike, expiry: float, *, passed: float = 0.0
) -> FixedStrikes:
    """Strikes of one expiration, ``expiry`` years away on the old surface, ``passed`` years ago.

    Without ``passed`` the tenor stays and what changes is the smile of that tenor. Raises :class:`InputError` where
    more passes than is left.
    """
    if not 0 <= passed < expiry:
        raise InputError(f"passed is {passed} years of {expiry}; give 0 or more, less than all")
    K, left = np.atleast_1d(np.asarray(strike, float)), expiry - passed
    old = np.log(K / before.forward(expiry))
    new = np.log(K / after.forward(left))
    start, end = _vol(before, old, expiry), _vol(after, new, left)
    slid = _vol(before, new, expiry)
    aged = _vol(before, new, left)
    return FixedStrikes(K, start, end, slid - start, aged - slid, end - aged)


def fixed_deltas(
    before: Surface,
    after: Surface,
    expiry: float,
    *,
    passed: float = 0.0,
    deltas: Sequence[float] = (0.10, 0.25, 0.40),
    kind: DeltaKind = "spot",
) -> FixedDeltas:
    """Puts and calls of the deltas, from the lowest strike to the highest; as :func:`fixed_strikes`."""
    if not 0 <= passed < expiry:
        raise InputError(f"passed is {passed} years of {expiry}; give 0 or more, less than all")
    rising = sorted(deltas)
    old = smile_metrics(before, [expiry], deltas=rising, kind=kind)
    new = smile_metrics(after, [expiry - passed], deltas=rising, kind=kind)
    points = [
        (*old.puts, *reversed(old.calls)),
        (*new.puts, *reversed(new.calls)),
    ]
    strikes = [np.array([float(p.strike[0]) for p in side]) for side in points]
    vols = [np.array([float(p.vol[0]) for p in side]) for side in points]
    signed = np.array([*(-d for d in rising), *reversed(rising)])
    return FixedDeltas(signed, *strikes, *vols)


def _vol(surface: Surface, k: FloatArray, T: float) -> FloatArray:
    return np.asarray(np.sqrt(surface.variance(k, T).w / T))


def risk_reversal_package(
    surface: Surface, expiry: float, *, delta: float = 0.25
) -> RiskReversalPackage:
    """Both options of a risk reversal held together, on one share."""
    from hedgerow.pricing.bsm import greeks

    m = smile_metrics(surface, [expiry], deltas=(delta,))
    K = np.array([m.put(delta).strike[0], m.call(delta).strike[0]])
    vol = np.array([m.put(delta).vol[0], m.call(delta).vol[0]])
    D, F, S = float(surface.discount(expiry)), float(surface.forward(expiry)), surface.spot
    r = -np.log(D) / expiry
    q = r - np.log(F / S) / expiry
    g = greeks(S, K, expiry, vol, right=np.array([-1, 1]), rate=r, dividend_yield=q)
    long_short = np.array([1.0, -1.0])
    net = [float(long_short @ x) for x in (g.price, g.delta, g.gamma, g.vega)]
    return RiskReversalPackage(float(K[0]), float(K[1]), *net)
