"""What does implied volatility ask over what comes? Four premiums, IV rank and percentile, and their record."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from hedgerow.data.ledger import Ledger
from hedgerow.data.progress import Progress, Silence
from hedgerow.desk.premium_cards import (
    BreakEvenCard,
    ChainCard,
    Flavours,
    OpexCard,
    PastSession,
    RankCard,
    RealizedCard,
    break_even_card,
    flavour_card,
    opex_card,
    past_sessions,
    rank_card,
)
from hedgerow.desk.premium_choices import PremiumChoices
from hedgerow.desk.premium_expected import Expected, full_expected, quick_expected
from hedgerow.desk.premium_family import (
    EventRow,
    FamilyRow,
    curve_levels,
    event_rows,
    family_of,
)
from hedgerow.desk.premium_study import UNDERLYING, PremiumStudy, premium_study, underlying
from hedgerow.desk.result import Result, Status
from hedgerow.desk.session import Notes
from hedgerow.desk.settings import DataArgument, day, ledger_in, market
from hedgerow.errors import InputError, UnavailableError
from hedgerow.market.instruments import Instrument, instrument
from hedgerow.typing import FloatArray
from hedgerow.units import DAYS_PER_YEAR, SESSIONS_PER_YEAR
from hedgerow.volatility.premium.break_even import MONTH_DAYS
from hedgerow.volatility.premium.calm_stress import CalmStress, calm_stress
from hedgerow.volatility.premium.iv_rank import iv_percentile, iv_rank
from hedgerow.volatility.premium.lead import Lead
from hedgerow.volatility.premium.mean_reversion import ReversionRow, mean_reversion
from hedgerow.volatility.premium.normalised import (
    NormalisedPremium,
    normalised_premium,
    ratio,
)
from hedgerow.volatility.premium.predictability import Predictability, predictability
from hedgerow.volatility.premium.state_dependence import (
    LEVELS,
    RATIOS,
    StateDependence,
    state_dependence,
)
from hedgerow.volatility.premium.variance_risk_premium import (
    ex_ante_premium,
    ex_post_premium,
    trailing_premium,
    variance_premium,
    variance_swap_gain,
)
from hedgerow.volatility.realized.subsequent import MONTH, subsequent_vol

if TYPE_CHECKING:
    from hedgerow.data.source import Market

YEARS_SHOWN, EVERY = 10, 5
"""Of the past in ``history``, one session a week."""


@dataclass(frozen=True, kw_only=True)
class VolPremium(Result):
    """What implied volatility asks over realized."""

    command: ClassVar[str] = "premium"
    main_table: ClassVar[str] = "family"
    symbol: str
    iv_source: str
    """The index that everything rests on, or ``chain`` where the data hold none."""
    iv: float
    """Its level, decimal."""
    rv: float
    """Trailing realized volatility, decimal; NaN where unknown."""
    ratio: float
    """Implied over trailing."""
    iv_rank: float
    """0 … 100."""
    iv_percentile: float
    """0 … 100."""
    realized: RealizedCard
    flavours: Flavours
    normalised: NormalisedPremium
    rank: RankCard
    chain: ChainCard | None
    """None without ``--chain``."""
    curve: CalmStress
    """Of the S&P 500, whatever the symbol."""
    family: tuple[FamilyRow, ...]
    vvix_lead: Lead
    """Of VVIX over VIX."""
    events: tuple[EventRow, ...] | None
    """Announcements of the 30 days ahead; None where no table covers them."""
    by_level: StateDependence
    """Implied less subsequent volatility, decimal, by the level of implied."""
    by_ratio: StateDependence
    """The gain of who sells a unit of vega in variance, decimal, by implied over trailing."""
    reversion: tuple[ReversionRow, ...]
    predictability: Predictability
    break_even: BreakEvenCard | None
    opex: OpexCard
    recent: tuple[PastSession, ...]
    """The last year, by session."""
    history: tuple[PastSession, ...]
    """The last ten years, a session a week."""


def premium(
    symbol: str,
    *,
    data: DataArgument = None,
    as_of: str | date | None = None,
    chain: str | Path | None = None,
    choices: PremiumChoices | None = None,
    ledger: Ledger | str | Path | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> VolPremium:
    """Implied volatility of a symbol beside what came, with IV rank and percentile and the record of all of it.

    [SPEC VP-01 … VP-12, IR-01 … IR-08]. ``symbol`` is a price (SPX, SPY, GLD) or its 30-day volatility index (VIX); ``chain``
    a chain whose own 30-day volatility stands beside the index; ``ledger`` and ``executor`` are for the full forecast.

    Raises :class:`UnavailableError` where nothing implied is known and :class:`InputError` for choices that are none.
    """
    choices = choices or PremiumChoices()
    progress = progress or Silence()
    use = underlying(symbol)
    where, asked = market(data, progress), day(as_of)
    notes = Notes()
    if symbol.strip().upper().lstrip("^") in UNDERLYING:
        notes.note(
            f"{symbol.strip().upper()} is what options on {use.symbol} imply: the answer is about {use.symbol}"
        )
    quoted = None if chain is None else _chain(chain, use, where, asked, notes)
    session = asked if quoted is None else quoted.session
    study = premium_study(
        use,
        where,
        session,
        choices=choices,
        implied_today=float("nan") if quoted is None else quoted.vol,
    )
    notes.doubts.extend(study.notes.doubts)
    notes.notes.extend(study.notes.notes)
    if asked is not None and where.as_of(asked) != asked:
        notes.note(f"{asked} is no session: everything is as of {study.as_of}")
    expected = (
        full_expected(
            study, where, choices, ledger=ledger_in(ledger), executor=executor, progress=progress
        )
        if choices.forecast
        else quick_expected(study, progress)
    )
    return _answer(study, where, choices, expected, quoted, notes)


@dataclass(frozen=True, slots=True)
class _Quoted:
    """A chain's 30-day volatility."""

    symbol: str
    session: date
    vol: float


def _chain(
    chain: str | Path, use: Instrument, where: Market, asked: date | None, notes: Notes
) -> _Quoted:
    """At-the-forward volatility of a chain on the same underlying.

    Raises :class:`InputError` for a chain on something else and :class:`UnavailableError` for one without a smile.
    """
    from hedgerow.desk.surface_study import quickly, say_tenor

    quoted, _ = where.chain_of(str(chain), asked)
    of = instrument(quoted.underlying)
    if of.fund != use.fund:
        msg = f"the chain is of {quoted.underlying}, the premium of {use.symbol}; give a chain of {use.symbol}"
        raise InputError(msg)
    if asked is not None and quoted.session != where.as_of(asked):
        notes.note(f"the chain's quotes are of {quoted.session}: everything is as of there")
    made = quickly(quoted, where, notes)
    say_tenor(made, MONTH_DAYS, notes)
    if made.fitted.surface is None:
        raise UnavailableError(
            f"no expiration of the chain of {quoted.underlying} has a smile; `hedgerow surface {chain}` says why"
        )
    vol = float(made.fitted.surface.atm_vol(MONTH_DAYS / DAYS_PER_YEAR))
    return _Quoted(quoted.underlying, quoted.session, vol)


def _answer(
    study: PremiumStudy,
    where: Market,
    choices: PremiumChoices,
    expected: Expected,
    quoted: _Quoted | None,
    notes: Notes,
) -> VolPremium:
    iv, rv = float(study.implied[-1]), float(study.realized[-1])
    ahead = float(np.sqrt(expected.variance[-1]))
    after = subsequent_vol(study.returns, sessions=MONTH)
    multiple = normalised_premium(study.implied, study.realized)
    ranked = iv_rank(study.implied, window=choices.rank_window)
    below = iv_percentile(study.implied, window=choices.rank_window)
    if ranked.state != "ok":
        notes.doubt(f"IV rank and percentile {ranked.state}: {ranked.reason}")
    family, vvix_lead = family_of(where, study.as_of)
    events = event_rows(study.as_of, notes)
    return VolPremium(
        as_of=study.as_of,
        status=Status.of([*notes.doubts, *where.problems]),
        provenance=where.seen(),
        warnings=tuple(dict.fromkeys(notes.notes)),
        symbol=study.use.symbol,
        iv_source=study.index or "chain",
        iv=iv,
        rv=rv,
        ratio=multiple.ratio,
        iv_rank=ranked.rank,
        iv_percentile=below.percentile,
        realized=RealizedCard(
            study.price_symbol,
            choices.window,
            float(study.realized_shown[-1]),
            ahead,
            expected.model,
            expected.bias_points,
        ),
        flavours=_flavours(study, choices, expected, after),
        normalised=multiple,
        rank=rank_card(study, ranked, below),
        chain=_chain_card(quoted, study, rv, ahead),
        curve=calm_stress(curve_levels(family)),
        family=family,
        vvix_lead=vvix_lead,
        events=events,
        by_level=state_dependence(study.implied, study.implied - after, edges=LEVELS),
        by_ratio=state_dependence(
            ratio(study.implied, study.realized),
            variance_swap_gain(study.implied, after),
            edges=RATIOS,
        ),
        reversion=mean_reversion(study.implied),
        predictability=predictability(1e4 * (study.implied**2 - study.realized**2), study.returns),
        break_even=break_even_card(study, where, iv, rv, ahead),
        opex=opex_card(study, ranked.rank),
        recent=past_sessions(study, after, slice(-SESSIONS_PER_YEAR, None)),
        history=past_sessions(
            study, after, slice(-YEARS_SHOWN * SESSIONS_PER_YEAR, None), every=EVERY
        ),
    )


def _flavours(
    study: PremiumStudy, choices: PremiumChoices, expected: Expected, after: FloatArray
) -> Flavours:
    V, E = study.implied, expected.variance
    trailing = trailing_premium(V, study.realized, sessions=choices.window)
    return Flavours(
        ex_ante_model=flavour_card(ex_ante_premium(V, E), study, np.sqrt(E)),
        ex_post=flavour_card(ex_post_premium(V, study.returns), study, after, known_after=MONTH),
        trailing=flavour_card(trailing, study, study.realized),
        variance=flavour_card(variance_premium(V, E), study, np.sqrt(E)),
    )


def _chain_card(
    quoted: _Quoted | None, study: PremiumStudy, rv: float, ahead: float
) -> ChainCard | None:
    if quoted is None:
        return None
    iv = float(study.implied[-1]) if study.index is not None else float("nan")
    return ChainCard(
        quoted.symbol,
        quoted.vol,
        100 * (quoted.vol - iv),
        100 * (quoted.vol - rv),
        100 * (quoted.vol - ahead),
        quoted.vol / rv if rv > 0 else float("nan"),
    )
