"""Dealer exposure: what option dealers would have to trade when price, volatility or the date moves.

Open interest says how many contracts exist, not who holds them. Under a *convention* for the dealers' side, ``s = +1``
where they are long and −1 where short, and over all contracts with open interest ``OI`` on ``M`` shares,

    gamma    Σ s OI M  Γ S² 0.01           delta-dollars by which their book grows for a rise of 1 %
    vega     Σ s OI M  𝒱 0.01              dollars for a rise of all volatilities by one point
    vanna    Σ s OI M  (∂Δ/∂σ) S 0.01      delta-dollars for the same rise
    charm    Σ s OI M  (∂Δ/∂t) S τ         delta-dollars by tomorrow; τ is a day, or the life that is left if less

Who keeps a hedged book sells delta that grows: with positive gamma into rises and out of falls, which damps moves; with
negative gamma after them. The *flip* is the price at which the sum changes sign, every option revalued at every price:
gamma of a strike is largest near it, so scaling today's would miss it. Volatilities stay with their strikes, or with
their distance from the price, which gives two answers.

*Pins*: strikes within one expected daily move whose gamma is among the tenth with the most [SPEC RG-09].

Source: [SPEC RG-08, RG-09, SK-06, VW-07, VW-08]. Which convention holds is not public; see [NPPW21, BDLM21].
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, get_args

import numpy as np

from hedgerow.errors import InputError, suggestion
from hedgerow.pricing.bsm import Greeks, greeks
from hedgerow.typing import BoolArray, FloatArray, IntArray
from hedgerow.units import DAYS_PER_YEAR

Convention: TypeAlias = Literal["calls_long", "all_short", "all_long", "calls_short"]
CONVENTIONS: dict[Convention, tuple[float, float]] = {
    "calls_long": (1.0, -1.0),
    "all_short": (-1.0, -1.0),
    "all_long": (1.0, 1.0),
    "calls_short": (-1.0, 1.0),
}
"""Sign of the dealers' calls and puts."""
POINT = 0.01
"""One per cent, one point of volatility."""
TOP_SHARE = 0.1
REFERENCE_EXPIRY = 30 / DAYS_PER_YEAR
"""To which vega is brought by the square root of time [SPEC FW-04]."""
NOTHING = 1e-9
"""Of the largest gamma in range; what is smaller has no sign: options about to settle have none away from their strikes."""
Vols: TypeAlias = Callable[[float], FloatArray]
"""Volatility of every contract once the price has moved by a factor."""


@dataclass(frozen=True, slots=True)
class OpenInterest:
    """Contracts that exist, arrays (n,)."""

    listing: IntArray
    """Place of the listing that each belongs to."""
    strike: FloatArray
    is_call: BoolArray
    contracts: FloatArray
    spot: FloatArray
    """Price of the underlying; where it cannot be held, each listing's forward."""
    expiry: FloatArray
    """Years."""
    rate: FloatArray
    """Continuous, decimal."""
    dividend_yield: FloatArray
    """Continuous, decimal; the rate where the underlying cannot be held."""
    vol: FloatArray
    """Implied, decimal."""
    multiplier: float

    def __len__(self) -> int:
        return len(self.strike)


@dataclass(frozen=True, slots=True)
class Exposures:
    """Of each contract line, with the dealers' sign, USD; arrays (n,)."""

    gamma: FloatArray
    """Delta-dollars per 1 %."""
    vega: FloatArray
    """USD per point of volatility."""
    weighted_vega: FloatArray
    """The same times √(30 days/T): a front volatility moves more."""
    vanna: FloatArray
    """Delta-dollars per point of volatility."""
    charm: FloatArray
    """Delta-dollars by tomorrow, or by the settlement where that is sooner."""
    delta: FloatArray
    """Delta-dollars."""


@dataclass(frozen=True, slots=True)
class GammaProfile:
    """Gamma at other prices, arrays (m,)."""

    move: FloatArray
    """Price over today's."""
    gamma: FloatArray
    """Delta-dollars per 1 %, every option revalued."""
    flips: tuple[float, ...]
    """Moves at which it changes sign, nearest to today's price first; empty where there is none in range."""


def sides(is_call: BoolArray, convention: Convention) -> FloatArray:
    """``s`` of each contract: +1 where dealers are long, −1 where short.

    Raises :class:`InputError` for another convention.

    >>> sides(np.array([True, False]), "calls_long").tolist()
    [1.0, -1.0]
    """
    if convention not in CONVENTIONS:
        names = get_args(Convention)
        msg = f"convention {convention!r} is not one of {', '.join(names)}{suggestion(convention, names)}"
        raise InputError(msg)
    call, put = CONVENTIONS[convention]
    return np.where(is_call, call, put)


def exposures(held: OpenInterest, convention: Convention = "calls_long") -> Exposures:
    """What each line contributes; NaN where its volatility is unknown.

    >>> one = np.ones(1)
    >>> held = OpenInterest(np.zeros(1, int), 100 * one, one > 0, one, 100 * one, one / 4, 0 * one, 0 * one, one / 5, 100)
    >>> round(float(exposures(held).gamma[0]), 1)
    398.4
    """
    size = sides(held.is_call, convention) * held.contracts * held.multiplier
    g = _greeks(held)
    S, T = held.spot, held.expiry
    vega = size * np.asarray(g.vega) * POINT
    return Exposures(
        gamma=size * np.asarray(g.gamma) * S**2 * POINT,
        vega=vega,
        weighted_vega=vega * np.sqrt(REFERENCE_EXPIRY / T),
        vanna=size * np.asarray(g.vanna) * S * POINT,
        charm=size * np.asarray(g.charm) * S * np.minimum(1 / DAYS_PER_YEAR, T),
        delta=size * np.asarray(g.delta) * S,
    )


def total_gamma(
    held: OpenInterest, convention: Convention, move: float, vols: Vols | None = None
) -> float:
    """Gamma of the whole book, delta-dollars per 1 %, once the price is ``move`` times today's.

    ``vols`` gives the volatilities there; without it they stay with their strikes. Lines of unknown volatility count
    for nothing.
    """
    return float(_signed(_side_gamma(held, move, vols), convention))


@dataclass(frozen=True, slots=True)
class GammaCurve:
    """Gamma of all calls and of all puts at other prices, without signs: every option is revalued once for all conventions."""

    held: OpenInterest
    vols: Vols | None
    moves: FloatArray
    """(m,), ascending."""
    side: FloatArray
    """Calls and puts, delta-dollars per 1 %, (2, m)."""

    @classmethod
    def of(cls, held: OpenInterest, moves: FloatArray, vols: Vols | None = None) -> GammaCurve:
        """At each of ``moves``; ``vols`` as in :func:`total_gamma`."""
        side = np.array([_side_gamma(held, float(move), vols) for move in moves]).T
        return cls(held, vols, np.asarray(moves, float), side)

    def profile(self, convention: Convention) -> GammaProfile:
        """The sum with the dealers' signs, and where between the moves it changes sign."""
        from scipy.optimize import brentq

        def at(move: float) -> float:
            return total_gamma(self.held, convention, move, self.vols)

        gamma, moves = _signed(self.side, convention), self.moves
        signed = np.flatnonzero(np.abs(gamma) > NOTHING * np.abs(gamma).max(initial=0.0))
        found = [
            float(brentq(at, moves[i], moves[j], xtol=1e-10))
            for i, j in itertools.pairwise(signed)
            if gamma[i] * gamma[j] < 0
        ]
        flips = sorted(found, key=lambda move: abs(np.log(move)))
        return GammaProfile(moves, gamma, tuple(flips))


def gamma_profile(
    held: OpenInterest, convention: Convention, moves: FloatArray, vols: Vols | None = None
) -> GammaProfile:
    """Gamma at each of ``moves`` (ascending), and where between them it changes sign."""
    return GammaCurve.of(held, moves, vols).profile(convention)


def _side_gamma(held: OpenInterest, move: float, vols: Vols | None) -> FloatArray:
    """Of all calls and of all puts once the price has moved, delta-dollars per 1 %, without signs, (2,)."""
    vol = held.vol if vols is None else np.asarray(vols(move))
    moved = replace(held, spot=held.spot * move, vol=vol)
    gamma = np.asarray(_greeks(moved).gamma)
    dollars = np.nan_to_num(held.contracts * held.multiplier * gamma * moved.spot**2) * POINT
    return np.array([dollars[held.is_call].sum(), dollars[~held.is_call].sum()])


def _signed(side: FloatArray, convention: Convention) -> FloatArray:
    """Calls and puts with the dealers' signs, summed."""
    return np.asarray(sides(np.array([True, False]), convention) @ side)


def by_key(key: IntArray, values: FloatArray, count: int) -> FloatArray:
    """Sums of ``values`` by ``key`` 0 … count − 1; unknown values count for nothing."""
    return np.asarray(np.bincount(key, np.nan_to_num(values), minlength=count), float)


def pins(strike: FloatArray, gross_gamma: FloatArray, spot: float, daily_move: float) -> BoolArray:
    """Strikes within ``daily_move`` (decimal) of ``spot`` whose gross gamma is in the top tenth of all.

    ``strike`` distinct, ``gross_gamma`` unsigned; nothing is pinned where the move is unknown.

    >>> pins(np.array([90.0, 99, 100, 101, 110]), np.array([1.0, 1, 9, 1, 8]), 100, 0.02).tolist()
    [False, False, True, False, False]
    """
    live = gross_gamma[gross_gamma > 0]
    if not live.size:
        return np.zeros(len(strike), bool)
    least = np.sort(live)[-max(int(TOP_SHARE * live.size), 1)]
    return np.asarray((np.abs(strike / spot - 1) <= daily_move) & (gross_gamma >= least))


def _greeks(held: OpenInterest) -> Greeks:
    return greeks(
        held.spot,
        held.strike,
        held.expiry,
        held.vol,
        right=np.where(held.is_call, 1.0, -1.0),
        rate=held.rate,
        dividend_yield=held.dividend_yield,
    )
