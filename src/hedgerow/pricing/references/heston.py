"""Published results of Heston's model."""

from hedgerow.reference import Reference


def _lewis(strike: float, right: str) -> float:
    from math import exp

    from hedgerow.pricing.heston import Heston

    model = Heston(v0=0.04, kappa=4.0, theta=0.25, xi=1.0, rho=-0.5)
    forward, discount = 100 * exp(0.01 - 0.02), exp(-0.01)
    return float(model.price(forward, strike, 1.0, right=right, discount=discount))


def _kahl_jaeckel() -> float:
    from hedgerow.pricing.heston import Heston

    model = Heston(v0=0.16, kappa=1.0, theta=0.16, xi=2.0, rho=-0.8)
    return float(model.price(100.0, 200.0, 10.0, right="call"))


def _wilmott(strike: float) -> float:
    from math import exp

    from hedgerow.pricing.heston import Heston

    model = Heston(v0=0.09, kappa=1.2, theta=0.08, xi=1.8, rho=-0.45)
    return float(model.price(1.0, strike, 0.7, right="call", discount=exp(-0.05 * 0.7)))


def _index_points(quantity: str, expiry: float) -> float:
    from hedgerow.pricing.heston import Heston

    model = Heston(v0=0.04, kappa=2.0, theta=0.06, xi=0.8, rho=-0.7)
    if quantity == "limit":
        return 100 * model.long_run_vol
    return 100 * float(model.atm_vol(expiry) if quantity == "ATM" else model.varswap_vol(expiry))


_LEWIS = (
    (80, 7.958878113256768, 26.774758743998854),
    (90, 12.017966707346305, 20.933349000596710),
    (100, 17.055270961270109, 16.070154917028834),
    (110, 23.017825898442801, 12.132211516709845),
    (120, 29.811026202682472, 9.024913483457836),
)

_TERM_STRUCTURE = (
    ("30 days", 30 / 365, 19.39, 20.39),
    ("6 months", 0.5, 18.68, 21.76),
    ("1 year", 1.0, 19.19, 22.66),
    ("10 years", 10.0, 21.97, 24.29),
)

REFERENCES: tuple[Reference, ...] = (
    *(
        Reference(
            f"Heston {right}, S 100, K {strike}, r 1 %, q 2 %, T 1, v₀ .04, κ 4, θ .25, ξ 1, ρ −.5",
            lambda strike=strike, right=right: _lewis(strike, right),  # type: ignore[misc]
            published,
            1e-12,
            "Lewis01, fifteen digits in the test suite of QuantLib",
        )
        for strike, put, call in _LEWIS
        for right, published in (("put", put), ("call", call))
    ),
    Reference(
        "Heston call, S 100, K 200, T 10, v₀ = θ .16, κ 1, ξ 2, ρ −.8",
        _kahl_jaeckel,
        4.95212,
        1e-5,
        "KJ05",
    ),
    *(
        Reference(
            f"Heston call, F 1, K {strike}, r 5 %, T .7, v₀ .09, κ 1.2, θ .08, ξ 1.8, ρ −.45",
            lambda strike=strike: _wilmott(strike),  # type: ignore[misc]
            published,
            6e-7,  # the last of the three is printed half a unit of the sixth place low
            "wilmott.com forum, in the test suite of QuantLib",
        )
        for strike, published in ((0.9, 0.1330371), (1.0, 0.0641016), (1.1, 0.0270645))
    ),
    *(
        Reference(
            f"Heston {name} volatility at {tenor}, points, v₀ .04, κ 2, θ .06, ξ .8, ρ −.7",
            lambda quantity=quantity, expiry=expiry: _index_points(quantity, expiry),  # type: ignore[misc]
            published,
            0.005,
            "SPEC VS-04",
        )
        for tenor, expiry, atm, varswap in _TERM_STRUCTURE
        for quantity, name, published in (
            ("ATM", "at-the-money", atm),
            ("varswap", "variance-swap", varswap),
        )
    ),
    Reference(
        "Heston long-run implied volatility, points, κ 2, θ .06, ξ .8, ρ −.7",
        lambda: _index_points("limit", 0.0),
        22.9,
        0.05,
        "Lewis00, SPEC VS-04",
    ),
)
