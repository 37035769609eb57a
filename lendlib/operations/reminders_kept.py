"""Letters that no channel carries: kept to be read at the depot, and erased with whom they are written to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from lendlib.models.contacts import Contact
from lendlib.models.lending import Checkout
from lendlib.models.reminders import KeptLetter, Notice
from lendlib.operations.acts import Act
from lendlib.rules.letters import Letter, OwedLetter
from lendlib.rules.masks import masked_email, masked_phone
from lendlib.rules.vocabulary_reminders import NoticeKind

LINK_MARK = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands where the letter has the visit's private link: its token is kept nowhere."""
A_PAGE = 20


@dataclass(frozen=True)
class Kept:
    """A letter as it is read at the depot. `reaches`: whereto it would have gone, masked."""

    id: int
    checkout_id: int
    kind: NoticeKind
    made_at: datetime
    subject: str
    words: str
    name: str
    reaches: tuple[str, ...]
    link_version: int
    link_hash: str | None

    @property
    def around_link(self) -> Sequence[str]:
        """The words before, between and after the private link."""
        return self.words.split(LINK_MARK)


def keep(session: Session, owed: OwedLetter, letter: Letter, now: datetime) -> None:
    """Keep the letter of a notice; a later one of the same notice takes its place.

    Whoever erases the contact is waited for: then there is nobody left to write to, and nothing is kept.
    """
    connection = session.connection()
    contact = select(Contact.id).where(Contact.checkout_id == owed.checkout_id).with_for_update()
    is_known = connection.execute(contact).one_or_none() is not None
    connection.execute(delete(KeptLetter).where(KeptLetter.notice_id == owed.notice_id))
    if not is_known:
        return
    row = {
        "depot_id": owed.depot_id,
        "checkout_id": owed.checkout_id,
        "notice_id": owed.notice_id,
        "made_at": now,
        "subject": letter.subject,
        "words": _without_link(letter.words, owed.link_token),
    }
    connection.execute(insert(KeptLetter), row)


def _without_link(words: str, token: str) -> str:
    return re.sub(rf"\S*/l/{re.escape(token)}", LINK_MARK, words) if token else words


def kept_letters(act: Act, page: int = 1) -> tuple[list[Kept], bool]:
    """A page of the depot's letters, the newest first, and whether there are older ones."""
    letters = (
        select(
            KeptLetter.id,
            KeptLetter.checkout_id,
            Notice.kind,
            KeptLetter.made_at,
            KeptLetter.subject,
            KeptLetter.words,
            Contact.name,
            Contact.phone,
            Contact.email,
            Checkout.link_version,
            Checkout.link_hash,
        )
        .join(Notice, Notice.id == KeptLetter.notice_id)
        .join(Checkout, Checkout.id == KeptLetter.checkout_id)
        .join(Contact, Contact.checkout_id == KeptLetter.checkout_id)
        .where(KeptLetter.depot_id == act.depot.id)
        .order_by(KeptLetter.id.desc())
        .offset((page - 1) * A_PAGE)
        .limit(A_PAGE + 1)
    )
    rows = act.session.connection().execute(letters).all()
    found = [
        Kept(
            id=row.id,
            checkout_id=row.checkout_id,
            kind=NoticeKind(row.kind),
            made_at=row.made_at,
            subject=row.subject,
            words=row.words,
            name=row.name,
            reaches=_masked(row.phone, row.email),
            link_version=row.link_version,
            link_hash=row.link_hash,
        )
        for row in rows[:A_PAGE]
    ]
    return found, len(rows) > A_PAGE


def _masked(phone: str | None, email: str | None) -> tuple[str, ...]:
    masked = (masked_phone(phone) if phone else "", masked_email(email) if email else "")
    return tuple(address for address in masked if address)
