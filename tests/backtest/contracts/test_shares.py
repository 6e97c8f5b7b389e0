import numpy as np
import pytest

from hedgerow.backtest.account import Holding
from hedgerow.backtest.contracts.shares import Shares
from hedgerow.backtest.margin import requirement
from hedgerow.backtest.replay import Terms, replay
from hedgerow.backtest.request import Order
from hedgerow.errors import UnavailableError


def test_total_return(flat_tape):
    """A share is worth its price with dividends bought back."""
    tape = flat_tape(60, dividends=0.03)
    it = tape.underlying("SPX")
    course = Shares("SPX").course(tape, 10)
    years = (tape.days[10:] - tape.days[10]) / 365
    assert course.value == pytest.approx(it.price[10:] * np.exp(0.03 * years), rel=1e-12)
    assert course.delta == pytest.approx(np.exp(0.03 * years), rel=1e-12)
    assert not course.settles


def test_costs(flat_tape, scripted):
    """Shares cost their spread and no commission."""
    tape = flat_tape(20, price=100.0, book="cash")
    bought = replay(tape, scripted({0: (Order(Shares("SPX"), 1000, "in"),)}))
    assert bought.trades[0].commission == 0
    assert bought.trades[0].price == 100.01  # a hundredth of a per cent
    assert bought.nav[-1] == pytest.approx(1e6 - 1000 * 0.01)


def test_held_to_the_end(flat_tape, scripted):
    """What is held to the end of the tape stays in the account."""
    tape = flat_tape(60, book="cash")
    held = replay(
        tape, scripted({5: (Order(Shares("SPX", spread=0.0), 100, "in"),)}), Terms(whole=False)
    )
    price = tape.underlying("SPX").price
    bought = round(np.ceil(price[5] * 100 - 1e-7)) / 100
    assert held.nav[-1] == pytest.approx(1e6 + 100 * (price[-1] - bought), abs=1e-6)


def test_no_price(flat_tape):
    """Without a price there is no course."""
    price = np.full(20, np.nan)
    price[10:] = 100.0
    tape = flat_tape(20, price=price)
    with pytest.raises(UnavailableError, match="no price of SPX"):
        Shares("SPX").course(tape, 4)


def test_margin(flat_tape):
    """Shares that are sold are asked for three tenths of their price, those bought for nothing more."""
    course = Shares("SPX").course(flat_tape(20, price=100.0), 0)
    assert requirement({Shares("SPX"): Holding(course, -50.0, 0, 0, 100.0)}, 5) == 0.3 * 50 * 100
    assert requirement({Shares("SPX"): Holding(course, 50.0, 0, 0, 100.0)}, 5) == 0
