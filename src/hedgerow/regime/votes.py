"""DT-25, convergence: which way the signals point, counted.

    vote ∈ {+1 risk-on, 0 neutral, −1 risk-off, unknown}        score = mean of the known, at least three

A calm market votes for risk on most days (contango on five of six), so the score stands beside its usual level.
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
    any_of,
    at_least,
    at_most,
    below,
    in_words,
    inputs_of,
    truth,
    within,
)
from hedgerow.regime.table import Vote
from hedgerow.regime.tables.directions import down, up
from hedgerow.typing import FloatArray

if TYPE_CHECKING:
    from hedgerow.regime.facts import Facts
    from hedgerow.regime.thresholds import Thresholds

LEAST_VOTES = 3
VOTES: dict[float, Vote] = {1.0: "risk-on", 0.0: "neutral", -1.0: "risk-off"}


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
    Voter("skew", "put skew", down("put_skew_z"), up("put_skew_z"), core=True),
    Voter("spot_vol", "spot–vol correlation", within("spot_vol_correlation", "rho_tight", "rho_weak"), any_of(at_least("spot_vol_correlation", "rho_inverted"), all_of(below("spot_vol_correlation", "rho_tight"), above("vix_move_size", "crash_move"))), core=True),
    Voter("week", "price and volatility", all_of(up("spot_z"), down("vix_z")), all_of(down("spot_z"), up("vix_z"))),
    Voter("level", "level of VIX", below("vix", "vix_low"), at_least("vix", "vix_high")),
    Voter("premium", "implied over realized", at_least("nvrp_percentile", "high"), at_most("nvrp_percentile", "low")),
    Voter("vvix", "volatility of volatility", down("vvix_z"), up("vvix_z")),
    Voter("basis", "basis at 30 days", all_of(at_least("basis_30", "zero"), at_least("basis_30_percentile", "basis_30_wide")), any_of(below("basis_30", "zero"), below("basis_30_percentile", "basis_30_narrow"))),
    Voter("credit", "credit spread", down("credit_z"), up("credit_z")),
    Voter("correlation", "implied correlation", down("implied_correlation_z"), up("implied_correlation_z")),
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
    usual: float
    """Its mean on the days before with as many known: a calm market votes for risk most of the time."""
    robust: Vote | None
    """The side on which curve, skew and spot–vol agree; None where they do not, or one is unknown."""
    contradiction: bool
    """Whether votes for risk and against it stand side by side."""


def convergence(facts: Facts, thresholds: Thresholds) -> Convergence:
    """The votes on the last of the days, beside the score of those before."""
    today = facts.on(-1)
    votes = tuple(_vote(voter, today, thresholds) for voter in VOTERS)
    history = np.stack([ballots(voter, facts, thresholds) for voter in VOTERS])
    known = np.isfinite(history).sum(axis=0)
    score = np.where(
        known >= LEAST_VOTES, np.nansum(history, axis=0) / np.maximum(known, 1), np.nan
    )
    alike = score[:-1][(known[:-1] == known[-1]) & np.isfinite(score[:-1])]
    core = {v.vote for v in votes if v.core}
    sides = {v.vote for v in votes}
    return Convergence(
        votes,
        int(known[-1]),
        float(score[-1]),
        float(alike.mean()) if len(alike) else float("nan"),
        next(iter(core)) if len(core) == 1 else None,
        contradiction={"risk-on", "risk-off"} <= sides,
    )


def ballots(voter: Voter, facts: Facts, thresholds: Thresholds) -> FloatArray:
    """1 for risk, −1 against it, 0 neutral, NaN unknown, by day, (n,)."""
    on, off = (truth(side, facts, thresholds) for side in (voter.on, voter.off))
    return np.where(on == 1, 1.0, np.where(off == 1, -1.0, 0.0 * (on + off)))


def _vote(voter: Voter, facts: Facts, thresholds: Thresholds) -> VoteReading:
    ballot = float(ballots(voter, facts, thresholds)[0])
    vote = VOTES.get(ballot)
    asked = dict.fromkeys([*inputs_of(voter.on), *inputs_of(voter.off)])
    missing = () if vote else tuple(key for key in asked if not facts.known(key))
    words = f"on: {in_words(voter.on, thresholds)}; off: {in_words(voter.off, thresholds)}"
    return VoteReading(voter.key, voter.name, vote, words, voter.core, missing)
