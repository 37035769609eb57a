"""The policy room: what a depot decides for itself, in plain sentences, and the categories that differ."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from lendlib.operations import policies, stock
from lendlib.operations.commands import Done
from lendlib.operations.policies import CategoryLine
from lendlib.rules.errors import NotFound, Refused
from lendlib.rules.policy import CategoryTerms
from lendlib.rules.seen import SavedMeanwhile
from lendlib.rules.vocabulary import Role
from lendlib.web.acts import reading
from lendlib.web.attempts import attempt, key_to_give, seen_to_give
from lendlib.web.days import Page
from lendlib.web.doors import current_depot, open_to
from lendlib.web.forms import Form
from lendlib.web.forms.policy import CategoryTermsForm, PolicyForm
from lendlib.web.forms.seen import tell_kept
from lendlib.web.languages import chosen_language
from lendlib.web.numbers import number_in_address, number_in_form
from lendlib.web.wording import BORROWERS

room = Blueprint("policy", __name__, url_prefix="/policy")
for_planners = open_to(Role.COORDINATOR, Role.ADMINISTRATOR)


@room.get("")
@for_planners
def index() -> Page:
    """The depot's terms, and the categories that it lends otherwise."""
    return _page(PolicyForm(formdata=None, obj=policies.terms_of(current_depot())))


@room.post("")
@for_planners
def change() -> Page:
    """Lend by these terms from now on."""
    form, no = PolicyForm(), None
    if form.validate_on_submit():
        outcome = attempt(form, lambda act: policies.change_policy(act, form.terms(), request.form.get("seen")))
        if isinstance(outcome, Done):
            flash(_("Saved. It counts for what is lent from now on."), "good")
            return redirect(url_for("policy.index"), 303)
        no = outcome
    return _page(form, no), no.status if no else 422


def _page(form: PolicyForm, no: Refused | None = None) -> str:
    act = reading()
    kept = policies.terms_now(act.session, act.depot.id)
    if isinstance(no, SavedMeanwhile):
        tell_kept(form, PolicyForm(formdata=None, obj=kept))
    return render_template(
        "policy/index.html",
        form=form,
        lines=_lines(),
        borrowers=BORROWERS,
        key=key_to_give(no),
        seen=seen_to_give(no, kept),
        bare=Form(),
    )


def _lines() -> list[CategoryLine]:
    act = reading()
    return policies.differing_categories(act.session, act.depot.id, chosen_language())


@room.get("/category")
@for_planners
def category() -> Page:
    """One category's terms: a new one's, or those of one that differs already. Raises NotFound for any other."""
    form, category_id = _prepared(CategoryTermsForm(formdata=None)), number_in_address("category")
    if category_id:
        line = next((line for line in _lines() if line.category_id == category_id), None)
        if line is None:
            raise NotFound
        form.describe(category_id, line.terms)
    return _category_page(form, category_id)


@room.post("/category")
@for_planners
def change_category() -> Page:
    """Lend one category by these terms from now on."""
    form, no = _prepared(CategoryTermsForm()), None
    is_right = form.validate_on_submit()
    if not form.category.data:
        form.category.errors = [_("Choose a category.")]
    elif is_right:
        category_id, terms = int(form.category.data), form.terms()
        # Another category than the page was opened for: nothing of it was seen.
        seen = request.form.get("seen") if number_in_form("known") in (0, category_id) else None
        outcome = attempt(form, lambda act: policies.change_category(act, category_id, terms, seen))
        if isinstance(outcome, Done):
            flash(_("Saved. It counts for what is lent from now on."), "good")
            return redirect(url_for("policy.index"), 303)
        no = outcome
    return _category_page(form, number_in_form("known"), no), no.status if no else 422


def _category_page(form: CategoryTermsForm, known: int, no: Refused | None = None) -> str:
    act = reading()
    kept = CategoryTerms()
    if category_id := known or (int(form.category.data or 0) if no else 0):
        kept = policies.category_terms_now(act.session, act.depot.id, category_id)
    if isinstance(no, SavedMeanwhile):
        filled = _prepared(CategoryTermsForm(formdata=None))
        filled.describe(int(form.category.data), kept)
        tell_kept(form, filled)
    return render_template(
        "policy/category.html",
        form=form,
        known=known,
        depot_terms=policies.terms_of(current_depot()),
        key=key_to_give(no),
        seen=seen_to_give(no, kept),
    )


@room.post("/category/as-the-rest")
@for_planners
def as_the_rest() -> Page:
    """Lend a category as all the rest again."""
    form = Form()
    outcome = attempt(form, lambda act: policies.lend_as_the_rest(act, number_in_form("category")))
    if isinstance(outcome, Done):
        flash(_("That category is lent as all the rest again."), "good")
    else:
        flash(" ".join(form.form_errors), "bad")
    return redirect(url_for("policy.index"), 303)


def _prepared(form: CategoryTermsForm) -> CategoryTermsForm:
    form.offer(stock.categories(reading().session, chosen_language()))
    return form
