"""Up, down and flat, as every table means them."""

from __future__ import annotations

from hedgerow.regime.conditions import AllOf, Compared, above, all_of, at_least, at_most, below


def up(z: str) -> Compared:
    """More than half a standard deviation up."""
    return above(z, "moves")


def down(z: str) -> Compared:
    """More than half a standard deviation down."""
    return below(z, "falls")


def flat(z: str) -> AllOf:
    """Neither."""
    return all_of(at_least(z, "falls"), at_most(z, "moves"))


def sharply_up(z: str) -> Compared:
    """More than one and a half standard deviations up."""
    return above(z, "sharp")


def sharply_down(z: str) -> Compared:
    """More than one and a half standard deviations down."""
    return below(z, "sharp_fall")
