"""Published results of the room, by chapter: each beside ours in `hedgerow verify`."""

from collections.abc import Mapping

from hedgerow.reference import Reference
from hedgerow.volatility.references import (
    forecast,
    futures,
    indices,
    local_vol,
    modelled,
    premium,
    realized,
    smile,
    surface,
)

CHAPTERS: Mapping[str, tuple[Reference, ...]] = {
    "modelled surface": modelled.REFERENCES,
    "surface": surface.REFERENCES,
    "smiles": smile.REFERENCES,
    "local volatility": local_vol.REFERENCES,
    "realized volatility": realized.REFERENCES,
    "forecasts": forecast.REFERENCES,
    "premium": premium.REFERENCES,
    "VIX futures": futures.REFERENCES,
    "volatility indices": indices.REFERENCES,
}
"""In the order of the book; nothing is computed before it is asked for."""
