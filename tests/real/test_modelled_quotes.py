"""The refined modelled smile against quoted puts of years not used in its fit, where the data are at hand.

The data may not be shipped, so without them (``../shared/data`` beside the checkout) these are skipped. With ``-s`` the
tables are printed.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hedgerow.volatility.surface.modelled_fit import QuotePanel, errors_by, fit
from hedgerow.volatility.surface.modelled_history import ModelledHistory, extrapolated_tenors
from hedgerow.volatility.surface.modelled_shape import PUBLISHED, REFINED

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="no real data beside the checkout")

FAMILY = ["VIX9D", "VIX", "VIX3M", "VIX6M"]
FITTED_TO = 2014
ENOUGH_QUOTES, ENOUGH_SESSIONS = 100, 4
CHEAPEST = 0.05
"""USD: below, a tick is a fifth of the price."""


@pytest.fixture(scope="module")
def indices():
    """The VIX family and SKEW by session, in points."""
    daily = pd.read_parquet(
        DATA / "vol_indices" / "daily.parquet", columns=["date", "symbol", "close"]
    )
    wide = daily.astype({"symbol": str}).pivot_table(index="date", columns="symbol", values="close")
    return wide[wide["VIX"].notna()]


@pytest.fixture(scope="module")
def dividends():
    """SPY's, in dollars by ex-date: the step between adjusted and unadjusted closes in its ex-months."""
    prices = pd.read_parquet(
        DATA / "prices" / "daily.parquet", filters=[("symbol", "==", "SPY")]
    ).set_index("date")
    close, adjusted = (prices[c].astype(float) for c in ("close", "adj_close"))
    ratio = adjusted / close
    paid = (1 - ratio.shift() / ratio) * close.shift()
    third_week = (paid.index.month % 3 == 0) & (paid.index.day >= 14) & (paid.index.day <= 24)
    return paid[third_week & (paid > 0.15)]


@pytest.fixture(scope="module")
def quotes(indices, dividends):
    """SPY puts with their forward: spot less dividends known to come, carried at the three-month bill."""
    puts = pd.read_parquet(DATA / "chains" / "SPY_puts_monthly_2010_2019.parquet")
    puts = puts[puts["ask"] >= puts["bid"]]
    puts = puts[(puts["bid"] + puts["ask"]) / 2 >= CHEAPEST]
    rates = pd.read_parquet(DATA / "rates" / "daily.parquet")
    bill = rates[rates["series"] == "DGS3MO"].set_index("date")["value"].dropna() / 100
    listings = []
    for (day, expiry), listing in puts.groupby(["quote_date", "expiry"]):
        r, days = float(np.log1p(bill.asof(day))), (expiry - day).days
        due = dividends[(dividends.index > day) & (dividends.index <= expiry)]
        present = sum(d * np.exp(-r * (when - day).days / 365) for when, d in due.items())
        growth = np.exp(r * days / 365)
        forward = (listing["underlying_price"] - present) * growth
        listings.append(listing.assign(days=days, forward=forward, discount=1 / growth))
    found = pd.concat(listings)
    found["out"] = 1 - found["strike"] / found["underlying_price"]
    return found[found["out"].between(-0.02, 0.25)].assign(
        row=lambda q: indices.index.get_indexer(q["quote_date"])
    )


def panel(quotes):
    """As the fit takes them."""
    return QuotePanel.of_quotes(
        quotes["row"].to_numpy(),
        quotes["days"].to_numpy(float),
        forward=quotes["forward"].to_numpy(),
        strike=quotes["strike"].to_numpy(),
        bid=quotes["bid"].to_numpy(),
        ask=quotes["ask"].to_numpy(),
        call=np.zeros(len(quotes), bool),
        discount=quotes["discount"].to_numpy(),
    )


def arrays(indices):
    """Decimals and points."""
    return indices[FAMILY].to_numpy() / 100, indices["SKEW"].to_numpy()


def asked(quotes):
    """30 to 60 days, 0 to 15 % out of the money."""
    return quotes[quotes["days"].between(30, 60) & quotes["out"].between(0, 0.15)]


def shown(title, table):
    """Print, for ``-s``."""
    counts = table[["quotes", "sessions"]]
    percent = (100 * table.drop(columns=counts.columns)).round(1)
    print(f"\n{title}\n{percent.join(counts)}")  # noqa: T201


def test_out_of_sample_errors(indices, quotes):
    """2015–2019, fitted on 2010–2014: median absolute error ≤ 7 %, bias within 5 %, in every VIX bucket with enough quotes."""
    later = asked(quotes[quotes["quote_date"].dt.year > FITTED_TO])
    table = errors_by(ModelledHistory(*arrays(indices)), panel(later))
    shown("refined, 2015-2019", table)
    vix = table.loc["vix"]
    enough = vix[(vix["quotes"] >= ENOUGH_QUOTES) & (vix["sessions"] >= ENOUGH_SESSIONS)]
    assert len(enough) == 4
    assert (enough["median_abs"] <= 0.07).all()
    assert (enough["median"].abs() <= 0.05).all()
    assert table.loc[("all", ""), "median_abs"] <= 0.06


def test_the_refined_shape_is_the_fit_to_its_years(indices, quotes):
    """What is shipped is what the fit finds in 2010–2014, rounded."""
    fitted = quotes[(quotes["quote_date"].dt.year <= FITTED_TO) & (quotes["out"] < 0.20)]
    found = fit(panel(fitted), *arrays(indices)).shape
    for ours, shipped in ((found.atm, REFINED.atm), (found.put_slope, REFINED.put_slope)):
        assert ours.at == pytest.approx(shipped.at, abs=0.003)
        assert ours.slope == pytest.approx(shipped.slope, abs=0.003)
        assert ours.skew == pytest.approx(shipped.skew, abs=0.003)


def test_walk_forward(indices, quotes):
    """Refitted each year on the years before, 2012–2019: within 7 % together, and better than the published smile."""
    year = quotes["quote_date"].dt.year
    vols, skew = arrays(indices)
    refined, published = [], []
    for test in range(2012, 2020):
        shape = fit(panel(quotes[(year < test) & (quotes["out"] < 0.20)]), vols, skew).shape
        ahead = panel(asked(quotes[year == test]))
        for errors, of in ((refined, shape), (published, PUBLISHED)):
            modelled = ahead.modelled(ModelledHistory(vols, skew, shape=of))
            errors.append(modelled / ahead.price - 1)
            shown(
                f"{test} {type(of).__name__}",
                errors_by(ModelledHistory(vols, skew, shape=of), ahead).head(1),
            )
    ours, theirs = (float(np.median(np.abs(np.concatenate(e)))) for e in (refined, published))
    assert ours <= 0.07
    assert ours < 0.8 * theirs


def test_the_far_end_of_the_curve(indices):
    """The rule for years without VIX3M, on those with it: under half the error of a flat curve, 2016 on (out of sample)."""
    vols, _ = arrays(indices)
    bare = vols.copy()
    bare[:, 2:] = np.nan
    made = extrapolated_tenors(bare).vols
    later = (indices.index.year >= 2016) & np.isfinite(vols[:, 2:]).all(axis=1)
    error = np.median(np.abs(np.log(made / vols))[later, 2:], axis=0)
    flat = np.median(np.abs(np.log(vols[:, 1:2] / vols))[later, 2:], axis=0)
    assert (error < 0.5 * flat).all()
    assert (error < [0.06, 0.07]).all()


def test_vix3m_between_its_neighbours(indices):
    """VIX3M from VIX and VIX6M alone, as in 2008 and most of 2009: within 2 % at the median, and unbiased within 2 %."""
    vols, _ = arrays(indices)
    both = np.isfinite(vols[:, 1:]).all(axis=1)
    hidden = vols[both].copy()
    hidden[:, 2] = np.nan
    error = np.log(extrapolated_tenors(hidden).vols[:, 2] / vols[both, 2])
    assert np.median(np.abs(error)) < 0.02
    assert abs(np.median(error)) < 0.02
