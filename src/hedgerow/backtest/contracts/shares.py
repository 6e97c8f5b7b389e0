"""Shares of what options are written on: what a delta hedge trades.

    V_t = S_start Π (1 + r)          r total returns: dividends are bought back into the share

so that a share held is worth a little more than one bought later, and its delta ``V/S`` is a little above 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.backtest.costs import Costs
from hedgerow.backtest.course import Course
from hedgerow.errors import UnavailableError

if TYPE_CHECKING:
    from hedgerow.backtest.tape import Tape

NEVER = 36_525
"""Days after the tape's last on which they are said to expire."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of a fund, or of an index as if it were one."""

    symbol: str
    spread: float = Costs().share_spread
    """Half of bid to ask, of the price."""

    @property
    def name(self) -> str:
        """The symbol."""
        return self.symbol

    def course(self, tape: Tape, start: int) -> Course:
        """From row ``start`` to the end of the tape. A return that is unknown counts as none, and is marked as stale.

        Raises :class:`UnavailableError` where there is no price on row ``start``.
        """
        it = tape.underlying(self.symbol)
        S = it.known_price[start:]
        if not np.isfinite(S[0]):
            msg = f"no price of {self.symbol} on {tape.date(start)}"
            raise UnavailableError(msg)
        gone = np.nan_to_num(it.returns[start + 1 :])
        value = S[0] * np.cumprod(np.concatenate([[1.0], 1 + gone]))
        zero = np.zeros(len(S))
        return Course(
            start=start,
            multiplier=1.0,
            value=value,
            half_spread=self.spread * value,
            underlying=S,
            vol=np.full(len(S), np.nan),
            delta=np.where(np.isfinite(S), value / S, 1.0),
            gamma=zero,
            vega=zero,
            theta=zero,
            vanna=zero,
            volga=zero,
            quoted=np.isfinite(it.price[start:]),
            stale=np.isnan(it.price[start:]),
            settles=False,
            expires=int(tape.days[-1]) + NEVER,
            listed=False,
        )
