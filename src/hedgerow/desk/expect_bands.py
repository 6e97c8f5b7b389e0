"""What a chain prices: a band for each expiration, and for any horizon between them."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from hedgerow.data.source import Market
from hedgerow.desk.expect_cards import (
    ExpiryMoveCard,
    HorizonCard,
    QuotedStraddle,
)
from hedgerow.desk.expect_choices import ExpectChoices
from hedgerow.desk.session import Notes
from hedgerow.desk.surface_study import ChainStudy, quickly
from hedgerow.market.calendar import (
    close_of,
    next_session,
)
from hedgerow.market.chain import OptionChain
from hedgerow.market.events import (
    Event,
    EventCalendar,
)
from hedgerow.market.instruments import instrument
from hedgerow.market.settlement import expiry_years
from hedgerow.units import DAYS_PER_YEAR
from hedgerow.volatility.premium.expected_move import (
    FACTORS,
    MoveConvention,
    expected_move,
    straddle,
    straddle_vol,
)
from hedgerow.volatility.surface.event import (
    after_sessions,
    trading_clock,
)
from hedgerow.volatility.surface.fitted import FittedSmile
from hedgerow.volatility.surface.surface import Surface
from hedgerow.volatility.surface.term_structure import forward_vol

NEAR = 0.02
"""Of the forward: how far the strike of the quoted straddle may lie from it."""


def moves_study(
    quoted: OptionChain, choices: ExpectChoices, where: Market, notes: Notes
) -> ChainStudy:
    """The chain's study, and what to know of it before its moves are read."""
    made = quickly(
        quoted,
        where,
        notes,
        rate=choices.rate,
        dividend_yield=choices.dividend_yield,
        exercise=choices.exercise,
    )
    notes.set_aside(f"{quoted.underlying} chain", quoted.set_aside)
    if close_of(quoted.session) > quoted.quoted_at and not quoted.pre_open:
        notes.note(
            "quoted within the session: a horizon ends at the same hour, so many sessions later"
        )
    if not instrument(quoted.underlying).storable:
        notes.note(
            f"{quoted.underlying} cannot be held: each expiration prices the move of its own forward, and there is no band "
            "between expirations"
        )
    return made


def expiration_cards(
    made: ChainStudy, calendar: EventCalendar, convention: MoveConvention
) -> tuple[ExpiryMoveCard, ...]:
    """Each expiration with a smile: its straddle, its band, and what lies between it and the one before."""
    held = [one for one in made.fitted.smiles if one.smile is not None]
    if not held:
        return ()
    settles = [one.quoted.forward.listing.settles_at for one in held]
    clock = trading_clock([made.chain.quoted_at, *settles])
    sessions = clock[1:] - clock[0]
    spanned = calendar.spanned(made.chain.quoted_at, settles)
    T = np.array([one.quoted.expiry for one in held])
    vols = np.array([_vol(one) for one in held])
    forward = forward_vol(np.r_[0.0, vols[:-1]], np.r_[0.0, T[:-1]], vols, T)
    return tuple(
        _expiration(made, one, float(n), float(v), float(f), events, convention)
        for one, n, v, f, events in zip(held, sessions, vols, forward, spanned, strict=True)
        if n > 0
    )


def _vol(one: FittedSmile) -> float:
    """At the forward."""
    assert one.smile is not None  # noqa: S101 - asked before
    return float(np.sqrt(one.smile.variance(0.0).w / one.quoted.expiry))


def _expiration(
    made: ChainStudy,
    one: FittedSmile,
    sessions: float,
    vol: float,
    forward_vol: float,
    events: tuple[Event, ...],
    convention: MoveConvention,
) -> ExpiryMoveCard:
    carry, T = one.quoted.forward, one.quoted.expiry
    F, D = carry.forward, carry.discount
    price = straddle(F, T, vol, discount=D)
    band = expected_move(price, F, sessions=sessions, convention=convention, discount=D)
    return ExpiryMoveCard(
        expiration=carry.listing.expiration,
        root=carry.listing.root,
        settles_at=carry.listing.settles_at,
        days=T * DAYS_PER_YEAR,
        sessions=sessions,
        forward=F,
        straddle=price,
        quoted=_quoted(made.chain, one),
        vol=vol,
        trading_vol=straddle_vol(price, F, sessions=sessions, discount=D),
        move=band.points,
        share=band.share,
        low=band.low,
        high=band.high,
        forward_vol=forward_vol if np.isfinite(forward_vol) else None,
        events=tuple(f"{event.name} {event.day}" for event in events),
    )


def _quoted(chain: OptionChain, one: FittedSmile) -> QuotedStraddle | None:
    """The strike next to the forward with both sides."""
    listing = one.quoted.forward.listing
    place = chain.listings.index(listing)
    quotes = chain.columns.take(chain.columns.of(place))
    calls = quotes.pairs()
    if not len(calls):
        return None
    F = one.quoted.forward.forward
    at = int(calls[np.argmin(np.abs(quotes.strike[calls] - F))])
    if abs(float(quotes.strike[at]) / F - 1) > NEAR:
        return None
    bid, ask = (float(side[at] + side[at + 1]) for side in (quotes.bid, quotes.ask))
    return QuotedStraddle(float(quotes.strike[at]), bid, ask, (bid + ask) / 2)


def horizon_cards(
    surface: Surface, quoted: OptionChain, choices: ExpectChoices
) -> tuple[HorizonCard, ...]:
    """The band after so many sessions, for each horizon once, ascending."""
    first, last = surface.expiries[0], surface.expiries[-1]
    cards = []
    for sessions in dict.fromkeys(sorted(choices.horizons)):
        until = horizon_end(quoted, sessions)
        T = expiry_years(quoted.quoted_at, until)
        vol, F = float(surface.atm_vol(T)), float(surface.forward(T))
        price = straddle(F, T, vol)
        half = {
            name: expected_move(price, F, sessions=sessions, convention=name).points
            for name in FACTORS
        }
        chosen = half[choices.convention]
        cards.append(
            HorizonCard(
                sessions,
                until.date(),
                vol,
                F,
                half["one_sigma"],
                half["straddle"],
                half["eighty_five"],
                chosen / F,
                F - chosen,
                F + chosen,
                not first <= T <= last,
            )
        )
    return tuple(cards)


def horizon_end(quoted: OptionChain, sessions: int) -> datetime:
    """When so many sessions are over: at a close, or for quotes within a session at the same hour of another."""
    session = quoted.session
    if not quoted.pre_open and quoted.quoted_at < close_of(session):
        return after_sessions(quoted.quoted_at, sessions)
    for _ in range(sessions):
        session = next_session(session)
    return close_of(session)
