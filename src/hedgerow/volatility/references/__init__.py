"""Published results of the room, by chapter: each beside ours in `hedgerow verify`."""

from collections.abc import Mapping

from hedgerow.reference import Reference
from hedgerow.volatility.references import forecast, modelled, realized

CHAPTERS: Mapping[str, tuple[Reference, ...]] = {
    "modelled surface": modelled.REFERENCES,
    "realized volatility": realized.REFERENCES,
    "forecasts": forecast.REFERENCES,
}
"""In the order of the book; nothing is computed before it is asked for."""
