"""A chain's open interest with the volatility of every contract on the chain's own surface."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from hedgerow.data.source import Market
from hedgerow.desk.exposure_choices import ExposureChoices
from hedgerow.desk.session import Notes
from hedgerow.desk.surface_study import ChainStudy, quickly
from hedgerow.market.calendar import close_of, next_session, open_of
from hedgerow.market.chain import OptionChain
from hedgerow.market.instruments import instrument
from hedgerow.market.quote_columns import Listing, QuoteColumns
from hedgerow.market.settlement import expiry_years
from hedgerow.typing import FloatArray, IntArray
from hedgerow.volatility.premium.exposure import OpenInterest
from hedgerow.volatility.surface.event import trading_clock
from hedgerow.volatility.surface.fitted import FittedSmile

PARTLY = 0.02
"""Share of the contracts that cannot be counted from which the sums are in doubt."""


@dataclass(frozen=True, slots=True)
class ExposureStudy:
    """What the sums rest on."""

    session: date
    quoted_at: datetime
    held: OpenInterest
    """Lines with open interest and a volatility."""
    listings: tuple[Listing, ...]
    """That ``held.listing`` counts."""
    smiles: tuple[FittedSmile, ...]
    """Of each listing; all have one."""
    spot: float
    daily_move: float
    """One standard deviation of the next session, decimal; NaN where unknown."""
    without_vol: float
    """Contracts of listings that have no smile."""
    unknown_contracts: int
    """Quotes whose open interest is not known."""

    def vols_with_price(self, move: float) -> FloatArray:
        """Volatility of each line once the price is ``move`` times today's and the smiles have gone with it."""
        return _vols(self.smiles, self.held.listing, self.held.strike / move)


def exposure_study(
    quoted: OptionChain, choices: ExposureChoices, where: Market, notes: Notes
) -> ExposureStudy:
    """Every contract with open interest, those that nobody bids for among them."""
    made = quickly(
        quoted,
        where,
        notes,
        rate=choices.rate,
        dividend_yield=choices.dividend_yield,
        exercise=choices.exercise,
    )
    notes.set_aside(f"{quoted.underlying} chain", quoted.set_aside)
    return open_interest_study(quoted, made, notes)


def open_interest_study(quoted: OptionChain, made: ChainStudy, notes: Notes) -> ExposureStudy:
    """The same of a chain that was studied already."""
    use = instrument(quoted.underlying)
    fitted = {
        (s.quoted.forward.listing.expiration, s.quoted.forward.listing.root): s
        for s in made.fitted.smiles
        if s.smile is not None
    }
    keys = [(one.expiration, one.root) for one in quoted.listings]
    known = np.array([key in fitted for key in keys], bool)
    lines = _lines(quoted)
    counted = np.isfinite(lines.open_interest) & (lines.open_interest >= 0)
    unknown = int(np.count_nonzero(~counted))
    lines = lines.take(counted & (np.nan_to_num(lines.open_interest) > 0))
    with_smile = known[lines.listing] if len(known) else np.zeros(len(lines), bool)
    without = float(lines.open_interest[~with_smile].sum())
    lines = lines.take(with_smile)
    place = np.cumsum(known) - 1
    listings = tuple(one for one, there in zip(quoted.listings, known, strict=True) if there)
    smiles = tuple(fitted[key] for key in keys if key in fitted)
    spot = made.forwards.spot if use.storable else _printed(made)
    held = _held(lines, place, smiles, spot, use.storable, float(use.multiplier))
    _say(held, without, unknown, made, notes)
    return ExposureStudy(
        quoted.session,
        quoted.quoted_at,
        held,
        listings,
        smiles,
        spot,
        _daily_move(made),
        without,
        unknown,
    )


def _lines(quoted: OptionChain) -> QuoteColumns:
    """Quoted contracts and those without a bid, one row a contract."""
    both = QuoteColumns(
        *(
            np.concatenate([getattr(quoted.columns, name), getattr(quoted.unbid, name)])
            for name in QuoteColumns.__slots__
        )
    )
    key = np.stack([both.listing.astype(float), both.strike, both.is_call.astype(float)])
    _, first = np.unique(key, axis=1, return_index=True)
    return both.take(np.sort(first))


def _held(
    lines: QuoteColumns,
    place: IntArray,
    smiles: tuple[FittedSmile, ...],
    spot: float,
    storable: bool,  # noqa: FBT001
    multiplier: float,
) -> OpenInterest:
    listing = np.asarray(place[lines.listing], int) if len(lines) else np.empty(0, int)
    T = np.array([s.quoted.expiry for s in smiles])[listing]
    F = np.array([s.quoted.forward.forward for s in smiles])[listing]
    r = np.array([s.quoted.forward.rate for s in smiles])[listing]
    S = np.full(len(lines), spot) if storable else F
    return OpenInterest(
        listing,
        lines.strike,
        lines.is_call,
        lines.open_interest,
        S,
        T,
        r,
        r - np.log(F / S) / T,
        _vols(smiles, listing, lines.strike),
        multiplier,
    )


def _vols(smiles: tuple[FittedSmile, ...], listing: IntArray, strike: FloatArray) -> FloatArray:
    vols = np.full(len(strike), np.nan)
    for i, one in enumerate(smiles):
        at = np.flatnonzero(listing == i)
        if one.smile is not None and at.size:
            k = np.log(strike[at] / one.quoted.forward.forward)
            vols[at] = np.sqrt(one.smile.variance(k).w / one.quoted.expiry)
    return vols


def _printed(made: ChainStudy) -> float:
    """Of what cannot be held: as the file prints it, else the first forward."""
    printed = made.forwards.printed
    if np.isfinite(printed):
        return printed
    first = [one.forward for one in made.forwards.each if np.isfinite(one.forward)]
    return float(first[0]) if first else float("nan")


def _daily_move(made: ChainStudy) -> float:
    """``√(σ² T/n)`` at the forward to the close of the next whole session, n sessions on the trading clock away."""
    surface, quoted_at = made.fitted.surface, made.chain.quoted_at
    if surface is None:
        return float("nan")
    session = made.chain.session
    until = close_of(session if open_of(session) >= quoted_at else next_session(session))
    T = expiry_years(quoted_at, until)
    start, end = trading_clock([quoted_at, until])
    return float(surface.atm_vol(T) * np.sqrt(T / (end - start)))


def _say(held: OpenInterest, without: float, unknown: int, made: ChainStudy, notes: Notes) -> None:
    """What is counted and what is not."""
    total = float(held.contracts.sum()) + without
    if total == 0:
        notes.doubt(
            "the chain has no open interest: nothing is known of what dealers hold; give a chain with the column "
            "open_interest" + ("" if unknown else ", which is 0 in every row of this one"),
            first=True,
        )
        return
    if without > PARTLY * total:
        notes.doubt(
            f"{without:,.0f} of {total:,.0f} contracts are of expirations without a smile and are not counted"
        )
    if unknown:
        tell = notes.doubt if unknown > PARTLY * (len(held) + unknown) else notes.note
        tell(f"the open interest of {unknown:,} quotes is not known and not counted")
    if not instrument(made.chain.underlying).storable:
        notes.note(
            "a move of 1 %, and the way to the flip, is one of every expiration's forward alike; near ones move more than far "
            "ones"
        )
    if made.forwards.exercise == "american":
        notes.note("American options: Greeks are those of European ones at the same volatility")
    notes.note(
        "open interest is that of the morning: the contracts of the day itself are not in it, which matters most for options "
        "that settle the same day"
    )
