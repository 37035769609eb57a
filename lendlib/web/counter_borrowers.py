"""What the counter answers to a press about who borrows; nothing is written."""

from lendlib.operations import visits
from lendlib.operations.acts import Act
from lendlib.operations.scanning import behind
from lendlib.operations.visits import VisitFacts
from lendlib.rules.errors import NotFound
from lendlib.rules.vocabulary import Kind
from lendlib.rules.words import is_picked_word, pick_word
from lendlib.web.acts import reading
from lendlib.web.counter_answer import Answer, ids_of
from lendlib.web.counter_desk import Desk, Press
from lendlib.web.doors import current_depot
from lendlib.web.forms.borrower import BorrowerForm
from lendlib.web.languages import chosen_language


def clear(desk: Desk, form: BorrowerForm, _press: Press) -> Answer:
    """Empty the desk."""
    desk.drop(desk.items)
    _empty(form)
    return Answer("ready", {}, "quiet", changes_borrower=True)


def pick(_desk: Desk, form: BorrowerForm, press: Press) -> Answer:
    """Offer a word in place of a name and a number; over those that were typed only when told so."""
    has_typed = form.reach.data or (form.name.data and not is_picked_word(form.name.data))
    if has_typed and press.word != "over":
        return Answer("pick_over", {}, "ask")
    group = form.is_group.data, form.group_name.data
    _empty(form)
    form.is_group.data, form.group_name.data = group
    form.name.data = pick_word(chosen_language())
    return Answer("picked", {"word": form.name.data}, "quiet", changes_borrower=True)


def same_borrower(desk: Desk, form: BorrowerForm, press: Press) -> Answer:
    """The one who brought it borrows more: add to today's visit, or fill in the name and number."""
    (loan_id,) = ids_of(press, 1)
    act = reading()
    facts = behind(act, loan_id)
    visit = visits.visit(act.session, act.depot.id, facts.checkout_id, chosen_language()) if facts else None
    if facts is None or visit is None:
        raise NotFound
    if facts.made_on == act.today and facts.still_out:
        return _join(act, form, visit)
    _empty(form)
    if visit.contact:
        form.name.data = visit.contact.name
        form.letters_in.data = visit.contact.language
        form.reach.data = visit.contact.phone or visit.contact.email or ""
        if visit.contact.group_name:
            form.is_group.data, form.group_name.data, form.kind.data = "1", visit.contact.group_name, visit.kind.value
        return Answer("same", {"name": visit.contact.called}, changes_borrower=True)
    return Answer("same_gone", {}, "info", changes_borrower=True)


def join(desk: Desk, form: BorrowerForm, press: Press) -> Answer:
    """Add to a visit of today."""
    (checkout_id,) = ids_of(press, 1)
    act = reading()
    visit = visits.visit(act.session, act.depot.id, checkout_id, chosen_language())
    if visit is None:
        raise NotFound
    return _join(act, form, visit)


def group(_desk: Desk, form: BorrowerForm, _press: Press) -> Answer:
    """A class or another group borrows."""
    form.is_group.data = "1"
    return Answer("for_group", {}, "quiet", changes_borrower=True)


def alone(_desk: Desk, form: BorrowerForm, _press: Press) -> Answer:
    """One borrower after all; the name and the number stay."""
    form.is_group.data, form.group_name.data, form.kind.data = None, None, Kind.UNSTATED.value
    return Answer("ready", {}, "quiet", changes_borrower=True)


def kind(_desk: Desk, _form: BorrowerForm, _press: Press) -> Answer:
    """Another kind of borrower: the last days may be others, the basket shows them."""
    return Answer("ready", {}, "quiet")


def leave(_desk: Desk, _form: BorrowerForm, _press: Press) -> Answer:
    """Let it be: nothing changes."""
    return Answer("ready", {}, "quiet")


def unjoin(_desk: Desk, form: BorrowerForm, _press: Press) -> Answer:
    """A new visit after all."""
    _empty(form)
    return Answer("ready", {}, "quiet", changes_borrower=True)


def _join(act: Act, form: BorrowerForm, visit: VisitFacts) -> Answer:
    _empty(form)
    form.joins.data = str(visit.checkout_id)
    form.is_group.data = "1" if visit.is_group else None
    form.name.data = visit.contact.called if visit.contact else ""
    return Answer("joined", {"name": form.name.data}, changes_borrower=True)


def _empty(form: BorrowerForm) -> None:
    for typed in (form.name, form.reach, form.joins, form.is_group, form.group_name, *form.people):
        typed.data = None
        typed.raw_data = None
    form.letters_in.data = current_depot().letters_in
