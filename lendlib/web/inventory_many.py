"""Pages that change or move many things of the stock at once."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from lendlib.db import db
from lendlib.operations import bulk, moving, stock
from lendlib.operations.bulk import MOST_AT_ONCE, AboutThings
from lendlib.operations.commands import Done
from lendlib.operations.things import Thing, things
from lendlib.rules.errors import NotFound, Refused
from lendlib.web.attempts import attempt, key_to_give
from lendlib.web.doors import current_depot, current_door
from lendlib.web.forms.inventory_many import ManyForm, MoveForm
from lendlib.web.forms.inventory_search import SearchForm
from lendlib.web.inventory import Page, address_of, asked_for, for_counter, standing_of, today_here
from lendlib.web.languages import chosen_language, own_path
from lendlib.web.numbers import as_id

room = Blueprint("bulk", __name__, url_prefix="/items")

MOST_NAMED = 50
LIST = "/items"


@dataclass(frozen=True)
class Chosen:
    """The things that are meant, with those of them that are named on the page; `is_cut`: the search finds more."""

    ids: list[int]
    named: list[Thing]
    back: str
    is_cut: bool = False


@room.get("/many")
@for_counter
def many() -> Page:
    """What shall become of the things that were ticked, or of all that a search finds."""
    search = SearchForm(request.args)
    is_cut = False
    if request.args.get("which") == "all":
        ids = stock.all_matching(
            db.session(),
            current_depot().id,
            search.q.data,
            asked_for(search),
            language=chosen_language(),
            today=today_here(),
            most=MOST_AT_ONCE + 1,
        )
        ids, is_cut = ids[:MOST_AT_ONCE], len(ids) > MOST_AT_ONCE
    else:
        ids = [number for text in request.args.getlist("item")[:MOST_AT_ONCE] if (number := as_id(text))]
    form, move_form = _forms()
    return _page(_chosen(ids, address_of(search), is_cut=is_cut), form, move_form)


@room.post("/many")
@for_counter
def change() -> Page:
    """Change them all, or none."""
    form, move_form = _forms(ManyForm())
    chosen = _chosen(form.ids, _back())
    if not form.is_right(today_here()):
        return _page(chosen, form, move_form), 422
    outcome = attempt(form, lambda act: bulk.edit_many(act, form.ids, form.changes(act.today)))
    return _went(outcome, chosen, form, move_form)


@room.post("/move")
@for_counter
def move() -> Page:
    """Move them all to another depot where the person works, or none."""
    form, move_form = _forms(None, MoveForm())
    chosen = _chosen(move_form.ids, _back())
    to = as_id(move_form.to.data)
    if to and to not in {number for number, _slug, _name in current_door().depots}:
        raise NotFound
    if to is None or not move_form.validate_on_submit():
        move_form.validate_on_submit()
        return _page(chosen, form, move_form), 422
    return _went(attempt(move_form, lambda act: moving.move(act, move_form.ids, to)), chosen, form, move_form)


def _forms(form: ManyForm | None = None, move_form: MoveForm | None = None) -> tuple[ManyForm, MoveForm]:
    form = form or ManyForm(formdata=None)
    move_form = move_form or MoveForm(formdata=None)
    form.offer(stock.categories(db.session(), chosen_language()))
    move_form.offer(current_door().depots, current_depot().id)
    return form, move_form


def _chosen(ids: list[int], back: str, *, is_cut: bool = False) -> Chosen:
    """The things of this depot among these ids."""
    mine = bulk.only_here(db.session(), current_depot().id, ids)
    return Chosen(mine, things(db.session(), mine[:MOST_NAMED], chosen_language()), back, is_cut)


def _back() -> str:
    path = own_path(request.form.get("back"))
    return path if path.partition("?")[0] == LIST else LIST


def _went(outcome: Done | Refused, chosen: Chosen, form: ManyForm, move_form: MoveForm) -> Page:
    if isinstance(outcome, Refused):
        return _page(chosen, form, move_form, outcome), outcome.status
    joint = "&" if "?" in chosen.back else "?"
    answer: Response = redirect(f"{chosen.back}{joint}done={outcome.command_id}", 303)
    return answer


def _page(chosen: Chosen, form: ManyForm, move_form: MoveForm, no: Refused | None = None) -> str:
    about: list[Thing] = []
    if isinstance(no, AboutThings):
        about = things(db.session(), no.item_ids[:MOST_NAMED], chosen_language())
    told: dict[str, Any] = {
        "chosen": chosen,
        "form": form,
        "move_form": move_form,
        "about": about,
        "standing_of": standing_of,
        "most": MOST_AT_ONCE,
        "key": key_to_give(no) if request.method == "POST" else None,
        "brands": stock.brands(db.session(), current_depot().id),
    }
    return render_template("inventory/many.html", **told)
