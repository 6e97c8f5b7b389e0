"""The hedges that Cboe publishes as indices, by their rules, so that a replay can be held against them [CBOE].

    PPUT   the S&P 500 and a one-month put 5 % below it, bought each third Friday, held to its end
    CLL    the S&P 500, a three-month put 5 % below it (March, June, …), a one-month call sold 10 % above it; where the put
           would come to lie above the new call, both are rolled
    BXM    the S&P 500 and a one-month call sold at the first strike above it

There is one option for each unit of the index. A put's strike is the highest listed at or below its target, a call's the lowest
listed above; premiums are paid by selling, and go into, the index.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.backtest.contracts.option import Option
from hedgerow.backtest.request import Order, Refusal, Request
from hedgerow.backtest.strikes import Rounding
from hedgerow.backtest.view import Position, View
from hedgerow.hedge.put import StrikeWanted
from hedgerow.market.expirations import monthly_expiration

if TYPE_CHECKING:
    from hedgerow.typing import Right


@dataclass(frozen=True, slots=True)
class IndexLeg:
    """One option of a published index."""

    right: Right
    moneyness: float
    """Strike over spot."""
    quantity: float
    """An option for each unit of the index; negative sold."""
    months: int
    """1, or 3 for the quarterly cycle."""

    @property
    def rounding(self) -> Rounding:
        """Puts to the strike below, calls to the one above."""
        return "down" if self.right == "put" else "up"

    def expiration(self, today: date) -> date:
        """The third Friday of the next month, or of the next quarter's last month."""
        month = 12 * today.year + today.month - 1
        if today >= monthly_expiration(today.year, today.month):
            month += 1
        if self.months == 3:
            month += (2 - month) % 3
        return monthly_expiration(month // 12, month % 12 + 1)


@dataclass(frozen=True, slots=True)
class BenchmarkIndex:
    """A published index of the S&P 500 with options."""

    name: str
    legs: tuple[IndexLeg, ...]
    instrument: str = "SPX"

    def orders(self, view: View) -> Sequence[Request]:
        """Whatever leg is not held is opened, on third Fridays and on the first day."""
        held = {self._leg(p): p for p in view.positions}
        missing = [leg for leg in self.legs if leg not in held]
        if not missing:
            return ()
        found: dict[IndexLeg, Option] = {}
        for leg in missing:
            option = self._option(view, leg)
            if option is None:
                return (Refusal(f"no price of {self.instrument} options"),)
            found[leg] = option
        crossed = self._crossed(held, found)
        if crossed is not None:
            option = self._option(view, crossed)
            if option is not None:
                found[crossed] = option
        kept = {leg: p for leg, p in held.items() if leg not in found}
        # the premium comes out of the index: NAV = n (S + Σ q P), one option for each unit that is left
        premium = sum(leg.quantity * view.mark(option).value for leg, option in found.items())
        premium += sum(leg.quantity * view.mark(p.contract).value for leg, p in kept.items())
        spot, multiplier = view.price(self.instrument), view.multiplier(self.instrument)
        units = view.nav / (multiplier * (spot + premium))
        orders = [
            Order(p.contract, -p.quantity, "crossed") for leg, p in held.items() if leg in found
        ]
        orders += [Order(o, leg.quantity * units, "rolled") for leg, o in found.items()]
        changes = {p.contract: leg.quantity * units - p.quantity for leg, p in kept.items()}
        orders += [Order(c, change, "adjusted") for c, change in changes.items() if change]
        return orders

    def _leg(self, position: Position) -> IndexLeg:
        """Which leg a position is."""
        contract = position.contract
        return next(
            leg for leg in self.legs if isinstance(contract, Option) and contract.right == leg.right
        )

    def _option(self, view: View, leg: IndexLeg) -> Option | None:
        wanted = StrikeWanted("moneyness", leg.moneyness)
        return view.option(
            self.instrument,
            leg.right,
            leg.expiration(view.date),
            wanted,
            rounding=leg.rounding,
        )

    def _crossed(
        self, held: Mapping[IndexLeg, Position], found: Mapping[IndexLeg, Option]
    ) -> IndexLeg | None:
        """The put that is held above the call that is now to be sold: both are rolled, so that they never cross."""
        calls = [option.strike for option in found.values() if option.right == "call"]
        for leg, position in held.items():
            contract = position.contract
            above = isinstance(contract, Option) and contract.strike >= min(calls, default=np.inf)
            if leg.right == "put" and above:
                return leg
        return None


PPUT = BenchmarkIndex("PPUT", (IndexLeg("put", 0.95, 1.0, 1),))
CLL = BenchmarkIndex("CLL", (IndexLeg("put", 0.95, 1.0, 3), IndexLeg("call", 1.10, -1.0, 1)))
BXM = BenchmarkIndex("BXM", (IndexLeg("call", 1.0, -1.0, 1),))
