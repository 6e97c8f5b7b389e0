"""Where else could the same hedge be bought? And what taxes would make of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hedgerow.desk.choices import HedgeChoices
from hedgerow.desk.session import Session
from hedgerow.hedge.pairing import Candidate
from hedgerow.hedge.put import Put, StrikeWanted
from hedgerow.hedge.quotes import Quotes
from hedgerow.hedge.scenarios import Hedged
from hedgerow.hedge.sizing import rounded_up
from hedgerow.hedge.venue import TaxEstimate, granularity_error, tax_estimate, venue_score
from hedgerow.market.instruments import Instrument, instrument
from hedgerow.units import Contracts

LOWEST_RANK = 8
"""The liquidity rank at which nothing is left of the score's part for liquidity."""
DEAR_SKEW = 0.5
"""Put volatility over ATM volatility, less 1, at which nothing is left of its part for skew."""
TAX_MOVE = -0.20


@dataclass(frozen=True, slots=True)
class Venue:
    """One instrument that the hedge could be bought in."""

    symbol: str
    exercise: str
    settlement: str
    settles_at: str
    """When the settlement value is taken."""
    tax_class: str
    multiplier: int
    contract_dollars: float
    """S M, US dollars of instrument behind one contract; NaN where its price is not known."""
    raw: float
    """Contracts for the same hedge before rounding."""
    contracts: int | None
    granularity_error: float
    """``⌈N⌉/N − 1``."""
    liquidity_rank: int
    """0 is the most liquid."""
    spread: float
    """Ask less bid over mid of its put; NaN without a chain."""
    open_interest: float
    """Contracts of its put; NaN without a chain."""
    price_source: str
    """Of its put: ``quoted``, ``modelled`` or ``unknown``."""
    score: float
    """0 … 1 over the parts that are known, for display; it does not choose."""
    score_known: float
    """Share of the score's weight that is known."""
    note: str


@dataclass(frozen=True, slots=True)
class VenueCard:
    """The instrument in use, the cash-settled options on its index, and taxes."""

    rows: tuple[Venue, ...]
    tax: TaxEstimate | None
    """On the puts' gain if the index falls 20 % at the roll; None without puts."""


def venue_card(
    here: Session,
    use: Instrument,
    quotes: Quotes,
    hedged: Hedged,
    raw: float,
    fits: Sequence[Candidate],
    want: HedgeChoices,
) -> VenueCard:
    """The chosen instrument and its family: the fund and the cash-settled options on its index.

    ``raw`` is the hedge's count in ``use`` before rounding.
    """
    fund = instrument(use.fund)
    family = list(dict.fromkeys([use, fund, *fund.twins]))
    effectiveness = {fit.symbol: fit.effectiveness for fit in fits}
    rows = [
        _venue(
            other,
            quotes if other == use else here.quotes(other, fetch=False),
            hedged,
            raw,
            effectiveness.get(other.symbol, effectiveness.get(use.symbol, float("nan"))),
        )
        for other in family
    ]
    gain = hedged.at_roll(TAX_MOVE) - hedged.existing(TAX_MOVE, hedged.horizon)
    tax = None
    if hedged.contracts:
        tax = tax_estimate(
            gain,
            short_term_rate=want.short_term_rate,
            long_term_rate=want.long_term_rate,
            classes={row.tax_class for row in rows},
        )
    return VenueCard(tuple(rows), tax)


def _venue(
    other: Instrument, quotes: Quotes | None, hedged: Hedged, raw: float, effectiveness: float
) -> Venue:
    """One row; what is not known of it stays unknown."""
    nan = float("nan")
    put = _same_put(quotes, hedged.put)
    one = quotes.terms.spot * other.multiplier if quotes is not None else nan
    n = raw * hedged.put.terms.spot * hedged.multiplier / one
    known = bool(np.isfinite(n))
    error = granularity_error(n) if known else nan
    score, weight = venue_score(
        effectiveness=float(np.clip(effectiveness, 0, 1)),
        liquidity=max(0.0, 1 - other.liquidity_rank / LOWEST_RANK),
        skew=_cheapness(quotes, put),
        style=((other.exercise == "european") + (other.settlement == "cash")) / 2,
        granularity=float(np.clip(1 - error, 0, 1)),
    )
    return Venue(
        symbol=other.symbol,
        exercise=other.exercise,
        settlement=other.settlement,
        settles_at=other.settles_at,
        tax_class=other.tax_class,
        multiplier=other.multiplier,
        contract_dollars=one,
        raw=n,
        contracts=rounded_up(Contracts(n)) if known else None,
        granularity_error=error,
        liquidity_rank=other.liquidity_rank,
        spread=put.spread if put is not None else nan,
        open_interest=put.open_interest if put is not None else nan,
        price_source="unknown" if put is None else put.source,
        score=score,
        score_known=weight,
        note=_note(other, known=known),
    )


def _same_put(quotes: Quotes | None, put: Put) -> Put | None:
    """The put of the same moneyness and about the same days in another venue."""
    if quotes is None:
        return None
    expiration = quotes.expiration(put.days)
    if expiration is None:
        return None
    return quotes.put(expiration, StrikeWanted("moneyness", put.moneyness))


def _cheapness(quotes: Quotes | None, put: Put | None) -> float:
    """1 where the put's volatility is the ATM one, 0 where it is half as high again.

    NaN where modelled: the model's skew is the same everywhere.
    """
    if quotes is None or put is None or put.source != "quoted":
        return float("nan")
    atm = quotes.put(put.expiration, StrikeWanted("moneyness", 1.0))
    if atm is None:
        return float("nan")
    return float(np.clip(1 - (put.implied_vol / atm.implied_vol - 1) / DEAR_SKEW, 0, 1))


def _note(other: Instrument, *, known: bool) -> str:
    if not known:
        return f"no price of {other.price_symbol} here"
    if other.exercise == "american":
        return "may be exercised early: short legs and puts deep in the money near a dividend"
    return "cannot be exercised early; settles to cash, so no shares are delivered"
