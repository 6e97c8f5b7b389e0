"""Beta that forgets: exponentially weighted, the last days count most.

    β = Σ λ^i x_{t−i} y_{t−i} / Σ λ^i x²_{t−i}        half-life = ln ½ / ln λ

Zero means, as RiskMetrics has it [RiskMetrics96]. It rests on ``(Σ w)²/Σ w²`` days, which for a long
history is ``(1 + λ)/(1 − λ)``: 32 for λ = 0.94 and 66 for 0.97. Its error is robust to
heteroskedasticity, ``√(Σ w² x² ε²) / Σ w x²``, enlarged by ``n/(n − 1)`` of those days. SPEC HS-09.
"""

from __future__ import annotations

import numpy as np

from hedgerow.hedge.estimate import Estimate, estimate, unknown
from hedgerow.hedge.regression import LEAST_PAIRS
from hedgerow.typing import FloatArray


def half_life(decay: float) -> float:
    """Sessions after which a day counts half.

    >>> round(half_life(0.94), 1), round(half_life(0.97), 1)
    (11.2, 22.8)
    """
    return float(np.log(0.5) / np.log(decay))


def effective_days(weights: FloatArray) -> float:
    """How many equally weighted days are worth as much as these.

    >>> round(effective_days(0.94 ** np.arange(252)), 1)
    32.3
    """
    return float(weights.sum() ** 2 / (weights**2).sum())


def ewma_beta(y: FloatArray, x: FloatArray, *, decay: float) -> Estimate:
    """Exponentially weighted slope; shapes (n,), oldest first.

    Days with a NaN are left out and the others keep their age.
    """
    name = f"EWMA λ {decay:g}"
    note = f"half-life {half_life(decay):.0f} sessions"
    known = np.isfinite(y) & np.isfinite(x)
    age = np.arange(len(x), dtype=np.float64)[::-1]
    w: FloatArray = np.power(decay, age[known])
    y, x = y[known], x[known]
    if len(x) < LEAST_PAIRS or not (x**2).sum() > 0:
        return unknown(name, observations=len(x), note="too few days")
    n = effective_days(w)
    wxx = float(w @ x**2)
    b = float(w @ (x * y)) / wxx
    e = y - b * x
    error = float(np.sqrt((w * x * e) @ (w * x * e) * n / (n - 1)) / wxx)
    note += f", worth {n:.0f} equal days"
    return estimate(name, b, error, len(x), freedom=n - 1, note=note)
