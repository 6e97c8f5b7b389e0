"""What a surface means: its slope in time, days that stand out, the density, local volatility, puts with a condition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np

from hedgerow.desk.surface_cards import numbers
from hedgerow.typing import FloatArray
from hedgerow.units import DAYS_PER_YEAR
from hedgerow.volatility.surface.density import Density, Moments, Tails, merton_moments
from hedgerow.volatility.surface.event import ListingVariances, bumps
from hedgerow.volatility.surface.local_vol import local_over_implied, local_vol, local_vol_grid
from hedgerow.volatility.surface.metrics import QuotedRange
from hedgerow.volatility.surface.model_spread import (
    ModelSpread,
    ModelValue,
    Terms,
    barrier_put_spread,
    vol_knock_out_put_spread,
)
from hedgerow.volatility.surface.term_structure import (
    CurveState,
    skew_decay,
    tenor_slopes,
)

if TYPE_CHECKING:
    from hedgerow.desk.surface_choices import SurfaceChoices
    from hedgerow.pricing.heston import Heston
    from hedgerow.volatility.surface.fitted import FittedSurface
    from hedgerow.volatility.surface.surface import Surface

DEVIATIONS = (-2.0, -1.0, 0.0, 1.0, 2.0)
FALLS = (0.05, 0.10, 0.20)
QUANTILES = (0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99)
SHOWN = 121
"""Points of the density's curve."""
MISFIT = 0.03
"""Share by which a model may miss the plain put before it is said."""
LOCAL_DAYS = (7.0, 14.0, 30.0, 60.0, 90.0, 180.0, 365.0)
LOCAL_MONEYNESS = tuple(np.round(np.arange(0.80, 1.1501, 0.05), 4).tolist())
PER_STEP = 3
"""Rows of the grid of local volatility between two listings, beside the two at them."""


@dataclass(frozen=True, slots=True)
class TenorSlopeCard:
    """Two tenors of volatility at the forward."""

    short_days: float
    long_days: float
    short_vol: float
    long_vol: float
    slope: float
    """Long less short, decimal."""
    ratio: float
    state: CurveState
    reason: str
    """Why it is unknown or extrapolated; empty otherwise."""


@dataclass(frozen=True, slots=True)
class SkewDecayCard:
    """``dσ/dk = c T^{−a}``."""

    c: float
    a: float
    a_error: float
    """Standard error, a floor: neighbouring listings are not independent."""
    r_squared: float
    listings: int
    decreases: bool
    """Whether the skew dies out with maturity, by two standard errors."""
    reason: str


@dataclass(frozen=True, slots=True)
class BumpCard:
    """A listing before which more variance is priced than around it."""

    after: date | None
    """Expiration before; None where that is the moment of the quotes."""
    expiration: date
    """Between the two lies what is priced."""
    bump: float
    """What it adds to this expiration's volatility at the forward, decimal."""
    move: float
    """One standard deviation of the day, if all of it is one day's, decimal."""
    deviations: float
    """How far it stands out, robust standard deviations."""
    one_sided: bool
    """Only later listings to compare with: a steep front looks the same."""


@dataclass(frozen=True, slots=True)
class DensityCard:
    """Risk-neutral distribution at one tenor."""

    days: float
    forward: float
    moments: Moments
    """Of the log return from the forward; the far wings, which nobody quotes, weigh much in the last two."""
    within_quotes: Moments
    """The same of what the quotes reach."""
    merton_skewness: float
    """Of Merton's jumps through the smile within 2.5 deviations of the forward: an opinion on the far wings."""
    merton_excess_kurtosis: float
    tails: Tails
    """Beyond two standard deviations."""
    probability: tuple[float, ...]
    quantile: tuple[float, ...]
    """Price below which the underlying ends with that probability."""
    fall: tuple[float, ...]
    """Share of the spot, of the forward where there is no spot."""
    fall_probability: tuple[float, ...]
    """That it ends that far down or further."""
    price: tuple[float, ...]
    density: tuple[float, ...]
    """Of the price, at each of ``price``."""
    lognormal: tuple[float, ...]
    """The same with the volatility at the forward alone."""


@dataclass(frozen=True, slots=True)
class LocalVolCard:
    """Local volatility by Dupire's equation."""

    days: tuple[float, ...]
    moneyness: tuple[float, ...]
    """Level over the forward."""
    vol: tuple[tuple[float, ...], ...]
    """A row a day; NaN where the surface has none."""
    deviations: tuple[float, ...]
    over_implied: tuple[float, ...]
    """Local over implied volatility at those deviations from the forward, at the tenor of the choices."""
    nodes: int
    filled: int
    """Nodes of the grid that the surface gave no volatility to."""


@dataclass(frozen=True, slots=True)
class PutCard:
    """A put with a condition under every model."""

    product: Literal["down-and-out put", "vol-knock-out put"]
    days: float
    strike: float
    barrier: float
    """Level of the spot, or realized volatility."""
    values: tuple[ModelValue, ...]
    """Black first."""
    spread: float
    """Largest less smallest of the models that know the skew: the uncertainty of the price."""
    spread_error: float
    reasons: tuple[str, ...]


def slope_cards(surface: Surface) -> tuple[TenorSlopeCard, ...]:
    """30 and 90, 9 and 30, 30 and 180 days."""
    return tuple(
        TenorSlopeCard(
            *(one.short_days, one.long_days, one.short_vol, one.long_vol),
            *(one.slope, one.ratio, one.state, one.reason),
        )
        for one in tenor_slopes(surface)
    )


def skew_decay_card(surface: Surface) -> SkewDecayCard:
    """How the skew at the forward dies out."""
    law = skew_decay(surface)
    return SkewDecayCard(
        law.c, law.a, law.a_error, law.r_squared, law.listings, bool(law.decreases), law.reason
    )


def bump_cards(fitted: FittedSurface) -> tuple[BumpCard, ...]:
    """Listings that stand out."""
    return tuple(
        BumpCard(
            after=None if one.after is None else one.after.date(),
            expiration=one.until.date(),
            bump=one.size,
            move=one.move.move,
            deviations=one.deviations,
            one_sided=bool(one.one_sided),
        )
        for one in bumps(ListingVariances.of(fitted))
    )


def density_card(fitted: FittedSurface, surface: Surface, days: float) -> DensityCard:
    """The distribution so many days ahead."""
    T = days / DAYS_PER_YEAR
    density = Density.of(surface, T)
    reach = QuotedRange.of(fitted)
    nearest = int(np.argmin(np.abs(np.array(surface.expiries) - T)))
    jumps = merton_moments(density.smile, T)
    low, high = density.quantile([0.0005, 0.9995])
    price = np.linspace(float(low), float(high), SHOWN)
    vol = float(surface.atm_vol(T))
    z = np.log(price / density.forward) / (vol * np.sqrt(T)) + vol * np.sqrt(T) / 2
    lognormal = np.exp(-z * z / 2) / np.sqrt(2 * np.pi) / (vol * np.sqrt(T) * price)
    today = surface.spot if np.isfinite(surface.spot) else density.forward
    return DensityCard(
        days=days,
        forward=density.forward,
        moments=density.moments,
        within_quotes=density.moments_within(
            float(reach.lowest[nearest]), float(reach.highest[nearest])
        ),
        merton_skewness=jumps.skewness,
        merton_excess_kurtosis=jumps.excess_kurtosis,
        tails=density.tails(),
        probability=QUANTILES,
        quantile=numbers(density.quantile(QUANTILES)),
        fall=FALLS,
        fall_probability=numbers(density.probability_below(today * (1 - np.array(FALLS)))),
        price=numbers(price),
        density=numbers(density.density(price)),
        lognormal=numbers(lognormal),
    )


def local_vol_card(surface: Surface, days: float) -> LocalVolCard:
    """Local volatility at tenors inside the listings, and beside the implied at one."""
    first, last = (DAYS_PER_YEAR * T for T in (surface.expiries[0], surface.expiries[-1]))
    shown = [d for d in LOCAL_DAYS if first <= d <= last] or [days]
    T = np.array(shown) / DAYS_PER_YEAR
    k = np.log(np.array(LOCAL_MONEYNESS))
    found = local_vol(surface, k, T[:, None])
    grid = local_vol_grid(surface, dense_expiries(surface, T[-1]))
    return LocalVolCard(
        days=tuple(shown),
        moneyness=LOCAL_MONEYNESS,
        vol=tuple(numbers(row) for row in found.vol),
        deviations=DEVIATIONS,
        over_implied=numbers(local_over_implied(surface, days / DAYS_PER_YEAR, DEVIATIONS)),
        nodes=int(grid.filled.size),
        filled=grid.nodes_filled,
    )


def dense_expiries(surface: Surface, longest: float) -> FloatArray:
    """Times for a grid of local volatility: the listings twice, since ``w`` has a corner there, and some between."""
    listed = np.array(
        [T for T in surface.expiries if longest * 1.0001 >= T] or surface.expiries[:1]
    )
    shares = np.linspace(0, 1, PER_STEP + 2)[1:-1]
    between = [a + shares * (b - a) for a, b in pairwise(listed)]
    early = listed[0] * np.array([0.1, 0.4, 0.7])
    late = [longest] if longest > listed[-1] else []
    return np.sort(np.concatenate([early, listed, listed, *between, late]))


def put_cards(
    surface: Surface, heston: Heston | None, choices: SurfaceChoices, sessions: int
) -> tuple[PutCard, ...]:
    """A put that a fall knocks out and one that volatility knocks out, under Black, local volatility and Heston."""
    T = choices.days / DAYS_PER_YEAR
    F, D, S = float(surface.forward(T)), float(surface.discount(T)), surface.spot
    strike = choices.moneyness * S
    rate = -np.log(D) / T
    terms = Terms(
        spot=S,
        strike=strike,
        expiry=T,
        vol=float(surface.vol(strike, T)),
        rate=float(rate),
        dividend_yield=float(rate - np.log(F / S) / T),
    )
    grid = local_vol_grid(surface, dense_expiries(surface, T)).grid
    level = choices.barrier * S
    fallen = barrier_put_spread(
        terms,
        barrier=level,
        kind="down-and-out",
        dates=sessions,
        local_vol=grid,
        heston=heston,
        paths=choices.paths,
        seed=choices.seed,
    )
    shaken = vol_knock_out_put_spread(
        terms,
        barrier=choices.vol_barrier,
        sessions=sessions,
        local_vol=grid,
        heston=heston,
        paths=choices.paths,
        seed=choices.seed,
    )
    return (
        _put("down-and-out put", choices.days, strike, level, fallen),
        _put("vol-knock-out put", choices.days, strike, choices.vol_barrier, shaken),
    )


def _put(
    product: Literal["down-and-out put", "vol-knock-out put"],
    days: float,
    strike: float,
    barrier: float,
    found: ModelSpread,
) -> PutCard:
    plain = found.values[0].vanilla
    off = [
        f"{v.model} values the plain put at {v.vanilla:.4g} where the surface says {plain:.4g}: that misfit is part of "
        "the spread"
        for v in found.values[1:]
        if abs(v.vanilla - plain) > min(MISFIT * plain, found.spread)
    ]
    return PutCard(
        product,
        days,
        strike,
        barrier,
        found.values,
        found.spread,
        found.spread_error,
        (*found.reasons, *off),
    )
