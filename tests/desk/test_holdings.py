"""What the book already has: options by delta, hedges netted, leverage for what it stands for."""

import json
from datetime import date

import numpy as np
import pytest

from hedgerow.desk import hedge_plan
from hedgerow.desk.hedge import HedgeChoices
from hedgerow.market.book import Book, Position

SIZES = ("notional", "delta", "scenario", "floor", "budget")


@pytest.fixture(params=["plain_day", "chain_day"])
def day(request, synthetic):
    """A day without and one with a chain."""
    return getattr(synthetic, request.param)


def core():
    """A plain book worth hedging."""
    return [Position("WIDE1", value=300_000), Position("WIDE2", value=275_000)]


def with_puts(order):
    """The book after it has bought what its ticket says."""
    return Book([*core(), Position(order.option_symbol, quantity=order.contracts)])


@pytest.mark.parametrize("size_by", SIZES)
def test_a_book_that_holds_the_hedge_is_told_to_buy_none(plan, day, size_by):
    """Buy what the ticket says, ask again: nothing is left to buy, and the answer says why."""
    first = plan(Book(core()), as_of=day, instrument="SPY", size_by=size_by)
    assert first.ticket.contracts == first.hedge.contracts > 0
    again = plan(with_puts(first.ticket), as_of=day, instrument="SPY", size_by=size_by)
    assert again.hedge.contracts == 0
    assert again.ticket is None
    assert "nothing is left to buy" in again.already.netting
    assert first.ticket.option_symbol in again.already.netting
    assert [row.role for row in again.already.options] == ["hedge"]


@pytest.mark.parametrize("size_by", SIZES)
def test_half_a_hedge_leaves_the_other_half(plan, day, size_by):
    """With about half of the contracts held, the rest is bought, and both together are what was needed."""
    first = plan(Book(core()), as_of=day, instrument="SPY", size_by=size_by)
    half = first.ticket.contracts // 2
    book = Book([*core(), Position(first.ticket.option_symbol, quantity=half)])
    card = plan(book, as_of=day, instrument="SPY", size_by=size_by).sizing.card(size_by)
    assert card.held == pytest.approx(half, rel=0.05)
    assert card.contracts + half == pytest.approx(first.hedge.contracts, abs=1)


def test_a_hedge_does_not_change_what_is_hedged(plan, synthetic):
    """Beta, pairing and exposure are those of the book without its puts, a beta with them stands beside."""
    bare = plan(Book(core()), as_of=synthetic.chain_day, instrument="SPY")
    held = plan(with_puts(bare.ticket), as_of=synthetic.chain_day, instrument="SPY")
    assert held.hedge.exposure == pytest.approx(bare.hedge.exposure, rel=1e-9)
    net = held.already.hedge_delta_dollars
    assert net == pytest.approx(-bare.sizing.notional.coverage * bare.hedge.exposure, rel=0.02)


def test_existing_stands_between(plan, synthetic):
    """In a crash the book as it stands loses less than unhedged, and buying the rest less still."""
    first = plan(Book(core()), as_of=synthetic.chain_day, instrument="SPY")
    book = Book([*core(), Position(first.ticket.option_symbol, quantity=3)])
    made = plan(book, as_of=synthetic.chain_day, instrument="SPY")
    row = next(s for s in made.scenarios if s.move == -0.20)
    assert row.unhedged < row.existing < row.hedged
    plain = next(s for s in first.scenarios if s.move == -0.20)
    assert plain.existing == plain.unhedged


def test_puts_due_for_their_roll_are_not_netted(plan, synthetic):
    """An index put with 21 days to go is named and not counted; with --roll-days 14 it is."""
    book = Book([*core(), Position("SPY240621P00750000", quantity=8)])
    due = plan(book, as_of=synthetic.chain_day, instrument="SPY")
    assert [row.role for row in due.already.options] == ["due"]
    assert any("due for their roll" in reason for reason in due.status.reasons)
    counted = plan(
        book,
        as_of=synthetic.chain_day,
        instrument="SPY",
        roll_days=14,
        expiration=date(2024, 6, 21),
    )
    assert [row.role for row in counted.already.options] == ["hedge"]
    assert counted.hedge.contracts < due.hedge.contracts


def test_puts_that_end_before_the_plan_are_not_netted(plan, synthetic):
    """Puts of 49 days do nothing for a plan whose roll is in 49: they are named, not netted and in no
    scenario; a plan to their own end nets them.
    """
    book = Book([*core(), Position("SPY240719P00750000", quantity=8)])
    bare = plan(Book(core()), as_of=synthetic.chain_day, instrument="SPY")
    early = plan(book, as_of=synthetic.chain_day, instrument="SPY")
    assert bare.scenario_rule.horizon_days == 49
    assert [row.role for row in early.already.options] == ["early"]
    assert early.already.netting == ""
    assert early.hedge.contracts == bare.hedge.contracts > 0
    assert all(row.existing == row.unhedged for row in early.scenarios)
    reason = early.status.reasons[0]
    assert "8 SPY240719P00750000 (49 days)" in reason
    assert "roll in 49 days" in reason
    until = plan(book, as_of=synthetic.chain_day, instrument="SPY", expiration=date(2024, 7, 19))
    assert [row.role for row in until.already.options] == ["hedge"]
    assert until.hedge.contracts < bare.hedge.contracts


@pytest.fixture(scope="session")
def outsold(plan, synthetic):
    """A book with three puts held and eight sold below them."""
    puts = [
        Position("SPY240816P00750000", quantity=3),
        Position("SPY240816P00690000", quantity=-8),
    ]
    return plan(Book([*core(), *puts]), as_of=synthetic.chain_day, instrument="SPY")


def test_puts_sold_beside_hedges_raise_the_need(outsold):
    """Three puts held and eight sold leave five too few: by notional five more are bought than the book
    alone needs, and the gearing is of all of them.
    """
    card, hedge = outsold.sizing.notional, outsold.hedge
    spots = {row.symbol: row for row in outsold.already.options}
    assert card.held == pytest.approx(-5, rel=1e-3)
    assert card.raw == pytest.approx(card.needed + 5, rel=1e-3)
    assert card.gearing_at_expiry == pytest.approx((card.contracts - 5) / card.needed, rel=1e-3)
    assert spots["SPY240816P00690000"].role == "sold"
    assert "more puts are sold than held" in outsold.already.netting
    assert f"{hedge.contracts} are to be bought" in outsold.already.netting
    assert any("SPY240816P00690000" in reason for reason in outsold.status.reasons)


def test_a_sentence_says_what_a_crash_does(outsold):
    """Below all strikes the hedged book follows as much of a fall as the sentence says."""
    value = outsold.book.value
    for card in outsold.sizing.by_kind().values():
        curve = next(c for c in outsold.curves if c.contracts == card.contracts)
        fall = dict(zip(curve.moves, curve.at_expiry, strict=True))
        stopped = 1 - (fall[-0.25] - fall[-0.30]) / (0.05 * outsold.hedge.exposure)
        assert card.gearing_at_expiry == pytest.approx(stopped, abs=1e-3)
        if 0 <= stopped < 0.85:
            assert f"covers {100 * stopped:.0f} % of the fall" in card.at_expiry
        if stopped < 0:
            assert "falls faster than without any put" in card.at_expiry
        assert f"{100 * fall[-0.20] / value:+.1f} %" in card.at_expiry


def test_a_curve_without_contracts_is_the_book_as_it_stands(outsold):
    """No contracts bought beside hedges held is not unhedged, and is not called so."""
    curve = outsold.curves[0]
    assert (curve.contracts, curve.label.split(", ")[0]) == (0, "as it stands")
    assert curve.at_roll == tuple(row.existing for row in outsold.scenarios)
    assert curve.at_roll != tuple(row.unhedged for row in outsold.scenarios)


def test_keeping_the_puts_held_costs(plan, synthetic):
    """A book that holds its hedge bleeds though nothing is bought."""
    first = plan(Book(core()), as_of=synthetic.chain_day, instrument="SPY")
    again = plan(with_puts(first.ticket), as_of=synthetic.chain_day, instrument="SPY").hedge
    assert again.contracts == 0
    assert again.carry.month_fixed_vol == again.carry.held_fixed_vol < 0
    # bought at the ask, held at the mid: the spread is all the difference
    assert again.carry.month_fixed_vol == pytest.approx(first.hedge.carry.month_fixed_vol, rel=0.05)


def test_delta_dollars_enter_the_beta(plan, synthetic):
    """SPEC HP-05: a short call adds its delta-dollars, so 5 of them take 5 · 100 · S · Δ off the dollar
    beta of a book of SPY.
    """
    spy = Position("SPY", value=600_000)
    call = Position("SPY240816C00780000", quantity=-5)
    bare = plan(Book([spy]), as_of=synthetic.chain_day, instrument="SPY")
    made = plan(Book([spy, call]), as_of=synthetic.chain_day, instrument="SPY")
    row = made.already.options[0]
    assert row.role == "exposure"
    assert row.delta_dollars == pytest.approx(-500 * synthetic.chain_spot * row.delta, rel=1e-3)
    assert made.hedge.exposure - bare.hedge.exposure == pytest.approx(row.delta_dollars, rel=1e-6)
    assert row.price_source == "quoted"
    assert made.book.value == pytest.approx(600_000 + row.value)


def test_an_option_on_the_unknown_is_named(plan, synthetic):
    """A call on a share without prices is unknown, and the status says that it is in no figure."""
    spot = synthetic.closes["CHIP1"].loc[str(synthetic.plain_day)]
    strike = round(float(spot))
    call = Position(f"CHIP240719C{strike * 1000:08d}", quantity=10)
    made = plan(Book([Position("SPY", value=500_000), call]))
    assert made.already.options[0].role == "unknown"  # no prices of CHIP
    assert any("neither their deltas" in reason for reason in made.status.reasons)


def test_a_leveraged_fund_stands_for_its_multiple(plan):
    """SPEC IM-05: SOXL without prices of its own earns three times what SOXX does where there is SOXX;
    with prices it is measured, and the card shows what it stands for.
    """
    made = plan(Book([Position("SOXL", value=100_000), Position("SPY", value=400_000)]))
    row = made.already.leveraged[0]
    assert (row.multiple, row.tracks, row.effective_exposure) == (3, "SOXX", 300_000)
    assert np.isnan(row.measured_multiple)  # the synthetic market has no SOXX
    assert made.beta.calm == pytest.approx(0.2 * 3.9 + 0.8, abs=0.1)


def test_a_leveraged_fund_without_prices_is_replicated(plan):
    """TQQQ has no history here: it is three times QQQ day by day, in the hedge ratio as in the beta."""
    triple = plan(Book([Position("TQQQ", value=100_000), Position("CASH", value=300_000)]))
    single = plan(Book([Position("QQQ", value=300_000), Position("CASH", value=100_000)]))
    assert triple.beta.calm == pytest.approx(single.beta.calm, rel=1e-9)
    assert triple.hedge.exposure == pytest.approx(single.hedge.exposure, rel=1e-9)
    assert triple.book.positions[0].beta_source == "replicated"
    assert triple.already.uncovered[0].proxy == "3 times the daily returns of QQQ"
    assert any("3 times the daily returns of QQQ" in reason for reason in triple.status.reasons)


def test_the_uncovered_are_named(plan):
    """A symbol without prices shows its share of value and what stands in for it."""
    made = plan(Book([Position("SPY", value=90_000), Position("WHAT", value=10_000)]))
    row = made.already.uncovered[0]
    assert (row.symbol, row.weight, row.proxy) == ("WHAT", pytest.approx(0.1), "beta 1 to SPY")


def test_long_and_short(plan):
    """Long, short, gross and net are those of the positions; cash is none of them."""
    made = plan(
        Book(
            [
                Position("SPY", value=400_000),
                Position("OIL1", value=-100_000),
                Position("CASH", value=50_000),
            ]
        )
    ).already
    assert (made.long, made.short, made.gross, made.net) == pytest.approx(
        (400_000, -100_000, 500_000, 300_000)
    )


def test_leveraged_and_inverse_funds_count_for_what_they_stand_for(plan):
    """40,000 of TQQQ are 120,000 long and 20,000 of SQQQ are 60,000 short, in the sums and in the
    concentration; their own risk is unknown, which is said and is not zero.
    """
    book = [
        Position("SPY", value=200_000),
        Position("TQQQ", value=40_000),
        Position("SQQQ", value=20_000),
    ]
    made = plan(Book(book))
    card = made.already
    assert (card.long, card.short, card.gross, card.net) == pytest.approx(
        (320_000, -60_000, 380_000, 260_000)
    )
    weights = {row.symbol: row.weight for row in made.concentration.rows}
    assert weights["SPY"] == pytest.approx(200 / 380)
    assert weights["SQQQ"] == pytest.approx(60 / 380)
    assert made.concentration.unknown == ("TQQQ", "SQQQ")


def test_a_long_fund_loses_no_more_than_its_value(plan):
    """SOXL moves 3.9 times SPY: at -30 % the straight line would lose 117 % of it, the scenario loses all
    of it, and the status names it.
    """
    made = plan(Book([Position("SOXL", value=100_000)]), instrument="SPY")
    worst = next(row for row in made.scenarios if row.move == -0.30)
    assert 0.30 * made.hedge.exposure > 101_000
    assert worst.unhedged == pytest.approx(-100_000)
    reason = next(r for r in made.status.reasons if "more than it is worth" in r)
    assert "SOXL at -2" in reason


def test_a_fit_by_construction_is_no_finding(plan):
    """TQQQ without prices is three times QQQ, so that QQQ explains it is said to be assumed."""
    made = plan(Book([Position("TQQQ", value=100_000)]))
    assert made.pairing.chosen.symbol == "QQQ"
    assert "by construction: TQQQ is taken as 3 times QQQ" in made.pairing.chosen.reason
    assert any("by construction" in reason for reason in made.status.reasons)
    plain = plan(Book([Position("QQQ", value=100_000)]))
    assert "by construction" not in plain.pairing.chosen.reason


def test_a_value_of_options_is_so_many_contracts(plan, synthetic):
    """An option by value stands for value over price contracts."""
    book = [Position("SPY", value=500_000)]
    symbol = "SPY240816P00720000"
    one = plan(Book([*book, Position(symbol, quantity=4)]), as_of=synthetic.chain_day)
    row = one.already.options[0]
    same = plan(Book([*book, Position(symbol, value=row.value)]), as_of=synthetic.chain_day)
    assert same.already.options[0].quantity == pytest.approx(4)


def test_the_command_line_gives_the_same_answer(synthetic, book_file, capsys):
    """What ``reproduce`` says, run, gives the same bytes."""
    import shlex

    from hedgerow.cli.app import run

    path = book_file("symbol,value\nWIDE1,300000\nWIDE2,275000\n")
    made = hedge_plan(
        str(path),
        data=str(synthetic.folder),
        as_of=synthetic.chain_day,
        choices=HedgeChoices(
            instrument="SPY", delta=-0.25, size_by="floor", loss_limit=0.12, candidates=("CHIP1",)
        ),
    )
    words = shlex.split(made.reproduce)
    assert words[:2] == ["hedgerow", "hedge"]
    assert run([*words[1:], "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(made.to_json())


def test_far_too_many_puts_are_said(plan, synthetic):
    """Twelve times what is needed comes first among the reasons, with how many to sell."""
    first = plan(Book(core()), as_of=synthetic.chain_day, instrument="SPY")
    n = 12 * first.ticket.contracts
    book = Book([*core(), Position(first.ticket.option_symbol, quantity=n)])
    made = plan(book, as_of=synthetic.chain_day, instrument="SPY")
    card = made.sizing.notional
    sell = round(n * (1 - card.needed / card.held))
    assert made.hedge.contracts == 0
    reason = made.status.reasons[0]
    assert f"{card.held / card.needed:.1f} times the puts that it needs" in reason
    assert f"selling {sell} of its {n} would bring it back" in reason
    assert not any("would bring it back" in r for r in first.status.reasons)


def test_the_strikes_are_counted_beside_what_is_held(plan, synthetic):
    """The grid's row of the hedge's own put is the hedge: netted, with the same figures."""
    first = plan(Book(core()), as_of=synthetic.chain_day, instrument="SPY")
    half = first.ticket.contracts // 2
    book = Book([*core(), Position(first.ticket.option_symbol, quantity=half)])
    made = plan(book, as_of=synthetic.chain_day, instrument="SPY")
    (row,) = [
        r
        for r in made.strike_grid
        if (r.strike, r.expiration, r.size_by)
        == (made.hedge.strike, made.hedge.expiration, "notional")
    ]
    assert 0 < made.hedge.contracts < first.hedge.contracts
    assert row.contracts == made.hedge.contracts
    assert row.worst_loss == pytest.approx(made.hedge.worst_loss)


def test_lines_added_up_are_noted(plan, synthetic):
    """A book that gives a symbol on two lines says so among its warnings."""
    made = plan(Book([*core(), Position("WIDE1", value=10_000)]), as_of=synthetic.chain_day)
    assert "several lines of one symbol added up: WIDE1 (2 lines)" in made.warnings
