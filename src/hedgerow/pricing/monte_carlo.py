"""Monte Carlo: means of payoffs over paths, each with its standard error and seed.

Paths are drawn in chunks, each from its own stream (``SeedSequence(seed).spawn``): memory is bounded, and the
result does not depend on how many threads draw. An observation is the mean of an antithetic pair; ``n`` of
them with sample covariance ``Σ`` give a mean ``ȳ`` with covariance ``C = Σ/n`` [Glasserman03, ch. 4]. From those:

    plain         ȳᵢ                              √Cᵢᵢ
    controlled    ȳᵢ − β·(x̄ − x)    C_xx β = C_xi   √(Cᵢᵢ − β·C_xi)      x the known means of other payoffs
    ratio         R = ȳᵢ/ȳⱼ                        √(Cᵢᵢ − 2R Cᵢⱼ + R² Cⱼⱼ)/|ȳⱼ|
"""

import math
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeAlias, get_args

import numpy as np
from numpy.typing import ArrayLike

from hedgerow.errors import InputError
from hedgerow.pricing.barrier import Kind
from hedgerow.pricing.black import black
from hedgerow.pricing.elementwise import signs
from hedgerow.pricing.heston import Heston
from hedgerow.pricing.merton import Merton
from hedgerow.pricing.paths import SESSIONS, Lognormal, PathModel, paths_over_forward
from hedgerow.typing import FloatArray, Right

CHUNK = 2**20
"""Steps of all paths that are drawn at once: 8 MB for each array."""

Payoffs: TypeAlias = Callable[[FloatArray], FloatArray]
"""From ``M = S/F``, shape (paths, steps + 1), to payoffs, shape (payoffs, paths)."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over random paths."""

    value: float
    standard_error: float
    """One standard deviation of ``value``; NaN below two pairs of paths."""
    paths: int
    seed: int


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Means of several payoffs over the same paths."""

    mean: FloatArray
    """Shape (payoffs,)."""
    covariance: FloatArray
    """Of the means, shape (payoffs, payoffs)."""
    paths: int
    seed: int

    def plain(self, i: int) -> Estimate:
        """Mean of payoff ``i``."""
        return self._estimate(self.mean[i], self.covariance[i, i])

    def controlled(self, i: int, controls: Mapping[int, float]) -> Estimate:
        """The same, corrected by payoffs whose means are known; :meth:`plain` where no ``β`` can be found.

        That is with fewer pairs of paths than controls and two, or where a covariance is no number.
        """
        x = list(controls)
        C = self.covariance
        if not x or self.paths // 2 < len(x) + 2 or not np.isfinite(C[np.ix_(x, [i, *x])]).all():
            return self.plain(i)
        # equilibrated, because controls may be nearly equal or of very different size
        scale = np.sqrt(np.diag(C)[x])
        scale[scale == 0] = 1.0
        inner = C[np.ix_(x, x)] / np.outer(scale, scale)
        beta = np.linalg.lstsq(inner, C[x, i] / scale, rcond=1e-10)[0] / scale
        known = np.array(list(controls.values()))
        value = self.mean[i] - beta @ (self.mean[x] - known)
        return self._estimate(value, C[i, i] - beta @ C[x, i])

    def ratio(self, i: int, j: int) -> Estimate:
        """Payoff ``i`` over payoff ``j``; NaN where that is 0."""
        C = self.covariance
        with np.errstate(all="ignore"):
            R = self.mean[i] / self.mean[j]
            variance = (C[i, i] - 2 * R * C[i, j] + R * R * C[j, j]) / self.mean[j] ** 2
        return self._estimate(R, variance)

    def _estimate(self, value: float, variance: float) -> Estimate:
        # rounding may leave a variance just below 0
        error = math.sqrt(max(variance, 0.0)) if variance == variance else math.nan  # noqa: PLR0124
        return Estimate(float(value), error, self.paths, self.seed)


def sample(
    model: PathModel,
    payoffs: Payoffs,
    *,
    expiry: float,
    steps: int,
    paths: int,
    seed: int,
    threads: int = 1,
) -> Sample:
    """Means of ``payoffs`` over ``paths`` paths of ``steps`` equal steps up to ``expiry`` (years).

    An odd number of paths is rounded up. Interrupted, it leaves nothing behind.

    >>> def at_the_end(M):
    ...     return M[None, :, -1]
    >>> from hedgerow.pricing.paths import Lognormal
    >>> found = sample(Lognormal(0.2), at_the_end, expiry=1, steps=4, paths=10_000, seed=1)
    >>> estimate = found.plain(0)
    >>> abs(estimate.value - 1) < 4 * estimate.standard_error
    True
    """
    for name, given in (("paths", paths), ("steps", steps), ("threads", threads)):
        if given < 1:
            raise InputError(f"{name} is {given}: give 1 or more")
    if not (expiry > 0 and math.isfinite(expiry)):
        raise InputError(f"expiry is {expiry} years: give a finite time above 0")
    if seed < 0:
        raise InputError(f"seed is {seed}: give a whole number of 0 or more")
    paths += paths % 2
    size = 2 * max(CHUNK // steps // 2, 1)
    sizes = [min(size, paths - start) for start in range(0, paths, size)]
    streams = np.random.SeedSequence(seed).spawn(len(sizes))

    def moments(chunk: int) -> tuple[int, FloatArray, FloatArray]:
        generator = np.random.default_rng(streams[chunk])
        M = paths_over_forward(
            model, generator, paths=sizes[chunk], steps=steps, step=expiry / steps
        )
        found = payoffs(M)
        pairs = found.reshape(found.shape[0], 2, -1).mean(axis=1)
        mean = pairs.mean(axis=1)
        off = pairs - mean[:, None]
        return pairs.shape[1], mean, off @ off.T

    if threads == 1:
        parts = [moments(i) for i in range(len(sizes))]
    else:
        with ThreadPoolExecutor(threads) as pool:
            try:
                parts = list(pool.map(moments, range(len(sizes))))
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
    count, mean, scatter = _merged(parts)
    with np.errstate(all="ignore"):
        covariance = scatter / np.float64(count - 1) / count
    return Sample(mean, covariance, paths, seed)


def european_by_simulation(
    model: PathModel,
    forward: float,
    strike: float,
    expiry: float,
    *,
    right: Right,
    discount: float = 1.0,
    steps: int | None = None,
    paths: int = 100_000,
    seed: int = 0,
    threads: int = 1,
) -> Estimate:
    """A European option by paths, the forward as control: a check on :func:`closed_form` and on the paths.

    ``steps`` are trading days by default.

    >>> from hedgerow.pricing.paths import Lognormal
    >>> found = european_by_simulation(
    ...     Lognormal(0.2), 100, 100, 0.25, right="put", paths=20_000, seed=1
    ... )
    >>> abs(found.value - 3.9878) < 4 * found.standard_error < 0.2
    True
    """
    sign = float(signs(right))

    def payoffs(M: FloatArray) -> FloatArray:
        value = discount * np.maximum(sign * (forward * M[:, -1] - strike), 0.0)
        return np.stack([value, M[:, -1]])

    days = sessions_of(expiry) if steps is None else steps
    found = sample(
        model, payoffs, expiry=expiry, steps=days, paths=paths, seed=seed, threads=threads
    )
    return found.controlled(0, {1: 1.0})


def barrier_by_simulation(
    model: PathModel,
    spot: float,
    strike: float,
    expiry: float,
    *,
    right: Right,
    barrier: float,
    kind: Kind,
    rate: float,
    dividend_yield: float = 0.0,
    dates: int | None = None,
    paths: int = 100_000,
    seed: int = 0,
    threads: int = 1,
) -> Estimate:
    """A barrier option watched on equidistant ``dates`` (trading days by default), the last at expiry.

    The vanilla option, where its value is known, and the forward are controls.

    >>> market = Heston(v0=0.04, kappa=2.0, theta=0.06, xi=0.8, rho=-0.7)
    >>> terms = {"right": "put", "barrier": 85, "rate": 0.04, "paths": 4_000, "seed": 1}
    >>> out = barrier_by_simulation(market, 100, 95, 0.25, kind="down-and-out", **terms)
    >>> into = barrier_by_simulation(market, 100, 95, 0.25, kind="down-and-in", **terms)
    >>> vanilla = market.price(100 * np.exp(0.01), 95, 0.25, right="put", discount=np.exp(-0.01))
    >>> bool(np.isclose(out.value + into.value, vanilla, rtol=1e-9))
    True
    """
    if kind not in get_args(Kind):
        raise InputError(f"kind is {kind!r}: choose one of {', '.join(get_args(Kind))}")
    sign = float(signs(right))
    days = sessions_of(expiry) if dates is None else dates
    forward = spot * math.exp((rate - dividend_yield) * expiry)
    discount = math.exp(-rate * expiry)

    def payoffs(M: FloatArray) -> FloatArray:
        forwards = spot * np.exp((rate - dividend_yield) * expiry / days * np.arange(1, days + 1))
        S = M[:, 1:] * forwards
        down = kind.startswith("down")
        touched = S.min(axis=1) <= barrier if down else S.max(axis=1) >= barrier
        vanilla = discount * np.maximum(sign * (S[:, -1] - strike), 0.0)
        pays = touched if kind.endswith("in") else ~touched
        return np.stack([vanilla * pays, vanilla, M[:, -1]])

    found = sample(
        model, payoffs, expiry=expiry, steps=days, paths=paths, seed=seed, threads=threads
    )
    exact = closed_form(model, forward, strike, expiry, right=right, discount=discount)
    return found.controlled(0, {2: 1.0} if exact is None else {1: exact, 2: 1.0})


def closed_form(
    model: PathModel,
    forward: ArrayLike,
    strike: ArrayLike,
    expiry: ArrayLike,
    *,
    right: Right,
    discount: ArrayLike = 1.0,
) -> float | None:
    """Price of a European option under ``model``, as control; None for resampled days, which have none."""
    if isinstance(model, Lognormal):
        return float(black(forward, strike, expiry, model.vol, right=right, discount=discount))
    if isinstance(model, Heston | Merton):
        return float(model.price(forward, strike, expiry, right=right, discount=discount))
    return None


def sessions_of(expiry: float) -> int:
    """Trading days in ``expiry`` years, at least 1."""
    if not (expiry > 0 and math.isfinite(expiry)):
        raise InputError(f"expiry is {expiry} years: give a finite time above 0")
    return max(round(expiry * SESSIONS), 1)


def _merged(
    parts: list[tuple[int, FloatArray, FloatArray]],
) -> tuple[int, FloatArray, FloatArray]:
    """Count, mean and scatter of all chunks [CGL83]."""
    count, mean, scatter = parts[0]
    for more, its_mean, its_scatter in parts[1:]:
        gap = its_mean - mean
        total = count + more
        scatter = scatter + its_scatter + np.outer(gap, gap) * (count * more / total)
        mean = mean + gap * (more / total)
        count = total
    return count, mean, scatter
