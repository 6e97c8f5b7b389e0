"""Covered calls: one-month calls sold on a book that is held.

    N = share · E / (S M),   never more than ⌊E/(S M)⌋        E dollars of the index in the book [SPEC IM-03]

By default the rule of the Cboe S&P 500 BuyWrite Index (BXM): on each third Friday the call with a month to go at the next strike
above the spot, held until it settles [BXM]. The index sells at a volume-weighted price of the late morning and settles on the
opening; here both happen at the close, so that a day's move may fall into the one month or the other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from hedgerow.backtest.policies.filters import Above, told_monthly, unmet
from hedgerow.backtest.policies.overlay import Window
from hedgerow.backtest.request import Order, Request
from hedgerow.backtest.strikes import Rounding
from hedgerow.backtest.view import View
from hedgerow.errors import InputError, UnavailableError
from hedgerow.hedge.put import StrikeWanted


@dataclass(frozen=True, slots=True)
class CoveredCall:
    """Calls sold against the book, month after month."""

    symbol: str = "SPX"
    wanted: StrikeWanted = field(default_factory=lambda: StrikeWanted("moneyness", 1.0))
    window: Window = field(default_factory=lambda: Window(30, 20, 40))
    close_at: int = 0
    """Calendar days left at which it is bought back; 0 holds to expiration."""
    share: float = 1.0
    """Of the book that is called away, 0 … 1."""
    rounding: Rounding = "up"
    filters: tuple[Above, ...] = ()
    name: str = "covered call"

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1:
            msg = f"share {self.share:g} of the book must lie above 0 and at most 1: more would be naked"
            raise InputError(msg)
        if not 0 <= self.close_at < self.window.shortest:
            msg = f"closing at {self.close_at} days must come before the {self.window.shortest} at which it may open"
            raise InputError(msg)
        if self.wanted.target <= 0:
            msg = f"{self.wanted.by} {self.wanted.target:g} of a call must be above 0"
            raise InputError(msg)

    def orders(self, view: View) -> Sequence[Request]:
        """Sell where nothing is sold; buy back and sell the next where it is due."""
        if view.idle:
            return self._sold(view, "opened")
        if view.days_left() > self.close_at:
            return ()
        closing = [Order(p.contract, -p.quantity, "days left") for p in view.positions]
        return [*closing, *self._sold(view, "days left")]

    def _sold(self, view: View, reason: str) -> Sequence[Request]:
        why = unmet(self.filters, view)
        if why is not None:
            return told_monthly(view, why)
        w = self.window
        expiration = view.expiration(self.symbol, w.aim, w.shortest, w.longest)
        if expiration is None:
            return told_monthly(
                view, f"no expiration of {self.symbol} {w.shortest} … {w.longest} days away"
            )
        call = view.option(self.symbol, "call", expiration, self.wanted, rounding=self.rounding)
        if call is None:
            return told_monthly(view, f"no price of {self.symbol} options of {expiration}")
        try:
            view.mark(call)
        except UnavailableError as error:
            return told_monthly(view, str(error))
        exposure = view.ratio(self.symbol) * view.book_value
        covered = exposure / (view.price(self.symbol) * view.multiplier(self.symbol))
        raw = self.share * covered
        count = float(math.floor(raw)) if view.whole else raw
        if not count > 0:
            return told_monthly(
                view, f"the book covers {covered:.2f} calls on {self.symbol}: none sold"
            )
        return (Order(call, -count, reason),)
