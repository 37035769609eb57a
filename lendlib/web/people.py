"""People: who works here, inviting, roles, shutting accounts, links; for coordinators and administrators."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from config import Config
from lendlib.db import begin_writing, db
from lendlib.operations import invitations, sessions, staff_list, staff_roles
from lendlib.operations.staff_powers import Power, places
from lendlib.outside.symbols import qr_svg
from lendlib.rules.errors import Refused
from lendlib.rules.vocabulary import LinkPurpose, Role
from lendlib.web.doors import NotOpenToYou, current_door, open_to
from lendlib.web.faults import give_up_transaction
from lendlib.web.forms.people import InviteForm, RoleForm, SureForm, offer
from lendlib.web.forms.words import one_line
from lendlib.web.languages import chosen_language
from lendlib.web.moments import now
from lendlib.web.numbers import as_id
from lendlib.web.refusals import tell
from lendlib.web.wording import ROLES

room = Blueprint("people", __name__)

LOOKS_AFTER_PEOPLE = (Role.COORDINATOR, Role.ADMINISTRATOR)
LINK_PAGES = {LinkPurpose.INVITE: "staff.welcome", LinkPurpose.NEW_PASSWORD: "staff.new_password"}
MOST_PAGES = 10_000
Page = str | tuple[str, int] | Response


def own_power() -> Power:
    """Whoever is at the door, as one who looks after people."""
    door = current_door()
    if door.staff is None:
        raise NotOpenToYou
    return Power(door.staff.id, door.roles)


@room.context_processor
def words() -> dict[str, Any]:
    """What roles are called."""
    return {"ROLES": ROLES}


@room.get("/people")
@open_to(*LOOKS_AFTER_PEOPLE, anywhere=True)
def index() -> str:
    """Everybody whom one looks after, by name."""
    words = one_line(request.args.get("q"))[:100]
    text = request.args.get("page", "1")
    page = min(int(text), MOST_PAGES) if text.isascii() and text.isdecimal() and len(text) < 9 else 1
    found = staff_list.people(db.session(), own_power(), words, page)
    return render_template("people/index.html", found=found, words=words, page=max(page, 1), shown=staff_list.SHOWN)


@room.route("/people/invite", methods=["GET", "POST"])
@open_to(*LOOKS_AFTER_PEOPLE, anywhere=True)
def invite() -> Page:
    """Ask who comes and what they do, and make the link that lets them in."""
    power, form = own_power(), InviteForm()
    offered = offer(form, power, places(db.session(), power), current_door().depot)
    if not form.validate_on_submit():
        return render_template("people/invite.html", form=form), 422 if form.errors else 200
    try:
        begin_writing(db.session())
        made = invitations.invite(
            db.session(),
            power,
            Role(form.role.data),
            offered[form.place.data].area,
            email=form.email.data,
            name=form.name.data,
            language=chosen_language(),
            now=now(),
        )
        db.session.commit()
    except Refused as no:
        if no.status in (400, 403, 404):
            raise
        give_up_transaction()
        tell(form, no)
        return render_template("people/invite.html", form=form), no.status
    if made.token is None:
        flash(
            _("There was an account with that e-mail already. It has the role now; nothing else was changed."), "good"
        )
        return redirect(url_for("people.person", staff_id=made.staff_id), 303)
    return _show_link(made.staff_id, LinkPurpose.INVITE, made.token)


def _show_link(staff_id: int, purpose: LinkPurpose, token: str) -> Response:
    """Lead to the page of the link. Its token is kept in this browser's own cookie alone, until the next one."""
    session["link"] = [staff_id, purpose, token]
    return redirect(url_for("people.link", staff_id=staff_id), 303)


@room.get("/people/<int:staff_id>")
@open_to(*LOOKS_AFTER_PEOPLE, anywhere=True)
def person(staff_id: int) -> str:
    """One person: what they may do where, where they are signed in, and what can be done about it."""
    return _person_page(staff_id)


def _person_page(staff_id: int, role_form: RoleForm | None = None, sure: SureForm | None = None) -> str:
    power = own_power()
    known = staff_list.person(db.session(), power, staff_id)
    role_form = role_form or RoleForm(formdata=None)
    offer(role_form, power, places(db.session(), power), current_door().depot)
    is_above = power.is_above(known.roles)
    return render_template(
        "people/person.html",
        person=known,
        is_me=known.id == power.staff_id,
        is_above=is_above,
        may_take={held.id for held in known.roles if power.may_give(held.role, held.area)},
        form=role_form,
        sure=sure or SureForm(formdata=None),
        sessions=sessions.live_sessions(db.session(), staff_id, now()) if is_above else [],
    )


@room.post("/people/<int:staff_id>/roles")
@open_to(*LOOKS_AFTER_PEOPLE, anywhere=True)
def give_role(staff_id: int) -> Page:
    """Give one more role."""
    power, form = own_power(), RoleForm()
    staff_list.person(db.session(), power, staff_id)
    offered = offer(form, power, places(db.session(), power), current_door().depot)
    if not form.validate_on_submit():
        return _person_page(staff_id, form), 422
    try:
        begin_writing(db.session())
        staff_roles.give(db.session(), power, staff_id, Role(form.role.data), offered[form.place.data].area, now())
        db.session.commit()
    except staff_roles.AlreadyHas as no:
        give_up_transaction()
        tell(form, no)
        return _person_page(staff_id, form), no.status
    flash(_("The role is given."), "good")
    return redirect(url_for("people.person", staff_id=staff_id), 303)


@room.post("/people/<int:staff_id>/roles/<int:role_id>/take")
@open_to(*LOOKS_AFTER_PEOPLE, anywhere=True)
def take_role(staff_id: int, role_id: int) -> Page:
    """Take a role away."""
    sure = SureForm()
    try:
        begin_writing(db.session())
        staff_roles.take(db.session(), own_power(), staff_id, role_id, now(), is_sure=sure.is_sure.data)
        db.session.commit()
    except (staff_roles.LastAdministrator, staff_roles.SureAboutYourself) as no:
        return _refused_here(staff_id, sure, no)
    flash(_("The role is taken away."), "good")
    return _away_from(staff_id)


@room.post("/people/<int:staff_id>/shut")
@open_to(*LOOKS_AFTER_PEOPLE, anywhere=True)
def shut(staff_id: int) -> Page:
    """Shut the account and end its sign-ins."""
    sure = SureForm()
    try:
        begin_writing(db.session())
        staff_roles.shut(db.session(), own_power(), staff_id, now(), is_sure=sure.is_sure.data)
        db.session.commit()
    except (staff_roles.LastAdministrator, staff_roles.SureAboutYourself) as no:
        return _refused_here(staff_id, sure, no)
    flash(_("The account is shut, and its sign-ins have ended."), "good")
    return _away_from(staff_id)


def _refused_here(staff_id: int, sure: SureForm, no: Refused) -> Page:
    give_up_transaction()
    tell(sure, no)
    return _person_page(staff_id, sure=sure), no.status


def _away_from(staff_id: int) -> Response:
    """The list, since the person may be out of one's sight now; for oneself the start page."""
    is_me = staff_id == own_power().staff_id
    return redirect("/" if is_me else url_for("people.index"), 303)


@room.post("/people/<int:staff_id>/open")
@open_to(*LOOKS_AFTER_PEOPLE, anywhere=True)
def reopen(staff_id: int) -> Response:
    """Open a shut account again."""
    begin_writing(db.session())
    staff_roles.reopen(db.session(), own_power(), staff_id, now())
    db.session.commit()
    flash(_("The account is open again, with the password that it had."), "good")
    return redirect(url_for("people.person", staff_id=staff_id), 303)


@room.post("/people/<int:staff_id>/sessions/end")
@open_to(*LOOKS_AFTER_PEOPLE, anywhere=True)
def end_sessions(staff_id: int) -> Response:
    """End one sign-in, or all."""
    only = as_id(request.form.get("session"))
    begin_writing(db.session())
    staff_roles.end_sign_ins(db.session(), own_power(), staff_id, now(), only)
    db.session.commit()
    flash(_("That sign-in has ended.") if only else _("All their sign-ins have ended."), "good")
    return redirect(url_for("people.person", staff_id=staff_id), 303)


@room.post("/people/<int:staff_id>/link")
@open_to(*LOOKS_AFTER_PEOPLE, anywhere=True)
def make_link(staff_id: int) -> Response:
    """Make a fresh link; the ones before it die."""
    begin_writing(db.session())
    purpose, token = invitations.new_link(db.session(), own_power(), staff_id, now())
    db.session.commit()
    return _show_link(staff_id, purpose, token)


@room.get("/people/<int:staff_id>/link")
@open_to(*LOOKS_AFTER_PEOPLE, anywhere=True)
def link(staff_id: int) -> Page:
    """The link that was just made, to copy or to point a phone at; nobody else can see it again."""
    known = staff_list.person(db.session(), own_power(), staff_id)
    of, word, token = session.get("link") or (0, LinkPurpose.INVITE, "")
    if of != staff_id:
        return redirect(url_for("people.person", staff_id=staff_id), 303)
    purpose = LinkPurpose(word)
    try:
        invitations.behind(db.session(), token, purpose, now())
    except invitations.LinkOver:
        flash(_("That link has been used, or is too old."), "info")
        return redirect(url_for("people.person", staff_id=staff_id), 303)
    config: Config = current_app.config["LENDLIB"]
    address = config.base_url + url_for(LINK_PAGES[purpose], token=token)
    code = qr_svg(address, _("QR code of the link")) if config.has_borrower_pages else None
    days = invitations.LASTS[purpose].days
    return render_template("people/link.html", person=known, purpose=purpose, address=address, code=code, days=days)
