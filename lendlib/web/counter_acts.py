"""What the counter answers to a press that changes a loan or a thing."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _

from lendlib.operations import conditions, recent, renewing, returning, undoing, visitors, visits
from lendlib.operations.acts import Act
from lendlib.operations.scanning import behind, see
from lendlib.rules.errors import NotFound, Refused
from lendlib.rules.vocabulary import ReturnedAs
from lendlib.web.acts import begin_act, finish, reading
from lendlib.web.counter_answer import Answer, ids_of, under
from lendlib.web.counter_desk import Desk, Press
from lendlib.web.counter_scans import told_of_return
from lendlib.web.forms import Form
from lendlib.web.forms.borrower import BorrowerForm
from lendlib.web.forms.inventory import LONGEST_NOTE, line
from lendlib.web.languages import chosen_language
from lendlib.web.refusals import translate


class NoteRefused(Exception):
    """How a returned thing came could not be noted; the note is kept in its card."""

    def __init__(self, loan_id: int, note: str, wrong: str) -> None:
        super().__init__(wrong)
        self.loan_id, self.note, self.wrong = loan_id, note, wrong


class NoteForm(Form):
    """What is wrong with a returned thing."""

    note = line(_("What is wrong with it?"), LONGEST_NOTE)


def came(_desk: Desk, _form: BorrowerForm, press: Press) -> Answer:
    """Say how a returned thing came."""
    (loan_id,) = ids_of(press, 1)
    if press.word not in set(ReturnedAs):
        raise NotFound
    note = NoteForm()
    if not note.validate():
        raise NoteRefused(loan_id, note.note.data, " ".join(note.note.errors))
    try:
        act = under(begin_act(), press.key)
        done = returning.describe_return(act, loan_id, ReturnedAs(press.word), note.note.data)
        finish(act)
    except NotFound:
        raise
    except Refused as no:
        raise NoteRefused(loan_id, note.note.data, " ".join(translate(no))) from no
    return did("came", act, done.result["item"], done.command_id, came=press.word)


def returned_again(no: NoteRefused) -> Answer:
    """The card of the returned thing as it was, with the note and what is wrong with it."""
    act = reading()
    item_id, command_id = returning.last_return(act, no.loan_id)
    told = told_of_return(act, see(act, item_id, chosen_language()), no.loan_id, command_id)
    return Answer("note_refused", told | {"note": no.note, "note_wrong": no.wrong}, "bad")


def found_here(_desk: Desk, _form: BorrowerForm, press: Press) -> Answer:
    """It had been here all along."""
    (loan_id,) = ids_of(press, 1)
    act = under(begin_act(), press.key)
    done = returning.found_here(act, loan_id)
    finish(act)
    return did("found_here", act, done.result["item"], done.command_id)


def not_back(_desk: Desk, _form: BorrowerForm, press: Press) -> Answer:
    """It is not back after all, they keep it: undo the return, and renew where that may be; it is out in any case."""
    loan_id, command_id = ids_of(press, 2)
    act = begin_act()
    undoing.undo(under(act, f"{press.key}-undo"), command_id)
    is_out_with_nobody = recent.is_out_with_nobody(act, command_id)
    try:
        done = renewing.renew(under(act, f"{press.key}-renew"), [loan_id])
    except (renewing.RenewalsUsedUp, renewing.NothingGained) as no:
        finish(act)
        return _out_as_before(act, loan_id, no, is_out_with_nobody=is_out_with_nobody)
    finish(act)
    return _renewed(act, [loan_id], done.command_id)


def _out_as_before(act: Act, loan_id: int, no: Refused, *, is_out_with_nobody: bool) -> Answer:
    """It is out again until the day that it had before, and why not longer."""
    item_id, _return = returning.last_return(act, loan_id)
    sentence, advice = translate(no)
    told = {
        "thing": see(act, item_id, chosen_language()).thing,
        "behind": behind(act, loan_id),
        "sentence": sentence,
        "advice": advice,
        "is_out_with_nobody": is_out_with_nobody,
    }
    return Answer("out_as_before", told, "ask", changes_acts=True)


def renew(_desk: Desk, _form: BorrowerForm, press: Press) -> Answer:
    """Renew one loan, or several at once."""
    act = under(begin_act(), press.key)
    done = renewing.renew(act, press.ids)
    finish(act)
    return _renewed(act, press.ids, done.command_id)


def _renewed(act: Act, loan_ids: Sequence[int], command_id: int) -> Answer:
    """What was renewed, for whom and until when, and what of the same visit was not."""
    facts = behind(act, loan_ids[0])
    visit = visits.visit(act.session, act.depot.id, facts.checkout_id, chosen_language()) if facts else None
    out = visit.loans_open if visit else ()
    told = {
        "visit": visit,
        "renewed": [loan for loan in out if loan.loan_id in loan_ids],
        "others": [loan.loan_id for loan in out if loan.loan_id not in loan_ids and not loan.renewals],
        "command_id": command_id,
    }
    return Answer("renewed", told, changes_acts=True)


def find(desk: Desk, _form: BorrowerForm, press: Press) -> Answer:
    """A missing thing turned up: ready, or to repair."""
    (item_id,) = ids_of(press, 1)
    act = under(begin_act(), press.key)
    done = conditions.find(act, item_id, is_whole=press.word == "ready")
    finish(act)
    return did("welcomed", act, item_id, done.command_id)


def make_ready(_desk: Desk, _form: BorrowerForm, press: Press) -> Answer:
    """A repaired thing may be lent again."""
    (item_id,) = ids_of(press, 1)
    act = under(begin_act(), press.key)
    done = conditions.make_ready(act, item_id)
    finish(act)
    return did("readied", act, item_id, done.command_id)


def undo(_desk: Desk, _form: BorrowerForm, press: Press) -> Answer:
    """Take an act back."""
    (command_id,) = ids_of(press, 1)
    act = under(begin_act(), press.key)
    was = recent.done_here(act, command_id, chosen_language())
    undoing.undo(act, command_id)
    is_out_with_nobody = recent.is_out_with_nobody(act, command_id)
    finish(act)
    return Answer("undone", {"was": was, "is_out_with_nobody": is_out_with_nobody}, changes_acts=True)


def count_visitor(_desk: Desk, _form: BorrowerForm, press: Press) -> Answer:
    """One more through the door."""
    act = under(begin_act(), press.key)
    visitors.count_visitor(act)
    finish(act)
    return Answer("visitor", {"visitors": visitors.visitors_today(act)}, changes_acts=True)


def did(card: str, act: Act, item_id: int, command_id: int, **told: Any) -> Answer:
    sight = see(act, item_id, chosen_language())
    return Answer(card, {"thing": sight.thing, "command_id": command_id, **told}, changes_acts=True)
