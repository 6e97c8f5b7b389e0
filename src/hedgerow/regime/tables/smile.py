"""DT-03, DT-05, DT-07, DT-08, DT-12 and DT-27: how the smile moves, what it leans to, and what prices its wings."""

from __future__ import annotations

from hedgerow.regime.conditions import (
    Not,
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
from hedgerow.regime.tables.directions import down, flat, sharply_down, sharply_up, up

STORMY, QUIET = Claim("realized", higher=True), Claim("realized", higher=False)
FALLS, RISES = Claim("return", higher=False), Claim("return", higher=True)
DOMINANT = above("dominant_strike", "dominant")
TREND = all_of(above("trend_20", "trend"), below("rv21", "vix_low"))
STRESS = at_least("vix", "vix_high")
SPIKE = sharply_up("put_skew_z")
INVERTED = among("term_structure", "backwardation")
NOT_INVERTED = among("term_structure", "contango", "flat", "mixed")
PEAK = all_of(
    at_least("put_skew_percentile", "extreme"), at_most("put_skew_z", "moves"), NOT_INVERTED
)

STICKINESS = Table(
    "DT-03a",
    "Stickiness, measured",
    "How does volatility at the money follow the price?",
    (
        Rule("delta", "sticky delta", below("ssr", "ssr_delta"), "The smile moves with the price: a delta from the smile alone is too large."),
        Rule("strike", "sticky strike", within("ssr", "ssr_delta", "ssr_local"), "Each strike keeps its volatility: the Black–Scholes delta is about right."),
        Rule("local", "local-volatility-like", at_least("ssr", "ssr_local"), "Volatility moves more than the skew says: stress; hedges of puts need more.", severity="stress", claim=STORMY),
    ),
    source="volatility document, 2.4",
    note="The measured ratio comes first; what the regime suggests stands beside it (DT-03b), with whether the two agree.",
)  # fmt: skip

STICKINESS_PRIOR = Table(
    "DT-03b",
    "Stickiness, by regime",
    "What does the regime suggest of stickiness?",
    (
        Rule("stress", "local-volatility-like", any_of(STRESS, all_of(below("spot_vol_correlation", "rho_tight"), above("vix_move_size", "crash_move"))),
             "Stress: neither strikes nor deltas stick.", severity="stress"),
        Rule("dominant", "sticky strike", DOMINANT, "One strike holds much of the gamma: strikes stick."),
        Rule("trend", "sticky delta", all_of(TREND, Not(DOMINANT)), "A calm trend and no dominant strike: the smile moves along."),
        Rule("reset", "turning to sticky delta", all_of(above("sessions_since_opex", "a_day"), at_most("sessions_since_opex", "opex_near")),
             "After the expiration the strikes that held it are gone.", severity="calendar", overlay=True),
    ),
    source="volatility document, 2.4",
    note="No numbers in the document: a trend is 20 sessions beyond one and a half standard deviations with realized volatility "
    "under 15; a dominant strike has more than a fifth of the gamma within 2 % of the price.",
)  # fmt: skip

MODELS = Table(
    "DT-05",
    "Which model",
    "Which model may price what?",
    (
        Rule("vanilla", "implied volatility", among("product", "vanilla"), "Quote plain options by implied volatility; SVI, SSVI or SABR between the strikes. Local volatility adds nothing."),
        Rule("paths", "local or stochastic volatility", among("product", "path dependent"), "Simulate paths by local or Heston volatility; one implied volatility cannot.", severity="anomaly"),
        Rule("barrier", "local volatility, with its spread to others", among("product", "barrier"), "A barrier off one implied volatility is wrong. Local volatility is right within itself: show what Heston makes of it.", severity="anomaly"),
        Rule("forward", "stochastic volatility", among("product", "forward start"), "A forward start needs the smile of tomorrow: local volatility flattens it. Heston, and what is left open.", severity="anomaly"),
        Rule("delta", "the smile's own dynamics", among("product", "hedge ratio"), "A delta with the skew: by measured stickiness. Implied volatility is partial, local volatility too rigid."),
        Rule("dynamics", "stochastic volatility", among("product", "smile dynamics"), "Local volatility has a stickiness near two, which markets do not.", severity="anomaly"),
    ),
    source="volatility document, 7.3",
    note="`hedgerow surface` prices one put under three models and shows the spread.",
)  # fmt: skip

DIVERGENCE = Table(
    "DT-07",
    "Skew against spot",
    "Does the skew agree with the price?",
    (
        Rule("T1", "aggressive upside", all_of(up("spot_z"), up("call_skew_z")), "Price and calls rise together: the upside is chased. Unstable if VVIX rises too.", severity="anomaly", claim=STORMY),
        Rule("T2", "weak demand for puts", all_of(down("spot_z"), down("put_skew_z")), "The price falls and puts get cheaper: a decline that nobody insures against, or one long insured.", claim=QUIET),
        Rule("T3", "fear", all_of(down("spot_z"), sharply_up("put_skew_z")), "The price falls and puts explode: fear.", severity="panic", vote="risk-off", claim=STORMY),
        Rule("T4", "all-clear", all_of(up("spot_z"), sharply_down("put_skew_z")), "The price rises and puts collapse: the all-clear, or complacency where VIX is under 15.", vote="risk-on", claim=QUIET),
        Rule("T5", "normal hedging", all_of(down("spot_z"), up("put_skew_z"), at_most("put_skew_z", "sharp")), "The price falls and puts are bought, as is usual.", added=True),
        Rule("T6", "hedged rally", all_of(up("spot_z"), up("put_skew_z")), "The price rises and puts get dearer: gains are insured, or the strikes moved.", severity="anomaly", added=True),
        Rule("T7", "rally, skew steady", all_of(up("spot_z"), at_most("put_skew_z", "moves"), at_least("put_skew_z", "sharp_fall"), at_most("call_skew_z", "moves")),
             "The price rises and the skew does not say much.", added=True),
        Rule("T8", "decline, skew steady", all_of(down("spot_z"), flat("put_skew_z")), "The price falls and the skew does not move.", added=True),
        Rule("T9", "no move", flat("spot_z"), "The price has not moved enough to compare.", severity="low", added=True),
    ),
    source="volatility document, 8.3",
    note="T1 is about calls, the others about puts; at a fixed delta, which moves with the price. SKEW is no substitute: it is "
    "shown beside.",
)  # fmt: skip

FRONT_SKEW = Table(
    "DT-08",
    "Front skew and curve",
    "Is the front of the skew alone?",
    (
        Rule("F5", "peak of panic", PEAK,
             "Extreme skew that no longer rises, and no inversion: the peak is near or past.", severity="panic", claim=RISES,
             risk="The last peak was called one, too."),
        Rule("F4", "spike in a storm", all_of(SPIKE, INVERTED), "Front skew spikes with an inverted curve: caution, this can trend.", severity="stress", vote="risk-off", claim=FALLS),
        Rule("F3", "technical correction", all_of(SPIKE, NOT_INVERTED), "Front skew spikes without inversion: a correction rather than a change of regime.", claim=RISES),
        Rule("F2", "change of regime", all_of(SPIKE, up("put_skew_180_z")), "Near and far skew rise together: not only next month is feared.", severity="stress", claim=STORMY),
        Rule("F1", "short-term panic", all_of(SPIKE, at_most("put_skew_180_z", "moves")), "The near skew spikes and the far one does not: fear of something soon.", severity="anomaly"),
        Rule("F0", "no spike", all_of(at_most("put_skew_z", "sharp"), Not(PEAK)),
             "The front of the skew does not spike.", severity="low", added=True),
    ),
    source="volatility document, 8.2",
    note="'Normal backwardation' in the document is read as not inverted. F5 takes over from F3 where the skew is extreme and no "
    "longer rises.",
)  # fmt: skip

LEAN_AND_CURVE = Table(
    "DT-12",
    "Risk reversal and curve",
    "What is insured, and when?",
    (
        Rule("far", "farther risks are hedged", all_of(among("term_structure", "flat"), above("rr25", "rr_positive")), "A flat curve with dear puts: the near month is not what is feared."),
        Rule("catalyst", "upside catalyst", all_of(INVERTED, below("rr25", "zero")), "Inverted with calls over puts: something good is expected soon.", severity="anomaly", claim=RISES),
        Rule("insurance", "insurance is bid", all_of(among("term_structure", "contango"), any_of(above("rr25", "rr_insurance"), at_least("rr25_percentile", "high"))),
             "Calm curve, dear puts: protection is bought while it seems not to be needed.", added=True),
        Rule("fear", "classic fear", all_of(INVERTED, at_least("rr25", "zero")), "Inverted with dear puts: fear of now.", severity="stress", vote="risk-off", added=True, claim=STORMY),
        Rule("chase", "calls are chased", all_of(among("term_structure", "contango"), below("rr25", "zero")), "Calm curve, calls over puts.", severity="anomaly", added=True, claim=STORMY),
        Rule("ordinary", "ordinary", all_of(among("term_structure", "contango"), at_least("rr25", "zero"), at_most("rr25", "rr_insurance"), below("rr25_percentile", "high")),
             "Calm curve, an ordinary lean.", severity="low", added=True),
        Rule("undecided", "undecided", any_of(among("term_structure", "mixed"), all_of(among("term_structure", "flat"), at_most("rr25", "rr_positive"))),
             "The curve is undecided.", severity="low", added=True),
    ),
    source="volatility document, 5.2",
    note="For the S&P 500 a lean of five points is ordinary: read it with its percentile.",
)  # fmt: skip

WING_PRICE = Table(
    "DT-27",
    "Market and model price of the tail",
    "Is the far put dear against a distribution?",
    (
        Rule("dear", "the tail is dear", at_least("kurtosis_premium_t", "errors"), "The market asks more than history by more than two errors of it: a risk premium, not only fat tails.", stance="sell", claim=Claim("premium", higher=True)),
        Rule("cheap", "the tail is cheap", at_most("kurtosis_premium_t", "errors_down"), "The market asks less than history by more than two errors.", stance="buy", severity="anomaly", claim=Claim("premium", higher=False)),
        Rule("same", "not distinguishable", all_of(above("kurtosis_premium_t", "errors_down"), below("kurtosis_premium_t", "errors")), "Within two errors of each other: nothing can be said.", severity="low"),
    ),
    source="volatility document, 15.3",
    note="The model is re-centred on the forward.",
)  # fmt: skip
