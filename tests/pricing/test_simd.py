"""The polynomials under all kernels, against 40 digits; and whether the loops are vector instructions."""

import platform
import re

import mpmath
import numpy as np
import pytest
from numba import njit

from hedgerow.pricing.american import schemes
from hedgerow.pricing.kernels import american, european, simd
from hedgerow.pricing.kernels import implied_vol as implied

EPS = np.finfo(float).eps


def looped(function):
    """The function over an array, compiled as the kernels are."""

    @njit(fastmath=set(simd.FASTMATH), error_model="numpy")
    def loop(x, out):
        for i in range(x.size):
            out[i] = function(x[i])

    def values(x):
        out = np.empty_like(x)
        loop(x, out)
        return out

    return values


def largest_relative_error(function, exact, x):
    """In units of the last place of 1."""
    with mpmath.workdps(40):
        return max(
            abs(float(mpmath.mpf(float(y)) / exact(mpmath.mpf(float(a))) - 1))
            for a, y in zip(x, looped(function)(x), strict=True)
        )


@pytest.mark.parametrize(
    ("function", "exact", "x", "units"),
    [
        (simd.exp, mpmath.exp, np.linspace(-708, 709, 3001), 2),
        (simd.exp, mpmath.exp, np.linspace(-1, 1, 2001), 2),
        (simd.log, mpmath.log, np.geomspace(2.3e-308, 1e308, 3000), 3),
        (simd.log, mpmath.log, np.linspace(0.5, 2, 2000), 3),
        (
            simd.erfcx,
            lambda x: mpmath.exp(x * x) * mpmath.erfc(x),
            np.concatenate([[0.0], np.geomspace(1e-9, 40, 1500)]),
            6,
        ),
    ],
    ids=["exp", "exp near 0", "log", "log near 1", "erfcx"],
)
def test_relative_error(function, exact, x, units):
    """exp, log and erfcx keep the digits that their module promises."""
    assert largest_relative_error(function, exact, x) <= units * EPS


def first_of(pair):
    """The first of a pair, with another number beside it."""

    @simd.inlined
    def first(x):
        return pair(x, 0.5 * x + 0.1)[0]

    return first


@pytest.mark.parametrize(
    ("function", "exact", "x", "error"),
    [
        (simd.rough_exp, mpmath.exp, np.linspace(-700, 1, 500), 1e-7),
        (simd.rough_log, mpmath.log, np.geomspace(1e-300, 0.9, 500), 1e-7),
        (
            first_of(simd.rough_erfcx_pair),
            lambda x: mpmath.exp(x * x) * mpmath.erfc(x),
            np.geomspace(1e-6, 40, 400),
            1e-7,
        ),
        (
            first_of(simd.erfcx_pair),
            lambda x: mpmath.exp(x * x) * mpmath.erfc(x),
            np.geomspace(1e-6, 40, 400),
            8 * EPS,
        ),
    ],
    ids=["exp", "log", "erfcx", "erfcx, two at once"],
)
def test_what_is_rough_is_good_to_seven_digits(function, exact, x, error):
    """The first step of implied volatility needs no more; a pair has the digits of each alone."""
    assert largest_relative_error(function, exact, x) <= error


def test_the_coefficients_of_erfcx():
    """They are the Chebyshev series of (1 + 2x) erfcx(x) in (x − 4)/(x + 4), rewritten in powers."""
    mpmath.mp.dps = 40
    try:

        def scaled(y):
            x = 4 * (1 + y) / (1 - y)
            if x > 60:
                terms = [mpmath.fac2(2 * k - 1) * (-1) ** k / (2 * x * x) ** k for k in range(20)]
                return (1 + 2 * x) * mpmath.fsum(terms) / (x * mpmath.sqrt(mpmath.pi))
            return (1 + 2 * x) * mpmath.exp(x * x) * mpmath.erfc(x)

        count = 80
        angles = [mpmath.pi * (k + mpmath.mpf(1) / 2) / count for k in range(count)]
        values = [scaled(mpmath.cos(a)) for a in angles]
        series = [
            2
            * mpmath.fsum(v * mpmath.cos(j * a) for v, a in zip(values, angles, strict=True))
            / count
            for j in range(24)
        ]
        series[0] /= 2
        for x in (0.0, 0.3, 2.0, 4.0, 11.0):
            y = mpmath.mpf((x - 4) / (x + 4))
            exact = mpmath.fsum(c * mpmath.chebyt(j, y) for j, c in enumerate(series))
            found = mpmath.mpf(float(looped(simd.erfcx)(np.array([x]))[0])) * (1 + 2 * x)
            assert abs(found / exact - 1) < 6 * EPS
    finally:
        mpmath.mp.dps = 15


def compiled_code(kernel, arguments):
    """The assembler of a kernel, compiled afresh: cached code cannot be read."""
    fresh = njit(fastmath=set(simd.FASTMATH), error_model="numpy")(kernel.py_func)
    fresh(*arguments)
    return "\n".join(fresh.inspect_asm().values())


def columns(count):
    """Plain arguments."""
    return [np.linspace(0.9, 1.1, 256) for _ in range(count)]


@pytest.mark.skipif(platform.machine() not in {"x86_64", "AMD64"}, reason="x86-64 instructions")
@pytest.mark.parametrize(
    ("kernel", "arguments"),
    [
        (european.value, [*columns(7), np.empty((1, 256))]),
        (european.greeks, [*columns(7), np.empty((10, 256))]),
        (european.third_order, [*columns(6), np.empty((3, 256))]),
        (implied.implied_vol, [*columns(6), np.empty((2, 256))]),
        (american.puts, [*columns(6), schemes("fast")[0], np.empty((american.ROWS, 256))]),
    ],
    ids=["value", "greeks", "third_order", "implied_vol", "american"],
)
def test_hot_loops_are_vector_instructions(kernel, arguments):
    """Each hot loop divides several numbers at once (packed divisions), so that no refactoring loses it silently."""
    code = compiled_code(kernel, arguments)
    assert len(re.findall(r"\bv?divpd\b", code)) >= 4
