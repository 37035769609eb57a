"""Whom no letter reaches: of visits with something late or due, so that somebody phones instead."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import Session

from lendlib.models.lending import Loan
from lendlib.models.reminders import Notice
from lendlib.rules.reach import KEPT_HERE
from lendlib.rules.vocabulary_reminders import NoticeKind, NoticeState

EMAIL, PHONE = "email", "phone"


class NoLetter(StrEnum):
    """Why no letter reaches who has it, or will any more."""

    NO_ADDRESS = "no_address"
    BAD_ADDRESS = "bad_address"
    NOT_REACHED = "not_reached"
    FAILED = "failed"
    AFTER_LATEST = "after_latest"


def ended_letters(session: Session, asked: dict[str, Any], is_out: ColumnElement[bool]) -> dict[int, NoLetter]:
    """Visits whose latest letter failed, or that have had the last one. `is_out` says which loans are meant."""
    query = (
        select(Notice.checkout_id, Notice.kind, Notice.state)
        .where(
            Notice.depot_id == bindparam("depot_id"),
            Notice.checkout_id.in_(select(Loan.checkout_id).where(is_out)),
            Notice.state.in_((NoticeState.SENT, NoticeState.FAILED)),
            Notice.channel != KEPT_HERE,
        )
        .order_by(Notice.ended_at, Notice.id)
    )
    ended: dict[int, NoLetter] = {}
    for checkout_id, kind, state in session.connection().execute(query, asked):
        ended.pop(checkout_id, None)
        if state == NoticeState.FAILED:
            ended[checkout_id] = NoLetter.FAILED
        elif kind == NoticeKind.LATEST:
            ended[checkout_id] = NoLetter.AFTER_LATEST
    return ended


def why_no_letter(contact: Any, takes: Iterable[str], ended: NoLetter | None) -> NoLetter | None:
    """Why no letter reaches a contact; None where one does, and where letters leave the house for nobody.

    `takes`: which addresses letters go to, "email", "phone" or both.
    """
    takes = set(takes)
    if not takes:
        return None
    known = [(contact.email, contact.bad_email_at)] if EMAIL in takes else []
    known += [(contact.phone, contact.bad_phone_at)] if PHONE in takes else []
    given = [bad_at for address, bad_at in known if address]
    if not given:
        return NoLetter.NO_ADDRESS
    if None in given:
        return ended
    # A phone that was off is marked like a number that there is not: only of an e-mail more is known.
    return NoLetter.BAD_ADDRESS if EMAIL in takes and contact.email else NoLetter.NOT_REACHED
