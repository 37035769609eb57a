"""The categories' room: the tree, what one is called and how it is measured, and making one of two."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from lendlib.db import db
from lendlib.operations import categories, merging, recent, spellings, undoing
from lendlib.operations.categories_tree import Branch, Node, is_one_depot, node, tree
from lendlib.operations.commands import Done
from lendlib.rules.errors import NotFound, Refused
from lendlib.rules.seen import SavedMeanwhile
from lendlib.rules.sizes import SYSTEMS
from lendlib.rules.vocabulary import Role, Scope
from lendlib.web import wording
from lendlib.web.acts import begin_act, finish, reading
from lendlib.web.attempts import attempt, key_to_give, seen_to_give
from lendlib.web.doors import NotOpenToYou, current_depot, current_door, open_to
from lendlib.web.faults import give_up_transaction
from lendlib.web.forms.categories import CategoryForm, MergeForm, SpellingsForm
from lendlib.web.forms.seen import tell_kept
from lendlib.web.languages import chosen_language
from lendlib.web.numbers import as_id
from lendlib.web.refusals import translate

room = Blueprint("categories", __name__, url_prefix="/categories")
for_those_who_run = open_to(Role.ADMINISTRATOR, Role.COORDINATOR)

Page = str | tuple[str, int] | Response


def may_change() -> bool:
    """Categories are the whole network's: an administrator of all changes them, or who runs its only depot."""
    everywhere = any(held.role is Role.ADMINISTRATOR and held.scope is Scope.ALL for held in current_door().roles)
    return everywhere or is_one_depot(db.session())


def _refuse_others() -> None:
    if not may_change():
        raise NotOpenToYou


@room.get("")
@for_those_who_run
def index() -> str:
    """Every group with its categories, and how many things each has."""
    branches = tree(db.session(), current_depot().id, chosen_language())
    return render_template(
        "categories/tree.html",
        branches=branches,
        may_change=may_change(),
        is_alone=is_one_depot(db.session()),
        wording=wording,
        depot=current_depot(),
    )


@room.route("/new", methods=["GET", "POST"])
@for_those_who_run
def new() -> Page:
    """A new category, or a new group."""
    _refuse_others()
    form, no = CategoryForm(), None
    form.offer(_tree())
    if request.method == "GET":
        form.parent.data = request.args.get("under", "")
        return _form_page(form, None)
    if form.validate_on_submit():
        outcome = attempt(form, lambda act: categories.make(act, form.kind()))
        if isinstance(outcome, Done):
            flash(_("“%(name)s” is there now.", name=form.name_sv.data), "good")
            return redirect(url_for("categories.index"), 303)
        no = outcome
    return _form_page(form, None, no), no.status if no else 422


@room.route("/<int:category_id>", methods=["GET", "POST"])
@for_those_who_run
def edit(category_id: int) -> Page:
    """What a category is called, where it lies, how it is measured; and merging it into another."""
    _refuse_others()
    known = node(db.session(), category_id, chosen_language())
    form, no = CategoryForm(), None
    form.offer(_tree(), but=category_id)
    if request.method == "GET":
        form.describe(known)
        return _form_page(form, known)
    if form.validate_on_submit():
        seen = request.form.get("seen")
        outcome = attempt(form, lambda act: categories.edit(act, category_id, form.kind(), seen))
        if isinstance(outcome, Done):
            flash(_("Saved."), "good")
            _tell_unclear(outcome.result["unclear"])
            return redirect(url_for("categories.index"), 303)
        no = outcome
        if isinstance(no, SavedMeanwhile):
            known = node(db.session(), category_id, chosen_language())
            filled = CategoryForm(formdata=None)
            filled.offer(_tree(), but=category_id)
            filled.describe(known)
            tell_kept(form, filled)
    return _form_page(form, known, no), no.status if no else 422


@room.post("/<int:category_id>/merge")
@for_those_who_run
def merge(category_id: int) -> Page:
    """Make it part of another one."""
    _refuse_others()
    known = node(db.session(), category_id, chosen_language())
    merge_form, no = MergeForm(), None
    merge_form.offer(_tree(), known)
    # Whatever else was sent is for the rule to refuse, with its own sentence.
    into = as_id(merge_form.into.data)
    if into is not None:
        merge_form.into.validate_choice = False
    if into is not None and merge_form.validate_on_submit():
        outcome = attempt(merge_form, lambda act: merging.merge(act, category_id, into))
        if isinstance(outcome, Done):
            became = node(db.session(), into, chosen_language()).name
            flash(_("“%(name)s” is part of “%(into)s” now.", name=known.name, into=became), "good")
            _tell_unclear(outcome.result["unclear"])
            return redirect(url_for("categories.index"), 303)
        no = outcome
    elif into is None:
        merge_form.validate_on_submit()
    form = CategoryForm(formdata=None)
    form.offer(_tree(), but=category_id)
    form.describe(known)
    return _form_page(form, known, no, merge_form), no.status if no else 422


@room.route("/<int:category_id>/sizes", methods=["GET", "POST"])
@for_those_who_run
def sizes(category_id: int) -> Page:
    """How the depot's things of a category have their sizes written, and making one spelling of several."""
    known = node(db.session(), category_id, chosen_language())
    if known.size_system is None or known.into_id is not None:
        raise NotFound
    form, no = SpellingsForm(), None
    form.offer(spellings.spellings(db.session(), current_depot().id, category_id))
    if request.method == "GET":
        return _sizes_page(form, known)
    if form.validate_on_submit():
        outcome = attempt(form, lambda act: spellings.respell(act, category_id, form.texts.data, form.becomes.data))
        if isinstance(outcome, Done):
            return redirect(url_for("categories.sizes", category_id=category_id, done=outcome.command_id), 303)
        no = outcome
    return _sizes_page(form, known, no), no.status if no else 422


@room.post("/<int:category_id>/sizes/undo")
@for_those_who_run
def undo_sizes(category_id: int) -> Response:
    """Take the one spelling back."""
    command_id = as_id(request.form.get("command"))
    try:
        if command_id is None:
            raise NotFound
        act = begin_act()
        undoing.undo(act, command_id)
        finish(act)
        flash(_("Undone."), "good")
    except Refused as no:
        give_up_transaction()
        flash(" ".join(translate(no)), "bad")
    answer: Response = redirect(url_for("categories.sizes", category_id=category_id), 303)
    return answer


def _tree() -> list[Branch]:
    return tree(db.session(), current_depot().id, chosen_language())


def _form_page(
    form: CategoryForm, known: Node | None, no: Refused | None = None, merge_form: MergeForm | None = None
) -> str:
    if merge_form is None and known is not None:
        merge_form = MergeForm(formdata=None)
        merge_form.offer(_tree(), known)
    return render_template(
        "categories/category.html",
        form=form,
        known=known,
        merge_form=merge_form,
        follows=merging.would_follow(db.session(), known.id) if known else None,
        seen=seen_to_give(no, known.decided) if known else None,
        key=key_to_give(no) if request.method == "POST" else None,
        hints=[wording.size_hint(system) for system in SYSTEMS],
    )


def _sizes_page(form: SpellingsForm, known: Node, no: Refused | None = None) -> str:
    done = as_id(request.args.get("done")) if request.method == "GET" else None
    return render_template(
        "categories/sizes.html",
        form=form,
        known=known,
        depot=current_depot(),
        listed=spellings.spellings(db.session(), current_depot().id, known.id),
        size_hint=wording.size_hint(known.size_system),
        key=key_to_give(no) if request.method == "POST" else None,
        just_done=recent.done_here(reading(), done, chosen_language()) if done else None,
    )


def _tell_unclear(unclear: int) -> None:
    """Say how many different sizes lost their numbers; they stay as they are written."""
    if unclear:
        words = ngettext(
            "%(num)d size can't be read in this way of measuring. It stays as it is written, but no search for a "
            "range finds it: see the list of sizes.",
            "%(num)d different sizes can't be read in this way of measuring. They stay as they are written, but no "
            "search for a range finds them: see the list of sizes.",
            unclear,
        )
        flash(words, "warn")
