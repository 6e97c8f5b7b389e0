"""How far a fetch has come: a seam for a progress bar, and the silence that stands in for one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


class Progress(Protocol):
    """Is told what was done; called from one thread only."""

    def advance(self, label: str, done: int, total: int) -> None:
        """``done`` of ``total`` pieces of ``label`` are there; 0 at the start."""


class Silence:
    """Tells nobody."""

    def advance(self, label: str, done: int, total: int) -> None:
        """Nothing."""


@dataclass
class Noted:
    """Remembers what it was told: the fake for tests."""

    steps: list[tuple[str, int, int]] = field(default_factory=list)

    def advance(self, label: str, done: int, total: int) -> None:
        """Remember."""
        self.steps.append((label, done, total))
