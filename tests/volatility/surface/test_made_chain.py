"""Chains made from a surface: what went in comes out."""

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from hedgerow.errors import InputError
from hedgerow.market.calendar import NEW_YORK, is_session
from hedgerow.market.chain import OptionChain
from hedgerow.market.expirations import monthly_expiration
from hedgerow.market.forwards import forwards
from hedgerow.market.rates import RateCurve
from hedgerow.volatility.surface.fitted import fitted_surface
from hedgerow.volatility.surface.made_chain import (
    FUND_STRIKES,
    PENNIES,
    Ladder,
    Listed,
    Quoting,
    index_listings,
    made_chain,
    ssvi_of,
)
from hedgerow.volatility.surface.modelled import ModelledSurface
from hedgerow.volatility.surface.ssvi import PowerLaw, SsviSurface

DAY = date(2025, 9, 12)
SPOT, RATE, DIVIDEND_YIELD = 5000.0, 0.04, 0.013
TERMS = {"spot": SPOT, "rate": RATE, "dividend_yield": DIVIDEND_YIELD}
EXPIRY = np.array([0.02, 0.1, 0.5, 2.0])
SSVI = SsviSurface(
    EXPIRY, np.array([0.13, 0.14, 0.16, 0.18]) ** 2 * EXPIRY, -0.65, PowerLaw(1.1, 0.5)
)
LISTINGS = index_listings(DAY, days=3, weeks=4, months=9)


@pytest.fixture(scope="module")
def rows():
    """A chain of the index."""
    return made_chain(SSVI, DAY, LISTINGS, **TERMS, seed=1)


@pytest.fixture(scope="module")
def read(rows):
    """The same, read."""
    chain = OptionChain.from_rows(rows, "SPX")
    return chain, forwards(chain)


def test_its_surface_is_free_of_arbitrage():
    """Theorems 4.1 and 4.2 hold for the SSVI that goes in."""
    assert SSVI.margins().is_free


def test_the_same_seed_gives_the_same_chain(rows):
    """Nothing is drawn but from the seed."""
    again = made_chain(SSVI, DAY, LISTINGS, **TERMS, seed=1)
    pd.testing.assert_frame_equal(rows, again)
    assert not rows["bid"].equals(made_chain(SSVI, DAY, LISTINGS, **TERMS, seed=2)["bid"])


def test_values_lie_between_bid_and_ask():
    """Black's value at the surface's volatility, by QuantLib, is never outside the quotes, whatever the noise."""
    import QuantLib

    loud = made_chain(SSVI, DAY, LISTINGS, **TERMS, seed=3, quoting=Quoting(noise=1.0))
    chain = OptionChain.from_rows(loud, "SPX")
    held = chain.columns
    T = np.array([each.expiry for each in chain.listings])[held.listing]
    F, D = SPOT * np.exp((RATE - DIVIDEND_YIELD) * T), np.exp(-RATE * T)
    deviation = np.sqrt(SSVI.variance(np.log(held.strike / F), T).w)
    some = slice(None, None, 7)
    for K, call, bid, ask, f, d, s in zip(
        *(
            a[some].tolist()
            for a in (held.strike, held.is_call, held.bid, held.ask, F, D, deviation)
        ),
        strict=True,
    ):
        right = QuantLib.Option.Call if call else QuantLib.Option.Put
        assert bid - 1e-9 <= QuantLib.blackFormula(right, K, f, s, d) <= ask + 1e-9


def test_quotes_are_whole_ticks_apart(rows):
    """Bid and ask are multiples of 5 cents below $3, of 10 cents from there on, and never the same."""
    for side in ("bid", "ask"):
        price = rows[side].to_numpy()
        tick = np.where(price < 3, 0.05, 0.10)
        assert np.abs(price / tick - np.round(price / tick)).max() < 1e-6
    assert (rows["ask"] > rows["bid"]).all()
    assert (rows["bid"] >= 0).all()


def test_wings_end_in_zero_bids():
    """Without noise the strikes that have no bid all lie beyond those that have one, and there are some."""
    rows = made_chain(SSVI, DAY, LISTINGS, **TERMS, seed=1, quoting=Quoting(noise=0.0))
    assert 0.01 < (rows["bid"] == 0).mean() < 0.3
    for _, puts in rows[rows["type"] == "P"].groupby(["root", "expiry"]):
        assert (puts["bid"] > 0).is_monotonic_increasing


def test_every_row_is_read(rows, read):
    """The chain sets aside nothing but the zero bids, and knows when it was quoted."""
    chain, _ = read
    assert chain.set_aside == {"no bid": int((rows["bid"] == 0).sum())}
    assert {(each.expiration, each.root) for each in chain.listings} == {
        (each.expiration, each.root) for each in LISTINGS
    }
    assert chain.underlying_price == SPOT


def test_a_chain_of_the_morning_is_read_as_such():
    """The stamp says when the quotes were made, and time to expiry counts from there."""
    at = datetime(2025, 9, 12, 10, 5, tzinfo=NEW_YORK)
    rows = made_chain(SSVI, DAY, [Listed(DAY, "SPXW")], **TERMS, seed=1, quoted_at=at)
    chain = OptionChain.from_rows(rows, "SPX")
    assert chain.quoted_at == at
    assert chain.listings[0].expiry * 525_600 == pytest.approx(355)


def test_forwards_and_discounts_come_back(read):
    """Parity of the quotes gives F = S e^{(r−q)T} and D = e^{−rT} within four of its own standard errors."""
    chain, implied = read
    for each in implied.each:
        T = each.listing.expiry
        if each.discount_source == "parity":
            assert (
                abs(each.forward - SPOT * np.exp((RATE - DIVIDEND_YIELD) * T))
                < 4 * each.forward_error
            )
        assert abs(each.rate - RATE) < 4 * each.rate_error
    assert implied.spot == pytest.approx(SPOT, rel=1e-4)
    assert len(implied.each) == len(chain.listings)


def test_volatilities_come_back(read):
    """The fitted smile is within half the bid–ask of the surface's own volatility at every quote of every listing."""
    chain, implied = read
    fitted = fitted_surface(chain, implied)
    assert fitted.arbitrage.is_free
    assert fitted.share("inside") > 0.99
    for each in fitted.smiles:
        quotes = each.quoted.quotes
        true = SSVI.variance(quotes.log_moneyness, quotes.expiry).w
        half = (quotes.w_ask - quotes.w_bid) / 2
        off = np.abs(each.smile.variance(quotes.log_moneyness).w - true)
        # the forward's own error moves k: what that is worth comes on top
        slack = (
            4
            * np.nan_to_num(each.quoted.forward.forward_error, nan=0.1)
            / each.quoted.forward.forward
        )
        slope = np.abs(SSVI.variance(quotes.log_moneyness, quotes.expiry).w_k)
        assert (off <= half + slack * slope).mean() > 0.99
        assert (
            off[np.abs(quotes.log_moneyness) < 0.02]
            <= half[np.abs(quotes.log_moneyness) < 0.02] * 1.5
        ).all()


def test_american_options_are_priced_as_such():
    """A fund's deep puts are quoted at no less than what exercise pays, which European ones are not."""
    listings = [Listed(date(2025, 12, 19), "SPY")]
    terms = {"spot": 600.0, "rate": RATE, "dividend_yield": 0.0, "seed": 1}
    rows = made_chain(
        SSVI, DAY, listings, underlying="SPY", ladder=FUND_STRIKES, quoting=PENNIES, **terms
    )
    deep = rows[(rows["type"] == "P") & (rows["strike"] > 640)]
    assert (deep["ask"] >= deep["strike"] - 600).all()
    european = made_chain(
        SSVI,
        DAY,
        [Listed(date(2025, 12, 19), "XSP")],
        underlying="XSP",
        ladder=FUND_STRIKES,
        quoting=PENNIES,
        **terms,
    )
    deep = european[(european["type"] == "P") & (european["strike"] > 660)]
    assert (deep["ask"] < deep["strike"] - 600).any()


def test_american_volatilities_come_back():
    """Early exercise taken out, a fund's chain gives the volatility that it was made with within half the bid–ask."""
    listings = index_listings(DAY, underlying="SPY", days=0, weeks=2, months=4)
    rows = made_chain(
        SSVI,
        DAY,
        listings,
        **TERMS | {"spot": 600.0},
        seed=1,
        underlying="SPY",
        ladder=FUND_STRIKES,
        quoting=PENNIES,
    )
    chain = OptionChain.from_rows(rows, "SPY")
    fitted = fitted_surface(chain, forwards(chain, curve=RateCurve((1.0,), (RATE,), "given")))
    for each in fitted.smiles:
        quotes = each.quoted.quotes
        near = np.abs(quotes.log_moneyness) < 2 * np.sqrt(each.smile.atm_variance)
        off = (
            each.smile.variance(quotes.log_moneyness).w
            - SSVI.variance(quotes.log_moneyness, quotes.expiry).w
        )
        assert (np.abs(off) <= 0.75 * (quotes.w_ask - quotes.w_bid))[near].mean() > 0.95


def test_listings_are_those_of_an_index():
    """Third Fridays come twice, settled at the open and at the close; every date is a session after the quotes."""
    every = index_listings(DAY)
    assert len(set(every)) == len(every)
    assert all(is_session(each.expiration) and each.expiration > DAY for each in every)
    opening = [each.expiration for each in every if each.root == "SPX"]
    assert all(day == monthly_expiration(day.year, day.month) for day in opening)
    assert [day.month for day in opening] == [9, 10, 11, 12, 1, 2, 3, 6, 9, 12, 3, 6]
    assert {each.expiration for each in every if each.root == "SPXW"} >= set(opening)


def test_a_modelled_surface_makes_a_chain():
    """The SSVI of a modelled surface has its volatilities at the expiries asked for."""
    modelled = ModelledSurface({30: 0.17, 93: 0.2, 184: 0.22})
    days = np.array([7.0, 45.0, 150.0])
    ssvi = ssvi_of(modelled, days / 365)
    for d in days:
        k = np.array([-0.2, -0.05, 0.0, 0.03])
        assert np.sqrt(ssvi.variance(k, d / 365).w * 365 / d) == pytest.approx(modelled.vol(k, d))
    rows = made_chain(ssvi, DAY, LISTINGS, **TERMS, seed=1, ladder=Ladder(per_deviation=3))
    assert rows["root"].nunique() == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"quote_date": date(2025, 9, 13)}, "2025-09-12"),
        ({"listings": [Listed(date(2025, 9, 11), "SPXW")]}, "has settled"),
        ({"quoting": Quoting(), "ladder": Ladder(down=800.0), "surface": 0}, "no variance"),
    ],
)
def test_what_cannot_be_made_says_why(change, said):
    """A day without a session, a settled listing and a surface with a hole are errors of one line."""

    class Hole:
        def variance(self, log_moneyness, expiry):
            found = SSVI.variance(log_moneyness, expiry)
            found.w[np.asarray(log_moneyness) < -0.5] = np.nan
            return found

    asked = {"surface": SSVI, "quote_date": DAY, "listings": LISTINGS, "seed": 1} | TERMS | change
    if asked["surface"] == 0:
        asked["surface"], asked["ladder"] = Hole(), Ladder(down=30.0)
    with pytest.raises(InputError, match=said):
        made_chain(**asked)


@pytest.mark.parametrize(
    "bad", [{"noise": 1.5}, {"noise": -0.1}, {"ticks": (0.0, 0.1)}, {"cheap": 0.0}]
)
def test_impossible_quoting_says_why(bad):
    """More noise than the half-spread, and ticks of nothing, are errors."""
    with pytest.raises(InputError, match="give"):
        Quoting(**bad)
