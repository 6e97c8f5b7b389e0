"""One symbol's volatility, from a folder of prices to the forecast and its record."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from hedgerow.data.ledger import Memory
from hedgerow.data.progress import Noted
from hedgerow.desk import VolChoices, volatility
from hedgerow.desk.vol_study import first_test
from hedgerow.desk.walk import LABEL
from hedgerow.errors import BookError, InputError, UnavailableError
from hedgerow.market.bars import Bars
from hedgerow.market.book import Book, Position
from hedgerow.market.calendar import sessions

CHEAP = VolChoices(models=("random_walk_21", "ewma_94", "har_log"), refit=126)


@pytest.fixture(scope="module")
def read(vol_market):
    """Reads a symbol with cheap models, keeping nothing."""

    def of(symbol="SPX", choices=CHEAP, **more):
        return volatility(symbol, data=vol_market, choices=choices, **{"ledger": Memory(), **more})

    return of


@pytest.fixture(scope="module")
def spx(read):
    """The index."""
    return read()


@pytest.fixture(scope="module")
def closes(vol_market):
    """Closes of the index as they were written."""
    rows = pd.read_parquet(vol_market / "prices" / "daily.parquet")
    return rows[rows["symbol"] == "^SPX"].set_index("date")["adj_close"]


def test_the_estimates_are_of_the_closes_in_the_file(spx, closes):
    """The zero-mean estimate is the one-liner √(252 mean r²) over the last 21 returns."""
    r = np.diff(np.log(closes.to_numpy()))
    by_name = {row.estimator: row.vol for row in spx.estimates}
    expected = np.sqrt(252 * np.mean(r[-21:] ** 2))
    assert any(vol == pytest.approx(expected, rel=1e-12) for vol in by_name.values())
    assert spx.cone[2].window == 21
    assert spx.cone[2].current == pytest.approx(expected, rel=1e-12)
    assert spx.recent[-1].vol == pytest.approx(expected, rel=1e-12)


def test_the_winner_speaks(spx):
    """The forecast is that of the model with the least loss; the range and the reason say so."""
    assert spx.evaluation.winner == spx.evaluation.scores[0].model == spx.forecast.model
    losses = [score.qlike for score in spx.evaluation.scores]
    assert losses == pytest.approx(sorted(losses), rel=1e-12)
    assert spx.forecast.low < spx.forecast.vol < spx.forecast.high
    assert spx.forecast.model in spx.forecast.reason
    spoken = {row.model: row.vol for row in spx.forecast.models}
    assert spx.forecast.vol == spoken[spx.forecast.model]
    assert spx.forecast.path[-1].vol == spx.forecast.vol
    assert [point.sessions for point in spx.forecast.path] == list(range(1, 22))


def test_the_path_ends_on_a_session_of_the_horizon(spx):
    """21 sessions after 31 May 2024 is 2 July: 19 June is a holiday."""
    assert spx.as_of == date(2024, 5, 31)
    assert spx.forecast.path[-1].date == date(2024, 7, 2)


def test_bars_within_the_day(spx, vol_market):
    """The variance of the last session is the sum of squares of its five-minute returns."""
    rows = pd.read_parquet(vol_market / "intraday" / "bars_5min.parquet")
    last = rows[rows["timestamp"].dt.date == date(2024, 5, 31)]
    prices = np.r_[last["open"].iloc[0], last["close"]]
    RV = 252 * np.sum(np.diff(np.log(prices)) ** 2)
    assert spx.intraday.sessions[-1].vol == pytest.approx(np.sqrt(RV), rel=1e-9)
    assert spx.intraday.known == 30
    assert spx.intraday.vol_with_overnight > spx.intraday.vol


def test_what_options_implied(spx):
    """VIX was made a fifth above the day's volatility: it exceeds what follows on most days."""
    assert spx.implied.index == "VIX"
    assert spx.implied.subsequent.hit_rate > 0.8
    assert spx.one_day.implied == pytest.approx(
        spx.history.close * spx.implied.vol / np.sqrt(252), rel=1e-12
    )


def test_no_look_ahead(read, vol_market, tmp_path):
    """Rows after the session asked for change no byte of the answer."""
    import shutil

    day = date(2024, 1, 31)
    cut = tmp_path / "cut"
    shutil.copytree(vol_market, cut)
    for path in cut.rglob("*.parquet"):
        rows = pd.read_parquet(path)
        stamps = rows["date"] if "date" in rows else rows["timestamp"].dt.tz_localize(None)
        rows[stamps <= pd.Timestamp(day)].to_parquet(path, index=False)
    whole = read(as_of=day)
    alone = volatility("SPX", data=cut, as_of=day, choices=CHEAP, ledger=Memory())
    provenance = {table: place for table, place in whole.provenance.items() if table != "intraday"}
    same = replace(alone, provenance=provenance)
    assert replace(whole, provenance=provenance).to_json() == same.to_json()


def test_an_interrupt_loses_only_what_was_being_done(vol_market):
    """After an interrupt the next run makes the rest, and the answer is that of a run in one go."""

    class Stop(Memory):
        def put(self, key, result):
            if len(self.kept) == 4:
                raise KeyboardInterrupt
            super().put(key, result)

    broken = Stop()
    with pytest.raises(KeyboardInterrupt):
        volatility("SPX", data=vol_market, choices=CHEAP, ledger=broken)
    kept = Memory(dict(broken.kept))
    progress = Noted()
    resumed = volatility("SPX", data=vol_market, choices=CHEAP, ledger=kept, progress=progress)
    steps = [step for step in progress.steps if step[0] == LABEL]
    assert steps[0][1] == 4
    assert steps[-1][1] == steps[-1][2] == len(kept.kept)
    whole = volatility("SPX", data=vol_market, choices=CHEAP, ledger=Memory())
    assert resumed.to_json() == whole.to_json()
    again = Noted()
    volatility("SPX", data=vol_market, choices=CHEAP, ledger=kept, progress=again)
    assert [step for step in again.steps if step[0] == LABEL] == []


def test_any_executor_gives_the_same(read, spx):
    """Threads, or another executor, change no byte."""
    with ThreadPoolExecutor(2) as pool:
        assert read(executor=pool).to_json() == spx.to_json()


def test_processes_give_the_same(read, spx):
    """Two processes change no byte."""
    assert read(choices=replace(CHEAP, workers=2)).to_json() == spx.to_json()


def test_closes_alone(read):
    """Without highs and lows the range estimators are unknown and say why; the rest is answered."""
    found = read("CLOSES")
    unknown = [row for row in found.estimates if np.isnan(row.vol)]
    assert len(unknown) >= 4
    assert all(row.notes for row in unknown)
    assert any(np.isfinite(row.vol) for row in found.estimates)
    assert found.history.whole_bars == 0
    assert found.forecast.measure == "squared returns"
    assert found.implied is None
    assert any("no volatility index" in note for note in found.warnings)


def test_a_price_that_stands_still(read):
    """Its volatility is 0, its tails are unknown, nothing can be forecast, and the answer says so."""
    found = read("STILL")
    assert found.estimates[0].vol == 0
    assert found.tails.moments.tailedness == "unknown"
    assert found.evaluation.winner is None
    assert np.isnan(found.size.factor)


def test_a_young_share(read):
    """40 sessions make estimates, but no cone beyond them and no record."""
    found = read("YOUNG")
    assert np.isfinite(found.estimates[0].vol)
    assert np.isnan(found.cone[-1].current)
    assert found.evaluation.winner is None
    assert "nothing is scored" in found.forecast.reason


def test_a_split_that_nobody_adjusted_for(read):
    """It degrades the answer, with its day and ratio."""
    found = read("SPLIT")
    assert found.status.state == "degraded"
    (reason,) = [text for text in found.status.reasons if "2-for-1" in text]
    assert str(found.history.jumps[0].date) in reason


def test_missing_sessions(read):
    """Windows across them are unknown, which degrades the answer; nothing bridges the gap."""
    found = read("GAPPY")
    assert found.history.missing == 5
    assert np.isnan(found.cone[0].current)
    assert any("no close" in reason for reason in found.status.reasons)


def test_events_add_in_variance(read, spx):
    """One day of 60 % among 21 lifts the forecast to √((σ_e² + 20 σ²)/21)."""
    found = read(choices=replace(CHEAP, event_days=1, event_points=60))
    expected = np.sqrt((0.60**2 + 20 * spx.forecast.vol**2) / 21)
    assert found.forecast.with_events.central == pytest.approx(expected, rel=1e-12)
    assert spx.forecast.with_events is None


def test_a_basket(read):
    """Two shares that move as one, one of them halved, correlate by 1 but for the split's day."""
    book = Book(
        [Position("CLOSES", value=1e5), Position("SPLIT", value=5e4), Position("CASH", value=1e4)]
    )
    found = read(basket_of=book).basket
    assert found.recent.by_variance == pytest.approx(1, abs=1e-9)
    assert [m.weight for m in found.members] == pytest.approx([2 / 3, 1 / 3])
    assert found.left_out == ("CASH",)
    with pytest.raises(BookError, match="two or more"):
        read(basket_of=Book([Position("CLOSES", value=1e5)]))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"window": 1}, r"window 1 must lie in 2 … 2520"),
        ({"horizon": 0}, r"horizon 0 must lie in 1 … 252"),
        ({"level": 1.5}, r"level 1.5 must lie in 0.5 … 0.99"),
        ({"measure": "rang"}, r"measure 'rang' is not one of .*did you mean 'range'"),
        ({"models": ("garhc",)}, r"model 'garhc' is not one of .*did you mean 'garch'"),
        ({"event_days": 2}, r"event-days and event-points belong together"),
        ({"event_days": 30, "event_points": 30}, r"event-days 30 must lie in 0 … 21"),
        ({"evaluate_from": date(2030, 1, 2)}, r"after the last price"),
        ({"workers": 0}, r"workers 0 must lie in 1 … 64"),
    ],
)
def test_choices_that_are_none(read, change, message):
    """Each is one line with the value and the range."""
    with pytest.raises(InputError, match=message):
        read(choices=replace(CHEAP, **change) if "models" not in change else VolChoices(**change))


def test_a_symbol_that_nobody_has(read):
    """The line names it and the sources."""
    with pytest.raises(UnavailableError, match="no prices of NONE"):
        read("NONE")


def test_a_measure_that_the_data_lack(read):
    """Bars within the day are asked for, and there are none."""
    with pytest.raises(UnavailableError, match="measure 'intraday'"):
        read("CLOSES", choices=replace(CHEAP, measure="intraday"))


def test_a_day_long_after_the_last_price(read):
    """It is refused with the day that can be asked for."""
    with pytest.raises(InputError, match="--as-of 2024-05-31"):
        read(as_of="2024-09-30")


def test_two_closes_are_the_least(tmp_path):
    """One close has no return."""
    (tmp_path / "prices").mkdir()
    pd.DataFrame(
        {"date": [pd.Timestamp("2024-05-31")], "symbol": "ONE", "adj_close": 5.0}
    ).to_parquet(tmp_path / "prices" / "daily.parquet")
    with pytest.raises(UnavailableError, match="a return needs two"):
        volatility("ONE", data=tmp_path, choices=CHEAP, ledger=Memory())


def changed(folder, tmp_path, change):
    """A copy of the market whose index prices went through ``change``."""
    import shutil

    copy = tmp_path / "changed"
    shutil.copytree(folder, copy)
    path = copy / "prices" / "daily.parquet"
    rows = pd.read_parquet(path)
    change(rows.loc[rows["symbol"] == "^SPX"].index, rows)
    rows.to_parquet(path, index=False)
    return copy


def test_bars_that_begin_late_are_not_what_forecasts_rest_on(vol_market, tmp_path):
    """Bars on the last 300 sessions alone are too few to learn from and be tested on: closes are used."""

    def late(at, rows):
        rows.loc[at[:-300], ["adj_open", "adj_high", "adj_low"]] = np.nan

    found = volatility(
        "SPX", data=changed(vol_market, tmp_path, late), choices=CHEAP, ledger=Memory()
    )
    assert found.forecast.measure == "squared returns"
    assert any("are needed to rest them on it" in note for note in found.warnings)
    assert "har_log" in {score.model for score in found.evaluation.scores}


def test_stale_opens_are_told_and_not_believed(vol_market, tmp_path):
    """Opens that repeat the close before, with nights inside the sessions, degrade the answer."""

    def stale(at, rows):
        close = rows.loc[at, "adj_close"].to_numpy()
        jumps = np.cumsum(0.012 * np.random.default_rng(1).standard_normal(len(at)))
        for name in ("adj_close", "adj_open", "adj_high", "adj_low"):
            rows.loc[at, name] *= np.exp(jumps)
        close = rows.loc[at, "adj_close"].to_numpy()
        opens = np.concatenate([close[:1], close[:-1]])
        rows.loc[at, "adj_open"] = opens
        rows.loc[at, "adj_high"] = np.maximum(rows.loc[at, "adj_high"], opens)
        rows.loc[at, "adj_low"] = np.minimum(rows.loc[at, "adj_low"], opens)

    found = volatility(
        "SPX", data=changed(vol_market, tmp_path, stale), choices=CHEAP, ledger=Memory()
    )
    assert found.forecast.measure == "squared returns"
    assert any("opens are stale" in reason for reason in found.status.reasons)


def test_a_feed_that_stands_still(vol_market, tmp_path):
    """Twenty equal closes at the end are no market, and the answer says so."""

    def still(at, rows):
        rows.loc[at[-20:], "adj_close"] = rows.loc[at[-20], "adj_close"]
        rows.loc[at, ["adj_open", "adj_high", "adj_low"]] = np.nan

    found = volatility(
        "SPX", data=changed(vol_market, tmp_path, still), choices=CHEAP, ledger=Memory()
    )
    assert any("the last 20 closes are equal" in reason for reason in found.status.reasons)


@pytest.mark.parametrize(("minutes", "length"), [(2, 6), (3, 6), (10, 10), (65, None)])
def test_bars_of_any_width_within_the_day(vol_market, tmp_path, minutes, length):
    """Returns are as near to five minutes as the bars allow; bars over an hour are left out, and said."""
    import shutil

    copy = tmp_path / "market"
    shutil.copytree(vol_market, copy)
    opens = pd.Timestamp("2024-05-31 09:30", tz="America/New_York").tz_convert("UTC")
    n = 390 // minutes
    close = 4000 + np.cumsum(np.random.default_rng(2).standard_normal(n))
    pd.DataFrame(
        {
            "timestamp": pd.date_range(opens, periods=n, freq=f"{minutes}min"),
            "symbol": "^SPX",
            "open": np.r_[4000, close[:-1]],
            "high": close + 5,
            "low": close - 5,
            "close": close,
        }
    ).to_parquet(copy / "intraday" / "bars_5min.parquet", index=False)
    found = volatility("SPX", data=copy, choices=CHEAP, ledger=Memory())
    if length is None:
        assert found.intraday is None
        assert any("too long" in note for note in found.warnings)
    else:
        assert found.intraday.minutes == length


@pytest.mark.parametrize(("horizon", "back"), [(21, 2520), (252, 3024)])
def test_a_long_horizon_is_tested_on_a_longer_past(horizon, back):
    """Ten years, or twelve targets that do not overlap, and never before there is something to learn from."""
    every = sessions()
    dates = every[(every >= "2000-01-03") & (every <= "2024-05-31")]
    C = np.full(len(dates), 100.0)
    bars = Bars(dates, C, C, C, C)
    choices = VolChoices(horizon=horizon)
    first = first_test(bars, choices)
    tested = int((dates >= pd.Timestamp(first)).sum())
    assert back <= tested < back + choices.refit
    assert every.get_loc(pd.Timestamp(first)) % choices.refit == 0
    short = bars.take(slice(-800, None))
    assert 400 <= int((short.dates >= pd.Timestamp(first_test(short, choices))).sum()) < 400 + 63


def test_what_options_imply_is_freed_of_its_premium(read):
    """Spoken by what options imply, an estimate with events takes the usual premium off."""
    choices = VolChoices(models=("implied",), refit=126, event_days=1, event_points=40)
    found = read(choices=choices)
    card = found.forecast.with_events
    (score,) = found.evaluation.scores
    assert card.bias == pytest.approx(-score.bias, rel=1e-12)
    assert card.base + card.deviation + card.events + card.bias == pytest.approx(card.central)
    assert any("counts it twice" in note for note in found.warnings)


def test_the_range_with_events_is_the_forecasts(read, spx):
    """Both ends of the range hold the events, variances added."""
    found = read(choices=replace(CHEAP, event_days=2, event_points=50)).forecast
    for end, plain in (
        (found.with_events.low, spx.forecast.low),
        (found.with_events.high, spx.forecast.high),
    ):
        assert end == pytest.approx(np.sqrt((2 * 0.5**2 + 19 * plain**2) / 21), rel=1e-12)


def test_one_move_a_length(spx):
    """One standard deviation over a day is that of the forecast for a day, not of the month."""
    by_length = {move.sessions: move.fraction for move in spx.forecast.moves}
    assert by_length[1] == pytest.approx(spx.forecast.path[0].vol / np.sqrt(252), rel=1e-12)
    assert by_length[21] == pytest.approx(spx.forecast.vol * np.sqrt(21 / 252), rel=1e-12)


def test_tests_begin_on_the_same_sessions_day_after_day(vol_market):
    """A day later only the last piece of work is new: what is kept of the day before stays good."""
    kept = Memory()
    volatility("SPX", data=vol_market, as_of="2024-05-29", choices=CHEAP, ledger=kept)
    before = set(kept.kept)
    volatility("SPX", data=vol_market, as_of="2024-05-30", choices=CHEAP, ledger=kept)
    new = set(kept.kept) - before
    assert 0 < len(new) <= len(CHEAP.models)


def test_the_price_is_the_one_that_was_paid(vol_market, tmp_path):
    """Where the data know the unadjusted close it is shown, and a day's move is in its dollars."""

    def paid(at, rows):
        rows.loc[at, "close"] = 1.25 * rows.loc[at, "adj_close"]
        rows.loc[at, "close_basis"] = "as_traded"

    folder = changed(vol_market, tmp_path, paid)
    found = volatility("SPX", data=folder, choices=CHEAP, ledger=Memory())
    plain = volatility("SPX", data=vol_market, choices=CHEAP, ledger=Memory())
    assert found.history.close == pytest.approx(1.25 * plain.history.close, rel=1e-12)
    assert found.one_day.realized == pytest.approx(1.25 * plain.one_day.realized, rel=1e-12)
    assert found.estimates == plain.estimates
    only = volatility("CLOSES", data=vol_market, choices=CHEAP, ledger=Memory())
    assert any("only an adjusted close" in note for note in only.warnings)


@pytest.mark.parametrize(
    ("symbol", "message"),
    [("VIX", "is a volatility index, not a price"), (" ", "is empty"), ("^", "is empty")],
)
def test_symbols_that_have_no_volatility(read, symbol, message):
    """One line says what to ask instead."""
    with pytest.raises(InputError, match=message):
        read(symbol)


def test_rows_that_nobody_can_read_are_the_reason(tmp_path):
    """Dates or numbers in another form are counted in the line, and the form is named."""
    (tmp_path / "prices").mkdir()
    path = tmp_path / "prices" / "daily.csv"
    path.write_text("date,symbol,adj_close\n31.12.2024,ACME,10\n30.12.2024,ACME,11\n")
    with pytest.raises(UnavailableError, match=r"2 rows no date.*YYYY-MM-DD"):
        volatility("ACME", data=tmp_path, as_of="2024-12-31", choices=CHEAP, ledger=Memory())


def test_the_combination_can_be_asked_for(read):
    """Its name stands for its members."""
    found = read(choices=VolChoices(models=("combination",), refit=252))
    names = {row.model for row in found.forecast.models}
    assert names == {"har_log", "gjr", "implied_debiased", "combination"}


def test_a_model_that_cannot_speak_degrades(read):
    """Without options nothing is implied: no forecast, degraded, with the reason."""
    found = read("CLOSES", choices=VolChoices(models=("implied",)))
    assert found.forecast.model is None
    assert found.status.state == "degraded"
    assert any("no forecast" in reason for reason in found.status.reasons)


def test_a_forecast_without_a_record_speaks_all_the_same(read):
    """Tested from last week on nothing is scored, but the model that was asked has a forecast."""
    found = read(choices=VolChoices(models=("har",), evaluate_from=date(2024, 5, 20)))
    assert found.forecast.model == "har"
    assert "speaks by default" in found.forecast.reason
