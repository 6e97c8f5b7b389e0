"""VIX futures: settlement days by rule, what a static curve costs, what daily resetting costs."""

import math
from collections.abc import Sequence
from datetime import date

from hedgerow.reference import Reference


def _settlement(year: int, month: int) -> float:
    from hedgerow.market.expirations import vix_settlement

    return float(vix_settlement(year, month).toordinal())


def _static_month(days: Sequence[float], levels: Sequence[float]) -> float:
    from hedgerow.volatility.futures.roll import static_curve_return

    return 100 * static_curve_return(days, levels)


def _compounded(returns: Sequence[float], multiple: float) -> float:
    from hedgerow.volatility.futures.leveraged_fund import growth, leveraged_returns

    return 100 * (float(growth(leveraged_returns(returns, multiple=multiple))[-1]) - 1)


def _drag(multiple: float) -> float:
    """−log growth over L times the index's log return, in units of σ²T, of many small days up and down."""
    import numpy as np

    from hedgerow.volatility.futures.leveraged_fund import growth, leveraged_returns

    n, step = 20_000, 1e-3
    r = np.where(np.arange(n) % 2, step, -step)
    made = growth(leveraged_returns(np.expm1(r), multiple=multiple))
    return -math.log(float(made[-1])) / (n * step**2)


def _forward() -> float:
    from hedgerow.volatility.futures.convexity import forward_vol_after

    return 100 * float(forward_vol_after({30: 0.1701, 93: 0.1989}, 40.0))


_DAYS = (
    (2024, 6, date(2024, 6, 18)),
    (2025, 3, date(2025, 3, 18)),
    (2026, 5, date(2026, 5, 19)),
    (2027, 5, date(2027, 5, 18)),
)

REFERENCES: tuple[Reference, ...] = (
    *(
        Reference(
            f"VIX settlement of {year}-{month:02}, {day} as an ordinal day",
            lambda year=year, month=month: _settlement(year, month),  # type: ignore[misc]
            float(day.toordinal()),
            0.0,
            "SPEC VF-08, G-17; CFE",
        )
        for year, month, day in _DAYS
    ),
    Reference(
        "A month of a static curve, 16, 17 at 30 and 18.5 at 60 days, %",
        lambda: _static_month([0, 30, 60], [16, 17, 18.5]),
        -7.0,
        0.05,
        "SPEC VF-03",
    ),
    Reference(
        "A month of a static curve, 16, 17 at 15 and 18.5 at 45 days, %",
        lambda: _static_month([0, 15, 45], [16, 17, 18.5]),
        -8.2,
        0.05,
        "SPEC VF-03",
    ),
    Reference(
        "Forward volatility from 30 to 93 days, points", _forward, 21.12, 0.005, "SPEC VF-13"
    ),
    Reference(
        "Three times +10 % and -9.09 %, %",
        lambda: _compounded([0.1, -1 / 11], 3),
        -5.45,
        0.005,
        "SPEC IM-04",
    ),
    Reference(
        "Minus three times +10 % and -9.09 %, %",
        lambda: _compounded([0.1, -1 / 11], -3),
        -10.9,
        0.05,
        "SPEC IM-04",
    ),
    Reference(
        "Three times twenty days of +1 %, %",
        lambda: _compounded([0.01] * 20, 3),
        80.6,
        0.05,
        "SPEC IM-04",
    ),
    *(
        Reference(
            f"Drag of multiple {multiple} over the variance",
            lambda multiple=multiple: _drag(multiple),  # type: ignore[misc]
            drag,
            1e-4,
            "SPEC IM-04, G-20",
        )
        for multiple, drag in ((3, 3.0), (-3, 6.0), (2, 1.0), (-1, 1.0))
    ),
)
