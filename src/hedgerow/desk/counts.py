"""The five counts of a hedge, side by side, with what each does at expiry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import get_args

from hedgerow.desk.choices import HedgeChoices, SizeBy
from hedgerow.hedge.scenarios import MOVES, Curve, Hedged
from hedgerow.hedge.sizing import (
    Count,
    RatioCount,
    budget_count,
    contract_dollars,
    counted,
    delta_count,
    loss_limit_count,
    notional_count,
    rounded_down,
    rounded_up,
)
from hedgerow.units import Contracts, Dollars, DollarsPerShare, SharesPerContract

RATIOS = (1.0, 0.5, 0.25)
TABLE_MOVE = -0.20


@dataclass(frozen=True, slots=True)
class SizeCard:
    """One of the five answers to "how many?"."""

    basis: str
    """The question it answers."""
    raw: float | None = None
    """Contracts before rounding; None where no count can do it."""
    contracts: int | None = None
    coverage: float | None = None
    """Share of the dollar beta that the contracts offset now."""
    gearing_at_expiry: float | None = None
    """Dollars of instrument they pay for at expiry, over the dollar beta."""
    premium: float | None = None
    """US dollars, negative."""
    premium_share: float | None = None
    """Of the book's value, negative."""
    worst_loss: float | None = None
    """Worst P&L at expiry between -30 and +10 %, US dollars: at the strike, or at an end."""
    at_expiry: str = ""
    """What this count does at expiry, in a sentence."""
    ratios: tuple[RatioCount, ...] = ()
    """For 100, 50 and 25 % of the dollar beta (notional and delta)."""


@dataclass(frozen=True, slots=True)
class SizingCard:
    """The five counts side by side."""

    notional: SizeCard
    delta: SizeCard
    scenario: SizeCard
    floor: SizeCard
    budget: SizeCard

    def by_kind(self) -> dict[SizeBy, SizeCard]:
        """The five by name, in order."""
        return {kind: getattr(self, kind) for kind in get_args(SizeBy)}

    def card(self, size_by: SizeBy) -> SizeCard:
        """One of the five by name."""
        return self.by_kind()[size_by]


def sizing_card(base: Hedged, want: HedgeChoices, value: float) -> SizingCard:
    """The five counts of ``base.put`` for a book of ``value`` US dollars.

    A book that does not fall with the instrument needs none of any.
    """
    counting = _Counting(base, value)
    share = f"{100 * want.ratio:g} % of the dollar beta"
    limit = f"loss at most {100 * want.loss_limit:g} % of the book at"
    move, floor = want.scenario_move, want.floor_move
    stressed = base.put.value(want.roll_days, move=move, shock=want.rule.shock(move))
    return SizingCard(
        notional=counting.by_ratio(
            f"dollar for dollar at expiry, {share}", counting.notional, want.ratio
        ),
        delta=counting.by_ratio(
            f"delta-neutral now, {share} (the textbook count)", counting.delta, want.ratio
        ),
        scenario=counting.by_limit(
            f"{limit} {100 * move:g} % and {want.scenario_points:+g} vol points at the roll",
            move,
            want.loss_limit,
            stressed,
        ),
        floor=counting.by_limit(
            f"{limit} {100 * floor:g} % at expiry", floor, want.loss_limit, base.put.payoff(floor)
        ),
        budget=counting.by_budget(
            f"premium at most {100 * want.budget:g} % of the book", want.budget
        ),
    )


@dataclass(frozen=True, slots=True)
class _Counting:
    """Counts of one put for one book."""

    base: Hedged
    value: float

    @property
    def exposure(self) -> Dollars:
        """E; zero for a book that does not fall with the instrument."""
        return Dollars(max(self.base.exposure, 0.0))

    @property
    def multiplier(self) -> SharesPerContract:
        """M."""
        return SharesPerContract(self.base.multiplier)

    @property
    def price(self) -> DollarsPerShare:
        """P₀."""
        return DollarsPerShare(self.base.put.price)

    @property
    def one(self) -> Dollars:
        """S M."""
        return contract_dollars(DollarsPerShare(self.base.put.terms.spot), self.multiplier)

    def notional(self, ratio: float) -> Contracts:
        """Contracts that match notional."""
        return notional_count(self.exposure, self.one, ratio=ratio)

    def delta(self, ratio: float) -> Contracts:
        """Contracts that match delta."""
        return delta_count(self.exposure, self.one, self.base.put.delta, ratio=ratio)

    def by_ratio(self, basis: str, raw: Callable[[float], Contracts], ratio: float) -> SizeCard:
        """A count for one hedge ratio, with those for 100, 50 and 25 % beside it."""
        counts = ((r, raw(r)) for r in RATIOS)
        rows = tuple(RatioCount.of(r, self.counted(n, rounded_up(n))) for r, n in counts)
        n = raw(ratio)
        return replace(self.card(basis, n, rounded_up(n)), ratios=rows)

    def by_limit(self, basis: str, move: float, limit: float, worth: float) -> SizeCard:
        """The count that keeps a loss limit where the put is ``worth`` so much a share."""
        raw = loss_limit_count(
            self.exposure,
            move,
            Dollars(limit * self.value),
            DollarsPerShare(worth - self.price),
            self.multiplier,
        )
        if raw is None:
            why = "no count keeps this limit: the put does not gain in that fall"
            return SizeCard(basis=basis, at_expiry=why)
        return self.card(basis, raw, rounded_up(raw))

    def by_budget(self, basis: str, budget: float) -> SizeCard:
        """The count that the money buys."""
        spend = Dollars(budget * self.value if self.exposure > 0 else 0.0)
        raw = budget_count(spend, self.price, self.multiplier)
        return self.card(basis, raw, rounded_down(raw))

    def counted(self, raw: Contracts, contracts: int) -> Count:
        """A count with what it covers."""
        return counted(raw, contracts, self.exposure, self.one, self.base.put.delta)

    def card(self, basis: str, raw: Contracts, contracts: int) -> SizeCard:
        """A count with its cost and what it does."""
        count, hedged = self.counted(raw, contracts), replace(self.base, contracts=contracts)
        premium = 0.0 - contracts * self.multiplier * self.price
        return SizeCard(
            basis=basis,
            raw=raw,
            contracts=contracts,
            coverage=count.coverage,
            gearing_at_expiry=count.gearing_at_expiry,
            premium=premium,
            premium_share=premium / self.value,
            worst_loss=hedged.worst_at_expiry()[1],
            at_expiry=_at_expiry(hedged, count, self.value),
        )


def _at_expiry(hedged: Hedged, count: Count, value: float) -> str:
    """What a count does at expiry, in a sentence."""
    if hedged.exposure <= 0:
        return "no put is needed: the book does not fall with the instrument"
    unhedged, pnl = hedged.exposure * TABLE_MOVE / value, hedged.at_expiry(TABLE_MOVE) / value
    gearing = count.gearing_at_expiry
    if gearing > 1.15:  # beyond what rounding up explains
        slope = f"it pays {gearing:.2f} times the book's beta below the strike: a crash is a gain"
    elif gearing >= 0.85:
        slope = "the loss stops near the strike"
    else:
        slope = f"it covers {100 * gearing:.0f} % of the fall below the strike, the rest stays"
    return (
        f"held to expiry, {100 * TABLE_MOVE:g} % in the index makes {100 * pnl:+.1f} % of the book "
        f"instead of {100 * unhedged:+.1f} %; {slope}"
    )


def curves(base: Hedged, sizing: SizingCard) -> list[Curve]:
    """Each distinct count through all moves, fewest contracts first, under every name it has."""
    names: dict[int, list[str]] = {0: ["unhedged"]}
    for kind, card in sizing.by_kind().items():
        if card.contracts is not None:
            names.setdefault(card.contracts, []).append(kind)
        for row in card.ratios:
            if row.ratio != 1 or row.contracts != card.contracts:
                names.setdefault(row.contracts, []).append(f"{kind} {row.ratio:.0%}")
    return [replace(base, contracts=n).curve(", ".join(names[n]), MOVES) for n in sorted(names)]
