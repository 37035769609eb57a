"""The room of forgetting: what is kept, why and for how long, and what was thrown away when."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from lendlib.db import db
from lendlib.operations.commands import Done
from lendlib.operations.forgetting_rules import change_rules, days_kept
from lendlib.operations.forgetting_runs import log
from lendlib.rules.backups import DAILY, LONGEST_DAYS, WEEKLY
from lendlib.rules.errors import Refused
from lendlib.rules.forgetting import RULES
from lendlib.rules.seen import SavedMeanwhile
from lendlib.web.attempts import attempt, key_to_give, seen_to_give
from lendlib.web.categories import Page, for_those_who_run, may_change
from lendlib.web.doors import NotOpenToYou, current_depot
from lendlib.web.forgetting_words import ABOUT
from lendlib.web.forms.forgetting import RulesForm
from lendlib.web.forms.seen import tell_kept
from lendlib.web.languages import current_config

room = Blueprint("forgetting", __name__, url_prefix="/forgetting")


@room.get("")
@for_those_who_run
def index() -> str:
    """The rules, and what the latest runs removed."""
    form = RulesForm(formdata=None)
    form.describe(days_kept(db.session()))
    return _page(form, None)


@room.post("")
@for_those_who_run
def change() -> Page:
    """Keep everything for so many days from now on, at every depot."""
    if not may_change():
        raise NotOpenToYou
    form, no = RulesForm(), None
    if form.validate_on_submit():
        outcome = attempt(form, lambda act: change_rules(act, form.days(), request.form.get("seen")))
        if isinstance(outcome, Done):
            flash(_("Saved. The next run goes by it, within an hour."), "good")
            return redirect(url_for("forgetting.index"), 303)
        no = outcome
    return _page(form, no), no.status if no else 422


def _page(form: RulesForm, no: Refused | None) -> str:
    days = days_kept(db.session())
    if isinstance(no, SavedMeanwhile):
        kept = RulesForm(formdata=None)
        kept.describe(days)
        tell_kept(form, kept)
    return render_template(
        "forgetting/index.html",
        form=form,
        rules=RULES,
        about=ABOUT,
        days=days,
        retention_days=current_depot().retention_days,
        nights=DAILY,
        weeks=WEEKLY,
        longest=LONGEST_DAYS,
        has_backups=current_config().backups_folder is not None,
        log=log(db.session()),
        may_change=may_change(),
        key=key_to_give(no) if request.method == "POST" else None,
        seen=seen_to_give(no, days),
    )
