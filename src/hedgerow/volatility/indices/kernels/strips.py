"""The strips of all listings in one pass over their strikes, compiled.

A listing without a strip says why in ``found``; its numbers are NaN and its prices zero.
"""

from __future__ import annotations

import math

from numba import njit

from hedgerow.typing import FloatArray, IntArray

FOUND, NO_PAIR, NO_CENTRE, NO_PUTS, NO_CALLS = 0, 1, 2, 3, 4
"""A strip; no strike with bids on both sides; none of them at or below the forward; no put, no call in the strip."""
PARITY_STRIKE, FORWARD, K0, VARIANCE, CONTRIBUTION, CORRECTION = 0, 1, 2, 3, 4, 5
FIELDS = 6
STOP = 2
"""Strikes in a row without a bid after which a side ends."""
TIE = 1e-9
"""Difference of prices that is rounding: no strike is nearer by it."""

compiled = njit(cache=True, nogil=True, error_model="numpy")
summed = njit(cache=True, nogil=True, error_model="numpy", fastmath={"reassoc", "contract"})
"""In any order: a sum in four lanes."""


@compiled
def strips(
    start: IntArray,
    strike: FloatArray,
    call_bid: FloatArray,
    call_ask: FloatArray,
    put_bid: FloatArray,
    put_ask: FloatArray,
    expiry: FloatArray,
    rate: FloatArray,
    price: FloatArray,
    width: FloatArray,
    out: FloatArray,
    found: IntArray,
) -> None:
    """Fill ``price`` and ``width`` (strikes,; zero outside the strip), ``out`` (listings, FIELDS) and ``found``."""
    price[:] = 0.0
    width[:] = 0.0
    out[:] = math.nan
    for i in range(len(start) - 1):
        a, b = start[i], start[i + 1]
        K, Q, dK = strike[a:b], price[a:b], width[a:b]
        C, P = call_bid[a:b], put_bid[a:b]
        T, grown = expiry[i], math.exp(rate[i] * expiry[i])
        at = _parity_strike(C, call_ask[a:b], P, put_ask[a:b])
        if at < 0 or not T > 0 or math.isnan(grown):
            found[i] = NO_PAIR
            continue
        gap = 0.5 * (C[at] + call_ask[a + at] - P[at] - put_ask[a + at])
        F = K[at] + grown * gap
        out[i, PARITY_STRIKE], out[i, FORWARD] = K[at], F
        c = _centre(at, F, K, C, P)
        if c < 0:
            found[i] = NO_CENTRE
            continue
        out[i, K0] = K[c]
        Q[c] = 0.25 * (C[c] + call_ask[a + c] + P[c] + put_ask[a + c])
        below, ask_below = P[: c + 1][::-1], put_ask[a : a + c + 1][::-1]
        puts = _side(K[: c + 1][::-1], below, ask_below, Q[: c + 1][::-1], dK[: c + 1][::-1])
        calls = _side(K[c:], C[c:], call_ask[a + c : b], Q[c:], dK[c:])
        found[i] = NO_PUTS if puts == 0 else NO_CALLS if calls == 0 else FOUND
        if found[i] == FOUND:
            out[i, CONTRIBUTION] = grown * _sum(K, Q, dK)
            out[i, CORRECTION] = (F / K[c] - 1.0) ** 2 / T
            out[i, VARIANCE] = 2.0 / T * out[i, CONTRIBUTION] - out[i, CORRECTION]
        else:
            Q[:] = 0.0
            dK[:] = 0.0


@compiled
def _parity_strike(
    call_bid: FloatArray, call_ask: FloatArray, put_bid: FloatArray, put_ask: FloatArray
) -> int:
    """Where call and put, both with a bid, are nearest in price; the lower of two; -1 where there is none."""
    nearest, at = math.inf, -1
    for j in range(len(call_bid)):
        if call_bid[j] > 0.0 and put_bid[j] > 0.0:
            apart = abs(call_bid[j] + call_ask[j] - put_bid[j] - put_ask[j])
            if apart < nearest - TIE:
                nearest, at = apart, j
    return at


@compiled
def _centre(at: int, F: float, K: FloatArray, call_bid: FloatArray, put_bid: FloatArray) -> int:
    """The highest strike at or below the forward with bids on both sides, sought from ``at``; -1 where there is none."""
    c = at
    while c + 1 < len(K) and K[c + 1] <= F:
        c += 1
    while c >= 0 and not (K[c] <= F and call_bid[c] > 0.0 and put_bid[c] > 0.0):
        c -= 1
    return c


@compiled
def _side(K: FloatArray, bid: FloatArray, ask: FloatArray, Q: FloatArray, dK: FloatArray) -> int:
    """Lay one side out from the centre, which stands first: mids and half of each gap; how many options it has."""
    last, count, silent, before = 0, 0, 0, 0.0
    for j in range(1, len(K)):
        if bid[j] > 0.0:
            silent = 0
            half = 0.5 * abs(K[j] - K[last])
            if count:
                dK[last] = before + half
            else:
                dK[0] += half
            Q[j] = 0.5 * (bid[j] + ask[j])
            last, before = j, half
            count += 1
        elif bid[j] == 0.0:
            silent += 1
            if silent == STOP:
                break
    if count:
        dK[last] = 2.0 * before  # the outermost has the whole gap to its neighbour
    return count


@summed
def _sum(K: FloatArray, Q: FloatArray, dK: FloatArray) -> float:
    total = 0.0
    for j in range(len(K)):
        total += dK[j] * Q[j] / (K[j] * K[j])
    return total
