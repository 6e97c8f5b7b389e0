"""SVI slices of 40 strikes: ours all in one call, MINPACK slice by slice.

MINPACK is asked as one would at its best: raw parameters, analytic Jacobian, a start from the data, no bounds. Twice: by
`leastsq`, its thinnest door, and by `least_squares(method="lm")`. Quotes are slices with noise of 0.4 % of total
variance; every contender searches to a relative 1e-10, and residuals stand beside times.
"""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pytest
from benchmarks.quotes import FloatArray
from benchmarks.race import Table, duration, race, timed, times_over
from pytest_benchmark.fixture import BenchmarkFixture
from scipy.optimize import least_squares, leastsq

from hedgerow.volatility.surface.kernels import svi as kernel
from hedgerow.volatility.surface.smile_quotes import SmileQuotes
from hedgerow.volatility.surface.svi_fit import fit_slices

STRIKES = 40
COUNTS = (30, 300)
KERNEL, OURS = "hedgerow, kernel", "hedgerow, SviFit of each"
THIN, THICK = "MINPACK by leastsq", "MINPACK by least_squares"

Slices = list[SmileQuotes]
Fit = Callable[[FloatArray, FloatArray], FloatArray]


@pytest.fixture(scope="module")
def table(request: pytest.FixtureRequest) -> Iterator[Table]:
    """Rows to print once all are measured."""
    columns = ("SVI", "slices", "a slice", "kernel is", "SviFit is", "within 1e-6 of best", "worst")
    found = Table(f"SVI, slices of {STRIKES} strikes (worst: rms over the best's)", columns, [], [])
    yield found
    found.show(request)


@pytest.mark.parametrize("count", COUNTS)
def test_svi(benchmark: BenchmarkFixture, table: Table, count: int) -> None:
    """Ours beside MINPACK."""
    slices = noisy(count, seed=5)
    contenders = {
        KERNEL: timed(partial(by_kernel, slices), calls=10),
        OURS: timed(partial(fit_slices, slices), calls=3),
        THIN: timed(partial(one_by_one, thin, slices)),
        THICK: timed(partial(one_by_one, thick, slices)),
    }
    times = race(benchmark, contenders)
    squares = {
        KERNEL: by_kernel(slices) * STRIKES,
        OURS: np.array([fit.rms**2 * STRIKES for fit in fit_slices(slices)]),
        THIN: one_by_one(thin, slices),
        THICK: one_by_one(thick, slices),
    }
    best = np.min(list(squares.values()), axis=0)
    for name in contenders:
        rms = np.sqrt(squares[name] / best)
        table.rows.append(
            (
                name,
                f"{count}",
                duration(times.median(name) / count),
                times_over(times.ratio(name, KERNEL)),
                times_over(times.ratio(name, OURS)),
                f"{np.mean(rms < 1 + 1e-6):.1%}",
                f"{rms.max():.6f}",
            )
        )


def noisy(count: int, *, seed: int) -> Slices:
    """From a week to two years, 12 to 50 % at the money."""
    draw = np.random.default_rng(seed)
    found = []
    while len(found) < count:
        T, vol = np.exp(draw.uniform(np.log(7 / 365), np.log(2))), draw.uniform(0.12, 0.5)
        deviation = vol * np.sqrt(T)
        k = np.sort(draw.uniform(-3.5, 2.0, STRIKES)) * deviation
        b, rho = draw.uniform(0.15, 0.5) * deviation, draw.uniform(-0.8, -0.1)
        sigma = draw.uniform(0.3, 1.5) * deviation
        m = draw.uniform(-0.3, 0.3) * sigma
        a = deviation**2 - b * (np.hypot(m, sigma) - rho * m)
        w = a + b * (rho * (k - m) + np.hypot(k - m, sigma))
        if w.min() > 0:
            w = w * (1 + 0.004 * draw.standard_normal(STRIKES))
            found.append(SmileQuotes(float(T), k, w, w, w, np.ones(STRIKES)))
    return found


def by_kernel(slices: Slices) -> FloatArray:
    """Mean squares, from columns to q without the dataclasses."""
    count = len(slices)
    k, w = (np.concatenate([getattr(q, x) for q in slices]) for x in ("log_moneyness", "w"))
    weight = np.full(k.size, 1 / STRIKES)
    found, cost = np.empty((count, 5)), np.empty(count)
    status, steps = np.empty(count, np.int64), np.empty(count, np.int64)
    offsets = np.arange(count + 1) * STRIKES
    kernel.fit_slices(k, w, weight, offsets, found, cost, status, steps)
    return cost


def one_by_one(fit: Fit, slices: Slices) -> FloatArray:
    """Sums of squares."""
    return np.array([np.sum(fit(q.log_moneyness, q.w) ** 2) for q in slices])


def thin(k: FloatArray, w: FloatArray) -> FloatArray:
    """Residuals where `leastsq` stops."""
    found = leastsq(
        residuals,
        start(w),
        (k, w),
        Dfun=jacobian,
        col_deriv=True,
        full_output=True,
        xtol=1e-10,
        ftol=1e-10,
        maxfev=1000,
    )
    return np.asarray(found[2]["fvec"])


def thick(k: FloatArray, w: FloatArray) -> FloatArray:
    """Residuals where `least_squares` stops."""
    found = least_squares(
        residuals,
        start(w),
        jac=lambda p, k, w: jacobian(p, k, w).T,
        method="lm",
        args=(k, w),
        xtol=1e-10,
        ftol=1e-10,
    )
    return np.asarray(found.fun)


def start(w: FloatArray) -> list[float]:
    """As in textbooks: half the least variance, a slope from the range, the rest usual."""
    return [w.min() / 2, max(0.01, np.ptp(w) / 2), -0.3, 0.0, 0.1]


def residuals(p: FloatArray, k: FloatArray, w: FloatArray) -> FloatArray:
    """In raw parameters."""
    a, b, rho, m, s = p
    x = k - m
    return np.asarray(a + b * (rho * x + np.sqrt(x * x + s * s)) - w)


def jacobian(p: FloatArray, k: FloatArray, _w: FloatArray) -> FloatArray:
    """Rows are parameters."""
    _, b, rho, m, s = p
    x = k - m
    R = np.sqrt(x * x + s * s)
    return np.array([np.ones_like(k), rho * x + R, b * x, -b * (rho + x / R), b * s / R])
