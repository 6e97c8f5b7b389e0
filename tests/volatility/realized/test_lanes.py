"""Eight doubles at once against NumPy."""

import re

import numpy as np
from numba import njit

from hedgerow.pricing.kernels import simd
from hedgerow.volatility.realized import lanes

EPSILON = 2.0**-52


def compiled(function):
    """As the kernels are."""
    return njit(fastmath=set(simd.FASTMATH), error_model="numpy")(function)


def mapped(function, x):
    """``function`` of each element."""
    out = np.empty(x.size)
    load, store = lanes.load, lanes.store

    @compiled
    def run(x, out):
        for i in range(0, x.size, 8):
            store(out, i, function(load(x, i)))

    run(x, out)
    return out


def test_roots_are_right_to_the_last_bits():
    """Within three units of the last place over the range of doubles; of zero zero, of NaN NaN."""
    x = 10.0 ** np.random.default_rng(1).uniform(-300, 300, 80_000)
    x[:3] = 0.0, np.nan, 4.0
    found, true = mapped(lanes.root, x), np.sqrt(x)
    assert found[0] == 0
    assert np.isnan(found[1])
    assert np.max(np.abs(found[2:] / true[2:] - 1)) <= 3 * EPSILON


def test_logarithms_equal_those_of_simd():
    """Within three units of the last place, near 1 as elsewhere."""
    draw = np.random.default_rng(2)
    x = np.concatenate([np.exp(draw.uniform(-600, 600, 8_000)), draw.uniform(0.5, 2, 8_000)])
    x[0] = 1.0
    found = mapped(lanes.log, x)
    assert found[0] == 0
    assert np.max(np.abs(found[1:] / np.log(x[1:]) - 1)) <= 3 * EPSILON


def test_arithmetic_and_choices():
    """Sums, products, quotients, the floor at zero and the choice by order, with NaN."""
    a = np.array([1.0, -2.0, 3.0, np.nan, 0.0, -0.0, np.inf, -np.inf])
    b = np.array([2.0, 2.0, -1.0, 1.0, np.nan, 5.0, 1.0, 3.0])
    load, store, every = lanes.load, lanes.store, lanes.every
    floored, where_ordered = lanes.floored, lanes.where_ordered

    @compiled
    def run(a, b, out):
        x, y = load(a, 0), load(b, 0)
        store(out, 0, (x + y) * every(2.0) - x / y)
        store(out, 8, floored(x))
        store(out, 16, where_ordered(every(7.0), x, y))

    out = np.empty(24)
    run(a, b, out)
    with np.errstate(invalid="ignore", divide="ignore"):
        np.testing.assert_allclose(out[:8], (a + b) * 2 - a / b, rtol=1e-15)
        np.testing.assert_array_equal(out[8:16], np.where(a < 0, 0, a))
        np.testing.assert_array_equal(out[16:], np.where(a <= b, 7.0, np.nan))


def test_streamed_memory_is_written():
    """What goes past the caches arrives, and only there."""
    load, stream, settled = lanes.load, lanes.stream, lanes.settled

    @compiled
    def run(x, out, at):
        for i in range(0, x.size, 8):
            stream(out, at + i, load(x, i))
        settled()

    x, raw = np.arange(64.0), np.zeros(64 + 24)
    at = -raw.ctypes.data % 64 // 8
    run(x, raw, at)
    np.testing.assert_array_equal(raw[at : at + 64], x)
    assert raw.sum() == x.sum()
    assert re.search(r"nontemporal", next(iter(run.inspect_llvm().values())))
