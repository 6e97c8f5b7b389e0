"""The board of a chain: every listed strike of every expiration, the call and the put side by side.

The rules of VIX ask of each contract whether anybody bids for it. So the board also holds the contracts without a bid,
which quotes with two sides leave out:

    bid > 0      quoted
    bid = 0      listed, and nobody bids
    bid unknown  not listed, or its quote cannot be read (crossed, contradicting another)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.market.quote_rows import unique
from hedgerow.typing import FloatArray, IntArray

if TYPE_CHECKING:
    from hedgerow.market.chain import OptionChain
    from hedgerow.market.quote_columns import QuoteColumns


@dataclass(frozen=True, slots=True)
class Board:
    """Strikes, ascending within each listing; arrays of one length, prices in the unit of the strikes."""

    start: IntArray
    """Where each listing begins, and where the last ends: shape (listings + 1,)."""
    strike: FloatArray
    call_bid: FloatArray
    """Zero where nobody bids, NaN where there is no such contract to read; so are the other three."""
    call_ask: FloatArray
    put_bid: FloatArray
    put_ask: FloatArray

    def __len__(self) -> int:
        return len(self.start) - 1

    def of(self, listing: int) -> slice:
        """Where the strikes of one listing stand."""
        return slice(int(self.start[listing]), int(self.start[listing + 1]))

    @classmethod
    def of_chain(cls, chain: OptionChain) -> Board:
        """The board of a chain, its listings in order."""
        held = (chain.unbid, chain.columns)  # a quote stands over the same contract without a bid
        listing = np.concatenate([side.listing for side in held])
        every, level = np.unique(
            np.concatenate([side.strike for side in held]), return_inverse=True
        )
        key, place = unique(listing * max(len(every), 1) + level)
        of, strike = np.divmod(key, max(len(every), 1))
        prices = np.full((4, len(key)), np.nan)
        for side, rows in zip(held, np.split(place, [len(held[0])]), strict=True):
            _lay(prices, side, rows)
        start = np.searchsorted(of, np.arange(len(chain.listings) + 1))
        return cls(start, every[strike], *prices)


def _lay(prices: FloatArray, side: QuoteColumns, rows: IntArray) -> None:
    """Bid and ask of calls into the first two columns, of puts into the others."""
    for right, (bid, ask) in ((True, (0, 1)), (False, (2, 3))):
        mine = side.is_call == right
        prices[bid, rows[mine]], prices[ask, rows[mine]] = side.bid[mine], side.ask[mine]
