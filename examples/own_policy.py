"""A policy of your own, replayed: ``python examples/own_policy.py BOOK FOLDER``."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from hedgerow.backtest.request import Order
from hedgerow.backtest.view import View
from hedgerow.desk import ReplayChoices, backtest
from hedgerow.hedge.put import StrikeWanted


@dataclass(frozen=True)
class CheapPut:
    """Puts on all of the book's beta, bought while VIX is under 15 and held to their end."""

    name: str = "cheap put"

    def orders(self, view: View) -> Sequence[Order]:
        """Asked at every close; the view knows nothing later."""
        expiration = view.expiration("SPY", 75, 60, 90)
        if not view.idle or expiration is None or not view.now("VIX") < 15:
            return ()
        put = view.option("SPY", "put", expiration, StrikeWanted("moneyness", 0.95))
        if put is None:
            return ()
        dollars = view.ratio("SPY") * view.book_value
        return [Order(put, round(dollars / (100 * view.price("SPY"))), "cheap")]


if __name__ == "__main__":
    book, folder = sys.argv[1:3]
    choices = ReplayChoices(window="2020", policies=("put@SPY",))
    made = backtest(book, data=folder, policies=[CheapPut()], choices=choices)
    sys.stdout.write(made.to_frame()[["policy", "return", "max_drawdown"]].to_string() + "\n")
