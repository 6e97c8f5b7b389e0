"""Published results of parametric smiles: each beside ours in `hedgerow verify`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from hedgerow.reference import Reference

if TYPE_CHECKING:
    from hedgerow.volatility.surface.svi import Svi, SviJumpWings


def _vogt() -> Svi:
    """[GJ14, section 3.2]: printed in the order (a, b, m, ρ, σ)."""
    from hedgerow.volatility.surface.svi import Svi

    return Svi(a=-0.0410, b=0.1331, m=0.3586, rho=0.3060, sigma=0.4153)


def _wings() -> SviJumpWings:
    return _vogt().jump_wings(1.0)


def _repaired(quantity: Literal["c", "v_least"]) -> float:
    svi = _vogt().repaired(1.0, choice="guaranteed")
    return getattr(svi.jump_wings(1.0), quantity) if svi else float("nan")


def _negative(end: int) -> float:
    return _vogt().butterfly().negative[0][end]


def _optimum() -> float:
    """Lowest g of the slice that the paper's own search ends with."""
    from dataclasses import replace

    return replace(_wings(), c=0.8564763, v_least=0.0116249).raw(1.0).butterfly().least


def _steep_power_law() -> float:
    """Lowest g of a short slice whose law has γ above ½."""
    import numpy as np

    from hedgerow.volatility.surface.ssvi import PowerLaw, SsviSlice

    theta, rho = 0.001, -0.6
    phi = float(PowerLaw(1.92 / (1 + abs(rho)), 0.8).phi(np.array(theta)))
    return SsviSlice(theta, rho, theta * phi).butterfly().least


def _heston_like_wing() -> float:
    """θφ(1 + |ρ|) for θ → ∞ at the least λ that is allowed."""
    import numpy as np

    from hedgerow.volatility.surface.ssvi import HestonLike

    rho, theta = -0.7, np.array(1e12)
    return float(theta * HestonLike((1 + abs(rho)) / 4).phi(theta) * (1 + abs(rho)))


REFERENCES: tuple[Reference, ...] = (
    Reference("Vogt's slice: ATM variance v", lambda: _wings().v, 0.01742625, 5e-9, "GJ14 §5.1"),
    Reference("Vogt's slice: ATM skew ψ", lambda: _wings().psi, -0.1752111, 5e-8, "GJ14 §5.1"),
    Reference("Vogt's slice: put wing p", lambda: _wings().p, 0.6997381, 5e-8, "GJ14 §5.1"),
    Reference("Vogt's slice: call wing c", lambda: _wings().c, 1.316798, 5e-7, "GJ14 §5.1"),
    Reference(
        "Vogt's slice: least variance ṽ", lambda: _wings().v_least, 0.0116249, 5e-8, "GJ14 §5.1"
    ),
    Reference(
        "Vogt's slice repaired, guaranteed: call wing c'",
        lambda: _repaired("c"),
        0.3493158,
        5e-8,
        "GJ14 §5.1",
    ),
    Reference(
        "Vogt's slice repaired, guaranteed: least variance ṽ'",
        lambda: _repaired("v_least"),
        0.01548182,
        5e-9,
        "GJ14 §5.1",
    ),
    Reference(
        "Vogt's slice: lowest g",
        lambda: _vogt().butterfly().least,
        -0.032864,
        5e-7,
        "g on a dense grid",
    ),
    Reference(
        "Vogt's slice: where g is lowest",
        lambda: _vogt().butterfly().at,
        0.8793,
        5e-5,
        "g on a dense grid",
    ),
    Reference("Vogt's slice: g < 0 from", lambda: _negative(0), 0.6424, 5e-5, "g on a dense grid"),
    Reference("Vogt's slice: g < 0 to", lambda: _negative(1), 1.2569, 5e-5, "g on a dense grid"),
    Reference(
        "Vogt's slice, the paper's own repair (c 0.8564763): lowest g, not negative",
        _optimum,
        0.0081,
        5e-5,
        "GJ14 §5.1; g on a dense grid",
    ),
    Reference(
        "SSVI power law γ .8, η (1 + |ρ|) 1.92, ρ −.6, θ .001: lowest g",
        _steep_power_law,
        -4.7,
        0.05,
        "g on a dense grid",
    ),
    Reference(
        "SSVI Heston-like, λ = (1 + |ρ|)/4: θφ(1 + |ρ|) as θ grows",
        _heston_like_wing,
        4.0,
        1e-9,
        "identity; GJ14 §4.1",
    ),
)
