"""The lock of a shared counter: who works in this browser, and how one goes on, or somebody else steps in."""

from dataclasses import dataclass

from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as AnyResponse

from lendlib.db import begin_writing, db
from lendlib.operations import guesses, locking
from lendlib.operations import staff as accounts
from lendlib.operations.locking import AtCounter
from lendlib.operations.sessions import who_is
from lendlib.rules.errors import N_, Refused
from lendlib.web.doors import Locked, SignedOut, current_door, public
from lendlib.web.faults import SentTooLate, give_up_transaction
from lendlib.web.forms.staff import LockForm
from lendlib.web.languages import is_only_shown, own_path
from lendlib.web.locking_kept import (
    DESK_AS_IT_WAS,
    PREFIX,
    Kept,
    check_form_is_ours,
    kept_by_lock,
    kept_from_elsewhere,
    kept_from_outside,
)
from lendlib.web.moments import now
from lendlib.web.refusals import on_refused, tell
from lendlib.web.staff import Page, let_in, write_sign_in
from lendlib.web.staff_device import current_device, device_to_keep, remember
from lendlib.web.tries import counted, counts_of_password, counts_of_pin

room = Blueprint("locking", __name__)


class NothingGiven(Refused):
    """Neither PIN nor password was given."""

    code = "nothing-given"
    field = "pin"
    sentence = N_("Give a PIN or a password.")


class NobodyChosen(Refused):
    """It was not said who steps in."""

    code = "nobody-chosen"
    field = "who"
    sentence = N_("Choose who is at the counter.")


@dataclass(frozen=True)
class Entered:
    """Who stepped in: a token where the browser is to be somebody else, an e-mail where they signed in in full."""

    staff_id: int
    token: str | None = None
    email: str | None = None


@room.get("/lock")
@public
def lock() -> Page:
    """Who works in this browser; where nobody does, there is only the way in for all."""
    onward = own_path(request.args.get("next"))
    if not _people():
        return redirect(url_for("staff.sign_in", next=onward))
    return _page(Kept(onward))


@room.post("/lock/now")
@public
def lock_now() -> Page:
    """Lock the counter; what stands in the desk is kept in the page, and is back after the PIN."""
    door, kept = current_door(), kept_by_lock()
    if door.session_id is None:
        return redirect(url_for("staff.sign_in"), 303)
    begin_writing(db.session())
    locking.lock(db.session(), door.session_id, now())
    db.session.commit()
    g.pop("door", None)
    g.pop("_login_user", None)
    return _page(kept) if kept.path else redirect(url_for("locking.lock", next=kept.onward), 303)


@room.post("/lock/change")
@public
def change() -> Page:
    """Let somebody else step in; until they do, nothing is locked, and what stands in the desk is kept."""
    kept = kept_by_lock()
    return _page(kept) if kept.path and _people() else redirect(url_for("locking.lock", next=kept.onward), 303)


@room.post("/lock")
@public
def step_in() -> Page:
    """Go on in one's own name, by PIN or password, and do what the lock had stopped."""
    door, kept, form, people = current_door(), kept_by_lock(), LockForm(prefix=PREFIX), _people()
    if not form.who.data and not _offered(people):
        form.ask_in_full()
    if is_only_shown():
        return _page(kept)
    if not form.validate_on_submit():
        return _page(kept, form), 422
    try:
        entered = _enter(form, people)
    except Refused as no:
        if no.status in (400, 403, 404):
            raise
        give_up_transaction()
        tell(form, no)
        return _page(kept, form), no.status
    is_same = door.staff is not None and door.staff.id == entered.staff_id
    if entered.token is not None:
        let_in(entered.token, who_is(db.session(), entered.token, now()), keeps_forms=True)
    response = _go_on(kept, is_same)
    if entered.email is not None:
        remember(response, device_to_keep(), entered.email)
    return response


def _enter(form: LockForm, people: list[AtCounter]) -> Entered:
    """Prove whoever steps in, outside any write, and write it down."""
    pin, password, email = form.pin.data, form.password.data, form.email.data
    if not pin and not password:
        raise NothingGiven
    if email:
        counts = counts_of_password(email)
        who = counted(counts, lambda: accounts.verify_password(db.session(), email, password))
        begin_writing(db.session())
        guesses.take_back(db.session(), counts)
        return Entered(who.staff_id, write_sign_in(who), who.email)
    if not form.who.data:
        raise NobodyChosen
    one = locking.one_at_counter(people, form.who.data)
    if pin:
        counts = counts_of_pin(one.staff_id, one.session_id)
        counted(counts, lambda: locking.prove_by_pin(one, pin))
    else:
        counts = counts_of_password(one.email)
        counted(counts, lambda: locking.prove_by_password(one, password))
    begin_writing(db.session())
    guesses.take_back(db.session(), counts)
    made = locking.step_in(db.session(), one, now(), leaves=current_door().session_id)
    db.session.commit()
    return Entered(one.staff_id, made.token if made else None)


def _go_on(kept: Kept, is_same: bool) -> AnyResponse:
    """Back to the page, or on with the form: 307 sends it again as it was typed.

    What somebody else had begun is not done in a new name unasked: the desk is shown, another form asks first.
    """
    if not kept.path:
        return redirect(kept.onward, 303)
    if is_same:
        return redirect(kept.path, 307)
    slug = dict(kept.fields).get("depot")
    if slug and slug not in {depot[1] for depot in current_door().depots}:
        flash(_("What was begun here belongs to another depot, so it was left."), "warn")
        return redirect("/", 303)
    if kept.is_desk:
        return redirect(DESK_AS_IT_WAS, 307)
    return make_response(render_template("locking/begun.html", kept=kept))


@room.app_errorhandler(Locked)
def keep_and_ask(_no: Locked) -> AnyResponse:
    """A form met the lock: it is kept in the page that asks for the PIN. A part of a page leads there instead."""
    give_up_transaction()
    if "HX-Request" in request.headers:
        if request.path.startswith("/counter"):
            return Response(status=423)
        path = request.headers.get("HX-Current-URL", "/").partition(request.host)[2] or "/"
        return Response(status=204, headers={"HX-Redirect": url_for("locking.lock", next=path)})
    try:
        check_form_is_ours()
    except CSRFError:
        return on_refused(SentTooLate())
    kept = kept_from_elsewhere()
    if not kept.path:
        return redirect(url_for("locking.lock", next=kept.onward), 303)
    return make_response(_page(kept), 423)


@room.app_errorhandler(SignedOut)
def keep_and_let_in(no: SignedOut) -> AnyResponse:
    """A form came from who is signed out: it is kept in a page that lets in, and is done by nobody unasked."""
    if "HX-Request" in request.headers:
        return on_refused(no)
    give_up_transaction()
    response = make_response(_page(kept_from_outside(), is_out=True), no.status)
    response.headers["Cache-Control"] = "no-store"
    return response


@room.after_request
def keep_private(response: AnyResponse) -> AnyResponse:
    """What waits in the page stays in no cache, also when nobody is signed in any more."""
    response.headers["Cache-Control"] = "no-store"
    return response


def _people() -> list[AtCounter]:
    device = current_device()
    return locking.at_counter(db.session(), device.hash if device else None, current_door().session_id, now())


def _offered(people: list[AtCounter]) -> list[AtCounter]:
    """Those to choose from: whoever is at the counter already need not step in."""
    door = current_door()
    return people if door.is_locked else [one for one in people if one.session_id != door.session_id]


def _page(kept: Kept, form: LockForm | None = None, *, is_out: bool = False) -> str:
    door, offered = current_door(), _offered(_people())
    if form is None:
        own = door.session_id if door.is_locked else None
        first = own or (offered[0].session_id if len(offered) == 1 else None)
        form = LockForm(formdata=None, prefix=PREFIX, who=first)
    names = [one.name for one in offered]
    form.who.choices = [
        (one.session_id, one.name if names.count(one.name) == 1 else f"{one.name} ({one.email})") for one in offered
    ]
    if not offered:
        form.email.label.text = _("E-mail")
        del form.who
    return render_template(
        "locking/lock.html",
        form=form,
        kept=kept,
        people=offered,
        is_locked=door.is_locked,
        is_out=is_out or (door.staff is None and bool(kept.path)),
    )
