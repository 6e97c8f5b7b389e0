"""Every public function of the room takes its arguments in the same way; one test per way, applied to all."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from hedgerow.errors import InputError
from hedgerow.pricing.american import american, american_greeks
from hedgerow.pricing.american_dividends import american_with_dividends, european_with_dividends
from hedgerow.pricing.american_implied_vol import american_implied_vol
from hedgerow.pricing.barrier import barrier_option, discretely_watched_barrier_option
from hedgerow.pricing.black import black, forward_delta, forward_gamma, vega
from hedgerow.pricing.bsm import DeltaConvention, bsm, delta, greeks, higher_greeks
from hedgerow.pricing.elementwise import BLOCK, elementwise, signs
from hedgerow.pricing.forward_start import forward_start
from hedgerow.pricing.heston import Heston
from hedgerow.pricing.implied_vol import implied_vol
from hedgerow.pricing.merton import Merton
from hedgerow.pricing.sabr import Sabr

CARRY = {"rate": 0.03, "dividend_yield": 0.01}
HESTON = Heston(v0=0.04, kappa=2.0, theta=0.05, xi=0.6, rho=-0.6)
MERTON = Merton(sigma=0.2, lam=0.5, mu=-0.1, delta=0.15)
SABR = Sabr(alpha=0.3, beta=0.7, rho=-0.4, nu=0.6)


class Public(NamedTuple):
    """A public function with arguments at which it has a value."""

    name: str
    function: Callable
    arguments: tuple[float, ...]


FUNCTIONS = [
    Public("black", partial(black, right="put", discount=0.98), (100, 95, 0.5, 0.2)),
    Public("forward_delta", partial(forward_delta, right="call"), (100, 95, 0.5, 0.2)),
    Public("forward_gamma", forward_gamma, (100, 95, 0.5, 0.2)),
    Public("vega", partial(vega, discount=0.98), (100, 95, 0.5, 0.2)),
    Public("implied_vol", partial(implied_vol, right="put"), (4.0, 100, 95, 0.5)),
    Public("bsm", partial(bsm, right="put", **CARRY), (100, 95, 0.5, 0.2)),
    *(
        Public(
            f"delta, {convention.value}",
            partial(delta, right="put", convention=convention, **CARRY),
            (100, 95, 0.5, 0.2),
        )
        for convention in DeltaConvention
    ),
    *(
        Public(
            f"greeks, {row}",
            lambda *a, row=row: getattr(greeks(*a, right="put", **CARRY), row),
            (100, 95, 0.5, 0.2),
        )
        for row in ("price", "theta", "charm", "dividend_rho")
    ),
    *(
        Public(
            f"higher greeks, {row}",
            lambda *a, row=row: getattr(higher_greeks(*a, **CARRY), row),
            (100, 95, 0.5, 0.2),
        )
        for row in ("speed", "zomma", "color")
    ),
    Public("american", partial(american, right="put", **CARRY), (100, 105, 0.5, 0.2)),
    *(
        Public(
            f"american greeks, {row}",
            lambda *a, row=row: getattr(american_greeks(*a, right="put", **CARRY), row),
            (100, 105, 0.5, 0.2),
        )
        for row in ("delta", "vega", "theta", "critical_spot")
    ),
    Public(
        "american_implied_vol",
        partial(american_implied_vol, right="put", **CARRY),
        (8.0, 100, 105, 0.5),
    ),
    *(
        Public(
            f"{style}_with_dividends",
            lambda *a, value=value: value(*a, right="put", rate=0.03, dividends=[(0.2, 1.0)]).price,
            (100, 105, 0.5, 0.2),
        )
        for style, value in (
            ("american", american_with_dividends),
            ("european", european_with_dividends),
        )
    ),
    Public(
        "barrier_option",
        partial(barrier_option, right="put", barrier=80.0, kind="down-and-out", **CARRY),
        (100, 95, 0.5, 0.2),
    ),
    Public(
        "discretely_watched_barrier_option",
        partial(
            discretely_watched_barrier_option,
            right="put",
            barrier=80.0,
            kind="down-and-in",
            dates=50,
            **CARRY,
        ),
        (100, 95, 0.5, 0.2),
    ),
    Public(
        "forward_start", partial(forward_start, right="call", **CARRY), (100, 1.05, 0.2, 0.7, 0.2)
    ),
    Public("Heston.price", partial(HESTON.price, right="put"), (100, 95, 0.5)),
    Public("Heston.implied_vol", HESTON.implied_vol, (100, 95, 0.5)),
    Public("Heston.varswap_vol", HESTON.varswap_vol, (0.5,)),
    Public("Heston.atm_vol", HESTON.atm_vol, (0.5,)),
    Public("Merton.price", partial(MERTON.price, right="put"), (100, 95, 0.5)),
    Public("Merton.implied_vol", MERTON.implied_vol, (100, 95, 0.5)),
    Public("Sabr.implied_vol", SABR.implied_vol, (100, 95, 0.5)),
    Public("Sabr.normal_vol", SABR.normal_vol, (100, 95, 0.5)),
]


@pytest.fixture(params=FUNCTIONS, ids=lambda public: public.name)
def public(request):
    """Each public function in turn."""
    return request.param


def value(public):
    """Its value at its scalar arguments."""
    return float(public.function(*public.arguments))


def with_first(public, first):
    """The function with another first argument."""
    return public.function(first, *public.arguments[1:])


def test_a_scalar_gives_a_scalar(public):
    """Python numbers, NumPy scalars and zero-dimensional arrays give one NumPy scalar, equal for all."""
    found = public.function(*public.arguments)
    assert np.ndim(found) == 0
    assert isinstance(found, np.floating)
    assert np.isfinite(found)
    assert with_first(public, np.array(float(public.arguments[0]))) == found
    assert with_first(public, np.float64(public.arguments[0])) == found


def test_lists_and_integers(public):
    """A list of numbers is an array of doubles."""
    found = public.function(*[[a, a] for a in public.arguments])
    assert found.shape == (2,)
    assert found == pytest.approx([value(public)] * 2, rel=1e-9)


def test_integers_mean_their_number(public):
    """An integer array has the values of the same doubles."""
    whole = np.array([max(int(public.arguments[0]), 1)] * 3)
    assert with_first(public, whole) == pytest.approx(
        with_first(public, whole.astype(float)), nan_ok=True
    )


@pytest.mark.parametrize("size", [1, 2, 5, BLOCK + 3])
def test_strided_readonly_and_foreign_byte_order(public, size):
    """A slice with steps, a read-only view and a big-endian array hold the numbers that they show."""
    if size > 5 and (any(slow in public.name for slow in ("american", "dividends", "Heston"))):
        size = 70  # more than one block of lanes
    first = public.arguments[0] * np.linspace(1.0, 1.001, size)
    expected = np.array([float(with_first(public, x)) for x in first[[0, -1]]])
    strided = np.repeat(first, 2)[::2]
    readonly = first.copy()
    readonly.setflags(write=False)
    for given in (first, strided, first[::-1][::-1], readonly, first.astype(">f8")):
        found = with_first(public, given)
        assert found.shape == (size,)
        assert found[[0, -1]] == pytest.approx(expected, rel=1e-8)
    assert not readonly.flags.writeable


def test_shapes_broadcast(public):
    """A column against a row gives a table, element by element the scalar answers."""
    if len(public.arguments) < 2:
        pytest.skip("one argument")
    first = public.arguments[0] * np.array([[1.0], [1.002], [1.004]])
    second = public.arguments[1] * np.array([1.0, 1.001])
    found = public.function(first, second, *public.arguments[2:])
    assert found.shape == (3, 2)
    one = public.function(first[2, 0], second[1], *public.arguments[2:])
    assert found[2, 1] == pytest.approx(float(one), rel=1e-8)


def test_what_does_not_broadcast_is_refused(public):
    """Lengths 2 and 3 are an error that names them."""
    if len(public.arguments) < 2:
        pytest.skip("one argument")
    with pytest.raises(InputError, match=r"\(2,\), \(3,\)"):
        public.function([1.0, 2.0], [1.0, 2.0, 3.0], *public.arguments[2:])


def test_an_empty_array_gives_an_empty_array(public):
    """Nothing in, nothing out, in the shape that was given."""
    assert with_first(public, np.empty((0, 4))).shape == (0, 4)


def test_missing_is_missing(public):
    """NaN, None, a masked element and a pandas NA are NaN in the answer, and only there."""
    first = public.arguments[0]
    for given in (
        [np.nan, first],
        [None, first],
        np.ma.masked_array([1.0, first], mask=[True, False]),
        pd.array([pd.NA, first], dtype="Float64"),
    ):
        found = with_first(public, given)
        assert np.isnan(found[0])
        assert found[1] == pytest.approx(value(public), rel=1e-9)
    for at in range(len(public.arguments)):
        arguments = [*public.arguments[:at], np.nan, *public.arguments[at + 1 :]]
        assert np.isnan(public.function(*arguments))


@pytest.mark.parametrize("wrong", [-1.0, np.inf, -np.inf])
def test_impossible_numbers_raise_nothing(public, wrong):
    """A negative or infinite argument gives NaN or a limit, without a warning, and spoils no neighbour."""
    for at in range(len(public.arguments)):
        arguments = [[a, a] for a in public.arguments]
        arguments[at][0] = wrong
        found = public.function(*arguments)
        assert found[1] == pytest.approx(value(public), rel=1e-9)
        if wrong < 0:
            assert np.isnan(found[0])


def test_a_series_gives_a_series_on_its_index(public):
    """Labels stay with their numbers; Series on different indices are refused."""
    index = pd.Index(["b", "a"], name="contract")
    first = pd.Series([public.arguments[0]] * 2, index=index)
    found = with_first(public, first)
    assert isinstance(found, pd.Series)
    pd.testing.assert_index_equal(found.index, index)
    assert found["a"] == pytest.approx(value(public), rel=1e-9)
    if len(public.arguments) > 1:
        other = pd.Series([public.arguments[1]] * 2, index=["a", "b"])
        with pytest.raises(InputError, match="different indices"):
            public.function(first, other, *public.arguments[2:])


@pytest.mark.parametrize("word", ["abc", 1j, object()])
def test_what_is_no_number_is_refused(public, word):
    """A word, a complex number or an object is an error that shows it."""
    with pytest.raises(InputError, match="no number"):
        with_first(public, word)


def test_arguments_are_never_written_to(public):
    """What the caller gave is as it was."""
    given = [np.full(3, float(a)) for a in public.arguments]
    public.function(*given)
    for a, b in zip(given, public.arguments, strict=True):
        assert (a == b).all()


def test_rights():
    """Words, letters and signs say the same; others are refused; a missing one is NaN."""
    assert signs("put") == -1
    assert signs(["call", "P", "c"]).tolist() == [1, -1, 1]
    assert signs(np.array([1, -1])).tolist() == [1, -1]
    assert np.isnan(signs(["call", None])[1])
    assert signs(pd.Series(["call", "put"])).tolist() == [1, -1]
    for wrong in ("Put ", ["call", "straddle"], [1, 0], 2):
        with pytest.raises(InputError, match="no right"):
            signs(wrong)


def test_a_right_for_each_option():
    """Calls and puts in one array are priced each as what it is."""
    both = black(100, 95, 0.5, 0.2, right=["call", "put"])
    assert both.tolist() == [
        black(100, 95, 0.5, 0.2, right="call"),
        black(100, 95, 0.5, 0.2, right="put"),
    ]


def test_threads_change_nothing():
    """The answer of two threads is that of one, to the bit."""
    strikes = np.linspace(50, 150, 3 * BLOCK + 1)
    one = black(100, strikes, 0.5, 0.2, right="put")
    assert (black(100, strikes, 0.5, 0.2, right="put", threads=2) == one).all()


def test_given_memory_is_filled():
    """``out`` holds the answer; memory of another shape is refused."""
    strikes = np.linspace(90.0, 110.0, 7)
    memory = np.empty((10, 7))
    found = greeks(100, strikes, 0.5, 0.2, right="put", rate=0.0, out=memory)
    assert np.shares_memory(found.delta, memory)
    with pytest.raises(InputError, match=r"shape \(10, 7\)"):
        greeks(100, strikes, 0.5, 0.2, right="put", rate=0.0, out=np.empty((9, 7)))


def test_a_kernel_sees_plain_columns():
    """Whatever was given, a kernel gets contiguous, writable doubles of equal length."""

    def kernel(a, b, out):
        for column in (a, b):
            assert column.flags.c_contiguous
            assert column.flags.writeable
            assert column.shape == out[0].shape
        out[0] = a + b

    table = elementwise(kernel, (np.arange(6.0).reshape(2, 3)[:, ::2], 1))[0]
    assert table.tolist() == [[1, 3], [4, 6]]
