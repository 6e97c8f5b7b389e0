"""The five counts of a hedge, side by side, with what each does at expiry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import isfinite
from typing import get_args

from hedgerow.desk.choices import HedgeChoices, SizeBy
from hedgerow.hedge.scenarios import LOWEST, MOVES, Curve, Hedged
from hedgerow.hedge.sizing import (
    Count,
    RatioCount,
    budget_count,
    contract_dollars,
    counted,
    delta_count,
    loss_limit_count,
    netted,
    notional_count,
    rounded_down,
    rounded_up,
)
from hedgerow.units import Contracts, Dollars, DollarsPerShare, SharesPerContract

RATIOS = (1.0, 0.5, 0.25)
TABLE_MOVE = -0.20
AS_IT_STANDS = "as it stands"
"""The book with the hedges that it holds and no other."""


@dataclass(frozen=True, slots=True)
class SizeCard:
    """One of the five answers to "how many?"."""

    basis: str
    """The question it answers."""
    needed: float | None = None
    """Contracts for a book without hedges, before rounding; None where no count can do it."""
    held: float | None = None
    """Contracts that the hedges in the book stand for, by this measure; negative where the puts sold
    among them outweigh those held."""
    raw: float | None = None
    """Contracts to buy before rounding: what is needed less what is held."""
    contracts: int | None = None
    coverage: float | None = None
    """Share of the dollar beta that these contracts and the hedges held offset now."""
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


def sizing_card(
    base: Hedged, want: HedgeChoices, value: float, *, moves_of: str = "the index"
) -> SizingCard:
    """The five counts of ``base.put`` for a book of ``value`` US dollars, net of its own hedges.

    ``moves_of`` is what the put is on.

    A book that does not fall with the instrument needs none of any.
    """
    counting = _Counting(base, value, moves_of)
    share = f"{100 * want.ratio:g} % of the dollar beta"
    limit = f"loss at most {100 * want.loss_limit:g} % of the book at"
    move, floor = want.scenario_move, want.floor_move
    stressed = base.put.value(want.roll_days, move=move, shock=want.rule.shock(move))
    return SizingCard(
        notional=counting.by_ratio(
            f"dollar for dollar at expiry, {share}",
            counting.notional,
            want.ratio,
            Contracts(counting.held_notional / counting.one),
        ),
        delta=counting.by_ratio(
            f"delta-neutral now, {share} (the textbook count)",
            counting.delta,
            want.ratio,
            Contracts(counting.held_delta / (counting.one * -base.put.delta)),
        ),
        scenario=counting.by_limit(
            f"{limit} {100 * move:g} % and {want.scenario_points:+g} vol points at the roll",
            want.loss_limit,
            stressed,
            (base.unhedged(move, base.horizon), base.existing(move, base.horizon)),
        ),
        floor=counting.by_limit(
            f"{limit} {100 * floor:g} % at expiry",
            want.loss_limit,
            base.put.payoff(floor),
            (base.unhedged(floor, base.put.days), base.existing(floor, base.put.days)),
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
    moves_of: str

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

    @property
    def held_notional(self) -> float:
        """US dollars of instrument that the hedges in the book pay for at expiry, those sold off."""
        return sum(h.notional * h.slope for h in self.base.hedges)

    @property
    def held_delta(self) -> float:
        """US dollars of instrument that they offset now."""
        return 0.0 - sum(h.delta_dollars * h.slope for h in self.base.hedges)

    def notional(self, ratio: float) -> Contracts:
        """Contracts that match notional."""
        return notional_count(self.exposure, self.one, ratio=ratio)

    def delta(self, ratio: float) -> Contracts:
        """Contracts that match delta."""
        return delta_count(self.exposure, self.one, self.base.put.delta, ratio=ratio)

    def by_ratio(
        self, basis: str, needed: Callable[[float], Contracts], ratio: float, held: Contracts
    ) -> SizeCard:
        """A count for one hedge ratio, with those for 100, 50 and 25 % beside it."""
        counts = ((r, netted(needed(r), held)) for r in RATIOS)
        rows = tuple(RatioCount.of(r, self.counted(n, rounded_up(n))) for r, n in counts)
        return replace(self.card(basis, needed(ratio), held), ratios=rows)

    def by_limit(
        self, basis: str, limit: float, worth: float, pnl: tuple[float, float]
    ) -> SizeCard:
        """The count that keeps a loss limit where the put is ``worth`` so much a share.

        ``pnl`` are US dollars there without any hedge and with those of the book.
        """
        if self.exposure <= 0:
            return self.card(basis, Contracts(0.0), Contracts(0.0))
        gain = DollarsPerShare(worth - self.price)
        allowed = Dollars(limit * self.value)
        needed, left = (loss_limit_count(Dollars(-p), allowed, gain, self.multiplier) for p in pnl)
        if needed is None or left is None:
            if left is not None:  # what the book holds keeps the limit, whatever this put does
                return self.card(basis, Contracts(0.0), Contracts(0.0))
            why = "no count keeps this limit: the put does not gain in that fall"
            return SizeCard(basis=basis, at_expiry=why)
        return self.card(basis, needed, Contracts(needed - left))

    def by_budget(self, basis: str, budget: float) -> SizeCard:
        """The count that the money buys, less what is spent already: the value of the hedges held.

        The budget is a share of the book without them.
        """
        worth = max(0.0, sum(h.value for h in self.base.hedges))
        spend = Dollars(budget * (self.value - worth) if self.exposure > 0 else 0.0)
        needed = budget_count(spend, self.price, self.multiplier)
        held = budget_count(Dollars(worth), DollarsPerShare(self.base.put.mid), self.multiplier)
        return self.card(basis, needed, held, rounded_down)

    def counted(self, raw: Contracts, contracts: int) -> Count:
        """A count with what it and the hedges held cover."""
        return counted(
            raw,
            contracts,
            self.exposure,
            self.one,
            self.base.put.delta,
            held_notional=self.held_notional,
            held_delta=self.held_delta,
        )

    def card(
        self,
        basis: str,
        needed: Contracts,
        held: Contracts,
        rounded: Callable[[Contracts], int] = rounded_up,
    ) -> SizeCard:
        """A count with its cost and what it does."""
        raw = Contracts(max(0.0, netted(needed, held)))
        contracts = rounded(raw)
        count, hedged = self.counted(raw, contracts), replace(self.base, contracts=contracts)
        premium = 0.0 - contracts * self.multiplier * self.price
        return SizeCard(
            basis=basis,
            needed=needed,
            held=held,
            raw=raw,
            contracts=contracts,
            coverage=count.coverage,
            gearing_at_expiry=count.gearing_at_expiry,
            premium=premium,
            premium_share=premium / self.value,
            worst_loss=hedged.worst_at_expiry()[1],
            at_expiry=_at_expiry(hedged, count, self.value, self.moves_of),
        )


def _at_expiry(hedged: Hedged, count: Count, value: float, moves_of: str) -> str:
    """What a count does at expiry, in a sentence."""
    if hedged.exposure <= 0:
        return "no put is needed: the book does not fall with the instrument"
    unhedged = hedged.unhedged(TABLE_MOVE, hedged.put.days) / value
    pnl = hedged.at_expiry(TABLE_MOVE) / value
    stopped = hedged.stopped()  # options of the book bend it as the puts do
    gearing = stopped if isfinite(stopped) else count.gearing_at_expiry
    if gearing > 1.15:  # beyond what rounding up explains
        slope = f"it pays {gearing:.2f} times the book's beta below the strike{_gain_from(hedged)}"
    elif gearing >= 0.85:
        slope = "the loss stops near the strike"
    elif gearing >= 0:
        slope = f"it covers {100 * gearing:.0f} % of the fall below the strike, the rest stays"
    else:
        slope = (
            "below the strikes the book falls faster than without any put: more are sold than held"
        )
    return (
        f"held to expiry, {100 * TABLE_MOVE:g} % in {moves_of} makes {100 * pnl:+.1f} % of the book "
        f"instead of {100 * unhedged:+.1f} %{' unhedged' if hedged.hedges else ''}; {slope}"
    )


def _gain_from(hedged: Hedged) -> str:
    """From where on a crash is a gain: the break-even below the strike, in the range that is searched."""
    strike = hedged.put.moneyness - 1
    below = [m for m in hedged.book_break_evens() if LOWEST <= m < strike]
    return f": a crash is a gain from {100 * max(below):+.1f} % down" if below else ""


def curves(base: Hedged, sizing: SizingCard) -> list[Curve]:
    """Each distinct count through all moves, fewest contracts first, under every name it has."""
    names: dict[int, list[str]] = {0: [AS_IT_STANDS if base.hedges else "unhedged"]}
    for kind, card in sizing.by_kind().items():
        if card.contracts is not None:
            names.setdefault(card.contracts, []).append(kind)
        for row in card.ratios:
            if row.ratio != 1 or row.contracts != card.contracts:
                names.setdefault(row.contracts, []).append(f"{kind} {row.ratio:.0%}")
    return [replace(base, contracts=n).curve(", ".join(names[n]), MOVES) for n in sorted(names)]
