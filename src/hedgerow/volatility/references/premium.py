"""Check values of the premium: each beside ours in `hedgerow verify`."""

from hedgerow.reference import Reference

NEAR, FAR, HALF_YEAR = 0.1701, 0.1989, 0.2246
"""VIX, VIX3M and VIX6M of 26 May 2026, decimal."""


def _trailing() -> float:
    """Points."""
    import numpy as np

    from hedgerow.volatility.premium.variance_risk_premium import trailing_premium

    return 100 * trailing_premium(np.array([NEAR]), np.array([0.123]), sessions=30).last.value


def _variance() -> float:
    """Variance points of the same two figures."""
    import numpy as np

    from hedgerow.volatility.premium.variance_risk_premium import variance_premium

    return 1e4 * variance_premium(np.array([NEAR]), np.array([0.123**2])).last.value


def _gap() -> float:
    from hedgerow.volatility.premium.calm_stress import calm_stress

    return 100 * calm_stress({30: NEAR, 93: FAR}).gap


def _ratio() -> float:
    from hedgerow.volatility.premium.calm_stress import calm_stress

    return calm_stress({30: NEAR, 93: FAR}).ratio


def _forward(step: int) -> float:
    """Points between the tenors."""
    from hedgerow.volatility.premium.calm_stress import calm_stress

    return 100 * calm_stress({30: NEAR, 93: FAR, 184: HALF_YEAR}).forwards[step].vol


def _rank() -> float:
    """Of a level a quarter of the way up its range."""
    import numpy as np

    from hedgerow.volatility.premium.iv_rank import iv_rank

    return iv_rank(np.concatenate([np.linspace(10.0, 50.0, 251), [20.0]])).rank


def _break_even() -> float:
    """Gamma less theta at the implied volatility itself."""
    from hedgerow.volatility.premium.break_even import break_even

    return break_even(5750.0, 0.16).net(0.16)


REFERENCES: tuple[Reference, ...] = (
    Reference("VIX 17.01 less realized 12.3, points", _trailing, 4.71, 1e-9, "SPEC MS-04"),
    Reference(
        "The same in variance, variance points",
        _variance,
        138.0501,
        1e-9,
        "identity: 17.01² − 12.3²",
    ),
    Reference("VIX3M 19.89 less VIX 17.01, points", _gap, 2.88, 1e-9, "SPEC MS-08"),
    Reference("VIX over VIX3M", _ratio, 0.8552, 5e-5, "SPEC §G 3"),
    Reference("Forward volatility, 30 to 93 days", lambda: _forward(0), 21.12, 0.005, "SPEC MS-08"),
    Reference(
        "Forward volatility, 93 to 184 days", lambda: _forward(1), 24.81, 0.005, "SPEC MS-08"
    ),
    Reference("IV rank of 20 between 10 and 50", _rank, 25.0, 1e-12, "SPEC IR-01"),
    Reference(
        "Gamma less theta of a straddle at its implied volatility",
        _break_even,
        0.0,
        1e-12,
        "identity: ½ Γ S² (σ² − σ²)/252",
    ),
)
