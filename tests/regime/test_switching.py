"""Markov switching: states told from returns alone."""

from datetime import date
from math import exp, pi, sqrt

import numpy as np
import pandas as pd
import pytest

from hedgerow.errors import InputError
from hedgerow.market.calendar import sessions
from hedgerow.regime.switching import (
    SwitchingModel,
    agreement,
    assembled,
    classes,
    filtered,
    fit,
    pieces,
)

UNTIL = date(2010, 12, 31)
P = np.array([[0.98, 0.02, 0.0], [0.02, 0.96, 0.02], [0.0, 0.06, 0.94]])
MODEL = SwitchingModel(
    0.0005,
    (0.08, 0.17, 0.50),
    tuple(tuple(row) for row in P),
    9_000.0,
    converged=True,
    sessions=2_520,
    fitted_until=UNTIL,
)


def drawn(n, seed=5):
    """Returns of the model above with the states behind them."""
    draw = np.random.default_rng(seed)
    states = [0]
    for _ in range(n - 1):
        states.append(draw.choice(3, p=P[states[-1]]))
    sigma = np.array(MODEL.vols)[states] / sqrt(252)
    return MODEL.mean + sigma * draw.standard_normal(n), np.array(states)


def plain_filter(model, returns):
    """The plain twin: Bayes' rule a state at a time; what is unknown is only predicted."""
    before = np.linalg.matrix_power(np.array(model.transition), 10_000)[0]
    rows = []
    for r in returns:
        ahead = [sum(before[i] * model.transition[i][j] for i in range(3)) for j in range(3)]
        if not np.isnan(r):
            for j, vol in enumerate(model.vols):
                sigma = vol / sqrt(252)
                z = (r - model.mean) / sigma
                ahead[j] *= exp(-z * z / 2) / (sigma * sqrt(2 * pi))
        before = [p / sum(ahead) for p in ahead]
        rows.append(before)
    return np.array(rows)


@pytest.fixture(scope="module")
def days():
    """Sessions of seven years."""
    return pd.DatetimeIndex([d for d in sessions() if 2004 <= d.year <= 2010])


@pytest.fixture(scope="module")
def sample(days):
    """Returns on them, a few unknown."""
    returns, _ = drawn(len(days))
    returns[[100, 1_500, 1_501]] = np.nan
    return returns


@pytest.fixture(scope="module")
def model(sample):
    """What the fit finds."""
    return fit(sample, UNTIL)


def test_the_filter_is_bayes_rule():
    """Against the twin, with unknown returns and one that no state explains."""
    returns, _ = drawn(400)
    returns[[0, 7, 8, 399]] = np.nan
    returns[50] = -0.6
    np.testing.assert_allclose(filtered(MODEL, returns), plain_filter(MODEL, returns), atol=1e-12)


def test_the_filter_is_that_of_statsmodels(sample, model):
    """With the same parameters, in units of a hundredth."""
    from statsmodels.tsa.regime_switching.markov_regression import MarkovRegression

    returns = sample[np.isfinite(sample)]
    theirs = MarkovRegression(
        100 * returns, k_regimes=3, switching_trend=False, switching_variance=True
    )
    to = np.array(model.transition)
    variances = np.array(model.vols) ** 2 / 252
    given = [*to[:, 0], *to[:, 1], 100 * model.mean, *(1e4 * variances)]
    found = theirs.filter(np.array(given))
    ours = filtered(model, returns)
    np.testing.assert_allclose(ours, found.filtered_marginal_probabilities, atol=1e-8)
    assert model.log_likelihood == pytest.approx(found.llf + len(returns) * np.log(100), abs=1e-6)


def test_the_fit_finds_the_states(sample, model):
    """Volatilities of calm, normal and stress within a tenth, ordered; rows of the matrix sum to one."""
    assert model.converged
    assert model.sessions == np.isfinite(sample).sum()
    np.testing.assert_allclose(model.vols, MODEL.vols, rtol=0.1)
    np.testing.assert_allclose(np.sum(model.transition, axis=1), 1)
    np.testing.assert_allclose(np.diag(model.transition), np.diag(P), atol=0.03)  # two errors
    assert model.durations[0] == pytest.approx(1 / (1 - model.transition[0][0]))


def test_the_likeliest_state_is_mostly_the_true_one(model):
    """Of returns that the fit has not seen, stress and calm are rarely taken for each other."""
    returns, states = drawn(2_000, seed=6)
    named = classes(filtered(model, returns))
    assert (named == states).mean() > 0.8
    assert ((named == 0) & (states == 2)).mean() < 0.005


def test_scale_changes_nothing_but_the_scale(sample, model):
    """A tenth of the returns has a tenth of the volatilities, and the same probabilities."""
    tenth = fit(sample / 10, UNTIL)
    np.testing.assert_allclose(np.array(tenth.vols) * 10, model.vols, rtol=1e-6)
    np.testing.assert_allclose(
        filtered(tenth, sample / 10), filtered(model, sample), rtol=0, atol=1e-6
    )


def test_a_fit_is_kept_as_numbers(model):
    """To an array and back; an array of something else is none."""
    assert SwitchingModel.of_array(model.to_array()) == model
    none = fit(np.zeros(2_000), UNTIL)
    again = SwitchingModel.of_array(none.to_array())
    assert (again.converged, again.sessions, again.fitted_until) == (False, 2_000, UNTIL)
    assert SwitchingModel.of_array(np.zeros(3)) is None
    assert SwitchingModel.of_array(np.full(17, np.nan)) is None


@pytest.mark.parametrize("returns", [np.full(2_000, 0.001), drawn(900)[0], np.full(2_000, np.nan)])
def test_what_cannot_be_fitted_says_so(returns):
    """No movement, or under 1,000 known returns: a fit that did not converge, and unknown probabilities."""
    found = fit(returns, UNTIL)
    assert not found.converged
    assert np.isnan(filtered(found, returns)).all()
    assert (classes(filtered(found, returns)) == -1).all()


def test_a_piece_is_a_year_on_what_was_before(days, sample):
    """From the first year with 1,000 known returns before it; parameters have seen nothing of the year itself."""
    work = pieces(days, sample)
    assert [days[piece.start].year for piece in work] == [2008, 2009, 2010]
    for piece in work:
        assert piece.until == days[piece.start - 1].date()
        assert piece.until.year == days[piece.start].year - 1
        assert piece.first == 0
    assert work[-1].stop == len(days)
    assert [piece.stop for piece in work[:-1]] == [piece.start for piece in work[1:]]


def test_the_window_is_ten_years():
    """The 2,520 sessions before the year, no more."""
    every = pd.DatetimeIndex([d for d in sessions() if 1995 <= d.year <= 2010])
    last = pieces(every, np.ones(len(every)))[-1]
    assert last.start - last.first == 2_520


def test_the_future_changes_nothing(days, sample):
    """Cut after any session, the probabilities up to it are those of the whole, and the keys are the same."""
    work = pieces(days, sample)
    models = {piece.key: fit(sample[piece.first : piece.start], piece.until) for piece in work}
    whole = assembled(sample, work, models)
    assert np.isnan(whole[: work[0].start]).all()
    np.testing.assert_allclose(whole[work[0].start :].sum(axis=1), 1)
    for cut in (work[1].start + 1, work[2].start + 40):
        before = pieces(days[:cut], sample[:cut])
        assert {piece.key for piece in before} <= set(models)
        np.testing.assert_array_equal(assembled(sample[:cut], before, models), whole[:cut])


def test_another_past_is_another_key(days, sample):
    """One changed return changes the key of every later year and of no earlier one; its sixteenth digit none."""
    work = pieces(days, sample)
    changed = sample.copy()
    changed[work[1].start] += 1e-6
    moved = [a.key != b.key for a, b in zip(work, pieces(days, changed), strict=True)]
    assert moved == [False, False, True]
    assert pieces(days, sample * (1 + 1e-15)) == work


def test_a_year_without_a_model_is_unknown(days, sample, model):
    """A piece that was not solved, or did not converge, leaves NaN and nothing of the year before."""
    work = pieces(days, sample)
    found = assembled(sample, work, {work[0].key: model, work[1].key: fit(np.zeros(2), UNTIL)})
    assert np.isfinite(found[work[0].start : work[0].stop]).all()
    assert np.isnan(found[work[1].start :]).all()


def test_dates_must_ascend(days, sample):
    """One line with what to do."""
    with pytest.raises(InputError, match="one date a return"):
        pieces(days[1:], sample)
    with pytest.raises(InputError, match="must ascend"):
        pieces(days[::-1], sample)


def test_agreement_is_counted_where_both_are_known():
    """A loop over the sessions says the same; today unknown is neither yes nor no."""
    draw = np.random.default_rng(2)
    ours, theirs = draw.integers(-1, 3, 600), draw.integers(-1, 3, 600)
    found = agreement(ours, theirs)
    pairs = [(a, b) for a, b in zip(ours, theirs, strict=True) if -1 not in {a, b}]
    late = [(a, b) for a, b in zip(ours[-252:], theirs[-252:], strict=True) if -1 not in {a, b}]
    assert found.whole == pytest.approx(sum(a == b for a, b in pairs) / len(pairs))
    assert found.year == pytest.approx(sum(a == b for a, b in late) / len(late))
    assert (found.whole_sessions, found.year_sessions) == (len(pairs), len(late))
    chance = sum(a == b for a, _ in pairs for _, b in pairs) / len(pairs) ** 2
    assert found.by_chance == pytest.approx(chance)
    unknown = agreement(np.array([0, -1]), np.array([0, 1]))
    assert unknown.today is None
    assert unknown.whole == 1.0
    nothing = agreement(np.array([-1]), np.array([1]))
    assert nothing.today is None
    assert np.isnan([nothing.year, nothing.whole, nothing.by_chance]).all()
    with pytest.raises(InputError, match="same ones"):
        agreement(ours, theirs[1:])
