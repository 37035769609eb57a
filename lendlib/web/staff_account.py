"""One's own account: depot, language, password, PIN, and where one is signed in."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lendlib.db import begin_writing, db
from lendlib.operations import guesses, sessions
from lendlib.operations import staff as accounts
from lendlib.operations.guesses import TooManyGuesses
from lendlib.operations.passwords import WeakPassword, WeakPin, make_hash, make_pin_hash
from lendlib.operations.staff import WrongPassword
from lendlib.web.doors import NotOpenToYou, current_door, signed_in
from lendlib.web.faults import give_up_transaction
from lendlib.web.forms.staff import LanguageForm, PasswordForm, PinForm
from lendlib.web.languages import current_config, keep_language
from lendlib.web.moments import now
from lendlib.web.refusals import tell
from lendlib.web.staff import Page
from lendlib.web.staff import room as room
from lendlib.web.tries import counted, counts_of_password


@room.get("/account")
@signed_in
def account() -> Page:
    """One's own account."""
    return _account_page()


def _account_page(form: PasswordForm | None = None, pin: PinForm | None = None) -> str:
    door = current_door()
    if door.staff is None:
        raise NotOpenToYou
    return render_template(
        "staff/account.html",
        form=form or PasswordForm(formdata=None),
        pin=pin or PinForm(formdata=None, prefix="pin-"),
        has_pin=accounts.has_pin(db.session(), door.staff.id),
        languages=LanguageForm(formdata=None, language=door.staff.language),
        sessions=sessions.live_sessions(db.session(), door.staff.id, now()),
    )


@room.post("/account/password")
@signed_in
def change_password() -> Page:
    """Take a new password; every other sign-in of the account ends."""
    door, form = current_door(), PasswordForm()
    if door.staff is None or not form.validate_on_submit():
        return _account_page(form), 422
    email, counts = door.staff.email, counts_of_password(door.staff.email)
    try:
        who = counted(counts, lambda: accounts.verify_password(db.session(), email, form.old_password.data))
        # The guess was right, whatever becomes of the new password.
        begin_writing(db.session())
        guesses.take_back(db.session(), counts)
        db.session.commit()
        kept = make_hash(form.password.data, email=who.email, name=who.name)
        begin_writing(db.session())
        accounts.change_password(db.session(), who, kept, session_id=door.session_id, now=now())
        db.session.commit()
    except WrongPassword:
        give_up_transaction()
        form.old_password.errors = [_("That is not your password now.")]
        return _account_page(form), 422
    except (WeakPassword, TooManyGuesses) as no:
        give_up_transaction()
        tell(form, no)
        return _account_page(form), no.status
    flash(_("Your password is changed. Other sign-ins have ended."), "good")
    return redirect(url_for("staff.account"), 303)


@room.post("/account/pin")
@signed_in
def change_pin() -> Page:
    """Choose a PIN for the shared counter, or take it away, proved by the password."""
    door, form = current_door(), PinForm(prefix="pin-")
    if door.staff is None or not form.validate_on_submit():
        return _account_page(pin=form), 422
    email, counts = door.staff.email, counts_of_password(door.staff.email)
    try:
        pin_hash = make_pin_hash(form.pin.data) if form.pin.data else None
        who = counted(counts, lambda: accounts.verify_password(db.session(), email, form.password.data))
        begin_writing(db.session())
        guesses.take_back(db.session(), counts)
        accounts.change_pin(db.session(), who, pin_hash)
        db.session.commit()
    except WrongPassword:
        give_up_transaction()
        form.password.errors = [_("That is not your password now.")]
        return _account_page(pin=form), 422
    except (WeakPin, TooManyGuesses) as no:
        give_up_transaction()
        tell(form, no)
        return _account_page(pin=form), no.status
    flash(_("Your PIN is changed.") if pin_hash else _("You have no PIN any more."), "good")
    return redirect(url_for("staff.account"), 303)


@room.post("/account/language")
@signed_in
def change_language() -> Page:
    """Choose the language that the account is met in, here and on other machines."""
    door, form = current_door(), LanguageForm()
    if door.staff is None or not form.validate_on_submit():
        return _account_page(), 422
    begin_writing(db.session())
    accounts.change_language(db.session(), door.staff.id, form.language.data)
    db.session.commit()
    response = redirect(url_for("staff.account"), 303)
    keep_language(response, form.language.data, current_config())
    return response


@room.post("/account/sessions/<int:session_id>/end")
@signed_in
def end_session(session_id: int) -> Response:
    """End another sign-in of one's own."""
    door = current_door()
    if door.staff is None:
        raise NotOpenToYou
    begin_writing(db.session())
    sessions.end_own(db.session(), door.staff.id, session_id, now())
    db.session.commit()
    flash(_("That sign-in has ended."), "good")
    return redirect(url_for("staff.account"), 303)
