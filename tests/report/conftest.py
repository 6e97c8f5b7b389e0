from dataclasses import replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.report.pages import words_of

from hedgerow.backtest.crisis_record import CrisisRecord
from hedgerow.backtest.error_band import ErrorBand
from hedgerow.backtest.tail_ledger import Loss, Round, TailLedger
from hedgerow.data.ledger import Memory
from hedgerow.desk import (
    HedgeChoices,
    ReplayChoices,
    SurfaceChoices,
    VolChoices,
    backtest,
    betas,
    demo,
    evidence,
    expect,
    exposure,
    futures,
    hedge_plan,
    market_read,
    morning,
    pairing,
    premium,
    rules,
    size,
    surface,
    verify,
    vix_index,
    volatility,
)
from hedgerow.desk.replay_cards import ReplayEvent
from hedgerow.desk.result import Status
from hedgerow.desk.saved_runs import beside, compared_runs, save_run, saved_runs
from hedgerow.desk.surface_meaning import BumpCard
from hedgerow.market.bars import Jump
from hedgerow.market.book import Book, Position
from hedgerow.market.calendar import previous_session, sessions
from hedgerow.reference import Reference
from hedgerow.report.html import report
from hedgerow.volatility.forecast.evaluation import Unscored
from hedgerow.volatility.surface.made_chain import Listed, made_chain
from hedgerow.volatility.surface.ssvi import PowerLaw, SsviSurface

EXAMPLE = Path(__file__).parents[2] / "examples" / "chain.csv"

RICH = Book(
    [
        Position("WIDE1", quantity=2_000),
        Position("CHIP1", value=-10_000),
        Position("CHIP2", value=90_000),
        Position("NEWCO", value=5_000),
        Position("SOXL", value=8_000),
        Position("<IMG SRC=X ONERROR=ALERT(1)>", value=4_000),
        Position("SPY240816P00720000", quantity=1),
        Position("CASH", quantity=25_000),
    ]
)
"""A short, a short history, a leveraged fund, a name that is markup, a put, cash."""


def _refuses():
    raise ValueError("<img src=x onerror=alert(1)>")


REFERENCES = {
    "pricing": {
        "halves": [
            Reference("a half", lambda: 0.5, 0.5, 1e-12, "arithmetic"),
            Reference("another", lambda: 0.75, 0.5, 0.005, "arithmetic"),
        ],
        "nothing": [Reference("no number", lambda: float("nan"), 1.0, 0.0, "arithmetic")],
    },
    "hedge": {"refused": [Reference("an error", _refuses, 26.0, 0.0, "arithmetic, twice")]},
}
"""One that agrees; one off, one that is no number and one that raises an error in markup."""


@pytest.fixture(scope="session")
def verification():
    """What ``verify`` says of these references."""
    return verify(references=REFERENCES)


SHARES = Book(
    [Position("CLOSES", value=1e5), Position("SPLIT", value=5e4), Position("CASH", value=1e4)]
)
CHEAP = VolChoices(models=("ewma_94", "random_walk_21"), refit=126)


@pytest.fixture(scope="session")
def read(vol_market):
    """Reads a symbol's volatility with cheap models, keeping nothing."""

    def of(symbol, choices=CHEAP, basket_of=None):
        return volatility(
            symbol, data=vol_market, choices=choices, basket_of=basket_of, ledger=Memory()
        )

    return of


@pytest.fixture(scope="session")
def everything(read):
    """An index with bars within the day, options, announcements and a basket; and with a split and a model
    without a score, which this index does not have.
    """
    made = read("SPX", replace(CHEAP, event_days=1, event_points=60), SHARES)
    jump = Jump(made.history.first, -0.5, "2-for-1")
    unscored = Unscored("implied", 3, "forecasts on 3 of 775 sessions")
    return replace(
        made,
        history=replace(made.history, jumps=(jump,)),
        evaluation=replace(made.evaluation, unscored=(unscored,)),
    )


QUOTED = date(2024, 5, 31)
"""The last session of ``vol_market``."""
EXPIRATIONS = ("2024-06-07", "2024-06-14", "2024-06-28", "2024-08-30", "2024-12-20")
FAST = SurfaceChoices(paths=2000)


def _surface(level):
    T = np.array([7, 30, 90, 365]) / 365
    return SsviSurface(T, (level + 0.02 * np.sqrt(T)) ** 2 * T, -0.6, PowerLaw(1.1, 0.5))


def _write(
    path, day, underlying="SPX", root="SPXW", level=0.15, spot=5000.0, expirations=EXPIRATIONS
):
    """A chain as a file."""
    rows = made_chain(
        _surface(level),
        day,
        [Listed(date.fromisoformat(each), root) for each in expirations],
        spot=spot,
        rate=0.05,
        dividend_yield=0.014,
        seed=3,
        underlying=underlying,
    )
    rows.to_csv(path, index=False)
    return path


@pytest.fixture(scope="session")
def chain_files(tmp_path_factory):
    """Chains of four sessions: the price rises, volatility falls; of VIX; with one expiration; without a bid."""
    folder = tmp_path_factory.mktemp("chains")
    before = previous_session(QUOTED)
    early = previous_session(before)
    made = {
        "first": _write(folder / "first.csv", previous_session(early), level=0.17, spot=4880.0),
        "earliest": _write(folder / "earliest.csv", early, level=0.165, spot=4900.0),
        "earlier": _write(folder / "earlier.csv", before, level=0.155, spot=4960.0),
        "chain": _write(folder / "chain.csv", QUOTED),
        "vix": _write(folder / "vix.csv", QUOTED, "VIX", "VIXW", 0.9, 15.0, EXPIRATIONS[1:4]),
        "one": _write(folder / "one.csv", QUOTED, expirations=EXPIRATIONS[2:3]),
        "nothing": folder / "nothing.csv",
    }
    rows = pd.read_csv(made["one"])
    rows.assign(bid=0.0).to_csv(made["nothing"], index=False)
    return made


@pytest.fixture(scope="session")
def surfaces(chain_files, vol_market):
    """Readings of a chain: with all that can be asked and a remark everywhere, and with something lacking."""
    run = [chain_files[name] for name in ("first", "earliest", "earlier")]
    whole = surface(chain_files["chain"], data=vol_market, earlier=run, choices=FAST)
    first, *rest = whole.expirations
    event = BumpCard(first.expiration, rest[0].expiration, 0.012, 0.015, 5.5, one_sided=True)
    put = replace(whole.puts[-1], reasons=("one of its models is rough",))
    slope = replace(whole.term_structure[-1], reason="180 days lie outside")
    tenor = replace(whole.metrics[-1], reason="365 days lie outside")
    model = replace(whole.models[-1], reason="stopped early")
    expiration = replace(rest[-1], reason="its quotes are few")
    return {
        "everything": replace(
            whole,
            status=Status.of(["a rate is assumed", "an expiration has no smile"]),
            expirations=(first, *rest[:-1], expiration),
            events=(event,),
            metrics=(*whole.metrics[:-1], tenor),
            term_structure=(*whole.term_structure[:-1], slope),
            puts=(*whole.puts[:-1], put),
            models=(*whole.models[:-1], model),
        ),
        "quick": surface(chain_files["chain"], choices=SurfaceChoices(quick=True)),
        "svi": surface(chain_files["chain"], choices=SurfaceChoices(quick=True, model="svi")),
        "vix": surface(chain_files["vix"], choices=FAST),
        "one": surface(chain_files["one"], choices=FAST),
        "nothing": surface(chain_files["nothing"]),
    }


@pytest.fixture(scope="session")
def asked_over(vol_market, chain_files, tmp_path_factory):
    """What options on an index ask, with a chain, the family of indices and a remark everywhere."""
    folder = tmp_path_factory.mktemp("family")
    (folder / "prices").symlink_to(vol_market / "prices")
    (folder / "vol_indices").mkdir()
    vix = pd.read_parquet(vol_market / "vol_indices" / "daily.parquet")
    others = {"VIX9D": 0.9, "VIX3M": 1.1, "VIX6M": 1.2, "VVIX": 5.0, "SKEW": 7.0, "COR1M": 1.5}
    rows = [vix.assign(symbol=name, close=by * vix["close"]) for name, by in others.items()]
    pd.concat([vix, *rows]).to_parquet(folder / "vol_indices" / "daily.parquet", index=False)
    made = premium("SPX", data=folder, chain=chain_files["chain"])
    rank = replace(made.rank, new_extreme="high", reason="150 known levels", state="degraded")
    return replace(
        made,
        status=Status.of(["a price is missing", "a rate is assumed"]),
        rank=rank,
        opex=replace(made.opex, note="a rank near the top"),
    )


@pytest.fixture
def browser(monkeypatch):
    """The words of a page, in plain spaces and without the drawing library."""
    monkeypatch.setattr("plotly.offline.get_plotlyjs", lambda: "/* the library */")
    return lambda result: words_of(report(result))


@pytest.fixture(scope="session")
def record(signal_market):
    """The evidence on an index with VIX, VIX3M, VVIX, SKEW, MOVE and implied correlation, doubted once."""
    made = evidence(data=signal_market)
    return replace(made, status=Status.of(["a price is missing"]), thresholds_changed=("vix_low",))


@pytest.fixture(scope="session")
def reading(signal_market, tmp_path_factory):
    """The market read with inputs, catalysts and a threshold of one's own, doubted once."""
    folder = tmp_path_factory.mktemp("own")
    lines = {
        "inputs.csv": "date,input,value\n2024-05-31,breadth,57\n2024-05-31,gex,-2.5\n2024-05-31,put_skew,4.2\n",
        "events.csv": "date,name\n2024-06-20,<IMG SRC=X ONERROR=ALERT(1)>\n",
        "rules.toml": "[thresholds]\nrank_thin = 19\n",
    }
    for name, text in lines.items():
        (folder / name).write_text(text)
    made = market_read(
        data=signal_market,
        inputs=folder / "inputs.csv",
        events=folder / "events.csv",
        rules=folder / "rules.toml",
        ledger=Memory(),
    )
    return replace(made, status=Status.of(["a price is missing"]))


@pytest.fixture(scope="session")
def chain_answers(tmp_path_factory):
    """What else is said of the example chain, with two years of prices and of a volatility index before it."""
    folder = tmp_path_factory.mktemp("before the example")
    days = [d for d in sessions() if date(2023, 5, 1) <= d.date() <= date(2025, 5, 14)]
    draw = np.random.default_rng(4)
    price = 10_000 * np.exp(np.cumsum(draw.standard_normal(len(days)) * 0.01))
    names = {"VIX": 18.0, "VIX9D": 17.0, "VIX3M": 20.0, "VIX6M": 22.0, "SKEW": 125.0}
    levels = [
        pd.DataFrame(
            {"date": days, "symbol": name, "close": level * draw.uniform(0.7, 1.6, len(days))}
        )
        for name, level in names.items()
    ]
    for table, rows in (
        ("prices", pd.DataFrame({"date": days, "symbol": "^SPX", "adj_close": price})),
        ("vol_indices", pd.concat(levels)),
    ):
        (folder / table).mkdir()
        rows.to_parquet(folder / table / "daily.parquet", index=False)
    earlier = pd.read_csv(EXAMPLE)
    back = (pd.to_datetime(earlier["expiry"]) - pd.Timedelta(days=28)).dt.strftime("%Y-%m-%d")
    file = folder / "SPX_2025-04-16.csv"
    earlier.assign(quote_date="2025-04-16", quote_stamp="2025-04-16 16:15", expiry=back).to_csv(
        file, index=False
    )
    return {
        "vix": vix_index(EXAMPLE, data=folder),
        "expect": expect(EXAMPLE, data=folder, earlier=[file]),
        "exposure": exposure(EXAMPLE, data=folder),
        "morning": morning(EXAMPLE, data=folder, last=10_050.0),
    }


def _doubted(made):
    """A replay with everything that a page can show: crises, a tail, an error band, events, two reasons for doubt."""
    first, last = made.path.date[3], made.path.date[9]
    crisis = CrisisRecord(
        "2022", first, last, -0.2, -0.05, 0.75, -0.21, -0.06, 13_000.0, 1e5, "SPY"
    )
    rose = replace(
        crisis, name="2025-04", unhedged=0.02, hedged=0.01, capture=np.nan, instrument=""
    )
    loss = Loss("2024-05-13", first, last, -0.05)
    tail = TailLedger(
        1.0,
        0.01,
        0.002,
        loss,
        (loss,),
        (loss,),
        (loss,),
        (Round(first, last, 5.0, 9.0),),
        years_wiped=5.0,
        years_of_gain_wiped=25.0,
        win_rate=1.0,
        kept=0.2,
    )
    return replace(
        made,
        status=Status.of([*made.status.reasons, "a price is missing"]),
        crises=(crisis, rose),
        tail=tail,
        error_band=(
            ErrorBand("SPY", "under 15", 40, 0.1, -0.05),
            ErrorBand("SPY", "all", 90, 0.12, -0.02),
        ),
        events=(
            ReplayEvent(first, "refused", "a ratio of <b>2</b>"),
            ReplayEvent(last, "refused", "again"),
        ),
        book=replace(made.book, assumed_share=0.2, since={"WIDE1": "2024-05-02", "CHIP1": "none"}),
    )


@pytest.fixture(scope="session")
def replays(synthetic, tmp_path_factory):
    """Replays: with all that can be asked and a saved run beside, of a week, of the book as it is, over half a year."""
    where = {"data": synthetic.folder, "as_of": synthetic.plain_day}
    book = Book([Position("WIDE1", value=60_000), Position("CHIP1", value=40_000)])
    folder = tmp_path_factory.mktemp("runs")

    def of(window, *policies, **more):
        wanted = ReplayChoices(window=window, policies=policies)
        return backtest(book, choices=wanted, **where, **more)

    week = of("2024-05-20:2024-05-24", "put")
    save_run(week, "week", folder)
    made = of("2024-04-15:2024-05-24", "put", "collar")
    save_run(made, "same", folder)
    grid = {"delta": [-0.2, -0.3]}
    varied = of("2024-04-15:2024-05-24", "put", grid=grid, ledger=Memory())
    whole = replace(_doubted(made), grid=varied.grid)
    return {
        "everything": beside(whole, compared_runs(["week", "same"], folder)),
        "week": week,
        "unhedged": of("2024-05-01:2024-05-24", "unhedged"),
        "sell": of("2024-05-01:2024-05-24", "sell"),
        "full": of("full", "put-spread"),
        "runs": saved_runs(folder),
        "no runs": saved_runs(folder / "none"),
    }


@pytest.fixture(scope="session")
def plans(
    replays,
    synthetic,
    verification,
    everything,
    asked_over,
    surfaces,
    futures_market,
    chain_answers,
    record,
    reading,
):
    """One answer of each kind, and more of the plan."""
    where = {"data": synthetic.folder, "as_of": synthetic.plain_day}
    quoted = where | {"as_of": synthetic.chain_day}
    made = {
        "size": size(value=500_000, beta=1.15, spot=752),
        "verify": verification,
        "vol": everything,
        "premium": asked_over,
        "surface": surfaces["everything"],
        "futures": futures(data=futures_market),
        "evidence": record,
        "read": reading,
        "rules": rules(),
        "backtest": replays["everything"],
        "runs": replays["runs"],
        **chain_answers,
        "beta": betas(RICH, **where),
        "pair": pairing(RICH, **where),
        "hedge": hedge_plan(RICH, **where),
        "quoted": hedge_plan(RICH, **quoted, choices=HedgeChoices(instrument="SPY")),
        "no floor": hedge_plan(RICH, **where, choices=HedgeChoices(moneyness=0.6)),
        "short": hedge_plan(
            Book([Position("SPY", value=-1e5), Position("CASH", value=3e5)]), **where
        ),
    }
    if find_spec("skfolio") is not None:
        made["demo"] = demo()
    return made
