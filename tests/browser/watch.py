"""What a browser says behind a test's back: console messages, page errors, and requests to anyone but us."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

# Chromium writes this line for every answer of 400 and above, whatever the page makes of it.
_FAILED_TO_LOAD = re.compile(r"Failed to load resource: the server responded with a status of (\d{3}) ")
# It says this where a test has put the focus into a page that is not drawn yet: no hand is as quick.
_QUICKER_THAN_A_HAND = "Autofocus processing was blocked because a document already has a focused element."
# What Chromium and htmx write where an answer never comes.
_LOST = ("Failed to load resource: net::ERR_FAILED", "htmx:sendError", "htmx:afterRequest")
_LOCAL_SCHEMES = {"data", "blob", "about"}


class Watch:
    """Listens to every page of a context. `expects` names the answers of 400 and above that the test asks for.

    With `loses_answers` the test's network does.
    """

    def __init__(self) -> None:
        self.host = ""
        self.expected: set[int] = set()
        self.loses_answers = False
        self.said: list[str] = []
        self.hosts: set[str] = set()
        self._contexts: list[BrowserContext] = []

    def over(self, context: BrowserContext) -> None:
        """Listen to this one too."""
        self._contexts.append(context)
        context.on("console", self._heard)
        context.on("weberror", self._broke)
        context.on("request", self._asked)

    def leaves(self) -> None:
        """Listen no more."""
        for context in self._contexts:
            context.remove_listener("console", self._heard)
            context.remove_listener("weberror", self._broke)
            context.remove_listener("request", self._asked)
        self._contexts.clear()

    def expects(self, *statuses: int) -> None:
        """These answers are what the test is about."""
        self.expected.update(statuses)

    def is_content(self) -> None:
        """Fail on anything said, and on any request to another host."""
        for context in self._contexts:
            for page in context.pages:
                page.title()  # an answer from the page comes after everything that it said before
        assert not self.said, self.said
        assert self.hosts <= {self.host}, f"asked other hosts: {self.hosts - {self.host}}"

    def _heard(self, message: ConsoleMessage) -> None:
        failed = _FAILED_TO_LOAD.match(message.text)
        if failed and int(failed[1]) in self.expected:
            return
        if self.loses_answers and message.text.startswith(_LOST):
            return
        if message.text == _QUICKER_THAN_A_HAND:
            return
        self.said.append(f"{message.type}: {message.text} ({message.location['url']})")

    def _broke(self, error: WebError) -> None:
        self.said.append(f"page error: {error.error}")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in _LOCAL_SCHEMES:
            self.hosts.add(parts.netloc)
