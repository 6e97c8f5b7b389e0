"""Events of the user's own: a CSV file with a heading and the columns date, name and, if known, time.

    date,name,time
    2026-07-30,Apple reports,16:30

Times are New York's.
"""

from __future__ import annotations

from pathlib import Path

from hedgerow.data.cells import decoded, rows
from hedgerow.errors import DataError, HedgerowError
from hedgerow.market.events import Event, own_event

COLUMNS = ("date", "name", "time")


def own_events(path: str | Path) -> tuple[Event, ...]:
    """The events in a file.

    Raises :class:`DataError` with file and line where it is none.
    """
    file = Path(path)
    try:
        lines = rows(decoded(file.read_bytes()), ",")
    except OSError:
        msg = f"events file {str(path)!r} not found; give a CSV file with the columns date, name and, if known, time"
        raise DataError(msg) from None
    except (UnicodeDecodeError, HedgerowError):
        msg = (
            f"{file.name}: not a CSV file; give one with the columns date, name and, if known, time"
        )
        raise DataError(msg) from None
    head = [cell.lower() for cell in lines[0].cells] if lines else []
    missing = [column for column in COLUMNS[:2] if column not in head]
    if missing:
        msg = f"{file.name}: events lack the column {missing[0]!r}; needed are date and name, time may follow"
        raise DataError(msg)
    found = []
    for line in lines[1:]:
        cells = dict(zip(head, line.cells, strict=False))
        try:
            found.append(own_event(*(cells.get(column, "") for column in COLUMNS)))
        except HedgerowError as error:
            msg = f"{file.name}, line {line.line}: {error}"
            raise DataError(msg) from None
    return tuple(found)
