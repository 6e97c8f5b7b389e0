"""DT-06: price and volatility together. Unusual rises, the grid with the skew, and their correlation."""

from __future__ import annotations

from hedgerow.regime.conditions import (
    AtLeast,
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
from hedgerow.regime.tables.directions import down, flat, sharply_up, up

BOTH_UP = all_of(up("spot_z"), up("vix_z"))
CREDIT_WORSE = up("credit_z")
WARNINGS = (
    CREDIT_WORSE,
    sharply_up("vvix_z"),
    among("long_unwinding", "yes"),
    below("gex", "zero"),
)
STORMY, QUIET = Claim("realized", higher=True), Claim("realized", higher=False)
FALLS = Claim("return", higher=False)
RESPONSE = ("put_spread", "reduce_delta", "collar")

CREDIT_KNOWN = any_of(CREDIT_WORSE, Not(CREDIT_WORSE))
GENUINE = any_of(AtLeast(3, WARNINGS), all_of(CREDIT_WORSE, AtLeast(2, WARNINGS)))
MECHANICS = (
    up("call_skew_z"),
    at_least("call_volume_percentile", "high"),
    among("new_high", "yes"),
)

SPOT_UP_VOL_UP = Table(
    "DT-06a",
    "Price and volatility up together",
    "Mechanical, or does something break?",
    (
        Rule("genuine", "genuine warning", all_of(BOTH_UP, CREDIT_KNOWN, GENUINE),
             "Three signs, or credit with another, confirm it: this is no play of strikes.", severity="stress", stance="protect", vote="risk-off",
             structures=RESPONSE, risk="Four signs, and the market has ignored four before.", claim=FALLS),
        Rule("ambiguous", "ambiguous", all_of(BOTH_UP, CREDIT_KNOWN, AtLeast(1, WARNINGS), Not(GENUINE)),
             "A sign or two: no chasing of calls, trim, and look again.", severity="anomaly", stance="protect", structures=RESPONSE, claim=FALLS),
        Rule("mechanical", "mechanical", all_of(BOTH_UP, Not(AtLeast(1, WARNINGS))),
             "No sign of trouble: calls are bought, strikes move, the index is rebuilt.", severity="anomaly"),
        Rule("mechanics", "signs of mechanics", all_of(BOTH_UP, AtLeast(1, MECHANICS)),
             "Dearer calls, much volume in them or a new high: strikes move up with the price.", severity="anomaly", overlay=True),
        Rule("no", "not so", Not(BOTH_UP), "They do not rise together.", severity="low", added=True),
    ),
    source="volatility document, 3.5, 6.4 and 9.2",
    note="Over five sessions, half a standard deviation each: the same day's signs alone agree on one rising day in five. Without "
    "credit nothing is genuine: then it is unresolved.",
    undecided="unresolved",
)  # fmt: skip

SPOT_VOL_SKEW = Table(
    "DT-06b",
    "Price, volatility and skew",
    "What kind of move is it?",
    (
        Rule("healthy", "healthy rally", all_of(up("spot_z"), below("vix_z", "one_sd_down"), down("put_skew_z")), "Price up, volatility clearly down, skew flatter.", vote="risk-on", severity="low", claim=QUIET),
        Rule("technical", "technical rally", all_of(up("spot_z"), within("vix_z", "one_sd_down", "falls"), below("put_skew_z", "zero")), "Price up, volatility slowly down, skew a little flatter.", vote="risk-on", claim=QUIET),
        Rule("unstable", "mechanical, unstable", all_of(up("spot_z"), at_least("vix_z", "falls"), at_least("vix_percentile", "high"), up("call_skew_z")), "Price up, volatility stays high, calls are bid.", severity="anomaly", claim=FALLS),
        Rule("fear", "genuine fear", all_of(down("spot_z"), sharply_up("vix_z"), sharply_up("put_skew_z")), "Price down, volatility and puts explode: a trend is likely.", severity="panic", vote="risk-off", claim=FALLS),
        Rule("orderly", "orderly decline", all_of(down("spot_z"), at_most("vix_z", "moves"), flat("put_skew_z")), "Price down, volatility not up, skew flat: nobody buys protection. The document calls a fall like this short covering.", claim=QUIET),
        Rule("up/down", "rally, volatility down", all_of(up("spot_z"), down("vix_z")), "Price up, volatility down: as usual.", severity="low", overlay=True, vote="risk-on", added=True, claim=QUIET),
        Rule("up/flat", "rally, volatility stays", all_of(up("spot_z"), flat("vix_z")), "Price up, volatility does not believe it.", overlay=True, added=True),
        Rule("up/up", "both up", BOTH_UP, "Price and volatility up: see DT-06a.", severity="anomaly", overlay=True, added=True, claim=FALLS),
        Rule("flat/down", "volatility leaks out", all_of(flat("spot_z"), down("vix_z")), "The price stands still and volatility falls.", severity="low", overlay=True, vote="risk-on", added=True, claim=QUIET),
        Rule("flat/flat", "still", all_of(flat("spot_z"), flat("vix_z")), "Neither moves.", severity="low", overlay=True, added=True),
        Rule("flat/up", "hedging without a fall", all_of(flat("spot_z"), up("vix_z")), "The price stands still and volatility rises.", severity="anomaly", overlay=True, vote="risk-off", added=True, claim=STORMY),
        Rule("down/down", "decline without demand for protection", all_of(down("spot_z"), down("vix_z")), "Price and volatility down.", severity="anomaly", overlay=True, added=True, claim=QUIET),
        Rule("down/flat", "decline, volatility stays", all_of(down("spot_z"), flat("vix_z")), "The price falls and volatility does not mind.", overlay=True, added=True),
        Rule("down/up", "decline, volatility up", all_of(down("spot_z"), up("vix_z")), "Price down, volatility up: as usual.", overlay=True, vote="risk-off", added=True, claim=STORMY),
    ),
    source="volatility document, 9.3",
    note="The five rows of the document need a skew; the nine behind them do not and stand beside them. Where none of the five "
    "holds the nearest is named and called that.",
)  # fmt: skip

CORRELATION = Table(
    "DT-06c",
    "Spot–vol correlation",
    "How tightly does volatility follow the price?",
    (
        Rule("inverted", "inverted", at_least("spot_vol_correlation", "rho_inverted"), "Price and volatility rise and fall together: unusual.", severity="anomaly", claim=STORMY),
        Rule("weak", "weak", within("spot_vol_correlation", "rho_weak", "rho_inverted"), "Volatility follows the price loosely: an index hedge by volatility is unreliable.", severity="anomaly"),
        Rule("normal", "normal", within("spot_vol_correlation", "rho_tight", "rho_weak"), "Volatility follows the price as usual."),
        Rule("crash", "crash", all_of(below("spot_vol_correlation", "rho_tight"), above("vix_move_size", "crash_move")), "Tight, with a violent move of volatility.", severity="panic", vote="risk-off", claim=STORMY),
        Rule("tight", "tight", all_of(below("spot_vol_correlation", "rho_tight"), at_most("vix_move_size", "crash_move")), "Volatility follows the price one for one.", severity="low"),
    ),
    source="volatility document, 5.4",
    note="Over 63 sessions; nine windows in ten since 1990 lie between −.90 and −.48.",
)  # fmt: skip
