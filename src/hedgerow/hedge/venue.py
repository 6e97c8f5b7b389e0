"""Where to buy the hedge: the fund's options or those on its index, and what US taxes make of them.

The *granularity error* is what whole contracts cost, ``⌈N⌉/N − 1``, rounded as the hedge is: large contracts
fit small books badly. The score is for display and does not choose [SPEC DT-26]:

    0.5 effectiveness + 0.2 liquidity + 0.1 cheapness of skew + 0.1 style and tax + 0.1 granularity

each part in 0 … 1; a part that is not known is left out and ``score_known`` says how much of the weight
is there.

Options on a broad index are taxed by Section 1256 of the US Internal Revenue Code: 60 % of a gain at
the long-term rate and 40 % at the short-term one, whatever the holding period, marked to market at
the end of the year. An equity option held for a year or less is taxed at the short-term rate
[SPEC HP-38].
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

from hedgerow.hedge.sizing import rounded_up
from hedgerow.units import Contracts

WEIGHTS = {"effectiveness": 0.5, "liquidity": 0.2, "skew": 0.1, "style": 0.1, "granularity": 0.1}
LONG_TERM_PART = 0.60
DISCLAIMER = (
    "An illustration at US federal rates given here, not tax advice: straddle and identified-hedge "
    "rules, state taxes, the net investment income tax and your own situation are left out; Section "
    "1256 positions are marked to market at year end; brokers treat options on funds as equity options."
)


@dataclass(frozen=True, slots=True)
class TaxEstimate:
    """Tax on one gain by three treatments, US dollars, positive."""

    gain: float
    short_term_rate: float
    long_term_rate: float
    section_1256: float
    """60 % long-term, 40 % short-term; NaN where no option on the index is taxed so."""
    ordinary: float
    """An equity option held for a year or less."""
    long_term: float
    """An equity option held for more than a year."""
    saving: float
    """Ordinary less Section 1256; 0 where no option on the index is taxed so."""
    disclaimer: str


def tax_estimate(
    gain: float,
    *,
    short_term_rate: float,
    long_term_rate: float,
    classes: Collection[str] = ("section 1256",),
) -> TaxEstimate:
    """Tax on a gain in US dollars; a loss saves as much. ``classes`` are those that can be had.

    >>> made = tax_estimate(100_000, short_term_rate=0.37, long_term_rate=0.20)
    >>> round(made.section_1256), round(made.ordinary), round(made.saving)
    (26800, 37000, 10200)
    """
    offered = "section 1256" in classes
    blended = LONG_TERM_PART * long_term_rate + (1 - LONG_TERM_PART) * short_term_rate
    return TaxEstimate(
        gain=gain,
        short_term_rate=short_term_rate,
        long_term_rate=long_term_rate,
        section_1256=gain * blended if offered else float("nan"),
        ordinary=gain * short_term_rate,
        long_term=gain * long_term_rate,
        saving=gain * (short_term_rate - blended) if offered else 0.0,
        disclaimer=DISCLAIMER,
    )


def granularity_error(raw: float) -> float:
    """Whole contracts over a raw count, less 1, rounded as the hedge is; NaN where none is needed.

    Below zero where a rest is too small to be bought.

    >>> round(granularity_error(2.54), 2), round(granularity_error(25.4), 3)
    (0.18, 0.024)
    """
    return rounded_up(Contracts(raw)) / raw - 1 if raw > 0 else float("nan")


def venue_score(
    *, effectiveness: float, liquidity: float, skew: float, style: float, granularity: float
) -> tuple[float, float]:
    """The weighted mean of the parts that are known (each 0 … 1, NaN unknown), and their weight.

    >>> [round(x, 3) for x in venue_score(effectiveness=.9, liquidity=1, skew=math.nan, style=0, granularity=.8)]
    [0.811, 0.9]
    """
    parts = {
        "effectiveness": effectiveness,
        "liquidity": liquidity,
        "skew": skew,
        "style": style,
        "granularity": granularity,
    }
    known = {name: part for name, part in parts.items() if math.isfinite(part)}
    weight = sum(WEIGHTS[name] for name in known)
    if not weight:
        return float("nan"), 0.0
    return sum(WEIGHTS[name] * part for name, part in known.items()) / weight, weight
