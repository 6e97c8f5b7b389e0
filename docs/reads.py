"""Writes docs/reads.md, the market read on days that traders remember: ``python docs/reads.py FOLDER``.

FOLDER is market data in the layout of the README; the S&P 500 before it comes from what is bundled. Nothing of the data is
shipped: the page holds what the program says of them.
"""

import io
import sys
from datetime import date
from pathlib import Path

import numpy as np
from rich.console import Console, Group

from hedgerow.desk import market_read
from hedgerow.desk.market_reading import MarketRead
from hedgerow.desk.settings import market
from hedgerow.report.read_page import read_page
from hedgerow.report.read_words import matrix_row

PAGE = Path(__file__).parent / "reads.md"
WIDTH = 100
MONTH = 21
DAYS = {
    "2017-11-03": "the lowest close of VIX until then",
    "2018-02-05": "short volatility breaks",
    "2020-02-24": "the first Monday of the pandemic",
    "2020-03-16": "the highest close of VIX",
    "2022-06-13": "an orderly bear market",
    "2024-08-05": "a spike within the day",
    "2025-04-08": "tariffs",
    "2026-05-26": "the day of the hedging article",
}
HEAD = """# The market read on eight days

What `hedgerow read` says at the close of each, with nothing known that came later. No chain was given, so that what rests on
a skew is unknown and says so; the futures used here end in April 2026, the credit spread, implied correlation and MOVE in March.
The table puts beside each what came, which the read did not know. Eight days chosen for being remembered prove nothing: how the
rows did on all days is in [the evidence](evidence.md).

```console
$ hedgerow read --data FOLDER --data demo: --as-of 2020-03-16
```
"""


def page(folder: str) -> str:
    """The document."""
    data = [folder, "demo:"]
    found = {day: market_read(data=data, as_of=day) for day in DAYS}
    after = {day: _after(day, data) for day in DAYS}
    return "\n".join(
        [
            HEAD,
            "| day | VIX | rule, model | decision matrix | hedge size (today alone) | SPY, 21 sessions after | realized after |",
            "|---|---|---|---|---|---|---|",
            *(_line(found[day], after[day]) for day in DAYS),
            "",
            *(_day(day, title, found[day]) for day, title in DAYS.items()),
        ]
    )


def _line(found: MarketRead, after: tuple[float, float, float]) -> str:
    """A day in a row of the table."""
    row = matrix_row(found)
    size, regime = found.hedge_size, found.regime
    return (
        f"| {found.as_of} | {found.recent[-1].vix:.2f} | {regime.rule}, {regime.model} | "
        f"{'unknown' if row is None else f'{row.id} {row.label}'} | {size.ratio:.0%} ({size.ratio_today:.0%}) | "
        f"{after[0]:+.1f} % (lowest close {after[1]:+.1f} %) | {after[2]:.1f} % |"
    )


def _day(day: str, title: str, found: MarketRead) -> str:
    console = Console(width=WIDTH, file=io.StringIO(), highlight=False)
    console.print(Group(*read_page(found, WIDTH)))
    text = "\n".join(line.rstrip() for line in console.file.getvalue().splitlines())
    return f"## {day}: {title}\n\n```text\n{text}\n```\n"


def _after(day: str, data: list[str]) -> tuple[float, float, float]:
    """SPY's return, its lowest close and its volatility over the month that followed, per cent."""
    bars = market(data).bars("SPY", date(2100, 1, 1))
    at = int(np.searchsorted(bars.dates, np.datetime64(day)))
    after = bars.returns[at + 1 : at + 1 + MONTH]
    lowest = np.minimum.accumulate(np.r_[0, np.cumsum(after)]).min()
    vol = 100 * np.sqrt(252 * np.mean(after**2))
    return 100 * np.expm1(after.sum()), 100 * np.expm1(lowest), vol


if __name__ == "__main__":
    PAGE.write_text(page(sys.argv[1]), encoding="utf-8")
