"""What options in the wings ask over the underlying's own history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.errors import HedgerowError
from hedgerow.market.calendar import (
    close_of,
    previous_session,
    session_on_or_before,
    sessions_between,
)
from hedgerow.market.instruments import instrument
from hedgerow.units import DAYS_PER_YEAR
from hedgerow.volatility.premium.kurtosis import kurtosis_premium

if TYPE_CHECKING:
    from hedgerow.data.source import Market
    from hedgerow.desk.session import Notes
    from hedgerow.desk.surface_choices import SurfaceChoices
    from hedgerow.market.chain import OptionChain
    from hedgerow.volatility.surface.surface import Surface

MONEYNESS = (0.80, 0.85, 0.90, 0.95, 1.00, 1.05, 1.10)
LEAST_RETURNS = 500
"""Of the history, for its volatility model to mean anything."""


@dataclass(frozen=True, slots=True)
class PremiumRow:
    """One strike."""

    strike: float
    right: str
    """Of the option out of the money."""
    market_vol: float
    market: float
    """Price on the surface."""
    model: float
    """What the simulated returns are worth to it, in the unit of the strikes; NaN where no path ends there."""
    premium: float
    """Market over model, less one."""
    standard_error: float
    low: float
    """Of the 95 % interval of the simulation."""
    high: float


@dataclass(frozen=True, slots=True)
class KurtosisPremiumCard:
    """Market over filtered historical simulation, re-centred on the forward."""

    days: float
    sessions: int
    returns: int
    """Of the history."""
    model_vol: float
    """Of the simulated returns until expiry, decimal."""
    implied_vol: float
    """At the forward."""
    seed: int
    paths: int
    caveat: str
    reason: str
    """Why it is unknown; empty otherwise."""
    rows: tuple[PremiumRow, ...]


def sessions_ahead(chain: OptionChain, days: float) -> int:
    """Sessions in so many calendar days from the one of the quotes."""
    ends = session_on_or_before(chain.session + timedelta(days=days))
    return max(sessions_between(chain.session, ends), 1)


def kurtosis_premium_card(
    surface: Surface, chain: OptionChain, choices: SurfaceChoices, where: Market, notes: Notes
) -> KurtosisPremiumCard | None:
    """From the closes up to the session of the quotes; None without them."""
    use = instrument(chain.underlying)
    if not where.sources or not np.isfinite(surface.spot) or not use.storable:
        return None
    whole = chain.quoted_at >= close_of(chain.session)
    last = chain.session if whole else previous_session(chain.session)
    try:
        bars = where.bars(use.price_symbol, last)
    except HedgerowError:
        notes.note(
            f"no prices of {use.price_symbol} up to {chain.session}: what the wings ask over history is unknown"
        )
        return None
    returns = np.diff(np.log(bars.close))
    known = returns[np.isfinite(returns)]
    if len(known) < LEAST_RETURNS:
        notes.note(
            f"{len(known)} returns of {use.price_symbol}: what the wings ask over history needs {LEAST_RETURNS}"
        )
        return None
    T = choices.days / DAYS_PER_YEAR
    sessions = sessions_ahead(chain, choices.days)
    found = kurtosis_premium(
        surface,
        T,
        surface.spot * np.array(MONEYNESS),
        returns,
        sessions=sessions,
        paths=choices.paths,
        seed=choices.seed,
    )
    rows = zip(
        found.strike,
        found.is_call,
        found.market_vol,
        found.market,
        found.model.price,
        found.premium,
        found.standard_error,
        found.low,
        found.high,
        strict=True,
    )
    return KurtosisPremiumCard(
        days=choices.days,
        sessions=sessions,
        returns=len(known),
        model_vol=found.model.vol,
        implied_vol=float(surface.atm_vol(T)),
        seed=choices.seed,
        paths=choices.paths,
        caveat=found.caveat,
        reason=found.model.reason,
        rows=tuple(
            PremiumRow(float(K), "call" if call else "put", *(float(x) for x in rest))
            for K, call, *rest in rows
        ),
    )
