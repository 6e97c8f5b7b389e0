"""The market read over 36 years: places in the year, and errors that know of the overlap.

Places: mid-rank among the 252 sessions before, beside a function applied to each window and NumPy's windows all at once.
Errors: a difference of means after a state that holds on a tenth of the days, beside statsmodels' OLS.
"""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import pytest
from benchmarks.race import Table, duration, race, timed, times_over
from pytest_benchmark.fixture import BenchmarkFixture

from hedgerow.regime.slope import slope
from hedgerow.volatility.realized.standing import percentile_history

DAYS, YEAR, HORIZON = 9_000, 252, 21


@pytest.fixture(scope="module")
def table(request: pytest.FixtureRequest) -> Iterator[Table]:
    """Rows to print once all are measured."""
    found = Table("The market read over 36 years", ("work", "by", "time", "hedgerow is"), [], [])
    yield found
    found.show(request)


def compare(
    benchmark: BenchmarkFixture,
    table: Table,
    work: str,
    ways: dict[str, Callable[[], object]],
    rounds: int = 7,
) -> None:
    """A race; the first way is ours."""
    ours = next(iter(ways))
    times = race(benchmark, {name: timed(way) for name, way in ways.items()}, rounds=rounds)
    for name in ways:
        table.rows.append(
            (work, name, duration(times.median(name)), times_over(times.ratio(name, ours)))
        )


def test_places_in_the_year(benchmark: BenchmarkFixture, table: Table) -> None:
    """One index on 9,000 sessions."""
    x = np.exp(np.random.default_rng(0).normal(3, 0.3, DAYS))
    series = pd.Series(x)

    def by_windows() -> np.ndarray:
        window = np.lib.stride_tricks.sliding_window_view(x, YEAR + 1)
        past, now = window[:, :-1], window[:, -1:]
        return 50 * ((past < now).mean(axis=1) + (past <= now).mean(axis=1))

    def by_apply() -> pd.Series:
        def place(window: np.ndarray) -> float:
            return float(
                50 * (np.mean(window[:-1] < window[-1]) + np.mean(window[:-1] <= window[-1]))
            )

        return series.rolling(YEAR + 1).apply(place, raw=True)

    np.testing.assert_allclose(percentile_history(x)[YEAR:], by_windows())
    ways: dict[str, Callable[[], object]] = {
        "hedgerow": lambda: percentile_history(x),
        "NumPy, windows at once": by_windows,
        "pandas, rolling apply": by_apply,
    }
    compare(benchmark, table, "place in the year", ways)


def test_errors_under_overlap(benchmark: BenchmarkFixture, table: Table) -> None:
    """The same coefficient and error to rounding."""
    from statsmodels.api import OLS

    draw = np.random.default_rng(2)
    r = draw.normal(0, 1, DAYS + HORIZON)
    y = np.convolve(r, np.ones(HORIZON), "valid")[:DAYS]
    x = (draw.random(DAYS) < 0.1).astype(float)
    X = np.column_stack([np.ones(DAYS), x])
    lags = {"maxlags": 2 * HORIZON}

    def by_statsmodels() -> object:
        return OLS(y, X).fit(cov_type="HAC", cov_kwds=lags)

    ours, peer = slope(x, y, sessions=HORIZON), by_statsmodels()
    np.testing.assert_allclose(
        [ours.value, ours.standard_error],
        [peer.params[1], peer.bse[1]],  # type: ignore[attr-defined]
    )
    ways: dict[str, Callable[[], object]] = {
        "hedgerow": lambda: slope(x, y, sessions=HORIZON),
        "statsmodels": by_statsmodels,
    }
    compare(benchmark, table, "difference with its error", ways)
