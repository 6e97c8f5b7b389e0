"""What is said of the exposure of dealers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hedgerow.volatility.premium.exposure import Convention


@dataclass(frozen=True, slots=True)
class ExposureTotals:
    """Of the whole chain, with the dealers' sign."""

    gamma: float
    """Delta-dollars per rise of 1 %."""
    vega: float
    """USD per point of volatility."""
    weighted_vega: float
    """The same at 30 days, by the square root of time."""
    vanna: float
    """Delta-dollars per point of volatility."""
    charm: float
    """Delta-dollars by tomorrow, or by the settlement where that is sooner."""
    delta: float
    """Delta-dollars."""
    call_gamma: float
    put_gamma: float
    gross_gamma: float
    """Without signs."""


@dataclass(frozen=True, slots=True)
class FlipCard:
    """Where gamma changes sign."""

    vols: str
    """What volatilities do on the way: ``with the strike`` or ``with the price``."""
    price: float | None
    """The nearest such price; None where there is none in range."""
    distance: float | None
    """From the spot, decimal."""
    others: tuple[float, ...]
    """Further ones in range."""
    reason: str
    """Why there is none; empty otherwise."""


@dataclass(frozen=True, slots=True)
class FlowCard:
    """What the hedgers would trade, under the convention."""

    change: str
    dollars: float
    """USD of the underlying; positive is buying."""


@dataclass(frozen=True, slots=True)
class StrikeCard:
    """All expirations at one strike."""

    strike: float
    rank: int
    """1 for the largest net gamma."""
    gamma: float
    call_gamma: float
    put_gamma: float
    vega: float
    vanna: float
    charm: float
    call_contracts: float
    """Open interest."""
    put_contracts: float
    is_pin: bool
    """Within one expected daily move, and in the top tenth by gross gamma."""


@dataclass(frozen=True, slots=True)
class ExpiringCard:
    """One expiration of one root."""

    expiration: date
    root: str
    days: float
    """Calendar days to the settlement, to the minute."""
    contracts: float
    gamma: float
    share: float
    """Of the gross gamma of all."""
    vega: float
    vanna: float
    charm: float


@dataclass(frozen=True, slots=True)
class ProfileCard:
    """Gamma at other prices; sequences of one length."""

    price: tuple[float, ...]
    gamma: tuple[float, ...]
    """Volatilities stay with their strikes."""
    gamma_with_price: tuple[float, ...]
    """Volatilities move with the price."""


@dataclass(frozen=True, slots=True)
class ConventionCard:
    """The same open interest under another assumption."""

    convention: Convention
    meaning: str
    gamma: float
    flip: float | None


@dataclass(frozen=True, slots=True)
class CoverageCard:
    """Which open interest is counted."""

    contracts: float
    """With a known volatility."""
    without_vol: float
    """Of listings that have no smile."""
    unknown: int
    """Quotes whose open interest is not known."""
