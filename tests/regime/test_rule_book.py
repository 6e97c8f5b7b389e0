"""The rule book: complete, consistent, without holes where SPEC wants none."""

import itertools
from importlib import import_module

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedgerow.regime.conditions import Compared, inputs_of, leaves, truth
from hedgerow.regime.engine import read_table, states
from hedgerow.regime.facts import Facts
from hedgerow.regime.fitting import contradictions, fitting_structures
from hedgerow.regime.hedge_size import SCORECARD, hedge_size, ratio_of
from hedgerow.regime.inputs import INPUTS, SOURCES
from hedgerow.regime.levels import LEVELS, confirmations
from hedgerow.regime.rule_book import ELSEWHERE, TABLE, TABLES
from hedgerow.regime.signals import SIGNALS, signal_readings
from hedgerow.regime.structures import STRUCTURES
from hedgerow.regime.table import SEVERITIES
from hedgerow.regime.thresholds import DEFAULT
from hedgerow.regime.votes import VOTERS, convergence

DECISION_TABLES = [f"DT-{n:02d}" for n in range(1, 30)]
"""SPEC, Part IV."""
ARTICLE = {
    # SPEC MS-07, the article's own day: 26 May 2026
    "vix": 17.01, "rv21": 12.3, "premium_sign": 4.71, "nvrp": 17.01 / 12.3, "premium_over_mean": 0.65,
    "curve_ratio": 17.01 / 19.89, "curve_gap": 2.88, "term_structure": "contango",
    "iv_rank": 20.1, "iv_percentile": 46.4, "vvix": 91.0, "vvix_percentile": 30.0, "skew_index": 137.4,
    "skew_index_percentile": 60.0, "put_skew_percentile": 14.0, "call_skew_percentile": 60.0, "move": 79.0,
    "breadth": 57.0, "curve_2s10s": 0.49,
}  # fmt: skip


@pytest.mark.parametrize("name", DECISION_TABLES)
def test_every_decision_table_has_its_rule(name: str):
    """As rows of data, or as a procedure that says where it lives."""
    tables = [table for table in TABLES if table.id.startswith(name)]
    others = [one for one in ELSEWHERE if one.id == name]
    assert tables or others
    assert all(table.rules and table.source and table.question for table in tables)


@pytest.mark.parametrize("one", ELSEWHERE, ids=lambda one: one.id)
def test_a_procedure_is_where_it_says(one):
    """Its module has the name."""
    module, name = one.place.split(":")
    assert callable(getattr(import_module(module), name))


def test_rows_name_what_exists():
    """Inputs, thresholds, categories, structures; ids are unique within a table."""
    for table in TABLES:
        ids = [rule.id for rule in table.rules]
        assert len(ids) == len(set(ids)), table.id
        for rule in table.rules:
            for leaf in leaves(rule.when):
                of = INPUTS[leaf.input]
                if isinstance(leaf, Compared):
                    assert not of.values
                    assert leaf.threshold in DEFAULT.values
                else:
                    assert set(leaf.values) <= set(of.values)
            assert set(rule.structures) <= STRUCTURES.keys()
            assert rule.severity in SEVERITIES
            assert rule.reading.endswith(".")
    assert {s.table for s in SIGNALS} - {""} <= TABLE.keys()
    assert {s.input for s in SIGNALS} <= INPUTS.keys()
    assert {of.family for of in INPUTS.values()} == SOURCES.keys()


# grids on which SPEC wants every day labelled, and one row each
VIX = (8.0, 11.99, 12.0, 14.99, 15.0, 21.99, 22.0, 24.99, 25.0, 29.99, 30.0, 80.0)
RANKS = (
    0.0,
    9.99,
    19.99,
    20.0,
    20.1,
    29.99,
    30.0,
    39.99,
    40.0,
    50.0,
    50.01,
    69.99,
    70.0,
    70.01,
    90.0,
    100.0,
)
PERCENTILES = (0.0, 5.0, 20.0, 29.99, 30.0, 50.0, 50.01, 60.0, 60.01, 80.0, 80.01, 95.0, 100.0)
CURVES = ("contango", "flat", "backwardation", "mixed")
ZS = (-2.0, -1.5, -1.0, -0.51, -0.5, 0.0, 0.5, 0.51, 1.0, 1.5, 1.51, 3.0)


def _grid(**axes) -> Facts:
    """Every combination as a day."""
    rows = list(itertools.product(*axes.values()))
    numbers, words = {}, {}
    for i, key in enumerate(axes):
        column = [row[i] for row in rows]
        if INPUTS[key].values:
            words[key] = np.array(column)
        else:
            numbers[key] = np.array(column, dtype=float)
    return Facts(len(rows), numbers, words)


def _held(name: str, facts: Facts, *, overlays: bool = False) -> np.ndarray:
    """How many rows of a table hold by day; none may be unknown."""
    table = TABLE[name]
    found = states(table, facts, DEFAULT)
    kept = [found[rule.id] for rule in table.rules if overlays or not rule.overlay]
    every = np.stack(kept)
    assert np.isfinite(every).all()
    return every.sum(axis=0)


def test_no_day_falls_through_the_decision_matrix():
    """DT-01: exactly one row of the regime, and panic beside it, whatever the inputs [SPEC: 57 % of days had none]."""
    facts = _grid(
        vix=VIX, iv_rank=RANKS, premium_sign=(-3.0, 0.0, 3.0), term_structure=CURVES, rr25_percentile=(4.0, 50.0, 96.0),
        spot_z=(0.0,), vix_z=(0.0,), sessions_since_opex=(8.0,), iv_rank_z=(0.0,),
    )  # fmt: skip
    held = _held("DT-01", facts)
    panic = states(TABLE["DT-01"], facts, DEFAULT)["R5"]
    assert ((held - panic) == 1).all()


def _plain_matrix(vix, rank, premium, curve) -> str:
    """The row of the regime as one would write it with ifs."""
    if vix < 15:
        if rank >= 20:
            return "R1b"
        return "R1" if curve == "contango" else "R1c"
    if vix < 25:
        if premium <= 0:
            return "R3" if rank < 30 else "R3b"
        return "R2a" if rank < 20 else "R2b" if rank < 40 else "R2" if rank < 70 else "R2c"
    return "R4" if curve == "backwardation" and rank > 70 else "R4b"


def test_the_matrix_by_ifs():
    """The data and a plain restatement of SPEC agree on every corner."""
    axes = {
        "vix": VIX,
        "iv_rank": RANKS,
        "premium_sign": (-3.0, 0.0, 3.0),
        "term_structure": CURVES,
    }
    facts = _grid(**axes)
    held = states(TABLE["DT-01"], facts, DEFAULT)
    for i, corner in enumerate(itertools.product(*axes.values())):
        row = _plain_matrix(*corner)
        assert held[row][i] == 1, (corner, row)


@pytest.mark.parametrize(
    ("name", "axes"),
    [
        ("DT-04a", {"vix": VIX}),
        ("DT-02a", {"vix": VIX, "vix_percentile": PERCENTILES, "vvix": (70.0, 129.9, 130.0), "vvix_percentile": PERCENTILES}),
        ("DT-02b", {"vix_z": ZS, "vvix_z": ZS}),
        ("DT-06c", {"spot_vol_correlation": (-1.0, -0.91, -0.9, -0.5, 0.0, 0.3), "vix_move_size": (0.0, 2.0, 2.1)}),
        ("DT-09a", {"basis": (-1.0, 0.0, 0.49, 0.5, 1.5, 3.0, 9.0)}),
        ("DT-22", {"nvrp": (0.5, 1.0, 1.2, 1.3, 2.0)}),
        ("DT-27", {"kurtosis_premium_t": (-3.0, -2.0, 0.0, 2.0, 2.1)}),
        ("DT-16", {"leverage": (1.0,), "sells_options": ("no",), "horizon_years": (1.0, 5.0, 6.0)}),
        ("DT-05", {"product": INPUTS["product"].values}),
        ("DT-24", {"vex_percentile": PERCENTILES}),
        ("DT-11a", {"nvrp": (0.9, 1.25, 1.4), "rv5_over_rv21": (0.9, 1.1, 1.4), "gex": (-1.0, 0.0), "credit_z": (0.0, 1.0)}),
    ],
)  # fmt: skip
def test_one_row_and_one_only(name, axes):
    """Tables whose rows divide what can be."""
    assert (_held(name, _grid(**axes)) == 1).all()


@pytest.mark.parametrize(
    ("name", "axes"),
    [
        ("DT-10", {"iv_rank": RANKS, "iv_percentile": PERCENTILES}),
        ("DT-07", {"spot_z": ZS, "put_skew_z": ZS, "call_skew_z": ZS}),
        ("DT-08", {"put_skew_z": ZS, "put_skew_180_z": ZS, "put_skew_percentile": PERCENTILES, "term_structure": CURVES}),
        ("DT-12", {"term_structure": CURVES, "rr25": (-2.0, 0.0, 1.0, 1.1, 5.0, 5.1), "rr25_percentile": PERCENTILES}),
        ("DT-21", {"sessions_to_opex": (0.0,), "sessions_since_opex": (0.0,), "iv_rank": RANKS}),
        ("DT-23", {"iv_rank": RANKS, "iv_percentile": PERCENTILES}),
    ],
)  # fmt: skip
def test_at_least_one_row(name, axes):
    """Tables in which several may hold at once."""
    assert (_held(name, _grid(**axes)) >= 1).all()


def test_the_nine_moves_of_price_and_volatility():
    """DT-06b: behind the document's five rows exactly one of nine holds."""
    facts = _grid(spot_z=ZS, vix_z=ZS)
    table = TABLE["DT-06b"]
    found = states(table, facts, DEFAULT)
    nine = np.stack([found[rule.id] for rule in table.rules if rule.overlay])
    assert (nine.sum(axis=0) == 1).all()


def test_the_articles_day():
    """26 May 2026 fell into the largest hole of the original matrix; here it has a row, and the reasons agree with SPEC."""
    facts = Facts.of(ARTICLE)
    matrix = read_table(TABLE["DT-01"], facts, DEFAULT)
    assert matrix.matched == ("R2b",)
    assert read_table(TABLE["DT-22"], facts, DEFAULT).matched == ("favourable",)
    assert read_table(TABLE["DT-10"], facts, DEFAULT).matched == ("neutral",)
    assert read_table(TABLE["DT-04a"], facts, DEFAULT).matched == ("normal",)
    composite = read_table(TABLE["DT-13"], facts, DEFAULT)
    assert composite.matched[0] == "composite"
    assert read_table(TABLE["DT-11a"], facts, DEFAULT).unknown == ("no", "yes", "partly")
    size = hedge_size(facts, DEFAULT)
    assert size.score == pytest.approx(-1.5)  # premium above its mean, contango
    assert size.ratio == pytest.approx(DEFAULT["hedge_floor"])
    votes = {v.key: v.vote for v in convergence(facts, DEFAULT).votes if v.vote}
    assert votes == {"curve": "risk-on", "level": "neutral"}


def test_the_composite_needs_five_of_nine():
    """DT-13 with four inputs says nothing, neither true nor false."""
    few = {
        key: ARTICLE[key]
        for key in ("premium_over_mean", "curve_ratio", "vvix_percentile", "skew_index_percentile")
    }
    found = read_table(
        TABLE["DT-13"], Facts.of({**few, "term_structure": "backwardation"}), DEFAULT
    )
    assert found.unknown == ("composite", "most")
    assert {"breadth", "move_percentile"} <= set(found.missing)


def test_no_match_names_the_nearest_and_says_so():
    """A table whose rows all fail, and none is unknown."""
    found = read_table(
        TABLE["DT-04c"],
        Facts.of({"rv21_z": 1.0, "vix_z_10": 0.0, "vix": 15.5, "term_structure": "contango"}),
        DEFAULT,
    )
    assert (found.matched, found.unknown, found.nearest) == ((), (), "suppressed")
    row = found.row("suppressed")
    failing = {c.input: c.margin for c in row.conditions if c.state == "false"}
    assert failing == {"vix_z_10": pytest.approx(-0.5), "vix": pytest.approx(-0.5)}
    assert row.distance == pytest.approx(0.5 / INPUTS["vix_z_10"].step + 0.5 / INPUTS["vix"].step)


def test_without_credit_nothing_is_genuine():
    """SPEC DT-06a, whatever else speaks for it; with it the three classes divide what can be."""
    signs = {"spot_z": 1.0, "vix_z": 1.0, "vvix_z": 2.0, "gex": -1.0, "long_unwinding": "yes"}
    blind = read_table(TABLE["DT-06a"], Facts.of(signs), DEFAULT)
    assert blind.matched == ()
    assert blind.unknown[:1] == ("genuine",)
    assert blind.outcome == "unresolved"
    seen = read_table(TABLE["DT-06a"], Facts.of({**signs, "credit_z": 0.0}), DEFAULT)
    assert seen.matched == ("genuine",)
    facts = _grid(
        spot_z=(-1.0, 1.0), vix_z=(0.0, 1.0), vvix_z=(0.0, 2.0), gex=(-1.0, 1.0), credit_z=(0.0, 1.0), long_unwinding=("yes", "no"),
        call_skew_z=(0.0,), call_volume_percentile=(50.0,), new_high=("no",),
    )  # fmt: skip
    assert (_held("DT-06a", facts) == 1).all()


def test_what_is_unlisted_names_the_nearest_beside_its_overlay():
    """DT-06b: price and volatility up with dearer puts is none of the document's five rows."""
    facts = Facts.of(
        {"spot_z": 1.0, "vix_z": 1.0, "vix_percentile": 50.0, "put_skew_z": 1.0, "call_skew_z": 0.0}
    )
    found = read_table(TABLE["DT-06b"], facts, DEFAULT)
    assert found.matched == ("up/up",)
    assert found.nearest is not None
    assert found.outcome.startswith("unlisted, nearest ")
    assert found.outcome.endswith(", both up")


def test_four_questions_count_their_answers():
    """SPEC DT-11: an unknown answer leaves the table incomplete, with so many yes of so many known."""
    facts = Facts.of({"nvrp": 1.6, "rv5_over_rv21": 0.9, "credit_z": 0.0})
    found = read_table(TABLE["DT-11a"], facts, DEFAULT)
    assert (found.yes, found.answered, found.matched) == (3, 3, ())
    assert found.outcome == "incomplete: 3 of 3 known answers are yes"


def test_panic_stands_before_stress_and_overlays_last():
    """The gravest row leads, whatever number of conditions another has; an anomaly never replaces the regime."""
    facts = Facts.of(
        {"vix": 45.0, "iv_rank": 95.0, "term_structure": "backwardation", "premium_sign": -3.0, "rr25_percentile": 99.0, "spot_z": 1.0,
         "vix_z": 1.0, "sessions_since_opex": 9.0, "iv_rank_z": 0.0}
    )  # fmt: skip
    assert read_table(TABLE["DT-01"], facts, DEFAULT).matched == ("R5", "R4", "R6")


def test_contradictions_are_shown_and_structures_need_three_inputs():
    """R4 sells, the four questions refuse; a row on two inputs names no structure (DT-29)."""
    facts = Facts.of(
        {"vix": 45.0, "iv_rank": 95.0, "term_structure": "backwardation", "premium_sign": 3.0, "nvrp": 1.05, "rr25_percentile": 50.0,
         "spot_z": 1.0, "vix_z": 1.0, "vvix": 120.0}
    )  # fmt: skip
    readings = [read_table(table, facts, DEFAULT) for table in TABLES]
    said = {(c.first, c.second) for c in contradictions(readings)}
    assert ("DT-01 R4", "DT-11a no") in said
    calm = confirmations("panic", facts, DEFAULT)
    fits = {one.key: one for one in fitting_structures(readings, calm, DEFAULT)}
    assert fits["defined_risk_calendar"].rests_on == ("vix", "term_structure", "iv_rank")
    assert fits["defined_risk_calendar"].sources == ("VIX", "VIX3M or futures", "prices")
    assert fits["defined_risk_calendar"].shown
    alone = {one.key: one for one in fitting_structures(readings, (), DEFAULT)}
    assert "2 independent sources" in alone["defined_risk_calendar"].withheld
    both = Facts.of({"spot_z": 1.0, "vix_z": 1.0})
    lone = fitting_structures([read_table(TABLE["DT-01"], both, DEFAULT)], calm, DEFAULT)
    assert lone
    assert not any(one.shown for one in lone)
    assert "2 inputs" in lone[0].withheld


WILD = {
    key: st.sampled_from([*of.values, None])
    if of.values
    else st.one_of(st.none(), st.floats(max(of.range[0], -1e4), min(of.range[1], 1e4)))
    for key, of in INPUTS.items()
}


@settings(max_examples=150)
@given(st.fixed_dictionaries({}, optional=WILD))
def test_any_subset_of_the_inputs(values):
    """Whatever is missing: no exception, and no row false or true that another value of what is missing would change."""
    facts = Facts.of(values)
    readings = {table.id: read_table(table, facts, DEFAULT) for table in TABLES}
    hedge_size(facts, DEFAULT)
    convergence(facts, DEFAULT)
    signal_readings(facts, readings, DEFAULT)
    contradictions(readings.values())
    for level in LEVELS:
        beside = confirmations(level, facts, DEFAULT)
        fitting_structures(readings.values(), beside, DEFAULT)


@settings(max_examples=60)
@given(st.fixed_dictionaries(WILD), st.data())
def test_never_false_where_it_is_unknown(values, data):
    """What a row says with some inputs hidden, it says with all of them: hiding makes unknown, never otherwise."""
    whole = Facts.of(values)
    hidden = data.draw(st.sets(st.sampled_from(list(values))))
    part = Facts.of({key: None if key in hidden else value for key, value in values.items()})
    for table in TABLES:
        full, less = states(table, whole, DEFAULT), states(table, part, DEFAULT)
        for name, found in less.items():
            if np.isfinite(found[0]):
                assert full[name][0] == found[0], (table.id, name)
    full_lines = {c.key: c.holds for c in hedge_size(whole, DEFAULT).contributions}
    for line in hedge_size(part, DEFAULT).contributions:
        assert line.holds is None or line.holds == full_lines[line.key]
    votes = {v.key: v.vote for v in convergence(whole, DEFAULT).votes}
    for vote in convergence(part, DEFAULT).votes:
        assert vote.vote is None or vote.vote == votes[vote.key]


def test_every_optional_input_of_the_matrix_by_itself():
    """Each subset of what DT-01 asks for: the rows that need what is missing are unknown or refuted, the others stand."""
    full = {"vix": 17.0, "iv_rank": 25.0, "premium_sign": 4.0, "term_structure": "contango", "rr25_percentile": 50.0, "spot_z": 0.0,
            "vix_z": 0.0, "sessions_since_opex": 9.0, "iv_rank_z": 0.0}  # fmt: skip
    expected = states(TABLE["DT-01"], Facts.of(full), DEFAULT)
    for size in range(len(full) + 1):
        for kept in itertools.combinations(full, size):
            found = states(TABLE["DT-01"], Facts.of({key: full[key] for key in kept}), DEFAULT)
            for name, state in found.items():
                assert np.isnan(state[0]) or state[0] == expected[name][0]


def test_the_scorecards_range_holds_every_way_the_unknown_could_turn_out():
    """Low and high are the least and the greatest ratio over all completions of the unknown lines."""
    facts = Facts.of(
        {
            "vix": 18.0,
            "term_structure": "flat",
            "premium_over_mean": -1.0,
            "premium_change_z": 0.0,
            "cost_percentile": 50.0,
        }
    )
    size = hedge_size(facts, DEFAULT)
    unknown = [c.points for c in size.contributions if c.holds is None and c.points]
    ratios = [
        float(
            ratio_of(
                np.array([size.score + sum(p for p, on in zip(unknown, way, strict=True) if on)]),
                DEFAULT,
            )[0]
        )
        for way in itertools.product((False, True), repeat=len(unknown))
    ]
    assert (size.low, size.high) == (pytest.approx(min(ratios)), pytest.approx(max(ratios)))
    assert size.known + len(unknown) == size.lines == sum(1 for line in SCORECARD if line.points)


def test_votes_are_mutually_exclusive():
    """No signal can speak for both sides."""
    for voter in VOTERS:
        asked = dict.fromkeys([*inputs_of(voter.on), *inputs_of(voter.off)])
        facts = _grid(**{key: INPUTS[key].values or (*ZS, *VIX) for key in asked})
        on, off = (truth(side, facts, DEFAULT) for side in (voter.on, voter.off))
        assert not ((on == 1) & (off == 1)).any(), voter.key
