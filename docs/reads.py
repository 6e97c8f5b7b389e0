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
from hedgerow.desk.settings import market
from hedgerow.report.read_page import read_page

PAGE = Path(__file__).parent / "reads.md"
WIDTH = 100
MONTH = 21
DAYS = {
    "2017-11-03": "The lowest close that VIX had had until then",
    "2018-02-05": "Short volatility breaks",
    "2020-02-24": "The first Monday of the pandemic",
    "2020-03-16": "The highest close of VIX",
    "2022-06-13": "An orderly bear market",
    "2024-08-05": "A spike within the day",
    "2025-04-08": "Tariffs",
    "2026-05-26": "The day of the hedging article",
}
HEAD = """# The market read on eight days

What `hedgerow read` says at the close of each, with nothing known that came later. No chain was given, so that what rests on
a skew is unknown and says so; the futures used here end in April 2026, the credit spread, implied correlation and MOVE in March.
Beside each stands what came, which the read did not know.

```console
$ hedgerow read --data FOLDER --data demo: --as-of 2020-03-16
```
"""


def page(folder: str) -> str:
    """The document."""
    data = [folder, "demo:"]
    return "\n".join([HEAD, *(_day(day, title, data) for day, title in DAYS.items())])


def _day(day: str, title: str, data: list[str]) -> str:
    found = market_read(data=data, as_of=day)
    console = Console(width=WIDTH, file=io.StringIO(), highlight=False)
    console.print(Group(*read_page(found, WIDTH)))
    text = "\n".join(line.rstrip() for line in console.file.getvalue().splitlines())
    return f"## {day}: {title.lower() if title.startswith('The ') else title}\n\n```text\n{text}\n```\n\n{_after(day, data)}\n"


def _after(day: str, data: list[str]) -> str:
    """The S&P 500 over the month that followed."""
    bars = market(data).bars("SPY", date(2100, 1, 1))
    at = int(np.searchsorted(bars.dates, np.datetime64(day)))
    after = bars.returns[at + 1 : at + 1 + MONTH]
    if len(after) < MONTH:
        return "*What came is not known yet.*"
    rose, vol = 100 * np.expm1(after.sum()), 100 * np.sqrt(252 * np.mean(after**2))
    worst = 100 * np.expm1(np.minimum.accumulate(np.r_[0, np.cumsum(after)]).min())
    return f"*The 21 sessions after: SPY {rose:+.1f} %, at the lowest close {worst:+.1f} %, realized volatility {vol:.1f} %.*"


if __name__ == "__main__":
    PAGE.write_text(page(sys.argv[1]), encoding="utf-8")
