from dataclasses import dataclass

import pytest

from hedgerow.cli.app import run


@dataclass(frozen=True)
class Ran:
    """What a command line left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def hedgerow(capsys):
    """Runs a command line in this process: ``hedgerow("size", "--value", 5)``."""

    def ran(*arguments):
        code = run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return ran
