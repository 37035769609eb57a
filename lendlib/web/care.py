"""The room of advice: how each kind of thing is used safely and cared for, as a label's page shows it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from lendlib.db import db
from lendlib.operations import care
from lendlib.operations.categories_tree import Node, node, tree
from lendlib.operations.commands import Done
from lendlib.rules.errors import NotFound, Refused
from lendlib.rules.seen import SavedMeanwhile
from lendlib.web.attempts import attempt, key_to_give, seen_to_give
from lendlib.web.categories import Page, for_those_who_run, may_change
from lendlib.web.doors import NotOpenToYou, current_depot
from lendlib.web.forms.care import CareForm
from lendlib.web.forms.seen import tell_kept
from lendlib.web.languages import chosen_language

room = Blueprint("care", __name__, url_prefix="/care")


@room.get("")
@for_those_who_run
def index() -> str:
    """Every group with its categories, and which have words of their own."""
    session = db.session()
    return render_template(
        "care/index.html",
        branches=tree(session, current_depot().id, chosen_language()),
        with_words=care.with_words(session),
        may_change=may_change(),
    )


@room.route("/<int:category_id>", methods=["GET", "POST"])
@for_those_who_run
def edit(category_id: int) -> Page:
    """What a label's page says of a category's things, at every depot."""
    if not may_change():
        raise NotOpenToYou
    known = node(db.session(), category_id, chosen_language())
    if known.into_id is not None:
        raise NotFound
    form, no = CareForm(), None
    if request.method == "GET":
        form.describe(care.words_of(db.session(), category_id))
        return _page(form, known, None)
    if form.validate_on_submit():
        words, seen = {"sv": form.sv.data, "en": form.en.data}, request.form.get("seen")
        outcome = attempt(form, lambda act: care.write(act, category_id, words, seen))
        if isinstance(outcome, Done):
            flash(_("Saved. Whoever scans such a thing reads it from now on."), "good")
            return redirect(url_for("care.index"), 303)
        no = outcome
    return _page(form, known, no), no.status if no else 422


def _page(form: CareForm, known: Node, no: Refused | None) -> str:
    own = care.words_of(db.session(), known.id)
    if isinstance(no, SavedMeanwhile):
        kept = CareForm(formdata=None)
        kept.describe(own)
        tell_kept(form, kept)
    key = key_to_give(no) if request.method == "POST" else None
    return render_template("care/edit.html", form=form, known=known, key=key, seen=seen_to_give(no, own))
