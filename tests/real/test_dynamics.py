"""Metrics, events and dynamics of real chains, where those are at hand (``../shared/data`` beside the checkout)."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hedgerow.market.chain import OptionChain
from hedgerow.market.forwards import forwards
from hedgerow.volatility.surface.density import Density
from hedgerow.volatility.surface.dynamics import dynamics, fixed_strikes, rr_spot_beta
from hedgerow.volatility.surface.event import ListingVariances, bumps, implied_event_move
from hedgerow.volatility.surface.fitted import fitted_surface
from hedgerow.volatility.surface.metrics import QuotedRange, listing_metrics, metrics_at
from hedgerow.volatility.surface.term_structure import skew_decay, tenor_betas, term_structure

CHAINS = Path(__file__).parents[2].parent / "shared" / "data" / "chains"
pytestmark = pytest.mark.skipif(not CHAINS.is_dir(), reason="no real data beside the checkout")

SPRING = [
    *("2023-04-10", "2023-04-14", "2023-04-17", "2023-05-19"),
    *("2023-05-23", "2023-05-26", "2023-06-08", "2023-06-09"),
]


@pytest.fixture(scope="module")
def fitted():
    """The fitted surface of an SPX chain, each asked for once."""
    known = {}

    def made(day):
        if day not in known:
            chain = OptionChain.from_rows(pd.read_parquet(CHAINS / f"SPX_{day}.parquet"), "SPX")
            known[day] = fitted_surface(chain, forwards(chain))
        return known[day]

    return made


@pytest.fixture(scope="module")
def spring(fitted):
    """Eight surfaces in two months."""
    return [(date.fromisoformat(day), fitted(day).surface) for day in SPRING]


def test_the_index_is_between_sticky_strike_and_local_volatility(spring):
    """SSR of 30 to 180 days: above 0 and below 2.2 [Bergomi09 has 1 to 2], seven pairs' interval around it."""
    for tenor in dynamics(spring).tenors:
        fit = tenor.through_origin
        assert 0.7 < tenor.ssr < 2.0
        assert 0 < fit.low < fit.high < 3
        assert fit.observations == 7


def test_the_front_moves_more(spring):
    """Betas on the 30-day volatility fall with the tenor; the exponent lies between 0.2 and 0.6."""
    found = tenor_betas([surface for _, surface in spring])
    beta = [b.value for b in found.betas]
    assert (np.diff(beta) < 0).all()
    assert 0.2 < found.exponent.value < 0.6


def test_risk_reversals_steepen_as_the_index_falls(spring):
    """Slope below 0 at 30 days."""
    assert rr_spot_beta(spring).value < 0


def test_changes_of_strikes_add_up(spring):
    """From 23 to 26 May: the price rose along the smile, the smile fell."""
    (first, before), (second, after) = spring[4], spring[5]
    days = (second - first).days
    found = fixed_strikes(before, after, [3800, 4000, 4100, 4200], 60 / 365, passed=days / 365)
    np.testing.assert_allclose(found.along + found.aged + found.moved, found.change, atol=1e-12)
    assert (found.along > 0).all()
    assert (found.moved < 0).all()


@pytest.mark.parametrize(
    ("day", "events"),
    [
        ("2023-04-10", ["2023-04-12", "2023-05-03"]),  # consumer prices; the Federal Reserve
        ("2023-05-26", ["2023-06-14"]),  # the Federal Reserve
        ("2024-02-12", ["2024-02-13", "2024-03-20"]),
        ("2025-01-22", ["2025-02-07"]),  # the employment report
    ],
)
def test_announcements_stand_out(fitted, day, events):
    """Days of publications that were known in advance are among those found."""
    listings = ListingVariances.of(fitted(day))
    found = {b.until.date().isoformat() for b in bumps(listings)}
    assert set(events) <= found
    for event in events:
        move = implied_event_move(listings, date.fromisoformat(event))
        assert move.vol > 1.15 * move.base_vol


@pytest.mark.parametrize("day", ["2020-03-20", *SPRING, "2024-02-12"])
def test_an_index_smile_leans_to_the_put(fitted, day):
    """Risk reversals, skew and put skew of every tenor that is quoted; forward volatilities exist; the skew decays."""
    one = fitted(day)
    found = metrics_at(one.surface, (14, 30, 60, 90, 180), quoted=QuotedRange.of(one))
    assert (found.risk_reversal() > 0).all()
    assert (found.skew < 0).all()
    assert not found.put().extrapolated.any()
    every = listing_metrics(one.surface)
    assert np.isfinite(every.put(0.10).vol).all()
    assert np.isfinite(term_structure(one.surface).forward_vols.vol).all()
    assert skew_decay(one.surface).decreases


@pytest.mark.parametrize("day", ["2020-03-20", "2023-05-23"])
def test_probability_and_forward_are_kept(fitted, day):
    """∫f = 1 and E[eˣ] = 1 from a week to a year; fatter to the left."""
    for days in (7, 30, 90, 365):
        found = Density.of(fitted(day).surface, days / 365)
        assert found.moments.total == pytest.approx(1, abs=1e-5)
        assert found.moments.forward == pytest.approx(1, abs=1e-5)
        assert found.tails(3).left > found.tails(3).right
