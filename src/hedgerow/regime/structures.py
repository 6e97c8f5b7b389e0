"""The library of structures that rules name: what each is, and what it loses on.

Legs, payoffs and Greeks are not here: a rule names what would fit and says what speaks against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from hedgerow.regime.table import Stance

Loss: TypeAlias = Literal["bounded", "open"]


@dataclass(frozen=True, slots=True)
class Structure:
    """A position in options by its name."""

    name: str
    legs: str
    stance: Stance
    loss: Loss
    """Whether the most it can lose is known when it is opened."""
    risk: str


STRUCTURES: dict[str, Structure] = {
    "long_calls": Structure("long out-of-the-money calls", "+ call", "buy", "bounded", "the whole premium, if nothing happens"),
    "long_straddle": Structure("long straddle", "+ put + call, same strike", "buy", "bounded", "theta every day; needs moves beyond the implied ones"),
    "gamma_scalping": Structure("gamma scalping", "long straddle, delta hedged daily", "buy", "bounded", "pays only where realized exceeds implied volatility along the way"),
    "short_strangle": Structure("short strangle", "− put − call", "sell", "open", "a fall or a jump: the loss has no bound"),
    "iron_condor": Structure("iron condor", "− put + further put − call + further call", "sell", "bounded", "the wider wing less the credit, paid in any trend"),
    "half_size_condor": Structure("iron condor at half size", "the same, half the contracts", "sell", "bounded", "the wider wing less the credit"),
    "put_credit_spread": Structure("put credit spread", "− put + further put", "sell", "bounded", "the width less the credit, in a fall"),
    "calendar": Structure("calendar", "− near + far, same strike", "buy", "bounded", "short gamma: a large move takes the debit; long vega: so does a fall of far volatility"),
    "defined_risk_calendar": Structure("calendar, defined risk", "− near + far, same strike, far leg no shorter than the near", "none", "bounded", "short gamma in the middle of a storm"),
    "put_spread": Structure("put spread", "+ put − further put", "protect", "bounded", "nothing below the lower strike"),
    "long_put": Structure("long put", "+ put", "protect", "bounded", "the premium, month after month"),
    "knock_out_put": Structure("vol-knock-out put", "+ put that dies where realized volatility exceeds a barrier", "protect", "bounded", "dies in the storm that it was bought for; over the counter"),
    "collar": Structure("collar", "+ put − call on what is held", "protect", "bounded", "the upside above the call"),
    "reduce_delta": Structure("selling part of the book", "− shares", "protect", "bounded", "the upside of what was sold"),
    "vix_calls": Structure("VIX calls", "+ call on VIX, priced off its future", "protect", "bounded", "the premium; slow falls do not lift VIX enough"),
    "sector_puts": Structure("puts on low-volatility sectors", "+ puts", "protect", "bounded", "the premium, where the sector stays quiet"),
    "ratio_limited": Structure("1×2 put ratio with a wing", "+ put − 2 further puts + one further still", "sell", "bounded", "a fall to the middle strike and beyond; without the wing it has no bound"),
    "short_variance": Structure("short variance", "− variance swap", "sell", "open", "volatility squared, without a bound"),
    "dispersion": Structure("dispersion", "− index variance + shares' variance", "sell", "open", "a rise of correlation"),
}  # fmt: skip
"""By the key that rules use."""
