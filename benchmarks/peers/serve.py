"""The peer's side of the pipe: questions come in as lines of JSON, answers go out so.

It runs in the peer's own environment and imports nothing of Hedgerow.
"""

import json
import sys
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

import numpy as np

Columns = dict[str, Any]
"""The quotes, with whatever form of them the library likes best."""

Kernel = Callable[[Columns], Mapping[str, Any]]


def serve(kernels: Mapping[str, Kernel], prepare: Callable[[Columns], Columns]) -> None:
    """Answer until the pipe closes. ``prepare`` is not timed."""
    with np.load(sys.argv[1]) as file:
        quotes = dict(file)
    prepared: dict[int, Columns] = {}
    for line in sys.stdin:
        question = json.loads(line)
        kernel, n = kernels[question["kernel"]], question["n"]
        if n not in prepared:
            prepared[n] = prepare({name: column[:n].copy() for name, column in quotes.items()})
        calls = question.get("calls", 1)
        start = perf_counter()
        for _ in range(calls):
            found = kernel(prepared[n])
        seconds = (perf_counter() - start) / calls
        if "save" in question:
            np.savez(question["save"], **found)
        print(json.dumps({"seconds": seconds}), flush=True)
