"""Facts: what rules are evaluated on, by day. Numbers and categories under the keys of the catalogue.

A key that is not there, NaN, and an empty category are unknown. Rules never see where a fact came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from hedgerow.errors import InputError, suggestion
from hedgerow.regime.inputs import INPUTS
from hedgerow.typing import FloatArray

if TYPE_CHECKING:
    from numpy.typing import NDArray

Value: TypeAlias = float | str | None
"""A fact of one day; None is unknown."""
Words: TypeAlias = "NDArray[np.str_]"


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """Values by key and day, arrays (n,), oldest first."""

    days: int
    """n."""
    numbers: Mapping[str, FloatArray]
    """NaN is unknown."""
    categories: Mapping[str, Words]
    """An empty text is unknown."""

    @classmethod
    def of(cls, values: Mapping[str, Value]) -> Facts:
        """The facts of one day.

        Raises :class:`InputError` for a key that no rule knows, and for a value of another kind or category.

        >>> facts = Facts.of({"vix": 17.01, "term_structure": "contango", "vvix": None})
        >>> facts.last("vix"), facts.last("vvix"), facts.last("skew_index")
        (17.01, None, None)
        """
        numbers: dict[str, FloatArray] = {}
        categories: dict[str, Words] = {}
        for key, value in values.items():
            checked = checked_value(key, value)
            if isinstance(checked, str):
                categories[key] = np.array([checked])
            else:
                numbers[key] = np.array([np.nan if checked is None else checked], dtype=float)
        return cls(1, numbers, categories)

    def number(self, key: str) -> FloatArray:
        """A number by day, (n,); NaN where unknown."""
        found = self.numbers.get(key)
        return np.full(self.days, np.nan) if found is None else found

    def category(self, key: str) -> Words:
        """A category by day, (n,); empty where unknown."""
        found = self.categories.get(key)
        return np.full(self.days, "") if found is None else found

    def last(self, key: str) -> Value:
        """The last day's; None where unknown."""
        if INPUTS[key].values:
            return str(self.category(key)[-1]) or None
        value = float(self.number(key)[-1])
        return value if np.isfinite(value) else None

    def on(self, day: int) -> Facts:
        """One day's, by its place."""
        rows = slice(day, day + 1) if day != -1 else slice(-1, None)
        return self.take(rows)

    def take(self, rows: slice) -> Facts:
        """Some days'."""
        return Facts(
            len(range(self.days)[rows]),
            {key: x[rows] for key, x in self.numbers.items()},
            {key: x[rows] for key, x in self.categories.items()},
        )

    def known(self, key: str) -> bool:
        """Whether the last day's is known."""
        return self.last(key) is not None


def checked_value(key: str, value: object) -> Value:
    """A value of the kind that the key has; None for nothing and NaN.

    Raises :class:`InputError` for a key that no rule knows, and for a value of another kind or category.
    """
    if key not in INPUTS:
        msg = (
            f"no rule knows the input {key!r}{suggestion(key, INPUTS)}; `hedgerow rules` lists them"
        )
        raise InputError(msg)
    of = INPUTS[key]
    if value is None or value == "" or (isinstance(value, float) and np.isnan(value)):
        return None
    if of.values:
        text = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
        if text not in of.values:
            msg = f"{key} {value!r} is none of {', '.join(of.values)}{suggestion(str(value), of.values)}"
            raise InputError(msg)
        return str(text)
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        msg = f"{key} {value!r} is no number ({of.unit}); give one, or leave it out where it is not known"
        raise InputError(msg) from None
    low, high = of.range
    if not low <= number <= high:
        unit = "" if of.unit == "0 … 100" else f" ({of.unit})"
        msg = f"{key} {number:g} must lie in {low:g} … {high:g}{unit}"
        raise InputError(msg)
    return number
