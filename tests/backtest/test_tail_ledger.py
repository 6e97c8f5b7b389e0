from datetime import date

import numpy as np
import pytest

from hedgerow.backtest.attribution import parts
from hedgerow.backtest.contracts.option import Option
from hedgerow.backtest.contracts.shares import Shares
from hedgerow.backtest.costs import Costs
from hedgerow.backtest.policies.gamma_scalping import GammaScalping
from hedgerow.backtest.policies.short_variance import ShortVariance
from hedgerow.backtest.policies.strangle import Strangle
from hedgerow.backtest.policies.unhedged import Unhedged
from hedgerow.backtest.replay import Terms, replay
from hedgerow.backtest.request import Order
from hedgerow.backtest.tail_ledger import rounds, tail_ledger
from hedgerow.backtest.windows import Window

FREE = Terms(costs=Costs(commission=0.0, spread=0.0))


def rough(flat_tape, **more):
    """A random walk on a book of cash."""
    price = 100 * np.exp(np.cumsum(0.012 * np.random.default_rng(9).standard_normal(400)))
    return flat_tape(400, price=price, book="cash", vix=20.0, **more)


@pytest.mark.parametrize(
    "policy",
    [
        Strangle(),
        Strangle(wings=0.05),
        ShortVariance(),
        GammaScalping("SPX"),
        GammaScalping("SPX", share=-1),
    ],
    ids=lambda p: f"{p.name} {getattr(p, 'wings', '')} {getattr(p, 'share', '')}",
)
def test_gains_add_up(flat_tape, policy):
    """On a book of cash without interest the contracts' gains are all there is."""
    done = replay(rough(flat_tape), policy)
    assert 1e6 + np.cumsum(parts(done).hedge) == pytest.approx(done.nav, abs=1e-5)


def test_rounds_add_up(flat_tape):
    """Finished rounds and what is still held add up to the account."""
    done = replay(rough(flat_tape), Strangle())
    found = rounds(done)
    kept = [t for t in done.trades if t.row > max(t.row for t in done.trades if not t.opens)]
    cash = sum(t.cash for t in done.trades) - sum(r.gain for r in found)
    opened_with_last = [t for t in done.trades if t.opens][-2:]
    assert not kept or kept == opened_with_last
    assert cash == pytest.approx(sum(t.cash for t in opened_with_last))
    assert all(r.opened < r.closed for r in found)
    assert all(r.credit > 0 for r in found)


def test_years_wiped(flat_tape):
    """Years of premium are the worst fall over a year's premium: [SPEC TS-08] by hand: a put a month at 1 % of the account, eleven months of it lost in one."""
    price = np.full(260, 100.0)
    price[200:] = 80.0
    tape = flat_tape(260, price=price, book="cash")
    done = replay(tape, Strangle(take_profit=None, close_at=0, share=0.5), FREE)
    it = tail_ledger(done)
    premiums = sum(t.cash / done.nav[t.row] for t in done.trades if t.opens)
    years = (tape.days[-1] - tape.days[0]) / 365.25
    assert it.annual_premium == pytest.approx(premiums / years, rel=1e-12)
    g = parts(done).hedge[1:] / done.nav[:-1]
    total = np.cumsum(g)
    fall = min(total[j] - max(total[: j + 1].max(), 0) for j in range(len(total)))
    assert it.worst.gain == pytest.approx(fall, rel=1e-9)
    assert it.years_wiped == pytest.approx(-fall / it.annual_premium)
    assert it.days[0].last == tape.date(200)
    assert it.days[0].gain == pytest.approx(g[199])


def test_worst_first(flat_tape):
    """Months and days are worst first and lost."""
    it = tail_ledger(replay(rough(flat_tape), Strangle()))
    for each in (it.days, it.months):
        gains = [loss.gain for loss in each]
        assert gains == sorted(gains)
        assert max(gains) < 0
        assert len(gains) <= 10
    assert all(loss.name == str(loss.last)[:7] for loss in it.months)


def test_crises(flat_tape):
    """A crisis is the sum of its sessions."""
    tape = rough(flat_tape)
    done = replay(tape, Strangle())
    window = Window("then", date(2020, 3, 2), date(2020, 6, 1))
    outside = Window("before", date(2019, 3, 1), date(2019, 6, 3))
    it = tail_ledger(done, [window, outside])
    a, b = (int(np.searchsorted(tape.dates, np.datetime64(d))) for d in (window.first, window.last))
    g = parts(done).hedge
    assert [c.name for c in it.crises] == ["then"]
    assert it.crises[0].gain == pytest.approx((g[a + 1 : b + 1] / done.nav[a:b]).sum())


def test_no_premium(flat_tape, scripted):
    """Where no premium was earned years of it are unknown."""
    tape = rough(flat_tape)
    for policy in (Unhedged(), ShortVariance(), GammaScalping("SPX")):
        assert np.isnan(tail_ledger(replay(tape, policy)).years_wiped)
    # proceeds of shares that are sold are no premium
    shares = replay(tape, scripted({0: (Order(Shares("SPX"), -100.0, "sold"),)}))
    assert np.isnan(tail_ledger(shares).annual_premium)
    nothing = tail_ledger(replay(tape, Unhedged()))
    assert np.isnan(nothing.win_rate)
    assert nothing.worst.gain == 0


def test_win_rate(flat_tape, scripted):
    """The win rate counts rounds."""
    tape = flat_tape(100, price=100.0, book="cash")
    won = Option("SPX", "call", 105.0, date(2020, 2, 21))
    lost = Option("SPX", "call", 90.0, date(2020, 4, 17))
    done = replay(
        tape,
        scripted({0: (Order(won, -1.0, "a"),), 50: (Order(lost, -1.0, "b"),)}),
    )
    it = tail_ledger(done)
    assert len(it.rounds) == 2
    assert [r.gain > 0 for r in it.rounds] == [True, done.trades[2].price > 10.0]
    assert it.win_rate in (0.5, 1.0)
