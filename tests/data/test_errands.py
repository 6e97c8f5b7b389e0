"""Several fetches at a time."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.data.errands import errands
from hedgerow.errors import DataError


@given(st.lists(st.integers(), unique=True, max_size=20), st.integers(1, 6))
def test_every_key_is_done_once(keys, threads):
    """Whatever the number of threads, each key has one result."""
    done = list(errands(lambda key: key * 2, keys, threads=threads))
    assert sorted(d.key for d in done) == sorted(keys)
    assert all(d.value == 2 * d.key and d.error is None for d in done)


def test_an_error_of_ours_is_a_result():
    """A fetch that fails leaves the others alone."""

    def work(key):
        if key == 2:
            msg = "two"
            raise DataError(msg)
        return key

    done = {d.key: d for d in errands(work, [1, 2, 3])}
    assert [done[1].value, done[3].value] == [1, 3]
    assert str(done[2].error) == "two"


def test_any_other_error_is_raised():
    """A mistake of the program is not taken for one of a server."""
    with pytest.raises(ZeroDivisionError):
        list(errands(lambda key: 1 / key, [0]))


def test_leaving_early_does_not_wait():
    """Whoever stops reading is not held up by a server that does not answer."""
    hold = threading.Event()
    for done in errands(lambda key: key if key == 0 else hold.wait(60), [0, 1], threads=2):
        assert done.key == 0
        break
    hold.set()
