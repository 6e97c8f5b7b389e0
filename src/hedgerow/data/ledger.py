"""Results of long work, kept piece by piece: what was done is not done again.

A result lies under the key of the question, which holds everything that it depends on, so that a
kept one is right or is not found. Each is written whole or not at all; after an interrupt the next
run goes on where this one stopped. The folder may be emptied at any time: it costs the work alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from hedgerow.data.store import write_whole

if TYPE_CHECKING:
    from hedgerow.typing import FloatArray


class Ledger(Protocol):
    """Remembers results by key."""

    def get(self, key: str) -> FloatArray | None:
        """The result, if it is there."""

    def put(self, key: str, result: FloatArray) -> None:
        """Remember a result."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A file a result, in a folder."""

    path: Path

    def get(self, key: str) -> FloatArray | None:
        """The result kept under ``key``; None where there is none that can be read."""
        try:
            found = np.load(self._file(key), allow_pickle=False)
        except (OSError, ValueError, EOFError):  # a file that is cut off is worked out anew
            return None
        return found if found.dtype == np.float64 else None

    def put(self, key: str, result: FloatArray) -> None:
        """Keep a result. Raises :class:`DataError` where the folder cannot be written."""
        write_whole(self._file(key), lambda file: np.save(file, result, allow_pickle=False))

    def _file(self, key: str) -> Path:
        return self.path / f"{key}.npy"


@dataclass
class Memory:
    """Remembers until the program ends: for who keeps nothing, and for tests."""

    kept: dict[str, FloatArray] = field(default_factory=dict)

    def get(self, key: str) -> FloatArray | None:
        """The result, if it is there."""
        return self.kept.get(key)

    def put(self, key: str, result: FloatArray) -> None:
        """Remember a result."""
        self.kept[key] = result
