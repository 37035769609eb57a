"""The private link of a visit: where it leads, and whether borrower pages are open at all."""

from flask import current_app

from config import Config
from lendlib.operations.acts import Keys
from lendlib.operations.lending import hash_of_link
from lendlib.operations.visits import VisitFacts


def has_borrower_pages(config: Config) -> bool:
    """Whether a borrower's phone can reach this app: not when it runs alone, but in the demo all is shown."""
    return config.mode != "alone" or config.is_demo


def link_of(visit: VisitFacts) -> str | None:
    """The address of the visit's private page; none while borrower pages are shut, or once the link is dead."""
    config: Config = current_app.config["LENDLIB"]
    keys: Keys = current_app.extensions["lendlib.keys"]
    token = keys.link_token(visit.checkout_id, visit.link_version)
    if not has_borrower_pages(config) or hash_of_link(token) != visit.link_hash:
        return None
    return f"{config.base_url}/l/{token}"
