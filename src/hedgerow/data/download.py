"""Downloads over HTTP: patient with servers, strict with what they answer.

A connection that fails, a server's error (5xx) and "too many requests" (429) are tried again after
½, 1, 2 … seconds with jitter, or after as long as the server asks (``Retry-After``); if it asks for
more than half a minute, not at all. "Not there" and "not allowed" are final. An answer that ends
before its announced length counts as a failed connection; none may be larger than 64 MiB. A host that
could not be reached is not waited for a second time.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Protocol

from hedgerow.errors import DataError, UnavailableError

# stamina logs each retry as a warning: for whoever listens, not for the terminal
logging.getLogger("stamina").addHandler(logging.NullHandler())

TOO_MANY, SERVER_ERROR = 429, 500
REASONS = {403: "403, not allowed or not there", 404: "404, not there"}


class Downloads(Protocol):
    """The seam to the network."""

    def get(self, url: str) -> bytes:
        """What is served at an address.

        Raises :class:`UnavailableError` where nothing is, :class:`DataError` for garbled answers.
        """


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds."""

    tries: int = 4
    connect: float = 5.0
    read: float = 10.0
    first_pause: float = 0.5
    longest_pause: float = 30.0
    together: float = 20.0
    """Since the first try; after that a failure is final."""
    largest: int = 64 * 2**20
    """Bytes of an answer."""


@dataclass(frozen=True, slots=True)
class HttpDownloads:
    """Downloads over the network."""

    patience: Patience = field(default_factory=Patience)
    _out_of_reach: dict[str, str] = field(default_factory=dict, repr=False)

    def get(self, url: str) -> bytes:
        """What is served at an address, tried as often as patience allows."""
        import httpx2
        import stamina

        host = shown(url).partition("/")[0]
        if host in self._out_of_reach:
            msg = f"{shown(url)}: {self._out_of_reach[host]}"
            raise UnavailableError(msg)
        patient, tried = self.patience, 0
        try:
            for attempt in stamina.retry_context(
                self._again,
                attempts=patient.tries,
                timeout=patient.together,
                wait_initial=patient.first_pause,
                wait_max=patient.longest_pause,
                wait_jitter=patient.first_pause,
            ):
                with attempt:
                    tried = attempt.num
                    return self._tried(url)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            explained = _explained(url, error, tried)
            if isinstance(error, (httpx2.TimeoutException, httpx2.NetworkError)):
                self._out_of_reach[host] = str(explained).partition(": ")[2]
            raise explained from None
        raise AssertionError  # pragma: no cover - the last attempt returns or raises

    def _tried(self, url: str) -> bytes:
        import httpx2

        patient = self.patience
        timeout = httpx2.Timeout(patient.read, connect=patient.connect)
        with (
            httpx2.Client(timeout=timeout, follow_redirects=True, headers=_headers()) as client,
            client.stream("GET", url) as response,
        ):
            response.raise_for_status()
            parts, size = [], 0
            for part in response.iter_bytes():
                size += len(part)
                if size > patient.largest:
                    msg = f"{shown(url)}: more than {patient.largest:,} bytes, which is no table; is the address right?"
                    raise DataError(msg)
                parts.append(part)
            return b"".join(parts)

    def _again(self, error: Exception) -> bool | float:
        """Whether to try again, or after how many seconds."""
        import httpx2

        if isinstance(error, httpx2.HTTPStatusError):
            status = error.response.status_code
            if status != TOO_MANY and status < SERVER_ERROR:
                return False
            asked = retry_after(error.response.headers, datetime.now(UTC))
            if asked is None:
                return True
            return asked if asked <= self.patience.longest_pause else False
        return isinstance(error, httpx2.TransportError) and not isinstance(
            error, httpx2.UnsupportedProtocol
        )


@dataclass(frozen=True, slots=True)
class CannedDownloads:
    """Answers prepared beforehand: the fake for tests. An address without one is not there."""

    answers: Mapping[str, bytes | Exception]
    asked: list[str] = field(default_factory=list)

    def get(self, url: str) -> bytes:
        """The prepared answer."""
        self.asked.append(url)
        answer = self.answers.get(url)
        if answer is None:
            msg = f"{shown(url)}: {REASONS[404]}"
            raise UnavailableError(msg)
        if isinstance(answer, Exception):
            raise answer
        return answer


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that a server asks to wait, given as such or as a date [RFC 9110, 10.2.3].

    >>> retry_after({"Retry-After": "7"}, datetime(2026, 1, 1, tzinfo=UTC))
    7.0
    """
    asked = headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdigit():
        return float(asked)
    try:
        moment = parsedate_to_datetime(asked)
    except (TypeError, ValueError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def shown(url: str) -> str:
    """Host and path of an address, as errors name it.

    >>> shown("https://example.org/a/b.json?key=secret")
    'example.org/a/b.json'
    """
    return url.split("://", 1)[-1].split("?", 1)[0]


def _explained(url: str, error: Exception, tries: int) -> UnavailableError | DataError:
    import httpx2

    after = f" after {tries} tries" if tries > 1 else ""
    if isinstance(error, httpx2.HTTPStatusError):
        status = error.response.status_code
        if status in REASONS:
            return UnavailableError(f"{shown(url)}: {REASONS[status]}")
        asked = retry_after(error.response.headers, datetime.now(UTC))
        when = "later" if asked is None else f"in {asked:.0f} s, as the server asks"
        reason = f"{status} {error.response.reason_phrase}".strip()
        return UnavailableError(f"{shown(url)}: {reason}{after}; try again {when}")
    if isinstance(error, httpx2.TimeoutException):
        return UnavailableError(f"{shown(url)}: no answer in time{after}; try again later")
    if isinstance(error, httpx2.RemoteProtocolError):
        return UnavailableError(
            f"{shown(url)}: the answer was cut off or is not HTTP{after}; try again later"
        )
    if isinstance(error, httpx2.TransportError):
        return UnavailableError(
            f"{shown(url)}: no connection ({type(error).__name__}){after}; is there a network?"
        )
    return DataError(f"{shown(url)}: not a readable answer ({type(error).__name__})")


def _headers() -> dict[str, str]:
    return {
        "User-Agent": f"hedgerow/{version('hedgerow')}",
        "Accept": "application/json, text/csv, */*;q=0.5",
    }
