"""When something is sold or bought at all: a series above a level. What is unknown is never true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.backtest.request import Refusal
from hedgerow.errors import InputError

if TYPE_CHECKING:
    from hedgerow.backtest.view import View


@dataclass(frozen=True, slots=True)
class Above:
    """A series of the tape lies above a level, in the series' unit: ``Above("iv_rank", 30)`` [SPEC IR-04]."""

    series: str
    level: float

    def __post_init__(self) -> None:
        if not np.isfinite(self.level):
            msg = f"level {self.level:g} of {self.series} must be a finite number"
            raise InputError(msg)

    def known(self, view: View) -> bool:
        """Whether the series has a value today."""
        return bool(np.isfinite(view.now(self.series)))

    def holds(self, view: View) -> bool:
        """Whether it lies above; False where unknown."""
        return bool(view.now(self.series) > self.level)


def unmet(filters: Sequence[Above], view: View) -> str | None:
    """None where every filter holds; else why not: nothing to be said, or which inputs are unknown.

    One that is known not to hold decides alone, whatever the others are.
    """
    if all(each.holds(view) for each in filters):
        return None
    missing = [each.series for each in filters if not each.known(view)]
    if not missing or not all(each.holds(view) for each in filters if each.known(view)):
        return ""
    return f"{', '.join(missing)} unknown: nothing is traded"


def told_monthly(view: View, text: str) -> Sequence[Refusal]:
    """A refusal on the first session of trading and of each month, nothing in between: it would be told every day.

    Nothing either where there is nothing to be said.
    """
    begins = view.first or view.month_begins
    return (Refusal(text),) if begins and text else ()
