import io
import json
import os
import subprocess
import sys
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pytest

import hedgerow as library
from hedgerow.cli.app import app
from hedgerow.desk import HedgeChoices, SurfaceChoices, VolChoices

BOOK = "symbol,value\nWIDE1,60000\nCHIP1,40000\n"
COMMANDS = [command.name or command.callback.__name__ for command in app.registered_commands]
README = Path(__file__).parents[2] / "README.md"
EXAMPLE = Path(__file__).parents[2] / "examples" / "chain.csv"
SIZE = ("size", "--value", "500000", "--beta", "1.15", "--spot", "752", "--delta", "-0.30")


@pytest.fixture
def asked(book_file, synthetic, vol_market, futures_market):
    """A command's arguments on the synthetic market."""

    def arguments(command, *more):
        if command == "size":
            return [*SIZE, *more]
        if command == "demo":
            if find_spec("skfolio") is None:
                pytest.skip("skfolio not installed")
            return [command, *more]
        if command == "verify":
            return [command, *more]
        if command == "surface":
            return [command, EXAMPLE, "--quick", *more]
        if command in {"vix", "expect", "exposure", "morning"}:
            return [command, EXAMPLE, *more]
        if command == "futures":
            return [command, "--data", futures_market, *more]
        if command in {"evidence", "read"}:
            return [command, "--data", vol_market, *more]
        if command in {"rules", "runs"}:
            return [command, *more]
        if command == "premium":
            return [command, "SPX", "--data", vol_market, *more]
        if command == "vol":
            models = ["--model=ewma_94", "--model=random_walk_21", "--workers=1"]
            return [command, "SPX", "--data", vol_market, *models, *more]
        where = ["--data", synthetic.folder, "--as-of", synthetic.plain_day]
        if command == "backtest":
            where += ["--window", "2024-05-01:2024-05-24"]
        return [command, book_file(BOOK), *where, *more]

    return arguments


@pytest.mark.parametrize("command", COMMANDS)
def test_json(hedgerow, asked, command):
    """With --json standard output is one JSON document and nothing else, and so it is twice."""
    first, second = (hedgerow(*asked(command, "--json")) for _ in range(2))
    assert first == second
    assert (first.code, first.err) == (0, "")
    document = json.loads(first.out)
    assert document["schema"] == 1
    assert document["command"] == command
    assert first.out == json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def test_json_is_that_of_the_library(hedgerow, asked, book_file, synthetic):
    """The command's document is that of the library's result."""
    book, where = (
        book_file(BOOK),
        {"data": str(synthetic.folder), "as_of": synthetic.plain_day},
    )
    results = {
        "size": library.size(value=500_000.0, beta=1.15, spot=752.0, delta=-0.30),
        "beta": library.betas(book, **where),
        "pair": library.pairing(book, **where),
        "hedge": library.hedge_plan(book, **where),
    }
    for command, result in results.items():
        assert hedgerow(*asked(command, "--json")).out == result.to_json() + "\n"


def test_every_option_reaches_the_library(hedgerow, asked, book_file, synthetic):
    """Every option of ``hedge`` changes the answer as the choice of its name does."""
    given = {
        "instrument": "QQQ",
        "benchmark": "QQQ",
        "window": 200,
        "moneyness": 0.93,
        "days": 100,
        "roll_days": 20,
        "size_by": "delta",
        "ratio": 0.5,
        "loss_limit": 0.05,
        "scenario_move": -0.15,
        "scenario_points": 20.0,
        "floor_move": -0.4,
        "budget": 0.02,
        "spot": 400.0,
        "rate": 0.05,
        "dividend_yield": 0.02,
    }
    flags = [f"--{name.replace('_', '-')}={value}" for name, value in given.items()]
    result = library.hedge_plan(
        book_file(BOOK),
        data=str(synthetic.folder),
        as_of=synthetic.plain_day,
        choices=HedgeChoices(candidates=("WIDE2", "SOXL"), **given),
    )
    flags += ["--candidate=WIDE2", "--candidate=SOXL", "--json"]
    assert hedgerow(*asked("hedge", *flags)).out == result.to_json() + "\n"


def test_every_option_of_vol_reaches_the_library(hedgerow, asked, book_file, vol_market):
    """Every option of ``vol`` changes the answer as the choice of its name does."""
    book = book_file("symbol,value\nCLOSES,60000\nSPLIT,40000\n")
    given = {
        "window": 10,
        "horizon": 5,
        "level": 0.9,
        "start": date(2020, 1, 2),
        "measure": "squares",
        "evaluate_from": date(2023, 1, 3),
        "refit": 21,
        "event_days": 1,
    }
    flags = [f"--{name.replace('_', '-')}={value}" for name, value in given.items()]
    result = library.vol(
        "SPX",
        data=str(vol_market),
        choices=VolChoices(
            models=("ewma_94", "random_walk_21", "har_log"), event_points=40, workers=1, **given
        ),
        basket_of=book,
    )
    flags += ["--model=har_log", "--event-points=40", f"--basket={book}", "--json"]
    assert hedgerow(*asked("vol", *flags)).out == result.to_json() + "\n"


def test_every_option_of_surface_reaches_the_library(hedgerow):
    """Every option of ``surface`` changes the answer as the choice of its name does."""
    given = {
        "model": "svi",
        "days": 45.0,
        "barrier": 0.8,
        "moneyness": 0.9,
        "vol_barrier": 0.4,
        "paths": 1500,
        "seed": 3,
        "exercise": "european",
        "rate": 0.03,
        "dividend_yield": 0.01,
    }
    flags = [f"--{name.replace('_', '-')}={value}" for name, value in given.items()]
    choices = SurfaceChoices(tenors=(20.0, 50.0), **given)
    result = library.surface(EXAMPLE, choices=choices)
    flags += ["--tenor=20", "--tenor=50", "--json"]
    ran = hedgerow("surface", EXAMPLE, *flags)
    assert json.loads(ran.out)["provenance"].pop("chain").endswith("chain.csv")
    assert ran.out == result.to_json() + "\n"


def test_a_chain_without_a_usable_quote(hedgerow, tmp_path):
    """The document says that the answer is unavailable and why, and so does the exit code; so does the page."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    bid = lines[0].split(",").index("bid")
    rows = [line.split(",") for line in lines[1:40]]
    bare = [",".join([*row[:bid], "0", *row[bid + 1 :]]) for row in rows]
    path = tmp_path / "chain.csv"
    path.write_text("\n".join([lines[0], *bare]), encoding="utf-8")
    ran = hedgerow("surface", path, "--json")
    assert (ran.code, ran.err) == (3, "")
    assert json.loads(ran.out)["status"]["state"] == "unavailable"
    page = hedgerow("surface", path)
    assert page.code == 3
    assert "unavailable: no expiration has a smile" in page.out


def test_an_interrupt_is_one_line(hedgerow, asked, monkeypatch):
    """Ctrl-C leaves one line and the exit code that shells give it."""
    from hedgerow.desk import vol

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(vol, "forecasting", interrupted)
    ran = hedgerow(*asked("vol"))
    assert (ran.code, ran.out, ran.err) == (130, "", "hedgerow: interrupted\n")


def test_repeated_sources(hedgerow, book_file, synthetic, market_copy, rewrite):
    """``--data`` repeats; the first source with a symbol wins and provenance says so."""
    rewrite(market_copy, "prices", lambda rows: rows[rows["symbol"] == "WIDE1"])
    ran = hedgerow(
        *("beta", book_file(BOOK), "--data", market_copy, "--data", synthetic.folder),
        *("--as-of", synthetic.plain_day, "--json"),
    )
    provenance = json.loads(ran.out)["provenance"]["prices"]
    assert (
        provenance == f"{market_copy}:prices/daily.parquet, {synthetic.folder}:prices/daily.parquet"
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_terminal(hedgerow, asked, command):
    """Without --json there is a page for people, and nothing on standard error."""
    ran = hedgerow(*asked(command))
    assert (ran.code, ran.err) == (0, "")
    assert "Not investment advice." in ran.out
    assert not ran.out.lstrip().startswith("{")


@pytest.mark.parametrize("command", COMMANDS)
def test_help(hedgerow, command):
    """Every command explains itself."""
    ran = hedgerow(command, "--help")
    assert ran.code == 0
    assert f"hedgerow {command}" in ran.out or command in ran.out
    assert "--json" in ran.out


def test_help_without_arguments(hedgerow):
    """Without arguments the commands are listed."""
    listed = hedgerow("--help").out
    assert all(command in listed for command in COMMANDS)
    assert hedgerow().out.strip() == listed.strip()


@pytest.mark.parametrize("command", COMMANDS)
def test_readme(command):
    """Every command is documented in the README."""
    assert f"hedgerow {command}" in README.read_text(encoding="utf-8")


def test_closed_pipe(monkeypatch, asked):
    """A reader that has seen enough (``| head``) is no error."""
    from hedgerow.cli.app import run

    class Closed(io.StringIO):
        """Standard output whose reader has left."""

        def write(self, _):
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", Closed())
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert run([str(a) for a in asked("size", "--json")]) == 0


def imported(code, tmp_path):
    """Modules that are loaded once ``code`` has run in a process of its own."""
    program = f"import sys\n{code}\nsys.stderr.write(' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )
    return set(done.stderr.split())


HEAVY = {
    *("numpy", "pandas", "scipy", "arch", "statsmodels", "duckdb", "pyarrow"),
    *("exchange_calendars", "yaml"),
}
RUN = "from hedgerow.cli.app import run; run({})"


def test_import_is_light(tmp_path):
    """``import hedgerow`` loads nothing heavy, not even typer or rich."""
    assert not imported("import hedgerow", tmp_path) & (HEAVY | {"typer", "rich"})


def test_help_is_light(tmp_path):
    """``hedgerow --help`` loads nothing heavy."""
    assert not imported(RUN.format(["--help"]), tmp_path) & HEAVY
    assert not imported(RUN.format(["hedge", "--help"]), tmp_path) & HEAVY


def test_size_is_light(tmp_path):
    """``hedgerow size`` loads nothing heavy, with or without --json."""
    assert not imported(RUN.format([*SIZE, "--json"]), tmp_path) & HEAVY
    assert not imported(RUN.format([*SIZE]), tmp_path) & HEAVY


@pytest.mark.parametrize("name", library.__all__)
def test_public_names(name):
    """Every public name is there on first use."""
    assert getattr(library, name)


def test_unknown_name():
    """A name that is not public is an AttributeError, as of any module."""
    with pytest.raises(AttributeError, match="'nope'"):
        library.nope  # noqa: B018 - the access is the test
