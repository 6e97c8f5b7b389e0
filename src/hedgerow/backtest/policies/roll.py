"""When a hedge is replaced: by days left, by its delta, around an event, when it has paid."""

from __future__ import annotations

from dataclasses import dataclass

from hedgerow.backtest.view import Position, View
from hedgerow.errors import InputError


@dataclass(frozen=True, slots=True)
class Roll:
    """What makes a hedge due; the first that holds is the reason.

    Sources: days [SPEC IM-01], delta band [SPEC HP-16].
    """

    days: int = 28
    """Calendar days left; 0 holds to expiration."""
    delta: tuple[float, float] | None = None
    """Band of the first leg's |Δ|, outside of which it is replaced."""
    multiple: float | None = None
    """Replaced at the strikes of the day when the first leg is worth so many times what it cost."""
    monthly: bool = False
    """Replaced on the first session of each month as well."""
    event: bool = False
    """Replaced on the session of an event; and held through one that comes before the roll would be over."""

    def __post_init__(self) -> None:
        if not 0 <= self.days <= 365:
            msg = f"roll at {self.days} days must lie in 0 … 365"
            raise InputError(msg)
        if self.delta is not None and not 0 <= self.delta[0] < self.delta[1] <= 1:
            msg = f"delta band {self.delta[0]:g} … {self.delta[1]:g} must rise within 0 … 1, like 0.20 … 0.45"
            raise InputError(msg)
        if self.multiple is not None and self.multiple <= 1:
            msg = f"profit multiple {self.multiple:g} must be above 1"
            raise InputError(msg)

    @property
    def by_days_alone(self) -> bool:
        """Whether nothing but the calendar makes a hedge due."""
        return self.delta is None and self.multiple is None and not self.event and not self.monthly

    def due(self, view: View, first: Position) -> str | None:
        """Why what is held is replaced today; None where it is kept."""
        left = view.days_left()
        if self.monthly and view.month_begins and first.opened < view.row:
            return "calendar"
        if self.event and view.event_passed(first.opened):
            return "event"
        if left <= self.days and not (self.event and left > 1 and view.event_within(left)):
            return "days left"
        if self.delta is None and self.multiple is None:
            return None
        mark = view.mark(first.contract)
        if self.delta is not None and not self.delta[0] <= abs(mark.delta) <= self.delta[1]:
            return "delta"
        if self.multiple is not None and mark.value >= self.multiple * first.cost:
            return "taken profit"
        return None
