"""Fat tails, and what options implied of them."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.tails import hill, quantiles
from hedgerow.plots.vol import implied_and_realized
from hedgerow.report.blocks import (
    Badge,
    Block,
    Drawing,
    Fact,
    Facts,
    Heading,
    Row,
    Section,
    Table,
    Words,
)
from hedgerow.report.figures import (
    UNKNOWN,
    number,
    p_value,
    percent,
    percent_span,
    points,
    rare_percent,
    signed_points,
    span,
    times,
)

if TYPE_CHECKING:
    from hedgerow.desk.vol import ImpliedCard, TailsCard, Volatility
    from hedgerow.volatility.realized.coverage import ImpliedCoverage
    from hedgerow.volatility.realized.distribution import Moment, Moments
    from hedgerow.volatility.realized.hill import TailIndex
    from hedgerow.volatility.realized.proportion import Proportion
    from hedgerow.volatility.realized.spot_vol import SpotVol
    from hedgerow.volatility.realized.subsequent import ImpliedOverSubsequent
    from hedgerow.volatility.realized.tails import Tails

SIDES = {"both": "either side", "left": "falls", "right": "rises"}
TOLD = 3.0
"""Standard deviations of the sentence."""


def tails_section(card: TailsCard) -> Section:
    """How often large moves come, and how large they are."""
    blocks: list[Block] = []
    if card.quantiles.normal:
        blocks.append(_qq(card))
    if card.frequencies.exceedances:
        blocks.append(_side_by_side(card))
        blocks.append(_all(card.frequencies, "Days beyond, by side: of all returns"))
    if card.surprises.exceedances:
        blocks.append(_all(card.surprises, "Days beyond, by side: given the evening before"))
    blocks += [_moments(card.moments), _shape(card.moments)]
    if card.left.plot or card.right.plot:
        blocks.append(_hill(card))
    return Section(
        "tails", "Tails: how often it moves far", _tails_lead(card), [*blocks, _indices(card)]
    )


def _tails_lead(card: TailsCard) -> str:
    found = next(
        (e for e in card.frequencies.exceedances if e.side == "both" and e.deviations == TOLD), None
    )
    if found is None:
        return f"Unknown: {card.frequencies.observations:,} returns are too few, or none of them differs."
    return (
        f"{found.observed.count:,} of {found.observed.observations:,} days moved by more than "
        f"{TOLD * card.frequencies.deviation:.1%}, which is {TOLD:g} standard deviations: "
        f"{found.ratio:.1f} times as many as a normal distribution says."
    ).replace("%,", " %,")


def _qq(card: TailsCard) -> Drawing:
    lowest, highest = card.quantiles.observed[0], card.quantiles.observed[-1]
    return Drawing(
        "figure-quantiles",
        "Daily returns in standard deviations, over where they would lie if they were normal",
        f"The worst day lies {number(abs(lowest), 1)} standard deviations below the mean, where a normal's would lie "
        f"{number(abs(card.quantiles.normal[0]), 1)} below it; the best {number(highest, 1)} above.",
        quantiles(card.quantiles),
        400,
        [Badge("measured", "", "measured"), Badge("Q–Q plot", "", "qq")],
    )


def _side_by_side(card: TailsCard) -> Table:
    """Both sides together: of all returns, and given the evening before."""
    surprises = {e.deviations: e for e in card.surprises.exceedances if e.side == "both"}
    rows = []
    for found in card.frequencies.exceedances:
        if found.side != "both":
            continue
        given = surprises.get(found.deviations)
        rows.append(
            Row(
                [
                    f"{found.deviations:g} σ",
                    percent(found.deviations * card.frequencies.deviation),
                    rare_percent(found.observed.share),
                    percent_span(found.observed.clustered_interval, 2),
                    rare_percent(found.normal),
                    times(found.ratio),
                    UNKNOWN if given is None else rare_percent(given.observed.share),
                    UNKNOWN if given is None else times(given.ratio),
                ]
            )
        )
    return Table(
        "Days beyond so many standard deviations, on either side",
        [
            Heading("beyond", "deviations"),
            Heading("a move of", "deviations"),
            Heading("days", "days_beyond"),
            Heading("95 %, clustered", "clustered_interval"),
            Heading("if normal", "normal_share"),
            Heading("as often", "ratio"),
            Heading("given the evening before", "surprise"),
            Heading("as often", "ratio"),
        ],
        rows,
        note="Given the evening before, each day is measured by the volatility known then: what calm and storm "
        "explain is taken out, and what is left is surprise.",
    )


def _all(found: Tails, caption: str) -> Table:
    return Table(
        f"{caption} ({found.observations:,} days, standard deviation of the {found.scale})",
        [
            Heading("beyond", "deviations"),
            Heading("side", "deviations"),
            *_proportion_headings("days_beyond"),
            Heading("if normal", "normal_share"),
            Heading("as often", "ratio"),
        ],
        [
            Row(
                [
                    f"{row.deviations:g} σ",
                    SIDES.get(row.side, row.side),
                    *_proportion(row.observed),
                    rare_percent(row.normal),
                    times(row.ratio),
                ]
            )
            for row in found.exceedances
        ],
        folded=True,
        note=f"One standard deviation of a day is {percent(found.deviation, 2)}."
        if isfinite(found.deviation)
        else "",
    )


def _proportion_headings(term: str) -> list[Heading]:
    return [
        Heading("days", "observations"),
        Heading("of", "observations"),
        Heading("share", term),
        Heading("95 %, independent", "independent_interval"),
        Heading("95 %, clustered", "clustered_interval"),
    ]


def _proportion(found: Proportion) -> list[str]:
    return [
        f"{found.count:,}",
        f"{found.observations:,}",
        rare_percent(found.share),
        percent_span(found.interval, 2),
        percent_span(found.clustered_interval, 2),
    ]


def _moments(card: Moments) -> Table:
    return Table(
        f"The distribution of {card.observations:,} daily returns",
        [
            Heading("figure", "moment", words=True),
            Heading("value", "moment"),
            Heading("± error", "standard_error"),
            Heading("95 %", "moment_interval"),
            Heading("± if normal", "normal_error"),
        ],
        [
            _moment("mean a year", card.mean, share=True),
            _moment("volatility a year", card.vol, share=True),
            _moment("skewness", card.skewness, share=False),
            _moment("excess kurtosis", card.excess_kurtosis, share=False),
        ],
    )


def _moment(name: str, moment: Moment, *, share: bool) -> Row:
    shown = percent if share else number
    interval = percent_span(moment.interval) if share else span(moment.interval)
    return Row(
        [
            name,
            shown(moment.value),
            shown(moment.standard_error),
            interval,
            shown(moment.normal_error, 2),
        ]
    )


def _shape(card: Moments) -> Facts:
    JB = f"{card.jarque_bera:,.1f}" if isfinite(card.jarque_bera) else UNKNOWN
    return Facts(
        [
            Fact("Type of tails", card.tailedness, "tailedness"),
            Fact("Jarque–Bera", JB, "jarque_bera", f"p {p_value(card.jarque_bera_p)}"),
        ]
    )


def _hill(card: TailsCard) -> Drawing:
    return Drawing(
        "figure-hill",
        "Tail index by how many of the largest moves it is taken from, ± one error; diamond: the number chosen",
        f"Tail index of falls {_index(card.left)}, of rises {_index(card.right)}. Where a curve is level the choice "
        "matters little.",
        hill(card.left, card.right),
        320,
        [Badge("measured", "", "measured"), Badge("tail index", "", "tail_index")],
    )


def _index(tail: TailIndex) -> str:
    return f"{number(tail.tail_index, 1)} ± {number(tail.standard_error, 1)}"


def _indices(card: TailsCard) -> Table:
    rows = [card.left, card.right]
    said = [f"{SIDES.get(tail.side, tail.side)}: {tail.reason}" for tail in rows if tail.reason]
    return Table(
        "Tail index: the smaller, the fatter the tail",
        [
            Heading("tail", "tail_index", words=True),
            Heading("index", "tail_index"),
            Heading("± error", "standard_error"),
            Heading("from the largest", "tail_size"),
            Heading("of", "observations"),
            Heading("begins at", "threshold"),
            Heading("distance", "tail_distance"),
        ],
        [
            Row(
                [
                    SIDES.get(tail.side, tail.side),
                    number(tail.tail_index),
                    number(tail.standard_error),
                    str(tail.tail_size or UNKNOWN),
                    f"{tail.observations:,}",
                    percent(tail.threshold),
                    number(tail.distance, 3),
                ]
            )
            for tail in rows
        ],
        note=f"Unknown of {'; '.join(said)}." if said else "",
    )


def implied_section(vol: Volatility) -> Section:
    """What options implied, and what became of it."""
    card, blocks = vol.implied, list[Block]()
    lead = f"Nothing implied is compared: there is no volatility index of {vol.symbol} in the data."
    if card is not None:
        lead = _implied_lead(card)
        if any(isfinite(row.implied) for row in vol.recent):
            blocks.append(_year(vol, card))
        blocks += [_subsequent(card.subsequent, card.index), *_coverage(card.coverage, card.index)]
    if vol.spot_vol is not None:
        blocks += _spot_vol(vol.spot_vol)
    else:
        blocks.append(
            Words("How returns go with VIX is unknown: there is no VIX in the data.", "muted")
        )
    return Section("implied", "What options implied", lead, blocks)


def _implied_lead(card: ImpliedCard) -> str:
    after = card.subsequent
    if not isfinite(after.mean):
        return f"{card.index} is known, but no {after.sessions} sessions after one of its levels: nothing to compare."
    above = "above" if after.mean >= 0 else "below"
    return (
        f"{card.index} was above what the next {after.sessions} sessions brought on {percent(after.hit_rate)} of days, "
        f"and on average {points(abs(after.mean))} points {above} it."
    )


def _year(vol: Volatility, card: ImpliedCard) -> Drawing:
    first, last = vol.recent[0], vol.recent[-1]
    return Drawing(
        "figure-implied",
        f"Realized volatility of the 21 sessions to each day, and {card.index} on it, which looks 30 days ahead",
        f"From {first.date} to {last.date}: realized {percent(last.vol)} at the end, {card.index} "
        f"{percent(last.implied)}.",
        implied_and_realized(vol.recent, card.index),
        340,
        [
            Badge("realized: measured", "", "measured"),
            Badge(card.index, "", "vol_index"),
        ],
    )


def _subsequent(card: ImpliedOverSubsequent, index: str) -> Facts:
    return Facts(
        [
            Fact(
                f"{index} less the {card.sessions} sessions after",
                f"{signed_points(card.mean)} points",
                "subsequent",
                f"on average; 95 % {_points_span(card.mean_interval)}",
            ),
            Fact(
                "Median",
                f"{signed_points(card.median)} points",
                "subsequent",
                f"5 % of days below {signed_points(card.percentile_5)}, 5 % above "
                f"{signed_points(card.percentile_95)}",
            ),
            Fact(
                "Implied above",
                percent(card.hit_rate),
                "hit_rate",
                f"of days; 95 % {percent_span(card.hit_rate_interval)}",
            ),
            Fact(
                "Implied over subsequent",
                number(card.median_ratio),
                "median_ratio",
                f"{card.observations:,} days, {number(card.effective_observations, 0)} separate windows",
            ),
        ]
    )


def _points_span(interval: tuple[float, float]) -> str:
    low, high = interval
    return (
        f"{signed_points(low)} … {signed_points(high)}"
        if isfinite(low) and isfinite(high)
        else UNKNOWN
    )


def _coverage(card: ImpliedCoverage, index: str) -> list[Block]:
    if not card.coverages:
        return []
    rows = [
        Row(
            [
                f"{row.deviations:g} × {index}/√252",
                *_proportion(row.inside),
                percent(row.normal),
            ]
        )
        for row in card.coverages
    ]
    levels = [Row([_range(row.low, row.high), *_proportion(row.inside)]) for row in card.by_level]
    return [
        Table(
            f"Days inside the move that {index} implied the evening before",
            [
                Heading("inside", "inside", words=True),
                *_proportion_headings("inside"),
                Heading("if normal", "normal_share"),
            ],
            rows,
            note=f"{card.observations:,} days; {card.unknown:,} more lack the return or the index of the evening before.",
        ),
        Table(
            f"Days inside one implied move, by the level of {index} the evening before",
            [Heading(f"{index}, points", "vol_index", words=True), *_proportion_headings("inside")],
            levels,
        ),
    ]


def _range(low: float, high: float) -> str:
    """A bucket of the index, in points."""
    if not isfinite(high):
        return f"{points(low, 0)} and more"
    return f"under {points(high, 0)}" if not low else f"{points(low, 0)} to {points(high, 0)}"


def _spot_vol(card: SpotVol) -> list[Block]:
    return [
        Table(
            "Correlation of daily returns with the change of VIX",
            [
                Heading("over", "spot_vol", words=True),
                Heading("with its change", "spot_vol"),
                Heading("with that of its logarithm", "spot_vol"),
                Heading("5 % of history below", "spot_vol"),
                Heading("median", "spot_vol"),
                Heading("5 % above", "spot_vol"),
                Heading("days", "observations"),
            ],
            [
                Row(
                    [
                        row.name,
                        number(row.with_change),
                        number(row.with_log_change),
                        number(row.percentile_5),
                        number(row.median),
                        number(row.percentile_95),
                        f"{row.observations:,}",
                    ]
                )
                for row in card.correlations
            ],
        ),
        Facts(
            [
                Fact("State", card.state, "spot_vol_state", "of spot and volatility, over 63 days"),
                Fact("VIX over 5 days", number(card.z), "spot_vol_z", "standard deviations"),
            ]
        ),
    ]
