"""The strip of one expiration: which options make its variance, by the rules of VIX.

From the board of an expiration, with ``R`` its continuously compounded rate and ``T`` its minutes over 525,600 [CboeVIX22]:

1. ``K*`` is the strike where the mids of call and put are nearest (both with a bid), and

       F = K* + e^{RT} (C(K*) − P(K*))

2. ``K₀`` is the highest strike at or below ``F``, of those with bids on both sides.
3. Below ``K₀`` puts are taken downwards, above it calls upwards. An option without a bid is left out; after two in a row
   without one a side ends, whatever is bid for beyond.
4. ``Q(K)`` is the mid; at ``K₀`` the mean of call and put.
5. ``ΔK`` is half the distance between the neighbours *that are left*, at either end the distance to the one neighbour.

What it comes to is in :mod:`~hedgerow.volatility.indices.vix`. A strip that lacks one side (no put below ``K₀``, or no call
above it) prices only falls or only rises: it gives no variance, and says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from hedgerow.errors import InputError
from hedgerow.market.quote_columns import Listing
from hedgerow.market.settlement import MINUTES_PER_YEAR
from hedgerow.typing import FloatArray, IntArray
from hedgerow.volatility.indices.board import Board

REASONS = (
    "",
    "no strike has bids on both sides",
    "no strike at or below the forward has bids on both sides",
    "no put below the forward has a bid: falls have no price",
    "no call above the forward has a bid: rises have no price",
)
"""By what the kernel found."""


@dataclass(frozen=True)
class Strip:
    """Options out of the money with what each stands for. Unknown numbers are NaN."""

    expiry: float
    """T, years of 525,600 minutes."""
    rate: float
    """R, continuously compounded decimal."""
    parity_strike: float
    """K*."""
    forward: float
    """F, in the unit of the strikes."""
    k0: float
    """K₀."""
    strike: FloatArray
    """Those that are left, ascending, shape (options,); empty where there is no variance."""
    price: FloatArray
    """Q(K), in the unit of the strikes."""
    width: FloatArray
    """ΔK."""
    reason: str = ""
    """Why there is no variance; empty where there is."""

    @classmethod
    def of_mids(
        cls, strike: FloatArray, price: FloatArray, forward: float, *, expiry: float, rate: float
    ) -> Strip:
        """The strip of strikes that are left already, with the mean of call and put at ``K₀``.

        Raises :class:`~hedgerow.errors.InputError` for strikes that do not rise, or none of them on one side of ``K₀``.

        >>> K = np.array([90.0, 95.0, 100.0, 105.0, 110.0])
        >>> strip = Strip.of_mids(
        ...     K, np.array([0.1, 0.6, 2.3, 0.6, 0.1]), 100.5, expiry=0.1, rate=0.0
        ... )
        >>> strip.k0, strip.width.tolist()
        (100.0, [5.0, 5.0, 5.0, 5.0, 5.0])
        """
        K, Q = np.asarray(strike, float), np.asarray(price, float)
        if K.shape != Q.shape or K.size < 3 or not K[0] > 0 or not (np.diff(K) > 0).all():
            raise InputError(
                f"{K.size} strikes with {Q.size} prices are no strip: give three or more, above 0 and rising"
            )
        below = K[forward >= K]
        if not 1 < below.size < K.size:
            raise InputError(
                f"forward {forward:g} has no strike on either side within {K[0]:g} … {K[-1]:g}; give strikes around it"
            )
        gap = np.diff(K)
        width = np.concatenate([gap[:1], (gap[1:] + gap[:-1]) / 2, gap[-1:]])
        return cls(expiry, rate, float("nan"), forward, float(below[-1]), K, Q, width)

    @property
    def minutes(self) -> float:
        """To the settlement."""
        return self.expiry * MINUTES_PER_YEAR

    @property
    def growth(self) -> float:
        """``e^{RT}``."""
        return float(np.exp(self.rate * self.expiry))

    @cached_property
    def contribution(self) -> FloatArray:
        """``e^{RT} ΔK/K² Q(K)`` of each option, no unit."""
        return self.growth * self.width / self.strike**2 * self.price

    @property
    def correction(self) -> float:
        """``(1/T) (F/K₀ − 1)²``: what the strip is too rich by because ``K₀`` is not ``F``; variance a year."""
        return (self.forward / self.k0 - 1) ** 2 / self.expiry

    @property
    def variance(self) -> float:
        """``σ² = (2/T) Σ e^{RT} ΔK/K² Q(K) − (1/T)(F/K₀ − 1)²``, decimal a year; NaN without options."""
        if not self.strike.size:
            return float("nan")
        return float(2 / self.expiry * self.contribution.sum() - self.correction)

    @property
    def puts(self) -> int:
        """Options below ``K₀``."""
        return int(np.count_nonzero(self.strike < self.k0))

    @property
    def calls(self) -> int:
        """Options above ``K₀``."""
        return int(np.count_nonzero(self.strike > self.k0))


@dataclass(frozen=True, slots=True)
class BoardStrips:
    """The strips of all listings of a board."""

    board: Board
    listings: tuple[Listing, ...]
    rate: FloatArray
    """R of each listing, decimal; NaN where unknown."""
    variance: FloatArray
    """σ² of each listing, decimal a year; NaN where there is none."""
    forward: FloatArray
    """F of each, as its parity strike says."""
    parity_strike: FloatArray
    k0: FloatArray
    price: FloatArray
    """Q at every strike of the board; zero outside the strips."""
    width: FloatArray
    """ΔK, likewise."""
    found: IntArray
    """What was found of each, a place in :data:`REASONS`."""

    def strip(self, i: int) -> Strip:
        """The strip of one listing."""
        at = self.board.of(i)
        used = self.width[at] > 0
        return Strip(
            self.listings[i].expiry,
            float(self.rate[i]),
            float(self.parity_strike[i]),
            float(self.forward[i]),
            float(self.k0[i]),
            self.board.strike[at][used],
            self.price[at][used],
            self.width[at][used],
            self.reason(i),
        )

    def reason(self, i: int) -> str:
        """Why a listing has no variance; empty where it has."""
        return "its rate is unknown" if np.isnan(self.rate[i]) else REASONS[int(self.found[i])]


def board_strips(board: Board, listings: Sequence[Listing], rate: FloatArray) -> BoardStrips:
    """The strips of all listings at once; ``rate`` (listings,) is continuously compounded, decimal."""
    from hedgerow.volatility.indices.kernels import strips as kernel

    expiry = np.array([one.expiry for one in listings], float)
    R = np.ascontiguousarray(np.broadcast_to(np.asarray(rate, float), expiry.shape))
    price, width = np.empty((2, len(board.strike)))
    out, found = np.empty((len(expiry), kernel.FIELDS)), np.empty(len(expiry), np.int64)
    kernel.strips(
        board.start,
        board.strike,
        board.call_bid,
        board.call_ask,
        board.put_bid,
        board.put_ask,
        expiry,
        R,
        price,
        width,
        out,
        found,
    )
    return BoardStrips(
        board,
        tuple(listings),
        R,
        out[:, kernel.VARIANCE],
        out[:, kernel.FORWARD],
        out[:, kernel.PARITY_STRIKE],
        out[:, kernel.K0],
        price,
        width,
        found,
    )
