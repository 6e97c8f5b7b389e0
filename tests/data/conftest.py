"""Documents in the wire formats of publishers, tiny and made here."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest

from hedgerow.data.store import Store
from hedgerow.pricing.black import black

SESSION = date(2024, 5, 31)
EVENING = datetime(2024, 5, 31, 22, 0, tzinfo=UTC)  # 18:00 in New York
HISTORY = "DATE,OPEN,HIGH,LOW,CLOSE\r\n05/30/2024,14.0,15.0,13.5,14.47\r\n05/31/2024,14.3,15.1,12.9,12.92\r\n"
SKEW = "DATE,SKEW\n05/30/2024,140.100000\n05/31/2024,141.200000\n"


def delayed(underlying="SPY", timestamp="2024-05-31 22:00:00", options=None, **data):
    """Cboe's delayed quotes of a few options."""
    records = [
        {"option": symbol, "bid": bid, "ask": ask, "open_interest": 10.0, "volume": 1.0}
        for symbol, bid, ask in options
        or [("SPY240719P00500000", 4.0, 4.1), ("SPY240719C00500000", 30.0, 30.4)]
    ]
    held = {"options": records, "symbol": underlying, "current_price": 527.4, **data}
    return json.dumps({"timestamp": timestamp, "data": held, "symbol": underlying}).encode()


def priced(underlying, spot, expirations, on=SESSION):
    """Options quoted around Black prices: ``(symbol, bid, ask)``."""
    rows = []
    for expiration in expirations:
        T = (expiration - on).days / 365
        for strike in np.arange(round(0.8 * spot, -1), 1.1 * spot, 5.0):
            for letter, right in (("C", "call"), ("P", "put")):
                mid = float(
                    black(
                        spot * np.exp(0.026 * T),
                        strike,
                        T,
                        0.17,
                        right=right,
                        discount=np.exp(-0.037 * T),
                    )
                )
                name = f"{underlying}{expiration:%y%m%d}{letter}{round(strike * 1000):08d}"
                rows.append((name, round(mid * 0.995, 2), round(mid * 1.005 + 0.01, 2)))
    return rows


@pytest.fixture
def store(tmp_path):
    """An empty store."""
    return Store(tmp_path / "kept")


@pytest.fixture
def evening():
    """The clock at 18:00 in New York on the last day of the synthetic market."""
    return lambda: EVENING


@pytest.fixture
def documents():
    """The makers of documents above."""

    class Documents:
        history, skew = HISTORY, SKEW
        session = SESSION
        delayed = staticmethod(delayed)
        priced = staticmethod(priced)

        @staticmethod
        def bars(*symbols, first="2024-04-01", last="2024-05-31"):
            """Bars as the client returns them, adjusted 1 % below the close."""
            days = pd.bdate_range(first, last)
            days = days[days != "2024-05-27"]
            close = 100 + np.arange(len(days)) / 10
            frames = [
                pd.DataFrame(
                    {
                        "date": days,
                        "symbol": symbol,
                        "open": close,
                        "high": close + 1,
                        "low": close - 1,
                        "close": close if symbol != "^IRX" else 5.25,
                        "adj_close": close * 0.99,
                        "volume": 1000.0,
                    }
                )
                for symbol in symbols
            ]
            return pd.concat(frames, ignore_index=True)

    return Documents
