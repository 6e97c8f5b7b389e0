"""What a morning card rests on: a chain or an index, the close, the price now, and how old each is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.data.source import LOOK_BACK, Market
from hedgerow.desk.morning_cards import AgeCard, IndexCard, PriceCard
from hedgerow.desk.session import SP500_FAMILY, Notes
from hedgerow.errors import DataError, InputError, UnavailableError
from hedgerow.market.calendar import (
    close_of,
    next_session,
    open_of,
    previous_session,
    sessions_between,
)
from hedgerow.market.chain import OptionChain
from hedgerow.market.instruments import Instrument, instrument
from hedgerow.market.settlement import QUARTER
from hedgerow.market.vol_indices import STALE_DAYS, THIRTY_DAY, VolIndexHistory
from hedgerow.units import SESSIONS_PER_YEAR

if TYPE_CHECKING:
    from hedgerow.market.bars import Bars

NEAREST = ("VIX9D", "VIX")
"""What stands in for a straddle on the S&P 500, the nearer first."""
HOUR = timedelta(hours=1)
UNKNOWN_PRICE = PriceCard(float("nan"), "unknown", None)


A_MONTH = timedelta(days=31)
"""By which prices may go on after an index has ended, before the card is no longer of today."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where in time the card stands, and on what."""

    use: Instrument
    chain: OptionChain | None
    place: str
    """Where the chain is from; empty without one."""
    lacking: str
    """Why there is no chain; empty with one."""
    session: date
    """Of the quotes, or the last one over without them."""

    @property
    def over(self) -> bool:
        """Whether the session of the quotes had closed when they were made."""
        return self.chain is None or self.chain.quoted_at >= close_of(self.session)

    @property
    def closed(self) -> date:
        """The last session with a close."""
        return self.session if self.over else previous_session(self.session)

    @property
    def day(self) -> date:
        """The session ahead, or the one under way."""
        return next_session(self.session) if self.over else self.session

    @property
    def quoted_since(self) -> bool:
        """Whether the chain was quoted after the evening of the close: at night, before the open, within the session."""
        if self.chain is None:
            return False
        return not self.over or self.chain.quoted_at > close_of(self.session) + QUARTER


def standing(argument: str, as_of: date | None, where: Market) -> Standing:
    """The chain of a file, or of a symbol on the session meant; without it the session alone.

    Raises :class:`DataError` where a file is no chain, and :class:`UnavailableError` where neither a chain nor a session
    is known.
    """
    try:
        chain, place = where.chain_of(argument, as_of)
    except UnavailableError as error:
        return _without_chain(argument, as_of, where, str(error))
    newest = _newest(where) if as_of is None and place != argument else None
    if newest is not None and chain.session < newest:
        lacking = f"no {chain.underlying} chain of {newest}, the last is of {chain.session}"
        use = instrument(chain.underlying)
        return Standing(use, None, "", lacking, _indexed(where, use, newest))
    return Standing(instrument(chain.underlying), chain, place, "", chain.session)


def _without_chain(argument: str, as_of: date | None, where: Market, lacking: str) -> Standing:
    try:
        session = where.as_of(as_of)
    except DataError:  # no prices either: what is missing is the chain
        raise UnavailableError(lacking) from None
    use = instrument(argument)
    if as_of is None:
        session = _indexed(where, use, session)
    return Standing(use, None, "", lacking, session)


def _indexed(where: Market, use: Instrument, session: date) -> date:
    """The session, or the one within a month before it with which the index that stands in for a chain ends."""
    last = where.vol_index(THIRTY_DAY.get(use.price_symbol, "VIX"), session).last
    return last if last is not None and session - last <= A_MONTH else session


def _newest(where: Market) -> date | None:
    """Session of the last price."""
    try:
        return where.as_of(None)
    except DataError:
        return None


def center_card(at: Standing, parity: float, where: Market) -> PriceCard:
    """The last close as it was traded; without it the chain's own price, by parity."""
    use = at.use
    if where.sources and use.storable:
        spot = where.prices([use.price_symbol], at.closed, window=5).spot(use.price_symbol)
        traded = use.settlement == "cash" or spot.basis != "adjusted"
        if spot.known and spot.date == at.closed and traded:
            return PriceCard(spot.price * use.price_scale, "close", at.closed)
    if np.isfinite(parity):
        return PriceCard(parity, "parity", at.closed if not at.quoted_since else at.day)
    return UNKNOWN_PRICE


def last_card(at: Standing, parity: float, last: float | None) -> PriceCard:
    """The price now: as given, else of a chain that was quoted since the close.

    Raises :class:`InputError` for a price that is not above 0.
    """
    if last is not None:
        if not (np.isfinite(last) and last > 0):
            msg = f"last {last:g} must be a price above 0, in the unit of the chain, like 5220"
            raise InputError(msg)
        return PriceCard(float(last), "given", at.day)
    if at.quoted_since and np.isfinite(parity):
        return PriceCard(parity, "parity", at.day)
    return UNKNOWN_PRICE


def bars_until(at: Standing, where: Market, notes: Notes) -> Bars | None:
    """Closes up to the last; None where there are none."""
    if not where.sources or not at.use.storable:
        return None
    try:
        return where.bars(at.use.price_symbol, at.closed)
    except UnavailableError:
        notes.note(
            f"no prices of {at.use.price_symbol} up to {at.closed}: what the last five sessions did is unknown"
        )
        return None


def index_histories(at: Standing, where: Market) -> dict[str, VolIndexHistory]:
    """Volatility indices of the underlying over the last two weeks, by symbol; empty for one that has none."""
    thirty = THIRTY_DAY.get(at.use.price_symbol)
    names = NEAREST if at.use.symbol in SP500_FAMILY else (thirty,) if thirty else ()
    return where.vol_index_each(names, at.closed, start=at.closed - LOOK_BACK)


def index_cards(
    at: Standing, histories: dict[str, VolIndexHistory], price: float
) -> tuple[IndexCard, ...]:
    """Those that are at most a week old, the nearest first."""
    cards = []
    for symbol, history in histories.items():
        if history.last is not None and (at.closed - history.last).days <= STALE_DAYS:
            level = float(history.levels.iloc[-1])
            cards.append(IndexCard(symbol, level, price * level / SESSIONS_PER_YEAR**0.5))
    return tuple(cards)


def age_cards(
    at: Standing, center: PriceCard, histories: dict[str, VolIndexHistory]
) -> tuple[AgeCard, ...]:
    """Quotes first, then the close, then each index."""
    cards = []
    if at.chain is not None:
        to_open = max((open_of(at.day) - at.chain.quoted_at) / HOUR, 0.0)
        cards.append(
            AgeCard(
                "chain",
                at.session,
                at.chain.quoted_at,
                0 if at.quoted_since else _behind(at, at.session),
                to_open,
            )
        )
    closes = {at.use.price_symbol: center.date if center.source == "close" else None}
    closes |= {symbol: history.last for symbol, history in histories.items()}
    cards += [
        AgeCard(what, of, None, None if of is None else _behind(at, of), None)
        for what, of in closes.items()
    ]
    return tuple(cards)


def _behind(at: Standing, of: date) -> int:
    return sessions_between(of, at.closed)
