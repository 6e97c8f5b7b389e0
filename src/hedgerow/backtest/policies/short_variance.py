"""Sold variance: a one-month variance swap on each monthly expiration, held to its end.

    N_var = N_vega / (2 K)      N_vega = share · NAV per volatility point      K in points, VIX at the close

Sold at VIX, less the spread, it pays ``N_var (K² − RV²)``: a little most months, and where realized volatility is d points above
``2Kd + d²`` of it [SPEC VW-01 … VW-04]. VIX is what a swap of 30 days costs with strikes as far as they are listed; one to the
next expiration, 28 or 35 days away, is struck at the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hedgerow.backtest.contracts.variance_swap import HALF_SPREAD, VarianceSwap
from hedgerow.backtest.policies.filters import Above, unmet
from hedgerow.backtest.request import Order, Refusal, Request
from hedgerow.backtest.view import View
from hedgerow.errors import InputError
from hedgerow.market.expirations import monthly_expiration


@dataclass(frozen=True, slots=True)
class ShortVariance:
    """A variance swap sold each month."""

    symbol: str = "SPX"
    share: float = 0.001
    """Vega notional, of the net asset value per volatility point; negative buys."""
    series: str = "VIX"
    """Implied volatility that it is struck and marked at, points."""
    cap: float | None = None
    """Most that realized volatility counts, times the strike."""
    half_spread: float = HALF_SPREAD
    """Volatility points."""
    filters: tuple[Above, ...] = ()
    name: str = "short variance"

    def __post_init__(self) -> None:
        if not 0 < abs(self.share) < 1:
            msg = f"share {self.share:g} of the net asset value per volatility point must not be 0, and below 1"
            raise InputError(msg)

    def orders(self, view: View) -> Sequence[Request]:
        """Sell on a monthly expiration, to the next."""
        today = view.date
        if not view.idle or monthly_expiration(today.year, today.month) != today:
            return ()
        why = unmet(self.filters, view)
        if why is not None:
            return (Refusal(why),) if why else ()
        level = view.now(self.series)
        if not np.isfinite(level) or not np.isfinite(view.price(self.symbol)):
            text = f"no {self.series} or no price of {self.symbol} on {today}: no variance is sold"
            return (Refusal(text),)
        expiration = monthly_expiration(today.year + today.month // 12, today.month % 12 + 1)
        swap = VarianceSwap(
            self.symbol,
            today,
            expiration,
            (level / 100) ** 2,
            cap=self.cap,
            marked=self.series,
            half_spread=self.half_spread,
        )
        return (Order(swap, -self.share * view.nav / (2 * level), "opened"),)
