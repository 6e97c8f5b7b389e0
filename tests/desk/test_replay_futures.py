"""VIX futures of a folder on the sessions of a replay."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from hedgerow.data.source import Market
from hedgerow.data.tables import FileTables
from hedgerow.desk.replay_futures import vix_future_history
from hedgerow.market.calendar import sessions

AS_OF = date(2024, 5, 31)


@pytest.fixture
def market(futures_market):
    """Of the folder with a known curve."""
    return Market((FileTables.open(str(futures_market)),))


class Sessions:
    """What stands for a price table: its sessions."""

    def __init__(self, start: str) -> None:
        """From a day to the last."""
        every = sessions()
        index = every[(every >= pd.Timestamp(start)) & (every <= pd.Timestamp(AS_OF))]
        self.dates = index
        self.adjusted = pd.DataFrame(index=index)
        self.as_of = AS_OF


def test_sessions(market):
    """A row a session of the prices, before the futures begin too; the numbers are those of the table."""
    prices = Sessions("2019-01-02")
    found = vix_future_history(market, prices)
    table = market.vix_futures(AS_OF).settles
    assert found.settles.shape == (len(prices.adjusted), len(table.columns))
    assert np.isnan(found.settles[0]).all()
    assert found.settles[-5:] == pytest.approx(table.to_numpy()[-5:], nan_ok=True)
    june = np.datetime64("2024-06-18").astype("datetime64[D]").astype(int)
    assert np.isfinite(found.settles[-1, list(found.expirations).index(june)])
    assert (np.diff(found.expirations) > 0).all()


def test_no_futures():
    """Without futures there is no history, and whoever asks for one is told so."""
    assert vix_future_history(Market((FileTables("nothing", {}),)), Sessions("2024-01-02")) is None
