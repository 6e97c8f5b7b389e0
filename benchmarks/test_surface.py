"""A whole chain of 20,000 quotes, from its file to its metrics: ours beside pandas, SciPy and QuantLib.

Both read the Parquet file, clean it, draw forwards and discounts through put-call parity, imply volatilities of bid, mid
and ask out of the money, fit every listing, look for arbitrage on the same grid, value every quote with its Greeks and read
metrics at eight tenors. Two chains: one made from SSVI, whose slices SVI meets without a search under constraints; one
made from jumps and an event, which no SVI meets, as no real chain does.

The second table is ours alone, step by step. Beside each step stands its *kernel*: what is left if all that is given is
numbers in arrays, and all that is asked numbers (the file's columns as Arrow reads them, lines of parity, volatilities,
splines, the spline on the grid, Greeks, strikes of deltas); a step without one has none.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import pyarrow.parquet as pq
import pytest
from benchmarks import chain_peer
from benchmarks.quotes import FloatArray
from benchmarks.race import ROUNDS, Table, duration, race, timed, times_over
from numpy.typing import ArrayLike
from pytest_benchmark.fixture import BenchmarkFixture
from scipy.special import ndtr

from hedgerow.data.chain_file import chain_table
from hedgerow.market.chain import OptionChain
from hedgerow.market.forwards import Forwards, forwards
from hedgerow.market.parity_lines import FIELDS, lines
from hedgerow.market.quality import quality
from hedgerow.pricing.bsm import Greeks, greeks
from hedgerow.pricing.implied_vol import implied_vol
from hedgerow.volatility.surface.arbitrage import BETWEEN, POINTS, ArbitrageCheck
from hedgerow.volatility.surface.fitted import FittedSurface, refitted
from hedgerow.volatility.surface.made_chain import Ladder, index_listings, made_chain
from hedgerow.volatility.surface.metrics import SmileMetrics, metrics_at
from hedgerow.volatility.surface.quoted import QuotedSmiles, quoted_smiles
from hedgerow.volatility.surface.smile import SurfaceVariance, VarianceSurface
from hedgerow.volatility.surface.spline import fit_splines
from hedgerow.volatility.surface.ssvi import PowerLaw, SsviSurface

DAY = date(2025, 9, 12)
OURS, PEER = "hedgerow", "pandas, SciPy, QuantLib"
SSVI, JUMPS = "made by SSVI", "made by jumps"


@dataclass(frozen=True)
class Jumps:
    """Merton's model with a variance that grows in time, and at once on the day of an event [Merton76].

    Its wings are those of the index: at five weeks eleven times the total variance at the money ten deviations below.
    """

    rate: float = 0.5
    """Jumps a year."""
    mean: float = -0.15
    deviation: float = 0.20
    event: float = 20 / 365

    def variance(self, log_moneyness: ArrayLike, expiry: ArrayLike) -> SurfaceVariance:
        """Total variance alone: nobody asks the rest."""
        k, T = np.broadcast_arrays(np.asarray(log_moneyness, float), np.asarray(expiry, float))
        diffusion = 0.015 * T + 0.006 * T**1.2 + 0.0004 * (self.event < T)
        grown = np.exp(self.mean + self.deviation**2 / 2)
        sign = np.where(k >= 0, 1.0, -1.0)
        price, chance = np.zeros(k.shape), np.exp(-self.rate * T)
        for n in range(25):
            F = np.exp(-self.rate * (grown - 1) * T) * grown**n
            s = np.sqrt(diffusion + n * self.deviation**2)
            d1 = (np.log(F) - k) / s + s / 2
            value = sign * (F * ndtr(sign * d1) - np.exp(k) * ndtr(sign * (d1 - s)))
            price += chance * value
            chance = chance * self.rate * T / (n + 1)
        vol = implied_vol(price, 1.0, np.exp(k), T, right=sign)
        nothing = np.full(k.shape, np.nan)
        return SurfaceVariance(np.asarray(vol) ** 2 * T, nothing, nothing, nothing)


def ssvi() -> SsviSurface:
    """About an index on a quiet day."""
    T = np.array([0.005, 0.02, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0])
    vol = 0.12 + 0.08 * np.sqrt(T / (T + 0.3))
    return SsviSurface(T, vol**2 * T, -0.65, PowerLaw(1.1, 0.5))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both chains, in the published columns."""
    folder = tmp_path_factory.mktemp("chains")
    listings = index_listings(DAY, days=25, weeks=12, months=36)
    surfaces: dict[str, tuple[VarianceSurface, Ladder]] = {
        SSVI: (ssvi(), Ladder(per_deviation=36.0, down=12.0, up=5.0)),
        JUMPS: (Jumps(), Ladder(per_deviation=32.0, down=18.0, up=5.0)),
    }
    found = {}
    for name, (surface, ladder) in surfaces.items():
        terms = {"spot": 5000.0, "rate": 0.04, "dividend_yield": 0.013}
        rows = made_chain(surface, DAY, listings, **terms, seed=1, ladder=ladder)
        found[name] = folder / f"SPX_{name.split()[-1]}.parquet"
        rows.to_parquet(found[name], index=False)
    return found


@pytest.fixture(scope="module")
def table(request: pytest.FixtureRequest) -> Iterator[Table]:
    """Rows to print once all are measured."""
    columns = ("whole chain", "quotes", "listings", "time", "hedgerow is", "min g", "calendar")
    found = Table("From a chain's file to its metrics", columns, [], [])
    yield found
    found.show(request)


@pytest.fixture(scope="module")
def split(request: pytest.FixtureRequest) -> Iterator[Table]:
    """Ours, step by step."""
    found = Table(
        "hedgerow, step by step", ("step", "chain", "time", "its kernel", "over it"), [], []
    )
    yield found
    found.show(request)


@dataclass(slots=True)
class Whole:
    """Ours, with the seconds of each step."""

    chain: OptionChain
    forwards: Forwards
    quoted: QuotedSmiles
    fitted: FittedSurface
    check: ArbitrageCheck
    vol: FloatArray
    greeks: Greeks
    metrics: SmileMetrics
    seconds: dict[str, float]


def whole(path: Path) -> Whole:
    """Ours, from the file on."""
    clock = [perf_counter()]

    def tick() -> None:
        clock.append(perf_counter())

    rows = chain_table(path)
    tick()
    chain = OptionChain.from_rows(rows, "SPX")
    tick()
    carried = forwards(chain)
    tick()
    sound = quality(chain, carried)
    if not sound.keep.all():
        chain, carried = sound.chain, forwards(sound.chain)
    tick()
    quoted = quoted_smiles(chain, carried)
    tick()
    fitted = refitted(quoted, carried)
    tick()
    check = fitted.arbitrage
    tick()
    vol = vol_of_quotes(chain, carried, fitted)
    valued = greeks(
        *terms_of_quotes(chain, carried, vol)[0], **terms_of_quotes(chain, carried, vol)[1]
    )
    tick()
    found = metrics_at(fitted.surface)
    tick()
    spent = dict(zip(STEPS, np.diff(clock).tolist(), strict=True))
    return Whole(chain, carried, quoted, fitted, check, vol, valued, found, spent)


STEPS = (
    "read",
    "columns",
    "forwards",
    "quality",
    "implied vols",
    "fit",
    "check",
    "Greeks",
    "metrics",
)


def vol_of_quotes(chain: OptionChain, carried: Forwards, fitted: FittedSurface) -> FloatArray:
    """On the smile of each quote's listing; NaN where there is none."""
    vol = np.full(len(chain.columns), np.nan)
    for i, each in enumerate(fitted.smiles):
        if each.smile is not None:
            at = chain.columns.of(i)
            k = np.log(chain.columns.strike[at] / carried.forward[i])
            vol[at] = np.sqrt(each.smile.variance(k).w / each.quoted.expiry)
    return vol


def terms_of_quotes(
    chain: OptionChain, carried: Forwards, vol: FloatArray
) -> tuple[tuple[ArrayLike, ...], dict[str, FloatArray]]:
    """What the Greeks are asked with."""
    listing = chain.columns.listing
    T = carried.expiry
    rate = -np.log(carried.discount) / T
    dividend_yield = rate - np.log(carried.forward / carried.spot) / T
    return (carried.spot, chain.columns.strike, T[listing], vol), {
        "right": np.where(chain.columns.is_call, 1, -1),
        "rate": rate[listing],
        "dividend_yield": dividend_yield[listing],
    }


@pytest.mark.parametrize("name", [SSVI, JUMPS])
def test_surface(
    benchmark: BenchmarkFixture, table: Table, split: Table, files: dict[str, Path], name: str
) -> None:
    """Ours beside the peer, then ours beside its kernels."""
    path = files[name]
    contenders = {
        OURS: timed(partial(whole, path), calls=3),
        PEER: timed(partial(chain_peer.pipeline, path)),
    }
    times = race(benchmark, contenders, rounds=5)
    ours, theirs = whole(path), chain_peer.pipeline(path)
    check = ours.check
    margins = {
        OURS: (check.butterfly.slack, check.calendar.slack),
        PEER: (theirs.least_g, theirs.least_rise),
    }
    for contender, (least_g, rise) in margins.items():
        table.rows.append(
            (
                f"{contender}, {name}",
                f"{len(ours.chain.columns):,}",
                f"{len(ours.fitted.smiles)}",
                duration(times.median(contender)),
                times_over(times.ratio(contender, OURS)),
                f"{least_g:.4f}",
                f"{rise:.1e}",
            )
        )
    steps = [whole(path).seconds for _ in range(ROUNDS)]
    kernels = {
        step: median(timed(work)() for _ in range(ROUNDS))
        for step, work in kernels_of(path, ours).items()
    }
    total, least = 0.0, 0.0
    for step in STEPS:
        spent, own = median(s[step] for s in steps), kernels.get(step)
        total, least = total + spent, least + (own or 0.0)
        beside = ("", "") if own is None else (duration(own), times_over(spent / own))
        split.rows.append((step, name, duration(spent), *beside))
    split.rows.append(("all", name, duration(total), duration(least), times_over(total / least)))


def kernels_of(path: Path, ours: Whole) -> dict[str, Callable[[], object]]:
    """Each step's work on numbers alone, its arguments laid out before."""
    quotes, carried = ours.chain.columns, ours.forwards
    call = quotes.pairs()
    start = np.searchsorted(quotes.listing[call], np.arange(len(carried.each) + 1))
    gap, straddle = quotes.mid[call] - quotes.mid[call + 1], quotes.mid[call] + quotes.mid[call + 1]
    half = (quotes.width[call] + quotes.width[call + 1]) / 2
    out, count = np.empty((len(carried.each), FIELDS)), np.empty(len(carried.each), np.int64)
    strike = quotes.strike[call]
    otm = np.concatenate([q.quotes.log_moneyness for q in ours.quoted.each if q.quotes])
    T = np.concatenate([np.full(len(q), q.expiry) for q in ours.quoted.each])
    w = np.stack(
        [
            np.concatenate([getattr(q.quotes, x) for q in ours.quoted.each])
            for x in ("w_bid", "w", "w_ask")
        ]
    )
    sign = np.where(otm >= 0, 1, -1)
    root = np.sqrt(w)
    price = sign * (
        ndtr(sign * (-otm / root + root / 2)) - np.exp(otm) * ndtr(sign * (-otm / root - root / 2))
    )
    slices = [q.quotes for q in ours.quoted.each if q.quotes]
    surface = ours.fitted.surface
    k = np.linspace(otm.min() * 1.5, otm.max() * 1.5, 2 * POINTS)
    values, named = terms_of_quotes(ours.chain, carried, ours.vol)
    kept = np.empty((10, len(quotes)))

    def grid() -> None:
        for i in range(len(surface.slices) - 1):
            surface.between(i, k, np.array(BETWEEN))

    return {
        "read": lambda: pq.read_table(path),
        "forwards": lambda: lines(start, strike, gap, straddle, half, out, count),
        "implied vols": lambda: implied_vol(price, 1.0, np.exp(otm), T, right=sign),
        "fit": lambda: fit_splines(slices),
        "check": grid,
        "Greeks": lambda: greeks(*values, **named, out=kept),
        "metrics": lambda: metrics_at(surface),
    }
