"""Peers that would quarrel in our environment live in one of their own and are asked over a pipe.

The environment is made once, under `.benchmarks/peers`, with pinned versions; `make clean` removes it. A peer gets
the quotes as a file, keeps them in memory, times itself when it is told to, and writes its answers to a file.
"""

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from benchmarks.quotes import EuropeanQuotes, FloatArray

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PIP = ("-m", "pip", "install", "-qq", "--disable-pip-version-check")
PATIENCE = 600
"""Seconds for an installation."""

ONE_THREAD = dict.fromkeys(("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


class PeerMissingError(Exception):
    """The peer's environment cannot be made here."""


@dataclass(frozen=True, slots=True)
class Library:
    """What to install, and the program beside this file that calls it."""

    name: str
    program: str
    requirements: tuple[str, ...]


PY_VOLLIB_VECTORIZED = Library(
    "py_vollib_vectorized 0.1.1",
    "vollib_vectorized.py",
    (
        "py_vollib_vectorized==0.1.1",
        "py_vollib==1.0.1",
        "py_lets_be_rational==1.0.1",
        "simplejson==4.3.0",
    ),
)
"""It patches the modules of py_vollib 1.0.1 as it is imported; later ones are not what it expects."""

FAST_VOLLIB = Library(
    "fast-vollib 0.2.4", "vollib_fast.py", ("fast-vollib[numba]==0.2.4", "psutil==7.2.2")
)


@dataclass(frozen=True, slots=True)
class Peer:
    """A running peer that holds the quotes. Use as a context manager."""

    name: str
    process: subprocess.Popen[str]
    folder: Path

    @classmethod
    def start(cls, library: Library, quotes: EuropeanQuotes, folder: Path) -> Self:
        """Make the environment if need be, start the program in it.

        Raises :class:`PeerMissingError` with one line that says why not.
        """
        python = interpreter(library)
        sample = folder / "quotes.npz"
        if not sample.exists():
            columns = {f.name: getattr(quotes, f.name) for f in dataclasses.fields(quotes)}
            np.savez(sample, **columns)
        process = subprocess.Popen(
            [python, HERE / library.program, sample],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=os.environ | ONE_THREAD,
        )
        return cls(library.name, process, folder)

    def seconds(self, kernel: str, n: int, calls: int = 1) -> float:
        """For one of ``calls`` calls of ``kernel`` on the first ``n`` quotes."""
        return float(self._ask(kernel=kernel, n=n, calls=calls)["seconds"])

    def answers(self, kernel: str, n: int) -> Mapping[str, FloatArray]:
        """What it finds."""
        path = self.folder / "answers.npz"
        self._ask(kernel=kernel, n=n, save=str(path))
        with np.load(path) as found:
            return dict(found)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self.process:
            self.process.terminate()

    def _ask(self, **question: str | int) -> dict[str, float]:
        if self.process.stdin is None or self.process.stdout is None:
            raise PeerMissingError(f"{self.name} has no pipe")
        try:
            self.process.stdin.write(json.dumps(question) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise PeerMissingError(f"{self.name} does not start") from None
        for line in self.process.stdout:
            if line.startswith("{"):  # a library may print what it likes
                return dict(json.loads(line))
        raise PeerMissingError(f"{self.name} ended while asked for {question}")


def interpreter(library: Library) -> Path:
    """The Python of the library's environment, installed on first use.

    Raises :class:`PeerMissingError`.
    """
    folder = ROOT / ".benchmarks" / "peers" / library.program.removesuffix(".py")
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    stamp, wanted = folder / "installed.txt", "\n".join(library.requirements)
    if stamp.exists() and stamp.read_text() == wanted:
        return python
    constraints = ("-c", str(ROOT / "constraints.txt"))
    try:
        for command in (
            [sys.executable, "-m", "venv", "--clear", folder],
            [python, *PIP, *constraints, *library.requirements],
        ):
            subprocess.run(command, check=True, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        raise PeerMissingError(f"{library.name}: installing took over {PATIENCE} s") from None
    except subprocess.CalledProcessError as failed:
        reason = (failed.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise PeerMissingError(f"{library.name} cannot be installed: {reason}") from None
    stamp.write_text(wanted)
    return python
