import math
import re
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from tests.report.pages import words_of

from hedgerow.report import html as pages
from hedgerow.report.figures import dollars, number, price, signed_dollars
from hedgerow.report.glossary import TERMS
from hedgerow.report.html import HTML_PAGES, report
from hedgerow.report.terminal import PAGES

EVIL = "<IMG SRC=X ONERROR=ALERT(1)>"
"""A name in the book of these answers."""
KINDS = [
    "size",
    "beta",
    "pair",
    "hedge",
    "quoted",
    "no floor",
    "short",
    "demo",
    "verify",
    "vol",
    "premium",
    "surface",
    "vix",
    "expect",
    "exposure",
    "morning",
    "evidence",
    "read",
    "rules",
    "futures",
    "backtest",
    "runs",
]


@pytest.fixture
def result(plans, request):
    """One of the answers, where it can be made."""
    if request.param not in plans:
        pytest.skip("skfolio not installed")
    return plans[request.param]


@pytest.fixture
def bare(monkeypatch):
    """Pages without the drawing library, which is the same in all."""
    monkeypatch.setattr("plotly.offline.get_plotlyjs", lambda: "/* the library */")
    return report


class Outline(HTMLParser):
    """Tags with their attributes, and the tables' rows."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.rows, self._cell = [], [], None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        """Keep a tag; a cell begins."""
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self._cell = []

    def handle_data(self, data):
        """Keep the words of a cell."""
        if self._cell is not None:
            self._cell.append(data)

    def handle_endtag(self, tag):
        """A cell ends."""
        if tag in {"td", "th"} and self._cell is not None:
            self.rows[-1].append(" ".join("".join(self._cell).split()))
            self._cell = None

    def of(self, name):
        """Attributes of every tag of one name."""
        return [attributes for tag, attributes in self.tags if tag == name]


def test_every_command_has_a_page():
    """What has a page in the terminal has one in the browser."""
    assert set(HTML_PAGES) == set(PAGES)


@pytest.mark.parametrize("result", KINDS, indirect=True)
def test_page(result, bare):
    """Every answer has a page without NaN, None, infinity or a Python type, with its doubts, its
    sources and the line on advice.
    """
    text = words_of(bare(result))
    assert not re.search(r"\b(nan|NaN|None|inf|True|False)\b|<[a-z]+ object|\{\{", text)
    assert "Not investment advice." in text
    for said in (*result.status.reasons, *result.warnings, *result.provenance.values()):
        assert " ".join(said.split()) in text


@pytest.mark.parametrize("result", KINDS, indirect=True)
def test_the_page_asks_no_host(result, bare):
    """No attribute or style of the page names an address, and its policy allows no fetch."""
    page = bare(result)
    outline = Outline(page)
    for tag, attributes in outline.tags:
        for name in ("src", "href", "action", "data", "poster", "srcset"):
            target = attributes.get(name) or ""
            assert target == "" or target.startswith(("#", "data:")), (tag, name, target)
        assert "://" not in attributes.get("style", "")
        assert not any(name.startswith("on") for name in attributes)
    assert not re.search(r"url\(|@import", page)
    policy = outline.of("meta")[1]["content"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy
    assert "script-src 'unsafe" not in policy


@pytest.mark.parametrize("result", KINDS, indirect=True)
def test_scripts_run_by_their_hash(result):
    """The policy holds the SHA-256 of each script of the page and no other (as `openssl dgst` gives)."""
    import base64
    import hashlib

    page = report(result)
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    wanted = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts]
    assert re.findall(r"'sha256-([^']+)'", page.split("style-src")[0]) == wanted


@pytest.mark.parametrize("result", ["beta", "pair", "hedge", "quoted"], indirect=True)
def test_names_of_a_book_are_text(result, bare):
    """A symbol that is markup is shown as it is written and makes no element, in tables and figures."""
    page = bare(result)
    assert "IMG SRC" not in page.replace("&lt;IMG SRC", "").replace("\\u003cIMG SRC", "").replace(
        "\\u0026lt;IMG SRC", ""
    )
    assert "img" not in {tag for tag, _ in Outline(page).tags}


def test_names_of_a_book_are_shown(plans, bare):
    """The same symbol stands on the page of the betas, in full."""
    assert EVIL in words_of(bare(plans["beta"]))


@pytest.mark.parametrize("result", KINDS, indirect=True)
def test_equal_answers_give_equal_pages(result):
    """Nothing random or of the clock is in a page."""
    assert report(result) == report(replace(result))


@pytest.mark.parametrize("result", KINDS, indirect=True)
def test_headings_and_captions(result, bare):
    """One h1; tables have a caption, and every heading cell a scope; ids are unique; each figure has
    a caption and a text alternative.
    """
    outline = Outline(bare(result))
    assert len(outline.of("h1")) == 1
    assert len(outline.of("caption")) == len(outline.of("table"))
    assert all("scope" in cell for cell in outline.of("th"))
    ids = [a["id"] for _, a in outline.tags if "id" in a]
    assert len(ids) == len(set(ids))
    drawn = [a for _, a in outline.tags if a.get("class") == "plot"]
    assert all(len(a["aria-label"]) > 40 and a["role"] == "img" for a in drawn)
    assert len(outline.of("figcaption")) >= len(drawn)


@pytest.mark.parametrize("result", KINDS, indirect=True)
def test_links_lead_somewhere(result, bare):
    """Every link and every definition that a heading opens is on the page."""
    outline = Outline(bare(result))
    ids = {a["id"] for _, a in outline.tags if "id" in a}
    for link in outline.of("a"):
        assert link["href"][1:] in ids
    for button in outline.of("button"):
        target = button.get("popovertarget") or button["data-copy"]
        assert target in ids


def test_every_number_has_a_definition(plans, bare):
    """In the tables of the plan each heading over numbers opens its definition."""
    page = bare(plans["quoted"])
    for heading in re.findall(r'<th scope="col">(.*?)</th>', page, flags=re.DOTALL):
        assert "popovertarget" in heading or heading in {"date", "event", "note"}, heading


def test_every_figure_has_its_mark(plans, bare):
    """Under the caption of each figure stands whether it is quoted, modelled or measured, with its
    definition.
    """
    for kind in ("quoted", "hedge", "beta", "pair", "vol", "surface"):
        page = bare(plans[kind])
        figures = re.findall(r'<figure class="drawing".*?</figure>', page, flags=re.DOTALL)
        assert figures
        for figure in figures:
            assert re.search(r'popovertarget="about-(quoted|modelled|measured)"', figure)
    assert 'popovertarget="about-quoted"' in bare(plans["quoted"]).split('id="payoff"')[1]


def test_every_definition_says_something():
    """A term has a name and a meaning that ends as a sentence."""
    for term in TERMS.values():
        assert term.name
        assert term.meaning.endswith((".", "]"))


def test_no_term_is_defined_twice():
    """A key means one thing on every page: no chapter takes another's."""
    from importlib import import_module
    from pkgutil import iter_modules

    from hedgerow.report import terms

    chapters = [import_module(f"{terms.__name__}.{m.name}") for m in iter_modules(terms.__path__)]
    keys = [row[0] for chapter in chapters for row in chapter.ROWS]
    assert sorted(keys) == sorted(TERMS)


def test_answer_first(plans, bare):
    """The first screen says what to buy, what it costs, and what it does at −20 %."""
    plan = plans["quoted"]
    text = words_of(bare(plan).split('<section id="answer"')[1].split("</section>")[0])
    card = plan.hedge
    row = next(s for s in plan.scenarios if s.move == -0.20)
    assert f"Buy {card.contracts} SPY puts, strike {price(card.strike)}" in text
    assert f"{dollars(-card.premium)} USD" in text
    assert "price quoted" in text
    assert signed_dollars(row.hedged) in text
    assert plan.status.reasons[0] in text


def test_no_put(plans, bare):
    """A book that gains when the index falls is told to buy no put, and no order stands on its page."""
    page = bare(plans["short"])
    assert '<h1 id="answer-title">Buy no put</h1>' in page
    assert 'id="ticket-line"' not in page


def test_what_does_not_fit_is_said_first(plans, bare):
    """Where the instrument does not fit the book, the headline says so, and so does the order."""
    plan = plans["quoted"]
    page = bare(replace(plan, hedge=replace(plan.hedge, fits=False)))
    assert '<h1 id="answer-title">SPY puts do not fit this book</h1>' in page
    assert "For the record only" in page


def test_tables_hold_every_record(plans, bare):
    """Candidates, positions, scenarios, methods, grid, venues and names: a row each."""
    plan = plans["quoted"]
    rows = Outline(bare(plan)).rows
    first = [row[0] for row in rows if row]
    for candidate in plan.pairing.candidates:
        row = next(r for r in rows if r[0] == candidate.symbol and len(r) == 11)
        assert row[2] == number(candidate.r_squared, 3)
    assert len([row for row in rows if len(row) == 20][1:]) == len(plan.strike_grid)
    for record in (*plan.beta.estimates, *plan.beta.correlation_shock):
        assert (
            " ".join(record.name.split()).replace(" %", "\u202f%") in first or record.name in first
        )


def test_what_is_not_known_or_not_possible_is_said(plans, bare):
    """A correlation outside 0 … 1, names without a count, a base that does not fall, own risk that is not
    known and a tax class that is not to be had are words, not figures.
    """
    plan = plans["quoted"]
    nan = float("nan")
    odd = replace(
        plan.basket,
        implied_correlation=-0.3,
        uncounted=(plan.basket.rows[0].symbol,),
        index_premium=nan,
        ratio=nan,
    )
    risk = replace(plan.concentration, unknown=("SOXL",))
    tax = replace(plan.venues.tax, section_1256=nan, saving=0.0)
    made = replace(plan, basket=odd, concentration=risk, venues=replace(plan.venues, tax=tax))
    words = words_of(bare(made))
    for said in (
        "outside 0 to 1: -0.30",
        f"unknown: {plan.basket.rows[0].symbol}",
        "do not fall with SPY",
        "at least",
        "that of SOXL unknown",
        "not to be had",
        "no option on this index settles in cash",
    ):
        assert said in words.replace("\u202f", " "), said


def test_no_two_rows_of_the_cost_table_look_alike(plans, bare):
    """Today's VIX is marked as today's, whatever whole level it is next to."""
    card = plans["quoted"].cost_by_vix
    first = [row[0] for row in Outline(bare(plans["quoted"])).rows if row]
    assert f"{card.today_vix:.1f}, today" in first
    shown = [number(row.vix, 0) for row in card.rows if row.family == "flat"]
    assert len(shown) == len(set(shown)) == len(card.rows) - 1


def leaves(item, path=()):
    """Every single value of a result, with the way to it; of a sequence the last record."""
    if is_dataclass(item):
        for f in fields(item):
            yield from leaves(getattr(item, f.name), (*path, f.name))
    elif isinstance(item, tuple) and item and is_dataclass(item[0]):
        yield from leaves(item[-1], (*path, 0))
    elif isinstance(item, dict):
        return
    else:
        yield path, item


def changed(item, path, leaf):
    """``item`` with another value at the end of the path."""
    if not path:
        return leaf
    step, *rest = path
    if isinstance(step, int):
        return (*item[:-1], changed(item[-1], rest, leaf))
    return replace(item, **{step: changed(getattr(item, step), rest, leaf)})


def other(value):
    """Another value of the same type."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, float):
        return 1.5 * value + 1 if math.isfinite(value) else 0.5
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, tuple):
        return tuple(other(v) for v in value) or ("more",)
    return "another"


UNSHOWN = {
    "benchmark.beta": "stands there as the book's beta",
    "benchmark.r_squared": "stands there as the book's R²",
    "book.positions.observations": "the last position is cash: its days are a dash",
    "beta.stability.rolling.beta": "drawn",
    "beta.stability.rolling.low": "drawn",
    "beta.stability.rolling.high": "drawn",
    "chosen.challenger": "said in the reason",
    "chosen.challenger_interval": "said in the reason",
    "hedge.book_break_evens": "stand there as the profile's",
    "curves.moves": "every curve has the moves of the first",
    "forecast.reason": "stands there as the record's",
    "evaluation.winner": "the first row, said in the reason",
    "tails.left.plot.tail_size": "drawn",
    "tails.left.plot.tail_index": "drawn",
    "tails.left.plot.standard_error": "drawn",
    "tails.right.plot.tail_size": "drawn",
    "tails.right.plot.tail_index": "drawn",
    "tails.right.plot.standard_error": "drawn",
    "tails.quantiles.normal": "drawn",
    "tails.quantiles.observed": "drawn",
    "recent.date": "drawn",
    "recent.vol": "drawn",
    "recent.implied": "drawn",
    "recent.trailing": "drawn",
    "recent.subsequent": "drawn",
    "recent.iv_rank": "drawn",
    "history.date": "drawn",
    "history.implied": "drawn",
    "history.trailing": "drawn",
    "history.subsequent": "drawn",
    "history.iv_rank": "drawn",
    "density.price": "drawn",
    "density.density": "drawn",
    "density.lognormal": "drawn",
    "smiles.root": "drawn",
    "smiles.days": "drawn",
    "smiles.strike": "drawn",
    "smiles.right": "drawn",
    "smiles.bid_vol": "drawn",
    "smiles.ask_vol": "drawn",
    "smiles.model_vol": "drawn",
    "grid.vol": "drawn",
}
"""What another value of a field need not change, and why."""


class Undrawn:
    """Stands for a figure: drawing takes longer than all the rest, and is tested in tests/plots."""

    def to_json(self):
        """Nothing drawn."""
        return "{}"


@pytest.mark.parametrize(
    "kind", ["quoted", "beta", "pair", "size", "verify", "vol", "premium", "surface"]
)
def test_every_field_is_shown(plans, bare, monkeypatch, kind):
    """Another value of any field of the answer makes another page, beside the figures."""
    for module, name in {
        "hedge_html": "payoff",
        "pairing_html": "drawn",
        "cost_html": "cost_by_vix",
    }.items():
        monkeypatch.setattr(f"hedgerow.report.{module}.{name}", lambda *_: Undrawn())
    monkeypatch.setattr("hedgerow.report.cost_html.cost_and_worst", lambda *_: Undrawn())
    monkeypatch.setattr("hedgerow.report.beta_html.contributions", lambda *_: Undrawn())
    monkeypatch.setattr("hedgerow.report.beta_html.rolling", lambda *_, **__: Undrawn())
    for module, name in {
        ("vol_html", "estimator_dots"),
        ("vol_intraday_html", "session_vols"),
        ("vol_cone_html", "cone"),
        ("vol_tails_html", "quantiles"),
        ("vol_tails_html", "hill"),
        ("vol_tails_html", "implied_and_realized"),
        ("vol_forecast_html", "fan"),
        ("premium_html", "implied_and_subsequent"),
        ("premium_html", "within_its_year"),
        ("premium_record_html", "by_state"),
        ("surface_html", "smiles"),
        ("surface_html", "in_space"),
        ("surface_tenors_html", "by_maturity"),
        ("surface_tenors_html", "skew_by_tenor"),
        ("surface_meaning_html", "density"),
        ("surface_meaning_html", "local_and_implied"),
        ("surface_meaning_html", "put_values"),
        ("surface_moves_html", "stickiness"),
    }:
        monkeypatch.setattr(f"hedgerow.report.{module}.{name}", lambda *_, **__: Undrawn())
    answer = plans[kind]
    before, silent = bare(answer), []
    for path, value in leaves(answer):
        name = ".".join(str(step) for step in path if step != 0)
        if value in {None, ()} or name.removeprefix("pairing.") in UNSHOWN:
            continue
        try:
            after = bare(changed(answer, path, other(value)))
        except (StopIteration, KeyError):
            continue  # it is looked up: without it there is no page
        if after == before:
            silent.append(name)
    assert not silent, "\n".join(silent)


def test_the_template_is_strict():
    """A name that the template does not know is an error, never an empty place."""
    from jinja2 import UndefinedError

    with pytest.raises(UndefinedError):
        pages._template().environment.from_string("{{ nothing }}").render()


def test_the_words_of_the_order(plans, bare):
    """A total to pay stands without a sign, and a put that pays from its strike is paid for further down."""
    page = " ".join(bare(plans["quoted"]).replace("\u202f", " ").replace("\xa0", " ").split())
    assert "The puts pay from" not in page
    assert "have paid for themselves below" in page
    assert "with what it has" not in page
    assert f"{-plans['quoted'].ticket.total:,.0f} USD" in page
    assert f"{plans['quoted'].ticket.total:,.0f} USD" not in page


def test_what_is_off_comes_first(plans, bare):
    """The headline counts, what is off stands before the chapters with its error as text, and the chapters hold
    every result.
    """
    page = bare(plans["verify"])
    assert '<h1 id="answer-title">1 of 4 agree</h1>' in page
    assert page.index('id="off"') < page.index('id="room-pricing"') < page.index('id="room-hedge"')
    assert "arithmetic, twice; ValueError: &lt;img src=x onerror=alert(1)&gt;" in page
    first = [row[0] for row in Outline(page).rows if row]
    for row in plans["verify"].results:
        assert first.count(row.name) == (1 if row.ok else 2)
