"""A barrier that is watched always, on paths of local volatility.

Between two points of a path, at ``a`` and ``b`` from the barrier (in logarithms), the spot touches it with probability
``exp(−2ab/(σ²dt))``: weighing each path with the chance that it never did takes away the bias of looking only at its
points [Glasserman03, 6.4]. What is watched on dates, the vol-knock-out put and plain options need no function of their
own: :mod:`~hedgerow.pricing.monte_carlo` and :mod:`~hedgerow.pricing.vol_knock_out` take a
:class:`~hedgerow.pricing.local_vol.LocalVolGrid` like any other law.
"""

from __future__ import annotations

from typing import get_args

import numpy as np

from hedgerow.errors import InputError
from hedgerow.pricing.barrier import Kind
from hedgerow.pricing.elementwise import signs
from hedgerow.pricing.local_vol import ForwardCurve, LocalVolGrid
from hedgerow.pricing.monte_carlo import Estimate, sample, sessions_of
from hedgerow.typing import FloatArray, Right


def local_vol_barrier_by_simulation(
    local_vol: LocalVolGrid,
    curve: ForwardCurve,
    strike: float,
    expiry: float,
    *,
    right: Right,
    barrier: float,
    kind: Kind,
    steps: int | None = None,
    paths: int = 100_000,
    seed: int = 0,
    threads: int = 1,
) -> Estimate:
    """A barrier option watched always, in the unit of the spot; ``steps`` are trading days by default.

    The forward is the control. In and out add up to the vanilla option of the same paths.

    >>> flat = LocalVolGrid(np.array([1.0]), np.array([-1.0, 1.0]), np.full((1, 2), 0.25))
    >>> curve = ForwardCurve.flat(100, rate=0.04)
    >>> terms = {"right": "put", "barrier": 80, "paths": 20_000, "seed": 1}
    >>> found = local_vol_barrier_by_simulation(flat, curve, 95, 0.5, kind="down-and-out", **terms)
    >>> abs(found.value - 1.0051) < 4 * found.standard_error < 0.1
    True
    """
    if kind not in get_args(Kind):
        raise InputError(f"kind is {kind!r}: choose one of {', '.join(get_args(Kind))}")
    from hedgerow.pricing.kernels import local_vol as kernel

    sign = float(signs(right))
    count = sessions_of(expiry) if steps is None else steps
    step = expiry / count
    t = step * np.arange(count + 1)
    level = np.log(barrier / curve.forward(t))
    forward, discount = float(curve.forward(expiry)), float(curve.discount(expiry))
    ζ, middles = local_vol.scaled_moneyness, (t[1:] + t[:-1]) / 2
    rows = local_vol.variance_rows(middles)
    starts_beyond = curve.spot <= barrier if kind.startswith("down") else curve.spot >= barrier

    def payoffs(M: FloatArray) -> FloatArray:
        alive = np.zeros(M.shape[0])
        if not starts_beyond:
            kernel.survival(
                np.log(M), level, step, rows, np.sqrt(middles), ζ[0], 1 / (ζ[1] - ζ[0]), alive
            )
        pays = alive if kind.endswith("out") else 1 - alive
        vanilla = discount * np.maximum(sign * (forward * M[:, -1] - strike), 0.0)
        return np.stack([vanilla * pays, M[:, -1]])

    found = sample(
        local_vol, payoffs, expiry=expiry, steps=count, paths=paths, seed=seed, threads=threads
    )
    return found.controlled(0, {1: 1.0})
