"""The put that hedges: its terms, what it costs, and what it will be worth.

A put comes *quoted* from a chain (bought at the ask) or *modelled* from a surface. Either way the
surface that passes through its implied volatility revalues it in a scenario: the index has moved by
``m``, some days have gone, and ATM volatility has risen by a rule that is named.

Values are European; on an American ETF early exercise is worth more the higher rates are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
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
class StrikeWanted:
    """One way to say which put: its spot delta *or* its strike over spot, never both [SPEC HP-19]."""

    by: Literal["delta", "moneyness"]
    target: float

    @property
    def tolerance(self) -> float:
        """How far a listed put may be from the target and still be what was asked for."""
        return 0.05 if self.by == "delta" else 0.01


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
    terms: Terms, surface: ModelledSurface, expiration: date, wanted: StrikeWanted
) -> Put:
    """The put that is wanted, on a modelled surface. Its strike is the exact solution, not a listed one.

    Raises :class:`InputError` where no strike has the delta.
    """
    days = (expiration - terms.as_of).days
    F, T, q = terms.forward(days), year_fraction(days), terms.dividend_yield
    strike = (
        surface.put_strike(wanted.target, F, days, q)
        if wanted.by == "delta"
        else terms.spot * wanted.target
    )
    vol = float(surface.vol(np.log(strike / F), days))
    price = float(black(F, strike, T, vol, right="put", discount=terms.discount(days)))
    return Put(
        expiration=expiration,
        strike=strike,
        price=price,
        mid=price,
        bid=float("nan"),
        ask=float("nan"),
        implied_vol=vol,
        delta=float(np.exp(-q * T) * forward_delta(F, strike, T, vol, right="put")),
        source="modelled",
        terms=terms,
        surface=surface,
    )


def quoted_put(
    terms: Terms,
    chain: OptionChain,
    surface: ModelledSurface | None,
    expiration: date,
    wanted: StrikeWanted,
) -> Put | None:
    """The listed put nearest to what is wanted, bought at the ask.

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
    q = float(terms.rate - np.log(F / terms.spot) / T)
    deltas = np.exp(-q * T) * forward_delta(F, K, T, vols, right="put")
    found = deltas if wanted.by == "delta" else np.where(np.isfinite(vols), K / terms.spot, np.nan)
    distance = np.abs(found - wanted.target)
    if not np.isfinite(distance).any():
        return None
    i = int(np.nanargmin(distance))
    level = surface or ModelledSurface({30.0: float(vols[i])})
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
        terms=replace(terms, dividend_yield=q),
        surface=through,
        root=str(quote["root"]),
        open_interest=float(quote["open_interest"]),
    )
