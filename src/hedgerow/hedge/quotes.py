"""What options on one underlying cost on one session: off its chain, else off a modelled surface."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from hedgerow.errors import InputError
from hedgerow.hedge.held import Held, MarkSource
from hedgerow.hedge.option import Option
from hedgerow.hedge.put import Put, StrikeWanted, modelled_put, quoted_put
from hedgerow.hedge.terms import Terms
from hedgerow.market.chain import OptionChain
from hedgerow.market.expirations import expiration_near
from hedgerow.market.instruments import Instrument
from hedgerow.market.option_symbol import OptionSymbol
from hedgerow.volatility.surface.modelled import ModelledSurface
from hedgerow.volatility.surface.pricing_surface import PricingSurface

HIGHEST_VOL = 4.0
"""Decimal; a mark that implies more is no price of this option."""


@dataclass(frozen=True, slots=True)
class Quotes:
    """Prices of options on one underlying as of one session."""

    use: Instrument
    terms: Terms
    """Spot by parity of the chain, or the unadjusted close."""
    surface: PricingSurface | None
    """Fitted to the chain, else modelled at the underlying's own level; None without either."""
    chain: OptionChain | None = None

    def expiration(self, days: int, *, within: float = 0.25) -> date | None:
        """The expiration nearest to ``days`` away, off by no more than that share (at least 5 days).

        Without a chain, the standard monthly or weekly that falls there.
        """
        slack = max(5, round(within * days))
        if self.chain is not None:
            return self.chain.listed(days, days - slack, days + slack)
        return expiration_near(self.terms.as_of, days, days - slack, days + slack)

    def put(self, expiration: date, wanted: StrikeWanted) -> Put | None:
        """The put that is wanted: listed where there is a chain, else modelled; None where neither."""
        if self.chain is not None:
            return quoted_put(self.terms, self.chain, self.surface, expiration, wanted)
        if self.surface is None:
            return None
        try:
            return modelled_put(self.terms, self.surface, expiration, wanted)
        except InputError:
            return None

    def held(
        self,
        symbol: str,
        option: OptionSymbol,
        contracts: float,
        *,
        given: float | None = None,
        mark: float | None = None,
    ) -> Held | None:
        """An option of the book with its mark and its volatility; None where it has neither.

        The price is the one ``given``, else the mid, else an older ``mark``, else the modelled value. The
        implied volatility is that of the mark; where the mark lies outside the bounds of any
        volatility (slips, exercise due) or implies more than 400 points, the surface's.
        """
        days = (option.expiration - self.terms.as_of).days
        F = self._forward(option.expiration)
        terms = self.terms.on_forward(F, days)
        mid = self._mid(option)
        quoted = next((price for price in (given, mid, mark) if price is not None), None)
        vol = float("nan")
        if quoted is not None:
            vol = float(terms.implied_vol(quoted, option.strike, days, right=option.right))
        if not 0 < vol < HIGHEST_VOL:
            if self.surface is None:
                return None
            vol = float(self.surface.vol(np.log(option.strike / F), days))
        held = Option(
            expiration=option.expiration,
            strike=option.strike,
            right=option.right,
            implied_vol=vol,
            terms=terms,
            surface=self._through(vol, float(np.log(option.strike / F)), days),
        )
        source: MarkSource = "modelled" if quoted is None else "given"
        if mid is not None and given is None:
            source = "quoted"
        price = held.value_at_fixed_vol(days) if quoted is None else quoted
        return Held(symbol, self.use, contracts, self.use.multiplier, held, price, source)

    def _forward(self, expiration: date) -> float:
        if self.chain is not None:
            F = self.chain.forward(expiration, self.terms.rate, spot=self.terms.spot)
            if np.isfinite(F):
                return F
        return self.terms.forward((expiration - self.terms.as_of).days)

    def _mid(self, option: OptionSymbol) -> float | None:
        if self.chain is None:
            return None
        quotes = self.chain.quotes
        found = quotes[
            (quotes["expiration"] == np.datetime64(option.expiration))
            & (quotes["root"] == option.root)
            & (quotes["right"] == option.right)
            & (quotes["strike"] == option.strike)
        ]
        return float(found["mid"].iloc[0]) if len(found) else None

    def _through(self, vol: float, log_moneyness: float, days: int) -> PricingSurface:
        """The surface through one volatility; a flat level where it cannot be put through."""
        level: PricingSurface = self.surface or ModelledSurface({30.0: vol})
        try:
            return level.through(vol, log_moneyness, days)
        except InputError:
            return ModelledSurface({30.0: vol})
