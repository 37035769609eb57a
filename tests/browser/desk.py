"""The counter as its staff use it, in sentences: scan, type, press, and look at what it says."""

import re
from collections.abc import Callable, Sequence
from time import time
from weakref import WeakKeyDictionary

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.place import Person, Thing

SCANNER_GAP, HAND = 0.008, 0.12
_ended: WeakKeyDictionary[Page, float] = WeakKeyDictionary()


class Desk:
    """One browser tab at the counter. `keys` counts what a person pressed, not what the scanner sent."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.keys = 0
        self.scan_field = page.locator("#scan")
        self.answer = page.locator("#answer")
        self.basket = page.locator(".basket > li")
        self.acts = page.locator("#acts-part")
        self.name, self.reach = page.locator("#name"), page.locator("#reach")

    # What a person does

    def goes_to(self, path: str) -> "Desk":
        """Open a page."""
        self.page.goto(self.url + path)
        return self

    def signs_in(self, who: Person) -> None:
        """Fill in the sign-in page."""
        self.page.locator("#email").fill(who.email)
        self.page.locator("#password").fill(who.password)
        self.page.locator("main form button[type=submit]").click()

    def scans(self, what: Thing | str, then: str = "Enter") -> None:
        """Pull the trigger of a USB scanner: keys 8 ms apart into whatever has the focus, then Enter."""
        scan_by_keys(self.page, what.code if isinstance(what, Thing) else what, then)

    def types(self, text: str) -> None:
        """Type by hand where the focus is."""
        self.keys += len(text)
        self._hand_comes()
        self.page.keyboard.type(text, delay=40)

    def press(self, key: str) -> None:
        """Press one key by hand."""
        self.keys += 1
        self._hand_comes()
        self.page.keyboard.press(key)

    def _hand_comes(self) -> None:
        """No hand is at the keys so soon after a scan: an Enter would be taken for the scanner's own second one."""
        early = _ended.get(self.page, 0.0) + HAND - time()
        if early > 0:
            self.page.wait_for_timeout(1000 * early)

    def enters(self, text: str) -> None:
        """Put words in the scan field and press Enter."""
        self._hand_comes()
        self.scan_field.fill(text)
        self.scan_field.press("Enter")

    def presses(self, name: str, *, under: str = "") -> None:
        """Press a button of the answer; `under` is what has to be unfolded first."""
        if under:
            self.answer.get_by_text(under, exact=True).click()
        self.answer.get_by_role("button", name=name, exact=True).click()

    def undoes(self, what: str) -> None:
        """Press Undo beside a recent act."""
        self.acts.locator(".act", has_text=what).get_by_role("button", name=re.compile("^Undo")).first.click()

    def lends_out(self) -> None:
        """Press the one large button."""
        self.page.get_by_role("button", name="Lend out").click()

    def borrower(self, name: str, reach: str) -> None:
        """Fill in who borrows."""
        self.name.fill(name)
        self.reach.fill(reach)

    # What a person sees

    def says(self, word: str, *more: str) -> None:
        """The answer's large word is this, and more stands under it."""
        expect(self.answer.locator(".answer-word")).to_have_text(word)
        for part in more:
            expect(self.answer).to_contain_text(part)

    def refuses(self, *words: str) -> None:
        """The answer says no, and why."""
        self.says("Not done", *words)

    def holds(self, *words: str) -> None:
        """The basket's rows, in order; each holds its word."""
        expect(self.basket).to_have_count(len(words))
        for row, word in zip(self.basket.all(), words, strict=True):
            expect(row).to_contain_text(word)

    def tells(self, *words: str) -> None:
        """The recent acts tell of this."""
        for part in words:
            expect(self.acts).to_contain_text(part)

    def has_typed(self, name: str, reach: str) -> None:
        """This stands in the borrower's fields."""
        expect(self.name).to_have_value(name)
        expect(self.reach).to_have_value(reach)

    def has_lent(self) -> None:
        """The receipt is on the screen."""
        expect(self.page).to_have_url(re.compile(r"/counter\?lent=\d+$"))
        self.says("Lent out", "Bring back no later than")

    def focus_is_on(self, field: Locator) -> None:
        """The caret stands there."""
        expect(field).to_be_focused()


def scan_by_keys(page: Page, text: str, then: str = "Enter", halfway: Callable[[], None] | None = None) -> None:
    """Key events as a scanner makes them, each with its own moment, however slow this machine is just now.

    `halfway` happens when half of the text has come.
    """
    channel = page.context.new_cdp_session(page)
    ends = {"Enter": {"key": "Enter", "code": "Enter", "text": "\r", "windowsVirtualKeyCode": 13}}
    ends["Tab"] = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
    strokes: Sequence[dict[str, object]] = [{"key": sign, "text": sign} for sign in text]
    begun = time()
    for number, stroke in enumerate([*strokes, *(ends[key] for key in then.split())]):
        moment = begun + number * SCANNER_GAP
        if halfway and number == len(text) // 2:
            halfway()
        channel.send("Input.dispatchKeyEvent", {"type": "keyDown", "timestamp": moment, **stroke})
        channel.send("Input.dispatchKeyEvent", {"type": "keyUp", "timestamp": moment, "key": stroke["key"]})
    channel.detach()
    _ended[page] = moment


def another_tab(context: BrowserContext, url: str) -> Desk:
    """A second tab of the same browser."""
    return Desk(context.new_page(), url)
