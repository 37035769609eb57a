"""What a depot tells those who come: its public page's own words, and the list of what is wanted."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from lendlib.db import db
from lendlib.operations import stock, visiting
from lendlib.operations.commands import Done
from lendlib.rules.calendar import day_of
from lendlib.rules.errors import Refused
from lendlib.web.attempts import attempt, key_to_give
from lendlib.web.categories import Page, for_those_who_run
from lendlib.web.doors import current_depot
from lendlib.web.forms import Form
from lendlib.web.forms.visiting import WishForm, WordsForm
from lendlib.web.languages import chosen_language, current_config
from lendlib.web.moments import now
from lendlib.web.numbers import number_in_form

room = Blueprint("visiting", __name__, url_prefix="/depot/page")


@room.get("")
@for_those_who_run
def index() -> Page:
    """The words and the list, and the way to the page itself."""
    return _page(_described(), WishForm(formdata=None), None)


@room.post("")
@for_those_who_run
def change() -> Page:
    """Say this from now on."""
    form, no = WordsForm(), None
    if form.validate_on_submit():
        outcome = attempt(form, lambda act: visiting.change_words(act, form.words()))
        if isinstance(outcome, Done):
            flash(_("Saved. It stands on the depot's page now."), "good")
            return redirect(url_for("visiting.index"), 303)
        no = outcome
    return _page(form, WishForm(formdata=None), no), no.status if no else 422


@room.post("/wanted")
@for_those_who_run
def wish() -> Page:
    """Put a kind of thing on the list."""
    form, no = WishForm(), None
    form.offer(stock.categories(db.session(), chosen_language()))
    if form.validate_on_submit():
        outcome = attempt(form, lambda act: visiting.wish_for(act, int(form.category.data), form.sizes.data))
        if isinstance(outcome, Done):
            flash(_("It stands on the list now."), "good")
            return redirect(url_for("visiting.index") + "#wanted", 303)
        no = outcome
    return _page(_described(), form, no), no.status if no else 422


@room.post("/wanted/off")
@for_those_who_run
def take_off() -> Page:
    """Take a kind of thing off the list."""
    form = Form()
    outcome = attempt(form, lambda act: visiting.take_off(act, number_in_form("wish")))
    flash(_("Taken off the list."), "good") if isinstance(outcome, Done) else flash(" ".join(form.form_errors), "bad")
    return redirect(url_for("visiting.index") + "#wanted", 303)


def _described() -> WordsForm:
    form = WordsForm(formdata=None)
    form.describe(visiting.words_of(db.session(), current_depot().id))
    return form


def _page(form: WordsForm, wish_form: WishForm, no: Refused | None) -> str:
    session, here = db.session(), current_depot()
    if not wish_form.category.choices:
        wish_form.offer(stock.categories(session, chosen_language()))
    is_shown = current_config().has_borrower_pages and here.is_shown_to_all(day_of(now(), here.time_zone))
    return render_template(
        "visiting/index.html",
        form=form,
        wish_form=wish_form,
        wishes=visiting.wishes(session, here.id, chosen_language()),
        depot=here,
        is_shown=is_shown,
        key=key_to_give(no) if request.method == "POST" else None,
    )
