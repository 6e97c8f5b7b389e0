"""Three tail buckets: what a dollar of premium becomes, and the least budget for a target."""

from dataclasses import replace
from itertools import product
from math import exp, log, sqrt
from statistics import NormalDist

import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.regime.tail_buckets import (
    BUCKETS,
    KAPPA,
    SCENARIOS,
    BucketValue,
    Payoff,
    Scenario,
    TailMarket,
    bucket_values,
    future_then,
    least_budget,
    vix_option_vol,
)

N = NormalDist().cdf
MARKET = TailMarket(
    vix=16,
    vix_future=18,
    vvix=90,
    tenors={30: 0.16, 93: 0.18},
    rate=0.03,
    dividend_yield=0.01,
    quiet_vol=0.08,
    quiet_beta=0.5,
)
CALM = {scenario.key: scenario for scenario in SCENARIOS}["calm"]


def profits(values):
    """By bucket and scenario."""
    return {(one.key, payoff.scenario): payoff.profit for one in values for payoff in one.payoffs}


@pytest.fixture(scope="module")
def values():
    """The three buckets on an ordinary day."""
    return bucket_values(MARKET)


def test_a_vix_call_is_priced_off_the_future(values):
    """Black's formula with the future, not VIX: another VIX changes no premium, another future does."""
    call = values[0]
    F, K, T = 18.0, 27.0, 120 / 365
    s = vix_option_vol(90, 120) * sqrt(T)
    d = log(F / K) / s + s / 2
    assert call.strike == K
    assert call.premium == pytest.approx(exp(-0.03 * T) * (F * N(d) - K * N(d - s)))
    assert bucket_values(replace(MARKET, vix=30))[0].premium == call.premium
    assert bucket_values(replace(MARKET, vix_future=20))[0].premium > call.premium


def test_a_vix_call_settles_on_vix():
    """At its expiration the future is VIX: in a slow bear that lasts its life it pays VIX less the strike."""
    bear = Scenario("bear", "bear", 120.0, -0.2, vix_level=36.0)
    call = bucket_values(MARKET, scenarios=(bear,))[0]
    assert call.payoffs[0].value == pytest.approx((36 - 27) / call.premium)


def test_a_quiet_straddle_is_the_fermi_one(values):
    """√(2/π) σ√T of the forward, to the third order of σ√T."""
    straddle = values[2]
    T = 120 / 365
    assert straddle.premium == pytest.approx(sqrt(2 / np.pi) * 0.08 * sqrt(T), rel=1e-3)


def test_puts_in_the_crash_are_worth_more_than_their_exercise(values):
    """A European put is worth at least the discounted strike less the forward, and its gain is over the premium."""
    put = values[1]
    left = (120 - 26) / 365
    floor = exp(-0.03 * left) * (put.strike - 0.7 * exp(0.02 * left))
    crash = next(payoff for payoff in put.payoffs if payoff.scenario == "crash")
    assert crash.value * put.premium > floor > 0
    assert crash.profit == pytest.approx(crash.value - 1)


def test_nothing_happens_and_all_is_lost(values):
    """To expiration without a move and without carry, every bucket ends worthless: minus a dollar for a dollar."""
    flat = bucket_values(replace(MARKET, rate=0.0, dividend_yield=0.0))
    assert [profits(flat)[one.key, "calm"] for one in flat] == [-1.0, -1.0, -1.0]
    assert all(profits(values)[one.key, "calm"] < -0.7 for one in values)


def test_no_time_and_no_move_is_no_profit():
    """Priced again at once, a dollar is a dollar."""
    at_once = Scenario("at_once", "at once", 0.0, 0.0)
    for one in bucket_values(MARKET, scenarios=(at_once,)):
        assert one.payoffs[0].profit == pytest.approx(0.0, abs=1e-12)


def test_worse_pays_more():
    """A deeper fall and a higher VIX are worth more to every bucket they concern; time costs."""
    vix = [20.0, 40.0, 60.0, 80.0]
    storms = tuple(Scenario(f"to {level}", "", 10.0, 0.0, vix_level=level) for level in vix)
    falls = tuple(Scenario(f"by {fall}", "", 10.0, -fall) for fall in (0.1, 0.2, 0.3))
    waits = tuple(Scenario(f"after {days}", "", days, 0.0) for days in (100.0, 50.0, 1.0))
    for scenarios, concerned in ((storms, (0, 1)), (falls, (1, 2)), (waits, (0, 1, 2))):
        found = bucket_values(MARKET, scenarios=scenarios)
        for i in concerned:
            gained = [payoff.value for payoff in found[i].payoffs]
            assert gained == sorted(gained)
            assert len(set(gained)) == len(gained)


def test_the_buckets_do_what_they_are_for(values):
    """Oil at three times its volatility lifts the quiet bucket alone; every bucket gains in a crash."""
    made = profits(values)
    assert made["quiet_straddles", "geopolitical"] > 1
    assert made["vix_calls", "geopolitical"] < 0
    assert made["sp500_puts", "geopolitical"] < 0
    assert all(made[one.key, "crash"] > 1 for one in values)


@pytest.mark.parametrize(
    ("lacking", "unknown"),
    [
        ({"vvix": None}, 0),
        ({"vix_future": None}, 0),
        ({"tenors": {}}, 1),
        ({"quiet_vol": None}, 2),
        ({"quiet_beta": None}, 2),
    ],
)
def test_what_is_not_known_is_not_zero(lacking, unknown):
    """A bucket without one of its levels has no price, says what it lacks, and leaves the others as they are."""
    found = bucket_values(replace(MARKET, **lacking))
    assert [one.known for one in found] == [i != unknown for i in range(3)]
    assert np.isnan([payoff.profit for payoff in found[unknown].payoffs]).all()
    assert "not known" in found[unknown].reason
    budget = least_budget(found, {"crash": 0.05, "vol_only": 0.001})
    assert budget.feasible
    assert found[unknown].name in budget.reason
    assert found[unknown].key not in {spent.bucket for spent in budget.spending}


def test_nothing_known_is_no_budget():
    """Without any level there is no price, and no budget of zero."""
    budget = least_budget(bucket_values(TailMarket()))
    assert not budget.feasible
    assert np.isnan(budget.total)
    assert budget.verdict == "unknown"
    assert "no bucket has a price" in budget.reason


def test_every_price_is_modelled(values):
    """And says so."""
    assert {one.price for one in values} == {"modelled"}
    assert all(scenario.source for scenario in SCENARIOS)
    assert all(bucket.source for bucket in BUCKETS)


def test_volatility_of_a_future_fades():
    """VVIX is that of 30 days; its square times time grows to a bound, as the variance of what reverts."""
    assert vix_option_vol(90, 30) == pytest.approx(0.9)
    days = np.array([7, 30, 60, 120, 240, 480])
    vols = np.array([vix_option_vol(90, d) for d in days])
    assert (np.diff(vols) < 0).all()
    total = vols**2 * days / 365
    assert (np.diff(total) > 0).all()
    ratio = (1 - exp(-2 * KAPPA * 120 / 365)) / (1 - exp(-2 * KAPPA * 30 / 365))
    assert total[3] / total[1] == pytest.approx(ratio)


def test_a_shock_of_vix_fades_along_the_futures():
    """All of it on the settlement day, none far out; without a move of VIX the future stays."""
    assert future_then(18, 16, 80, 0) == 80
    assert future_then(18, 16, 80, 10_000) == pytest.approx(18)
    assert future_then(18, 16, 16, 50) == 18


def plain_least(values, targets):
    """Brute force: the cheapest corner, every pair and single bucket that meets the targets exactly."""
    made = profits(values)
    names = list(targets)
    rows = [[made[one.key, name] for one in values] for name in names] + np.eye(3).tolist()
    levels = np.r_[list(targets.values()), np.zeros(3)]
    best = np.inf
    for chosen in product(range(len(rows)), repeat=3):
        if len(set(chosen)) == 3:
            A = np.array([rows[i] for i in chosen])
            if abs(np.linalg.det(A)) > 1e-9:
                x = np.linalg.solve(A, levels[list(chosen)])
                if (np.array(rows) @ x >= levels - 1e-12).all():
                    best = min(best, x.sum())
    return best


@pytest.mark.parametrize(
    "targets",
    [
        {"crash": 0.10},
        {"crash": 0.10, "vol_only": 0.02},
        {"crash": 0.10, "slow_bear": 0.08, "vol_only": 0.01},
        {"geopolitical": 0.02, "crash": 0.05},
        {"geopolitical": 0.002, "vol_only": 0.01, "slow_bear": 0.05, "crash": 0.12},
    ],
)
def test_the_budget_is_the_least(values, targets):
    """Equal to the cheapest corner of the polytope, and every target is met with all premiums paid."""
    budget = least_budget(values, targets)
    assert budget.total == pytest.approx(plain_least(values, targets), rel=1e-6)
    made = profits(values)
    for met in budget.scenarios:
        plain = sum(s.share * made[s.bucket, met.scenario] for s in budget.spending)
        assert met.profit == pytest.approx(plain)
        if met.target is not None:
            assert met.profit >= met.target - 1e-9
    assert budget.a_year == pytest.approx(budget.total * 365 / 120)


def test_targets_scale_the_budget(values):
    """Twice the target, twice the premium; nothing asked, nothing spent."""
    once, twice = (least_budget(values, {"crash": t}).total for t in (0.05, 0.1))
    assert twice == pytest.approx(2 * once)
    assert least_budget(values, {}).total == 0.0


def test_what_no_budget_reaches_is_said(values):
    """A gain where nothing happens: a result with its reason, not an error."""
    budget = least_budget(values, {"calm": 0.01})
    assert not budget.feasible
    assert "no budget earns the targets" in budget.reason
    assert budget.spending == ()


def test_the_verdict_is_on_the_year(values):
    """Half a per cent to one of the book a year is allowed by default."""
    assert least_budget(values, {"crash": 0.01}).verdict == "within"
    assert least_budget(values, {"crash": 0.5}).verdict == "above"


def test_bad_input_is_one_line(values):
    """Value, range, next step."""
    with pytest.raises(InputError, match=r"no scenario 'crahs'.*crash"):
        least_budget(values, {"crahs": 0.1})
    with pytest.raises(InputError, match="vvix is -1"):
        TailMarket(vvix=-1)
    with pytest.raises(InputError, match="life is 0"):
        bucket_values(MARKET, life=0)


def test_levels_of_history():
    """From the levels of 19 February 2020 the crash of four weeks later pays over ten dollars a dollar on index options."""
    february = TailMarket(
        vix=14.38, vix_future=16.5, vvix=95.92, tenors={30: 0.1438, 93: 0.1582, 184: 0.1676}
    )
    made = profits(bucket_values(february))
    assert min(made["vix_calls", "crash"], made["sp500_puts", "crash"]) > 10


def test_a_bucket_value_by_hand():
    """The programme reads profits alone: one bucket at 4 for 1 needs a quarter of the target."""
    one = BucketValue("a", "a", 1.0, 0.2, 0.1, (Payoff("crash", 5.0, 4.0),), "")
    assert least_budget([one], {"crash": 0.02}).total == pytest.approx(0.005)
    assert CALM.days is None
