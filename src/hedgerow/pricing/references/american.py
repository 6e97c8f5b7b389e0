"""Published early-exercise premia, limits, and a plain tree."""

from typing import Literal

from hedgerow.reference import Reference

Right = Literal["call", "put"]
Terms = tuple[float, float, float, float, float, float]
"""Spot, strike, expiry, volatility, rate, dividend yield."""


def _american(terms: Terms, right: Right) -> float:
    from hedgerow.pricing.american import american

    S, K, T, vol, r, q = terms
    found = american(S, K, T, vol, right=right, rate=r, dividend_yield=q, accuracy="high")
    return float(found)


def _premium(terms: Terms, right: Right) -> float:
    """What early exercise adds to the European value."""
    from hedgerow.pricing.bsm import bsm

    S, K, T, vol, r, q = terms
    return _american(terms, right) - float(bsm(S, K, T, vol, right=right, rate=r, dividend_yield=q))


def _perpetual() -> float:
    """Less its limit ``K/(1 + γ) ((1 + γ) S/(γ K))^{−γ}``, ``γ = 2r/σ²``."""
    S, K, vol, r = 100.0, 100.0, 0.3, 0.05
    gamma = 2 * r / vol**2
    limit = K / (1 + gamma) * ((1 + gamma) * S / (gamma * K)) ** -gamma
    return float(_american((S, K, 400, vol, r, 0.0), "put") - limit)


def _above_the_tree(terms: Terms, right: Right) -> float:
    """Ours less a tree of 1,200 steps, extrapolated from 600."""
    return _american(terms, right) - 2 * _tree(terms, right, 1200) + _tree(terms, right, 600)


def _tree(terms: Terms, right: Right, steps: int) -> float:
    """Cox–Ross–Rubinstein with Black–Scholes one step before the end [BD96]."""
    import numpy as np

    from hedgerow.pricing.bsm import bsm

    S, K, T, vol, r, q = terms
    sign = 1 if right == "call" else -1
    dt = T / steps
    up = np.exp(vol * np.sqrt(dt))
    p = (np.exp((r - q) * dt) - 1 / up) / (up - 1 / up)
    spot = S * up ** np.arange(1.0 - steps, steps, 2)
    value = np.maximum(
        bsm(spot, K, dt, vol, right=right, rate=r, dividend_yield=q), sign * (spot - K)
    )
    while value.size > 1:
        spot = spot[1:] / up
        value = np.exp(-r * dt) * (p * value[1:] + (1 - p) * value[:-1])
        value = np.maximum(value, sign * (spot - K))
    return float(value[0])


def _round_trip() -> float:
    from hedgerow.pricing.american import american
    from hedgerow.pricing.american_implied_vol import american_implied_vol

    price = american(100, 110, 0.5, 0.3, right="put", rate=0.05)
    return float(american_implied_vol(price, 100, 110, 0.5, right="put", rate=0.05))


_TREES: tuple[tuple[str, Terms, Right], ...] = (
    ("r = q = 5 %, σ 25 %, T 1", (100, 100, 1.0, 0.25, 0.05, 0.05), "put"),
    ("r 3 %, q 6 %, σ 35 %, T 2", (100, 90, 2.0, 0.35, 0.03, 0.06), "call"),
    ("r 6 %, q 1 %, σ 10 %, T .5", (100, 98, 0.5, 0.10, 0.06, 0.01), "put"),
    ("r −1 %, q −4 %, σ 25 %, T 1: two boundaries", (100, 110, 1.0, 0.25, -0.01, -0.04), "put"),
)

REFERENCES: tuple[Reference, ...] = (
    *(
        Reference(
            f"American put less European, S 100, K {strike}, q 5 %, σ 25 %, T 1, r {100 * rate:g} %",
            lambda strike=strike, rate=rate: _premium((100, strike, 1, 0.25, rate, 0.05), "put"),  # type: ignore[misc]
            premium,
            tolerance,
            source,
        )
        for strike, rate, premium, tolerance, source in (
            (100, 0.05, 0.106952702747, 1e-6, "ALO16, table 2"),
            (100, 0.075, 0.3671112309, 1e-6, "ALO16, table 2"),
            (95, 0.075, 0.2386504, 1e-5, "ALO16's method in the test suite of QuantLib"),
        )
    ),
    Reference(
        "American put, S 100, K 120, r 10 %, q 3 %, σ 25 %, ten years",
        lambda: _american((100, 120, 10, 0.25, 0.10, 0.03), "put"),
        23.000,
        0.002,
        "ALO16's fixed point and trees in agreement; the 22.97 in print is the QD+ approximation",
    ),
    Reference(
        "American put of 400 years less the perpetual one, S = K = 100, r 5 %, σ 30 %",
        _perpetual,
        0.0,
        1e-3,
        "Merton73",
    ),
    Reference(
        "American call less European without dividends, S 100, K 90, r 5 %, σ 30 %, T 1",
        lambda: _premium((100, 90, 1, 0.3, 0.05, 0.0), "call"),
        0.0,
        1e-12,
        "Merton73: never exercised",
    ),
    Reference(
        "American put less European at a zero rate, S 100, K 110, q 2 %, σ 30 %, T .5",
        lambda: _premium((100, 110, 0.5, 0.3, 0.0, 0.02), "put"),
        0.0,
        1e-12,
        "identity: never exercised",
    ),
    *(
        Reference(
            f"American {right} less a tree of 1,200 steps, S 100, K {terms[1]:g}, {words}",
            lambda terms=terms, right=right: _above_the_tree(terms, right),  # type: ignore[misc]
            0.0,
            2e-4,
            "BD96, extrapolated",
        )
        for words, terms, right in _TREES
    ),
    Reference(
        "Implied volatility of an American put at 30 %, S 100, K 110, r 5 %, T .5",
        _round_trip,
        0.3,
        1e-8,
        "identity: round trip",
    ),
)
