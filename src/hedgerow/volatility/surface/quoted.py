"""The smiles that a chain quotes: implied volatilities of bid, mid and ask, out of the money.

Each strike is read off the option that is out of the money on its own forward, the put below and the call from it on:
it has the tighter market, and no intrinsic value to subtract. From American ones the right to exercise early is
taken out, so that the smile is that of their European twins. Of each quote

    w = σ² T at bid, mid, ask        h = max(half the spread, half a tick) / (∂P/∂w)        ∂P/∂w = D F φ(d₁)/(2√w)

``h`` is what the quote leaves open, in total variance: its weight in every fit is ``1/h²``, spread and vega at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.typing import BoolArray, FloatArray, IntArray
from hedgerow.volatility.surface.smile_quotes import SmileQuotes

if TYPE_CHECKING:
    from hedgerow.market.chain import OptionChain
    from hedgerow.market.forwards import Forwards, ListingForward

TICKS = (0.10, 0.05, 0.01)
CHEAP = 3.0
"""Price below which exchanges quote in smaller steps."""
IN_TICKS = 0.95
"""Share of quotes that are multiples of a step where it is the tick."""
NO_VOL, NO_FORWARD, ONE_STRIKE = "no implied volatility", "no forward", "same strike twice"


@dataclass(frozen=True, slots=True)
class QuotedSmile:
    """One listing's quotes out of the money, arrays of one length sorted by strike."""

    forward: ListingForward
    strike: FloatArray
    is_call: BoolArray
    bid: FloatArray
    """Dollars a share, or points."""
    ask: FloatArray
    tick: FloatArray
    """Smallest step of a price."""
    quotes: SmileQuotes | None
    """None where there is no forward or no quote."""

    @property
    def expiry(self) -> float:
        """T, years."""
        return self.forward.listing.expiry

    def __len__(self) -> int:
        return len(self.strike)


@dataclass(frozen=True, slots=True)
class QuotedSmiles:
    """Those of a chain, in the order of its listings."""

    each: tuple[QuotedSmile, ...]
    set_aside: Mapping[str, int]
    """Quotes out of the money that have no place in a smile, by reason."""
    in_the_money: int
    """Quotes that were not needed: their strike is read off the other side."""


def tick(price: FloatArray) -> FloatArray:
    """Smallest step of each price, as the prices themselves show it: one below $3, one from there on.

    >>> tick(np.array([0.05, 0.15, 2.95, 3.1, 8.4]))
    array([0.05, 0.05, 0.05, 0.1 , 0.1 ])
    """
    out = np.full(price.shape, TICKS[-1])
    for part in (price < CHEAP, price >= CHEAP):
        for step in TICKS:
            off = np.abs(price[part] / step - np.round(price[part] / step))
            if off.size and np.mean(off < 1e-6) >= IN_TICKS:
                out[part] = step
                break
    return out


def quoted_smiles(chain: OptionChain, forwards: Forwards) -> QuotedSmiles:
    """Every listing's smile as quoted."""
    columns = chain.columns
    F, D = forwards.forward[columns.listing], forwards.discount[columns.listing]
    known = np.isfinite(F) & np.isfinite(D)
    otm = known & np.where(columns.is_call, columns.strike >= F, columns.strike < F)
    rows = np.flatnonzero(otm)
    listing, K = columns.listing[rows], columns.strike[rows]
    bid, ask, is_call = columns.bid[rows], columns.ask[rows], columns.is_call[rows]
    T = forwards.expiry[listing]
    vols = _vols(np.stack([bid, (bid + ask) / 2, ask]), listing, K, is_call, forwards)
    w_bid, w, w_ask = vols**2 * T
    w_bid = np.where(np.isfinite(w_bid), w_bid, 0.0)  # a bid below every value bounds nothing
    good = (w > 0) & np.isfinite(w_ask) & (w_ask >= w) & (w_bid <= w)
    steps = np.minimum(tick(bid), tick(ask))
    k = np.log(K / F[rows])
    root = np.sqrt(np.where(good, w, 1.0))
    d1 = -k / root + root / 2
    by_w = (D * F)[rows] * np.exp(-d1 * d1 / 2) / np.sqrt(2 * np.pi) / (2 * root)
    with np.errstate(divide="ignore", over="ignore"):
        weight = (by_w / np.maximum((ask - bid) / 2, steps / 2)) ** 2
    good &= np.isfinite(weight) & (weight > 0)
    cuts = np.searchsorted(listing, np.arange(len(forwards.each) + 1))
    each = []
    for i, one in enumerate(forwards.each):
        at = np.arange(cuts[i], cuts[i + 1])[good[cuts[i] : cuts[i + 1]]]
        quotes = (
            SmileQuotes(one.listing.expiry, k[at], w[at], w_bid[at], w_ask[at], weight[at])
            if at.size
            else None
        )
        each.append(QuotedSmile(one, K[at], is_call[at], bid[at], ask[at], steps[at], quotes))
    aside = Counter({NO_FORWARD: int((~known).sum()), NO_VOL: int((~good).sum())})
    inside = int(known.sum()) - len(rows)
    return QuotedSmiles(tuple(each), {why: n for why, n in aside.items() if n}, inside)


def _vols(
    prices: FloatArray, listing: IntArray, K: FloatArray, is_call: BoolArray, forwards: Forwards
) -> FloatArray:
    """Implied volatilities of bid, mid and ask, shape (3, quotes)."""
    from hedgerow.pricing.implied_vol import implied_vol

    F, D, T = forwards.forward[listing], forwards.discount[listing], forwards.expiry[listing]
    right = np.where(is_call, 1, -1)
    if forwards.exercise == "american" and np.isfinite(forwards.spot):
        prices = prices - _early_exercise(prices[1], listing, K, right, forwards)
    return np.asarray(implied_vol(prices, F, K, T, right=right, discount=D))


def _early_exercise(
    mid: FloatArray, listing: IntArray, K: FloatArray, right: IntArray, forwards: Forwards
) -> FloatArray:
    """What the right to exercise early is worth at the volatility of the mid: bid and ask hold as much of it."""
    from hedgerow.pricing.american_implied_vol import american_implied_vol
    from hedgerow.pricing.black import black

    F, D, T = forwards.forward[listing], forwards.discount[listing], forwards.expiry[listing]
    rate = np.array([one.rate for one in forwards.each])[listing]
    carry = rate - np.log(F / forwards.spot) / T
    vol = american_implied_vol(
        mid, forwards.spot, K, T, right=right, rate=rate, dividend_yield=carry
    )
    return np.asarray(mid - black(F, K, T, vol, right=right, discount=D))
