"""The switching model on the S&P 500 (``../shared/data`` beside the checkout; skipped without)."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hedgerow.data.ledger import Memory
from hedgerow.data.progress import Silence
from hedgerow.desk.model_regime import model_regime

FILE = Path(__file__).parents[2].parent / "shared" / "data" / "prices" / "daily.parquet"
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="no data beside the checkout")


@pytest.fixture(scope="module")
def returns():
    """Log returns of the S&P 500 since 2003."""
    rows = pd.read_parquet(FILE, filters=[("symbol", "==", "^SPX")])
    closes = rows.set_index("date")["adj_close"].sort_index()
    return np.log(closes).diff().dropna()


@pytest.mark.parametrize(
    ("until", "state"), [("2017-11-01", 0), ("2020-03-16", 2), ("2011-08-10", 2)]
)
def test_known_days(returns, until, state):
    """Calm of 2017, stress of March 2020 and of August 2011, told on the day itself; jumps from calm to stress are rare."""
    seen = returns[:until]
    found = model_regime(
        pd.DatetimeIndex(seen.index),
        seen.to_numpy(),
        ledger=Memory(),
        progress=Silence(),
        last_only=True,
    )
    assert found.latest.converged
    assert found.classes[-1] == state
    assert found.probabilities[-1, state] > 0.9
    assert found.latest.transition[0][2] < 0.005
    assert min(found.latest.durations) > 8
