"""The staff room: signing in and out, and the depot where one stands."""

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from flask_login import login_user, logout_user
from werkzeug.wrappers import Response

from lendlib.db import begin_writing, db
from lendlib.operations import guesses, locking, sessions
from lendlib.operations import staff as accounts
from lendlib.operations.guesses import TooManyGuesses
from lendlib.operations.sessions import SignedIn
from lendlib.operations.staff import WrongPassword
from lendlib.web.doors import Account, current_depot, current_door, public, signed_in
from lendlib.web.faults import give_up_transaction
from lendlib.web.forms.staff import SignInForm
from lendlib.web.languages import own_path
from lendlib.web.moments import now
from lendlib.web.refusals import tell
from lendlib.web.staff_device import current_device, device_to_keep, remember
from lendlib.web.tries import counted, counts_of_password

room = Blueprint("staff", __name__)

Page = str | tuple[str, int] | Response


def let_in(token: str, signed: SignedIn | None = None, *, keeps_forms: bool = False) -> None:
    """Let this browser be somebody from now on. Forms that it has open work on only where `keeps_forms`."""
    kept = session.get("csrf_token")
    session.clear()
    if keeps_forms and kept:
        session["csrf_token"] = kept
    login_user(Account(token, signed))
    g.pop("door", None)


def write_sign_in(who: accounts.Verified) -> str:
    """Sign somebody proven in beside the others of this browser, and make it true with all that was written before.

    Whoever was at the counter is locked.
    """
    door = current_door()
    made = sessions.sign_in(db.session(), who, now(), device_to_keep().hash)
    if door.session_id is not None:
        locking.lock(db.session(), door.session_id, now(), device_to_keep().hash)
    db.session.commit()
    return made.token


@room.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Page:
    """Ask for e-mail and password, and go on to where the person was headed."""
    onward = own_path(request.values.get("next"))
    door = current_door()
    if door.staff is not None and not door.is_locked:
        return redirect(onward, 303)
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form, onward), 422 if form.errors else 200
    email = form.email.data
    try:
        counts = counts_of_password(email)
        who = counted(counts, lambda: accounts.verify_password(db.session(), email, form.password.data))
        begin_writing(db.session())
        guesses.take_back(db.session(), counts)
        token = write_sign_in(who)
    except (WrongPassword, TooManyGuesses) as no:
        give_up_transaction()
        tell(form, no)
        return _sign_in_page(form, onward), no.status
    let_in(token)
    response = redirect(onward, 303)
    remember(response, device_to_keep(), who.email)
    return response


def _sign_in_page(form: SignInForm, onward: str) -> str:
    device, door = current_device(), current_door()
    others = locking.at_counter(db.session(), device.hash if device else None, door.session_id, now())
    return render_template("staff/sign_in.html", form=form, next=onward, others=others)


@room.post("/sign-out")
@public
def sign_out() -> Response:
    """End this sign-in, locked or not; others in the same browser stay."""
    door = current_door()
    if door.session_id is not None:
        begin_writing(db.session())
        sessions.sign_out(db.session(), door.session_id, now())
        db.session.commit()
    logout_user()
    session.clear()
    return redirect(url_for("staff.sign_in"), 303)


@room.post("/depot")
@signed_in
def choose_depot() -> Response:
    """Stand at another depot; the door has checked that the person works there."""
    session["depot_id"] = current_depot().id
    return redirect(own_path(request.form.get("next")), 303)
