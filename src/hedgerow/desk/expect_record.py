"""What became of such bands: by a volatility index, by earlier chains, and against the week before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from hedgerow.data.source import Market
from hedgerow.desk.expect_bands import horizon_cards, horizon_end, moves_study
from hedgerow.desk.expect_cards import (
    PaceCard,
    PastMove,
)
from hedgerow.desk.expect_choices import ExpectChoices
from hedgerow.desk.session import Notes
from hedgerow.desk.surface_study import as_date, require_earlier
from hedgerow.errors import HedgerowError
from hedgerow.market.bars import Bars
from hedgerow.market.calendar import (
    close_of,
    previous_session,
    sessions_between,
)
from hedgerow.market.chain import OptionChain
from hedgerow.market.instruments import instrument
from hedgerow.market.settlement import expiry_years
from hedgerow.market.vol_indices import THIRTY_DAY
from hedgerow.typing import FloatArray
from hedgerow.volatility.premium.expected_move import (
    straddle,
    straddle_vol,
)
from hedgerow.volatility.realized.close_to_close import close_to_close
from hedgerow.volatility.surface.event import (
    trading_clock,
)
from hedgerow.volatility.surface.surface import Surface

WEEK = 5


def moves_bars(quoted: OptionChain, where: Market, notes: Notes) -> Bars | None:
    """Closes up to the session before the quotes, or their own where it was over."""
    use = instrument(quoted.underlying)
    if not where.sources or not use.storable:
        return None
    over = quoted.quoted_at >= close_of(quoted.session)
    last = quoted.session if over else previous_session(quoted.session)
    try:
        return where.bars(use.price_symbol, last)
    except HedgerowError:
        notes.note(
            f"no prices of {use.price_symbol} up to {last}: what became of such moves is unknown"
        )
        return None


def implied_levels(
    quoted: OptionChain, bars: Bars | None, where: Market, notes: Notes
) -> tuple[str | None, FloatArray | None]:
    """The volatility index on the sessions of the bars."""
    if bars is None:
        return None, None
    symbol = THIRTY_DAY.get(instrument(quoted.underlying).price_symbol)
    if symbol is None:
        notes.note(
            f"no volatility index of {quoted.underlying} is known: what became of its expected moves is unknown"
        )
        return None, None
    history = where.vol_index(symbol, bars.dates[-1].date(), start=bars.dates[0].date())
    if history.last is None:
        notes.note(f"no {symbol} in the data: what became of expected moves is unknown")
        return symbol, None
    notes.set_aside(symbol, history.set_aside)
    return symbol, history.on(bars.dates)


def past_moves(
    argument: str | Path,
    quoted: OptionChain,
    bars: Bars | None,
    where: Market,
    choices: ExpectChoices,
) -> list[PastMove]:
    """What an earlier chain priced for each horizon, and what came of it by now."""
    session = as_date(argument)
    name = quoted.underlying if session is not None else str(argument)
    chain, _ = where.chain_of(name, session)
    require_earlier(str(argument), chain, quoted)
    surface = moves_study(chain, choices, where, Notes()).fitted.surface
    if surface is None or bars is None:
        return []
    cards = horizon_cards(surface, chain, choices)
    closes = _closes(quoted, bars.dates[-1].date(), [card.until for card in cards], where)
    found = []
    for card, close in zip(cards, closes, strict=True):
        move = close / card.forward - 1
        found.append(
            PastMove(
                chain.session,
                card.sessions,
                card.until,
                card.straddle / card.forward,
                move,
                abs(move) * card.forward / card.one_sigma,
            )
        )
    return found


def _closes(quoted: OptionChain, last: date, days: Sequence[date], where: Market) -> list[float]:
    """Prices as they were traded, which adjusted ones are not once a dividend is paid; NaN where not known (yet)."""
    use = instrument(quoted.underlying)
    symbol = use.price_symbol
    pays_none = use.settlement == "cash"
    prices = where.prices([symbol], last, window=max(sessions_between(min(days), last), 0) + 1)
    found = []
    for until in days:
        spot = prices.spot(symbol, until)
        known = until <= last and spot.date == until and (pays_none or spot.basis != "adjusted")
        found.append(spot.price * use.price_scale if known else float("nan"))
    return found


def pace_card(surface: Surface, quoted: OptionChain, bars: Bars) -> PaceCard:
    """A week as priced against the week before it."""
    until = horizon_end(quoted, WEEK)
    T = expiry_years(quoted.quoted_at, until)
    F = float(surface.forward(T))
    price = straddle(F, T, float(surface.atm_vol(T)))
    start, end = trading_clock([quoted.quoted_at, until])
    implied = straddle_vol(price, F, sessions=float(end - start))
    realized = float(close_to_close(bars, window=WEEK)[-1])
    return PaceCard(implied, realized, implied / realized if realized > 0 else float("nan"))
