"""The premium of one symbol, from a folder of prices and index levels to the answer and its record."""

import shutil
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from hedgerow.data.ledger import Memory
from hedgerow.desk import PremiumChoices, premium
from hedgerow.errors import InputError, UnavailableError
from hedgerow.market.calendar import sessions
from hedgerow.volatility.surface.made_chain import Listed, made_chain
from hedgerow.volatility.surface.ssvi import PowerLaw, SsviSurface

LAST = date(2024, 5, 31)
MEMORIAL_DAY = pd.Timestamp(2024, 5, 27)


@pytest.fixture(scope="module")
def spx(vol_market):
    """The index."""
    return premium("SPX", data=vol_market)


@pytest.fixture(scope="module")
def closes(vol_market):
    """Closes as they were written."""
    rows = pd.read_parquet(vol_market / "prices" / "daily.parquet")
    return rows[rows["symbol"] == "^SPX"].set_index("date")["adj_close"]


@pytest.fixture(scope="module")
def vix(vol_market):
    """VIX as it was written, points."""
    return pd.read_parquet(vol_market / "vol_indices" / "daily.parquet").set_index("date")["close"]


@pytest.fixture
def folder(vol_market, tmp_path):
    """A copy of the market whose tables may change: ``folder("vol_indices", change)``."""
    copy = tmp_path / "market"
    shutil.copytree(vol_market, copy)

    def changed(table, change):
        path = copy / table / "daily.parquet"
        change(pd.read_parquet(path)).to_parquet(path, index=False)
        return copy

    return changed


def test_the_figures_are_those_of_the_files(spx, closes, vix):
    """Implied is the index, realized √(252 mean r²) of 21 returns, the rest one-liners on them."""
    r = np.diff(np.log(closes.to_numpy()))
    rv = np.sqrt(252 * np.mean(r[-21:] ** 2))
    assert (spx.as_of, spx.iv_source, spx.symbol) == (LAST, "VIX", "SPX")
    assert spx.iv == pytest.approx(vix.iloc[-1] / 100)
    assert spx.rv == pytest.approx(rv)
    assert spx.ratio == spx.normalised.ratio == pytest.approx(spx.iv / rv)
    year = vix.to_numpy()[-252:]
    assert spx.iv_rank == pytest.approx(100 * (year[-1] - year.min()) / (year.max() - year.min()))
    assert spx.iv_percentile == pytest.approx(100 * np.mean(vix.to_numpy()[-253:-1] < year[-1]))
    assert spx.realized.vol_30 == pytest.approx(np.sqrt(252 * np.mean(r[-30:] ** 2)))


def test_each_flavour_is_what_it_says(spx, closes, vix):
    """Trailing and ex post by one-liners; ex post is of the day whose month is over today."""
    r = np.diff(np.log(closes.to_numpy()))
    late = spx.flavours.ex_post
    assert late.known_since == LAST
    assert late.implied_on == closes.index[-22].date()
    came = np.sqrt(252 * np.mean(r[-21:] ** 2))
    assert late.value_points == pytest.approx(vix.iloc[-22] - 100 * came)
    assert spx.flavours.trailing.value_points == pytest.approx(100 * (spx.iv - spx.rv))
    ahead = spx.flavours.ex_ante_model
    assert ahead.value_points == pytest.approx(100 * (spx.iv - spx.realized.expected))
    assert spx.flavours.variance.value_points == pytest.approx(
        1e4 * (spx.iv**2 - spx.realized.expected**2)
    )
    assert spx.flavours.variance.unit == "variance points"
    assert ahead.buyer_points == -ahead.value_points
    assert ahead.over_mean_points == pytest.approx(ahead.value_points - ahead.mean_points)


def test_the_model_is_named(spx):
    """The cheap regression speaks, and the answer says which and how far off it has been."""
    assert spx.realized.model == "har_log_squared"
    assert 0 < spx.realized.expected < 1
    assert np.isfinite(spx.realized.model_bias_points)


def test_no_look_ahead(vol_market, folder):
    """Rows after the session asked for change no figure of the answer."""
    day = "2023-10-20"

    def cut(rows):
        return rows[rows["date"] <= pd.Timestamp(day)]

    folder("prices", cut)
    short = premium("SPX", data=folder("vol_indices", cut), as_of=day)
    whole = premium("SPX", data=vol_market, as_of=day)
    assert replace(short, provenance={}).to_json() == replace(whole, provenance={}).to_json()


def test_a_holiday_row_is_set_aside_and_counted(spx, folder):
    """A row of Memorial Day, lower than every other, moves neither rank nor percentile, and is said."""

    def with_holiday(rows):
        holiday = pd.DataFrame({"date": [MEMORIAL_DAY], "symbol": "VIX", "close": [5.5]})
        return pd.concat([rows, holiday], ignore_index=True)

    found = premium("SPX", data=folder("vol_indices", with_holiday))
    assert (found.iv_rank, found.iv_percentile) == (spx.iv_rank, spx.iv_percentile)
    assert any("VIX, rows set aside: 1 no session" in note for note in found.warnings)


def test_without_the_session_given_all_is_of_the_last_index(folder):
    """Prices reach further than the index: without a date everything is as of the index's last session."""
    found = premium("SPX", data=folder("vol_indices", lambda rows: rows.iloc[:-8]))
    every = sessions()
    assert found.as_of == every[every <= pd.Timestamp(LAST)][-9].date()
    assert any("VIX ends on" in note for note in found.warnings)
    assert found.status.state == "ok"


def test_an_index_that_ends_early(folder):
    """Named a session: three sessions late is degraded and as of there, eight are refused with the day to ask for."""
    late = premium("SPX", data=folder("vol_indices", lambda rows: rows.iloc[:-3]), as_of=LAST)
    assert late.status.state == "degraded"
    assert late.as_of < LAST
    with pytest.raises(UnavailableError, match=r"VIX ends on .* --as-of"):
        premium("SPX", data=folder("vol_indices", lambda rows: rows.iloc[:-5]), as_of=LAST)


def test_the_index_names_its_underlying(spx, vol_market):
    """Asked about VIX the answer is about SPX, and says so; nothing else differs."""
    found = premium("VIX", data=vol_market)
    assert any("the answer is about SPX" in note for note in found.warnings)
    assert replace(found, warnings=()).to_json() == replace(spx, warnings=()).to_json()


@pytest.mark.parametrize(
    ("symbol", "message"),
    [
        (" ", "is empty"),
        ("VVIX", "VVIX is not the 30-day implied volatility of a price"),
        ("VIX3M", "one of GVZ, OVX"),
    ],
)
def test_a_symbol_that_is_none(vol_market, symbol, message):
    """It is refused in one line with what to give."""
    with pytest.raises(InputError, match=message):
        premium(symbol, data=vol_market)


def test_nothing_implied(vol_market):
    """A symbol without an index, and an index that the data lack, are unavailable; the chain is the way out."""
    with pytest.raises(UnavailableError, match="no volatility index of CLOSES is known; --chain"):
        premium("CLOSES", data=vol_market)
    with pytest.raises(UnavailableError, match="no VXN up to"):
        premium("QQQ", data=vol_market)


def test_a_fund_stands_in_for_an_index_without_prices(folder):
    """SPX ends, SPY goes on: its volatility is taken, which degrades the answer and is said."""

    def ended(rows):
        spy = rows[rows["symbol"] == "^SPX"].assign(symbol="SPY")
        gone = (rows["symbol"] == "^SPX") & (rows["date"] > pd.Timestamp(2024, 3, 28))
        return pd.concat([rows[~gone], spy], ignore_index=True)

    found = premium("SPX", data=folder("prices", ended))
    assert found.realized.price_symbol == "SPY"
    assert found.status.state == "degraded"
    assert "prices of ^SPX end on 2024-03-28" in found.status.reasons[0]
    assert np.isfinite(found.rv)


def test_no_prices(folder):
    """Implied volatility still has a rank; all that needs realized is unknown, and the answer degraded."""
    found = premium(
        "SPX", data=folder("prices", lambda rows: rows[rows["symbol"] == "CLOSES"]), as_of=LAST
    )
    assert np.isfinite([found.iv_rank, found.iv_percentile]).all()
    assert np.isnan([found.rv, found.ratio, found.realized.expected]).all()
    assert found.flavours.ex_post.implied_on is None
    assert found.by_level.observations == 0
    assert found.predictability.stands is None
    assert found.status.state == "degraded"
    assert any("no price of ^SPX" in reason for reason in found.status.reasons)
    assert found.to_dict()["rv"] is None


def test_prices_that_end_before_the_index(folder):
    """Today's realized volatility is unknown where the prices end a week ago; what is known of the past stands."""
    found = premium(
        "SPX", data=folder("prices", lambda rows: rows[rows["date"] < "2024-05-24"]), as_of=LAST
    )
    assert found.as_of == LAST
    assert np.isnan(found.rv)
    assert found.by_level.observations > 500
    assert found.status.state == "degraded"


def test_a_young_index_is_degraded(folder):
    """150 levels are no year: rank and percentile are given, degraded, with their number; means are unknown."""
    found = premium("SPX", data=folder("vol_indices", lambda rows: rows.iloc[-150:]))
    assert np.isfinite(found.iv_rank)
    assert found.rank.state == "degraded"
    assert "150 known levels" in found.status.reasons[0]
    assert np.isnan(found.flavours.trailing.mean_points)
    assert np.isfinite(found.flavours.trailing.value_points)


def test_a_start_that_is_chosen(vol_market, spx):
    """The history begins there, today's figures stay."""
    found = premium("SPX", data=vol_market, choices=PremiumChoices(start=date(2022, 1, 3)))
    assert found.flavours.trailing.first == date(2022, 2, 2)
    assert found.iv_rank == spx.iv_rank
    assert found.by_level.observations < spx.by_level.observations
    with pytest.raises(InputError, match="is after"):
        premium("SPX", data=vol_market, choices=PremiumChoices(start=date(2030, 1, 3)))


def test_another_window(vol_market, closes):
    """30 sessions instead of 21: the trailing premium is of them, and says so."""
    found = premium("SPX", data=vol_market, choices=PremiumChoices(window=30))
    r = np.diff(np.log(closes.to_numpy()))[-30:]
    assert found.rv == found.realized.vol_30 == pytest.approx(np.sqrt(252 * np.mean(r**2)))
    assert found.flavours.trailing.horizon_sessions == 30
    assert found.flavours.ex_post.horizon_sessions == 21


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"window": 1}, r"window 1 must lie in 2 … 252"),
        ({"rank_window": 5}, r"rank-window 5 must lie in 20 … 2520"),
        ({"workers": 0}, r"workers 0 must lie in 1 … 64"),
    ],
)
def test_choices_that_are_none(change, message):
    """Each is one line with the value and the range."""
    with pytest.raises(InputError, match=message):
        PremiumChoices(**change)


def test_the_curve_of_the_article(folder):
    """VIX 17.01 with VIX3M 19.89 and VIX6M 22.46: gap 2.88, 21.12 and 24.81 between [SPEC MS-07, MS-08]."""
    levels = {"VIX": 17.01, "VIX3M": 19.89, "VIX6M": 22.46, "VVIX": 91.0, "SKEW": 137.4}

    def article(rows):
        today = pd.Timestamp(LAST)
        rows = rows[rows["date"] < today]
        new = [{"date": today, "symbol": symbol, "close": x} for symbol, x in levels.items()]
        return pd.concat([rows, pd.DataFrame(new)], ignore_index=True)

    found = premium("SPX", data=folder("vol_indices", article))
    assert 100 * found.curve.gap == pytest.approx(2.88)
    assert found.curve.ratio == pytest.approx(0.8552, abs=5e-5)
    assert [100 * s.vol for s in found.curve.forwards] == pytest.approx([21.12, 24.81], abs=0.005)
    rows = {row.symbol: row for row in found.family}
    assert rows["SKEW"].level == pytest.approx(137.4)
    assert np.isnan(rows["VVIX"].percentile)
    assert (rows["MOVE"].last, rows["MOVE"].direction) == (None, "unknown")
    assert found.to_dict()["family"][-1]["level"] is None


def test_announcements_of_the_month_ahead(vol_market):
    """FOMC of 12 June 2024 and consumer prices of the same day lie within VIX; before 2010 it is not known."""
    found = premium("SPX", data=vol_market)
    assert {(e.kind, e.date) for e in found.events} == {
        ("fomc", date(2024, 6, 12)),
        ("cpi", date(2024, 6, 12)),
    }
    assert [e.days_to for e in found.events] == [12, 12]


def test_around_the_expiration(vol_market):
    """On 17 May 2024, a third Friday, the monthly options expire."""
    card = premium("SPX", data=vol_market, as_of="2024-05-17").opex
    assert (card.state, card.last, card.next) == ("at", date(2024, 5, 17), date(2024, 6, 21))
    assert sum(row.count for row in card.moves) > 1000


def made(path, level, underlying="SPX", root="SPXW"):
    """A chain of the last session whose at-the-forward volatility is near ``level``."""
    T = np.array([7, 28, 63]) / 365
    surface = SsviSurface(T, level**2 * T, -0.6, PowerLaw(1.1, 0.5))
    rows = made_chain(
        surface,
        LAST,
        [Listed(date(2024, 6, day), root) for day in (7, 28)] + [Listed(date(2024, 8, 2), root)],
        spot=5000.0,
        rate=0.05,
        dividend_yield=0.014,
        seed=3,
        underlying=underlying,
    )
    rows.to_csv(path, index=False)
    return path


def test_a_chain_stands_beside_the_index(spx, vol_market, tmp_path):
    """Its 30-day volatility is its own figure: rank, percentile and flavours stay those of the index."""
    found = premium("SPX", data=vol_market, chain=made(tmp_path / "chain.csv", 0.15))
    card = found.chain
    assert card.vol == pytest.approx(0.15, abs=0.002)
    assert card.less_index_points == pytest.approx(100 * (card.vol - spx.iv))
    assert card.ratio == pytest.approx(card.vol / spx.rv)
    assert card.ex_ante_points == pytest.approx(100 * (card.vol - spx.realized.expected))
    assert (found.iv, found.iv_rank, found.flavours) == (spx.iv, spx.iv_rank, spx.flavours)


def test_a_chain_where_there_is_no_index(vol_market, tmp_path):
    """Its volatility is today's alone: premiums of today, no rank and no usual, and the answer is degraded."""
    chain = made(tmp_path / "chain.csv", 0.25, "CLOSES", "CLOSES")
    found = premium("CLOSES", data=vol_market, chain=chain)
    assert (found.iv_source, found.iv) == ("chain", found.chain.vol)
    assert np.isnan([found.iv_percentile, found.flavours.trailing.mean_points]).all()
    assert found.flavours.trailing.value_points == pytest.approx(found.chain.trailing_points)
    assert np.isnan(found.chain.less_index_points)
    assert found.status.state == "degraded"


def test_a_chain_of_something_else(vol_market, tmp_path):
    """A chain of another underlying, or of another session, is refused in a line."""
    chain = made(tmp_path / "chain.csv", 0.15)
    with pytest.raises(InputError, match="the chain is of SPX, the premium of CLOSES"):
        premium("CLOSES", data=vol_market, chain=chain)
    with pytest.raises(InputError, match="has no quotes of 2024-05-30"):
        premium("SPX", data=vol_market, chain=chain, as_of="2024-05-30")


def test_the_full_forecast(vol_market, monkeypatch):
    """The models compete, and the one that `hedgerow vol` lets speak is held against implied volatility."""
    from hedgerow.desk import VolChoices, volatility
    from hedgerow.volatility.forecast.ewma import Ewma
    from hedgerow.volatility.forecast.har import HAR_LOG, IMPLIED_DEBIASED

    for module in ("vol_forecast", "premium_expected"):
        monkeypatch.setattr(f"hedgerow.desk.{module}.MODELS", (Ewma(), HAR_LOG, IMPLIED_DEBIASED))
    ledger = Memory()
    choices = PremiumChoices(forecast=True)
    found = premium("SPX", data=vol_market, choices=choices, ledger=ledger)
    vol = volatility("SPX", data=vol_market, choices=VolChoices(), ledger=ledger)
    assert found.realized.model == vol.forecast.model
    assert found.realized.expected == pytest.approx(vol.forecast.vol)
    assert found.flavours.ex_ante_model.observations > 250
