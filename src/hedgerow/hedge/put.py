"""The put that hedges: which one is wanted, and what it costs.

A put comes *quoted* from a chain (bought at the ask) or *modelled* from a surface.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from scipy.optimize import brentq

from hedgerow.errors import InputError
from hedgerow.hedge.option import Option
from hedgerow.hedge.terms import Terms
from hedgerow.market.chain import OptionChain
from hedgerow.volatility.surface.modelled import ModelledSurface
from hedgerow.volatility.surface.pricing_surface import PricingSurface, put_strike


@dataclass(frozen=True, slots=True)
class StrikeWanted:
    """One way to say which put: its spot delta *or* its strike over spot, never both [SPEC HP-19]."""

    by: Literal["delta", "moneyness"]
    target: float

    @property
    def tolerance(self) -> float:
        """How far a listed put may be from the target and still be what was asked for."""
        return 0.05 if self.by == "delta" else 0.01


@dataclass(frozen=True, kw_only=True)
class Put(Option):
    """One put with its price."""

    price: float
    """Paid per share: the ask, or the modelled value."""
    mid: float
    """Middle of bid and ask, or the modelled value."""
    bid: float
    """NaN where modelled."""
    ask: float
    """NaN where modelled."""
    delta: float
    """Spot delta, negative."""
    source: Literal["quoted", "modelled"]
    root: str = ""
    """Root of the option symbol; empty where modelled."""
    open_interest: float = float("nan")
    """Contracts; NaN where unknown."""

    def distance(self, wanted: StrikeWanted) -> float:
        """How far this put is from what was wanted, in the unit of the target."""
        return abs((self.delta if wanted.by == "delta" else self.moneyness) - wanted.target)

    @property
    def spread(self) -> float:
        """Ask less bid over mid; NaN where modelled."""
        return (self.ask - self.bid) / self.mid


def modelled_put(
    terms: Terms, surface: PricingSurface, expiration: date, wanted: StrikeWanted
) -> Put:
    """The put that is wanted, on a modelled surface. Its strike is the exact solution, not a listed one.

    Raises :class:`InputError` where no strike has the delta.
    """
    days = (expiration - terms.as_of).days
    F = terms.forward(days)
    strike = (
        _strike_of_delta(terms, surface, days, wanted.target)
        if wanted.by == "delta"
        else terms.spot * wanted.target
    )
    vol = float(surface.vol(np.log(strike / F), days))
    price = float(terms.price(strike, days, vol, right="put"))
    return Put(
        expiration=expiration,
        strike=strike,
        price=price,
        mid=price,
        bid=float("nan"),
        ask=float("nan"),
        implied_vol=vol,
        delta=float(terms.bend(strike, days, vol, right="put").delta),
        source="modelled",
        terms=terms,
        surface=surface,
    )


def quoted_put(
    terms: Terms,
    chain: OptionChain,
    surface: PricingSurface | None,
    expiration: date,
    wanted: StrikeWanted,
) -> Put | None:
    """The listed put nearest to what is wanted, bought at the ask.

    Deltas are taken at each strike's own implied volatility on the parity forward. ``surface`` is
    scaled through the put's volatility; without one a flat-level surface is used. None where the
    expiration has no put whose volatility can be implied and taken by the surface.
    """
    days = chain.days(expiration)
    F = chain.forward(expiration, terms.rate, spot=terms.spot, exercise=terms.exercise)
    if not np.isfinite(F):
        return None
    puts = chain.side(expiration, "put")
    K, mid = puts["strike"].to_numpy(float), puts["mid"].to_numpy(float)
    implied = terms.on_forward(F, days)
    vols = implied.implied_vol(mid, K, days, right="put")
    deltas = implied.bend(K, days, vols, right="put").delta
    found = deltas if wanted.by == "delta" else np.where(np.isfinite(vols), K / terms.spot, np.nan)
    distance = np.abs(found - wanted.target)
    if not np.isfinite(distance).any():
        return None
    i = int(np.nanargmin(distance))
    level: PricingSurface = surface or ModelledSurface({30.0: float(vols[i])})
    try:
        through = level.through(float(vols[i]), float(np.log(K[i] / F)), days)
    except InputError:
        return None
    quote = puts.iloc[i]
    return Put(
        expiration=expiration,
        strike=float(K[i]),
        price=float(quote["ask"]),
        mid=float(mid[i]),
        bid=float(quote["bid"]),
        ask=float(quote["ask"]),
        implied_vol=float(vols[i]),
        delta=float(deltas[i]),
        source="quoted",
        terms=implied,
        surface=through,
        root=str(quote["root"]),
        open_interest=float(quote["open_interest"]),
    )


def _strike_of_delta(terms: Terms, surface: PricingSurface, days: int, delta: float) -> float:
    """Strike whose put has the delta: the European one, then moved until the terms' own delta is met."""
    F = terms.forward(days)
    strike = put_strike(surface, delta, F, days, terms.dividend_yield)
    if terms.exercise == "european":
        return strike

    def excess(k: float) -> float:
        vol = surface.vol(np.log(k / F), days)
        return float(terms.bend(k, days, vol, right="put").delta) - delta

    # an American put of this strike has the larger delta; a lower strike has the one wanted
    low = strike
    while excess(low) < 0:
        low *= 0.98
    return strike if low == strike else float(brentq(excess, low, strike, xtol=1e-10))
