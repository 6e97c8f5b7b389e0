"""Surfaces made up for the tests of this folder."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from hedgerow.market.chain import OptionChain
from hedgerow.market.forwards import forwards
from hedgerow.market.settlement import settles
from hedgerow.pricing.black import black
from hedgerow.volatility.surface.event import trading_clock
from hedgerow.volatility.surface.fitted import fitted_surface
from hedgerow.volatility.surface.ssvi import SsviSlice
from hedgerow.volatility.surface.surface import Slice, Surface
from hedgerow.volatility.surface.svi import Svi

RATE, YIELD = 0.04, 0.015


def ssvi_surface(expiries, vols, *, spot=100.0, rho=-0.6, eta=1.0, rate=RATE, dividend_yield=YIELD):
    """SSVI smiles of these volatilities at the money: φ = η/√(θ(1 + θ)), free of arbitrage [GJ14]."""
    slices = []
    for T, vol in zip(expiries, np.broadcast_to(vols, len(expiries)), strict=True):
        theta = float(vol**2 * T)
        psi = theta * eta / np.sqrt(theta * (1 + theta))
        smile = SsviSlice(theta, rho, psi) if eta > 1e-6 else Svi(theta, 0.0, 0.0, 0.0, 1.0)
        forward = spot * np.exp((rate - dividend_yield) * T)
        slices.append(Slice(T, float(forward), float(np.exp(-rate * T)), smile))
    return Surface(tuple(slices), spot)


@pytest.fixture(scope="session")
def surface_of():
    """Makes a surface of SSVI smiles: ``surface_of(expiries, vols)``; ``eta=0`` is flat in strike."""
    return ssvi_surface


QUOTED = date(2024, 6, 3)
EXPIRATIONS = tuple(pd.bdate_range("2024-06-04", "2024-07-12").date)
BASE = 0.15


def event_chain_rows(events):
    """SPXW quotes of daily expirations: every session at 15 %, some with a variance of their own."""
    now = settles("SPXW", QUOTED)
    frames = []
    held = [day for day in EXPIRATIONS if settles("SPXW", day).date() == day]
    for day in held:
        n = float(np.diff(trading_clock([now, settles("SPXW", day)]))[0])
        w = BASE**2 / 252 * n + sum(v - BASE**2 / 252 for d, v in events.items() if d <= day)
        T = (settles("SPXW", day) - now) / timedelta(days=365)
        F = 5300 * np.exp(0.04 * T)
        strikes = np.unique(np.round(F * np.exp(np.linspace(-3, 3, 61) * np.sqrt(w)) / 5) * 5)
        for kind, right in (("C", "call"), ("P", "put")):
            mid = np.asarray(
                black(F, strikes, T, np.sqrt(w / T), right=right, discount=np.exp(-0.04 * T))
            )
            half = np.minimum(0.05, mid / 2)
            frames.append(
                pd.DataFrame(
                    {
                        "quote_date": pd.Timestamp(QUOTED),
                        "expiry": pd.Timestamp(day),
                        "root": "SPXW",
                        "strike": strikes,
                        "type": kind,
                        "bid": mid - half,
                        "ask": mid + half,
                    }
                )
            )
    rows = pd.concat(frames, ignore_index=True)
    return rows[rows["bid"] > 0]


@pytest.fixture(scope="session")
def fitted_with_events():
    """Makes the fitted surface of such a chain: ``fitted_with_events({date: variance})``."""

    def made(events):
        chain = OptionChain.from_rows(event_chain_rows(events), "SPX")
        return fitted_surface(chain, forwards(chain))

    return made
