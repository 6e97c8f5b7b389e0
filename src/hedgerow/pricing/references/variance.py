"""Published results of the variance swap and its strip of options."""

import math

from hedgerow.reference import Reference

_SOURCE = "DDKZ99"


def _table_1(what: str, strike: float = 0.0, sign: float = 0.0) -> float:
    """S 100, r 5 %, T 90/365; 20 % at the money and a point more for each five strikes below."""
    import numpy as np

    from hedgerow.pricing.black import black
    from hedgerow.pricing.variance_swap_strip import replicating_strip

    T = 90 / 365
    strip = replicating_strip(np.arange(45.0, 141.0, 5.0), reference=100, expiry=T)
    F, D = 100 * math.exp(0.05 * T), math.exp(-0.05 * T)
    vol = 0.20 + 0.01 * (100 - strip.strike) / 5
    values = black(F, strip.strike, T, vol, right=strip.sign, discount=D)
    at = (strip.strike == strike) & (strip.sign == sign)
    match what:
        case "weight":
            return 1e4 * float(strip.weight[at][0])
        case "value":
            return float(values[at][0])
        case "cost":
            return 1e4 * strip.cost(values)
        case _:
            return 100 * math.sqrt(strip.fair_variance(values, F, discount=D))


def _table_2(slope: float, expiry: float) -> float:
    from hedgerow.pricing.variance_swap_strip import linear_skew_variance

    return 100 * math.sqrt(linear_skew_variance(0.30, slope, expiry))


def _table_4(expiry: float) -> float:
    """Flat 25 %, S 100, strikes from 50 to 200 one apart."""
    import numpy as np

    from hedgerow.pricing.black import black
    from hedgerow.pricing.variance_swap_strip import replicating_strip

    strip = replicating_strip(np.arange(49.0, 202.0), reference=100, expiry=expiry)
    values = black(100.0, strip.strike, expiry, 0.25, right=strip.sign)
    return 100 * math.sqrt(strip.fair_variance(values, 100.0))


def _table_5(fall: float, expiry: float) -> float:
    from hedgerow.pricing.variance_swap_strip import jump_gain

    return 1e4 * float(jump_gain(fall, expiry))


_TABLE_1 = (
    ("put", -1.0, 50, 163.04, 0.000002, 5e-7),
    ("put", -1.0, 95, 45.00, 1.6747, 5e-5),
    ("put", -1.0, 100, 20.98, 3.3537, 5e-5),
    ("call", 1.0, 100, 19.63, 4.5790, 5e-5),
    ("call", 1.0, 135, 22.27, 0.000006, 5e-7),
)

_TABLE_2 = ((0.1, 30.11, 30.45), (0.2, 30.44, 31.75), (0.3, 30.99, 33.81))

_TABLE_5 = (
    (0.15, 101.5, 25.4),
    (0.10, 28.8, 7.2),
    (0.05, 3.5, 0.9),
    (-0.05, -3.2, -0.8),
    (-0.10, -24.8, -6.2),
)

REFERENCES: tuple[Reference, ...] = (
    *(
        Reference(
            f"Variance strip, {what} of the {right} at {strike}" + " × 10⁴" * (what == "weight"),
            lambda row=(what, strike, sign): _table_1(*row),  # type: ignore[misc]
            published,
            tolerance,
            f"{_SOURCE}, table 1",
        )
        for right, sign, strike, weight, value, digits in _TABLE_1
        for what, published, tolerance in (("weight", weight, 0.005), ("value", value, digits))
    ),
    Reference(
        "Variance strip, total cost × 10⁴",
        lambda: _table_1("cost"),
        419.8671,
        5e-5,
        f"{_SOURCE}, table 1 (T 90/365)",
    ),
    Reference(
        "Variance strip, √K_var in points",
        lambda: _table_1("fair volatility"),
        20.467,
        5e-4,
        f"{_SOURCE}, table 1 (T 90/365)",
    ),
    *(
        Reference(
            f"Fair variance of a linear skew, σ₀ 30 %, b {slope}, T {expiry}, √ in points",
            lambda slope=slope, expiry=expiry: _table_2(slope, expiry),  # type: ignore[misc]
            published,
            0.01,
            f"{_SOURCE}, table 2, analytic column",
        )
        for slope, quarter, year in _TABLE_2
        for expiry, published in ((0.25, quarter), (1.0, year))
    ),
    *(
        Reference(
            f"Variance strip at a flat 25 %, strikes 50 to 200 % one apart, T {expiry}, √ in points",
            lambda expiry=expiry: _table_4(expiry),  # type: ignore[misc]
            25.0,
            0.05,
            f"{_SOURCE}, table 4",
        )
        for expiry in (0.25, 1.0)
    ),
    *(
        Reference(
            f"Jump of {-fall:+.0%} against a hedged short swap, T {expiry}, variance points",
            lambda fall=fall, expiry=expiry: _table_5(fall, expiry),  # type: ignore[misc]
            published,
            0.05,
            f"{_SOURCE}, table 5",
        )
        for fall, quarter, year in _TABLE_5
        for expiry, published in ((0.25, quarter), (1.0, year))
    ),
)
