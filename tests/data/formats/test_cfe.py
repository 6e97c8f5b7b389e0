"""CFE's contract files."""

import numpy as np
import pandas as pd
import pytest

from hedgerow.data.formats.cfe import vx_contract
from hedgerow.errors import DataError

HEADER = "Trade Date,Futures,Open,High,Low,Close,Settle,Change,Total Volume,EFP,Open Interest\n"


def test_a_contract():
    """Rows carry the settlement date of the contract's month; a price of zero is none."""
    raw = (
        "CFE data is compiled for the convenience of site visitors.\n"
        + HEADER
        + "01/20/2015,F (Jan 15),0.00,21.14,19.50,20.15,20.1750,-0.45,73761,0,33981\n"
        + "2015-01-21,F (Jan 2015),20.70,21.14,19.50,20.15,20.97,-0.45,1081,0,31981\n"
        + "01/21/2015,F,20.70,21.14,19.50,20.15,20.97,-0.45,1081,0,31981\n"
    )
    rows = vx_contract(raw)
    assert rows["settle"].tolist() == [20.175, 20.97, 20.97]
    assert np.isnan(rows["open"].iloc[0])
    assert rows["expiry"].iloc[0] == rows["date"].iloc[1] == pd.Timestamp(2015, 1, 21)
    assert pd.isna(rows["expiry"].iloc[2])
    assert rows["open_interest"].iloc[1] == 31981


def test_another_layout():
    """Without the header that is known, the file is refused."""
    with pytest.raises(DataError, match="no header"):
        vx_contract("Date,Settle\n2015-01-21,20\n")
    with pytest.raises(DataError, match="middle of a line"):
        vx_contract(HEADER + "01/20/2015,F (Jan 15),0.00,21.14,19.50,20.15,20.1")
