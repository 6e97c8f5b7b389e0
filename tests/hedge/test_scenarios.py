"""What the hedge does: the published table, and identities between its figures."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.hedge.held import Held
from hedgerow.hedge.option import Option
from hedgerow.hedge.put import StrikeWanted, modelled_put
from hedgerow.hedge.scenarios import Hedged, Stake, StressRule, required_rebound
from hedgerow.hedge.terms import Terms
from hedgerow.market.instruments import instrument
from hedgerow.volatility.surface.modelled import ModelledSurface

AS_OF = date(2026, 5, 26)
TERMS = Terms(752.0, 0.037, 0.011, AS_OF)
SURFACE = ModelledSurface({30: 0.1701, 93: 0.1989, 184: 0.2246})
EXPIRATION = date(2026, 7, 25)  # 60 days, as in the article
PUT = modelled_put(TERMS, SURFACE, EXPIRATION, StrikeWanted("delta", -0.30))
FIVE_OUT = modelled_put(TERMS, SURFACE, EXPIRATION, StrikeWanted("moneyness", 0.95))
MOVES = (0.10, 0.0, -0.03, -0.05, -0.10, -0.20, -0.30)

HP17 = {  # SPEC HP-17, thousand USD at expiry, K = 729.3
    0: (57.5, 0, -17.2, -28.8, -57.5, -115.0, -172.5),
    7: (50.0, -7.5, -24.7, -25.8, -28.2, -33.1, -38.0),
    8: (49.0, -8.5, -25.8, -25.4, -24.1, -21.4, -18.7),
    13: (43.6, -13.9, -31.1, -23.3, -3.2, 37.1, 77.4),
    26: (29.7, -27.8, -45.0, -17.8, 51.2, 189.2, 327.2),
}


def hedged(contracts, put=PUT, roll_days=30):
    """The article's book: 575,000 dollars of beta."""
    return Hedged(575_000.0, put, contracts, 100, roll_days, StressRule())


@pytest.mark.parametrize("contracts", HP17)
def test_hp17_table(contracts):
    """SPEC HP-17: profit and loss at expiry for 0, 7, 8, 13 and 26 contracts, to 0.1 thousand."""
    ours = [hedged(contracts).at_expiry(m) / 1000 for m in MOVES]
    assert ours == pytest.approx(HP17[contracts], abs=0.11)


@pytest.mark.parametrize(
    ("move", "table"),
    [(-0.10, (-27.3, -23.0, -1.5, 54.6)), (-0.20, (-33.9, -22.3, 35.7, 186.3))],
)
def test_hp17_marked_to_model(move, table):
    """SPEC HP-17: after 30 days with +15 points at -10 % and +30 at -20 %, for 7, 8, 13, 26."""
    ours = [hedged(n).at_roll(move) / 1000 for n in (7, 8, 13, 26)]
    assert ours == pytest.approx(table, abs=0.06)


@pytest.mark.parametrize(
    ("move", "table"), [(-0.10, (-36.8, -33.8, -19.0, 19.5)), (-0.20, (-41.6, -31.1, 21.3, 157.5))]
)
def test_hp17_five_percent_out(move, table):
    """SPEC HP-17: the same with the 5 %-out put (714.4 at 7.99)."""
    ours = [hedged(n, FIVE_OUT).at_expiry(move) / 1000 for n in (7, 8, 13, 26)]
    assert ours == pytest.approx(table, abs=0.06)


def test_hp17_worst_point_is_at_the_strike():
    """SPEC HP-17a: 26 contracts lose most at -3.0 %, 9.0 % of the 500,000 book."""
    move, loss = hedged(26).worst_at_expiry()
    assert move == pytest.approx(PUT.moneyness - 1)
    assert move == pytest.approx(-0.0302, abs=5e-5)
    assert loss / 500_000 == pytest.approx(-0.090, abs=5e-4)


def test_roll_keeps_52_to_55_percent():
    """SPEC HP-41: 60 → 30 days keeps 52 % repriced on the surface, 55 % at fixed-strike volatility."""
    carry = hedged(26).carry()
    assert carry.kept_surface == pytest.approx(0.52, abs=0.005)
    assert carry.kept_fixed_vol == pytest.approx(0.55, abs=0.005)
    # "the carry per month is 45-48 % of premium"
    premium = 26 * 100 * PUT.price
    assert -carry.month_fixed_vol / premium == pytest.approx(0.45 * 365 / 360, abs=0.01)
    assert -carry.month_surface / premium == pytest.approx(0.48 * 365 / 360, abs=0.01)


def test_premium_share_of_26_puts():
    """SPEC HP-40: 26 thirty-delta puts cost 5.6 % of the book on §M."""
    assert 26 * 100 * PUT.price / 500_000 == pytest.approx(0.056, abs=5e-4)


@given(st.integers(0, 40))
def test_sold_loses_the_same(contracts):
    """X is chosen so that (1 − x) of the book loses at -20 % what the hedged book loses there."""
    made = hedged(contracts)
    row = next(r for r in made.scenarios() if r.move == -0.20)
    assert row.sold == pytest.approx(row.hedged, abs=1e-6)
    assert row.sold == pytest.approx((1 - made.sold_share()) * row.unhedged, abs=1e-6)


@given(st.integers(0, 60), st.floats(0.85, 1.05))
def test_worst_point_is_the_minimum_of_a_fine_grid(contracts, moneyness):
    """The kink or an end is the worst of all moves between -30 and +10 %."""
    made = hedged(
        contracts, modelled_put(TERMS, SURFACE, EXPIRATION, StrikeWanted("moneyness", moneyness))
    )
    _, loss = made.worst_at_expiry()
    grid = [made.at_expiry(m) for m in np.linspace(-0.30, 0.10, 2001)]
    assert loss <= min(grid) + 1e-6
    assert loss == pytest.approx(min(grid), abs=200)


@given(st.integers(0, 60), st.floats(0.85, 1.15))
def test_break_evens_are_zeros(contracts, moneyness):
    """At each break-even the hedged book makes nothing, and between them the sign does not change."""
    made = hedged(
        contracts, modelled_put(TERMS, SURFACE, EXPIRATION, StrikeWanted("moneyness", moneyness))
    )
    evens = made.book_break_evens()
    for move in evens:
        assert made.at_expiry(move) == pytest.approx(0, abs=1e-6)
    for a, b in zip((-0.999, *evens), (*evens, 1.0), strict=True):
        inner = np.linspace(a, b, 7)[1:-1]
        assert len({made.at_expiry(m) > 1e-6 for m in inner if abs(made.at_expiry(m)) > 1e-6}) <= 1


def test_put_break_even():
    """At the put's break-even hedged and unhedged books are worth the same at expiry."""
    made = hedged(8)
    m = made.put_break_even()
    assert made.at_expiry(m) == pytest.approx(575_000 * m, abs=1e-6)


def test_values_meet_at_expiry():
    """As the days run out the revalued put becomes its payoff."""
    for move in (-0.2, -0.05, 0.0, 0.05):
        assert PUT.value(1e-9, move=move) == pytest.approx(PUT.payoff(move), abs=1e-3)
    assert PUT.value(60) == pytest.approx(PUT.price)
    assert PUT.value_at_fixed_vol(60) == pytest.approx(PUT.price)


def test_stress_rule():
    """1.5 points for every -1 %, nothing for a rise, and its text says so."""
    rule = StressRule()
    assert rule.shock(-0.20) == pytest.approx(0.30)
    assert rule.shock(-0.10) == pytest.approx(0.15)
    assert rule.shock(0.05) == 0
    assert "+1.5 points per -1 %" in str(rule)


def test_a_book_without_exposure():
    """No beta: nothing to sell, no break-even, no division by zero."""
    made = replace(hedged(0), exposure=0.0)
    assert np.isnan(made.sold_share())
    assert made.book_break_evens() == ()


def as_held(put, contracts):
    """A put of the plan as a position of the book, marked at its price."""
    own = {name: getattr(put, name) for name in ("expiration", "strike", "implied_vol", "terms")}
    option = Option(**own, right="put", surface=put.surface)
    return Held("P", instrument("SPY"), contracts, 100, option, put.price, "modelled")


@given(st.integers(1, 30), st.sampled_from([-0.30, -0.12, -0.05, 0.0, 0.04, 0.10]))
def test_puts_in_the_book_do_what_bought_ones_do(contracts, move):
    """Holding n puts at their price and buying none is buying n, at the roll and at expiry."""
    bought = hedged(contracts)
    holding = replace(hedged(0), hedges=(as_held(PUT, contracts),))
    assert holding.at_roll(move) == pytest.approx(bought.at_roll(move), abs=1e-6)
    assert holding.at_expiry(move) == pytest.approx(bought.at_expiry(move), abs=1e-6)
    assert holding.unhedged(move, 30) == 575_000 * move
    assert holding.worst_at_expiry()[1] == pytest.approx(bought.worst_at_expiry()[1], abs=1e-6)
    assert holding.book_break_evens() == pytest.approx(bought.book_break_evens(), abs=1e-6)


def test_options_bend_the_book():
    """An option that is no hedge enters by its delta in E and by the rest of its gain in the scenarios:
    E m plus all of it is what shares and options make.
    """
    held = as_held(PUT, -5)
    bent = replace(hedged(0), exposure=575_000 + held.delta_dollars, others=(held,))
    for move in (-0.2, -0.05, 0.0, 0.1):
        own = 575_000 * move + held.gain(30, move, StressRule().shock(move))
        assert bent.unhedged(move, 30) == pytest.approx(own, abs=1e-6)


@given(st.integers(0, 40))
def test_profile_is_the_curves(contracts):
    """The profile holds the strike and both ends, agrees with the curves, and turns where it says."""
    made = hedged(contracts)
    drawn = made.profile(26)
    assert min(drawn.moves) == -0.30
    assert max(drawn.moves) == 0.10
    assert PUT.moneyness - 1 in drawn.moves
    assert drawn.at_expiry == tuple(made.at_expiry(m) for m in drawn.moves)
    assert drawn.textbook_at_expiry == tuple(hedged(26).at_expiry(m) for m in drawn.moves)
    assert drawn.worst_loss == min(drawn.at_expiry)
    if contracts * 100 * TERMS.spot > 575_000:  # geared above 1: a crash is a gain
        assert drawn.convex_to == pytest.approx(PUT.moneyness - 1)
    else:
        assert np.isnan(drawn.convex_to)


@given(st.floats(0, 0.99))
def test_rebound(loss):
    """SPEC HP-21: what is left, grown by the rebound, is what there was."""
    assert (1 - loss) * (1 + required_rebound(loss)) == pytest.approx(1)


@pytest.mark.parametrize("contracts", [1, 8, 26])
def test_puts_held_cost_to_keep_as_bought_ones_do(contracts):
    """A book that holds n puts and buys none loses in a month what n bought ones lose; buying more adds
    theirs.
    """
    held = replace(hedged(0), hedges=(as_held(PUT, contracts),)).carry()
    bought = hedged(contracts).carry()
    assert held.month_fixed_vol == pytest.approx(bought.month_fixed_vol)
    assert held.month_surface == pytest.approx(bought.month_surface)
    assert (held.held_fixed_vol, held.held_surface) == (held.month_fixed_vol, held.month_surface)
    assert (bought.held_fixed_vol, bought.held_surface) == (0, 0)
    both = replace(hedged(5), hedges=(as_held(PUT, contracts),)).carry()
    assert both.month_fixed_vol == pytest.approx(hedged(5 + contracts).carry().month_fixed_vol)


def test_nothing_loses_more_than_it_is_worth():
    """A fund worth 100,000 that moves 4 times the index loses 80,000 at -20 % and 100,000 at -30 %; short,
    it gains no more than that; the profile has the move at which the line ends.
    """
    fund = replace(hedged(0), exposure=400_000.0, stakes=(Stake("X", 100_000.0, 4.0),))
    assert [fund.unhedged(m, 30) for m in (-0.20, -0.25, -0.30, 0.10)] == pytest.approx(
        [-80_000, -100_000, -100_000, 40_000]
    )
    short = replace(hedged(0), exposure=-400_000.0, stakes=(Stake("X", -100_000.0, 4.0),))
    assert [short.unhedged(m, 30) for m in (-0.20, -0.30)] == pytest.approx([80_000, 100_000])
    assert -0.25 in fund.profile(0).moves


@given(st.integers(0, 40))
def test_what_stops_below_the_strike_is_the_gearing(contracts):
    """Without options in the book the share of a further fall that is stopped is N M S / E; puts sold count
    against it as those held count for it.
    """
    gearing = contracts * 100 * TERMS.spot / 575_000
    assert hedged(contracts).stopped() == pytest.approx(gearing, abs=1e-9)
    spread = replace(hedged(contracts), hedges=(as_held(PUT, 3), as_held(FIVE_OUT, -8)))
    assert spread.stopped() == pytest.approx(gearing - 5 * 100 * TERMS.spot / 575_000, abs=1e-9)
