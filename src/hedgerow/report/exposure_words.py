"""What exposures say, in sentences that every page shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hedgerow.report.figures import percent, price, short_dollars

if TYPE_CHECKING:
    from hedgerow.desk.dealer_exposure import DealerExposure
from hedgerow.desk.exposure_cards import ExposureTotals, FlipCard

NEAR_ZERO = 0.05
"""Net over gross gamma below which the sign says little."""


def headline(result: DealerExposure) -> str:
    """Gamma in a few words."""
    total = result.total
    if total is None:
        return f"{result.symbol}: {lacking_words(result)}"
    return f"{result.symbol}: {short_dollars(total.gamma)} USD of dealer gamma per 1 %"


def lacking_words(result: DealerExposure) -> str:
    """Why there is no sum."""
    open_but = result.coverage.without_vol > 0
    return "no volatility of what is open" if open_but else "no open interest"


def gamma_words(result: DealerExposure) -> str:
    """What the sign means, and on what it rests."""
    total = result.total
    if total is None:
        return f"{lacking_words(result).capitalize()}: nothing can be said of what dealers would have to trade."
    if abs(total.gamma) < NEAR_ZERO * total.gross_gamma:
        meaning = (
            "calls and puts nearly cancel, so hedging neither damps nor feeds moves by much here"
        )
    elif total.gamma > 0:
        meaning = "they sell rises and buy falls, which damps moves"
    else:
        meaning = "they buy rises and sell falls, which feeds moves"
    return (
        f"If {result.meaning}, they have to trade {short_dollars(total.gamma).lstrip('+-')} USD of it for each 1 % that the price "
        f"moves, to stay hedged: {meaning}. "
        f"{flip_words(result)}"
    )


def flip_words(result: DealerExposure) -> str:
    """Where the sign changes."""
    cards = [card for card in result.flip if card.price is not None]
    if not cards:
        return f"There is no flip in range: {result.flip[0].reason}." if result.flip else ""
    told = " or ".join(f"{price(card.price)} ({side_words(card)})" for card in cards)
    return f"Gamma changes sign at {told}, as volatilities stay {' or '.join(card.vols for card in cards)}."


def side_words(card: FlipCard) -> str:
    """How far from the spot."""
    if card.distance is None:
        return ""
    return f"{percent(abs(card.distance))} {'above' if card.distance > 0 else 'below'} the price"


def split_words(total: ExposureTotals) -> str:
    """Net beside gross."""
    return (
        f"calls {short_dollars(total.call_gamma)}, puts {short_dollars(total.put_gamma)}, without signs "
        f"{short_dollars(total.gross_gamma)}"
    )
