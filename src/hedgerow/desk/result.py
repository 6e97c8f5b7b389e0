"""The envelope that every answer shares, and its one JSON form.

``schema`` (1; additions are compatible), ``command``, ``as_of``, ``status {state, reasons}``,
``provenance``, ``warnings``, then the answer's own keys in the order of its fields. NaN and infinity
are null, dates ISO 8601, money in USD with costs negative.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = 1
State: TypeAlias = Literal["ok", "degraded", "unavailable"]


@dataclass(frozen=True, slots=True)
class Status:
    """How far an answer can be trusted, and why not further."""

    state: State
    reasons: tuple[str, ...] = ()

    @classmethod
    def of(cls, reasons: Sequence[str]) -> Status:
        """``ok`` without reasons, ``degraded`` with some."""
        unique = tuple(dict.fromkeys(reasons))
        return cls("degraded" if unique else "ok", unique)


@dataclass(frozen=True, kw_only=True)
class Result:
    """An answer of the desk."""

    command: ClassVar[str]
    main_table: ClassVar[str]
    """The field that :meth:`to_frame` shows; dots lead into it."""
    as_of: date | None
    """End of this session; None for pure calculators."""
    status: Status
    provenance: Mapping[str, str] = field(default_factory=dict)
    """Where each table came from; ``option_price`` is quoted or modelled."""
    warnings: tuple[str, ...] = ()
    """What the reader should know although the answer stands."""

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain lists, dictionaries and numbers; NaN is None."""
        envelope = {name: plain(getattr(self, name)) for name in _ENVELOPE}
        own = {
            f.name: plain(getattr(self, f.name)) for f in fields(self) if f.name not in _ENVELOPE
        }
        return {"schema": SCHEMA, "command": self.command, **envelope, **own}

    def to_json(self) -> str:
        """The answer as one JSON document; equal input gives equal bytes."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False, allow_nan=False)

    def to_frame(self) -> pd.DataFrame:
        """The answer's main table, one row an entry; NaN is None."""
        import pandas as pd

        return pd.DataFrame(plain(attrgetter(self.main_table)(self)))


_ENVELOPE = ("as_of", "status", "provenance", "warnings")


def plain(item: Any) -> Any:  # noqa: ANN401 - any result
    """``item`` in the types of JSON."""
    if item is None or isinstance(item, (str, bool, int)):
        return item
    if isinstance(item, float):
        return float(item) if math.isfinite(item) else None
    if isinstance(item, (date, datetime)):
        return item.isoformat()
    if is_dataclass(item) and not isinstance(item, type):
        return {f.name: plain(getattr(item, f.name)) for f in fields(item)}
    if isinstance(item, Mapping):
        return {str(key): plain(value) for key, value in item.items()}
    if isinstance(item, Sequence):
        return [plain(value) for value in item]
    msg = f"{type(item).__name__} has no JSON form"
    raise TypeError(msg)
