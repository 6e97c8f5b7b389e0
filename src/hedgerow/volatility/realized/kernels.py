"""Window sums of daily terms, many symbols and windows at once.

Session by session, symbols side by side and eight at a time. The sum over w sessions is put together from shorter ones,

    S_w(t) = S_a(t) + S_b(t − a) + S_c(t − a − b)        w = a + b + c

never by taking away what has left the window: nothing drifts, a NaN leaves with its session, and terms that
are all zero sum to zero exactly. Of each sum a ring keeps as many sessions as longer ones look back, a session's
terms one after the other; before the first session all is NaN.

A result that no cache holds is written past them: to read each line first, as caches do, only to overwrite
it takes as long as the arithmetic.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from hedgerow.pricing.kernels import simd
from hedgerow.typing import FloatArray, IntArray
from hedgerow.volatility.realized.lanes import (
    WIDTH,
    every,
    floored,
    load,
    log,
    root,
    settled,
    store,
    stream,
    where_ordered,
)

RETURN, RETURN_2, RANGE_2, OVERNIGHT_2, SESSION_2, ROGERS_SATCHELL, SESSION = range(7)
"""Daily terms ``x``, ``x²``, ``(u − d)²``, ``o²``, ``c²``, ``u(u − c) + d(d − c)``, ``c``, in the order of ``rolling.Sum``:
as many of the first as are needed are added up."""

SINGLE, PAIR, TRIPLE, CENTRED, YANG_ZHANG = range(5)
"""Ways from sums to a variance: weighted sums, a sample variance, or two of these and a sum."""

_LEAST, _MOST = 1e-300, 1e300
_compiled = njit(cache=True, nogil=True, fastmath=set(simd.FASTMATH), error_model="numpy")


@simd.inlined
def _copy(of: FloatArray, to: FloatArray, place: int, size: int) -> None:
    for i in range(size):
        to[place + i] = of[i]


@simd.inlined
def _terms(
    O: FloatArray,
    H: FloatArray,
    L: FloatArray,
    C: FloatArray,
    at: int,
    before: FloatArray,
    kept: FloatArray,
    to: int,
    apart: int,
    used: int,
) -> None:
    """Terms of one session, each ``apart`` elements; ``before`` is ``ln C₋`` and becomes ``ln C``.

    ``u = ln H/O``, ``d = ln L/O``, ``c = ln C/O``, ``o = ln O/C₋``, ``x = ln C/C₋``. A close that is no price is NaN; so
    is the open, and all that is measured from it, where the bar is not whole or contradicts itself.
    """
    least, most = every(_LEAST), every(_MOST)
    for i in range(0, apart, WIDTH):
        close, last = load(C, at + i), load(before, i)
        lc = where_ordered(where_ordered(log(close), least, close), close, most)
        x = lc - last
        store(before, i, lc)
        store(kept, to + RETURN * apart + i, x)
        store(kept, to + RETURN_2 * apart + i, x * x)
        if used > RANGE_2:
            open_, high, low = load(O, at + i), load(H, at + i), load(L, at + i)
            lo = where_ordered(where_ordered(log(open_), low, open_), open_, high)
            lo = where_ordered(where_ordered(lo, low, close), close, high)
            lo = where_ordered(where_ordered(lo, least, low), high, most)
            u, d, c, o = log(high) - lo, log(low) - lo, lc - lo, lo - last
            store(kept, to + RANGE_2 * apart + i, (u - d) * (u - d))
            if used > OVERNIGHT_2:
                store(kept, to + OVERNIGHT_2 * apart + i, o * o)
            if used > SESSION_2:
                store(kept, to + SESSION_2 * apart + i, c * c)
            if used > ROGERS_SATCHELL:
                store(kept, to + ROGERS_SATCHELL * apart + i, u * (u - c) + d * (d - c))
            if used > SESSION:
                store(kept, to + SESSION * apart + i, c)


@simd.inlined
def _add(kept: FloatArray, a: int, b: int, to: int, size: int) -> None:
    for i in range(0, size, WIDTH):
        store(kept, to + i, load(kept, a + i) + load(kept, b + i))


@simd.inlined
def _add_three(kept: FloatArray, a: int, b: int, c: int, to: int, size: int) -> None:
    for i in range(0, size, WIDTH):
        store(kept, to + i, load(kept, a + i) + load(kept, b + i) + load(kept, c + i))


@simd.inlined
def _back(slot: int, lag: int, ring: int) -> int:
    """The slot of ``lag`` sessions ago."""
    return slot - lag if slot >= lag else slot - lag + ring


@simd.inlined
def _write(variance: Any, out: FloatArray, i: int, past: bool) -> None:  # noqa: ANN401, FBT001
    """The root; rounding may have left less than nothing."""
    vol = root(floored(variance))
    if past:
        stream(out, i, vol)
    else:
        store(out, i, vol)


@simd.inlined
def _vols(
    kept: FloatArray,
    at: int,
    apart: int,
    f: int,
    ways: IntArray,
    terms: IntArray,
    weights: FloatArray,
    out: FloatArray,
    to: int,
    size: int,
    past: bool,  # noqa: FBT001
) -> None:
    """Volatilities from the sums at ``at``, one term's ``apart`` from the next; ``f`` is the row of the tables."""
    way = ways[f, 2]
    s, r, q = at + terms[f, 0] * apart, at + terms[f, 1] * apart, at + terms[f, 2] * apart
    a, b = every(weights[f, 0]), every(weights[f, 1])
    c, d = every(weights[f, 2]), every(weights[f, 3])
    if way == SINGLE:
        for i in range(0, size, WIDTH):
            _write(a * load(kept, s + i), out, to + i, past)
    elif way == PAIR:
        for i in range(0, size, WIDTH):
            _write(a * load(kept, s + i) + b * load(kept, r + i), out, to + i, past)
    elif way == TRIPLE:
        for i in range(0, size, WIDTH):
            two = a * load(kept, s + i) + b * load(kept, r + i)
            _write(two + c * load(kept, q + i), out, to + i, past)
    elif way == CENTRED:
        for i in range(0, size, WIDTH):
            x = load(kept, s + i)
            _write(a * load(kept, r + i) - b * x * x, out, to + i, past)
    else:
        for i in range(0, size, WIDTH):
            session = load(kept, at + SESSION * apart + i)
            night = load(kept, at + RETURN * apart + i) - session
            V_o = a * load(kept, at + OVERNIGHT_2 * apart + i) - b * night * night
            V_c = a * load(kept, at + SESSION_2 * apart + i) - b * session * session
            rs = load(kept, at + ROGERS_SATCHELL * apart + i)
            _write(floored(V_o) + c * floored(V_c) + d * rs, out, to + i, past)


@_compiled
def fill(
    O: FloatArray,
    H: FloatArray,
    L: FloatArray,
    C: FloatArray,
    ends: FloatArray,
    symbols: int,
    first: int,
    lanes: int,
    begin: int,
    end: int,
    used: int,
    stages: IntArray,
    ring: IntArray,
    ways: IntArray,
    terms: IntArray,
    weights: FloatArray,
    out: FloatArray,
    table: int,
    past: bool,  # noqa: FBT001
) -> None:
    """Volatilities of sessions ``begin`` to ``end`` of ``lanes`` columns from ``first``.

    ``O`` to ``C`` are (sessions, symbols) laid flat, ``ends`` the last of each with eight to spare. So are the tables of
    ``out``, ``table`` elements apart. ``used`` is how many of the terms are needed. A row of ``stages`` is the shorter
    stages and look-backs of which a sum is made, ``a, b, lag, c, lag``, −1 where there is none; stage 0 are the terms. Stage
    k keeps ``ring[k]`` sessions. ``ways`` are rows ``stage, table, way`` sorted by stage.
    """
    apart = (lanes + WIDTH - 1) & -WIDTH  # one term from the next
    row = used * apart
    kept = np.full(row * ring.sum() + WIDTH, np.nan)
    kept = kept[-(kept.ctypes.data >> 3) & (WIDTH - 1) :]  # whole cache lines: half the reads
    base = np.zeros(ring.size, np.int64)
    base[1:] = row * np.cumsum(ring)[:-1]
    before, vols = np.full(apart, np.nan), np.empty(WIDTH)
    width, whole = ends.size // 4, lanes & -WIDTH
    slot = np.zeros(ring.size, np.int64)  # of the present session in each ring
    for t in range(max(0, begin - ring.sum()), end):
        at = t * symbols + first
        if at + apart <= C.size:
            _terms(O, H, L, C, at, before, kept, slot[0] * row, apart, used)
        else:
            at -= C.size + WIDTH - width
            o, h, l, c = ends, ends[width:], ends[2 * width :], ends[3 * width :]
            _terms(o, h, l, c, at, before, kept, slot[0] * row, apart, used)
        f = 0
        for k in range(ring.size):
            to = base[k] + slot[k] * row
            if k > 0:
                a, b, c3 = stages[k, 0], stages[k, 1], stages[k, 3]
                A = base[a] + slot[a] * row
                B = base[b] + _back(slot[b], stages[k, 2], ring[b]) * row
                if c3 < 0:
                    _add(kept, A, B, to, row)
                else:
                    C3 = base[c3] + _back(slot[c3], stages[k, 4], ring[c3]) * row
                    _add_three(kept, A, B, C3, to, row)
            while f < len(ways) and ways[f, 0] == k:
                if t >= begin:
                    at = ways[f, 1] * table + t * symbols + first
                    _vols(kept, to, apart, f, ways, terms, weights, out, at, whole, past)
                    if whole < lanes:
                        rest = to + whole
                        _vols(
                            kept, rest, apart, f, ways, terms, weights, vols, 0, WIDTH, past=False
                        )
                        _copy(vols, out, at + whole, lanes - whole)
                f += 1
        for k in range(ring.size):
            slot[k] = 0 if slot[k] + 1 == ring[k] else slot[k] + 1
    if past:
        settled()
