"""Everything that may be chosen about a replay, with its default and its range."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from hedgerow.backtest.account import Funding
from hedgerow.backtest.catalogue import POLICIES, PolicyChoices, entry, instrument_of, policy
from hedgerow.backtest.costs import Costs
from hedgerow.backtest.replay import Execution, Terms
from hedgerow.backtest.windows import FULL
from hedgerow.errors import InputError
from hedgerow.hedge.pairing import WINDOW

Prices: TypeAlias = Literal["quoted", "modelled"]
UNTRADED = frozenset({"unhedged", "sell"})
"""Policies that hold no contract."""
LEAD = 63
"""Sessions that a policy trades before its window begins, so that the window finds it as it stands."""


@dataclass(frozen=True, kw_only=True)
class ReplayChoices:
    """Everything that may be chosen about a replay, with its default.

    Raises :class:`InputError` for a value outside its range.
    """

    window: str = FULL
    """``2008``, ``2020``, ``2022``, ``2024-08``, ``2025-04``, ``full`` or ``START:END``."""
    policies: tuple[str, ...] = ("put",)
    """The first is the one that is shown in full; the others stand beside it."""
    choices: PolicyChoices = field(default_factory=PolicyChoices)
    own_peak: bool = False
    """Begin a window on the book's own peak."""
    lead: int = LEAD
    """Sessions that the policy trades before the window; 0 opens it on the first day."""
    execution: Execution = "close"
    """At the close that it is decided on, or at the next."""
    funding: Funding = "book"
    """Premiums by selling some of the book, or borrowed."""
    whole: bool = True
    """Whole contracts only."""
    prices: Prices = "quoted"
    """Quotes where there are any, or modelled prices throughout."""
    events: str | None = None
    """File of the user's own events, for the policy that rolls around them; else the Federal Reserve's."""
    benchmark: str = "SPY"
    candidates: tuple[str, ...] = ()
    """Tried in pairing beside the default list."""
    beta_window: int = WINDOW
    """Sessions of history for hedge ratios."""
    commission: float = 0.65
    """US dollars a contract."""
    spread: float = 1.0
    """Times the spread that a trade pays; 0 trades at the middle."""

    def __post_init__(self) -> None:
        given: object = self.policies
        if isinstance(given, str):
            object.__setattr__(self, "policies", (given,))
        for one in self.policies:
            _require_name(one)
        if not self.policies:
            msg = f"no policy given; give one of {', '.join(POLICIES)}"
            raise InputError(msg)
        for name in self.policies:
            policy(name, self.choices)
        if len(set(self.policies)) < len(self.policies):
            msg = f"a policy is given twice: {', '.join(self.policies)}; give each once"
            raise InputError(msg)
        for name, allowed in (
            ("execution", get_args(Execution)),
            ("funding", get_args(Funding)),
            ("prices", get_args(Prices)),
        ):
            if getattr(self, name) not in allowed:
                msg = f"{name} {getattr(self, name)!r} is not one of {', '.join(allowed)}"
                raise InputError(msg)
        for name, low, high, hint in (
            ("lead", 0, 252, "sessions"),
            ("commission", 0.0, 100.0, "US dollars a contract, like 0.65"),
            ("spread", 0.0, 5.0, "times the usual spread; 0 trades at the middle"),
            ("beta_window", 126, 2520, "sessions; 252 is a year"),
        ):
            number = getattr(self, name)
            if not (math.isfinite(number) and low <= number <= high):
                msg = f"{name.replace('_', '-')} {number:g} must lie in {low:g} … {high:g} ({hint})"
                raise InputError(msg)

    @property
    def terms(self) -> Terms:
        """How the account trades."""
        return Terms(self.execution, self.funding, self.whole, Costs(self.commission, self.spread))

    @property
    def needs(self) -> frozenset[str]:
        """What the policies look at beside prices and VIX."""
        return frozenset(need for name in self.policies for need in entry(name).needs)

    @property
    def instruments(self) -> tuple[str, ...] | None:
        """The instruments that the policies name, each once; None where one of them pairs."""
        named = [
            instrument_of(name, self.choices)
            for name in self.policies
            if name.partition("@")[0] not in UNTRADED
        ]
        if None in named or not named:
            return None
        return tuple(dict.fromkeys(symbol for symbol in named if symbol is not None))


def _require_name(one: object) -> None:
    if not isinstance(one, str):
        msg = f"policy {one!r} is no name; hand objects of your own to backtest(policies=[…])"
        raise InputError(msg)
