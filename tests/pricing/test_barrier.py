"""Barrier options: parity, QuantLib, published corrections, limits and what every barrier must do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.pricing.barrier import barrier_option, discretely_watched_barrier_option
from hedgerow.pricing.bsm import bsm

TERMS = {"rate": 0.04, "dividend_yield": 0.015}
OPTIONS = st.fixed_dictionaries(
    {
        "strike": st.floats(50, 160),
        "expiry": st.floats(0.01, 5.0),
        "vol": st.floats(0.02, 1.0),
        "right": st.sampled_from(["call", "put"]),
        "rate": st.floats(-0.02, 0.1),
        "dividend_yield": st.floats(-0.02, 0.08),
    }
)


@given(OPTIONS, st.floats(50, 160))
@settings(max_examples=200, deadline=None)
def test_in_plus_out(option, level):
    """A barrier option that is knocked in and one that is knocked out are together the vanilla option."""
    side = "down" if level < 100 else "up"
    inside, outside = (
        barrier_option(100, barrier=level, kind=f"{side}-and-{way}", **option)
        for way in ("in", "out")
    )
    assert inside + outside == pytest.approx(bsm(100, **option), abs=1e-9)
    assert inside >= 0
    assert outside >= 0


@pytest.mark.parametrize("kind", ["down-and-out", "down-and-in", "up-and-out", "up-and-in"])
@pytest.mark.parametrize("right", ["call", "put"])
def test_quantlib(kind, right):
    """All eight, on either side of the strike, are QuantLib's to 1e-10."""
    ql = pytest.importorskip("QuantLib")
    today = ql.Date(15, 1, 2025)
    ql.Settings.instance().evaluationDate = today
    day = ql.Actual365Fixed()
    process = ql.BlackScholesMertonProcess(
        ql.QuoteHandle(ql.SimpleQuote(100.0)),
        ql.YieldTermStructureHandle(ql.FlatForward(today, 0.015, day)),
        ql.YieldTermStructureHandle(ql.FlatForward(today, 0.04, day)),
        ql.BlackVolTermStructureHandle(ql.BlackConstantVol(today, ql.NullCalendar(), 0.25, day)),
    )
    kinds = {
        "down-and-out": ql.Barrier.DownOut,
        "down-and-in": ql.Barrier.DownIn,
        "up-and-out": ql.Barrier.UpOut,
        "up-and-in": ql.Barrier.UpIn,
    }
    levels = (80.0, 95.0) if kind.startswith("down") else (105.0, 125.0)
    for level in levels:
        for strike in (75.0, 90.0, 100.0, 110.0, 130.0):
            payoff = ql.PlainVanillaPayoff(
                ql.Option.Call if right == "call" else ql.Option.Put, strike
            )
            option = ql.BarrierOption(
                kinds[kind], level, 0.0, payoff, ql.EuropeanExercise(today + 200)
            )
            option.setPricingEngine(ql.AnalyticBarrierEngine(process))
            found = barrier_option(
                100, strike, 200 / 365, 0.25, right=right, barrier=level, kind=kind, **TERMS
            )
            assert found == pytest.approx(option.NPV(), abs=1e-10)


@pytest.mark.parametrize(
    ("level", "always", "corrected"),
    [
        (85, 6.308, 6.322),
        (88, 6.185, 6.242),
        (91, 5.808, 5.977),
        (95, 4.398, 4.907),
        (99, 1.171, 2.271),
    ],
)
def test_broadie_glasserman_kou_table(level, always, corrected):
    """Down-and-out calls, S = K = 100, σ 30 %, r 10 %, T 0.2, 50 dates: [BGK97, table 2.1]."""
    terms = {"right": "call", "barrier": level, "kind": "down-and-out", "rate": 0.1}
    assert barrier_option(100, 100, 0.2, 0.3, **terms) == pytest.approx(always, abs=6e-4)
    found = discretely_watched_barrier_option(100, 100, 0.2, 0.3, dates=50, **terms)
    assert found == pytest.approx(corrected, abs=6e-4)


@pytest.mark.parametrize("right", ["call", "put"])
def test_monotone(right):
    """The farther a barrier is from the spot, the more a knock-out is worth, up to the vanilla option."""
    for side, levels in (("down", np.linspace(99, 1, 60)), ("up", np.linspace(101, 1000, 60))):
        values = barrier_option(
            100, 100, 0.5, 0.3, right=right, barrier=levels, kind=f"{side}-and-out", **TERMS
        )
        assert (np.diff(values) >= -1e-12).all()
        assert values[-1] == pytest.approx(bsm(100, 100, 0.5, 0.3, right=right, **TERMS), rel=1e-9)


def test_reflection_principle():
    """With ``r = q`` and ``σ²`` small a down-and-in call at K > H is ``K/H`` puts struck at ``H²/K`` [BC94]."""
    terms = {"rate": 0.03, "dividend_yield": 0.03}
    H, K = 90.0, 105.0
    found = barrier_option(100, K, 0.5, 0.25, right="call", barrier=H, kind="down-and-in", **terms)
    puts = K / H * bsm(100, H * H / K, 0.5, 0.25, right="put", **terms)
    assert found == pytest.approx(puts, rel=1e-12)


@pytest.mark.parametrize("vol", [0.0, 1e-6, 0.003])
def test_hardly_any_vol(vol):
    """A spot that follows its forward crosses an upper barrier below the forward, and no other."""
    terms = {"right": "call", "rate": 0.05}
    low = barrier_option(100, 90, 1, vol, barrier=103, kind="up-and-out", **terms)
    high = barrier_option(100, 90, 1, vol, barrier=110, kind="up-and-out", **terms)
    assert low == pytest.approx(0, abs=1e-9)
    assert high == pytest.approx(100 - 90 * np.exp(-0.05), rel=1e-9)


@pytest.mark.parametrize("level", [100.0, 101.0])
def test_touched(level):
    """A spot at or beyond the barrier has touched it."""
    terms = {"right": "put", "barrier": level, "rate": 0.02}
    assert barrier_option(100, 95, 1, 0.2, kind="down-and-out", **terms) == 0
    inside = barrier_option(100, 95, 1, 0.2, kind="down-and-in", **terms)
    assert inside == bsm(100, 95, 1, 0.2, right="put", rate=0.02)


def test_many_dates():
    """The correction vanishes as dates become many."""
    terms = {"right": "put", "barrier": 80, "kind": "down-and-out", "rate": 0.02}
    found = discretely_watched_barrier_option(100, 100, 1, 0.3, dates=10**12, **terms)
    assert found == pytest.approx(barrier_option(100, 100, 1, 0.3, **terms), abs=1e-4)


def test_nan_and_shapes():
    """NaN in gives NaN out for that element; what is not positive has no value."""
    found = barrier_option(
        [100, np.nan, -1, 100, 100], 95, 0.5, [0.2, 0.2, 0.2, -0.1, 0.2],
        right="put", barrier=[80, 80, 80, 80, 0], kind="down-and-out", rate=0.02,
    )  # fmt: skip
    assert np.isfinite(found).tolist() == [True, False, False, False, False]


def test_wrong_choices():
    """A word that is no kind, and no dates at all, are refused."""
    terms = {"right": "put", "barrier": 80, "rate": 0.02}
    with pytest.raises(InputError, match="down-and-out, down-and-in"):
        barrier_option(100, 95, 1, 0.2, kind="down-out", **terms)
    with pytest.raises(InputError, match="dates is 0"):
        discretely_watched_barrier_option(100, 95, 1, 0.2, kind="down-and-in", dates=0, **terms)
