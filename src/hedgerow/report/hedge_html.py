"""The hedge as a page: the answer, what it does, what else there was, what it rests on."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.payoff import payoff
from hedgerow.report.already_html import (
    already_section,
    basket_section,
    concentration_section,
)
from hedgerow.report.beta_html import contributions_section, finer_section, rolling_section
from hedgerow.report.blocks import (
    Answer,
    Badge,
    Block,
    Code,
    Drawing,
    Fact,
    Facts,
    Heading,
    Page,
    Points,
    Row,
    Section,
    Table,
    bars,
    without_empty,
)
from hedgerow.report.cost_html import cost_section, grid_section, venues_section
from hedgerow.report.counts_html import HEADLINE_MOVE, curve_of, scenario_at, sizing_section
from hedgerow.report.figures import (
    UNKNOWN,
    contracts,
    dollars,
    names,
    number,
    percent,
    price,
    sentence,
    signed_dollars,
    signed_percent,
    words,
)
from hedgerow.report.pairing_html import candidates_section, status_badge

if TYPE_CHECKING:
    from hedgerow.desk.hedge import HedgePlan
    from hedgerow.desk.ticket import Ticket
    from hedgerow.hedge.scenarios import Scenario

FIGURE_HEIGHT = 460
NEAR = 0.40
"""Break-evens further away than this are no figure that anyone uses."""


def hedge_html(plan: HedgePlan) -> Page:
    """The page of ``hedgerow hedge``."""
    benchmark = plan.pairing.benchmark.symbol
    return Page(
        f"Hedge of {dollars(plan.book.value)} USD as of {plan.as_of}",
        _answer(plan),
        without_empty(
            [
                _ticket_section(plan.ticket, fits=plan.hedge.fits),
                _payoff_section(plan),
                sizing_section(plan),
                _scenarios_section(plan),
                candidates_section(plan.pairing, plan.hedge.instrument),
                rolling_section(plan.beta, benchmark, plan.pairing.window),
                contributions_section(plan.book, plan.beta, benchmark),
                cost_section(plan),
                grid_section(plan),
                venues_section(plan.venues),
                already_section(plan.already),
                concentration_section(plan.concentration, plan.hedge.instrument),
                basket_section(plan.basket, plan.hedge.instrument),
                finer_section(plan.beta, benchmark),
                _put_section(plan),
            ]
        ),
    )


def _answer(plan: HedgePlan) -> Answer:
    """What to do, what it costs, what it changes, and whether it can be trusted."""
    card = plan.hedge
    badges = [status_badge(plan.status.state)]
    if card.contracts:
        badges.insert(0, Badge(f"price {card.price_source}", card.price_source, card.price_source))
    return Answer(
        eyebrow=f"Hedge of {dollars(plan.book.value)} USD as of {plan.as_of}",
        headline=_headline(plan),
        sentence=_sentence(plan),
        badges=badges,
        blocks=[_first_facts(plan), _falls(plan)] if card.contracts else [_first_facts(plan)],
    )


def _headline(plan: HedgePlan) -> str:
    card = plan.hedge
    if not card.contracts:
        return "Buy no put"
    if not card.fits:
        return f"{card.instrument} puts do not fit this book"
    noun = "put" if card.contracts == 1 else "puts"
    return (
        f"Buy {contracts(card.contracts)} {card.instrument} {noun}, strike {price(card.strike)}, "
        f"expiring {card.expiration}"
    )


def _sentence(plan: HedgePlan) -> str:
    """The answer for a reader who has never bought a put."""
    card, row = plan.hedge, scenario_at(plan, HEADLINE_MOVE)
    if not card.contracts:
        if plan.already.netting:
            return sentence(plan.already.netting)
        return sentence(plan.sizing.card(card.size_by).at_expiry)
    what = "These"
    if not card.fits:
        what = (
            f"For the record, {contracts(card.contracts)} of them, strike {price(card.strike)}, "
            f"expiring {card.expiration},"
        )
    return (
        f"A put gains when {card.instrument} falls. {what} cost {dollars(-card.premium)} USD, "
        f"{percent(-card.premium_share, 2)} of the book. If {card.instrument} fell by 20 %, the book "
        f"would {_makes(row.existing)} as it stands, and {_makes(row.hedged)} with the puts."
    )


def _held(plan: HedgePlan) -> str:
    return "with the puts it holds" if plan.already.netting else "without puts"


def _makes(pnl: float) -> str:
    return f"lose about {dollars(-pnl)} USD" if pnl < 0 else f"gain about {dollars(pnl)} USD"


def _first_facts(plan: HedgePlan) -> Facts:
    card, value = plan.hedge, plan.book.value
    row = scenario_at(plan, HEADLINE_MOVE)
    unprotected = Fact(
        f"Book if {card.instrument} falls 20 %",
        signed_percent(row.existing / value),
        "existing",
        f"{signed_dollars(row.existing)} USD, as it stands: {_held(plan)}",
    )
    behaves = Fact(
        "Behaves like", f"{dollars(card.exposure)} USD", "exposure", f"of {card.instrument}"
    )
    month = card.carry.month_fixed_vol
    kept = Fact(
        "Kept for a year",
        f"{percent(-12 * month / value)} a year",
        "carry",
        f"{dollars(-month)} USD a month, rolled at an unchanged index"
        + (", the puts held included" if card.carry.held_fixed_vol else ""),
    )
    if not card.contracts:
        return Facts([behaves, unprotected, *([kept] if card.carry.held_fixed_vol else [])])
    return Facts(
        [
            Fact(
                "Costs",
                f"{dollars(-card.premium)} USD",
                "premium",
                f"{percent(-card.premium_share, 2)} of the book, at {price(card.price)} a share",
            ),
            kept,
            behaves,
            Fact(
                "Worst at expiry",
                signed_percent(card.worst_loss / value),
                "worst_loss",
                f"{signed_dollars(card.worst_loss)} USD, at {signed_percent(card.worst_move)}",
            ),
            Fact(
                "The puts have paid for themselves below",
                signed_percent(card.put_break_even),
                "put_break_even",
                f"a move of {card.instrument} until {card.expiration}; they pay from the strike, "
                f"{signed_percent(card.moneyness - 1)}",
            ),
            Fact(
                "To sell instead",
                percent(card.sold_share, 0) if card.sold_share <= 1 else "no sale does it",
                "sold_share",
                "of the book, for the same loss at -20 %" if card.sold_share <= 1 else "",
            ),
        ]
    )


def _falls(plan: HedgePlan) -> Block:
    """The book after −20 %, side by side."""
    card, value = plan.hedge, plan.book.value
    row = scenario_at(plan, HEADLINE_MOVE)
    entries = [("unhedged", row.unhedged), ("hedged, at the roll", row.hedged)]
    if row.existing != row.unhedged:
        entries.insert(1, ("as it stands", row.existing))
    entries.append(("hedged, at expiry", row.hedged_at_expiry))
    return bars(
        f"The book if {card.instrument} falls 20 %",
        (
            (
                name,
                f"{signed_percent(pnl / value)} · {signed_dollars(pnl)}",
                pnl,
                "chosen" if name == "hedged, at the roll" else "",
            )
            for name, pnl in entries
        ),
    )


def _ticket_section(order: Ticket | None, *, fits: bool) -> Section | None:
    """The order, to copy."""
    if order is None:
        return None
    age, of = UNKNOWN, words(order.quote_session)
    if order.quote_age_hours is not None:
        side = "before" if order.quote_age_hours >= 0 else "after"
        age = f"{abs(order.quote_age_hours):.1f} h {side} the close"
    when = "" if order.quote_time is None else f"{order.quote_time:%Y-%m-%d %H:%M} New York"
    early = order.quote_time is not None and of < str(order.quote_time.date())
    quote = (
        f"{price(order.bid)} / {price(order.ask)}" if order.price_source == "quoted" else UNKNOWN
    )
    return Section(
        "ticket",
        "The order",
        "" if fits else "For the record only: these puts do not fit this book.",
        [
            Code("ticket-line", order.text, "the order"),
            Facts(
                [
                    Fact("Option symbol", order.option_symbol, "option_symbol"),
                    Fact(
                        "Contracts",
                        contracts(order.contracts),
                        "contracts",
                        f"{order.action} to open",
                    ),
                    Fact("Expiration", str(order.expiration), "expiration"),
                    Fact(
                        f"{order.instrument} {order.right}, strike", price(order.strike), "strike"
                    ),
                    Fact("Limit", f"{price(order.limit_price)} USD", "limit_price", order.basis),
                    Fact("Total", f"{dollars(-order.total)} USD", "premium", "before commission"),
                    Fact("Bid / ask", quote, "bid_ask", order.price_source),
                    Fact("Spread", percent(order.spread), "spread"),
                    Fact("Age of the quote", age, "quote_age_hours", when),
                    Fact(
                        "Market of",
                        of,
                        "quote_session",
                        "quoted before the open of the next" if early else "",
                    ),
                ]
            ),
            *([Points(list(order.notes))] if order.notes else []),
        ],
    )


def _payoff_section(plan: HedgePlan) -> Section | None:
    """Profit and loss through every move."""
    card, value, profile, residual = plan.hedge, plan.book.value, plan.profile, plan.residual
    if not card.contracts and not plan.already.options:
        return None
    row = scenario_at(plan, HEADLINE_MOVE)
    evens = names((signed_percent(m) for m in profile.break_evens if abs(m) <= NEAR), "none near")
    convex_span = (
        f"{signed_percent(profile.convex_from, 0)} … {signed_percent(profile.convex_to)}"
        if isfinite(profile.convex_to)
        else UNKNOWN
    )
    convex = (
        f"Below {signed_percent(profile.convex_to)} a further fall is a gain at expiry. "
        if isfinite(profile.convex_to)
        else ""
    )
    lead = (
        f"Held to expiry the hedged book is at its worst, {signed_percent(profile.worst_loss / value)}, "
        f"when {card.instrument} has moved {signed_percent(profile.worst_move)}. {convex}"
        f"What {card.instrument} does not explain comes on top: within ±{dollars(residual.at_roll)} USD "
        f"at the roll and ±{dollars(residual.at_expiry)} USD at expiry in {percent(residual.level, 0)} "
        "of cases."
    )
    alternative = (
        f"Profit and loss of the book from {signed_percent(profile.moves[0], 0)} to "
        f"{signed_percent(profile.moves[-1], 0)} in {card.instrument}. At -20 %: unhedged "
        f"{signed_dollars(row.unhedged)}, hedged {signed_dollars(row.hedged)} at the roll and "
        f"{signed_dollars(row.hedged_at_expiry)} at expiry, in USD. Strike at "
        f"{signed_percent(profile.strike_move)}, break-even at {evens}."
    )
    return Section(
        "payoff",
        f"Profit and loss by move of {card.instrument}",
        lead,
        [
            Drawing(
                "figure-payoff",
                f"Book after a move of {card.instrument}, USD; shaded: {percent(residual.level, 0)} "
                "residual band",
                alternative,
                payoff(plan),
                FIGURE_HEIGHT,
                [
                    Badge(card.price_source, card.price_source, card.price_source),
                    Badge("residual band", "", "residual"),
                    Badge("at the roll", "", "hedged"),
                    Badge("at expiry", "", "hedged_at_expiry"),
                ],
            ),
            _profile_table(plan),
            Facts(
                [
                    Fact("Strike at", signed_percent(profile.strike_move), "moneyness"),
                    Fact("Hedged book breaks even at", evens, "book_break_evens"),
                    Fact(
                        "The put has paid for itself below",
                        signed_percent(card.put_break_even),
                        "put_break_even",
                    ),
                    Fact(
                        "Residual band",
                        f"±{dollars(residual.at_expiry)} USD",
                        "residual",
                        f"{percent(residual.level, 0)}, at expiry, from {percent(residual.vol)} a year; "
                        f"{residual.source}",
                    ),
                    Fact("A further fall gains", convex_span, "convex"),
                    Fact(
                        "Worst at",
                        signed_percent(profile.worst_move),
                        "worst_move",
                        f"{signed_dollars(profile.worst_loss)} USD",
                    ),
                    Fact(
                        "Ends in the money",
                        percent(card.itm_probability, 0),
                        "itm_probability",
                        f"the market's odds; in the past {percent(card.itm_frequency, 0)} of {card.itm_windows} windows",
                    ),
                    Fact(
                        "To make good -20 %",
                        signed_percent(card.rebound_unhedged),
                        "rebound",
                        "unhedged",
                    ),
                    Fact(
                        "To make good the worst",
                        signed_percent(card.rebound_hedged),
                        "rebound",
                        "hedged",
                    ),
                ]
            ),
        ],
    )


def _profile_table(plan: HedgePlan) -> Table:
    """The numbers behind the figure."""
    profile = plan.profile
    series = (
        profile.unhedged,
        profile.existing,
        profile.at_roll,
        profile.at_expiry,
        profile.sold,
        profile.textbook_at_expiry,
    )
    return Table(
        "Every move of the figure, USD",
        [
            Heading("move", "move"),
            Heading("unhedged", "unhedged"),
            Heading("as it stands", "existing"),
            Heading("at the roll", "hedged"),
            Heading("at expiry", "hedged_at_expiry"),
            Heading("sold", "sold"),
            Heading("textbook", "textbook"),
        ],
        [
            Row([signed_percent(move), *(signed_dollars(pnl) for pnl in row)])
            for move, *row in zip(profile.moves, *series, strict=True)
        ],
        folded=True,
    )


def _scenarios_section(plan: HedgePlan) -> Section:
    rule, card, value = plan.scenario_rule, plan.hedge, plan.book.value
    textbook = curve_of(plan, card.delta_contracts)
    holds = any(row.existing != row.unhedged for row in plan.scenarios)
    sold = f"{percent(card.sold_share, 0)} sold" if card.sold_share <= 1 else "sold"
    title = {0: "What the book does", 1: "What 1 contract does"}.get(
        card.contracts, f"What {card.contracts} contracts do"
    )

    def cells(i: int, row: Scenario) -> list[str]:
        return [
            signed_percent(row.move, 0),
            signed_dollars(row.unhedged),
            *([signed_dollars(row.existing)] if holds else []),
            signed_dollars(row.hedged),
            signed_percent(row.hedged / value),
            signed_dollars(row.hedged_at_expiry),
            signed_percent(row.hedged_at_expiry / value),
            signed_dollars(row.sold),
            signed_dollars(textbook.at_expiry[i]),
        ]

    return Section(
        "scenarios",
        title,
        f"At the roll: in {rule.horizon_days} days with {rule.roll_days} left. {rule.implied_vol_rule}.",
        [
            Table(
                f"Profit and loss by move of {rule.moves_of}, USD, puts at a {card.price_source} price",
                [
                    Heading("move", "move"),
                    Heading("unhedged", "unhedged"),
                    *([Heading("as it stands", "existing")] if holds else []),
                    Heading("at the roll", "hedged"),
                    Heading("of book", "value"),
                    Heading("at expiry", "hedged_at_expiry"),
                    Heading("of book", "value"),
                    Heading(sold, "sold"),
                    Heading(f"textbook {contracts(card.delta_contracts)}", "textbook"),
                ],
                [
                    Row(cells(i, row), "chosen" if row.move == HEADLINE_MOVE else "")
                    for i, row in enumerate(plan.scenarios)
                ],
                note="What the instrument does not explain comes on top: see the residual band.",
            )
        ],
    )


def _put_section(plan: HedgePlan) -> Section:
    """The put and its pricing, for who checks."""
    card, carry = plan.hedge, plan.hedge.carry
    calm = f"{number(card.calm_ratio)} over all days, {number(card.stress_ratio)} on falling days"
    differs = "they surely differ" if card.stress_significant else "they do not surely differ"
    age = (
        UNKNOWN
        if card.quote_age_hours is None
        else f"{card.quote_age_hours:.1f} h before the close"
    )
    return Section(
        "put",
        "The put, and how it was priced",
        "",
        [
            Facts(
                [
                    Fact("Instrument", card.instrument, "instrument", card.root or ""),
                    Fact("Expiration", str(card.expiration), "expiration", f"{card.days} days"),
                    Fact("Strike", price(card.strike), "strike", signed_percent(card.moneyness - 1)),
                    Fact("Delta", number(card.delta, 3), "delta"),
                    Fact("Implied volatility", percent(card.implied_vol), "implied_vol"),
                    Fact("Price", f"{price(card.price)} USD", "price", card.price_source),
                    Fact("Bid / mid / ask", _quote(plan), "bid_ask"),
                    Fact("Open interest", dollars(card.open_interest), "open_interest"),
                    Fact("Spot", price(card.spot), "spot", f"{card.spot_source}, {card.spot_date}"),
                    Fact("Rate", percent(card.rate, 2), "rate", card.rate_source),
                    Fact("Dividends", percent(card.dividend_yield, 2), "dividend_yield", card.dividend_source),
                    Fact("Exercise", card.exercise, "exercise"),
                    Fact("Settlement", card.settlement, "settlement"),
                    Fact("Multiplier", str(card.multiplier), "multiplier"),
                    Fact("Hedge ratio", number(card.hedge_ratio), "hedge_ratio", f"{card.hedge_ratio_source}; {calm}; {differs}"),
                    Fact(
                        "Carry, own volatility",
                        f"{dollars(carry.month_fixed_vol)} USD a month",
                        "carry",
                        f"{percent(carry.kept_fixed_vol, 0)} of the premium left with {carry.roll_days} days to go; "
                        f"{dollars(carry.held_fixed_vol)} by the puts held",
                    ),
                    Fact(
                        "Carry, repriced",
                        f"{dollars(carry.month_surface)} USD a month",
                        "carry",
                        f"{percent(carry.kept_surface, 0)} left on today's surface; "
                        f"{dollars(carry.held_surface)} by the puts held",
                    ),
                    Fact("Quote of", words(card.quote_time), "quote_age_hours", age),
                    Fact("Market of", words(card.quote_session), "quote_session"),
                ]
            )
        ],
    )  # fmt: skip


def _quote(plan: HedgePlan) -> str:
    card = plan.hedge
    if card.price_source == "modelled":
        return UNKNOWN
    return f"{price(card.bid)} / {price(card.mid)} / {price(card.ask)}"
