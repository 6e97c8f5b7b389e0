import json
from typing import get_args

import pytest

from hedgerow.desk.choices import SizeBy
from hedgerow.report.terminal import page

KINDS = get_args(SizeBy)


@pytest.fixture(scope="session")
def made(plan, valued):
    """A plan for a book of 575,000 USD of SPY."""
    return plan(valued(SPY=575_000))


@pytest.mark.parametrize("kind", KINDS)
def test_size_by(plan, valued, made, kind):
    """The hedge's count is the one that was chosen; the five counts do not depend on the choice and
    the textbook count stays beside it.
    """
    chosen = plan(valued(SPY=575_000), size_by=kind)
    assert chosen.hedge.contracts == getattr(chosen.sizing, kind).contracts
    assert chosen.hedge.size_by == kind
    assert chosen.sizing == made.sizing
    assert chosen.hedge.delta_contracts == made.sizing.delta.contracts


def test_notional_by_default(made):
    """Without a choice the count is the notional one [SPEC HP-17]."""
    assert made.hedge.size_by == "notional"
    assert made.hedge.contracts == made.sizing.notional.contracts


def test_raw_counts(made):
    """Raw counts follow from exposure E, spot S, delta, price P₀ and strike K by their one-liners
    [SPEC HP-10 … HP-18].
    """
    card, raw = made.hedge, {kind: getattr(made.sizing, kind).raw for kind in KINDS}
    E, S, K, price, V = card.exposure, card.spot, card.strike, card.price, made.book.value
    assert raw["notional"] == pytest.approx(E / (100 * S))
    assert raw["delta"] == pytest.approx(E / (100 * S * -card.delta))
    assert raw["floor"] == pytest.approx(
        (0.30 * E - 0.10 * V) / (100 * (max(K - 0.70 * S, 0) - price))
    )
    assert raw["budget"] == pytest.approx(0.01 * V / (100 * price))


def test_rounding(made):
    """All but the budget round up; the budget is never exceeded."""
    for kind in KINDS:
        card = getattr(made.sizing, kind)
        over = card.contracts - card.raw
        assert (-1 < over <= 0) if kind == "budget" else (0 <= over < 1), kind
    assert -made.sizing.budget.premium <= 0.01 * made.book.value


def at(plan, contracts, move, when):
    """P&L of one count after one move."""
    curve = next(c for c in plan.curves if c.contracts == contracts)
    return dict(zip((s.move for s in plan.scenarios), getattr(curve, when), strict=True))[move]


@pytest.mark.parametrize(
    ("kind", "move", "when"), [("scenario", -0.20, "at_roll"), ("floor", -0.30, "at_expiry")]
)
def test_limits_hold(made, kind, move, when):
    """Scenario and floor are the smallest counts that keep the loss at 10 % of the book: they keep
    it, and one contract fewer does not.
    """
    contracts, limit = getattr(made.sizing, kind).contracts, -0.10 * made.book.value
    held = at(made, contracts, move, when)
    unhedged = at(made, 0, move, when)
    per_contract = (held - unhedged) / contracts
    assert held >= limit
    assert held - per_contract < limit


def test_cautious_limits_ask_for_more(plan, valued, made):
    """A tighter loss limit, or a larger budget, buys more contracts."""
    tight = plan(valued(SPY=575_000), loss_limit=0.05, budget=0.02)
    for kind in ("scenario", "floor", "budget"):
        assert getattr(tight.sizing, kind).contracts > getattr(made.sizing, kind).contracts


@pytest.mark.parametrize(("ratio", "size_by"), [(0.75, "delta"), (0.6, "notional"), (2, "delta")])
def test_ratio(plan, valued, made, ratio, size_by):
    """A hedge ratio scales the notional and the delta count and no other; the count has its curve,
    so the page shows what it does.
    """
    scaled = plan(valued(SPY=575_000), ratio=ratio, size_by=size_by)
    for kind in KINDS:
        factor = ratio if kind in {"notional", "delta"} else 1
        raw = getattr(scaled.sizing, kind).raw
        assert raw == pytest.approx(factor * getattr(made.sizing, kind).raw)
    assert scaled.hedge.contracts in {c.contracts for c in scaled.curves}
    assert page(scaled) is not None


def test_every_count_has_one_curve(made):
    """There is one curve for each distinct count, the unhedged one first."""
    counts = [c.contracts for c in made.curves]
    assert counts == sorted(set(counts))
    assert made.curves[0].label == "unhedged"
    shown = {getattr(made.sizing, kind).contracts for kind in KINDS}
    shown |= {r.contracts for kind in KINDS for r in getattr(made.sizing, kind).ratios}
    assert set(counts) == shown | {0}


def test_sentences(made):
    """Each count says what it does at expiry: the notional one stops the loss near the strike, the
    textbook one turns a crash into a gain.
    """
    assert "the loss stops near the strike" in made.sizing.notional.at_expiry
    assert "a crash is a gain" in made.sizing.delta.at_expiry
    assert "instead of -20.0 %" in made.sizing.notional.at_expiry


def test_coverage_and_gearing(made):
    """Coverage is N M S |Δ| / E and gearing N M S / E."""
    card = made.hedge
    for kind in KINDS:
        row = getattr(made.sizing, kind)
        gearing = row.contracts * 100 * card.spot / card.exposure
        assert row.gearing_at_expiry == pytest.approx(gearing)
        assert row.coverage == pytest.approx(gearing * -card.delta)


def test_shown_in_json(made):
    """Each of the five has its raw and whole count in the document."""
    sizing = json.loads(made.to_json())["sizing"]
    assert list(sizing) == list(KINDS)
    assert all({"raw", "contracts", "at_expiry"} <= sizing[kind].keys() for kind in KINDS)
