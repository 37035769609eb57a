"""What the counter answers to a scan or a press: one function a word, each giving the card to show."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask_babel import gettext as _

from lendlib.operations import conditions, renewing, returning, undoing, visitors, visits
from lendlib.operations.acts import Act
from lendlib.operations.scanning import Meaning, Sight, behind, look_up, see
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.identity import looks_like_personnummer
from lendlib.rules.scans import read_scan
from lendlib.rules.vocabulary import ReturnedAs
from lendlib.rules.words import pick_word
from lendlib.web.acts import begin_act, finish, reading
from lendlib.web.counter_desk import Desk, Press
from lendlib.web.counter_search import found
from lendlib.web.forms.borrower import PERSONAL_NUMBER, BorrowerForm
from lendlib.web.languages import chosen_language, current_config


class PersonalNumberTyped(Refused):
    """Something typed looks like a personal identity number, which lendlib never keeps."""

    code = "personal-number-typed"
    sentence = PERSONAL_NUMBER
    advice = N_("Leave it out.")


@dataclass
class Answer:
    """A card: which one, what stands in it, how it sounds, and which parts of the page it changed."""

    card: str
    told: dict[str, Any] = field(default_factory=dict)
    sound: str = "good"
    changes_acts: bool = False
    changes_borrower: bool = False


SOUNDS = {
    Meaning.AVAILABLE: "good",
    Meaning.JUST_RETURNED: "info",
    Meaning.WORDS: "quiet",
    Meaning.JUST_LENT: "ask",
    Meaning.MISSING: "ask",
    Meaning.ELSEWHERE_ON_LOAN: "ask",
    Meaning.BLANK_LABEL: "ask",
}


def scan(desk: Desk, form: BorrowerForm, press: Press) -> Answer:
    """Look up what was scanned: what is in goes to the basket, what is out comes back."""
    text = desk.scan or _code_among(form)
    if not text:
        return Answer("empty_scan", {}, "quiet")
    act = reading()
    if looks_like_personnummer(text, phone_allowed=True):
        desk.scan = ""
        raise PersonalNumberTyped
    config = current_config()
    read = read_scan(text, [config.base_url, *config.former_base_urls])
    sight = look_up(act, read, chosen_language())
    if sight.meaning == Meaning.WORDS:
        told = found(act, read)
        return Answer("found", told, "info") if told["loans"] or told["things"] else Answer("nothing", told, "bad")
    return answer_sight(desk, sight, press.key)


def answer_sight(desk: Desk, sight: Sight, key: str) -> Answer:
    """Act upon what was seen: add, return, or say how it stands."""
    if sight.thing and sight.thing.id in desk.items and sight.meaning in (Meaning.AVAILABLE, Meaning.JUST_RETURNED):
        desk.add(sight.thing.id)
        return Answer("again", {"thing": sight.thing}, "info")
    if sight.meaning == Meaning.AVAILABLE and sight.thing:
        desk.add(sight.thing.id)
        return Answer("added", {"thing": sight.thing})
    if sight.meaning == Meaning.ON_LOAN and sight.thing:
        desk.drop([sight.thing.id])
        return _take_back(sight.thing.id, key)
    if sight.meaning == Meaning.JUST_RETURNED and sight.loan_id:
        return _returned(reading(), sight, sight.loan_id, None, "just_returned")
    told: dict[str, Any] = {"sight": sight, "thing": sight.thing}
    if sight.meaning == Meaning.JUST_LENT and sight.loan_id:
        told["behind"] = behind(reading(), sight.loan_id)
    return Answer(sight.meaning.value, told, SOUNDS.get(sight.meaning, "bad"))


def _code_among(form: BorrowerForm) -> str:
    """A label's code that fell into the borrower's fields, taken out of there."""
    for typed in (form.name, form.reach):
        if is_scan(typed.data):
            text, typed.data = typed.data.strip(), ""
            return str(text)
    return ""


def is_scan(text: str | None) -> bool:
    """Whether a text in another field is a label's own code or address."""
    config = current_config()
    return bool(text) and read_scan(text or "", [config.base_url, *config.former_base_urls]).own_code is not None


def _take_back(item_id: int, key: str, *, is_for_other_depot: bool = False) -> Answer:
    act = _under(begin_act(), key)
    done = returning.check_in(act, item_id, is_for_other_depot=is_for_other_depot)
    finish(act)
    return _returned(act, see(act, item_id, chosen_language()), done.result["loan"], done.command_id, "returned")


def _returned(act: Act, sight: Sight, loan_id: int, command_id: int | None, card: str) -> Answer:
    told = {"thing": sight.thing, "loan_id": loan_id, "command_id": command_id, "behind": behind(act, loan_id)}
    return Answer(card, told, changes_acts=command_id is not None)


def take_back(desk: Desk, _form: BorrowerForm, press: Press) -> Answer:
    """Return: asked for by a press, since it was lent only just now."""
    (item_id,) = _ids(press, 1)
    desk.drop([item_id])
    return _take_back(item_id, press.key)


def take_in(_desk: Desk, _form: BorrowerForm, press: Press) -> Answer:
    """Take a thing in for the depot that lent it."""
    (item_id,) = _ids(press, 1)
    return _take_back(item_id, press.key, is_for_other_depot=True)


def came(desk: Desk, _form: BorrowerForm, press: Press) -> Answer:
    """Say how a returned thing came."""
    (loan_id,) = _ids(press, 1)
    if press.word not in set(ReturnedAs):
        raise NotFound
    if looks_like_personnummer(desk.note):
        raise PersonalNumberTyped
    act = _under(begin_act(), press.key)
    done = returning.describe_return(act, loan_id, ReturnedAs(press.word), desk.note)
    finish(act)
    return _did("came", act, done.result["item"], done.command_id, came=press.word)


def found_here(_desk: Desk, _form: BorrowerForm, press: Press) -> Answer:
    """It had been here all along."""
    (loan_id,) = _ids(press, 1)
    act = _under(begin_act(), press.key)
    done = returning.found_here(act, loan_id)
    finish(act)
    return _did("found_here", act, done.result["item"], done.command_id)


def not_back(_desk: Desk, _form: BorrowerForm, press: Press) -> Answer:
    """It is not back after all, they keep it: undo the return and renew, both or none."""
    loan_id, command_id = _ids(press, 2)
    act = begin_act()
    undoing.undo(_under(act, f"{press.key}-undo"), command_id)
    done = renewing.renew(_under(act, f"{press.key}-renew"), [loan_id])
    finish(act)
    return _renewed(act, loan_id, done.command_id)


def renew(_desk: Desk, _form: BorrowerForm, press: Press) -> Answer:
    """Renew one loan, or several at once."""
    act = _under(begin_act(), press.key)
    done = renewing.renew(act, press.ids)
    finish(act)
    return _renewed(act, press.ids[0], done.command_id, len(press.ids))


def _renewed(act: Act, loan_id: int, command_id: int, count: int = 1) -> Answer:
    facts = behind(act, loan_id)
    return Answer("renewed", {"behind": facts, "command_id": command_id, "count": count}, changes_acts=True)


def find(desk: Desk, _form: BorrowerForm, press: Press) -> Answer:
    """A missing thing turned up: ready, or to repair."""
    (item_id,) = _ids(press, 1)
    act = _under(begin_act(), press.key)
    done = conditions.find(act, item_id, is_whole=press.word == "ready")
    finish(act)
    return _did("welcomed", act, item_id, done.command_id)


def make_ready(_desk: Desk, _form: BorrowerForm, press: Press) -> Answer:
    """A repaired thing may be lent again."""
    (item_id,) = _ids(press, 1)
    act = _under(begin_act(), press.key)
    done = conditions.make_ready(act, item_id)
    finish(act)
    return _did("readied", act, item_id, done.command_id)


def undo(_desk: Desk, _form: BorrowerForm, press: Press) -> Answer:
    """Take an act back."""
    (command_id,) = _ids(press, 1)
    act = _under(begin_act(), press.key)
    undoing.undo(act, command_id)
    finish(act)
    return Answer("undone", {}, changes_acts=True)


def count_visitor(_desk: Desk, _form: BorrowerForm, press: Press) -> Answer:
    """One more through the door."""
    act = _under(begin_act(), press.key)
    visitors.count_visitor(act)
    finish(act)
    return Answer("visitor", {"visitors": visitors.visitors_today(act)}, changes_acts=True)


def add(desk: Desk, _form: BorrowerForm, press: Press) -> Answer:
    """Put a thing that was found by words, or has just come back, into the basket."""
    (item_id,) = _ids(press, 1)
    sight = see(reading(), item_id, chosen_language())
    if sight.meaning == Meaning.JUST_RETURNED:
        sight = replace(sight, meaning=Meaning.AVAILABLE)
    if sight.meaning == Meaning.ON_LOAN and sight.loan_id:
        told = {"thing": sight.thing, "behind": behind(reading(), sight.loan_id)}
        return Answer("on_loan", told, "ask")
    return answer_sight(desk, sight, press.key)


def drop(desk: Desk, _form: BorrowerForm, press: Press) -> Answer:
    """Take a thing out of the basket."""
    desk.drop(press.ids)
    return Answer("dropped", {}, "quiet")


def clear(desk: Desk, form: BorrowerForm, _press: Press) -> Answer:
    """Empty the desk."""
    desk.drop(desk.items)
    _empty(form)
    return Answer("ready", {}, "quiet", changes_borrower=True)


def pick(_desk: Desk, form: BorrowerForm, _press: Press) -> Answer:
    """Offer a word in place of a name and a number."""
    _empty(form)
    form.name.data = pick_word(chosen_language())
    return Answer("picked", {"word": form.name.data}, "quiet", changes_borrower=True)


def same_borrower(desk: Desk, form: BorrowerForm, press: Press) -> Answer:
    """The one who brought it borrows more: add to today's visit, or fill in the name and number."""
    (loan_id,) = _ids(press, 1)
    act = reading()
    facts = behind(act, loan_id)
    visit = visits.visit(act.session, act.depot.id, facts.checkout_id, chosen_language()) if facts else None
    if facts is None or visit is None:
        raise NotFound
    if facts.made_on == act.today and facts.still_out:
        return _join(act, form, facts.checkout_id, facts.name)
    _empty(form)
    if visit.contact:
        form.name.data = visit.contact.name
        form.reach.data = visit.contact.phone or visit.contact.email or ""
        return Answer("same", {"name": visit.contact.name}, changes_borrower=True)
    return Answer("same_gone", {}, "info", changes_borrower=True)


def join(desk: Desk, form: BorrowerForm, press: Press) -> Answer:
    """Add to a visit of today."""
    (checkout_id,) = _ids(press, 1)
    act = reading()
    visit = visits.visit(act.session, act.depot.id, checkout_id, chosen_language())
    if visit is None:
        raise NotFound
    return _join(act, form, checkout_id, visit.contact.name if visit.contact else None)


def leave(_desk: Desk, _form: BorrowerForm, _press: Press) -> Answer:
    """Let it be: nothing changes."""
    return Answer("ready", {}, "quiet")


def unjoin(_desk: Desk, form: BorrowerForm, _press: Press) -> Answer:
    """A new visit after all."""
    _empty(form)
    return Answer("ready", {}, "quiet", changes_borrower=True)


def _join(act: Act, form: BorrowerForm, checkout_id: int, name: str | None) -> Answer:
    _empty(form)
    form.joins.data = str(checkout_id)
    form.name.data = name or _("today's visit")
    return Answer("joined", {"name": form.name.data}, changes_borrower=True)


def _empty(form: BorrowerForm) -> None:
    for typed in (form.name, form.reach, form.joins, *form.people_fields):
        typed.data = None
        typed.raw_data = None


def _did(card: str, act: Act, item_id: int, command_id: int, **told: Any) -> Answer:
    sight = see(act, item_id, chosen_language())
    return Answer(card, {"thing": sight.thing, "command_id": command_id, **told}, changes_acts=True)


def _under(act: Act, key: str) -> Act:
    return replace(act, key=key)


def _ids(press: Press, count: int) -> Sequence[int]:
    if len(press.ids) != count:
        raise NotFound
    return press.ids


PRESSES: dict[str, Callable[[Desk, BorrowerForm, Press], Answer]] = {
    "scan": scan,
    "return": take_back,
    "takein": take_in,
    "came": came,
    "here": found_here,
    "notback": not_back,
    "renew": renew,
    "find": find,
    "ready": make_ready,
    "undo": undo,
    "visitor": count_visitor,
    "add": add,
    "drop": drop,
    "clear": clear,
    "word": pick,
    "same": same_borrower,
    "join": join,
    "unjoin": unjoin,
    "leave": leave,
}
