"""Published prices and slopes of European options, identities, and implied volatilities under stress."""

from typing import Literal

from hedgerow.reference import Reference

Right = Literal["call", "put"]
Terms = tuple[float, float, float, float, Right, float, float]
"""Spot, strike, expiry, volatility, right, rate, dividend yield."""


def _slope(name: str, terms: Terms) -> float:
    """The price, or the Greek of that name."""
    from hedgerow.pricing.bsm import greeks

    S, K, T, vol, right, r, q = terms
    return float(getattr(greeks(S, K, T, vol, right=right, rate=r, dividend_yield=q), name))


def _black_76() -> float:
    from math import exp

    from hedgerow.pricing.black import black

    return float(black(19, 19, 0.75, 0.28, right="put", discount=exp(-0.1 * 0.75)))


def _parity(strike: float) -> float:
    from hedgerow.pricing.black import black

    call, put = (black(100, strike, 0.4, 0.3, right=right, discount=0.97) for right in _RIGHTS)
    return float(call - put - 0.97 * (100 - strike))


def _at_the_money() -> float:
    from math import erf, sqrt

    from hedgerow.pricing.black import black

    return float(black(100, 100, 0.25, 0.2, right="call") - 100 * erf(0.1 / sqrt(8)))


def _vega_from_gamma() -> float:
    from hedgerow.pricing.black import forward_gamma, vega

    F, K, T, vol = 100.0, 90.0, 0.5, 0.25
    return float(vega(F, K, T, vol) / (forward_gamma(F, K, T, vol) * F**2 * vol * T))


def _pricing_equation() -> float:
    from hedgerow.pricing.bsm import greeks

    S, vol, r, q = 100.0, 0.25, 0.04, 0.015
    g = greeks(S, 95, 0.5, vol, right="put", rate=r, dividend_yield=q)
    return float(g.theta + (r - q) * S * g.delta + vol**2 * S**2 * g.gamma / 2 - r * g.price)


def _smile_of_a_flat_vol() -> float:
    """Largest distance from 23 %, strikes from 70 to 140 % and five expiries, calls and puts."""
    import numpy as np

    from hedgerow.pricing.black import black
    from hedgerow.pricing.implied_vol import implied_vol

    K, T = np.linspace(70, 140, 29), np.array([[1 / 365], [7 / 365], [0.1], [1.0], [5.0]])
    out_of_the_money = np.where(K < 100, -1, 1)
    price = black(100, K, T, 0.23, right=out_of_the_money)
    vol = implied_vol(price, 100, K, T, right=out_of_the_money)
    return float(np.abs(vol - 0.23)[price > 1e-250].max())


def _flat_30_delta(name: str) -> float:
    terms: Terms = (752, 730.2, 60 / 365, 0.17, "put", 0.037, 0.011)
    return _slope(name, terms)


def _price_vol_price(strike: float, price: float) -> float:
    """The price at the volatility of a price, over that price."""
    from hedgerow.pricing.black import black
    from hedgerow.pricing.implied_vol import implied_vol

    right: Right = "call" if strike > 1 else "put"
    vol = implied_vol(price, 1.0, strike, 0.5, right=right)
    return float(black(1.0, strike, 0.5, vol, right=right) / price)


def _vol(strike: float, price: float) -> float:
    from hedgerow.pricing.implied_vol import implied_vol

    return float(implied_vol(price, 1.0, strike, 0.5, right="call"))


def _choi() -> float:
    from hedgerow.pricing.black import black
    from hedgerow.pricing.implied_vol import implied_vol

    price = black(1.0, 1.5, 1.0, 0.04, right="call")
    return float(implied_vol(price, 1.0, 1.5, 1.0, right="call"))


def _every_input() -> float:
    """Largest relative error of ``σ√T`` that comes back, out of the money, prices of 1e−250 to 0.8 of their bound."""
    import numpy as np

    from hedgerow.pricing.black import black
    from hedgerow.pricing.implied_vol import implied_vol

    x, s = np.meshgrid(np.linspace(-3, 3, 121), np.geomspace(0.01, 2.5, 101))
    K, right = np.exp(x), np.where(x > 0, 1, -1)
    price = black(1.0, K, 1.0, s, right=right)
    solvable = (price > 1e-250) & (price < 0.8 * np.minimum(K, 1.0))
    found = implied_vol(price, 1.0, K, 1.0, right=right)
    return float(np.abs(found / s - 1)[solvable].max())


_RIGHTS: tuple[Right, Right] = ("call", "put")

_HULL: Terms = (42, 40, 0.5, 0.2, "call", 0.1, 0.0)

_HAUG: tuple[tuple[str, Terms, float, float], ...] = (
    ("price", (60, 65, 0.25, 0.3, "call", 0.08, 0.0), 2.1334, 5e-5),
    ("price", (75, 70, 0.5, 0.35, "put", 0.1, 0.05), 4.0870, 5e-5),
    ("delta", (105, 100, 0.5, 0.36, "call", 0.1, 0.1), 0.5946, 5e-5),
    ("delta", (105, 100, 0.5, 0.36, "put", 0.1, 0.1), -0.3566, 5e-5),
    ("gamma", (55, 60, 0.75, 0.3, "call", 0.1, 0.0), 0.0278, 5e-5),
    ("vega", (55, 60, 0.75, 0.3, "call", 0.105, 0.0355), 18.5027, 5e-5),
    ("theta", (430, 405, 0.0833, 0.2, "put", 0.07, 0.05), -31.1924, 5e-5),
    ("rho", (72, 75, 1.0, 0.19, "call", 0.09, 0.0), 38.7325, 5e-5),
)

REFERENCES: tuple[Reference, ...] = (
    *(
        Reference(
            f"European {right}, S 42, K 40, r 10 %, σ 20 %, T .5",
            lambda right=right: _slope("price", (*_HULL[:4], right, *_HULL[5:])),  # type: ignore[misc]
            published,
            0.005,
            "Hull, Options, Futures, and Other Derivatives, ch. 15",
        )
        for right, published in (("call", 4.76), ("put", 0.81))
    ),
    Reference("Black put, F = K = 19, r 10 %, σ 28 %, T .75", _black_76, 1.7011, 5e-5, "Haug07"),
    *(
        Reference(
            f"{name.capitalize()} of a European {terms[4]}, S {terms[0]:g}, K {terms[1]:g}, "
            f"r {100 * terms[5]:g} %, q {100 * terms[6]:g} %, σ {100 * terms[3]:g} %, T {terms[2]:.3g}",
            lambda name=name, terms=terms: _slope(name, terms),  # type: ignore[misc]
            published,
            tolerance,
            "Haug07",
        )
        for name, terms, published, tolerance in _HAUG
    ),
    *(
        Reference(
            f"{name.capitalize()} of a put at a flat 17 %, S 752, K 730.2, 60 days, r 3.7 %, q 1.1 %",
            lambda name=name: _flat_30_delta(name),  # type: ignore[misc]
            published,
            tolerance,
            "SPEC G25",
        )
        for name, published, tolerance in (("delta", -0.30, 5e-4), ("price", 10.24, 0.005))
    ),
    *(
        Reference(
            f"Call less put less D (F − K), F 100, K {strike}, σ 30 %, T .4",
            lambda strike=strike: _parity(strike),  # type: ignore[misc]
            0.0,
            1e-13,
            "identity: put-call parity",
        )
        for strike in (60, 100, 150)
    ),
    Reference(
        "Call at the money less F erf(σ√T/√8), σ 20 %, T ¼",
        _at_the_money,
        0.0,
        1e-13,
        "identity: d1 = −d2",
    ),
    Reference(
        "Vega over Γ F² σ T", _vega_from_gamma, 1.0, 1e-14, "identity: one derivative of the normal"
    ),
    Reference(
        "Θ + (r − q) S Δ + ½ σ² S² Γ − r V of a put",
        _pricing_equation,
        0.0,
        1e-13,
        "identity: the pricing equation, BS73",
    ),
    Reference(
        "Implied volatility of prices at a flat 23 %, largest miss, a day to five years",
        _smile_of_a_flat_vol,
        0.0,
        1e-13,
        "identity: a flat volatility has a flat smile",
    ),
    *(
        Reference(
            f"Price → volatility → price of {price:g} at K/F {strike:g}, T .5: its ratio",
            lambda strike=strike, price=price: _price_vol_price(strike, price),  # type: ignore[misc]
            1.0,
            1e-11,
            "identity: round trip",
        )
        for strike, price in (
            (0.9, 0.01),
            (1.02, 1e-6),
            (0.35, 1e-16),
            (2.5, 1e-40),
            (0.9, 1e-100),
            (0.9, 1e-250),
            (2.5, 1e-250),
        )
    ),
    *(
        Reference(
            f"Implied volatility of a call worth {price:g} at K/F {strike:g}, T .5",
            lambda strike=strike, price=price: _vol(strike, price),  # type: ignore[misc]
            exact,
            1e-12 * exact,
            "60-digit arithmetic (mpmath), Jaeckel15: all inputs",
        )
        for strike, price, exact in (
            (2.5, 1e-16, 0.16701890630946738),
            (1.02, 1e-100, 0.00134641415982108),
            (1.02, 1e-250, 0.000836604424058938513),
            (2.5, 1e-250, 0.0385639483252186231),
        )
    ),
    Reference(
        "Implied volatility of a price of 1e−25: S 1, K 1.5, σ 4 %, T 1",
        _choi,
        0.04,
        1e-14,
        "Choi et al., arXiv 2302.08758",
    ),
    Reference(
        "σ → price → σ, largest relative miss of 12,221: |ln K/F| ≤ 3, σ√T .01 to 2.5",
        _every_input,
        0.0,
        1e-12,
        "Jaeckel15: all inputs to the attainable precision",
    ),
)
