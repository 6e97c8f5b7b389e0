"""Where publishers serve their data: the only place with an outside address.

``HEDGEROW_CBOE_URL``, or ``cboe_url`` in ``config.toml``, names another base, such as a mirror.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

CASH_INDICES = frozenset({"SPX", "XSP", "NDX", "XND", "RUT", "MRUT", "DJX", "OEX", "XEO", "VIX"})
"""Underlyings whose file name begins with an underscore."""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Base addresses, without a slash at the end."""

    cboe: str = "https://cdn.cboe.com/api/global"

    def index_history(self, symbol: str) -> str:
        """Address of an index's daily history.

        >>> Endpoints("http://here").index_history("VIX")
        'http://here/us_indices/daily_prices/VIX_History.csv'
        """
        return f"{self._cboe}/us_indices/daily_prices/{quote(symbol, safe='')}_History.csv"

    def delayed_quotes(self, underlying: str) -> str:
        """Address of an underlying's delayed chain; Cboe writes share classes with a full stop.

        >>> Endpoints("http://here").delayed_quotes("SPX")
        'http://here/delayed_quotes/options/_SPX.json'
        >>> Endpoints("http://here").delayed_quotes("BRK-B")
        'http://here/delayed_quotes/options/BRK.B.json'
        """
        name = f"_{underlying}" if underlying in CASH_INDICES else underlying.replace("-", ".")
        return f"{self._cboe}/delayed_quotes/options/{quote(name, safe='')}.json"

    @property
    def _cboe(self) -> str:
        return self.cboe.rstrip("/")
