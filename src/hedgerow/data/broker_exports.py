"""Positions as brokers export them, read by a column map.

A share is taken as its **quantity**: the price of an export is that of the day it was saved, while the
book is valued as of a session. It is kept as a mark, which values the share where the data have no traded
close; the price of a map of one's own is taken at its word. An option keeps the broker's mark a share, which prices it where no
chain does. A line of cash or of a money-market fund (five letters ending in XX) becomes CASH with its
value; a bond, known by its CUSIP, its value. Lots below their summary are left out. Text of three words
or more that stands alone in the first cell is prose; every other line must be a position or what the
map calls a footer, or the file is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from hedgerow.data.cells import Row, is_empty, number
from hedgerow.data.column_map import ColumnMap, named, plain
from hedgerow.errors import BookError
from hedgerow.market.book import OPTION_MULTIPLIER, Position
from hedgerow.market.option_symbol import OptionSymbol, parse_option_symbol

if TYPE_CHECKING:
    from hedgerow.typing import Right

FIDELITY = ColumnMap(
    name="Fidelity",
    columns={
        "symbol": ("Symbol",),
        "description": ("Description",),
        "quantity": ("Quantity",),
        "price": ("Last Price", "Most Recent Price"),
        "value": ("Current Value", "Most Recent Value"),
    },
    recognised_by=("symbol", "description", "quantity", "price", "value"),
    cash=("Pending Activity", "FCASH", "Held in Money Market"),
    footers=("Account Total", "Grand Total"),
    aliases={"BRKA": "BRK-A", "BRKB": "BRK-B", "BFA": "BF-A", "BFB": "BF-B"},
    source="personal.fidelity.com/webxpress/help/topics/learn_portfolio_positions.shtml: Symbol, "
    "Description, Quantity, Most Recent Price and Value; the file itself has Last Price, Current Value",
)
SCHWAB = ColumnMap(
    name="Charles Schwab",
    columns={
        "symbol": ("Symbol",),
        "description": ("Description", "Name"),
        "quantity": ("Qty (Quantity)", "Quantity", "Qty"),
        "price": ("Price", "Current Price"),
        "value": ("Mkt Val (Market Value)", "Market Value", "Mkt Value"),
    },
    recognised_by=("symbol", "description", "quantity", "price", "value"),
    cash=("Cash & Cash Investments", "Cash and Cash Investments"),
    footers=("Account Total", "Positions Total", "Total"),
    source="help.streetsmart.schwab.com/Com/3.36/Content/Positions_Tab.htm: Symbol, Name, Quantity, "
    "Current Price, Market Value; the file of the web site has the doubled headings",
)
IBKR_FLEX = ColumnMap(
    name="Interactive Brokers (Flex Query)",
    columns={
        "symbol": ("Symbol",),
        "description": ("Description",),
        "quantity": ("Quantity",),
        "price": ("Mark Price",),
        "value": ("Position Value",),
        "currency": ("Currency", "Currency Primary"),
        "multiplier": ("Multiplier",),
        "detail": ("Level of Detail",),
    },
    recognised_by=("symbol", "quantity", "price", "currency"),
    footers=("Total",),
    source="www.ibkrguides.com/reportingreference/reportguide/open%20positionsfq.htm",
)
IBKR_PORTFOLIO = ColumnMap(
    name="Interactive Brokers (portfolio)",
    columns={
        "symbol": ("Financial Instrument", "Contract Description", "Contract"),
        "quantity": ("Position",),
        "price": ("Market Price", "Last"),
        "value": ("Market Value",),
        "currency": ("Currency",),
    },
    recognised_by=("symbol", "quantity"),
    cash=("USD Cash", "Cash", "Total Cash"),
    footers=("Total",),
    source="ibkrguides.com/traderworkstation/portfolio-values.htm: Contract description, Position, "
    "Currency, Market Value, Market Price; the file itself has Financial Instrument",
)
SHIPPED = (FIDELITY, SCHWAB, IBKR_FLEX, IBKR_PORTFOLIO)

_MONEY_FUND = re.compile(r"[A-Z]{3}XX")
_CUSIP = re.compile(r"(?=.*\d.*\d)[0-9A-Z]{8}\d")
_CLASS = re.compile(r"([A-Z]{1,5})[./ ]([A-Z])")
_SPELLINGS = (
    # Fidelity: -SPY251219P600, whatever the side
    re.compile(r"-?(?P<root>[A-Z]+)(?P<day>\d{6})(?P<right>[CP])(?P<strike>\d+(\.\d+)?)"),
    # Schwab: SPY 12/19/2025 600.00 P
    re.compile(
        r"(?P<root>[A-Z]+) (?P<day>\d{2}/\d{2}/\d{4}) (?P<strike>[\d,]+(\.\d+)?) (?P<right>[CP])"
    ),
    # Interactive Brokers: SPY 19DEC25 600 P
    re.compile(
        r"(?P<root>[A-Z]+) (?P<day>\d{2}[A-Z]{3}\d{2}) (?P<strike>[\d,]+(\.\d+)?) (?P<right>[CP])"
    ),
)
_DAYS = ("%y%m%d", "%m/%d/%Y", "%d%b%y")


@dataclass(frozen=True, slots=True)
class Export:
    """A file's rows with the map and the headings that read them."""

    columns: ColumnMap
    places: Mapping[str, int]
    header: Row
    rows: Sequence[Row]
    decimal_comma: bool = False

    @classmethod
    def found(
        cls, rows: Sequence[Row], maps: Sequence[ColumnMap], *, decimal_comma: bool = False
    ) -> Export | None:
        """The export that the first row of headings tells of; None where no map knows any."""
        for i, row in enumerate(rows):
            for columns in maps:
                places = columns.places(row.cells)
                if places is not None:
                    return cls(columns, places, row, rows[i + 1 :], decimal_comma)
        return None

    def lines(self) -> Iterator[Row]:
        """Rows that must be positions: no prose, no footers, no headings over again."""
        summed = any(self.cell(row, "detail").upper() == "SUMMARY" for row in self.rows)
        for i, row in enumerate(self.rows):
            if {plain(cell) for cell in row.cells} & {
                plain(heading) for heading in self.columns.until
            }:
                return
            lot = summed and self.cell(row, "detail").upper() != "SUMMARY"
            if not (lot or self._is_heading(row) or self._is_prose(row, i) or self._is_footer(row)):
                yield row

    def position(self, row: Row) -> Position:
        """The position in a row.

        Raises :class:`BookError` with what is wrong with it.
        """
        if len(row.cells) > len(self.header.cells):
            msg = f"{len(row.cells)} cells for {len(self.header.cells)} columns; quote cells with commas"
            raise BookError(msg)
        theirs, description = self.cell(row, "symbol").rstrip("*"), self.cell(row, "description")
        currency = self.cell(row, "currency").upper()
        if currency not in {"", "USD"}:
            msg = f"{theirs}: currency {currency} is not supported; convert the position to USD"
            raise BookError(msg)
        quantity, value = self._number(row, "quantity"), self._number(row, "value")
        if self._is_cash(row):
            dollars = quantity if value is None else value
            if dollars is None:
                msg = f"{theirs or description}: cash without a value"
                raise BookError(msg)
            return Position("CASH", quantity=dollars)
        if is_empty(theirs):
            msg = (
                f"no symbol ({description or ', '.join(row.filled)!r}); give it one, or name it under "
                "cash or footers in a column map"
            )
            raise BookError(msg)
        return self._holding(row, self._symbol(theirs.upper()), quantity, value)

    def cell(self, row: Row, ours: str) -> str:
        """A cell by our name of its column; empty where there is none."""
        place = self.places.get(ours, len(row.cells))
        text = row.cells[place] if place < len(row.cells) else ""
        return "" if is_empty(text) else text

    def _holding(
        self, row: Row, symbol: str, quantity: float | None, value: float | None
    ) -> Position:
        if quantity is None and value is None:
            msg = f"{symbol}: neither quantity nor value; is it a footer? name it in a column map"
            raise BookError(msg)
        if parse_option_symbol(symbol) is not None:
            multiplier = self._number(row, "multiplier")
            if multiplier not in {None, float(OPTION_MULTIPLIER)}:
                msg = f"{symbol}: multiplier {multiplier:g}; only options on {OPTION_MULTIPLIER} are read"
                raise BookError(msg)
            mark = self._price(row, quantity, value, OPTION_MULTIPLIER)
            return Position(symbol, quantity=quantity, mark=mark)
        if quantity is None or (_CUSIP.fullmatch(symbol) and value is not None):
            return Position(symbol, value=value)
        price = self._price(row, quantity, value, 1)
        if self.columns.prices_count:
            return Position(symbol, quantity=quantity, price=price)
        return Position(symbol, quantity=quantity, mark=price)

    def _price(
        self, row: Row, quantity: float | None, value: float | None, multiplier: int
    ) -> float | None:
        """US dollars a share: the price in the row, or else its value over its quantity.

        A price of zero is none: the model's or the data's is better.
        """
        price = self._number(row, "price")
        if price is None and quantity and value is not None:
            price = value / quantity / multiplier
        if price is not None and price < 0:
            msg = f"{self.cell(row, 'symbol')}: price {price:g} is below 0; shorts are negative quantities"
            raise BookError(msg)
        return price or None

    def _number(self, row: Row, ours: str) -> float | None:
        text = self.cell(row, ours)
        try:
            return number(text, decimal_comma=self.decimal_comma)
        except ValueError as error:
            msg = f"{self.cell(row, 'symbol')}: {ours} {text[:40]!r} {error}"
            raise BookError(msg) from None

    def _symbol(self, theirs: str) -> str:
        option = broker_option(theirs)
        if option is not None:
            return str(option)
        if re.search(r" [CP]$|\b(PUT|CALL)\b", theirs) or theirs.startswith("-"):
            msg = (
                f"{theirs}: an option in a spelling that is not known; write the OCC symbol "
                "(SPY251219P00600000)"
            )
            raise BookError(msg)
        share = _CLASS.fullmatch(theirs)
        if share is None and " " in theirs:
            msg = f"{theirs}: not a symbol; name it under cash or footers in a column map"
            raise BookError(msg)
        return self.columns.aliases.get(theirs, f"{share[1]}-{share[2]}" if share else theirs)

    def _is_cash(self, row: Row) -> bool:
        symbol = self.cell(row, "symbol").upper()
        if _MONEY_FUND.fullmatch(symbol.rstrip("*")) or symbol.endswith("**"):
            return True
        # a description says so only where no symbol says something else
        name = symbol or self.cell(row, "description").upper()
        return named(name, self.columns.cash) or name in {"CASH", "$CASH"}

    def _is_footer(self, row: Row) -> bool:
        return named(row.filled[0] if row.filled else "", self.columns.footers)

    def _is_heading(self, row: Row) -> bool:
        return self.columns.places(row.cells) == self.places

    def _is_prose(self, row: Row, i: int) -> bool:
        """Whether it is text in one cell: a sentence, or a title over headings that come again."""
        if not row.filled:
            return True
        if len(row.filled) > 1 or is_empty(row.cells[0]):
            return False
        following = self.rows[i + 1 : i + 3]
        return len(row.filled[0].split()) >= 3 or any(self._is_heading(r) for r in following)


def broker_option(text: str) -> OptionSymbol | None:
    """The option that a broker's spelling names, or None.

    >>> for text in ("-SPY251219P600", "SPY 12/19/2025 600.00 P", "SPY 19DEC25 600 P"):
    ...     print(broker_option(text))
    SPY251219P00600000
    SPY251219P00600000
    SPY251219P00600000
    """
    text = re.sub(r"\s+", " ", text.strip().upper())
    bracketed = re.search(r"\[([^\]]+)\]", text)
    occ = parse_option_symbol(re.sub(r" \d+$", "", bracketed[1]) if bracketed else text)
    if occ is not None:
        return occ
    for spelling, form in zip(_SPELLINGS, _DAYS, strict=True):
        match = spelling.fullmatch(text)
        if match is None:
            continue
        try:
            expiration = datetime.strptime(match["day"], form).date()  # noqa: DTZ007
        except ValueError:
            return None
        right: Right = "call" if match["right"] == "C" else "put"
        return OptionSymbol(
            match["root"], expiration, right, float(match["strike"].replace(",", ""))
        )
    return None
