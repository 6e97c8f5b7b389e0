"""The documentation says what the program does."""

import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_the_readme_example_is_real_output(capsys):
    """The twenty-second example prints what the README shows, to the letter."""
    from hedgerow.cli.app import run

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"```console\n\$ hedgerow (size .*)\n((?:.|\n)*?)```", text)
    assert run(block[1].split()) == 0
    printed = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert printed == block[2].splitlines()


def test_the_readme_example_of_a_surface_is_real_output(capsys, monkeypatch):
    """The made chain is read as the README shows, to the letter, up to where it breaks off."""
    from hedgerow.cli.app import run

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"```console\n\$ hedgerow (surface .*)\n((?:.|\n)*?)…\n```", text)
    monkeypatch.chdir(ROOT)
    assert run(block[1].split()) == 0
    printed = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    shown = block[2].splitlines()
    assert len(shown) > 15
    assert printed[: len(shown)] == shown


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page):
    """Every relative link and picture of a page exists."""
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


def test_pictures_ask_no_host():
    """No picture names an address that a browser would fetch."""
    for picture in (ROOT / "docs" / "pictures").glob("*.svg"):
        text = picture.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http" not in text
        assert "url(" not in text.replace("url(#", "")


def test_pictures_are_of_real_output():
    """`make pictures` would change nothing."""
    pytest.importorskip("skfolio")
    import importlib.util

    spec = importlib.util.spec_from_file_location("pictures", ROOT / "docs" / "pictures.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, svg in module.pictures().items():
        assert (ROOT / "docs" / "pictures" / name).read_text(encoding="utf-8") == svg, name


def test_the_rule_book_is_that_of_the_rules():
    """`make rules` would change nothing."""
    import importlib.util

    from hedgerow.desk import rules

    spec = importlib.util.spec_from_file_location("rule_book", ROOT / "docs" / "rule_book.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == module.markdown(rules())


def test_every_json_key_is_documented():
    """Each field of each result, and of what it holds, stands in docs/json.md in backticks."""
    from hedgerow.desk.beta import Betas
    from hedgerow.desk.chain_surface import ChainSurface
    from hedgerow.desk.dealer_exposure import DealerExposure
    from hedgerow.desk.demonstration import Demo
    from hedgerow.desk.expected_moves import ExpectedMoves
    from hedgerow.desk.hedge import HedgePlan
    from hedgerow.desk.market_reading import MarketRead
    from hedgerow.desk.pair import Pairing
    from hedgerow.desk.past_hedges import Backtest
    from hedgerow.desk.rule_book import RuleBook
    from hedgerow.desk.rule_evidence import Evidence
    from hedgerow.desk.saved_runs import SavedRuns
    from hedgerow.desk.session_ahead import Morning
    from hedgerow.desk.sizing import Size
    from hedgerow.desk.verification import Verification
    from hedgerow.desk.vix import VixIndex
    from hedgerow.desk.vix_futures import VixFuturesReading
    from hedgerow.desk.vol import Volatility
    from hedgerow.desk.vol_premium import VolPremium

    documented = set(re.findall(r"`([a-z0-9_.]+)`", (ROOT / "docs" / "json.md").read_text("utf-8")))
    documented |= {part for name in documented for part in name.split(".")}
    results = (
        Size,
        Backtest,
        Betas,
        SavedRuns,
        Pairing,
        HedgePlan,
        Demo,
        Verification,
        Volatility,
        ChainSurface,
        DealerExposure,
        Evidence,
        ExpectedMoves,
        MarketRead,
        RuleBook,
        Morning,
        VixFuturesReading,
        VixIndex,
        VolPremium,
    )
    missing = {key for result in results for key in keys(result)}
    missing -= documented
    assert not missing


def keys(kind, seen=None):
    """Field names of a dataclass and of the dataclasses that its annotations name."""
    import sys

    seen = set() if seen is None else seen
    if kind in seen:
        return set()
    seen.add(kind)
    found = set()
    for field in fields(kind):
        found.add(field.name.rstrip("_"))
        for owner in kind.__mro__:
            names = vars(sys.modules[owner.__module__]) if owner is not object else {}
            for word in re.findall(r"\w+", str(field.type)):
                inner = names.get(word)
                if isinstance(inner, type) and is_dataclass(inner):
                    found |= keys(inner, seen)
    return found


def test_every_source_key_resolves():
    """A key such as [GJ14] in a docstring stands in docs/references.md."""
    known = set(
        re.findall(
            r"^\| (\w+) \|", (ROOT / "docs" / "references.md").read_text("utf-8"), re.MULTILINE
        )
    )
    for module in (ROOT / "src").rglob("*.py"):
        for key in re.findall(r"\[([A-Z][A-Za-z]+\d{2}|OCC|XCAL)[\],]", module.read_text("utf-8")):
            assert key in known, f"{module.name}: {key}"


def test_the_architecture_names_every_module():
    """Each module of the package is mentioned in ARCHITECTURE.md."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    modules = {p.stem for p in (ROOT / "src" / "hedgerow").rglob("*.py")} - {"__init__", "__main__"}
    assert {m for m in modules if not re.search(rf"\b{m}\b", text)} == set()


def test_sources_of_references_resolve():
    """A key such as ALO16 in the source of a verified reference stands in docs/references.md."""
    from hedgerow.desk.verification import registry

    known = set(
        re.findall(
            r"^\| (\w+) \|", (ROOT / "docs" / "references.md").read_text("utf-8"), re.MULTILINE
        )
    )
    sources = {r.source for its in registry().values() for ones in its.values() for r in ones}
    keys = {key for source in sources for key in re.findall(r"\b[A-Z][A-Za-z]+\d{2}\b", source)}
    assert len(keys) > 5
    assert keys <= known
