"""American options on a stock or fund that pays cash dividends on known dates.

The spot is lognormal between dates and falls by the whole amount at each, never below zero (the *piecewise
lognormal* model: its volatility is that of the spot that trades, [HHL03]):

    dS/S = (r − q) dt + σ dW          S(t) = max(S(t−) − D, 0) at each ex-date t

Just before a dividend the option is worth ``max{V(t, S − D), exercise}``: calls are exercised, if ever, then
(with ``q = 0``), puts rather right after. The value is found by
:mod:`~hedgerow.pricing.finite_differences` on two grids, with an estimate of its error, in about a millisecond.
On 300 random options on a spot of 100, with 1 to 8 dividends, up to two years and volatilities of 10 to 60 %, the
error against a grid three times as fine was 9e−5 (root mean square) and at most 4e−4; in two cases it was
above its estimate. A search for the worst found 2e−3 (σ 37 %, 4 % paid at once on a call deep in the money).

Dates are years from now. A dividend at or after expiry does not matter; one that is past belongs to the spot
already and is refused. Arguments broadcast and come back as :mod:`~hedgerow.pricing.elementwise`
says, with one sequence of dividends for all. NaN: a spot or strike that is not positive, a negative expiry or
volatility, anything not finite, and what may be exercised between two boundaries (put: ``q < r < 0``;
call: ``r < q < 0``).

Source: [HHL03] for the model, [Merton73] for when calls are exercised.
"""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from hedgerow.errors import InputError
from hedgerow.pricing.elementwise import Numbers, RightLike, elementwise, signs
from hedgerow.pricing.finite_differences import (
    LEAST_DEVIATION,
    Contract,
    Dividend,
    on_two_grids,
)
from hedgerow.typing import Exercise, FloatArray, Right

NODES = 200
"""Spots of the coarser grid; the finer has twice as many."""

STEPS = 50
"""Times of the coarser grid."""


@dataclass(frozen=True, slots=True)
class DividendOption:
    """Value and slopes, each in the shape of the arguments."""

    price: Numbers
    delta: Numbers
    """Spot delta; within a day or a node of the exercise boundary good to about 5e−3."""
    gamma: Numbers
    error: Numbers
    """Estimate of the absolute error of ``price``; 0 where it is exact."""


def american_with_dividends(
    spot: ArrayLike,
    strike: ArrayLike,
    expiry: ArrayLike,
    vol: ArrayLike,
    *,
    right: RightLike,
    rate: ArrayLike,
    dividends: Sequence[Dividend | tuple[float, float]],
    dividend_yield: ArrayLike = 0.0,
    threads: int = 1,
) -> DividendOption:
    """Value of American options; ``dividends`` are pairs of time (years) and cash, or :class:`Dividend`.

    >>> found = american_with_dividends(
    ...     100, 100, 0.5, 0.3, right="call", rate=0.05, dividends=[(0.25, 2.0)]
    ... )
    >>> round(float(found.price), 2), bool(found.error < 0.01)
    (8.63, True)
    """
    arguments = (spot, strike, expiry, vol, rate, dividend_yield, signs(right))
    return _valued("american", arguments, dividends, threads)


def european_with_dividends(
    spot: ArrayLike,
    strike: ArrayLike,
    expiry: ArrayLike,
    vol: ArrayLike,
    *,
    right: RightLike,
    rate: ArrayLike,
    dividends: Sequence[Dividend | tuple[float, float]],
    dividend_yield: ArrayLike = 0.0,
    threads: int = 1,
) -> DividendOption:
    """The same for options that are exercised at expiry only.

    Where no dividend can exceed the spot, ``C − P = S e^{−qT} − Σ D e^{−rt − q(T − t)} − K e^{−rT}``.

    >>> terms = {"rate": 0.05, "dividends": [(0.25, 2.0)]}
    >>> call = european_with_dividends(100, 100, 0.5, 0.3, right="call", **terms)
    >>> put = european_with_dividends(100, 100, 0.5, 0.3, right="put", **terms)
    >>> round(float(call.price - put.price), 3)
    0.494
    """
    arguments = (spot, strike, expiry, vol, rate, dividend_yield, signs(right))
    return _valued("european", arguments, dividends, threads)


def _valued(
    exercise: Exercise,
    arguments: tuple[ArrayLike, ...],
    dividends: Sequence[Dividend | tuple[float, float]],
    threads: int,
) -> DividendOption:
    schedule = _schedule(dividends)

    def kernel(
        S: FloatArray,
        K: FloatArray,
        T: FloatArray,
        v: FloatArray,
        r: FloatArray,
        q: FloatArray,
        c: FloatArray,
        out: FloatArray,
    ) -> None:
        def one(i: int) -> None:
            numbers = [float(a[i]) for a in (S, K, T, v, r, q)]
            if abs(c[i]) == 1:
                right: Right = "call" if c[i] > 0 else "put"
                out[:, i] = _one(_contract(numbers, right, exercise, schedule))
            else:
                out[:, i] = np.nan

        if threads == 1:
            for i in range(S.size):
                one(i)
        else:
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(one, range(S.size)))

    return DividendOption(*elementwise(kernel, arguments, outputs=4))


def _contract(
    numbers: list[float], right: Right, exercise: Exercise, schedule: tuple[Dividend, ...]
) -> Contract:
    S, K, T, v, r, q = numbers
    return Contract(S, K, T, v, right, r, q, exercise, schedule)


def _schedule(dividends: Sequence[Dividend | tuple[float, float]]) -> tuple[Dividend, ...]:
    found = []
    for given in dividends:
        if isinstance(given, Dividend):
            found.append(given)
            continue
        try:
            time, cash = (float(x) for x in given)
        except (TypeError, ValueError):
            raise InputError(
                f"dividend {given!r}: give a pair of years from now and cash, or a Dividend"
            ) from None
        found.append(Dividend(time, cash))
    return tuple(sorted(found, key=lambda d: d.time))


def _one(option: Contract) -> tuple[float, float, float, float]:
    if option.expiry < 0 or option.vol < 0 or min(option.spot, option.strike) <= 0:
        return (math.nan,) * 4
    if option.expiry == 0 or option.deviation <= LEAST_DEVIATION:
        return _on_one_path(option)
    found = on_two_grids(option, NODES, STEPS)
    return found.value, found.delta, found.gamma, found.error


def _on_one_path(o: Contract) -> tuple[float, float, float, float]:
    """Without volatility: the best moment of the one path that the spot takes.

    Between dividends ``S(t) = a S − b`` grows at ``r − q``, and an interior best moment has
    ``q S(t) = r K``.
    """
    r, q, sign = o.rate, o.dividend_yield, o.sign
    if not math.isfinite(o.spot + o.strike + o.expiry + o.vol + r + q):
        return (math.nan,) * 4
    best, slope = -math.inf, 0.0
    at, spot, per_spot = 0.0, o.spot, 1.0
    ends = [d for d in o.dividends if d.time < o.expiry]
    for dividend in (*ends, None):
        end = o.expiry if dividend is None else dividend.time
        moments = [at, end]
        if r != q and r * q * spot > 0:
            moments.append(at + math.log(r * o.strike / (q * spot)) / (r - q))
        for t in moments:
            early = t < o.expiry
            if not at <= t <= end or (early and o.exercise == "european"):
                continue
            grown, D = math.exp((r - q) * (t - at)), math.exp(-r * t)
            value = sign * D * (spot * grown - o.strike)
            if value > best:
                best, slope = value, sign * D * per_spot * grown
        if dividend is not None:
            grown = math.exp((r - q) * (end - at)) * (1 - dividend.proportion)
            left = spot * grown - dividend.cash
            spot, per_spot, at = max(left, 0.0), per_spot * grown * (left > 0), end
    if best > 0:
        return best, slope, 0.0, 0.0
    return 0.0, 0.5 * slope if best == 0 else 0.0, math.inf if best == 0 else 0.0, 0.0
