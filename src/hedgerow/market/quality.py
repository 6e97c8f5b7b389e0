"""What is wrong with a chain's quotes, and the chain without them.

*Bounds.* ``D (F − K)⁺ ≤ C ≤ D F`` and ``D (K − F)⁺ ≤ P ≤ D K`` for European options; for American ones also what exercise
pays today, ``C ≥ S − K`` and ``P ≥ K − S``, and ``C ≤ S``, ``P ≤ K``. A quote lies outside when even its ask is below
the lower bound or its bid above the upper one, by more than the rms by which parity itself fits.

*Verticals.* For strikes ``K₁ < K₂``

    C₁ ≥ C₂,   C₁ + D K₁ ≤ C₂ + D K₂,   P₁ ≤ P₂,   P₁ − D K₁ ≥ P₂ − D K₂

(``D = 1`` for American options). Two quotes conflict where bid and ask break one of these: a spread that pays at once
and costs nothing later. Such prices are not of one moment, so one of the two is *stale*: the quote in most conflicts
goes, of equals the wider, until none is left.

*Parity* is reported alone: which of the two quotes errs is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from hedgerow.market.chain import OptionChain
from hedgerow.market.forwards import Forwards
from hedgerow.typing import BoolArray, FloatArray

STALE = "stale: conflicts with quotes beside it"
OUTSIDE = "outside the bounds of any volatility"
MOST = 2000
"""Quotes on one side of a listing up to which conflicts are counted one by one; of more, all in conflict go."""


@dataclass(frozen=True, slots=True)
class ChainQuality:
    """What was read, and what of it can be used."""

    chain: OptionChain
    """Without what is set aside."""
    keep: BoolArray
    """Rows of the columns of the chain that was looked at."""
    parity_outliers: int
    """Pairs whose call and put are further from parity than both half-spreads; they are kept."""
    pairs: int
    """Strikes quoted on both sides."""

    @property
    def rows_read(self) -> int:
        """Rows of the session in the file: those kept and those set aside."""
        return self.chain.rows_read

    @property
    def kept(self) -> int:
        """Quotes that can be used."""
        return len(self.chain.columns)

    @property
    def set_aside(self) -> Mapping[str, int]:
        """Rows left out, by reason."""
        return self.chain.set_aside


def quality(chain: OptionChain, implied: Forwards) -> ChainQuality:
    """The chain without quotes outside the bounds of its forwards, and without stale ones.

    A listing without forward and discount is checked for verticals alone, with ``D = 1``.
    """
    inside = ~_outside(chain, implied)
    keep = inside.copy()
    quotes, american = chain.columns, implied.exercise == "american"
    for side, D in _sides(chain, implied.discount):
        rows = side[inside[side]]
        slope = D if np.isfinite(D) and not american else 1.0
        fresh = _consistent(
            quotes.strike[rows],
            quotes.bid[rows],
            quotes.ask[rows],
            slope,
            bool(quotes.is_call[rows[:1]].any()),
        )
        keep[rows[~fresh]] = False
    reasons = {OUTSIDE: int((~inside).sum()), STALE: int((inside & ~keep).sum())}
    return ChainQuality(
        chain.only(keep, reasons),
        keep,
        sum(one.outliers for one in implied.each),
        sum(one.pairs for one in implied.each),
    )


def _outside(chain: OptionChain, implied: Forwards) -> BoolArray:
    quotes, of = chain.columns, chain.columns.listing
    K, call = quotes.strike, quotes.is_call
    F, D = implied.forward[of], implied.discount[of]
    slack = np.array([one.residual for one in implied.each])[of] if len(of) else np.empty(0)
    slack = np.where(np.isfinite(slack), slack, 0.0) + 1e-9 * K
    with np.errstate(invalid="ignore", over="ignore"):
        low = np.maximum(np.where(call, 1.0, -1.0) * D * (F - K), 0.0)
        high = D * np.where(call, F, K)
        if implied.exercise == "american":
            low = np.fmax(low, np.where(call, implied.spot - K, K - implied.spot))
            high = np.where(call, implied.spot, K)
        outside: BoolArray = (quotes.ask < low - slack) | (quotes.bid > high + slack)
    return outside


def _sides(chain: OptionChain, discount: FloatArray) -> Iterator[tuple[FloatArray, float]]:
    """Rows of the calls, then of the puts, of each listing, with its discount."""
    quotes = chain.columns
    for i in range(len(chain.listings)):
        at = quotes.of(i)
        rows = np.arange(at.start, at.stop)
        for right in (True, False):
            yield rows[quotes.is_call[rows] == right], float(discount[i])


def _consistent(
    strike: FloatArray,
    bid: FloatArray,
    ask: FloatArray,
    D: float,
    is_call: bool,  # noqa: FBT001
) -> BoolArray:
    """Quotes that are left of one side, strikes ascending, once none conflicts with another."""
    # as calls fall and calls plus D K rise with the strike, so do puts turned round
    sign = 1.0 if is_call else -1.0
    fresh = np.ones(len(strike), bool)
    with np.errstate(over="ignore", invalid="ignore"):
        tilt = sign * D * strike
        falls = (bid, ask) if is_call else (bid + tilt, ask + tilt)
        rises = (bid + tilt, ask + tilt) if is_call else (bid, ask)
    if not (_late(*falls).any() or _early(*rises).any()):
        return fresh
    if len(strike) > MOST:
        return ~(_late(*falls) | _early(*rises))
    later = np.triu(np.ones((len(strike), len(strike)), bool), 1)
    conflict = later & (
        (falls[0][None, :] > falls[1][:, None]) | (rises[0][:, None] > rises[1][None, :])
    )
    conflict |= conflict.T
    width = ask - bid
    while (count := conflict.sum(axis=1)).any():
        worst = int(np.lexsort((width, count))[-1])
        fresh[worst] = False
        conflict[worst], conflict[:, worst] = False, False
    return fresh


def _late(bid: FloatArray, ask: FloatArray) -> BoolArray:
    """Bids above the ask of an earlier strike, where prices may only fall."""
    found = np.zeros(len(bid), bool)
    found[1:] = bid[1:] > np.minimum.accumulate(ask)[:-1]
    return found


def _early(bid: FloatArray, ask: FloatArray) -> BoolArray:
    """Bids above the ask of a later strike, where prices may only rise."""
    return _late(bid[::-1], ask[::-1])[::-1]
