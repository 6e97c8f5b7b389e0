"""Everything that Hedgerow raises, on one screen.

    HedgerowError
    ├─ InputError          what was given cannot be used            (exit code 2)
    │  ├─ BookError        the portfolio
    │  └─ DataError        a market-data file or folder
    └─ UnavailableError    something needed is not there            (exit code 3)

Every message is one line and gives the value, the allowed range and the next step. A fit that did
not converge or a table that is missing by design is a *result* with a status, not an error.
"""

from collections.abc import Iterable
from difflib import get_close_matches


class HedgerowError(Exception):
    """Base of all errors raised on purpose."""

    exit_code = 1


class InputError(HedgerowError):
    """What was given cannot be used: a parameter, a date, a symbol."""

    exit_code = 2


class BookError(InputError):
    """The portfolio file or a position in it."""


class DataError(InputError):
    """A market-data file or folder that is missing, broken or of another layout."""


class UnavailableError(HedgerowError):
    """Something that the question needs is not in the data."""

    exit_code = 3


def suggestion(word: str, allowed: Iterable[str]) -> str:
    """``" (did you mean 'quantity'?)"`` where something allowed is close, else nothing."""
    close = get_close_matches(word, list(allowed), n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""
