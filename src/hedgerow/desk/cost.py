"""What would the same put cost at another level of VIX? And what stays unhedged whatever it costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from hedgerow.desk.session import Notes, Session
from hedgerow.errors import InputError
from hedgerow.hedge.pairing import Candidate
from hedgerow.hedge.put import Put, StrikeWanted, modelled_put
from hedgerow.hedge.scenarios import Hedged
from hedgerow.market.instruments import Instrument
from hedgerow.units import year_fraction
from hedgerow.volatility.surface.modelled import ModelledSurface
from hedgerow.volatility.surface.pricing_surface import PricingSurface

LEVELS = (10.0, 13.0, 15.0, 17.0, 20.0, 25.0, 30.0, 35.0, 40.0, 50.0, 60.0, 80.0)
"""Index points."""
OUT = 0.95
"""Moneyness of the put that is priced at every level beside the hedge's own."""
BAND, BAND_SIGMAS = 0.90, 1.6448536269514722


@dataclass(frozen=True, slots=True)
class CostPoint:
    """Prices at one level of VIX."""

    vix: float
    """Index points."""
    family: Literal["flat", "today"]
    """``flat``: the whole VIX family at this level, modelled. ``today``: as it stands, with the slope that it
    has; the hedge's own price."""
    price: float
    """Of a put of the hedge's moneyness and days, US dollars a share."""
    price_share: float
    """Of the spot."""
    otm5_price: float
    """Of a put 5 % out of the money."""
    otm5_share: float
    """Of the spot."""
    premium: float
    """Of the hedge's contracts, US dollars, negative."""
    premium_share: float
    """Of the book's value, negative."""


@dataclass(frozen=True, slots=True)
class CostByVix:
    """Cost of the same protection against the level of VIX.

    No one knows what slope the term structure would have at another level, so all others are flat and do
    not pass through today's: the put's own tenor stands above VIX today, or below it.
    """

    today_vix: float
    """Index points."""
    days: int
    moneyness: float
    rows: tuple[CostPoint, ...]


@dataclass(frozen=True, slots=True)
class Residual:
    """What the instrument does not explain, as a band around the hedged P&L."""

    level: float
    """Share of outcomes inside, if residuals were normal and independent from day to day."""
    at_roll: float
    """Half-width, US dollars."""
    at_expiry: float
    """Half-width, US dollars."""
    vol: float
    """Annualised volatility of the residual, decimal."""
    source: str


def cost_by_vix(here: Session, use: Instrument, hedged: Hedged, value: float) -> CostByVix | None:
    """The put of the same moneyness and days, and one 5 % out, at each level [SPEC HP-42].

    The surface keeps the instrument's ratio to the S&P 500's volatility and, where the put is quoted,
    the factor that takes the model through its quote. Today's point is the hedge's own price, on the
    family as it stands. None without a VIX.
    """
    put, family = hedged.put, here.indices.vix_family
    vix = here.indices.levels.get("VIX")
    if vix is None:
        return None
    modelled = _through(put, here.surface(use, Notes()))
    ratio = modelled.tenors[30.0] / family[30.0] if 30.0 in modelled.tenors else 1.0
    rows = [_flat(hedged, level, ratio, modelled.scale, value) for level in LEVELS]
    out = _at(put, put.surface, OUT)
    rows.append(_point(hedged, 100 * vix, "today", (put.price, out), value))
    rows.sort(key=lambda row: row.vix)
    return CostByVix(100 * vix, put.days, put.moneyness, tuple(rows))


def _through(put: Put, level: ModelledSurface | None) -> ModelledSurface:
    """The model through the put's own volatility: other levels of VIX have no quotes."""
    if isinstance(put.surface, ModelledSurface):
        return put.surface
    base = level or ModelledSurface({30.0: put.implied_vol})
    try:
        return base.through(put.implied_vol, float(np.log(put.strike / put.forward)), put.days)
    except InputError:
        return base


def _flat(hedged: Hedged, level: float, ratio: float, scale: float, value: float) -> CostPoint:
    put = hedged.put
    flat = ModelledSurface({30.0: level / 100 * ratio}, scale=scale)
    prices = (_at(put, flat, put.moneyness), _at(put, flat, OUT))
    return _point(hedged, level, "flat", prices, value)


def _point(
    hedged: Hedged,
    level: float,
    family: Literal["flat", "today"],
    prices: tuple[float, float],
    value: float,
) -> CostPoint:
    (own, out), spot = prices, hedged.put.terms.spot
    premium = 0.0 - hedged.contracts * hedged.multiplier * own
    return CostPoint(level, family, own, own / spot, out, out / spot, premium, premium / value)


def _at(put: Put, surface: PricingSurface, moneyness: float) -> float:
    wanted = StrikeWanted("moneyness", moneyness)
    return modelled_put(put.terms, surface, put.expiration, wanted).price


def residual(hedged: Hedged, fit: Candidate, value: float) -> Residual:
    """``z σ_ε V √T`` at the roll and at expiry [SPEC HP-07, HS-10]."""
    roll, expiry = (
        BAND_SIGMAS * fit.residual_vol * value * float(np.sqrt(year_fraction(days)))
        for days in (hedged.horizon, hedged.put.days)
    )
    return Residual(
        level=BAND,
        at_roll=roll,
        at_expiry=expiry,
        vol=fit.residual_vol,
        source=f"residuals of the book's returns on {fit.symbol} over {fit.observations} sessions",
    )
