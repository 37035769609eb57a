"""Addresses of a contact that a letter has found nobody at, as two columns of a question."""

from sqlalchemy import and_

from lendlib.models.contacts import Contact

BAD = (
    and_(Contact.phone.is_not(None), Contact.bad_phone_at.is_not(None)).label("bad_phone"),
    and_(Contact.email.is_not(None), Contact.bad_email_at.is_not(None)).label("bad_email"),
)
