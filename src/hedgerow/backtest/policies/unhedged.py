"""Nothing at all, and selling some of the book: what every hedge has to be better than."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hedgerow.backtest.request import HoldBook, Request
from hedgerow.backtest.view import View
from hedgerow.errors import InputError


@dataclass(frozen=True, slots=True)
class Unhedged:
    """The book as it is."""

    name: str = "unhedged"

    def orders(self, view: View) -> Sequence[Request]:  # noqa: ARG002 - every policy is asked alike
        """Nothing."""
        return ()


@dataclass(frozen=True, slots=True)
class Sell:
    """A share of the book in cash, set again whenever it has drifted by ``band``."""

    share: float
    """Of the net asset value, sold: 0 … 1."""
    band: float = 0.05
    name: str = "sell"

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            msg = f"share {self.share:g} to sell must lie in 0 … 1; write 0.2 for 20 %"
            raise InputError(msg)

    def orders(self, view: View) -> Sequence[Request]:
        """Sell on the first day; buy or sell back to the share where it has drifted."""
        kept = 1 - self.share
        off = view.book_value / view.nav - kept
        if view.first or abs(off) > self.band * max(kept, self.share):
            return (HoldBook(kept, "sold" if view.first else "rebalanced"),)
        return ()
