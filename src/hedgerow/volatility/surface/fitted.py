"""A chain's surface: its quoted smiles, what was fitted through them, and how well.

Errors are in volatility, at the mids. A strike is *inside* where the European value on the surface lies between
the values at the volatilities of bid and ask (for European options: between bid and ask), and *within a tick* where it
is no more than a tick outside. Shares are of the quotes between the 5-delta put and the 5-delta call unless they say
otherwise: beyond, a price is a few ticks and any volatility is inside.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from hedgerow.pricing.black import black
from hedgerow.typing import BoolArray, FloatArray
from hedgerow.volatility.surface.arbitrage import (
    BETWEEN,
    POINTS,
    ArbitrageCheck,
    arbitrage_check,
)
from hedgerow.volatility.surface.models import ModelFit, ModelName, SliceFit, fit_model
from hedgerow.volatility.surface.quoted import QuotedSmile, QuotedSmiles, quoted_smiles
from hedgerow.volatility.surface.surface import Slice, Surface

if TYPE_CHECKING:
    from hedgerow.market.chain import OptionChain
    from hedgerow.market.forwards import Forwards
    from hedgerow.volatility.surface.smile import Smile
    from hedgerow.volatility.surface.smile_quotes import SmileQuotes

FIVE_DELTA = 0.05
NO_QUOTE = "no quote out of the money on both sides"


@dataclass(frozen=True, slots=True)
class Misfit:
    """How a smile stands to quotes."""

    quotes: int
    """Two-sided ones out of the money."""
    rms: float
    """Root mean square of model less mid volatility between the 5-delta put and the 5-delta call, decimal."""
    rms_all: float
    """The same of all quotes."""
    worst_strike: float
    """Where that is largest, in half-spreads."""
    worst: float
    """Model less mid volatility there, decimal."""
    near: int
    """Quotes between the 5-delta put and the 5-delta call."""
    inside: float
    """Share of these inside bid and ask; NaN where there is none."""
    within_tick: float
    """Share of these inside bid and ask widened by a tick."""
    inside_all: float
    """Share of all quotes inside bid and ask."""


@dataclass(frozen=True, slots=True)
class FittedSmile:
    """One listing: quoted, fitted, judged."""

    quoted: QuotedSmile
    smile: Smile | None
    reason: str
    """Why there is no smile; empty where there is one."""
    misfit: Misfit
    fit: SliceFit | None
    """What the model says of itself; None where it was not asked."""

    @property
    def is_unfit(self) -> bool:
        """Without a smile although five quotes would make one."""
        return self.smile is None and len(self.quoted) >= 5


@dataclass(frozen=True)
class FittedSurface:
    """A chain's smiles and the surface through them."""

    smiles: tuple[FittedSmile, ...]
    """In the order of the chain's listings."""
    quoted: QuotedSmiles
    fit: ModelFit
    spot: float
    """Parity spot; NaN where the underlying cannot be held."""

    @cached_property
    def surface(self) -> Surface | None:
        """None where no listing has a smile. Of two that settle at one moment (a holiday) the first stands."""
        slices: dict[float, Slice] = {}
        for s in self.smiles:
            if s.smile is not None:
                carry = s.quoted.forward
                one = Slice(s.quoted.expiry, carry.forward, carry.discount, s.smile)
                slices.setdefault(one.expiry, one)
        return Surface.of(list(slices.values()), self.spot) if slices else None

    @cached_property
    def arbitrage(self) -> ArbitrageCheck | None:
        """The dense grid over all quotes; None where there is nothing to search, see :meth:`checked`."""
        return self.checked()

    def checked(
        self, *, points: int = POINTS, between: tuple[float, ...] = BETWEEN
    ) -> ArbitrageCheck | None:
        """A grid over all quotes; None without a surface, and for Heston, the law of a price, which can hold none."""
        if self.surface is None or self.fit.model == "heston":
            return None
        k = np.concatenate([s.quoted.quotes.log_moneyness for s in self.smiles if s.quoted.quotes])
        return arbitrage_check(
            self.surface, float(k.min()), float(k.max()), points=points, between=between
        )

    def share(self, of: str = "within_tick") -> float:
        """Share of the near quotes of all listings that are ``inside`` or ``within_tick``.

        A listing with five quotes and no smile counts as missed.
        """
        near = [s.misfit.near for s in self.smiles]
        hit = [n * getattr(s.misfit, of) for s, n in zip(self.smiles, near, strict=True) if n]
        return float(sum(hit) / sum(near)) if sum(near) else float("nan")


def fitted_surface(
    chain: OptionChain,
    forwards: Forwards,
    *,
    model: ModelName = "spline",
    smoothing: float | None = None,
    leave_out: int | None = None,
) -> FittedSurface:
    """Smiles of a model through a chain; of the spline, without butterfly or calendar arbitrage.

    With ``leave_out`` every so many-th strike is kept from the fit, and the judgement is on those alone.
    """
    return refitted(
        quoted_smiles(chain, forwards),
        forwards,
        model=model,
        smoothing=smoothing,
        leave_out=leave_out,
    )


def refitted(
    quoted: QuotedSmiles,
    forwards: Forwards,
    *,
    model: ModelName = "spline",
    smoothing: float | None = None,
    leave_out: int | None = None,
) -> FittedSurface:
    """The same through smiles that are quoted already."""
    shown = [_shown(one, leave_out) for one in quoted.each]
    asked: dict[int, SmileQuotes] = {}
    same: dict[int, int] = {}
    for i, (one, use) in enumerate(zip(quoted.each, shown, strict=True)):
        part = _part(one, use).quotes if use.any() else None
        twin = next((j for j, other in asked.items() if part and other.expiry == part.expiry), None)
        if part is not None and twin is None:
            asked[i] = part
        elif twin is not None:  # two listings that settle at one moment have one smile
            same[i] = twin
    fit = fit_model(model, list(asked.values()), smoothing=smoothing)
    said = dict(zip(asked, fit.slices, strict=True))
    said |= {i: said[twin] for i, twin in same.items()}
    judged = [
        _judged(one, said.get(i), use if leave_out is None else ~use)
        for i, (one, use) in enumerate(zip(quoted.each, shown, strict=True))
    ]
    return FittedSurface(tuple(judged), quoted, fit, forwards.spot)


def _shown(one: QuotedSmile, leave_out: int | None) -> BoolArray:
    """Which quotes the fit sees."""
    if leave_out is None:
        return np.ones(len(one), bool)
    return np.asarray(np.arange(len(one)) % leave_out != leave_out // 2)


def _part(one: QuotedSmile, rows: BoolArray) -> QuotedSmile:
    if rows.all() or one.quotes is None:
        return one
    names = ("log_moneyness", "w", "w_bid", "w_ask", "weight")
    columns = {name: getattr(one.quotes, name)[rows] for name in names}
    own = {n: getattr(one, n)[rows] for n in ("strike", "is_call", "bid", "ask", "tick")}
    return replace(one, quotes=replace(one.quotes, **columns), **own)


def _judged(one: QuotedSmile, fit: SliceFit | None, rows: BoolArray) -> FittedSmile:
    asked = _part(one, rows) if rows.any() else one
    if fit is None or fit.smile is None:
        reason = (fit.reason if fit is not None else one.forward.reason) or NO_QUOTE
        missed = len(asked) if len(one) >= 5 else 0
        return FittedSmile(one, None, reason, _nothing(len(asked), missed), fit)
    return FittedSmile(one, fit.smile, "", misfit(asked, fit.smile), fit)


def _nothing(quotes: int, missed: int) -> Misfit:
    nan = float("nan")
    share = 0.0 if missed else nan
    return Misfit(quotes, nan, nan, nan, nan, missed, share, share, share)


def misfit(one: QuotedSmile, smile: Smile) -> Misfit:
    """How a smile, of any model, stands to the quotes of its listing."""
    quotes = one.quotes
    if quotes is None:
        return _nothing(0, 0)
    k, T = quotes.log_moneyness, quotes.expiry
    w = smile.variance(k).w
    scale = one.forward.discount * one.forward.forward
    value, low, high = (scale * _otm(k, x, one.is_call) for x in (w, quotes.w_bid, quotes.w_ask))
    slack = 1e-9 * scale
    inside = (value >= low - slack) & (value <= high + slack)
    within = (value >= low - one.tick - slack) & (value <= high + one.tick + slack)
    root = np.sqrt(w)
    d1 = -k / root + root / 2
    near = np.where(one.is_call, ndtr(d1), ndtr(-d1)) >= FIVE_DELTA
    off = np.sqrt(w / T) - np.sqrt(quotes.w / T)
    worst = int(np.argmax(np.abs(w - quotes.w) * np.sqrt(quotes.weight)))
    return Misfit(
        quotes=k.size,
        rms=_root_mean_square(off[near]),
        rms_all=_root_mean_square(off),
        worst_strike=float(one.strike[worst]),
        worst=float(off[worst]),
        near=int(near.sum()),
        inside=_mean(inside[near]),
        within_tick=_mean(within[near]),
        inside_all=_mean(inside),
    )


def _root_mean_square(off: FloatArray) -> float:
    return float(np.sqrt(np.mean(off**2))) if off.size else float("nan")


def _mean(hits: BoolArray) -> float:
    return float(hits.mean()) if hits.size else float("nan")


def _otm(k: FloatArray, w: FloatArray, is_call: BoolArray) -> FloatArray:
    """Undiscounted Black value of the option out of the money, in units of the forward."""
    vol = np.sqrt(np.maximum(w, 0.0))
    return np.asarray(black(1.0, np.exp(k), 1.0, vol, right=np.where(is_call, 1, -1)))
