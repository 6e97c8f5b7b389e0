"""A small market made here: a seeded factor model, a chain of American prices, nothing downloaded.

Its truths are known by construction: SPY closes at 752 on ``PLAIN_DAY`` with the VIX family and the
rates of SPEC HP-17; its dividend yield is 1.1 %; the chain of ``CHAIN_DAY`` was quoted with the
index 0.4 % above the printed close.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import settings

from hedgerow.market.calendar import sessions
from hedgerow.market.expirations import vix_settlement
from hedgerow.pricing.american import american

# The first call of a kernel may compile it: no example has a deadline.
settings.register_profile("hedgerow", deadline=None)
settings.load_profile("hedgerow")

PLAIN_DAY, CHAIN_DAY = date(2024, 5, 30), date(2024, 5, 31)
SESSIONS = 900
SPOT, RATE, DIVIDEND_YIELD = 752.0, 0.037, 0.011
CHAIN_SPOT_OVER_CLOSE = 1.004
VIX_FAMILY = {"VIX": 17.01, "VIX3M": 19.89, "VIX6M": 22.46}
CHAIN_EXPIRATIONS = tuple(
    date.fromisoformat(day)
    for day in ("2024-05-30", "2024-06-07", "2024-06-21", "2024-07-19", "2024-08-16", "2024-09-20")
)

# symbol: loadings on market, technology, semiconductors, energy; own daily volatility; first price
LOADINGS = {
    "SPY": (1.0, 0.0, 0.0, 0.0, 0.0005, SPOT),
    "QQQ": (1.1, 0.9, 0.0, 0.0, 0.0015, 450.0),
    "XLE": (0.8, -0.2, 0.0, 1.0, 0.002, 90.0),
    "SMH": (1.3, 0.9, 1.0, 0.0, 0.002, 240.0),
    "CHIP1": (1.4, 1.0, 1.1, 0.0, 0.010, 120.0),
    "CHIP2": (1.2, 0.9, 1.0, 0.0, 0.012, 160.0),
    "CHIP3": (1.5, 0.8, 0.9, 0.0, 0.011, 60.0),
    "OIL1": (0.8, -0.2, 0.0, 1.1, 0.006, 115.0),
    "OIL2": (0.9, -0.1, 0.0, 1.0, 0.007, 160.0),
    "WIDE1": (0.9, 0.0, 0.0, 0.1, 0.006, 50.0),
    "WIDE2": (1.1, 0.1, 0.0, 0.0, 0.007, 200.0),
    "LONE": (0.1, 0.0, 0.0, 0.0, 0.030, 30.0),
    "NEWCO": (1.2, 0.5, 0.0, 0.0, 0.020, 25.0),
    "SOXL": (3.9, 2.7, 3.0, 0.0, 0.001, 45.0),
}
NEWCO_CLOSES = 61


@dataclass(frozen=True)
class Synthetic:
    """The folder and what is true of it."""

    folder: Path
    closes: pd.DataFrame
    """Adjusted closes by session and symbol."""
    plain_day: date = PLAIN_DAY
    chain_day: date = CHAIN_DAY
    chain_spot: float = 0.0
    """The index level that the chain's quotes were made with."""
    chain_set_aside: Mapping[str, int] | None = None
    """Bad quotes that were put into the chain, by reason."""

    def returns(self, symbol: str, as_of: date, window: int) -> np.ndarray:
        """The last ``window`` simple returns up to a session."""
        closes = self.closes[symbol].loc[: pd.Timestamp(as_of)].to_numpy()
        return (closes[1:] / closes[:-1] - 1)[-window:]

    def rows(self, table: str) -> pd.DataFrame:
        """A table of the folder as it was written."""
        return pd.read_parquet(self.folder / table / "daily.parquet")


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch, tmp_path_factory):
    """The machine's own settings and data play no part in a test."""
    nowhere = tmp_path_factory.getbasetemp() / "nowhere"
    for name in (
        "HEDGEROW_DATA",
        "HEDGEROW_RUNS",
        "HEDGEROW_CBOE_URL",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "XDG_CACHE_HOME",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(nowhere))
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture(scope="session")
def synthetic(tmp_path_factory) -> Synthetic:
    """The market; read-only, copy it with ``market_copy`` to change it."""
    folder = tmp_path_factory.mktemp("market")
    closes = _closes()
    prices = _price_rows(closes)
    chain_spot = CHAIN_SPOT_OVER_CLOSE * float(closes["SPY"].iloc[-1])
    chain, set_aside = _chain_rows(chain_spot, printed=float(closes["SPY"].iloc[-1]))
    for table, rows in {
        "prices": prices,
        "vol_indices": _vol_index_rows(closes.index),
        "rates": _rate_rows(closes.index),
    }.items():
        (folder / table).mkdir()
        rows.to_parquet(folder / table / "daily.parquet", index=False)
    (folder / "chains").mkdir()
    chain.to_parquet(folder / "chains" / f"SPY_{CHAIN_DAY}.parquet", index=False)
    return Synthetic(folder, closes, chain_spot=chain_spot, chain_set_aside=set_aside)


@pytest.fixture
def market_copy(synthetic, tmp_path) -> Path:
    """A copy of the market's folder that a test may change."""
    return Path(shutil.copytree(synthetic.folder, tmp_path / "market"))


@pytest.fixture
def book_file(tmp_path) -> Callable[..., Path]:
    """Writes a book file: ``book_file(text, "name.csv")``."""

    def write(text: str | bytes, name: str = "book.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture
def rewrite() -> Callable[..., None]:
    """Passes one table of a folder through a function: ``rewrite(folder, "prices", change)``."""

    def through(folder: Path, table: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
        path = folder / table if table.endswith(".parquet") else folder / table / "daily.parquet"
        change(pd.read_parquet(path)).to_parquet(path, index=False)

    return through


def _closes() -> pd.DataFrame:
    every = sessions()
    days = every[every <= pd.Timestamp(CHAIN_DAY)][-SESSIONS:]
    random = np.random.default_rng(20240531)
    factors = random.normal(0, [0.010, 0.006, 0.009, 0.012], (SESSIONS - 1, 4))
    factors[:, 0] += 0.0004
    closes = {}
    for symbol, (*loadings, own, first) in LOADINGS.items():
        change = factors @ np.array(loadings) + own * random.normal(size=SESSIONS - 1)
        closes[symbol] = first * np.exp(np.concatenate([[0.0], np.cumsum(change)]))
    table = pd.DataFrame(closes, index=days)
    # total returns stay as drawn; the level is such that the unadjusted close is SPOT on PLAIN_DAY
    table["SPY"] *= SPOT / table.loc[pd.Timestamp(PLAIN_DAY), "SPY"]
    table["SPY"] *= np.exp(-DIVIDEND_YIELD / 252)
    return table


def _price_rows(closes: pd.DataFrame) -> pd.DataFrame:
    rows = closes.rename_axis("date").reset_index()
    rows = rows.melt("date", var_name="symbol", value_name="adj_close")
    rows = rows[(rows["symbol"] != "NEWCO") | (rows["date"] >= closes.index[-NEWCO_CLOSES])]
    ago = len(closes) - 1 - closes.index.get_indexer(rows["date"])
    dividends = np.where(rows["symbol"] == "SPY", np.exp(DIVIDEND_YIELD * ago / 252), 1.0)
    return rows.assign(close=rows["adj_close"] * dividends, close_basis="as_traded")


def _vol_index_rows(days: pd.DatetimeIndex) -> pd.DataFrame:
    recent = days[-300:]
    wave = 1 + 0.2 * np.sin(np.arange(len(recent)) / 9)
    wave[-2:] = 1.0
    frames = [
        pd.DataFrame({"date": recent, "symbol": symbol, "close": level * wave})
        for symbol, level in {**VIX_FAMILY, "VXN": 21.0}.items()
    ]
    holiday = pd.DataFrame(
        {"date": [pd.Timestamp(2024, 5, 27)], "symbol": ["VIX"], "close": [99.0]}
    )
    return pd.concat([*frames, holiday], ignore_index=True)


def _rate_rows(days: pd.DatetimeIndex) -> pd.DataFrame:
    bill = 100 * np.expm1(RATE * 91 / 365) * 365 / 91
    return pd.DataFrame({"date": days[-300:], "series": "DGS3MO", "value": bill})


def _chain_rows(spot: float, printed: float) -> tuple[pd.DataFrame, dict[str, int]]:
    strikes = np.arange(500.0, 876.0, 5.0)
    frames = []
    for expiration in CHAIN_EXPIRATIONS:
        T = max((expiration - CHAIN_DAY).days, 0.2) / 365
        F = spot * np.exp((RATE - DIVIDEND_YIELD) * T)
        vol = np.maximum(0.165 - 0.45 * np.log(strikes / F), 0.08)
        for kind, right in (("C", "call"), ("P", "put")):
            mid = american(
                spot, strikes, T, vol, right=right, rate=RATE, dividend_yield=DIVIDEND_YIELD
            )
            half = np.minimum(np.maximum(0.01, 0.005 * mid), mid)
            frames.append(
                pd.DataFrame(
                    {
                        "expiry": pd.Timestamp(expiration),
                        "strike": strikes,
                        "type": kind,
                        "bid": np.where(mid < 0.02, 0.0, mid - half),
                        "ask": np.maximum(mid + half, 0.01),
                    }
                )
            )
    good = pd.concat(frames, ignore_index=True)
    alive = good[(good["expiry"] > pd.Timestamp(CHAIN_DAY)) & (good["bid"] > 1)]
    bad = [
        alive.iloc[[10, 20, 30]].assign(strike=751.0, bid=9.0, ask=8.0),
        alive.iloc[[11, 21]].assign(strike=752.0, ask=np.nan),
        alive.iloc[[12]].assign(strike=-5.0),
        alive.iloc[[13, 23, 33, 43]],
    ]
    rows = pd.concat([good, *bad], ignore_index=True)
    expired = int((good["expiry"] <= pd.Timestamp(CHAIN_DAY)).sum())
    no_bid = int(((good["bid"] == 0) & (good["expiry"] > pd.Timestamp(CHAIN_DAY))).sum())
    rows = rows.assign(
        quote_date=pd.Timestamp(CHAIN_DAY),
        quote_stamp="Date: May 31, 2024, 3:45 PM EDT",
        underlying="SPY",
        underlying_price=printed,
        root="SPY",
        volume=10,
        open_interest=1000.0,
    )
    counts = {"no number": 2, "no price": 1, "expired": expired, "no bid": no_bid, "crossed": 3}
    return rows, counts | {"repeated": 4}


@pytest.fixture(scope="session")
def sixty_days_on() -> date:
    """The expiration of the article's put: 60 days after ``plain_day``."""
    return PLAIN_DAY + timedelta(days=60)


VOL_SESSIONS = 1300


@pytest.fixture(scope="session")
def vol_market(tmp_path_factory) -> Path:
    """A folder for reading volatility, its truths known by construction.

    ^SPX has whole bars of a volatility that clusters, VIX (a fifth above the volatility of the day) and
    five-minute bars of its last 30 sessions; CLOSES closes alone; STILL one price; YOUNG 40 sessions;
    SPLIT a 2-for-1 split that nobody adjusted for; GAPPY 5 sessions without a row.
    """
    folder = tmp_path_factory.mktemp("volatility")
    every = sessions()
    days = every[every <= pd.Timestamp(CHAIN_DAY)][-VOL_SESSIONS:]
    rng = np.random.default_rng(5)
    level = np.empty(VOL_SESSIONS)
    level[0] = np.log(0.01)
    for i in range(1, VOL_SESSIONS):
        level[i] = (
            np.log(0.01) + 0.98 * (level[i - 1] - np.log(0.01)) + 0.06 * rng.standard_normal()
        )
    daily = np.exp(level)
    steps = daily[:, None] / np.sqrt(100) * rng.standard_normal((VOL_SESSIONS, 100))
    paths = np.cumsum(steps, axis=1)
    night = 0.3 * daily * rng.standard_normal(VOL_SESSIONS)
    opening = np.log(4000) + np.cumsum(night) + np.concatenate([[0], np.cumsum(paths[:-1, -1])])
    log_bars = opening[:, None] + np.column_stack([np.zeros(VOL_SESSIONS), paths])
    bars = np.exp(log_bars)
    index = pd.DataFrame(
        {
            "date": days,
            "symbol": "^SPX",
            "adj_close": bars[:, -1],
            "close": bars[:, -1],
            "close_basis": "index",
            "adj_open": bars[:, 0],
            "adj_high": bars.max(axis=1),
            "adj_low": bars.min(axis=1),
        }
    )
    closes = index[["date", "adj_close"]]
    after = np.arange(VOL_SESSIONS) >= 900
    others = {
        "CLOSES": closes,
        "STILL": closes.assign(adj_close=50.0),
        "YOUNG": closes.iloc[-40:],
        "SPLIT": closes.assign(adj_close=np.where(after, 0.5, 1.0) * closes["adj_close"]),
        "GAPPY": closes.drop(index=range(VOL_SESSIONS - 8, VOL_SESSIONS - 3)),
    }
    prices = pd.concat([index, *(rows.assign(symbol=name) for name, rows in others.items())])
    vix = pd.DataFrame(
        {"date": days, "symbol": "VIX", "close": 100 * 1.2 * np.sqrt(252 * 1.09) * daily}
    )
    for table, rows in {"prices": prices, "vol_indices": vix}.items():
        (folder / table).mkdir()
        rows.to_parquet(folder / table / "daily.parquet", index=False)
    _write_intraday(folder, days[-30:], bars[-30:])
    return folder


def _write_intraday(folder: Path, days: pd.DatetimeIndex, bars: np.ndarray) -> None:
    """Five-minute bars along the sessions' paths."""
    frames = []
    for day, path in zip(days, bars, strict=True):
        opens = pd.Timestamp(day.date()).tz_localize("America/New_York") + pd.Timedelta("9h30min")
        prices = path[np.linspace(0, 100, 79).round().astype(int)]
        frames.append(
            pd.DataFrame(
                {
                    "timestamp": pd.date_range(opens, periods=78, freq="5min").tz_convert("UTC"),
                    "symbol": "^SPX",
                    "open": prices[:-1],
                    "high": np.maximum(prices[:-1], prices[1:]),
                    "low": np.minimum(prices[:-1], prices[1:]),
                    "close": prices[1:],
                }
            )
        )
    (folder / "intraday").mkdir()
    pd.concat(frames).to_parquet(folder / "intraday" / "bars_5min.parquet", index=False)


FUTURES_SESSIONS = 760


@pytest.fixture(scope="session")
def futures_market(tmp_path_factory) -> Path:
    """A folder with VIX futures on a known curve, up to ``CHAIN_DAY``.

    A contract with d days to go costs ``L (1 + 0.25 (1 − e^(−d/60)))`` where VIX is L, so the curve is in contango; L
    moves at random about 16. VXX pays what a holder of the first two contracts makes, less its fee, by a plain loop
    that counts sessions; UVXY has no prices. One row lies on a holiday.
    """
    folder = tmp_path_factory.mktemp("futures")
    every = [day.date() for day in sessions()]
    last = every.index(CHAIN_DAY)
    days = every[last - FUTURES_SESSIONS + 1 : last + 1]
    rng = np.random.default_rng(17)
    shocks, log_level = 0.04 * rng.standard_normal(FUTURES_SESSIONS), np.zeros(FUTURES_SESSIONS)
    for i in range(1, FUTURES_SESSIONS):
        log_level[i] = 0.97 * log_level[i - 1] + shocks[i]
    level = 16 * np.exp(log_level)
    months = [(y, m) for y in range(days[0].year - 1, days[-1].year + 2) for m in range(1, 13)]
    settlements = [vix_settlement(*month) for month in months]
    rows = [
        {
            "date": day,
            "expiry": expiry,
            "settle": round(L * (1 + 0.25 * (1 - np.exp(-(expiry - day).days / 60))), 4),
            "open_interest": 1000,
            "volume": 10,
        }
        for day, L in zip(days, level, strict=True)
        for expiry in [e for e in settlements if e >= day][:9]
    ]
    holiday = {"date": date(2024, 5, 27), "expiry": date(2024, 6, 18), "settle": 50.0}
    indices = [
        {"date": day, "symbol": symbol, "close": round(L * ratio, 4)}
        for day, L in zip(days, level, strict=True)
        for symbol, ratio in (("VIX", 1.0), ("VIX3M", 1.1), ("VIX6M", 1.15), ("VVIX", 5.0))
    ]
    tables = {
        "vix_futures": [*rows, holiday],
        "vol_indices": indices,
        "rates": [{"date": day, "series": "DGS3MO", "value": 5.0} for day in days],
        "prices": plain_vxx(rows, days, settlements, every),
    }
    for table, content in tables.items():
        (folder / table).mkdir()
        frame = pd.DataFrame(content)
        for column in frame.columns.intersection(["date", "expiry"]):
            frame[column] = pd.to_datetime(frame[column])
        frame.to_parquet(folder / table / "daily.parquet", index=False)
    return folder


def plain_vxx(rows, days, settlements, every) -> list[dict]:
    """VXX by the words of the index's rule: fractions of contracts sold and bought at each close."""
    settle = {(row["date"], row["expiry"]): row["settle"] for row in rows}
    value, made = 100.0, [{"date": days[0], "symbol": "VXX", "adj_close": 100.0}]
    for day, following in pairwise(days):
        # after the close, the first contract is the one with a session left before its settlement day
        first = next(e for e in settlements if e > following)
        second = next(e for e in settlements if e > first)
        before = max(e for e in settlements if e < first)
        period = [d for d in every if before <= d < first]
        left = [d for d in period if d >= following]
        w = len(left) / len(period)
        held = w * settle[day, first] + (1 - w) * settle[day, second]
        worth = w * settle[following, first] + (1 - w) * settle[following, second]
        calendar = (following - day).days
        bill = (1 + 0.05 * 91 / 365) ** (calendar / 91) - 1
        value *= (worth / held + bill) * (1 - 0.0089 * calendar / 365)
        made.append({"date": following, "symbol": "VXX", "adj_close": value})
    return made


@pytest.fixture(scope="session")
def signal_market(vol_market, futures_market, tmp_path_factory) -> Path:
    """A folder with everything that the market read knows: VIX with its family, VVIX, SKEW, MOVE and correlation, futures,
    credit, slope and dollar, up to ``CHAIN_DAY``. What is not VIX or the index is noise about known levels.
    """
    folder = tmp_path_factory.mktemp("signals")
    (folder / "prices").symlink_to(vol_market / "prices")
    (folder / "vix_futures").symlink_to(futures_market / "vix_futures")
    vix = pd.read_parquet(vol_market / "vol_indices" / "daily.parquet")
    draw = np.random.default_rng(8)
    others = {
        "VIX9D": 0.95,
        "VIX3M": 1.02,
        "VIX6M": 1.1,
        "VVIX": 5.0,
        "SKEW": 7.0,
        "MOVE": 5.0,
        "COR1M": 1.5,
    }
    rows = [
        vix.assign(symbol=name, close=by * vix["close"] * draw.uniform(0.9, 1.1, len(vix)))
        for name, by in others.items()
    ]
    series = {
        "BAMLH0A0HYM2": (4.0, 0.05),
        "T10Y2Y": (0.5, 0.01),
        "DTWEXBGS": (115.0, 0.2),
        "DGS3MO": (4.0, 0.0),
    }
    days = vix["date"].unique()
    rates = [
        pd.DataFrame(
            {
                "date": days,
                "series": name,
                "value": level + np.cumsum(step * draw.standard_normal(len(days))),
            }
        )
        for name, (level, step) in series.items()
    ]
    for table, frames in (("vol_indices", [vix, *rows]), ("rates", rates)):
        (folder / table).mkdir()
        pd.concat(frames).to_parquet(folder / table / "daily.parquet", index=False)
    return folder
