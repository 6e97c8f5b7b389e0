"""Cboe as a source, against a server of our own and against its fake."""

import re
from datetime import UTC, date, datetime

import pytest
from werkzeug import Response

from hedgerow.data.cboe import VOL_INDICES, CboeSource
from hedgerow.data.download import CannedDownloads, HttpDownloads, Patience
from hedgerow.data.endpoints import Endpoints
from hedgerow.data.progress import Noted
from hedgerow.data.source import Market
from hedgerow.data.store import Store
from hedgerow.data.tables import FileTables
from hedgerow.desk import hedge_plan
from hedgerow.errors import UnavailableError
from hedgerow.market.book import Book, Position

DAY, BEFORE = date(2024, 5, 31), date(2024, 5, 30)
RECENT = (date(2024, 5, 17), DAY)
BASE = Endpoints("http://cboe.test")


@pytest.fixture
def answers(documents):
    """What a healthy Cboe serves."""
    found = {BASE.index_history(s): documents.history.encode() for s in VOL_INDICES}
    for single in ("VVIX", "SKEW"):
        found[BASE.index_history(single)] = documents.skew.replace("SKEW", single).encode()
    found[BASE.delayed_quotes("SPY")] = documents.delayed()
    return found


@pytest.fixture
def source(store, evening, answers):
    """Builds a source on the fake."""

    def made(changes=(), now=evening, kept=store, **others):
        return CboeSource(
            kept,
            now=now,
            endpoints=BASE,
            downloads=CannedDownloads({**answers, **dict(changes)}),
            **others,
        )

    return made


def test_histories_are_fetched_once_and_kept(source):
    """All seven indices are fetched and kept; the same question again asks nobody."""
    first = source()
    rows = first.vol_index_rows(*RECENT)
    assert set(rows["symbol"]) == set(VOL_INDICES)
    assert len(first.downloads.asked) == 7
    assert first.problems == []
    second = source()
    assert len(second.vol_index_rows(*RECENT)) == len(rows)
    assert second.downloads.asked == []
    assert (
        first.place("vol_indices")
        == f"Cboe, kept in {first.store.folder}:vol_indices/daily.parquet"
    )


def test_what_is_kept_answers_without_a_network(source, store):
    """The folder is one like any other: it answers as it is, and offline the source does too."""
    source().vol_index_rows(*RECENT)
    assert len(FileTables.open(str(store.folder)).vol_index_rows(*RECENT)) == 14
    down = {BASE.index_history(s): UnavailableError("no connection") for s in VOL_INDICES}
    later = source(down, now=lambda: datetime(2024, 6, 4, 22, tzinfo=UTC))
    rows = later.vol_index_rows(date(2024, 5, 21), date(2024, 6, 4))
    assert rows["date"].max().date() == DAY
    (problem,) = later.problems
    assert problem.startswith(
        "history of VIX, VIX9D, VIX3M, VIX6M, VXN, VVIX, SKEW could not be fetched (no connection); "
        "VIX kept until 2024-05-31, "
    )


def test_a_missing_index_is_named_and_the_rest_is_there(source):
    """One history that cannot be had costs that index alone."""
    asked = source({BASE.index_history("VIX9D"): UnavailableError("503 after 4 tries")})
    rows = asked.vol_index_rows(*RECENT)
    assert set(rows["symbol"]) == set(VOL_INDICES) - {"VIX9D"}
    assert asked.problems == [
        "history of VIX9D could not be fetched (503 after 4 tries); none is kept"
    ]


@pytest.mark.parametrize(
    ("garbled", "part"),
    [
        (b"<html>Access denied</html>", "web page"),
        (b"DATE,OPEN,HIGH,LOW,CLOSE\n05/31/2024,14,15", "cut off"),
        (b"DATE,SKEW\n05/31/2024,140\n", "holds SKEW, not VIX"),
        (b"TIME,VALUE\n1,2\n", "header"),
        (b"", "empty"),
    ],
)
def test_garbled_history_leaves_the_folder_as_it_was(source, store, garbled, part):
    """What is not a history of that index is refused, and what is kept of it stays."""
    source().vol_index_rows(*RECENT)
    before = (store.folder / "vol_indices" / "daily.parquet").read_bytes()
    others = {BASE.index_history(s): UnavailableError("down") for s in VOL_INDICES}
    later = source(
        {**others, BASE.index_history("VIX"): garbled},
        now=lambda: datetime(2024, 6, 4, 22, tzinfo=UTC),
    )
    later.vol_index_rows(*RECENT)
    assert later.problems == []  # that session is kept
    later.vol_index_rows(date(2024, 5, 21), date(2024, 6, 4))
    assert any(
        part in problem and problem.startswith("history of VIX ") for problem in later.problems
    )
    assert (store.folder / "vol_indices" / "daily.parquet").read_bytes() == before


def test_an_open_session_needs_no_new_history(source):
    """While a session is open its history is not out: that of the session before is enough."""
    morning = source(now=lambda: datetime(2024, 6, 3, 15, tzinfo=UTC))
    morning.vol_index_rows(*RECENT)
    again = source(now=lambda: datetime(2024, 6, 3, 15, tzinfo=UTC))
    again.vol_index_rows(date(2024, 5, 20), date(2024, 6, 3))
    assert again.downloads.asked == []
    assert again.problems == []


def test_the_past_is_not_fetched_where_it_is_kept(source):
    """An as-of in the past that the kept history reaches asks nobody, whenever it is asked."""
    source().vol_index_rows(*RECENT)
    years_on = source(now=lambda: datetime(2026, 6, 3, 15, tzinfo=UTC))
    assert years_on.vol_index_rows(*RECENT) is not None
    assert years_on.downloads.asked == []


def test_chain_of_the_current_session(source, store):
    """The chain is fetched, kept under its session, and final once taken after the close."""
    asked = source()
    rows, place = asked.chain_rows("SPY", DAY)
    assert len(rows) == 2
    assert place.startswith("Cboe, kept in ")
    assert (store.folder / "chains" / "SPY_2024-05-31.parquet").is_file()
    again = source()
    assert again.chain_rows("SPY", DAY) is not None
    assert again.downloads.asked == []


def test_chain_taken_during_the_session_is_taken_again(source, documents):
    """Quotes of noon are not those of the evening; where those cannot be had, noon's are used."""
    noon = documents.delayed(timestamp="2024-05-31 16:00:00")
    source(
        {BASE.delayed_quotes("SPY"): noon}, now=lambda: datetime(2024, 5, 31, 16, tzinfo=UTC)
    ).chain_rows("SPY", DAY)
    failing = source({BASE.delayed_quotes("SPY"): UnavailableError("down")})
    rows, _ = failing.chain_rows("SPY", DAY)
    assert rows["quote_stamp"].iloc[0].startswith("2024-05-31 15:45")
    assert failing.problems == [
        "SPY chain could not be fetched (down); the one kept earlier is used"
    ]
    rows, _ = source().chain_rows("SPY", DAY)
    assert rows["quote_stamp"].iloc[0].startswith("2024-05-31 21:45")


def test_chain_of_the_past(source):
    """Delayed quotes are of today: a past session is served from what was kept, else by nobody."""
    source().chain_rows("SPY", DAY)
    later = source(now=lambda: datetime(2024, 6, 4, 22, tzinfo=UTC))
    assert later.chain_rows("SPY", DAY) is not None
    assert later.chain_rows("SPY", BEFORE) is None
    assert later.downloads.asked == []
    assert later.problems == []


def test_quotes_of_another_session_are_kept_as_such(source, documents, store):
    """A file that stood still since yesterday is yesterday's, and is said to be."""
    stale = documents.delayed(timestamp="2024-05-30 22:00:00")
    asked = source({BASE.delayed_quotes("SPY"): stale})
    assert asked.chain_rows("SPY", DAY) is None
    assert asked.problems == ["Cboe's SPY quotes are of 2024-05-30, not of 2024-05-31"]
    assert (store.folder / "chains" / "SPY_2024-05-30.parquet").is_file()


def test_chain_of_another_underlying_is_refused(source, documents, store):
    """An answer about another underlying is not kept."""
    asked = source({BASE.delayed_quotes("SPY"): documents.delayed("QQQ")})
    assert asked.chain_rows("SPY", DAY) is None
    assert "answered with QQQ" in asked.problems[0]
    assert not (store.folder / "chains").exists()


def test_symbol_without_options(source):
    """A symbol that Cboe does not serve is named; it is asked once."""
    asked = source()
    for _ in range(2):
        assert asked.chain_rows("ZZZZ", DAY) is None
    (problem,) = asked.problems
    assert problem.startswith("ZZZZ chain could not be fetched (cboe.test/")
    assert len(asked.downloads.asked) == 1


def test_an_index_and_its_options_are_two_questions(source, documents):
    """VIX has a history and a chain; having asked for one the other is still asked for."""
    vix = documents.delayed("^VIX", options=[("VIXW240612C00013000", 1.0, 1.1)])
    asked = source({BASE.delayed_quotes("VIX"): vix})
    assert asked.vol_index_rows(*RECENT) is not None
    rows, _ = asked.chain_rows("VIX", DAY)
    assert rows["root"].tolist() == ["VIXW"]


def test_progress(source):
    """A bar is told of every history, from none to all."""
    told = Noted()
    asked = source(progress=told)
    asked.vol_index_rows(*RECENT)
    asked.chain_rows("SPY", DAY)
    assert told.steps[:8] == [("volatility indices from Cboe", n, 7) for n in range(8)]
    assert told.steps[8:] == [("SPY chain from Cboe", 0, 1), ("SPY chain from Cboe", 1, 1)]


def test_interrupt_while_fetching(source, store):
    """Ctrl-C in the middle of the histories leaves the folder as it was."""
    source().vol_index_rows(*RECENT)
    before = {p: p.read_bytes() for p in store.folder.rglob("*") if p.is_file()}

    class Impatient:
        def advance(self, label, done, total):  # noqa: ARG002 - the seam's
            if done == 3:
                raise KeyboardInterrupt

    later = source(progress=Impatient(), now=lambda: datetime(2024, 6, 4, 22, tzinfo=UTC))
    with pytest.raises(KeyboardInterrupt):
        later.vol_index_rows(date(2024, 5, 21), date(2024, 6, 4))
    assert {p: p.read_bytes() for p in store.folder.rglob("*") if p.is_file()} == before


@pytest.fixture
def server(httpserver, answers):
    """The same answers from a server that is busy at first; what it has not is not there."""

    def serve(prepared):
        busy = Response("busy", 429, {"Retry-After": "0"})
        bodies = {
            url.removeprefix(BASE.cboe): body for url, body in {**answers, **prepared}.items()
        }
        seen = set()

        def handler(request):
            first = request.path not in seen
            seen.add(request.path)
            if request.path not in bodies:
                return Response("no", 404)
            return busy if first else Response(bodies[request.path])

        httpserver.expect_request(re.compile(".*")).respond_with_handler(handler)
        return Endpoints(httpserver.url_for(""))

    return serve


def test_plan_on_a_chain_from_the_server(server, synthetic, documents, tmp_path, evening):
    """A hedge is quoted off the chain that the server gives, and kept so that it is next time."""
    expirations = [date(2024, 6, 21), date(2024, 7, 19), date(2024, 8, 16)]
    options = documents.priced("SPY", synthetic.chain_spot, expirations)
    endpoints = server({BASE.delayed_quotes("SPY"): documents.delayed(options=options)})
    folder = tmp_path / "folder"
    folder.mkdir()
    for table in ("prices", "rates"):
        (folder / table).symlink_to(synthetic.folder / table)
    live = CboeSource(
        Store(tmp_path / "kept"),
        now=evening,
        endpoints=endpoints,
        downloads=HttpDownloads(Patience(first_pause=0.01)),
    )
    book = Book([Position("WIDE1", value=1e6)])
    plan = hedge_plan(book, data=[str(folder), live])
    assert plan.provenance["chain"].startswith("Cboe, kept in ")
    assert plan.provenance["vol_indices"].startswith("Cboe, kept in ")
    assert plan.hedge.price_source == "quoted"
    assert not [problem for problem in live.problems if "SPY" in problem or "VIX" in problem]
    offline = hedge_plan(book, data=[str(folder), str(tmp_path / "kept")])
    assert offline.hedge == plan.hedge


def test_market_exposes_problems(synthetic, source):
    """What could not be had stands on the market, source after source."""
    live = source({BASE.delayed_quotes("SPY"): UnavailableError("down")})
    market = Market((live, FileTables.open(str(synthetic.folder))))
    assert market.problems == ()
    assert market.chain("SPY", DAY) is not None
    assert market.problems == ("SPY chain could not be fetched (down); none is kept",)


def test_a_chain_for_comparison_is_not_downloaded(source):
    """Without ``fetch`` the market takes a chain that is at hand, and asks nobody for one that is not."""
    made = source()
    assert Market((made,)).chain("SPY", DAY, fetch=False) is None
    assert made.downloads.asked == []
    assert Market((made,)).chain("SPY", DAY) is not None
    again = source()
    assert Market((again,)).chain("SPY", DAY, fetch=False) is not None
    assert again.downloads.asked == []
