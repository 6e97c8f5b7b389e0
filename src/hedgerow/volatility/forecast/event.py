"""Announcements on the calendar, and the estimate on the back of an envelope.

Variances add, volatilities do not: with nₑ event days of volatility σₑ among n sessions, the others σ_b,

    σ² = (nₑ σₑ² + (n − nₑ) σ_b²) / n

so a 32 % day lifts a 20 % week to 22.9 %, not by 3 or by 12. The envelope:

    base         long-run volatility
    + deviation  where it now stands above or below that, as expected over the period
    + events     what the formula above adds
    + bias       −VRP if the base was read off options; nothing if off returns, which hold no premium

SPEC FC-06 and DT-19.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan, sqrt
from typing import Literal, TypeAlias

from hedgerow.errors import InputError

Anchor: TypeAlias = Literal["realized", "implied"]
"""What the base was read from."""


@dataclass(frozen=True, slots=True)
class Events:
    """Days that will not be like the others."""

    days: int
    """Sessions in the period."""
    event_days: int
    """Those among them with an announcement. From an implied base, only such as the option does not
    span: the others are in its price already."""
    event_vol: float
    """Annualised volatility of such a day, decimal."""


@dataclass(frozen=True, slots=True)
class FermiVol:
    """An estimate and what it is made of; all decimals, and the parts add up to ``central``."""

    base: float
    deviation: float
    events: float
    bias: float
    """−VRP for an implied base, 0 for a realized one."""
    central: float
    low: float
    """``central`` less the forecast's root mean squared error, not below 0."""
    high: float


def with_events(base_vol: float, *, days: int, event_days: int, event_vol: float) -> float:
    """Volatility (decimal) of a period of ``days`` sessions, ``event_days`` of them at ``event_vol``.

    NaN from a NaN. Raises `InputError` for a period without sessions or with more events than those.

    >>> round(with_events(0.20, days=5, event_days=1, event_vol=0.32), 3)
    0.229
    """
    if days < 1:
        raise InputError(f"days is {days}: allowed are 1 and more sessions")
    if not 0 <= event_days <= days:
        raise InputError(f"event_days is {event_days}: allowed are 0 to the {days} of the period")
    return sqrt((event_days * event_vol**2 + (days - event_days) * base_vol**2) / days)


def fermi_vol(
    base: float,
    *,
    deviation: float = 0.0,
    events: Events | None = None,
    anchor: Anchor = "realized",
    vrp: float = nan,
    rmse: float = nan,
) -> FermiVol:
    """Estimate from a base volatility, decimal.

    ``vrp`` is implied less realized volatility; an implied anchor without it is unknown (NaN), a
    realized one does not use it. ``rmse`` is the forecast's error in volatility; without it the range
    is unknown. Raises `InputError` for another anchor or a deviation below minus the base.

    >>> week = Events(days=5, event_days=1, event_vol=0.32)
    >>> round(fermi_vol(0.15, deviation=0.05, events=week).central, 3)
    0.229
    """
    if anchor not in ("realized", "implied"):
        raise InputError(f"anchor is {anchor!r}: allowed are 'realized' and 'implied'")
    level = base + deviation
    if level < 0:
        raise InputError(
            f"deviation is {deviation}: allowed is {-base} and more, no vol is below 0"
        )
    events = events or Events(days=1, event_days=0, event_vol=0.0)
    lifted = with_events(
        level, days=events.days, event_days=events.event_days, event_vol=events.event_vol
    )
    bias = -vrp if anchor == "implied" else 0.0
    central = lifted + bias
    low = max(central - rmse, 0.0) if central - rmse == central - rmse else nan
    return FermiVol(base, deviation, lifted - level, bias, central, low, central + rmse)
