"""The phone list: visits with late things. Numbers stand there only when asked for, and that is written down."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import SelectField

from lendlib.operations import conditions, lists, phoning, renewing
from lendlib.operations.acts import Act
from lendlib.operations.commands import Done
from lendlib.operations.phoning import LateVisit, Wanted
from lendlib.outside.csv_files import csv_file
from lendlib.rules.errors import NotFound, Refused
from lendlib.rules.vocabulary import CallMark
from lendlib.web.acts import begin_act, finish, reading
from lendlib.web.doors import COUNTER, open_to
from lendlib.web.faults import give_up_transaction
from lendlib.web.filters import spoken_code
from lendlib.web.forms.lists import CallsForm, MarkForm
from lendlib.web.languages import chosen_language, current_config
from lendlib.web.lending import phone_text
from lendlib.web.lists import as_csv, is_csv, room
from lendlib.web.numbers import as_id, number_in_address
from lendlib.web.refusals import tell, translate
from lendlib.web.reminders_ways import addresses_of
from lendlib.web.reminders_words import NO_LETTERS
from lendlib.web.wording import CALL_MARKS

__all__ = ["room"]

A_PAGE = 40


@room.get("/overdue")
@open_to(*COUNTER)
def overdue() -> Response:
    """Whose things are late, the latest first, without numbers."""
    return _as_csv(reading(), with_numbers=False) if is_csv() else make_response(_page(reading()))


@room.post("/overdue/numbers")
@open_to(*COUNTER)
def numbers() -> Response:
    """The same with numbers and addresses. It answers itself: no address leads to them."""
    act = begin_act()
    phoning.show_numbers(act)
    finish(act)
    return _as_csv(act, with_numbers=True) if is_csv() else make_response(_page(act, with_numbers=True))


@room.post("/overdue/<int:checkout_id>")
@open_to(*COUNTER)
def after_call(checkout_id: int) -> Response:
    """What came of a call, and what was agreed: a mark, a renewal, or that a thing is lost."""
    form, pressed = MarkForm(), request.form.get("do", "")
    deed = _deed(pressed, checkout_id, form)
    if deed is None:
        abort(400)
    if not form.validate_on_submit():
        return _refused(checkout_id, form)
    try:
        act = begin_act()
        done = deed(act)
        finish(act)
    except Refused as no:
        if no.status in (400, 404):
            raise
        give_up_transaction()
        tell(form, no)
        return _refused(checkout_id, form, no)
    if "HX-Request" in request.headers:
        return make_response(_row(reading(), checkout_id, done=done.command_id))
    return redirect(url_for("lists.overdue", done=done.command_id, about=checkout_id, **_asked()), 303)


def _deed(pressed: str, checkout_id: int, form: MarkForm) -> Callable[[Act], Done] | None:
    """What a button of a row does: `no_answer`, `renew:12`, `lost:12` …"""
    word, _colon, rest = pressed.partition(":")
    ids = [number for part in rest.split() if (number := as_id(part))]
    if word in set(CallMark):
        mark = CallMark(word)
        return lambda act: phoning.mark_call(
            act, checkout_id, mark, promised_on=form.promised_on.data, note=form.note.data
        )
    if word == "renew" and ids:
        return lambda act: renewing.renew(act, ids)
    if word == "lost" and len(ids) == 1:
        return lambda act: conditions.lose(act, ids[0])
    return None


def _refused(checkout_id: int, form: MarkForm, no: Refused | None = None) -> Response:
    status = no.status if no else 422
    if "HX-Request" in request.headers:
        return make_response(_row(reading(), checkout_id, form=form), 422)
    return make_response(_page(reading(), asked=(checkout_id, form)), status)


def _page(act: Act, *, with_numbers: bool = False, asked: tuple[int, MarkForm] | None = None) -> str:
    filters = _filters()
    found = _found(act, _wanted(act, filters), with_numbers=with_numbers)
    reachable = [visit for visit in found if visit.is_reachable]
    whole = request.values.get("all") == "1"
    pages = max(1, -(-len(reachable) // A_PAGE))
    page = min(max(as_id(request.values.get("page")) or 1, 1), pages)
    first = 0 if whole else (page - 1) * A_PAGE
    about, form = asked or (0, None)
    return render_template(
        "lists/overdue.html",
        visits=reachable if whole else reachable[first : first + A_PAGE],
        unreachable=[visit for visit in found if not visit.is_reachable],
        total=len(reachable),
        first=first + 1,
        page=page,
        pages=1 if whole else pages,
        filters=filters,
        kept=_asked(),
        is_late=bool(found) or not _asked() or lists.lengths(act).late_visits == 0,
        done=lists.just_done(act, number_in_address("done")),
        about=about,
        mark_form=form,
        **_told(act, with_numbers),
    )


def _row(act: Act, checkout_id: int, *, form: MarkForm | None = None, done: int = 0) -> str:
    """One visit of the list after an act upon it; what is no longer late says so."""
    with_numbers = request.form.get("numbers") == "1"
    wanted = Wanted(checkout_id=checkout_id, no_letter=bool(_filters().letters.data))
    found = _found(act, wanted, with_numbers=with_numbers)
    if not found and not done:
        raise NotFound
    return render_template(
        "lists/_visit.html",
        visit=found[0] if found else None,
        checkout_id=checkout_id,
        mark_form=form,
        about=checkout_id,
        done=lists.just_done(act, done) if done else None,
        kept=_asked(),
        is_part=True,
        **_told(act, with_numbers),
    )


def _found(act: Act, wanted: Wanted, *, with_numbers: bool) -> list[LateVisit]:
    letters_to = addresses_of(current_config())
    return phoning.late_visits(act, chosen_language(), wanted, with_numbers=with_numbers, letters_to=letters_to)


def _told(act: Act, with_numbers: bool) -> dict[str, Any]:
    told = {"with_numbers": with_numbers, "today": act.today, "marks": CALL_MARKS, "no_letters": NO_LETTERS}
    return told | {"bare_form": MarkForm(formdata=None)}


def _filters() -> CallsForm:
    form = CallsForm(request.values)
    for field in _fields(form):
        if field.data not in {option.value for option in field.choices}:
            field.data = field.default
    return form


def _fields(form: CallsForm) -> tuple[SelectField, ...]:
    return form.late, form.uncalled, form.letters


def _asked() -> dict[str, Any]:
    """The filters that differ from showing all, for addresses."""
    form = _filters()
    found = {field.name: str(field.data) for field in _fields(form) if field.data != field.default}
    return found | ({"all": "1"} if request.values.get("all") == "1" else {})


def _wanted(act: Act, filters: CallsForm) -> Wanted:
    days = filters.uncalled.data
    since = act.today - timedelta(int(days)) if days else None
    return Wanted(int(filters.late.data), since, no_letter=bool(filters.letters.data))


def _as_csv(act: Act, *, with_numbers: bool) -> Response:
    found = _found(act, _wanted(act, _filters()), with_numbers=with_numbers)
    header = [_("Borrower"), _("Group"), _("Thing"), _("Label"), _("Back by"), _("Days late"), _("Renewals")]
    header += [_("Latest call"), _("Promised until"), _("Note"), _("Letters")]
    header += [_("Mobile number"), _("E-mail")] if with_numbers else []
    rows = [
        [
            *(visit.name, visit.group, thing, spoken_code(thing.code), thing.due_on),
            *((act.today - thing.due_on).days, thing.renewals),
            *_call_cells(visit),
            NO_LETTERS[visit.no_letter] if visit.no_letter else "",
            *((phone_text(visit.phone) if visit.phone else "", visit.email or "") if with_numbers else ()),
        ]
        for visit in found
        for thing in visit.things
    ]
    return as_csv(f"overdue-{act.today}", csv_file(header, rows))


def _call_cells(visit: LateVisit) -> tuple[object, object, str]:
    call = visit.call
    return (CALL_MARKS[call.mark], call.promised_on, call.note) if call else ("", None, "")


@room.app_template_filter("refusal_words")
def refusal_words(no: Refused) -> str:
    """A refusal in the person's language, with its advice."""
    return " ".join(translate(no)).strip()
