"""Expected moves and dealer exposure on the real chains (``../shared/data`` beside the checkout; skipped without)."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hedgerow.desk import ExpectChoices, expect, exposure

DATA = Path(__file__).parents[2].parent / "shared" / "data"
CHAINS = sorted((DATA / "chains").glob("*_????-??-??.parquet")) if DATA.is_dir() else []
pytestmark = pytest.mark.skipif(not CHAINS, reason="no data beside the checkout")


@pytest.mark.parametrize("file", CHAINS, ids=lambda p: p.stem)
def test_every_chain_prices_a_move(file):
    """Straddles of the smile lie inside the quotes of the strike next to the forward, as far as that is at it."""
    found = expect(file)
    assert found.status.state != "unavailable"
    ratios = []
    for card in found.expirations:
        assert card.move > 0
        assert card.low < card.forward < card.high
        if card.quoted is not None and card.days > 1:
            slack = abs(card.quoted.strike - card.forward) + card.quoted.ask - card.quoted.bid
            ratios.append(abs(card.quoted.mid - card.straddle) <= slack + 0.03 * card.straddle)
    assert np.mean(ratios) > 0.8  # a yfinance dump holds quotes of different moments


def test_the_record_of_the_index():
    """SPEC EM-05: five sessions inside one VIX move 82.8 % of the time and inside .798 of it 71.9 %, within a point."""
    found = expect("SPX", data=str(DATA), as_of="2025-01-22", choices=ExpectChoices(horizons=(5,)))
    held = {c.convention: c.inside.share for c in found.history[0].coverages}
    assert held["one_sigma"] == pytest.approx(0.828, abs=0.015)
    assert held["straddle"] == pytest.approx(0.719, abs=0.015)


@pytest.mark.parametrize("file", CHAINS, ids=lambda p: p.stem)
def test_every_chain_has_an_exposure_or_says_why(file):
    """All open interest of the file is counted, or said not to be; parts add up to the whole."""
    found = exposure(file)
    rows = pd.read_parquet(file)
    if "open_interest" not in rows or not (rows["open_interest"].fillna(0) > 0).any():
        assert found.total is None
        return
    assert sum(card.gamma for card in found.strikes) == pytest.approx(found.total.gamma, rel=1e-9)
    counted = found.coverage.contracts + found.coverage.without_vol
    live = rows[pd.to_datetime(rows["expiry"]) > pd.Timestamp(found.as_of)]
    assert counted >= 0.97 * live["open_interest"].fillna(0).sum()


def test_gamma_and_the_next_move(capsys):
    """What the chains at hand say of the claim that positive gamma damps: printed, far too few to prove anything."""
    prices = pd.read_parquet(DATA / "prices" / "daily.parquet")
    close = prices[prices["symbol"] == "^SPX"].set_index("date")["adj_close"]
    told = []
    for file in CHAINS:
        if not file.stem.startswith("SPX"):
            continue
        found = exposure(file)
        later = close[close.index > pd.Timestamp(found.as_of)]
        if found.total is None or later.empty:
            continue
        move = abs(np.log(later.iloc[0] / close[pd.Timestamp(found.as_of)]))
        told.append((found.total.gamma, move / found.daily_move))
    gamma, ratio = np.array(told).T
    lines = [
        f"{name} gamma: {sign.sum()} chains, mean |move| over expected {ratio[sign].mean():.2f}"
        for name, sign in (("positive", gamma > 0), ("negative", gamma < 0))
    ]
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines) + "\n")
    assert len(told) >= 15
