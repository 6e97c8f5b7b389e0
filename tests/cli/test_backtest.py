"""`hedgerow backtest` and `hedgerow runs`: the document, the runs that are kept, and what is refused."""

import json

import pytest

from hedgerow.backtest.catalogue import POLICIES, PolicyChoices
from hedgerow.cli.replays import POLICY_NAMES, varied_settings
from hedgerow.desk.replay_choices import ReplayChoices
from hedgerow.errors import InputError

BOOK = "symbol,value\nWIDE1,60000\nCHIP1,40000\n"
MAY = ("--window", "2024-05-06:2024-05-24")


@pytest.fixture
def replay(hedgerow, book_file, synthetic, monkeypatch, tmp_path):
    """Runs `hedgerow backtest` on the synthetic market; runs are kept in a folder of the test."""
    monkeypatch.setenv("HEDGEROW_RUNS", str(tmp_path / "runs"))
    where = ("--data", synthetic.folder, "--as-of", synthetic.plain_day)

    def ran(*arguments):
        return hedgerow("backtest", book_file(BOOK), *where, *arguments)

    return ran


def test_the_document_has_what_was_promised(replay):
    """``window``, ``policy``, ``summary``, ``attribution``, ``crises``, ``modelled_share``, ``trades``, ``status``."""
    ran = replay(*MAY, "--policy", "collar", "--policy", "put", "--json")
    document = json.loads(ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert document["window"]["first"] == "2024-05-06"
    assert document["policy"] == "collar"
    for key in (
        "return",
        "vol",
        "max_drawdown",
        "cost_year",
        "effectiveness",
        "expected_shortfall",
    ):
        assert isinstance(document["summary"][key], float), key
    assert [row["policy"] for row in document["compared"]] == ["collar", "put", "unhedged", "sell"]
    parts = document["attribution"]
    total = parts.pop("total")
    parts.pop("unexplained")
    assert sum(parts.values()) == pytest.approx(total)
    assert document["crises"] == []
    assert document["modelled_share"] == 1.0
    assert {"date", "contract", "quantity", "price", "cash", "reason"} <= set(document["trades"][0])


def test_every_choice_reaches_the_desk(replay):
    """What is typed stands in the document's ``choices``."""
    typed = (
        "--instrument SPY --moneyness 0.95 --width 0.08 --call 1.04 --days 60 --roll-days 20 --ratio 0.5 --size-by delta "
        "--share 0.3 --budget 0.01 --vix-level 22 --own-peak --lead 10 --execution next --funding cash --fractional "
        "--prices modelled --benchmark QQQ --candidate XLE --beta-window 200 --commission 1 --spread 0.5"
    )
    ran = replay(*MAY, *typed.split(), "--json")
    choices = json.loads(ran.out)["choices"]
    policy = choices.pop("choices")
    assert ran.code == 0
    assert policy == {
        **policy,
        "instrument": "SPY",
        "delta": None,
        "moneyness": 0.95,
        "width": 0.08,
        "call": 1.04,
        "days": 60,
        "roll_days": 20,
        "ratio": 0.5,
        "size_by": "delta",
        "share": 0.3,
        "budget": 0.01,
        "vix_level": 22.0,
    }
    assert choices == {
        "window": MAY[1],
        "policies": ["put"],
        "own_peak": True,
        "lead": 10,
        "execution": "next",
        "funding": "cash",
        "whole": False,
        "prices": "modelled",
        "events": None,
        "benchmark": "QQQ",
        "candidates": ["XLE"],
        "beta_window": 200,
        "commission": 1.0,
        "spread": 0.5,
    }


def test_defaults_are_those_of_the_library(replay):
    """A command without options asks what ReplayChoices() asks."""
    choices = json.loads(replay(*MAY, "--json").out)["choices"]
    assert choices == json.loads(json.dumps(_plain(ReplayChoices(window=MAY[1]))))


def _plain(choices):
    from hedgerow.desk.result import plain

    return plain(choices)


def test_help_names_every_policy(hedgerow):
    """The names are those of the catalogue, though help does not load it."""
    assert set(POLICY_NAMES) == set(POLICIES)
    assert "put-spread-collar" in "".join(hedgerow("backtest", "--help").out.split())


def test_files(replay, tmp_path):
    """A page and tables are written beside the answer; every trade is in a table."""
    page, tables = tmp_path / "page.html", tmp_path / "tables"
    ran = replay(*MAY, "--html", page, "--csv", tables)
    assert ran.code == 0
    assert 'id="figure-values"' in page.read_text(encoding="utf-8")
    assert {"compared.csv", "path.csv", "trades.csv"} <= {p.name for p in tables.iterdir()}


def test_runs_are_saved_and_compared(replay, hedgerow, tmp_path):
    """QQQ beside SPY: both rows with their window, on the page and in the document; the list knows both."""
    saved = replay(*MAY, "--instrument", "SPY", "--save", "spy")
    assert saved.code == 0
    assert saved.err == f"hedgerow: saved {tmp_path / 'runs' / 'spy.json'}\n"
    shown = replay(*MAY, "--instrument", "QQQ", "--save", "qqq", "--compare", "spy")
    assert "Saved runs beside this one" in shown.out
    rows = [line for line in shown.out.splitlines() if line.startswith((" this run", " spy"))]
    assert [row.split()[:3] for row in rows] == [["this", "run", "put"], ["spy", "put", "SPY"]]
    document = json.loads(replay(*MAY, "--compare", "spy", "--compare", "qqq", "--json").out)
    assert [run["name"] for run in document["saved"]] == ["spy", "qqq"]
    assert document["saved"][0]["summary"]["return"] != document["saved"][1]["summary"]["return"]
    assert document["warnings"] == []
    listed = json.loads(hedgerow("runs", "--json").out)
    assert [run["name"] for run in listed["runs"]] == ["qqq", "spy"]
    assert " qqq " in hedgerow("runs").out


def test_another_window_is_told(replay):
    """A run of other days is shown with its window, and a note says that they differ."""
    replay(*MAY, "--save", "may")
    ran = replay("--window", "2024-04-15:2024-05-03", "--compare", "may")
    in_line = " ".join(ran.out.split())
    assert "2024-05-06 … 2024-05-24" in in_line
    assert "note: run may is of another window, 2024-05-06 to 2024-05-24" in in_line


def test_a_grid(replay):
    """Every combination of what is varied, in the order given."""
    ran = replay(
        *MAY, "--grid", "delta=-0.2,-0.3", "--grid", "days=60,75", "--workers", "1", "--json"
    )
    grid = json.loads(ran.out)["grid"]
    assert [point["settings"] for point in grid] == [
        {"delta": delta, "days": days} for delta in (-0.2, -0.3) for days in (60, 75)
    ]


def test_settings_of_a_grid_are_those_that_may_be_chosen():
    """A hyphen is as good as an underline; a word stays a word."""
    found = varied_settings(["roll-days=0,28", "size_by=delta"])
    assert found == {"roll_days": [0, 28], "size_by": ["delta"]}
    assert all(hasattr(PolicyChoices(), name) for name in found)
    for wrong in ("delta", "delta=", "=1", "delta=1,,2"):
        with pytest.raises(InputError, match="NAME=VALUE"):
            varied_settings([wrong])


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--window", "1987"), 2, "window '1987' is none of 2008"),
        (("--window", "2008"), 2, "window 2008 lies outside the data, which reach from"),
        (("--window", "2024-05-24:2024-05-06"), 2, "does not come before"),
        (("--window", "2024-05-25:2024-05-26"), 2, "holds no two sessions"),
        (("--policy", "putt"), 2, "did you mean 'put'"),
        (("--policy", "put", "--policy", "put"), 2, "a policy is given twice"),
        (("--delta", "-0.3", "--moneyness", "0.95"), 2, "give one of them"),
        (("--delta", "0.3"), 2, "a put's delta is negative"),
        (("--days", "30", "--roll-days", "28"), 2, "roll-days 28 must lie below"),
        (("--execution", "never"), 2, "execution 'never' is not one of close, next"),
        (("--prices", "free"), 2, "prices 'free' is not one of quoted, modelled"),
        (("--spread", "nan"), 2, "spread nan must lie in 0 … 5"),
        (("--lead", "-1"), 2, "lead -1 must lie in 0 … 252"),
        (("--instrument", "NOPE"), 3, "no prices of NOPE"),
        (("--save", "../up"), 2, "run name '../up' must be"),
        (("--compare", "none"), 2, "no run 'none' in"),
        (("--grid", "delta"), 2, "NAME=VALUE,VALUE"),
        (("--grid", "colour=1"), 2, "grid setting 'colour' is none of"),
        (("--workers", "0", "--grid", "delta=-0.2"), 2, "workers 0 must lie in 1"),
        (("--as-of", "tomorrow"), 2, "'tomorrow'"),
    ],
)
def test_bad_input_is_one_line(replay, arguments, code, said):
    """What is wrong, with the way out; never a traceback."""
    more = () if "--window" in arguments else MAY
    ran = replay(*more, *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_a_refused_name_costs_no_replay(replay, monkeypatch):
    """Names are looked at before anything is replayed."""

    def never(*_, **__):
        raise AssertionError

    monkeypatch.setattr("hedgerow.desk.past_hedges.replay", never)
    assert replay(*MAY, "--save", "a/b").code == 2
    assert replay(*MAY, "--compare", "none").code == 2


def test_without_vix_there_is_no_answer(hedgerow, book_file, market_copy, synthetic):
    """No option can be priced: exit code 3, one line."""
    (market_copy / "vol_indices" / "daily.parquet").unlink()
    ran = hedgerow(
        *("backtest", book_file(BOOK), "--data", market_copy, "--as-of", synthetic.plain_day)
    )
    assert (ran.code, ran.out) == (3, "")
    assert "no VIX up to" in ran.err
    assert ran.err.count("\n") == 1


def test_a_saved_file_that_is_cut_off(replay, tmp_path):
    """A broken run is one line when asked for, and a doubt in the list."""
    replay(*MAY, "--save", "may")
    path = tmp_path / "runs" / "may.json"
    path.write_text(path.read_text()[:500])
    ran = replay(*MAY, "--compare", "may")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "cut off or not JSON; save it again, or delete it" in ran.err
