"""What may be done through a visit's private link by whoever holds it, and the new link for one that leaked."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, exists, func, select, update

from lendlib.models.contacts import Contact
from lendlib.models.lending import Checkout, Loan
from lendlib.operations import commands, contacts, history, renewing
from lendlib.operations.acts import Act
from lendlib.operations.lending import hash_of_link, lock_visit
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.vocabulary import DepotState, Outcome, Verb, What


class AskedTooOften(Refused):
    """The borrower has renewed the loan as often as the depot allows."""

    code = "asked-too-often"
    sentence = N_("It can’t be renewed any more. Nothing was renewed.")
    advice = N_("Bring it back by its last day. Do you need it longer? Ask at the depot.")


class TooEarly(Refused):
    """Renewed today, the loan would end on the day that it ends anyway."""

    code = "too-early"
    sentence = N_("You have it until {due_on} already. A renewal today would not give you more days.")
    advice = N_("Come back to this page closer to the last day.")


class BackMeanwhile(Refused):
    """The thing was taken back since the borrower opened the page."""

    code = "back-meanwhile"
    sentence = N_("Something of that has been taken back meanwhile. Nothing was renewed.")
    advice = N_("The list below is what is still with you. Press again for that.")


class NothingLeft(Refused):
    """Everything of the visit was taken back since the borrower opened the page."""

    code = "nothing-left"
    sentence = N_("It is back at the depot already, so nothing was renewed.")


class LendsNothing(Refused):
    """The depot has closed down: it takes things back, and lends nothing for longer."""

    code = "lends-nothing"
    sentence = N_("The depot has closed down. It takes things back, but renews nothing.")
    advice = N_("Bring it back by its last day.")


class StillWithYou(Refused):
    """The depot keeps the contact until everything of the visit is back."""

    code = "still-with-you"
    sentence = N_("Something is still with you. Until it is back the depot keeps your name and how to reach you.")
    advice = N_("Bring everything back, then open this page again.")


class NoLink(Refused):
    """The visit's link is dead: there is nothing to replace."""

    code = "no-link"
    sentence = N_("This visit has no link any more.")
    advice = N_("A link lives while something is out.")


def renew_own(act: Act, loan_ids: Sequence[int]) -> commands.Done:
    """Renew all of these loans of the borrower's own visit, or none.

    The result holds the loans and their due changes. Raises NotFound for any other visit's, AskedTooOften, TooEarly,
    BackMeanwhile, LendsNothing.
    """
    # The visit's loans are few; of the numbers that a stranger sends there may be half a million.
    own = select(Loan.id).where(Loan.checkout_id == act.borrower_checkout_id)
    if not loan_ids or not set(loan_ids) <= set(act.session.connection().execute(own).scalars()):
        raise NotFound
    if act.depot.standing(act.today) is DepotState.CLOSED:
        raise LendsNothing
    try:
        return renewing.renew(act, loan_ids)
    except renewing.RenewalsUsedUp:
        raise AskedTooOften from None
    except renewing.NothingGained as no:
        raise TooEarly(**no.values) from None
    except renewing.LoanEnded:
        raise BackMeanwhile from None


def forget_self(act: Act) -> commands.Done:
    """Erase what is kept of the borrower with their own visit: when all is back, or at once where the depot allows it.

    The result is empty: an erasing names nobody, and the loans stay. A second time there is nothing left to erase, and
    that is no fault. Raises StillWithYou.
    """
    checkout_id = act.borrower_checkout_id
    assert checkout_id is not None

    def effect() -> tuple[dict[str, Any], Any]:
        lock_visit(act, checkout_id)
        run = act.session.connection().execute
        is_out = exists().where(Loan.checkout_id == checkout_id, Loan.closed_at.is_(None))
        is_known = exists().where(Contact.checkout_id == checkout_id)
        out, known = run(select(is_out, is_known)).one()
        if not known:
            return {}, lambda _command_id: None
        if out and not act.depot.may_forget_at_once:
            raise StillWithYou
        contacts.erase(act.session, [checkout_id])
        first = _first_loan(act, checkout_id)
        return {}, lambda command_id: history.tell(act, command_id, What.CONTACT_ERASED, loan_id=first)

    return commands.once(act, Verb.ERASE_CONTACT, ["own", checkout_id], effect)


_visit = select(Checkout.link_version, Checkout.link_hash).where(
    Checkout.id == bindparam("id"), Checkout.depot_id == bindparam("depot_id")
)


def replace_link(act: Act, checkout_id: int) -> commands.Done:
    """Give a visit a new link; the old one is dead from then on.

    The result holds the visit. Raises NotFound, NoLink.
    """

    def effect() -> tuple[dict[str, Any], Any]:
        lock_visit(act, checkout_id)
        visit = act.session.connection().execute(_visit, {"id": checkout_id, "depot_id": act.depot.id}).one_or_none()
        if visit is None:
            raise NotFound
        if visit.link_hash is None:
            raise NoLink
        version = visit.link_version + 1
        act.session.execute(
            update(Checkout)
            .where(Checkout.id == checkout_id)
            .values(link_version=version, link_hash=hash_of_link(act.keys.link_token(checkout_id, version)))
        )
        first = _first_loan(act, checkout_id)
        return {"checkout": checkout_id}, lambda command_id: history.tell(
            act, command_id, What.LINK_REPLACED, loan_id=first
        )

    return commands.once(act, Verb.REPLACE_LINK, [checkout_id], effect)


def _first_loan(act: Act, checkout_id: int) -> int | None:
    counts = Loan.outcome.is_distinct_from(Outcome.UNDONE)
    first = select(func.min(Loan.id)).where(Loan.checkout_id == checkout_id, counts)
    return act.session.connection().execute(first).scalar_one()
