"""Walking forward block by block."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial

import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.volatility.forecast.combination import Combination
from hedgerow.volatility.forecast.ewma import Ewma
from hedgerow.volatility.forecast.har import HAR_LOG
from hedgerow.volatility.forecast.implied import Implied
from hedgerow.volatility.forecast.random_walk import RandomWalk
from hedgerow.volatility.forecast.walk_forward import assembled, solve, tasks

MODELS = (RandomWalk(21), Ewma(), HAR_LOG, Implied())
FIRST = date(2001, 7, 2)
BOTH = (Combination(("ewma_94", "implied"), "both"),)


@pytest.fixture(scope="module")
def history(garch_history):
    """Some three years."""
    return garch_history(700)


def todo(history, *, refit=50, first=FIRST, models=MODELS, horizon=5):
    """Tasks of the models above."""
    return tasks(history, models, horizon=horizon, first=first, refit=refit)


def solved(history, work):
    """All results by key."""
    return {task.key: solve(task, history) for task in work}


def test_every_origin_is_forecast_once_by_each_model(history):
    """Blocks follow each other from the first session to the last."""
    work = todo(history)
    for model in MODELS:
        origins = np.concatenate([task.origins for task in work if task.model == model])
        start = history.dates.searchsorted(np.datetime64(FIRST))
        np.testing.assert_array_equal(origins, np.arange(start, 700))
    assert {len(task.origins) for task in work} == {50, (700 - start) % 50}
    assert len({task.key for task in work}) == len(work)


def test_equals_one_origin_at_a_time(history):
    """The plain twin: at each origin, cut the history there and ask with the block's parameters."""
    work = todo(history)
    ours = assembled(history, work, solved(history, work), combinations=())
    for task in work:
        if task.start % 3:
            continue
        for i in task.origins[::7]:
            alone = task.model.term_structure(
                history.until(i), fitted_until=task.start, origins=np.array([i]), horizon=5
            )
            row = ours.of(task.model.name)[list(ours.rows).index(i)]
            np.testing.assert_allclose(row, alone[0], rtol=1e-12)


def test_more_sessions_change_the_last_block_alone(history):
    """What was solved yesterday is found today under the same keys."""
    yesterday = {task.key for task in todo(history.until(694))}
    new = [task for task in todo(history) if task.key not in yesterday]
    assert {(task.start, task.stop) for task in new} == {(690, 700)}


def test_another_past_is_another_key(history):
    """One changed return changes every later block's key and no earlier one's."""
    returns = history.returns.copy()
    returns[550] += 1e-6
    changed = replace(history, returns=returns)
    for a, b in zip(todo(history), todo(changed), strict=True):
        assert (a.key == b.key) == (a.stop <= 550)


def test_prices_adjusted_anew_keep_the_keys(history):
    """Differences in the sixteenth digit are none."""
    same = replace(history, returns=history.returns * (1 + 1e-15))
    assert [task.key for task in todo(same)] == [task.key for task in todo(history)]


def test_key_holds_model_and_horizon(history):
    """Another parameter, horizon, refit or measure is another question."""
    one = todo(history, models=(Ewma(),))[0].key
    assert todo(history, models=(Ewma(decay=0.97),))[0].key != one
    assert todo(history, models=(Ewma(),), horizon=6)[0].key != one
    assert todo(history, models=(Ewma(),), refit=49)[0].key != one
    assert todo(replace(history, measure="another"), models=(Ewma(),))[0].key != one


def test_any_executor_gives_the_same(history):
    """Tasks are alone: threads, copies through pickle and any order change nothing."""
    work = todo(history)
    plain = solved(history, work)
    copies = pickle.loads(pickle.dumps(work[::-1]))  # noqa: S301 - our own
    with ThreadPoolExecutor(2) as executor:
        results = list(executor.map(partial(solve, history=history), copies))
    for task, result in zip(copies, results, strict=True):
        np.testing.assert_array_equal(plain[task.key], result)


def test_what_is_not_solved_is_unknown(history):
    """A task without a result leaves NaN in its place and nowhere else."""
    work = todo(history)
    results = solved(history, work)
    del results[work[0].key]
    ours = assembled(history, work, results, combinations=())
    missing = np.isnan(ours.of(work[0].model.name)).all(axis=1)
    np.testing.assert_array_equal(ours.rows[missing], work[0].origins)
    assert np.isfinite(ours.of("ewma_94")).all()


def test_combination_is_put_together(history):
    """It is the geometric mean of its members, and unknown where one of them is."""
    holed = replace(history, implied=np.where(np.arange(700) == 600, np.nan, history.implied))
    work = todo(holed)
    ours = assembled(holed, work, solved(holed, work), combinations=BOTH)
    row = list(ours.rows).index(600)
    others = np.arange(len(ours.rows)) != row
    product = np.sqrt(ours.of("ewma_94") * ours.of("implied"))
    np.testing.assert_allclose(ours.of("both")[others], product[others], rtol=1e-12)
    assert (ours.members_of("both")[others] == 2).all()
    assert np.isnan(ours.of("both")[row]).all()
    assert (ours.members_of("both")[row] == 0).all()


def test_a_member_that_is_seldom_there_is_none(history):
    """Under nine tenths of the origins a member is left out everywhere, and one that is left is no mean."""
    seldom = replace(history, implied=np.where(np.arange(700) < 600, np.nan, history.implied))
    work = todo(seldom)
    ours = assembled(seldom, work, solved(seldom, work), combinations=BOTH)
    assert "both" not in ours.names


def test_combination_of_strangers_is_left_out(history):
    """None of its members was asked, so it does not exist."""
    work = todo(history, models=(RandomWalk(5),))
    ours = assembled(history, work, solved(history, work), combinations=BOTH)
    assert ours.names == ("random_walk_5",)
    with pytest.raises(InputError, match="no model 'both'"):
        ours.of("both")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"refit": 0}, "refit is 0"),
        ({"horizon": 0}, "horizon is 0"),
        ({"first": date(2030, 1, 1)}, "the last session is 2002"),
        ({"models": (Ewma(), Ewma(decay=0.9))}, "two models"),
    ],
)
def test_refusals(history, change, words):
    """Each says what is allowed."""
    with pytest.raises(InputError, match=words):
        todo(history, **change)


def test_no_tasks():
    """There is nothing to assemble."""
    with pytest.raises(InputError, match="no tasks"):
        assembled(None, (), {})
