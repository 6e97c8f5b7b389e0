"""Which forecast was best."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.volatility.forecast.evaluation import (
    evaluation,
    qlike,
    realized_variance_ahead,
    speaking,
)
from hedgerow.volatility.forecast.ewma import Ewma
from hedgerow.volatility.forecast.garch import GARCH
from hedgerow.volatility.forecast.interval import log_errors
from hedgerow.volatility.forecast.random_walk import RandomWalk
from hedgerow.volatility.forecast.walk_forward import Forecasts, assembled, solve, tasks

N, HORIZON = 1_800, 5


@pytest.fixture(scope="module")
def history(garch_history):
    """Seven years."""
    return garch_history(N, seed=11)


def given_forecasts(history, **by_model):
    """Forecasts of the same variance at all horizons, from arrays (n,)."""
    variance = np.stack([np.repeat(F[:, None], HORIZON, axis=1) for F in by_model.values()])
    members = np.isfinite(variance).astype(np.int64)
    return Forecasts(tuple(by_model), history.dates, np.arange(N), variance, members)


@pytest.fixture(scope="module")
def came(history):
    """What a perfect forecaster would have said at five sessions."""
    return realized_variance_ahead(history.returns, HORIZON)


def score(evaluated, model):
    """One model's."""
    return next(score for score in evaluated.scores if score.model == model)


def test_target_is_zero_mean_variance_of_the_next_sessions(history):
    """252 times the mean square of the returns after the row, not of the row's own."""
    ahead = realized_variance_ahead(history.returns, 21)
    assert ahead[100] == pytest.approx(252 * np.mean(history.returns[101:122] ** 2))
    assert np.isnan(ahead[-21:]).all()
    assert np.isfinite(ahead[-22])


@given(st.floats(1e-4, 10), st.floats(1e-4, 10))
def test_qlike_is_zero_for_the_truth_alone(realized, forecast):
    """It is never below zero, and depends on the ratio only."""
    loss = float(qlike(np.float64(realized), np.float64(forecast)))
    assert loss >= -1e-12
    assert loss == pytest.approx(
        float(qlike(np.float64(9 * realized), np.float64(9 * forecast))), abs=1e-9
    )
    assert float(qlike(np.float64(realized), np.float64(realized))) == 0


def test_perfect_forecast(history, came):
    """QLIKE 0, R² 1, bias 0, Mincer–Zarnowitz slope 1, and it wins alone."""
    mean = np.full(N, np.nanmean(came))
    ours = evaluation(given_forecasts(history, mean=mean, perfect=came), history, horizon=HORIZON)
    best = ours.scores[0]
    assert ours.winner == best.model == "perfect"
    assert best.qlike == pytest.approx(0, abs=1e-12)
    assert (best.r_squared_vol, best.r_squared_log, best.mz_slope) == pytest.approx((1, 1, 1))
    assert best.bias == pytest.approx(0, abs=1e-12)
    assert np.isnan(best.diebold_mariano_t)
    assert score(ours, "mean").diebold_mariano_p < 0.001
    assert not score(ours, "mean").in_confidence_set
    assert "alone in the 90 % confidence set" in ours.reason


def test_bias_and_r_squared_are_what_they_say(history, came):
    """A forecast 10 % too high in volatility is 10 % of the root mean variance too high; R² by its definition."""
    high = 1.21 * came
    ours = evaluation(given_forecasts(history, high=high), history, horizon=HORIZON)
    y = np.sqrt(came[np.isfinite(came)])
    assert ours.scores[0].bias == pytest.approx(0.1 * np.sqrt(np.mean(y**2)))
    assert ours.scores[0].r_squared_vol == pytest.approx(
        1 - np.sum((0.1 * y) ** 2) / y.var() / len(y)
    )
    assert ours.scores[0].r_squared_log == pytest.approx(1 - np.log(1.1) ** 2 / np.log(y).var())
    assert ours.scores[0].in_confidence_set


def test_garch_beats_the_random_walk_where_garch_is_true(garch_history):
    """On simulated GARCH its forecasts have the lower QLIKE, and nobody doubts it."""
    n = 5_000
    history = garch_history(n, seed=12)
    work = tasks(
        history,
        (RandomWalk(21), Ewma(), GARCH),
        horizon=HORIZON,
        first=history.dates[600].date(),
        refit=500,
    )
    forecasts = assembled(history, work, {task.key: solve(task, history) for task in work})
    ours = evaluation(forecasts, history, horizon=HORIZON)
    assert score(ours, "garch").qlike < score(ours, "random_walk_21").qlike
    assert ours.winner in {"garch", "combination"}
    assert ours.against_naive is not None
    assert ours.against_naive.p < 0.01
    assert ours.against_naive.mean < 0
    assert ours.observations == ours.evaluable == n - 600 - HORIZON
    assert ours.effective_observations == ours.observations / HORIZON
    assert ours.first == history.dates[600].date()
    assert ours.last == history.dates[n - 1 - HORIZON].date()
    assert [s.qlike for s in ours.scores] == sorted(s.qlike for s in ours.scores)


def test_a_model_that_begins_late_does_not_shorten_the_rest(history, came):
    """Under nine tenths it is named, unscored, with the reason; over, the sample is what all share."""
    rough = came * 1.3
    late, latish = rough.copy(), rough.copy()
    late[: N // 5], latish[: N // 20] = np.nan, np.nan
    nothing = np.full(N, np.nan)
    forecasts = given_forecasts(history, a=came, late=late, latish=latish, nothing=nothing)
    ours = evaluation(forecasts, history, horizon=HORIZON)
    assert {s.model for s in ours.scores} == {"a", "latish"}
    assert {s.observations for s in ours.scores} == {ours.observations}
    assert ours.evaluable == N - HORIZON
    assert ours.observations == N - HORIZON - N // 20
    assert [u.model for u in ours.unscored] == ["late", "nothing"]
    assert "fewer than 90 %" in ours.unscored[0].reason
    assert ours.unscored[0].observations == N - HORIZON - N // 5
    assert "an input is missing" in ours.unscored[1].reason


def test_too_few_sessions_score_nobody(history, came):
    """Nine targets side by side have no winner, and the reason says so."""
    holed = replace(history, returns=np.where(np.arange(N) < 50, history.returns, np.nan))
    ours = evaluation(given_forecasts(holed, a=came), holed, horizon=HORIZON)
    assert ours.scores == ()
    assert ours.winner is None
    assert "fewer than 10 targets" in ours.reason


@pytest.mark.parametrize(
    ("p", "speaker"), [(0.5, "combination"), (0.1, "combination"), (0.09, "best")]
)
def test_the_combination_speaks_unless_surely_beaten(history, came, p, speaker):
    """Where Diebold and Mariano do not tell it from the best (p ≥ 10 %) it speaks in its place."""
    ours = evaluation(
        given_forecasts(history, best=came, combination=2 * came), history, horizon=HORIZON
    )
    assert (ours.winner, ours.speaker) == ("best", "best")
    best, other = ours.scores
    found = speaking((best, replace(other, diebold_mariano_p=p)))
    assert found.model == speaker


def test_the_reason_names_the_lowest(history, came):
    """A combination that speaks although another has the lowest loss says so, with both and the p."""
    z = 0.3 * np.random.default_rng(8).standard_normal((2, N))
    names = ("best", "combination")
    for one, other in (names, names[::-1]):
        given = {one: came * np.exp(z[0]), other: came * np.exp(z[1])}
        ours = evaluation(given_forecasts(history, **given), history, horizon=HORIZON)
        if ours.winner == "best":
            break
    assert ours.speaker == "combination"
    assert f"p {score(ours, 'combination').diebold_mariano_p:.2f}" in ours.reason
    assert "the lowest (best" in ours.reason


def test_logarithms_of_a_day_are_not_judged(history):
    """Over one session the logarithm of what came is noise: its R² is unknown."""
    came = realized_variance_ahead(history.returns, 1)
    forecasts = given_forecasts(history, a=np.full(N, np.nanmean(came)))
    assert np.isnan(evaluation(forecasts, history, horizon=1).scores[0].r_squared_log)


def test_refusals(history, came):
    """Horizons that were forecast, levels between 0 and 1, models that exist."""
    forecasts = given_forecasts(history, ewma_94=came)
    with pytest.raises(InputError, match="1 to 5"):
        evaluation(forecasts, history, horizon=6)
    with pytest.raises(InputError, match="level is 90"):
        evaluation(forecasts, history, horizon=5, level=90)
    with pytest.raises(InputError, match="did you mean 'ewma_94'"):
        log_errors(forecasts, history, "ewma94", horizon=5)
