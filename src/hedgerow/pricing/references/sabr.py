"""Identities of SABR's expansion."""

from hedgerow.reference import Reference


def _at_the_money() -> float:
    from hedgerow.pricing.sabr import Sabr

    return float(Sabr(alpha=0.2, beta=1.0, rho=-0.5, nu=0.8).implied_vol(100.0, 100.0, 1.0))


def _flat() -> float:
    from hedgerow.pricing.sabr import Sabr

    return float(Sabr(alpha=0.23, beta=1.0, rho=0.4, nu=0.0).implied_vol(100.0, 60.0, 2.0))


REFERENCES: tuple[Reference, ...] = (
    Reference(
        "SABR at the money, α .2, β 1, ρ −.5, ν .8, T 1: α [1 + T (ραν/4 + (2 − 3ρ²)ν²/24)]",
        _at_the_money,
        0.2 * (1 + (-0.5 * 0.2 * 0.8 / 4 + (2 - 3 * 0.25) * 0.64 / 24)),
        1e-15,
        "HKLW02, eq. 2.18",
    ),
    Reference("SABR with β 1 and ν 0, K/F 0.6: α .23", _flat, 0.23, 1e-15, "identity"),
)
