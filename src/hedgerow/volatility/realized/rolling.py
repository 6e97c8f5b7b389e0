"""Volatility over a moving window: the engine behind every estimator of daily bars.

An estimator's variance is a function of sums over the window of seven daily terms. With
``u = ln H/O``, ``d = ln L/O``, ``c = ln C/O``, ``o = ln O/C₋``, ``x = ln C/C₋``, ``C₋`` the close before:

    Σx    Σx²    Σ(u − d)²    Σo²    Σc²    Σ[u(u − c) + d(d − c)]    Σc        and  Σo = Σx − Σc

so that all estimators and windows of a panel share four logarithms and seven sums a bar. How the sums are
made, and why they neither drift nor remember a NaN, is told in ``kernels``.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from hedgerow.errors import InputError
from hedgerow.market.bars import Bars
from hedgerow.typing import FloatArray, IntArray

LANES = 192
"""Symbols side by side: the sums of as many, for the usual windows, stay in the second cache."""
STREAMED = 64 * 2**20
"""Bytes of a result that no cache holds: it is written past them."""


class Sum(IntEnum):
    """Daily terms that a window adds up."""

    RETURN = 0
    """x"""
    RETURN_2 = 1
    """x²"""
    RANGE_2 = 2
    """(u − d)²"""
    OVERNIGHT_2 = 3
    """o²"""
    SESSION_2 = 4
    """c²"""
    ROGERS_SATCHELL = 5
    """u(u − c) + d(d − c)"""
    SESSION = 6
    """c"""


@dataclass(frozen=True, slots=True)
class WeightedSums:
    """Variance ``Σ weight · sum``, of one to three sums."""

    terms: tuple[tuple[Sum, float], ...]


@dataclass(frozen=True, slots=True)
class SampleVariance:
    """Variance of the return, its mean taken off: ``annual (Σx² − (Σx)²/n) / (n − 1)``."""

    n: int
    annual: float


@dataclass(frozen=True, slots=True)
class OvernightSessionRange:
    """Sample variances of ``o`` and, times ``k``, of ``c``; and ``1 − k`` times the mean of Rogers and Satchell's term."""

    n: int
    k: float
    annual: float


Variance = WeightedSums | SampleVariance | OvernightSessionRange
"""Annualised variance of a window as a function of its sums."""


def rolling_vols(
    bars: Bars,
    variances: Sequence[Sequence[Variance]],
    windows: Sequence[int],
    *,
    out: FloatArray | None = None,
    threads: int = 1,
) -> FloatArray:
    """Square roots of ``variances[e][w]`` over windows of ``windows[w]`` sessions: shape (e, w), then that of ``bars.close``.

    NaN until a window is full and wherever it holds a session whose term is unknown. ``out`` is filled
    where it is given: memory kept from call to call saves the system's time to provide it.

    Raises :class:`InputError` for windows below 1 and an ``out`` of another shape, type or layout.
    """
    from hedgerow.volatility.realized import kernels

    for window in windows:
        require_window(window)
    shape = (len(variances), len(windows), *bars.close.shape)
    sessions, symbols = (*bars.close.shape, 1)[:2]
    flat, table = _memory(shape) if out is None else (_checked(out, shape), bars.close.size)
    found = _tables_of(flat, shape, table) if out is None else out
    if found.size == 0:
        return found
    lanes = -(-symbols // -(-symbols // LANES) // 8) * 8
    lengths, stages = stage_plan(sorted(set(windows)))
    ways, terms, weights = _kernel_tables(variances, [lengths.index(w) for w in windows])
    prices = [_flat_prices(p) for p in (bars.open, bars.high, bars.low, bars.close)]
    ends = np.array([np.append(p[-symbols - 8 :], np.ones(8)) for p in prices])
    lines = not any(n % 8 for n in (flat.ctypes.data // 8, table, symbols))

    def run(part: tuple[int, int, int]) -> None:
        first, begin, end = part
        kernels.fill(
            *prices,
            _flat_prices(ends),
            symbols,
            first,
            min(lanes, symbols - first),
            begin,
            end,
            1 + max(s for variance in _listed(variances) for s in _sums(variance)),
            stages,
            _rings(stages),
            ways,
            terms,
            weights,
            flat,
            table,
            lines and flat.nbytes >= STREAMED,
        )

    parts = [
        (first, begin, end)
        for begin, end in _stretches(sessions, lengths[-1], threads)
        for first in range(0, symbols, lanes)
    ]
    if threads > 1 and len(parts) > 1:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(run, parts))
    else:
        for part in parts:
            run(part)
    return found


def rolling_vol(bars: Bars, variance: Variance, window: int) -> FloatArray:
    """One of them, in the shape of ``bars.close``."""
    found: FloatArray = rolling_vols(bars, [[variance]], [window])[0, 0]
    return found


def require_window(window: int, *, least: int = 1) -> int:
    """The window itself where it is a whole number of sessions, ``least`` or more."""
    if int(window) != window or window < least:
        raise InputError(f"window={window}: a window is {least} or more sessions; 21 is a month")
    return int(window)


def stage_plan(windows: Sequence[int]) -> tuple[list[int], IntArray]:
    """Lengths of the sums to keep, and of which shorter ones each is made.

    The first is 1; a row of the table belongs to each: ``a, b, lag, c, lag``, −1 where it has but two parts.

    >>> stage_plan([5, 10])[0]
    [1, 3, 5, 10]
    """
    lengths, table = [1], [(-1,) * 5]
    for window in windows:
        while lengths[-1] < window:
            parts = _parts(window, lengths)
            if len(parts) > 3:
                tripled = 3 * lengths[-1]
                parts = [lengths[-1]] * 3 if tripled <= window else parts[:3]
            a, b, *c = reversed(parts)  # the shortest first: less to look back at
            row = (lengths.index(a), lengths.index(b), a)
            table.append((*row, lengths.index(c[0]), a + b) if c else (*row, -1, -1))
            lengths.append(sum(parts))
    return lengths, np.array(table, dtype=np.int64)


def _parts(length: int, lengths: Sequence[int]) -> list[int]:
    """Known lengths, longest first, that add up to one."""
    parts = []
    for part in sorted(lengths, reverse=True):
        parts += [part] * (length // part)
        length %= part
    return parts


def _rings(stages: IntArray) -> IntArray:
    """Sessions that each stage keeps: as far as others look back, and the present one."""
    back = np.zeros(len(stages), dtype=np.int64)
    for _, b, lag_b, c, lag_c in stages[1:]:
        back[b] = max(back[b], lag_b)
        if c >= 0:
            back[c] = max(back[c], lag_c)
    return back + 1


def _sums(variance: Variance) -> tuple[Sum, ...]:
    if isinstance(variance, WeightedSums):
        return tuple(s for s, _ in variance.terms)
    if isinstance(variance, SampleVariance):
        return (Sum.RETURN, Sum.RETURN_2)
    return (Sum.RETURN, Sum.OVERNIGHT_2, Sum.SESSION, Sum.SESSION_2, Sum.ROGERS_SATCHELL)


def _coefficients(variance: Variance) -> tuple[float, ...]:
    """As the kernel takes them."""
    if isinstance(variance, WeightedSums):
        return tuple(weight for _, weight in variance.terms)
    n, annual = variance.n, variance.annual
    unbiased = annual / (n - 1) if n > 1 else float("nan")
    if isinstance(variance, SampleVariance):
        return (unbiased, unbiased / n)
    return (unbiased, unbiased / n, variance.k, (1 - variance.k) * annual / n)


def _way(variance: Variance) -> int:
    from hedgerow.volatility.realized import kernels

    if isinstance(variance, WeightedSums):
        return (kernels.SINGLE, kernels.PAIR, kernels.TRIPLE)[len(variance.terms) - 1]
    return kernels.CENTRED if isinstance(variance, SampleVariance) else kernels.YANG_ZHANG


def _listed(variances: Sequence[Sequence[Variance]]) -> list[Variance]:
    return [variance for row in variances for variance in row]


def _kernel_tables(
    variances: Sequence[Sequence[Variance]], stage: Sequence[int]
) -> tuple[IntArray, IntArray, FloatArray]:
    """``stage, table, way`` sorted by stage, the sums and the coefficients of each."""
    flat = _listed(variances)
    ways = np.array([(stage[i % len(stage)], i, _way(v)) for i, v in enumerate(flat)], np.int64)
    terms = np.zeros((len(flat), 3), np.int64)
    weights = np.zeros((len(flat), 4))
    for i, variance in enumerate(flat):
        sums, coefficients = _sums(variance)[:3], _coefficients(variance)
        terms[i, : len(sums)] = sums
        weights[i, : len(coefficients)] = coefficients
    order = np.argsort(ways[:, 0], kind="stable")
    return ways[order], terms[order], weights[order]


def _stretches(sessions: int, longest: int, threads: int) -> list[tuple[int, int]]:
    """What threads share: each long beside the sessions before it that its first sums need."""
    each = -(-sessions // max(1, min(threads, sessions // (4 * longest))))
    return [(begin, min(begin + each, sessions)) for begin in range(0, sessions, each)]


def _flat_prices(prices: FloatArray) -> FloatArray:
    """One row, read-only whether or not it was: compiled code is made for one of the two."""
    flat = np.ascontiguousarray(prices, dtype=float).reshape(-1).view()
    flat.flags.writeable = False
    return flat


def _memory(shape: tuple[int, ...]) -> tuple[FloatArray, int]:
    """One row of doubles for all tables, and how far one is from the next: each at a multiple of 64 bytes."""
    table = -(-int(np.prod(shape[2:])) // 8) * 8
    size = shape[0] * shape[1] * table
    raw = np.empty(size + 8)
    start = -raw.ctypes.data % 64 // 8
    return raw[start : start + size], table


def _tables_of(flat: FloatArray, shape: tuple[int, ...], table: int) -> FloatArray:
    size = int(np.prod(shape[2:]))
    return flat.reshape(-1, table)[:, :size].reshape(shape) if table else flat.reshape(shape)


def _checked(out: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    good = out.shape == shape and out.dtype == np.float64 and out.flags.c_contiguous
    if not (good and out.flags.writeable and out.flags.aligned):
        raise InputError(
            f"out has shape {out.shape} and type {out.dtype}; it must be a writable, contiguous array "
            f"of {shape} doubles: np.empty({shape})"
        )
    return out.reshape(-1)
