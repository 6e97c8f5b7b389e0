"""The order: one line to copy, and what to look at before it is sent."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from hedgerow.desk.pricing import Priced
from hedgerow.hedge.put import Put
from hedgerow.market.instruments import Instrument
from hedgerow.market.option_symbol import OptionSymbol
from hedgerow.typing import Right

CENT = 0.01


@dataclass(frozen=True, slots=True)
class Ticket:
    """One order to buy puts."""

    action: Literal["buy"]
    contracts: int
    instrument: str
    option_symbol: str
    """OCC, root to strike."""
    expiration: date
    right: Right
    strike: float
    """As listed; of a modelled put, the nearest on the instrument's usual grid."""
    limit_price: float
    """US dollars a share."""
    basis: str
    """What the limit is."""
    price_source: Literal["quoted", "modelled"]
    bid: float
    ask: float
    spread: float
    """Ask less bid over mid; NaN where modelled."""
    quote_time: datetime | None
    quote_age_hours: float | None
    """Hours from the quote to the close of its session; negative after it."""
    quote_session: date | None
    """Session whose market the quotes show: before the open, the one before."""
    total: float
    """US dollars at the limit, negative, before commission."""
    text: str
    """The order in one line."""
    notes: tuple[str, ...]


def ticket(priced: Priced, use: Instrument, contracts: int) -> Ticket | None:
    """The order for so many contracts; None where none is to be bought."""
    if not contracts:
        return None
    put = priced.put
    quoted = put.source == "quoted"
    strike = put.strike if quoted else use.listed_strike(put.strike)
    limit = put.ask if quoted else _modelled_limit(put, strike)
    root = put.root if quoted else use.roots[0]
    symbol = str(OptionSymbol(root, put.expiration, "put", strike))
    total = 0.0 - contracts * use.multiplier * limit
    return Ticket(
        action="buy",
        contracts=contracts,
        instrument=use.symbol,
        option_symbol=symbol,
        expiration=put.expiration,
        right="put",
        strike=strike,
        limit_price=limit,
        basis="the ask" if quoted else "the modelled value at this strike, rounded up to a cent",
        price_source=put.source,
        bid=put.bid,
        ask=put.ask,
        spread=put.spread,
        quote_time=priced.quote_time,
        quote_age_hours=priced.quote_age_hours,
        quote_session=priced.quote_session,
        total=total,
        text=(
            f"BUY TO OPEN {contracts} {symbol} ({use.symbol} {put.expiration:%d %b %Y} {strike:g} put) "
            f"LIMIT {limit:.2f} DAY"
        ),
        notes=tuple(_notes(put, use, quoted=quoted, rounded=strike != put.strike)),
    )


def _modelled_limit(put: Put, strike: float) -> float:
    """The modelled value at a listed strike, up to the next cent."""
    return math.ceil(round(replace(put, strike=strike).value(put.days) / CENT, 6)) * CENT


def _notes(put: Put, use: Instrument, *, quoted: bool, rounded: bool) -> list[str]:
    """What to look at before the order is sent."""
    if quoted:
        return [
            f"begin at the mid, {put.mid:.2f}, and do not pay more than the ask of the moment",
            "look at a live quote first",
        ]
    notes = ["priced by a model: look up the listed strikes and a live quote before sending it"]
    if rounded:
        notes.append(
            f"the plan's strike is the model's exact {put.strike:.2f}; {use.symbol} strikes usually lie "
            f"{use.strike_step:g} apart"
        )
    return notes
