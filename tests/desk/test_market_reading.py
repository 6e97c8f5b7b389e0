"""The market read from a folder to the answer: what is known, what is not, and that nothing is said of the rest."""

import json
import shutil
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from hedgerow.data.ledger import Memory
from hedgerow.desk import ReadChoices, market_read, rules
from hedgerow.errors import DataError, InputError, UnavailableError
from hedgerow.regime.rule_book import ELSEWHERE, TABLES
from hedgerow.volatility.surface.made_chain import Listed, made_chain
from hedgerow.volatility.surface.ssvi import PowerLaw, SsviSurface

LAST = date(2024, 5, 31)
LEDGER = Memory()


def _read(folder, **more):
    return market_read(data=folder, ledger=LEDGER, **more)


@pytest.fixture(scope="module")
def found(signal_market):
    """The answer with everything that histories give."""
    return _read(signal_market)


@pytest.fixture
def folder(signal_market, tmp_path):
    """A copy of the market whose tables may change: ``folder("vol_indices", change)``."""
    copy = tmp_path / "market"
    shutil.copytree(signal_market, copy)

    def changed(table, change):
        path = copy / table / "daily.parquet"
        change(pd.read_parquet(path)).to_parquet(path, index=False)
        return copy

    return changed


def _signal(result, key):
    return next(signal for signal in result.signals if signal.id == key)


def _table(result, name):
    return next(table for table in result.tables if table.id == name)


def test_the_figures_are_those_of_the_files(found, signal_market):
    """VIX, its ratio, realized volatility, rank, percentile and drawdown by one-liners on the files."""
    rows = pd.read_parquet(signal_market / "vol_indices" / "daily.parquet")
    wide = rows.pivot_table(index="date", columns="symbol", values="close")
    prices = pd.read_parquet(signal_market / "prices" / "daily.parquet")
    close = prices[prices["symbol"] == "^SPX"].set_index("date")["adj_close"]
    r = np.diff(np.log(close.to_numpy()))
    V = wide["VIX"].to_numpy()
    rv = 100 * np.sqrt(252 * np.mean(r[-21:] ** 2))
    assert found.as_of == LAST
    assert _signal(found, "vix").value == pytest.approx(V[-1])
    assert _signal(found, "curve_ratio").value == pytest.approx(V[-1] / wide["VIX3M"].iloc[-1])
    assert _signal(found, "rv21").value == pytest.approx(rv)
    assert _signal(found, "nvrp").value == pytest.approx(V[-1] / rv)
    assert _signal(found, "vix").percentile == pytest.approx(100 * np.mean(V[-253:-1] < V[-1]))
    year = V[-252:]
    assert _signal(found, "iv_rank").value == pytest.approx(
        100 * (V[-1] - year.min()) / (year.max() - year.min())
    )
    week = np.log(V[5:] / V[:-5])
    assert _signal(found, "vix").change == pytest.approx(week[-1] / week[-252:].std(ddof=1))
    assert _signal(found, "drawdown").value == pytest.approx(
        1 - close.iloc[-1] / close.iloc[-252:].max()
    )


def test_everything_is_there(found):
    """Every table, ten lines and one between them, ten votes, a regime twice, a ratio with its range."""
    assert [table.id for table in found.tables] == [table.id for table in TABLES]
    assert [row.id for row in found.dashboard.rows] == ["1", "2", "3", "4", "4b", *"56789", "10"]
    assert len(found.dashboard.votes) == 11
    assert found.regime.rule in {"compressed", "low", "normal", "elevated", "high", "panic"}
    assert found.regime.model in {"calm", "normal", "stress"}
    chances = found.regime.model_card
    assert chances.calm + chances.normal + chances.stress == pytest.approx(1)
    size = found.hedge_size
    assert 0.1 <= size.low <= size.ratio_today <= size.high <= 1
    assert size.score == sum(line.contribution for line in size.contributions)
    assert size.score == size.level_score + size.change_score + size.event_score
    assert len(found.recent) == 252
    assert found.recent[-1].hedge_ratio == pytest.approx(size.ratio)
    assert found.status.state == "ok"


def test_what_a_chain_would_say_is_unknown_without_one(found):
    """Rows on the skew are unknown and name it; none is false for want of a chain."""
    skew = _table(found, "DT-08")
    assert not skew.matched
    assert "put_skew_z" in skew.missing
    assert _signal(found, "rr25").missing == ("rr25",)
    assert _signal(found, "rr25").state == "unknown"
    assert all(
        line.holds is None
        for line in found.hedge_size.contributions
        if line.key in {"catalyst", "valuation"}
    )


def test_no_look_ahead(signal_market, folder):
    """Rows after the session change nothing but the years that the model has not seen yet."""
    day = "2023-10-20"

    def cut(rows):
        return rows[rows["date"] <= pd.Timestamp(day)]

    for table in ("prices", "vol_indices", "rates"):
        short_folder = folder(table, cut)
    futures = short_folder / "vix_futures" / "daily.parquet"
    rows = pd.read_parquet(futures)
    rows[pd.to_datetime(rows["date"]) <= pd.Timestamp(day)].to_parquet(futures, index=False)
    short = _read(short_folder, as_of=day)
    whole = _read(signal_market, as_of=day)
    assert replace(short, provenance={}).to_json() == replace(whole, provenance={}).to_json()


def test_prices_and_vix_alone(vol_market):
    """What rests on the rest is unknown, and said; the read stands."""
    found = _read(vol_market)
    assert found.status.state == "degraded"
    assert "VIX3M, VVIX, SKEW, VIX futures, credit spread" in " ".join(found.status.reasons)
    assert _signal(found, "term_structure").value is None
    assert found.regime.confirmers <= 1
    assert not any(one.shown for one in found.structures)


def test_without_vix_there_is_no_read(folder):
    """An answer about nothing is none."""
    with pytest.raises(UnavailableError, match="no VIX"):
        _read(folder("vol_indices", lambda rows: rows[rows["symbol"] != "VIX"]))


def test_without_prices_realized_volatility_is_unknown(folder):
    """And the decision matrix says that it cannot know."""
    found = _read(folder("prices", lambda rows: rows[rows["symbol"] == "CLOSES"]))
    assert found.status.state == "degraded"
    assert _signal(found, "rv21").value is None
    assert found.regime.model == "unknown"
    matrix = _table(found, "DT-01")
    assert set(matrix.missing) >= {"premium_sign"} or matrix.matched


def test_inputs_of_your_own(signal_market, tmp_path):
    """A file fills what the data lack: the skew rows are then known, percentiles come from its history."""
    closes = pd.read_parquet(signal_market / "prices" / "daily.parquet")
    days = closes.loc[closes["symbol"] == "^SPX", "date"].iloc[-300:]
    draw = np.random.default_rng(1)
    history = pd.DataFrame(
        {"date": days.dt.date, "input": "put_skew", "value": draw.normal(4, 0.5, 300)}
    )
    today = pd.DataFrame(
        [
            (LAST, "breadth", 57),
            (LAST, "valuation_percentile", 95),
            (LAST, "gex", 2.5),
            (LAST, "sells_options", "yes"),
        ],
        columns=["date", "input", "value"],
    )
    file = tmp_path / "own.csv"
    pd.concat([history, today]).to_csv(file, index=False)
    found = _read(signal_market, inputs=file)
    assert _signal(found, "put_skew").percentile == pytest.approx(
        100 * np.mean(history["value"].iloc[-253:-1] < history["value"].iloc[-1])
    )
    assert "put_skew_z" not in _table(found, "DT-18").missing
    assert _table(found, "DT-16").matched == ("seller",)
    valuation = next(c for c in found.hedge_size.contributions if c.key == "valuation")
    assert valuation.holds
    assert valuation.contribution == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("date,input,value\n2024-05-31,breadht,57\n", r"line 2: no rule knows the input 'breadht' \(did you mean 'breadth'"),
        ("date,input,value\n2024-05-31,breadth,lots\n", "line 2: breadth 'lots' is no number"),
        ("date,input,value\n2024-05-31,breadth,157\n", "line 2: breadth 157 must lie in 0 … 100"),
        ("date,input,value\n2024-06-01,breadth,57\n", "line 2: 2024-06-01 is no session; the one before is 2024-05-31"),
        ("date,input,value\nyesterday,breadth,57\n", "line 2: 'yesterday' is no date"),
        ("date,input,value\n2024-05-31,breadth,57\n2024-05-31,breadth,58\n", "line 3: breadth of 2024-05-31 is 57.0 above and 58.0 here"),
        ("day,input,value\n2024-05-31,breadth,57\n", "inputs lack the column 'date'"),
        ("", "inputs lack the column 'date'"),
    ],
)  # fmt: skip
def test_inputs_that_are_none(signal_market, tmp_path, text, said):
    """One line with the file, the line, the value and what would be right."""
    file = tmp_path / "own.csv"
    file.write_text(text)
    with pytest.raises(DataError, match=said):
        _read(signal_market, inputs=file)


def test_thresholds_of_your_own(signal_market, found, tmp_path):
    """A file moves an edge, and the answer says so."""
    level = _signal(found, "vix").value
    file = tmp_path / "rules.toml"
    file.write_text(
        f"[thresholds]\nvix_compressed = 1\nvix_low = 2\nvix_elevated = {level - 3:.2f}\nvix_high = {level - 2:.2f}\nvix_panic = {level - 1:.2f}\n"
    )
    moved = _read(signal_market, rules=file)
    assert _table(moved, "DT-04a").matched == ("panic",)
    assert set(moved.thresholds_changed) >= {"vix_compressed", "vix_panic"}
    assert found.thresholds_changed == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[thresholds]\nvix_lwo = 14\n", "no threshold is called 'vix_lwo'"),
        ("[thresholds]\nvix_low = \n", "no TOML"),
        ("vix_low = 14\n", r"beside \[thresholds\]"),
        ("[thresholds]\nvix_low = 'low'\n", "is no number; the default is 15"),
    ],
)
def test_rules_that_are_none(signal_market, tmp_path, text, said):
    """One line with the file and what would be right."""
    file = tmp_path / "rules.toml"
    file.write_text(text)
    with pytest.raises(DataError, match=said):
        _read(signal_market, rules=file)


def test_files_that_are_not_there(signal_market, tmp_path):
    """Named, with what to give."""
    with pytest.raises(DataError, match=r"rules file .* not found"):
        _read(signal_market, rules=tmp_path / "none.toml")
    with pytest.raises(DataError, match=r"inputs file .* not found"):
        _read(signal_market, inputs=tmp_path / "none.csv")
    with pytest.raises(InputError, match="hedge-days 0 must lie in 1"):
        ReadChoices(hedge_days=0)


def test_catalysts_of_your_own(signal_market, tmp_path):
    """Only those within the life of the hedge, and a file without one is a known zero."""
    file = tmp_path / "events.csv"
    file.write_text("date,name\n2024-06-20,Verdict\n2025-06-20,Too late\n2024-05-01,Over\n")
    catalyst = _read(signal_market, events=file).hedge_size.contributions[0]
    assert (catalyst.key, catalyst.holds, catalyst.contribution) == ("catalyst", True, 1.0)
    short = _read(signal_market, events=file, choices=ReadChoices(hedge_days=10))
    assert short.hedge_size.contributions[0].holds is False


def test_the_document(found):
    """The keys that the issue promises, and one form."""
    made = json.loads(found.to_json())
    assert made["command"] == "read"
    assert {"rule", "model", "agreement"} <= made["regime"].keys()
    assert {"id", "state", "value", "percentile", "reading", "missing"} <= made["signals"][0].keys()
    assert {"id", "rows", "unknown"} <= made["tables"][0].keys()
    assert {"votes", "score", "known"} <= made["dashboard"].keys()
    assert {"ratio", "score", "contributions"} <= made["hedge_size"].keys()
    assert found.to_frame().shape[0] == len(found.signals)
    assert {"signals", "tables.rows", "hedge_size.contributions"} <= found.to_tables().keys()


def test_the_same_twice(signal_market, found):
    """Equal input, equal bytes."""
    assert _read(signal_market).to_json() == found.to_json()


def test_the_rule_book_lists_everything():
    """Every table with words for every row; one family by its number."""
    book = rules()
    assert len(book.tables) == len(TABLES) + len(ELSEWHERE)
    assert [t.id for t in rules(tables=["dt-6"]).tables] == ["DT-06a", "DT-06b", "DT-06c"]
    assert all(row.condition and row.reading for t in book.tables for row in t.rows)
    with pytest.raises(InputError, match="table 'DT-31' is none of DT-01"):
        rules(tables=["DT-31"])


def test_a_level_of_your_own_stands_before_the_published_one(signal_market, tmp_path):
    """Headline, level, rank and ratio all follow; the file is named."""
    file = tmp_path / "own.csv"
    file.write_text("date,input,value\n2024-05-31,vix,41\n2015-01-02,vix,20\n")
    found = _read(signal_market, inputs=file)
    assert found.headline.startswith("VIX 41.00, panic level")
    assert _signal(found, "vix").value == 41
    assert _signal(found, "vix").percentile == 100
    assert _table(found, "DT-04a").matched == ("panic",)
    assert _signal(found, "nvrp").value == pytest.approx(41 / _signal(found, "rv21").value)
    assert found.recent[-1].vix == 41
    assert found.provenance["inputs"] == str(file)
    assert any("1 of 2 days lie outside" in text for text in found.warnings)


def test_a_decimal_comma_is_refused(signal_market, tmp_path):
    """Not read as another number."""
    file = tmp_path / "own.csv"
    file.write_text("date,input,value\n2024-05-31,breadth,12,5\n")
    with pytest.raises(DataError, match="line 2: 4 cells under 3 headings"):
        _read(signal_market, inputs=file)


def test_what_is_your_own_is_said(signal_market, tmp_path):
    """Catalysts stand among the announcements, thresholds in the notes, files among the sources."""
    events, own = tmp_path / "events.csv", tmp_path / "rules.toml"
    events.write_text("date,name\n2024-06-20,Verdict\n")
    own.write_text("[thresholds]\nvix_low = 14\n")
    found = _read(signal_market, events=events, rules=own)
    assert ("own", "Verdict") in {(e.kind, e.name) for e in found.events}
    assert any("vix_low 14 (default 15)" in text for text in found.warnings)
    assert found.provenance["events"] == str(events)


def test_a_history_too_short_for_the_model(signal_market):
    """One calendar year and no full one before it: the rest of the answer stands."""
    found = _read(signal_market, choices=ReadChoices(start=date(2024, 3, 1)))
    assert found.regime.model == "unknown"
    assert "1,000 known returns" in found.regime.model_card.reason


def _chain(path, spot):
    """A chain of the last session, quoted around a price."""
    T = np.array([7, 28, 63]) / 365
    rows = made_chain(
        SsviSurface(T, 0.17**2 * T, -0.6, PowerLaw(1.1, 0.5)),
        LAST,
        [Listed(day, "SPXW") for day in (date(2024, 6, 7), date(2024, 6, 28), date(2024, 8, 2))],
        spot=spot,
        rate=0.05,
        dividend_yield=0.014,
        seed=3,
        underlying="SPX",
    )
    rows.to_csv(path, index=False)
    return path


def test_a_chain_adds_the_skew_and_a_price_of_elsewhere_is_doubted(signal_market, tmp_path):
    """Put skew and risk reversal of its smile; its own price is held against the close."""
    prices = pd.read_parquet(signal_market / "prices" / "daily.parquet")
    close = prices.loc[prices["symbol"] == "^SPX", "adj_close"].iloc[-1]
    near = _read(signal_market, chain=_chain(tmp_path / "near.csv", float(close)))
    assert _signal(near, "put_skew").value > 0 > _signal(near, "call_skew").value
    assert _signal(near, "rr25").value == pytest.approx(
        _signal(near, "put_skew").value - _signal(near, "call_skew").value
    )
    assert not any("from the close" in reason for reason in near.status.reasons)
    far = _read(signal_market, chain=_chain(tmp_path / "far.csv", 1.5 * float(close)))
    assert any("+50 % from the close of 2024-05-31" in reason for reason in far.status.reasons)


def test_a_chain_on_something_else_is_refused(signal_market, tmp_path):
    """One line that says what is read."""
    file = _chain(tmp_path / "other.csv", 5000.0)
    rows = pd.read_csv(file)
    rows.assign(underlying="QQQ", root="QQQ").to_csv(file, index=False)
    with pytest.raises(InputError, match="the chain is of QQQ, but the read is of the S&P 500"):
        _read(signal_market, chain=file)


def test_the_tail_in_three_buckets(found, vol_market):
    """VIX calls off the future nearest to their life, puts off the family; what is not known is left out and said."""
    card = found.tails
    priced = {one.key: one for one in card.buckets}
    assert priced["vix_calls"].known
    assert priced["sp500_puts"].known
    assert priced["quiet_straddles"].reason
    assert card.budget.feasible
    calm = {one.key: one.payoffs[-1].profit for one in card.buckets if one.known}
    assert calm == {"vix_calls": pytest.approx(-1), "sp500_puts": pytest.approx(-1)}
    spent = sum(one.share for one in card.budget.spending)
    assert card.budget.total == pytest.approx(spent)
    bare = _read(vol_market).tails
    assert [one.key for one in bare.buckets if one.known] == ["sp500_puts"]
