"""Pages of one thing: what it is, what happened to it, and the acts on its condition and its labels."""

from collections.abc import Callable
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask_babel import format_datetime, to_user_timezone
from flask_babel import gettext as _

from lendlib.db import db
from lendlib.operations import conditions, labels, life, stock
from lendlib.operations.acts import Act
from lendlib.operations.basket import wants_inspection
from lendlib.operations.commands import Done
from lendlib.operations.photos_shown import of_item
from lendlib.operations.things import Thing
from lendlib.rules.codes import new_code
from lendlib.rules.errors import N_, Refused
from lendlib.rules.sizes import SYSTEMS
from lendlib.rules.vocabulary import Condition, LabelEnd, RetireReason, Safety
from lendlib.web import wording
from lendlib.web.acts import reading
from lendlib.web.attempts import attempt, key_to_give
from lendlib.web.doors import current_depot
from lendlib.web.forms import Form
from lendlib.web.forms.codes import read_code
from lendlib.web.forms.inventory import LabelForm, RepairForm, RetireForm
from lendlib.web.forms.photos import PhotoForm
from lendlib.web.inventory import Page, for_counter, room, standing_of, today_here
from lendlib.web.languages import chosen_language
from lendlib.web.numbers import number_in_address

__all__ = ["room"]


class NothingChosen(Refused):
    """The form says neither what the condition becomes nor which label to put on."""

    code = "nothing-chosen"
    status = 400
    sentence = N_("The form came incomplete. Nothing was changed.")
    advice = N_("Reload the page and try again.")


def told_when(moment: datetime) -> str:
    """When something of a life story was: the day and, in its year, the time."""
    here = to_user_timezone(moment)
    pattern = "d MMM HH:mm" if here.year == today_here().year else "d MMM y"
    return str(format_datetime(moment, pattern))


def safety_owed(thing: Thing) -> Safety:
    """What is to be done before a thing is lent; nothing where an inspection still counts, or it is lent no more."""
    days = current_depot().inspection_days
    is_inspected = thing.safety == Safety.INSPECTION and not wants_inspection(thing.inspected_on, today_here(), days)
    return Safety.NONE if is_inspected or thing.condition == Condition.RETIRED else thing.safety


@room.get("/<int:item_id>")
@for_counter
def item(item_id: int) -> Page:
    """One thing: what it is, how it stands, what happened to it, and what may be done now."""
    return item_page(item_id)


def item_page(item_id: int, asked: Form | None = None, no: Refused | None = None) -> str:
    """The same, with a form that came back."""
    session = db.session()
    kinds = (RepairForm, RetireForm, LabelForm, PhotoForm)
    known = stock.known(session, current_depot().id, item_id, chosen_language())
    carried = stock.labels_of(session, item_id)
    most = None if "all" in request.args else life.MOST_MOMENTS
    forms = [asked if isinstance(asked, kind) else kind(formdata=None) for kind in kinds]
    done = number_in_address("done")
    return render_template(
        "inventory/item.html",
        known=known,
        thing=known.thing,
        standing=standing_of(known.thing),
        safety=safety_owed(known.thing),
        wording=wording,
        told_when=told_when,
        labels=[label for label in carried if label.ended_at is None],
        ended=[label for label in carried if label.ended_at is not None],
        story=life.story(session, item_id, most),
        photos=of_item(session, item_id),
        just_done=life.just_done(reading(), done, item_id) if done else None,
        fresh_code=new_code(),
        unit=SYSTEMS[known.size_system].unit if known.size_system and known.thing.size[-1:].isdigit() else "",
        asked=asked,
        key=key_to_give(no) if asked else None,
        **dict(zip(("repair", "retire", "relabel", "photograph"), forms, strict=True)),
    )


@room.post("/<int:item_id>/condition")
@for_counter
def change_condition(item_id: int) -> Page:
    """To repair, ready again, missing, found, or retired."""
    repair, retire, bare = RepairForm(), RetireForm(), Form()
    deeds: dict[str, tuple[Form, Callable[[Act], Done]]] = {
        "repair": (repair, lambda act: conditions.to_repair(act, item_id, repair.repair_note.data)),
        "ready": (bare, lambda act: conditions.make_ready(act, item_id)),
        "missing": (bare, lambda act: conditions.mark_missing(act, item_id)),
        "found": (bare, lambda act: conditions.find(act, item_id, is_whole=True)),
        "found-broken": (bare, lambda act: conditions.find(act, item_id, is_whole=False)),
        "retire": (retire, lambda act: conditions.retire(act, item_id, RetireReason(retire.reason.data))),
    }
    becomes = request.form.get("becomes", "")
    if becomes not in deeds:
        raise NothingChosen
    form, deed = deeds[becomes]
    if not form.validate_on_submit():
        return item_page(item_id, form), 422
    outcome = attempt(form, deed)
    if isinstance(outcome, Refused):
        return item_page(item_id, form, outcome), outcome.status
    return redirect(url_for("inventory.item", item_id=item_id, done=outcome.command_id), 303)


@room.post("/<int:item_id>/label")
@for_counter
def change_label(item_id: int) -> Page:
    """Put a label on a thing: a scanned or typed one, or a new code to write down."""
    form, no = LabelForm(), None
    if form.validate_on_submit():
        ends = LabelEnd(form.ends.data) if form.ends.data else None
        outcome = attempt(form, lambda act: labels.assign(act, item_id, read_code(form.chosen_code()), ends=ends))
        if isinstance(outcome, Done):
            flash(_("The label is put on."), "good")
            return redirect(url_for("inventory.item", item_id=item_id, label=form.fresh_code.data or None), 303)
        no = outcome
    return item_page(item_id, form, no), no.status if no else 422
