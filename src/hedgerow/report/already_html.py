"""What the book already has, how concentrated it is, and what a put on every name would cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hedgerow.report.blocks import Block, Fact, Facts, Heading, Row, Section, Table, Words
from hedgerow.report.figures import (
    UNKNOWN,
    dollars,
    names,
    number,
    percent,
    price,
    sentence,
    signed_dollars,
    words,
)
from hedgerow.report.hedge_page import own_risk

if TYPE_CHECKING:
    from hedgerow.desk.already import AlreadyCard
    from hedgerow.hedge.basket import Basket
    from hedgerow.hedge.concentration import Concentration


def already_section(card: AlreadyCard) -> Section:
    """Options, leveraged funds, shorts, and what no price covers."""
    blocks: list[Block] = [
        Facts(
            [
                Fact("Long", f"{dollars(card.long)} USD", "gross"),
                Fact("Short", f"{dollars(card.short)} USD", "gross"),
                Fact("Gross", f"{dollars(card.gross)} USD", "gross"),
                Fact("Net", f"{dollars(card.net)} USD", "gross"),
                Fact("Hedges held", f"{dollars(card.hedge_delta_dollars)} USD", "delta_dollars"),
            ]
        )
    ]
    if card.options:
        blocks.append(_options(card))
    if card.leveraged:
        blocks.append(_leveraged(card))
    if card.uncovered:
        blocks.append(_uncovered(card))
    lead = sentence(card.netting) if card.netting else "No hedge is held, so nothing is netted."
    return Section("already", "What the book already has", lead, blocks)


def _options(card: AlreadyCard) -> Table:
    return Table(
        "Options held",
        [
            Heading("symbol", "option_symbol", words=True),
            Heading("underlying", "underlying"),
            Heading("contracts", "contracts"),
            Heading("days", "days"),
            Heading("price", "price"),
            Heading("source", "quoted"),
            Heading("value, USD", "value"),
            Heading("implied vol", "implied_vol"),
            Heading("delta", "delta"),
            Heading("delta, USD", "delta_dollars"),
            Heading("gamma, USD per 1 %", "gamma_dollars"),
            Heading("vega, USD per point", "vega_dollars"),
            Heading("role", "role"),
            Heading("note", words=True),
        ],
        [
            Row(
                [
                    row.symbol,
                    row.underlying,
                    UNKNOWN if row.quantity is None else f"{row.quantity:,g}",
                    str(row.days),
                    price(row.price),
                    row.price_source,
                    dollars(row.value),
                    percent(row.implied_vol),
                    number(row.delta),
                    signed_dollars(row.delta_dollars),
                    signed_dollars(row.gamma_dollars),
                    signed_dollars(row.vega_dollars),
                    row.role,
                    words(row.note),
                ]
            )
            for row in card.options
        ],
    )


def _leveraged(card: AlreadyCard) -> Table:
    return Table(
        "Leveraged funds",
        [
            Heading("symbol", "position", words=True),
            Heading("value, USD", "value"),
            Heading("multiple", "multiple"),
            Heading("tracks", "underlying"),
            Heading("effective exposure, USD", "effective_exposure"),
            Heading("measured multiple", "multiple"),
            Heading("drag", "drag"),
        ],
        [
            Row(
                [
                    row.symbol,
                    dollars(row.value),
                    number(row.multiple, 1),
                    row.tracks,
                    dollars(row.effective_exposure),
                    number(row.measured_multiple),
                    percent(row.drag_a_year),
                ]
            )
            for row in card.leveraged
        ],
    )


def _uncovered(card: AlreadyCard) -> Table:
    return Table(
        "Without a history of their own",
        [
            Heading("symbol", "position", words=True),
            Heading("value, USD", "value"),
            Heading("weight", "weight"),
            Heading("stands for it", "proxy", words=True),
            Heading("beta", "beta"),
        ],
        [
            Row(
                [
                    row.symbol,
                    dollars(row.value),
                    percent(row.weight),
                    words(row.proxy),
                    number(row.beta),
                ]
            )
            for row in card.uncovered
        ],
    )


def concentration_section(card: Concentration | None, used: str) -> Section | None:
    """How much of the risk is single names', which no index put removes."""
    if card is None:
        return None
    single = [row.symbol for row in card.rows if row.single_put]
    lead, partly = sentence(own_risk(card)), 0 < len(card.unknown) < len(card.rows)
    advice = f" A put of its own is worth a look for {names(single)}." if single else ""
    return Section(
        "concentration",
        "How concentrated the book is",
        f"{lead} {used} puts do not remove it.{advice}",
        [
            Facts(
                [
                    Fact("Largest", card.largest, "weight", percent(card.largest_weight)),
                    Fact("Herfindahl index", number(card.herfindahl, 3), "herfindahl"),
                    Fact("Effective names", number(card.effective_names, 1), "effective_names"),
                    Fact(
                        "Own risk",
                        f"{'at least ' if partly else ''}{percent(card.idiosyncratic_share)}",
                        "idiosyncratic_share",
                        f"unknown for {names(card.unknown)}" if card.unknown else "",
                    ),
                ]
            ),
            Table(
                "Own risk by position",
                [
                    Heading("position", "position", words=True),
                    Heading("weight", "gross_weight"),
                    Heading("left over", "residual_vol"),
                    Heading("left over, USD", "residual_dollars"),
                    Heading("of own risk", "share_of_residual"),
                    Heading("of volatility", "share_of_book_vol"),
                    Heading("put of its own", "single_put"),
                ],
                [
                    Row(
                        [
                            row.symbol,
                            percent(row.weight),
                            percent(row.residual_vol),
                            dollars(row.residual_dollars),
                            percent(row.share_of_residual),
                            percent(row.share_of_book_vol),
                            "worth a look"
                            if row.single_put
                            else UNKNOWN
                            if row.symbol in card.unknown
                            else "no",
                        ],
                        "chosen" if row.single_put else "",
                    )
                    for row in card.rows
                ],
            ),
        ],
    )


def basket_section(card: Basket | None, used: str) -> Section | None:
    """A put on every name, against the one on the index."""
    if card is None:
        return None
    rho = number(card.implied_correlation)
    if not 0 <= card.implied_correlation <= 1 and rho != UNKNOWN:
        rho = f"outside 0 to 1: {rho}"
    blocks: list[Block] = [
        Facts(
            [
                Fact("Puts on every name", f"{dollars(card.premium)} USD", "premium"),
                Fact(
                    f"Puts on {used}",
                    f"{dollars(card.index_premium)} USD",
                    "premium",
                    f"for the same dollar beta, {dollars(card.dollar_beta)} USD",
                ),
                Fact("One over the other", f"{number(card.ratio)} times", "basket_ratio"),
                Fact(
                    "Implied correlation",
                    rho,
                    "implied_correlation",
                    "no correlation: these volatilities do not belong to one index"
                    if rho.startswith("outside")
                    else "",
                ),
                Fact(
                    "Contracts",
                    str(card.contracts),
                    "contracts",
                    f"of {len(card.rows) - len(card.uncounted)} of {len(card.rows)} names; unknown: "
                    f"{names(card.uncounted)}"
                    if card.uncounted
                    else "of all names",
                ),
                Fact("Commission", f"{dollars(card.commission_a_year)} USD a year", "commission"),
            ]
        ),
        Table(
            "Puts on every name",
            [
                Heading("name", "position", words=True),
                Heading("protects, USD", "value"),
                Heading("implied vol", "implied_vol"),
                Heading("price over spot", "price_share"),
                Heading("premium, USD", "premium"),
                Heading("contracts", "raw"),
                Heading("source", "quoted"),
            ],
            [
                Row(
                    [
                        row.symbol,
                        dollars(row.value),
                        percent(row.implied_vol),
                        percent(row.price_share, 2),
                        dollars(row.premium),
                        number(row.contracts),
                        row.price_source,
                    ]
                )
                for row in card.rows
            ],
        ),
    ]
    if not card.index_premium < 0:
        blocks.append(
            Words(
                f"The names do not fall with {used}, so no {used} put compares with theirs.",
                "muted",
            )
        )
    if card.smaller_than_a_contract:
        small = names(card.smaller_than_a_contract)
        blocks.append(Words(f"Smaller than one contract covers: {small}.", "muted"))
    if card.note:
        blocks.append(Words(f"{card.note}.", "muted"))
    return Section(
        "basket",
        "A put on every name instead",
        "Single-name puts also cover what is the name's own, and cost more for it.",
        blocks,
    )
