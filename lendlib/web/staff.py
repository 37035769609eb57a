"""The staff room: signing in and out, one's own account, the depot where one stands, the first start."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import refresh
from flask_login import login_user, logout_user
from werkzeug.wrappers import Response

from lendlib.db import begin_writing, db
from lendlib.operations import first_start as beginning
from lendlib.operations import sessions
from lendlib.operations import staff as accounts
from lendlib.operations.depots import municipalities
from lendlib.operations.passwords import WeakPassword
from lendlib.operations.staff import WrongPassword
from lendlib.rules.errors import Refused
from lendlib.web.doors import Account, NotOpenToYou, current_depot, current_door, public, signed_in
from lendlib.web.forms.staff import FirstStartForm, LanguageForm, PasswordForm, SignInForm
from lendlib.web.languages import chosen_language, current_config, keep_language, own_path
from lendlib.web.moments import now
from lendlib.web.refusals import tell
from lendlib.web.tries import Tries

room = Blueprint("staff", __name__)
room.record_once(lambda setup: setup.app.extensions.setdefault("lendlib.tries", Tries()))

Page = str | tuple[str, int] | Response


def _admit(token: str) -> None:
    session.clear()
    login_user(Account(token))


def _write_sign_in(who: accounts.Verified) -> str:
    begin_writing(db.session())
    made = sessions.sign_in(db.session(), who, now())
    db.session.commit()
    return made.token


@room.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Page:
    """Ask for e-mail and password, and go on to where the person was headed."""
    onward = own_path(request.values.get("next"))
    if current_door().staff is not None:
        return redirect(onward, 303)
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("staff/sign_in.html", form=form, next=onward), 422 if form.errors else 200
    tries: Tries = current_app.extensions["lendlib.tries"]
    tries.check(form.email.data, request.remote_addr)
    try:
        who = accounts.verify_password(db.session(), form.email.data, form.password.data)
        _admit(_write_sign_in(who))
    except WrongPassword as no:
        db.session.rollback()
        tries.failed(form.email.data, request.remote_addr)
        tell(form, no)
        return render_template("staff/sign_in.html", form=form, next=onward), no.status
    return redirect(onward, 303)


@room.post("/sign-out")
@signed_in
def sign_out() -> Response:
    """End this sign-in."""
    door = current_door()
    begin_writing(db.session())
    if door.session_id is not None:
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


@room.get("/account")
@signed_in
def account() -> Page:
    """One's own account."""
    return _account_page(PasswordForm())


def _account_page(form: PasswordForm) -> str:
    door = current_door()
    if door.staff is None:
        raise NotOpenToYou
    languages = LanguageForm(formdata=None, language=door.staff.language)
    live = sessions.live_sessions(db.session(), door.staff.id, now())
    return render_template("staff/account.html", form=form, languages=languages, sessions=live)


@room.post("/account/password")
@signed_in
def change_password() -> Page:
    """Take a new password; every other sign-in of the account ends."""
    door, form = current_door(), PasswordForm()
    if door.staff is None or not form.validate_on_submit():
        return _account_page(form), 422
    try:
        who = accounts.verify_password(db.session(), door.staff.email, form.old_password.data)
        begin_writing(db.session())
        accounts.change_password(db.session(), who, form.password.data, session_id=door.session_id, now=now())
        db.session.commit()
    except WrongPassword:
        db.session.rollback()
        form.old_password.errors = [_("That is not your password now.")]
        return _account_page(form), 422
    except WeakPassword as no:
        db.session.rollback()
        tell(form, no)
        return _account_page(form), no.status
    flash(_("Your password is changed. Other sign-ins have ended."), "good")
    return redirect(url_for("staff.account"), 303)


@room.post("/account/language")
@signed_in
def change_language() -> Page:
    """Choose the language that the account is met in, here and on other machines."""
    door, form = current_door(), LanguageForm()
    if door.staff is None or not form.validate_on_submit():
        return _account_page(PasswordForm(formdata=None)), 422
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


@room.route("/start/<token>", methods=["GET", "POST"])
@public
def first_start(token: str) -> Page:
    """Make the first depot and its administrator, by the link that was printed at the start."""
    beginning.check_first_start(db.session(), token, now())
    form = FirstStartForm()
    form.municipality.choices = {"": _("Choose …")} | dict(municipalities(db.session()))
    if not form.validate_on_submit():
        return render_template("staff/first_start.html", form=form, token=token), 422 if form.errors else 200
    try:
        signed = _begin(token, form)
    except beginning.LinkUsed:
        raise
    except Refused as no:
        db.session.rollback()
        tell(form, no)
        return render_template("staff/first_start.html", form=form, token=token), no.status
    _admit(signed)
    refresh()
    flash(_("Welcome! The depot is ready."), "good")
    return redirect("/", 303)


def _begin(token: str, form: FirstStartForm) -> str:
    begin_writing(db.session())
    made = beginning.first_start(
        db.session(),
        token,
        depot_name=form.depot_name.data,
        municipality_code=form.municipality.data,
        name=form.name.data,
        email=form.email.data,
        password=form.password.data,
        language=chosen_language(),
        now=now(),
    )
    who = accounts.Verified(made.id, made.email, made.name, made.password_hash)
    signed = sessions.sign_in(db.session(), who, now())
    db.session.commit()
    return signed.token
