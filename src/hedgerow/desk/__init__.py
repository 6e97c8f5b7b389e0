"""One function per question; the only place that composes.

Functions are imported on first use, so that the calculator does not wait for the statistics.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hedgerow.desk.beta import betas
    from hedgerow.desk.chain_surface import surface
    from hedgerow.desk.choices import HedgeChoices
    from hedgerow.desk.dealer_exposure import exposure
    from hedgerow.desk.demonstration import demo
    from hedgerow.desk.evidence_choices import EvidenceChoices
    from hedgerow.desk.expect_choices import ExpectChoices
    from hedgerow.desk.expected_moves import expect
    from hedgerow.desk.exposure_choices import ExposureChoices
    from hedgerow.desk.futures_choices import FuturesChoices
    from hedgerow.desk.hedge import hedge_plan
    from hedgerow.desk.leveraged import leveraged_fund
    from hedgerow.desk.market_reading import market_read
    from hedgerow.desk.pair import pairing
    from hedgerow.desk.past_hedges import backtest
    from hedgerow.desk.premium_choices import PremiumChoices
    from hedgerow.desk.read_choices import ReadChoices
    from hedgerow.desk.replay_choices import ReplayChoices
    from hedgerow.desk.rule_book import rules
    from hedgerow.desk.rule_evidence import evidence
    from hedgerow.desk.session_ahead import morning
    from hedgerow.desk.sizing import size
    from hedgerow.desk.surface_choices import SurfaceChoices
    from hedgerow.desk.verification import verify
    from hedgerow.desk.vix import vix_index
    from hedgerow.desk.vix_choices import VixChoices
    from hedgerow.desk.vix_futures import futures
    from hedgerow.desk.vol import volatility
    from hedgerow.desk.vol_choices import VolChoices
    from hedgerow.desk.vol_premium import premium

__all__ = [
    "EvidenceChoices",
    "ExpectChoices",
    "ExposureChoices",
    "FuturesChoices",
    "HedgeChoices",
    "PremiumChoices",
    "ReadChoices",
    "ReplayChoices",
    "SurfaceChoices",
    "VixChoices",
    "VolChoices",
    "backtest",
    "betas",
    "demo",
    "evidence",
    "expect",
    "exposure",
    "futures",
    "hedge_plan",
    "leveraged_fund",
    "market_read",
    "morning",
    "pairing",
    "premium",
    "rules",
    "size",
    "surface",
    "verify",
    "vix_index",
    "volatility",
]

_ROOMS = {
    "EvidenceChoices": "evidence_choices",
    "ExpectChoices": "expect_choices",
    "ExposureChoices": "exposure_choices",
    "FuturesChoices": "futures_choices",
    "HedgeChoices": "choices",
    "PremiumChoices": "premium_choices",
    "ReadChoices": "read_choices",
    "ReplayChoices": "replay_choices",
    "SurfaceChoices": "surface_choices",
    "VixChoices": "vix_choices",
    "VolChoices": "vol_choices",
    "backtest": "past_hedges",
    "betas": "beta",
    "demo": "demonstration",
    "evidence": "rule_evidence",
    "expect": "expected_moves",
    "exposure": "dealer_exposure",
    "futures": "vix_futures",
    "hedge_plan": "hedge",
    "leveraged_fund": "leveraged",
    "market_read": "market_reading",
    "morning": "session_ahead",
    "pairing": "pair",
    "premium": "vol_premium",
    "rules": "rule_book",
    "size": "sizing",
    "surface": "chain_surface",
    "verify": "verification",
    "vix_index": "vix",
    "volatility": "vol",
}


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name in _ROOMS:
        return getattr(import_module(f"hedgerow.desk.{_ROOMS[name]}"), name)
    msg = f"module 'hedgerow.desk' has no attribute {name!r}"
    raise AttributeError(msg)
