"""The evidence from a folder of prices and index levels to verdicts."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from hedgerow.desk import EvidenceChoices, evidence
from hedgerow.errors import DataError, InputError, UnavailableError
from hedgerow.regime.claims import SENTENCES
from hedgerow.regime.rule_book import TABLES
from hedgerow.regime.verdict import VERDICTS


@pytest.fixture(scope="module")
def found(vol_market):
    """The answer on prices and VIX alone."""
    return evidence(data=vol_market)


@pytest.fixture
def folder(vol_market, tmp_path):
    """A copy of the market whose tables may change: ``folder("prices", change)``."""
    copy = tmp_path / "market"
    shutil.copytree(vol_market, copy)

    def changed(table, change):
        path = copy / table / "daily.parquet"
        change(pd.read_parquet(path)).to_parquet(path, index=False)
        return copy

    return changed


def row(result, key):
    """A row's record."""
    return next(record for record in result.rules if record.key == key)


def test_every_row_and_sentence_is_there(found):
    """All rows of all tables, in order, with nine effects each; all sentences; counts that add up."""
    assert [r.key for r in found.rules] == [f"{t.id} {r.id}" for t in TABLES for r in t.rules]
    assert all(len(record.effects) >= 9 for record in found.rules)
    assert [c.key for c in found.claims] == [s.key for s in SENTENCES]
    assert [c.verdict for c in found.counts] == list(VERDICTS)
    assert sum(c.rules for c in found.counts) == len(found.rules)
    assert sum(c.claims for c in found.counts) == len(found.claims)
    # rows that hold on the same days are one test
    assert found.tested <= sum(np.isfinite(r.q) for r in (*found.rules, *found.claims))


def test_a_level_by_hand(found, vol_market):
    """Realized volatility after days with VIX from 25 to 30 against the others, by one-liners on the files."""
    prices = pd.read_parquet(vol_market / "prices" / "daily.parquet")
    close = prices[prices["symbol"] == "^SPX"].set_index("date")["adj_close"]
    vix = pd.read_parquet(vol_market / "vol_indices" / "daily.parquet").set_index("date")["close"]
    r2 = np.log(close).diff() ** 2
    after = np.sqrt(252 * r2.rolling(21).mean()).shift(-21).dropna()
    holds = ((vix >= 25) & (vix < 30)).reindex(after.index)
    month = row(found, "DT-04a high").claimed
    assert month.mean == pytest.approx(after[holds].mean())
    assert month.base == pytest.approx(after[~holds].mean())
    assert month.observations == len(after)
    known = row(found, "DT-04a high")
    assert known.frequency == pytest.approx(((vix >= 25) & (vix < 30)).mean())


def test_what_the_data_lack_is_no_data(found):
    """Without VVIX, futures, SKEW or chains every row that needs them has no data and names what it lacks."""
    assert row(found, "DT-02a low/low").verdict == "no data"
    assert "vvix_percentile" in row(found, "DT-02a low/low").missing
    said = {c.key: c for c in found.claims}
    assert said["vvix_leads"].lacking == "VVIX"
    assert said["dealer_gamma"].verdict == "no data"


def test_later_rows_only_complete_outcomes(found, folder, vol_market):
    """As of a year earlier the answer is that of data that end there; rows that come after it add days and take none away."""
    day = found.first.replace(year=found.as_of.year - 1, month=5, day=31)

    def cut(rows):
        return rows[rows["date"] <= pd.Timestamp(day)]

    folder("prices", cut)
    short = evidence(data=folder("vol_indices", cut))
    whole = evidence(data=vol_market, as_of=day)
    assert replace(short, provenance={}).to_json() == replace(whole, provenance={}).to_json()
    for record in whole.rules:
        full = row(found, record.key)
        assert record.days <= full.days
        assert record.days_known <= full.days_known


def test_start_cuts_what_counts_not_what_is_known(found, vol_market):
    """From a later session on fewer days count; percentiles rest on the years before it, so all of them are known."""
    start = found.as_of.replace(year=found.as_of.year - 2)
    made = evidence(data=vol_market, choices=EvidenceChoices(start=start))
    assert made.first >= start
    assert made.sessions < found.sessions
    ranked = row(made, "DT-10 neutral")
    assert ranked.days_known == made.sessions


def test_tables_are_chosen_and_q_stays(found, vol_market):
    """Only the rows asked for are shown; what was tested together, and each q, is as without the choice."""
    made = evidence(data=vol_market, choices=EvidenceChoices(tables=("dt-04", "DT-22")))
    assert {record.table for record in made.rules} == {"DT-04a", "DT-04b", "DT-04c", "DT-22"}
    assert made.tested == found.tested
    for record in made.rules:
        assert json.dumps(record.verdict) == json.dumps(row(found, record.key).verdict)
        assert record.q == pytest.approx(row(found, record.key).q, nan_ok=True)


def test_a_threshold_of_ones_own(found, vol_market, tmp_path):
    """A threshold that is moved changes what the row is true on, and is named."""
    path = tmp_path / "rules.toml"
    path.write_text("[thresholds]\nvix_low = 16\n")
    made = evidence(data=vol_market, rules=path)
    assert made.thresholds_changed == ("vix_low",)
    assert row(made, "DT-04a low").days > row(found, "DT-04a low").days


def test_an_input_of_ones_own(vol_market, found, tmp_path):
    """A history that the user brings is tested like any other."""
    rng = np.random.default_rng(4)
    days = pd.read_parquet(vol_market / "vol_indices" / "daily.parquet")["date"]
    path = tmp_path / "inputs.csv"
    rows = [f"{d.date()},rr25_percentile,{rng.uniform(0, 100):.1f}" for d in days]
    path.write_text("\n".join(["date,input,value", *rows]))
    made = evidence(data=vol_market, inputs=path)
    assert row(found, "DT-01 R5").missing
    assert not row(made, "DT-01 R5").missing


def test_what_is_wrong_is_said(vol_market, tmp_path):
    """A table that is none, a start after the end, a file that is none, data without VIX: one line each."""
    with pytest.raises(InputError, match=r"table 'DT-99' is none of DT-01"):
        EvidenceChoices(tables=("DT-99",))
    with pytest.raises(UnavailableError, match="no session from 2031-01-02 on"):
        evidence(
            data=vol_market,
            choices=EvidenceChoices(start=pd.Timestamp(2031, 1, 2).date()),
        )
    with pytest.raises(DataError, match="rules file"):
        evidence(data=vol_market, rules=tmp_path / "nothing.toml")


def test_without_prices(folder):
    """VIX alone: states are known, outcomes are not, so no claim is tested."""
    made = evidence(data=folder("prices", lambda rows: rows[rows["symbol"] == "CLOSES"]))
    assert made.status.state == "degraded"
    high = row(made, "DT-04a high")
    assert high.days > 0
    assert high.claimed.observations == 0
    assert high.verdict == "too few"


def test_its_tables(found):
    """One frame a table, none without a name; rows carry their key into the table of effects."""
    tables = found.to_tables()
    assert "" not in tables
    assert len(tables["rules"]) == len(found.rules)
    assert set(tables["rules.effects"]["of"]) == {record.key for record in found.rules}
    assert len(tables["signals.effects"]) == 9 * len(found.signals)
