"""VIX calls by the published schedule of the Cboe VIX Tail Hedge Index (VXTH).

    VIX forward     below 15    15 … 30    30 … 50    50 and more
    of the account      0 %        1 %      0.5 %            0 %

On each monthly settlement of VIX the account buys so much of the next month's calls nearest to 30 delta, and holds them until
they settle. The forward is the VIX future that settles with them. Nothing is bought where volatility is so low that
the calls cost much for what they bring, nor where it is already very high [VXTH].
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hedgerow.backtest.contracts.vix_future import VixFuture, next_settlements
from hedgerow.backtest.contracts.vix_option import MULTIPLIER, VixOption, call_strike
from hedgerow.backtest.request import Order, Refusal, Request
from hedgerow.backtest.view import View
from hedgerow.errors import InputError, UnavailableError
from hedgerow.market.calendar import previous_session

SCHEDULE = ((15.0, 0.01), (30.0, 0.005), (50.0, 0.0))
"""VIX forward from which on, and share of the account; nothing below the first."""
STRIKES = np.concatenate(
    [np.arange(10.0, 20.0, 0.5), np.arange(20.0, 50.0), np.arange(50.0, 205.0, 5.0)]
)
"""Usually listed, VIX points."""


@dataclass(frozen=True, slots=True)
class VixCalls:
    """Calls on VIX, bought each month for a share of the account that depends on VIX."""

    delta: float = 0.30
    """To the future."""
    schedule: tuple[tuple[float, float], ...] = SCHEDULE
    name: str = "VIX calls"

    def __post_init__(self) -> None:
        levels = [level for level, _ in self.schedule]
        if (
            not levels
            or levels != sorted(set(levels))
            or any(not 0 <= s < 1 for _, s in self.schedule)
        ):
            msg = f"schedule {self.schedule} must rise in VIX points, with shares of the account in 0 … 1"
            raise InputError(msg)
        if not 0 < self.delta < 1:
            msg = f"delta {self.delta:g} of a call must lie between 0 and 1"
            raise InputError(msg)

    def weight(self, forward: float) -> float:
        """Share of the account at a VIX forward, points.

        >>> [VixCalls().weight(F) for F in (14.99, 15.0, 30.0, 50.0)]
        [0.0, 0.01, 0.005, 0.0]
        """
        return next((share for level, share in reversed(self.schedule) if forward >= level), 0.0)

    def orders(self, view: View) -> Sequence[Request]:
        """Buy on a settlement day of VIX."""
        today = view.date
        if not view.idle or next_settlements(previous_session(today), 1)[0] != today:
            return ()
        expiration = next_settlements(today, 1)[0]
        try:
            forward = view.mark(VixFuture(expiration)).underlying
            weight = self.weight(forward)
            if not weight:
                return ()
            vvix = view.now("VVIX")
            if not np.isfinite(vvix):
                return (Refusal(f"no VVIX on {today}: no VIX calls are bought"),)
            T = (expiration - today).days / 365
            strike = call_strike(forward, T, vvix, delta=self.delta, strikes=STRIKES)
            call = VixOption("call", strike, expiration)
            ask = math.ceil(100 * view.mark(call).ask) / 100
            raw = weight * view.nav / (ask * MULTIPLIER)
        except UnavailableError as error:
            return (Refusal(str(error)),)
        count = float(math.floor(raw)) if view.whole else raw
        if not count:
            return (Refusal(f"{raw:.2f} VIX calls wanted: none bought"),)
        return (Order(call, count, "opened"),)
