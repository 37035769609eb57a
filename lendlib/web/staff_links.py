"""Links that work once: the first start, into a new account, and to a new password."""

from flask import flash, redirect, render_template
from flask_babel import gettext as _
from flask_babel import refresh
from werkzeug.wrappers import Response

from lendlib.db import begin_writing, db
from lendlib.operations import first_start as beginning
from lendlib.operations import invitations, sessions
from lendlib.operations import staff as accounts
from lendlib.operations.depots import municipalities
from lendlib.operations.passwords import make_hash, make_pin_hash
from lendlib.rules.errors import Refused
from lendlib.rules.vocabulary import LinkPurpose
from lendlib.web.doors import public
from lendlib.web.faults import give_up_transaction
from lendlib.web.forms.staff import FirstStartForm, NewPasswordForm, WelcomeForm
from lendlib.web.languages import chosen_language
from lendlib.web.moments import now
from lendlib.web.refusals import tell
from lendlib.web.staff import Page, let_in, write_sign_in
from lendlib.web.staff_account import room as room
from lendlib.web.staff_device import device_to_keep, remember


@room.route("/welcome/<token>", methods=["GET", "POST"])
@public
def welcome(token: str) -> Page:
    """Let somebody invited choose a password, and a PIN if they want one; then they are in."""
    return _by_link(token, LinkPurpose.INVITE, WelcomeForm(), "staff/welcome.html")


@room.route("/new-password/<token>", methods=["GET", "POST"])
@public
def new_password(token: str) -> Page:
    """Let somebody choose a new password; all their earlier sign-ins end."""
    return _by_link(token, LinkPurpose.NEW_PASSWORD, NewPasswordForm(), "staff/new_password.html")


def _by_link(token: str, purpose: LinkPurpose, form: WelcomeForm | NewPasswordForm, template: str) -> Page:
    who = invitations.behind(db.session(), token, purpose, now())
    if not form.validate_on_submit():
        return render_template(template, form=form, who=who, token=token), 422 if form.errors else 200
    pin = form.pin.data if isinstance(form, WelcomeForm) else ""
    try:
        password_hash = make_hash(form.password.data, email=who.email, name=who.name)
        pin_hash = make_pin_hash(pin) if pin else None
        signed = _use(token, purpose, password_hash, pin_hash)
    except invitations.LinkOver:
        raise
    except Refused as no:
        give_up_transaction()
        tell(form, no)
        return render_template(template, form=form, who=who, token=token), no.status
    let_in(signed)
    is_new = purpose is LinkPurpose.INVITE
    flash(_("Welcome! You are signed in.") if is_new else _("Your password is changed, and you are signed in."), "good")
    response: Response = redirect("/", 303)
    remember(response, device_to_keep(), who.email)
    return response


def _use(token: str, purpose: LinkPurpose, password_hash: str, pin_hash: str | None) -> str:
    """Take the password and sign in, in one transaction: the link is spent only when its holder is in."""
    begin_writing(db.session())
    who = invitations.use(db.session(), token, purpose, now(), password_hash=password_hash, pin_hash=pin_hash)
    return write_sign_in(who)


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
    let_in(signed)
    refresh()
    flash(_("Welcome! The depot is open, weekdays 10–18. Say under Days when it is, then take in things."), "good")
    response = redirect("/", 303)
    remember(response, device_to_keep(), form.email.data)
    return response


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
    signed = sessions.sign_in(db.session(), who, now(), device_to_keep().hash)
    db.session.commit()
    return signed.token
