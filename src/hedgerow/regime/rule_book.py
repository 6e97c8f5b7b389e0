"""The rule book: every decision table of the founding documents, in order, and where each lives.

A *table* is data that the engine reads; a *scorecard* adds points; a *procedure* computes numbers from a chain, a book or
a set of candidates and has its own chapter; a *gate* restrains the others. Nothing of the documents is left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, TypeAlias

from hedgerow.errors import InputError, suggestion
from hedgerow.regime.table import Table
from hedgerow.regime.tables.dashboard import DASHBOARD
from hedgerow.regime.tables.decision_matrix import DECISION_MATRIX
from hedgerow.regime.tables.levels import (
    CURVE_SUPPRESSION,
    LEVELS,
    SMILES,
    VIX_AND_VVIX,
    VIX_AND_VVIX_MOVES,
)
from hedgerow.regime.tables.market import (
    COMPOSITE,
    DISPERSION,
    EXPIRATION,
    FRONT_BASIS,
    STEADY_BASIS,
    WHO_HEDGES,
)
from hedgerow.regime.tables.premium import (
    DEALER_VEGA,
    FOUR_QUESTIONS,
    HIGH_IV_SCENARIOS,
    NORMALISED,
    QUESTIONS,
    RANK,
    RANK_THUMB,
)
from hedgerow.regime.tables.smile import (
    DIVERGENCE,
    FRONT_SKEW,
    LEAN_AND_CURVE,
    MODELS,
    STICKINESS,
    STICKINESS_PRIOR,
    WING_PRICE,
)
from hedgerow.regime.tables.spot_and_vol import CORRELATION, SPOT_UP_VOL_UP, SPOT_VOL_SKEW

Kind: TypeAlias = Literal["table", "scorecard", "votes", "procedure", "gate"]

TABLES: tuple[Table, ...] = (
    DECISION_MATRIX,
    VIX_AND_VVIX,
    VIX_AND_VVIX_MOVES,
    STICKINESS,
    STICKINESS_PRIOR,
    LEVELS,
    SMILES,
    CURVE_SUPPRESSION,
    MODELS,
    SPOT_UP_VOL_UP,
    SPOT_VOL_SKEW,
    CORRELATION,
    DIVERGENCE,
    FRONT_SKEW,
    FRONT_BASIS,
    STEADY_BASIS,
    RANK,
    FOUR_QUESTIONS,
    QUESTIONS,
    HIGH_IV_SCENARIOS,
    LEAN_AND_CURVE,
    COMPOSITE,
    WHO_HEDGES,
    DASHBOARD,
    EXPIRATION,
    NORMALISED,
    RANK_THUMB,
    DEALER_VEGA,
    WING_PRICE,
    DISPERSION,
)
"""What the engine reads, in order."""
TABLE: dict[str, Table] = {table.id: table for table in TABLES}


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A table of the documents that is no table of rows."""

    id: str
    title: str
    kind: Kind
    how: str
    place: str
    """Module and name that do it."""
    source: str


ELSEWHERE: tuple[Elsewhere, ...] = (
    Elsewhere("DT-14", "Hedge-size signal", "scorecard", "Points for what speaks for more hedge and for less, mapped to a ratio with floor, cap and patience.", "hedgerow.regime.hedge_size:hedge_size", "hedging article, 'Cost of carry' and 'Looking ahead'"),
    Elsewhere("DT-15", "Three tail buckets", "procedure", "VIX calls, index puts and low-volatility sectors under five scenarios: the least budget that meets what they should pay.", "hedgerow.regime.tail_buckets:least_budget", "volatility document, 17.4"),
    Elsewhere("DT-17", "Morning desk", "procedure", "Weekly straddle, daily sigma over the root of the days left, the night's move, strikes that may pin, the premium.", "hedgerow.desk.session_ahead:morning", "volatility document, 18.4"),
    Elsewhere("DT-19", "Volatility by hand", "procedure", "Long-run level, deviation, events added in variance; the premium only where the base is implied.", "hedgerow.volatility.forecast.event:fermi_vol", "volatility document, 14.3"),
    Elsewhere("DT-20", "Range of a day", "procedure", "By what the last week did and by what options imply, which is no upper bound.", "hedgerow.volatility.forecast.one_day_range:one_day_range", "volatility document, 14.3"),
    Elsewhere("DT-25", "Convergence", "votes", "Every signal votes for risk, against it, or not; robust where curve, skew and spot–vol agree.", "hedgerow.regime.votes:convergence", "volatility document, after 18"),
    Elsewhere("DT-26", "Instrument and venue", "procedure", "Half by variance removed out of sample, the rest by liquidity, skew, style and tax, and whole contracts.", "hedgerow.hedge.venue:venue_score", "hedging article, 'Choosing the index'"),
    Elsewhere("DT-29", "No single metric is a signal", "gate", "No structure is named unless the rows behind it rest on three inputs, and together with what confirms the regime on three independent sources.", "hedgerow.regime.fitting:fitting_structures", "volatility document, key message"),
)  # fmt: skip


def named(asked: str, known: Collection[str]) -> tuple[str, ...]:
    """Tables among ``known`` that a name means: DT-06 is every part of it.

    Raises :class:`InputError` for none.

    >>> named("dt-6", TABLE), named("6b", TABLE)
    (('DT-06a', 'DT-06b', 'DT-06c'), ('DT-06b',))
    """
    spelled = re.fullmatch(r"(?:DT)?-?0?(\d{1,2})([A-Z]?)", asked.strip().upper())
    number, part = (int(spelled[1]), spelled[2].lower()) if spelled else (0, "")
    found = tuple(one for one in known if one.startswith(f"DT-{number:02d}") and one.endswith(part))
    if not found:
        msg = f"table {asked!r} is none of {', '.join(known)}{suggestion(asked.strip(), known)}"
        raise InputError(msg)
    return found
