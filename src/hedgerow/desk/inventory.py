"""Which options does the book hold? Their prices, and how they move."""

from __future__ import annotations

from hedgerow.desk.session import Session
from hedgerow.hedge.held import Held
from hedgerow.hedge.quotes import Quotes
from hedgerow.market.book import Book, Position
from hedgerow.market.instruments import behind_option


def held_options(here: Session, book: Book) -> dict[str, Held]:
    """The book's options with marks and volatilities, by symbol.

    One that cannot be priced is named in the session's doubts and left out; so is how the others
    were priced, where that is not off a chain.
    """
    found: dict[str, Held] = {}
    unknown: list[str] = []
    quotes: dict[str, Quotes | None] = {}
    for position in book.positions:
        if position.option is None:
            continue
        held = _held(here, position, quotes)
        if held is None:
            unknown.append(position.symbol)
        else:
            found[position.symbol] = held
    if unknown:
        here.notes.doubt(
            "options whose underlying has no price or volatility here, so neither their deltas nor "
            f"their risk are in any figure: {', '.join(unknown)}"
        )
    modelled = [symbol for symbol, held in found.items() if held.source == "modelled"]
    if modelled:
        here.notes.doubt(
            f"options of the book priced on the modelled surface: {', '.join(modelled)}"
        )
    odd = [f"{held.symbol} at {held.mark:.2f}" for held in found.values() if not held.priced]
    if odd:
        here.notes.doubt(
            "prices that no volatility explains, so that deltas and scenarios rest on the "
            f"surface's: {', '.join(odd)}"
        )
    return found


def _held(here: Session, position: Position, quotes: dict[str, Quotes | None]) -> Held | None:
    option = position.option
    use = behind_option(option.root) if option is not None else None
    if option is None or use is None:
        return None
    if use.symbol not in quotes:
        quotes[use.symbol] = here.quotes(use)
    priced = quotes[use.symbol]
    if priced is None:
        return None

    def held(contracts: float) -> Held | None:
        return priced.held(
            position.symbol, option, contracts, given=position.price, mark=position.mark
        )

    if position.quantity is not None:
        return held(position.quantity)
    # a value in dollars: the contracts follow from the price of one
    one = held(1.0)
    if one is None or position.value is None or not one.value > 0:
        return None
    return held(position.value / one.value)
