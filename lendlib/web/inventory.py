"""Pages of the inventory room: the stock, registering a thing, correcting it. One thing: inventory_item."""

from datetime import date
from typing import Any, TypeVar

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lendlib.db import db
from lendlib.operations import inventory, recent, stock
from lendlib.operations.commands import Done, KeyUsedOtherwise
from lendlib.operations.stock_filters import size_end
from lendlib.operations.things import Thing
from lendlib.rules.calendar import day_of
from lendlib.rules.codes import new_code
from lendlib.rules.errors import Refused
from lendlib.rules.seen import SavedMeanwhile
from lendlib.rules.sizes import SYSTEMS
from lendlib.rules.vocabulary import Role
from lendlib.web import wording
from lendlib.web.acts import reading
from lendlib.web.attempts import attempt, key_to_give, seen_to_give
from lendlib.web.doors import current_depot, open_to
from lendlib.web.forms.codes import bases, read_code
from lendlib.web.forms.inventory import LONGEST_CODE, ItemForm, RegisterForm
from lendlib.web.forms.inventory_search import SearchForm
from lendlib.web.forms.seen import tell_kept
from lendlib.web.languages import chosen_language
from lendlib.web.moments import now
from lendlib.web.numbers import number_in_address

room = Blueprint("inventory", __name__, url_prefix="/items")
for_counter = open_to(Role.VOLUNTEER, Role.COORDINATOR)

Page = str | tuple[str, int] | Response
AnyItemForm = TypeVar("AnyItemForm", bound=ItemForm)


def today_here() -> date:
    """The depot's calendar day."""
    return day_of(now(), current_depot().time_zone)


def standing_of(thing: Thing) -> tuple[str, str]:
    """How a thing stands today, as a badge: its kind and its words."""
    stands = stock.availability_of(thing, today_here())
    if thing.due_on is None:
        return stands, str(wording.AVAILABILITIES[stands])
    day = format_date(thing.due_on, "d MMM" if thing.due_on.year == today_here().year else "d MMM y")
    if stands is stock.Availability.OVERDUE:
        return stands, _("Overdue since %(day)s", day=day)
    return stands, _("On loan until %(day)s", day=day)


@room.get("")
@for_counter
def index() -> Page:
    """The stock, searched as one types."""
    form = SearchForm(request.args)
    found = stock.search(
        db.session(),
        current_depot().id,
        form.q.data,
        asked_for(form),
        language=chosen_language(),
        today=today_here(),
        after=number_in_address("after") or None,
        bases=bases(),
    )
    told = {"found": found, "form": form, "standing_of": standing_of, "address": address_of(form)}
    if request.headers.get("HX-Target") == "stock":
        response = make_response(render_template("inventory/_found.html", **told))
        response.headers["HX-Replace-Url"] = address_of(form)
        return response
    form.offer(stock.categories(db.session(), chosen_language()))
    done = number_in_address("done")
    just_done = recent.done_here(reading(), done, chosen_language()) if done else None
    return render_template("inventory/index.html", just_done=just_done, **told)


def asked_for(form: SearchForm) -> stock.Wanted:
    """What the filters ask for, sizes read as the chosen category writes them."""
    session = db.session()
    return form.wanted(lambda category_id, text, is_low: size_end(session, category_id, text, is_low=is_low))


def address_of(form: SearchForm) -> str:
    """The address of the list with these filters, from its beginning."""
    return url_for("inventory.index", **form.asked)  # type: ignore[arg-type]


@room.route("/new", methods=["GET", "POST"])
@for_counter
def register() -> Page:
    """Take a thing into the stock."""
    form, no = _prepared(RegisterForm()), None
    if request.method == "GET":
        return _register_page(form)
    if form.is_right(today_here()):
        outcome = attempt(form, lambda act: inventory.register(act, form.description(), read_code(form.chosen_code())))
        if isinstance(outcome, Done):
            return _registered(outcome.result["item"], form)
        no = outcome
    return _register_page(form, no), no.status if no else 422


def _registered(item_id: int, form: RegisterForm) -> Response:
    to_write = form.chosen_code() if form.wants_code.data else None
    if "again" in request.form:
        return redirect(url_for("inventory.register", like=item_id, label=to_write), 303)
    flash(_("Registered."), "good")
    return redirect(url_for("inventory.item", item_id=item_id, label=to_write), 303)


def _register_page(form: RegisterForm, no: Refused | None = None) -> str:
    like = None
    if request.method == "GET":
        form.code.data = request.args.get("code", "")[:LONGEST_CODE]
    if request.method == "GET" and number_in_address("like"):
        like = stock.known(db.session(), current_depot().id, number_in_address("like"), chosen_language())
        _describe(form, like)
        form.note.data = ""
    if not form.fresh_code.data or isinstance(no, KeyUsedOtherwise):
        form.fresh_code.data = new_code()
    return render_template("inventory/new.html", like=like, **_form_page(form, no))


@room.route("/<int:item_id>/edit", methods=["GET", "POST"])
@for_counter
def edit(item_id: int) -> Page:
    """Correct what is known of a thing."""
    known = stock.known(db.session(), current_depot().id, item_id, chosen_language())
    form, no = _prepared(ItemForm()), None
    if request.method == "GET":
        _describe(form, known)
        return _edit_page(form, known)
    if form.is_right(today_here()):
        outcome = attempt(form, lambda act: inventory.edit(act, item_id, form.description(), request.form.get("seen")))
        if isinstance(outcome, Done):
            flash(_("Saved."), "good")
            return redirect(url_for("inventory.item", item_id=item_id), 303)
        no = outcome
    return _edit_page(form, known, no), no.status if no else 422


def _edit_page(form: ItemForm, known: stock.Known, no: Refused | None = None) -> str:
    if isinstance(no, SavedMeanwhile):
        known = stock.known(db.session(), current_depot().id, known.thing.id, chosen_language())
        kept = _prepared(ItemForm(formdata=None))
        _describe(kept, known)
        tell_kept(form, kept)
    thing = known.thing
    described = (known.category_id, thing.size, thing.brand, known.note, known.donated_on, thing.inspected_on)
    seen = seen_to_give(no, inventory.Description(*described))
    return render_template("inventory/edit.html", known=known, seen=seen, **_form_page(form, no))


def _form_page(form: ItemForm, no: Refused | None) -> dict[str, Any]:
    """What both forms show: brands to pick from, and how sizes are written, with and without scripts."""
    hints = {option.value: option.render_kw.get("data-hint", "") for option in form.category.choices}
    return {
        "form": form,
        "key": key_to_give(no),
        "brands": stock.brands(db.session(), current_depot().id),
        "size_hint": hints.get(form.category.data or "", ""),
        "size_hints": [wording.size_hint(system) for system in SYSTEMS],
    }


def _prepared(form: AnyItemForm) -> AnyItemForm:
    form.offer(stock.categories(db.session(), chosen_language()))
    return form


def _describe(form: ItemForm, known: stock.Known) -> None:
    form.category.data = str(known.category_id)
    form.size.data, form.brand.data, form.note.data = known.thing.size, known.thing.brand, known.note
    form.donated_on.data, form.inspected_on.data = known.donated_on, known.thing.inspected_on
