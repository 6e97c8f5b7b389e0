"""Writes docs/replay.md, the replay held against what is known: ``python docs/replay.py FOLDER``.

FOLDER is market data in the layout of the README, with ``strategy_indices/daily_and_monthly.parquet`` (date, symbol, close, freq)
beside it. Nothing of the data is shipped: the page holds what the program says of them.
"""

import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from hedgerow.backtest.catalogue import PolicyChoices
from hedgerow.backtest.error_band import BANDS
from hedgerow.backtest.policies.benchmark_indices import BXM
from hedgerow.backtest.simulated import protected_against_divested
from hedgerow.desk import ReplayChoices, backtest
from hedgerow.desk.past_hedges import Backtest
from hedgerow.desk.replicated_indices import EARLIER_SPREAD, replicated_indices
from hedgerow.market.book import Book, Position

PAGE = Path(__file__).parent / "replay.md"
FIRST, LAST = date(2003, 12, 19), date(2014, 12, 31)
DAILY_LAST = date(2025, 12, 31)
AS_OF = "2026-07-22"
WINDOWS = ("2008", "2020", "2022", "2024-08", "2025-04")
AUGUST = ("put@QQQ", "put@SPY")
CRISIS_POLICIES = ("put", "put@SPY", "put@QQQ", "put-spread", "collar", "sell")
BOOKS: Mapping[str, Mapping[str, float]] = {
    "broad": {
        "AAPL": 0.20,
        "MSFT": 0.20,
        "NVDA": 0.15,
        "AMZN": 0.15,
        "JNJ": 0.10,
        "JPM": 0.10,
        "VOO": 0.10,
    },
    "semiconductors": dict.fromkeys(["NVDA", "AMD", "AVGO", "MU", "QCOM", "TXN", "INTC"], 1 / 7),
    "energy": dict.fromkeys(["XOM", "CVX", "COP", "SLB"], 1 / 4),
}
LONG = (
    "put@SPY",
    "put",
    "put-delta@SPY",
    "put-spread@SPY",
    "collar@SPY",
    "threshold@SPY",
    "premium@SPY",
    "scored@SPY",
    "scored-today@SPY",
    "tail@SPY",
    "vix-calls",
    "sell",
    "covered-call@SPY",
    "strangle@SPY",
    "strangle-rank@SPY",
    "strangle-premium@SPY",
    "short-variance@SPY",
    "gamma-scalping@SPY",
    "vix-roll",
)
HEAD = """# The replay, held against what is known

What `hedgerow backtest` rests on, and how far it can be trusted. Written by `python docs/replay.py FOLDER`.

## How a session goes

Always in this order: cash earns the rate of the close before; what expires settles, and what an owner would exercise is assigned;
orders of the session before are filled, where execution is `next`; margin is checked; the policy sees the close; its orders are
filled at that close, where execution is `close`. Fills are at the middle and half a spread, to the cent. Premiums are paid by
selling some of the book (`--funding book`), or borrowed at the short rate (`--funding cash`), which keeps the whole book and adds
leverage. Options on funds are American, priced so and assigned so; options on indices are European.

| what happens | what the replay does |
|---|---|
| the underlying has no price on a session | orders wait for the next price and are told (`deferred`); what is held keeps its last value, marked stale |
| no volatility says what an option costs | nothing is opened, told (`refused`, `unpriced`), and asked for again at the next close |
| an option expires on a session without a price | it settles on the last close known, told (`stale settlement`) |
| a crash goes through every strike | puts are worth what they pay; sold ones are bought back where the account cannot carry them (`margin call`, `ruin`) |
| no call above the spot pays for a collar's put | no collar: the book stays as it is until one can be had (`refused`) |
| a put ratio could lose more than a tenth of the account at −25 % or −35 % | it is not traded (`refused`) |
| two legs round to one listed strike, or no expiration lies in the window | not traded (`refused`) |
| a position of the book has no price yet | it moves by its beta to the benchmark, and the share of the book that does is told |
| the data of an instrument end early | the replay ends there, and says so |

## A policy of your own

A policy is any object with a `name` and `orders(view)`: asked at each close, it answers with orders, and keeps nothing. All that
it can know is in the view: prices, series and trades up to that close.

```python
EXAMPLE```

Left out: dispersion. VIXEQ averages the implied volatilities of the index's members at their weights of each day; with a hundred
shares chosen today, no weights of the past and no volatility of any single one, survivorship and weighting would decide the
result, not correlation.
"""


def page(folder: str) -> str:
    """The document."""
    example = (PAGE.parents[1] / "examples" / "own_policy.py").read_text(encoding="utf-8")
    return "\n".join(
        [
            HEAD.replace("EXAMPLE", example),
            *_indices(folder),
            *_quotes(),
            *_simulation(),
            *_crises(folder),
            *_policies(folder),
        ]
    )


def published(folder: str) -> pd.DataFrame:
    """Monthly levels by index, on months."""
    rows = pd.read_parquet(Path(folder) / "strategy_indices" / "daily_and_monthly.parquet")
    wide = rows[rows["freq"] == "M"].pivot_table(index="date", columns="symbol", values="close")
    return wide.set_axis(wide.index.to_period("M"))


def daily(folder: str) -> list[tuple[str, float, float, float]]:
    """BXM day by day, before and after 2015: years, correlation, tracking error and mean difference a year."""
    rows = pd.read_parquet(Path(folder) / "strategy_indices" / "daily_and_monthly.parquet")
    own = rows[(rows["freq"] == "D") & (rows["symbol"] == "BXM")].set_index("date")["close"]
    found = []
    for first, last, spread in ((FIRST, LAST, EARLIER_SPREAD), (LAST, DAILY_LAST, 1.0)):
        ours = replicated_indices(folder, first, last, indices=(BXM,), spread=spread)["BXM"]
        moved = ours.pct_change().dropna()
        theirs = own.pct_change(fill_method=None).reindex(moved.index)
        gap = (moved - theirs).dropna()
        years = f"{first.year + 1}-{last.year}"
        error, mean = gap.std() * np.sqrt(252), gap.mean() * 252
        found.append((years, float(moved.corr(theirs)), float(error), float(mean)))
    return found


def differences(ours: pd.DataFrame, theirs: pd.DataFrame) -> pd.DataFrame:
    """Correlation of monthly returns, tracking error and mean difference a year, by index."""
    monthly = ours.groupby(ours.index.to_period("M")).last().pct_change().iloc[1:]
    known = theirs.pct_change().reindex(monthly.index)
    gap = monthly - known[monthly.columns]
    return pd.DataFrame(
        {
            "correlation": [monthly[name].corr(known[name]) for name in monthly],
            "tracking_error": gap.std() * np.sqrt(12),
            "difference": gap.mean() * 12,
        },
        index=monthly.columns,
    )


def _indices(folder: str) -> list[str]:
    theirs = published(folder)
    found = {
        spread: differences(replicated_indices(folder, FIRST, LAST, spread=spread), theirs)
        for spread in (0.0, 1.0, EARLIER_SPREAD)
    }
    rows = []
    for name in ("PPUT", "CLL", "BXM", "SPTR"):
        one = found[EARLIER_SPREAD].loc[name]
        gaps = " | ".join(f"{100 * found[s].loc[name, 'difference']:+.2f} %" for s in found)
        rows.append(
            f"| {name} | {one['correlation']:.3f} | {100 * one['tracking_error']:.2f} % | {gaps} |"
        )
    return [
        "## Published hedges, replicated",
        "",
        "Cboe publishes indices of the S&P 500 with options: PPUT buys a one-month put 5 % below it, CLL a three-month one paid in",
        "part by calls 10 % above, BXM sells calls at the money. Replayed by their rules, every option at its *modelled* price,",
        f"beside the published month-ends of {FIRST.year + 1} to {LAST.year}. The last column charges what options cost then: quoted",
        f"puts were {EARLIER_SPREAD:g} times as wide until 2014 as after. SPTR is the index itself, replayed with its fund.",
        "",
        "| index | correlation | tracking error a year | ours less published, a year, at the middle | at today's spreads | at the spreads of then |",
        "|---|---|---|---|---|---|",
        *rows,
        "",
        *(
            f"BXM day by day, {years}: correlation {c:.3f}, tracking error {100 * e:.1f} % a year, difference {100 * m:+.2f} %."
            for years, c, e, m in daily(folder)
        ),
        "",
        "Most of CLL's difference is of 2008 alone: in that autumn puts deep in the money were rolled on days that moved by several",
        "per cent within hours, and the prices of those hours are not in the data.",
        "",
    ]


def _quotes() -> list[str]:
    rows = [
        f"| {b.where} | {b.vix} | {b.quotes:,} | {100 * b.median_absolute:.1f} % | {100 * b.bias:+.1f} % |"
        for b in BANDS
    ]
    return [
        "## Modelled against quoted puts",
        "",
        "Puts of 30 to 60 days, 0 to 15 % out of the money. The model was fitted on 2010 to 2014; none of these quotes was used.",
        "This is the error band that every modelled result shows.",
        "",
        "| quotes | VIX | number | median absolute error | bias |",
        "|---|---|---|---|---|",
        *rows,
        "",
        "By moneyness, 2015–2019: 3.4 % (0–2.5 % out), 4.1 % (2.5–5 %), 5.1 % (5–10 %), 8.5 % (10–15 %). Fitted each year on the",
        "years before, 2012 to 2019: 5.1 %, bias +1.7 %. Since 2020 SKEW has risen and quoted smiles have not: in calm markets the",
        "model is dear by a tenth and more, and far puts by a quarter. A hedge replayed there cost less than the page says.",
        "Under 30 days far puts are too dear by half, and calls beyond 30 days far from the money by 20 to 80 %.",
        "",
    ]


def _simulation() -> list[str]:
    it = protected_against_divested(paths=40)
    return [
        "## Puts against less of the book, in simulation",
        "",
        "Prices by a random walk, four per cent a year over cash, volatility 20 %, and monthly puts 5 % below at an implied 22 %:",
        f"[Israelov17]. {it.paths} histories of {it.years:.0f} years. *Less* holds so much of the index that it earns what the",
        "protected one earned on average, the rest in cash at nothing.",
        "",
        "| | index | with puts | less of it |",
        "|---|---|---|---|",
        f"| mean return a year | {100 * it.index.mean:.2f} % | {100 * it.protected.mean:.2f} % | {100 * it.divested.mean:.2f} % |",
        f"| volatility | {100 * it.index.vol:.1f} % | {100 * it.protected.vol:.1f} % | {100 * it.divested.vol:.1f} % |",
        f"| beta | 1 | {it.beta:.2f} | {it.share:.2f} |",
        f"| worst 1 % of falls over 20 sessions | {100 * it.index.fall_20:.1f} % | {100 * it.protected.fall_20:.1f} % | {100 * it.divested.fall_20:.1f} % |",
        f"| over 250 sessions | {100 * it.index.fall_250:.1f} % | {100 * it.protected.fall_250:.1f} % | {100 * it.divested.fall_250:.1f} % |",
        "",
        f"The puts cost {100 * it.alpha:+.2f} % a year beside their beta (± {100 * it.alpha_error:.2f}); in closed form, two points of",
        f"volatility too many cost {100 * it.expected_alpha:+.2f} %.",
        "",
    ]


def _book(name: str) -> Book:
    return Book(Position(symbol, value=1e6 * w) for symbol, w in BOOKS[name].items())


def _crises(folder: str) -> list[str]:
    lines = [
        "## Three books through five crises",
        "",
        "A million dollars each, 30-delta puts of about 75 days in place for a quarter before each window began, rolled at 28 days,",
        "premiums paid by selling some of the book. `put` pairs anew at each roll; the others are fixed. Return over the window.",
        "",
        f"| book | window | book alone | {' | '.join(CRISIS_POLICIES)} | paired with |",
        "|---|---|---|" + "---|" * (len(CRISIS_POLICIES) + 1),
    ]
    for name in BOOKS:
        for window in WINDOWS:
            it = _replayed(folder, name, ReplayChoices(window=window, policies=CRISIS_POLICIES))
            by = {row.policy: row for row in it.compared}
            cells = " | ".join(f"{100 * by[p].return_:+.1f} %" for p in CRISIS_POLICIES)
            used = ", ".join(u.instrument for u in it.instruments)
            alone = f"{100 * by['unhedged'].return_:+.1f} %"
            lines.append(f"| {name} | {window} | {alone} | {cells} | {used} |")
    lines += ["", *_august(folder), ""]
    return lines


def _august(folder: str) -> list[str]:
    """The claim of HP-36: QQQ puts of equal dollar beta picked up most of the fall of August 2024."""
    ways = {
        "standing, by notional": ReplayChoices(window="2024-08", policies=AUGUST, own_peak=True),
        "bought on the first day, by notional": ReplayChoices(
            window="2024-08", policies=AUGUST, own_peak=True, lead=0
        ),
        "bought on the first day, by delta": ReplayChoices(
            window="2024-08",
            policies=AUGUST,
            own_peak=True,
            lead=0,
            choices=PolicyChoices(size_by="delta"),
        ),
    }
    lines = [
        "**August 2024, QQQ against SPY.** The claim is that QQQ puts of equal dollar beta picked up most of the fall. From each",
        "book's own peak to 5 August, the share of the fall that the hedge took away, for puts of equal dollar beta: in place since",
        "the quarter before, or bought on the very day of the peak; one for each hundred shares' worth of beta (by notional), or",
        "enough to be neutral (by delta, the textbook count, at three times the premium).",
        "",
        "| book | from | book alone | hedge | put@QQQ | taken away | put@SPY | taken away |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name in BOOKS:
        for way, choices in ways.items():
            it = _replayed(folder, name, choices)
            by = {row.policy: row for row in it.compared}
            alone = by["unhedged"].return_
            cells = []
            for p in AUGUST:
                hedged = by[p].return_
                share = f"{100 * (1 - hedged / alone):.0f} %" if alone < 0 else "no fall"
                cells += [f"{100 * hedged:+.1f} %", share]
            first = it.window.first
            lines.append(
                f"| {name} | {first} | {100 * alone:+.1f} % | {way} | {' | '.join(cells)} |"
            )
    return lines


def _policies(folder: str) -> list[str]:
    it = _replayed(folder, "broad", ReplayChoices(policies=LONG))
    rows = []
    for one in it.compared:
        low, high = one.cost_year_interval
        equal = (
            f"{100 * one.equal_return_share:.0f} %, {100 * one.equal_return_drawdown:.0f} %"
            if np.isfinite(one.equal_return_share)
            else "none"
        )
        rows.append(
            f"| {one.policy} | {100 * one.annual_return:.1f} % | {100 * one.vol:.1f} % | {100 * one.max_drawdown:.0f} % | "
            f"{100 * one.cost_year:+.1f} % ({100 * low:+.1f} … {100 * high:+.1f}) | {100 * one.effectiveness:.0f} % | {one.beta:.2f} | {equal} |"
        )
    return [
        "## Policies over the whole history",
        "",
        f"The broad book, {it.window.first} to {it.window.last}, today's weights throughout: names chosen today have done well, so that",
        "levels flatter and only differences say something. Cost is against the book alone, with its 95 % interval; the last column is",
        "the share of the book that would have ended with the same money, the rest in cash, and how far that fell.",
        "",
        "| policy | return a year | vol | drawdown | cost a year | variance removed | beta | equal return: share, drawdown |",
        "|---|---|---|---|---|---|---|---|",
        *rows,
        "",
        "Two dozen policies on one history: the best of them is partly luck, and most intervals of cost hold zero. What a premium below its own",
        "mean chooses is the weeks in which realized volatility has overtaken VIX, which since 2003 were few and deep.",
        "",
    ]


def _replayed(folder: str, name: str, choices: ReplayChoices) -> Backtest:
    return backtest(_book(name), data=folder, as_of=AS_OF, choices=choices)


if __name__ == "__main__":
    PAGE.write_text(page(sys.argv[1]), encoding="utf-8")
