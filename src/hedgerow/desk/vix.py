"""How much volatility does this chain price over the next days? VIX, SKEW and their kin, from the quotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from math import isfinite, nan, sqrt
from pathlib import Path
from typing import ClassVar

from hedgerow.data.progress import Progress, Silence
from hedgerow.data.source import Market
from hedgerow.desk.result import Result, Status
from hedgerow.desk.session import Notes
from hedgerow.desk.settings import DataArgument, day, optional_market
from hedgerow.desk.vix_cards import (
    AtmCard,
    ForwardIndexCard,
    JumpCard,
    PublishedCard,
    SkewCard,
    StripCard,
    TenorIndexCard,
    TermCard,
    strip_card,
    term_card,
)
from hedgerow.desk.vix_choices import VixChoices
from hedgerow.desk.vix_published import published_cards
from hedgerow.desk.vix_study import INDEX_NAMES, Behind, VixStudy, smiles_behind, vix_study
from hedgerow.market.instruments import instrument
from hedgerow.market.settlement import trading_close
from hedgerow.typing import Exercise
from hedgerow.volatility.indices.moments import log_moments
from hedgerow.volatility.indices.skew import interpolated_moment, skew_index
from hedgerow.volatility.indices.term_choice import ROLLED, Family, TermPair
from hedgerow.volatility.indices.vix import (
    MINUTES_PER_DAY,
    forward_variance,
    index_points,
    realized_jump,
    strip_jump,
)

TENORS = (9.0, 30.0, 93.0, 184.0)
"""Days of the term structure: those of VIX9D, VIX, VIX3M and VIX6M."""
MONTH = 30.0
"""Days of SKEW."""
SKEWED = "SPX"
"""The underlying of SKEW, which is made of monthly expirations."""
LEFT_OUT = 0.03
"""Share of a term's index beyond its strikes from which it is doubtful."""
JUMPS = (-0.10, -0.20)


@dataclass(frozen=True, kw_only=True)
class VixIndex(Result):
    """A volatility index of one chain, what it is made of, and how it stands to what is published."""

    command: ClassVar[str] = "vix"
    main_table: ClassVar[str] = "term_structure"
    symbol: str
    index: str
    """Name under which this is published; empty where it is not."""
    quoted_at: datetime
    """When the quotes are of, New York time."""
    exercise: Exercise
    rates: str
    """Where the rates are from."""
    target_days: float
    value: float
    """Index points; NaN where there are no two terms."""
    near: TermCard | None
    """None where no expiration has a strip."""
    next: TermCard | None
    chosen_from: Family
    """Which expirations were candidates."""
    surrounded: bool
    """Whether the target lies between the two; else the line through them is continued."""
    skew: float
    """Over 30 days, index points: 100 − 10 × skewness; NaN where unknown."""
    skew_terms: SkewCard | None
    atm: AtmCard
    term_structure: tuple[TenorIndexCard, ...]
    forward_vols: tuple[ForwardIndexCard, ...]
    published: tuple[PublishedCard, ...]
    """As of the session, from the data; empty where they have none."""
    jumps: tuple[JumpCard, ...]
    strips: tuple[StripCard, ...]
    """The near term's, then the next one's."""


def vix_index(
    chain: str | Path,
    *,
    data: DataArgument = None,
    as_of: str | date | None = None,
    choices: VixChoices | None = None,
    progress: Progress | None = None,
) -> VixIndex:
    """The index of VIX's rules on a chain, for any days and any underlying.

    ``chain`` is a file of any known layout, or a symbol whose chain of ``as_of`` the data have; ``data`` also give the rates
    and what was published.

    Raises :class:`DataError` where a file is no chain, :class:`UnavailableError` where there is none, and
    :class:`InputError` for choices that are none.
    """
    choices = choices or VixChoices()
    where = optional_market(data, progress)
    told = progress or Silence()
    quoted, place = where.chain_of(str(chain), day(as_of))
    label, days, notes = f"index of {quoted.underlying}", choices.target, Notes()
    told.advance(label, 0, 2)
    study = vix_study(quoted, choices, where, notes)
    told.advance(label, 1, 2)
    pair = study.terms.pair(days)
    value = index_points(study.variance(pair, days))
    _say(study, pair, days, value, notes)
    around = [] if pair.surround else _places(study.terms.pair(days, "every"))
    behind = smiles_behind(study, [*_places(pair), *around], choices, where, notes)
    tenors, skew = _tenors(study, choices), _skew(study, notes)
    near, following = _terms(study, pair, days, behind)
    _say_truncation(near, following, notes)
    points = {card.index: card.value for card in tenors if card.index}
    if quoted.underlying == SKEWED:
        points["SKEW"] = _skew_points(skew)
    published = published_cards(
        quoted.underlying,
        quoted.session,
        points,
        index_points(study.variance(study.terms.pair(MONTH), MONTH)),
        where,
        notes,
    )
    told.advance(label, 2, 2)
    return VixIndex(
        as_of=quoted.session,
        status=_status(value, notes, where),
        provenance={**where.seen(), "chain": place, "option_price": "quoted"},
        warnings=tuple(notes.notes),
        symbol=quoted.underlying,
        index=INDEX_NAMES.get((quoted.underlying, days), ""),
        quoted_at=quoted.quoted_at,
        exercise=instrument(quoted.underlying).exercise,
        rates=study.rate_origin,
        target_days=days,
        value=value,
        near=near,
        next=following,
        chosen_from=pair.family,
        surrounded=pair.surround,
        skew=_skew_points(skew),
        skew_terms=skew,
        atm=_atm(behind.atm(days), value),
        term_structure=tenors,
        forward_vols=_forward_vols(tenors),
        published=published,
        jumps=tuple(JumpCard(J, strip_jump(J), realized_jump(J)) for J in JUMPS),
        strips=tuple(strip_card(study.strips, i) for i in _places(pair)),
    )


def _places(pair: TermPair) -> list[int]:
    return [i for i in (pair.near, pair.next) if i is not None]


def _status(value: float, notes: Notes, where: Market) -> Status:
    if not isfinite(value):
        return Status("unavailable", tuple(dict.fromkeys(notes.doubts)))
    return Status.of([*notes.doubts, *where.problems])


def _say(study: VixStudy, pair: TermPair, days: float, value: float, notes: Notes) -> None:
    """What to doubt, and what to know."""
    chain, name = study.chain, INDEX_NAMES.get((study.chain.underlying, days), "this index")
    if pair.next is None:
        notes.doubt(_lacking(study, pair, days), first=True)
    elif not isfinite(value):
        notes.doubt(
            f"the line through the two terms leads to a negative variance at {days:g} days: they are too far from it",
            first=True,
        )
    elif not pair.by_rule:
        notes.doubt(
            f"the expirations that {name} is made of are not all in the chain: those nearest to {days:g} days taken"
        )
    if pair.next is not None and not pair.surround:
        both = " and ".join(str(study.strips.listings[i].expiration) for i in _places(pair))
        far = f"both terms, {both}, lie on one side of {days:g} days: the line through them is continued, as VIX was until 2014"
        # where the index's own rule leads there it is no fault of the chain
        (notes.note if pair.by_rule and pair.family in ROLLED else notes.doubt)(far)
    if instrument(chain.underlying).exercise == "american":
        notes.note(
            "American options: their quotes hold a little for early exercise, which is left in, as Cboe does for its indices "
            "on funds and shares"
        )
    if chain.pre_open:
        notes.note(f"quoted before the open of {chain.quote_date}, of the session {chain.session}")
    elif chain.quoted_at > trading_close(chain.underlying, chain.session):
        notes.note(
            f"quoted in the night after the session {chain.session}: its published levels are hours older"
        )
    if chain.stamp is None:
        notes.note(
            f"the file does not say when it was quoted: {chain.quoted_at:%Y-%m-%d %H:%M} New York taken"
        )
    if len(chain.columns) and not len(chain.unbid):
        notes.note(
            "the chain lists no contract without a bid: where a side ends after two of them in a row cannot be seen, and "
            "every quote is taken"
        )


def _say_truncation(near: TermCard | None, following: TermCard | None, notes: Notes) -> None:
    short = [
        term for term in (near, following) if term and term.beyond_points > LEFT_OUT * term.value
    ]
    for term in short:
        notes.doubt(
            f"the strikes end early: those of {term.expiration} reach from {100 * term.lowest_share:.0f} to "
            f"{100 * term.highest_share:.0f} % of the forward, and about {term.beyond_points:.1f} of its {term.value:.1f} points "
            "would lie beyond"
        )


def _lacking(study: VixStudy, pair: TermPair, days: float) -> str:
    """Why there are no two terms."""
    if pair.near is not None:
        only = study.strips.listings[pair.near].expiration
        return f"{days:g} days need two expirations with a strip, and the chain has one, {only}; give a chain with more"
    why = [study.strips.reason(i) for i in range(len(study.strips.listings))]
    told = next((reason for reason in why if reason), "")
    return f"no expiration has a strip{': ' + told if told else ''}"


def _terms(
    study: VixStudy, pair: TermPair, days: float, behind: Behind
) -> tuple[TermCard | None, TermCard | None]:
    if pair.near is None:
        return None, None
    strips, share = study.strips, 1.0
    minutes = [strips.strip(i).minutes for i in _places(pair)]
    if pair.next is not None:
        share = (minutes[1] - days * MINUTES_PER_DAY) / (minutes[1] - minutes[0])
    near = term_card(strips, pair.near, share=share, beyond=behind.beyond(strips, pair.near))
    if pair.next is None:
        return near, None
    beyond = behind.beyond(strips, pair.next)
    return near, term_card(strips, pair.next, share=1 - share, beyond=beyond)


def _skew(study: VixStudy, notes: Notes) -> SkewCard | None:
    """Of the monthly expirations for SPX, as published; else of the 30-day index's own terms."""
    monthly = study.chain.underlying == SKEWED
    pair = study.terms.pair(MONTH, "monthly" if monthly else None)
    if monthly and not pair.by_rule:
        notes.note(
            "SKEW is made of the nearest expirations: two monthly ones a week ahead are not in the chain"
        )
    if pair.near is None or pair.next is None:
        return None
    a, b = study.strips.strip(pair.near), study.strips.strip(pair.next)
    first, second = log_moments(a), log_moments(b)

    def at_month(near: float, following: float) -> float:
        return interpolated_moment(near, a.minutes, following, b.minutes, days=MONTH)

    return SkewCard(
        MONTH,
        study.strips.listings[pair.near].expiration,
        study.strips.listings[pair.next].expiration,
        first.skewness,
        second.skewness,
        at_month(first.skewness, second.skewness),
        at_month(first.kurtosis, second.kurtosis),
    )


def _skew_points(card: SkewCard | None) -> float:
    return float("nan") if card is None else skew_index(card.skewness)


def _atm(atm: float, value: float) -> AtmCard:
    return AtmCard(atm, value - 100 * atm, 100 * atm / value)


def _tenors(study: VixStudy, choices: VixChoices) -> tuple[TenorIndexCard, ...]:
    return tuple(_tenor(study, days) for days in sorted({*TENORS, *choices.days}))


def _tenor(study: VixStudy, days: float) -> TenorIndexCard:
    pair = study.terms.pair(days)
    near, following = (
        None if i is None else study.strips.listings[i].expiration for i in (pair.near, pair.next)
    )
    index = INDEX_NAMES.get((study.chain.underlying, days), "")
    value, reason = index_points(study.variance(pair, days)), ""
    if pair.next is None:
        reason = "fewer than two expirations with a strip"
    elif not pair.surround and pair.family not in ROLLED:
        value, reason = float("nan"), f"no expirations on both sides of {days:g} days"
    elif not pair.by_rule:
        reason = "not of the expirations that the index is made of"
    return TenorIndexCard(days, index, value, near, following, reason)


def _forward_vols(tenors: Sequence[TenorIndexCard]) -> tuple[ForwardIndexCard, ...]:
    """Between each horizon that is known and the next one that is."""
    known = [card for card in tenors if isfinite(card.value)]
    cards = []
    for a, b in pairwise(known):
        variance = forward_variance((a.value / 100) ** 2, a.days, (b.value / 100) ** 2, b.days)
        fine = variance >= 0
        reason = (
            ""
            if fine
            else "total variance falls between the two: their quotes contradict each other"
        )
        cards.append(ForwardIndexCard(a.days, b.days, sqrt(variance) if fine else nan, reason))
    return tuple(cards)
