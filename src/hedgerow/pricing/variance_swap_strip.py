"""A variance swap from a finite strip of options.

Holding 1/S shares at every moment earns realized variance but for one payoff at expiry, which options
must supply, the log contract [DDKZ99]:

    f(S) = (2/T) [ (S − S*)/S* − ln(S/S*) ]

Between strikes ``K_i`` a straight line replaces it; the change of its slope at ``K_i`` is the number of
options held there, calls from ``S*`` up and puts from ``S*`` down:

    w_c(K_n) = [f(K_{n+1}) − f(K_n)]/(K_{n+1} − K_n) − Σ_{i<n} w_c(K_i),    and mirrored for puts

and with undiscounted cost ``Π`` of that strip

    K_var = (2/T) [ ln(F/S*) − (F/S* − 1) ] + Π

Between strikes the line lies above ``f`` (for strikes a ratio 1 + ε apart ``K_var`` is about ε²/(6T) too
high); beyond the outer ones it lies below, and the strip pays too little if the price gets there.

Source: [DDKZ99], with its spot and rate taken together as the forward ``F = S₀ exp(rT)``.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from hedgerow.errors import InputError
from hedgerow.pricing.elementwise import Numbers, elementwise
from hedgerow.typing import FloatArray


@dataclass(frozen=True, slots=True)
class ReplicatingStrip:
    """Puts with rising strikes up to S*, then calls from S* on; S* stands twice."""

    reference: float
    """S*, where puts meet calls."""
    expiry: float
    """T in years."""
    strike: FloatArray
    """Shape (options,)."""
    sign: FloatArray
    """−1 for a put, +1 for a call, shape (options,): what ``right=`` takes everywhere here."""
    weight: FloatArray
    """Options for each unit of variance (decimal), shape (options,)."""

    def cost(self, prices: ArrayLike) -> float:
        """Σ w V for option prices of shape (options,), in that order; NaN if one is NaN."""
        return float(self.weight @ np.asarray(prices, float))

    def fair_variance(self, prices: ArrayLike, forward: float, *, discount: float = 1.0) -> float:
        """K_var, decimal per year, from option prices of shape (options,).

        >>> from hedgerow.pricing.black import black
        >>> strip = replicating_strip(np.arange(20, 400.0), reference=100, expiry=0.25)
        >>> puts = black(101, strip.strike, 0.25, 0.2, right="put")
        >>> calls = black(101, strip.strike, 0.25, 0.2, right="call")
        >>> round(strip.fair_variance(np.where(strip.sign < 0, puts, calls), 101), 4)
        0.0401
        """
        moved = forward / self.reference
        return 2 / self.expiry * (math.log(moved) - (moved - 1)) + self.cost(prices) / discount


def replicating_strip(strikes: ArrayLike, *, reference: float, expiry: float) -> ReplicatingStrip:
    """Weights of the piecewise-linear replication of the log contract.

    ``strikes`` (rising, above 0) are where the line meets the curve; the first and the last only give the outer
    slopes and carry no option. ``reference`` must be one of them, and not an outer one.

    Raises :class:`~hedgerow.errors.InputError` otherwise, and for an expiry that is not positive.

    >>> strip = replicating_strip([90, 95, 100, 105, 110], reference=100, expiry=90 / 365)
    >>> [(float(k), round(1e4 * float(w), 2)) for k, w in zip(strip.strike, strip.weight)]
    [(95.0, 45.0), (100.0, 20.98), (100.0, 19.63), (105.0, 36.83)]
    """
    K = np.asarray(strikes, float)
    if not expiry > 0:
        raise InputError(f"a strip's expiry is {expiry} years; give a number above 0")
    if K.ndim != 1 or K.size < 3 or not K[0] > 0 or not (np.diff(K) > 0).all():
        raise InputError(
            f"strikes {str(strikes)[:60]} are no strip: give three or more, above 0 and rising"
        )
    at = np.flatnonzero(K[1:-1] == reference) + 1
    if at.size == 0:
        raise InputError(
            f"reference {reference:g} is no inner strike of {K[0]:g} to {K[-1]:g}: name one of them"
        )
    middle = int(at[0])
    slope = np.diff(_log_contract(K, reference, expiry)) / np.diff(K)
    # slope is 0 between the puts and the calls
    call = np.diff(slope[middle:], prepend=0.0)
    put = np.diff(slope[:middle], append=0.0)
    return ReplicatingStrip(
        reference=float(reference),
        expiry=float(expiry),
        strike=np.concatenate((K[1 : middle + 1], K[middle:-1])),
        sign=np.repeat((-1.0, 1.0), (put.size, call.size)),
        weight=np.concatenate((put, call)),
    )


def linear_skew_variance(vol: ArrayLike, slope: ArrayLike, expiry: ArrayLike) -> Numbers:
    """Fair variance when volatility is linear in strike: σ₀²(1 + 3Tb²) [DDKZ99, eq. 30 and table 2].

    ``vol`` is σ₀ at the forward, ``slope`` b with ``Σ(K) = σ₀ − b (K − F)/F``; first terms of an expansion.

    >>> round(100 * float(linear_skew_variance(0.30, 0.2, 0.25)) ** 0.5, 2)
    30.45
    """

    def kernel(σ: FloatArray, b: FloatArray, T: FloatArray, out: FloatArray) -> None:
        out[0] = np.where(T >= 0, σ * σ * (1 + 3 * T * b * b), np.nan)

    return elementwise(kernel, (vol, slope, expiry))[0]


def jump_gain(fall: ArrayLike, expiry: ArrayLike) -> Numbers:
    """What one jump S → S(1 − J) earns on a short swap that is hedged with the strip, as variance.

    ``(2/T) [−J − ln(1 − J)] − J²/T`` [DDKZ99, table 5], with the squared *simple* return as what is paid: third
    order in J, a gain when the price falls. NaN from a fall of 1 on and where expiry is not positive.

    >>> round(1e4 * float(jump_gain(0.10, 0.25)), 1)
    28.8
    """

    def kernel(J: FloatArray, T: FloatArray, out: FloatArray) -> None:
        gain = (2 * (-J - np.log1p(-J)) - J * J) / T
        out[0] = np.where((J < 1) & (T > 0), gain, np.nan)

    return elementwise(kernel, (fall, expiry))[0]


def _log_contract(S: FloatArray, reference: float, expiry: float) -> FloatArray:
    moved = S / reference
    return np.asarray(2 / expiry * (moved - 1 - np.log(moved)))
