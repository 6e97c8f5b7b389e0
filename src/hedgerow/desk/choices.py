"""Everything that may be chosen about a hedge, with its default and its range."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias, get_args

from hedgerow.errors import InputError
from hedgerow.hedge.pairing import WINDOW
from hedgerow.hedge.put import StrikeWanted
from hedgerow.hedge.scenarios import StressRule
from hedgerow.hedge.sizing import checked_delta, checked_ratio
from hedgerow.typing import Exercise

SizeBy: TypeAlias = Literal["notional", "delta", "scenario", "floor", "budget"]
StressBeta: TypeAlias = Literal["significant", "always", "never"]
AIM, SHORTEST, LONGEST = 75, 60, 90
"""Days to expiration of a hedge that is opened."""
PUT_DELTA = -0.30
MOST_BUDGET = 0.25
"""Share of the book; more is a slip of the pen, 1 for 1 % above all."""


@dataclass(frozen=True, kw_only=True)
class HedgeChoices:
    """Everything that may be chosen about a hedge, with its default.

    Raises :class:`InputError` for a value outside its range.
    """

    instrument: str | None = None
    """Hedge with this symbol instead of the one that pairs best."""
    benchmark: str = "SPY"
    """Beta is measured to this."""
    candidates: tuple[str, ...] = ()
    """Tried beside the default list."""
    window: int = WINDOW
    """Sessions of history for beta and hedge ratios."""
    delta: float | None = None
    """Put delta; -0.30 where neither delta nor moneyness is given."""
    moneyness: float | None = None
    """Strike over spot, instead of a delta."""
    days: int = AIM
    """Days to expiration aimed at; a listed expiration within 15 days of it is taken."""
    expiration: date | None = None
    """This expiration instead."""
    roll_days: int = 28
    """Days to expiration at which the put is rolled."""
    size_by: SizeBy = "notional"
    """Which of the five counts is the hedge's."""
    ratio: float = 1.0
    """Share of the dollar beta to hedge, by notional and by delta."""
    loss_limit: float = 0.10
    """Loss that is accepted, share of the book, for scenario and floor."""
    scenario_move: float = -0.20
    """Index move of the scenario."""
    scenario_points: float = 30.0
    """Rise of ATM volatility in the scenario, vol points."""
    floor_move: float = -0.30
    """Index move at which the floor holds."""
    budget: float = 0.01
    """Premium to spend, share of the book."""
    stress: StressBeta = "significant"
    """Whether the hedge ratio of falling days is used where it is higher: where it is significantly
    so, always, or never."""
    exercise: Exercise | None = None
    """How the instrument's options are exercised, instead of as listed: textbooks price all as European."""
    short_term_rate: float = 0.37
    """US federal tax on short-term gains, for the estimate."""
    long_term_rate: float = 0.20
    """US federal tax on long-term gains, for the estimate."""
    commission: float = 0.65
    """US dollars a contract."""
    spot: float | None = None
    """The instrument's price, where the user knows better than the data."""
    rate: float | None = None
    """Continuously compounded decimal, instead of the market's."""
    dividend_yield: float | None = None
    """Continuous decimal, instead of the measured one (without a chain)."""

    def __post_init__(self) -> None:
        if isinstance(self.expiration, datetime):
            object.__setattr__(self, "expiration", self.expiration.date())
        if self.delta is not None and self.moneyness is not None:
            msg = f"delta {self.delta:g} and moneyness {self.moneyness:g} given; give one of them"
            raise InputError(msg)
        if self.delta is not None:
            checked_delta(self.delta)
        checked_ratio(self.ratio)
        if self.size_by not in get_args(SizeBy):
            msg = f"size-by {self.size_by!r} is not one of {', '.join(get_args(SizeBy))}"
            raise InputError(msg)
        if self.stress not in get_args(StressBeta):
            msg = f"stress {self.stress!r} is not one of {', '.join(get_args(StressBeta))}"
            raise InputError(msg)
        if self.exercise is not None and self.exercise not in get_args(Exercise):
            msg = f"exercise {self.exercise!r} is not one of {', '.join(get_args(Exercise))}"
            raise InputError(msg)
        for name, low, high, hint in (
            ("moneyness", 0.5, 1.2, "strike over spot, like 0.95"),
            ("days", 7, 730, "calendar days"),
            ("roll_days", 1, 365, "calendar days left at the roll"),
            ("loss_limit", 0.0, 1.0, "a share of the book, like 0.10"),
            ("scenario_move", -0.95, -0.01, "a fall, like -0.20"),
            ("scenario_points", 0.0, 200.0, "vol points, like 30"),
            ("floor_move", -0.99, -0.01, "a fall, like -0.30"),
            ("budget", 1e-6, MOST_BUDGET, "a share of the book: write 0.01 for 1 %"),
            ("short_term_rate", 0.0, 1.0, "a share of the gain, like 0.37"),
            ("long_term_rate", 0.0, 1.0, "a share of the gain, like 0.20"),
            ("commission", 0.0, 100.0, "US dollars a contract, like 0.65"),
            ("spot", 1e-6, 1e7, "US dollars"),
            ("rate", -0.10, 0.50, "a decimal, like 0.037"),
            ("dividend_yield", -0.10, 0.50, "a decimal, like 0.011"),
        ):
            number = getattr(self, name)
            if number is not None and not (math.isfinite(number) and low <= number <= high):
                msg = f"{name.replace('_', '-')} {number:g} must lie in {low:g} … {high:g} ({hint})"
                raise InputError(msg)

    @property
    def strike(self) -> StrikeWanted:
        """Which put: by delta unless a moneyness is given."""
        if self.moneyness is not None:
            return StrikeWanted("moneyness", self.moneyness)
        return StrikeWanted("delta", PUT_DELTA if self.delta is None else self.delta)

    @property
    def rule(self) -> StressRule:
        """How ATM volatility answers to a move of the index."""
        return StressRule(self.scenario_move, self.scenario_points / 100)

    @property
    def day_range(self) -> tuple[int, int, int]:
        """Days to expiration: aimed at, at least, at most."""
        return self.days, self.days - (AIM - SHORTEST), self.days + (LONGEST - AIM)
