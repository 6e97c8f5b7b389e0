"""The morning card on the real chains (``../shared/data`` beside the checkout; skipped without)."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hedgerow.desk import morning

DATA = Path(__file__).parents[2].parent / "shared" / "data"
CHAINS = sorted((DATA / "chains").glob("*_????-??-??.parquet")) if DATA.is_dir() else []
pytestmark = pytest.mark.skipif(not CHAINS, reason="no data beside the checkout")


def test_a_quiet_evening():
    """SPX on 8 June 2023: the next day's straddle is 19.85 at 4,295, so σ is 24.8; the close was 4,293.93."""
    found = morning("SPX", data=str(DATA), as_of="2023-06-08", last=4_310)
    assert found.status.state == "ok"
    assert found.day == date(2023, 6, 9)
    assert found.straddle.quoted.mid == pytest.approx(19.85)
    assert found.daily.one_sigma == pytest.approx(1.2533 * 19.85, rel=0.02)
    assert found.center.price == pytest.approx(4_293.93, abs=0.01)
    assert found.overnight.state == "used"
    assert 4_300 in {pin.strike for pin in found.gamma.pins}
    assert [card.kind for card in found.ahead[:3]] == ["cpi", "fomc", "opex"]
    assert all(0.005 < card.move < 0.015 for card in found.ahead[:2])
    assert all(card.sessions == 0 for card in found.ages)


def test_a_loud_night():
    """China's tariffs of 13 May 2019, quoted at 4:47: the price stood 31.8 points, .9 σ, under Friday's close of 2,881.40."""
    found = morning("SPX", data=str(DATA), as_of="2019-05-13")
    assert (found.as_of, found.day) == (date(2019, 5, 10), date(2019, 5, 13))
    assert found.center.price == pytest.approx(2_881.40, abs=0.01)
    assert found.overnight.points == pytest.approx(-31.8, abs=0.3)
    assert found.overnight.state == "used"


@pytest.mark.parametrize("file", CHAINS, ids=lambda p: p.stem)
def test_every_chain_has_a_card(file):
    """A straddle, or an index that stands in for it; a day's σ between a tenth and three times that of the index."""
    found = morning(file, data=str(DATA))
    assert found.status.state != "unavailable"
    assert found.straddle is None or found.straddle.sessions >= 0.5
    for index in found.indices:
        assert 0.1 < found.daily.share * np.sqrt(252) / index.level < 3
    for card in found.ranges:
        assert card.low < found.center.price < card.high


def test_one_sigma_held_as_often_as_it_says():
    """On the evening chains of SPX the next close lay inside one σ of the straddle more often than not."""
    closes = pd.read_parquet(
        DATA / "prices" / "daily.parquet", filters=[("symbol", "==", "^SPX")]
    ).set_index("date")["adj_close"]
    held = []
    for file in [file for file in CHAINS if file.stem.startswith("SPX")]:
        found = morning(file, data=str(DATA))
        if found.straddle is not None and found.center.source == "close":
            close = closes.get(pd.Timestamp(found.day), np.nan)
            if np.isfinite(close):
                held.append(abs(close - found.center.price) <= found.daily.one_sigma)
    assert len(held) > 15
    assert 0.5 < np.mean(held) <= 1
