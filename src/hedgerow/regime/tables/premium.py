"""DT-10, DT-11, DT-22, DT-23 and DT-24: rank and percentile, the four questions, the premium, and who is short volatility."""

from __future__ import annotations

from hedgerow.regime.conditions import (
    Not,
    above,
    all_of,
    any_of,
    at_least,
    at_most,
    below,
    within,
)
from hedgerow.regime.table import Claim, Rule, Table
from hedgerow.regime.tables.directions import up

STORMY, QUIET = Claim("realized", higher=True), Claim("realized", higher=False)
SELLING_PAYS, SELLING_DOES_NOT = Claim("premium", higher=True), Claim("premium", higher=False)

RANK = Table(
    "DT-10",
    "IV rank and percentile",
    "Where does implied volatility stand in its year?",
    (
        Rule("panic", "panic", all_of(above("iv_rank", "rank_high"), above("iv_percentile", "ivp_high")), "Top of its range and above almost every day of the year: gaps, in both directions.", severity="panic", claim=STORMY),
        Rule("wide", "wide ranges", all_of(above("iv_rank", "rank_upper"), above("iv_percentile", "ivp_upper")), "High in its range and on most days lower: wide ranges.", severity="stress", claim=STORMY),
        Rule("range", "range top", all_of(above("iv_rank", "rank_upper"), at_most("iv_percentile", "ivp_upper")), "High in its range, yet on many days of the year it was as high: the top of the range, not of the time.", added=True),
        Rule("compressed", "compressed", all_of(below("iv_rank", "rank_thin"), below("iv_percentile", "ivp_low")), "Low in its range and lower on few days: compressed, and breakouts often fail.", severity="low", claim=QUIET),
        Rule("quiet", "quiet", all_of(below("iv_rank", "rank_thin"), at_least("iv_percentile", "ivp_low"), at_most("iv_percentile", "ivp_half")), "Low in its range: quiet.", severity="low", added=True),
        Rule("spike", "spike in the window", all_of(below("iv_rank", "rank_thin"), above("iv_percentile", "ivp_half")), "Low in its range although most days were lower: a spike within the year sets the range, and such markets turn sharply.", severity="anomaly", claim=STORMY),
        Rule("neutral", "neutral", all_of(at_least("iv_rank", "rank_thin"), at_most("iv_rank", "rank_upper")), "In the middle of its year.", added=True),
    ),
    source="volatility document, 12.4",
    note="The four rows of the document leave 44 % of days without one; the first overrides the second.",
)  # fmt: skip

RANK_THUMB = Table(
    "DT-23",
    "Rule of thumb on the rank",
    "Is selling volatility paid at this rank?",
    (
        Rule("conflict", "conflict", all_of(above("iv_percentile", "ivp_half"), below("iv_rank", "rank_rich")), "The percentile calls it high and the rank low: the two conflict, and nothing follows.", severity="anomaly"),
        Rule("favourable", "favourable", above("iv_rank", "rank_rich"), "A rank above 30 is a context that favours selling volatility, which is not enough to sell it.", claim=SELLING_PAYS),
        Rule("neutral", "neutral", all_of(at_least("iv_rank", "rank_thin"), at_most("iv_rank", "rank_rich")), "A rank from 20 to 30 says nothing either way.", added=True),
        Rule("thin", "thin", below("iv_rank", "rank_thin"), "A rank under 20: what a seller is paid is thin.", severity="low", claim=SELLING_DOES_NOT),
    ),
    source="volatility document, 12.3",
    note="A high percentile at a low rank is called attractive in one place and a reason for long gamma in another: conflict.",
)  # fmt: skip

RICH, POOR = at_least("nvrp", "nvrp_favourable"), below("nvrp", "nvrp_marginal")
STABLE, ACCELERATING = (
    at_most("rv5_over_rv21", "rv_stable"),
    above("rv5_over_rv21", "rv_accelerating"),
)
DAMPING, FEEDING = at_least("gex", "zero"), below("gex", "zero")
CREDIT_CALM, CREDIT_WORSE = at_most("credit_z", "moves"), up("credit_z")

FOUR_QUESTIONS = Table(
    "DT-11a",
    "Four questions of a high implied volatility",
    "May high implied volatility be sold?",
    (
        Rule("no", "not complete", any_of(POOR, ACCELERATING, FEEDING, CREDIT_WORSE), "One answer is no: high is not yet rich.", severity="stress", stance="wait", claim=SELLING_DOES_NOT),
        Rule("yes", "complete", all_of(RICH, STABLE, DAMPING, CREDIT_CALM), "Four yeses: rich against what happens, what happens is stable, dealers damp, credit is calm.", stance="sell", structures=("iron_condor", "put_credit_spread"),
             risk="Stable is what it was until today.", claim=SELLING_PAYS),
        Rule("partly", "partly", all_of(Not(any_of(POOR, ACCELERATING, FEEDING, CREDIT_WORSE)), Not(all_of(RICH, STABLE, DAMPING, CREDIT_CALM))), "No no, but not four yeses either: the premium is marginal or the market a little livelier.", stance="wait", added=True),
    ),
    source="volatility document, 13.3",
    note="An unknown answer leaves the table incomplete, never complete. Rich from 1.3, weak from 1.2; stable up to 1.0, watched up "
    "to 1.3.",
    rank="order",
    parts=(RICH, STABLE, DAMPING, CREDIT_CALM),
    undecided="incomplete",
)  # fmt: skip

QUESTIONS = Table(
    "DT-11b",
    "The four answers",
    "What is the answer to each?",
    (
        Rule("Q1 yes", "Q1: rich", RICH, "Implied is at least 1.3 times realized.", claim=SELLING_PAYS),
        Rule("Q1 weak", "Q1: weakly rich", within("nvrp", "nvrp_marginal", "nvrp_favourable"), "Implied is 1.2 to 1.3 times realized."),
        Rule("Q1 no", "Q1: not rich", POOR, "Implied is under 1.2 times realized.", severity="stress", claim=SELLING_DOES_NOT),
        Rule("Q2 yes", "Q2: stable", STABLE, "The last week moved no more than the month."),
        Rule("Q2 watch", "Q2: watch", all_of(above("rv5_over_rv21", "rv_stable"), at_most("rv5_over_rv21", "rv_accelerating")), "The last week moved a little more than the month."),
        Rule("Q2 no", "Q2: accelerating", ACCELERATING, "The last week moved far more than the month.", severity="stress", claim=SELLING_DOES_NOT),
        Rule("Q3 yes", "Q3: dealers damp", DAMPING, "Dealer gamma is not negative, on its assumption."),
        Rule("Q3 no", "Q3: dealers feed", FEEDING, "Dealer gamma is negative, on its assumption.", severity="stress", claim=STORMY),
        Rule("Q4 yes", "Q4: credit calm", CREDIT_CALM, "The credit spread does not rise."),
        Rule("Q4 no", "Q4: credit worsens", CREDIT_WORSE, "The credit spread rises.", severity="stress", claim=STORMY),
    ),
    source="volatility document, 13.3",
)  # fmt: skip

HIGH_IV_SCENARIOS = Table(
    "DT-11c",
    "What high implied volatility may hide",
    "Which of the four stories fits?",
    (
        Rule("accelerating", "realized accelerates", ACCELERATING, "Realized volatility catches up with implied: what looked rich is not.", severity="stress", claim=SELLING_DOES_NOT),
        Rule("dealers", "dealers feed moves", FEEDING, "Dealers sell what falls.", severity="stress", claim=STORMY),
        Rule("structural", "a change of regime", all_of(up("put_skew_180_z"), up("credit_z")), "Far skew and credit rise together: not only next month.", severity="stress", claim=STORMY),
        Rule("crowded", "short volatility is crowded", all_of(at_most("vvix_percentile", "low"), at_most("put_skew_percentile", "low")), "Low volatility of volatility and a flat smile: everybody sells.", severity="anomaly", claim=STORMY),
    ),
    source="volatility document, 13.2",
)  # fmt: skip

NORMALISED = Table(
    "DT-22",
    "Implied over realized",
    "How rich is implied volatility?",
    (
        Rule("avoid", "avoid", below("nvrp", "nvrp_avoid"), "Options price less than what happens: nobody is paid to sell.", severity="stress", claim=SELLING_DOES_NOT),
        Rule("neutral", "neutral", within("nvrp", "nvrp_avoid", "nvrp_marginal"), "A little above what happens."),
        Rule("marginal", "marginal", within("nvrp", "nvrp_marginal", "nvrp_favourable"), "Above what happens, under its median."),
        Rule("favourable", "favourable", RICH, "Well above what happens: about half of all days.", claim=SELLING_PAYS,
             risk="1.3 is about the median: it hardly selects."),
    ),
    source="volatility document, 4.3, 13.3 and 18.4",
    note="Three places give three numbers; these are the bands.",
)  # fmt: skip

DEALER_VEGA = Table(
    "DT-24",
    "Vega of the open interest",
    "Do dealers damp or feed moves of volatility?",
    (
        Rule("stabilising", "stabilising", at_least("vex_percentile", "high"), "Dealers are long much vega: they sell volatility that rises.", claim=QUIET),
        Rule("destabilising", "destabilising", at_most("vex_percentile", "low"), "Dealers are short vega: they buy volatility that rises.", severity="stress", claim=STORMY),
        Rule("ordinary", "ordinary", all_of(above("vex_percentile", "low"), below("vex_percentile", "high")), "Nothing special.", severity="low", added=True),
    ),
    source="volatility document, 16.3",
    note="Open interest does not say who is long: an assumption, and there is no history of it in the data.",
)  # fmt: skip
