"""The policy room: what a depot decides for itself, in plain sentences, and the categories that differ."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from lendlib.operations import policies, stock
from lendlib.operations.commands import Done
from lendlib.operations.policies import CategoryLine
from lendlib.rules.errors import NotFound, Refused
from lendlib.rules.vocabulary import Role
from lendlib.web.acts import reading
from lendlib.web.attempts import attempt, key_to_give
from lendlib.web.days import Page
from lendlib.web.doors import current_depot, open_to
from lendlib.web.forms import Form
from lendlib.web.forms.policy import CategoryTermsForm, PolicyForm
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
        outcome = attempt(form, lambda act: policies.change_policy(act, form.terms()))
        if isinstance(outcome, Done):
            flash(_("Saved. It counts for what is lent from now on."), "good")
            return redirect(url_for("policy.index"), 303)
        no = outcome
    return _page(form, no), no.status if no else 422


def _page(form: PolicyForm, no: Refused | None = None) -> str:
    return render_template(
        "policy/index.html", form=form, lines=_lines(), borrowers=BORROWERS, key=key_to_give(no), bare=Form()
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
        form.category.data = str(category_id)
        form.loan_days.data, form.max_renewals.data = line.terms.loan_days, line.terms.max_renewals
        form.borrowers.data = line.terms.borrowers.value
    return render_template("policy/category.html", form=form, known=category_id, depot_terms=_depot_terms(), key=None)


@room.post("/category")
@for_planners
def change_category() -> Page:
    """Lend one category by these terms from now on."""
    form, no = _prepared(CategoryTermsForm()), None
    is_right = form.validate_on_submit()
    if not form.category.data:
        form.category.errors = [_("Choose a category.")]
    elif is_right:
        category_id = int(form.category.data)
        outcome = attempt(form, lambda act: policies.change_category(act, category_id, form.terms()))
        if isinstance(outcome, Done):
            flash(_("Saved. It counts for what is lent from now on."), "good")
            return redirect(url_for("policy.index"), 303)
        no = outcome
    page = render_template(
        "policy/category.html",
        form=form,
        known=number_in_form("known"),
        depot_terms=_depot_terms(),
        key=key_to_give(no),
    )
    return page, no.status if no else 422


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


def _depot_terms() -> policies.Terms:
    return policies.terms_of(current_depot())


def _prepared(form: CategoryTermsForm) -> CategoryTermsForm:
    form.offer(stock.categories(reading().session, chosen_language()))
    return form
