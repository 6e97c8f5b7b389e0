"""Gamma scalping: the check values of SPEC VP-11, accounts that add up, and a plain twin."""

import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.pricing.bsm import bsm, delta, greeks
from hedgerow.pricing.gamma_scalping import HedgedOption, HedgeRule, TradingCosts, gamma_scalping
from hedgerow.pricing.paths import Lognormal, paths_over_forward

STRADDLE = HedgedOption(strike=100, expiry=0.25, vol=0.20)


def walk(vol, *, paths=20_000, steps=63, drift=0.0, seed=5):
    """Lognormal paths from 100 over a quarter."""
    M = paths_over_forward(
        Lognormal(vol), np.random.default_rng(seed), paths=paths, steps=steps, step=0.25 / steps
    )
    return 100 * M * np.exp(drift * 0.25 * np.arange(steps + 1) / steps)


@pytest.mark.parametrize(("realized", "mean"), [(0.25, 1.99), (0.20, -0.005), (0.15, -1.99)])
def test_spec_vp_11(realized, mean):
    """A 63-day straddle at 20 % earns +1.99, −.005 and −1.99 on average where 25, 20 and 15 % are realized; correlation .98–.99."""
    found = gamma_scalping(STRADDLE, walk(realized))
    error = found.net.std() / np.sqrt(found.net.size)
    assert found.net.mean() == pytest.approx(mean, abs=4 * error + 0.005)
    correlation = np.corrcoef(found.net, found.gamma_and_theta)[0, 1]
    assert 0.975 < correlation < 0.995


@pytest.mark.parametrize("realized", [0.15, 0.25])
def test_expected_net_is_a_difference_of_prices(realized):
    """Hedged at any volatility, the mean of the option's payoff less premium is the difference of two Black prices."""
    found = gamma_scalping(STRADDLE, walk(realized, paths=40_000))
    prices = [
        sum(bsm(100, 100, 0.25, vol, right=right, rate=0.0) for right in ("call", "put"))
        for vol in (realized, 0.20)
    ]
    error = found.net.std() / np.sqrt(found.net.size)
    assert found.net.mean() == pytest.approx(prices[0] - prices[1], abs=4 * error)


def test_plain_twin():
    """Net is the final wealth of a plain loop that borrows the premium, trades shares and pays for it."""
    option = HedgedOption(
        strike=98,
        expiry=0.25,
        vol=0.22,
        structure="put",
        contracts=-2,
        rate=0.05,
        dividend_yield=0.02,
    )
    costs = TradingCosts(per_share=0.01, proportional=0.0005, option_half_spread=0.03)
    path = walk(0.2, paths=2, steps=20)[0]
    dt = 0.25 / 20
    terms = {"right": "put", "rate": 0.05, "dividend_yield": 0.02}
    wealth, shares = 2 * bsm(100, 98, 0.25, 0.22, **terms) - 2 * 0.03, 0.0
    for j in range(20):
        if j % 4 == 0:
            target = 2 * delta(path[j], 98, 0.25 - j * dt, 0.22, **terms)
            wealth -= (target - shares) * path[j]
            wealth -= abs(target - shares) * (0.01 + 0.0005 * path[j])
            shares = target
        wealth = wealth * np.exp(0.05 * dt) + shares * path[j] * 0.02 * dt
    wealth += shares * path[-1] - abs(shares) * (0.01 + 0.0005 * path[-1])
    wealth -= 2 * max(98 - path[-1], 0)
    found = gamma_scalping(option, path, rule=HedgeRule(every=4), costs=costs)
    assert found.net[0] == pytest.approx(wealth, abs=1e-10)
    assert found.hedges[0] == 6


def test_accounts_add_up():
    """Net is gross gamma, theta, residual and costs; and option, shares, financing and costs."""
    option = HedgedOption(strike=100, expiry=0.25, vol=0.2, rate=0.04, dividend_yield=0.01)
    found = gamma_scalping(
        option, walk(0.3, paths=500), rule=HedgeRule(every=2, band=0.05), costs=TradingCosts(0.01)
    )
    parts = found.gross_gamma + found.theta + found.residual + found.costs
    np.testing.assert_allclose(found.net, parts, atol=1e-10)
    assert (found.gross_gamma >= 0).all()
    assert (found.theta <= 0).all()
    assert (found.costs < 0).all()


def test_gross_gamma_by_hand():
    """Over one interval gross gamma is ½ Γ (ΔS)² and theta −½ Γ S² σ² T."""
    option = HedgedOption(strike=100, expiry=0.1, vol=0.2, structure="call")
    found = gamma_scalping(option, [100.0, 103.0])
    Γ = greeks(100, 100, 0.1, 0.2, right="call", rate=0.0).gamma
    assert found.gross_gamma[0] == pytest.approx(0.5 * Γ * 9, rel=1e-12)
    assert found.theta[0] == pytest.approx(-0.5 * Γ * 100**2 * 0.04 * 0.1, rel=1e-12)


def test_theta_of_zero_rates():
    """Without interest the theta of one interval is Black and Scholes's theta times its length."""
    option = HedgedOption(strike=95, expiry=0.1, vol=0.2)
    found = gamma_scalping(option, [100.0, 100.0])
    thetas = [greeks(100, 95, 0.1, 0.2, right=right, rate=0.0).theta for right in ("call", "put")]
    assert found.theta[0] == pytest.approx(sum(thetas) * 0.1, rel=1e-9)


def test_hedging_more_often():
    """At realized = implied the spread of net falls like 1/√hedges: a quarter of the interval, half the spread."""
    spreads = []
    for steps in (16, 64, 256):
        found = gamma_scalping(STRADDLE, walk(0.2, paths=4000, steps=steps))
        spreads.append(found.net.std())
    assert spreads[0] / spreads[1] == pytest.approx(2, abs=0.3)
    assert spreads[1] / spreads[2] == pytest.approx(2, abs=0.3)


def test_financing_is_fair():
    """With interest, dividends and the spot drifting at their difference, hedging at the realized volatility earns nothing."""
    option = HedgedOption(strike=100, expiry=0.25, vol=0.2, rate=0.06, dividend_yield=0.02)
    found = gamma_scalping(option, walk(0.2, drift=0.04))
    error = found.net.std() / np.sqrt(found.net.size)
    assert abs(found.net.mean()) < 4 * error + 0.002
    assert abs(found.residual.mean()) < 0.02


def test_sold():
    """A sold option has the same accounts with the other sign, and pays the same costs."""
    path = walk(0.25, paths=100)
    costs = TradingCosts(proportional=0.001, option_half_spread=0.02)
    sold = HedgedOption(strike=100, expiry=0.25, vol=0.20, contracts=-1)
    one, other = (gamma_scalping(o, path, costs=costs) for o in (STRADDLE, sold))
    for name in ("gross_gamma", "theta", "option", "shares", "residual"):
        np.testing.assert_allclose(getattr(one, name), -getattr(other, name), atol=1e-10)
    np.testing.assert_allclose(one.costs, other.costs, atol=1e-12)


def test_band():
    """A wider band trades less often and costs less."""
    path = walk(0.2, paths=200)
    costs = TradingCosts(proportional=0.001)
    found = [
        gamma_scalping(STRADDLE, path, rule=HedgeRule(band=b), costs=costs) for b in (0.0, 0.1, 0.3)
    ]
    assert found[0].hedges.mean() > found[1].hedges.mean() > found[2].hedges.mean()
    assert found[0].costs.mean() < found[1].costs.mean() < found[2].costs.mean() < 0


def test_nan_path():
    """A path with a gap has no accounts; the others keep theirs."""
    path = walk(0.2, paths=4)
    path[1, 10] = np.nan
    assert np.isnan(gamma_scalping(STRADDLE, path).net).tolist() == [False, True, False, False]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: HedgedOption(strike=0, expiry=1, vol=0.2),
        lambda: HedgedOption(strike=100, expiry=1, vol=0.2, structure="strangle"),
        lambda: HedgeRule(every=0),
        lambda: HedgeRule(band=-1),
        lambda: TradingCosts(per_share=-0.1),
        lambda: gamma_scalping(STRADDLE, [100.0]),
    ],
)
def test_wrong_choices(wrong):
    """Terms that cannot be are refused, with what to give instead."""
    with pytest.raises(InputError, match="give"):
        wrong()
