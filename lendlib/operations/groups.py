"""Which child of a group has which thing: a line each, in words that are erased with the visit's contact."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, delete, exists, insert, select
from sqlalchemy.orm import InstrumentedAttribute

from lendlib.models.contacts import ChildLine, Contact
from lendlib.models.lending import Checkout, Loan
from lendlib.operations import commands, history
from lendlib.operations.acts import Act
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.policy import is_group
from lendlib.rules.vocabulary import Outcome, Verb, What

LONGEST_LINE = 40


class NotAGroup(Refused):
    """Only of a class or another group it is kept who has what."""

    code = "not-a-group"
    sentence = N_("Who has which thing is kept for classes and other groups only.")
    advice = N_("Leave the lines empty, or say which kind of group borrows.")


class NobodyKept(Refused):
    """The visit's contact is erased, or there never was one: nothing more is kept about its people."""

    code = "nobody-kept"
    sentence = N_("No contact is kept for this visit, so nothing more is kept about its people either.")


def may_name_lines(lines: Mapping[int, str], kind: str, *, is_known: bool) -> None:
    """Raises NotAGroup, NobodyKept."""
    if lines and not is_group(kind):
        raise NotAGroup
    if lines and not is_known:
        raise NobodyKept


def name_lines(act: Act, checkout_id: int, lines: Mapping[int, str]) -> commands.Done:
    """Say, by loan id, who has which thing; empty words take a line away. All or nothing.

    The result holds the visit. Raises NotFound, NotAGroup, NobodyKept.
    """

    def effect() -> tuple[dict[str, Any], Any]:
        run, asked = act.session.connection().execute, {"id": checkout_id, "depot_id": act.depot.id}
        run(_lock, asked)
        visit = run(_visit, asked).one_or_none()
        if visit is None:
            raise NotFound
        may_name_lines(lines or {0: ""}, visit.kind, is_known=bool(visit.is_known))
        counts = Loan.outcome.is_distinct_from(Outcome.UNDONE)
        its = set(act.session.scalars(select(Loan.id).where(Loan.checkout_id == checkout_id, counts)))
        if not set(lines) <= its:
            raise NotFound
        act.session.execute(delete(ChildLine).where(ChildLine.loan_id.in_(lines)))
        write_lines(act, checkout_id, Loan.id, lines)
        return {"checkout": checkout_id}, lambda command_id: history.tell(
            act, command_id, What.CONTACT_CHANGED, loan_id=min(its, default=None)
        )

    return commands.once(act, Verb.NAME_LINES, [checkout_id, sorted(lines.items())], effect)


def write_lines(act: Act, checkout_id: int, by: InstrumentedAttribute[int], lines: Mapping[int, str]) -> None:
    """Keep the lines that say something, in one statement; `by` is what they are told by: open loan's item, or loan."""
    rows = [{"told": told, "visit": checkout_id, "said": words.strip()} for told, words in lines.items()]
    rows = [row for row in rows if row["said"]]
    if rows:
        act.session.connection().execute(_by_item if by is Loan.item_id else _by_loan, rows)


# In a statement of its own: one that waited would still see the contact that was erased meanwhile.
_lock = (
    select(Checkout.id)
    .where(Checkout.id == bindparam("id"), Checkout.depot_id == bindparam("depot_id"))
    .with_for_update()
)
_visit = select(Checkout.kind, exists().where(Contact.checkout_id == Checkout.id).label("is_known")).where(
    Checkout.id == bindparam("id"), Checkout.depot_id == bindparam("depot_id")
)
_lines = select(Loan.id, Loan.depot_id, Loan.checkout_id, bindparam("said", type_=ChildLine.words.type)).where(
    Loan.checkout_id == bindparam("visit")
)
_columns = ["loan_id", "depot_id", "checkout_id", "words"]
_by_loan = insert(ChildLine).from_select(_columns, _lines.where(Loan.id == bindparam("told")), include_defaults=False)
_by_item = insert(ChildLine).from_select(
    _columns, _lines.where(Loan.item_id == bindparam("told"), Loan.closed_at.is_(None)), include_defaults=False
)
