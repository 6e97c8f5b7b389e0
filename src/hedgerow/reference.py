"""A published result beside which ours is put: what `hedgerow verify` prints.

Each room lists its own in ``references``; nothing is computed before it is asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reference:
    """One number that somebody else published, or that an identity forces."""

    name: str
    """What it is, with the parameters that the reader needs."""
    ours: Callable[[], float]
    """Computes it here."""
    published: float
    tolerance: float
    """Largest absolute difference that counts as equal; at most the last printed digit's half, or as the source says."""
    source: str
    """Key in docs/references.md with table or page, or the identity."""
