"""Every page as a picture: `python -m tests.browser.pictures [FOLDER]`, at two widths, in both languages and themes.

Over the demo network where there is one to make, in a folder of its own that is thrown away after. An index.html in
each folder shows them side by side. `--readme` writes the three of the README alone.
"""

import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import partial
from html import escape
from itertools import product
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import ROOT
from lendlib.demo import make_demo
from lendlib.models.depots import Depot
from lendlib.models.staff import Staff
from lendlib.operations.depots import policies
from lendlib.rules.errors import Refused
from tests.browser import chromium
from tests.browser.guest import Guest, Stop
from tests.browser.house import House, serving
from tests.browser.place import Person, Place
from tests.browser.tour import STOPS, item, loans
from tests.browser.tour_counter import filled_counter
from tests.given import MONDAY_NOON, day_of
from tests.ground.templates import fill, make_config

WIDTHS = {390: 780, 1280: 900}
LANGUAGES = ("sv", "en")
SCHEMES = ("light", "dark")
DEMO_LOANS = 3000
README = {"counter": partial(filled_counter, is_open=False), "item": item, "loans": loans}
SHEET = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>
<style>body{{font:14px sans-serif;background:#888;display:flex;flex-wrap:wrap;gap:16px}}
figure{{margin:0}}img{{width:{width}px;display:block;border:1px solid #000}}</style>
<h1>{title}</h1>{figures}</html>
"""


class DemoPlace(Place):
    """The demo's largest depot, with its own people: what is added for a picture stands among all the rest."""

    def __init__(self, house: House) -> None:
        self.house = house
        with Session(house.engine) as session:
            self.depot = policies(session, session.scalars(select(Depot.id)).all())[0]
            staff = session.scalars(select(Staff).order_by(Staff.id)).first()
            assert staff is not None
        self.vera = self.person("Vera Volontär", language="sv")


class Kept:
    """The database of a house as it stood."""

    def __init__(self, house: House) -> None:
        self._path = house.config.instance / "lendlib.sqlite3"
        self._copy = sqlite3.connect(":memory:")
        with closing(sqlite3.connect(self._path)) as there:
            there.backup(self._copy)

    def put_back(self) -> None:
        """Let it stand so again, beneath those who are served."""
        with closing(sqlite3.connect(self._path)) as there:
            self._copy.backup(there)


@contextmanager
def demo_house(folder: Path, *, is_empty: bool = False) -> Iterator[House]:
    """The demo network, served."""
    config = make_config(folder)
    fill(config)
    with serving(config) as house:
        if not is_empty:
            keys = house.app.extensions["lendlib.keys"]
            today = day_of(MONDAY_NOON, "Europe/Stockholm")
            make_demo(house.engine, keys, loans=DEMO_LOANS, today=today, now=MONDAY_NOON)
        yield house


def picture(page: Page, path: Path) -> None:
    """Write the whole page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=True, animations="disabled")


def context_for(browser: Browser, house: House, who: Person | None, language: str, width: int) -> BrowserContext:
    """A browser of someone with that language."""
    context = browser.new_context(viewport={"width": width, "height": WIDTHS[width]}, locale="en-GB")
    cookies: list[Any] = [{"name": "language", "value": language, "url": house.url}]
    if who:
        cookies.append(house.cookie_of(who.id))
    context.add_cookies(cookies)
    return context


def take_all(
    browser: Browser, house: House, fresh: House, folder: Path, tour: Mapping[str, Sequence[Stop]] = STOPS
) -> None:
    """Every stop of the tour, in every dress, each in the house as it stood before the first."""
    place, kept, kept_fresh = DemoPlace(house), Kept(house), Kept(fresh)
    for endpoint, stops in tour.items():
        for stop, language in product(stops, LANGUAGES):
            (kept_fresh if stop.in_empty_house else kept).put_back()
            where = fresh if stop.in_empty_house else house
            try:
                take(browser, where, place, stop, language, folder / endpoint)
            except (PlaywrightError, Refused):
                # Among so much else the stop does not find what it made: it has a depot to itself.
                kept.put_back()
                take(browser, where, Place(house), stop, language, folder / endpoint)
            sys.stdout.write(f"{endpoint} {stop.name} {language}\n")


def take(browser: Browser, house: House, place: Place, stop: Stop, language: str, folder: Path) -> None:
    """One stop in one language: both widths, both themes."""
    context = context_for(browser, house, None if stop.is_public else place.vera, language, 1280)
    page = context.new_page()
    stop.go(Guest(page, house, place))
    for (width, height), scheme in product(WIDTHS.items(), SCHEMES):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        picture(page, folder / f"{stop.name}-{language}-{width}-{scheme}.png")
    context.close()


def write_sheets(folder: Path) -> None:
    """A contact sheet for each width, language and theme."""
    names = []
    for width, language, scheme in product(WIDTHS, LANGUAGES, SCHEMES):
        dress = f"{language}-{width}-{scheme}"
        found = sorted(folder.glob(f"*/*-{dress}.png"))
        figures = "".join(
            f"<figure><figcaption>{escape(f'{path.parent.name}: {path.stem}')}</figcaption>"
            f'<a href="{path.relative_to(folder)}"><img src="{path.relative_to(folder)}" alt=""></a></figure>'
            for path in found
        )
        sheet = SHEET.format(title=dress, width=min(width, 480), figures=figures)
        (folder / f"{dress}.html").write_text(sheet)
        names.append(dress)
    links = "".join(f'<p><a href="{name}.html">{name}</a></p>' for name in names)
    (folder / "index.html").write_text(SHEET.format(title="Every page", width=390, figures=links))


def write_readme_pictures(browser: Browser, house: House) -> None:
    """The three that README.md shows."""
    place = DemoPlace(house)
    for name, go in README.items():
        context = context_for(browser, house, place.vera, "en", 1280)
        page = context.new_page()
        go(Guest(page, house, place))
        page.screenshot(path=ROOT / "docs" / "pictures" / f"{name}.png", animations="disabled")
        context.close()


def main(arguments: list[str]) -> None:
    """Take them."""
    wanted = [text for text in arguments if not text.startswith("--")]
    folder = Path(wanted[0]) if wanted else ROOT / "pictures"
    with (
        tempfile.TemporaryDirectory(prefix="lendlib-pictures-") as instance,
        sync_playwright() as playwright,
        demo_house(Path(instance) / "demo") as house,
        demo_house(Path(instance) / "fresh", is_empty=True) as fresh,
    ):
        browser = chromium.start(playwright)
        write_readme_pictures(browser, house)
        if "--readme" not in arguments:
            take_all(browser, house, fresh, folder)
            write_sheets(folder)
            sys.stdout.write(f"Look at {folder / 'index.html'}\n")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
