"""DT-09, DT-13, DT-16, DT-21 and DT-28: futures, the article's composite, who should hedge, the calendar, dispersion."""

from __future__ import annotations

from hedgerow.regime.conditions import (
    AtLeast,
    above,
    all_of,
    among,
    any_of,
    at_least,
    at_most,
    below,
    within,
)
from hedgerow.regime.table import Claim, Rule, Table
from hedgerow.regime.tables.directions import down

STORMY, QUIET = Claim("realized", higher=True), Claim("realized", higher=False)
SELLING_PAYS, SELLING_DOES_NOT = Claim("premium", higher=True), Claim("premium", higher=False)
NARROWS = all_of(
    at_most("basis_change_10", "basis_narrowing"),
    above("vix_change_10", "vix_still_down"),
    below("vix_change_10", "vix_still"),
)

FRONT_BASIS = Table(
    "DT-09a",
    "Basis of the front future",
    "How far does M1 stand from VIX?",
    (
        Rule("backwardation", "backwardation", below("basis", "zero"), "The future stands below VIX: acute stress is priced to pass.", severity="stress", vote="risk-off", claim=STORMY),
        Rule("narrow", "narrow", within("basis", "zero", "basis_narrow"), "Hardly above VIX; look at the days left.", severity="anomaly"),
        Rule("normal", "normal", within("basis", "basis_narrow", "basis_wide"), "As usual."),
        Rule("wide", "wide", within("basis", "basis_wide", "basis_very_wide"), "Wide: holding volatility costs.", severity="low", claim=QUIET),
        Rule("very wide", "very wide", at_least("basis", "basis_very_wide"), "Very wide: holding volatility costs much.", severity="low", added=True, claim=QUIET),
    ),
    source="volatility document, 11.3",
    note="The basis runs to zero as the contract settles: the one at 30 days compares through time (DT-09b).",
)  # fmt: skip

STEADY_BASIS = Table(
    "DT-09b",
    "Basis at 30 days",
    "And at one maturity?",
    (
        Rule("backwardation", "backwardation", below("basis_30", "zero"), "Below VIX: acute stress.", severity="stress", vote="risk-off", claim=STORMY),
        Rule("narrow", "narrow", all_of(at_least("basis_30", "zero"), below("basis_30_percentile", "basis_30_narrow")), "Narrow for its year.", severity="anomaly", claim=STORMY),
        Rule("normal", "normal", all_of(at_least("basis_30", "zero"), within("basis_30_percentile", "basis_30_narrow", "basis_30_wide")), "As usual."),
        Rule("wide", "wide", all_of(at_least("basis_30", "zero"), at_least("basis_30_percentile", "basis_30_wide")), "Wide for its year.", severity="low", vote="risk-on", claim=QUIET),
        Rule("narrowing", "narrows while VIX stands still", NARROWS, "The basis narrows and VIX does not move: said to come two to four weeks before a rise.", severity="anomaly", overlay=True, claim=STORMY),
    ),
    source="volatility document, 11.3",
)  # fmt: skip

FRAGILE_CALM = (
    above("premium_over_mean", "zero"),
    among("term_structure", "contango"),
    below("vvix_percentile", "vvix_lower_third"),
    below("put_skew_percentile", "skew_body_cheap"),
    at_least("skew_index_percentile", "skew_tail_bid"),
)
POSTURE = (
    "Sell selectively and with defined risk; no outright broad puts; if the tail must be covered, a put spread or a 1×2 with "
    "a wing."
)

COMPOSITE = Table(
    "DT-13",
    "The article's composite",
    "Above-average premium, calm body, fat tail?",
    (
        Rule("composite", "above-average premium, calm body, fat tail", all_of(*FRAGILE_CALM), POSTURE, stance="sell",
             structures=("iron_condor", "put_spread", "ratio_limited"), claim=SELLING_PAYS,
             risk="The same figures read as complacency: a low VVIX is called calm in one document and crowded in the other."),
        Rule("most", "most of it: four of the five", AtLeast(4, FRAGILE_CALM), f"Four of five. {POSTURE}", stance="sell", added=True,
             structures=("iron_condor", "put_spread"), claim=SELLING_PAYS,
             risk="The one that is missing, or fails, may be the one that matters."),
    ),
    source="hedging article, 'Where we are'",
    note="Nothing is said with fewer than five of nine inputs known. The article calls far puts inexpensive in vega and the tail "
    "bid in one breath: the read shows both figures.",
    least_known=5,
    counted=(
        "premium_over_mean", "curve_ratio", "vvix_percentile", "skew_index_percentile", "put_skew_percentile",
        "call_skew_percentile", "move_percentile", "breadth", "curve_2s10s",
    ),
)  # fmt: skip

WHO_HEDGES = Table(
    "DT-16",
    "Who should hedge",
    "Does this book need a hedge at all?",
    (
        Rule("levered", "yes: levered", above("leverage", "unlevered"), "Leverage can be called: hedge.", stance="protect", severity="stress"),
        Rule("seller", "yes: sells options", among("sells_options", "yes"), "Short volatility is short the tail: hedge.", stance="protect", severity="stress"),
        Rule("patient", "often no", all_of(at_most("leverage", "unlevered"), among("sells_options", "no"), above("horizon_years", "long_horizon")),
             "Unlevered, years to wait, no options sold: time hedges, if the holder can bear it.", stance="wait",
             risk="Who sells at the low had no such horizon."),
        Rule("case", "it depends", all_of(at_most("leverage", "unlevered"), among("sells_options", "no"), at_most("horizon_years", "long_horizon")),
             "Unlevered, but the money is needed within years: by what a fall would cost.", added=True),
    ),
    source="volatility document, 17.4",
    note="Who is unlevered and sells options: yes wins.",
)  # fmt: skip

EXPIRATION = Table(
    "DT-21",
    "Around the monthly expiration",
    "Where in the month of options is it?",
    (
        Rule("at", "expiration day", below("sessions_since_opex", "a_day"), "The S&P 500's monthly options settled at the open; those of funds and shares expire at the close.", severity="calendar"),
        Rule("before", "before the expiration", all_of(at_most("sessions_to_opex", "opex_near"), above("sessions_since_opex", "a_day")), "Within five sessions: pinning and decay of charm are claimed.", severity="calendar", claim=QUIET),
        Rule("after", "after the expiration", all_of(above("sessions_since_opex", "a_day"), at_most("sessions_since_opex", "opex_near")), "Within five sessions after: freer moves are claimed, and not measured.", severity="calendar", claim=STORMY),
        Rule("between", "between", all_of(above("sessions_since_opex", "opex_near"), above("sessions_to_opex", "opex_near")), "No expiration is near.", severity="low"),
        Rule("rank full", "rank about 100 at the expiration", all_of(any_of(at_most("sessions_to_opex", "opex_near"), below("sessions_since_opex", "a_day")), at_least("iv_rank", "rank_full")),
             "Said to be the prime time to sell; it is also when prices jump.", severity="stress", overlay=True, claim=SELLING_PAYS),
        Rule("rank empty", "rank about 0 at the expiration", all_of(any_of(at_most("sessions_to_opex", "opex_near"), below("sessions_since_opex", "a_day")), at_most("iv_rank", "rank_empty")),
             "Said to be the time for long gamma: little is paid for selling.", overlay=True, claim=SELLING_DOES_NOT),
    ),
    source="volatility document, 6.5",
    note="Third Friday, or the session before a holiday.",
)  # fmt: skip

STORM = any_of(among("term_structure", "backwardation"), at_least("vix", "vix_panic"))

DISPERSION = Table(
    "DT-28",
    "Dispersion",
    "Is correlation sold above what it was?",
    (
        Rule("blocked", "blocked by stress", STORM, "Inverted curve or VIX from 30: nothing new, correlation can still rise.", severity="stress", stance="wait"),
        Rule("after", "after the storm", all_of(at_least("implied_correlation_high", "correlation_was_high"), down("implied_correlation_z"), among("term_structure", "contango", "flat", "mixed"), below("vix", "vix_panic")),
             "Implied correlation falls from the top of its year.", stance="sell", structures=("dispersion",), risk="A second wave."),
        Rule("favours", "favours", all_of(above("correlation_premium", "zero"), among("term_structure", "contango", "flat", "mixed"), below("vix", "vix_panic")),
             "Correlation is sold above what it was.", stance="sell", structures=("dispersion",), risk="Correlation jumps when it matters."),
        Rule("against", "does not favour", at_most("correlation_premium", "zero"), "Correlation is sold at or under what it was.", stance="wait"),
    ),
    source="volatility document, 16.4 and 17.3",
    note="Realized correlation needs the shares; without them only the storm and its end are known, off COR1M.",
)  # fmt: skip
