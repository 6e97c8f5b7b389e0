"""What can hedge a book: the instruments, their contracts and how liquid their options are.

The list and the order of liquidity are the project's defaults: the broad index funds, the eleven
sector SPDRs, semiconductors, regional banks, the rest. Contract terms are those published by the
exchanges (Cboe): ETF options are American and deliver 100 shares; index options are European and
settle in cash, on the opening print where they are a.m. settled. US taxes treat options on a broad
index by Section 1256 of the Internal Revenue Code, options on funds and shares as equity options.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from hedgerow.typing import Exercise
from hedgerow.units import SharesPerContract

SECTOR_SPDRS = ("XLF", "XLE", "XLV", "XLK", "XLY", "XLP", "XLI", "XLB", "XLU", "XLRE", "XLC")

CANDIDATES = (
    *("SPY", "QQQ", "IWM", "DIA"),
    *SECTOR_SPDRS,
    *("SMH", "SOXX", "KRE", "RSP", "MTUM", "QUAL", "USMV", "VLUE"),
)
"""Hedged with by default, where the data hold them."""

INDEX_FUNDS = frozenset({"VOO", "IVV", "VTI", "MDY", "IJH", "IJR"})
"""Other broad funds on which people hold puts."""

_LIQUIDITY = (
    {"SPY", "SPX"},
    {"QQQ", "NDX"},
    {"IWM", "RUT"},
    {"DIA", "XSP", "XND", "MRUT"},
    set(SECTOR_SPDRS),
    {"SMH"},
    {"SOXX"},
    {"KRE"},
)

ONE_HUNDRED = SharesPerContract(100)

_FUNDS = {"^SPX": "SPY", "^NDX": "QQQ", "^RUT": "IWM"}

TaxClass: TypeAlias = Literal["section 1256", "equity option"]


class Leveraged(NamedTuple):
    """What a leveraged fund promises: a multiple of one day's return of what it tracks."""

    multiple: float
    tracks: str
    """The fund without leverage on the same index, or the nearest there is."""


LEVERAGED: Mapping[str, Leveraged] = {
    symbol: Leveraged(multiple, tracks)
    for tracks, funds in {
        "SPY": {2: "SSO SPUU", 3: "UPRO SPXL", -1: "SH", -2: "SDS", -3: "SPXU SPXS"},
        "QQQ": {2: "QLD", 3: "TQQQ", -1: "PSQ", -2: "QID", -3: "SQQQ"},
        "DIA": {2: "DDM", 3: "UDOW", -1: "DOG", -2: "DXD", -3: "SDOW"},
        "IWM": {2: "UWM", 3: "TNA URTY", -1: "RWM", -2: "TWM", -3: "TZA"},
        "SOXX": {3: "SOXL", -3: "SOXS"},
        "XLK": {2: "ROM", 3: "TECL", -3: "TECS"},
        "XLF": {3: "FAS", -3: "FAZ"},
        "XLE": {2: "ERX"},  # three times until March 2020
        "XBI": {3: "LABU", -3: "LABD"},
    }.items()
    for multiple, symbols in funds.items()
    for symbol in symbols.split()
}
"""Funds that promise a multiple of one day's return."""


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
    exercise: Exercise = "american"
    settlement: Literal["physical", "cash"] = "physical"
    settles_at: str = "the close"
    """When the settlement value is taken."""
    pm_root: str = ""
    """Root of the series that trade to the close of their last day, where it is another."""
    strike_step: float = 1.0
    """Usual distance of listed strikes near the money, some months out."""
    storable: bool = True
    """Whether it can be held, which ties the forward to the spot: VIX cannot, its forward is the future."""

    @property
    def tax_class(self) -> TaxClass:
        """How US taxes treat the options: by Section 1256, or as equity options."""
        return "section 1256" if self.settlement == "cash" else "equity option"

    @property
    def twins(self) -> tuple[Instrument, ...]:
        """Cash-settled options on the index that the fund tracks, the larger contract first."""
        return tuple(index for index in _CASH_INDICES.values() if self.symbol == index.fund)

    @property
    def roots(self) -> tuple[str, ...]:
        """Roots that its option symbols begin with, the p.m. settled one first."""
        return tuple(dict.fromkeys((self.pm_root or self.symbol, self.symbol)))

    def listed_strike(self, strike: float) -> float:
        """The nearest strike on the usual grid.

        >>> instrument("SPX").listed_strike(6183.2), instrument("SPY").listed_strike(618.49)
        (6185.0, 618.0)
        """
        return round(strike / self.strike_step) * self.strike_step

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


def _index(
    symbol: str, price_symbol: str, scale: float, pm_root: str, strike_step: float
) -> Instrument:
    return Instrument(
        symbol,
        price_symbol,
        price_scale=scale,
        exercise="european",
        settlement="cash",
        settles_at=f"the opening ({pm_root}: the close)" if pm_root else "the close",
        pm_root=pm_root,
        strike_step=strike_step,
    )


_CASH_INDICES = {
    index.symbol: index
    for index in (
        _index("SPX", "^SPX", 1.0, "SPXW", 5.0),
        _index("XSP", "^SPX", 0.1, "", 1.0),
        _index("NDX", "^NDX", 1.0, "NDXP", 25.0),
        _index("XND", "^NDX", 0.01, "", 1.0),
        _index("RUT", "^RUT", 1.0, "RUTW", 5.0),
        _index("MRUT", "^RUT", 0.1, "", 1.0),
    )
}
_VIX = Instrument(
    "VIX",
    "^VIX",
    exercise="european",
    settlement="cash",
    settles_at="the opening",
    storable=False,
)
"""Known, so that its options are read rightly; puts on it hedge no book."""

_SPELLED_OTHERWISE = {"^GSPC": "SPX", "GSPC": "SPX"}
"""As Yahoo calls it."""

_BY_ROOT = {
    **{root: index for index in _CASH_INDICES.values() for root in index.roots},
    **dict.fromkeys(("VIX", "VIXW"), _VIX),
}


def instrument(symbol: str) -> Instrument:
    """The contract terms behind a symbol; an unlisted symbol is taken for an ETF or a share.

    >>> instrument("XSP").settlement, instrument("smh").exercise, instrument("^SPX").symbol
    ('cash', 'american', 'SPX')
    """
    symbol = symbol.strip().upper()
    symbol = _SPELLED_OTHERWISE.get(symbol, symbol)
    known = _CASH_INDICES | {_VIX.symbol: _VIX}
    return known.get(symbol.removeprefix("^"), Instrument(symbol, symbol))


def behind_option(root: str) -> Instrument | None:
    """The instrument behind an option's root; None for an adjusted deliverable (``SPY7``, ``2SPY``).

    >>> behind_option("SPXW").symbol, behind_option("AAPL").symbol, behind_option("AAPL1")
    ('SPX', 'AAPL', None)
    """
    if root in _BY_ROOT:
        return _BY_ROOT[root]
    return None if any(sign.isdigit() for sign in root) else instrument(root)


def is_index(use: Instrument) -> bool:
    """Whether puts on it hedge a whole book: a default candidate, or an index settled in cash."""
    return use.symbol in CANDIDATES or use.symbol in _CASH_INDICES or use.symbol in INDEX_FUNDS
