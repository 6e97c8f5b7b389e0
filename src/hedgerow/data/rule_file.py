"""Thresholds of the user's own: a TOML file.

[thresholds]
vix_low = 14
nvrp_favourable = 1.43
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from hedgerow.errors import DataError, HedgerowError
from hedgerow.regime.thresholds import DEFAULT, Thresholds, overridden

EXAMPLE = "a TOML file like: [thresholds] vix_low = 14 (a line each)"


def own_thresholds(path: str | Path | None) -> Thresholds:
    """The thresholds with the file's in the place of the defaults; the defaults without one.

    Raises :class:`DataError` where the file cannot be read, names no threshold, or gives what is no number.
    """
    if path is None:
        return DEFAULT
    file = Path(path)
    try:
        document: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    except OSError:
        raise DataError(f"rules file {str(path)!r} not found; give {EXAMPLE}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        first = " ".join(str(error).split())
        raise DataError(f"{file.name}: no TOML ({first}); give {EXAMPLE}") from None
    own = document.pop("thresholds", None)
    if document or not isinstance(own, dict):
        other = ", ".join(document) or "nothing"
        raise DataError(f"{file.name} holds {other} beside [thresholds]; give {EXAMPLE}")
    try:
        return overridden(own)
    except HedgerowError as error:
        raise DataError(f"{file.name}: {error}") from None
