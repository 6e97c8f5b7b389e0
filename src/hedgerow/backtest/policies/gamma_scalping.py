"""Gamma scalping: a bought straddle, hedged with shares at each close, replaced before its end.

    shares = −Σ q M Δ / δ                δ the share's own delta, about 1
    each day   ½ Γ (ΔS² − σ² S² Δt)      what is left of the position, nearly [SPEC VP-11]

so that it earns where realized volatility is above the implied one that was paid. Exact accounts of one straddle along any
path are in :mod:`hedgerow.pricing.gamma_scalping`; here it pays spreads and rolls.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hedgerow.backtest.contracts.option import Option
from hedgerow.backtest.contracts.shares import Shares
from hedgerow.backtest.policies.filters import Above, told_monthly, unmet
from hedgerow.backtest.policies.overlay import Window
from hedgerow.backtest.request import Order, Request
from hedgerow.backtest.view import View
from hedgerow.errors import InputError, UnavailableError
from hedgerow.hedge.put import StrikeWanted

if TYPE_CHECKING:
    from hedgerow.backtest.course import Contract


@dataclass(frozen=True, slots=True)
class GammaScalping:
    """Straddles at the money, delta-hedged."""

    symbol: str = "SPY"
    window: Window = field(default_factory=lambda: Window(40, 30, 45))
    close_at: int = 10
    """Calendar days left at which the straddle is replaced."""
    share: float = 1.0
    """Notional of the straddles, of the net asset value; negative sells them."""
    band: float = 0.0
    """Delta per straddle that is left unhedged."""
    filters: tuple[Above, ...] = ()
    name: str = "gamma scalping"

    def __post_init__(self) -> None:
        if self.share == 0:
            msg = "a share of 0 trades nothing; give one above 0 (bought) or below (sold)"
            raise InputError(msg)
        if not 0 <= self.close_at < self.window.shortest:
            msg = f"closing at {self.close_at} days must come before the {self.window.shortest} at which it may open"
            raise InputError(msg)
        if not 0 <= self.band < 1:
            msg = f"band {self.band:g} must lie in 0 … 1, a delta"
            raise InputError(msg)

    def orders(self, view: View) -> Sequence[Request]:
        """Replace the straddle where it is due, and bring the shares to its delta."""
        held = view.positions
        options = [p for p in held if isinstance(p.contract, Option)]
        if len(options) == 2 and view.days_left() > self.close_at:
            return self._hedged(view, [(p.contract, p.quantity) for p in options], band=self.band)
        reason = "days left" if options else "opened"
        closing = [Order(p.contract, -p.quantity, reason) for p in options]
        opening = self._opened(view, reason)
        straddle = [
            (order.contract, order.quantity) for order in opening if isinstance(order, Order)
        ]
        return [*closing, *opening, *self._hedged(view, straddle, band=0.0)]

    def _opened(self, view: View, reason: str) -> Sequence[Request]:
        why = unmet(self.filters, view)
        if why is not None:
            return told_monthly(view, why)
        w = self.window
        expiration = view.expiration(self.symbol, w.aim, w.shortest, w.longest)
        if expiration is None:
            return told_monthly(
                view, f"no expiration of {self.symbol} {w.shortest} … {w.longest} days away"
            )
        call = view.option(self.symbol, "call", expiration, StrikeWanted("moneyness", 1.0))
        if call is None:
            return told_monthly(view, f"no price of {self.symbol} options of {expiration}")
        put = Option(self.symbol, "put", call.strike, expiration)
        try:
            view.mark(call)
            view.mark(put)
        except UnavailableError as error:
            return told_monthly(view, str(error))
        raw = self.share * view.nav / (view.price(self.symbol) * view.multiplier(self.symbol))
        count = float(math.trunc(raw)) if view.whole else raw
        if not count:
            return told_monthly(view, f"{raw:.2f} straddles of {self.symbol} wanted: none traded")
        return [Order(call, count, reason), Order(put, count, reason)]

    def _hedged(
        self, view: View, straddle: Sequence[tuple[Contract, float]], *, band: float
    ) -> Sequence[Order]:
        """The trade in shares that leaves no delta; none within the band."""
        shares = Shares(self.symbol)
        now = next((p.quantity for p in view.positions if p.contract == shares), 0.0)
        if not straddle:
            return [Order(shares, -now, "unhedged")] if now else []
        multiplier = view.multiplier(self.symbol)
        delta = multiplier * sum(q * view.mark(option).delta for option, q in straddle)
        share = view.mark(shares)
        traded = -delta / share.delta - now
        if abs(traded) <= band * multiplier * max(abs(q) for _, q in straddle):
            return []
        traded = float(round(traded)) if view.whole else traded
        return [Order(shares, traded, "hedged")] if traded else []
