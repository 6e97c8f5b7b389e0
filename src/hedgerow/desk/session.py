"""One session of market data, and what is said about it while an answer is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from hedgerow.data.source import Market
from hedgerow.hedge.quotes import Quotes
from hedgerow.hedge.terms import Terms
from hedgerow.market.chain import OptionChain
from hedgerow.market.cleaning import CONTRADICTING
from hedgerow.market.instruments import Instrument
from hedgerow.market.prices import Prices
from hedgerow.market.rates import Rate, RateCurve
from hedgerow.market.vol_indices import VIX_FAMILY, VolIndices
from hedgerow.typing import Exercise
from hedgerow.volatility.forecast.ewma import ewma_vol
from hedgerow.volatility.surface.modelled import ModelledSurface
from hedgerow.volatility.surface.scaled import ScaledSurface

SP500 = ("SPY", "^SPX")
"""Either stands for the S&P 500 where its returns are needed."""
LEVEL_RATIO = (0.7, 4.0)
"""Bounds of another underlying's volatility over the S&P 500's."""
SP500_FAMILY = frozenset({"SPY", "SPX", "XSP", "VOO", "IVV"})
NASDAQ_FAMILY = frozenset({"QQQ", "NDX", "XND"})


@dataclass(frozen=True, slots=True)
class Notes:
    """What is said beside an answer while it is made."""

    doubts: list[str] = field(default_factory=list)
    """Why the answer is degraded."""
    notes: list[str] = field(default_factory=list)
    """What to know although it stands."""

    def doubt(self, text: str, *, first: bool = False) -> None:
        """Say why the answer is degraded; ``first`` what would change it most."""
        self.doubts.insert(0 if first else len(self.doubts), text)

    def note(self, text: str) -> None:
        """Say what to know although the answer stands."""
        self.notes.append(text)

    def set_aside(self, what: str, counts: Mapping[str, int]) -> None:
        """Say which rows were left out and why."""
        if counts:
            rows = ", ".join(f"{n} {reason}" for reason, n in counts.items())
            say = self.doubt if CONTRADICTING in counts else self.note
            say(f"{what}, rows set aside: {rows}")


@dataclass(frozen=True)
class Session:
    """Market data as of the end of one session; each table is read once."""

    market: Market
    as_of: date
    window: int
    """Sessions of history that betas and ratios rest on."""
    prices: Prices
    notes: Notes = field(default_factory=Notes)
    _chains: dict[str, OptionChain | None] = field(default_factory=dict, repr=False)
    _fitted: dict[str, ScaledSurface | None] = field(default_factory=dict, repr=False)

    @cached_property
    def rate(self) -> Rate:
        """The market's short rate."""
        return self.market.rate(self.as_of)

    @cached_property
    def indices(self) -> VolIndices:
        """Volatility-index levels."""
        return self.market.vol_indices(self.as_of)

    def chain(self, use: Instrument, *, fetch: bool = True) -> OptionChain | None:
        """The chain quoted on this session, if there is one; without ``fetch``, at hand."""
        if use.symbol in self._chains:
            return self._chains[use.symbol]
        found = self.market.chain(use.symbol, self.as_of, fetch=fetch)
        if fetch:
            self._chains[use.symbol] = found
        return found

    def surface(self, use: Instrument, notes: Notes) -> ModelledSurface | None:
        """The modelled surface at the instrument's own level; None without a VIX family."""
        family = self.indices.vix_family
        if not family:
            return None
        stale = {s: d for s, d in self.indices.dates.items() if s in VIX_FAMILY and d < self.as_of}
        if stale:
            names = ", ".join(f"{s} of {d}" for s, d in sorted(stale.items()))
            notes.doubt(f"volatility index older than {self.as_of}: {names}")
        ratio = self._level(use, notes)
        return ModelledSurface({days: vol * ratio for days, vol in family.items()})

    def fitted(
        self,
        use: Instrument,
        chain: OptionChain,
        *,
        rate: Rate | None = None,
        exercise: Exercise | None = None,
    ) -> ScaledSurface | None:
        """The surface through a chain's own quotes, read on the terms given at first; None where it has none."""
        if use.symbol not in self._fitted:
            from hedgerow.desk.surface_choices import SurfaceChoices
            from hedgerow.desk.surface_study import chain_study

            curve = self.market.rate_curve(self.as_of) if rate is None else RateCurve.flat(rate)
            found = chain_study(chain, SurfaceChoices(exercise=exercise), curve).fitted.surface
            self._fitted[use.symbol] = None if found is None else ScaledSurface(found)
        return self._fitted[use.symbol]

    def quotes(self, use: Instrument, *, fetch: bool = True) -> Quotes | None:
        """Prices of options on an instrument, without a word; None where its price is not known.

        Without ``fetch`` no chain is downloaded for it.
        """
        r = self.rate.value
        q = self.prices.dividend_yield(use.fund) or 0.0
        chain = self.chain(use, fetch=fetch)
        if chain is not None:
            spot = chain.spot(r, q)
            if np.isfinite(spot):
                surface = self.fitted(use, chain) or self.surface(use, Notes())
                return Quotes(use, Terms(spot, r, q, self.as_of, use.exercise), surface, chain)
        close = self.prices.spot(use.price_symbol)
        if not close.known:
            return None
        terms = Terms(close.price * use.price_scale, r, q, self.as_of, use.exercise)
        return Quotes(use, terms, self.surface(use, Notes()))

    def _level(self, use: Instrument, notes: Notes) -> float:
        """The instrument's volatility over the S&P 500's."""
        indices = self.indices
        same_day = indices.dates.get("VXN") == indices.dates.get("VIX")
        if use.symbol in NASDAQ_FAMILY and {"VXN", "VIX"} <= indices.levels.keys() and same_day:
            ratio = indices.levels["VXN"] / indices.levels["VIX"]
            notes.note(f"{use.symbol} volatility level from VXN / VIX = {ratio:.2f}")
            return ratio
        if use.symbol in SP500_FAMILY:
            return 1.0
        sp500 = next((s for s in SP500 if s in self.prices), None)
        own = ewma_vol(self.prices.returns(use.price_symbol, self.window))
        index = ewma_vol(self.prices.returns(sp500, self.window)) if sp500 else float("nan")
        if not np.isfinite(own / index):
            notes.doubt(
                f"{use.symbol} volatility level taken as the S&P 500's: no returns to compare"
            )
            return 1.0
        ratio = float(np.clip(own / index, *LEVEL_RATIO))
        notes.note(
            f"{use.symbol} volatility level from the VIX family times {ratio:.2f}, the ratio of "
            "63-day exponentially weighted realized volatilities"
        )
        return ratio
