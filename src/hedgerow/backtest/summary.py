"""What a hedge did to the book, in a handful of figures.

With daily simple returns ``h`` (hedged) and ``u`` (the book alone) over the same days:

    effectiveness      1 − Var(h)/Var(u)        1 − ES(h)/ES(u)        1 − MDD(h)/MDD(u)
    cost a year        CAGR(h) − CAGR(u)                              negative where the hedge cost
    ES                 mean of the worst 5 % of days, positive

*Equal beta* holds as much of the book as the hedged account's beta to it and the rest in cash, *equal return* as much as would have
ended with the same money: what a hedge has to be better than is less of the book [Israelov17].

Intervals come from circular blocks of 21 days drawn in pairs [PR92]. [SPEC HP-60]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq

from hedgerow.typing import FloatArray
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.realized.block_bootstrap import BLOCK, LEAST_BLOCKS, block_bootstrap

if TYPE_CHECKING:
    from hedgerow.backtest.replay import Replay

TAIL = 0.05
LEAST_DAYS = 10
"""Days below which a variance or a shortfall says nothing."""
YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Performance:
    """One path of values."""

    total: float
    """Return over the whole stretch, decimal."""
    annual: float
    """The same a year; NaN under a year."""
    vol: float
    """Annualised standard deviation of daily returns; NaN with under ten days."""
    max_drawdown: float
    """Negative."""
    expected_shortfall: float
    """Mean loss on the worst 5 % of days, positive; NaN with under ten days."""
    worst_day: float
    worst_row: int
    """Place of the worst day in the path; 0 where there is none."""


@dataclass(frozen=True, slots=True)
class Figures:
    """A hedged path against the book alone."""

    cost_year: float
    """Annual return of the hedged path less that of the book; over the whole stretch where that is under a year."""
    effectiveness: float
    """Share of variance removed; negative where there is more of it."""
    shortfall_effectiveness: float
    drawdown_effectiveness: float
    beta: float
    """Of the hedged path to the book."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A hedged path beside the book alone, how sure that is, and what less of the book would have done."""

    figures: Figures
    cost_year_interval: tuple[float, float]
    """95 %; NaN where the history is too short."""
    effectiveness_interval: tuple[float, float]
    equal_beta: Performance
    """Of that much of the book, the rest in cash."""
    equal_return_share: float
    """Share of the book that would have ended with the same money, 0 … 1; NaN where none would."""
    equal_return: Performance | None
    """Of that share."""


def performance(values: FloatArray, days: FloatArray) -> Performance:
    """Of values (m,) on calendar days (m,), ascending.

    >>> made = performance(np.array([100.0, 90.0, 99.0]), np.array([0, 365, 731]))
    >>> round(made.total, 4), round(made.max_drawdown, 4), round(made.worst_day, 4)
    (-0.01, -0.1, -0.1)
    """
    returns = values[1:] / values[:-1] - 1
    years = float(days[-1] - days[0]) / YEAR
    total = float(values[-1] / values[0] - 1)
    enough = len(returns) >= LEAST_DAYS
    worst = int(np.argmin(returns)) if len(returns) and np.isfinite(returns).any() else -1
    return Performance(
        total=total,
        annual=float((1 + total) ** (1 / years) - 1) if years >= 0.99 and total > -1 else np.nan,
        vol=float(returns.std(ddof=1) * np.sqrt(SESSIONS_PER_YEAR)) if enough else np.nan,
        max_drawdown=float((values / np.maximum.accumulate(values) - 1).min()),
        expected_shortfall=float(shortfall(returns)) if enough else np.nan,
        worst_day=float(returns[worst]) if worst >= 0 else np.nan,
        worst_row=worst + 1,
    )


def shortfall(returns: FloatArray) -> float:
    """Mean loss on the worst twentieth of days, one at least; positive."""
    worst = np.sort(returns)[: max(1, int(np.ceil(TAIL * len(returns))))]
    return -float(worst.mean())


def opened(made: Replay, first: int, last: int) -> FloatArray:
    """Net asset value from one traded session to another; on the very first before that day's trades cost anything."""
    path = made.nav[first : last + 1].copy()
    if first == 0:
        path[0] = made.tape.value
    return path


def compared(
    one: Performance,
    other: Performance,
    hedged: FloatArray,
    unhedged: FloatArray,
    days: FloatArray,
) -> Figures:
    """Of two paths, each (m,) on calendar days (m,), with their performances."""
    h, u = hedged[1:] / hedged[:-1] - 1, unhedged[1:] / unhedged[:-1] - 1
    variance = float(u.var()) if len(u) >= LEAST_DAYS else np.nan
    year = float(days[-1] - days[0]) / YEAR >= 0.99
    return Figures(
        cost_year=one.annual - other.annual if year else one.total - other.total,
        effectiveness=float(1 - h.var() / variance) if variance > 0 else np.nan,
        shortfall_effectiveness=_removed(one.expected_shortfall, other.expected_shortfall),
        drawdown_effectiveness=_removed(one.max_drawdown, other.max_drawdown),
        beta=float(np.cov(h, u)[0, 1] / u.var(ddof=1)) if variance > 0 else np.nan,
    )


def comparison(
    hedged: FloatArray, unhedged: FloatArray, cash: FloatArray, days: FloatArray
) -> Comparison:
    """Of two paths and what a dollar of cash became, each (m,) on calendar days (m,)."""
    one, other = performance(hedged, days), performance(unhedged, days)
    figures = compared(one, other, hedged, unhedged, days)
    h, u = hedged[1:] / hedged[:-1] - 1, unhedged[1:] / unhedged[:-1] - 1
    r = cash[1:] / cash[:-1] - 1
    pairs = np.column_stack([h, u])
    low = high = np.full(2, np.nan)
    if np.isfinite(pairs).all() and len(pairs) >= LEAST_BLOCKS * BLOCK:
        scatter = block_bootstrap(_drawn, pairs)
        low, high = scatter.low, scatter.high
    beta = figures.beta
    share = _equal_return_share(hedged, u, r)
    return Comparison(
        figures=figures,
        cost_year_interval=(float(low[0]), float(high[0])),
        effectiveness_interval=(float(low[1]), float(high[1])),
        equal_beta=performance(_mixed(u, r, beta if np.isfinite(beta) else 1.0), days),
        equal_return_share=share,
        equal_return=performance(_mixed(u, r, share), days) if np.isfinite(share) else None,
    )


def _drawn(pairs: FloatArray) -> FloatArray:
    """Cost a year and effectiveness of drawn days, (2,)."""
    h, u = pairs[:, 0], pairs[:, 1]
    years = len(h) / SESSIONS_PER_YEAR
    cost = np.expm1(np.log1p(h).sum() / years) - np.expm1(np.log1p(u).sum() / years)
    variance = u.var()
    return np.array([cost, 1 - h.var() / variance if variance > 0 else np.nan])


def _mixed(book: FloatArray, cash: FloatArray, share: float) -> FloatArray:
    """Value of a constant share of the book, the rest in cash, (m,)."""
    return np.concatenate([[1.0], np.cumprod(1 + share * book + (1 - share) * cash)])


def _equal_return_share(hedged: FloatArray, book: FloatArray, cash: FloatArray) -> float:
    """The share of the book that ends where the hedged path does; NaN where none between 0 and 1 does."""
    wanted = hedged[-1] / hedged[0]

    def excess(share: float) -> float:
        return float(_mixed(book, cash, share)[-1] - wanted)

    if not np.isfinite(excess(0.0)) or excess(0.0) * excess(1.0) > 0:
        return float("nan")
    return float(brentq(excess, 0.0, 1.0, xtol=1e-6))


def _removed(after: float, before: float) -> float:
    return 1 - after / before if before else float("nan")
