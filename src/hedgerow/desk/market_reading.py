"""What is the volatility market saying, and why? Regime, signals, every decision table, what fits, how much hedge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from hedgerow.data.event_file import own_events
from hedgerow.data.ledger import Ledger
from hedgerow.data.progress import Progress, Silence
from hedgerow.desk.premium_family import EventRow, event_rows
from hedgerow.desk.read_cards import (
    DashboardCard,
    ReadDay,
    RegimeCard,
    RowRecord,
    dashboard_card,
    recent_days,
    regime_card,
    row_records,
)
from hedgerow.desk.read_choices import ReadChoices
from hedgerow.desk.read_study import ReadStudy, read_study
from hedgerow.desk.read_tails import TailCard, tail_card
from hedgerow.desk.result import Result, Status
from hedgerow.desk.rule_settings import thresholds_of
from hedgerow.desk.session import Notes
from hedgerow.desk.settings import DataArgument, day, ledger_in, market
from hedgerow.market.vol_indices import VIX_FAMILY
from hedgerow.regime.engine import RowReading, TableReading, read_table
from hedgerow.regime.fitting import Contradiction, Fitting, contradictions, fitting_structures
from hedgerow.regime.hedge_size import HedgeSize, hedge_size, held_ratios
from hedgerow.regime.inputs import INPUTS
from hedgerow.regime.levels import EDGES
from hedgerow.regime.rule_book import TABLES
from hedgerow.regime.signals import SignalReading, signal_readings
from hedgerow.regime.thresholds import DEFAULT, Thresholds
from hedgerow.regime.votes import convergence
from hedgerow.units import SESSIONS_PER_YEAR, from_points
from hedgerow.volatility.premium.calm_stress import CalmStress, calm_stress

if TYPE_CHECKING:
    from hedgerow.data.source import Market
    from hedgerow.desk.model_regime import ModelRegime
    from hedgerow.market.events import Event
    from hedgerow.regime.facts import Value

NOT_OF_THE_MARKET = frozenset({"DT-05", "DT-16"})
"""Tables that ask about a product or a book: read only where those are given."""


@dataclass(frozen=True, slots=True)
class InputRow:
    """An input of the rules on the session."""

    input: str
    name: str
    unit: str
    value: Value
    """None where unknown."""


@dataclass(frozen=True, kw_only=True)
class MarketRead(Result):
    """What the volatility market of the S&P 500 says on one session."""

    command: ClassVar[str] = "read"
    main_table: ClassVar[str] = "signals"
    headline: str
    """The answer in a sentence."""
    regime: RegimeCard
    curve: CalmStress
    signals: tuple[SignalReading, ...]
    tables: tuple[TableReading, ...]
    records: tuple[RowRecord, ...]
    """Of the rows that hold and claim something: what came after them before."""
    dashboard: DashboardCard
    hedge_size: HedgeSize
    structures: tuple[Fitting, ...]
    """What fits, with the risk; shown only on three independent known inputs."""
    contradictions: tuple[Contradiction, ...]
    tails: TailCard
    """Three ways to pay for the tail, modelled (DT-15)."""
    events: tuple[EventRow, ...] | None
    """Announcements of the 30 days ahead; None where no table covers them."""
    size_factor: float
    """What a seller's size would be scaled by: a year's median volatility of ten sessions over today's; NaN where unknown."""
    inputs: tuple[InputRow, ...]
    """Every input of the rules, known or not."""
    thresholds_changed: tuple[str, ...]
    level_edges: tuple[float, ...]
    """VIX levels between the bands of the regime."""
    stickiness_agrees: bool | None
    """Whether measured stickiness and what the regime suggests (DT-03) are the same; None where one is unknown."""
    recent: tuple[ReadDay, ...]
    """The last year, by session."""


def market_read(
    *,
    data: DataArgument = None,
    as_of: str | date | None = None,
    chain: str | Path | None = None,
    inputs: str | Path | None = None,
    events: str | Path | Sequence[Event] = (),
    rules: Thresholds | str | Path | None = None,
    choices: ReadChoices | None = None,
    ledger: Ledger | str | Path | None = None,
    progress: Progress | None = None,
) -> MarketRead:
    """Regime, signals and decision tables of the S&P 500's volatility as of a session [SPEC PART IV].

    ``chain`` adds the lean of a smile, dealers' gamma and the weekly straddle; ``inputs`` is a file of inputs of the user's
    own, ``events`` one of catalysts, ``rules`` one of thresholds; ``ledger`` keeps the switching model's fits.

    Raises :class:`UnavailableError` where VIX is unknown, :class:`DataError` for files that are none, and
    :class:`InputError` for choices that are none.
    """
    choices = choices or ReadChoices()
    thresholds = thresholds_of(rules)
    told = progress or Silence()
    where, asked = market(data, told), day(as_of)
    notes = Notes()
    quoted = None
    if chain is not None:
        from hedgerow.desk.read_chain import quoted_chain

        quoted = quoted_chain(chain, where, asked, notes)
    session = asked if quoted is None else quoted.session
    study = read_study(where, session, start=choices.start, inputs=inputs)
    notes.doubts.extend(study.notes.doubts)
    notes.notes.extend(study.notes.notes)
    if asked is not None and where.as_of(asked) != asked:
        notes.note(f"{asked} is no session: everything is as of {study.as_of}")
    own = own_events(events) if isinstance(events, (str, Path)) else tuple(events)
    if isinstance(events, (str, Path)):
        where.provenance["events"] = str(events)
    if thresholds.changed:
        said = ", ".join(
            f"{key} {thresholds[key]:g} (default {DEFAULT[key]:g})" for key in thresholds.changed
        )
        notes.note(f"thresholds of your own: {said}")
    today = _catalysts(own, study.as_of, choices.hedge_days)
    if quoted is not None:
        from hedgerow.desk.read_chain import chain_inputs, doubt_price

        today |= _over_realized(chain_inputs(quoted, where, notes), study)
        doubt_price(quoted, where, notes)
    study = study.with_today(today)
    if study.credit_by_funds:
        notes.note("no high-yield spread on the session: credit is judged by HYG against IEF")
    model = None
    if choices.model:
        from hedgerow.desk.model_regime import model_regime

        model = model_regime(
            study.dates, study.returns, ledger=ledger_in(ledger), progress=told, last_only=True
        )
    return _answer(study, where, thresholds, model, own, notes)


def _catalysts(own: Sequence[Event], as_of: date, days: int) -> dict[str, Value]:
    """How many of the user's own events lie in the life of a hedge; unknown where none were given."""
    if not own:
        return {}
    until = as_of + timedelta(days=days)
    return {"own_events": float(sum(as_of < event.day <= until for event in own))}


def _over_realized(found: Mapping[str, Value], study: ReadStudy) -> dict[str, Value]:
    """The straddle's volatility over that of the last five sessions."""
    rv5 = study.facts.last("rv5")
    vol = found.get("straddle_over_rv5")
    known = isinstance(vol, float) and isinstance(rv5, float) and rv5 > 0
    return {**found, "straddle_over_rv5": vol / rv5 if known else None}  # type: ignore[operator]


def _answer(
    study: ReadStudy,
    where: Market,
    thresholds: Thresholds,
    model: ModelRegime | None,
    own: Sequence[Event],
    notes: Notes,
) -> MarketRead:
    facts = study.facts
    readings = {table.id: read_table(table, facts, thresholds) for table in TABLES}
    of_market = [one for name, one in readings.items() if name not in NOT_OF_THE_MARKET]
    regime = regime_card(study, thresholds, model)
    size = hedge_size(facts, thresholds)
    dashboard = dashboard_card(readings["DT-18"], convergence(facts, thresholds))
    tenors = {
        float(days): from_points(float(study.series.level(symbol)[-1]))
        for symbol, days in VIX_FAMILY.items()
    }
    _say_missing(study, notes)
    return MarketRead(
        as_of=study.as_of,
        status=Status.of([*notes.doubts, *where.problems]),
        provenance=where.seen(),
        warnings=tuple(dict.fromkeys(notes.notes)),
        headline=_headline(study, readings["DT-01"], regime),
        regime=regime,
        curve=calm_stress(tenors),
        signals=signal_readings(facts, readings, thresholds),
        tables=tuple(readings.values()),
        records=row_records(
            study,
            thresholds,
            {f"{name} {row}" for name, one in readings.items() for row in one.matched},
        ),
        dashboard=dashboard,
        hedge_size=size,
        structures=fitting_structures(of_market, regime.confirmations, thresholds),
        contradictions=contradictions(of_market),
        tails=tail_card(study, where, tenors),
        events=event_rows(study.as_of, notes, own),
        size_factor=_size_factor(study),
        inputs=tuple(
            InputRow(key, of.name, of.unit, facts.last(key)) for key, of in INPUTS.items()
        ),
        thresholds_changed=thresholds.changed,
        level_edges=tuple(thresholds[edge] for edge in EDGES),
        stickiness_agrees=_same(readings["DT-03a"].leading, readings["DT-03b"].leading),
        recent=recent_days(study, thresholds, model, held_ratios(facts, thresholds)),
    )


def _same(one: RowReading | None, other: RowReading | None) -> bool | None:
    """Whether two rows say the same; None where one is not known, or is an overlay alone."""
    if one is None or other is None or one.overlay or other.overlay:
        return None
    return one.label == other.label


def _headline(study: ReadStudy, matrix: TableReading, regime: RegimeCard) -> str:
    """The level, and what the decision matrix makes of the day."""
    vix = float(study.vix[-1])
    row = matrix.leading
    if row is None or row.overlay:
        might = ", ".join(matrix.unknown)
        said = (
            f"the decision matrix cannot say which row holds ({might})"
            if might
            else "no row of the decision matrix holds"
        )
    else:
        said = f"{row.label} ({row.id})"
    level = "panic level" if regime.rule == "panic" else regime.rule
    return f"VIX {vix:.2f}, {level}: {said}"


SHOWN_AS_MISSING = ("VIX3M", "VVIX", "SKEW")
"""Indices without which much of the reading is unknown."""


def _say_missing(study: ReadStudy, notes: Notes) -> None:
    """What the data lack of what they could hold."""
    missing = [s for s in SHOWN_AS_MISSING if np.isnan(study.series.level(s)[-1])]
    if np.isnan(study.series.front[-1]):
        missing.append("VIX futures")
    if np.isnan(study.facts.number("credit_z")[-1]):
        missing.append("credit spread")
    if missing:
        notes.doubt(
            f"not in the data on {study.as_of}: {', '.join(missing)}; what rests on them is unknown"
        )


def _size_factor(study: ReadStudy) -> float:
    """Size that is proportional to 1/RV₁₀ [SPEC HI-04]."""
    rv10 = study.facts.number("rv10")[-SESSIONS_PER_YEAR:]
    known = rv10[np.isfinite(rv10)]
    if not len(known) or not rv10[-1] > 0:
        return float("nan")
    return float(np.median(known) / rv10[-1])
