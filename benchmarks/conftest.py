"""What the benchmarks of one run share: the quotes, the peers, the table that each file prints."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from benchmarks.peers.environment import (
    FAST_VOLLIB,
    PY_VOLLIB_VECTORIZED,
    Library,
    Peer,
    PeerMissingError,
)
from benchmarks.quotes import EuropeanQuotes, european_quotes

MOST = 1_000_000

collect_ignore_glob = ["peers/*"]  # its programs run in environments of their own


@dataclass(frozen=True, slots=True)
class Peers:
    """Who answers, and one line for each that does not."""

    running: Mapping[Library, Peer]
    missing: list[str]


@pytest.fixture(scope="session")
def quotes() -> EuropeanQuotes:
    """A million of them."""
    return european_quotes(MOST)


@pytest.fixture(scope="session")
def peers(quotes: EuropeanQuotes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peers]:
    """Those in environments of their own."""
    running: dict[Library, Peer] = {}
    missing: list[str] = []
    folder = tmp_path_factory.mktemp("peers")
    with ExitStack() as stack:
        for library in (PY_VOLLIB_VECTORIZED, FAST_VOLLIB):
            try:
                running[library] = stack.enter_context(Peer.start(library, quotes, folder))
            except PeerMissingError as reason:
                missing.append(str(reason))
        yield Peers(running, missing)
