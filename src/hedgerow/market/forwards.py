"""Forward and discount of every listing of a chain, as its own quotes imply them by put-call parity.

European options with one strike and one settlement have

    C − P = D (F − K)

a straight line in the strike: its slope is the discount ``D = e^{−rT}``, its zero the forward ``F``. It is drawn by least
squares on the mids, weighted by spread and robust to wrong quotes (:mod:`~hedgerow.market.parity_lines`).

*Where the slope says too little* (short expiries: an error of ``D`` is one of ``T`` times the rate; few strikes) the
rate is that of neighbouring listings, weighted by their errors and their distance in ``ln T``, or a given one; the
forward is then voted on by the strikes nearest to the money (:class:`~hedgerow.market.parity.Pairs`).

*American options* obey two inequalities instead, ``D F − K ≤ C − P ≤ S − D K``, which say nothing of the rate: it has to
be given. Early exercise is taken out of the mids at their own volatility, in a few rounds, as in
:mod:`~hedgerow.market.parity`.

The *parity spot* is the first forward brought back to the quotes, ``S = D F e^{qT}``; a dividend that is paid before the
first settlement is not in it. What cannot be held (VIX) has none.
The printed price of the underlying is reported beside it and used for nothing, unless no strike is quoted on
both sides.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hedgerow.market.chain import OptionChain
from hedgerow.market.instruments import instrument
from hedgerow.market.parity_forwards import (
    DiscountSource,
    ForwardSource,
    Paired,
    Said,
    american,
    european,
)
from hedgerow.market.quote_columns import Listing
from hedgerow.market.rates import RateCurve
from hedgerow.typing import BoolArray, Exercise, FloatArray, IntArray

WEEK, QUARTER = 7 / 365, 0.25
"""Years: the first forward is brought back without dividends from so near, else with those of so many later."""
NEXT_STEP = "give --rate"


@dataclass(frozen=True, slots=True)
class ListingForward:
    """What parity says of one listing. Unknown numbers are NaN."""

    listing: Listing
    forward: float
    """In the unit of the strikes."""
    forward_error: float
    """Standard error; NaN where the forward is not parity's line."""
    discount: float
    """Today's price of 1 at settlement."""
    rate: float
    """``−ln D / T``, continuously compounded decimal."""
    rate_error: float
    """Standard error: of parity's own rate, or of the smoothed one; zero where given."""
    residual: float
    """Root mean square of C − P − D (F − K), in the unit of the strikes."""
    pairs: int
    """Strikes quoted on both sides."""
    outliers: int
    """Those whose call and put are further from parity than their half-spreads together: an arbitrage, or a stale quote."""
    dividend_yield: float
    """``r − ln(F/S)/T`` at the parity spot, continuous."""
    discount_source: DiscountSource
    forward_source: ForwardSource
    reason: str = ""
    """Why something is unknown, and what to do; empty where nothing is."""


@dataclass(frozen=True, slots=True)
class Forwards:
    """Forwards of a chain, in the order of its listings."""

    each: tuple[ListingForward, ...]
    spot: float
    """Parity spot; NaN where the underlying cannot be held or nothing implies one."""
    printed: float
    """Price of the underlying as the file prints it; NaN where it does not."""
    exercise: Exercise
    """How the options were read."""
    rate_origin: str
    """Of the given rate; empty where none was given."""

    @property
    def gap(self) -> float:
        """Printed price over parity spot, less one."""
        return self.printed / self.spot - 1

    @property
    def expiry(self) -> FloatArray:
        """Years to each settlement."""
        return np.array([one.listing.expiry for one in self.each])

    @property
    def forward(self) -> FloatArray:
        """Each forward."""
        return np.array([one.forward for one in self.each])

    @property
    def discount(self) -> FloatArray:
        """Each discount."""
        return np.array([one.discount for one in self.each])


def forwards(
    chain: OptionChain,
    *,
    curve: RateCurve | None = None,
    dividend_yield: float | None = None,
    exercise: Exercise | None = None,
) -> Forwards:
    """Forward and discount of each listing of a chain.

    Parameters
    ----------
    chain
        Quotes, and the listings that are asked about.
    curve
        Rates for what parity cannot say; American options have no other.
    dividend_yield
        Continuous decimal, to bring the first forward back to the quotes; without one, that of the forwards
        themselves, and none within a week.
    exercise
        How the options are read, where that is not as they are listed.
    """
    use = instrument(chain.underlying)
    read_as = exercise or use.exercise
    T = np.array([listing.expiry for listing in chain.listings])
    paired = Paired.of(chain)
    given = np.full(len(T), np.nan) if curve is None else curve.at(T)
    said = (
        european(paired, T, given)
        if read_as == "european"
        else american(paired, T, given, dividend_yield)
    )
    spot = _parity_spot(said, T, dividend_yield) if use.storable else float("nan")
    outliers = _outliers(paired, said, spot, read_as)
    if use.storable:
        _unpaired(said, T, spot, chain.underlying_price, dividend_yield)
    held = spot if len(paired.strike) else chain.underlying_price
    q = _implied_yields(said, T, held)
    count = np.diff(paired.start)
    each = tuple(
        ListingForward(
            listing,
            float(said.forward[i]),
            float(said.forward_error[i]),
            float(said.discount[i]),
            float(said.rate[i]),
            float(said.rate_error[i]),
            float(said.residual[i]),
            int(count[i]),
            int(outliers[i]),
            float(q[i]) if use.storable else float("nan"),
            said.discount_source[i],
            said.forward_source[i],
            _reason(said, i, int(count[i]), read_as),
        )
        for i, listing in enumerate(chain.listings)
    )
    return Forwards(
        each, spot, chain.underlying_price, read_as, "" if curve is None else curve.origin
    )


def _parity_spot(said: Said, T: FloatArray, dividend_yield: float | None) -> float:
    """``D F e^{qT}`` of the first listing with a forward."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        log_held = np.log(said.forward * said.discount)
    known = np.flatnonzero(np.isfinite(log_held))
    if not known.size:
        return float("nan")
    first = known[0]
    q = dividend_yield
    if q is None:
        later = known[np.argmin(np.abs(T[known] - T[first] - QUARTER))]
        span = T[later] - T[first]
        q = (log_held[first] - log_held[later]) / span if T[first] > WEEK and span > WEEK else 0.0
    with np.errstate(over="ignore"):
        return float(np.exp(log_held[first] + q * T[first]))


def _unpaired(
    said: Said, T: FloatArray, spot: float, printed: float, dividend_yield: float | None
) -> None:
    """Forwards of listings without a pair, ``F = S e^{(r − q)T}``.

    At the parity spot and the dividend yield of the listings around, where there are any; else at the printed price and
    the dividend yield given.
    """
    known, unknown = np.isfinite(said.forward), np.isnan(said.forward) & np.isfinite(said.rate)
    source: ForwardSource = "neighbours" if np.isfinite(spot) and known.any() else "underlying"
    if source == "neighbours":
        held, q = spot, np.interp(T, T[known], _implied_yields(said, T, spot)[known])
    elif dividend_yield is not None:
        held, q = printed, np.full(len(T), dividend_yield)
    else:
        return
    with np.errstate(over="ignore"):
        said.forward[unknown] = held * np.exp((said.rate - q) * T)[unknown]
    for i in np.flatnonzero(unknown & np.isfinite(said.forward)):
        said.forward_source[i] = source


def _implied_yields(said: Said, T: FloatArray, held: float) -> FloatArray:
    """``r − ln(F/S)/T``."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.asarray(said.rate - np.log(said.forward / held) / T)


def _outliers(paired: Paired, said: Said, spot: float, read_as: Exercise) -> IntArray:
    """Pairs of each listing beyond parity, or its two inequalities, by more than their half-spreads."""
    of, K = paired.listing, paired.strike
    F, D = said.forward[of], said.discount[of]
    with np.errstate(invalid="ignore", over="ignore"):
        line = D * (F - K)
        highest = line if read_as == "european" else np.maximum(spot - D * K, line)
        lowest = line if read_as == "european" else np.minimum(D * F - K, line)
        gap, slack = paired.call - paired.put, paired.width / 2 + 1e-9 * (K + np.abs(F))
        beyond: BoolArray = (gap - highest > slack) | (lowest - gap > slack)
    return np.bincount(of[beyond], minlength=len(said.forward))


def _reason(said: Said, i: int, pairs: int, read_as: Exercise) -> str:
    """Why the forward or the discount of a listing is unknown."""
    if said.discount_source[i] == "none":
        why = (
            "American options do not imply the rate"
            if read_as == "american"
            else "no listing has enough strikes quoted on both sides to imply a rate"
        )
        return f"{why}; {NEXT_STEP}"
    if np.isfinite(said.forward[i]):
        return ""
    if not pairs:
        return "no strike is quoted on both sides; give --rate and --dividend-yield to use the printed price"
    return "calls and puts imply no positive forward; look at the quotes near the money"
