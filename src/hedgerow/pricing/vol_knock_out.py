"""Put that a rise in realized volatility knocks out.

    V = e^{−rT} E[(K − S_T)⁺ 1{RV < B}],        RV = √(252/n Σ r²)

with ``r`` the ``n`` daily log returns up to expiry, their mean taken as zero (SPEC SK-09). It is cheaper than
the vanilla put, for falls come with volatility: the ratio says by how much, and the probability of knock-out
what is given up for it. No closed form: paths of :mod:`~hedgerow.pricing.paths`, whose vanilla put and forward
serve as controls where their values are known.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from hedgerow.errors import InputError
from hedgerow.pricing.monte_carlo import Estimate, closed_form, sample, sessions_of
from hedgerow.pricing.paths import SESSIONS, PathModel
from hedgerow.typing import FloatArray


@dataclass(frozen=True, slots=True)
class VolKnockOutPut:
    """What the put is worth, and what was given up for the discount; each with its standard error."""

    value: Estimate
    """In the unit of the spot."""
    vanilla: Estimate
    """The put without knock-out, by the same paths and without control."""
    ratio: Estimate
    """Value over vanilla, by the same paths: errors of the two largely cancel."""
    knock_out_probability: Estimate
    """P[RV ≥ B] under the pricing measure."""
    vanilla_closed_form: float | None
    """What the vanilla put is worth exactly; None where the model has no closed form."""


def vol_knock_out_put(
    model: PathModel,
    spot: float,
    strike: float,
    expiry: float,
    *,
    barrier: float,
    rate: float,
    dividend_yield: float = 0.0,
    sessions: int | None = None,
    paths: int = 100_000,
    seed: int = 0,
    threads: int = 1,
) -> VolKnockOutPut:
    """Value of the put that ends when realized volatility over its life reaches ``barrier`` (decimal).

    ``sessions`` is the number of daily returns, 252 a year by default. Raises
    :class:`~hedgerow.errors.InputError` for a barrier, spot or strike that is not positive.

    >>> from hedgerow.pricing.heston import Heston
    >>> market = Heston(v0=0.03, kappa=4.0, theta=0.04, xi=0.7, rho=-0.75)
    >>> put = vol_knock_out_put(
    ...     market, 100, 95, 0.25, barrier=0.30, rate=0.04, paths=20_000, seed=1
    ... )
    >>> put.value.standard_error < 0.02
    True
    >>> put.ratio.value < 1 - put.knock_out_probability.value  # it is lost when it is needed
    True
    """
    for name, given in (("barrier", barrier), ("spot", spot), ("strike", strike)):
        if not given > 0:
            raise InputError(f"{name} is {given}: give a number above 0")
    days = sessions_of(expiry) if sessions is None else sessions
    forward = spot * math.exp((rate - dividend_yield) * expiry)
    discount = math.exp(-rate * expiry)
    drift = (rate - dividend_yield) * expiry / days

    def payoffs(M: FloatArray) -> FloatArray:
        r = np.diff(np.log(M), axis=1) + drift
        realized = np.sqrt(SESSIONS * np.mean(r * r, axis=1))
        alive = realized < barrier
        put = discount * np.maximum(strike - forward * M[:, -1], 0.0)
        return np.stack([put * alive, put, 1.0 - alive, M[:, -1]])

    found = sample(
        model, payoffs, expiry=expiry, steps=days, paths=paths, seed=seed, threads=threads
    )
    exact = closed_form(model, forward, strike, expiry, right="put", discount=discount)
    controls = {3: 1.0} if exact is None else {1: exact, 3: 1.0}
    return VolKnockOutPut(
        value=found.controlled(0, controls),
        vanilla=found.plain(1),
        ratio=found.ratio(0, 1),
        knock_out_probability=found.plain(2),
        vanilla_closed_form=exact,
    )
