"""Sentences of the two founding documents that can be true or false, and what the history at hand says of each.

None is asserted anywhere else in the library. What needs a history that nobody gave (of chains, of dealers) is listed too, as
what cannot be tested.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from hedgerow.regime import claim_contrasts as contrasts
from hedgerow.regime import claim_records as records
from hedgerow.regime.contrast import Effect
from hedgerow.regime.measured import Measure, Measured
from hedgerow.regime.past import Past
from hedgerow.regime.verdict import Verdict, enough, verdict_on

ARTICLE, DOCUMENT = "hedging article", "volatility document"
UNKNOWN = float("nan")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A claim in words, and what measures it."""

    key: str
    item: str
    """Of the specification."""
    words: str
    source: str
    measure: Callable[[Past], Measured] | None = None
    """None where no history can."""
    lacking: str = ""
    """What it would need."""


@dataclass(frozen=True, slots=True)
class ClaimEvidence:
    """A sentence, what was measured, and the verdict."""

    key: str
    item: str
    claim: str
    source: str
    measured: tuple[Measure, ...]
    higher: bool
    """The sign that is claimed of the effect."""
    spells: int
    """Separate times, or windows."""
    q: float
    """Among all claims that were tested; NaN where the verdict rests on no effect."""
    verdict: Verdict
    effect: Effect | None
    """What the verdict rests on; None where it rests on a count or a figure."""
    lacking: str


SENTENCES = (
    Sentence("vvix_leads", "VX-11", "VVIX spikes precede spikes of VIX", f"{DOCUMENT}, 3.3", records.vvix_leads, "VVIX"),
    Sentence("vvix_warns", "MS-10", "VVIX clears 130 before the realized move", f"{ARTICLE}, 'Where we are'", records.vvix_warns, "VVIX"),
    Sentence("vvix_quiet", "K-08", "VVIX in its lower third: no spike is near", f"{ARTICLE}, 'Where we are'", contrasts.quiet_vvix, "VVIX"),
    Sentence("after_expiration", "RG-06", "After the monthly expiration prices move more freely", f"{DOCUMENT}, 6.5", contrasts.after_expiration),
    Sentence("before_expiration", "RG-06", "Before the monthly expiration prices are pinned", f"{DOCUMENT}, 6.5", contrasts.before_expiration),
    Sentence("rank_expiration", "RG-07", "An IV rank near 100 at the expiration is the prime time to sell", f"{DOCUMENT}, 6.5", contrasts.rank_at_expiration),
    Sentence("nvrp_favourable", "VP-08", "Implied 1.3 times realized and more favours selling", f"{DOCUMENT}, 4.3", contrasts.favourable_ratio),
    Sentence("nvrp_avoid", "VP-08", "Implied under realized: avoid selling", f"{DOCUMENT}, 4.3", contrasts.avoided_ratio),
    Sentence("accelerating", "HI-03", "Realized volatility that accelerates spoils selling", f"{DOCUMENT}, 13.3", contrasts.accelerating),
    Sentence("rank_rich", "IR-05", "An IV rank over 30 favours selling, one under 20 is thin", f"{DOCUMENT}, 12.3", contrasts.rich_rank),
    Sentence("calm_pays", "VP-06", "The premium is higher in calm markets than in ordinary ones", f"{DOCUMENT}, 4.2", contrasts.calm_pays),
    Sentence("usual_spread", "RV-10", "VIX stands about 2 points over what comes, in the median", f"{DOCUMENT}, 1.4", records.usual_spread),
    Sentence("straddles_dear", "EM-09", "Implied moves overestimate 70 to 80 % of the time", f"{DOCUMENT}, 18.3", records.straddles_dear),
    Sentence("straddle_buy", "EM-10", "Options at 1.3 times the last week's volatility are an indirect signal to buy", f"{DOCUMENT}, 18.4", contrasts.cheap_buy),
    Sentence("premium_predicts", "VP-12", "The variance premium predicts returns", f"{DOCUMENT}, references", records.premium_predicts),
    Sentence("storms_end", "VX-12", "VIX over 30 tends strongly to be under 20 within three to six months", f"{DOCUMENT}, 3.4", records.storms_end),
    Sentence("low_rises", "VX-12", "VIX under 12 rises", f"{DOCUMENT}, 3.4", contrasts.low_rises),
    Sentence("low_spikes", "RG-01", "VIX under 15 often spikes over 20 within six months: a warning of its own", f"{DOCUMENT}, 6.1", contrasts.low_spikes),
    Sentence("basis_leads", "VF-07", "A basis that narrows while VIX stands still leads it by two to four weeks", f"{DOCUMENT}, 11.3", contrasts.narrowing_basis, "VIX futures"),
    Sentence("curve_stress", "MS-11", "VIX over VIX3M: acute stress", f"{ARTICLE}, 'Where we are'", contrasts.inverted_curve, "VIX3M"),
    Sentence("curve_falls", "SG-04", "An inverted curve: a fall can trend", f"{DOCUMENT}, 8.2", contrasts.inverted_returns, "VIX3M"),
    Sentence("skew_falls", "MS-12", "Returns are lower after a high SKEW", f"{ARTICLE}, 'Where we are'", contrasts.skew_falls, "SKEW"),
    Sentence("both_up", "RG-04", "Returns are lower after price and VIX rose together", f"{DOCUMENT}, 6.4", contrasts.both_up),
    Sentence("credit_confirms", "SG-09", "A wider credit spread makes the warning genuine", f"{DOCUMENT}, 9.2", contrasts.credit_confirms, "a high-yield spread"),
    Sentence("credit_widens", "SG-09", "Returns are lower after a widening of credit", f"{DOCUMENT}, 9.2", contrasts.credit_widens, "a high-yield spread"),
    Sentence("correlation_high", "VW-11", "High implied correlation: synchronisation and stress", f"{DOCUMENT}, 16.4", contrasts.high_correlation, "COR1M"),
    Sentence("spot_and_vix", "VX-14", "Returns and VIX correlate by −.70 to −.85", f"{DOCUMENT}, 3.5 and 5.4", records.spot_and_vix),
    Sentence("far_moves", "KT-01", "Moves beyond four standard deviations are about 10 times as frequent as normal", f"{DOCUMENT}, 15.1", records.far_moves),
    Sentence("fat_tails", "KT-04", "Daily returns of the S&P 500 have an excess kurtosis of 3 to 6", f"{DOCUMENT}, 15.2", records.fat_tails),
    Sentence("dealer_gamma", "RG-08", "Dealers short gamma amplify moves, long gamma they calm them", f"{DOCUMENT}, 6.3 and 13.3", lacking="open interest of every strike, day by day"),
    Sentence("steepness", "SG-02", "The steepness of the smile is more robust than the level of VIX", f"{DOCUMENT}, 8.2", lacking="chains of every day"),
    Sentence("vanna_drivers", "SG-07", "Demand for options drives volatility day by day, leverage in the long run", f"{DOCUMENT}, 9.1", lacking="who bought and who sold"),
    Sentence("strangles", "IR-04", "Strangles of 45 days sold at a rank over 30 win 5 to 10 points more often", f"{DOCUMENT}, 12.3", lacking="chains of every day"),
    Sentence("kurtosis", "KT-07", "An extreme kurtosis premium is fear of the tail", f"{DOCUMENT}, 15.3", lacking="chains of every day"),
    Sentence("flows", "VF-10", "Flows of the settlement morning last 5 to 30 minutes", f"{DOCUMENT}, 11.4", lacking="VIX futures by the minute"),
)  # fmt: skip
"""In the order of their subjects; those that cannot be tested last."""


def claim_evidence(past: Past) -> tuple[ClaimEvidence, ...]:
    """Every sentence, measured; those that rest on an effect are not judged yet, their q is NaN."""
    return tuple(_evidence(sentence, past) for sentence in SENTENCES)


def p_of(record: ClaimEvidence) -> float:
    """The p of the effect where it can be tested, else NaN."""
    if record.effect is None or not enough(record.effect, record.spells):
        return UNKNOWN
    return record.effect.p


def judged(record: ClaimEvidence, q: float) -> ClaimEvidence:
    """The record with its verdict, given its q among all; what rests on no effect keeps the one it has."""
    if record.effect is None or record.verdict == "no data":
        return record
    if np.isnan(q):
        return replace(record, verdict="too few")
    return replace(record, q=float(q), verdict=verdict_on(record.effect, higher=record.higher, q=q))


def _evidence(sentence: Sentence, past: Past) -> ClaimEvidence:
    found = Measured((), verdict="no data") if sentence.measure is None else sentence.measure(past)
    here = found.known
    return ClaimEvidence(
        key=sentence.key,
        item=sentence.item,
        claim=sentence.words,
        source=sentence.source,
        measured=found.measures if here else (),
        higher=found.higher,
        spells=found.spells,
        q=UNKNOWN,
        verdict=(found.verdict or "too few") if here else "no data",
        effect=found.effect if here else None,
        lacking="" if here else sentence.lacking or "prices of the S&P 500 beside VIX",
    )
