"""The reading of volatility on real prices: the figures of the specification where the data reach."""

from datetime import date
from pathlib import Path

import pytest

from hedgerow.data.ledger import Memory
from hedgerow.desk import VolChoices, volatility

SHARED = Path(__file__).parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="no real data beside the project")
pytest.importorskip("skfolio")

CHEAP = VolChoices(models=("ewma_94", "random_walk_21"), evaluate_from=date(2024, 1, 2))


def read(symbol, as_of):
    """Reads a symbol with cheap models, the S&P 500 before 2003 joined from the bundled data."""
    return volatility(symbol, data=[SHARED, "demo:"], as_of=as_of, choices=CHEAP, ledger=Memory())


@pytest.fixture(scope="module")
def spx():
    """The S&P 500 since 1990."""
    return read("SPX", "2026-02-27")


def test_the_history_is_joined(spx):
    """No session is missing from 1990-01-02 on, and the join is named."""
    assert (spx.history.first, spx.history.missing) == (date(1990, 1, 2), 0)
    assert spx.history.jumps == ()
    assert "before 2003-01-02" in spx.provenance["prices"]


def test_tails(spx):
    """Since 1990: 1.55 % of days beyond 3σ, .65 % beyond 4σ, excess kurtosis 10.9 [SPEC §E]."""
    assert spx.tails.frequencies.beyond(3).observed.share == pytest.approx(0.0155, abs=5e-5)
    assert spx.tails.frequencies.beyond(4).observed.share == pytest.approx(0.0065, abs=5e-5)
    assert spx.tails.moments.excess_kurtosis.value == pytest.approx(10.9, abs=0.05)


def test_implied_over_what_followed(spx):
    """VIX exceeded the next 21 sessions by 4.08 points on average, on 85.7 % of days [SPEC §E]; 81.6 % of
    days stayed inside its daily move [SPEC RV-08]; returns and ΔVIX correlate by −.79, ΔlnVIX by −.71.
    """
    assert spx.implied.subsequent.mean == pytest.approx(0.0408, abs=5e-5)
    assert spx.implied.subsequent.hit_rate == pytest.approx(0.857, abs=5e-4)
    assert spx.implied.coverage.coverages[0].inside.share == pytest.approx(0.816, abs=5e-4)
    whole = spx.spot_vol.correlations[-1]
    assert whole.with_change == pytest.approx(-0.79, abs=0.005)
    assert whole.with_log_change == pytest.approx(-0.71, abs=0.005)


def test_april_2025():
    """Five-minute returns of 2025-04-07 make 102.2 % a year without the night."""
    found = read("SPX", "2025-04-07").intraday
    assert found.sessions[-1].date == found.last == date(2025, 4, 7)
    assert found.sessions[-1].vol == pytest.approx(1.022, abs=5e-4)
    assert found.highest == found.sessions[-1]


def test_a_split_is_adjusted_for():
    """NVDA's 10-for-1 of June 2024 lies in adjusted closes: nothing is flagged, VIX is not its index."""
    found = read("NVDA", "2026-02-27")
    assert found.history.jumps == ()
    assert found.implied is None
    assert found.spot_vol is not None


def test_the_index_and_the_fund_on_it_agree():
    """The S&P 500's opens were stale for years and its fund's were not: the forecasts agree within a point."""
    choices = VolChoices(
        models=("har_log", "gjr", "implied_debiased", "random_walk_21"),
        evaluate_from=date(2020, 1, 2),
        refit=126,
    )
    index, fund = (
        volatility(symbol, data=SHARED, as_of="2026-02-27", choices=choices, ledger=Memory())
        for symbol in ("SPX", "SPY")
    )
    assert index.forecast.vol == pytest.approx(fund.forecast.vol, abs=0.01)
    assert index.forecast.measure == "squared returns"
    assert fund.forecast.measure == "Garman–Klass, and the night"
