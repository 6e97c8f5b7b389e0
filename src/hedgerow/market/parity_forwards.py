"""What parity says of every listing of a chain at once: a line where the strikes draw one, a vote where they do not.

See :mod:`~hedgerow.market.forwards` for the formulas and for what is made of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from hedgerow.market.chain import OptionChain
from hedgerow.market.parity import ROUNDS, SETTLED, Pairs, early_exercise
from hedgerow.typing import BoolArray, FloatArray, IntArray

DiscountSource: TypeAlias = Literal["parity", "neighbours", "given", "none"]
ForwardSource: TypeAlias = Literal["parity", "neighbours", "underlying", "none"]

SUREST = 30e-4
"""Standard error of a rate above which parity does not say it."""
PLAUSIBLE = (-0.05, 0.25)
"""Rates that parity may imply."""
ODD = 4.0
"""Standard errors from what its neighbours say beyond which a rate is not believed."""
REACH = 0.5
"""Of a neighbour, in ln T."""
DRIFT = 50e-4
"""By which a rate may differ per unit of ln T: curves have slopes that neighbours do not show."""
FLOOR = 10e-4
"""Added to the error of a neighbour's rate: two listings differ by as much for other reasons."""


@dataclass(frozen=True, slots=True)
class Paired:
    """Strikes quoted on both sides, listing after listing."""

    start: IntArray
    """Where each listing begins; one more than there are listings."""
    listing: IntArray
    strike: FloatArray
    call: FloatArray
    put: FloatArray
    width: FloatArray
    """Both spreads together."""

    @classmethod
    def of(cls, chain: OptionChain) -> Paired:
        """Those of a chain."""
        quotes = chain.columns
        call = quotes.pairs()
        mid, width, listing = quotes.mid, quotes.width, quotes.listing[call]
        start = np.searchsorted(listing, np.arange(len(chain.listings) + 1))
        both = width[call] + width[call + 1]
        return cls(start, listing, quotes.strike[call], mid[call], mid[call + 1], both)

    def pairs(self, i: int) -> Pairs:
        """Those of one listing."""
        at = slice(self.start[i], self.start[i + 1])
        return Pairs(self.strike[at], self.call[at], self.put[at], self.width[at])


@dataclass(slots=True)
class Said:
    """What is known of each listing so far, arrays of one length."""

    forward: FloatArray
    forward_error: FloatArray
    rate: FloatArray
    rate_error: FloatArray
    residual: FloatArray
    discount: FloatArray
    discount_source: list[DiscountSource]
    forward_source: list[ForwardSource]

    @classmethod
    def nothing(cls, n: int) -> Said:
        """All unknown."""
        a, b, c, d, e, f = np.full((6, n), np.nan)
        return cls(a, b, c, d, e, f, ["none"] * n, ["none"] * n)


def european(paired: Paired, T: FloatArray, given: FloatArray) -> Said:
    """Forwards and discounts of European options that settle in ``T`` years; ``given`` rates are the last resort."""
    from hedgerow.market.parity_lines import FIELDS, lines

    said = Said.nothing(len(T))
    out, count = np.empty((len(T), FIELDS)), np.empty(len(T), np.int64)
    lines(
        paired.start,
        paired.strike,
        paired.call - paired.put,
        paired.call + paired.put,
        paired.width / 2,
        out,
        count,
    )
    F, D, error_F, error_D, residual = out.T
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        rate, error = -np.log(D) / T, error_D / (D * T)
    low, high = PLAUSIBLE
    sure = (error <= SUREST) & (rate >= low) & (rate <= high) & (F > 0)
    sure[sure] = _agreeing(T[sure], rate[sure], error[sure])
    said.rate[sure], said.rate_error[sure] = rate[sure], error[sure]
    said.forward[sure], said.forward_error[sure] = F[sure], error_F[sure]
    said.residual[sure] = residual[sure]
    unsure = ~sure
    smooth, smooth_error = _smoothed(T, rate[sure], error[sure], T[sure])
    said.rate[unsure] = (smooth if sure.any() else given)[unsure]
    said.rate_error[unsure] = (
        smooth_error if sure.any() else np.where(np.isfinite(given), 0.0, np.nan)
    )[unsure]
    said.discount[:] = np.exp(-said.rate * T)
    otherwise: DiscountSource = "neighbours" if sure.any() else "given"
    for i in range(len(T)):
        known = bool(np.isfinite(said.rate[i]))
        said.discount_source[i] = "parity" if sure[i] else otherwise if known else "none"
        if unsure[i] and known:
            pairs = paired.pairs(i)
            said.forward[i] = pairs.forward(T[i], said.rate[i])
            said.residual[i] = pairs.residual(said.forward[i], said.discount[i])
        if np.isfinite(said.forward[i]):
            said.forward_source[i] = "parity"
    return said


def _smoothed(
    T: FloatArray,
    rate: FloatArray,
    error: FloatArray,
    at: FloatArray,
    *,
    but: BoolArray | None = None,
) -> tuple[FloatArray, FloatArray]:
    """The rate at each ``T`` from those known ``at`` some, and its standard error; ``but`` leaves some out of each."""
    if not at.size:
        return np.full(len(T), np.nan), np.full(len(T), np.nan)
    variance = error**2 + FLOOR**2
    log_weight = -0.5 * (np.log(T[:, None] / at) / REACH) ** 2 - np.log(variance)
    if but is not None:
        log_weight[but] = -np.inf
    w = np.exp(log_weight - log_weight.max(axis=1, keepdims=True))
    w /= w.sum(axis=1, keepdims=True)
    distance = np.sqrt((w * np.log(T[:, None] / at) ** 2).sum(axis=1))
    return w @ rate, np.sqrt(w**2 @ variance + (DRIFT * distance) ** 2)


def _agreeing(T: FloatArray, rate: FloatArray, error: FloatArray) -> BoolArray:
    """Whether each rate is what its neighbours say, within a few errors of both; two alone are believed."""
    if len(T) < 3:
        return np.ones(len(T), bool)
    smooth, smooth_error = _smoothed(T, rate, error, T, but=np.eye(len(T), dtype=bool))
    return np.abs(rate - smooth) <= ODD * np.sqrt(error**2 + smooth_error**2 + FLOOR**2)


def american(
    paired: Paired, T: FloatArray, given: FloatArray, dividend_yield: float | None
) -> Said:
    """Forwards of American options at the ``given`` rates."""
    said = Said.nothing(len(T))
    known = np.isfinite(given)
    said.rate[:], said.rate_error[known], said.discount[:] = given, 0.0, np.exp(-given * T)
    voters, voter_of = _voters(paired)
    for i in np.flatnonzero(known).tolist():
        said.discount_source[i] = "given"
        said.forward[i] = paired.pairs(i).forward(T[i], given[i])
    first = np.flatnonzero(np.isfinite(said.forward))[:1]
    if not first.size:
        return said
    alone = voter_of == first[0]
    spot = _settled(paired, said, T, voters[alone], voter_of[alone], None, dividend_yield)
    _settled(paired, said, T, voters, voter_of, spot, dividend_yield)
    for i in np.flatnonzero(np.isfinite(said.forward)).tolist():
        said.forward_source[i] = "parity"
    return said


def _voters(paired: Paired) -> tuple[IntArray, IntArray]:
    """Rows of the pairs that vote, and the listing of each."""
    every = [paired.start[i] + paired.pairs(i).voters for i in range(len(paired.start) - 1)]
    rows = np.concatenate([np.empty(0, np.int64), *every])
    return rows, paired.listing[rows]


def _settled(
    paired: Paired,
    said: Said,
    T: FloatArray,
    rows: IntArray,
    of: IntArray,
    spot: float | None,
    dividend_yield: float | None,
) -> float:
    """Take early exercise out of the forwards of the listings ``of`` the voting ``rows``; the first one's spot.

    Without a ``spot`` it follows each round's forward.
    """
    K, C, P = paired.strike[rows], paired.call[rows], paired.put[rows]
    each, place = np.unique(of, return_inverse=True)
    cuts = np.searchsorted(place, np.arange(1, len(each)))
    first = each[0]
    back = np.exp(-(said.rate[first] - (dividend_yield or 0.0)) * T[first])
    for _ in range(ROUNDS):
        before = said.forward[each]
        S = said.forward[first] * back if spot is None else spot
        early = early_exercise(K, C, P, S, said.forward[of], T[of], said.rate[of], accuracy="fast")
        left = C - P - early
        votes = np.split(K + left / said.discount[of], cuts)
        found = np.array([_median(vote) for vote in votes])
        said.forward[each] = np.where(found > 0, found, before)
        if np.all(np.abs(said.forward[each] - before) <= SETTLED * np.abs(before)):
            break
    residual = left - said.discount[of] * (said.forward[of] - K)
    said.residual[each] = [_rms(off) for off in np.split(residual, cuts)]
    return float(said.forward[first] * back) if spot is None else spot


def _rms(off: FloatArray) -> float:
    off = off[np.isfinite(off)]
    return float(np.sqrt(np.mean(off**2))) if off.size else float("nan")


def _median(votes: FloatArray) -> float:
    votes = votes[np.isfinite(votes)]
    return float(np.median(votes)) if votes.size else float("nan")
