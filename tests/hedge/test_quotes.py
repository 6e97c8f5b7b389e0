"""Where options of one underlying are priced: off the chain, else off the surface."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from hedgerow.hedge.put import StrikeWanted
from hedgerow.hedge.quotes import Quotes
from hedgerow.hedge.terms import Terms
from hedgerow.market.chain import OptionChain
from hedgerow.market.instruments import instrument
from hedgerow.market.option_symbol import OptionSymbol
from hedgerow.volatility.surface.modelled import ModelledSurface

AS_OF = date(2025, 9, 3)
RATE, YIELD, SPOT = 0.04, 0.012, 640.0
SURFACE = ModelledSurface({30: 0.16, 93: 0.19})
EXPIRATION = AS_OF + timedelta(days=79)
TERMS = Terms(SPOT, RATE, YIELD, AS_OF, "american")
SPY = instrument("SPY")


def chain():
    """A chain of one expiration at a flat 20 points, which the surface is not."""
    rows = []
    for K in np.arange(560.0, 720.0, 5.0):
        for kind, right in (("C", "call"), ("P", "put")):
            mid = float(TERMS.price(K, 79, 0.20, right=right))
            rows.append((AS_OF, EXPIRATION, K, kind, mid - 0.02, mid + 0.02))
    columns = ["quote_date", "expiry", "strike", "type", "bid", "ask"]
    return OptionChain.from_rows(pd.DataFrame(rows, columns=columns), "SPY")


LISTED = Quotes(SPY, TERMS, SURFACE, chain())
MODELLED = Quotes(SPY, TERMS, SURFACE)


@pytest.mark.parametrize("right", ["call", "put"])
def test_a_listed_option_is_marked_at_its_mid(right):
    """The mark is the mid and the volatility that of the quotes, not of the model."""
    held = LISTED.held("X", OptionSymbol("SPY", EXPIRATION, right, 620.0), 3)
    fair = float(TERMS.price(620, 79, 0.20, right=right))
    assert (held.source, held.mark) == ("quoted", pytest.approx(fair, abs=1e-9))
    assert held.option.implied_vol == pytest.approx(0.20, abs=1e-5)
    assert held.option.value(79) == pytest.approx(held.mark, abs=1e-5)


def test_an_unlisted_option_is_modelled():
    """A strike that the chain lacks, or no chain: the surface's value and volatility."""
    option = OptionSymbol("SPY", EXPIRATION, "put", 500.0)
    for quotes in (LISTED, MODELLED):
        held = quotes.held("X", option, 1)
        assert held.source == "modelled"
        vol = float(SURFACE.vol(np.log(500 / TERMS.forward(79)), 79))
        assert held.option.implied_vol == pytest.approx(vol, rel=1e-3)
        assert held.option.value(79) == pytest.approx(held.mark, rel=1e-6)


def test_the_book_knows_better():
    """A price that the book gives is the mark, and its volatility is implied from it."""
    held = LISTED.held("X", OptionSymbol("SPY", EXPIRATION, "put", 620.0), 1, given=20.0)
    assert (held.source, held.mark) == ("given", 20.0)
    assert held.option.value_at_fixed_vol(79) == pytest.approx(20.0)


def test_an_old_mark_stands_in_for_a_quote():
    """A broker's mark prices what no chain does, and gives way to a quote."""
    listed = OptionSymbol("SPY", EXPIRATION, "put", 620.0)
    assert LISTED.held("X", listed, 1, mark=20.0).source == "quoted"
    held = MODELLED.held("X", listed, 1, mark=20.0)
    assert (held.source, held.mark) == ("given", 20.0)


def test_a_price_below_what_exercise_pays_takes_the_surface():
    """A deep American put marked below its payoff has no volatility; the surface's stands in, and with it
    exercise is due.
    """
    option = OptionSymbol("SPY", EXPIRATION, "put", 900.0)
    held = MODELLED.held("X", option, 1, given=900.0 - SPOT - 5)
    assert np.isfinite(held.option.implied_vol)
    assert held.option.spot_delta == -1


def test_nothing_to_price_with():
    """Without a chain, a price or a volatility index an option is unknown, not worthless."""
    option = OptionSymbol("SPY", EXPIRATION, "put", 620.0)
    assert Quotes(SPY, TERMS, None).held("X", option, 1) is None
    assert Quotes(SPY, TERMS, None).put(EXPIRATION, StrikeWanted("delta", -0.3)) is None


def test_expirations():
    """The listed one within a quarter of the days wanted; without a chain a standard one."""
    assert LISTED.expiration(75) == EXPIRATION
    assert LISTED.expiration(180) is None
    assert MODELLED.expiration(75) == date(2025, 11, 21)
