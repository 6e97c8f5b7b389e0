"""What may be chosen about a reading of volatility, with the defaults."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias, get_args

from hedgerow.errors import InputError, suggestion

Measure: TypeAlias = Literal["auto", "intraday", "range", "squares"]
"""What a session's variance is measured by, for the forecasts that regress on it."""


@dataclass(frozen=True, kw_only=True)
class VolChoices:
    """Everything that may be chosen about a reading of volatility.

    Raises :class:`InputError` for a value outside its range.
    """

    window: int = 21
    """Sessions that the estimators look back."""
    horizon: int = 21
    """Sessions ahead that are forecast."""
    level: float = 0.80
    """Share of past cases that the forecast's interval held."""
    start: date | None = None
    """First session of the history; all there is without one."""
    models: tuple[str, ...] = ()
    """Names of the forecasting models that compete; all without any."""
    measure: Measure = "auto"
    """``auto`` takes the best that covers enough sessions."""
    evaluate_from: date | None = None
    """First session at whose end the models are tested; ten years back without one."""
    refit: int = 63
    """Sessions between two estimations of a model's parameters."""
    event_days: int = 0
    """Sessions of the horizon with an announcement."""
    event_points: float | None = None
    """Annualised volatility of such a session, points."""
    workers: int = 1
    """Processes that test the models."""

    def __post_init__(self) -> None:
        for name, low, high, hint in (
            ("window", 2, 2520, "sessions, like 21"),
            ("horizon", 1, 252, "sessions, like 21"),
            ("level", 0.5, 0.99, "a share of cases, like 0.8"),
            ("refit", 1, 2520, "sessions, like 63"),
            ("event_days", 0, 252, "sessions"),
            ("event_points", 1.0, 500.0, "points a year, like 32"),
        ):
            number = getattr(self, name)
            if number is not None and not (math.isfinite(number) and low <= number <= high):
                msg = f"{name.replace('_', '-')} {number:g} must lie in {low:g} … {high:g} ({hint})"
                raise InputError(msg)
        if self.measure not in get_args(Measure):
            allowed = get_args(Measure)
            msg = (
                f"measure {self.measure!r} is not one of {', '.join(allowed)}"
                f"{suggestion(self.measure, allowed)}"
            )
            raise InputError(msg)
        if self.event_days > self.horizon:
            msg = f"event-days {self.event_days} must lie in 0 … {self.horizon}, the sessions ahead"
            raise InputError(msg)
        if bool(self.event_days) != (self.event_points is not None):
            msg = "event-days and event-points belong together: how many sessions, and how volatile"
            raise InputError(msg)
