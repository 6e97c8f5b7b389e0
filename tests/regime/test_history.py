"""From published series to facts: the same primitives as of a single day, and nothing of the future."""

import numpy as np
import pandas as pd
import pytest

from hedgerow.market.calendar import sessions
from hedgerow.regime.history import MarketSeries, facts_of, mean_before, term_structure
from hedgerow.regime.inputs import INPUTS
from hedgerow.volatility.premium.iv_rank import iv_percentile, iv_rank
from hedgerow.volatility.realized.standing import (
    move,
    move_history,
    percentile,
    percentile_history,
)

N = 700


def _series(n: int = N, *, seed: int = 1, own: dict[str, np.ndarray] | None = None) -> MarketSeries:
    rng = np.random.default_rng(seed)
    every = sessions()
    dates = every[every >= "2015-01-02"][:N]
    r = rng.normal(0, 0.01, N)
    V = 16 * np.exp(np.cumsum(-3 * r + rng.normal(0, 0.02, N)) * 0.3)
    levels = {
        "VIX": V,
        "VIX3M": V * rng.uniform(0.92, 1.25, N),
        "VVIX": 90 * np.exp(rng.normal(0, 0.1, N)),
        "SKEW": 125 + rng.normal(0, 8, N),
        "MOVE": 90 * np.exp(rng.normal(0, 0.1, N)),
        "COR1M": rng.uniform(5, 80, N),
    }
    front = V * rng.uniform(0.95, 1.1, N)
    gaps = rng.random(N) < 0.02
    levels["VVIX"] = np.where(gaps, np.nan, levels["VVIX"])
    whole = MarketSeries(
        dates=dates,
        close=4000 * np.exp(np.cumsum(r)),
        returns=r,
        levels=levels,
        front=front,
        second=front * rng.uniform(0.95, 1.08, N),
        front_days=rng.integers(1, 35, N).astype(float),
        at_30_days=front + 0.5,
        credit=4 + np.cumsum(rng.normal(0, 0.05, N)),
        credit_proxy=np.cumsum(rng.normal(0, 0.3, N)),
        slope=rng.normal(0.5, 0.2, N),
        dollar=110 + np.cumsum(rng.normal(0, 0.2, N)),
        sessions_to_opex=rng.integers(0, 20, N).astype(float),
        sessions_since_opex=rng.integers(0, 20, N).astype(float),
        own=own or {},
    )
    return _first(whole, n)


def _first(whole: MarketSeries, n: int) -> MarketSeries:
    """The first n sessions of it."""
    cut = {
        name: getattr(whole, name)[:n]
        for name in MarketSeries.__dataclass_fields__
        if name not in {"levels", "own", "own_words"}
    }
    levels = {symbol: x[:n] for symbol, x in whole.levels.items()}
    return MarketSeries(**cut, levels=levels, own={k: x[:n] for k, x in whole.own.items()})


def test_nothing_of_the_future():
    """What is known of a session does not change when later ones are added: every input, whole history."""
    whole, part = facts_of(_series()), facts_of(_series(600))
    assert whole.numbers.keys() == part.numbers.keys()
    for key, x in part.numbers.items():
        np.testing.assert_allclose(x, whole.numbers[key][:600], rtol=1e-9, atol=1e-9, err_msg=key)
    for key, words in part.categories.items():
        assert (words == whole.categories[key][:600]).all(), key


def test_every_key_is_in_the_catalogue():
    """No fact that no rule could ask for."""
    facts = facts_of(_series())
    assert facts.numbers.keys() | facts.categories.keys() <= INPUTS.keys()


@pytest.mark.parametrize("day", [250, 401, 699])
def test_histories_say_what_single_days_say(day: int):
    """Two routes to each primitive: the whole history at once, and the last day alone."""
    x = _series().level("VVIX")
    assert move_history(x)[day] == pytest.approx(move(x[: day + 1]).z, nan_ok=True)
    slow = move_history(x, change="difference", sessions=10)[day]
    assert slow == pytest.approx(
        move(x[: day + 1], change="difference", sessions=10).z, nan_ok=True
    )
    assert percentile_history(x)[day] == pytest.approx(percentile(x[: day + 1]), nan_ok=True)
    V = _series().level("VIX")[: day + 1]
    facts = facts_of(_series(day + 1))
    assert facts.last("iv_rank") == pytest.approx(iv_rank(V).rank)
    assert facts.last("iv_percentile") == pytest.approx(iv_percentile(V).percentile)


def test_the_term_structure_has_a_second_opinion():
    """Contango by the indices and backwardation by the futures is mixed; flat contradicts nothing; one of them suffices."""
    series = _series(6)
    V = np.array([15.0, 15.0, 15.0, 15.0, np.nan, 15.0])
    levels = {"VIX": V, "VIX3M": np.array([18.0, 18.0, 18.0, 14.0, 18.0, np.nan])}
    front = np.array([16.0, 16.0, 16.0, 16.0, 16.0, np.nan])
    second = np.array([17.0, 15.0, 16.1, 17.0, 17.0, 17.0])
    made = MarketSeries(
        **{
            name: getattr(series, name)
            for name in MarketSeries.__dataclass_fields__
            if name not in {"levels", "front", "second", "own", "own_words"}
        },
        levels=levels,
        front=front,
        second=second,
    )
    assert term_structure(made).tolist() == [
        "contango",
        "mixed",
        "contango",
        "mixed",
        "contango",
        "",
    ]


def test_the_mean_of_the_premium_is_of_the_past_alone():
    """By a plain loop."""
    x = np.where(np.arange(300) % 7 == 0, np.nan, np.arange(300.0))
    plain = [np.nanmean(x[:i]) if np.isfinite(x[:i]).sum() >= 200 else np.nan for i in range(300)]
    np.testing.assert_allclose(mean_before(x), plain)


def test_what_the_user_brings_stands_first_and_makes_its_own_percentile():
    """A history of risk reversals gives percentile and skew changes; a single value does not."""
    rng = np.random.default_rng(2)
    lean = rng.normal(6, 1, N)
    own = {
        "rr25": lean,
        "put_skew": lean / 2,
        "vvix": np.where(np.arange(N) == N - 1, 140.0, np.nan),
    }
    facts = facts_of(_series(own=own))
    assert facts.last("rr25_percentile") == pytest.approx(percentile(lean))
    assert facts.last("put_skew_z") == pytest.approx(move(lean / 2, change="difference").z)
    assert facts.last("vvix") == 140.0
    alone = facts_of(_series(own={"rr25": np.where(np.arange(N) == N - 1, 6.0, np.nan)}))
    assert (alone.last("rr25"), alone.last("rr25_percentile")) == (6.0, None)


def test_credit_by_funds_where_the_spread_is_missing():
    """The spread where it is known, the proxy on sessions without."""
    series = _series()
    credit = series.credit.copy()
    credit[-30:] = np.nan
    cut = {
        name: getattr(series, name)
        for name in MarketSeries.__dataclass_fields__
        if name != "credit"
    }
    facts = facts_of(MarketSeries(**cut, credit=credit))
    by_funds = move_history(series.credit_proxy, change="difference", sessions=10)
    assert facts.last("credit_z") == pytest.approx(by_funds[-1])
    own = move_history(series.credit, change="difference", sessions=10)
    assert facts.number("credit_z")[-40] == pytest.approx(own[-40])


def test_an_index_that_is_not_there_is_unknown_throughout():
    """Not zero, not the last one known."""
    series = _series()
    cut = {
        name: getattr(series, name)
        for name in MarketSeries.__dataclass_fields__
        if name != "levels"
    }
    facts = facts_of(MarketSeries(**cut, levels={"VIX": series.level("VIX")}))
    for key in ("vvix", "vvix_percentile", "skew_index", "curve_ratio", "move"):
        assert np.isnan(facts.number(key)).all()
    assert set(facts.category("term_structure")) <= {"", "contango", "flat", "backwardation"}


def test_dates_are_sessions():
    """The made-up axis is one of the calendar."""
    assert isinstance(_series().dates, pd.DatetimeIndex)


def test_a_missing_close_is_not_bridged():
    """Five sessions across it are known by their ends; the day itself is not; realized volatility over it is unknown."""
    series = _series()
    close = series.close.copy()
    close[-3] = np.nan
    r = np.diff(np.log(close), prepend=np.nan)
    cut = {
        name: getattr(series, name)
        for name in MarketSeries.__dataclass_fields__
        if name not in {"close", "returns"}
    }
    facts = facts_of(MarketSeries(**cut, close=close, returns=r))
    moved = np.log(series.close[5:] / series.close[:-5])
    spread = np.append(np.delete(moved[-252:], [-3]), []).std(ddof=1)
    assert facts.last("spot_z") == pytest.approx(moved[-1] / spread)
    assert np.isnan(facts.number("spot_z")[-3])
    assert facts.last("rv5") is None
    assert facts.last("nvrp") is None
