"""The evidence in plain words: claims, effects in their unit, verdicts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.regime.inputs import INPUTS
from hedgerow.regime.outcomes import MONTH, UNITS
from hedgerow.report.figures import (
    UNKNOWN,
    number,
    percent,
    points,
    sentence,
    signed_percent,
    signed_points,
)

if TYPE_CHECKING:
    from hedgerow.desk.rule_evidence import Evidence
    from hedgerow.regime.claims import ClaimEvidence
    from hedgerow.regime.contrast import Effect, Tendency
    from hedgerow.regime.evidence import RuleEvidence, SignalEvidence
    from hedgerow.regime.measured import Measure
    from hedgerow.regime.outcomes import Unit
    from hedgerow.regime.table import Claim
    from hedgerow.regime.verdict import Verdict

VERDICTS: dict[Verdict, str] = {
    "supported": "the sign that is claimed, beyond chance, in both halves of the history",
    "weak": "the sign that is claimed, not beyond chance or not in both halves",
    "not supported": "no such effect",
    "opposite": "the other way round, beyond chance",
    "too few": "it happened too seldom to tell",
    "no data": "nothing at hand to test it on",
    "no claim": "nothing is claimed",
}
OUTCOMES = {
    "return": "returns",
    "realized": "realized volatility",
    "premium": "VIX less what comes",
}
HELD: tuple[Verdict, ...] = ("supported", "weak", "not supported", "opposite", "too few")
"""Verdicts on claims that there are data for."""
_SIGNED: dict[Unit, Callable[[float], str]] = {
    "return": lambda x: signed_percent(x, 2),
    "vol": lambda x: f"{signed_points(x)} pts",
    "share": lambda x: signed_percent(x, 0),
    "times": lambda x: f"{x:+.3f}",
}
_PLAIN: dict[Unit, Callable[[float], str]] = {
    "return": lambda x: percent(x, 2),
    "vol": lambda x: f"{points(x)} pts",
    "share": lambda x: percent(x, 0 if abs(x) >= 0.1 else 1),
    "correlation": number,
    "times": number,
    "count": lambda x: f"{x:,.0f}",
    "t": lambda x: number(x, 1),
}


def claim_words(claim: Claim) -> str:
    """What a row says of the sessions after.

    >>> from hedgerow.regime.table import Claim
    >>> claim_words(Claim("realized", higher=True))
    'realized volatility higher over 21 sessions'
    """
    way = "higher" if claim.higher else "lower"
    return f"{OUTCOMES[claim.outcome]} {way} over {claim.sessions} sessions"


def row_name(key: str, label: str) -> str:
    """Table, row and label of a row, nothing twice.

    >>> row_name("DT-04a high", "high"), row_name("DT-04a panic", "panic level"), row_name("DT-01 R4", "stress")
    ('DT-04a high', 'DT-04a panic level', 'DT-01 R4 stress')
    """
    table, row = key.split(" ", 1)
    same = label.lower().startswith(row.lower())
    return f"{table} {label}" if same else f"{key} {label}"


def signed(value: float, unit: Unit) -> str:
    """A difference in its unit.

    >>> signed(0.104, "vol"), signed(-0.0073, "return"), signed(float("nan"), "vol")
    ('+10.4 pts', '-0.73 %', '–')
    """
    return _SIGNED.get(unit, _PLAIN[unit])(value) if isfinite(value) else UNKNOWN


def plain(value: float, unit: Unit) -> str:
    """A figure in its unit; a difference or an error without its sign.

    >>> plain(0.137, "vol"), plain(0.58, "share"), plain(16.0, "count")
    ('13.7 pts', '58 %', '16')
    """
    return _PLAIN[unit](value) if isfinite(value) else UNKNOWN


def halves(effect: Effect) -> str:
    """``+9.5 / +10.7 pts``: an effect in each half of the history."""
    first, second = (signed(x, effect.unit) for x in (effect.first_half, effect.second_half))
    suffix = first[first.rfind(" ") :] if " " in first and " " in second else ""
    return f"{first.removesuffix(suffix)} / {second}"


def interval(effect: Effect) -> str:
    """``+1.2 … +3.4 pts``."""
    low, high = (signed(x, effect.unit) for x in effect.interval)
    suffix = low[low.rfind(" ") :] if " " in low else ""
    return UNKNOWN if low == UNKNOWN else f"{low.removesuffix(suffix)} … {high}"


def with_t(effect: Effect) -> str:
    """``+1.2 pts (2.3)``: an effect and its t."""
    said = signed(effect.effect, effect.unit)
    return said if said == UNKNOWN or not isfinite(effect.t) else f"{said} ({number(effect.t, 1)})"


def measured(record: ClaimEvidence, most: int | None = None) -> str:
    """The figures of a sentence, the first ``most`` of them; what is lacking where there are none."""
    if not record.measured:
        return f"needs {record.lacking}"
    return "; ".join(figure(one) for one in record.measured[:most])


def figure(one: Measure) -> str:
    """``VIX under 12: 72 %``."""
    return f"{one.name}: {plain(one.value, one.unit)}"


def q_text(q: float) -> str:
    """``0.012``, ``< 0.001``, or a dash."""
    return number(q, 3) if not isfinite(q) or q >= 0.001 else "< 0.001"


def month(effects: Sequence[Tendency]) -> tuple[Tendency, ...]:
    """Return, realized and premium over a month."""
    return tuple(e for e in effects if e.sessions == MONTH and e.outcome in UNITS)


def answer_lines(result: Evidence) -> list[str]:
    """What held and what did not, in plain sentences."""
    return [_rows(result), _sentences(result), _fails(result)]


def _rows(result: Evidence) -> str:
    count = {row.verdict: row.rules for row in result.counts}
    claimed = sum(count[verdict] for verdict in HELD)
    if not claimed:
        return "No row shown makes a claim that these data can test."
    return (
        f"Of {claimed} rows that make a claim and have data, {count['supported']} are supported, {count['weak']} weak, "
        f"{count['not supported']} not supported, {count['opposite']} the opposite, {count['too few']} too few to tell; "
        f"{count['no data']} rows have no data, {count['no claim']} claim nothing."
    )


def _sentences(result: Evidence) -> str:
    count = {row.verdict: row.claims for row in result.counts}
    known = sum(count[verdict] for verdict in HELD)
    return (
        f"Of {known} sentences of the founding documents that could be tested, {count['supported']} are supported, "
        f"{count['weak']} weak, {count['not supported']} not supported, {count['opposite']} the opposite, "
        f"{count['too few']} too few to tell; {count['no data']} could not be."
    )


def _fails(result: Evidence) -> str:
    """The sentences that are contradicted."""
    wrong = [record.claim for record in result.claims if record.verdict == "opposite"]
    return f"Contradicted: {'; '.join(wrong)}." if wrong else "No sentence is contradicted."


def method_line(result: Evidence) -> str:
    """How it was tested."""
    spans = ", ".join(f"{h.effective_observations:,} of {h.sessions}" for h in result.horizons)
    return (
        f"{result.sessions:,} sessions from {result.first} to {result.as_of}; windows that do not overlap: {spans} sessions. "
        f"{result.tested} claims were tested together; of what is called supported or opposite about "
        f"{percent(result.false_discovery_rate, 0)} may be chance. {sentence(result.caveat)}"
    )


def by_table(result: Evidence) -> dict[str, list[RuleEvidence]]:
    """Rows by their table, in order."""
    found: dict[str, list[RuleEvidence]] = {name: [] for name in result.tables}
    for record in result.rules:
        found[record.table].append(record)
    return found


def untested_line(rows: Sequence[RuleEvidence]) -> str:
    """The rows of a table that have no verdict, and why; empty where all have."""
    bare = [r for r in rows if r.verdict == "no data"]
    silent = [r.row for r in rows if r.verdict == "no claim"]
    lacking = sorted({key for r in bare for key in r.missing})
    parts = []
    if bare:
        names = ", ".join(r.row for r in bare)
        inputs = ", ".join(INPUTS[key].name for key in lacking)
        parts.append(f"no data: {names} ({inputs or 'nothing known'})")
    if silent:
        parts.append(f"no claim: {', '.join(silent)}")
    return sentence("; ".join(parts)) if parts else ""


def signal_name(record: SignalEvidence) -> str:
    """An input with the step that its effects are for."""
    step = f" (± {number(record.deviation)})" if isfinite(record.deviation) else ""
    return f"{record.name}{step}"
