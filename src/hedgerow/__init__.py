"""Hedgerow hedges the whole book, not every position, and reads what volatility costs.

>>> import hedgerow
>>> hedgerow.size(value=500_000, beta=1.15, spot=752, delta=-0.30).delta_one.contracts
8
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hedgerow.desk import (
        EvidenceChoices,
        ExpectChoices,
        ExposureChoices,
        FuturesChoices,
        HedgeChoices,
        PremiumChoices,
        ReadChoices,
        SurfaceChoices,
        VixChoices,
        VolChoices,
        betas,
        demo,
        evidence,
        expect,
        exposure,
        futures,
        hedge_plan,
        market_read,
        morning,
        pairing,
        premium,
        rules,
        size,
        surface,
        verify,
        vix_index,
    )
    from hedgerow.desk import volatility as vol
    from hedgerow.market.book import Book, Position

__all__ = [
    "Book",
    "EvidenceChoices",
    "ExpectChoices",
    "ExposureChoices",
    "FuturesChoices",
    "HedgeChoices",
    "Position",
    "PremiumChoices",
    "ReadChoices",
    "SurfaceChoices",
    "VixChoices",
    "VolChoices",
    "__version__",
    "betas",
    "demo",
    "evidence",
    "expect",
    "exposure",
    "futures",
    "hedge_plan",
    "market_read",
    "morning",
    "pairing",
    "premium",
    "rules",
    "size",
    "surface",
    "verify",
    "vix_index",
    "vol",
]


def __getattr__(name: str) -> object:
    # Importing on first use keeps `import hedgerow` and `hedgerow --help` instant.
    if name == "__version__":
        from importlib.metadata import version

        return version("hedgerow")
    if name in {"Book", "Position"}:
        from hedgerow.market import book

        return getattr(book, name)
    if name in __all__:
        from hedgerow import desk

        # `hedgerow.volatility` is the room of that name
        return getattr(desk, "volatility" if name == "vol" else name)
    msg = f"module 'hedgerow' has no attribute {name!r}"
    raise AttributeError(msg)
