"""Monte Carlo: closed forms within its standard error, and the same numbers whoever draws them."""

import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.pricing.barrier import barrier_option
from hedgerow.pricing.finite_differences import KnockOut, finite_differences
from hedgerow.pricing.heston import Heston
from hedgerow.pricing.merton import Merton
from hedgerow.pricing.monte_carlo import (
    CHUNK,
    barrier_by_simulation,
    closed_form,
    european_by_simulation,
    sample,
    sessions_of,
)
from hedgerow.pricing.paths import Bootstrap, Lognormal

MODELS = [
    Lognormal(0.2),
    Heston(v0=0.04, kappa=2.0, theta=0.06, xi=0.8, rho=-0.7),
    Heston(v0=0.09, kappa=1.0, theta=0.05, xi=0.9, rho=0.3),
    Merton(sigma=0.15, lam=0.5, mu=-0.15, delta=0.1),
]


def ends(M):
    """Spot over forward, and its square."""
    return np.stack([M[:, -1], M[:, -1] ** 2])


@pytest.mark.parametrize("model", MODELS, ids=repr)
@pytest.mark.parametrize("strike", [85.0, 100.0, 110.0])
@pytest.mark.parametrize("right", ["call", "put"])
def test_closed_forms(model, strike, right):
    """The simulated price is the closed form or Fourier price within four standard errors."""
    terms = {"right": right, "discount": 0.99}
    found = european_by_simulation(model, 100, strike, 0.25, paths=20_000, seed=11, **terms)
    exact = closed_form(model, 100, strike, 0.25, **terms)
    assert abs(found.value - exact) < 4 * found.standard_error < 0.5


def test_standard_error_is_one():
    """Over 200 seeds the distance to the truth is one standard error, as a root mean square."""
    model = MODELS[0]
    exact = closed_form(model, 100, 95, 0.25, right="put")
    scores = [
        (e.value - exact) / e.standard_error
        for e in (
            european_by_simulation(model, 100, 95, 0.25, right="put", steps=1, paths=2000, seed=s)
            for s in range(200)
        )
    ]
    assert np.sqrt(np.mean(np.square(scores))) == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize(
    ("right", "kind", "barrier", "strike"),
    [
        ("put", "down-and-out", 88, 100),
        ("put", "up-and-out", 106, 100),
        ("call", "down-and-out", 95, 98),
        ("call", "up-and-out", 115, 100),
    ],
)
def test_barrier_dates(right, kind, barrier, strike):
    """Knocked out on 21 dates, with interest and dividends: the grid with the same dates, within four errors."""
    T, dates = 0.25, 21
    terms = {"right": right, "rate": 0.05, "dividend_yield": 0.02}
    found = barrier_by_simulation(
        Lognormal(0.25), 100, strike, T,
        barrier=barrier, kind=kind, dates=dates, paths=40_000, seed=8, **terms,
    )  # fmt: skip
    knock_out = KnockOut(
        barrier, kind.split("-")[0], tuple(T * (i + 1) / dates for i in range(dates))
    )
    grid = finite_differences(100, strike, T, 0.25, knock_out=knock_out, nodes=300, **terms)
    assert abs(found.value - grid.value) < 4 * found.standard_error + grid.error
    with pytest.raises(InputError, match="kind"):
        barrier_by_simulation(Lognormal(0.2), 100, 95, T, barrier=90, kind="out", **terms)


def test_daily_barrier():
    """A put knocked out at daily closes is worth what the grid with the same dates says."""
    days, T, level = 42, 42 / 252, 90.0

    def payoffs(M):
        alive = M[:, 1:].min(axis=1) > level / 100
        return np.stack([np.maximum(100 - 100 * M[:, -1], 0) * alive, M[:, -1]])

    found = sample(Lognormal(0.25), payoffs, expiry=T, steps=days, paths=60_000, seed=2)
    found = found.controlled(0, {1: 1.0})
    dates = tuple(T * (i + 1) / days for i in range(days))
    grid = finite_differences(
        100, 100, T, 0.25, right="put", rate=0.0, knock_out=KnockOut(level, "down", dates)
    )
    assert abs(found.value - grid.value) < 4 * found.standard_error
    always = barrier_option(
        100, 100, T, 0.25, right="put", barrier=level, kind="down-and-out", rate=0.0
    )
    assert found.value > always + 10 * found.standard_error


def test_plain_twin():
    """Means and covariances over chunks are those over all paths at once."""
    steps = 2**14
    found = sample(Lognormal(0.3), ends, expiry=1.0, steps=steps, paths=150, seed=5)
    size = 2 * (CHUNK // steps // 2)
    pairs = []
    streams = np.random.SeedSequence(5).spawn(-(-150 // size))
    for i, stream in enumerate(streams):
        from hedgerow.pricing.paths import paths_over_forward

        count = min(size, 150 - i * size)
        M = paths_over_forward(
            Lognormal(0.3), np.random.default_rng(stream), paths=count, steps=steps, step=1 / steps
        )
        pairs.append(ends(M).reshape(2, 2, -1).mean(axis=1))
    everything = np.concatenate(pairs, axis=1)
    np.testing.assert_allclose(found.mean, everything.mean(axis=1), rtol=1e-12)
    np.testing.assert_allclose(found.covariance, np.cov(everything) / 75, rtol=1e-10)


def test_threads_and_seed():
    """The same seed gives the same number on any number of threads; another seed another."""
    terms = {"expiry": 1.0, "steps": 2000, "paths": 3000}
    one, three = (sample(MODELS[1], ends, seed=4, threads=n, **terms) for n in (1, 3))
    np.testing.assert_array_equal(one.mean, three.mean)
    np.testing.assert_array_equal(one.covariance, three.covariance)
    other = sample(MODELS[1], ends, seed=5, **terms)
    assert other.mean[0] != one.mean[0]


def test_control_with_itself():
    """A payoff controlled by itself is known exactly."""
    found = sample(Lognormal(0.2), ends, expiry=1.0, steps=1, paths=100, seed=1)
    estimate = found.controlled(1, {1: np.exp(0.04)})
    assert estimate.value == pytest.approx(np.exp(0.04), rel=1e-12)
    assert estimate.standard_error == pytest.approx(0, abs=1e-8)
    assert found.ratio(0, 0).value == 1
    assert found.ratio(0, 0).standard_error == pytest.approx(0, abs=1e-9)
    assert found.controlled(1, {}) == found.plain(1)


def test_control_helps():
    """The forward as a control makes the error of a put in the money several times smaller."""
    found = sample(
        MODELS[1],
        lambda M: np.stack([np.maximum(1.1 - M[:, -1], 0), M[:, -1]]),
        expiry=0.25, steps=63, paths=4000, seed=1,
    )  # fmt: skip
    assert found.controlled(0, {1: 1.0}).standard_error < found.plain(0).standard_error / 2


def test_an_interrupt_goes_through():
    """Whatever stops the payoffs stops the simulation, with threads too."""

    def stopped(_):
        raise KeyboardInterrupt

    for threads in (1, 2):
        with pytest.raises(KeyboardInterrupt):
            sample(
                Lognormal(0.2), stopped, expiry=1.0, steps=2**18, paths=16, seed=1, threads=threads
            )


def test_one_pair_has_no_error():
    """Two paths are one observation: a value without a standard error; an odd number is rounded up."""
    found = sample(Lognormal(0.2), ends, expiry=1.0, steps=1, paths=1, seed=1).plain(0)
    assert found.paths == 2
    assert np.isnan(found.standard_error)


@pytest.mark.parametrize("paths", [1, 2, 3, 4, 6])
@pytest.mark.parametrize("model", MODELS[:2], ids=repr)
def test_few_paths(model, paths, capfd):
    """With fewer pairs than controls and two the mean is plain: its error is NaN for one pair, and nothing is printed."""
    terms = {"right": "put", "paths": paths, "seed": 1}
    pairs = -(-paths // 2)
    for found in (
        european_by_simulation(model, 100, 95, 0.25, **terms),
        barrier_by_simulation(
            model, 100, 95, 0.25, barrier=85, kind="down-and-out", rate=0.04, **terms
        ),
    ):
        assert np.isfinite(found.value)
        assert np.isnan(found.standard_error) == (pairs == 1)
    drawn = sample(model, ends, expiry=1.0, steps=1, paths=paths, seed=1)
    controlled = repr(drawn.controlled(1, {0: 1.0}))  # repr, because NaN is not NaN
    assert (controlled == repr(drawn.plain(1))) == (pairs < 3)
    assert capfd.readouterr() == ("", "")


def test_no_number(capfd):
    """A strike that is no number gives NaN and prints nothing, the vanilla option being a control."""
    terms = {"right": "put", "rate": 0.0, "paths": 100}
    found = barrier_by_simulation(
        MODELS[0], 100, np.nan, 0.25, barrier=85, kind="down-and-out", **terms
    )
    assert np.isnan([found.value, found.standard_error]).all()
    assert capfd.readouterr() == ("", "")


def test_no_closed_form():
    """Resampled days have no closed form."""
    assert closed_form(Bootstrap(np.array([0.01, -0.01]), 0.2), 100, 100, 1, right="put") is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"paths": 0},
        {"steps": -1},
        {"threads": 0},
        {"expiry": 0.0},
        {"expiry": np.nan},
        {"seed": -1},
    ],
)
def test_wrong_choices(wrong):
    """What can never be drawn is refused by name."""
    terms = {"expiry": 1.0, "steps": 1, "paths": 10, "seed": 1} | wrong
    with pytest.raises(InputError, match=next(iter(wrong))):
        sample(Lognormal(0.2), ends, **terms)


def test_sessions():
    """A quarter of a year has 63 trading days; a moment has one."""
    assert (sessions_of(0.25), sessions_of(1e-5)) == (63, 1)
    with pytest.raises(InputError, match="expiry"):
        sessions_of(-1.0)
