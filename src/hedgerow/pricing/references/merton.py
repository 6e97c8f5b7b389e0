"""Published results of Merton's jump diffusion."""

from hedgerow.reference import Reference


def _haug(strike: float, expiry: float, intensity: float, gamma: float) -> float:
    """Haug's γ is the share of the variance σ² = 0.25² that comes from jumps of mean size zero."""
    from math import exp, sqrt

    from hedgerow.pricing.merton import Merton

    delta = 0.25 * sqrt(gamma / intensity)
    model = Merton(0.25 * sqrt(1 - gamma), intensity, -(delta**2) / 2, delta)
    discount = exp(-0.08 * expiry)
    return float(model.price(100 / discount, strike, expiry, right="call", discount=discount))


def _twin() -> float:
    from hedgerow.pricing.fourier import fourier_price
    from hedgerow.pricing.merton import Merton

    model = Merton(sigma=0.15, lam=0.5, mu=-0.15, delta=0.1)
    by_sum = model.price(100.0, 90.0, 0.5, right="put")
    return float(by_sum - fourier_price(model, 100.0, 90.0, 0.5, right="put"))


_HAUG = (
    (80, 0.10, 1, 0.25, 20.67),
    (80, 0.50, 5, 0.25, 23.61),
    (100, 0.25, 1, 0.25, 5.88),
    (120, 0.50, 1, 0.25, 2.23),
    (90, 0.50, 1, 0.50, 15.34),
    (100, 0.10, 5, 0.50, 3.39),
    (100, 0.10, 1, 0.75, 2.70),
    (120, 0.50, 1, 0.75, 2.09),
)

REFERENCES: tuple[Reference, ...] = (
    *(
        Reference(
            f"Merton call, S 100, K {strike}, r 8 %, T {expiry}, σ 25 %, λ {intensity}, γ {gamma}",
            lambda row=(strike, expiry, intensity, gamma): _haug(*row),  # type: ignore[misc]
            published,
            0.01,  # as Haug's sum of eleven terms allows
            "Haug98, p. 9",
        )
        for strike, expiry, intensity, gamma, published in _HAUG
    ),
    Reference(
        "Merton put by the Poisson sum less the same by Lewis's integral, F 100, K 90, T .5",
        _twin,
        0.0,
        1e-12,
        "identity",
    ),
)
