"""One function per question; the only place that composes.

Functions are imported on first use, so that the calculator does not wait for the statistics.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hedgerow.desk.beta import betas
    from hedgerow.desk.chain_surface import surface
    from hedgerow.desk.choices import HedgeChoices
    from hedgerow.desk.demonstration import demo
    from hedgerow.desk.hedge import hedge_plan
    from hedgerow.desk.pair import pairing
    from hedgerow.desk.sizing import size
    from hedgerow.desk.surface_choices import SurfaceChoices
    from hedgerow.desk.verification import verify
    from hedgerow.desk.vol import volatility
    from hedgerow.desk.vol_choices import VolChoices

__all__ = [
    "HedgeChoices",
    "SurfaceChoices",
    "VolChoices",
    "betas",
    "demo",
    "hedge_plan",
    "pairing",
    "size",
    "surface",
    "verify",
    "volatility",
]

_ROOMS = {
    "HedgeChoices": "choices",
    "SurfaceChoices": "surface_choices",
    "VolChoices": "vol_choices",
    "betas": "beta",
    "demo": "demonstration",
    "hedge_plan": "hedge",
    "pairing": "pair",
    "size": "sizing",
    "surface": "chain_surface",
    "verify": "verification",
    "volatility": "vol",
}


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name in _ROOMS:
        return getattr(import_module(f"hedgerow.desk.{_ROOMS[name]}"), name)
    msg = f"module 'hedgerow.desk' has no attribute {name!r}"
    raise AttributeError(msg)
