"""The chain of ``chain.csv``: made from a surface, quoted by nobody, with a few rows as files have them.

An index at 10,000 that is called SPX so that its options are read as such: European, third Fridays settled at the open. Run
this file to write the other again.
"""

from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from hedgerow.market.calendar import NEW_YORK
from hedgerow.volatility.surface.made_chain import Ladder, Listed, Quoting, made_chain
from hedgerow.volatility.surface.ssvi import PowerLaw, SsviSurface

DAY = date(2025, 5, 14)
SEED = 7
LISTINGS = tuple(
    Listed(date.fromisoformat(day), root)
    for day, root in (
        *(("2025-05-16", "SPX"), ("2025-05-16", "SPXW"), ("2025-05-23", "SPXW")),
        *(("2025-06-20", "SPX"), ("2025-06-20", "SPXW"), ("2025-08-15", "SPXW")),
        *(("2025-12-19", "SPX"), ("2026-06-18", "SPX")),
    )
)


def surface() -> SsviSurface:
    """15 % at the money in a week, 19 % in a year; free of arbitrage."""
    T = np.array([7, 30, 90, 365, 730]) / 365
    vol = np.array([0.15, 0.16, 0.172, 0.19, 0.198])
    return SsviSurface(T, vol**2 * T, -0.62, PowerLaw(1.15, 0.5))


def chain() -> pd.DataFrame:
    """Sound rows, then the others."""
    rows = made_chain(
        surface(),
        DAY,
        LISTINGS,
        spot=10_000.0,
        rate=0.043,
        dividend_yield=0.014,
        seed=SEED,
        quoted_at=datetime(2025, 5, 14, 15, 45, tzinfo=NEW_YORK),
        ladder=Ladder(
            (10.0, 25.0, 50.0, 100.0, 200.0, 400.0), per_deviation=10.0, down=7.5, up=3.5
        ),
        quoting=Quoting(noise=0.4),
    )
    return pd.concat([rows.astype({"expiry": str}), spoilt(rows)], ignore_index=True)


def spoilt(rows: pd.DataFrame) -> pd.DataFrame:
    """What is set aside: two rows of each fault but the last three."""
    usual = rows[(rows["bid"] > 20) & (rows["root"] == "SPXW")].reset_index(drop=True)
    usual = usual.astype({"expiry": str})
    crossed = usual.iloc[[5, 60]].assign(strike=9_990.0, bid=lambda r: r["ask"] + 1)
    unknown = usual.iloc[[10, 70]].assign(strike=9_990.0, ask=np.nan)
    negative = usual.iloc[[15, 75]].assign(strike=9_990.0, bid=-1.0)
    expired = usual.iloc[[20, 80]].assign(expiry="2025-05-09")
    repeated = usual.iloc[[25, 85]]
    contradicting = usual.iloc[[30]].assign(ask=lambda r: r["ask"] + 5)
    undated = usual.iloc[[35]].assign(expiry="")
    stale = usual.iloc[[40]].assign(strike=9_990.0, bid=900.0, ask=905.0)
    bad = (crossed, unknown, negative, expired, repeated, contradicting, undated, stale)
    return pd.concat(bad, ignore_index=True)


def text() -> str:
    """As the file has it."""
    return chain().to_csv(index=False, float_format="%g", lineterminator="\n")


if __name__ == "__main__":
    Path(__file__).with_name("chain.csv").write_text(text(), "utf-8")
