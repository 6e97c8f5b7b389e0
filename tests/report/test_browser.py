"""The pages in a real browser that is refused every request."""

import math
import re
import shutil

import pytest

from hedgerow.report.html import write_report

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the PATH")

PHONE, DESKTOP = 360, 1280
DRIVER = "WebGL|GL Driver|willReadFrequently"
"""What a browser without a graphics card says of a figure in space."""
SMALL_TEXT = 4.5
"""Least contrast of text [WCAG 2.2, 1.4.3]."""

INKS = """() => {
  const behind = (node) => {
    for (let e = node; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (colour !== "rgba(0, 0, 0, 0)") return colour;
    }
    return getComputedStyle(document.documentElement).backgroundColor;
  };
  const texts = "h1, h2, p, li, dt, dd, td, th, caption, figcaption, summary, a, button, small, code, .unit";
  return [...document.querySelectorAll(texts)]
    .filter((e) => e.checkVisibility() && e.textContent.trim())
    .map((e) => [e.tagName + "." + e.className, getComputedStyle(e).color, behind(e)]);
}"""


@pytest.fixture(scope="module")
def browser():
    """One browser for all tests."""
    with playwright.sync_playwright() as tools:
        opened = tools.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def files(plans, tmp_path_factory):
    """The pages on disk."""
    folder = tmp_path_factory.mktemp("pages")
    return {kind: write_report(plan, folder / f"{kind}.html") for kind, plan in plans.items()}


@pytest.fixture
def opened(browser, files):
    """Opens a page; what it asked for and complained of is in ``asked`` and ``said``."""
    contexts = []

    def open_page(kind, width=DESKTOP, scheme="light"):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.asked, page.said = [], []
        address = files[kind].as_uri()
        context.route(
            "**/*",
            lambda route: route.continue_() if route.request.url == address else route.abort(),
        )
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.goto(address)
        page.wait_for_function(
            "[...document.querySelectorAll('.plot')].every(p => p.querySelector('svg.main-svg'))"
        )
        assert [url for url in page.asked if url != address] == []
        return page

    yield open_page
    for context in contexts:
        context.close()


LOOKS = [("quoted", PHONE, "light"), ("quoted", DESKTOP, "dark")] + [
    (kind, *look)
    for kind in (
        "size",
        "beta",
        "pair",
        "hedge",
        "quoted",
        "short",
        "verify",
        "vol",
        "surface",
        "backtest",
    )
    for look in ((PHONE, "dark"), (DESKTOP, "light"))
]


@pytest.mark.parametrize(("kind", "width", "scheme"), LOOKS)
def test_page_alone(opened, kind, width, scheme):
    """With all network refused a page asks for nothing, complains of nothing, draws every figure and
    never scrolls sideways, on a phone and on a desk, in light and in dark.
    """
    page = opened(kind, width, scheme)
    assert [said for said in page.said if not re.search(DRIVER, said)] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    drawn = page.evaluate(
        "[...document.querySelectorAll('.plot:not(:has(.gl-container > div))')]"
        ".map(p => p.querySelectorAll('svg path').length)"
    )
    assert all(paths > 5 for paths in drawn)
    assert len(drawn) == {
        "size": 0,
        "verify": 0,
        "pair": 1,
        "beta": 2,
        "short": 4,
        "vol": 7,
        "surface": 7,
        "backtest": 6,
    }.get(kind, 6)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(opened, scheme):
    """Every text has a contrast of 4.5 to what is behind it, in both schemes."""
    page = opened("quoted", DESKTOP, scheme)
    for where, ink, paper in page.evaluate(INKS):
        assert contrast(ink, paper) >= SMALL_TEXT, (where, ink, paper)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_figures_follow_the_scheme(opened, scheme):
    """Words in a figure have the ink of the page's soft text, and the same figure changes with it."""
    page = opened("quoted", DESKTOP, scheme)
    ink = "getComputedStyle(document.querySelector('#figure-payoff .xtick text')).fill"
    soft = "getComputedStyle(document.querySelector('.eyebrow')).color"
    assert page.evaluate(ink) == page.evaluate(soft)
    page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")
    assert page.evaluate(ink) == page.evaluate(soft)


def test_print_is_light_and_fits(opened):
    """On paper a page read in the dark is light, opens what is folded and is no wider than A4."""
    page = opened("quoted", 680, "dark")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert (
        contrast(
            page.evaluate("getComputedStyle(document.querySelector('h1')).color"),
            "rgb(255, 255, 255)",
        )
        > 10
    )
    assert page.evaluate("document.querySelectorAll('details:not([open])').length") == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 680


def test_definition_is_a_tap_away(opened):
    """A tap on a heading, or Enter on it, opens its definition; Escape closes it; no script needed."""
    page = opened("quoted", PHONE)
    heading = page.locator("#sizing th button.term").first
    about = page.locator("#" + heading.get_attribute("popovertarget"))
    heading.click()
    assert about.is_visible()
    page.keyboard.press("Escape")
    assert not about.is_visible()
    heading.focus()
    page.keyboard.press("Enter")
    assert about.is_visible()


def test_order_is_copied(opened, plans):
    """The button beside the order puts the line, as it is, on the clipboard."""
    page = opened("quoted")
    page.evaluate(
        "navigator.clipboard ? (navigator.clipboard.writeText = async (t) => { window.copied = t; }) : 0"
    )
    page.click("[data-copy=ticket-line]")
    assert page.text_content("#ticket-line") == plans["quoted"].ticket.text
    assert (
        page.evaluate("window.copied ?? getSelection().toString()") == plans["quoted"].ticket.text
    )
    assert page.text_content("[data-copy=ticket-line]") == "Copied"


def contrast(ink, paper):
    """Contrast ratio of two CSS colours [WCAG 2.2, relative luminance]."""
    bright, dim = sorted((luminance(ink), luminance(paper)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def luminance(colour):
    """Relative luminance of ``rgb(r, g, b)``."""
    linear = []
    for part in colour[colour.index("(") + 1 : -1].split(",")[:3]:
        c = float(part) / 255
        linear.append(c / 12.92 if c <= 0.04045 else math.pow((c + 0.055) / 1.055, 2.4))
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
