"""Forecasts on real prices, where those are at hand: the figures of SPEC FC-01 to FC-03."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hedgerow.volatility.forecast.evaluation import realized_variance_ahead
from hedgerow.volatility.forecast.garch import EGARCH, FIGARCH, GARCH, GARCH_IN_MEAN, GJR, garch_fit
from hedgerow.volatility.forecast.har import HAR_LOG_SQUARED, Har
from hedgerow.volatility.forecast.history import closes_only
from hedgerow.volatility.forecast.implied import Implied
from hedgerow.volatility.forecast.random_walk import RandomWalk

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="no real data beside the checkout")


def series(table, symbol, column):
    """One symbol's column by date."""
    rows = pd.read_parquet(DATA / table, columns=["date", "symbol", column])
    rows = rows[rows["symbol"] == symbol].sort_values("date")
    return pd.Series(rows[column].to_numpy(float), pd.DatetimeIndex(rows["date"]))


@pytest.fixture(scope="module")
def history():
    """The S&P 500 from 2003, with VIX."""
    close = series("prices/daily.parquet", "^SPX", "close")
    vix = series("vol_indices/daily.parquet", "VIX", "close").reindex(close.index)
    return closes_only(close.index, close.to_numpy(), vix.to_numpy() / 100)


@pytest.fixture(scope="module")
def since_2000(history):
    """Returns from 2000 on: the first years as `arch` ships them."""
    from arch.data import sp500

    early = np.log(sp500.load()["Adj Close"]).diff().loc["2000":"2003-01-02"]
    return np.concatenate([early.to_numpy(), history.returns[1:]])


def test_garch_of_the_sp500(since_2000):
    """ω 0.0153, α 0.123, β 0.872 in per cent squared, and √(252 ω) is 2 %, not the 29 % of the long run."""
    fit = garch_fit(since_2000)
    assert fit.converged
    assert 1e4 * fit.parameter("omega") == pytest.approx(0.0153, abs=0.002)
    assert fit.parameter("alpha") == pytest.approx(0.123, abs=0.005)
    assert fit.parameter("beta") == pytest.approx(0.872, abs=0.005)
    assert np.sqrt(252 * fit.parameter("omega")) == pytest.approx(0.02, abs=0.002)
    assert 0.2 < fit.long_run_vol < 0.4  # fragile


def test_log_likelihoods_of_the_sp500(since_2000):
    """GJR gains 113.7 on GARCH and EGARCH 136.6, of some 8,900; SPEC FC-02, on a sample a few days shorter."""
    plain, gjr, egarch = (
        garch_fit(since_2000, kind=kind).log_likelihood for kind in ("garch", "gjr", "egarch")
    )
    assert plain == pytest.approx(-8868.6, rel=0.005)
    assert gjr - plain == pytest.approx(8868.6 - 8754.9, abs=3)
    assert egarch - plain == pytest.approx(8868.6 - 8732.0, abs=3)


@pytest.mark.parametrize(
    ("model", "published"),
    [
        (Implied(), 0.57),
        (RandomWalk(5), 0.38),
        (RandomWalk(21), 0.46),
        (HAR_LOG_SQUARED, 0.50),
        (Har("both", (5, 21, 63), of="squared returns", implied="with"), 0.58),
    ],
    ids=lambda x: x.name if hasattr(x, "name") else str(x),
)
def test_r_squared_on_log_volatility_of_the_next_month(history, model, published):
    """In sample, on VIX's whole life from 1990 in SPEC FC-03; here from 2003."""
    n = len(history)
    F = model.term_structure(history, fitted_until=n - 1, origins=np.arange(n), horizon=21)[:, 20]
    came = realized_variance_ahead(history.returns, 21)
    known = np.isfinite(F) & np.isfinite(came)
    r = np.corrcoef(np.log(F[known]), np.log(came[known]))[0, 1]
    assert r**2 == pytest.approx(published, abs=0.08)


@pytest.mark.parametrize(
    "model", [GARCH, GJR, EGARCH, FIGARCH, GARCH_IN_MEAN], ids=lambda m: m.name
)
def test_all_kinds_converge_before_and_after_crashes(history, model):
    """Fitted at the worst of 2008 and 2020 and three months later, each forecasts within reason."""
    for day in ("2008-10-10", "2009-01-12", "2020-03-16", "2020-06-16"):
        i = int(history.dates.searchsorted(pd.Timestamp(day)))
        F = model.term_structure(history, fitted_until=i, origins=np.arange(i, i + 5), horizon=21)
        assert np.isfinite(F).all()
        assert (np.sqrt(F) > 0.05).all()
        assert (np.sqrt(F) < 1.5).all()
