"""Who is shown round: one tab and its depot, and a page in a state as a stop on the way."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import Page, expect

from lendlib.rules.vocabulary import Role
from tests.browser.desk import Desk
from tests.browser.house import House
from tests.browser.place import Place

LATE = timedelta(days=20)


@dataclass
class Guest:
    """One tab, and the depot that it is shown. `looks` is done at each thing on the way that is worth a look."""

    page: Page
    house: House
    place: Place
    looks: Callable[[], object] = lambda: None

    @property
    def desk(self) -> Desk:
        """The tab as a counter."""
        return Desk(self.page, self.house.url)

    def comes_as(self, role: Role) -> None:
        """Be someone with that role at the depot instead of its volunteer."""
        who = self.place.person("Klara Kunnig", role)
        self.page.context.add_cookies([self.house.cookie_of(who.id)])  # type: ignore[list-item]

    def goes(self, path: str) -> None:
        """Open an address."""
        self.page.goto(self.house.url + path)

    def sends(self, form: str, value: str | None = None) -> None:
        """Press the button of a form: its last one, or the one with that value."""
        which = f'[value="{value}"]' if value else ""
        self.page.locator(f"{form} button[type=submit]{which}").last.click()
        self.page.wait_for_load_state()

    def answered(self, card: str) -> None:
        """Wait for that card at the counter."""
        expect(self.page.locator(f'#answer [data-card="{card}"]')).to_be_attached()


@dataclass(frozen=True)
class Stop:
    """A page in a state: how to get there, who sees it, and which refusals are part of it."""

    name: str
    go: Callable[[Guest], None]
    is_public: bool = False
    in_empty_house: bool = False
    expects: tuple[int, ...] = ()
