"""DT-01: the matrix of level, rank, premium and curve, with the holes of the original closed."""

from __future__ import annotations

from hedgerow.regime.conditions import (
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
from hedgerow.regime.tables.directions import down, up

LOW = below("vix", "vix_low")
MIDDLE = within("vix", "vix_low", "vix_high")
HIGH = at_least("vix", "vix_high")
DEAR, CHEAP = above("premium_sign", "zero"), at_most("premium_sign", "zero")
NOT_BACKWARDATION = among("term_structure", "contango", "flat", "mixed")
EXTREME_LEAN = any_of(
    at_least("rr25_percentile", "extreme"), at_most("rr25_percentile", "extreme_low")
)
SELLING_PAYS = Claim("premium", higher=True)
SELLING_DOES_NOT = Claim("premium", higher=False)
STORMY = Claim("realized", higher=True)

DECISION_MATRIX = Table(
    "DT-01",
    "Decision matrix",
    "What do level, rank, premium and curve say together?",
    (
        Rule(
            "R1", "low-vol complacency",
            all_of(LOW, below("iv_rank", "rank_thin"), among("term_structure", "contango")),
            "Options are cheap in their own year and nobody fears the near month: optionality costs little.",
            risk="Cheap can stay cheap for months: theta is paid every day, and a low VIX was followed by 20 within half a "
            "year less often than a VIX of 15 to 20.",
            structures=("long_calls", "long_straddle"), stance="buy", severity="low", claim=SELLING_DOES_NOT,
        ),
        Rule(
            "R1b", "low level, not low in its year",
            all_of(LOW, at_least("iv_rank", "rank_thin")),
            "The level is low but not for this year: nothing speaks for either side.",
            stance="wait", severity="low", added=True,
        ),
        Rule(
            "R1c", "low level without contango",
            all_of(LOW, below("iv_rank", "rank_thin"), among("term_structure", "flat", "backwardation", "mixed")),
            "Low and cheap in its year, yet the curve does not call it calm: no action.",
            risk="A flat curve at a low level is how storms begin, and how most of them do not.",
            stance="wait", severity="low", added=True,
        ),
        Rule(
            "R2", "normal, rich enough",
            all_of(MIDDLE, DEAR, within("iv_rank", "rank_middle", "rank_high")),
            "Implied stands above realized and in the upper part of its year: the ordinary seller's market.",
            risk="A short strangle loses without a bound in a jump; the premium of many months went in single weeks.",
            structures=("short_strangle", "iron_condor", "calendar"), stance="sell", claim=SELLING_PAYS,
        ),
        Rule(
            "R2a", "thin premium",
            all_of(MIDDLE, DEAR, below("iv_rank", "rank_thin")),
            "Implied stands above realized, but at the bottom of its year: little is paid for what is risked. Defined risk, or nothing.",
            risk="Selling cheap options for a small credit is the worst side of a spike.",
            structures=("iron_condor",), added=True, claim=SELLING_DOES_NOT,
        ),
        Rule(
            "R2b", "moderate premium",
            all_of(MIDDLE, DEAR, within("iv_rank", "rank_thin", "rank_middle")),
            "Implied stands above realized, in the lower middle of its year: half the size, defined risk.",
            risk="A rank this low leaves more room above than below.",
            structures=("half_size_condor", "put_credit_spread"), stance="sell", added=True, claim=SELLING_PAYS,
        ),
        Rule(
            "R2c", "stress or an event builds up",
            all_of(MIDDLE, DEAR, at_least("iv_rank", "rank_high")),
            "At the top of its year although the level is ordinary: somebody pays for a reason. The four questions of a high "
            "implied volatility come first (DT-11).",
            risk="The reason may be right.",
            stance="wait", severity="stress", added=True, claim=STORMY,
        ),
        Rule(
            "R3", "underpriced volatility",
            all_of(MIDDLE, CHEAP, below("iv_rank", "rank_rich")),
            "The market moves more than options price, and they are cheap in their year: owning gamma is paid.",
            risk="Realized volatility falls back faster than implied follows: after a shock the last weeks overstate the next.",
            structures=("long_straddle", "gamma_scalping"), stance="buy", severity="anomaly", claim=SELLING_DOES_NOT,
        ),
        Rule(
            "R3b", "genuine stress",
            all_of(MIDDLE, CHEAP, at_least("iv_rank", "rank_rich")),
            "The market moves more than options price, high in their year: no short volatility.",
            risk="Sellers were often well paid just then, and sometimes ruined.",
            stance="wait", severity="stress", added=True, claim=SELLING_DOES_NOT,
        ),
        Rule(
            "R4", "stress",
            all_of(HIGH, among("term_structure", "backwardation"), above("iv_rank", "rank_high")),
            "High, inverted and at the top of its year: the front is the dear part of the curve.",
            risk="Selling the front is short gamma in a storm; ratio spreads have a naked tail and are left out here.",
            structures=("defined_risk_calendar",), stance="sell", severity="stress", claim=SELLING_PAYS,
        ),
        Rule(
            "R4b", "transition",
            all_of(HIGH, any_of(NOT_BACKWARDATION, at_most("iv_rank", "rank_high"))),
            "High, but not inverted or not at the top of its year: on the way in, or on the way out. Defined risk only, after "
            "the four questions (DT-11).",
            risk="On the way in it looks the same as on the way out.",
            structures=("put_spread", "iron_condor"), severity="stress", added=True, claim=STORMY,
        ),
        Rule(
            "R5", "panic with an extreme lean",
            all_of(at_least("vix", "vix_panic"), EXTREME_LEAN),
            "Panic levels with a lean of the smile that is extreme for its year: plain puts are at their dearest.",
            risk="A knock-out put dies in the very storm; a spread pays nothing below its lower strike.",
            structures=("put_spread", "knock_out_put"), stance="protect", severity="panic", claim=STORMY,
        ),
        Rule(
            "R6", "price and volatility up together",
            all_of(up("spot_z"), up("vix_z")),
            "Both rise over the week: mechanical (calls are chased) or structural (something breaks). DT-06 asks which.",
            risk="Most such weeks end in nothing; by sign alone every seventh day has one.",
            structures=("reduce_delta", "collar"), stance="protect", severity="anomaly", overlay=True,
            claim=Claim("return", higher=False),
        ),
        Rule(
            "R7", "after the expiration, rank falling",
            all_of(above("sessions_since_opex", "a_day"), at_most("sessions_since_opex", "opex_near"), down("iv_rank_z")),
            "The monthly expiration has passed and options get cheaper: hedges roll off, momentum may run.",
            risk="The same week is called spike-prone elsewhere in the documents; measured it is neither.",
            structures=("put_credit_spread",), stance="sell", severity="calendar", overlay=True, claim=SELLING_PAYS,
        ),
    ),
    source="volatility document, after 6",
    note="Bands are [0, 15), [15, 25), [25, ∞); R5 overrides from 30. The rows marked as added close what the original left "
    "open: 57 % of days since 1990 matched none of R1 to R5. R4 keeps defined risk only. R6 and R7 stand beside the row of "
    "the regime.",
)  # fmt: skip
