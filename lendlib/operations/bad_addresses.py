"""Addresses of a contact at which a letter has found nobody: columns of a question, and what they mean for a letter."""

from typing import Any

from sqlalchemy import and_

from lendlib.models.contacts import Contact
from lendlib.rules.notices import Why
from lendlib.rules.reach import BY_MAIL, KEPT_HERE

BAD = (
    and_(Contact.phone.is_not(None), Contact.bad_phone_at.is_not(None)).label("bad_phone"),
    and_(Contact.email.is_not(None), Contact.bad_email_at.is_not(None)).label("bad_email"),
)
_FOR_ITS_ADDRESS = (Why.BAD_ADDRESS, Why.NO_ADDRESS, Why.NOT_DELIVERED)
REACH = (Contact.phone, Contact.email, Contact.bad_phone_at, Contact.bad_email_at)
"""What `is_bad` reads beside a letter's `channel` and `why`."""


def is_bad(letter: Any) -> bool:
    """Whether the address is one that reaches nobody: the letter would be dropped. A phone may be on again."""
    _address, marked = _way(letter)
    return marked is not None and letter.why != Why.NOT_DELIVERED


def is_mended(letter: Any) -> bool:
    """Whether the letter failed for its address, and the contact was corrected since (column `is_corrected`)."""
    address, marked = _way(letter)
    return letter.why in _FOR_ITS_ADDRESS and letter.is_corrected and bool(address) and marked is None


def _way(letter: Any) -> tuple[str | None, Any]:
    """The address that the letter goes to, and since when it is known to reach nobody."""
    if letter.channel == KEPT_HERE:
        return None, None
    return (letter.email, letter.bad_email_at) if letter.channel == BY_MAIL else (letter.phone, letter.bad_phone_at)
