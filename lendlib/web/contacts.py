"""A visit's person: correcting a contact, handing over what is kept, erasing it on request."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from lendlib.db import db
from lendlib.operations import contacts, contacts_kept, visits
from lendlib.operations.acts import Act
from lendlib.operations.housekeeping import tidy_file
from lendlib.operations.visits import ContactFacts, VisitFacts
from lendlib.rules.errors import NotFound, Refused
from lendlib.web.acts import reading
from lendlib.web.attempts import attempt, key_to_give
from lendlib.web.doors import COUNTER, open_to
from lendlib.web.forms import Form
from lendlib.web.forms.contacts import ContactForm, EraseForm
from lendlib.web.languages import chosen_language
from lendlib.web.lending import phone_text
from lendlib.web.links import link_of
from lendlib.web.reminders_wording import NOTICE_KINDS
from lendlib.web.wording import said

room = Blueprint("contacts", __name__, url_prefix="/loans/<int:checkout_id>")
Page = str | tuple[str, int] | Response


@room.get("/contact")
@open_to(*COUNTER)
def contact(checkout_id: int) -> Page:
    """The contact, to be corrected while something is out."""
    visit = _visit(reading(), checkout_id)
    return _contact_page(visit, _form_over(_contact_of(visit)))


@room.post("/contact")
@open_to(*COUNTER)
def correct(checkout_id: int) -> Page:
    """Keep the contact as it was corrected."""
    visit = _visit(reading(), checkout_id)
    known = _contact_of(visit)
    form = _form_over(known)
    if not form.validate_on_submit():
        return _contact_page(visit, form), 422
    outcome = attempt(form, lambda act: contacts.correct(act, checkout_id, form.as_person()))
    if isinstance(outcome, Refused):
        return _contact_page(_visit(reading(), checkout_id), form, outcome), outcome.status
    flash(_("The contact is corrected."), "good")
    person = form.as_person()
    if link_of(visit) and (known.phone, known.email) != (person.phone, person.email):
        flash(_("Whoever has the old number or address may have got the borrower’s link. Give a new one."), "warn")
        return redirect(url_for("links.shown", checkout_id=checkout_id), 303)
    return redirect(url_for("lending.visit", checkout_id=checkout_id), 303)


@room.get("/erase")
@open_to(*COUNTER)
def erasing(checkout_id: int) -> Page:
    """What erasing means, and the button."""
    return _erase_page(checkout_id, EraseForm(formdata=None))


@room.post("/erase")
@open_to(*COUNTER)
def erase(checkout_id: int) -> Page:
    """Erase the person now, in the file too."""
    _visit(reading(), checkout_id)
    form = EraseForm()
    outcome = attempt(form, lambda act: contacts.erase_on_request(act, checkout_id, everywhere=form.everywhere.data))
    if isinstance(outcome, Refused):
        return _erase_page(checkout_id, form, outcome), outcome.status
    tidy_file(db.engine)
    count = int(outcome.result["count"])
    flash(
        ngettext(
            "Erased. The loans stay, without a name.",
            "Erased from %(num)d visits. The loans stay, without a name.",
            count,
        ),
        "good",
    )
    return redirect(url_for("lending.visit", checkout_id=checkout_id), 303)


@room.get("/kept")
@open_to(*COUNTER)
def kept_page(checkout_id: int) -> Page:
    """Everything that is kept about the visit's person, to be read or printed."""
    act = reading()
    visit = _visit(act, checkout_id)
    return render_template(
        "contacts/kept.html",
        visit=visit,
        kept=contacts_kept.besides(act, checkout_id),
        notice_kinds=NOTICE_KINDS,
        others=contacts.same_person(act, checkout_id),
        link=link_of(visit),
        people=[(said(band), count) for band, count in visit.people.items()],
        today=act.today,
        said=said,
    )


@room.post("/kept")
@open_to(*COUNTER)
def hand_over(checkout_id: int) -> Page:
    """Note that the page was handed over."""
    form = Form()
    outcome = attempt(form, lambda act: contacts.hand_over(act, checkout_id))
    if isinstance(outcome, Refused):
        raise outcome
    flash(_("Noted: what is kept was handed over."), "good")
    return redirect(url_for("contacts.kept_page", checkout_id=checkout_id), 303)


@room.after_request
def keep_private(response: Response) -> Response:
    """Pages about a person stay in no cache."""
    response.headers["Cache-Control"] = "no-store"
    return response


def _visit(act: Act, checkout_id: int) -> VisitFacts:
    visit = visits.visit(act.session, act.depot.id, checkout_id, chosen_language())
    if visit is None:
        raise NotFound
    return visit


def _contact_of(visit: VisitFacts) -> ContactFacts:
    if visit.contact is None:
        raise contacts.NothingToErase
    return visit.contact


def _form_over(known: ContactFacts) -> ContactForm:
    return ContactForm.over(known, phone_text(known.phone) if known.phone else "")


def _contact_page(visit: VisitFacts, form: ContactForm, no: Refused | None = None) -> str:
    key = key_to_give(no) if form.is_submitted() else None
    return render_template("contacts/contact.html", visit=visit, form=form, key=key)


def _erase_page(checkout_id: int, form: EraseForm, no: Refused | None = None) -> str:
    act = reading()
    return render_template(
        "contacts/erase.html",
        visit=_visit(act, checkout_id),
        others=contacts.same_person(act, checkout_id),
        form=form,
        key=key_to_give(no) if no else None,
    )
