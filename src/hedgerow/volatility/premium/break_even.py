"""How far the price must move a day for a hedged straddle to pay for its time.

    ΔS = S V/√252                        gross gamma ½ Γ ΔS² = theta ½ Γ S² V²/252        at RV = V
    Γ = 2 φ(w/2)/(S w),  w = V√T         of a straddle at the money, without interest

Who buys an option and hedges it with shares gains ½ Γ (ΔS)² from each move and loses theta to each session; together

    ½ Γ S² (RV² − V²)/252 a session

which is *net* of theta: to take theta off again counts it twice. The break-even is a root mean square, so days within it
outnumber days beyond (two of three for a normal). At low implied volatility the theta of a straddle is small in money and
still lost where realized volatility is lower yet. Γ is at implied volatility, of the session; over a life the gain
depends on where the price is when it moves (:mod:`hedgerow.pricing.gamma_scalping` follows paths, with costs). SPEC
VP-11, RG-11.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from hedgerow.errors import InputError
from hedgerow.units import SESSIONS_PER_YEAR, year_fraction
from hedgerow.volatility.premium.expected_move import straddle

MONTH_DAYS = 30


@dataclass(frozen=True, slots=True)
class BreakEven:
    """A straddle at the money, hedged daily; money in the units of the price."""

    spot: float
    vol: float
    """Implied, decimal: also the realized volatility at which nothing is gained or lost."""
    days: float
    """Calendar days of the straddle."""
    move: float
    """Root mean square move of a session at which gamma pays for theta."""
    move_share: float
    """Of the price, decimal."""
    straddle: float
    """What the straddle costs."""
    gamma: float
    """Of the straddle, per unit of price."""
    theta: float
    """½ Γ S² V²/252, negative: what a session without a move costs."""

    def gross(self, realized: float) -> float:
        """½ Γ S² RV²/252: what a session's moves give at ``realized`` volatility."""
        return self.gamma * self.spot**2 * realized**2 / (2 * SESSIONS_PER_YEAR)

    def net(self, realized: float) -> float:
        """Gross less theta, a session; hedging costs come off besides."""
        return self.gross(realized) + self.theta


def break_even(spot: float, vol: float, *, days: float = MONTH_DAYS) -> BreakEven:
    """The break-even of a straddle struck at ``spot`` with no interest or dividends, ``vol`` decimal.

    Raises :class:`InputError` where spot, volatility or days are not above 0.

    >>> found = break_even(7500, 0.16)
    >>> round(found.move, 1), round(found.move_share, 4)
    (75.6, 0.0101)
    >>> round(found.net(0.16), 12), found.net(0.20) > 0 > found.net(0.12)
    (0.0, True)
    """
    for name, value in (("spot", spot), ("vol", vol), ("days", days)):
        if not (math.isfinite(value) and value > 0):
            raise InputError(f"{name} is {value}: give a finite number above 0")
    w = vol * math.sqrt(year_fraction(days))
    price = straddle(spot, year_fraction(days), vol)
    Γ = 2 * math.exp(-w * w / 8) / math.sqrt(2 * math.pi) / (spot * w)
    move = spot * vol / math.sqrt(SESSIONS_PER_YEAR)
    theta = -Γ * spot**2 * vol**2 / (2 * SESSIONS_PER_YEAR)
    return BreakEven(spot, vol, days, move, move / spot, price, Γ, theta)
