"""How many puts: five answers to five questions, side by side.

With ``E`` the dollars of instrument that the book behaves like (dollar beta), ``S`` the spot, ``M``
the multiplier, ``Δ`` the put's delta, ``P₀`` its price and ``h`` the hedge ratio wanted:

    notional   N = h E / (S M)               gives the floor: pays dollar for dollar at expiry
    delta      N = h E / (S M |Δ|)           the textbook count: neutral for a small move now
    scenario   N = (loss − L) / (M [P(m) − P₀])          loss limit L in one stressed revaluation
    floor      N = (loss − L) / (M [(K − S(1+m))⁺ − P₀])         the same at expiry
    budget     N = B / (M P₀)                what the money buys

The loss of a book without options is ``E |m|``. What hedges that the book already holds do by the
same measure is *netted*: they count as so many contracts, and only the rest is bought. All but the
budget round up, but for a rest so small that it does not matter: under a twentieth of one contract, and
of the count. *Coverage* is the share of ``E`` that the contracts offset now,
``N M S |Δ| / E``; *gearing at expiry* is ``N M S / E``: above 1 the hedged book gains in a crash
[SPEC HP-10 … HP-18].
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from hedgerow.errors import InputError
from hedgerow.units import Contracts, Dollars, DollarsPerShare, SharesPerContract

WORTH_A_TRADE = 0.05
"""Share of the count needed below which what is missing is not bought [SPEC HP-16]; of one contract,
below which a rest is not rounded up."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number of contracts, before and after rounding, and what it comes to."""

    raw: Contracts
    contracts: int
    coverage: float
    """Share of the dollar beta that these contracts offset now."""
    gearing_at_expiry: float
    """Dollars of instrument they pay for at expiry, over the dollar beta."""


@dataclass(frozen=True, slots=True)
class RatioCount:
    """A count for one hedge ratio; see :class:`Count`."""

    ratio: float
    raw: Contracts
    contracts: int
    coverage: float
    gearing_at_expiry: float

    @classmethod
    def of(cls, ratio: float, count: Count) -> RatioCount:
        """A count with the ratio that it is for."""
        return cls(ratio, count.raw, count.contracts, count.coverage, count.gearing_at_expiry)


def dollar_beta(value: Dollars, beta: float) -> Dollars:
    """``E = V β``: how many dollars of the index the book behaves like.

    >>> dollar_beta(Dollars(500_000), 1.15)
    575000.0
    """
    return Dollars(value * beta)


def contract_dollars(spot: DollarsPerShare, multiplier: SharesPerContract) -> Dollars:
    """``S M``: the dollars of instrument behind one contract.

    Raises :class:`InputError` unless both are positive.
    """
    if not (math.isfinite(spot) and spot > 0):
        msg = f"spot {spot:g} must be above 0"
        raise InputError(msg)
    if multiplier <= 0:
        msg = f"multiplier {multiplier} must be above 0 (100 for ETFs and SPX)"
        raise InputError(msg)
    return Dollars(spot * multiplier)


def notional_count(exposure: Dollars, per_contract: Dollars, *, ratio: float = 1.0) -> Contracts:
    """``h E / (S M)``.

    >>> round(notional_count(Dollars(575_000), Dollars(75_200)), 3)
    7.646
    """
    return Contracts(checked_ratio(ratio) * exposure / per_contract)


def delta_count(
    exposure: Dollars, per_contract: Dollars, delta: float, *, ratio: float = 1.0
) -> Contracts:
    """``h E / (S M |Δ|)``; the put's delta is negative, strictly between −1 and 0.

    >>> round(delta_count(Dollars(575_000), Dollars(75_200), -0.30), 2)
    25.49
    """
    return Contracts(notional_count(exposure, per_contract, ratio=ratio) / -checked_delta(delta))


def loss_limit_count(
    loss: Dollars,
    limit: Dollars,
    gain: DollarsPerShare,
    multiplier: SharesPerContract,
) -> Contracts | None:
    """``(loss − L) / (M g)`` for a book that loses so much in a fall in which a put gains ``g`` a share.

    0 where the book alone stays inside the limit; None where the put does not gain, so that no
    count can do it.
    """
    excess = loss - limit
    if excess <= 0:
        return Contracts(0.0)
    return Contracts(excess / (gain * multiplier)) if gain > 0 else None


def budget_count(
    budget: Dollars, price: DollarsPerShare, multiplier: SharesPerContract
) -> Contracts:
    """``B / (M P₀)`` for a budget in positive dollars."""
    return Contracts(budget / (price * multiplier))


def rounded_up(raw: Contracts) -> int:
    """Whole contracts, up; a rest under a twentieth of one contract, and of the count, is not bought.

    >>> [rounded_up(Contracts(raw)) for raw in (25.49, 10.03, 1.003, 1.06, 0.04)]
    [26, 10, 1, 2, 1]
    """
    whole = math.floor(max(0.0, raw) + 1e-9)
    rest = max(0.0, raw) - whole
    return whole if rest <= max(1e-9, WORTH_A_TRADE * min(1.0, raw)) else whole + 1


def rounded_down(raw: Contracts) -> int:
    """Whole contracts, never more than ``raw`` (to a billionth)."""
    return max(0, math.floor(raw + 1e-9))


def netted(needed: Contracts, held: Contracts) -> Contracts:
    """What is left to buy: nothing where what is missing is under a twentieth of what is needed.

    >>> netted(Contracts(10.0), Contracts(6.0)), netted(Contracts(10.0), Contracts(9.7))
    (4.0, 0.0)
    """
    missing = needed - held
    return Contracts(missing if held <= 0 or missing > WORTH_A_TRADE * needed else 0.0)


def counted(
    raw: Contracts,
    contracts: int,
    exposure: Dollars,
    per_contract: Dollars,
    delta: float,
    *,
    held_notional: float = 0.0,
    held_delta: float = 0.0,
) -> Count:
    """A count with what it covers now and at expiry; both 0 for a book without exposure.

    ``held_notional`` and ``held_delta`` are US dollars of instrument that hedges in the book stand
    for already, at expiry and now.
    """
    if exposure <= 0:
        return Count(raw, contracts, 0.0, 0.0)
    dollars = contracts * per_contract
    covered = held_delta - checked_delta(delta) * dollars
    return Count(raw, contracts, covered / exposure, (held_notional + dollars) / exposure)


def checked_delta(delta: float) -> float:
    """A put's delta, or :class:`InputError` where it cannot be one.

    >>> checked_delta(-0.3)
    -0.3
    """
    if not (math.isfinite(delta) and -1 < delta < 0):
        hint = "; a put's delta is negative: try -0.30" if delta > 0 else ""
        msg = f"delta {delta:g} must lie strictly between -1 and 0{hint}"
        raise InputError(msg)
    return delta


def checked_ratio(ratio: float) -> float:
    """A hedge ratio in (0, 2], or :class:`InputError`."""
    if not (math.isfinite(ratio) and 0 < ratio <= 2):
        hint = "; write 0.5 for 50 %" if ratio > 2 else ""
        msg = f"hedge ratio {ratio:g} must lie above 0 and at most 2{hint}"
        raise InputError(msg)
    return ratio
