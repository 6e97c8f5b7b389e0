"""VIX futures on the tape's sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hedgerow.backtest.tape import VixFutureHistory

if TYPE_CHECKING:
    from hedgerow.data.source import Market
    from hedgerow.market.prices import Prices


def vix_future_history(market: Market, prices: Prices) -> VixFutureHistory | None:
    """Settlement prices on the sessions of ``prices``, NaN where there is none; None where the sources have no futures at all."""
    table = market.vix_futures(prices.as_of).settles
    if table.empty:
        return None
    on = table.reindex(prices.dates)
    expirations = table.columns.to_numpy().astype("datetime64[D]").astype(np.int64)
    return VixFutureHistory(expirations, on.to_numpy(float))
