"""The replay at the desk: what it rests on, grids that go on where they stopped, and objects of the user's own."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import pytest

from hedgerow.backtest.catalogue import PolicyChoices
from hedgerow.backtest.policies.overlay import Overlay
from hedgerow.data.ledger import Folder, Memory
from hedgerow.data.progress import Noted
from hedgerow.desk import ReplayChoices, backtest
from hedgerow.errors import InputError, UnavailableError
from hedgerow.hedge.put import StrikeWanted
from hedgerow.hedge.structures import put
from hedgerow.market.book import Book, Position

BOOK = Book([Position("WIDE1", value=60_000), Position("CHIP1", value=40_000)])
MAY = "2024-05-06:2024-05-24"
GRID = {"moneyness": [0.90, 0.95, 1.0], "days": [45, 75]}


@dataclass
class Counting:
    """A ledger that counts, and gives up after so many."""

    gives_up: int = 10**9
    kept: dict = field(default_factory=dict)
    puts: int = 0

    def get(self, key):
        """What was kept."""
        return self.kept.get(key)

    def put(self, key, result):
        """Keep, or be killed."""
        if self.puts >= self.gives_up:
            raise KeyboardInterrupt
        assert key not in self.kept
        self.puts += 1
        self.kept[key] = result


@pytest.fixture
def ran(synthetic):
    """A replay of the book on the synthetic market."""

    def made(
        book=BOOK, *, window=MAY, policies=("put",), instrument="SPY", own=(), more=None, **asked
    ):
        choices = PolicyChoices(instrument=instrument, **(more or {}))
        want = {k: asked.pop(k) for k in list(asked) if k in ReplayChoices.__dataclass_fields__}
        return backtest(
            book,
            data=synthetic.folder,
            as_of=synthetic.plain_day,
            choices=ReplayChoices(window=window, policies=policies, choices=choices, **want),
            policies=own,
            **asked,
        )

    return made


def test_the_answer(ran):
    """The policy first, the book alone and a share sold beside it; path, parts and summary agree."""
    made = ran()
    assert [row.policy for row in made.compared] == ["put", "unhedged", "sell"]
    assert made.summary == made.compared[0]
    hedged = np.array(made.path.hedged)
    assert made.summary.return_ == pytest.approx(hedged[-1] / hedged[0] - 1)
    assert made.attribution.total == pytest.approx(hedged[-1] - hedged[0], abs=0.01)
    assert made.attribution.hedge == pytest.approx(made.path.hedge[-1], abs=0.01)
    assert made.path.date[0] == made.window.first
    assert made.window.traded_from < made.window.first
    assert {row.policy for row in made.others} == {"unhedged", "sell"}
    assert made.status.state == "degraded"
    assert "modelled" in made.status.reasons[0]
    assert made.error_band


def test_the_book_alone_is_its_weights(ran, synthetic):
    """Unhedged, the book earns today's weights times each return, rebalanced daily."""
    made = ran(policies=("unhedged",))
    n = made.window.sessions
    value = np.array(made.path.unhedged)
    wide, chip = (synthetic.returns(s, made.window.last, n) for s in ("WIDE1", "CHIP1"))
    np.testing.assert_allclose(value[1:] / value[:-1] - 1, 0.6 * wide + 0.4 * chip, atol=1e-12)
    assert made.modelled_share != made.modelled_share  # nothing was traded: unknown, not zero
    assert made.attribution.hedge == 0


def test_opened_on_the_first_day(ran):
    """Without a lead the hedge is bought on the window's first day, and its costs belong to the window."""
    made = ran(lead=0)
    assert made.window.traded_from == made.window.first == made.trades[0].date
    assert made.path.hedged[0] == pytest.approx(made.book.value)
    assert made.attribution.costs == pytest.approx(sum(t.costs for t in made.trades))


def test_grid_goes_on_where_it_stopped(ran):
    """After a kill the next run works out what is missing and nothing twice; the answer is that of one run."""
    whole = ran(grid=GRID, ledger=Memory()).grid
    ledger = Counting(gives_up=4)
    with pytest.raises(KeyboardInterrupt):
        ran(grid=GRID, ledger=ledger)
    assert ledger.puts == 4
    ledger.gives_up = 10**9
    resumed = ran(grid=GRID, ledger=ledger).grid
    assert ledger.puts == 6
    assert resumed == whole
    assert ran(grid=GRID, ledger=ledger).grid == whole
    assert ledger.puts == 6


def test_grid_by_any_executor(ran, tmp_path):
    """Threads say what this process says, and progress is told."""
    told = Noted()
    with ThreadPoolExecutor(2) as pool:
        by_threads = ran(grid=GRID, ledger=Folder(tmp_path), executor=pool, progress=told).grid
    assert by_threads == ran(grid=GRID, ledger=Memory()).grid
    assert told.steps[-1] == ("policies of the grid", 6, 6)
    assert len(list(tmp_path.glob("*.npy"))) == 6


def test_a_policy_of_one_s_own(ran):
    """An object that is handed over comes first."""
    own = Overlay("mine", put(StrikeWanted("moneyness", 0.98)), instrument="SPY")
    made = ran(own=(own,), policies=("unhedged",))
    assert made.policy == "mine"
    assert made.trades


def test_paired_at_each_roll(ran):
    """Without an instrument each roll pairs anew, from what was known."""
    made = ran(instrument=None, policies=("put",))
    assert made.instruments
    assert made.instruments[0].rolls >= 1


def test_options_of_the_book_are_told(ran):
    """Puts that hedge the book already are no part of what is replayed, and that is said."""
    option = "SPY240920P00400000"
    book = Book([*BOOK.positions, Position(option, quantity=1)])
    made = ran(book)
    assert any("not replayed" in note and option in note for note in made.warnings)
    assert made.compared[1].return_ == pytest.approx(ran().compared[1].return_, rel=0.05)


def test_next_close_costs_a_day(ran):
    """Decided at one close and filled at the next."""
    now, later = (ran(lead=0, execution=e) for e in ("close", "next"))
    assert later.trades[0].date > now.trades[0].date


def test_same_json(ran):
    """The same question twice gives the same bytes."""
    assert ran().to_json() == ran().to_json()


@pytest.mark.parametrize(
    ("asked", "error", "why"),
    [
        ({"window": "1999-01-04:1999-03-01"}, InputError, "outside the data"),
        ({"window": "soon"}, InputError, "none of"),
        ({"policies": ("putt",)}, InputError, "did you mean 'put'"),
        ({"policies": ("put", "put")}, InputError, "twice"),
        ({"policies": ()}, InputError, "no policy"),
        ({"instrument": "NONE1"}, UnavailableError, "no prices of NONE1"),
        ({"lead": 1000}, InputError, "lead 1000 must lie in"),
        ({"execution": "open"}, InputError, "is not one of"),
        ({"more": {"moneyness": 0.95, "delta": -0.3}}, InputError, "give one of them"),
        ({"more": {"days": 40, "roll_days": 28}}, InputError, "roll-days 28 must lie below"),
        ({"grid": {"strike": [1.0]}}, InputError, "'strike' is none of"),
    ],
)
def test_refused(ran, asked, error, why):
    """One clear line each."""
    with pytest.raises(error, match=why):
        ran(**asked)
