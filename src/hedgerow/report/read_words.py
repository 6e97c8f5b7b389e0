"""What the market read says, in sentences that both pages share."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.regime.inputs import INPUTS
from hedgerow.report.evidence_words import claim_words, plain
from hedgerow.report.figures import UNKNOWN, names, number, percent, sentence

if TYPE_CHECKING:
    from hedgerow.desk.market_reading import MarketRead
    from hedgerow.desk.read_cards import RowRecord
    from hedgerow.regime.engine import RowReading, TableReading
    from hedgerow.regime.facts import Value
    from hedgerow.regime.fitting import Fitting
    from hedgerow.regime.hedge_size import Contribution
    from hedgerow.regime.signals import SignalReading

DIGITS = {
    "index points": 2,
    "0 … 100": 0,
    "vol points": 1,
    "VIX points": 2,
    "standard deviations": 1,
    "times": 2,
    "sessions": 0,
    "calendar days": 0,
    "announcements": 0,
    "USD billions for 1 %": 1,
    "USD millions a point": 0,
    "correlation": 2,
    "% a year": 2,
    "% of shares": 0,
}
ENDINGS = {
    "standard deviations": " sd",
    "vol points": " pts",
    "VIX points": " pts",
    "% a year": " %",
    "times": " ×",
    "USD billions for 1 %": " bn USD for 1 %",
    "USD millions a point": " m USD a point",
}
"""After the number, where it stands alone."""
SIGNED = {"standard deviations", "VIX points", "USD billions for 1 %", "USD millions a point"}
LEVEL_WORDS = {"panic": "panic level", "unknown": "unknown"}
VOTE_SIGN = {"risk-on": "+", "risk-off": "−", "neutral": "0"}


def shown(value: Value, unit: str) -> str:
    """An input in its unit.

    >>> shown(17.014, "index points"), shown(-0.512, "standard deviations"), shown(None, "times"), shown(0.12, "share")
    ('17.01', '-0.5', '–', '12.0 %')
    """
    if value is None:
        return UNKNOWN
    if isinstance(value, str):
        return value
    if unit.startswith("share"):
        return percent(value)
    text = number(value, DIGITS.get(unit, 2))
    return f"+{text}" if unit in SIGNED and value > 0 and float(text) else text


def with_unit(signal: SignalReading) -> str:
    """A signal's value as it stands alone."""
    text = shown(signal.value, signal.unit)
    return text if text == UNKNOWN else text + ENDINGS.get(signal.unit, "")


def lead(found: MarketRead) -> str:
    """What the decision matrix makes of the day."""
    row = matrix_row(found)
    if row is not None:
        return sentence(row.reading)
    matrix = table(found, "DT-01")
    if matrix.unknown:
        asked = names(INPUTS[key].name for key in matrix.missing)
        return f"Which row of the decision matrix holds is unknown: {asked} is not in the data."
    return f"No row of the decision matrix holds; the nearest is {matrix.nearest}."


def against(found: MarketRead) -> str:
    """The risk on the other side; empty where no row has one."""
    row = matrix_row(found)
    return f"Against it: {row.risk}" if row is not None and row.risk else ""


def matrix_row(found: MarketRead) -> RowReading | None:
    """The row of the regime in the decision matrix; None where none is known to hold."""
    row = table(found, "DT-01").leading
    return None if row is None or row.overlay else row


def table(found: MarketRead, name: str) -> TableReading:
    """A decision table by its id."""
    return next(one for one in found.tables if one.id == name)


def record_line(found: MarketRead) -> str:
    """What came after the leading row of the decision matrix before; empty where it claims nothing."""
    row = matrix_row(found)
    record = next(
        (r for r in found.records if row is not None and r.key == f"DT-01 {row.id}"), None
    )
    if record is None:
        return ""
    return f"Its record: {record_words(record)}."


def record_words(record: RowRecord) -> str:
    """A claim, what was measured, and the verdict."""
    claim = claim_words(record.claim)
    if not isfinite(record.effect):
        return f"{claim}? Too little is known"
    return (
        f"{claim}? {plain(record.mean, record.unit)} after such days, {plain(record.base, record.unit)} after others "
        f"(t {number(record.t, 1)}, {record.spells} separate times): {record.verdict}"
    )


def might_line(found: MarketRead) -> str:
    """Rows of the decision matrix that may hold too, for want of an input; empty where none may."""
    matrix = table(found, "DT-01")
    if matrix_row(found) is None:
        return ""
    rows = [row for row in matrix.rows if row.state == "unknown" and not row.overlay]
    missing = dict.fromkeys(INPUTS[key].name for row in rows for key in row.missing)
    said = names(f"{row.label} ({row.id})" for row in rows)
    return f"Unknown, and graver: {said}, for want of {names(missing)}." if rows else ""


def regime_line(found: MarketRead) -> str:
    """The regime twice, and whether both agree."""
    card = found.regime
    by_rule = LEVEL_WORDS.get(card.rule, card.rule)
    text = f"Regime by rule: {by_rule}"
    if card.since is not None:
        text += f" since {card.since} ({card.sessions} session{'s' if card.sessions > 1 else ''})"
    if card.rule_today != card.rule:
        text += (
            f", though today's close alone is {LEVEL_WORDS.get(card.rule_today, card.rule_today)}"
        )
    text += (
        f"; {card.confirmed} of {card.confirmers} known readings agree"
        if card.confirmers
        else "; 0 of 0 confirmers"
    )
    model = card.model_card
    if card.model == "unknown":
        return f"{text}. By model: unknown ({model.reason})."
    chances = {"calm": model.calm, "normal": model.normal, "stress": model.stress}
    text += f". By model: {card.model} ({percent(chances[card.model], 0)})"
    if card.agreement is None:
        return f"{text}."
    said = "the two agree" if card.agreement else "the two disagree"
    if card.agreement_sessions > 1 and isfinite(card.agreement_year):
        share = percent(card.agreement_year, 0)
        said += f" (they agreed on {share} of the last {card.agreement_sessions} sessions)"
    return f"{text}: {said}."


def curve_line(found: MarketRead) -> str:
    """The term structure and what lies between the tenors."""
    curve = found.curve
    state = next(s.value for s in found.signals if s.id == "term_structure")
    if not isfinite(curve.ratio):
        return f"Term structure: {state or 'unknown'}."
    steps = ", ".join(
        f"{number(100 * step.vol)} from {step.start_days:g} to {step.end_days:g} days"
        for step in curve.forwards
        if isfinite(step.vol)
    )
    return (
        f"Term structure: {state}, VIX over VIX3M {number(curve.ratio)}"
        + (f"; priced between: {steps}" if steps else "")
        + "."
    )


def votes_line(found: MarketRead) -> str:
    """Which way the signals point."""
    card = found.dashboard
    sides = {
        side: names((v.name for v in card.votes if v.vote == side), "none")
        for side in ("risk-on", "risk-off")
    }
    text = f"Votes: {sides['risk-on']} for risk; {sides['risk-off']} against; {card.known} of {len(card.votes)} known"
    if isfinite(card.score):
        text += f", score {number(card.score)} of −1 … 1"
        if isfinite(card.usual):
            text += f" (usually {number(card.usual)})"
    if card.robust is not None:
        text += f". Curve, skew and spot–vol agree: {card.robust}"
    return f"{text}."


def dashboard_line(found: MarketRead) -> str:
    """Which of the ten lines are on, and which nobody can know."""
    card = found.dashboard
    on = names((f"{row.label} ({row.id})" for row in card.rows if row.state == "true"), "none")
    unknown = names((row.id for row in card.rows if row.state == "unknown"), "")
    return f"Dashboard, on: {on}" + (f"; unknown: {unknown}" if unknown else "") + "."


def size_line(found: MarketRead) -> str:
    """The hedge-size signal."""
    size = found.hedge_size
    if not isfinite(size.ratio_today):
        return "How much hedge: unknown, no line of its scorecard is known."
    text = f"How much hedge: {percent(size.ratio, 0)} of the full one"
    if abs(size.ratio - size.ratio_today) > 1e-9:
        text += f" (by today alone {percent(size.ratio_today, 0)}; a change has to last a week)"
    open_lines = size.lines - size.known
    if size.high - size.low > 1e-9:
        text += f"; {open_lines} of {size.lines} lines are unknown: today's could be {percent(size.low, 0)} to {percent(size.high, 0)}"
    held = names(
        (f"{line.name} {points(line)}" for line in size.contributions if line.contribution),
        "nothing",
    )
    text += f". Score {number(size.score, 1)}: {held}"
    return f"{text}. Level {number(size.level_score, 1)}, change {number(size.change_score, 1)}."


def points(line: Contribution) -> str:
    """Points with their sign.

    >>> from types import SimpleNamespace
    >>> points(SimpleNamespace(points=-0.5))
    '−0.5'
    """
    size = f"{abs(line.points):g}"
    return f"+{size}" if line.points > 0 else f"−{size}" if line.points < 0 else "0"


def tails_line(found: MarketRead) -> str:
    """The least budget for the tail, in a sentence."""
    budget = found.tails.budget
    if not budget.feasible:
        return f"No budget earns what is asked of the tail: {budget.reason}."
    low, high = budget.allowed
    return (
        f"The least that earns what is asked (1 % of the book if volatility spikes alone, 3 % in a slow bear market, 10 % in a "
        f"crash) is {percent(budget.total, 2)} of the book now, {percent(budget.a_year, 1)} a year: {budget.verdict} the "
        f"{percent(low, 1)} to {percent(high, 1)} that are usually spent."
    )


def review_line(found: MarketRead) -> str:
    """What a drawdown asks for; empty where there is none."""
    if not found.hedge_size.review:
        return ""
    depth = next(s.value for s in found.signals if s.id == "drawdown")
    said = percent(depth) if isinstance(depth, float) else "more than 5 %"
    return f"The index stands {said} under its high of a year: review the hedge, but a hedge raised after a fall is bought dear."


def fitting_words(one: Fitting) -> str:
    """A structure with what it rests on."""
    loss = "loss bounded" if one.loss == "bounded" else "loss open"
    return f"{one.name} ({names(one.rows)}; {loss}): {one.risks[0]}"


def structures_lines(found: MarketRead) -> list[str]:
    """What fits, what is withheld."""
    fits = [fitting_words(one) for one in found.structures if one.shown]
    held_back = [f"{one.name} ({one.withheld})" for one in found.structures if not one.shown]
    lines = (
        [f"Fits: {'; '.join(fits)}."] if fits else ["Fits: no row that holds names a structure."]
    )
    if held_back and not fits:
        lines = []
    if held_back:
        lines.append(f"Withheld: {'; '.join(held_back)}.")
    return lines


def contradiction_lines(found: MarketRead) -> list[str]:
    """What speaks against each other, side by side."""
    return [f"Contradiction: {one.words}." for one in found.contradictions]


def events_line(found: MarketRead) -> str:
    """Announcements of the month ahead."""
    if found.events is None:
        return "Announcements of the next 30 days: unknown, no table covers them."
    if not found.events:
        return "Announcements of the next 30 days: none."
    listed = ", ".join(f"{e.name} on {e.date} (in {e.days_to} days)" for e in found.events)
    return f"Within VIX's 30 days: {listed}."


def unknown_line(found: MarketRead) -> str:
    """Signals that nobody can know."""
    by_funds = any(s.id == "credit_z" and s.value is not None for s in found.signals)
    missing = [
        s.name
        for s in found.signals
        if s.value is None and not (s.id == "credit_spread" and by_funds)
    ]
    return f"Unknown: {names(missing)}." if missing else "Every signal is known."
