"""The record of the premium as sections of a page: by state, afterwards, against later returns, day by day."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.premium import BUCKET_HEIGHT, by_state
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
    number,
    percent,
    price,
    sentence,
    signed_percent,
    signed_points,
    words,
)
from hedgerow.report.premium_words import (
    PHASES,
    bucket,
    expiration_line,
    horizon,
    predictability_verdict,
    state_lead,
)

if TYPE_CHECKING:
    from hedgerow.desk.vol_premium import VolPremium
    from hedgerow.volatility.premium.state_dependence import StateDependence


def levels_section(result: VolPremium) -> Section | None:
    """What came, by the level of implied volatility."""
    return _states(
        "levels",
        "What the premium came to, by the level of implied volatility",
        result.by_level,
        ratio=False,
        y="implied less what came, points",
    )


def ratios_section(result: VolPremium) -> Section | None:
    """What came, by implied over realized."""
    return _states(
        "ratios",
        "What selling variance came to, by implied over realized",
        result.by_ratio,
        ratio=True,
        y="gain for a unit of vega, points",
    )


def _states(key: str, title: str, found: StateDependence, *, ratio: bool, y: str) -> Section | None:
    if not found.observations:
        return None
    x = "implied over trailing" if ratio else "implied volatility, points"
    labels = [bucket(row, ratio=ratio) for row in found.rows]
    lead = state_lead(found, ratio=ratio)
    return Section(
        key,
        title,
        lead,
        [
            Drawing(
                f"figure-{key}",
                f"Mean, median and the worst twentieth over {found.sessions} sessions, by {x}",
                f"{lead} All figures stand in the table below.",
                by_state(found, labels, x=x, y=y),
                BUCKET_HEIGHT,
                [
                    Badge("measured", "", "measured"),
                    Badge("worst twentieth", "", "worst_twentieth"),
                ],
            ),
            _state_table(found, labels, x),
            Words(sentence(found.caveat), "muted"),
        ],
    )


def _state_table(found: StateDependence, labels: list[str], x: str) -> Table:
    return Table(
        f"{found.observations:,} days, about {number(found.effective_observations, 0)} windows of {found.sessions} sessions "
        "that do not overlap",
        [
            Heading(x, "by_state", words=True),
            Heading("days", "observations"),
            Heading("of all", "observations"),
            Heading("windows", "premium_windows"),
            Heading("mean", "state_outcome"),
            Heading("± error", "standard_error"),
            Heading("t", "hac_t"),
            Heading("median", "state_outcome"),
            Heading("worst 5 %", "worst_twentieth"),
            Heading("above 0", "hit_rate"),
            Heading("first half", "half_means"),
            Heading("second half", "half_means"),
        ],
        [
            Row(
                [
                    text,
                    f"{row.count:,}",
                    percent(row.share),
                    number(row.effective_observations, 1),
                    signed_points(row.mean, 2),
                    number(100 * row.standard_error),
                    number(row.t, 1),
                    signed_points(row.median, 2),
                    signed_points(row.percentile_5, 2),
                    percent(row.share_positive),
                    signed_points(row.first_half, 2),
                    signed_points(row.second_half, 2),
                ],
                "" if row.count else "muted",
            )
            for text, row in zip(labels, found.rows, strict=True)
        ],
    )


def reversion_section(result: VolPremium) -> Section | None:
    """What implied volatility did next."""
    rows = [row for row in result.reversion if row.count]
    if not rows:
        return None
    top = rows[-1]
    lead = (
        f"After days at {bucket(top, ratio=False)} it was higher a month later on {percent(top.higher_after_month, 0)} of "
        f"them, from {top.spells} spells. That it returns is a tendency with long exceptions."
    )
    return Section(
        "reversion",
        "What implied volatility did next",
        lead,
        [
            Table(
                "After days at a level",
                [
                    Heading("implied, points", "by_state", words=True),
                    Heading("days", "observations"),
                    Heading("spells", "spells"),
                    Heading("higher after 21 sessions", "reversion_share"),
                    Heading("under 20 within 63", "reversion_share"),
                    Heading("under 20 within 126", "reversion_share"),
                ],
                [
                    Row(
                        [
                            bucket(row, ratio=False),
                            f"{row.count:,}",
                            str(row.spells),
                            percent(row.higher_after_month),
                            percent(row.below_20_within_quarter),
                            percent(row.below_20_within_half_year),
                        ],
                        "" if row.count else "muted",
                    )
                    for row in result.reversion
                ],
            )
        ],
    )


def predictability_section(result: VolPremium) -> Section:
    """The claim about later returns."""
    found = result.predictability
    blocks: list[Block] = [
        Table(
            "Returns of the months after, on the trailing premium in variance",
            [
                Heading("over", "predictive_slope", words=True),
                Heading("sessions", "sessions"),
                Heading("days", "observations"),
                Heading("windows", "premium_windows"),
                Heading("per variance point", "predictive_unit_slope"),
                Heading("per standard deviation", "predictive_slope"),
                Heading("t", "hac_t"),
                Heading("t, Hodrick", "hodrick_t"),
                Heading("R²", "predictive_r_squared"),
                Heading("first half", "half_means"),
                Heading("t", "hac_t"),
                Heading("second half", "half_means"),
                Heading("t", "hac_t"),
                Heading("R² out of sample", "out_of_sample"),
                Heading("forecasts", "out_of_sample"),
            ],
            [
                Row(
                    [
                        horizon(row),
                        str(row.sessions),
                        f"{row.observations:,}",
                        number(row.effective_observations, 1),
                        _slope(row.slope),
                        signed_percent(row.standardised, 2),
                        number(row.newey_west_t),
                        number(row.hodrick_t),
                        percent(row.r_squared, 2),
                        _slope(row.first_half_slope),
                        number(row.first_half_t),
                        _slope(row.second_half_slope),
                        number(row.second_half_t),
                        percent(row.out_of_sample_r_squared, 2),
                        f"{row.out_of_sample_observations:,}",
                    ]
                )
                for row in found.rows
            ],
        ),
        Words(sentence(found.caveat), "muted"),
    ]
    return Section(
        "returns",
        "Does the premium say anything about later returns?",
        predictability_verdict(found),
        blocks,
    )


def _slope(slope: float) -> str:
    """In parts of ten thousand of a return."""
    return f"{1e4 * slope:+.3f} bp" if isfinite(slope) else number(slope)


def break_even_section(result: VolPremium) -> Section | None:
    """What a session must bring who holds options and hedges them."""
    card = result.break_even
    if card is None:
        return None
    return Section(
        "break-even",
        "What a hedged straddle needs",
        f"A straddle hedged daily pays for its time where sessions move by {percent(card.move_share, 2)} in the root mean "
        f"square: at a realized volatility of {percent(card.required_vol)}, the implied one. Where it has been calm, time "
        "costs more than moves bring.",
        [
            Facts(
                [
                    Fact(
                        "Break-even move",
                        f"±{percent(card.move_share, 2)}",
                        "break_even_move",
                        f"{price(card.move)} at {price(card.spot)} of {words(result.realized.price_symbol)}",
                    ),
                    Fact("Straddle, 30 days", price(card.straddle), "straddle_cost"),
                    Fact("A session without a move", price(card.theta), "straddle_theta"),
                    Fact(
                        "At the trailing volatility",
                        price(card.net_trailing),
                        "gamma_less_theta",
                        "a session, before costs",
                    ),
                    Fact(
                        "At the expected volatility",
                        price(card.net_expected),
                        "gamma_less_theta",
                        "a session, before costs",
                    ),
                    Fact(
                        "Past the implied move",
                        percent(card.days_beyond),
                        "days_past_implied",
                        "of the year's sessions",
                    ),
                ]
            )
        ],
    )


def expiration_section(result: VolPremium) -> Section:
    """Around the monthly expiration."""
    card = result.opex
    return Section(
        "expiration",
        "Around the monthly expiration",
        expiration_line(result),
        [
            Facts(
                [
                    Fact(
                        "Last",
                        str(card.last),
                        "expiration_phase",
                        f"{card.sessions_since} sessions ago",
                    ),
                    Fact(
                        "Next",
                        str(card.next),
                        "expiration_phase",
                        f"in {card.sessions_to} sessions",
                    ),
                    Fact("Now", card.state, "expiration_phase"),
                ]
            ),
            Table(
                "Daily moves by phase, in moves implied the evening before",
                [
                    Heading("sessions", "expiration_phase", words=True),
                    Heading("days", "observations"),
                    Heading("mean", "implied_moves"),
                    Heading("± error", "standard_error"),
                    Heading("volatility", "realized_vol"),
                ],
                [
                    Row(
                        [
                            PHASES[row.phase],
                            f"{row.count:,}",
                            number(row.mean, 3),
                            number(row.standard_error, 3),
                            percent(row.vol),
                        ]
                    )
                    for row in card.moves
                ],
                note="Context with its record: where the means lie within two errors of each other, the phase says nothing.",
            ),
        ],
    )
