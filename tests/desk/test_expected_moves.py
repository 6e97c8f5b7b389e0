"""`hedgerow expect` as a desk function: what a chain prices, and what lies ahead of it."""

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hedgerow.desk import ExpectChoices, expect
from hedgerow.errors import DataError, InputError
from hedgerow.market.calendar import sessions
from hedgerow.pricing.black import black

EXAMPLE = Path(__file__).parents[2] / "examples" / "chain.csv"
DAY = date(2025, 5, 14)


@pytest.fixture(scope="module")
def read():
    """The example chain, without any other data."""
    return expect(EXAMPLE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Three years of an index at 10,000 and a volatility index of 16."""
    root = tmp_path_factory.mktemp("data")
    days = [d for d in sessions() if date(2022, 5, 2) <= d.date() <= date(2025, 7, 1)]
    r = np.random.default_rng(4).standard_normal(len(days)) * 0.01
    price = 10_000 * np.exp(np.cumsum(r) - np.cumsum(r)[-1])
    for name, table in (
        ("prices", pd.DataFrame({"date": days, "symbol": "^SPX", "adj_close": price})),
        ("vol_indices", pd.DataFrame({"date": days, "symbol": "VIX", "close": 16.0})),
    ):
        (root / name).mkdir()
        table.to_csv(root / name / "daily.csv", index=False)
    return root


def test_the_straddle_is_that_of_the_smile(read):
    """Call and put at the forward by Black with the card's volatility, undiscounted at a rate that the chain implies."""
    for card in read.expirations:
        T = card.days / 365
        both = sum(black(card.forward, card.forward, T, card.vol, right=r) for r in ("call", "put"))
        assert card.straddle / both == pytest.approx(np.exp(-0.043 * T), rel=2e-3)


def test_the_quoted_straddle_is_next_to_it(read):
    """Its strike is listed next to the forward, and its price within its own spread and the distance."""
    for card in read.expirations:
        quoted = card.quoted
        assert quoted.bid <= quoted.mid <= quoted.ask
        slack = abs(quoted.strike - card.forward) + (quoted.ask - quoted.bid)
        assert quoted.mid == pytest.approx(card.straddle, abs=slack)


def test_bands_of_the_conventions_have_one_ratio(read):
    """1.2533 : 1 : .85 at every horizon, around the forward."""
    for card in read.horizons:
        assert card.one_sigma / card.straddle == pytest.approx(np.sqrt(np.pi / 2))
        assert card.eighty_five / card.straddle == pytest.approx(0.85)
        assert card.high - card.forward == pytest.approx(card.one_sigma)
    other = expect(EXAMPLE, choices=ExpectChoices(convention="straddle"))
    assert other.horizons[0].high - other.horizons[0].forward == pytest.approx(
        read.horizons[0].straddle
    )


def test_variance_adds_up_along_the_expirations(read):
    """Forward volatilities between expirations compose to the volatility of the last."""
    w, T = 0.0, 0.0
    for card in read.expirations:
        w += card.forward_vol**2 * (card.days / 365 - T)
        T = card.days / 365
        assert w == pytest.approx(card.vol**2 * T, rel=1e-9)


def test_events_are_in_the_expiration_that_spans_them_first(read):
    """The FOMC of 18 June 2025 is over after the chain's 20 June expirations are listed, CPI of 11 June before."""
    spanned = {card.expiration: card.events for card in read.expirations}
    first = next(card for card in read.expirations if card.expiration == date(2025, 6, 20))
    assert any("FOMC decision 2025-06-18" in event for event in first.events)
    assert any("US consumer prices 2025-06-11" in event for event in first.events)
    assert all("2025-06" not in event for event in spanned[date(2025, 5, 23)])
    fomc = next(card for card in read.events if card.kind == "fomc")
    assert (fomc.day, fomc.expiration) == (date(2025, 6, 18), date(2025, 6, 20))


def test_far_events_have_no_move(read):
    """Between expirations that lie weeks apart no single day is told: unknown, with the reason."""
    far = [card for card in read.events if card.move is None]
    assert far
    assert all(card.reason for card in far)


def test_own_events(tmp_path, read):
    """A file's events stand among the public ones; a bad line is one line of error."""
    file = tmp_path / "mine.csv"
    file.write_text("date,name,time\n2025-05-22,Apple reports,16:30\n")
    found = expect(EXAMPLE, events=file)
    mine = next(card for card in found.events if card.kind == "own")
    assert (mine.name, mine.expiration) == ("Apple reports", date(2025, 5, 23))
    assert len(found.events) == len(read.events) + 1
    file.write_text("date,name\n2025-22-05,x\n")
    with pytest.raises(DataError, match="line 2"):
        expect(EXAMPLE, events=file)


def test_dates_of_the_market(read):
    """From 14 May 2025: OPEX in two sessions, VIX settlement on the 21st, quarter end on 30 June."""
    dates = {card.kind: card for card in read.dates}
    assert (dates["opex"].next, dates["opex"].sessions_to) == (date(2025, 5, 16), 2)
    assert dates["vix_settlement"].next == date(2025, 5, 21)
    assert dates["quarter_end"].next == date(2025, 6, 30)
    assert dates["cpi"].last == date(2025, 5, 13)


def test_horizons_count_sessions(read, tmp_path):
    """Quoted within the session: the same hour so many sessions on; after it: so many closes on. Both are whole."""
    until = {card.sessions: card.until for card in read.horizons}
    assert until == {1: date(2025, 5, 15), 5: date(2025, 5, 21), 21: date(2025, 6, 13)}
    assert any("within the session" in note for note in read.warnings)
    evening = tmp_path / "SPX_2025-05-14.csv"
    pd.read_csv(EXAMPLE).assign(quote_stamp="2025-05-14 16:30").to_csv(evening, index=False)
    later = {card.sessions: card.until for card in expect(evening).horizons}
    assert later == until


def test_without_prices_there_is_no_record(read):
    """The bands stand; what became of such is unknown, not zero."""
    assert read.history == read.past == ()
    assert read.pace is None
    assert read.index is None
    assert json.loads(read.to_json())["pace"] is None


def test_the_record_knows_nothing_of_the_future(folder):
    """Prices after the quotes change nothing."""
    whole = expect(EXAMPLE, data=str(folder))
    rows = pd.read_csv(folder / "prices" / "daily.csv")
    cut = rows[rows["date"] < "2025-05-14"]
    (folder / "prices" / "daily.csv").write_text(cut.to_csv(index=False))
    before = expect(EXAMPLE, data=str(folder))
    (folder / "prices" / "daily.csv").write_text(rows.to_csv(index=False))
    assert before.history == whole.history
    assert before.pace == whole.pace
    assert whole.history[0].observations > 500
    assert whole.index == "VIX"


def test_earlier_chains_are_held_against_what_came(folder, tmp_path):
    """The straddle of a chain a month before: its move is that of the closes, known only if over by now."""
    rows = pd.read_csv(EXAMPLE)
    shift = timedelta(days=28)
    earlier = rows.assign(
        quote_date="2025-04-16",
        quote_stamp="2025-04-16 16:15",
        expiry=(pd.to_datetime(rows["expiry"]) - shift).dt.strftime("%Y-%m-%d"),
    )
    file = tmp_path / "SPX_2025-04-16.csv"
    earlier.to_csv(file, index=False)
    found = expect(EXAMPLE, data=str(folder), earlier=[file])
    past = {card.sessions: card for card in found.past}
    prices = pd.read_csv(folder / "prices" / "daily.csv", index_col="date")["adj_close"]
    week = past[5]
    assert week.session == date(2025, 4, 16)
    close = prices[str(week.until)]
    assert week.move == pytest.approx(close / 10_000 - 1, abs=0.002)
    assert week.ratio == pytest.approx(
        abs(week.move) / (week.straddle * np.sqrt(np.pi / 2)), rel=1e-9
    )
    assert np.isnan(past[21].move) == (past[21].until >= DAY)
    with pytest.raises(InputError, match="not before"):
        expect(file, data=str(folder), earlier=[EXAMPLE])


def test_earlier_chains_are_held_against_prices_as_traded(folder, tmp_path):
    """Closes that later dividends have lowered by a tenth are no fall: the close as traded counts, else nothing is known."""
    rows = pd.read_csv(EXAMPLE).assign(underlying="QQQ", root="QQQ")
    shift = timedelta(days=28)
    earlier = rows.assign(
        quote_date="2025-04-16",
        quote_stamp="2025-04-16 16:15",
        expiry=(pd.to_datetime(rows["expiry"]) - shift).dt.strftime("%Y-%m-%d"),
    )
    prices = pd.read_csv(folder / "prices" / "daily.csv").assign(symbol="QQQ")
    traded = prices["adj_close"].to_numpy()
    lowered = prices.assign(adj_close=0.9 * traded)
    for name, table in (
        ("traded", lowered.assign(close=traded, close_basis="as_traded")),
        ("adjusted", lowered),
    ):
        (tmp_path / name / "prices").mkdir(parents=True)
        table.to_csv(tmp_path / name / "prices" / "daily.csv", index=False)
    rows.to_csv(tmp_path / "QQQ_2025-05-14.csv", index=False)
    earlier.to_csv(tmp_path / "QQQ_2025-04-16.csv", index=False)

    def week(name):
        found = expect(
            tmp_path / "QQQ_2025-05-14.csv",
            data=str(tmp_path / name),
            earlier=[tmp_path / "QQQ_2025-04-16.csv"],
        )
        return next(card for card in found.past if card.sessions == 5)

    known = week("traded")
    close = dict(zip(prices["date"], traded, strict=True))[str(known.until)]
    assert known.move == pytest.approx(close / 10_000 - 1, abs=0.01)
    assert np.isnan(week("adjusted").move)


def test_beyond_the_calendars_nothing_is_claimed(tmp_path):
    """A chain of 2028: no announcement is listed, and that they are not known is said."""
    rows = pd.read_csv(EXAMPLE)
    later = rows.assign(
        **{
            name: (pd.to_datetime(rows[name], errors="coerce") + timedelta(days=1100)).dt.strftime(
                "%Y-%m-%d"
            )
            for name in ("quote_date", "expiry")
        },
        quote_stamp="2028-05-18 16:15",
    )
    later.to_csv(tmp_path / "SPX_2028-05-18.csv", index=False)
    found = expect(tmp_path / "SPX_2028-05-18.csv")
    assert found.events == ()
    assert any("2010 to 2027" in note and "2010 to 2026" in note for note in found.warnings)


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"horizons": (0,)}, "sessions 0 must lie in 1 … 1260"),
        ({"horizons": ()}, "no horizon"),
        ({"convention": "sigma"}, "not one of one_sigma"),
    ],
)
def test_what_is_no_choice(choices, said):
    """One line with value, range and example."""
    with pytest.raises(InputError, match=said):
        ExpectChoices(**choices)


def test_a_chain_without_quotes_is_unavailable(tmp_path):
    """No smile, no band: said, and everything else is empty."""
    rows = pd.read_csv(EXAMPLE)
    rows["bid"] = 0.0
    file = tmp_path / "SPX_2025-05-14.csv"
    rows.to_csv(file, index=False)
    found = expect(file)
    assert found.status.state == "unavailable"
    assert found.expirations == found.horizons == ()
