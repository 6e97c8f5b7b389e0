"""DT-02 and DT-04: how high, beside the volatility of volatility, and the shape of the smile."""

from __future__ import annotations

from hedgerow.regime.conditions import (
    Condition,
    Not,
    all_of,
    any_of,
    at_least,
    at_most,
    below,
    within,
)
from hedgerow.regime.table import Claim, Rule, Table
from hedgerow.regime.tables.directions import down, flat, sharply_down, up

INSIDE = within("vix", "vix_low", "vix_high")
VIX_LOW = any_of(below("vix", "vix_low"), all_of(INSIDE, at_most("vix_percentile", "low")))
VIX_HIGH = any_of(at_least("vix", "vix_high"), all_of(INSIDE, at_least("vix_percentile", "high")))
VIX_MIDDLE = all_of(Not(VIX_LOW), Not(VIX_HIGH))
VVIX_HIGH = any_of(at_least("vvix_percentile", "high"), at_least("vvix", "vvix_stress"))
VVIX_LOW = all_of(at_most("vvix_percentile", "low"), below("vvix", "vvix_stress"))
VVIX_MIDDLE = all_of(Not(VVIX_LOW), Not(VVIX_HIGH))
STORMY, QUIET = Claim("realized", higher=True), Claim("realized", higher=False)


def _level(
    name: str, label: str, vix: Condition, vvix: Condition, reading: str, **more: object
) -> Rule:
    return Rule(name, label, all_of(vix, vvix), reading, **more)  # type: ignore[arg-type]


VIX_AND_VVIX = Table(
    "DT-02a",
    "VIX and VVIX, levels",
    "Is volatility itself calm, and is it sure of that?",
    (
        _level("low/low", "calm", VIX_LOW, VVIX_LOW, "Volatility is low and expected to stay so.", severity="low", added=True, claim=QUIET,
               risk="Low volatility of volatility with a flat smile is also what crowded short volatility looks like."),
        _level("low/mid", "mid", VIX_LOW, VVIX_MIDDLE, "Volatility is low; its own volatility is ordinary.", severity="low", added=True),
        _level("low/high", "complacent but uncertain", VIX_LOW, VVIX_HIGH, "Volatility is low and options on it are dear: calm on the surface.", claim=STORMY,
               risk="VVIX moves with VIX, not before it."),
        _level("mid/low", "mid", VIX_MIDDLE, VVIX_LOW, "Volatility is ordinary and expected to stay so.", added=True),
        _level("mid/mid", "mid", VIX_MIDDLE, VVIX_MIDDLE, "Nothing stands out.", added=True),
        _level("mid/high", "mid", VIX_MIDDLE, VVIX_HIGH, "Volatility is ordinary; options on it are dear.", added=True, claim=STORMY),
        _level("high/low", "volatile but priced", VIX_HIGH, VVIX_LOW, "Volatility is high and expected to stay where it is: the market knows what it fears.", severity="stress"),
        _level("high/mid", "mid", VIX_HIGH, VVIX_MIDDLE, "Volatility is high; its own volatility is ordinary.", severity="stress", added=True),
        _level("high/high", "stress", VIX_HIGH, VVIX_HIGH, "Volatility is high and nobody knows where it goes.", severity="stress", added=True, claim=STORMY),
    ),
    source="volatility document, 3.3",
    note="The document gives no numbers. VIX is low under 15 and high from 25, between them by its percentile; VVIX by its "
    "percentile, and high from 130 in any case. VVIX is coincident: nothing here says that it leads.",
)  # fmt: skip

VIX_AND_VVIX_MOVES = Table(
    "DT-02b",
    "VIX and VVIX, directions",
    "Do volatility and its own volatility move together?",
    (
        Rule("up/up", "escalation", all_of(up("vix_z"), up("vvix_z")), "Both rise: escalation.", severity="stress", vote="risk-off", claim=STORMY),
        Rule("up/flat", "volatility rises alone", all_of(up("vix_z"), flat("vvix_z")), "Volatility rises, its own does not: protection is bought, panic is not.", added=True),
        Rule("up/down", "demand for index protection", all_of(up("vix_z"), down("vvix_z")), "Volatility rises while its own falls: demand for index puts, not for volatility.", added=True),
        Rule("flat/up", "nervous", all_of(flat("vix_z"), up("vvix_z")), "Volatility stands still and options on it get dearer.", added=True, claim=STORMY),
        Rule("flat/flat", "still", all_of(flat("vix_z"), flat("vvix_z")), "Neither moves.", severity="low", added=True),
        Rule("flat/down", "relaxing", all_of(flat("vix_z"), down("vvix_z")), "Options on volatility get cheaper.", severity="low", added=True),
        Rule("down/up", "recovery with hidden uncertainty", all_of(down("vix_z"), up("vvix_z")), "Volatility falls while its own rises: the recovery is not believed.", severity="anomaly", claim=STORMY),
        Rule("down/flat", "recovery", all_of(down("vix_z"), flat("vvix_z")), "Volatility falls.", vote="risk-on", added=True),
        Rule("down/down", "normalisation", all_of(down("vix_z"), down("vvix_z")), "Both fall: normalisation.", severity="low", vote="risk-on", added=True, claim=QUIET),
    ),
    source="volatility document, 3.3",
    note="A row of the level and a row of the direction hold at the same time: they are two tables.",
)  # fmt: skip

LEVELS = Table(
    "DT-04a",
    "Level of VIX",
    "In which regime is the level?",
    (
        Rule("compressed", "compressed", below("vix", "vix_compressed"), "Compressed: cheap, and from here VIX was mostly higher a month later.", severity="low", claim=QUIET,
             risk="Low is not the same as about to rise: such stretches lasted for months."),
        Rule("low", "low", within("vix", "vix_compressed", "vix_low"), "Low.", severity="low", claim=QUIET),
        Rule("normal", "normal", within("vix", "vix_low", "vix_elevated"), "Normal."),
        Rule("elevated", "elevated", within("vix", "vix_elevated", "vix_high"), "Elevated: between what one chapter calls normal and another stress.", severity="anomaly", added=True, claim=STORMY),
        Rule("high", "high", within("vix", "vix_high", "vix_panic"), "High.", severity="stress", claim=STORMY),
        Rule("panic", "panic level", at_least("vix", "vix_panic"), "High enough for panic; whether it is one the lean of the smile decides (DT-01, R5).", severity="panic", added=True, claim=STORMY),
    ),
    source="volatility document, 6.1 – 6.3 and 8.1",
    note="Chapters 6 and 8 disagree about 22 to 25, which stands here by itself. The regime is the same by closes with a dead "
    "band: it changes when VIX is a point past an edge, or three closes beyond it.",
)  # fmt: skip

SMILES = Table(
    "DT-04b",
    "Shape of the smile",
    "What shape does the smile have?",
    (
        Rule("mania", "call mania",
             all_of(at_least("call_skew_percentile", "call_mania"), any_of(below("rr25", "zero"), sharply_down("rr25_z"))),
             "Calls are chased: the upside costs as never in its year.", severity="anomaly", claim=STORMY,
             risk="Such rallies end when they end."),
        Rule("stress", "stress", all_of(at_least("put_skew_percentile", "high"), at_least("butterfly_percentile", "high")),
             "Far puts stand far above the money: insurance at any price.", severity="stress", claim=STORMY),
        Rule("flat", "flat and low", all_of(at_most("put_skew_percentile", "low"), at_most("butterfly_percentile", "low"), below("vix", "vix_low")),
             "A flat smile at a low level is no all-clear: it is what complacency looks like.", severity="low", claim=STORMY),
        Rule("flat body", "flat", all_of(at_most("put_skew_percentile", "low"), at_most("butterfly_percentile", "low"), at_least("vix", "vix_low")),
             "A flat smile at an ordinary level.", added=True),
        Rule("normal", "normal",
             all_of(Not(all_of(at_least("put_skew_percentile", "high"), at_least("butterfly_percentile", "high"))),
                    Not(all_of(at_most("put_skew_percentile", "low"), at_most("butterfly_percentile", "low")))),
             "An ordinary smile."),
    ),
    source="volatility document, 8.1",
    note="By percentiles of the year; the document names none.",
)  # fmt: skip

CURVE_SUPPRESSION = Table(
    "DT-04c",
    "Suppression",
    "Is volatility pressed down while the market moves?",
    (
        Rule("suppressed", "suppression",
             all_of(at_least("rv21_z", "falls"), below("vix_z_10", "falls"), below("vix", "vix_low")),
             "Options get cheaper although the market moves no less: supply of volatility, not calm.", severity="anomaly", claim=STORMY,
             risk="Supply can last: sellers are paid until they are not."),
    ),
    source="volatility document, 6.1",
    note="No numbers in the document: realized volatility not falling, VIX down over ten sessions, under 15.",
)  # fmt: skip
