"""What holds for every model."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from hedgerow.volatility.forecast.history import History
from hedgerow.volatility.forecast.models import COMBINATIONS, MODELS

N, FITTED = 760, 700
ORIGINS = np.arange(FITTED, 720)


@pytest.fixture(scope="module")
def history(garch_history):
    """Three years of sessions."""
    return garch_history(N)


def forecasts(model, history, origins=ORIGINS):
    """Of three sessions."""
    return model.term_structure(history, fitted_until=FITTED, origins=origins, horizon=3)


every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)


@every_model
def test_nothing_looks_ahead(model, history):
    """Other rows after the fit change no estimate, other rows after an origin no forecast."""
    i = 10
    rows = np.arange(N) > ORIGINS[i]
    other = replace(
        history,
        returns=np.where(rows, 3 * history.returns[::-1], history.returns),
        variance=np.where(rows, 9 * history.variance[::-1], history.variance),
        implied=np.where(rows, 2 * history.implied[::-1], history.implied),
    )
    ours, theirs = forecasts(model, history), forecasts(model, other)
    assert np.isfinite(ours).all()
    np.testing.assert_array_equal(ours[: i + 1], theirs[: i + 1])
    assert not np.array_equal(ours[i + 1 :], theirs[i + 1 :])
    known = forecasts(model, history.until(ORIGINS[i]), ORIGINS[: i + 1])
    np.testing.assert_allclose(known, ours[: i + 1], rtol=1e-12)


@every_model
def test_volatility_scales_with_returns(model, history):
    """Returns and implied volatility twice as large make variance four times as large."""
    double = History(
        history.dates,
        2 * history.returns,
        4 * history.variance,
        history.measure,
        2 * history.implied,
    )
    ratio = forecasts(model, double) / forecasts(model, history)
    assert ratio == pytest.approx(4, rel=1e-6)


@every_model
def test_a_gap_does_not_stop_a_model(model, history):
    """Sessions without data a month before are passed over."""
    gap = np.isin(np.arange(N), [300, 301, FITTED - 25])
    holed = History(
        history.dates,
        np.where(gap, np.nan, history.returns),
        np.where(gap, np.nan, history.variance),
        history.measure,
        np.where(gap, np.nan, history.implied),
    )
    assert forecasts(model, holed) == pytest.approx(forecasts(model, history), rel=0.25)


@every_model
def test_nothing_known_is_unknown(model, history):
    """Without one input row there is no forecast, and no error."""
    empty = np.full(N, np.nan)
    assert np.isnan(forecasts(model, History(history.dates, empty, empty, "none", empty))).all()


@every_model
def test_a_model_travels_to_another_process(model):
    """A copy through pickle is equal and says its parameters, of which a result's key is made."""
    assert pickle.loads(pickle.dumps(model)) == model  # noqa: S301 - our own
    assert model.name in repr(model) or model.name == f"random_walk_{model.window}"


def test_names_are_distinct_and_combinations_know_them():
    """A name finds one model, and a combination names models that exist."""
    names = [model.name for model in MODELS]
    assert len(set(names)) == len(names)
    for combination in COMBINATIONS:
        assert set(combination.members) < set(names)
        assert combination.name not in names
