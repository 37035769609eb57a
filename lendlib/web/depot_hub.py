"""A depot's own page: how it stands, what is decided about it, what it needs before it opens."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from lendlib.operations import depots_state
from lendlib.operations.checklist import ITEMS_TO_OPEN_WITH, Checklist, Step, checklist
from lendlib.rules.errors import Refused
from lendlib.rules.vocabulary import DepotState, Role
from lendlib.web.acts import begin_act, finish, reading
from lendlib.web.depots import room as room
from lendlib.web.doors import open_to
from lendlib.web.faults import give_up_transaction
from lendlib.web.forms.depots import StateForm
from lendlib.web.languages import current_config
from lendlib.web.refusals import tell
from lendlib.web.reminders_ways import ways_out_of

RUNS_DEPOT = (Role.COORDINATOR, Role.ADMINISTRATOR)


@room.get("/depot")
@open_to(*RUNS_DEPOT)
def hub() -> str:
    """How the depot stands, and the way to all that is decided about it."""
    return _page(StateForm(formdata=None))


@room.post("/depot/state")
@open_to(*RUNS_DEPOT)
def change_state() -> tuple[str, int] | Response:
    """Let the depot open, on a day or now, practise, or close down."""
    form = StateForm()
    form.offer(list(DepotState))
    if not form.validate_on_submit():
        return _page(form), 422
    state, opens_on, is_afresh = form.chosen
    try:
        act = begin_act()
        done = depots_state.change_state(act, state, opens_on=opens_on, is_afresh=is_afresh)
        finish(act)
    except Refused as no:
        give_up_transaction()
        tell(form, no)
        return _page(form), no.status
    flash(_said(state), "good")
    _say_ended(done.result["ended"])
    return redirect(url_for("depots.hub"), 303)


@room.post("/depot/afresh")
@open_to(*RUNS_DEPOT)
def start_afresh() -> Response:
    """Take back what was lent in practice."""
    act = begin_act()
    done = depots_state.start_afresh(act)
    finish(act)
    _say_ended(done.result["ended"])
    return redirect(url_for("depots.hub"), 303)


def _page(form: StateForm) -> str:
    act = reading()
    stands = act.depot.standing(act.today)
    practised = depots_state.practice(act)
    is_new = act.depot.is_practising(act.today)
    form.offer(depots_state.goes_to(act))
    if form.state.data is None and act.depot.opens_on is not None:
        form.opens_on.data = act.depot.opens_on if stands is DepotState.SCHEDULED else None
    found: Checklist | None = checklist(act, letters_leave=bool(ways_out_of(current_config()))) if is_new else None
    return render_template(
        "depots/hub.html",
        depot=act.depot,
        stands=stands,
        today=act.today,
        hours=act.open_days.hours_on(act.today),
        form=form,
        practised=practised,
        checklist=found,
        steps=Step,
        usual_items=ITEMS_TO_OPEN_WITH,
        states=DepotState,
    )


def _said(state: DepotState) -> str:
    return str(
        {
            DepotState.TEST: _("The depot practises."),
            DepotState.SCHEDULED: _("The depot opens by itself on that day."),
            DepotState.OPEN: _("The depot is in use."),
            DepotState.CLOSED: _("The depot has closed down. It still takes things back."),
        }[state]
    )


def _say_ended(loans: int) -> None:
    if loans:
        flash(ngettext("%(num)d loan of practice ended.", "%(num)d loans of practice ended.", loans), "info")
