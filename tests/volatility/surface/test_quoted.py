"""What a chain's quotes say of its smiles: volatilities back from prices, and what each leaves open."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from hedgerow.market.chain import OptionChain
from hedgerow.market.forwards import forwards
from hedgerow.market.rates import RateCurve
from hedgerow.pricing.black import black, vega
from hedgerow.volatility.surface.made_chain import (
    FUND_STRIKES,
    PENNIES,
    Ladder,
    Quoting,
    index_listings,
    made_chain,
)
from hedgerow.volatility.surface.quoted import NO_FORWARD, NO_VOL, quoted_smiles, tick
from hedgerow.volatility.surface.ssvi import PowerLaw, SsviSurface

DAY = date(2025, 9, 12)
RATE, DIVIDEND_YIELD = 0.04, 0.013
EXPIRY = np.array([0.02, 0.25, 2.0])
SSVI = SsviSurface(EXPIRY, 0.17**2 * EXPIRY, -0.6, PowerLaw(1.1, 0.5))
TERMS = {"rate": RATE, "dividend_yield": DIVIDEND_YIELD, "seed": 1}
FINE = Quoting(ticks=(1e-6, 1e-6), width=1e-6, in_the_money=0.0, noise=0.0)
"""Next to no spread, next to no tick: a value is what is quoted."""
LISTINGS = index_listings(DAY, days=1, weeks=2, months=5)


def chain_of(quoting=None, underlying="SPX", **others):
    """A made chain, read."""
    ladder = Ladder(per_deviation=6.0, down=5.0, up=3.0)
    terms = {"spot": 5000.0, "ladder": ladder, **TERMS, **others}
    rows = made_chain(SSVI, DAY, LISTINGS, underlying=underlying, quoting=quoting, **terms)
    return OptionChain.from_rows(rows, underlying)


@pytest.fixture(scope="module")
def fine():
    """Quoted without spread."""
    chain = chain_of(FINE)
    implied = forwards(chain)
    return chain, implied, quoted_smiles(chain, implied)


@pytest.fixture(scope="module")
def usual():
    """Quoted as an index is."""
    chain = chain_of()
    implied = forwards(chain)
    return chain, implied, quoted_smiles(chain, implied)


def test_volatility_comes_back(fine):
    """Where nothing is rounded, w is the surface's own total variance at every strike."""
    for each in fine[2].each:
        quotes = each.quotes
        true = SSVI.variance(quotes.log_moneyness, quotes.expiry).w
        near = np.abs(quotes.log_moneyness) < 2.5 * np.sqrt(SSVI.variance(0.0, quotes.expiry).w)
        assert quotes.w[near] == pytest.approx(true[near], rel=1e-4)


def test_each_strike_is_read_once_out_of_the_money(usual):
    """Below the forward the put, from it on the call; what is left over has a strike that was read off the other side."""
    chain, implied, quoted = usual
    for i, each in enumerate(quoted.each):
        assert (each.is_call == (each.strike >= implied.forward[i])).all()
        assert (np.diff(each.strike) > 0).all()
        assert each.quotes.log_moneyness == pytest.approx(np.log(each.strike / implied.forward[i]))
    read = sum(len(each) for each in quoted.each) + sum(quoted.set_aside.values())
    assert read + quoted.in_the_money == len(chain.columns)


def test_prices_of_the_volatilities_are_the_quotes(usual):
    """Black's value at the volatility of bid, mid and ask is bid, mid and ask."""
    for each in usual[2].each:
        q, carry = each.quotes, each.forward
        sign = np.where(each.is_call, 1, -1)
        for w, price in (
            (q.w_bid, each.bid),
            (q.w, (each.bid + each.ask) / 2),
            (q.w_ask, each.ask),
        ):
            value = black(
                carry.forward,
                each.strike,
                q.expiry,
                np.sqrt(w / q.expiry),
                right=sign,
                discount=carry.discount,
            )
            assert value == pytest.approx(price, rel=1e-9)


def test_weight_is_spread_and_vega_at_once(usual):
    """1/√weight is half the spread over ∂P/∂w, and ∂P/∂w is the vega over 2σT."""
    for each in usual[2].each:
        q, carry = each.quotes, each.forward
        vol = np.sqrt(q.w / q.expiry)
        by_w = vega(carry.forward, each.strike, q.expiry, vol, discount=carry.discount) / (
            2 * vol * q.expiry
        )
        half = np.maximum(each.ask - each.bid, each.tick) / 2
        assert 1 / np.sqrt(q.weight) == pytest.approx(half / by_w, rel=1e-9)


def test_without_a_forward_nothing_is_out_of_the_money(usual):
    """Calls alone imply no forward: each is set aside for that, and no listing has a smile to fit."""
    calls = usual[0].only(usual[0].columns.is_call, {})
    quoted = quoted_smiles(calls, forwards(calls))
    assert quoted.set_aside == {NO_FORWARD: len(calls.columns)}
    assert all(each.quotes is None and not len(each) for each in quoted.each)


def test_a_price_above_every_volatility_is_set_aside(usual):
    """A call dearer than the forward has no volatility, and is counted as such; the others keep theirs."""
    chain, implied, quoted = usual
    dear = np.zeros(len(chain.columns), bool)
    dear[np.flatnonzero(chain.columns.is_call & (chain.columns.strike > 5200))[:7]] = True
    columns = replace(
        chain.columns,
        bid=chain.columns.bid + 9000.0 * dear,
        ask=chain.columns.ask + 9000.0 * dear,
    )
    found = quoted_smiles(replace(chain, columns=columns), implied)
    assert found.set_aside == {NO_VOL: 7}
    assert sum(map(len, found.each)) == sum(map(len, quoted.each)) - 7


def test_american_options_are_inverted_as_such():
    """A fund's puts give the volatility that they were priced with, early exercise taken out."""
    chain = chain_of(PENNIES, "SPY", spot=600.0, ladder=FUND_STRIKES)
    quoted = quoted_smiles(chain, forwards(chain, curve=RateCurve((1.0,), (RATE,), "given")))
    for each in quoted.each:
        q = each.quotes
        true = SSVI.variance(q.log_moneyness, q.expiry).w
        near = np.abs(q.log_moneyness) < 2 * np.sqrt(SSVI.variance(0.0, q.expiry).w)
        assert np.sqrt(q.w / true)[near] == pytest.approx(1.0, abs=0.02)


def test_ticks_are_read_off_the_prices():
    """Prices in nickels below $3 and dimes above have those steps; pennies have pennies; anything else has the finest."""
    index = np.array([0.05, 0.4, 2.95, 3.0, 12.3])
    assert tick(index) == pytest.approx([0.05, 0.05, 0.05, 0.1, 0.1])
    assert tick(np.array([0.01, 0.37, 2.99, 5.01])) == pytest.approx([0.01] * 4)
    assert tick(np.array([0.123456, 7.654321])) == pytest.approx([0.01, 0.01])
    assert tick(np.empty(0)).size == 0
