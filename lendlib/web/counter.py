"""The counter: one page, one form. Every press is answered in place; only lending out goes on to another address."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lendlib.db import db
from lendlib.operations import lending, recent, things, undoing, visits
from lendlib.operations.acts import Act
from lendlib.operations.basket import (
    AdultsOnly,
    EmptyBasket,
    GroupsOnly,
    ItemOnLoan,
    NotHere,
    NotReady,
    SafetyUnconfirmed,
)
from lendlib.operations.depots import municipalities
from lendlib.operations.undoing import ClosedSince, TouchedSince
from lendlib.operations.visitors import visitors_today
from lendlib.rules.errors import NotFound, Refused
from lendlib.rules.vocabulary import ABROAD, NOT_STATED
from lendlib.web.acts import begin_act, finish, reading
from lendlib.web.counter_acts import NoteRefused, returned_again
from lendlib.web.counter_answer import Answer, LineWrong
from lendlib.web.counter_basket import shown_basket
from lendlib.web.counter_desk import Desk, Press, numbers, sent_press
from lendlib.web.counter_presses import PRESSES
from lendlib.web.counter_scans import is_scan, look
from lendlib.web.doors import COUNTER, OfAnotherDepot, current_depot, open_to
from lendlib.web.faults import give_up_transaction
from lendlib.web.forms.borrower import BorrowerForm, as_email, as_phone, clean
from lendlib.web.languages import chosen_language, own_path
from lendlib.web.links import link_of
from lendlib.web.refusals import on_refused, tell, translate
from lendlib.web.wording import LABEL_ENDS, RETIRE_REASONS

room = Blueprint("counter", __name__)


@room.get("/counter")
@open_to(*COUNTER)
def counter() -> str:
    """The desk, empty; after a check-out with its receipt as the answer; with `add`, a thing in the basket.

    With `code`, what a phone scanned is shown; nothing comes back before a press.
    """
    act = reading()
    form, desk = _form(), Desk()
    answer = Answer("ready", {}, "quiet")
    lent = numbers([request.args.get("lent", "")])
    wanted = numbers([request.args.get("add", "")])
    if lent:
        answer = _receipt(act, lent[0])
    elif wanted:
        answer = PRESSES["add"](desk, form, Press("add", (wanted[0],)))
    elif request.args.get("code"):
        answer = look(desk, request.args["code"])
    return _page(act, desk, form, answer)


@room.post("/counter")
@open_to(*COUNTER)
def press() -> Response:
    """Do what the pressed button says; a plain Enter is for the note, else for the scan field, else it lends out."""
    desk = Desk.from_form(request.form)
    form = _form()
    pressed = sent_press()
    if pressed.verb == "enter" and desk.note:
        pressed = Press.from_value(request.form.get("note_press", ""))
    if pressed.may_lend:
        holds_code = is_scan(form.name.data) or is_scan(form.reach.data)
        if not (holds_code or (desk.scan and pressed.verb == "enter")):
            return _lend_out(desk, form)
        # Lending asks for nothing that stands in the scan field.
        desk.scan = desk.scan if pressed.verb == "enter" else ""
        pressed = Press("scan")
    if pressed.verb == "scan":
        pressed = replace(pressed, key=request.form.get("scan_key", ""))
    if pressed.verb not in PRESSES:
        raise NotFound
    try:
        answer, status = PRESSES[pressed.verb](desk, form, pressed), 200
    except NoteRefused as no:
        give_up_transaction()
        answer, status = returned_again(no), 422
    except TouchedSince as no:
        answer, status = _refusal(no), 422
        answer.told["later"] = None if isinstance(no, ClosedSince) else no.command_id
    except Refused as no:
        answer, status = _refusal(no), 422
    return _answered(desk, form, answer, status)


def _lend_out(desk: Desk, form: BorrowerForm) -> Response:
    """Lend what is in the basket; a refusal gives everything back as it was typed."""
    if not desk.items:
        return _answered(desk, form, _refusal(EmptyBasket()), 422)
    is_filled = form.validate_on_submit()
    if not is_filled:
        return _answered(desk, form, Answer("look_again", {}, "bad", changes_borrower=True), 422)
    try:
        if desk.wrong_lines:
            raise LineWrong
        act = begin_act()
        done = lending.check_out(
            act,
            desk.items,
            form.as_visit(),
            due_on=form.chosen_day,
            checks=desk.checks(),
            joins=form.joined_visit,
            lines=desk.lines if form.is_group.data else None,
        )
        finish(act)
    except (ItemOnLoan, NotHere, NotReady) as no:
        answer = _refusal(no, act, no.item_ids)
        desk.drop(no.item_ids)
        return _answered(desk, form, answer, 422)
    except (AdultsOnly, GroupsOnly, SafetyUnconfirmed) as no:
        desk.unconfirmed = frozenset() if isinstance(no, GroupsOnly) else frozenset(no.item_ids)
        return _answered(desk, form, replace(_refusal(no, act, no.item_ids), changes_borrower=True), 422)
    except Refused as no:
        answer = _refusal(no)
        if no.field and no.field in form:
            tell(form, no)
        return _answered(desk, form, replace(answer, changes_borrower=True), 422)
    receipt = f"/counter?lent={done.result['checkout']}"
    if "HX-Request" in request.headers:
        return Response(status=204, headers={"HX-Redirect": receipt})
    return redirect(receipt, 303)


@room.post("/counter/known")
@open_to(*COUNTER)
def known() -> str:
    """What a number or address that was just typed has out already; asked while typing goes on, it never blocks."""
    reach = clean(request.form.get("reach"))
    return render_template("counter/_known.html", known=_known(reading(), reach), reach=reach)


@room.post("/counter/undo")
@open_to(*COUNTER)
def undo() -> Response:
    """Undo from any page, and go back to it."""
    command_ids = numbers([request.form.get("command", "")])
    try:
        if not command_ids:
            raise NotFound
        act = begin_act()
        undoing.undo(act, command_ids[0])
        is_out_with_nobody = recent.is_out_with_nobody(act, command_ids[0])
        finish(act)
        flash(_("Undone."), "good")
        if is_out_with_nobody:
            nobody = _("It is out again, but nobody is kept to ask for it: who borrowed it is erased, or gave nothing.")
            flash(nobody, "warn")
    except Refused as no:
        give_up_transaction()
        flash(" ".join(translate(no)), "bad")
    return redirect(own_path(request.form.get("next") or "/counter"), 303)


@room.errorhandler(OfAnotherDepot)
def of_another_depot(no: OfAnotherDepot) -> Response:
    """Somebody of another depot signed in since: the desk stays as it stands, and the card tells how to go on."""
    if "HX-Request" not in request.headers:
        return on_refused(no)
    give_up_transaction()
    return make_response(render_template("counter/_elsewhere.html", **no.values), no.status)


def _form() -> BorrowerForm:
    """The borrower's part as it was sent. All homes are read only to be shown, or when a far one was chosen."""
    form = BorrowerForm()
    near = (NOT_STATED, current_depot().municipality_code, ABROAD)
    form.home.choices = {code: code for code in near}
    if form.home.data not in near:
        _offer_homes(form)
    if form.letters_in.data is None:
        form.letters_in.data = current_depot().letters_in
    return form


def _offer_homes(form: BorrowerForm) -> None:
    places = municipalities(db.session())
    near = current_depot().municipality_code
    own = [place for place in places if place[0] == near]
    form.home.choices = dict([(NOT_STATED, _("Not stated")), *own, (ABROAD, _("Abroad")), *places])


def _known(act: Act, typed: str) -> list[visits.OpenVisit]:
    if not typed:
        return []
    try:
        if "@" in typed:
            return visits.matching(act.session, act.depot.id, email=as_email(typed), today=act.today)
        return visits.matching(act.session, act.depot.id, phone=as_phone(typed), today=act.today)
    except ValueError:
        return []


def _receipt(act: Act, checkout_id: int) -> Answer:
    visit = visits.visit(act.session, act.depot.id, checkout_id, chosen_language())
    if visit is None:
        raise NotFound
    if not visit.lent:
        return Answer("ready", {}, "quiet")
    told: dict[str, Any] = {"visit": visit, "link": link_of(visit), "known": []}
    if visit.contact:
        same = {"phone": visit.contact.phone} if visit.contact.phone else {"email": visit.contact.email}
        others = visits.matching(act.session, act.depot.id, today=act.today, **same) if any(same.values()) else []
        told["known"] = [other for other in others if other.checkout_id != checkout_id]
    return Answer("receipt", told)


def _refusal(no: Refused, act: Act | None = None, item_ids: tuple[int, ...] = ()) -> Answer:
    give_up_transaction()
    sentence, advice = translate(no)
    about = things.things(act.session, item_ids, chosen_language()) if act else []
    return Answer("refused", {"sentence": sentence, "advice": advice, "about": about, "code": no.code}, "bad")


def _answered(desk: Desk, form: BorrowerForm, answer: Answer, status: int) -> Response:
    act = reading()
    if "HX-Request" not in request.headers:
        return make_response(_page(act, desk, form, answer), status)
    shown = _shown(act, desk, form, answer)
    if answer.changes_borrower:
        _offer_homes(form)
    if answer.changes_acts:
        shown["acts"] = recent.recent_acts(act, chosen_language())
        shown["visitors"] = visitors_today(act)
    return make_response(render_template("counter/_parts.html", **shown), status)


def _page(act: Act, desk: Desk, form: BorrowerForm, answer: Answer) -> str:
    _offer_homes(form)
    shown = _shown(act, desk, form, answer)
    return render_template(
        "counter/counter.html",
        acts=recent.recent_acts(act, chosen_language()),
        visitors=visitors_today(act),
        known=_known(act, clean(form.reach.data)),
        **shown,
    )


def _shown(act: Act, desk: Desk, form: BorrowerForm, answer: Answer) -> dict[str, Any]:
    if form.is_group.data:
        form.speak_of_group()
    return {
        "answer": answer,
        "desk": desk,
        "form": form,
        "depot": act.depot,
        "today": act.today,
        "label_ends": LABEL_ENDS,
        "retire_reasons": RETIRE_REASONS,
        **shown_basket(act, desk, form),
    }
