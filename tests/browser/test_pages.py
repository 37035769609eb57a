"""Every page of the URL map, in its states and both languages: axe finds nothing, nothing hangs over or breaks."""

from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import chromium
from tests.browser.conftest import MOST_MILLISECONDS
from tests.browser.guest import Guest, Stop
from tests.browser.house import House
from tests.browser.place import Place
from tests.browser.tour import STOPS
from tests.browser.watch import Watch

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
# Only what is broken, and nothing fetched again: half the time of a whole report.
RUN_AXE = """([part, tags]) => axe.run(
    part, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"], preload: false}
).then((found) => found.violations)"""
# A word as long as people write may break. What is shorter stands on one line, unless it may be hyphenated.
BROKEN_WORDS = """() => {
    const broken = [], range = document.createRange();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const text = texts.currentNode, within = text.parentElement;
        if (within.closest("script, style, svg, option") || getComputedStyle(within).hyphens === "auto") continue;
        for (const word of text.data.matchAll(/(?<!\\S)[\\p{L}\\p{N}]{2,14}(?!\\S)/gu)) {
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            const [first, ...rest] = [...range.getClientRects()].filter((box) => box.width);
            if (rest.some((box) => box.top >= first.bottom)) broken.push(`${word[0]} in .${within.className}`);
        }
    }
    return broken;
}"""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
NOT_OURS = {
    *("static", "stock.file", "statistics.picture", "borrower.calendar", "photos.show"),
    *("statistics.file", "statistics.loans_file", "statistics.workbook_file", "statistics.earlier_template"),
    *("labels.file", "labels.calibration", "labels.poster_file"),
    *("statistics.borrowers_file", "statistics.borrowers_picture"),
    "statistics.issued_file",
    "statistics.yearly_file",
    *("health.live", "health.ready", "health.works", "health.metrics"),
}
NO_PAGE = {"no such page"}
ALL = [(endpoint, stop) for endpoint, stops in STOPS.items() for stop in stops]
NARROW, NARROWEST = 390, 320
# A tab holds on to what it has read: after hundreds of pages that is a gigabyte.
VISITS_OF_A_TAB = 40
_visits = count(1)


@pytest.fixture(scope="module")
def tabs(browser: Browser) -> Iterator[list[Page]]:
    """The tab that the last test left in order, if it did."""
    left: list[Page] = []
    yield left
    for tab in left:
        tab.context.close()


@pytest.fixture
def tab(tabs: list[Page], browser: Browser, watch: Watch) -> Iterator[Page]:
    """A tab that knows of no test before. It is used again while all goes well: a new one reads every script anew."""
    tab = tabs.pop() if tabs else browser.new_context(locale="en-GB", reduced_motion="reduce").new_page()
    tab.set_default_timeout(MOST_MILLISECONDS)
    tab.set_viewport_size(chromium.DESK["viewport"])
    watch.over(tab.context)
    yield tab
    watch.is_content()
    watch.leaves()
    # To an address of the same house: for any other the browser would begin a process anew.
    tab.goto(f"http://{watch.host}/static/favicon.svg")
    tab.evaluate("localStorage.clear(), sessionStorage.clear()")
    tab.emulate_media(color_scheme="light")
    tab.context.clear_cookies()
    if next(_visits) % VISITS_OF_A_TAB:
        tabs.append(tab)
    else:
        tab.context.close()


def test_every_page_of_the_map_is_visited(house: House) -> None:
    pages = {rule.endpoint for rule in house.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert pages - NOT_OURS == set(STOPS) - NO_PAGE


@pytest.mark.parametrize(("endpoint", "stop"), ALL, ids=[f"{endpoint}-{stop.name}" for endpoint, stop in ALL])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_page_is_sound(
    request: pytest.FixtureRequest, tab: Page, watch: Watch, endpoint: str, stop: Stop, language: str
) -> None:
    house: House = request.getfixturevalue("fresh_house" if stop.in_empty_house else "house")
    watch.host = urlsplit(house.url).netloc
    watch.expects(*stop.expects)
    cookies: list[Any] = [{"name": "language", "value": language, "url": house.url}]
    place = None if stop.in_empty_house else Place(house)
    if place and not stop.is_public:
        cookies.append(house.cookie_of(place.vera.id))
    tab.context.add_cookies(cookies)
    stop.go(Guest(tab, house, place, looks=partial(is_sound, tab, "#answer")))  # type: ignore[arg-type]
    assert tab.locator("html").get_attribute("lang") == language
    assert stop.is_public or tab.locator('form[action="/sign-out"], form[action^="/lock"]').count()
    for scheme in ("light", "dark") if endpoint == "counter.counter" else ("light",):
        tab.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        is_sound(tab)
    assert tab.evaluate(BROKEN_WORDS) == []
    for width in (NARROW, NARROWEST) if stop.is_public else (NARROW,):
        tab.set_viewport_size({"width": width, "height": 780})
        assert list(what_hangs_over(tab, width)) == []
        assert tab.evaluate(BROKEN_WORDS) == []


def is_sound(page: Page, part: str = "html") -> None:
    """Axe finds nothing in that part of a page that has come to rest."""
    page.evaluate("Promise.allSettled(document.getAnimations().map((change) => change.finished))")
    assert list(violations(page, part)) == []


def violations(page: Page, part: str = "html") -> Iterator[str]:
    """What axe finds, each with its first place."""
    page.evaluate(AXE)
    for broken in page.evaluate(RUN_AXE, [part, TAGS]):
        for node in broken["nodes"]:
            yield f"{broken['id']}: {node['html'][:200]} {node['failureSummary']}"


def what_hangs_over(page: Page, width: int) -> Iterator[str]:
    """What makes the page wider than the screen."""
    if page.evaluate("document.documentElement.scrollWidth") <= width:
        return
    yield from page.evaluate(
        """width => [...document.querySelectorAll("body *")]
            .filter((part) => part.getBoundingClientRect().right > width + 0.5)
            .map((part) => `${part.tagName}.${part.className} reaches ${part.getBoundingClientRect().right}`)""",
        width,
    )
    yield f"the page is {page.evaluate('document.documentElement.scrollWidth')} wide"
