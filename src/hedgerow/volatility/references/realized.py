"""Constants of the estimators of realized volatility, published and exact."""

from hedgerow.reference import Reference


def _weight(n: int) -> float:
    from hedgerow.volatility.realized.yang_zhang import yang_zhang_weight

    return yang_zhang_weight(n)


def _seen(estimator: str, steps: int) -> float:
    from hedgerow.volatility.realized import range_based

    if estimator == "parkinson":
        return range_based.seen_share("parkinson", steps)
    return range_based.seen_share("rogers_satchell", steps)


def _range_moment(power: int) -> float:
    """E[Rᵖ] of the range of a Brownian motion over a unit of time, by its density ``8 Σ (−1)ᵏ⁻¹ k² φ(kr)``."""
    import numpy as np

    r, k = np.linspace(0.25, 14.0, 4001)[:, None], np.arange(1, 61)
    terms = (-1.0) ** (k - 1) * k**2 * np.exp(-0.5 * (k * r) ** 2)
    density = 8 / np.sqrt(2 * np.pi) * terms.sum(axis=1)
    return float(np.trapezoid(r[:, 0] ** power * density, r[:, 0]))


def _parkinson_mean() -> float:
    """Of a session's term for a variance of 1."""
    from hedgerow.volatility.realized.range_based import FOUR_LN_2

    return _range_moment(2) / FOUR_LN_2


def _parkinson_efficiency() -> float:
    return 2 / (_range_moment(4) / _range_moment(2) ** 2 - 1)


REFERENCES: tuple[Reference, ...] = (
    Reference("Yang-Zhang's k, 10 sessions", lambda: _weight(10), 0.132697, 5e-7, "SPEC G-4; YZ00"),
    Reference("Yang-Zhang's k, 20 sessions", lambda: _weight(20), 0.1390, 5e-5, "YZ00"),
    Reference("Yang-Zhang's k, 21 sessions", lambda: _weight(21), 0.139344, 5e-7, "SPEC G-4; YZ00"),
    Reference(
        "Yang-Zhang's peak efficiency as printed, 1 + 1/k of 2 sessions",
        lambda: 1 + 1 / _weight(2),
        13.76,
        0.005,
        "YZ00",
    ),
    Reference(
        "Parkinson's term over the variance, by the density of the range",
        _parkinson_mean,
        1.0,
        1e-12,
        "Feller51",
    ),
    Reference(
        "Parkinson's efficiency, 2 / (9 ζ(3)/(4 ln 2)² − 1)",
        _parkinson_efficiency,
        4.909997019789323,
        1e-9,
        "Parkinson80; E[R⁴] = 9 ζ(3)",
    ),
    Reference(
        "Parkinson's variance seen in 26 prices a session",
        lambda: _seen("parkinson", 26),
        0.77,
        0.005,
        "SPEC RV-04",
    ),
    Reference(
        "Parkinson's variance seen in 390 prices a session",
        lambda: _seen("parkinson", 390),
        0.93,
        0.005,
        "SPEC RV-04",
    ),
    Reference(
        "Rogers-Satchell's variance seen in 2 prices a session, 1/(2π)",
        lambda: _seen("rogers_satchell", 2),
        0.15915494309189535,
        1e-15,
        "identity: Spitzer56",
    ),
)
