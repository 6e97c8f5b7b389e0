"""The put that hedges, quoted and modelled."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from hedgerow.hedge.put import StrikeWanted, modelled_put, quoted_put
from hedgerow.hedge.terms import Terms
from hedgerow.market.chain import OptionChain
from hedgerow.pricing.black import black
from hedgerow.volatility.surface.modelled import ModelledSurface

AS_OF = date(2025, 9, 3)
RATE, YIELD, SPOT = 0.04, 0.012, 640.0
SURFACE = ModelledSurface({30: 0.16, 93: 0.19})
EXPIRATION = AS_OF + timedelta(days=79)
TERMS = Terms(SPOT, RATE, YIELD, AS_OF)


def chain(half_spread=0.02):
    """A European chain priced exactly on SURFACE."""
    rows = []
    for days in (2, 30, 79):
        T, F = days / 365, SPOT * np.exp((RATE - YIELD) * days / 365)
        for K in np.arange(500.0, 760.0, 5.0):
            vol = float(SURFACE.vol(np.log(K / F), days))
            for kind, right in (("C", "call"), ("P", "put")):
                mid = float(black(F, K, T, vol, right=right, discount=np.exp(-RATE * T)))
                if mid > half_spread:
                    rows.append(
                        (
                            AS_OF,
                            AS_OF + timedelta(days=days),
                            K,
                            kind,
                            mid - half_spread,
                            mid + half_spread,
                        )
                    )
    return OptionChain.from_rows(
        pd.DataFrame(rows, columns=["quote_date", "expiry", "strike", "type", "bid", "ask"]), "SPX"
    )


def test_parity_gives_back_spot_and_forward():
    """On a European chain, parity returns the spot and forward that priced it."""
    made = chain()
    assert made.spot(RATE, YIELD) == pytest.approx(SPOT, abs=0.01)
    assert made.forward(EXPIRATION, RATE) == pytest.approx(TERMS.forward(79), abs=0.01)


def test_quoted_put_is_the_listed_one_nearest_the_delta_bought_at_the_ask():
    """The listed strike nearest to the model's exact one; ask paid; its volatility is the surface's."""
    exact = modelled_put(TERMS, SURFACE, EXPIRATION, StrikeWanted("delta", -0.30))
    put = quoted_put(TERMS, chain(), SURFACE, EXPIRATION, StrikeWanted("delta", -0.30))
    assert abs(put.strike - exact.strike) <= 5
    assert put.price == put.ask == pytest.approx(put.mid + 0.02)
    assert put.source == "quoted"
    k = np.log(put.strike / TERMS.forward(79))
    assert put.implied_vol == pytest.approx(float(SURFACE.vol(k, 79)), abs=2e-4)
    assert put.terms.dividend_yield == pytest.approx(YIELD, abs=2e-4)


def test_the_surface_passes_through_the_quote():
    """Revalued with nothing changed, the put is worth its mid."""
    put = quoted_put(
        TERMS, chain(), ModelledSurface({30: 0.3}), EXPIRATION, StrikeWanted("delta", -0.30)
    )
    assert put.value(79) == pytest.approx(put.mid, abs=0.02)
    without = quoted_put(TERMS, chain(), None, EXPIRATION, StrikeWanted("delta", -0.30))
    assert without.value(79) == pytest.approx(without.mid, abs=0.02)


def test_moneyness_picks_the_nearest_listed_strike():
    """95 % of the parity spot, to the nearest strike."""
    assert (
        quoted_put(TERMS, chain(), SURFACE, EXPIRATION, StrikeWanted("moneyness", 0.95)).strike
        == 610
    )
    assert modelled_put(
        TERMS, SURFACE, EXPIRATION, StrikeWanted("moneyness", 0.95)
    ).strike == pytest.approx(608.0)


def test_no_puts_no_put():
    """An expiration whose puts have no volatility gives None, not a number."""
    rows = pd.DataFrame(
        [
            (AS_OF, EXPIRATION, 640.0, "C", 20.0, 20.2),
            (AS_OF, EXPIRATION, 640.0, "P", 700.0, 701.0),
        ],
        columns=["quote_date", "expiry", "strike", "type", "bid", "ask"],
    )
    made = OptionChain.from_rows(rows, "XYZ")
    assert quoted_put(TERMS, made, SURFACE, EXPIRATION, StrikeWanted("delta", -0.30)) is None


def test_spread_is_a_share_of_the_mid():
    """Two cents on either side of the mid; nothing for a modelled put."""
    put = quoted_put(TERMS, chain(), SURFACE, EXPIRATION, StrikeWanted("delta", -0.30))
    assert put.spread == pytest.approx(0.04 / put.mid)
    assert np.isnan(modelled_put(TERMS, SURFACE, EXPIRATION, StrikeWanted("delta", -0.30)).spread)
