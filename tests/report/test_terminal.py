import re
from dataclasses import replace
from datetime import date
from importlib.util import find_spec

import pytest
from tests.report.pages import terminal

from hedgerow.desk import HedgeChoices, betas, demo, futures, hedge_plan, pairing, rules, size
from hedgerow.market.book import Book, Position
from hedgerow.report.figures import UNKNOWN, signed_percent, thousands
from hedgerow.report.terminal import PAGES

ODD = Book(
    [
        Position("WIDE1", quantity=2_000),
        Position("CHIP1", value=-10_000),
        Position("NEWCO", value=5_000),
        Position("NONE251219P00600000", quantity=1),
        Position("CASH", quantity=25_000),
    ]
)
"""A short, a short history, an option without a price, cash."""


@pytest.fixture(scope="session")
def answers(
    synthetic,
    verification,
    everything,
    asked_over,
    surfaces,
    futures_market,
    chain_answers,
    record,
    reading,
    replays,
):
    """One answer of each kind, and more of the plan."""
    where = {"data": synthetic.folder, "as_of": synthetic.plain_day}
    made = {
        "size": size(value=500_000, beta=1.15, spot=752),
        "verify": verification,
        "vol": everything,
        "premium": asked_over,
        "surface": surfaces["everything"],
        "futures": futures(data=futures_market),
        "evidence": record,
        "read": reading,
        "rules": rules(),
        "backtest": replays["everything"],
        "runs": replays["runs"],
        **chain_answers,
        "beta": betas(ODD, **where),
        "pair": pairing(ODD, **where),
        "hedge": hedge_plan(ODD, **where),
        "quoted": hedge_plan(
            ODD,
            data=synthetic.folder,
            as_of=synthetic.chain_day,
            choices=HedgeChoices(instrument="SPY"),
        ),
        "no floor": hedge_plan(ODD, **where, choices=HedgeChoices(moneyness=0.6)),
        "short": hedge_plan(
            Book([Position("SPY", value=-1e5), Position("CASH", value=3e5)]), **where
        ),
    }
    if find_spec("skfolio") is not None:
        made["demo"] = demo()
    return made


@pytest.mark.parametrize(
    "kind",
    [
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
    ],
)
def test_page(answers, kind):
    """Every answer has a page without NaN, None, infinity, markup or a Python type, and ends with the
    line on advice.
    """
    if kind not in answers:
        pytest.skip("skfolio not installed")
    page = terminal(answers[kind])
    assert not re.search(r"\b(nan|NaN|None|inf|True|False)\b|\[/?bold|<[a-z]+ object", page)
    assert page.rstrip().endswith("Not investment advice.")
    assert max(len(line.rstrip()) for line in page.splitlines()) <= 100


def test_every_command_has_a_page(answers):
    """There are tables for every command whose answer is tested here, and for no other."""
    assert {answer.command for answer in answers.values()} | {"demo"} == set(PAGES)


def test_unknowns_are_dashes(answers):
    """What is not known is a dash: the option's value and beta, counts that no size reaches."""
    line = next(
        row for row in terminal(answers["hedge"]).splitlines() if row.startswith(" NONE251219P")
    )
    assert line.count(UNKNOWN) >= 3
    line = next(
        r for r in terminal(answers["no floor"]).splitlines() if r.strip().startswith("floor")
    )
    assert line.split()[1:] == [UNKNOWN] * (len(line.split()) - 1)


def test_quoted_or_modelled(answers):
    """The page says of the put whether its price is quoted or modelled, and shows bid and ask of a
    quoted one.
    """
    quoted, modelled = terminal(answers["quoted"]), terminal(answers["hedge"])
    card = answers["quoted"].hedge
    assert "(quoted)" in quoted
    assert f"bid {card.bid:.2f}" in quoted
    assert "(modelled)" in modelled
    assert "bid" not in modelled
    assert "option_price: quoted" in " ".join(quoted.split())


def test_doubts_are_shown(answers):
    """Every reason, warning and source of the answer stands on the page."""
    for answer in answers.values():
        page = " ".join(terminal(answer, width=1000).split())
        for text in (*answer.status.reasons, *answer.warnings, *answer.provenance.values()):
            assert " ".join(text.split()) in page


def test_proxies_are_marked(answers):
    """A proxy beta is marked in the table of positions."""
    line = next(row for row in terminal(answers["beta"]).splitlines() if "NEWCO" in row)
    assert "proxy" in line


def test_numbers_on_the_page(answers):
    """Premium and worst loss stand on the page as the answer has them."""
    plan = answers["quoted"]
    page = terminal(plan, width=300)
    assert f"{-plan.hedge.premium:,.0f} USD" in page
    assert f"{plan.hedge.worst_loss:,.0f} USD" in page
    assert f"{plan.hedge.contracts} SPY put" in page


def test_selling_cannot_gain(answers):
    """Where the hedged book gains at −20 % no sale does the same, and the page says so."""
    plan = answers["quoted"]
    gaining = replace(plan, hedge=replace(plan.hedge, sold_share=1.2))
    assert "no sale of shares does that" in " ".join(terminal(gaining).split())


@pytest.mark.parametrize("number", [None, float("nan"), float("inf")])
def test_unknown_figures(number):
    """An unknown number is a dash in every format."""
    assert thousands(number) == signed_percent(number) == UNKNOWN


def test_zero_has_no_sign():
    """A figure that rounds to zero has no sign."""
    assert signed_percent(-0.0001) == "0.0 %"
    assert signed_percent(0.0) == "0.0 %"
    assert thousands(-49.0) == "0.0"
    assert thousands(-51.0) == "-0.1"


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_numbers_are_never_cut(answers, width):
    """A narrow terminal loses columns, never digits: no cell ends in an ellipsis."""
    for kind, answer in answers.items():
        for line in terminal(answer, width=width).splitlines():
            cells = line.split("  ")
            assert not any(
                cell.rstrip().endswith("…") and cell.strip()[:1] in "-+0123456789"
                for cell in cells
                if cell.strip()
            ), (kind, line)


def test_what_does_not_fit_is_said_first(answers):
    """A book that gains when the index falls is told in the first line that no put is bought."""
    first = terminal(answers["short"], width=300).splitlines()[0]
    assert "no put is bought; index puts do not fit" in first
    assert "What 0 contracts do" not in terminal(answers["short"])


@pytest.mark.parametrize("kind", ["hedge", "quoted", "pair"])
def test_a_narrow_window_says_what_it_hides(answers, kind):
    """A column that does not fit is named below its table; in a wide window none is."""
    assert "hidden, the window is narrow" not in terminal(answers[kind], 140)
    narrow = terminal(answers[kind], 60)
    assert "hidden, the window is narrow" in narrow
    assert re.search(r"hidden, the\s+window\s+is\s+narrow:[^.]*\b95 %", narrow)


def test_the_sizing_table_fits_eighty_columns(answers):
    """Counts, premiums and what they cover stand in a window of eighty characters."""
    (line,) = [row for row in terminal(answers["quoted"], 80).splitlines() if "sized by" in row][:1]
    for heading in ("puts", "raw", "premium", "covers", "-20 %", "-30 %", "worst"):
        assert heading in line


def test_nouns_agree(answers):
    """One put, two puts."""
    for kind in ("hedge", "quoted"):
        plan = answers[kind]
        n, name = plan.hedge.contracts, plan.hedge.instrument
        assert n > 0
        assert f"{n} {name} put{'' if n == 1 else 's'} {plan.hedge.strike:.2f}" in terminal(plan)


def test_quotes_from_before_the_open_say_whose_market_they_show(answers):
    """The ticket of a chain taken before the open names the session before, not its own day."""
    order = answers["quoted"].ticket
    early = replace(
        order,
        quote_time=order.quote_time.replace(hour=9, minute=24),
        quote_session=date(2024, 5, 30),
    )
    page = " ".join(terminal(replace(answers["quoted"], ticket=early)).split())
    assert "2024-05-31 09:24 New York, before the open: the market of 2024-05-30" in page
    assert "h before the close" in " ".join(terminal(answers["quoted"]).split())


def test_what_is_off_is_said_first(answers):
    """Before the chapters, with its error; the count is the last word of the page."""
    page = terminal(answers["verify"])
    assert page.splitlines()[0].strip() == "Off their references: 3"
    assert page.index("another") < page.index("ValueError") < page.index("pricing · halves")
    assert "1 of 4 agree" in page
    assert [line for line in page.splitlines() if line.lstrip().startswith("✓")] == [
        line for line in page.splitlines() if "a half" in line
    ]


def test_sources_stand_above_what_rests_on_them(answers):
    """One line of source for all that follow until the next."""
    page = terminal(answers["verify"])
    assert page.split("pricing · halves")[0].count("arithmetic") == 2
    assert "arithmetic, twice" in page
