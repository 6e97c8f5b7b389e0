"""Chains as they were quoted: settlement, forwards, discounts and stale quotes, where the data are at hand.

The data may not be shipped, so without them (``../shared/data`` beside the checkout) these are
skipped. Expected figures are those of ``chains/manifest.csv``, made from the same files by plain least squares, the
zero curve that came with one of them, and closes of other tables.
"""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hedgerow.desk.settings import market
from hedgerow.market.chain import OptionChain
from hedgerow.market.forwards import forwards
from hedgerow.market.quality import quality
from hedgerow.market.rates import Rate, RateCurve

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="no real data beside the checkout")
FILES = sorted(path.stem for path in DATA.glob("chains/*_20??-??-??.parquet"))
EUROPEAN = [name for name in FILES if name[:3] in {"SPX", "XSP", "NDX"}]
AMERICAN = [name for name in FILES if name[:3] in {"SPY", "QQQ"}]


def read(name):
    """A chain and its curve."""
    symbol, day = name.split("_")
    source, as_of = market(DATA), date.fromisoformat(day)
    return source.chain(symbol, as_of), source.rate_curve(as_of)


def by_date(found, expiration):
    """Forwards of one expiration date."""
    return [one for one in found.each if one.listing.expiration == expiration]


@pytest.mark.parametrize("name", FILES)
def test_every_row_is_accounted_for(name):
    """Rows read are rows kept plus rows set aside, before and after the quotes are checked."""
    chain, curve = read(name)
    found = quality(chain, forwards(chain, curve=curve))
    assert chain.rows_read == len(chain.columns) + sum(chain.set_aside.values())
    assert found.rows_read == found.kept + sum(found.set_aside.values())
    assert all(each.expiry > 0 for each in chain.listings)


@pytest.mark.parametrize("name", EUROPEAN)
def test_parity_against_plain_least_squares(name):
    """The forward a month out, and how well parity fits, as plain least squares over 15 % about it have them.

    Within three times its residual and a basis point: that line has no weights and no guard.
    """
    manifest = pd.read_csv(DATA / "chains" / "manifest.csv").set_index("file")
    wanted = manifest.loc[f"chains/{name}.parquet"]
    chain, curve = read(name)
    found = forwards(chain, curve=curve)
    day = (pd.Timestamp(chain.quote_date) + pd.Timedelta(days=wanted.parity_days)).date()
    near = [abs(one.forward / wanted.parity_forward - 1) for one in by_date(found, day)]
    assert min(near) < 1e-4 + 3 * wanted.parity_rmse / wanted.parity_forward
    assert all(np.isfinite(one.forward * one.discount) for one in found.each)
    assert sum(one.outliers for one in found.each) <= 5


@pytest.mark.parametrize("name", EUROPEAN)
def test_implied_rates_are_near_treasury_yields(name):
    """Parity's rate from a month to a year out lies 0 to 90 basis points above Treasury yields (the funding spread)."""
    chain, curve = read(name)
    found = [one for one in forwards(chain).each if 0.08 < one.listing.expiry < 1]
    spread = np.array([one.rate for one in found]) - curve.at([one.listing.expiry for one in found])
    assert found
    assert -0.0015 < np.median(spread) < 0.0090


def test_the_overnight_chain_of_may_2019():
    """Quotes of 04:47 with the index near 2850; the file prints Friday's close, 2881.40."""
    chain, curve = read("SPX_2019-05-13")
    found = forwards(chain, curve=curve)
    assert chain.quoted_at.isoformat() == "2019-05-13T04:47:00-04:00"
    assert found.printed == 2881.40
    assert found.spot == pytest.approx(2850, abs=2)
    assert found.gap == pytest.approx(0.011, abs=0.001)


def test_three_chains_of_one_evening():
    """SPX, XSP and SPY of 2023-09-14 have one forward: XSP within half a basis point of SPX on common expirations."""
    found = {
        s: forwards(*read(f"{s}_2023-09-14")[:1], curve=read("SPX_2023-09-14")[1])
        for s in ("SPX", "XSP", "SPY")
    }
    pm = {
        one.listing.expiration: one for one in found["SPX"].each if one.listing.settlement == "pm"
    }
    gaps = [
        10 * one.forward / pm[one.listing.expiration].forward - 1
        for one in found["XSP"].each
        if one.listing.expiration in pm and one.listing.expiry < 0.5
    ]
    assert len(gaps) > 25
    assert np.median(np.abs(gaps)) < 0.5e-4
    # the fund's American options, early exercise out, carry as the index does: r − q a quarter to a year and a half out
    carry = {
        s: {
            one.listing.expiration: one.rate - one.dividend_yield
            for one in found[s].each
            if 0.25 < one.listing.expiry < 1.5
        }
        for s in ("SPX", "SPY")
    }
    common = carry["SPX"].keys() & carry["SPY"].keys()
    assert len(common) >= 5
    off = [abs(carry["SPX"][day] - carry["SPY"][day]) for day in common]
    assert np.median(off) < 0.0015


def test_discounts_against_the_curve_of_the_same_vendor():
    """SPX of 2020-12-01: discounts within 15 basis points of price of the zero curve; at it, forwards stay the same."""
    chain, _ = read("SPX_2020-12-01")
    table = pd.read_csv(DATA / "rates" / "zero_curve_2020-12-01.csv")
    curve = RateCurve(tuple(table["days"] / 365), tuple(table["rate"] / 100), "zero curve")
    found = forwards(chain, curve=curve)
    D = np.exp(-curve.at(found.expiry) * found.expiry)
    assert found.discount == pytest.approx(D, abs=1.5e-3)
    at_curve = [chain.forward(e, float(curve.at(chain.days(e) / 365))) for e in chain.expirations]
    assert found.forward == pytest.approx(at_curve, rel=3e-5)


@pytest.mark.parametrize("name", AMERICAN)
def test_early_exercise_lifts_the_forward(name):
    """Read as European at the same rates, forwards of American options are lower, and more so with time."""
    chain, curve = read(name)
    american = forwards(chain, curve=curve)
    T, rate = american.expiry, curve.at(american.expiry)
    naive = np.array(
        [
            chain._pairs(one.listing.expiration).forward(t, r)
            for one, t, r in zip(american.each, T, rate, strict=True)
        ]
    )
    lift = american.forward / naive - 1
    far = (T > 0.5) & np.isfinite(lift) & (rate > 0.01)
    assert np.isfinite(american.forward).all()
    assert (lift[far] > 0).all()
    assert np.all(np.abs(lift[np.isfinite(lift)]) < 0.03)


def test_stale_quotes_of_the_dumps():
    """Chains saved from yfinance mix moments: conflicts are found there, and none in Cboe's tables of SPX."""
    set_aside = {
        name: quality(chain, forwards(chain, curve=curve)).set_aside
        for name in ("SPY_2026-02-11", "QQQ_2026-02-11", "SPX_2023-09-14", "SPX_2024-02-12")
        for chain, curve in [read(name)]
    }
    stale = {
        name: sum(n for why, n in reasons.items() if why.startswith("stale"))
        for name, reasons in set_aside.items()
    }
    assert stale["SPY_2026-02-11"] > 50 < stale["QQQ_2026-02-11"]
    assert stale["SPX_2023-09-14"] == stale["SPX_2024-02-12"] == 0


def test_series_without_a_root_are_told_apart():
    """SPX of 2025-01-22 lists both series of five third Fridays under one key: ten listings, and no row is lost."""
    chain, _ = read("SPX_2025-01-22")
    both = [
        each
        for each in chain.listings
        if each.expiration.isoformat()
        in {*("2025-02-21", "2025-03-21", "2025-04-17", "2025-05-16", "2025-06-20")}
    ]
    assert [each.settlement for each in both] == ["am", "pm"] * 5
    assert set(chain.set_aside) == {"expired", "no bid"}


@pytest.mark.parametrize(
    "name",
    [
        n
        for n in EUROPEAN
        if n not in {"SPX_2020-12-01", "SPX_2025-01-22", "XSP_2023-09-14", "NDX_2022-02-04"}
    ],
)
def test_labels_taken_off_come_back(name):
    """Roots hidden behind a copy number, the p.m. series first: the prices give them back, wrong for none."""
    symbol = name.split("_")[0]
    rows = pd.read_parquet(DATA / "chains" / f"{name}.parquet")
    root = rows["root"].astype(str)
    both = root.groupby(rows["expiry"]).transform("nunique") > 1
    hidden = rows.assign(root=f"{symbol}/", copy=np.where(both & (root == symbol), 1, 0))
    found, truth = (OptionChain.from_rows(table, symbol) for table in (hidden, rows))
    twice = set(rows.loc[both, "expiry"].dt.date)
    key = ["expiration", "strike", "right", "root"]
    there = found.quotes[found.quotes["expiration"].dt.date.isin(twice)]
    merged = there.merge(truth.quotes, on=key, suffixes=("", "_true"), how="left")
    told = merged["bid"] == merged["bid_true"]
    doubtful = found.set_aside.get("of a second series not told from the first", 0)
    assert len(there) + doubtful >= 0.95 * truth.quotes["expiration"].dt.date.isin(twice).sum()
    assert told.mean() > 0.9


def test_panels_by_session():
    """Ten years of SPY puts and a year of 20 contracts a day are read one session at a time."""
    source = market(DATA)
    puts, _ = source.chain_of(
        str(DATA / "chains" / "SPY_puts_monthly_2010_2019.parquet"), date(2015, 1, 2)
    )
    assert set(puts.columns.is_call) == {False}
    implied = forwards(puts, curve=RateCurve.flat(Rate(0.0, "given")), dividend_yield=0.018)
    assert {one.forward_source for one in implied.each} == {"underlying"}
    few, _ = source.chain_of(
        str(DATA / "chains" / "SPY_selected_daily_2021.parquet"), date(2021, 6, 1)
    )
    assert (few.rows_read, few.underlying) == (20, "SPY")
