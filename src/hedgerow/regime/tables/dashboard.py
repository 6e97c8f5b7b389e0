"""DT-18: the ten lines of the dashboard."""

from __future__ import annotations

from hedgerow.regime.conditions import above, all_of, among, at_least, below, within
from hedgerow.regime.table import Claim, Rule, Table
from hedgerow.regime.tables.directions import down, sharply_up, up
from hedgerow.regime.tables.market import NARROWS

STORMY = Claim("realized", higher=True)

DASHBOARD = Table(
    "DT-18",
    "Dashboard",
    "Which of the ten signals are on?",
    (
        Rule("1", "front skew rises fast", sharply_up("put_skew_z"), "Short-term fear: a spike point.", severity="stress", vote="risk-off", claim=STORMY),
        Rule("2", "curve turns to backwardation", all_of(among("term_structure", "backwardation"), among("term_structure_before", "contango", "flat", "mixed")), "Acute stress.", severity="stress", vote="risk-off", claim=STORMY),
        Rule("3", "basis narrows, VIX still", NARROWS, "What stabilises fades.", severity="anomaly", vote="risk-off", claim=STORMY),
        Rule("4", "rank over 50, implied rich", all_of(above("iv_rank", "rank_upper"), at_least("nvrp", "nvrp_favourable")), "The premium is high: volatility may come back.", vote="risk-on", claim=Claim("premium", higher=True)),
        Rule("4b", "rank over 50, implied a little over realized", all_of(above("iv_rank", "rank_upper"), within("nvrp", "nvrp_avoid", "nvrp_favourable")), "High, and paid for by what happens.", added=True),
        Rule("5", "rank over 50, realized above implied", all_of(above("iv_rank", "rank_upper"), below("nvrp", "nvrp_avoid")), "Stress: short volatility is dangerous.", severity="stress", vote="risk-off", claim=Claim("premium", higher=False)),
        Rule("6", "straddle over 1.3 times realized", above("straddle_over_rv5", "straddle_rich"), "A premium of fear; true on most days.", claim=Claim("premium", higher=True)),
        Rule("7", "price up, call skew up", all_of(up("spot_z"), up("call_skew_z")), "Dealers' flow.", severity="anomaly", claim=STORMY),
        Rule("8", "price down, skew flat", all_of(down("spot_z"), above("put_skew_z", "no_fear_down"), below("put_skew_z", "no_fear")), "No fear.", vote="risk-on", claim=Claim("realized", higher=False)),
        Rule("9", "kurtosis premium extreme", at_least("kurtosis_premium_percentile", "extreme"), "Fear of the tail.", severity="stress", vote="risk-off", claim=STORMY),
        Rule("10", "correlation rises, dispersion falls", up("implied_correlation_z"), "Shares begin to move together.", severity="anomaly", vote="risk-off", claim=STORMY),
    ),
    source="volatility document, after 18",
    note="4 and 6 say much the same; 4b closes the gap between 4 and 5. Implied over realized of 1.3 stands for 'realized 30 % "
    "below implied', which taken by the letter is 1.43 (the threshold can be set).",
    rank="order",
)  # fmt: skip
