"""A sold strangle: a put and a call out of the money sold 45 days out, bought back at 21 days or at half the credit.

    N = share · NAV / (S M)                                     each side
    bought back where    asks to close ≤ (1 − take) · credit    or days left ≤ ``close_at``

With *wings*, a put and a call farther out bought with it (an iron condor), which bound the loss. Filters say whether one is
sold at all: implied volatility high in its year, rich against what was realized [SPEC IR-04]. One strangle at a time; the
next is sold at the close that buys the last one back, if the filters hold.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from hedgerow.backtest.contracts.option import Option
from hedgerow.backtest.policies.filters import Above, told_monthly, unmet
from hedgerow.backtest.policies.overlay import Window
from hedgerow.backtest.request import Order, Request
from hedgerow.backtest.view import Position, View
from hedgerow.errors import InputError, UnavailableError
from hedgerow.hedge.put import StrikeWanted
from hedgerow.typing import Right


@dataclass(frozen=True, slots=True)
class Strangle:
    """A put and a call sold together, again and again."""

    symbol: str = "SPX"
    delta: float = 0.16
    """Of either side, without its sign."""
    wings: float | None = None
    """Delta of a put and a call bought beside it; None sells naked."""
    window: Window = field(default_factory=lambda: Window(45, 38, 52))
    close_at: int = 21
    """Calendar days left; 0 holds to expiration."""
    take_profit: float | None = 0.5
    """Share of the credit that is kept when it is bought back early."""
    share: float = 1.0
    """Notional of either side, of the net asset value."""
    filters: tuple[Above, ...] = ()
    """All of which must hold to sell."""
    name: str = "short strangle"

    def __post_init__(self) -> None:
        if not 0 < self.delta < 0.5:
            msg = f"delta {self.delta:g} must lie between 0 and 0.5; write 0.16 for 16 %"
            raise InputError(msg)
        if self.wings is not None and not 0 < self.wings < self.delta:
            msg = f"wings of delta {self.wings:g} must lie between 0 and the {self.delta:g} that is sold"
            raise InputError(msg)
        if not 0 <= self.close_at < self.window.shortest:
            msg = f"closing at {self.close_at} days must come before the {self.window.shortest} at which it may open"
            raise InputError(msg)
        if self.take_profit is not None and not 0 < self.take_profit < 1:
            msg = f"profit {self.take_profit:g} must lie between 0 and 1, share of the credit"
            raise InputError(msg)
        if not self.share > 0:
            msg = f"share {self.share:g} of the net asset value must be above 0"
            raise InputError(msg)

    def orders(self, view: View) -> Sequence[Request]:
        """Sell where nothing is held; buy back what is due, and sell the next."""
        held = view.positions
        if not held:
            return self._sold(view, "opened")
        reason = self._due(view, held)
        if reason is None:
            return ()
        closing = [Order(p.contract, -p.quantity, reason) for p in held]
        return [*closing, *self._sold(view, reason)]

    def _due(self, view: View, held: Sequence[Position]) -> str | None:
        if all(p.quantity > 0 for p in held):
            return "wings left"  # what they bounded was bought back
        if view.days_left() <= self.close_at:
            return "days left"
        if self.take_profit is None:
            return None
        credit = -sum(p.quantity * p.cost for p in held)
        marks = [(p.quantity, view.mark(p.contract)) for p in held]
        to_close = -sum(q * (mark.ask if q < 0 else mark.bid) for q, mark in marks)
        return (
            "taken profit" if credit > 0 and to_close <= (1 - self.take_profit) * credit else None
        )

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
        wanted: list[tuple[Right, float, int]] = [
            ("put", -self.delta, -1),
            ("call", self.delta, -1),
        ]
        if self.wings is not None:
            wanted += [("put", -self.wings, 1), ("call", self.wings, 1)]
        legs: list[tuple[Option, int]] = []
        for right, delta, sign in wanted:
            option = view.option(self.symbol, right, expiration, StrikeWanted("delta", delta))
            if option is None:
                return told_monthly(view, f"no price of {self.symbol} options of {expiration}")
            legs.append((option, sign))
        if len({option for option, _ in legs}) < len(legs):
            return told_monthly(view, f"wings of {expiration} fall on the strikes that are sold")
        try:
            for option, _ in legs:
                view.mark(option)
        except UnavailableError as error:
            return told_monthly(view, str(error))
        raw = self.share * view.nav / (view.price(self.symbol) * view.multiplier(self.symbol))
        count = float(math.floor(raw)) if view.whole else raw
        if count <= 0:
            return told_monthly(view, f"{raw:.2f} contracts of {self.symbol} wanted: none sold")
        # wings first: what bounds a loss is there before the risk
        legs.sort(key=lambda leg: -leg[1])
        return [Order(option, sign * count, reason) for option, sign in legs]
