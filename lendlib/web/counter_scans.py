"""What the counter answers to a scan: what is in goes into the basket, what is out comes back."""

from dataclasses import replace
from typing import Any

from flask import request

from lendlib.db import db
from lendlib.operations import fault_reports, handing_back, repair, returning
from lendlib.operations.acts import Act
from lendlib.operations.commands import Done
from lendlib.operations.labels import is_label
from lendlib.operations.scanning import Meaning, Sight, behind, look_up, see
from lendlib.rules.identity import looks_like_personnummer
from lendlib.rules.scans import Scan, own_code_in, read_scan
from lendlib.web.acts import begin_act, finish, reading
from lendlib.web.counter_answer import Answer, PersonalNumberTyped, ids_of, under
from lendlib.web.counter_desk import Desk, Press
from lendlib.web.counter_search import found
from lendlib.web.forms.borrower import BorrowerForm
from lendlib.web.forms.codes import bases
from lendlib.web.languages import chosen_language

IS_IN = (Meaning.AVAILABLE, Meaning.JUST_RETURNED)
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
    if desk.scan:
        return _scanned(desk, desk.scan, press.key)
    if code := _code_among(form):
        return replace(_scanned(desk, code, press.key), changes_borrower=True)
    return Answer("empty_scan", {}, "quiet")


def _scanned(desk: Desk, text: str, key: str) -> Answer:
    act = reading()
    if looks_like_personnummer(text, phone_allowed=True):
        desk.scan = ""
        raise PersonalNumberTyped
    read = read_scan(text, bases())
    sight = look_up(act, read, chosen_language())
    if desk.is_seen and sight.meaning in (Meaning.WORDS, Meaning.MISTYPED):
        return Answer("not_ours", {}, "bad")
    if sight.meaning == Meaning.WORDS:
        told = found(act, read)
        if told["loans"] or told["things"]:
            return Answer("found", told, "info")
        return Answer(_not_found(read), told, "bad")
    return answer_sight(desk, sight, key)


def _not_found(read: Scan) -> str:
    """The card for what is no label and finds nothing."""
    if read.is_address:
        return "not_ours"
    return "not_whole" if read.looks_cut else "nothing"


def answer_sight(desk: Desk, sight: Sight, key: str) -> Answer:
    """Act upon what was seen: add, return, or say how it stands.

    A key under which the thing was taken back before is answered so again; is it out anew, that is asked about.
    """
    is_in = sight.meaning in IS_IN
    if sight.thing and _is_repeated(sight.meaning, sight.thing.id, key):
        return _comes_back(desk, sight.thing.id, key) if is_in else _return_asked(sight)
    if sight.thing and is_in and sight.thing.id in desk.items:
        desk.add(sight.thing.id)
        return Answer("again", {"thing": sight.thing}, "info")
    if sight.thing and (sight.meaning == Meaning.AVAILABLE or _goes_on_loan(desk, sight.thing.id, sight.meaning)):
        desk.add(sight.thing.id)
        return Answer("added", {"thing": sight.thing})
    if sight.meaning == Meaning.ON_LOAN and sight.thing:
        return _comes_back(desk, sight.thing.id, key)
    if sight.meaning == Meaning.JUST_RETURNED and sight.loan_id:
        return _returned_before(sight, sight.loan_id)
    told: dict[str, Any] = {"sight": sight, "thing": sight.thing}
    if sight.meaning == Meaning.JUST_LENT and sight.loan_id:
        told["behind"] = behind(reading(), sight.loan_id)
    if sight.meaning == Meaning.IN_REPAIR and sight.thing:
        told["said"] = repair.last_words(reading().session, sight.thing.id)
    return Answer(sight.meaning.value, told, SOUNDS.get(sight.meaning, "bad"))


def _is_repeated(meaning: Meaning, item_id: int, key: str) -> bool:
    """Whether the key has taken the thing back. A script sends one again for a minute only, a page without for ever."""
    may_be = {Meaning.JUST_RETURNED, Meaning.ON_LOAN}
    if "HX-Request" not in request.headers:
        may_be.add(Meaning.AVAILABLE)
    return bool(key) and meaning in may_be and returning.has_taken_back(under(reading(), key), item_id)


def _goes_on_loan(desk: Desk, item_id: int, meaning: Meaning) -> bool:
    """Whether a thing that came back just now is scanned to be lent: others were put in the basket since."""
    return meaning == Meaning.JUST_RETURNED and bool(desk.items) and item_id not in desk.back


def _code_among(form: BorrowerForm) -> str:
    """A label's code that fell into the borrower's fields, taken out of there."""
    for typed in (form.name, form.reach):
        if is_scan(typed.data):
            text, typed.data = typed.data.strip(), ""
            return str(text)
    return ""


def is_scan(text: str | None) -> bool:
    """Whether a text in another field is the code of a label that there is; a name may look like one by chance."""
    code = own_code_in(text, bases()) if text else None
    return code is not None and is_label(db.session(), code)


def add(desk: Desk, _form: BorrowerForm, press: Press) -> Answer:
    """Put a thing that was found by words, or has just come back, into the basket."""
    (item_id,) = ids_of(press, 1)
    return _asked(desk, see(reading(), item_id, chosen_language()), press.key)


def look(desk: Desk, code: str) -> Answer:
    """What a phone's own camera scanned: shown as for a scan, but what is out comes back only by a press."""
    read = read_scan(code, bases())
    sight = look_up(reading(), read, chosen_language())
    if sight.meaning == Meaning.WORDS:
        return Answer(_not_found(read), {"text": code}, "bad")
    return _asked(desk, sight, "")


def _asked(desk: Desk, sight: Sight, key: str) -> Answer:
    """The answer to a thing that was not scanned here: one that is out is asked about."""
    if sight.meaning == Meaning.JUST_RETURNED:
        sight = replace(sight, meaning=Meaning.AVAILABLE)
    if sight.meaning == Meaning.ON_LOAN:
        return _return_asked(sight)
    return answer_sight(desk, sight, key)


def _return_asked(sight: Sight) -> Answer:
    told = {"thing": sight.thing, "behind": behind(reading(), sight.loan_id) if sight.loan_id else None}
    return Answer("on_loan", told, "ask")


def drop(desk: Desk, _form: BorrowerForm, press: Press) -> Answer:
    """Take a thing out of the basket."""
    desk.drop(press.ids)
    return Answer("dropped", {}, "quiet")


def _comes_back(desk: Desk, item_id: int, key: str, *, is_for_other_depot: bool = False) -> Answer:
    act = under(begin_act(), key)
    done = returning.check_in(act, item_id, is_for_other_depot=is_for_other_depot)
    finish(act)
    return _returned_now(desk, act, done)


def _returned_now(desk: Desk, act: Act, done: Done) -> Answer:
    item_id, loan_id = done.result["item"], done.result["loan"]
    desk.drop([item_id])
    desk.back.append(item_id)
    return _returned(act, see(act, item_id, chosen_language()), loan_id, done.command_id)


def _returned_before(sight: Sight, loan_id: int) -> Answer:
    """A scanner that reads twice takes nothing from the card: what may be said of the return may be said still."""
    act = reading()
    _item_id, command_id = returning.last_return(act, loan_id)
    return Answer("just_returned", told_of_return(act, sight, loan_id, command_id))


def _returned(act: Act, sight: Sight, loan_id: int, command_id: int) -> Answer:
    return Answer("returned", told_of_return(act, sight, loan_id, command_id), changes_acts=True)


def told_of_return(act: Act, sight: Sight, loan_id: int, command_id: int) -> dict[str, Any]:
    """What stands in the card of a returned thing."""
    return {
        "thing": sight.thing,
        "loan_id": loan_id,
        "command_id": command_id,
        "behind": behind(act, loan_id),
        "faults": fault_reports.told_of(act.session, sight.thing.id) if sight.thing else [],
    }


def take_back(desk: Desk, _form: BorrowerForm, press: Press) -> Answer:
    """Return: asked for by a press, since it was lent only just now."""
    (item_id,) = ids_of(press, 1)
    return _comes_back(desk, item_id, press.key)


def hand_back(desk: Desk, _form: BorrowerForm, press: Press) -> Answer:
    """Return a loan that a search had found: that very one, whatever became of the thing since."""
    (loan_id,) = ids_of(press, 1)
    act = under(begin_act(), press.key)
    done = handing_back.hand_back(act, loan_id)
    finish(act)
    return _returned_now(desk, act, done)


def take_in(desk: Desk, _form: BorrowerForm, press: Press) -> Answer:
    """Take a thing in for the depot that lent it."""
    (item_id,) = ids_of(press, 1)
    return _comes_back(desk, item_id, press.key, is_for_other_depot=True)
