"""The private link of a visit, for those at its counter."""

from typing import Protocol

from flask import current_app

from config import Config
from lendlib.operations.acts import Keys
from lendlib.operations.lending import hash_of_link


class HasLink(Protocol):
    """A visit, as far as its private link is concerned."""

    @property
    def checkout_id(self) -> int:
        """Its number."""

    @property
    def link_version(self) -> int:
        """Which link it has now; each new one counts up."""

    @property
    def link_hash(self) -> str | None:
        """By what that link is known."""


def link_of(visit: HasLink) -> str | None:
    """The address of the visit's private page; none while borrower pages are shut, or once the link is dead."""
    config: Config = current_app.config["LENDLIB"]
    keys: Keys = current_app.extensions["lendlib.keys"]
    token = keys.link_token(visit.checkout_id, visit.link_version)
    if not config.has_borrower_pages or hash_of_link(token) != visit.link_hash:
        return None
    return f"{config.base_url}/l/{token}"
