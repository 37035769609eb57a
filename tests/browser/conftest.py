"""The ground of browser tests: one server and one Chromium a run, a depot and a fresh context a test."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.browser import chromium
from tests.browser.desk import Desk
from tests.browser.house import House, serving
from tests.browser.place import Person, Place
from tests.browser.watch import Watch
from tests.ground.templates import make_config

MOST_MILLISECONDS = 20_000
expect.set_options(timeout=MOST_MILLISECONDS)
NewContext = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all."""
    with sync_playwright() as playwright:
        started = chromium.start(playwright)
        yield started
        started.close()


@pytest.fixture(scope="session")
def house(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """lendlib, served over one SQLite database."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copyfile(migrated_sqlite, folder / "lendlib.sqlite3")
    with serving(make_config(folder)) as house:
        yield house


@pytest.fixture(scope="session")
def fresh_house(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The same over a database in which nobody is, and nobody comes to be."""
    folder = tmp_path_factory.mktemp("fresh")
    shutil.copyfile(migrated_sqlite, folder / "lendlib.sqlite3")
    with serving(make_config(folder)) as house:
        yield house


@pytest.fixture
def empty_house(migrated_sqlite: Path, tmp_path: Path) -> Iterator[House]:
    """lendlib over a database in which nobody is yet, for a test that changes it."""
    shutil.copyfile(migrated_sqlite, tmp_path / "lendlib.sqlite3")
    with serving(make_config(tmp_path)) as house:
        yield house


@pytest.fixture
def place(house: House) -> Place:
    """A depot of the test's own."""
    return Place(house)


@pytest.fixture
def watch() -> Watch:
    """Hears what every page of the test says; at its end that must be nothing."""
    return Watch()


@pytest.fixture
def new_context(browser: Browser, watch: Watch) -> Iterator[NewContext]:
    """Makes browsers of their own: cookies apart, watched, in English unless told."""
    made: list[BrowserContext] = []

    def make(**how: Any) -> BrowserContext:
        context = browser.new_context(**{"locale": "en-GB", **chromium.DESK, **how})
        context.set_default_timeout(MOST_MILLISECONDS)
        watch.over(context)
        made.append(context)
        return context

    yield make
    watch.is_content()
    for context in made:
        context.close()


@pytest.fixture
def new_desk(new_context: NewContext, house: House, watch: Watch) -> Callable[..., Desk]:
    """Makes tabs in browsers of their own; with someone of the staff, signed in and at the counter."""
    watch.host = urlsplit(house.url).netloc

    def make(who: Person | None = None, **how: Any) -> Desk:
        context = new_context(**how)
        if who is None:
            return Desk(context.new_page(), house.url)
        context.add_cookies([house.cookie_of(who.id)])  # type: ignore[list-item]
        return Desk(context.new_page(), house.url).goes_to("/counter")

    return make


@pytest.fixture
def desk(new_desk: Callable[..., Desk], place: Place) -> Desk:
    """Vera's counter, open."""
    return new_desk(place.vera)
