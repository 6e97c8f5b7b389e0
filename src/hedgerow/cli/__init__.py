"""The ``hedgerow`` command: it parses, asks the desk, renders.

Exit codes: 0 fine, 1 a check failed, 2 bad input, 3 something needed is unavailable. Bad input gives
one line on standard error, never a traceback.
"""

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    from hedgerow.cli.app import run

    sys.exit(run(sys.argv[1:]))
