"""What a test says of a claim, in a word, with many claims tested at once.

    q_(i) = min_{j≥i} p_(j) m/j                Benjamini–Hochberg [BH95], m claims tested, p ascending

Of what passes q ≤ 10 % about one in ten is chance, however many claims were tried.

    too few         under 10 separate times, or under 10 windows without overlap, on either side
    supported       the sign that is claimed, q ≤ 10 %, 0 outside the interval of 95 %, the same sign in both halves
    weak            the sign that is claimed and |t| above 1, but not all of that
    opposite        the other sign, q ≤ 10 % and 0 outside the interval
    not supported   none of these
    no data         nothing at hand to test it on
    no claim        nothing was claimed
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

from hedgerow.typing import FloatArray, IntArray

if TYPE_CHECKING:
    from hedgerow.regime.contrast import Effect

Verdict: TypeAlias = Literal[
    "supported", "weak", "not supported", "opposite", "too few", "no data", "no claim"
]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
LEAST_SPELLS = 10
"""Separate times: with fewer, one storm more or less turns the result."""
LEAST_WINDOWS = 10
"""Without overlap: under them an error is not known to a third of itself."""
RATE = 0.10
"""Of the discoveries that may be false."""
DIGITS = 10
"""Of a p, by which two tests are told apart."""
LEAST_T = 1.0
"""Under which a sign is that of a coin: two of three coins lie within."""


def discoveries(p: FloatArray) -> FloatArray:
    """The q of each p, (m,), by Benjamini and Hochberg; what is NaN was not tested.

    Equal p's, to ten digits, are one test under several names (rows that hold on the same days) and count once.

    >>> discoveries(np.array([0.01, 0.04, 0.03, np.nan, 0.04])).round(3)
    array([0.03, 0.04, 0.04,  nan, 0.04])
    """
    q = np.full(len(p), np.nan)
    known = np.isfinite(p)
    each, place = distinct(p)
    m = len(each)
    if m:
        raised = each * m / np.arange(1, m + 1)
        q[known] = np.minimum(1.0, np.minimum.accumulate(raised[::-1])[::-1])[place]
    return q


def distinct(p: FloatArray) -> tuple[FloatArray, IntArray]:
    """The tests among some p's, each once and ascending, and the place of every known p among them."""
    digits = [float(f"{one:.{DIGITS - 1}e}") for one in p[np.isfinite(p)].tolist()]
    each, place = np.unique(np.array(digits), return_inverse=True)
    return each, np.asarray(place, np.int64)


def enough(effect: Effect, spells: int) -> bool:
    """Whether it happened often enough to be tested."""
    return bool(
        spells >= LEAST_SPELLS and effect.windows >= LEAST_WINDOWS and np.isfinite(effect.p)
    )


def verdict_on(effect: Effect, *, higher: bool, q: float) -> Verdict:
    """Of a claim that was tested: that the outcome is higher, or lower."""
    sign = 1 if higher else -1
    low, high = effect.interval
    sure = q <= RATE and not low <= 0 <= high
    if sign * effect.effect <= 0:
        return "opposite" if sure else "not supported"
    lasting = sign * effect.first_half > 0 and sign * effect.second_half > 0
    if sure and lasting:
        return "supported"
    return "weak" if abs(effect.t) > LEAST_T else "not supported"
