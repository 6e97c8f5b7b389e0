"""What can hedge a book: the instruments, their contracts and how liquid their options are.

The list and the order of liquidity are the project's defaults: the broad index funds, the eleven
sector SPDRs, semiconductors, regional banks, the rest. Contract terms are those published by the
exchanges (Cboe): ETF options are American and deliver 100 shares; index options are European and
settle in cash.
"""

from dataclasses import dataclass
from typing import Literal

from hedgerow.units import SharesPerContract

SECTOR_SPDRS = ("XLF", "XLE", "XLV", "XLK", "XLY", "XLP", "XLI", "XLB", "XLU", "XLRE", "XLC")

CANDIDATES = (
    *("SPY", "QQQ", "IWM", "DIA"),
    *SECTOR_SPDRS,
    *("SMH", "SOXX", "KRE", "RSP", "MTUM", "QUAL", "USMV", "VLUE"),
)
"""Hedged with by default, where the data hold them."""

_LIQUIDITY = (
    {"SPY", "SPX"},
    {"QQQ", "NDX"},
    {"IWM", "RUT"},
    {"DIA", "XSP"},
    set(SECTOR_SPDRS),
    {"SMH"},
    {"SOXX"},
    {"KRE"},
)

ONE_HUNDRED = SharesPerContract(100)

_FUNDS = {"^SPX": "SPY", "^NDX": "QQQ", "^RUT": "IWM"}

DAILY_LEVERAGE = {
    **dict.fromkeys(("SSO", "QLD", "DDM", "UWM", "SPUU", "ROM"), 2.0),
    **dict.fromkeys(
        ("UPRO", "SPXL", "TQQQ", "UDOW", "TNA", "URTY", "SOXL", "TECL", "FAS", "LABU", "ERX"), 3.0
    ),
    **dict.fromkeys(("SH", "PSQ", "DOG", "RWM"), -1.0),
    **dict.fromkeys(("SDS", "QID", "DXD", "TWM"), -2.0),
    **dict.fromkeys(("SPXU", "SPXS", "SQQQ", "SDOW", "TZA", "SOXS", "TECS", "FAZ", "LABD"), -3.0),
}
"""Funds that promise a multiple of one day's return, and that multiple."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """An index or fund with listed options."""

    symbol: str
    """As its options are called: ``SPY``, ``SPX``."""
    price_symbol: str
    """As its prices are called in the price table: ``SPY``, ``^SPX``."""
    price_scale: float = 1.0
    """Instrument price over table price (XSP is a tenth of the S&P 500)."""
    multiplier: SharesPerContract = ONE_HUNDRED
    exercise: Literal["american", "european"] = "american"
    settlement: Literal["physical", "cash"] = "physical"

    @property
    def fund(self) -> str:
        """Symbol whose dividends are the instrument's: an index pays what its fund does."""
        return _FUNDS.get(self.price_symbol, self.price_symbol)

    @property
    def liquidity_rank(self) -> int:
        """0 for the most liquid options; everything not in the order shares the last rank."""
        for rank, symbols in enumerate(_LIQUIDITY):
            if self.symbol in symbols:
                return rank
        return len(_LIQUIDITY)


_CASH_INDICES = {
    index.symbol: index
    for index in (
        Instrument("SPX", "^SPX", exercise="european", settlement="cash"),
        Instrument("XSP", "^SPX", price_scale=0.1, exercise="european", settlement="cash"),
        Instrument("NDX", "^NDX", exercise="european", settlement="cash"),
        Instrument("RUT", "^RUT", exercise="european", settlement="cash"),
    )
}


def instrument(symbol: str) -> Instrument:
    """The contract terms behind a symbol; an unlisted symbol is taken for an ETF or a share.

    >>> instrument("XSP").settlement, instrument("smh").exercise, instrument("^SPX").symbol
    ('cash', 'american', 'SPX')
    """
    symbol = symbol.strip().upper()
    return _CASH_INDICES.get(symbol.removeprefix("^"), Instrument(symbol, symbol))
