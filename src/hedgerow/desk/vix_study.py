"""A chain read by the rules of VIX: rates, strips, terms, and the smiles behind them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from hedgerow.data.source import Market
from hedgerow.desk.session import Notes
from hedgerow.desk.surface_choices import SurfaceChoices
from hedgerow.desk.surface_study import studied
from hedgerow.desk.vix_choices import VixChoices
from hedgerow.errors import HedgerowError
from hedgerow.market.chain import OptionChain
from hedgerow.market.forwards import forwards
from hedgerow.market.instruments import instrument
from hedgerow.market.rates import Rate, RateCurve
from hedgerow.typing import FloatArray
from hedgerow.units import DAYS_PER_YEAR
from hedgerow.volatility.indices.board import Board
from hedgerow.volatility.indices.strip import BoardStrips, board_strips
from hedgerow.volatility.indices.term_choice import TermPair, Terms
from hedgerow.volatility.indices.truncation import Beyond, variance_beyond
from hedgerow.volatility.indices.vix import interpolated_variance
from hedgerow.volatility.surface.surface import Surface

INDEX_NAMES = {
    ("SPX", 9.0): "VIX9D",
    ("SPX", 30.0): "VIX",
    ("SPX", 93.0): "VIX3M",
    ("SPX", 184.0): "VIX6M",
    ("VIX", 30.0): "VVIX",
    ("NDX", 30.0): "VXN",
}
"""What Cboe calls them, by underlying and days."""


@dataclass(frozen=True, slots=True)
class VixStudy:
    """What an index of one chain rests on."""

    chain: OptionChain
    strips: BoardStrips
    terms: Terms
    rate_origin: str
    """In words."""

    def variance(self, pair: TermPair, days: float) -> float:
        """A year, over ``days``; NaN where there are no two terms."""
        if pair.near is None or pair.next is None:
            return float("nan")
        a, b = self.strips.strip(pair.near), self.strips.strip(pair.next)
        return interpolated_variance(a.variance, a.minutes, b.variance, b.minutes, days=days)


def vix_study(chain: OptionChain, choices: VixChoices, where: Market, notes: Notes) -> VixStudy:
    """Every listing's strip, at the rate of its own expiry."""
    rate, origin = _rates(chain, choices, where, notes)
    strips = board_strips(Board.of_chain(chain), chain.listings, rate)
    usable = np.flatnonzero(strips.variance > 0).tolist()
    terms = Terms.of(chain.listings, chain.underlying, chain.quoted_at.date(), usable)
    return VixStudy(chain, strips, terms, origin)


def _rates(
    chain: OptionChain, choices: VixChoices, where: Market, notes: Notes
) -> tuple[FloatArray, str]:
    """R of every listing, and where it is from: given, Treasury's, or what parity implies."""
    T = np.array([one.expiry for one in chain.listings], float)
    if choices.rate is not None:
        return RateCurve.flat(Rate(choices.rate, "given")).at(T), "given"
    curve = where.rate_curve(chain.session)
    if curve.source != "assumed":
        treasury = curve.source.startswith("DGS")
        return curve.at(T), f"Treasury yields of {curve.date}" if treasury else curve.origin
    if instrument(chain.underlying).exercise == "european":
        implied = np.array([one.rate for one in forwards(chain).each])
        if np.isfinite(implied).any():
            notes.note(
                "no Treasury rate in the data: each expiration's own, implied by put-call parity"
            )
            return implied, "put-call parity"
    notes.doubt(
        f"no Treasury rate near {chain.session}: {100 * curve.rate[0]:g} % assumed; give --rate, or --data with rates"
    )
    return curve.at(T), f"{100 * curve.rate[0]:g} % assumed"


@dataclass(frozen=True, slots=True)
class Behind:
    """The smiles behind some listings; unknown where the quotes make none."""

    surface: Surface | None

    def atm(self, days: float) -> float:
        """Volatility at the forward; NaN outside the listings."""
        if self.surface is None:
            return float("nan")
        T, known = days / DAYS_PER_YEAR, self.surface.expiries
        return float(self.surface.atm_vol(T)) if known[0] <= T <= known[-1] else float("nan")

    def beyond(self, strips: BoardStrips, i: int) -> Beyond:
        """Variance beyond the strip of a listing, on its own smile."""
        expiry = strips.listings[i].expiry
        own = () if self.surface is None else self.surface.slices
        slices = [each for each in own if each.expiry == expiry]
        if not slices:
            return Beyond(float("nan"), float("nan"))
        return variance_beyond(strips.strip(i), slices[0].smile)


def smiles_behind(
    study: VixStudy, places: Iterable[int], choices: VixChoices, where: Market, notes: Notes
) -> Behind:
    """A surface through the quotes of these listings alone: all that an index's terms need."""
    chain = study.chain
    wanted = np.unique(np.fromiter(places, np.int64))
    part = chain.only(np.isin(chain.columns.listing, wanted), {})
    try:
        made = studied(part, SurfaceChoices(rate=choices.rate, quick=True), where, Notes())
    except HedgerowError as error:
        notes.note(f"no surface behind the index: {error}")
        return Behind(None)
    if made.fitted.surface is None:
        notes.note(
            "the quotes make no smile: what lies beyond the strikes, and the volatility at the forward, are unknown"
        )
    return Behind(made.fitted.surface)
