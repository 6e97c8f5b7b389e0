"""What may be chosen about a reading of VIX futures, with the defaults."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hedgerow.errors import InputError, suggestion
from hedgerow.volatility.futures.etp import FUNDS


@dataclass(frozen=True, kw_only=True)
class FuturesChoices:
    """Everything that may be chosen about a reading of VIX futures.

    Raises :class:`InputError` for a value outside its range.
    """

    etp: tuple[str, ...] = ()
    """Symbols of the funds that are simulated; all without any."""
    holding: int = 21
    """Sessions that a fund is to be held."""
    start: date | None = None
    """First session of the funds' comparison; all there is without one."""

    def __post_init__(self) -> None:
        spelled = tuple(symbol.strip().upper() for symbol in self.etp)
        for symbol in spelled:
            if symbol not in FUNDS:
                msg = f"etp {symbol!r} is not one of {', '.join(FUNDS)}{suggestion(symbol, FUNDS)}"
                raise InputError(msg)
        if not 1 <= self.holding <= 252:
            msg = f"holding {self.holding} must lie in 1 … 252 (sessions, like 21)"
            raise InputError(msg)
        object.__setattr__(self, "etp", tuple(dict.fromkeys(spelled)) or tuple(FUNDS))
