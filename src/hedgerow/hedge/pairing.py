"""Hedge pairing: which index explains the book, and whether a better one is really better.

For each candidate the *minimum-variance ratio* ``h* = Cov(r_P, r_H) / Var(r_H)``: dollars of the
instrument per dollar of book [Ederington79]. Its *effectiveness* is measured out of sample: the
ratio of the trailing 252 sessions is held for the next 21, over the last 252 sessions,

    HE = 1 − Var(r_P − h_{t−1} r_H) / Var(r_P)

**The choice.** The candidate with the highest effectiveness wins, unless a more liquid one is as
good: chosen is the most liquid of all those that the best does not beat, where "beats" means that
the 95 % circular-block-bootstrap interval [PR92] of the difference (blocks of 21, 2,000 draws,
seed 0) excludes zero. SPEC HP-30, HS-01 … HS-05.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from hedgerow.hedge.regression import Regression, regress
from hedgerow.typing import FloatArray

WINDOW = 252
HOLD = 21
SCORE = 252
LEAST_SCORE = 63
LEAST_OBSERVATIONS = 126
DRAWS, BLOCK, SEED = 2_000, 21, 0
LEAST_R_SQUARED = 0.5
LEAST_RATIO = 0.1


@dataclass(frozen=True, slots=True)
class CandidateReturns:
    """A candidate's history, aligned with the book's."""

    symbol: str
    returns: FloatArray
    """Simple returns, shape (n,), oldest first, NaN where unknown."""
    liquidity_rank: int
    """0 is the most liquid."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """How well one instrument would hedge the book."""

    symbol: str
    hedge_ratio: float
    """Minimum-variance dollars of instrument per dollar of book."""
    standard_error: float
    """Of the hedge ratio, HAC."""
    hedge_ratio_interval: tuple[float, float]
    r_squared: float
    r_squared_interval: tuple[float, float]
    residual_vol: float
    """Annualised volatility of what the instrument does not explain, decimal."""
    residual_dollars: float
    """The same in US dollars a year."""
    effectiveness: float
    """Out-of-sample share of variance removed; NaN with too short a history."""
    scored_days: int
    candidate_beta: float
    """The candidate's own beta to the benchmark."""
    observations: int


@dataclass(frozen=True, slots=True)
class Choice:
    """The instrument to hedge with, and why."""

    symbol: str
    reason: str
    beaten: tuple[str, ...] = ()
    """More liquid candidates that the best one surely beats, the most liquid first."""
    challenger: str | None = None
    """The candidate with the highest effectiveness, where it was not chosen."""
    challenger_interval: tuple[float, float] | None = None
    """Interval of its effectiveness minus that of the chosen one."""
    fits: bool = True
    """False where no index hedge makes sense for this book."""
    doubts: tuple[str, ...] = ()
    """Why it does not fit, or rests on less than it should."""


def fitted(
    book: FloatArray,
    candidates: Sequence[CandidateReturns],
    benchmark: FloatArray,
    *,
    value: float,
    window: int = WINDOW,
    whole: FloatArray | None = None,
) -> list[Candidate]:
    """Every candidate with at least 126 common days in the window, best effectiveness first.

    ``book``, ``benchmark`` and the candidates' returns have shape (n,) and share their days;
    ``n`` should be ``window + 252``, less shortens the scored period. ``value`` is the book's in
    US dollars. ``whole`` are the book's returns with what is assumed of positions without a history,
    shape (n,): hedge ratios are taken on them, everything else on ``book``, which they are by default.
    """
    whole = book if whole is None else whole
    found = []
    for candidate in candidates:
        fit = regress(book[-window:], candidate.returns[-window:])
        if fit is None or fit.observations < LEAST_OBSERVATIONS:
            continue
        ratio = regress(whole[-window:], candidate.returns[-window:])
        if ratio is not None:
            fit = replace(fit, slope=ratio.slope, standard_error=ratio.standard_error)
        hedged = hedged_returns(book, candidate.returns, window=window)
        own = regress(candidate.returns[-window:], benchmark[-window:])
        found.append(_candidate(candidate.symbol, fit, own, book, hedged, value))
    return sorted(found, key=lambda c: (-_or_lowest(c.effectiveness), -c.r_squared, c.symbol))


def hedged_returns(book: FloatArray, instrument: FloatArray, *, window: int) -> FloatArray:
    """Out-of-sample hedged returns of the scored days, shape (≤ 252,), oldest first.

    Each block of 21 days uses the minimum-variance ratio of the ``window`` days before it. Empty
    where fewer than 63 days can be scored or either side lacks more than one needed day in fifty.
    """
    days = min(SCORE, len(book) - window)
    if days < LEAST_SCORE:
        return np.empty(0)
    needed = slice(len(book) - days - window, None)
    y, x = book[needed], instrument[needed]
    if np.isfinite(y).mean() < 0.98 or np.isfinite(x).mean() < 0.98:
        return np.empty(0)
    hedged = np.full(days, np.nan)
    for start in range(0, days, HOLD):
        trailing = slice(start, start + window)
        h = _ratio(y[trailing], x[trailing])
        ahead = slice(start + window, min(start + HOLD, days) + window)
        hedged[start : start + HOLD] = y[ahead] - h * x[ahead]
    return hedged


def effectiveness(hedged: FloatArray, unhedged: FloatArray) -> FloatArray:
    """``1 − Var(hedged)/Var(unhedged)`` down the first axis; NaN days are left out pairwise.

    0 where the unhedged returns do not vary: there is nothing to remove.

    >>> float(effectiveness(np.array([0.5, -0.5, 0.5]), np.array([1.0, -1.0, 1.0])))
    0.75
    """
    alike = unhedged.reshape(-1, *[1] * (hedged.ndim - 1))
    before = np.nanvar(np.where(np.isfinite(hedged), alike, np.nan), axis=0)
    after = np.nanvar(hedged, axis=0)
    return np.asarray(1 - np.where(before > 0, after, 1.0) / np.where(before > 0, before, 1.0))


def choice(
    book: FloatArray,
    candidates: Sequence[CandidateReturns],
    fits: Sequence[Candidate],
    *,
    window: int = WINDOW,
) -> Choice:
    """The instrument to hedge with; see the rule at the top of this module.

    ``fits`` are what :func:`fitted` found for the same arguments, at least one. Candidates that
    could be scored on fewer days than the best-covered ones do not take part; where none could be
    scored the highest in-sample R² decides, and the choice says so.
    """
    rank = {c.symbol: c.liquidity_rank for c in candidates}
    days = max(fit.scored_days for fit in fits)
    if days == 0:
        made, doubts = _by_r_squared(fits, rank, window)
    else:
        scored = [fit for fit in fits if fit.scored_days == days]
        made = _by_effectiveness(book, candidates, scored, rank, window)
        doubts = (
            [f"effectiveness rests on {days} scored sessions; {SCORE} wanted"]
            if days < SCORE
            else []
        )
    used = next(fit for fit in fits if fit.symbol == made.symbol)
    found = misfits(used, max(fits, key=lambda fit: fit.r_squared))
    return replace(made, fits=not found, doubts=(*found, *doubts))


def _by_r_squared(
    fits: Sequence[Candidate], rank: Mapping[str, int], window: int
) -> tuple[Choice, list[str]]:
    best = max(fits, key=lambda fit: (fit.r_squared, -rank[fit.symbol]))
    doubt = (
        f"history too short to score out of sample ({window + LEAST_SCORE} sessions needed, "
        f"{window + SCORE} wanted): chosen by in-sample R², which is optimistic"
    )
    return Choice(best.symbol, f"highest in-sample R² ({best.r_squared:.3f})"), [doubt]


def _by_effectiveness(
    book: FloatArray,
    candidates: Sequence[CandidateReturns],
    scored: Sequence[Candidate],
    rank: Mapping[str, int],
    window: int,
) -> Choice:
    """The most liquid candidate that the best one does not beat."""
    best = max(scored, key=lambda fit: (fit.effectiveness, -rank[fit.symbol]))
    rivals = [fit for fit in scored if rank[fit.symbol] < rank[best.symbol]]
    rivals.sort(key=lambda fit: (rank[fit.symbol], -fit.effectiveness))
    gains = _effectiveness_gains(book, candidates, best, rivals, window)
    beaten: list[str] = []
    for rival in rivals:
        low, high = gains[rival.symbol]
        if low <= 0:
            more, less = _apart(best.effectiveness, rival.effectiveness)
            reason = (
                f"{best.symbol} removes more variance out of sample ({more} against "
                f"{less}), but not surely (95 % interval of the gain {low:+.3f} … "
                f"{high:+.3f}); {rival.symbol} is more liquid"
            )
            return Choice(rival.symbol, reason, tuple(beaten), best.symbol, (low, high))
        beaten.append(rival.symbol)
    reason = f"highest out-of-sample effectiveness ({best.effectiveness:.3f})"
    if not beaten:
        return Choice(best.symbol, f"{reason}, and no candidate is more liquid")
    closest = min(beaten, key=lambda symbol: gains[symbol][0])
    low, high = gains[closest]
    reason += (
        f", and surely better than the more liquid {', '.join(beaten)} (95 % interval of the gain on "
        f"{closest}, the closest, {low:+.3f} … {high:+.3f})"
    )
    return Choice(best.symbol, reason, tuple(beaten))


def misfits(used: Candidate, best: Candidate | None = None) -> list[str]:
    """Why hedging this book with ``used`` makes no sense; empty where it does.

    The R² that is judged is that of ``best``, the highest of all; without it, that of ``used``.
    """
    found = []
    alone = best is None
    best = used if best is None else best
    if best.r_squared < LEAST_R_SQUARED:
        found.append(
            f"an index hedge does not fit: the {'' if alone else 'best '}R² is {best.r_squared:.2f} "
            f"({best.symbol}), so {100 * np.sqrt(1 - best.r_squared):.0f} % of the book's volatility "
            "would stay"
        )
    low, high = used.hedge_ratio_interval
    if abs(used.hedge_ratio) < LEAST_RATIO or low <= 0 <= high:
        found.append(
            f"an index hedge does not fit: the hedge ratio to {used.symbol} is not clearly above zero "
            f"({used.hedge_ratio:.2f}, 95 % interval {low:.2f} … {high:.2f})"
        )
    elif used.hedge_ratio < 0:
        found.append(
            f"index puts do not fit: the book gains when {used.symbol} falls "
            f"(hedge ratio {used.hedge_ratio:.2f})"
        )
    return found


def _effectiveness_gains(
    book: FloatArray,
    candidates: Sequence[CandidateReturns],
    best: Candidate,
    rivals: Sequence[Candidate],
    window: int,
) -> dict[str, tuple[float, float]]:
    """Bootstrap interval of ``HE(best) − HE(rival)`` for every rival, all on the same draws."""
    if not rivals:
        return {}
    returns = {c.symbol: c.returns for c in candidates}
    symbols = [best.symbol, *(rival.symbol for rival in rivals)]
    hedged = np.column_stack([hedged_returns(book, returns[s], window=window) for s in symbols])
    unhedged = book[-len(hedged) :]
    draws = _drawn_effectiveness(hedged, unhedged)
    gains = draws[:, :1] - draws[:, 1:]
    low, high = np.percentile(gains, [2.5, 97.5], axis=0)
    return {rival.symbol: (float(low[i]), float(high[i])) for i, rival in enumerate(rivals)}


def _drawn_effectiveness(hedged: FloatArray, unhedged: FloatArray) -> FloatArray:
    """:func:`effectiveness` of every draw of circular blocks, (draws, k), from hedged returns (n, k).

    A variance needs to know only how often a draw holds each day: sums over all draws are one product of matrices.
    """
    n = len(hedged)
    starts = np.random.default_rng(SEED).integers(n, size=(DRAWS, -(-n // BLOCK)))
    days = ((starts[:, :, None] + np.arange(BLOCK)) % n).reshape(DRAWS, -1)[:, :n]
    times = np.bincount((days + n * np.arange(DRAWS)[:, None]).ravel(), minlength=DRAWS * n)
    counts = times.reshape(DRAWS, n).astype(float)
    there = np.isfinite(hedged) & np.isfinite(unhedged)[:, None]
    size = counts @ there

    def variance(returns: FloatArray) -> FloatArray:
        known = np.where(there, returns, 0.0)
        return np.asarray(counts @ known**2 / size - (counts @ known / size) ** 2)

    before, after = variance(unhedged[:, None]), variance(hedged)
    return np.asarray(1 - np.where(before > 0, after, 1.0) / np.where(before > 0, before, 1.0))


def _candidate(
    symbol: str,
    fit: Regression,
    own: Regression | None,
    book: FloatArray,
    hedged: FloatArray,
    value: float,
) -> Candidate:
    scored = float("nan")
    if len(hedged):
        scored = float(effectiveness(hedged, book[-len(hedged) :]))
    return Candidate(
        symbol=symbol,
        hedge_ratio=fit.slope,
        standard_error=fit.standard_error,
        hedge_ratio_interval=fit.interval(),
        r_squared=fit.r_squared,
        r_squared_interval=fit.r_squared_interval(),
        residual_vol=fit.residual_vol,
        residual_dollars=fit.residual_vol * value,
        effectiveness=scored,
        scored_days=len(hedged),
        candidate_beta=float("nan") if own is None else own.slope,
        observations=fit.observations,
    )


def _apart(a: float, b: float) -> tuple[str, str]:
    """Two shares in as many digits as tell them apart: three, or up to six."""
    for digits in (3, 4, 5):
        if f"{a:.{digits}f}" != f"{b:.{digits}f}":
            return f"{a:.{digits}f}", f"{b:.{digits}f}"
    return f"{a:.6f}", f"{b:.6f}"


def _ratio(y: FloatArray, x: FloatArray) -> float:
    both = np.isfinite(y) & np.isfinite(x)
    xt = x[both] - x[both].mean()
    return float(xt @ y[both] / (xt @ xt))


def _or_lowest(number: float) -> float:
    return number if np.isfinite(number) else -np.inf
