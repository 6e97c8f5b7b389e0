"""OCC option symbols: root, expiration, right and strike in one word.

Read from the right, because roots vary in length and may be padded with spaces:
``SPY251219P00600000`` is root SPY, 19 December 2025, put, strike 600.000 [OCC].
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

from hedgerow.typing import Right

_OCC = re.compile(
    r"^(?P<root>[A-Z][A-Z0-9.]{0,5}) *(?P<day>\d{6})(?P<right>[CP])(?P<strike>\d{8})$"
)


@dataclass(frozen=True, slots=True)
class OptionSymbol:
    """One listed option."""

    root: str
    expiration: date
    right: Right
    strike: float
    """US dollars or index points."""

    def __str__(self) -> str:
        letter = "C" if self.right == "call" else "P"
        return f"{self.root}{self.expiration:%y%m%d}{letter}{round(self.strike * 1000):08d}"


def parse_option_symbol(text: str) -> OptionSymbol | None:
    """The option that ``text`` names, or None where it is not an OCC symbol.

    >>> parse_option_symbol("SPY   251219P00600000")
    OptionSymbol(root='SPY', expiration=datetime.date(2025, 12, 19), right='put', strike=600.0)
    >>> parse_option_symbol("BRK-B") is None
    True
    """
    match = _OCC.match(text.strip().upper())
    if match is None:
        return None
    try:
        # an OCC year has two digits: this century
        expiration = datetime.strptime("20" + match["day"], "%Y%m%d").date()  # noqa: DTZ007
    except ValueError:
        return None
    right: Right = "call" if match["right"] == "C" else "put"
    return OptionSymbol(match["root"], expiration, right, int(match["strike"]) / 1000)


def looks_like_option(text: str) -> bool:
    """Whether ``text`` ends as an OCC symbol does, however broken the rest may be.

    >>> looks_like_option("SPY251399P00600000"), looks_like_option("SPY")
    (True, False)
    """
    return re.search(r"\d{6}[CP]\d{5,}$", text.strip().upper()) is not None
