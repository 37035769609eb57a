"""The private link of a visit, for those at its counter."""

from flask import current_app

from config import Config
from lendlib.operations.acts import Keys
from lendlib.operations.lending import hash_of_link
from lendlib.operations.visits import VisitFacts


def link_of(visit: VisitFacts) -> str | None:
    """The address of the visit's private page; none while borrower pages are shut, or once the link is dead."""
    config: Config = current_app.config["LENDLIB"]
    keys: Keys = current_app.extensions["lendlib.keys"]
    token = keys.link_token(visit.checkout_id, visit.link_version)
    if not config.has_borrower_pages or hash_of_link(token) != visit.link_hash:
        return None
    return f"{config.base_url}/l/{token}"
