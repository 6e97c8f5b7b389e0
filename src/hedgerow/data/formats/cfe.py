"""Cboe Futures Exchange: the archive file of one VX (VIX futures) contract.

A line of disclaimer, a header, one line a day; ``F (Jan 15)`` is the contract of January 2015. Its
final settlement date follows from the rule (:mod:`hedgerow.market.expirations`). A price of zero
means that there was none.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from hedgerow.data.formats.cboe import MONTHS
from hedgerow.data.formats.document import even, whole_lines
from hedgerow.errors import DataError
from hedgerow.market.cleaning import numbers
from hedgerow.market.expirations import vix_settlement

if TYPE_CHECKING:
    import pandas as pd

CONTRACT = "CFE contract file"
HEADER = ("Trade Date", "Futures", "Open", "High", "Low", "Close", "Settle")
PRICES = ("Open", "High", "Low", "Close", "Settle")


def vx_contract(raw: bytes | str) -> pd.DataFrame:
    """``date, expiry, open, high, low, close, settle, volume, open_interest`` of one contract.

    Prices in VIX points, volume and open interest in contracts. Raises :class:`DataError` for
    another layout.
    """
    import pandas as pd

    rows = whole_lines(raw, CONTRACT)
    at = next((i for i, row in enumerate(rows[:3]) if tuple(row[: len(HEADER)]) == HEADER), None)
    if at is None:
        msg = f"{CONTRACT}: no header {','.join(HEADER)}; the format has changed"
        raise DataError(msg)
    cells = pd.DataFrame(even(rows[at + 1 :], len(rows[at]), CONTRACT), columns=rows[at])
    values = {name.lower(): numbers(cells, name) for name in PRICES}
    return pd.DataFrame(
        {
            "date": pd.to_datetime(cells["Trade Date"], format="mixed", errors="coerce"),
            "expiry": pd.to_datetime(cells["Futures"].map(_settled).astype(object)),
            **{name: prices.where(prices > 0) for name, prices in values.items()},
            "volume": numbers(cells, "Total Volume"),
            "open_interest": numbers(cells, "Open Interest"),
        }
    )


def _settled(contract: str) -> date | None:
    """Final settlement of ``F (Jan 15)`` or ``F (Jan 2015)``; None where it names no month."""
    named = re.fullmatch(r"[A-Z] ?\(([A-Za-z]{3}) (?:20)?(\d\d)\)", contract)
    if named is None or named[1].lower() not in MONTHS:
        return None
    return vix_settlement(2000 + int(named[2]), MONTHS.index(named[1].lower()) + 1)
