"""The offline default: real prices that two of our dependencies ship for their own examples.

skfolio has 20 US shares and the S&P 500 (1990–2022) and five factor ETFs (2014–2022), all adjusted;
arch has VIX (2014–2018) and whole bars of the S&P 500 (1999–2018). They are read from the installed
packages by path: importing those costs a second each. Shares before 2000 are rounded to a few digits
and left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from hedgerow.errors import UnavailableError

if TYPE_CHECKING:
    import pandas as pd

    from hedgerow.data.source import Anchors

FIRST = "2000-01-03"
"""Of the shares."""
INDEX = "^SPX"


class DemoData:
    """Bundled prices and VIX as a source of market data."""

    label = "demo"
    problems: Sequence[str] = ()

    @cached_property
    def _prices(self) -> pd.DataFrame:
        import pandas as pd

        folder = _package("skfolio") / "datasets" / "data"
        frames = []
        for name in ("sp500_dataset", "factors_dataset", "sp500_index"):
            wide = pd.read_csv(folder / f"{name}.csv.gz", parse_dates=["Date"])
            frames.append(
                wide.rename(columns={"Date": "date", "SP500": INDEX}).melt(
                    "date", var_name="symbol", value_name="adj_close"
                )
            )
        rows = pd.concat(frames, ignore_index=True)
        index = rows["symbol"] == INDEX
        rows = rows[index | (rows["date"] >= FIRST)].merge(
            _bars(), how="left", on=["date", "symbol"]
        )
        index = rows["symbol"] == INDEX
        return rows.assign(
            close=rows["adj_close"].where(index),
            close_basis=index.map({True: "index", False: None}),
        )

    @cached_property
    def _vix(self) -> pd.DataFrame:
        import pandas as pd

        rows = pd.read_csv(_package("arch") / "data" / "vix" / "vix.csv.gz")
        return pd.DataFrame(
            {
                "date": pd.to_datetime(rows["Date"], format="%m/%d/%Y"),
                "symbol": "VIX",
                "close": rows["vix"],
            }
        )

    def last_session(self) -> date | None:
        """Date of the last price."""
        last: date = self._prices["date"].max().date()
        return last

    def price_rows(self, symbols: Sequence[str], start: date, end: date) -> pd.DataFrame | None:
        """Rows of these symbols in ``start`` … ``end``."""
        rows = self._prices
        return rows[rows["symbol"].isin(symbols) & _between(rows["date"], start, end)]

    def anchors(self, symbols: Sequence[str], end: date) -> Anchors:  # noqa: ARG002 - seam
        """None: these prices were never traded."""
        return {}

    def chain_rows(
        self,
        underlying: str,  # noqa: ARG002 - seam
        session: date,  # noqa: ARG002 - seam
    ) -> tuple[pd.DataFrame, str] | None:
        """No chains."""
        return None

    def chains_held(self) -> dict[str, list[date]]:
        """None."""
        return {}

    def quote_rows(
        self,
        underlying: str,  # noqa: ARG002 - seam
        start: date,  # noqa: ARG002 - seam
        end: date,  # noqa: ARG002 - seam
    ) -> tuple[pd.DataFrame, str] | None:
        """None."""
        return None

    def intraday_rows(
        self,
        symbol: str,  # noqa: ARG002 - seam
        end: date,  # noqa: ARG002 - seam
    ) -> tuple[pd.DataFrame, str] | None:
        """None."""
        return None

    def vol_index_rows(self, start: date, end: date) -> pd.DataFrame | None:
        """VIX in ``start`` … ``end``."""
        return self._vix[_between(self._vix["date"], start, end)]

    def vix_future_rows(self, start: date, end: date) -> pd.DataFrame | None:  # noqa: ARG002 - seam
        """No futures."""
        return None

    def rate_rows(self, start: date, end: date) -> pd.DataFrame | None:  # noqa: ARG002 - seam
        """No rates."""
        return None

    def place(self, table: str) -> str:
        """Which package a table is from."""
        return {"prices": "skfolio's bundled datasets", "vol_indices": "arch's bundled VIX"}[table]


def _bars() -> pd.DataFrame:
    """Open, high and low of the S&P 500."""
    import pandas as pd

    rows = pd.read_csv(_package("arch") / "data" / "sp500" / "sp500.csv.gz")
    return pd.DataFrame(
        {
            "date": pd.to_datetime(rows["Date"], format="%m/%d/%Y"),
            "symbol": INDEX,
            "adj_open": rows["Open"],
            "adj_high": rows["High"],
            "adj_low": rows["Low"],
        }
    )


def _between(dates: pd.Series[pd.Timestamp], start: date, end: date) -> pd.Series[bool]:
    import pandas as pd

    return dates.between(pd.Timestamp(start), pd.Timestamp(end))


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        msg = f"the demo reads prices that {name} ships; install it: pip install 'hedgerow[demo]'"
        raise UnavailableError(msg)
    return Path(spec.submodule_search_locations[0])
