"""An option held against its underlying: what it is worth now, moved, later and shocked.

Whatever its price came from, an option carries the surface that passes through its implied
volatility. That surface revalues it: the underlying has moved by ``m``, some days have gone, and
ATM volatility has risen by a rule that is named. Prices, Greeks and implied volatilities are those of its
terms: American on funds and shares, European on indices.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from scipy.special import ndtr

from hedgerow.hedge.terms import Bend, Terms
from hedgerow.typing import Right
from hedgerow.units import year_fraction
from hedgerow.volatility.surface.pricing_surface import PricingSurface


@dataclass(frozen=True, kw_only=True)
class Option:
    """A call or put with the terms and the surface that value it.

    What it is worth is kept once it has been worked out: a plan asks for the same scenario in every row.
    """

    expiration: date
    strike: float
    right: Right = "put"
    implied_vol: float
    """Decimal."""
    terms: Terms
    surface: PricingSurface
    """Passes through ``implied_vol`` at this strike and expiration."""

    @property
    def days(self) -> int:
        """Calendar days to expiration."""
        return (self.expiration - self.terms.as_of).days

    @property
    def moneyness(self) -> float:
        """Strike over spot."""
        return self.strike / self.terms.spot

    @property
    def forward(self) -> float:
        """Of its expiration."""
        return self.terms.forward(self.days)

    @property
    def spot_delta(self) -> float:
        """Δ a share: negative for a put."""
        return float(self._bend.delta)

    @property
    def spot_gamma(self) -> float:
        """Γ a share: change of Δ for one dollar of spot."""
        return float(self._bend.gamma)

    @cached_property
    def vega(self) -> float:
        """𝒱 a share, for volatility as a decimal."""
        found = self.terms.slopes(self.strike, self.days, self.implied_vol, right=self.right)
        return float(found.vega)

    @property
    def itm_probability(self) -> float:
        """``N(∓ d2)``: risk-neutral probability of expiring in the money [SPEC HP-52]."""
        sd = self.implied_vol * np.sqrt(self._expiry)
        d2 = np.log(self.forward / self.strike) / sd - sd / 2
        return float(ndtr(d2 if self.right == "call" else -d2))

    def payoff(self, move: float) -> float:
        """Value a share at expiration after the underlying has moved by ``move``."""
        sign = 1.0 if self.right == "call" else -1.0
        return max(sign * (self.terms.spot * (1 + move) - self.strike), 0.0)

    def value(self, days_left: float, *, move: float = 0.0, shock: float = 0.0) -> float:
        """Revalued on the surface: ``days_left`` to go, spot moved, ATM volatility shocked."""
        if days_left <= 0:
            return self.payoff(move)
        scenario = days_left, move, shock
        if scenario not in self._values:
            F = self.terms.forward(days_left, move=move)
            vol = self.surface.shocked(shock).vol(np.log(self.strike / F), days_left)
            self._values[scenario] = self._price(days_left, float(vol), move=move)
        return self._values[scenario]

    def value_at_fixed_vol(self, days_left: float) -> float:
        """Revalued at its own implied volatility and today's spot, ``days_left`` to go."""
        return self._price(days_left, self.implied_vol)

    @property
    def _expiry(self) -> float:
        return year_fraction(self.days)

    @cached_property
    def _bend(self) -> Bend:
        return self.terms.bend(self.strike, self.days, self.implied_vol, right=self.right)

    @cached_property
    def _values(self) -> dict[tuple[float, float, float], float]:
        return {}

    def _price(self, days: float, vol: float, *, move: float = 0.0) -> float:
        return float(self.terms.price(self.strike, days, vol, right=self.right, move=move))
