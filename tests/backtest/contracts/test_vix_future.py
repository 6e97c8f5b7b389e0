from datetime import date

import numpy as np
import pytest

from hedgerow.backtest.contracts.vix_future import HALF_SPREAD, VixFuture, next_settlements
from hedgerow.backtest.margin import requirement
from hedgerow.backtest.replay import Terms, replay
from hedgerow.backtest.request import Order
from hedgerow.errors import UnavailableError


def moving(rows, days):
    """Prices that rise by the day and with the tenor."""
    return 15 + 0.01 * rows + 0.02 * days


@pytest.fixture
def tape(flat_tape):
    """Futures whose prices move."""
    return flat_tape(120, book="cash", futures=moving)


def row(tape, day):
    """Of a session."""
    return int(np.searchsorted(tape.dates, np.datetime64(day)))


@pytest.mark.parametrize("quantity", [3.0, -3.0])
def test_gain(tape, scripted, quantity):
    """A future gains its change in price times 1,000 less what trading costs."""
    future = VixFuture(date(2020, 3, 18))
    done = replay(
        tape,
        scripted({5: (Order(future, quantity, "in"),), 25: (Order(future, -quantity, "out"),)}),
    )
    end = np.datetime64("2020-03-18").astype(int)
    moved = moving(25, end - tape.days[25]) - moving(5, end - tape.days[5])
    costs = 2 * 3 * (1000 * HALF_SPREAD + 0.65)
    assert done.nav[-1] == pytest.approx(1e6 + quantity * 1000 * moved - costs, abs=0.5)


def test_settlement(tape, scripted):
    """It settles at the last price of the table without costs."""
    future = VixFuture(date(2020, 3, 18))
    done = replay(tape, scripted({5: (Order(future, 1.0, "in"),)}))
    last = row(tape, "2020-03-18")
    assert [t.reason for t in done.trades] == ["in", "settled"]
    assert done.trades[-1].row == last
    end = np.datetime64("2020-03-18").astype(int)
    moved = moving(last, 0) - moving(5, end - tape.days[5])
    assert done.nav[-1] == pytest.approx(1e6 + 1000 * (moved - HALF_SPREAD) - 0.65, abs=0.2)


def test_entry(tape):
    """It costs nothing to enter but the spread."""
    course = VixFuture(date(2020, 3, 18)).course(tape, 7)
    assert course.value[0] == 0
    assert (course.delta == 1).all()
    assert course.multiplier == 1000


def test_missing_price(tape):
    """A price that is missing is the last one and stale."""
    settles = tape.vix_futures.settles
    j = list(tape.vix_futures.expirations).index(np.datetime64("2020-03-18").astype(int))
    kept = settles[12, j]
    try:
        settles[12, j] = np.nan
        course = VixFuture(date(2020, 3, 18)).course(tape, 10)
    finally:
        settles[12, j] = kept
    assert course.stale.nonzero()[0].tolist() == [2]
    assert course.underlying[2] == course.underlying[1]


def test_not_in_the_table(tape, flat_tape):
    """A contract that the table lacks cannot be had."""
    with pytest.raises(UnavailableError, match="no VIX future of 2020-03-11"):
        VixFuture(date(2020, 3, 11)).course(tape, 0)
    with pytest.raises(UnavailableError, match="on the tape"):
        VixFuture(date(2020, 3, 18)).course(flat_tape(30), 0)


def test_margin(tape):
    """A sold future is asked for three tenths of its price."""
    future = VixFuture(date(2020, 3, 18))
    course = future.course(tape, 5)
    from hedgerow.backtest.account import Holding

    sold = {future: Holding(course, -2.0, 5, 5, 0.0)}
    assert requirement(sold, 9) == pytest.approx(0.3 * 2 * 1000 * course.underlying[4])
    assert requirement({future: Holding(course, 2.0, 5, 5, 0.0)}, 9) == 0


def test_margin_call(flat_tape, scripted):
    """A short future that the account cannot carry is bought back."""
    tape = flat_tape(
        60, book="cash", value=1e5, futures=lambda rows, days: 15 + 2.0 * rows + 0 * days
    )
    future = VixFuture(date(2020, 3, 18))
    done = replay(tape, scripted({2: (Order(future, -5.0, "in"),)}), Terms())
    assert done.events[0].kind == "margin call"
    assert done.trades[-1].reason == "margin call"


def test_settlement_days():
    """Settlements are the exchange's."""
    # [SPEC VF-08]: two that a holiday moves to a Tuesday
    assert next_settlements(date(2024, 6, 1), 1) == [date(2024, 6, 18)]
    assert next_settlements(date(2025, 3, 1), 2) == [date(2025, 3, 18), date(2025, 4, 16)]
    assert next_settlements(date(2025, 3, 18), 1) == [date(2025, 4, 16)]
