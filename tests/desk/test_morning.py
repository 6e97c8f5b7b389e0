"""`hedgerow morning` as a desk function: one session ahead, from a straddle or what stands in for it."""

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hedgerow.data.progress import Noted
from hedgerow.desk import expect, exposure, morning
from hedgerow.desk.morning_estimates import mean_reverted
from hedgerow.desk.session_ahead import MULTIPLES
from hedgerow.errors import DataError, InputError, UnavailableError
from hedgerow.market.bars import Bars
from hedgerow.market.calendar import sessions

EXAMPLE = Path(__file__).parents[2] / "examples" / "chain.csv"
DAY = date(2025, 5, 14)
CLOSE = 9_950.0
"""Of the session before the example chain, which is quoted within its own."""


def tables(root, *, days=None, vix=16.0, vix9d=14.0, symbol="^SPX"):
    """Prices that end at ``CLOSE`` on 13 May 2025 and two volatility indices, as a folder."""
    days = days or [d for d in sessions() if date(2019, 5, 1) <= d.date() <= date(2025, 5, 13)]
    r = np.random.default_rng(4).standard_normal(len(days)) * 0.01
    price = CLOSE * np.exp(np.cumsum(r) - np.cumsum(r)[-1])
    levels = [
        pd.DataFrame({"date": days, "symbol": name, "close": level})
        for name, level in (("VIX", vix), ("VIX9D", vix9d))
        if level is not None
    ]
    made = {"prices": pd.DataFrame({"date": days, "symbol": symbol, "adj_close": price})}
    if levels:
        made["vol_indices"] = pd.concat(levels)
    for name, rows in made.items():
        (root / name).mkdir()
        rows.to_csv(root / name / "daily.csv", index=False)
    return root


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Six years of an index and its volatility indices."""
    return tables(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def read(folder):
    """The example chain with that history."""
    return morning(EXAMPLE, data=str(folder))


@pytest.fixture(scope="module")
def stood_in(folder):
    """The same session without a chain."""
    return morning("SPX", data=str(folder), as_of="2025-05-13", last=9_990.0)


def test_one_sigma_is_the_straddle_over_the_root_of_its_sessions(read):
    """1.2533 times the straddle at the forward, over √n and never over n [EM-05, EM-07]; undiscounted."""
    straddle, daily = read.straddle, read.daily
    undiscounted = straddle.price * np.exp(0.043 * straddle.days / 365)
    assert straddle.one_sigma == pytest.approx(np.sqrt(np.pi / 2) * undiscounted, rel=1e-4)
    assert daily.one_sigma == pytest.approx(straddle.one_sigma / np.sqrt(straddle.sessions))
    assert daily.one_sigma == pytest.approx(
        straddle.vol / np.sqrt(252) * straddle.forward, rel=1e-3
    )
    assert daily.mean_move == pytest.approx(np.sqrt(2 / np.pi) * daily.one_sigma)
    assert daily.source == read.provenance["one_sigma"] == "straddle"


def test_the_straddle_is_the_nearest_a_day_ahead(read):
    """That of `expect` on its first expiration after the day of the quotes, p.m. before a.m., with the quotes beside it."""
    first = next(card for card in expect(EXAMPLE).expirations if card.root == "SPXW")
    assert read.straddle.expiration == first.expiration == date(2025, 5, 16)
    assert (read.straddle.root, read.straddle.price) == ("SPXW", first.straddle)
    assert read.straddle.quoted == first.quoted


def test_an_expiration_of_the_next_open_is_no_session(tmp_path):
    """On the evening before, a.m. options price a night alone: the card takes the next that has a session."""
    rows = pd.read_csv(EXAMPLE)
    rows = rows[(rows["expiry"] != "2025-05-16") | (rows["root"] == "SPX")]
    rows = rows.assign(quote_date="2025-05-15", quote_stamp="2025-05-15 16:15")
    rows.to_csv(tmp_path / "SPX_2025-05-15.csv", index=False)
    found = morning(tmp_path / "SPX_2025-05-15.csv")
    assert expect(tmp_path / "SPX_2025-05-15.csv").expirations[0].sessions < 0.5
    assert found.straddle.expiration > date(2025, 5, 16)
    assert found.day == date(2025, 5, 16)


def test_the_bands(read):
    """So many σ around the close of the session before, with a normal law's odds."""
    assert read.center.price == pytest.approx(CLOSE)
    assert (read.center.source, read.center.date) == ("close", date(2025, 5, 13))
    assert [card.multiple for card in read.ranges] == list(MULTIPLES)
    for card in read.ranges:
        assert card.high - CLOSE == pytest.approx(card.multiple * read.daily.one_sigma)
        assert CLOSE - card.low == pytest.approx(card.points)
    odds = [0.3829, 0.6827, 0.8664, 0.9545]
    np.testing.assert_allclose([card.normal_coverage for card in read.ranges], odds, atol=1e-4)


def test_a_chain_quoted_since_the_close_says_the_price_now(read):
    """Its parity spot against the close before; a price that is given goes before it."""
    assert (read.last.source, read.day) == ("parity", DAY)
    gone = read.last.price - CLOSE
    assert read.overnight.points == pytest.approx(gone)
    assert read.overnight.ratio == pytest.approx(abs(gone) / read.daily.one_sigma)
    assert [card.left for card in read.ranges] == [
        abs(gone) > card.multiple * read.daily.one_sigma for card in read.ranges
    ]


def test_the_price_that_is_given(folder, read):
    """Half of σ is used, all of it is exceeded: bands are half-open."""
    for share, state in ((0.49, "normal"), (0.501, "used"), (1.001, "exceeded")):
        last = CLOSE + share * read.daily.one_sigma
        found = morning(EXAMPLE, data=str(folder), last=last)
        assert (found.last.source, found.overnight.state) == ("given", state)
    with pytest.raises(InputError, match="last -1 must be a price above 0"):
        morning(EXAMPLE, last=-1)


def test_without_a_price_now_nothing_is_used(folder):
    """Unknown, not zero; and no band is said to hold or to be left."""
    found = morning("SPX", data=str(folder), as_of="2025-05-13")
    assert found.overnight.state == "unknown"
    assert np.isnan(found.overnight.ratio)
    assert {card.left for card in found.ranges} == {None}
    assert any("--last" in note for note in found.warnings)


def test_pins_are_within_one_sigma_and_in_the_top_tenth(read):
    """Against the table of `exposure`, by hand [RG-09]."""
    strikes = exposure(EXAMPLE).strikes
    spot = expect(EXAMPLE).spot
    gross = {card.strike: abs(card.call_gamma) + abs(card.put_gamma) for card in strikes}
    live = sorted(g for g in gross.values() if g > 0)
    least = live[-max(int(0.1 * len(live)), 1)]
    near = {K for K in gross if abs(K / spot - 1) <= read.daily.share and gross[K] >= least}
    assert {pin.strike for pin in read.gamma.pins} == near
    shares = sorted((gross[K] / sum(gross.values()) for K in near), reverse=True)
    assert [pin.share for pin in read.gamma.pins] == pytest.approx(shares)
    assert all(abs(pin.deviations) <= 1 for pin in read.gamma.pins)
    assert read.gamma.gamma == pytest.approx(exposure(EXAMPLE).total.gamma)


def test_without_open_interest_pins_are_left_out(tmp_path):
    """Said, and the rest of the card stands."""
    file = tmp_path / "SPX_2025-05-14.csv"
    pd.read_csv(EXAMPLE).drop(columns="open_interest").to_csv(file, index=False)
    found = morning(file)
    assert found.gamma is None
    assert any("no open interest" in note for note in found.warnings)
    assert found.daily.source == "straddle"


def test_implied_against_the_last_five_sessions(read, folder):
    """The straddle's volatility over the zero-mean root mean square of five log returns [EM-10]."""
    closes = pd.read_csv(folder / "prices" / "daily.csv")["adj_close"].to_numpy()
    realized = np.sqrt(252 * np.mean(np.diff(np.log(closes[-6:])) ** 2))
    assert read.week.realized == pytest.approx(realized)
    assert read.week.ratio == pytest.approx(read.straddle.vol / realized)
    assert read.week.rich == (read.week.ratio > 1.3)


def test_the_one_day_range(read):
    """S σ/√252 by both; their difference is the premium of a day [FC-05, DT-20]."""
    card = read.estimate
    assert card.realized_move == pytest.approx(CLOSE * read.week.realized / np.sqrt(252))
    assert card.implied_move == pytest.approx(CLOSE * read.straddle.vol / np.sqrt(252))
    assert card.premium == pytest.approx(card.implied_move - card.realized_move)


def test_the_envelope(read, folder):
    """Usual: the root mean square of all; now: a third of the variance each of week, month, all. No premium comes off."""
    closes = pd.read_csv(folder / "prices" / "daily.csv")["adj_close"].to_numpy()
    r2 = 252 * np.diff(np.log(closes)) ** 2
    usual, now = np.sqrt(r2.mean()), np.sqrt((r2[-5:].mean() + r2[-21:].mean() + r2.mean()) / 3)
    fermi = read.estimate.fermi
    assert fermi.base == pytest.approx(usual)
    assert fermi.central == pytest.approx(now)
    assert fermi.bias == fermi.events == 0
    assert fermi.low < fermi.central < fermi.high
    assert read.estimate.fermi_move == pytest.approx(CLOSE * now / np.sqrt(252))


def test_the_error_of_the_envelope_is_its_past(read, folder):
    """Root mean square of estimate less the volatility of the next five sessions, each made with what was known."""
    rows = pd.read_csv(folder / "prices" / "daily.csv")
    closes = rows["adj_close"].to_numpy()
    r2 = 252 * np.diff(np.log(closes)) ** 2
    missed = []
    for i in range(21, len(r2) - 4):
        now = np.sqrt((r2[i - 5 : i].mean() + r2[i - 21 : i].mean() + r2[:i].mean()) / 3)
        missed.append(np.sqrt(r2[i : i + 5].mean()) - now)
    fermi = read.estimate.fermi
    assert fermi.high - fermi.central == pytest.approx(
        np.sqrt(np.mean(np.square(missed))), rel=1e-3
    )


def test_a_short_history_assumes_what_is_usual(tmp_path):
    """Fifteen per cent, and said [DT-19]."""
    days = [d for d in sessions() if date(2025, 1, 2) <= d.date() <= date(2025, 5, 13)]
    found = morning(EXAMPLE, data=str(tables(tmp_path, days=days)))
    assert found.estimate.fermi.base == 0.15
    assert "assumed" in found.estimate.base_source
    assert np.isnan(found.estimate.fermi.low)


def test_estimates_know_no_future():
    """Closes after a session change nothing of its estimate."""
    days = pd.DatetimeIndex([d for d in sessions() if d.year == 2024])
    C = 100 * np.exp(np.cumsum(np.random.default_rng(1).standard_normal(len(days)) * 0.01))
    whole = mean_reverted(Bars(days, C, C, C, C), np.full(len(C), 0.15))
    cut = mean_reverted(Bars(days[:100], C[:100], C[:100], C[:100], C[:100]), np.full(100, 0.15))
    np.testing.assert_allclose(whole[:100], cut)


def test_without_a_chain_the_nearest_index_stands_in(stood_in):
    """VIX9D over √252, labelled; what needs the chain is left out and said [DT-17]."""
    assert stood_in.daily.source == stood_in.provenance["one_sigma"] == "VIX9D"
    assert stood_in.daily.one_sigma == pytest.approx(CLOSE * 0.14 / np.sqrt(252))
    assert (stood_in.as_of, stood_in.day) == (date(2025, 5, 13), DAY)
    assert stood_in.straddle is stood_in.gamma is stood_in.quoted_at is None
    assert stood_in.status.state == "degraded"
    assert "VIX9D over √252 stands in" in stood_in.status.reasons[0]
    assert "option_price" not in stood_in.provenance
    assert stood_in.overnight.points == pytest.approx(40)
    assert stood_in.week.implied == 0.14


def test_then_vix(tmp_path):
    """Where there is no VIX9D, or it is over a week old."""
    found = morning("SPX", data=str(tables(tmp_path, vix9d=None)), as_of="2025-05-13")
    assert found.daily.source == "VIX"
    assert found.daily.one_sigma == pytest.approx(CLOSE * 0.16 / np.sqrt(252))


def test_then_nothing(tmp_path, folder):
    """Neither a chain nor an index: one line with both, exit code 3."""
    with pytest.raises(UnavailableError, match="nor is there a volatility index"):
        morning("SPX", data=str(tables(tmp_path, vix=None, vix9d=None)), as_of="2025-05-13")
    with pytest.raises(UnavailableError, match="no AAPL chain"):
        morning("AAPL", data=str(folder), as_of="2025-05-13")
    with pytest.raises(DataError, match="not found"):
        morning("nothing.csv")


def test_an_old_chain_is_no_chain_of_today(tmp_path):
    """Without a date the last session counts, not that of the last chain there is."""
    root = tables(tmp_path, days=[d for d in sessions() if d.year == 2025 and d.month < 7])
    (root / "chains").mkdir()
    pd.read_csv(EXAMPLE).to_csv(root / "chains" / "SPX_2025-05-14.csv", index=False)
    found = morning("SPX", data=str(root))
    assert found.as_of == date(2025, 6, 30)
    assert "no SPX chain of 2025-06-30, the last is of 2025-05-14" in found.status.reasons[0]
    then = morning("SPX", data=str(root), as_of="2025-05-14")
    assert then.daily.source == "straddle"


def test_a_chain_without_a_straddle(tmp_path, folder):
    """Without a bid there is no smile: the index stands in, and without data nothing does."""
    file = tmp_path / "SPX_2025-05-14.csv"
    pd.read_csv(EXAMPLE).assign(bid=0.0).to_csv(file, index=False)
    found = morning(file, data=str(folder))
    assert (found.status.state, found.daily.source) == ("degraded", "VIX9D")
    alone = morning(file)
    assert alone.status.state == "unavailable"
    assert alone.daily is None
    assert alone.ranges == ()
    assert json.loads(alone.to_json())["daily"] is None


def test_a_chain_alone(tmp_path):
    """Without any data the bands stand around its own price; the night is unknown while it is under way."""
    found = morning(EXAMPLE)
    assert found.center.source == "parity"
    assert found.overnight.state == "unknown"
    assert np.isnan(found.week.ratio)
    assert found.estimate.fermi is None
    evening = tmp_path / "SPX_2025-05-14.csv"
    pd.read_csv(EXAMPLE).assign(quote_stamp="2025-05-14 16:15").to_csv(evening, index=False)
    late = morning(evening, last=10_010.0)
    assert late.day == date(2025, 5, 15)
    assert late.overnight.points == pytest.approx(10_010 - late.center.price)


def test_dates_ahead(read, tmp_path):
    """OPEX on the 16th, VIX settlement on the 21st, CPI in June, and one's own; what is over is not listed."""
    ahead = {card.kind: card for card in read.ahead}
    assert (ahead["opex"].day, ahead["opex"].sessions) == (date(2025, 5, 16), 2)
    assert ahead["vix_settlement"].day == date(2025, 5, 21)
    assert (ahead["cpi"].day, ahead["cpi"].time) == (date(2025, 6, 11), "08:30")
    assert [card.day for card in read.ahead] == sorted(card.day for card in read.ahead)
    file = tmp_path / "mine.csv"
    file.write_text("date,name,time\n2025-05-15,Apple reports,16:30\n2025-05-14,over,09:00\n")
    found = morning(EXAMPLE, events=file)
    assert [card.name for card in found.ahead if card.kind == "own"] == ["Apple reports"]


def test_an_announcement_of_the_day_is_in_the_envelope(folder, tmp_path):
    """As it is priced, where the expirations around it tell; otherwise it is named and left out, never guessed."""
    file = tmp_path / "mine.csv"
    file.write_text("date,name,time\n2025-05-14,Fed speech,15:50\n")
    found = morning(EXAMPLE, data=str(folder), events=file)
    mine = next(card for card in found.ahead if card.name == "Fed speech")
    plain = morning(EXAMPLE, data=str(folder)).estimate.fermi
    assert mine.sessions == 0
    over = 252 * max(mine.move**2 - mine.usual_move**2, 0)
    assert found.estimate.fermi.central == pytest.approx(np.sqrt(plain.central**2 + over))
    assert "as priced" in found.estimate.event
    stood = morning("SPX", data=str(folder), as_of="2025-05-13", events=file)
    assert "not in the estimate" in stood.estimate.event


def test_quotes_of_the_night_say_the_price_now(tmp_path, folder):
    """Stamped at 6:40 of the next day: the session is the one before, and the parity spot has moved since its close."""
    rows = pd.read_csv(EXAMPLE).assign(quote_date="2025-05-13", quote_stamp="2025-05-14 06:40")
    rows.to_csv(tmp_path / "SPX_2025-05-13.csv", index=False)
    found = morning(tmp_path / "SPX_2025-05-13.csv", data=str(folder))
    assert (found.as_of, found.day) == (date(2025, 5, 13), DAY)
    assert found.last.source == "parity"
    assert found.overnight.points == pytest.approx(found.last.price - CLOSE)
    assert found.ages[0].hours == pytest.approx(2 + 50 / 60)


def test_ages(read, stood_in, folder):
    """Quotes by their moment, closes and indices by their session; nothing there is no age."""
    ages = {card.what: card for card in read.ages}
    assert list(ages) == ["chain", "^SPX", "VIX9D", "VIX"]
    assert (ages["chain"].sessions, ages["chain"].hours) == (0, 0.0)
    assert ages["^SPX"].of == date(2025, 5, 13)
    assert ages["VIX"].sessions == 0
    assert "chain" not in {card.what for card in stood_in.ages}
    old = morning("SPX", data=str(folder), as_of="2025-05-15")
    assert {card.what: card.sessions for card in old.ages if card.of} == {"VIX9D": 2, "VIX": 2}
    assert old.status.state == "degraded"
    alone = {card.what: card.of for card in morning(EXAMPLE).ages}
    assert alone["VIX"] is None


def test_the_card_knows_nothing_of_the_future(read, tmp_path):
    """Prices and indices after the quotes change nothing."""
    longer = [d for d in sessions() if date(2019, 5, 1) <= d.date() <= date(2025, 7, 1)]
    root = tables(tmp_path, days=longer)
    rows = pd.read_csv(root / "prices" / "daily.csv")
    cut = tmp_path / "cut"
    cut.mkdir()
    for name in ("prices", "vol_indices"):
        (cut / name).mkdir()
        table = pd.read_csv(root / name / "daily.csv")
        table[table["date"] < str(DAY)].to_csv(cut / name / "daily.csv", index=False)
    whole, before = (morning(EXAMPLE, data=str(where)) for where in (root, cut))
    assert len(rows) > 0
    for name in ("center", "daily", "overnight", "ranges", "week", "estimate", "indices", "gamma"):
        assert getattr(whole, name) == getattr(before, name)
    assert read.straddle == whole.straddle


def test_progress_is_told():
    """From nothing to all."""
    told = Noted()
    morning(EXAMPLE, progress=told)
    assert told.steps[0][1:] == (0, 3)
    assert told.steps[-1][1:] == (3, 3)


def test_a_fund_that_pays_dividends_needs_closes_as_traded(tmp_path):
    """An adjusted close is no price: without one the bands are shares of it."""
    found = morning("SPY", data=str(tables(tmp_path, symbol="SPY")), as_of="2025-05-13")
    assert found.center.source == "unknown"
    assert found.ranges == ()
    assert np.isnan(found.daily.one_sigma)
    assert found.daily.share == pytest.approx(0.14 / np.sqrt(252))
    assert any("shares, not prices" in reason for reason in found.status.reasons)
    assert timedelta(0) <= found.day - found.as_of


def test_prices_that_go_on_after_the_index(tmp_path):
    """Without a day asked for the card is of the last session that both know, as long as that is of this month."""
    tables(tmp_path)
    path = tmp_path / "vol_indices" / "daily.csv"
    rows = pd.read_csv(path)
    for back, session in ((8, None), (40, "error")):
        end = sorted(rows["date"].unique())[-1 - back]
        rows[rows["date"] <= end].to_csv(path, index=False)
        if session is None:
            assert morning("SPX", data=str(tmp_path)).as_of == pd.Timestamp(end).date()
        else:
            with pytest.raises(UnavailableError, match="within a week of 2025-05-13"):
                morning("SPX", data=str(tmp_path))
