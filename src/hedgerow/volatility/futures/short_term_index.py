"""The S&P 500 VIX Short-Term Futures index, which long and short volatility funds follow [SPVIX20].

It holds the first two contracts and moves from one to the other every session. A roll period runs from one settlement
day to the next and has dt sessions; with dr sessions from the next one to the end of the period,

    w₁ = dr/dt,   w₂ = 1 − w₁,
    excess_t = Σ wᵢ,ₜ₋₁ Fᵢ,ₜ / Σ wᵢ,ₜ₋₁ Fᵢ,ₜ₋₁ − 1,
    total_t = excess_t + bill_t.

At the close before a settlement day all weight has left the expiring contract, so no one holds it into the auction.
The weights count contracts, not dollars. ``bill`` is what a 3-month Treasury bill earned since the session before.

Sessions are those of the New York Stock Exchange; on the few days on which only it was closed, and futures traded
(2018-12-05, 2025-01-09), the index has one session less here, and the return is that over both days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.market.calendar import sessions
from hedgerow.units import year_fraction
from hedgerow.volatility.futures.roll import roll_return

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike

    from hedgerow.typing import FloatArray


@dataclass(frozen=True, slots=True)
class ShortTermIndex:
    """The index through time; arrays of shape (n,), oldest first."""

    dates: pd.DatetimeIndex
    days: FloatArray
    """Calendar days since the session before; NaN at first."""
    weight: FloatArray
    """w₁ at the close, after the roll."""
    front: FloatArray
    """Price of the contract that w₁ is of, VIX points; NaN where missing."""
    second: FloatArray
    """Of the next."""
    excess: FloatArray
    """Return since the session before; NaN at first and where a price is missing."""
    roll_ahead: FloatArray
    """Return of the session that follows if the curve stands still, as of the close."""

    @property
    def roll(self) -> FloatArray:
        """What of ``excess`` a curve that stood still would have paid; the rest is the curve's move."""
        return np.concatenate([[np.nan], self.roll_ahead[:-1]])[: len(self.roll_ahead)]


def short_term_index(settles: pd.DataFrame) -> ShortTermIndex:
    """The index from settlement prices: sessions down, every monthly contract across.

    As :class:`hedgerow.market.vix_futures.VixFutures` holds them: columns begin at or before the first session and
    reach two settlements past the last.
    """
    import pandas as pd

    dates = pd.DatetimeIndex(settles.index)
    every = sessions()
    at = np.asarray(every.searchsorted(dates))
    ends = np.asarray(every.searchsorted(pd.DatetimeIndex(settles.columns)))
    F = settles.to_numpy(float)
    n = np.arange(len(dates))
    k = np.searchsorted(ends, at + 1, side="right")  # all weight is gone before the settlement day
    dr, dt = ends[k] - (at + 1), ends[k] - ends[k - 1]
    w = dr / dt
    front, second = F[n, k], F[n, k + 1]
    days = np.diff(dates.to_numpy().astype("datetime64[D]")).astype(float)
    before = _position(w, front, second)
    later = _position(w[:-1], F[n[1:], k[:-1]], F[n[1:], k[:-1] + 1])
    return ShortTermIndex(
        dates,
        np.concatenate([[np.nan], days])[: len(n)],
        w,
        front,
        second,
        np.concatenate([[np.nan], later / before[:-1] - 1])[: len(n)],
        roll_return(front, second, weight=w, days=ends[k + 1] - ends[k]),
    )


def _position(w: FloatArray, front: FloatArray, second: FloatArray) -> FloatArray:
    """Value of the position; the second contract is not asked for where none of it is held."""
    return w * front + np.where(w < 1, (1 - w) * second, 0.0)


def bill_return(rate: ArrayLike, days: ArrayLike) -> FloatArray:
    """What a Treasury bill earns over calendar days at a continuously compounded rate, simple decimal.

    >>> round(float(bill_return(0.05, 3)), 6)
    0.000411
    """
    r, d = np.asarray(rate, float), np.asarray(days, float)
    return np.asarray(np.expm1(r * year_fraction(1.0) * d))
