from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from hedgerow.backtest.account import Holding
from hedgerow.backtest.contracts.variance_swap import VarianceSwap
from hedgerow.backtest.margin import requirement
from hedgerow.backtest.replay import replay
from hedgerow.backtest.request import Order
from hedgerow.errors import InputError, UnavailableError
from hedgerow.volatility.indices import variance_swap as plain

BEGIN, END = date(2020, 1, 17), date(2020, 2, 21)
SWAP = VarianceSwap("SPX", BEGIN, END, 0.04, half_spread=0.0)


@pytest.fixture
def tape(flat_tape):
    """An index that swings, and VIX that rises."""
    swing = np.exp(0.05 * np.sin(np.arange(90) / 3))
    return flat_tape(90, book="cash", rate=0.02, price=3000 * swing, vix=18 + np.arange(90) / 10)


def row(tape, day):
    """Of a session."""
    return int(np.searchsorted(tape.dates, np.datetime64(day)))


def realized(tape, start, stop):
    """252/n Σ r², a line."""
    x = np.diff(np.log(tape.underlying("SPX").price[start : stop + 1]))
    return 252 * float(np.mean(x**2))


def test_payoff(tape, scripted):
    """Held to its end it pays realized less strike."""
    a, b = row(tape, BEGIN), row(tape, END)
    points = 1e4 * (realized(tape, a, b) - 0.04)
    assert SWAP.course(tape, a).value[-1] == pytest.approx(points, abs=1e-9)
    flat = replace(tape, rate=np.zeros(90))
    done = replay(flat, scripted({a: (Order(SWAP, -30.0, "sold"),)}))
    entered = 1e4 * ((0.18 + a / 1000) ** 2 - 0.04)
    # what it is worth at the strike of the day is paid on entry
    assert done.nav[-1] == pytest.approx(1e6 + 30 * entered - 30 * points, abs=0.01)


def test_fair_at_the_index(tape):
    """Struck at the index it costs nothing to enter."""
    a = row(tape, BEGIN)
    fair = replace(SWAP, strike=(tape.series["VIX"][a] / 100) ** 2)
    assert fair.course(tape, a).value[0] == pytest.approx(0, abs=1e-12)


def test_value_on_the_way(tape):
    """On the way it is worth what the textbook says: [SPEC VW-05], by the room of indices: t/T of realized, the rest of implied variance."""
    a, b, c = row(tape, BEGIN), row(tape, END), row(tape, date(2020, 2, 5))
    days = (np.datetime64(END) - tape.dates[c]).astype(int)
    twin = plain.VarianceSwap(0.2, 2 * 20.0).value(  # one dollar a variance point
        elapsed=(c - a) / (b - a),
        realized_vol=realized(tape, a, c) ** 0.5,
        fair_vol=tape.series["VIX"][c] / 100,
        discount=np.exp(-0.02 * days / 365),
    )
    assert SWAP.course(tape, a).value[c - a] == pytest.approx(twin, rel=1e-10)


def test_entered_later(tape):
    """Entered later it has already accrued."""
    a, c = row(tape, BEGIN), row(tape, date(2020, 2, 5))
    assert SWAP.course(tape, c).value == pytest.approx(SWAP.course(tape, a).value[c - a :])


def test_vega(tape):
    """Vega is the slope in the index."""
    a, c = row(tape, BEGIN), row(tape, date(2020, 2, 5))
    up = tape.series["VIX"] + 0.01
    moved = SWAP.course(replace(tape, series={"VIX": up}), a).value[c - a]
    course = SWAP.course(tape, a)
    slope = (moved - course.value[c - a]) / 0.0001
    assert course.vega[c - a] == pytest.approx(slope, rel=1e-3)


def test_cap(tape):
    """A cap bounds what realized variance counts."""
    a = row(tape, BEGIN)
    wild = VarianceSwap("SPX", BEGIN, END, 0.005, cap=1.5)
    assert realized(tape, a, row(tape, END)) > 1.5**2 * 0.005
    assert wild.course(tape, a).value[-1] == pytest.approx(1e4 * (1.5**2 - 1) * 0.005)


def test_margin(tape):
    """A sold one is asked for its strike variance."""
    course = SWAP.course(tape, row(tape, BEGIN))
    sold = {SWAP: Holding(course, -25.0, course.start, course.start, 0.0)}
    assert requirement(sold, course.start) == pytest.approx(25 * 400)


def test_refused(tape):
    """What makes no sense is refused."""
    for wrong in ({"strike": 0.0}, {"cap": 1.0}, {"expiration": BEGIN}):
        with pytest.raises(InputError):
            replace(SWAP, **wrong)
    with pytest.raises(UnavailableError, match="no VIX"):
        SWAP.course(replace(tape, series={}), 20)
