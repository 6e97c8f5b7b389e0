"""The put that hedges: its terms, what it costs, and what it will be worth.

A put comes *quoted* from a chain (bought at the ask) or *modelled* from a surface. Either way the
surface that passes through its implied volatility revalues it in a scenario: the index has moved by
``m``, some days have gone, and ATM volatility has risen by a rule that is named.

Values are European; on an American ETF early exercise adds about 1 % to such a put.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from hedgerow.errors import InputError
from hedgerow.market.chain import OptionChain
from hedgerow.pricing.black import black, forward_delta, implied_vol
from hedgerow.units import year_fraction
from hedgerow.volatility.surface.modelled import ModelledSurface


@dataclass(frozen=True, slots=True)
class Terms:
    """Spot, carry and date of a pricing."""

    spot: float
    """US dollars or index points."""
    rate: float
    """Continuously compounded."""
    dividend_yield: float
    """Continuous."""
    as_of: date

    def forward(self, days: float, *, move: float = 0.0) -> float:
        """Forward for ``days`` ahead, with the spot moved by a fraction."""
        T = year_fraction(days)
        return float(self.spot * (1 + move) * np.exp((self.rate - self.dividend_yield) * T))

    def discount(self, days: float) -> float:
        """Discount factor over ``days``."""
        return float(np.exp(-self.rate * year_fraction(days)))


@dataclass(frozen=True, slots=True)
class Put:
    """One put with its price and the surface that revalues it."""

    expiration: date
    strike: float
    price: float
    """Paid per share: the ask, or the modelled value."""
    mid: float
    """Middle of bid and ask, or the modelled value."""
    bid: float
    """NaN where modelled."""
    ask: float
    """NaN where modelled."""
    implied_vol: float
    """Of ``mid``, decimal."""
    delta: float
    """Spot delta, negative."""
    source: Literal["quoted", "modelled"]
    terms: Terms
    surface: ModelledSurface
    """Passes through ``implied_vol`` at this strike and expiration."""

    @property
    def days(self) -> int:
        """Calendar days to expiration."""
        return (self.expiration - self.terms.as_of).days

    @property
    def moneyness(self) -> float:
        """Strike over spot."""
        return self.strike / self.terms.spot

    def payoff(self, move: float) -> float:
        """Value a share at expiration after the index has moved by ``move``."""
        return max(self.strike - self.terms.spot * (1 + move), 0.0)

    def value(self, days_left: float, *, move: float = 0.0, shock: float = 0.0) -> float:
        """Revalued on the surface: ``days_left`` to go, spot moved, ATM volatility shocked."""
        if days_left <= 0:
            return self.payoff(move)
        F = self.terms.forward(days_left, move=move)
        vol = self.surface.shocked(shock).vol(np.log(self.strike / F), days_left)
        return self._black(F, days_left, float(vol))

    def value_at_fixed_vol(self, days_left: float) -> float:
        """Revalued at its own implied volatility and today's spot, ``days_left`` to go."""
        return self._black(self.terms.forward(days_left), days_left, self.implied_vol)

    def _black(self, F: float, days: float, vol: float) -> float:
        D = self.terms.discount(days)
        return float(black(F, self.strike, year_fraction(days), vol, right="put", discount=D))


def modelled_put(
    terms: Terms,
    surface: ModelledSurface,
    expiration: date,
    *,
    delta: float | None = None,
    moneyness: float | None = None,
) -> Put:
    """The put of one spot delta *or* one strike over spot, on a modelled surface.

    Exactly one of the two is given; the put carries the other [SPEC HP-19]. The strike is the exact
    solution, not a listed one.
    """
    days = (expiration - terms.as_of).days
    F, T, q = terms.forward(days), year_fraction(days), terms.dividend_yield
    if (delta is None) == (moneyness is None):
        msg = "give either a delta or a moneyness, not both"
        raise InputError(msg)
    strike = (
        surface.put_strike(delta, F, days, q)
        if delta is not None
        else terms.spot * float(moneyness)  # type: ignore[arg-type]
    )
    vol = float(surface.vol(np.log(strike / F), days))
    price = float(black(F, strike, T, vol, right="put", discount=terms.discount(days)))
    own_delta = float(np.exp(-q * T) * forward_delta(F, strike, T, vol, right="put"))
    nan = float("nan")
    return Put(
        expiration, strike, price, price, nan, nan, vol, own_delta, "modelled", terms, surface
    )


def quoted_put(
    terms: Terms,
    chain: OptionChain,
    surface: ModelledSurface | None,
    expiration: date,
    *,
    delta: float | None = None,
    moneyness: float | None = None,
) -> Put | None:
    """The listed put nearest to one delta *or* one moneyness, bought at the ask.

    Deltas are taken at each strike's own implied volatility on the parity forward. ``surface`` is
    scaled through the put's volatility; without one a flat-level surface is used. None where the
    expiration has no put whose volatility can be implied and taken by the surface.
    """
    days = chain.days(expiration)
    F, T, D = chain.forward(expiration, terms.rate), year_fraction(days), terms.discount(days)
    if not np.isfinite(F):
        return None
    puts = chain.side(expiration, "put")
    K, mid = puts["strike"].to_numpy(float), puts["mid"].to_numpy(float)
    vols = implied_vol(mid, F, K, T, right="put", discount=D)
    q = terms.rate - np.log(F / terms.spot) / T
    deltas = np.exp(-q * T) * forward_delta(F, K, T, vols, right="put")
    if (delta is None) == (moneyness is None):
        msg = "give either a delta or a moneyness, not both"
        raise InputError(msg)
    distance = (
        np.abs(deltas - delta)
        if delta is not None
        else np.where(np.isfinite(vols), np.abs(K / terms.spot - float(moneyness)), np.nan)  # type: ignore[arg-type]
    )
    if not np.isfinite(distance).any():
        return None
    i = int(np.nanargmin(distance))
    k = float(np.log(K[i] / F))
    level = surface or ModelledSurface({30.0: float(vols[i])})
    try:
        through = level.through(float(vols[i]), k, days)
    except InputError:
        return None
    return Put(
        expiration,
        float(K[i]),
        float(puts["ask"].iloc[i]),
        float(mid[i]),
        float(puts["bid"].iloc[i]),
        float(puts["ask"].iloc[i]),
        float(vols[i]),
        float(deltas[i]),
        "quoted",
        Terms(terms.spot, terms.rate, float(q), terms.as_of),
        through,
    )
