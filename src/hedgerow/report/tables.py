"""Which tables an answer shows in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from rich import box
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from hedgerow.report.figures import (
    UNKNOWN,
    contracts,
    dollars,
    number,
    percent,
    signed_percent,
    span,
    thousands,
)

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hedgerow.desk.beta import BetaCard, Betas, BookCard
    from hedgerow.desk.counts import RatioCount, SizeCard
    from hedgerow.desk.demonstration import Demo
    from hedgerow.desk.hedge import HedgePlan
    from hedgerow.desk.pair import Pairing, PairingCard
    from hedgerow.desk.sizing import Size

CANDIDATES_SHOWN = 8
SIZING_MOVES = (-0.10, -0.20, -0.30)
RATIO_NAMES = {1.0: "100 %", 0.5: "50 %", 0.25: "25 %"}


def table(title: str, *columns: str) -> Table:
    """An empty table: the first column is text, the others numbers."""
    made = Table(
        title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold", pad_edge=False
    )
    for i, column in enumerate(columns):
        made.add_column(column, justify="left" if i == 0 else "right", no_wrap=i == 0)
    return made


def legend(text: str) -> Text:
    """What the columns of the table above mean."""
    return Text(text + "\n", style="dim")


def size_tables(size: Size) -> list[RenderableType]:
    """Contracts by notional and by delta."""
    made = table(
        f"{dollars(size.value)} USD at beta {number(size.beta)} behaves like "
        f"{dollars(size.dollar_beta)} USD of index",
        *("matches", "contracts", "raw", "covers now", "gearing"),
    )
    one = size.delta_one
    made.add_row(
        "notional (dollar for dollar at expiry)",
        f"[bold]{one.contracts}[/bold]",
        number(one.raw),
        percent(one.coverage),
        number(one.gearing_at_expiry),
    )
    for row in size.delta_adjusted:
        made.add_row(
            f"delta {size.delta:g}, {100 * row.ratio:g} % of the beta",
            f"[bold]{row.contracts}[/bold]",
            number(row.raw),
            percent(row.coverage),
            number(row.gearing_at_expiry),
        )
    note = legend(
        "covers now: share of the dollar beta that a small move offsets. gearing: dollars the puts pay "
        "at expiry for each dollar that the book loses below the strike; above 1 a crash is a gain."
    )
    return [made, note]


def beta_tables(betas: Betas) -> list[RenderableType]:
    """The book's beta, then its parts."""
    title = Text(f"Beta to {betas.benchmark.symbol} as of {betas.as_of}", style="bold")
    return [title, _beta_line(betas.beta, betas.window), _positions(betas.book)]


def pairing_tables(pairing: Pairing) -> list[RenderableType]:
    """Candidates and the choice."""
    title = Text(f"Which index fits, as of {pairing.as_of}", style="bold")
    return [title, *_pairing(pairing)]


def hedge_tables(plan: HedgePlan) -> list[RenderableType]:
    """The plan from book to scenarios."""
    card = plan.hedge
    head = Text.assemble(
        (f"Hedge of {dollars(plan.book.value)} USD as of {plan.as_of}: ", "bold"),
        (
            f"buy {card.contracts} {card.instrument} put {card.strike:.2f} of {card.expiration}",
            "bold green",
        ),
        f" at {card.price:.2f} ({card.price_source}), {dollars(-card.premium)} USD, "
        f"{percent(-card.premium_share)} of the book; the textbook delta count is "
        f"{card.delta_contracts}",
    )
    return [
        head,
        _beta_line(plan.beta, plan.pairing.window),
        _positions(plan.book),
        *_pairing(plan.pairing),
        _put(plan),
        *_sizing(plan),
        *_scenarios(plan),
        *_what_it_does(plan),
    ]


def demo_tables(demo: Demo) -> list[RenderableType]:
    """The plan, then what happened."""
    intro = Text(
        "Demonstration on real prices that two dependencies ship. Option prices are modelled.",
        style="italic",
    )
    made = table(
        "What then happened (marked weekly, thousand USD, before trading costs)",
        *("date", "index", "VIX", "book", "puts", "hedged book", ""),
    )
    made.columns[-1].justify = "left"
    for mark in demo.aftermath:
        made.add_row(
            mark.date.isoformat(),
            number(mark.index),
            number(mark.vix, 1),
            thousands(mark.book),
            thousands(mark.puts),
            thousands(mark.hedged),
            mark.event,
        )
    last, value = demo.aftermath[-1], demo.book.value
    verdict = Text(
        f"By {last.date} the book had made {signed_percent(last.book / value)}, "
        f"the hedged book {signed_percent(last.hedged / value)}.",
        style="bold",
    )
    return [intro, *hedge_tables(demo), made, verdict]


def _beta_line(beta: BetaCard, window: int) -> Text:
    down = (
        f"on falling days {number(beta.downside)} (95 % {span(beta.downside_interval)})"
        if beta.downside_observations
        else "on falling days unknown"
    )
    return Text(
        f"beta {number(beta.calm)} ± {number(beta.standard_error, 3)} (95 % {span(beta.interval)}), {down}, "
        f"R² {number(beta.r_squared)}, {beta.observations} of {window} sessions; "
        f"dollar beta {dollars(beta.dollar_beta)} USD"
    )


def _positions(book: BookCard) -> Table:
    made = table(
        "The book",
        *("position", "value USD", "weight", "beta", "95 %", "adds to beta", "days"),
    )
    for row in book.positions:
        flag = {"proxy": " (proxy)", "book": " (given)", "carried": " (carried)"}.get(
            row.beta_source, ""
        )
        made.add_row(
            escape(row.symbol),
            dollars(row.value),
            percent(row.weight),
            number(row.beta) + flag,
            span(row.interval),
            number(row.contribution),
            str(row.observations) if row.beta_source == "measured" else UNKNOWN,
        )
    return made


def _pairing(card: Pairing | PairingCard) -> list[RenderableType]:
    made = table(
        "Candidates by out-of-sample effectiveness",
        *(
            "instrument",
            "removes",
            "R² (95 %)",
            "hedge ratio",
            "residual vol",
            "USD a year",
            "own beta",
        ),
    )
    for row in card.candidates[:CANDIDATES_SHOWN]:
        chosen = row.symbol == card.chosen.symbol
        made.add_row(
            f"[bold green]{row.symbol} ←[/bold green]" if chosen else row.symbol,
            percent(row.effectiveness),
            f"{number(row.r_squared, 3)} ({span(row.r_squared_interval)})",
            f"{number(row.hedge_ratio)} ± {number(row.standard_error, 3)}",
            percent(row.residual_vol),
            dollars(row.residual_dollars),
            number(row.candidate_beta),
        )
    left = len(card.candidates) - CANDIDATES_SHOWN
    note = legend(
        "removes: variance removed out of sample (ratio of the trailing year, held for 21 sessions, "
        "the last year scored). hedge ratio: USD of the instrument per USD of book, ± standard error."
        + (f" {left} more in --json." if left > 0 else "")
    )
    return [made, Text(f"{card.chosen.symbol}: {card.chosen.reason}."), note]


def _put(plan: HedgePlan) -> Text:
    card = plan.hedge
    quote = ""
    if card.price_source == "quoted":
        age = "time unknown"
        if card.quote_time is not None and card.quote_age_hours is not None:
            side = "before" if card.quote_age_hours >= 0 else "after"
            age = (
                f"{card.quote_time:%Y-%m-%d %H:%M} New York, {abs(card.quote_age_hours):.1f} h {side} "
                "the close"
            )
        quote = (
            f" bid {card.bid:.2f}, ask {card.ask:.2f}, mid {card.mid:.2f}, "
            f"spread {percent((card.ask - card.bid) / card.mid)}, open interest "
            f"{dollars(card.open_interest)}; {age};"
        )
    return Text(
        f"The put: {card.root or card.instrument} {card.expiration} ({card.days} days), strike {card.strike:.2f} "
        f"({signed_percent(card.moneyness - 1)}), delta {card.delta:.3f}, implied vol "
        f"{percent(card.implied_vol)}; {card.price_source}:{quote} spot {card.spot:.2f} ({card.spot_source}), "
        f"rate {percent(card.rate, 2)} ({card.rate_source}), dividends {percent(card.dividend_yield, 2)} "
        f"({card.dividend_source}); {card.exercise}, {card.settlement} settlement"
    )


def _sizing(plan: HedgePlan) -> list[RenderableType]:
    made = table(
        f"How many? The book behaves like {dollars(plan.hedge.exposure)} USD of {plan.hedge.instrument}",
        *("sized by", "contracts", "raw", "premium", "covers", "gearing"),
        *(f"{percent(move, 0)}\nat expiry" for move in SIZING_MOVES),
    )
    for kind in ("notional", "delta", "scenario", "floor", "budget"):
        card = getattr(plan.sizing, kind)
        mark = kind == plan.hedge.size_by
        made.add_row(
            f"[bold green]{kind} ←[/bold green]" if mark else kind,
            *_count_cells(plan, card),
            style="bold" if mark else "",
        )
        for row in card.ratios[1:]:
            made.add_row(
                f"  {RATIO_NAMES[row.ratio]} of beta", *_count_cells(plan, row), style="dim"
            )
    sentences = [
        Text(f"{kind}, {contracts(card.contracts)}: {card.at_expiry}.")
        for kind in dict.fromkeys((plan.hedge.size_by, "delta"))
        for card in (getattr(plan.sizing, kind),)
    ]
    kinds = ", ".join(
        f"{k}: {getattr(plan.sizing, k).basis}" for k in ("scenario", "floor", "budget")
    )
    note = legend(
        f"covers: share of it that a small move offsets now. gearing: dollars paid at expiry for each "
        f"dollar lost below the strike. Last columns: P&L of the book. {kinds}."
    )
    return [made, *sentences, note]


def _count_cells(plan: HedgePlan, count: SizeCard | RatioCount) -> list[str]:
    """A count's figures, its premium and the book's P&L at expiry as shares of the book."""
    n, value = count.contracts, plan.book.value
    if n is None:
        return [UNKNOWN] * (5 + len(SIZING_MOVES))
    curve = next(c for c in plan.curves if c.contracts == n)
    at_expiry = dict(zip((s.move for s in plan.scenarios), curve.at_expiry, strict=True))
    return [
        contracts(n),
        number(count.raw),
        percent(n * plan.hedge.multiplier * plan.hedge.price / value, 2),
        percent(count.coverage, 0),
        number(count.gearing_at_expiry),
        *(signed_percent(at_expiry[move] / value) for move in SIZING_MOVES),
    ]


def _scenarios(plan: HedgePlan) -> list[RenderableType]:
    rule, card = plan.scenario_rule, plan.hedge
    made = table(
        f"What {card.contracts} contracts do, thousand USD by move of {rule.moves_of}",
        *("move", "unhedged", "at the roll", "at expiry", f"{percent(card.sold_share, 0)} sold"),
        *(f"{c.contracts} at expiry" for c in _others(plan)),
    )
    for i, row in enumerate(plan.scenarios):
        made.add_row(
            signed_percent(row.move, 0),
            thousands(row.unhedged),
            f"[bold]{thousands(row.hedged)}[/bold]",
            f"[bold]{thousands(row.hedged_at_expiry)}[/bold]",
            thousands(row.sold),
            *(thousands(c.at_expiry[i]) for c in _others(plan)),
        )
    note = legend(
        f"at the roll: in {rule.horizon_days} days with {rule.roll_days} left; {rule.implied_vol_rule}. "
        "sold: that share of the book sold instead, to lose the same at -20 % at the roll. What the "
        "instrument does not explain comes on top."
    )
    return [made, note]


def _others(plan: HedgePlan) -> list[Any]:
    """The delta count's curve beside the chosen one's, where they differ."""
    textbook = plan.sizing.delta.contracts
    return [c for c in plan.curves if c.contracts == textbook != plan.hedge.contracts]


def _what_it_does(plan: HedgePlan) -> list[RenderableType]:
    card, value = plan.hedge, plan.book.value
    if not card.contracts:
        return [Text("No put is bought.")]
    carry = card.carry
    evens = ", ".join(signed_percent(m) for m in card.book_break_evens)
    return [
        Text(
            f"Premium {dollars(-card.premium)} USD ({percent(-card.premium_share, 2)} of the book). Carry at an "
            f"unchanged index, rolled with {carry.roll_days} days left: {dollars(-carry.month_fixed_vol)} USD a "
            f"month at the put's own volatility (it keeps {percent(carry.kept_fixed_vol, 0)}), "
            f"{dollars(-carry.month_surface)} repriced on the surface (keeps {percent(carry.kept_surface, 0)})."
        ),
        Text(
            f"Worst point at expiry: {dollars(card.worst_loss)} USD ({signed_percent(card.worst_loss / value)}) at "
            f"{signed_percent(card.worst_move)}. The put has paid for itself below "
            f"{signed_percent(card.put_break_even)}; the hedged book breaks even at {evens}."
        ),
        Text(_sold_sentence(card.sold_share)),
    ]


def _sold_sentence(share: float) -> str:
    if share > 1:
        return "Selling cannot do the same: at -20 % the hedged book gains, and no sale of shares does that."
    return (
        f"Or just sell {percent(share, 0)} of the book: it loses the same at -20 %, costs no premium, "
        "and gives up as much of every rise."
    )


TABLES: Mapping[str, Callable[[Any], list[RenderableType]]] = {
    "size": size_tables,
    "beta": beta_tables,
    "pair": pairing_tables,
    "hedge": hedge_tables,
    "demo": demo_tables,
}
