"""How a surface moved between chains, and the deltas that follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.units import DAYS_PER_YEAR
from hedgerow.volatility.surface.dynamics import (
    Stickiness,
    adjusted_delta,
    dynamics,
    fixed_strikes,
    risk_reversal_package,
    rr_spot_beta,
)
from hedgerow.volatility.surface.metrics import smile_metrics
from hedgerow.volatility.surface.slope import Slope

if TYPE_CHECKING:
    from hedgerow.volatility.surface.surface import Surface

TENORS = (30.0, 60.0, 90.0, 180.0)
MONEYNESS = (0.85, 0.90, 0.95, 1.00, 1.05, 1.10)
STICKINESS = (0.0, 1.0, 2.0)


@dataclass(frozen=True, slots=True)
class StickinessCard:
    """Skew stickiness at one tenor: 0 sticky delta, 1 sticky strike, about 2 local volatility."""

    days: float
    ssr: Slope
    """Regression through the origin, with its standard error and 95 % interval."""
    label: Stickiness
    labels_within: tuple[Stickiness, ...]
    """What the ends of the interval are called: several where the run does not decide."""
    with_intercept: Slope


@dataclass(frozen=True, slots=True)
class MoveCard:
    """One chain of the run."""

    date: date
    spot: float
    atm30: float
    rr25: float
    """30 days."""
    log_move: float
    """Of the spot since the chain before; NaN for the first."""
    ssr30: float
    """From the chain before to this one; NaN for the first, and where the price hardly moved."""


@dataclass(frozen=True, slots=True)
class FixedStrikeCard:
    """Volatility of a strike at 30 days on the chain before and on this one: what became of it."""

    strike: float
    before: float
    after: float
    along: float
    """Moved along the old smile."""
    moved: float
    """The smile itself."""


@dataclass(frozen=True, slots=True)
class DeltaCard:
    """Delta of the 25-delta put of 30 days under each stickiness."""

    ssr: float
    what: str
    delta: float


@dataclass(frozen=True, slots=True)
class DynamicsCard:
    """How the surface moves when the price does."""

    run: tuple[MoveCard, ...]
    stickiness: tuple[StickinessCard, ...]
    rr_spot_beta: Slope
    """Change of the 25-delta risk reversal of 30 days on Δ ln S: points of volatility per 1 %."""
    package_delta: float
    """Of long the put and short the call, per share."""
    package_gamma: float
    """Γ of the put less Γ of the call."""
    fixed_strikes: tuple[FixedStrikeCard, ...]
    deltas: tuple[DeltaCard, ...]


def dynamics_card(run: Sequence[tuple[date, Surface]]) -> DynamicsCard:
    """From two surfaces or more, oldest first; the last is the one that is read."""
    found = dynamics(run, TENORS)
    month = found.tenors[0]
    T = 30 / DAYS_PER_YEAR
    last, before = run[-1][1], run[-2][1]
    package = risk_reversal_package(last, T)
    moves = np.concatenate([[np.nan], found.log_move])
    ratios = np.concatenate([[np.nan], month.pairs])
    rr = [
        float(smile_metrics(surface, [T], deltas=(0.25,)).risk_reversal()[0]) for _, surface in run
    ]
    strikes = last.spot * np.array(MONEYNESS)
    changed = fixed_strikes(before, last, strikes, T)
    return DynamicsCard(
        run=tuple(
            MoveCard(day, surface.spot, float(vol), float(r), float(move), float(ratio))
            for (day, surface), vol, r, move, ratio in zip(
                run, month.atm_vol, rr, moves, ratios, strict=True
            )
        ),
        stickiness=tuple(
            StickinessCard(
                one.days,
                one.through_origin,
                one.label,
                tuple(label for label in one.labels_within if label != "unknown"),
                one.with_intercept,
            )
            for one in found.tenors
        ),
        rr_spot_beta=rr_spot_beta(run),
        package_delta=package.delta,
        package_gamma=package.gamma,
        fixed_strikes=tuple(
            FixedStrikeCard(*(float(x) for x in row))
            for row in zip(
                changed.strike,
                changed.before,
                changed.after,
                changed.along,
                changed.moved,
                strict=True,
            )
        ),
        deltas=_deltas(last, T, float(month.skew[-1]), month.ssr),
    )


def _deltas(surface: Surface, T: float, skew: float, measured: float) -> tuple[DeltaCard, ...]:
    """Of the 25-delta put: by Black, and as volatility moves with the price."""
    from hedgerow.pricing.black import vega

    K = surface.delta_strike(-0.25, T, right="put")
    F, D = float(surface.forward(T)), float(surface.discount(T))
    v = float(vega(F, K, T, float(surface.vol(K, T)), discount=D))
    names = ("sticky delta", "sticky strike (Black's own)", "local volatility")
    known = [*zip(STICKINESS, names, strict=True)]
    if np.isfinite(measured):
        known.append((measured, "as measured on these chains"))
    return tuple(
        DeltaCard(ssr, what, float(adjusted_delta(-0.25, v, skew, surface.spot, ssr)))
        for ssr, what in known
    )
