"""What a phone's width asks of every page: one word of eighty letters breaks, and the menu leaves no door alone."""

from datetime import timedelta
from itertools import product
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from lendlib.operations.commands import Done
from lendlib.operations.lending import Borrower
from lendlib.outside.letters import post_of
from lendlib.rules.vocabulary import Role, Verb
from lendlib.rules.vocabulary_reminders import NoticeKind
from tests.browser.conftest import NewContext
from tests.browser.guest import LATE
from tests.browser.house import House
from tests.browser.place import NOW, Place, Thing
from tests.browser.test_pages import NARROW, what_hangs_over
from tests.browser.watch import Watch
from tests.ground.kept_letters import keep_letter

LONGEST = ("Mycketlångtefternamn" * 4)[:80]
ADDRESS = f"{'mycketlangtnamn' * 4}@{'mycketlangdoman' * 4}.example.org"
WHO = Borrower(LONGEST, phone="+46701740605", email=ADDRESS)
WIDTHS = (320, 360, 390, 414)
# The doors of each row, from the top.
ROWS = """() => Object.values(Object.groupBy(document.querySelectorAll(".doors > li"), (door) => door.offsetTop))
    .map((doors) => doors.length)"""


@pytest.fixture(autouse=True)
def watched(house: House, watch: Watch) -> None:
    watch.host = urlsplit(house.url).netloc


@pytest.fixture
def wordy(house: House) -> Place:
    """A depot whose name is one word, like all that is written there."""
    return Place(house, LONGEST)


def as_(place: Place, role: Role, new_context: NewContext) -> Page:
    """A phone on which somebody with that role is signed in."""
    context = new_context(viewport={"width": NARROW, "height": 780})
    context.add_cookies([place.house.cookie_of(place.person(LONGEST, role).id)])  # type: ignore[list-item]
    return context.new_page()


def a_thing(place: Place) -> Thing:
    """With one word for brand and note."""
    return place.thing(brand=LONGEST, note=LONGEST)


def has_letter(place: Place, visit: int) -> None:
    """A receipt to the visit is kept at the depot."""
    post = post_of(place.house.config, place.house.app.extensions["lendlib.keys"])

    def deed(act):  # type: ignore[no-untyped-def]
        keep_letter(act, visit, NoticeKind.RECEIPT, post)
        return Done(0, Verb.NOTICE_TEXT, {})

    place.does(deed, NOW)


def test_one_word_of_eighty_letters_widens_no_page(wordy: Place, new_context: NewContext) -> None:
    late, due, out = (a_thing(wordy) for _ in range(3))
    visit = wordy.lent(late, to=WHO, ago=LATE)
    wordy.lent(due, out, to=WHO, ago=timedelta(days=14))
    wordy.reached_nobody(visit)
    has_letter(wordy, visit)
    own = [f"/loans/{visit}{part}" for part in ("", "/kept", "/receipt")]
    lists = ["/loans", "/lists/overdue", "/lists/due-today", "/letters", "/reminders", f"/items/{late.id}"]
    depot = ["/depot", "/people", "/reminders/texts/late/sv", f"/d/{wordy.depot.slug}", "/lock"]
    page = as_(wordy, Role.COORDINATOR, new_context)
    wide = {}
    for path in (*own, *lists, *depot):
        answer = page.goto(wordy.house.url + path)
        assert answer is not None and answer.status == 200, path
        page.evaluate("for (const fold of document.querySelectorAll('main details')) fold.open = true")
        wide[path] = list(what_hangs_over(page, NARROW))
    assert not {path: parts for path, parts in wide.items() if parts}


def test_no_door_of_the_menu_stands_alone(place: Place, new_context: NewContext) -> None:
    rows = {}
    for role, language in product((Role.VOLUNTEER, Role.COORDINATOR), ("sv", "en")):
        page = as_(place, role, new_context)
        page.context.add_cookies([{"name": "language", "value": language, "url": place.house.url}])
        page.goto(f"{place.house.url}/account")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 780})
            page.wait_for_function("width => innerWidth === width", arg=width)
            rows[role, language, width] = page.evaluate(ROWS)
    assert {asked: doors for asked, doors in rows.items() if doors != ([3, 3] if asked[-1] == 320 else [6])} == {}
