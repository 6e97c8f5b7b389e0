"""Published results of the room, by chapter: each beside ours in `hedgerow verify`."""

from collections.abc import Mapping

from hedgerow.pricing.references import (
    american,
    black,
    heston,
    merton,
    sabr,
    simulation,
    variance,
)
from hedgerow.reference import Reference

CHAPTERS: Mapping[str, tuple[Reference, ...]] = {
    "European options": black.REFERENCES,
    "American options": american.REFERENCES,
    "Heston": heston.REFERENCES,
    "Merton": merton.REFERENCES,
    "SABR": sabr.REFERENCES,
    "variance swap": variance.REFERENCES,
    "barriers and simulation": simulation.REFERENCES,
}
"""In the order of the book; nothing is computed before it is asked for."""
