"""The engine: the order of a session, cash to the cent, and nothing from the future."""

from dataclasses import replace
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest

from hedgerow.backtest.attribution import parts
from hedgerow.backtest.contracts.option import Option
from hedgerow.backtest.costs import Costs
from hedgerow.backtest.policies.overlay import Overlay, Window
from hedgerow.backtest.policies.roll import Roll
from hedgerow.backtest.policies.size import Threshold
from hedgerow.backtest.policies.unhedged import Sell, Unhedged
from hedgerow.backtest.replay import Terms, replay
from hedgerow.backtest.request import Order, Refusal
from hedgerow.hedge.put import StrikeWanted
from hedgerow.hedge.structures import collar, put, put_ratio, put_spread

PUT = Overlay("put", put(StrikeWanted("moneyness", 0.95)), instrument="SPX")
FREE = Terms(costs=Costs(0.0, 0.0))


@pytest.fixture(scope="session")
def plain():
    """The plain twin, a module beside this one."""
    path = Path(__file__).with_name("plain.py")
    spec = spec_from_file_location("plain_replay", path)
    module = module_from_spec(spec)
    import sys

    sys.modules["plain_replay"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def storm(plain):
    """Six years with calm and storm."""
    return plain.stormy(1600)


def test_plain_twin(plain, storm):
    """A loop over a frame's rows, written in an afternoon, has the same value on every day."""
    tape, frame, tenors, skew = storm
    made, twin = replay(tape, PUT), plain.twin_of(tape, frame, tenors, skew)
    assert twin.rolls > 30
    np.testing.assert_allclose(made.nav, twin.nav.to_numpy(), rtol=1e-11)


def test_attribution_of_the_twin(plain, storm):
    """Delta, gamma, vega and theta are those of the loop; on its last day an option has none of them."""
    tape, frame, tenors, skew = storm
    found = parts(replay(tape, PUT))
    twin = plain.twin_of(tape, frame, tenors, skew).parts
    for name in ("delta", "gamma", "vega", "theta"):
        np.testing.assert_allclose(getattr(found, name), twin[name].to_numpy(), atol=1e-4)


@pytest.mark.parametrize("exercise", ["european", "american"])
@pytest.mark.parametrize("funding", ["book", "cash"])
def test_parts_add_up(plain, exercise, funding):
    """The parts of every day add up to the change in value, and the slopes leave little unexplained [SPEC HP-57]."""
    tape, *_ = plain.stormy(900, exercise=exercise)
    made = replay(tape, PUT, Terms(funding=funding))
    found = parts(made)
    value = np.concatenate([[tape.value], made.nav])
    np.testing.assert_allclose(found.total, np.diff(value), atol=1e-6)
    whole = found.over(0, len(made.nav) - 1)
    assert whole.total == pytest.approx(made.nav[-1] - tape.value, abs=1e-5)
    assert whole.unexplained < 0.05
    assert whole.hedge == pytest.approx(found.hedge.sum())


def test_cash_to_the_cent(flat_tape):
    """Without interest, cash is the sum of what the trades brought, each of them a number of cents."""
    tape = flat_tape(400, price=None, vol=0.2, vix=20.0)
    made = replay(tape, PUT, Terms(funding="cash"))
    cents = [100 * trade.cash for trade in made.trades]
    assert all(abs(c - round(c)) < 1e-6 for c in cents)
    assert made.cash[-1] == pytest.approx(sum(round(c) for c in cents) / 100, abs=1e-9)
    for trade in made.trades:
        paid = -trade.quantity * 100 * trade.price + trade.commission
        assert trade.cash == pytest.approx(paid, abs=1e-6)
        assert 100 * trade.price == pytest.approx(round(100 * trade.price), abs=1e-9)


def test_contracts_reconcile(storm):
    """What was bought and never sold or settled is what is held at the end."""
    tape, *_ = storm
    made = replay(tape, PUT)
    left = {}
    for trade in made.trades:
        left[trade.contract] = left.get(trade.contract, 0) + trade.quantity
    held = {s.contract: s.quantity for s in made.spells if s.stop == len(tape)}
    assert {c: q for c, q in left.items() if q} == held


def test_costs_are_what_trades_cost(storm):
    """Trading at the middle without commission differs by the costs, and by what they would have earned."""
    tape, *_ = storm
    cheap, dear = replay(tape, PUT, FREE), replay(tape, PUT)
    assert dear.nav[-1] < cheap.nav[-1]
    assert all(t.spread <= 1e-9 and t.commission <= 0 for t in dear.trades)
    assert parts(dear).costs.sum() == pytest.approx(
        sum(t.spread + t.commission for t in dear.trades)
    )


@pytest.mark.parametrize("execution", ["close", "next"])
def test_shuffled_future(storm, execution):
    """What comes after a session changes nothing up to it: no look-ahead."""
    tape, *_ = storm
    cut = 1000
    order = np.arange(len(tape))
    order[cut + 1 :] = np.random.default_rng(1).permutation(order[cut + 1 :])
    it = tape.underlyings["SPX"]
    shuffled = replace(
        tape,
        rate=tape.rate[order],
        book_returns=tape.book_returns[order],
        series={"VIX": tape.series["VIX"][order]},
        underlyings={
            "SPX": replace(
                it,
                price=it.price[order],
                returns=it.returns[order],
                ratio=it.ratio[order],
                surface=replace(
                    it.surface,
                    tenor_vols=it.surface.tenor_vols[order],
                    skew=it.surface.skew[order],
                ),
            )
        },
    )
    policy = replace(PUT, roll=Roll(28, delta=(0.05, 0.6)), size=Threshold("VIX", 18, 1.0, 0.5))
    one, other = (replay(t, policy, Terms(execution=execution)) for t in (tape, shuffled))
    upto = cut - tape.first + 1
    np.testing.assert_array_equal(one.nav[:upto], other.nav[:upto])
    assert [t for t in one.trades if t.row <= cut] == [t for t in other.trades if t.row <= cut]
    assert one.nav[-1] != other.nav[-1]


def test_same_bytes(storm):
    """The same tape and policy give the same bytes."""
    tape, *_ = storm
    one, other = replay(tape, PUT), replay(replace(tape), PUT)
    assert one.nav.tobytes() == other.nav.tobytes()
    assert repr(one.trades) == repr(other.trades)


def test_next_close(flat_tape):
    """An order of one close is filled at the next, at its price."""
    tape = flat_tape(200, vol=0.2, vix=20.0)
    now, later = (replay(tape, PUT, Terms(execution=e)) for e in ("close", "next"))
    assert now.trades[0].row == tape.first
    assert later.trades[0].row == tape.first + 1
    assert later.trades[0].contract == now.trades[0].contract
    assert later.trades[0].price != now.trades[0].price


def test_held_to_its_end(flat_tape):
    """A put that is held to its expiration pays (K − S)⁺ on every unit, to the cent."""
    tape = flat_tape(400, vol=0.2, vix=20.0)
    made = replay(tape, replace(PUT, roll=Roll(0)))
    settled = [t for t in made.trades if t.reason == "settled"]
    assert len(settled) > 3
    for trade in settled:
        spot = tape.underlyings["SPX"].price[trade.row]
        assert tape.date(trade.row) == trade.contract.expiration
        assert trade.price == round(max(trade.contract.strike - spot, 0.0), 2)
        assert trade.commission == 0


def test_rolls_at_the_days_asked_for(flat_tape):
    """Opened 60 to 90 days out, replaced on the first session with 28 or fewer left [SPEC IM-01]."""
    tape = flat_tape(500, vol=0.2, vix=20.0)
    made = replay(tape, PUT)
    for trade in made.trades:
        left = (trade.contract.expiration - tape.date(trade.row)).days
        assert 60 <= left <= 90 if trade.opens else 23 <= left <= 28


def test_orders_wait_out_a_halt(flat_tape):
    """On a session without a price nothing is traded; the order is filled at the next price, and the result tells."""
    tape = flat_tape(300, vol=0.2, vix=20.0)
    roll = replay(tape, PUT).trades[1].row
    it = tape.underlyings["SPX"]
    price = it.price.copy()
    price[roll : roll + 2] = np.nan
    halted = replay(replace(tape, underlyings={"SPX": replace(it, price=price)}), PUT)
    assert halted.trades[1].row == halted.trades[2].row == roll + 2
    assert [e.kind for e in halted.events] == ["deferred"]
    assert np.isfinite(halted.nav).all()


def test_settles_on_the_last_price_known(flat_tape):
    """An expiration without a price settles on the last close known, and the result tells."""
    tape = flat_tape(300, vol=0.2, vix=20.0)
    policy = replace(PUT, roll=Roll(0))
    end = next(t for t in replay(tape, policy).trades if t.reason == "settled").row
    it = tape.underlyings["SPX"]
    price = it.price.copy()
    price[end] = np.nan
    made = replay(replace(tape, underlyings={"SPX": replace(it, price=price)}), policy)
    first = next(t for t in made.trades if t.reason == "settled")
    assert first.price == round(max(first.contract.strike - it.price[end - 1], 0.0), 2)
    assert made.events[0].kind == "stale settlement"


def test_no_volatility_no_trade(flat_tape):
    """Where nothing says what an option costs none is bought; it is asked for again when something does."""
    vol = np.full(200, 0.2)
    vol[:30] = np.nan
    made = replay(flat_tape(200, vol=vol, vix=20.0), PUT)
    assert made.trades[0].row == 30
    assert {e.kind for e in made.events} == {"refused"}
    np.testing.assert_allclose(made.nav[:30], made.unhedged[:30])


def test_volatility_missing_for_a_while(flat_tape):
    """While a contract is held the last volatility stands in, and every such day is marked."""
    vol = np.full(200, 0.2)
    vol[20:30] = np.nan
    made = replay(flat_tape(200, vol=vol, vix=20.0), PUT)
    assert np.isfinite(made.nav).all()
    assert made.spells[0].course.stale[18:32].tolist() == [False] * 2 + [True] * 10 + [False] * 2


def crashed(flat_tape, **more):
    """Fifty quiet days, then a fall by 60 % through every strike."""
    price = np.full(200, 100.0)
    price[50:] = 40.0
    vol = np.full(200, 0.15)
    vol[50:] = 0.9
    return flat_tape(200, price=price, vol=vol, vix=15.0, **more)


def test_crash_through_all_strikes(flat_tape):
    """A put on all of the book holds the loss to its distance and its price."""
    tape = crashed(flat_tape)
    made = replay(tape, PUT, Terms(whole=False))
    assert made.unhedged[51] == pytest.approx(0.4 * tape.value)
    paid = -sum(t.cash for t in made.trades if t.row < 50) / tape.value
    assert made.nav[50] / tape.value > 0.95 - paid - 0.01


def test_ratio_refused(flat_tape):
    """A put ratio that a crash would turn against the book is refused, and nothing is traded [SPEC IM-11]."""
    shape = put_ratio(StrikeWanted("moneyness", 0.97), StrikeWanted("moneyness", 0.90))
    policy = Overlay("ratio", shape, instrument="SPX")
    made = replay(crashed(flat_tape), policy)
    assert all(trade.row > 50 for trade in made.trades)
    assert made.events[0].kind == "refused"
    assert "in a crash" in made.events[0].text
    bold = replay(crashed(flat_tape), replace(policy, crash_limit=1.0))
    assert bold.trades[0].row == 0
    assert bold.nav[50] < made.nav[50]


def test_collar_that_cannot_be_had(flat_tape):
    """Where no call above the spot pays for the put the collar is refused and the book stays as it is."""
    dear = collar(StrikeWanted("moneyness", 1.10))
    made = replay(
        flat_tape(120, price=100.0, vol=0.2, vix=20.0), Overlay("collar", dear, instrument="SPX")
    )
    assert not made.trades
    assert "pays for the rest of the collar" in made.events[0].text
    np.testing.assert_array_equal(made.nav, made.unhedged)


def test_zero_cost_collar(flat_tape):
    """A collar's call brings at least what its put costs, spreads included, and no more calls than the book covers."""
    shape = collar(StrikeWanted("moneyness", 0.95))
    tape = flat_tape(120, price=100.0, vol=0.2, vix=20.0)
    made = replay(tape, Overlay("collar", shape, instrument="SPX", rounding="nearest"))
    bought, sold = made.trades[:2]
    assert bought.contract.right == "put"
    assert sold.contract.right == "call"
    assert sold.contract.strike > 100
    assert bought.cash + sold.cash > -2 * 0.65 * bought.quantity
    assert -sold.quantity <= tape.value / (100 * 100)


def test_one_strike_for_two_legs(flat_tape):
    """A spread whose strikes round to one listed strike is no spread: refused."""
    shape = put_spread(StrikeWanted("moneyness", 0.952), StrikeWanted("moneyness", 0.951))
    made = replay(
        flat_tape(60, price=100.0, vol=0.2, vix=20.0), Overlay("s", shape, instrument="SPX")
    )
    assert "one listed strike" in made.events[0].text
    assert not made.trades


class Naked:
    """Sells far more puts than the account can carry."""

    name = "naked"

    def orders(self, view):
        """Once."""
        if view.trades:
            return ()
        option = view.option("SPX", "put", date(2020, 12, 18), StrikeWanted("moneyness", 0.95))
        return [Order(option, -view.nav / 100 / 100 * 3, "sold")]


def test_margin_call(flat_tape):
    """Sold positions that the account cannot carry are bought back, at a loss, and the result tells."""
    made = replay(crashed(flat_tape, book="cash"), Naked(), Terms(funding="cash"))
    assert made.events[0].kind in {"margin call", "ruin"}
    assert made.trades[-1].quantity == pytest.approx(-made.trades[0].quantity)
    assert made.trades[-1].row == 50


def test_refusal_is_told(flat_tape):
    """What a policy says that it cannot have is told as it said it."""

    class Refuses:
        name = "refuses"

        def orders(self, view):  # noqa: ARG002
            return [Refusal("nothing to be had")]

    made = replay(flat_tape(5), Refuses())
    assert {e.text for e in made.events} == {"nothing to be had"}


def test_nothing_done_is_the_book(storm):
    """Without a hedge the account is the book."""
    tape, *_ = storm
    made = replay(tape, Unhedged())
    np.testing.assert_array_equal(made.nav, made.unhedged)


def test_sell_a_share(flat_tape):
    """A fifth sold moves four fifths as much on the first day, and what is left earns the rate."""
    tape = flat_tape(60, rate=0.05, price=np.linspace(100, 90, 60))
    made = replay(tape, Sell(0.2, band=1.0))
    book = made.unhedged
    cash = 0.2 * tape.value * np.exp(0.05 * (tape.days - tape.days[0]) / 365)
    np.testing.assert_allclose(made.nav, 0.8 * book + cash, rtol=1e-12)


def test_varying_size(storm):
    """Between rolls a varying size is traded by its band: half the puts while VIX is high."""
    tape, *_ = storm
    policy = replace(PUT, size=Threshold("VIX", 18.0, 1.0, 0.5), window=Window(75, 60, 90))
    made = replay(tape, policy)
    resized = [t for t in made.trades if t.reason == "resized"]
    assert resized
    for trade in resized:
        sold = trade.quantity < 0
        assert sold == (tape.series["VIX"][trade.row] >= 18.0)


def test_budget_of_a_year(storm):
    """Premiums of any 252 sessions stay within the budget."""
    tape, *_ = storm
    made = replay(tape, replace(PUT, budget=0.01))
    bought = [(t.row, -t.cash) for t in made.trades if t.opens]
    assert bought
    for row, _ in bought:
        spent = sum(c for r, c in bought if row - 252 < r <= row)
        assert spent <= 0.01 * made.nav[row - tape.first] * 1.001


def test_option_name():
    """An option's name is its OCC symbol [OCC]."""
    assert Option("SPY", "put", 600.0, date(2025, 12, 19)).name == "SPY251219P00600000"


@pytest.mark.parametrize("roll", range(1, 11))
@pytest.mark.parametrize("exercise", ["american", "european"])
def test_an_order_to_close_never_opens(flat_tape, roll, exercise):
    """Filled at the next close, when what it was to close has settled or been assigned meanwhile, an order does nothing."""
    price = 100 * np.exp(0.12 * np.sin(np.arange(500) / 25))
    tape = flat_tape(500, price=price, vol=0.2, vix=20.0, dividends=0.03, exercise=exercise)
    shape = collar(StrikeWanted("moneyness", 0.97), StrikeWanted("moneyness", 1.03))
    policy = Overlay("collar", shape, roll=Roll(roll), instrument="SPX")
    made = replay(tape, policy, Terms(execution="next"))
    held = {}
    for trade in made.trades:
        before = held.get(trade.contract, 0.0)
        held[trade.contract] = before + trade.quantity
        assert before * held[trade.contract] >= 0
        assert held[trade.contract] * (1 if trade.contract.right == "put" else -1) >= 0
    assert np.isfinite(made.nav).all()


def test_short_book_is_told(flat_tape):
    """Puts do not hedge a book that gains when the index falls: nothing is traded, and it is said."""
    tape = flat_tape(120, vol=0.2, vix=20.0)
    it = tape.underlyings["SPX"]
    short = replace(tape, underlyings={"SPX": replace(it, ratio=-0.5 * np.ones(120))})
    made = replay(short, PUT)
    assert not made.trades
    assert "behaves like -0.50 of SPX" in made.events[0].text
