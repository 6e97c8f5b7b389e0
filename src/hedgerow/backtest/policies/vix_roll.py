"""The VIX roll, sold: short the front VIX future while the curve rises steeply enough, flat otherwise.

    c = (M2 − M1) / (ΔT M1)      a day: what a holder of the front contract's exposure loses as the curve stands still
    N = −share · NAV / (1000 M1)

Sold where ``c`` is above ``enter`` and the basis ``M1 − VIX`` is not below 0 (backwardation); bought back where ``c`` falls to
``leave`` or the basis turns [SPEC VF-02, VF-06, DT-09]. ``M1`` is the first contract with more than ``sessions`` to its settlement,
so that what is held goes, or is rolled, before its last days, in which the basis vanishes and says nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from hedgerow.backtest.contracts.vix_future import MULTIPLIER, VixFuture, next_settlements
from hedgerow.backtest.policies.filters import told_monthly
from hedgerow.backtest.request import Order, Request
from hedgerow.backtest.view import View
from hedgerow.errors import InputError, UnavailableError
from hedgerow.market.calendar import sessions_between
from hedgerow.volatility.futures.roll import roll_return


class Front(NamedTuple):
    """The contract to be sold, and what says whether."""

    contract: VixFuture
    price: float
    contango: float
    """c, a day."""
    basis: float
    """M1 − VIX, points; NaN where VIX is unknown."""


@dataclass(frozen=True, slots=True)
class VixRoll:
    """Short VIX futures in contango."""

    enter: float = 0.001
    """Contango a day, of the price, above which it is sold."""
    leave: float = 0.0
    """Contango at or below which it is bought back."""
    share: float = 0.2
    """Notional, of the net asset value."""
    sessions: int = 5
    """To settlement, at which a contract is given up."""
    name: str = "VIX roll"

    def __post_init__(self) -> None:
        if self.leave > self.enter:
            msg = (
                f"contango of {self.leave:g} to leave must not be above the {self.enter:g} to enter"
            )
            raise InputError(msg)
        if not 0 < self.share <= 1:
            msg = f"share {self.share:g} of the net asset value must lie above 0 and at most 1"
            raise InputError(msg)
        if self.sessions < 1:
            msg = f"{self.sessions} sessions before settlement: give 1 or more"
            raise InputError(msg)

    def orders(self, view: View) -> Sequence[Request]:
        """Sell, buy back, or roll."""
        held = view.positions
        try:
            front = self._front(view)
        except UnavailableError as error:
            closing = [Order(p.contract, -p.quantity, "curve unknown") for p in held]
            return closing or told_monthly(view, str(error))
        if np.isnan(front.basis):
            closing = [Order(p.contract, -p.quantity, "VIX unknown") for p in held]
            return closing or told_monthly(view, "VIX unknown: no future is sold")
        if not held:
            return self._sold(view, front, "contango")
        if held[0].contract != front.contract:
            closing = [Order(p.contract, -p.quantity, "rolled") for p in held]
            return [*closing, *self._sold(view, front, "rolled")]
        if front.contango > self.leave and front.basis >= 0:
            return ()
        return [Order(p.contract, -p.quantity, "no contango") for p in held]

    def _sold(self, view: View, front: Front, reason: str) -> Sequence[Request]:
        if not (front.contango > self.enter and front.basis >= 0):
            return ()
        raw = self.share * view.nav / (MULTIPLIER * front.price)
        count = float(math.floor(raw)) if view.whole else raw
        if not count > 0:
            return told_monthly(view, f"{raw:.2f} VIX futures wanted: none sold")
        return (Order(front.contract, -count, reason),)

    def _front(self, view: View) -> Front:
        """Raises :class:`UnavailableError` where one of the two contracts has no price."""
        today = view.date
        first, second = [
            end
            for end in next_settlements(today, 3)
            if sessions_between(today, end) > self.sessions
        ][:2]
        contract = VixFuture(first)
        M1, M2 = (view.mark(VixFuture(end)).underlying for end in (first, second))
        c = -float(roll_return(M1, M2, weight=1.0, days=(second - first).days))
        return Front(contract, M1, c, M1 - view.now("VIX"))
