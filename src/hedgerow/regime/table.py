"""A decision table as data: rows of a condition, what it says, what fits it, and the risk on the other side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from hedgerow.regime.conditions import Condition, inputs_of, without

Severity: TypeAlias = Literal["panic", "stress", "anomaly", "calendar", "normal", "low"]
"""By which rows that hold together are ranked, gravest first."""
SEVERITIES: tuple[Severity, ...] = ("panic", "stress", "anomaly", "calendar", "normal", "low")
Stance: TypeAlias = Literal["sell", "buy", "protect", "wait", "none"]
"""What a row would have one do with volatility: sell it, buy it, hold what is owned safely, keep away, or nothing."""
Vote: TypeAlias = Literal["risk-on", "risk-off", "neutral"]
Outcome: TypeAlias = Literal["return", "realized", "premium"]
"""What a claim is about: the S&P 500's return, its realized volatility, implied less realized."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a row implies of the sessions after it: the outcome is higher (or lower) than on other days."""

    outcome: Outcome
    higher: bool
    sessions: int = 21


@dataclass(frozen=True, slots=True)
class Rule:
    """A row."""

    id: str
    label: str
    when: Condition
    reading: str
    """What it says, in a sentence."""
    risk: str = ""
    """What speaks against it."""
    structures: tuple[str, ...] = ()
    """Keys of :data:`~hedgerow.regime.structures.STRUCTURES`."""
    stance: Stance = "none"
    severity: Severity = "normal"
    overlay: bool = False
    """Stands beside the row of the regime and never replaces it."""
    vote: Vote = "neutral"
    claim: Claim | None = None
    added: bool = False
    """Closes a gap that the founding documents leave."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """Keys of what it asks for."""
        return inputs_of(self.when)

    def ignoring(self, *keys: str) -> Rule:
        """The same row with nothing asked of some inputs.

        Raises :class:`ValueError` where nothing would be left.
        """
        from dataclasses import replace

        kept = without(self.when, *keys)
        if kept is None:
            msg = f"{self.id} asks for nothing but {', '.join(keys)}"
            raise ValueError(msg)
        return replace(self, when=kept)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows on one question."""

    id: str
    """Like DT-01."""
    title: str
    question: str
    rules: tuple[Rule, ...]
    source: str
    """Where the founding documents have it."""
    note: str = ""
    """How gaps and contradictions were resolved."""
    least_known: int = 0
    """Of ``counted``: inputs that must be known for any row to be more than unknown."""
    counted: tuple[str, ...] = ()
    parts: tuple[Condition, ...] = ()
    """Questions whose answers are counted: so many yes of so many known."""
    undecided: str = "unknown"
    """What it says where no row is known to hold, and one might."""
    rank: Literal["severity", "order"] = "severity"
    """How rows that hold together are ranked; ``order`` where the first is the one that counts."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """Keys of what its rows ask for, each once."""
        return tuple(dict.fromkeys([*self.counted, *(key for r in self.rules for key in r.inputs)]))

    def rule(self, name: str) -> Rule:
        """A row by its id."""
        return next(rule for rule in self.rules if rule.id == name)
