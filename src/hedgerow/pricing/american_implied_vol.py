"""Implied volatility of American options.

The value rises with volatility from what the best exercise on the forward path earns to ``K`` (put) or ``S`` (call; more where
waiting is paid for by a negative rate), and a price strictly between has one volatility. It is bracketed from the start:
an American option is worth at least the European one, so the European implied volatility is an upper bound, and zero
a lower one. Secant steps inside the bracket, halving where they leave it or stall, all options of a block together.

Where exercise is due the value does not depend on volatility: a price at that plateau has none
(:attr:`~hedgerow.pricing.implied_vol.Reason.BELOW_INTRINSIC`).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.pricing.american import LEAST_DEVIATION, Accuracy, fill
from hedgerow.pricing.elementwise import BLOCK, Numbers, RightLike, elementwise, signs
from hedgerow.pricing.implied_vol import ImpliedVol, Reason
from hedgerow.typing import FloatArray

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

MOST_STEPS = 120
"""Halving alone needs about 60."""

PRECISION = 1e-9
"""Relative, of the volatility."""


def american_implied_vol(
    price: ArrayLike,
    spot: ArrayLike,
    strike: ArrayLike,
    expiry: ArrayLike,
    *,
    right: RightLike,
    rate: ArrayLike,
    dividend_yield: ArrayLike = 0.0,
    accuracy: Accuracy = "accurate",
    threads: int = 1,
) -> Numbers:
    """Volatility at which :func:`~hedgerow.pricing.american.american` gives ``price``; NaN where none does.

    >>> from hedgerow.pricing.american import american
    >>> p = american(100, 110, 0.5, 0.3, right="put", rate=0.05)
    >>> round(float(american_implied_vol(p, 100, 110, 0.5, right="put", rate=0.05)), 8)
    0.3
    """
    return explained_american_implied_vol(
        price,
        spot,
        strike,
        expiry,
        right=right,
        rate=rate,
        dividend_yield=dividend_yield,
        accuracy=accuracy,
        threads=threads,
    ).vol


def explained_american_implied_vol(
    price: ArrayLike,
    spot: ArrayLike,
    strike: ArrayLike,
    expiry: ArrayLike,
    *,
    right: RightLike,
    rate: ArrayLike,
    dividend_yield: ArrayLike = 0.0,
    accuracy: Accuracy = "accurate",
    threads: int = 1,
) -> ImpliedVol:
    """The same, and why there is none.

    >>> found = explained_american_implied_vol([10.0, 100.0], 100, 110, 0.5, right="put", rate=0.05)
    >>> [Reason(int(code)).name for code in found.reason]  # exercise at once is worth 10
    ['BELOW_INTRINSIC', 'SOLVED']
    """
    arguments = (price, spot, strike, expiry, rate, dividend_yield, signs(right))
    kernel = partial(_solve, accuracy)
    vol, reason = elementwise(kernel, arguments, outputs=2, threads=threads, share=BLOCK)
    return ImpliedVol(vol, reason.astype(np.int8))


def _solve(
    accuracy: Accuracy,
    P: FloatArray,
    S: FloatArray,
    K: FloatArray,
    T: FloatArray,
    r: FloatArray,
    q: FloatArray,
    c: FloatArray,
    out: FloatArray,
) -> None:
    vol, reason = out
    vol[:] = np.nan
    least, most = _bounds(accuracy, S, K, T, r, q, c)
    known = np.isfinite(P) & np.isfinite(least) & np.isfinite(most)
    reason[:] = np.where(known, Reason.SOLVED, Reason.NOT_FINITE)
    # the plateau itself is known to rounding only
    reason[known & (least + 1e-13 * K >= P)] = Reason.BELOW_INTRINSIC
    reason[known & (most <= P)] = Reason.ABOVE_MAXIMUM
    chosen = reason == Reason.SOLVED
    if chosen.any():
        vol[chosen] = _roots(accuracy, *(a[chosen] for a in (P, S, K, T, r, q, c)))


def _bounds(
    accuracy: Accuracy,
    S: FloatArray,
    K: FloatArray,
    T: FloatArray,
    r: FloatArray,
    q: FloatArray,
    c: FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """Values without any volatility and with endless volatility."""
    still = np.empty((4, S.size))
    fill(accuracy, S, K, T, np.zeros_like(S), r, q, c, still)
    most = np.where(c > 0, S * np.maximum(1.0, np.exp(-q * T)), K * np.maximum(1.0, np.exp(-r * T)))
    return still[0], np.where(T > 0, most, still[0])


def _roots(
    accuracy: Accuracy,
    P: FloatArray,
    S: FloatArray,
    K: FloatArray,
    T: FloatArray,
    r: FloatArray,
    q: FloatArray,
    c: FloatArray,
) -> FloatArray:
    """Bracketed secant; ``f`` is the value less the price."""
    found = np.full(P.shape, np.nan)
    terms = np.stack([P, S, K, T, r, q, c])
    root_T = np.sqrt(T)
    low = LEAST_DEVIATION / root_T
    here, slope, high = _first(terms)
    active = np.arange(P.size)
    before, f_before = np.full_like(here, np.nan), np.full_like(here, np.nan)
    for step in range(MOST_STEPS):
        f = _excess(accuracy, terms, here)
        high = np.where(f >= 0, np.minimum(high, here), high)
        low = np.where(f < 0, np.maximum(low, here), low)
        if step > 0:
            slope = (f - f_before) / (here - before)
        after = here - f / slope
        open_above = ~np.isfinite(high)
        halved = np.where(open_above, 2.0 * here, np.sqrt(low * np.where(open_above, 1.0, high)))
        # a lower bound of zero would make the geometric mean creep
        halved = np.where(~open_above & (low < 0.01 * high), 0.2 * high, halved)
        wild = ~((after > low) & (after < high)) | (np.abs(after - here) > 4.0 * here)
        stalled = (step > 12) & (step % 3 == 0)
        after = np.where(wild | stalled, halved, after)
        done = (np.abs(after - here) <= PRECISION * here) & ~(wild | stalled)
        done |= (high - low <= PRECISION * low) | (f == 0)
        found[active[done]] = np.where(f == 0, here, after)[done]
        keep = ~done
        if not keep.any():
            break
        active, terms = active[keep], terms[:, keep]
        before, f_before, here = here[keep], f[keep], after[keep]
        low, high = low[keep], high[keep]
    else:
        found[active] = here
    return found


def _first(terms: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The European volatility with the European vega: at or above the root, and close to it."""
    from hedgerow.pricing.kernels import european
    from hedgerow.pricing.kernels import implied_vol as kernel

    P, S, K, T, r, q, c = terms
    D = np.exp(-r * T)
    F = S * np.exp((r - q) * T)
    vol = np.empty((1, P.size))
    kernel.implied_vol(P, F, K, T, D, c, vol)
    high = np.where(np.isfinite(vol[0]), vol[0] * (1.0 + 1e-6), np.inf)
    here = np.where(np.isfinite(vol[0]), vol[0], 0.5)
    greeks = np.empty((len(european.GREEKS), P.size))
    european.greeks(S, K, T, here, r, q, c, greeks)
    return here, np.maximum(greeks[3], 1e-8 * S * np.sqrt(T)), high


def _excess(accuracy: Accuracy, terms: FloatArray, vol: FloatArray) -> FloatArray:
    P, S, K, T, r, q, c = terms
    value = np.empty((4, P.size))
    fill(accuracy, S, K, T, vol, r, q, c, value)
    return np.asarray(value[0] - P)
