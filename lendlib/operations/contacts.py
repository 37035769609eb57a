"""A visit's person: corrected, handed over, erased. `erase` is the one way in which anything of a person goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from lendlib.models.contacts import ChildLine, Contact, PhoneMark
from lendlib.models.forgetting import RetentionRun
from lendlib.models.history import Note
from lendlib.models.lending import Checkout, Loan
from lendlib.models.reminders import KeptLetter
from lendlib.operations import commands, history
from lendlib.operations.acts import Act
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.vocabulary import Verb, What

# The contact first: who adds to what is kept of a visit holds it, and is waited for here.
OF_A_PERSON = (Contact, ChildLine, PhoneMark, Note, KeptLetter)
"""What is erased with a visit's person; each names its visit as `checkout_id`."""


class NothingToErase(Refused):
    """No contact is kept for the visit: it was erased before, or none was given."""

    code = "nothing-to-erase"
    sentence = N_("No contact is kept for this visit any more. There is nothing to change or erase.")


class NothingOut(Refused):
    """A contact is corrected while something is out; after that it only waits to be erased."""

    code = "nothing-out"
    sentence = N_("Everything of this visit is back. Its contact waits to be erased and is not changed any more.")
    advice = N_("For a new visit, type the name and number anew.")


@dataclass(frozen=True)
class Person:
    """A contact as it is to be: phone in E.164, e-mail in lower case; `group_name` None for who is no group."""

    name: str
    phone: str | None
    email: str | None
    language: str
    group_name: str | None = None


def correct(act: Act, checkout_id: int, person: Person) -> commands.Done:
    """Mend a typing error in the contact of a visit with something out; a new address counts as a good one again.

    The result holds the visit. Raises NotFound, NothingToErase, NothingOut.
    """
    request = [checkout_id, person.name, person.phone, person.email, person.language, person.group_name]

    def effect() -> tuple[dict[str, Any], Any]:
        kept, out = _kept(act, checkout_id)
        if not out:
            raise NothingOut
        act.session.execute(
            update(Contact)
            .where(Contact.checkout_id == checkout_id)
            .values(
                name=person.name,
                phone=person.phone,
                email=person.email,
                language=person.language,
                group_name=person.group_name,
                bad_phone_at=kept.bad_phone_at if kept.phone == person.phone else None,
                bad_email_at=kept.bad_email_at if kept.email == person.email else None,
            )
        )
        return {"checkout": checkout_id}, _telling(act, What.CONTACT_CHANGED, [checkout_id])

    return commands.once(act, Verb.CORRECT_CONTACT, request, effect)


def erase_on_request(act: Act, checkout_id: int, *, everywhere: bool = False) -> commands.Done:
    """Erase a visit's person now; `everywhere`: of all visits at this depot that left the same number or address.

    Their loans stay, open or not. The result holds how many visits: which were one person's must not be left to read,
    so the others' events name no loan. Raises NotFound, NothingToErase.
    """

    def effect() -> tuple[dict[str, Any], Any]:
        kept, _ = _kept(act, checkout_id)
        ids = [checkout_id, *(_same_person(act, checkout_id, kept) if everywhere else ())]
        erase(act.session, ids)
        told = _first_loans(act, [checkout_id])
        facts = [(What.CONTACT_ERASED, None, loan_id) for loan_id in (*told, *[None] * (len(ids) - 1))]
        return {"count": len(ids)}, lambda command_id: history.tell_all(act, command_id, facts)

    return commands.once(act, Verb.ERASE_CONTACT, [checkout_id, everywhere], effect)


def erase(session: Session, checkout_ids: Sequence[int]) -> int:
    """Delete all that is kept about the persons of these visits, and give how many contacts went.

    Contact, lines of children, marks of calls, notes, kept letters. The caller has made sure that the visits may be
    erased; what deleted rows leave in SQLite's write-ahead log goes with `housekeeping.tidy_file` after the commit.
    """
    connection = session.connection()
    # Who writes down what a child has looks at the contact under this lock, and would write after it is gone.
    connection.execute(_visits, {"ids": list(checkout_ids)})
    gone = [
        connection.execute(delete(table).where(table.checkout_id.in_(checkout_ids))).rowcount for table in OF_A_PERSON
    ]
    connection.execute(_overwriting_is_owed)
    return gone[0]


def hand_over(act: Act, checkout_id: int) -> commands.Done:
    """Note that what is kept about a visit's person was handed to them. The result holds the visit. Raises NotFound."""

    def effect() -> tuple[dict[str, Any], Any]:
        _lock(act, checkout_id)
        return {"checkout": checkout_id}, _telling(act, What.CONTACT_HANDED_OVER, [checkout_id])

    return commands.once(act, Verb.HAND_OVER, [checkout_id], effect)


def same_person(act: Act, checkout_id: int) -> list[int]:
    """Other visits of this depot whose contact has the same number or address."""
    kept = act.session.connection().execute(_contact, {"id": checkout_id, "depot_id": act.depot.id}).one_or_none()
    return _same_person(act, checkout_id, kept) if kept else []


_overwriting_is_owed = (
    update(RetentionRun).where(RetentionRun.overwritten_at.is_not(None)).values(overwritten_at=None)
)
_visit = (
    select(Checkout.id).where(Checkout.id == bindparam("id"), Checkout.depot_id == bindparam("depot_id"))
).with_for_update()
_visits = (
    select(Checkout.id).where(Checkout.id.in_(bindparam("ids", expanding=True))).order_by(Checkout.id).with_for_update()
)
_contact = (
    select(
        Contact.phone,
        Contact.email,
        Contact.bad_phone_at,
        Contact.bad_email_at,
        exists().where(Loan.checkout_id == Checkout.id, Loan.closed_at.is_(None)).label("is_out"),
    )
    .join(Checkout, Checkout.id == Contact.checkout_id)
    .where(Contact.checkout_id == bindparam("id"), Checkout.depot_id == bindparam("depot_id"))
)


def _lock(act: Act, checkout_id: int) -> None:
    visit = act.session.connection().execute(_visit, {"id": checkout_id, "depot_id": act.depot.id})
    if visit.one_or_none() is None:
        raise NotFound


def _kept(act: Act, checkout_id: int) -> tuple[Any, bool]:
    """The contact of a visit of this depot, kept from others until the commit, and whether something is out."""
    _lock(act, checkout_id)
    kept = act.session.connection().execute(_contact, {"id": checkout_id, "depot_id": act.depot.id}).one_or_none()
    if kept is None:
        raise NothingToErase
    return kept, bool(kept.is_out)


def _same_person(act: Act, checkout_id: int, kept: Any) -> list[int]:
    same = [column == reach for column, reach in ((Contact.phone, kept.phone), (Contact.email, kept.email)) if reach]
    if not same:
        return []
    others = (
        select(Checkout.id)
        .join(Contact, Contact.checkout_id == Checkout.id)
        .where(Checkout.depot_id == act.depot.id, Checkout.id != checkout_id, or_(*same))
        .order_by(Checkout.id)
    )
    return list(act.session.connection().execute(others).scalars())


def _telling(act: Act, what: What, checkout_ids: Sequence[int]) -> Any:
    """The events: one a visit, hung on its first loan, since an event names no person and no visit of a person's."""
    facts = [(what, None, loan_id) for loan_id in _first_loans(act, checkout_ids)]
    return lambda command_id: history.tell_all(act, command_id, facts)


def _first_loans(act: Act, checkout_ids: Sequence[int]) -> Sequence[int]:
    first = (
        select(func.min(Loan.id))
        .where(Loan.checkout_id.in_(checkout_ids))
        .group_by(Loan.checkout_id)
        .order_by(func.min(Loan.id))
    )
    return act.session.connection().execute(first).scalars().all()
