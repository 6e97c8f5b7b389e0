"""What a broker wants behind sold options: the exchanges' minimum for a customer's account [CBOE, FINRA 4210].

    naked, a share      v + max(20 % S − out of the money, 10 % of S for a call and of K for a put)
    within a spread     at most the distance of the strikes, where a bought option of the same right lives as long

    options on VIX     v + max(20 % F − out of the money, 10 % of F or K), F the future
    shares             30 % of their price
    VIX futures        30 % of their price, about what the exchange asks of a front contract
    variance swaps     their notional times the strike variance: what is lost where realized variance is double

What is bought needs nothing beyond its price.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hedgerow.backtest.contracts.option import Option
from hedgerow.backtest.contracts.shares import Shares
from hedgerow.backtest.contracts.variance_swap import POINT, VarianceSwap
from hedgerow.backtest.contracts.vix_future import VixFuture
from hedgerow.backtest.contracts.vix_option import VixOption

if TYPE_CHECKING:
    from hedgerow.backtest.account import Holding
    from hedgerow.backtest.course import Contract, Course

BROAD, LEAST = 0.15, 0.10
"""Shares of the underlying: broad indices and their funds, and the least of all."""
SINGLE = 0.20
"""The same of what is no broad index."""
SHORT_SHARES = SHORT_FUTURES = 0.30
"""Of the price."""


def requirement(holdings: Mapping[Contract, Holding], row: int) -> float:
    """US dollars at the close of a session."""
    long = {
        contract: holding.quantity
        for contract, holding in holdings.items()
        if isinstance(contract, Option) and holding.quantity > 0
    }
    total = 0.0
    for contract, holding in holdings.items():
        if holding.quantity >= 0:
            continue
        if not isinstance(contract, Option):
            total -= holding.quantity * _beside_options(contract, holding.course, row)
            continue
        it, at = holding.course, row - holding.course.start
        spot, value = float(it.underlying[at]), float(it.value[at])
        sign = 1.0 if contract.right == "call" else -1.0
        out = max(sign * (contract.strike - spot), 0.0)
        base = spot if contract.right == "call" else contract.strike
        naked = value + max(BROAD * spot - out, LEAST * base)
        open_quantity = -holding.quantity
        for bought, quantity in long.items():
            if (
                bought.symbol != contract.symbol
                or bought.right != contract.right
                or bought.expiration < contract.expiration
            ):
                continue
            covered = min(open_quantity, quantity)
            width = max(sign * (bought.strike - contract.strike), 0.0)
            total += covered * it.multiplier * min(naked, width)
            long[bought] = quantity - covered
            open_quantity -= covered
        total += open_quantity * it.multiplier * naked
    return total


def _beside_options(contract: Contract, it: Course, row: int) -> float:
    """US dollars for one that is sold, of anything but an option on a fund or an index."""
    at = row - it.start
    price, value = float(it.underlying[at]), float(it.value[at])
    if isinstance(contract, Shares):
        return SHORT_SHARES * value
    if isinstance(contract, VixFuture):
        return SHORT_FUTURES * price * it.multiplier
    if isinstance(contract, VarianceSwap):
        return contract.strike / POINT * it.multiplier
    if isinstance(contract, VixOption):
        call = contract.right == "call"
        out = max(contract.strike - price if call else price - contract.strike, 0.0)
        base = price if call else contract.strike
        return (value + max(SINGLE * price - out, LEAST * base)) * it.multiplier
    return 0.0
