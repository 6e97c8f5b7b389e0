"""A progress bar on standard error, where somebody is looking; nothing where nobody is."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID


class Bar(AbstractContextManager["Bar"]):
    """Drawn from the first fetch on, gone at the end; one line a label."""

    def __init__(self) -> None:
        self._drawn: RichProgress | None = None
        self._tasks: dict[str, TaskID] = {}

    def advance(self, label: str, done: int, total: int) -> None:
        """``done`` of ``total`` pieces of ``label`` are there."""
        if not sys.stderr.isatty():
            return
        if self._drawn is None:
            from rich.console import Console
            from rich.progress import Progress

            self._drawn = Progress(console=Console(stderr=True), transient=True)
            self._drawn.start()
        if label not in self._tasks:
            self._tasks[label] = self._drawn.add_task(label, total=total)
        self._drawn.update(self._tasks[label], completed=done, total=total)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the terminal as it was."""
        if self._drawn is not None:
            self._drawn.stop()
