"""The fit of the refined shape: it finds what made the quotes, and its errors are what they are called."""

from dataclasses import replace

import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.pricing.black import black
from hedgerow.volatility.surface.modelled_fit import (
    START,
    QuotePanel,
    errors_by,
    fit,
)
from hedgerow.volatility.surface.modelled_history import ModelledHistory
from hedgerow.volatility.surface.modelled_shape import Response

SESSIONS = 60
TRUE = replace(START, atm=Response(0.82, -0.01, -0.06), put_slope=Response(0.30, 0.0, 0.04))


def market(shape=TRUE, seed=3):
    """Indices of 60 sessions and, on each, puts of 45 days as ``shape`` prices them."""
    rng = np.random.default_rng(seed)
    vix = np.exp(rng.uniform(np.log(0.11), np.log(0.4), SESSIONS))
    slope = rng.uniform(-0.15, 0.2, SESSIONS)
    vols = np.stack([vix * np.nan, vix, vix * np.exp(slope), vix * np.exp(1.4 * slope)], axis=1)
    skew = rng.uniform(112, 145, SESSIONS)
    history = ModelledHistory(vols, skew, shape=shape)
    row, k = (a.ravel() for a in np.meshgrid(np.arange(SESSIONS), np.linspace(-0.15, 0.0, 16)))
    price = black(1.0, np.exp(k), 45 / 365, history.vol(row, k, 45.0), right="put")
    keep = price > 2e-4
    return vols, skew, QuotePanel(row, np.full(row.shape, 45.0), k, price, price * 0.01).where(keep)


def test_the_fit_finds_the_shape_that_made_the_quotes():
    """Quotes made by a shape give it back, up to the pull on its responses."""
    vols, skew, panel = market()
    found = fit(panel, vols, skew)
    assert found.converged
    assert found.listings == SESSIONS
    made = panel.modelled(ModelledHistory(vols, skew, shape=found.shape))
    np.testing.assert_allclose(made, panel.price, rtol=0.02)
    assert found.shape.atm.at == pytest.approx(TRUE.atm.at, abs=0.01)
    assert found.shape.put_slope.at == pytest.approx(TRUE.put_slope.at, abs=0.01)


def test_the_start_is_a_fixed_point():
    """Quotes made by the start are fitted by the start."""
    vols, skew, panel = market(START)
    found = fit(panel, vols, skew).shape
    assert found.atm.at == pytest.approx(START.atm.at, abs=1e-6)
    assert found.atm.slope == pytest.approx(START.atm.slope, abs=1e-6)
    assert found.put_slope.skew == pytest.approx(START.put_slope.skew, abs=1e-6)


def test_a_few_wild_quotes_do_no_harm():
    """The loss is robust: one quote in fifty at three times its price moves the level by under 1 %."""
    vols, skew, panel = market()
    wild = panel.price.copy()
    wild[::50] *= 3
    spoiled = fit(replace(panel, price=wild), vols, skew).shape
    assert spoiled.atm.at == pytest.approx(fit(panel, vols, skew).shape.atm.at, rel=0.01)


def test_sessions_without_quotes_change_nothing():
    """Point in time: indices of days without quotes, future ones among them, leave the fit alone."""
    vols, skew, panel = market()
    longer = np.concatenate([vols, vols[::-1] * 2]), np.concatenate([skew, skew])
    assert fit(panel, *longer).shape == fit(panel, vols, skew).shape


def test_quotes_become_out_of_the_money_options_over_the_forward():
    """Both sides of one strike are one option: calls in the money become puts by parity, and back."""
    F, D, T, vol = 100.0, 0.99, 0.25, 0.2
    K = np.array([90.0, 90.0, 110.0, 110.0])
    call = np.array([True, False, True, False])
    mid = D * black(F, K, T, vol, right=np.where(call, "call", "put"))
    panel = QuotePanel.of_quotes(
        np.zeros(4, np.int64),
        np.full(4, 91.25),
        forward=F,
        strike=K,
        bid=mid - 0.01,
        ask=mid + 0.01,
        call=call,
        discount=D,
    )
    assert panel.price[0] == pytest.approx(panel.price[1])
    assert panel.price[2] == pytest.approx(panel.price[3])
    assert panel.price[1] == pytest.approx(mid[1] / D / F)
    np.testing.assert_allclose(panel.half_spread, 0.01 / D / F)


def test_errors_by_bucket():
    """A model that is 10 % too dear everywhere errs by 10 % in every bucket, and buckets add up."""
    vols, skew, panel = market()
    history = ModelledHistory(vols, skew, shape=TRUE)
    table = errors_by(history, replace(panel, price=panel.price / 1.1))
    np.testing.assert_allclose(table[["median_abs", "median", "mean"]], 0.10)
    for by in ("vix", "out", "days"):
        assert table.loc[by, "quotes"].sum() == panel.row.size
    assert table.loc[("all", ""), "sessions"] == SESSIONS


def test_nothing_to_fit_is_an_error():
    """A price of 0 is no quote, and without VIX there is no session."""
    vols, skew, panel = market()
    with pytest.raises(InputError, match="above 0"):
        replace(panel, price=panel.price * 0)
    with pytest.raises(InputError, match="VIX"):
        fit(panel, np.full_like(vols, np.nan), skew)
