"""Downloads against a server of our own: patience, and strictness with what it answers."""

import re
import socket
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug import Response

from hedgerow.data.download import CannedDownloads, HttpDownloads, Patience, retry_after, shown
from hedgerow.errors import DataError, UnavailableError

QUICK = HttpDownloads(Patience(first_pause=0.01, read=0.3, connect=0.5, longest_pause=2.0))


@pytest.fixture
def serve(httpserver):
    """Serves these answers one after the other, the last for ever; counts requests."""

    class Served:
        requests: list = []  # noqa: RUF012 - a fresh class each time

        def __call__(self, *answers):
            self.requests.clear()

            def handler(request):
                self.requests.append(request)
                answer = answers[min(len(self.requests), len(answers)) - 1]
                return answer() if callable(answer) and not isinstance(answer, Response) else answer

            httpserver.expect_request("/data.csv").respond_with_handler(handler)
            return httpserver.url_for("/data.csv?key=secret")

    return Served()


def test_what_is_served_comes(serve):
    """Bytes come as they are, and the server is told who asks."""
    url = serve(Response("DATE,VIX\n"))
    assert QUICK.get(url) == b"DATE,VIX\n"
    assert serve.requests[0].headers["User-Agent"].startswith("hedgerow/")


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_passes_is_tried_again(serve, status):
    """A busy or failing server is asked again, and its answer counts once it comes."""
    assert (
        QUICK.get(serve(Response("no", status), Response("no", status), Response("yes"))) == b"yes"
    )
    assert len(serve.requests) == 3


def test_a_server_that_keeps_failing(serve):
    """After four tries the error names address, status and the next step, and no secret."""
    with pytest.raises(UnavailableError) as raised:
        QUICK.get(serve(Response("down", 503)))
    said = str(raised.value)
    assert re.search(r"/data\.csv: 503 (?i:service unavailable) after 4 tries; try again", said)
    assert "secret" not in said
    assert len(serve.requests) == 4


@pytest.mark.parametrize(
    ("status", "part"), [(404, "not there"), (403, "not allowed"), (400, "400")]
)
def test_what_is_final_is_asked_once(serve, status, part):
    """A server that says no is not asked again."""
    with pytest.raises(UnavailableError, match=part):
        QUICK.get(serve(Response("no", status)))
    assert len(serve.requests) == 1


def test_retry_after_is_honoured(serve):
    """A server that asks for a second gets one, though the first pause would be shorter."""
    url = serve(Response("slow down", 429, {"Retry-After": "1"}), Response("yes"))
    before = time.monotonic()
    assert QUICK.get(url) == b"yes"
    assert time.monotonic() - before >= 0.95


def test_retry_after_too_long(serve):
    """A server that asks for an hour is left alone, and the error says how long it asks for."""
    with pytest.raises(UnavailableError, match="in 3600 s, as the server asks"):
        QUICK.get(serve(Response("slow down", 429, {"Retry-After": "3600"})))
    assert len(serve.requests) == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("Fri, 31 May 2024 22:00:30 GMT", 30.0),
        ("Fri, 31 May 2024 21:59:00 GMT", 0.0),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_forms(header, seconds):
    """RFC 9110: a number of seconds or a date; a date that has passed means at once."""
    now = datetime(2024, 5, 31, 22, 0, tzinfo=UTC)
    assert retry_after({"Retry-After": header}, now) == seconds


@given(st.text(max_size=40))
def test_no_header_breaks_it(header):
    """Whatever a server writes there, it is a number of seconds or nothing."""
    asked = retry_after({"Retry-After": header}, datetime(2024, 5, 31, tzinfo=UTC))
    assert asked is None or asked >= 0


@pytest.fixture
def raw():
    """Serves these bytes and hangs up, one connection after the other."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        def serve(*replies):
            def run():
                for reply in replies:
                    with suppress(OSError):
                        connection, _ = listening.accept()
                        with connection:
                            connection.recv(10_000)
                            connection.sendall(reply)

            threading.Thread(target=run, daemon=True).start()
            return f"http://127.0.0.1:{listening.getsockname()[1]}/data.csv"

        yield serve


@pytest.mark.parametrize(
    "half",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nDATE,VIX\n05/3",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nDATE\r\n",
        b"HTTP/1.0 200 OK\r\nContent-Length: 1000\r\n\r\nDATE",
        b"HTT",
        b"",
    ],
)
def test_cut_off_answer(raw, half):
    """An answer that ends before its announced length is tried again, and in the end refused."""
    whole = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole"
    assert QUICK.get(raw(half, whole)) == b"whole"
    with pytest.raises(UnavailableError, match=r"cut off .* after 4 tries"):
        QUICK.get(raw(half, half, half, half))


def test_garbled_encoding(serve):
    """An answer that is not in the encoding it claims is no answer."""
    with pytest.raises(DataError, match="not a readable answer"):
        QUICK.get(serve(Response(b"plain", headers={"Content-Encoding": "gzip"})))


def test_slow_server(serve):
    """A server that says nothing in time is tried again, then named."""

    def late():
        time.sleep(0.8)
        return Response("late")

    twice = HttpDownloads(Patience(tries=2, first_pause=0.01, read=0.5))
    with pytest.raises(UnavailableError, match="no answer in time after 2 tries"):
        twice.get(serve(late))


def test_nothing_is_printed(serve, capfd):
    """Retries are logged for whoever listens; the terminal stays still."""
    QUICK.get(serve(Response("no", 503), Response("yes")))
    assert capfd.readouterr() == ("", "")


def test_too_large(serve):
    """An answer beyond the limit is given up, whatever it says of its length."""
    with pytest.raises(DataError, match="more than 1,000 bytes"):
        HttpDownloads(Patience(largest=1000)).get(serve(Response("x" * 5000)))


def test_nobody_there():
    """Without a server the error says so, and asks for the network."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(UnavailableError, match=r"no connection \(ConnectError\) after 4 tries"):
        QUICK.get(f"http://127.0.0.1:{port}/data.csv")


def test_a_host_out_of_reach_is_not_waited_for_again(serve):
    """What a host kept us waiting for once, the next file of it does not."""

    def late():
        time.sleep(0.8)
        return Response("late")

    downloads = HttpDownloads(Patience(tries=1, read=0.3))
    url = serve(late)
    for path in (url, url.replace("data.csv", "other.csv")):
        with pytest.raises(UnavailableError, match=r"csv: no answer in time"):
            downloads.get(path)
    assert len(serve.requests) == 1


@pytest.mark.parametrize("url", ["ftp://here/data.csv", "http://", "nowhere"])
def test_addresses_that_are_none(url):
    """What is no address of the web is an error in one line, at once."""
    with pytest.raises((UnavailableError, DataError)) as raised:
        QUICK.get(url)
    assert "\n" not in str(raised.value)


def test_shown():
    """Errors name host and path; what may be a key stays out."""
    assert shown("https://example.org/a/b?token=1") == "example.org/a/b"


def test_the_fake():
    """The fake answers what was prepared and nothing else."""
    fake = CannedDownloads({"http://x/a": b"1", "http://x/b": UnavailableError("down")})
    assert fake.get("http://x/a") == b"1"
    with pytest.raises(UnavailableError, match="down"):
        fake.get("http://x/b")
    with pytest.raises(UnavailableError, match=r"x/c: 404"):
        fake.get("http://x/c")
    assert fake.asked == ["http://x/a", "http://x/b", "http://x/c"]
