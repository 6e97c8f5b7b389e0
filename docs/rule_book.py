"""Writes the rule book, docs/rules.md, from the rules themselves: ``make rules``."""

from pathlib import Path

from hedgerow.desk import rules
from hedgerow.desk.rule_book import RuleBook, RuleTable
from hedgerow.report.evidence_words import claim_words

PAGE = Path(__file__).parent / "rules.md"
HEAD = """# The rule book

Every decision table by which `hedgerow read` reads the market, generated from the rules themselves. A row is data:
conditions on named inputs against named thresholds, evaluated by one engine. Bands hold their lower edge and not their
upper. An input that is missing makes a row unknown, never false. Rows marked **+** close a gap that the founding documents
(a hedging article and a volatility document) leave; *overlays* stand beside the row of the regime and never replace it.
Where rows contradict each other both are shown. What a row implies of the sessions after it is tested:
[the evidence](evidence.md).

A file of your own (`--rules`) overrides any threshold:

```toml
[thresholds]
vix_low = 14
nvrp_favourable = 1.43
```
"""


def markdown(book: RuleBook) -> str:
    """The page."""
    parts = [HEAD, *(_table(one) for one in book.tables), _thresholds(book), _inputs(book)]
    return "\n".join([*parts, _structures(book)])


def _table(one: RuleTable) -> str:
    lines = [f"## {one.id} {one.title}", ""]
    if one.question:
        lines += [f"*{one.question}*", ""]
    if one.rows:
        claims = any(row.claim for row in one.rows)
        structures = any(row.structures for row in one.rows)
        head = ["row", "where", "says"]
        head += ["names"] if structures else []
        head += ["implies"] if claims else []
        lines += _rows(
            head,
            [
                [
                    f"**{row.id}**{' +' if row.added else ''}"
                    + (f" {row.label}" if row.label.lower() != row.id.lower() else "")
                    + (" *(overlay)*" if row.overlay else ""),
                    row.condition,
                    " ".join(
                        filter(None, [row.reading, f"*Against it:* {row.risk}" if row.risk else ""])
                    ),
                    *([", ".join(row.structures)] if structures else []),
                    *([claim_words(row.claim) if row.claim else ""] if claims else []),
                ]
                for row in one.rows
            ],
        )
    notes = [one.note, f"Source: {one.source}." + (f" `{one.place}`" if one.place else "")]
    return "\n".join([*lines, " ".join(filter(None, notes)), ""])


def _thresholds(book: RuleBook) -> str:
    rows = [
        [f"`{row.key}`", f"{row.default:g}", row.meaning, row.source] for row in book.thresholds
    ]
    return "\n".join(["## Thresholds", "", *_rows(["key", "value", "meaning", "source"], rows)])


def _inputs(book: RuleBook) -> str:
    rows = [
        [f"`{row.key}`", row.name, ", ".join(row.values) or row.unit, row.meaning]
        for row in book.inputs
    ]
    text = "A file of your own (`--inputs`, a CSV with `date`, `input`, `value`) fills what the data lack, and stands before them."
    return "\n".join(["## Inputs", "", text, "", *_rows(["key", "name", "unit", "meaning"], rows)])


def _structures(book: RuleBook) -> str:
    rows = [[row.name, row.legs, row.loss, row.risk] for row in book.structures]
    return "\n".join(["## Structures", "", *_rows(["name", "legs", "loss", "loses on"], rows)])


def _rows(head: list[str], rows: list[list[str]]) -> list[str]:
    """A table in Markdown, with a blank line after it."""
    lines = [head, ["---"] * len(head), *rows]
    return [
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
    ] + [""]


def main() -> None:
    """Write the page."""
    PAGE.write_text(markdown(rules()), encoding="utf-8")


if __name__ == "__main__":
    main()
