"""DT-25, convergence: which way the signals point, counted.

    vote ∈ {+1 risk-on, 0 neutral, −1 risk-off, unknown}        score = mean of the known, at least three

*Robust* where curve, skew and spot–vol agree. Opposite votes are shown side by side and never netted into a conclusion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.regime.conditions import (
    Condition,
    above,
    all_of,
    among,
    at_least,
    below,
    in_words,
    inputs_of,
    truth,
)
from hedgerow.regime.table import Vote
from hedgerow.regime.tables.directions import down, sharply_up, up
from hedgerow.regime.truth import of_day

if TYPE_CHECKING:
    from hedgerow.regime.facts import Facts
    from hedgerow.regime.thresholds import Thresholds

LEAST_VOTES = 3


@dataclass(frozen=True, slots=True)
class Voter:
    """A signal that can speak for risk or against it."""

    key: str
    name: str
    on: Condition
    off: Condition
    core: bool = False
    """One of the three that make a convergence robust."""


VOTERS = (
    Voter("curve", "term structure", among("term_structure", "contango"), among("term_structure", "backwardation"), core=True),
    Voter("skew", "put skew", down("put_skew_z"), sharply_up("put_skew_z"), core=True),
    Voter("spot_vol", "spot and volatility", all_of(up("spot_z"), down("vix_z")), all_of(down("spot_z"), up("vix_z")), core=True),
    Voter("level", "level of VIX", below("vix", "vix_low"), at_least("vix", "vix_high")),
    Voter("premium", "implied over realized", at_least("nvrp", "nvrp_favourable"), below("nvrp", "nvrp_avoid")),
    Voter("vvix", "volatility of volatility", down("vvix_z"), sharply_up("vvix_z")),
    Voter("basis", "basis at 30 days", all_of(at_least("basis_30", "zero"), at_least("basis_30_percentile", "basis_30_wide")), below("basis_30", "zero")),
    Voter("credit", "credit spread", below("credit_z", "falls"), above("credit_z", "moves")),
    Voter("correlation", "implied correlation", down("implied_correlation_z"), sharply_up("implied_correlation_z")),
    Voter("dealers", "dealer gamma", above("gex", "zero"), below("gex", "zero")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class VoteReading:
    """One vote."""

    key: str
    name: str
    vote: Vote | None
    """None where it is not known."""
    words: str
    """What it would take for either side."""
    core: bool
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Convergence:
    """All votes."""

    votes: tuple[VoteReading, ...]
    known: int
    score: float
    """−1 … 1, mean of the known votes; NaN with fewer than three."""
    robust: Vote | None
    """The side on which curve, skew and spot–vol agree; None where they do not, or one is unknown."""
    contradiction: bool
    """Whether votes for risk and against it stand side by side."""


def convergence(facts: Facts, thresholds: Thresholds) -> Convergence:
    """The votes on the last of the days."""
    today = facts.on(-1)
    votes = tuple(_vote(voter, today, thresholds) for voter in VOTERS)
    counted = [{"risk-on": 1, "neutral": 0, "risk-off": -1}[v.vote] for v in votes if v.vote]
    core = {v.vote for v in votes if v.core}
    agreed = next(iter(core)) if len(core) == 1 else None
    return Convergence(
        votes,
        len(counted),
        float(np.mean(counted)) if len(counted) >= LEAST_VOTES else float("nan"),
        agreed,
        contradiction=1 in counted and -1 in counted,
    )


def _vote(voter: Voter, facts: Facts, thresholds: Thresholds) -> VoteReading:
    on, off = (of_day(float(truth(side, facts, thresholds)[0])) for side in (voter.on, voter.off))
    vote: Vote | None = None
    if on or off:
        vote = "risk-on" if on else "risk-off"
    elif on is False and off is False:
        vote = "neutral"
    asked = dict.fromkeys([*inputs_of(voter.on), *inputs_of(voter.off)])
    missing = () if vote else tuple(key for key in asked if not facts.known(key))
    words = f"on: {in_words(voter.on, thresholds)}; off: {in_words(voter.off, thresholds)}"
    return VoteReading(voter.key, voter.name, vote, words, voter.core, missing)
