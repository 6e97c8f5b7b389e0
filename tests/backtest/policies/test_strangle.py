from dataclasses import replace

import numpy as np
import pytest

from hedgerow.backtest.costs import Costs
from hedgerow.backtest.policies.filters import Above
from hedgerow.backtest.policies.strangle import Strangle
from hedgerow.backtest.replay import Terms, replay
from hedgerow.errors import InputError
from hedgerow.pricing.bsm import greeks

FREE = Terms(costs=Costs(commission=0.0, spread=0.0))


def days_left(tape, trade):
    """Calendar days to its expiration."""
    return (trade.contract.expiration - tape.date(trade.row)).days


def test_strikes(flat_tape):
    """It sells a put and a call of the delta wanted."""
    tape = flat_tape(60, price=4000.0, book="cash")
    sold = replay(tape, Strangle(symbol="SPX")).trades[:2]
    assert [(t.contract.right, t.quantity) for t in sold] == [("put", -2.0), ("call", -2.0)]
    for trade in sold:
        T = days_left(tape, trade) / 365
        delta = greeks(
            4000.0, trade.contract.strike, T, 0.2, right=trade.contract.right, rate=0.0
        ).delta
        assert abs(float(delta)) == pytest.approx(0.16, abs=0.001)


def test_days(flat_tape):
    """It opens near 45 days and closes at 21."""
    tape = flat_tape(300, price=100.0, book="cash")
    done = replay(tape, Strangle(take_profit=None))
    opened = [days_left(tape, t) for t in done.trades if t.opens]
    closed = [days_left(tape, t) for t in done.trades if not t.opens]
    assert all(38 <= d <= 52 for d in opened)
    assert len(closed) >= 10
    # the first session at or under 21 days; a weekend may come between
    assert all(18 <= d <= 21 for d in closed)


def test_half_the_credit(flat_tape):
    """Half the credit is taken on the first close that offers it."""
    tape = flat_tape(300, price=100.0, vol=0.35, strike_step=0.01, book="cash")
    done = replay(tape, Strangle(close_at=1, window=Strangle().window), FREE)
    credit = -sum(t.quantity * t.price for t in done.trades[:2])
    bought = [t for t in done.trades if not t.opens][:2]
    assert {t.reason for t in bought} == {"taken profit"}
    paid = sum(t.quantity * t.price for t in bought)
    assert paid <= 0.5 * credit
    assert paid > 0.4 * credit
    kept = replay(tape, Strangle(take_profit=None), FREE)
    assert {t.reason for t in kept.trades if not t.opens} == {"days left"}


def test_market_that_stands_still(flat_tape):
    """In a market that stands still the whole credit is earned."""
    tape = flat_tape(100, price=100.0, book="cash")
    done = replay(tape, Strangle(take_profit=None, close_at=0), FREE)
    first = [t.contract for t in done.trades[:2]]
    cash = [sum(t.cash for t in done.trades if t.contract == c) for c in first]
    assert cash == [t.cash for t in done.trades[:2]]


def test_wings(flat_tape):
    """Wings bound the loss by the distance of the strikes."""
    fall = np.full(60, 100.0)
    fall[10:] = 60.0
    tape = flat_tape(60, price=fall, book="cash")
    naked = replay(tape, Strangle(share=0.5), FREE)
    bounded = replay(tape, Strangle(share=0.5, wings=0.05), FREE)
    put, wing = (
        min((t.contract for t in bounded.trades[:4] if t.contract.right == "put"), key=key)
        for key in (lambda c: -c.strike, lambda c: c.strike)
    )
    width = (put.strike - wing.strike) * 50 * 100
    assert bounded.nav[11] > 1e6 - width
    assert naked.nav[11] < bounded.nav[11]


def test_filters(flat_tape):
    """Filters decide whether it is sold."""
    rank = np.full(120, 20.0)
    rank[50:] = 40.0
    tape = flat_tape(120, book="cash", series={"iv_rank": rank})
    done = replay(tape, Strangle(filters=(Above("iv_rank", 30),)))
    assert min(t.row for t in done.trades) == 50
    assert not done.events


def test_unknown_filter(flat_tape):
    """An unknown filter means no trade and is told once a month."""
    tape = flat_tape(120, book="cash")
    done = replay(tape, Strangle(filters=(Above("iv_rank", 30), Above("nvrp", 1.2))))
    assert not done.trades
    assert len(done.events) == len({tape.date(e.row).month for e in done.events}) == 6
    assert done.events[0].text == "iv_rank, nvrp unknown: nothing is traded"


def test_no_look_ahead(flat_tape, shuffled):
    """No future reaches what was traded before it."""
    rng = np.random.default_rng(4)
    price = 100 * np.exp(np.cumsum(0.01 * rng.standard_normal(250)))
    tape = flat_tape(
        250,
        price=price,
        vol=rng.uniform(0.1, 0.3, 250),
        book="cash",
        series={"iv_rank": rng.uniform(0, 100, 250)},
    )
    policy = Strangle(filters=(Above("iv_rank", 30),), share=0.5)
    whole = replay(tape, policy)
    for row in (60, 140):
        other = replay(shuffled(tape, row), policy)
        assert [t for t in other.trades if t.row <= row] == [
            t for t in whole.trades if t.row <= row
        ]
        assert other.nav[: row + 1] == pytest.approx(whole.nav[: row + 1], rel=1e-14)
    assert other.trades != whole.trades


def test_small_account(flat_tape):
    """Too small an account sells nothing and says so once a month."""
    tape = flat_tape(40, price=4000.0, book="cash", value=1e5)
    done = replay(tape, Strangle())
    assert not done.trades
    assert [e.text for e in done.events] == ["0.25 contracts of SPX wanted: none sold"] * 2


def test_refused():
    """Terms that make no sense are refused."""
    for wrong in (
        {"delta": 0.6},
        {"wings": 0.2},
        {"close_at": 40},
        {"take_profit": 1.0},
        {"share": 0.0},
    ):
        with pytest.raises(InputError):
            replace(Strangle(), **wrong)
