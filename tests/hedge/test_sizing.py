"""Contract counts: the worked example, rounding, limits, and dimensions."""

import math
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.hedge.sizing import (
    budget_count,
    contract_dollars,
    counted,
    delta_count,
    dollar_beta,
    loss_limit_count,
    netted,
    notional_count,
    rounded_down,
    rounded_up,
)
from hedgerow.units import Contracts, Dollars, DollarsPerShare, SharesPerContract

E = dollar_beta(Dollars(500_000), 1.15)
ONE = contract_dollars(DollarsPerShare(752), SharesPerContract(100))


def test_dollar_beta():
    """SPEC HP-10: 500,000 × 1.15 = 575,000, exactly."""
    assert E == 575_000


@pytest.mark.parametrize(
    ("delta", "ratio", "contracts"),
    [(-0.30, 1, 26), (-0.50, 1, 16), (-0.20, 1, 39), (-0.30, 0.5, 13), (-0.30, 0.25, 7)],
)
def test_golden_counts(delta, ratio, contracts):
    """SPEC G1: N = 26, 16, 39, 13, 7."""
    assert rounded_up(delta_count(E, ONE, delta, ratio=ratio)) == contracts


def test_golden_delta_one():
    """SPEC HP-11: 7.646 → 8."""
    assert notional_count(E, ONE) == pytest.approx(7.646, abs=5e-4)
    assert rounded_up(notional_count(E, ONE)) == 8


@pytest.mark.parametrize(("n", "coverage"), [(26, 1.020), (13, 0.510), (7, 0.275)])
def test_golden_coverage(n, coverage):
    """SPEC HP-13: after rounding the actual coverage is 102.0, 51.0 and 27.5 %."""
    assert counted(Contracts(n), n, E, ONE, -0.30).coverage == pytest.approx(coverage, abs=5e-4)


def test_golden_gearing():
    """SPEC HP-17: 26 contracts carry 3.40 times the book's beta-dollars at expiry."""
    assert counted(Contracts(26), 26, E, ONE, -0.30).gearing_at_expiry == pytest.approx(
        3.40, abs=5e-3
    )


@pytest.mark.parametrize(
    ("spot", "multiplier", "raw", "contracts"), [(7539, 100, 2.54, 3), (753.9, 100, 25.4, 26)]
)
def test_golden_venues(spot, multiplier, raw, contracts):
    """SPEC HP-14: SPX at 7,539 takes 2.54 → 3 contracts at 0.30 delta, XSP 25.4 → 26."""
    one = contract_dollars(DollarsPerShare(spot), SharesPerContract(multiplier))
    found = delta_count(E, one, -0.30)
    assert found == pytest.approx(raw, abs=0.05)
    assert rounded_up(found) == contracts


@pytest.mark.parametrize(
    ("move", "gain", "limit", "raw"),
    # HP-18 with the marked-to-model gains of HP-17: 30 days later, +15 and +30 points
    [
        (-0.10, 43.106, 0, 13.3),
        (-0.20, 115.885, 0, 9.9),
        (-0.10, 43.106, 25_000, 7.5),
        (-0.20, 115.885, 25_000, 7.8),
    ],
)
def test_golden_scenario_counts(move, gain, limit, raw):
    """SPEC HP-18: 13.3 and 9.9 for full offset, 7.5 and 7.8 for 5 % of the book."""
    loss = Dollars(-move * E)
    found = loss_limit_count(loss, Dollars(limit), DollarsPerShare(gain), SharesPerContract(100))
    assert found == pytest.approx(raw, abs=0.05)


def test_no_put_needed_inside_the_limit_and_none_can_do_the_impossible():
    """Loss already within the limit: 0. A put that does not gain: unknown, not infinite."""
    limit, hundred = Dollars(50_000), SharesPerContract(100)
    assert loss_limit_count(Dollars(0.05 * E), limit, DollarsPerShare(1.0), hundred) == 0
    assert loss_limit_count(Dollars(0.20 * E), limit, DollarsPerShare(-1.0), hundred) is None


@given(st.floats(0.001, 5000), st.floats(0.01, 500))
def test_budget_is_never_exceeded(budget, price):
    """Rounded down, the premium stays within the budget, and one more contract would not."""
    n = rounded_down(
        budget_count(Dollars(budget * 1000), DollarsPerShare(price), SharesPerContract(100))
    )
    assert n * 100 * price <= budget * 1000 * (1 + 1e-9)
    assert (n + 1) * 100 * price > budget * 1000 * (1 - 1e-9)


@given(st.floats(0.0, 1e4))
def test_rounding_up_falls_short_by_a_twentieth_of_a_contract_at_most(raw):
    """Less than one more than the raw count, short by under 0.05 and under 5 %; whole counts stay."""
    n = rounded_up(Contracts(raw))
    assert raw - min(0.05, 0.05 * raw) - 1e-6 <= n < raw + 1 or n == raw
    assert rounded_up(Contracts(math.floor(raw) + 1e-12)) == math.floor(raw)


@pytest.mark.parametrize(
    ("raw", "contracts"),
    [(1.003, 1), (10.03, 10), (1.06, 2), (25.49, 26), (7.646, 8), (38.23, 39), (0.04, 1), (0.0, 0)],
)
def test_a_rest_that_does_not_matter_is_not_rounded_up(raw, contracts):
    """A hundred SPY need one put by notional, not two, and the published counts stay [SPEC HP-12]."""
    assert rounded_up(Contracts(raw)) == contracts


@pytest.mark.parametrize("delta", [0.3, 0.0, -1.0, -30.0, float("nan")])
def test_a_delta_that_no_put_has_is_refused(delta):
    """Positive, zero, one, per cent or NaN: one line with the range."""
    with pytest.raises(InputError, match="strictly between -1 and 0"):
        delta_count(E, ONE, delta)


@pytest.mark.parametrize("ratio", [0.0, -0.5, 50.0, float("nan")])
def test_a_ratio_out_of_range_is_refused(ratio):
    """A ratio is a share, not per cent."""
    with pytest.raises(InputError, match="at most 2"):
        notional_count(E, ONE, ratio=ratio)


def test_dimensions_are_checked_by_the_types(tmp_path):
    """Mypy refuses dollars where dollars per share belong, and a bare float where dollars do."""
    right = tmp_path / "right.py"
    wrong = tmp_path / "wrong.py"
    head = (
        "from hedgerow.hedge.sizing import budget_count, contract_dollars\n"
        "from hedgerow.units import Dollars, DollarsPerShare, SharesPerContract\n"
    )
    right.write_text(head + "contract_dollars(DollarsPerShare(752.0), SharesPerContract(100))\n")
    wrong.write_text(
        head
        + "contract_dollars(Dollars(752.0), SharesPerContract(100))\n"
        + "budget_count(5000.0, DollarsPerShare(10.0), SharesPerContract(100))\n"
    )
    pytest.importorskip("mypy")
    checked = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--no-incremental",
            "--follow-imports=silent",
            str(right),
            str(wrong),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in checked.stdout.splitlines() if ": error:" in line]
    assert len(lines) == 2, checked.stdout
    assert all("wrong.py" in line and "[arg-type]" in line for line in lines)


@given(st.floats(0, 100), st.floats(0, 100))
def test_what_is_held_is_not_bought_again(needed, held):
    """What is bought and what is held come to what is needed, to a twentieth of it, and never to less
    than nothing.
    """
    left = netted(Contracts(needed), Contracts(held))
    assert left >= 0
    assert left + held >= 0.95 * needed - 1e-9
    assert left == 0 or left + held == pytest.approx(needed)


def test_hedges_held_count_as_cover():
    """Eight puts bought beside eight alike cover and gear as sixteen do."""
    alone = counted(Contracts(16), 16, E, ONE, -0.30)
    beside = counted(
        Contracts(8), 8, E, ONE, -0.30, held_notional=8 * ONE, held_delta=8 * ONE * 0.30
    )
    assert beside.coverage == pytest.approx(alone.coverage)
    assert beside.gearing_at_expiry == pytest.approx(alone.gearing_at_expiry)
