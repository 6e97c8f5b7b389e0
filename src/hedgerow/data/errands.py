"""Several fetches at a time, their results in the order in which they come.

The threads are daemons: an interrupt (Ctrl-C) reaches the main thread at once and does not wait for a
server. Whatever is kept is written by the main thread alone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from hedgerow.errors import HedgerowError

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Done(Generic[Key, Value]):
    """What one fetch brought: a value, or the error."""

    key: Key
    value: Value | None
    error: BaseException | None = None


def errands(
    work: Callable[[Key], Value], keys: Sequence[Key], *, threads: int = 4
) -> Iterator[Done[Key, Value]]:
    """``work(key)`` of every key; an error of ours is a result, any other is raised here."""
    waiting: SimpleQueue[Key] = SimpleQueue()
    finished: SimpleQueue[Done[Key, Value]] = SimpleQueue()
    for key in keys:
        waiting.put(key)

    def run() -> None:
        while True:
            try:
                key = waiting.get_nowait()
            except Empty:
                return
            try:
                finished.put(Done(key, work(key)))
            except BaseException as error:  # noqa: BLE001 - raised again in the main thread
                finished.put(Done(key, None, error))

    for _ in range(min(threads, len(keys))):
        threading.Thread(target=run, daemon=True).start()
    for _ in keys:
        done = finished.get()
        if done.error is not None and not isinstance(done.error, HedgerowError):
            raise done.error
        yield done
