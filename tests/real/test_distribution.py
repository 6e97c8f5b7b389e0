"""The S&P 500's distribution, its tie to the VIX and April 2025 by five minutes (see test_acceptance).

Returns before 2003 are those of the index that skfolio ships; both sources agree where they overlap.
The figures are SPEC §E's, measured to 2026; each tolerance is half of its last printed digit, more
where the few months by which the two histories differ move it.
"""

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hedgerow.market.intraday import IntradayBars
from hedgerow.volatility.realized.coverage import implied_coverage
from hedgerow.volatility.realized.distribution import moments
from hedgerow.volatility.realized.intraday import intraday_variance
from hedgerow.volatility.realized.spot_vol import rolling_correlation, spot_vol
from hedgerow.volatility.realized.subsequent import implied_over_subsequent
from hedgerow.volatility.realized.tails import tails

DATA = Path(__file__).parents[2].parent / "shared" / "data"
SKFOLIO = importlib.util.find_spec("skfolio")
pytestmark = [
    pytest.mark.skipif(not DATA.is_dir(), reason="no real data beside the checkout"),
    pytest.mark.skipif(SKFOLIO is None, reason="the index before 2003 comes with skfolio"),
]


@pytest.fixture(scope="module")
def closes():
    """The index from skfolio (1990 to 2022) and from the file (2003 on)."""
    shipped = Path(SKFOLIO.origin).parent / "datasets" / "data" / "sp500_index.csv.gz"
    old = pd.read_csv(shipped, index_col=0, parse_dates=True).iloc[:, 0]
    rows = pd.read_parquet(DATA / "prices" / "daily.parquet", columns=["date", "symbol", "close"])
    rows = rows[rows["symbol"] == "^SPX"]
    return old, pd.Series(rows["close"].to_numpy(float), pd.DatetimeIndex(rows["date"]))


@pytest.fixture(scope="module")
def days(closes):
    """Log returns from 1990 to 2026-02-27, joined on returns, and the VIX at each close."""
    old, new = (np.log(c).diff().dropna() for c in closes)
    returns = pd.concat([old[old.index < new.index[0]], new])
    rows = pd.read_parquet(DATA / "vol_indices" / "daily.parquet")
    rows = rows[rows["symbol"] == "VIX"]
    vix = pd.Series(rows["close"].to_numpy(float) / 100, pd.to_datetime(rows["date"]))
    return pd.DataFrame({"returns": returns, "vix": vix.reindex(returns.index)})


def test_the_two_sources_agree(closes):
    """On the twenty years that both have, no day's return differs by a millionth."""
    old, new = (np.log(c).diff().dropna() for c in closes)
    both = old.index.intersection(new.index)
    assert len(both) > 5000
    assert np.abs(old[both] - new[both]).max() < 1e-6


def test_the_history(days):
    """9,105 returns from 3 January 1990 to 27 February 2026, none missing."""
    assert (len(days), days["returns"].isna().sum()) == (9105, 0)
    assert str(days.index[0].date()) == "1990-01-03"
    assert str(days.index[-1].date()) == "2026-02-27"


@pytest.mark.parametrize(("start", "excess"), [("1990", 10.9), ("2000", 10.7), ("2010", 13.6)])
def test_excess_kurtosis(days, start, excess):
    """10.9 since 1990, 10.7 since 2000, 13.6 since 2010, and fat-tailed beyond doubt in each."""
    made = moments(days.loc[start:, "returns"].to_numpy())
    assert made.excess_kurtosis.value == pytest.approx(excess, abs=0.05)
    assert made.tailedness == "leptokurtic"
    assert made.skewness.value < 0


def test_tails(days):
    """1.55 % of days beyond 3σ and 0.65 % beyond 4σ: 5.7 and about 100 times a normal's."""
    made = tails(days["returns"].to_numpy())
    three, four, left = made.beyond(3), made.beyond(4), made.beyond(3, "left")
    assert 100 * three.observed.share == pytest.approx(1.55, abs=0.005)
    assert 100 * four.observed.share == pytest.approx(0.65, abs=0.005)
    assert 5.3 < three.ratio < 5.8
    assert 88 < four.ratio < 109
    assert 0.80 <= 100 * left.observed.share <= 1.0
    # clusters make the share less sure than the count alone
    assert three.observed.clustered_interval[0] < three.observed.interval[0]


def test_days_inside_the_implied_move(days):
    """|r| < VIX/√252 of the evening before on 81.6 % of days, not 68.3 %."""
    made = implied_coverage(np.expm1(days["returns"].to_numpy()), days["vix"].to_numpy())
    one, two = made.coverages
    assert one.inside.share == pytest.approx(0.816, abs=5e-4)
    assert one.inside.clustered_interval[0] > one.normal
    assert two.inside.share > two.normal
    # the premium is larger, relative to it, when the VIX is low
    shares = [level.inside.share for level in made.by_level]
    assert shares == sorted(shares, reverse=True)


def test_spot_and_vol(days):
    """−.79 with the change of the VIX, −.71 with that of its logarithm; 63 days −.90, −.81, −.48."""
    r, vix = days["returns"].to_numpy(), days["vix"].to_numpy()
    whole, recent = (spot_vol(r, vix).correlations[i] for i in (-1, 0))
    assert whole.with_change == pytest.approx(-0.79, abs=0.005)
    assert whole.with_log_change == pytest.approx(-0.71, abs=0.005)
    marks = (recent.percentile_5, recent.median, recent.percentile_95)
    assert marks == pytest.approx((-0.90, -0.81, -0.48), abs=0.005)
    twin = days["returns"].rolling(252).corr(np.log(days["vix"]).diff())
    ours = rolling_correlation(r, np.diff(np.log(vix), prepend=np.nan), window=252)
    there = twin.notna().to_numpy()
    assert ours[there] == pytest.approx(twin[there].to_numpy(), abs=1e-8)


@pytest.mark.parametrize(
    ("start", "mean", "median", "hits"), [("1990", 4.08, 4.7, 0.857), ("2010", 3.67, 4.6, 0.841)]
)
def test_implied_over_subsequent(days, start, mean, median, hits):
    """VIX less the next 21 days: 4.08 points, above zero on 85.7 % of days since 1990 (SPEC RV-09, MS-05)."""
    cut = days.loc[start:]
    made = implied_over_subsequent(cut["vix"].to_numpy(), cut["returns"].to_numpy())
    assert 100 * made.mean == pytest.approx(mean, abs=0.02)
    assert 100 * made.median == pytest.approx(median, abs=0.06)
    assert made.hit_rate == pytest.approx(hits, abs=0.001)
    assert made.mean_interval[0] > 0


def test_april_2025_by_five_minutes():
    """The index by five minutes, annualised without the night: 17.3 % on 3 April, 102.2 % on the 7th."""
    rows = pd.read_parquet(DATA / "intraday" / "bars_5min.parquet").rename(
        columns={"ts": "timestamp"}
    )
    made = intraday_variance(IntradayBars.from_rows(rows, "^SPX")).to_frame()
    april = made.loc["2025-04-03":"2025-04-10"]
    vols = [17.3, 46.7, 102.2, 46.4, 73.0, 53.0]
    assert 100 * april["vol"].to_numpy() == pytest.approx(vols, abs=0.05)
    # the night of 2 April, after the tariffs: the day looked calm, the two together did not
    assert april["vol_with_overnight"].iloc[0] > 3 * april["vol"].iloc[0]
    # on the 7th the index rose seven per cent in minutes and fell back
    assert april["jump_z"].idxmax() == pd.Timestamp("2025-04-07")
    assert april["jump_z"].max() > 2.33
