"""Markov switching: calm, normal and stress as states that nobody sees, told from returns alone.

    r_t = μ + σ(s_t) z_t        P(s_{t+1} = j | s_t = i) = p_ij        σ_calm < σ_normal < σ_stress

A second opinion beside the rules on volatility indices, which never sees an option. The likelihood is maximised by
`statsmodels` from states that last (its own start has ended 60 to 75 units of log-likelihood lower on the S&P 500 of
2010 to 2014). Probabilities are *filtered* [Hamilton89]: with ξ_t = P(s_t | r_1 … r_t),

    ξ_{t|t−1} = Pᵀ ξ_{t−1}          ξ_t ∝ ξ_{t|t−1} ∘ φ((r_t − μ)/σ)/σ

so that a day rests on itself and the days before it. An unknown return is no information: the prediction stands. What
is kept of a fit are its parameters; they are those of the year's start, from the ten years before it, and a *piece* is
one such year:

    work = pieces(dates, returns)
    models = {piece.key: fit(returns[piece.first : piece.start], piece.until) for piece in work}
    probabilities = assembled(returns, work, models)
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from math import log, sqrt
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.errors import InputError
from hedgerow.units import SESSIONS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from hedgerow.typing import FloatArray, IntArray

STATES = ("calm", "normal", "stress")
CALM, NORMAL, STRESS, UNKNOWN = 0, 1, 2, -1
"""Classes, as in the columns of probabilities; unknown is none of them."""
WINDOW = 2_520
"""Sessions that parameters rest on: ten years."""
LEAST = 1_000
"""Known returns without which nothing is fitted."""
REVISION = 1
"""Part of every key: raised when a fit's numbers change, so that kept ones are not reused."""
_START = (
    *(0.97, 0.015, 0.01),  # to calm, from each state
    *(0.02, 0.97, 0.04),  # to normal
    *(0.03, 0.25, 1.0, 5.0),  # mean and variances, in units of the root mean square
)
_MOST_STEPS = 200
_DECIMALS = 9
"""Returns equal to so many decimals are the same: prices adjusted anew differ in the sixteenth."""


@dataclass(frozen=True, slots=True)
class SwitchingModel:
    """One fit. Without convergence its parameters say nothing and its probabilities are unknown."""

    mean: float
    """μ, log return of a session, decimal."""
    vols: tuple[float, float, float]
    """σ of calm, normal and stress, decimal per √year of 252."""
    transition: tuple[tuple[float, float, float], ...]
    """p_ij: from state i of a session (row) to j of the next; rows sum to 1."""
    log_likelihood: float
    """Of the returns as decimals."""
    converged: bool
    sessions: int
    """Known returns that it rests on; the fit joins what stands on both sides of an unknown one."""
    fitted_until: date
    """The last session that it has seen."""

    @property
    def durations(self) -> tuple[float, float, float]:
        """Sessions that each state lasts on average, 1/(1 − p_ii); infinite where it is never left."""
        stay = [self.transition[i][i] for i in range(len(STATES))]
        calm, normal, stress = (1 / (1 - p) if p < 1 else float("inf") for p in stay)
        return (calm, normal, stress)

    def to_array(self) -> FloatArray:
        """All of it as numbers, (17,), to be kept; :meth:`of_array` reads them."""
        return np.array(
            [
                self.mean,
                *self.vols,
                *(p for row in self.transition for p in row),
                self.log_likelihood,
                self.converged,
                self.sessions,
                self.fitted_until.toordinal(),
            ]
        )

    @classmethod
    def of_array(cls, kept: FloatArray) -> SwitchingModel | None:
        """What :meth:`to_array` made; None for anything else."""
        if kept.shape != (_KEPT,) or not np.isfinite(kept[-3:]).all():
            return None
        mean, *rest = (float(x) for x in kept)
        vols, p, (likelihood, converged, sessions, until) = rest[:3], rest[3:12], rest[12:]
        return cls(
            mean,
            _three(vols),
            tuple(_three(p[i : i + 3]) for i in (0, 3, 6)),
            likelihood,
            bool(converged),
            int(sessions),
            date.fromordinal(int(until)),
        )


_KEPT = 17


@dataclass(frozen=True, slots=True)
class Piece:
    """A calendar year: sessions that share one fit."""

    first: int
    """Row of the first return that the fit rests on."""
    start: int
    """Row of the year's first session, the first that the fit has not seen."""
    stop: int
    """Row after its last session."""
    until: date
    """The session before ``start``."""
    key: str
    """Of the returns of the fit and of how it is made."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often two series name the same class, over the sessions on which both name one."""

    today: bool | None
    """None where one of them is unknown today."""
    year: float
    """Share of the last 252 sessions, decimal; NaN where none is known."""
    year_sessions: int
    whole: float
    """Share of all sessions."""
    whole_sessions: int
    by_chance: float
    """Share of all sessions on which two series with these frequencies would agree knowing nothing of each other."""


def pieces(dates: pd.DatetimeIndex, returns: FloatArray) -> tuple[Piece, ...]:
    """The years that can be fitted, oldest first.

    ``returns`` are daily log returns, decimal, (n,), NaN where unknown, on the sessions ``dates``, ascending. A year
    rests on the 2,520 sessions before it, or all there are if at least 1,000 of their returns are known; the first year
    of the data is never one. Raises :class:`InputError` for another number of dates, or dates that do not ascend.
    """
    if len(dates) != len(returns):
        msg = f"{len(dates)} dates for {len(returns)} returns: give one date a return"
        raise InputError(msg)
    if not dates.is_monotonic_increasing or dates.has_duplicates:
        msg = "the dates of the returns must ascend, each once: sort them first"
        raise InputError(msg)
    year = dates.year.to_numpy()
    starts = np.flatnonzero(np.diff(year)) + 1
    stops = [*starts[1:], len(returns)] if len(starts) else []
    found = []
    for start, stop in zip(starts.tolist(), stops, strict=True):
        first = max(0, start - WINDOW)
        seen = returns[first:start]
        if np.isfinite(seen).sum() >= LEAST:
            until = dates[start - 1].date()
            found.append(Piece(first, start, int(stop), until, _key(seen, until)))
    return tuple(found)


def fit(returns: FloatArray, until: date) -> SwitchingModel:
    """The model that makes ``returns`` (daily log, decimal, (n,), the last of session ``until``) likeliest.

    Fewer than 1,000 known returns, returns that do not move, and a search that finds no end are fits that did not
    converge.
    """
    known = returns[np.isfinite(returns)]
    n = len(known)
    if n < LEAST or float(np.ptp(known)) == 0:
        return _without_fit(n, until)
    unit = sqrt(float(np.mean(known**2)))
    found = _maximised(known / unit)
    if found is None:
        return _without_fit(n, until)
    x = found.parameters
    order = np.argsort(x[7:])
    to = np.stack([x[0:3], x[3:6], 1 - x[0:3] - x[3:6]], axis=1)[np.ix_(order, order)]
    return SwitchingModel(
        unit * float(x[6]),
        _three(unit * np.sqrt(SESSIONS_PER_YEAR * x[7:][order])),
        tuple(_three(row) for row in to),
        found.log_likelihood - n * log(unit),
        found.converged,
        n,
        until,
    )


def filtered(model: SwitchingModel, returns: FloatArray) -> FloatArray:
    """Probability of each state at the end of each session, given the returns up to it, (n, 3).

    ``returns`` are daily log returns, decimal, (n,); before the first the states have their long-run frequencies. NaN
    throughout for a fit that did not converge.
    """
    if not model.converged:
        return np.full((len(returns), len(STATES)), np.nan)
    P, density = np.array(model.transition), _densities(model, returns)
    xi, found = _long_run(P), np.empty_like(density)
    for t, likelihood in enumerate(density):
        xi = (xi @ P) * likelihood
        xi /= xi.sum()
        found[t] = xi
    return found


def assembled(
    returns: FloatArray, work: Sequence[Piece], models: Mapping[str, SwitchingModel]
) -> FloatArray:
    """Probabilities on every session, (n, 3), each with the parameters of its year.

    NaN before the first year that was fitted, and in one without a model under its key or with one that did not
    converge.
    """
    found = np.full((len(returns), len(STATES)), np.nan)
    for piece in work:
        if piece.key in models:
            seen = filtered(models[piece.key], returns[piece.first : piece.stop])
            found[piece.start : piece.stop] = seen[piece.start - piece.first :]
    return found


def classes(probabilities: FloatArray) -> IntArray:
    """The likeliest state of each session, (n,): 0 calm, 1 normal, 2 stress, −1 unknown.

    >>> classes(np.array([[0.7, 0.3, 0.0], [np.nan, np.nan, np.nan], [0.1, 0.2, 0.7]]))
    array([ 0, -1,  2])
    """
    known = np.isfinite(probabilities).all(axis=1)
    likeliest = np.argmax(np.nan_to_num(probabilities), axis=1)
    return np.where(known, likeliest, UNKNOWN).astype(np.int64)


def agreement(ours: IntArray, theirs: IntArray) -> Agreement:
    """Two series of classes on the same sessions, (n,), oldest first; −1 is unknown.

    Raises :class:`InputError` where they differ in length.

    >>> agreement(np.array([0, 1, 2, 2]), np.array([0, 1, -1, 1]))
    Agreement(today=False, year=0.667, year_sessions=3, whole=0.667, whole_sessions=3, by_chance=0.333)
    """
    if len(ours) != len(theirs):
        msg = f"classes of {len(ours)} and of {len(theirs)} sessions: give both on the same ones"
        raise InputError(msg)
    both = (ours != UNKNOWN) & (theirs != UNKNOWN)
    same = both & (ours == theirs)
    lately = slice(-SESSIONS_PER_YEAR, None)
    return Agreement(
        bool(same[-1]) if len(both) and both[-1] else None,
        _share(same[lately], both[lately]),
        int(both[lately].sum()),
        _share(same, both),
        int(both.sum()),
        _by_chance(ours[both], theirs[both]),
    )


def _share(same: FloatArray | np.ndarray, both: FloatArray | np.ndarray) -> float:
    return float(same.sum() / both.sum()) if both.any() else float("nan")


def _by_chance(ours: IntArray, theirs: IntArray) -> float:
    """Σ over classes of the product of their frequencies."""
    if not len(ours):
        return float("nan")
    return float(sum((ours == k).mean() * (theirs == k).mean() for k in range(len(STATES))))


@dataclass(frozen=True, slots=True)
class _Maximum:
    """Where the search ended, in units of the root mean square."""

    parameters: FloatArray
    """To calm and to normal from each state, the mean, the variances, (10,)."""
    log_likelihood: float
    converged: bool


def _maximised(scaled: FloatArray) -> _Maximum | None:
    """From :data:`_START` by expectation and maximisation, then by the gradient; None where it breaks down."""
    from statsmodels.tsa.regime_switching.markov_regression import MarkovRegression

    model = MarkovRegression(
        scaled, k_regimes=len(STATES), switching_variance=True, switching_trend=False
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what `converged` tells
        try:
            found = model.fit(
                np.array(_START), em_iter=10, maxiter=_MOST_STEPS, cov_type="none", disp=False
            )
        except (np.linalg.LinAlgError, RuntimeError):  # states that cannot be told apart
            return None
    parameters = np.asarray(found.params, float)
    finite = bool(np.isfinite(parameters).all() and np.isfinite(found.llf))
    return _Maximum(
        parameters, float(found.llf), converged=bool(found.mle_retvals["converged"]) and finite
    )


def _without_fit(n: int, until: date) -> SwitchingModel:
    nan = float("nan")
    three = (nan, nan, nan)
    return SwitchingModel(
        nan, three, (three,) * 3, nan, converged=False, sessions=n, fitted_until=until
    )


def _three(values: Sequence[float] | FloatArray) -> tuple[float, float, float]:
    a, b, c = (float(value) for value in values)
    return (a, b, c)


def _densities(model: SwitchingModel, returns: FloatArray) -> FloatArray:
    """φ((r − μ)/σ)/σ over the likeliest state's, (n, 3); 1 where the return is unknown."""
    sigma = np.array(model.vols) / sqrt(SESSIONS_PER_YEAR)
    logs = -0.5 * ((returns[:, None] - model.mean) / sigma) ** 2 - np.log(sigma)
    # over the largest, so that no return is so far out that all three vanish
    return np.where(np.isnan(logs), 1.0, np.exp(logs - logs.max(axis=1, keepdims=True)))


def _long_run(P: FloatArray) -> FloatArray:
    """π with π P = π and Σ π = 1."""
    n = len(P)
    equations = np.vstack([P.T - np.eye(n), np.ones(n)])
    return np.asarray(np.linalg.lstsq(equations, np.r_[np.zeros(n), 1.0])[0])


@cache
def _versions() -> str:
    """Of what fits: another version may end elsewhere."""
    return " ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "statsmodels"))


def _key(returns: FloatArray, until: date) -> str:
    what = (
        f"switching {REVISION} {_versions()} {_START} {_MOST_STEPS} {LEAST} {until} {len(returns)} "
    )
    seen = np.where(np.isnan(returns), np.nan, np.round(returns, _DECIMALS) + 0.0)
    return blake2b(what.encode() + seen.tobytes(), digest_size=16).hexdigest()
