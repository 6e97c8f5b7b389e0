"""American puts on a binomial tree, for the one regime that the boundary equation leaves out.

Cox, Ross and Rubinstein's tree with the Black–Scholes value one step before the end, extrapolated from half as many
steps [BD96]: smooth in its steps, so that two sizes tell the limit. Slow (a few milliseconds an option).
"""

from __future__ import annotations

import math

import numpy as np

from hedgerow.pricing.kernels.european import compiled, exact, greeks_of_one
from hedgerow.typing import FloatArray

STEPS = 1000


@compiled
def puts(
    S: FloatArray,
    K: FloatArray,
    T: FloatArray,
    v: FloatArray,
    r: FloatArray,
    q: FloatArray,
    out: FloatArray,
) -> None:
    """Fill price, delta and gamma; two boundaries have no one critical spot (NaN)."""
    whole, half = np.empty(3), np.empty(3)
    for i in range(S.size):
        _tree(S[i], K[i], T[i], v[i], r[i], q[i], STEPS, whole)
        _tree(S[i], K[i], T[i], v[i], r[i], q[i], STEPS // 2, half)
        for k in range(3):
            out[k, i] = 2.0 * whole[k] - half[k]
        out[0, i] = max(out[0, i], K[i] - S[i], 0.0)
        if out[0, i] == K[i] - S[i]:
            out[1, i], out[2, i] = -1.0, 0.0
        out[3, i] = math.nan


@exact
def _tree(
    S: float, K: float, T: float, v: float, r: float, q: float, steps: int, out: FloatArray
) -> None:
    dt = T / steps
    # wide enough for the drift, so that probabilities stay probabilities
    up = max(v * math.sqrt(dt), 1.001 * abs(r - q - 0.5 * v * v) * dt)
    p = 0.5 + 0.5 * (r - q - 0.5 * v * v) * dt / up
    D = math.exp(-r * dt)
    value = np.empty(steps)
    row = np.empty(10)
    for j in range(steps):
        spot = S * math.exp((2 * j - (steps - 1)) * up)
        greeks_of_one(spot, K, dt, v, r, q, -1.0, row)
        value[j] = max(row[0], K - spot)
    after_two = np.empty(3)
    after_one = np.empty(2)
    for n in range(steps - 2, -1, -1):
        for j in range(n + 1):
            held = D * (p * value[j + 1] + (1.0 - p) * value[j])
            value[j] = max(held, K - S * math.exp((2 * j - n) * up))
        if n == 2:
            after_two[:] = value[:3]
        if n == 1:
            after_one[:] = value[:2]
    low, high = S * math.exp(-up), S * math.exp(up)
    out[0] = value[0]
    out[1] = (after_one[1] - after_one[0]) / (high - low)
    bottom, top = S * math.exp(-2 * up), S * math.exp(2 * up)
    slope_up = (after_two[2] - after_two[1]) / (top - S)
    slope_down = (after_two[1] - after_two[0]) / (S - bottom)
    out[2] = 2.0 * (slope_up - slope_down) / (top - bottom)
