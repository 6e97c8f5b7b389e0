"""A chain's surface: how it stands to its quotes, to those it has not seen, and what it says of what it cannot fit."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from hedgerow.market.chain import OptionChain
from hedgerow.market.forwards import forwards
from hedgerow.pricing.black import black, forward_delta
from hedgerow.volatility.surface.fitted import NO_QUOTE, fitted_surface, misfit, refitted
from hedgerow.volatility.surface.made_chain import Ladder, index_listings, made_chain
from hedgerow.volatility.surface.ssvi import PowerLaw, SsviSurface

DAY = date(2025, 9, 12)
SPOT, RATE, DIVIDEND_YIELD = 5000.0, 0.04, 0.013
EXPIRY = np.array([0.02, 0.25, 2.0])
SSVI = SsviSurface(EXPIRY, 0.17**2 * EXPIRY, -0.6, PowerLaw(1.1, 0.5))
LISTINGS = index_listings(DAY, days=1, weeks=3, months=9)


@pytest.fixture(scope="module")
def rows():
    """A chain of the index."""
    terms = {"spot": SPOT, "rate": RATE, "dividend_yield": DIVIDEND_YIELD, "seed": 1}
    return made_chain(SSVI, DAY, LISTINGS, **terms, ladder=Ladder(per_deviation=12.0))


@pytest.fixture(scope="module")
def chain(rows):
    """The same, read."""
    return OptionChain.from_rows(rows, "SPX")


@pytest.fixture(scope="module")
def implied(chain):
    """Its forwards."""
    return forwards(chain)


@pytest.fixture(scope="module")
def fitted(chain, implied):
    """Its surface."""
    return fitted_surface(chain, implied)


def test_every_listing_has_a_smile(fitted):
    """A sound chain is fitted throughout, inside its quotes, and free of arbitrage on the dense grid."""
    assert all(each.smile is not None and not each.reason for each in fitted.smiles)
    assert not any(each.is_unfit for each in fitted.smiles)
    assert fitted.share("inside") == fitted.share() == 1.0
    assert fitted.arbitrage.is_free
    assert len(fitted.surface.slices) == len(LISTINGS)
    assert fitted.spot == pytest.approx(SPOT, rel=3e-4)


def test_strikes_that_were_left_out_are_met(chain, implied, fitted):
    """With every fifth strike kept from the fit, nine in ten of those lie inside their bid and ask; and only those count."""
    held = fitted_surface(chain, implied, leave_out=5)
    assert held.share("inside") > 0.9
    asked = sum(each.misfit.quotes for each in held.smiles)
    assert asked / sum(each.misfit.quotes for each in fitted.smiles) == pytest.approx(0.2, abs=0.01)


def test_the_misfit_is_what_prices_say(fitted):
    """Inside is where Black's value at the smile's volatility lies between bid and ask, near is a delta of 5 % at least."""
    for each in fitted.smiles[::3]:
        q, carry, found = each.quoted.quotes, each.quoted.forward, each.misfit
        sign = np.where(each.quoted.is_call, 1, -1)
        vol = np.sqrt(each.smile.variance(q.log_moneyness).w / q.expiry)
        terms = (carry.forward, each.quoted.strike, q.expiry, vol)
        value = black(*terms, right=sign, discount=carry.discount)
        inside = (value >= each.quoted.bid - 1e-6) & (value <= each.quoted.ask + 1e-6)
        near = np.abs(forward_delta(*terms, right=sign)) >= 0.05
        assert found.quotes == len(each.quoted) == q.w.size
        assert found.near == near.sum()
        assert found.inside == pytest.approx(inside[near].mean())
        assert found.inside_all == pytest.approx(inside.mean())
        off = vol - np.sqrt(q.w / q.expiry)
        assert found.rms == pytest.approx(np.sqrt(np.mean(off[near] ** 2)))
        assert found.rms_all == pytest.approx(np.sqrt(np.mean(off**2)))
        assert np.abs(off).max() >= abs(found.worst) - 1e-15


def test_a_quote_a_tick_outside_is_within_a_tick(fitted):
    """Bid and ask moved up so that the value is half a tick below the bid: outside, and within a tick."""
    each = fitted.smiles[4]
    q, carry = each.quoted.quotes, each.quoted.forward
    w = each.smile.variance(q.log_moneyness).w
    sign = np.where(each.quoted.is_call, 1, -1)

    def at(ticks):
        value = black(
            carry.forward,
            each.quoted.strike,
            q.expiry,
            np.sqrt(w / q.expiry),
            right=sign,
            discount=carry.discount,
        )
        from hedgerow.pricing.implied_vol import implied_vol

        price = value + ticks * each.quoted.tick
        vol = implied_vol(
            price, carry.forward, each.quoted.strike, q.expiry, right=sign, discount=carry.discount
        )
        return vol**2 * q.expiry

    moved = replace(each.quoted, quotes=replace(q, w_bid=at(0.5), w=at(2), w_ask=at(4)))
    found = misfit(moved, each.smile)
    assert (found.inside, found.within_tick) == (0.0, 1.0)
    further = replace(each.quoted, quotes=replace(q, w_bid=at(1.5), w=at(2), w_ask=at(4)))
    assert misfit(further, each.smile).within_tick == 0.0


def test_a_listing_with_four_strikes_says_so(rows):
    """Too few quotes are the reason, which does not count as unfit; the surface does without it."""
    day = rows["expiry"].unique()[3]
    strikes = rows.loc[rows["expiry"] == day, "strike"].unique()
    middle = strikes[np.abs(strikes - SPOT).argsort()[:4]]
    chain = OptionChain.from_rows(
        rows[(rows["expiry"] != day) | rows["strike"].isin(middle)], "SPX"
    )
    fitted = fitted_surface(chain, forwards(chain))
    [without] = [each for each in fitted.smiles if each.smile is None]
    assert str(without.quoted.forward.listing.expiration) == str(day.date())
    assert without.reason == "fewer than five quotes"
    assert not without.is_unfit
    assert len(fitted.surface.slices) == len(fitted.smiles) - 1
    assert fitted.arbitrage.is_free


def test_a_chain_without_forwards_has_no_surface(rows):
    """Calls alone: no smile anywhere, a reason each, no surface and no check."""
    chain = OptionChain.from_rows(rows[rows["type"] == "C"], "SPX")
    fitted = fitted_surface(chain, forwards(chain))
    assert fitted.surface is None
    assert fitted.arbitrage is None
    assert all(each.smile is None and each.reason for each in fitted.smiles)
    assert np.isnan(fitted.share())


def test_a_listing_out_of_reach_of_quotes_says_so(chain, implied):
    """A forward without a quote out of the money is named as such."""
    bare = replace(implied, each=tuple(replace(e, forward=1e9) for e in implied.each))
    fitted = fitted_surface(chain, bare)
    assert {each.reason for each in fitted.smiles} <= {NO_QUOTE, "fewer than five quotes"} | {
        each.reason for each in fitted.smiles if each.quoted.quotes is not None
    }
    assert fitted.surface is None or fitted.arbitrage is not None


def test_an_unfit_listing_counts_as_missed(fitted):
    """Replaced by nothing, a listing's near quotes are no longer hits: the share falls by its part."""
    first, *others = fitted.smiles
    missing = replace(
        first,
        smile=None,
        reason="none",
        misfit=replace(first.misfit, near=len(first.quoted), inside=0.0, within_tick=0.0),
    )
    without = replace(fitted, smiles=(missing, *others))
    near = sum(each.misfit.near for each in others)
    assert missing.is_unfit
    assert without.share() == pytest.approx(near / (near + len(first.quoted)))


def test_of_two_listings_of_one_moment_one_is_in_the_surface(fitted):
    """A surface has one smile a moment: the first listed."""
    twice = replace(fitted, smiles=(fitted.smiles[0], *fitted.smiles))
    assert len(twice.surface.slices) == len(fitted.smiles)


@pytest.mark.parametrize("model", ["svi", "ssvi"])
def test_other_models_are_judged_alike(fitted, implied, model):
    """SVI and SSVI through the same quotes meet the SSVI that they were made from."""
    other = refitted(fitted.quoted, implied, model=model)
    assert other.fit.model == model
    assert other.share() > 0.99
    for each in other.smiles:
        assert each.misfit.quotes == len(each.quoted)
