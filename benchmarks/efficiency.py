"""How many days of closes one day of ranges is worth, measured: the efficiency of each estimator.

    python benchmarks/efficiency.py [--days N] [--steps N] [--seed S]

The efficiency is the variance of the variance from closes, 2σ⁴ of a day with zero mean and 2σ⁴/(n − 1) of n days about their
own, over that of the estimator. Days are driftless walks of ``steps`` Gaussian steps, so that every range is a little
low and the efficiencies are a little high: a bias of −3 % of the variance makes them 6 % higher. Expected are values from
another simulation, of 60,000 days of 3,000 steps; theory is that of a path without steps, for Yang and Zhang
``1 / (f² + (1 − f)² k)`` with the share f overnight; ± is one standard error of ours.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numba import njit
from numpy.typing import NDArray

from hedgerow.market.bars import Bars
from hedgerow.volatility.realized.panel import Estimator, realized_vols

FloatArray = NDArray[np.float64]

DAYS, STEPS, SEED = 240_000, 3_000, 1
NIGHT = 0.25
"""Share of the variance that comes overnight, in the second table."""
ONE_DAY: dict[Estimator, tuple[float, float]] = {
    "parkinson": (5.06, 4.91),
    "garman_klass": (7.85, 7.4),
    "rogers_satchell": (6.30, 6.0),
}
"""Expected, and of a path without steps."""
YANG_ZHANG = {2: (13.5, 9.3), 5: (9.30, 8.0), 10: (8.42, 7.7), 20: (7.79, 7.3)}
"""Expected by window, without nights and with."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    name: str
    ours: float
    error: float
    expected: float
    limit: float
    """Of the theory."""
    bias: float
    """Relative, of the variance."""


@njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def sessions(days: int, steps: int, seed: int) -> FloatArray:
    """Highest, lowest and last of each day's walk of unit variance, from 0."""
    np.random.seed(seed)  # noqa: NPY002 - the generator of compiled code
    found = np.zeros((3, days))
    scale = steps**-0.5
    for day in range(days):
        at = high = low = 0.0
        for _ in range(steps):
            at += np.random.standard_normal()  # noqa: NPY002
            high, low = max(high, at), min(low, at)
        found[:, day] = high * scale, low * scale, at * scale
    return found


def bars(walks: FloatArray, n: int, night: float, seed: int) -> Bars:
    """Windows of n sessions side by side, the total variance 1e-4 a day, before each window the close of a day more."""
    u, d, c = (walks[:, : walks.shape[1] // n * n].reshape(3, -1, n).transpose(0, 2, 1)) * 0.01
    u, d, c = (part * (1 - night) ** 0.5 for part in (u, d, c))
    gap = np.random.default_rng(seed).normal(0, 0.01 * night**0.5, c.shape)
    close = np.cumsum(gap + c, axis=0)
    open_ = close - c
    rows = [np.vstack([np.zeros(c.shape[1]), p]) for p in (open_, open_ + u, open_ + d, close)]
    O, H, L, C = (100 * np.exp(p) for p in rows)
    H, L = np.maximum(H, np.maximum(O, C)), np.minimum(L, np.minimum(O, C))  # rounding
    return Bars(pd.RangeIndex(n + 1), O, H, L, C)


def efficiency(variance: FloatArray, closes: float) -> tuple[float, float]:
    """Variance of the closes' estimator over that of ``variance``, with its standard error."""
    centred = variance - variance.mean()
    square, fourth = np.mean(centred**2), np.mean(centred**4)
    ratio = closes / square
    return ratio, ratio * np.sqrt((fourth / square**2 - 1) / variance.size)


def rows(days: int, steps: int, seed: int) -> Iterator[Row]:
    """The table, line by line."""
    walks = sessions(days, steps, seed)
    one = bars(walks, 1, 0.0, seed)
    for name, (expected, limit) in ONE_DAY.items():
        vol = realized_vols(one, estimators=(name,), windows=(1,), periods=1)[0, 0, -1]
        variance = vol**2 * 1e4
        yield Row(name, *efficiency(variance, 2.0), expected, limit, variance.mean() - 1)
    for night, column in ((0.0, 0), (NIGHT, 1)):
        for n, expected in YANG_ZHANG.items():
            several = bars(walks, n, night, seed + n)
            vol = realized_vols(several, estimators=("yang_zhang",), windows=(n,), periods=1)
            variance = vol[0, 0, -1] ** 2 * 1e4
            k = 0.34 / (1.34 + (n + 1) / (n - 1))
            name = f"yang_zhang, {n} days" + (f", {night:.0%} overnight" if night else "")
            found = efficiency(variance, 2.0 / (n - 1))
            limit = 1 / (night**2 + (1 - night) ** 2 * k)
            yield Row(name, *found, expected[column], limit, variance.mean() - 1)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Efficiency of the volatility estimators.")
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--seed", type=int, default=SEED)
    chosen = parser.parse_args()
    print(f"{chosen.days:,} days of {chosen.steps:,} steps, seed {chosen.seed}")
    print(
        f"{'efficiency against closes':<36}{'ours':>8}{'±':>7}{'expected':>11}{'theory':>8}{'bias':>8}"
    )
    for row in rows(chosen.days, chosen.steps, chosen.seed):
        line = f"{row.name:<36}{row.ours:>8.2f}{row.error:>7.2f}{row.expected:>11.2f}"
        print(f"{line}{row.limit:>8.2f}{row.bias:>8.1%}")


if __name__ == "__main__":
    main()
