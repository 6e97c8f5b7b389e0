"""Where the profit and loss came from, day by day.

The book (held from one close to the next):

    beta   u B h r_H           basis   u B (r_B − h r_H)          h the hedge ratio known the day before, H what is hedged with

The contracts, with the slopes of the day before:

    delta  q M Δ dS     gamma  q M ½Γ dS²     vega  q M 𝒱 dσ     theta  q M Θ dt     cross  q M (vanna dS dσ + ½ volga dσ²)
    residual  what is left of the change in price

and what trading cost, and what cash earned. All parts of a day add up to the change of the net asset value, because the residual
is what is left: how large it is says how far the slopes explain the rest [SPEC HP-57]. σ is the volatility of the contract
itself, so that a move along the smile counts as vega.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hedgerow.typing import FloatArray, IntArray

if TYPE_CHECKING:
    from hedgerow.backtest.account import Spell
    from hedgerow.backtest.course import Course
    from hedgerow.backtest.replay import Replay


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts of the profit and loss by day, US dollars, (m,) on the replay's sessions."""

    beta: FloatArray
    basis: FloatArray
    delta: FloatArray
    gamma: FloatArray
    vega: FloatArray
    theta: FloatArray
    cross: FloatArray
    residual: FloatArray
    costs: FloatArray
    interest: FloatArray

    @property
    def hedge(self) -> FloatArray:
        """What the contracts earned, costs included."""
        return (
            self.delta
            + self.gamma
            + self.vega
            + self.theta
            + self.cross
            + self.residual
            + self.costs
        )

    @property
    def total(self) -> FloatArray:
        """The change of the net asset value."""
        return self.beta + self.basis + self.hedge + self.interest

    def over(self, first: int, last: int) -> Attribution:
        """Sums over the days after ``first`` up to ``last``; from the first row on, its own costs belong to them."""
        days = slice(first + 1 if first else 0, last + 1)
        sums = {f.name: float(getattr(self, f.name)[days].sum()) for f in fields(self)}
        gross = float(np.abs(self.hedge[days]).sum())
        unexplained = float(np.abs(self.residual[days]).sum()) / gross if gross else 0.0
        return Attribution(**sums, total=float(self.total[days].sum()), unexplained=unexplained)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Parts of the profit and loss over a stretch of days, US dollars."""

    beta: float
    """The book, as far as it moved with the instrument."""
    basis: float
    """The book, beside that."""
    delta: float
    gamma: float
    vega: float
    theta: float
    cross: float
    """Vanna and volga."""
    residual: float
    costs: float
    """Spreads and commissions, negative."""
    interest: float
    total: float
    unexplained: float
    """Sum of the residual's size over that of the contracts' daily profit and loss."""

    @property
    def hedge(self) -> float:
        """What the contracts earned, costs included."""
        slopes = self.delta + self.gamma + self.vega + self.theta + self.cross
        return slopes + self.residual + self.costs


def parts(made: Replay) -> Parts:
    """The parts of every day of a replay."""
    tape, first = made.tape, made.tape.first
    m = len(made.nav)
    arrays = {f.name: np.zeros(m) for f in fields(Parts)}
    arrays |= _slopes(made.spells, first, m, tape.days)
    for trade in made.trades:
        arrays["costs"][trade.row - first] += trade.spread + trade.commission
    grown = tape.growth_of_cash[first:]
    arrays["interest"][1:] = made.cash[:-1] * (grown[1:] / grown[:-1] - 1)
    book = tape.book[first:]
    earned = made.units[:-1] * np.diff(book)
    ratio, returns = _hedged_with(made)
    beta = made.units[:-1] * book[:-1] * ratio[:-1] * returns[1:]
    arrays["beta"][1:] = np.nan_to_num(beta)
    arrays["basis"][1:] = earned - np.nan_to_num(beta)
    return Parts(**arrays)


def _slopes(spells: Sequence[Spell], first: int, m: int, days: IntArray) -> dict[str, FloatArray]:
    """The contracts' parts by day, (m,), all spells at once."""
    steps = [step for spell in spells if (step := _Steps.of(spell, first + m - 1)) is not None]
    if not steps:
        return {}
    a = {name: np.concatenate([s.column(name, 0) for s in steps]) for name in _COLUMNS}
    b = {name: np.concatenate([s.column(name, 1) for s in steps]) for name in _CHANGING}
    rows = np.concatenate([np.arange(s.start + 1, s.stop + 1) for s in steps])
    scale = np.repeat([s.scale for s in steps], [s.stop - s.start for s in steps])
    dS = b["underlying"] - a["underlying"]
    # a contract without a volatility has none that changes; at its end an option has no volatility
    dσ = np.nan_to_num(b["vol"] - a["vol"])
    ends = np.cumsum([s.stop - s.start for s in steps]) - 1
    dσ[ends[[s.settles for s in steps]]] = 0.0
    dt = (days[rows] - days[rows - 1]) / 365
    made = {
        "delta": a["delta"] * dS,
        "gamma": 0.5 * a["gamma"] * dS**2,
        "vega": a["vega"] * dσ,
        "theta": a["theta"] * dt,
        "cross": a["vanna"] * dS * dσ + 0.5 * a["volga"] * dσ**2,
    }
    made["residual"] = b["value"] - a["value"] - sum(made.values())
    return {
        name: np.bincount(rows - first, scale * part, minlength=m).astype(float)
        for name, part in made.items()
    }


_CHANGING = ("value", "underlying", "vol")
_COLUMNS = (*_CHANGING, "delta", "gamma", "vega", "theta", "vanna", "volga")


class _Steps(NamedTuple):
    """A spell from close to close."""

    course: Course
    start: int
    stop: int
    """Row of the last close that counts."""
    scale: float
    """Dollars for one of the course's values."""
    settles: bool
    """Whether the last step ends in its settlement."""

    @classmethod
    def of(cls, spell: Spell, last: int) -> _Steps | None:
        """None where there is no step in it."""
        it = spell.course
        stop = min(spell.stop, it.last, last)
        if stop <= spell.start:
            return None
        scale = spell.quantity * it.multiplier
        return cls(it, spell.start, stop, scale, it.settles and stop == it.last)

    def column(self, name: str, later: int) -> FloatArray:
        """A column of the course, before each step or after it."""
        begin = self.start - self.course.start + later
        found: FloatArray = getattr(self.course, name)[begin : begin + self.stop - self.start]
        return found


def _hedged_with(made: Replay) -> tuple[FloatArray, FloatArray]:
    """Ratio and returns of what the book is hedged with on each day; of the benchmark where nothing is held."""
    tape, first = made.tape, made.tape.first
    here = tape.underlyings[tape.benchmark]
    ratio, returns = _ratio(here.ratio, len(tape))[first:].copy(), here.returns[first:].copy()
    for spell in made.spells:
        use = tape.underlyings.get(spell.contract.symbol)
        if use is None or use is here:
            continue
        held = slice(spell.start - first, spell.stop - first)
        after = slice(spell.start - first + 1, spell.stop - first + 1)
        ratio[held] = _ratio(use.ratio, len(tape))[first:][held]
        returns[after] = use.returns[first:][after]
    return ratio, returns


def _ratio(history: FloatArray, n: int) -> FloatArray:
    return history if len(history) == n else np.full(n, np.nan)
