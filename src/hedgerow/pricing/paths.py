"""Paths of the spot over its forward, ``M(t) = S(t)/F(t)``: they start at 1, and ``E[M(t)] = 1`` at every step.

Five laws, each in steps of equal length:

- :class:`Lognormal`: constant volatility;
- :class:`~hedgerow.pricing.heston.Heston`: variance by the quadratic-exponential scheme, whose next value has the
  exact mean and variance and never turns negative, with ``E[M] = 1`` exactly [Andersen08];
- :class:`~hedgerow.pricing.merton.Merton`: exact at every step;
- :class:`~hedgerow.pricing.local_vol.LocalVolGrid`: Platen's explicit scheme of weak order 2 for ``ln M``
  [KP92, 15.1.1], the first step in seven, so that ``E[M] = 1`` up to the square of the step;
- :class:`Bootstrap`: resampled historical daily log returns ``x``, scaled to a volatility. Blocks of consecutive
  days keep the clustering of volatility [PR92]; day ``j`` of a block is shifted to the forward by the growth of its
  first ``j`` days, averaged over all ``n`` places where the block may begin, around the end:

      r = k x_{i+j−1} − (g_j − g_{j−1}),        g_j = ln (1/n) Σᵢ exp(k (x_i + … + x_{i+j−1})),   g_0 = 0

The first three are exact martingales; the last is one from block to block, for within a block its days are settled.
All but the last come in antithetic halves: path ``i`` and path ``i + paths/2`` have opposite normals.
"""

import math
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.random import Generator

from hedgerow.errors import InputError
from hedgerow.pricing.heston import Heston
from hedgerow.pricing.local_vol import LocalVolGrid
from hedgerow.pricing.merton import Merton
from hedgerow.typing import FloatArray

SESSIONS = 252
"""Trading days of a year."""

HALVINGS = 6
"""Of the first step under local volatility; without them a put 5 % out came 1.5 % too dear in ten steps (measured)."""


@dataclass(frozen=True, slots=True)
class Lognormal:
    """Black and Scholes's law."""

    vol: float
    """Decimal per √year, ≥ 0."""

    def __post_init__(self) -> None:
        if not (self.vol >= 0 and math.isfinite(self.vol)):
            raise InputError(f"volatility is {self.vol}; give a finite decimal of 0 or more")


@dataclass(frozen=True, slots=True, eq=False)
class Bootstrap:
    """Historical days drawn again; one step is one trading day.

    >>> days = Bootstrap(np.array([0.01, -0.02, 0.004, 0.0]), vol=0.2, block=2)
    >>> first, second = days.scaled + days.drift[0], np.roll(days.scaled, -1) + days.drift[1]
    >>> [round(float(np.exp(grown).mean()), 12) for grown in (first, first + second)]  # the forward
    [1.0, 1.0]
    >>> round(float(first.std() * SESSIONS**0.5), 12)
    0.2
    """

    returns: FloatArray
    """Daily log returns, shape (days,)."""
    vol: float
    """To which they are scaled, decimal per √year of 252 days."""
    block: int = 1
    """Consecutive days drawn together, around the end to the beginning."""
    scaled: FloatArray = field(init=False, repr=False)
    """``kx``: the days with mean 0 and this volatility, shape (days,)."""
    drift: FloatArray = field(init=False, repr=False)
    """``g_{j−1} − g_j``: what is added to each day of a block, shape (block,)."""

    def __post_init__(self) -> None:
        returns = np.asarray(self.returns, dtype=float)
        if returns.ndim != 1 or returns.size < 2 or not np.isfinite(returns).all():
            raise InputError(
                f"returns of shape {returns.shape}: give two or more finite daily log returns in one row"
            )
        if returns.std() == 0:
            raise InputError("all returns are equal: they can be scaled to no volatility")
        if not (self.vol >= 0 and math.isfinite(self.vol)):
            raise InputError(f"volatility is {self.vol}; give a finite decimal of 0 or more")
        if not 1 <= self.block <= returns.size:
            raise InputError(f"block is {self.block}; give 1 to {returns.size} days")
        scaled = returns - returns.mean()
        scaled *= self.vol / math.sqrt(SESSIONS) / scaled.std()
        object.__setattr__(self, "returns", returns)
        object.__setattr__(self, "scaled", scaled)
        object.__setattr__(self, "drift", -np.diff(_block_growth(scaled, self.block), prepend=0.0))


PathModel: TypeAlias = Lognormal | Heston | Merton | LocalVolGrid | Bootstrap


def paths_over_forward(
    model: PathModel, generator: Generator, *, paths: int, steps: int, step: float
) -> FloatArray:
    """``M``, shape ``(paths, steps + 1)``, the first column 1; ``paths`` even, ``step`` in years.

    >>> found = paths_over_forward(
    ...     Lognormal(0.2), np.random.default_rng(1), paths=4, steps=2, step=1 / 252
    ... )
    >>> found.shape, found[:, 0]
    ((4, 3), array([1., 1., 1., 1.]))
    """
    logs = np.zeros((paths, steps + 1))
    if isinstance(model, Bootstrap):
        np.cumsum(_resampled(model, generator, paths, steps), axis=1, out=logs[:, 1:])
        return np.exp(logs, out=logs)
    if isinstance(model, LocalVolGrid):
        return _local_vol_paths(model, generator, paths, np.arange(steps + 1.0) * step)
    z = _mirrored(generator.standard_normal((paths // 2, steps)))
    if isinstance(model, Heston):
        from hedgerow.pricing.kernels import heston_paths

        other = _mirrored(generator.standard_normal((paths // 2, steps)))
        parameters = (model.v0, model.kappa, model.theta, model.xi, model.rho)
        heston_paths.fill(*map(float, parameters), step, z, other, logs)
        return np.exp(logs, out=logs)
    if isinstance(model, Merton):
        jumps = generator.poisson(model.lam * step, (paths // 2, steps))
        sizes = _mirrored(generator.standard_normal((paths // 2, steps)))
        jumps = np.concatenate((jumps, jumps))
        drift = -0.5 * model.sigma**2 - model.lam * model.mean_jump
        z *= model.sigma * math.sqrt(step)
        z += drift * step + model.mu * jumps + model.delta * np.sqrt(jumps) * sizes
    elif isinstance(model, Lognormal):
        z *= model.vol * math.sqrt(step)
        z -= 0.5 * model.vol**2 * step
    else:
        raise InputError(
            f"{type(model).__name__} has no paths: "
            "give Lognormal, Heston, Merton, LocalVolGrid or Bootstrap"
        )
    np.cumsum(z, axis=1, out=logs[:, 1:])
    return np.exp(logs, out=logs)


def _local_vol_paths(
    model: LocalVolGrid, generator: Generator, paths: int, times: FloatArray
) -> FloatArray:
    """The first step is halved again and again: a smile that scales with √t changes fastest at the start."""
    from hedgerow.pricing.kernels import local_vol

    early = times[1] * 0.5 ** np.arange(HALVINGS, 0, -1)
    t = np.concatenate((times[:1], early, times[1:]))
    middles = (t[1:] + t[:-1]) / 2
    ζ = model.scaled_moneyness
    z = _mirrored(generator.standard_normal((paths // 2, t.size - 1)))
    logs = np.empty((paths, t.size))
    rows = model.variance_rows(middles)
    local_vol.fill(np.diff(t), z, rows, np.sqrt(middles), ζ[0], 1 / (ζ[1] - ζ[0]), logs)
    logs[:, HALVINGS] = 0.0  # now, beside the first step's end
    return np.exp(logs[:, HALVINGS:])


def _mirrored(z: FloatArray) -> FloatArray:
    return np.concatenate((z, -z))


def _block_growth(days: FloatArray, block: int) -> FloatArray:
    """``g_1 … g_block``."""
    total = np.zeros(days.size)
    growth = np.empty(block)
    for j in range(block):
        total += np.roll(days, -j)
        peak = total.max()  # so that no day overflows
        growth[j] = peak + math.log(np.exp(total - peak).mean())
    return growth


def _resampled(model: Bootstrap, generator: Generator, paths: int, steps: int) -> FloatArray:
    days = model.scaled
    blocks = -(-steps // model.block)
    first = generator.integers(days.size, size=(paths, blocks))
    drawn = (first[:, :, None] + np.arange(model.block)) % days.size
    return np.asarray((days[drawn] + model.drift).reshape(paths, -1)[:, :steps])
