"""What the book already has: options by delta, hedges netted, leverage for what it stands for."""

import json

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
    counted = plan(book, as_of=synthetic.chain_day, instrument="SPY", roll_days=14)
    assert [row.role for row in counted.already.options] == ["hedge"]
    assert counted.hedge.contracts < due.hedge.contracts


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
