"""The intake: things that were given, taken in one after the other, by scanner, keyboard or thumb."""

from itertools import groupby
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lendlib.db import db
from lendlib.operations import intake, inventory, photos_shown, recent, stock
from lendlib.operations.commands import Done, KeyUsedOtherwise
from lendlib.operations.labels import LabelTaken
from lendlib.operations.scanning import look_up
from lendlib.operations.things import Thing, thing
from lendlib.rules.codes import new_code
from lendlib.rules.errors import Refused
from lendlib.rules.photos import MOST_UPLOADED_BYTES
from lendlib.rules.scans import read_scan
from lendlib.rules.sizes import SYSTEMS
from lendlib.rules.vocabulary import Verb
from lendlib.web import wording
from lendlib.web.acts import reading
from lendlib.web.attempts import attempt, key_to_give
from lendlib.web.doors import current_depot, current_door, takes_up_to
from lendlib.web.forms.codes import bases, read_code
from lendlib.web.forms.intake import AGAIN, LEND, IntakeForm
from lendlib.web.forms.inventory import LONGEST_CODE
from lendlib.web.inventory import Page, for_counter, today_here
from lendlib.web.languages import chosen_language
from lendlib.web.numbers import number_in_address, number_in_form
from lendlib.web.photos import keep_photo, photo_kept, photo_sent
from lendlib.web.refusals import tell

room = Blueprint("intake", __name__, url_prefix="/intake")

# Of the groups that the product ships; one that people made has the sign of any thing.
SIGNS = {
    "vinter": "snowflake",
    "hjul": "bike",
    "vatten": "waves",
    "friluft": "tent",
    "boll": "volleyball",
    "racket": "trophy",
    "spel": "dices",
    "traning": "dumbbell",
    "para": "accessibility",
}


@room.get("")
@for_counter
def take_in() -> Page:
    """The next thing: empty, with the code of a label that was scanned elsewhere, or like the one before."""
    form = _prepared(IntakeForm(formdata=None))
    form.code.data = request.args.get("code", "")[:LONGEST_CODE]
    form.donated_on.data = today_here()
    like = number_in_address("like")
    if like:
        known = stock.known(db.session(), current_depot().id, like, chosen_language())
        form.category.data = str(known.category_id)
        form.size.data, form.brand.data = known.thing.size, known.thing.brand
        form.donated_on.data = known.donated_on
    return _page(form, like)


@room.post("")
@for_counter
@takes_up_to(MOST_UPLOADED_BYTES)
def register() -> Page:
    """Take the thing in, or choose its kind by a picture; whatever comes back keeps what was typed, and the photo."""
    form, like = _prepared(IntakeForm()), number_in_form("like")
    photo, no_photo = _photo()
    if "pick" in request.form:
        form.category.data = request.form["pick"]
        return _page(form, like, photo=photo)
    then = request.form.get("then", "")
    is_right = form.is_right(today_here(), then)
    if no_photo is not None:
        tell(form, no_photo)
    if not is_right or no_photo is not None:
        return _page(form, like, photo=photo), 422
    arrival = form.arrival(photo)
    outcome = attempt(
        form, lambda act: inventory.register(act, form.description(), read_code(form.chosen_code()), arrival)
    )
    if isinstance(outcome, Done):
        return _taken_in(outcome, form, like, then)
    taken = _sits_on(form.code.data) if isinstance(outcome, LabelTaken) else None
    if taken is not None and taken.id == like:
        # The trigger was pulled twice: it is registered, and nothing is wrong.
        flash(_("That label was registered just now."), "info")
        return redirect(url_for("intake.take_in", like=like), 303)
    return _page(form, like, outcome, photo, taken), outcome.status


@room.get("/thanks")
@for_counter
def thanks() -> Page:
    """A screen or a sheet that thanks who gave, and knows nothing of them."""
    given = intake.given(db.session(), current_depot().id, today_here())
    return render_template("intake/thanks.html", given=given, today=today_here())


def _photo() -> tuple[str, Refused | None]:
    """The name of the photo that belongs to the form: sent now, or kept since the form came back; or why not."""
    upload, depot, staff = photo_sent(), current_depot(), current_door().staff
    if upload is not None and staff is not None:
        try:
            return keep_photo(upload, depot.id, staff_id=staff.id), None
        except Refused as no:
            return "", no
    return photo_kept(), None


def _taken_in(done: Done, form: IntakeForm, like: int, then: str) -> Response:
    item_id = done.result["item"]
    if then == LEND:
        return redirect(f"/counter?add={item_id}", 303)
    to_write = form.chosen_code() if form.wants_code.data else None
    next_like = item_id if like or then == AGAIN else None
    return redirect(url_for("intake.take_in", like=next_like, done=done.command_id, label=to_write), 303)


def _sits_on(code: str) -> Thing | None:
    """The thing of this depot that carries the label."""
    sight = look_up(reading(), read_scan(code, bases()), chosen_language())
    return sight.thing if sight.thing and sight.thing.depot_id == current_depot().id else None


def _prepared(form: IntakeForm) -> IntakeForm:
    form.offer(stock.categories(db.session(), chosen_language()))
    return form


def _page(
    form: IntakeForm, like: int, no: Refused | None = None, photo: str = "", taken: Thing | None = None
) -> str:
    session, depot, language, act = db.session(), current_depot(), chosen_language(), reading()
    if not form.fresh_code.data or isinstance(no, KeyUsedOtherwise):
        form.fresh_code.data = new_code()
    done = number_in_address("done")
    just_done = recent.done_here(act, done, language) if done else None
    if just_done and just_done.verb is not Verb.REGISTER:
        just_done = None
    hints = {option.value: option.render_kw.get("data-hint", "") for option in form.category.choices}
    return render_template(
        "intake/intake.html",
        form=form,
        key=key_to_give(no) if request.method == "POST" else None,
        like=thing(session, like, language) if like else None,
        taken=taken,
        photo=photos_shown.waiting(session, depot.id, photo) if photo else None,
        just_done=just_done,
        done_thing=thing(session, just_done.item_id, language) if just_done and just_done.item_id else None,
        kinds=_kinds(form, intake.faces(session, depot.id)),
        brands=stock.brands(session, depot.id),
        size_hint=hints.get(form.category.data or "", ""),
        size_hints=[wording.size_hint(system) for system in SYSTEMS],
        given=intake.given(session, depot.id, today_here()),
        acts=recent.recent_acts(act, language, verbs=[Verb.REGISTER]),
    )


def _kinds(form: IntakeForm, faces: dict[int, str]) -> list[tuple[str, str, list[Any]]]:
    """Each group with its sign and its categories, and the photo that shows each where there is one."""
    return [
        (group, SIGNS.get(key, "package"), [(row.id, row.name, faces.get(row.id, "")) for row in found])
        for (group, key), found in groupby(form.offered, key=lambda row: (row.group, row.group_key))
    ]
